//! Resolution: names, types, readings and layers.

use std::path::{Path, PathBuf};

use polc::diagnostics::Problems;
use polc::policy::Policy;
use polc::source::SourceMap;
use polc::{resolve, syntax};

/// Resolves some files.
fn resolved(files: &[(&str, &str)]) -> (SourceMap, Vec<Policy>, Problems) {
    let mut sources = SourceMap::new();
    for (name, text) in files {
        sources.add(*name, *text).expect("space");
    }
    let mut problems = Problems::new();
    let trees: Vec<_> =
        sources.files().iter().map(|file| syntax::parse(file, &mut problems)).collect();
    let policies = resolve::resolve(&sources, &trees, &mut problems);
    (sources, policies, problems)
}

/// Every problem as `line:column code message`, with its help.
fn listed(sources: &SourceMap, problems: &Problems) -> String {
    let mut out = String::new();
    for problem in problems.iter() {
        let place = problem
            .span()
            .and_then(|span| sources.locate(span).map(|(_, at)| (at, sources.slice(span))))
            .map(|(at, text)| format!("{}:{} [{text}]", at.line, at.column))
            .unwrap_or_default();
        out.push_str(&format!("{place} {} {}\n", problem.code.name(), problem.message.zh));
        for help in &problem.help {
            out.push_str(&format!("    {}\n", help.zh));
        }
    }
    out
}

fn pol_files(under: &str, into: &mut Vec<PathBuf>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(under);
    let mut waiting = vec![root];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "pol") {
                into.push(path);
            }
        }
    }
    into.sort();
}

#[test]
fn every_shipped_policy_resolves() {
    let mut paths = Vec::new();
    for folder in ["policies", "tests/cases", "tests/shapes"] {
        pol_files(folder, &mut paths);
    }
    let texts: Vec<(String, String)> = paths
        .iter()
        .map(|path| {
            #[allow(clippy::disallowed_methods, reason = "a test reads the files it is about")]
            let text = std::fs::read_to_string(path).expect("readable");
            (path.display().to_string(), text)
        })
        .collect();
    let files: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (sources, policies, problems) = resolved(&files);
    let mut out = String::new();
    for problem in problems.iter() {
        let place = problem
            .span()
            .and_then(|span| sources.locate(span))
            .map(|(file, at)| format!("{file}:{}:{}", at.line, at.column))
            .unwrap_or_default();
        out.push_str(&format!("{place} {} {}\n", problem.code.name(), problem.message.zh));
        for help in &problem.help {
            out.push_str(&format!("    {}\n", help.zh));
        }
    }
    println!("{} policies\n{out}", policies.len());
    assert!(!problems.has_errors(), "{out}");
}
