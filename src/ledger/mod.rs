//! The running totals and balances of a person, between visits.
//!
//! A settlement reads a [`State`] and gives a [`Delta`]; applying the delta is the only way to change
//! the state. Totals are keyed by the identity of the clause, the instance of its period and the
//! values of its keys, so that a new policy continues the old one's totals.

mod json;

pub use json::{StateError, StateFile, from_json, other_person, to_json};

use std::collections::BTreeMap;

use crate::value::{Date, Exact, OutOfRange, PeriodKey};

/// Names one running total.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TotalKey {
    /// City, benefit and clause: [`crate::rule::Accumulator::identity`].
    pub identity: String,
    /// The values of its keys, as text: `级别=三级`; empty when it has none.
    pub keys: String,
    /// The instance of its period.
    pub period: PeriodKey,
}

/// All that is kept of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Running totals, in 分 or as a count.
    pub totals: BTreeMap<TotalKey, Exact>,
    /// Balances by the account's name, in 分.
    pub balances: BTreeMap<String, Exact>,
    /// The day of the last visit.
    pub last_visit: Option<Date>,
}

/// What a settlement changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta {
    /// What is added to running totals.
    pub totals: Vec<(TotalKey, Exact)>,
    /// New balances.
    pub balances: Vec<(String, Exact)>,
    /// The day of the visit.
    pub date: Option<Date>,
}

impl State {
    /// A running total; zero when nothing was added yet.
    pub fn total(&self, key: &TotalKey) -> Exact {
        self.totals.get(key).copied().unwrap_or(Exact::ZERO)
    }

    /// Applies what a settlement changed; on overflow nothing changes.
    pub fn apply(&mut self, delta: &Delta) -> Result<(), OutOfRange> {
        let mut next = self.clone();
        for (key, amount) in &delta.totals {
            let sum = next.total(key).add(*amount)?;
            let _before = next.totals.insert(key.clone(), sum);
        }
        for (account, balance) in &delta.balances {
            let _before = next.balances.insert(account.clone(), *balance);
        }
        next.last_visit = next.last_visit.max(delta.date);
        *self = next;
        Ok(())
    }
}
