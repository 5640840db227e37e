//! Coverage: universes counted by hand, what one scenario alone covers, and generated scenarios.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod support;

use polc::coverage::{Coverage, Kind, Options, Seen, Start, Universe, generate};
use polc::diagnostics::{Lang, Level};
use polc::pipeline::{Compilation, compile};
use polc::report::coverage as report;
use polc::source::SourceMap;
use polc::syntax::ast::Item;
use polc::testing;

/// Runs the scenarios of a compilation, those whose title is kept.
fn seen(compilation: &Compilation, keep: impl Fn(&str) -> bool) -> Seen {
    let mut seen = Seen::new();
    for item in compilation.files.iter().flat_map(|file| &file.items) {
        let Item::Scenario(scenario) = item else { continue };
        if !keep(&scenario.title.node) {
            continue;
        }
        let outcome = testing::run(scenario, &compilation.programs);
        for visit in &outcome.visits {
            seen.record(&visit.program, &visit.facts, &visit.before);
        }
    }
    seen
}

fn starts(compilation: &Compilation) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    for item in compilation.files.iter().flat_map(|file| &file.items) {
        let Item::Scenario(scenario) = item else { continue };
        let outcome = testing::run(scenario, &compilation.programs);
        let Some(first) = outcome.visits.first() else { continue };
        let policy = first.program.head.name.clone();
        let visits = outcome.visits.iter().map(|visit| visit.facts.clone()).collect();
        starts.push(Start { policy, visits });
    }
    starts
}

fn universes(map: &SourceMap, compilation: &Compilation) -> Vec<Universe> {
    compilation.programs.iter().map(|program| Universe::of(program, map)).collect()
}

fn coverage(map: &SourceMap, compilation: &Compilation, seen: &Seen) -> Coverage {
    Coverage::of(&universes(map, compilation), seen)
}

#[test]
fn print_shipped() {
    let paths = [support::pol_files("policies"), support::pol_files("tests/cases")].concat();
    let map = support::sources(&paths);
    let compilation = compile(&map);
    assert!(support::listing(&map, &compilation, Level::Error).is_empty());
    let coverage = coverage(&map, &compilation, &seen(&compilation, |_| true));
    println!("{}", report::text(&coverage, Lang::Zh));
    let _ = Kind::Row;
    let universes = universes(&map, &compilation);
    let seen = seen(&compilation, |_| true);
    let start = std::time::Instant::now();
    let generated = generate(&universes, &seen, &starts(&compilation), Options::default());
    println!("{}\n{:?}", generated.text, start.elapsed());
    println!("{}", report::concise(&generated.after, Lang::Zh));
}
