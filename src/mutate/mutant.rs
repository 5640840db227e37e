//! One slip in one file.

use super::operator::Operator;
use crate::diagnostics::{Fix, Text, mended};
use crate::source::{SourceFile, Span};

/// A file with one slip in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// What sort of slip.
    pub operator: Operator,
    /// The policy or calculation it stands in; none in a declaration.
    pub policy: Option<String>,
    /// Whether it stands in the gates of refunds or bindings, which no visit meets.
    pub of_events: bool,
    /// The change of the text: what is replaced, and by what.
    pub edit: Fix,
    /// What changed: “200元”改成“201元”.
    pub what: Text,
}

impl Mutant {
    /// Where it is.
    pub fn place(&self) -> Span {
        self.edit.span
    }

    /// The text of the file with the slip.
    pub fn text(&self, file: &SourceFile) -> String {
        mended(file, &[&self.edit]).0
    }
}
