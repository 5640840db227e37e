//! Visits that show a trouble.

use super::Text;

/// A visit, or several of one person, that shows a trouble; rendered as a scenario that can be pasted
/// into a file. Names and values are words of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The name of the policy.
    pub policy: String,
    /// The visits, in the order of their days.
    pub events: Vec<WitnessEvent>,
    /// Where two visits of one person are compared, those that lead to the other; otherwise none.
    pub beside: Vec<WitnessEvent>,
    /// What is to be seen when they are settled.
    pub shows: Text,
}

/// One visit of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessEvent {
    /// The day: `2025-05-06`.
    pub date: String,
    /// Fields and their values, as they are written: `级别`, `三级`.
    pub facts: Vec<(String, String)>,
    /// The lines of the bill, where the trouble lies in them.
    pub lines: Vec<Vec<(String, String)>>,
}
