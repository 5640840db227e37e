//! Problems as text: with the lines they speak of, one line each, or JSON.

mod concise;
mod human;
mod json;
mod source;

use crate::diagnostics::{Lang, Level, Problem};
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
    match format {
        Format::Human => human::render(problems, sources, files, style),
        Format::Concise => concise::render(problems, sources, style.lang),
        Format::Json => json::render(problems, sources, files),
    }
}

/// How many errors and warnings there are.
fn count(problems: &[Problem]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| problem.level() == Level::Error).count();
    (errors, problems.len().saturating_sub(errors))
}

/// The last line of a run: `2 个错误，1 个警告（检查了 4 个文件）`.
pub fn summary(problems: &[Problem], files: usize, lang: Lang) -> String {
    let (errors, warnings) = count(problems);
    match lang {
        Lang::Zh => {
            let mut found = Vec::new();
            if errors > 0 {
                found.push(format!("{errors} 个错误"));
            }
            if warnings > 0 {
                found.push(format!("{warnings} 个警告"));
            }
            let found =
                if found.is_empty() { "没有发现问题".to_owned() } else { found.join("，") };
            format!("{found}（检查了 {files} 个文件）")
        }
        Lang::En => {
            let mut found = Vec::new();
            if errors > 0 {
                found.push(counted(errors, "error"));
            }
            if warnings > 0 {
                found.push(counted(warnings, "warning"));
            }
            let found = if found.is_empty() { "no problems".to_owned() } else { found.join(", ") };
            format!("{found} ({} checked)", counted(files, "file"))
        }
    }
}

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `error` or `warning`, the same in both languages: tools look for it.
fn level_name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}
