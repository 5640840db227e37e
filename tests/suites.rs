//! The shipped suites through `polc test`, as an analyst runs them: every scenario as expected and as
//! accepted, nothing skipped, no snapshot without scenario.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

use std::process::Command;

fn passes(paths: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_polc"))
        .arg("test")
        .args(paths)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("POLC_LANG", "zh")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}\n{errors}");
}

#[test]
fn the_cases_of_the_shipped_policies_are_as_accepted() {
    passes(&["policies", "tests/cases"]);
}

#[test]
fn the_rule_shapes_are_as_accepted() {
    passes(&["tests/shapes"]);
}

/// Every clause and every row of every shipped policy is exercised.
#[test]
fn the_cases_exercise_all_of_the_shipped_policies() {
    let output = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(["test", "policies", "tests/cases", "--coverage", "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let policies = report["policies"].as_array().unwrap();
    let shipped: Vec<_> = policies
        .iter()
        .filter(|it| it["place"].as_str().unwrap().starts_with("policies/"))
        .collect();
    assert!(shipped.len() >= 20, "{} policies", shipped.len());
    for policy in shipped {
        assert_eq!(policy["percent"], 100, "{}", policy["policy"]);
    }
}
