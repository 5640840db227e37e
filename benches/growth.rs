//! `cargo bench --bench growth`: how the time of a whole check grows with the size of a policy.
//!
//! Prints the time of each size of each series. With `POLC_UPDATE=1` it draws them into
//! `docs/growth.svg` and writes the table of `docs/performance.md` anew, for review. What is written
//! there is how many times the shortest a check took, for seconds differ from machine to machine.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::float_arithmetic,
    clippy::disallowed_types,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement, not a part of the program"
)]

#[path = "texts/mod.rs"]
mod texts;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use polc::source::SourceMap;

/// How often each size is measured; the shortest time counts.
const TIMES: usize = 5;

/// One line of the plot.
struct Series {
    /// What it is called in the plot and in the table.
    name: &'static str,
    colour: &'static str,
    sizes: &'static [usize],
    text: fn(usize) -> String,
}

const SERIES: [Series; 7] = [
    Series {
        name: "rows, 8 columns",
        colour: "#0072b2",
        sizes: &[25, 50, 100, 200, 400],
        text: texts::wide_table,
    },
    Series {
        name: "columns",
        colour: "#d55e00",
        sizes: &[8, 16, 32, 64, 128],
        text: texts::columns,
    },
    Series {
        name: "rows over an amount",
        colour: "#009e73",
        sizes: &[100, 200, 400, 800, 1600],
        text: texts::rows,
    },
    Series {
        name: "rows that interlock",
        colour: "#000000",
        sizes: &[25, 50, 100, 200, 400],
        text: texts::interlocked,
    },
    Series {
        name: "dated deductibles",
        colour: "#cc79a7",
        sizes: &[100, 200, 400, 800],
        text: texts::deductibles,
    },
    Series {
        name: "dated ways to pay",
        colour: "#e69f00",
        sizes: &[100, 200, 400, 800],
        text: texts::payments,
    },
    Series {
        name: "values of a parameter",
        colour: "#56b4e9",
        sizes: &[100, 200, 400, 800, 1600],
        text: texts::parameters,
    },
];

/// The milliseconds of one check, and how many questions it left undecided.
fn measured(text: &str) -> (f64, usize) {
    let mut map = SourceMap::new();
    map.add("表.pol", text.to_owned()).unwrap();
    let mut best = f64::MAX;
    let mut undecided = 0;
    for _ in 0..TIMES {
        let start = Instant::now();
        let compilation = polc::pipeline::check(&map);
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        undecided = compilation.problems.tally().codes.values().map(|count| count.undecided).sum();
    }
    (best, undecided)
}

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut points: Vec<Vec<(usize, f64, usize)>> = Vec::new();
    for series in &SERIES {
        let mut line = Vec::new();
        for size in series.sizes {
            let (time, undecided) = measured(&(series.text)(*size));
            println!("{:<24} {size:>5}  {time:>9.2} ms  {undecided} undecided", series.name);
            line.push((*size, time, undecided));
        }
        points.push(line);
    }
    if std::env::var_os("POLC_UPDATE").is_some() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        std::fs::write(docs.join("growth.svg"), drawn(&points)).unwrap();
        let path = docs.join("performance.md");
        let page = std::fs::read_to_string(&path).unwrap();
        let (start, end) = ("<!-- growth -->\n", "<!-- /growth -->");
        let from = page.find(start).unwrap() + start.len();
        let until = page.find(end).unwrap();
        let page = format!("{}{}{}", &page[..from], table(&points), &page[until..]);
        std::fs::write(path, page).unwrap();
    }
}

/// How the time grows between the last two sizes: the power of the size.
fn power(line: &[(usize, f64, usize)]) -> f64 {
    let [.., before, last] = line else { return 0.0 };
    (last.1 / before.1).ln() / (last.0 as f64 / before.0 as f64).ln()
}

fn table(points: &[Vec<(usize, f64, usize)>]) -> String {
    let mut table = String::from("| what grows | sizes | time, in times the first | power at the end |\n|---|---|---|---|\n");
    for (series, line) in SERIES.iter().zip(points) {
        let sizes: Vec<String> = line.iter().map(|point| point.0.to_string()).collect();
        let times: Vec<String> =
            line.iter().map(|point| format!("{:.1}", point.1 / line[0].1)).collect();
        writeln!(
            table,
            "| {} | {} | {} | {:.1} |",
            series.name,
            sizes.join(", "),
            times.join(", "),
            power(line)
        )
        .unwrap();
    }
    table
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 60.0;

/// Both axes count in powers of ten: the size from 5 to 2,000, the time in times the shortest.
fn drawn(points: &[Vec<(usize, f64, usize)>]) -> String {
    let times = || points.iter().flatten().map(|point| point.1);
    let least = times().fold(f64::MAX, f64::min);
    let most = (times().fold(0.0, f64::max) / least).log10().ceil().max(1.0);
    let (first, last) = (5_f64.log10(), 2_000_f64.log10());
    let x = |size: f64| LEFT + (size.log10() - first) / (last - first) * (WIDTH - LEFT - RIGHT);
    let y = |ratio: f64| HEIGHT - BOTTOM - ratio.log10() / most * (HEIGHT - TOP - BOTTOM);
    let (right, base) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>How the time of a check grows with the size of a policy</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n"
    );
    for size in [5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0] {
        let at = x(size);
        writeln!(svg, "<path d=\"M{at:.0} {TOP}V{base}\" stroke=\"#ddd\"/><text x=\"{at:.0}\" y=\"{:.0}\" text-anchor=\"middle\">{size}</text>", base + 18.0).unwrap();
    }
    let mut ratio = 1.0_f64;
    while ratio.log10() <= most + 0.01 {
        let at = y(ratio);
        writeln!(svg, "<path d=\"M{LEFT} {at:.0}H{right}\" stroke=\"#ddd\"/><text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{ratio}</text>", LEFT - 8.0, at + 4.0).unwrap();
        ratio *= 10.0;
    }
    writeln!(svg, "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">rows, columns, clauses or values</text>", f64::midpoint(LEFT, right), HEIGHT - 18.0).unwrap();
    writeln!(svg, "<text transform=\"translate(18 {:.0}) rotate(-90)\" text-anchor=\"middle\">time of the check, in times the shortest</text>", f64::midpoint(TOP, base)).unwrap();
    for (at, (series, line)) in SERIES.iter().zip(points).enumerate() {
        let way: Vec<String> = line
            .iter()
            .map(|point| format!("{:.1},{:.1}", x(point.0 as f64), y(point.1 / least)))
            .collect();
        let colour = series.colour;
        writeln!(svg, "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>", way.join(" ")).unwrap();
        for point in &way {
            let (left, top) = point.split_once(',').unwrap();
            writeln!(svg, "<circle cx=\"{left}\" cy=\"{top}\" r=\"3\" fill=\"{colour}\"/>").unwrap();
        }
        let legend = TOP + 12.0 + 22.0 * at as f64;
        writeln!(svg, "<path d=\"M{:.0} {:.0}h20\" stroke=\"{colour}\" stroke-width=\"2\"/><text x=\"{:.0}\" y=\"{legend:.0}\">{}</text>", right + 12.0, legend - 4.0, right + 38.0, series.name).unwrap();
    }
    svg.push_str("</svg>\n");
    svg
}
