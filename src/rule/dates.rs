//! Dates as they are written, and days in words.

use crate::source::Span;
use crate::value::Validity;

/// Where dates are written; nothing where none is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DatePlaces {
    /// The day after `from`.
    pub from: Option<Span>,
    /// The day after `until`.
    pub until: Option<Span>,
}

/// Whether these days are a single one.
pub fn is_one_day(days: &Validity) -> bool {
    days.from.is_some_and(|from| from.succ_opt() == days.until)
}

/// Days in words, Chinese and English: a single one, or a stretch.
pub fn date_words(days: &Validity) -> (String, String) {
    match (days.from, days.until) {
        (Some(day), _) if is_one_day(days) => (format!("{day} 这一天"), format!("on {day}")),
        (Some(from), Some(until)) => (
            format!("自 {from} 至 {until}（不含当天）"),
            format!("from {from} until {until} (that day not included)"),
        ),
        (Some(from), None) => (format!("自 {from} 起"), format!("from {from} on")),
        (None, Some(until)) => {
            (format!("至 {until}（不含当天）"), format!("until {until} (that day not included)"))
        }
        (None, None) => ("一直有效".to_owned(), "always".to_owned()),
    }
}
