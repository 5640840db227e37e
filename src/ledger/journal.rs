//! What happened to a person, entry by entry, and the state that follows from it.

use super::{Delta, State, Unfit};
use crate::value::{Date, Exact};
use crate::visit::RawEvent;

/// What happened once, and what it changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What happened, as it was given.
    pub event: RawEvent,
    /// The day; facts of the person may hold from the start.
    pub date: Option<Date>,
    /// What it changed.
    pub delta: Delta,
    /// What came of it.
    pub came: Came,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// It is noted, and holds.
    Noted,
    /// The input said what lies in accounts.
    Opened,
    /// What was left of an account went to another, at the turn of its year.
    Carried,
    /// A visit was settled.
    Settled(Summary),
    /// A visit was settled, and refunded later.
    Refunded(Summary),
    /// A clause refuses it, for a reason.
    Refused(Option<String>),
}

/// What a settlement came to, by name: what a later refund gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The policy that settled it.
    pub policy: String,
    /// The parts of the bill, in 分.
    pub parts: Vec<(String, Exact)>,
    /// Who paid, in 分.
    pub payers: Vec<PaidBy>,
    /// Why a clause refused the visit.
    pub refused: Option<String>,
}

/// What one payer paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidBy {
    /// The fund, the account, or 现金.
    pub name: String,
    /// Whose account it is, when it is a relative's.
    pub giver: Option<String>,
    /// How much, in 分.
    pub amount: Exact,
}

/// The ledger of a person: every entry, and the state to which they add up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// Whose it is, when that is known.
    pub person: Option<String>,
    /// What was kept before the first entry: of a file that has no journal.
    opening: State,
    entries: Vec<Entry>,
    state: State,
}

impl Ledger {
    /// A ledger that starts from a state whose past is not known.
    pub fn starting_from(state: State) -> Self {
        Ledger { person: None, opening: state.clone(), entries: Vec::new(), state }
    }

    /// A ledger from its parts; `None` when the entries do not add up.
    pub fn of(person: Option<String>, opening: State, entries: Vec<Entry>) -> Option<Self> {
        let mut ledger = Ledger { person, ..Ledger::starting_from(opening) };
        for entry in entries {
            ledger.push(entry).ok()?;
        }
        Some(ledger)
    }

    /// What is kept now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What was kept before the first entry.
    pub fn opening(&self) -> &State {
        &self.opening
    }

    /// The entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Adds an entry and applies its delta; one that does not fit is left out.
    pub fn push(&mut self, entry: Entry) -> Result<(), Unfit> {
        self.state.apply(&entry.delta)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Takes the last entry back.
    pub fn pop(&mut self) -> Result<Option<Entry>, Unfit> {
        let Some(entry) = self.entries.last() else { return Ok(None) };
        self.state.apply(&entry.delta.inverse()?)?;
        Ok(self.entries.pop())
    }

    /// Takes entries back until so many are left.
    pub fn rewind(&mut self, length: usize) -> Result<Vec<Entry>, Unfit> {
        let mut taken = Vec::new();
        while self.entries.len() > length {
            taken.extend(self.pop()?);
        }
        taken.reverse();
        Ok(taken)
    }

    /// Whether the state is what the entries add up to.
    pub fn adds_up(&self) -> bool {
        let mut state = self.opening.clone();
        let applied = self.entries.iter().all(|entry| state.apply(&entry.delta).is_ok());
        applied && state == self.state
    }
}
