//! What came of the mutants, as text for people and for machines.

mod concise;
mod human;
mod json;

use super::verdict::Report;
use crate::report::problem::Style;
use crate::source::SourceMap;

/// How the results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table by sort of slip, then each survivor with the change and a visit.
    Human,
    /// One line for each survivor, and a summary.
    Concise,
    /// One JSON object.
    Json,
}

/// The results of a run as text.
pub fn render(report: &Report, sources: &SourceMap, format: Format, style: Style) -> String {
    match format {
        Format::Human => human::render(report, sources, style),
        Format::Concise => concise::render(report, style.lang),
        Format::Json => json::render(report, sources),
    }
}
