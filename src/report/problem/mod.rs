//! Problems as text: with the lines they speak of, one line each, JSON or SARIF.

mod concise;
mod human;
mod json;
mod sarif;
mod source;
mod summary;
mod witness;

use crate::diagnostics::{Findings, Lang, Level, Problem};
use crate::source::SourceMap;

/// How problems are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// With the lines they speak of.
    Human,
    /// One line each: `file:line:column: error[code]: message`.
    Concise,
    /// One JSON object for all.
    Json,
    /// One SARIF 2.1.0 log for all.
    Sarif,
}

/// What the reader's screen can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The language.
    pub lang: Lang,
    /// Draw with ASCII only: `^^^` and `|`.
    pub ascii: bool,
    /// With colours.
    pub color: bool,
    /// Columns.
    pub width: usize,
}

impl Style {
    /// Without colours, 100 columns wide.
    pub fn plain(lang: Lang) -> Self {
        Style { lang, ascii: false, color: false, width: 100 }
    }
}

/// A text shows no more problems than this; the summary counts all.
pub const SHOWN: usize = 50;

/// Problems as text. With a number of files, a summary ends it.
pub fn render(
    problems: &[Problem],
    sources: &SourceMap,
    files: Option<usize>,
    format: Format,
    style: Style,
) -> String {
    match (format, files) {
        (Format::Human, None) => human::render(problems, sources, style),
        (Format::Concise, _) => concise::render(problems, sources, style.lang),
        (Format::Json, None) => json::render(problems, sources, None),
        (Format::Sarif, _) | (_, Some(_)) => {
            let (problems, files) = (problems.to_vec(), files.unwrap_or_default());
            let findings = Findings { problems, files, ..Findings::default() };
            render_findings(&findings, sources, format, style)
        }
    }
}

/// What a check found, with a summary where people read it.
pub fn render_findings(
    findings: &Findings,
    sources: &SourceMap,
    format: Format,
    style: Style,
) -> String {
    let problems = &findings.problems;
    match format {
        Format::Human => {
            human::render(problems, sources, style) + &summary::summary(findings, style.lang)
        }
        Format::Concise => concise::render(problems, sources, style.lang),
        Format::Json => json::render(problems, sources, Some(findings)),
        Format::Sarif => sarif::render(findings, sources, style.lang),
    }
}

/// How many problems of a level there are.
fn count(problems: &[Problem], level: Level) -> usize {
    problems.iter().filter(|problem| problem.level() == level).count()
}

/// `error`, `warning` or `undecided`, the same in both languages: tools look for it.
fn level_name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Undecided => "undecided",
    }
}
