//! The syntax of `.pol`: every construct in both languages, and what broken files say.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

mod constructs;
mod docs;
mod errors;
mod examples;
mod robustness;
mod scenario_errors;
mod scenarios;
mod shipped;

use polc::diagnostics::Problems;
use polc::source::SourceMap;
use polc::syntax::{self, ast, dump};

/// Reads one text as a file of its own.
fn parse(text: &str) -> (ast::File, Problems) {
    let mut sources = SourceMap::new();
    sources.add("test.pol", text).unwrap();
    let mut problems = Problems::new();
    let file = syntax::parse(&sources.files()[0], &mut problems);
    (file, problems)
}

/// The tree of a text that must be without problems.
fn tree(text: &str) -> String {
    let (file, _) = parse(text);
    assert_eq!(said(text), "", "{text}");
    dump::dump(&file)
}

/// What is said about a text: for each problem the place, the code, and every sentence.
fn said(text: &str) -> String {
    let mut sources = SourceMap::new();
    sources.add("test.pol", text).unwrap();
    let mut problems = Problems::new();
    let _tree = syntax::parse(&sources.files()[0], &mut problems);
    let mut out = String::new();
    for problem in problems.into_sorted() {
        let span = problem.span().unwrap();
        let place = sources.locate(span).unwrap().1;
        let at = sources.slice(span).lines().next().unwrap_or_default();
        let code = problem.code.name();
        out += &format!("{}:{} {code} “{at}”\n", place.line, place.column);
        out += &format!("    {}\n    {}\n", problem.message.zh, problem.message.en);
        for label in &problem.labels[1..] {
            let line = sources.locate(label.span).unwrap().1.line;
            out += &format!("    → {line}: {} / {}\n", label.text.zh, label.text.en);
        }
        for help in &problem.help {
            out += &format!("    ? {}\n    ? {}\n", help.zh, help.en);
        }
    }
    out
}
