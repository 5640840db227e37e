//! `cargo bench --bench growth`: how the time of a check grows with the size of a policy, and what each
//! shipped policy takes.
//!
//! Prints milliseconds of one processor: of the static analysis (reading, names, tables, dates, conditions) and of the
//! proofs about money. With `POLC_UPDATE=1` it draws them into `docs/growth.svg` and writes the tables of
//! `docs/performance.md` anew, for review.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::float_arithmetic,
    clippy::disallowed_types,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement, not a part of the program"
)]

#[path = "texts/drawing.rs"]
mod drawing;
#[path = "texts/mod.rs"]
mod texts;

use std::fmt::Write as _;
use std::path::Path;

use polc::diagnostics::Problems;
use polc::pipeline::{check, compile};
use polc::source::SourceMap;
use rustix::time::{ClockId, clock_gettime};

/// How often each time is measured; the shortest counts.
const TIMES: usize = 7;

/// Behind a check that takes longer than these milliseconds a line is not followed further.
const LONGEST: f64 = 10_000.0;

/// One line of the plot.
struct Series {
    /// What it is called in the plot and in the table.
    name: &'static str,
    sizes: &'static [usize],
    text: fn(usize) -> String,
}

const SERIES: [Series; 8] = [
    Series { name: "rows, 8 columns", sizes: &[25, 50, 100, 200, 400], text: texts::wide_table },
    Series { name: "columns", sizes: &[8, 16, 32, 64, 128], text: texts::columns },
    Series { name: "rows over an amount", sizes: &[100, 200, 400, 800, 1600], text: texts::rows },
    Series {
        name: "values of a parameter",
        sizes: &[100, 200, 400, 800, 1600],
        text: texts::parameters,
    },
    Series { name: "dated deductibles", sizes: &[100, 200, 400, 800], text: texts::deductibles },
    Series { name: "dated ways to pay", sizes: &[100, 200, 400, 800], text: texts::payments },
    Series {
        name: "rows that interlock",
        sizes: &[25, 50, 100, 200, 400, 800],
        text: texts::interlocked,
    },
    Series {
        name: "conditions that interlock",
        sizes: &[25, 50, 100, 200, 400],
        text: texts::conditions,
    },
];

/// What was measured of one text, in milliseconds.
struct Point {
    size: usize,
    analysis: f64,
    whole: f64,
    /// How many questions were left undecided.
    undecided: usize,
}

/// The milliseconds that this thread has run so far: what else runs on the machine is not counted.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1000.0 + time.tv_nsec as f64 / 1_000_000.0
}

/// The shortest of several times, in milliseconds; what takes long is not repeated as often.
fn shortest(mut work: impl FnMut()) -> f64 {
    let (mut best, mut total) = (f64::MAX, 0.0);
    for _ in 0..TIMES {
        let start = now();
        work();
        let time = now() - start;
        best = best.min(time);
        total += time;
        if total > 1_000.0 {
            break;
        }
    }
    best
}

fn measured(size: usize, text: String) -> Point {
    let mut map = SourceMap::new();
    map.add("表.pol", text).unwrap();
    let analysis = shortest(|| drop(compile(&map)));
    let mut undecided = 0;
    let whole = shortest(|| {
        let counts = check(&map).problems.tally().codes;
        undecided = counts.values().map(|count| count.undecided).sum();
    });
    Point { size, analysis, whole, undecided }
}

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let shipped = shipped();
    println!("{shipped}");
    let mut lines: Vec<(&str, Vec<Point>)> = Vec::new();
    for series in &SERIES {
        let mut points: Vec<Point> = Vec::new();
        for size in series.sizes {
            if points.last().is_some_and(|last| last.whole > LONGEST) {
                break;
            }
            let point = measured(*size, (series.text)(*size));
            let Point { analysis, whole, undecided, .. } = point;
            println!(
                "{:<26} {size:>5}  analysis {analysis:>9.2} ms  whole check {whole:>9.2} ms  {undecided} undecided",
                series.name
            );
            points.push(point);
        }
        lines.push((series.name, points));
    }
    if std::env::var_os("POLC_UPDATE").is_some() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        std::fs::write(docs.join("growth.svg"), drawing::drawn(&lines)).unwrap();
        let path = docs.join("performance.md");
        let page = std::fs::read_to_string(&path).unwrap();
        let page = replaced(&page, "growth", &table(&lines));
        std::fs::write(path, replaced(&page, "shipped", &shipped)).unwrap();
    }
}

/// A page with what stands between two marks written anew.
fn replaced(page: &str, mark: &str, with: &str) -> String {
    let (start, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let from = page.find(&start).unwrap() + start.len();
    let until = page.find(&end).unwrap();
    format!("{}{with}{}", &page[..from], &page[until..])
}

/// What each shipped policy takes, and all of them together.
fn shipped() -> String {
    let mut map = SourceMap::new();
    for (name, text) in texts::shipped() {
        map.add(name, text).unwrap();
    }
    let found = compile(&map);
    let mut table = String::from("| policy | analysis, ms | proofs, ms |\n|---|---|---|\n");
    for policy in &found.policies {
        let analysis = shortest(|| polc::analysis::analyze(policy, &mut Problems::new()));
        let program = found.programs.iter().find(|it| it.head.name == policy.head.name).unwrap();
        let proofs = shortest(|| polc::proof::prove(program, &mut Problems::new()));
        writeln!(table, "| {} | {analysis:.2} | {proofs:.2} |", policy.head.name).unwrap();
    }
    let analysis = shortest(|| drop(compile(&map)));
    let whole = shortest(|| drop(check(&map)));
    writeln!(
        table,
        "| **all together, from text to findings** | **{analysis:.1}** | **{:.1}** |",
        whole - analysis
    )
    .unwrap();
    table
}

/// How the time of the whole check grows between the last two sizes: the power of the size.
fn power(line: &[Point]) -> f64 {
    let [.., before, last] = line else { return 0.0 };
    (last.whole / before.whole).ln() / (last.size as f64 / before.size as f64).ln()
}

fn table(lines: &[(&str, Vec<Point>)]) -> String {
    let mut table = String::from(
        "| what grows | sizes | static analysis, ms | whole check, ms | power | undecided |\n|---|---|---|---|---|---|\n",
    );
    for (name, line) in lines {
        let all =
            |told: &dyn Fn(&Point) -> String| line.iter().map(told).collect::<Vec<_>>().join(", ");
        writeln!(
            table,
            "| {name} | {} | {} | {} | {:.1} | {} |",
            all(&|point| point.size.to_string()),
            all(&|point| format!("{:.1}", point.analysis)),
            all(&|point| format!("{:.1}", point.whole)),
            power(line),
            all(&|point| point.undecided.to_string()),
        )
        .unwrap();
    }
    table
}
