//! What a statement is written from.

use crate::diagnostics::Lang;
use crate::program::Program;
use crate::rule::FieldId;
use crate::settlement::Settlement;
use crate::value::Value;

/// A settlement, the program that its ids point into, and the reader's language.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) program: &'a Program,
    pub(super) settlement: &'a Settlement,
    pub(super) lang: Lang,
}

impl View<'_> {
    /// What a field held in this visit, given or assumed.
    pub(super) fn fact(&self, id: FieldId) -> Option<&Value> {
        let given = self.settlement.facts.iter().chain(&self.settlement.assumed);
        given.into_iter().find(|(field, _)| *field == id).map(|(_, value)| value)
    }
}
