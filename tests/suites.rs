//! The shipped suites through `polc test`, as an analyst runs them: every scenario as expected and as
//! accepted, nothing skipped, no snapshot without scenario.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod shuffle;
mod support;

use std::path::Path;
use std::process::Command;

fn passes(paths: &[&str]) {
    passes_in(Path::new(env!("CARGO_MANIFEST_DIR")), paths);
}

fn passes_in(folder: &Path, paths: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_polc"))
        .arg("test")
        .args(paths)
        .current_dir(folder)
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

/// Accepted statements stay as they are when rows, head clauses, benefits and declarations of the
/// policies change places.
#[test]
fn accepted_statements_outlive_another_order_of_the_policies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let there = tempfile::tempdir().unwrap();
    for path in support::pol_files("policies") {
        let name = path.strip_prefix(root).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let to = there.path().join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, shuffle::shuffled(&name.display().to_string(), &text, 7)).unwrap();
    }
    let mut folders = vec![root.join("tests/cases")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let to = there.path().join(path.strip_prefix(root).unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(&path, to).unwrap();
        }
    }
    passes_in(there.path(), &["policies", "tests/cases"]);
}
