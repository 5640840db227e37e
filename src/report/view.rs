//! What a statement is written from.

use crate::diagnostics::Lang;
use crate::program::Program;
use crate::rule::FieldId;
use crate::settlement::Settlement;
use crate::value::Value;

/// How a statement names the places of clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Places {
    /// By file and line, for someone who has the file open.
    Lines,
    /// By the titles of the clauses around them, for a text that is kept: it stays the same when
    /// other clauses come, go or change places. What has no order of its own is sorted.
    Titles,
}

/// A settlement, the program that its ids point into, and the reader's language.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) program: &'a Program,
    pub(super) settlement: &'a Settlement,
    pub(super) lang: Lang,
    pub(super) places: Places,
}

impl View<'_> {
    /// Sorts what has no order of its own, where the text is kept.
    pub(super) fn settle_order<T: Ord>(&self, items: &mut [T]) {
        if self.places == Places::Titles {
            items.sort_unstable();
        }
    }
}

/// What is known where an expression is shown.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) program: &'a Program,
    pub(super) lang: Lang,
    /// Facts that were given.
    pub(super) given: &'a [(FieldId, Value)],
    /// Facts that the vocabulary's defaults stand for.
    pub(super) assumed: &'a [(FieldId, Value)],
}

impl<'a> From<View<'a>> for Known<'a> {
    fn from(view: View<'a>) -> Self {
        let View { program, settlement, lang, .. } = view;
        Known { program, lang, given: &settlement.facts, assumed: &settlement.assumed }
    }
}

impl<'a> Known<'a> {
    /// What a field held, given or assumed.
    pub(super) fn fact(&self, id: FieldId) -> Option<&'a Value> {
        let mut all = self.given.iter().chain(self.assumed);
        all.find(|(field, _)| *field == id).map(|(_, value)| value)
    }
}
