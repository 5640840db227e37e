//! A state as JSON.

use super::State;

/// Why a state could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateError {
    /// Not JSON.
    NotJson(String),
}

/// The state as JSON.
pub fn to_json(_state: &State) -> serde_json::Value {
    serde_json::Value::Null
}

/// A state from JSON.
pub fn from_json(_text: &str) -> Result<State, StateError> {
    Ok(State::default())
}
