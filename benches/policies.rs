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

/// A table of 8 columns and so many rows, complete and disjoint, as a text.
fn wide_table(rows: usize) -> String {
    let mut text = String::from("引用 医保\n");
    for column in 0..8 {
        text.push_str(&format!(
            "枚举 类{column} 有序 {{ 甲{column}, 乙{column}, 丙{column}, 丁{column} }}\n"
        ));
        text.push_str(&format!("字段 项{column} : 类{column} 属于 就诊\n"));
    }
    text.push_str("政策 宽表 {\n待遇 一 {\n基金 统筹基金 {\n比例 {\n");
    let titles: Vec<String> = (0..8).map(|column| format!("项{column}")).collect();
    text.push_str(&format!("{} | 比例\n", titles.join(" | ")));
    // Boxes that are split in turn along each column, so that every row matters.
    let mut boxes = vec![[(0_usize, 4_usize); 8]];
    let mut turn = 0;
    while boxes.len() < rows {
        let at = boxes.iter().position(|each| each.iter().any(|(lo, hi)| hi - lo > 1)).unwrap();
        let mut left = boxes.remove(at);
        let column =
            (0..8).map(|step| (turn + step) % 8).find(|c| left[*c].1 - left[*c].0 > 1).unwrap();
        let mut right = left;
        let middle = left[column].0.midpoint(left[column].1);
        left[column].1 = middle;
        right[column].0 = middle;
        boxes.extend([left, right]);
        turn += 1;
    }
    for (index, each) in boxes.iter().enumerate() {
        let cells: Vec<String> = each
            .iter()
            .enumerate()
            .map(|(column, (lo, hi))| {
                let names: Vec<String> = (*lo..*hi)
                    .map(|value| format!("{}{column}", ["甲", "乙", "丙", "丁"][value]))
                    .collect();
                names.join(", ")
            })
            .collect();
        text.push_str(&format!("{} | {}%\n", cells.join(" | "), 10 + index % 80));
    }
    text.push_str("}\n}\n}\n支付 { 现金 }\n}\n");
    text
}

/// What the analysis alone takes for a wide table.
#[divan::bench(args = [25, 50, 100, 200], sample_count = 10)]
fn check_wide_table(bencher: Bencher<'_, '_>, rows: usize) {
    let mut map = SourceMap::new();
    map.add("宽表.pol", wide_table(rows)).unwrap();
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
fn check_shipped(bencher: Bencher<'_, '_>) {
    let mut map = SourceMap::new();
    for (name, text) in texts() {
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
