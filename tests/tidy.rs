//! The structure of the crate, held by tests: one direction of dependency, small files, nothing
//! left behind.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which rooms a room may name. The only place where this is written.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("value", &[]),
    ("diagnostics", &["source"]),
    ("rule", &["source", "value"]),
    ("syntax", &["rule", "diagnostics", "source", "value"]),
    ("policy", &["rule", "source", "value"]),
    ("resolve", &["syntax", "policy", "rule", "diagnostics", "source", "value"]),
    ("review", &["syntax", "policy", "rule", "diagnostics", "source", "value"]),
    ("analysis", &["policy", "rule", "diagnostics", "source", "value"]),
    ("program", &["policy", "rule", "source", "value"]),
    ("lower", &["policy", "program", "rule", "source", "value"]),
    ("visit", &["rule", "diagnostics", "source", "value"]),
    ("ledger", &["visit", "rule", "diagnostics", "source", "value"]),
    ("settlement", &["program", "ledger", "rule", "value"]),
    (
        "interpret",
        &[
            "program",
            "policy",
            "visit",
            "ledger",
            "settlement",
            "rule",
            "diagnostics",
            "source",
            "value",
        ],
    ),
    ("select", &["interpret", "program", "visit", "rule", "diagnostics", "value"]),
    (
        "proof",
        &[
            "interpret",
            "program",
            "policy",
            "visit",
            "ledger",
            "settlement",
            "rule",
            "diagnostics",
            "source",
            "value",
        ],
    ),
    (
        "pipeline",
        &[
            "syntax",
            "resolve",
            "review",
            "analysis",
            "proof",
            "lower",
            "policy",
            "program",
            "diagnostics",
            "source",
        ],
    ),
    (
        "posting",
        &[
            "select",
            "interpret",
            "program",
            "visit",
            "ledger",
            "settlement",
            "rule",
            "diagnostics",
            "source",
            "value",
        ],
    ),
    (
        "testing",
        &[
            "posting",
            "select",
            "interpret",
            "program",
            "visit",
            "ledger",
            "settlement",
            "syntax",
            "rule",
            "diagnostics",
            "source",
            "value",
        ],
    ),
    (
        "coverage",
        &[
            "posting",
            "interpret",
            "select",
            "settlement",
            "program",
            "policy",
            "visit",
            "ledger",
            "rule",
            "diagnostics",
            "source",
            "value",
        ],
    ),
    (
        "report",
        &[
            "coverage",
            "posting",
            "settlement",
            "program",
            "policy",
            "visit",
            "ledger",
            "rule",
            "diagnostics",
            "source",
            "value",
        ],
    ),
    (
        "suite",
        &[
            "testing",
            "posting",
            "report",
            "program",
            "visit",
            "settlement",
            "syntax",
            "rule",
            "diagnostics",
            "source",
            "value",
        ],
    ),
    (
        "mutate",
        &[
            "pipeline",
            "suite",
            "testing",
            "coverage",
            "report",
            "program",
            "syntax",
            "rule",
            "diagnostics",
            "source",
            "value",
        ],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The room of a source file: `src/value/op.rs` is in `value`.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// A source file without its comments, whose links may point anywhere.
fn code_of(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The rooms that a text names: `crate::value::…` and `crate::{analysis, lower}`.
fn named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = &list[..list.find('}').unwrap_or(list.len())];
            found.extend(
                list.split(',')
                    .map(|name| name.trim().split("::").next().unwrap_or_default().to_owned()),
            );
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            found.push(rest[..end.unwrap_or(rest.len())].to_owned());
        }
    }
    found.retain(|name| !name.is_empty() && name != "text");
    found
}

#[test]
fn dependencies_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let room = room(&path);
        if ["lib", "main", "cli"].contains(&room.as_str()) {
            continue;
        }
        let text = code_of(&path);
        let Some(allowed) = allowed.get(room.as_str()) else {
            wrong.push(format!("{room} is not in the table"));
            continue;
        };
        for name in named(&text) {
            if name != room && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
        if text.contains("super::super") {
            wrong.push(format!("{} climbs two rooms at once", path.display()));
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn executors_never_see_the_tree_or_the_typed_policy_expressions() {
    for path in files(&root().join("src/interpret"), "rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("crate::syntax"), "{} names the tree", path.display());
        assert!(!text.contains("policy::Expr"), "{} names typed trees", path.display());
    }
}

#[test]
fn only_one_place_rounds_and_only_the_edge_does_io() {
    for path in files(&root().join("src"), "rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let room = room(&path);
        let inside = path.strip_prefix(root()).unwrap().display().to_string();
        if room != "cli" && room != "main" {
            for word in ["std::fs", "std::env::", "std::io", "println!", "SystemTime"] {
                assert!(!text.contains(word), "{inside} uses {word}");
            }
        }
        if room != "syntax" {
            for word in ["pest::", "pest_derive"] {
                assert!(!text.contains(word), "{inside} uses {word}");
            }
        }
        if inside != "src/value/rounding.rs" {
            for word in ["round_dp", ".round()", "trunc_with_scale"] {
                assert!(!text.contains(word), "{inside} rounds with {word}");
            }
        }
    }
}

#[test]
fn files_are_small() {
    let mut long = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        if lines > 560 {
            long.push(format!("{}: {lines} lines", path.display()));
        }
    }
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn nothing_is_left_behind() {
    let mut left = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let unfinished = ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("];
            if unfinished.iter().any(|word| line.contains(word)) {
                left.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    left.extend(files(&root().join("tests"), "new").iter().map(|path| path.display().to_string()));
    assert!(left.is_empty(), "\n{}", left.join("\n"));
}

#[test]
fn every_code_of_a_problem_is_a_name_of_its_own() {
    let mut names: Vec<&str> =
        polc::diagnostics::Code::ALL.iter().map(|code| code.name()).collect();
    for name in &names {
        assert!(
            name.chars().all(|letter| letter.is_ascii_lowercase()
                || letter == '-'
                || letter.is_ascii_digit()),
            "{name} is not kebab-case"
        );
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "a code appears twice");
}

#[test]
fn every_code_is_used() {
    let mut text = String::new();
    for path in files(&root().join("src"), "rs") {
        if !path.ends_with("diagnostics/code.rs") {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
    let unused: Vec<String> = polc::diagnostics::Code::ALL
        .iter()
        .map(|code| format!("{code:?}"))
        .filter(|name| !text.contains(&format!("Code::{name}")))
        .collect();
    assert!(unused.is_empty(), "codes that nothing reports: {}", unused.join(", "));
}
