//! Every scenario of `tests/cases` (the hand-worked cases of the shipped policies, with the other
//! readings side by side) and of `tests/shapes` (a small policy for every rule shape).
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

use std::path::PathBuf;

use polc::diagnostics::Level;
use polc::pipeline::compile;
use polc::syntax::ast::Item;
use polc::testing;

/// Compiles files together and runs every scenario in them: how many there were, what failed.
fn run(paths: &[PathBuf]) -> (usize, Vec<String>) {
    let map = support::sources(paths);
    let compilation = compile(&map);
    let mut report = support::listing(&map, &compilation, Level::Error);
    let scenarios =
        compilation.files.iter().flat_map(|file| &file.items).filter_map(|item| {
            if let Item::Scenario(scenario) = item { Some(scenario) } else { None }
        });
    let mut count = 0;
    for scenario in scenarios {
        count += 1;
        let outcome = testing::run(scenario, &compilation.programs);
        if outcome.passed() {
            continue;
        }
        report.push(format!("✗ {}", outcome.title));
        for failure in &outcome.failures {
            let (file, at) = map.locate(failure.span).unwrap();
            report.push(format!("    {file}:{}:{}: {}", at.line, at.column, failure.text.zh));
        }
        for problem in &outcome.problems {
            report.push(format!("    {}: {}", problem.code.name(), problem.message.zh));
        }
        if outcome.checked == 0 && outcome.problems.is_empty() {
            report.push("    没有写应为什么".to_owned());
        }
    }
    (count, report)
}

#[test]
fn every_case_of_the_shipped_policies_settles_as_worked_out_by_hand() {
    let paths = [support::pol_files("policies"), support::pol_files("tests/cases")].concat();
    let (count, report) = run(&paths);
    assert!(report.is_empty(), "\n{}", report.join("\n"));
    assert!(count >= 60, "only {count} scenarios");
}

#[test]
fn every_rule_shape_settles_as_worked_out_by_hand() {
    let mut report = Vec::new();
    // Each shape stands alone, as an analyst would write it.
    for path in support::pol_files("tests/shapes") {
        let name = support::short(&path);
        let (count, failed) = run(&[path]);
        if count == 0 {
            report.push(format!("{name}: no scenario"));
        }
        report.extend(failed);
    }
    assert!(report.is_empty(), "\n{}", report.join("\n"));
}
