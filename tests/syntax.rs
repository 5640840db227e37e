//! The syntax of `.pol`: every construct in both languages, and what broken files say.

use std::path::{Path, PathBuf};

use polc::diagnostics::Problems;
use polc::source::SourceMap;
use polc::syntax::{self, ast};

/// Parses one text as a file of its own.
fn parse(text: &str) -> (ast::File, Problems) {
    let mut sources = SourceMap::new();
    sources.add("test.pol", text).unwrap();
    let mut problems = Problems::new();
    let file = syntax::parse(&sources.files()[0], &mut problems);
    (file, problems)
}

/// What was said about a text, one problem a line.
fn said(text: &str) -> String {
    let mut sources = SourceMap::new();
    sources.add("test.pol", text).unwrap();
    let mut problems = Problems::new();
    let _file = syntax::parse(&sources.files()[0], &mut problems);
    let mut lines = String::new();
    for problem in problems.into_sorted() {
        let place = problem.span().and_then(|span| sources.locate(span)).unwrap().1;
        lines += &format!(
            "{}:{} {} {}\n",
            place.line,
            place.column,
            problem.code.name(),
            problem.message.en
        );
    }
    lines
}

fn pol_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pol_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pol") {
            found.push(path);
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads the files that it is about")]
fn every_shipped_file_parses_without_problems() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["policies", "tests/cases", "src/resolve"] {
        pol_files(&root.join(folder), &mut files);
    }
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(said(&text), "", "{}", file.display());
        assert!(!parse(&text).0.items.is_empty());
    }
}
