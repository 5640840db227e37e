//! `cargo bench --bench policies`: reading and checking a large policy set, a wide table and the
//! shipped policies, and one explained settlement. `growth.rs` has how checks grow.
//!
//! The policy set is the shipped policies, each repeated under another name until there are 10,000
//! lines, so that the mix of constructs is that of real files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code"
)]

#[path = "texts/mod.rs"]
mod texts;

use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use polc::ledger::State;
use polc::pipeline::compile;
use polc::program::Program;
use polc::source::SourceMap;
use polc::testing;

fn main() {
    divan::main();
}

/// The shipped policies under new names until there are so many lines.
fn large_set(lines: usize) -> SourceMap {
    let texts = texts::shipped();
    let mut map = SourceMap::new();
    let (mut total, mut round) = (0, 0);
    while total < lines {
        for (name, text) in &texts {
            let mut copy = String::new();
            for line in text.lines() {
                let renamed = ["policy ", "政策 "].iter().find_map(|keyword| {
                    let rest = line.strip_prefix(keyword)?;
                    let end = rest.find([' ', '{'])?;
                    Some(format!("{keyword}{}_{round}{}", &rest[..end], &rest[end..]))
                });
                copy.push_str(renamed.as_deref().unwrap_or(line));
                copy.push('\n');
                total += 1;
            }
            map.add(format!("{name}#{round}"), copy).unwrap();
        }
        round += 1;
    }
    map
}

#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn parse(bencher: Bencher<'_, '_>, lines: usize) {
    let map = large_set(lines);
    bencher.bench_local(|| {
        let mut problems = polc::diagnostics::Problems::new();
        map.files().iter().map(|file| polc::syntax::parse(file, &mut problems)).count()
    });
}

#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn parse_and_check(bencher: Bencher<'_, '_>, lines: usize) {
    let map = large_set(lines);
    let compilation = compile(&map);
    assert!(!compilation.problems.has_errors(), "the set has errors");
    bencher.bench_local(|| compile(&map).programs.len());
}

/// A visit of a scenario, settled once with its explanation and once more for the bench.
fn visit_of(title: &str) -> (Arc<Program>, polc::visit::Facts, State) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut map = SourceMap::new();
    for (name, text) in texts::shipped() {
        map.add(name, text).unwrap();
    }
    for entry in std::fs::read_dir(root.join("tests/cases")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "pol") {
            map.add(path.display().to_string(), std::fs::read_to_string(&path).unwrap()).unwrap();
        }
    }
    let compilation = compile(&map);
    let scenario = compilation
        .files
        .iter()
        .flat_map(|file| &file.items)
        .find_map(|item| match item {
            polc::syntax::ast::Item::Scenario(s) if s.title.node.starts_with(title) => Some(s),
            _ => None,
        })
        .unwrap();
    let mut outcome = testing::run(scenario, &compilation.programs);
    assert!(outcome.passed(), "{title} fails");
    let last = outcome.events.pop().unwrap();
    let visit = last.visit().unwrap();
    (visit.program.clone(), visit.facts.clone(), last.posted.before.clone())
}

/// One explained settlement: a flat ratio with modifiers, a topped-up deductible, bands over a year.
#[divan::bench(args = ["X6", "Y2", "B2"])]
fn settle(bencher: Bencher<'_, '_>, title: &str) {
    let (program, facts, state) = visit_of(title);
    bencher.bench_local(|| polc::interpret::settle(&program, &facts, &state).unwrap());
}

/// What the analysis alone takes for a wide table.
#[divan::bench(args = [25, 50, 100, 200], sample_count = 10)]
fn analyze_wide_table(bencher: Bencher<'_, '_>, rows: usize) {
    let mut map = SourceMap::new();
    map.add("宽表.pol", texts::wide_table(rows)).unwrap();
    let compilation = compile(&map);
    assert!(!compilation.problems.has_errors(), "the table has errors");
    let policy = compilation.policies.first().unwrap();
    bencher.bench_local(|| {
        let mut problems = polc::diagnostics::Problems::new();
        polc::analysis::analyze(policy, &mut problems);
        problems.len()
    });
}

/// What the analysis alone takes for all shipped policies.
#[divan::bench(sample_count = 10)]
fn analyze_shipped(bencher: Bencher<'_, '_>) {
    let mut map = SourceMap::new();
    for (name, text) in texts::shipped() {
        map.add(name, text).unwrap();
    }
    let compilation = compile(&map);
    bencher.bench_local(|| {
        let mut problems = polc::diagnostics::Problems::new();
        for policy in &compilation.policies {
            polc::analysis::analyze(policy, &mut problems);
        }
        problems.len()
    });
}

/// A whole check, from text to findings, of one text.
fn whole(bencher: Bencher<'_, '_>, text: String) {
    let mut map = SourceMap::new();
    map.add("表.pol", text).unwrap();
    bencher.bench_local(|| {
        let compilation = polc::pipeline::check(&map);
        assert!(!compilation.problems.has_errors(), "the text has errors");
        compilation.problems.len()
    });
}

/// The whole check of a table of 8 columns; 100 rows shall take less than 50 ms.
#[divan::bench(args = [25, 50, 100, 200], sample_count = 20)]
fn check_wide_table(bencher: Bencher<'_, '_>, rows: usize) {
    whole(bencher, texts::wide_table(rows));
}

/// The whole check of a table of so many columns.
#[divan::bench(args = [8, 16, 32, 64], sample_count = 10)]
fn check_columns(bencher: Bencher<'_, '_>, columns: usize) {
    whole(bencher, texts::columns(columns));
}

/// The whole check of a table of so many rows over one amount.
#[divan::bench(args = [100, 400, 1600], sample_count = 10)]
fn check_rows(bencher: Bencher<'_, '_>, rows: usize) {
    whole(bencher, texts::rows(rows));
}

/// The whole check of all shipped policies together; it shall take less than 100 ms.
#[divan::bench(sample_count = 20)]
fn check_shipped(bencher: Bencher<'_, '_>) {
    let mut map = SourceMap::new();
    for (name, text) in texts::shipped() {
        map.add(name, text).unwrap();
    }
    bencher.bench_local(|| polc::pipeline::check(&map).problems.len());
}
