//! Raw facts to typed slots.

use super::{Facts, RawVisit};
use crate::diagnostics::Problem;
use crate::rule::Vocabulary;
use crate::value::{Date, Exact};

/// Checks a raw visit against a vocabulary.
pub fn read<E>(_raw: &RawVisit, _vocabulary: &Vocabulary<E>) -> Result<Facts, Vec<Problem>> {
    Err(Vec::new())
}

/// The day of a raw visit, before a vocabulary is known.
pub fn read_date(_raw: &RawVisit) -> Result<Date, Problem> {
    Err(Problem::without_place(
        crate::diagnostics::Code::MissingField,
        crate::text!("缺少日期", "the date is missing"),
    ))
}

/// A balance as text, in 分.
pub fn read_state_balance(_text: &str) -> Option<Exact> {
    None
}
