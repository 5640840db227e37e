//! One line a problem, for editors and for searching.

use super::{SHOWN, level_name};
use crate::diagnostics::{Lang, Problem};
use crate::source::SourceMap;

/// `file:line:column: error[code]: message`, a line each.
pub(super) fn render(problems: &[Problem], sources: &SourceMap, lang: Lang) -> String {
    let mut text = String::new();
    for problem in problems.iter().take(SHOWN) {
        if let Some((file, at)) = problem.span().and_then(|span| sources.locate(span)) {
            text.push_str(&format!("{file}:{}:{}: ", at.line, at.column));
        }
        let message = problem.message.get(lang).replace(['\n', '\r'], " ");
        let level = level_name(problem.level());
        text.push_str(&format!("{level}[{}]: {message}\n", problem.code.name()));
    }
    text
}
