//! One slip in one file.

use super::operator::Operator;
use crate::diagnostics::{Fix, Text, mended};
use crate::source::{SourceFile, Span};

/// What a slip stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What visits are settled by.
    Visits,
    /// The gates of refunds or bindings, which no visit meets.
    Events,
    /// A claim, on which no amount depends.
    Claim,
}

/// A file with one slip in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// What sort of slip.
    pub operator: Operator,
    /// The policy or calculation it stands in; none in a declaration.
    pub policy: Option<String>,
    /// What it stands in.
    pub part: Part,
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
