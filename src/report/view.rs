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

    /// What a field held in this visit, given or assumed.
    pub(super) fn fact(&self, id: FieldId) -> Option<&Value> {
        let given = self.settlement.facts.iter().chain(&self.settlement.assumed);
        given.into_iter().find(|(field, _)| *field == id).map(|(_, value)| value)
    }
}
