//! What several test files need: folders of `.pol` files, compiled.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    reason = "test code of which each test file uses a part"
)]

pub(crate) mod dice;
pub(crate) mod money;

use std::path::{Path, PathBuf};

use polc::diagnostics::Level;
use polc::pipeline::{Compilation, check, compile};
use polc::source::SourceMap;
use polc::syntax::ast::Item;
use polc::testing::{self, Outcome};

/// All `.pol` files below a folder of the repository, sorted.
pub(crate) fn pol_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.sort();
    assert!(!found.is_empty(), "no .pol file below {folder}");
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pol") {
            found.push(path);
        }
    }
}

/// A name that does not depend on where the repository lies.
pub(crate) fn short(path: &Path) -> String {
    path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string()
}

/// Reads files into one source map.
pub(crate) fn sources(paths: &[PathBuf]) -> SourceMap {
    let mut map = SourceMap::new();
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap();
        map.add(short(path), text).unwrap();
    }
    map
}

/// Compiles a text as if it were a file.
pub(crate) fn compile_text(name: &str, text: &str) -> (SourceMap, Compilation) {
    let mut map = SourceMap::new();
    map.add(name, text).unwrap();
    let compilation = compile(&map);
    (map, compilation)
}

/// A text as `polc check` sees it: compiled, and what can be proved of its money looked at.
#[allow(dead_code, reason = "not every test needs it")]
pub(crate) fn check_text(name: &str, text: &str) -> (SourceMap, Compilation) {
    let mut map = SourceMap::new();
    map.add(name, text).unwrap();
    let compilation = check(&map);
    (map, compilation)
}

/// Runs the first scenario of a text in which nothing is wrong.
pub(crate) fn run_scenario(text: &str) -> Outcome {
    let (_, compilation) = compile_text("试.pol", text);
    let problems: Vec<_> = compilation.problems.iter().collect();
    assert!(!compilation.problems.has_errors(), "{problems:?}");
    let scenario = compilation.files[0].items.iter().find_map(|item| match item {
        Item::Scenario(scenario) => Some(scenario),
        _ => None,
    });
    testing::run(scenario.unwrap(), &compilation.programs)
}

/// The problems of a compilation, a line each: `file:line:column: code: message`.
pub(crate) fn listing(map: &SourceMap, compilation: &Compilation, level: Level) -> Vec<String> {
    compilation
        .problems
        .iter()
        .filter(|problem| problem.level() == level)
        .map(|problem| {
            let place = problem
                .span()
                .and_then(|span| map.locate(span))
                .map_or_else(String::new, |(file, at)| {
                    format!("{file}:{}:{}: ", at.line, at.column)
                });
            format!("{place}{}: {}", problem.code.name(), problem.message.zh)
        })
        .collect()
}
