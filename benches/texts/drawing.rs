//! The plot of `docs/growth.svg`: both axes count in powers of ten.

use plotters::prelude::*;

use crate::Point;

const COLOURS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(86, 180, 233),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(0, 0, 0),
    RGBColor(130, 130, 130),
];

/// The static analysis on the left, the whole check on the right.
pub(crate) fn drawn(lines: &[(&str, Vec<Point>)]) -> String {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (1_080, 520)).into_drawing_area();
        root.fill(&WHITE).unwrap();
        let (left, right) = root.split_horizontally(540);
        panel(&left, "static analysis", lines, |point| point.analysis);
        panel(&right, "whole check, proofs of money included", lines, |point| point.whole);
        root.present().unwrap();
    }
    svg
}

fn panel(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    title: &str,
    lines: &[(&str, Vec<Point>)],
    of: fn(&Point) -> f64,
) {
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 18))
        .margin(10)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d((5.0..2_000.0).log_scale(), (0.2..100_000.0).log_scale())
        .unwrap();
    chart
        .configure_mesh()
        .light_line_style(RGBColor(245, 245, 245))
        .bold_line_style(RGBColor(215, 215, 215))
        .x_desc("rows, columns, clauses, values or conditions")
        .y_desc("milliseconds")
        .x_label_formatter(&|size| format!("{size:.0}"))
        .y_label_formatter(&|time| format!("{time}"))
        .draw()
        .unwrap();
    for ((name, line), colour) in lines.iter().zip(COLOURS) {
        let points: Vec<(f64, f64)> =
            line.iter().map(|point| (point.size as f64, of(point))).collect();
        chart
            .draw_series(LineSeries::new(points.clone(), colour.stroke_width(2)))
            .unwrap()
            .label(*name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
        chart
            .draw_series(points.into_iter().map(|at| Circle::new(at, 3, colour.filled())))
            .unwrap();
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE)
        .border_style(RGBColor(200, 200, 200))
        .label_font(("sans-serif", 12))
        .draw()
        .unwrap();
}
