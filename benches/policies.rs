//! `cargo bench`: reading and checking a large policy set, and one explained settlement.
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

fn texts() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    for folder in std::fs::read_dir(root).unwrap() {
        for entry in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "pol") {
                found.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The shipped policies under new names until there are so many lines.
fn large_set(lines: usize) -> SourceMap {
    let texts = texts();
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
    for (name, text) in texts() {
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
