//! Noun: what is kept of a person, and every event that led there.
//!
//! A settlement reads a [`State`] and gives a [`Delta`]: differences, which can be undone exactly.
//! The [`Ledger`] keeps every [`Entry`] with its delta; its state is what they add up to, and there
//! is no other way to change it. Totals are keyed by the identity of the clause, the instance of its
//! period and the values of its keys, so that a new policy continues the old one's totals.

mod delta;
mod journal;
mod json;
mod state;

pub use delta::{BindingChange, Change, Delta, Presence, StandingChange, Unfit};
pub use journal::{Came, Entry, Ledger, PaidBy, Summary};
pub use json::{StateError, StateFile, from_json, other_person, to_json};
pub use state::{Binding, Purse, Standing, State, TotalKey};
