//! What is kept of a person between events.

use std::collections::BTreeMap;

use crate::value::{Date, Exact, PeriodKey, Validity};
use crate::visit::RawFact;

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

/// Whose money lies in which account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purse {
    /// The account's name.
    pub account: String,
    /// The relative it belongs to; `None` for the person.
    pub giver: Option<String>,
}

impl Purse {
    /// An account of the person.
    pub fn own(account: impl Into<String>) -> Self {
        Purse { account: account.into(), giver: None }
    }

    /// An account of a relative.
    pub fn of(account: impl Into<String>, giver: impl Into<String>) -> Self {
        Purse { account: account.into(), giver: Some(giver.into()) }
    }
}

/// That one person's account may pay for another.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The account that is shared.
    pub account: String,
    /// Who lets it be used; `None` for the person.
    pub giver: Option<String>,
    /// Who uses it; `None` for the person.
    pub receiver: Option<String>,
    /// The days on which it holds.
    pub term: Validity,
}

/// A fact that holds for more than one event.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The fact.
    pub fact: RawFact,
    /// When it holds.
    pub term: Validity,
    /// Whether a field that holds several values gains this one beside those of others; otherwise
    /// it takes the place of what was given before.
    pub adds: bool,
}

/// Where a fact was written is no part of what it says.
impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        self.fact.without_place() == other.fact.without_place()
            && self.term == other.term
            && self.adds == other.adds
    }
}

/// All that is kept of a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// Running totals, in 分 or as a count.
    pub totals: BTreeMap<TotalKey, Exact>,
    /// Balances of the person's own accounts by name, in 分.
    pub balances: BTreeMap<String, Exact>,
    /// What relatives have in the accounts that they share, in 分; the giver is never `None`.
    pub shared: BTreeMap<Purse, Exact>,
    /// Every binding there ever was, in order.
    pub bindings: Vec<Binding>,
    /// Facts that hold for more than one event, in the order in which they were given.
    pub standing: Vec<Standing>,
    /// The day of the last event.
    pub last: Option<Date>,
}

impl State {
    /// A running total; zero when nothing was added yet.
    pub fn total(&self, key: &TotalKey) -> Exact {
        self.totals.get(key).copied().unwrap_or(Exact::ZERO)
    }

    /// What lies in a purse; `None` when nobody ever said or used it.
    pub fn balance(&self, purse: &Purse) -> Option<Exact> {
        match purse.giver {
            None => self.balances.get(&purse.account).copied(),
            Some(_) => self.shared.get(purse).copied(),
        }
    }

    /// The bindings that hold on a day and let an account pay for the person, in order.
    pub fn givers<'a>(
        &'a self,
        account: &'a str,
        day: Date,
    ) -> impl Iterator<Item = &'a Binding> + 'a {
        self.bindings.iter().filter(move |binding| {
            binding.account == account && binding.receiver.is_none() && binding.term.holds(day)
        })
    }
}
