//! Settlements as statements.

use std::sync::Arc;

use crate::diagnostics::Lang;
use crate::program::Program;
use crate::settlement::Settlement;

/// A settlement and the program that its ids point into.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The policy.
    pub program: Arc<Program>,
    /// What came of the visit.
    pub settlement: Settlement,
}

/// What a settlement was computed from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digests {
    /// Of the texts of all policy files.
    pub policy: String,
    /// Of the input.
    pub input: String,
    /// Of the state, when there was one.
    pub state: Option<String>,
}

/// Statements.
pub fn statement(settled: &[Settled], _lang: Lang) -> String {
    format!("{settled:#?}")
}

/// Json.
pub fn json(_settled: &[Settled], _digests: &Digests) -> String {
    String::new()
}
