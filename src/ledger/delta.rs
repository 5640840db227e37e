//! What an event changes, as differences that can be undone exactly.

use std::collections::BTreeMap;

use super::{Binding, Purse, Standing, State, TotalKey};
use crate::value::{Date, Exact, OutOfRange};

/// What an event changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delta {
    /// What is added to running totals.
    pub totals: Vec<(TotalKey, Change)>,
    /// What is added to balances; less than nothing where an account paid.
    pub balances: Vec<(Purse, Change)>,
    /// Bindings that begin or whose term changes.
    pub bindings: Vec<BindingChange>,
    /// Facts that stand from now on.
    pub standing: Vec<StandingChange>,
    /// The day of the last event, before and after.
    pub last: Option<(Option<Date>, Option<Date>)>,
}

/// How one figure changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// By how much.
    pub by: Exact,
    /// Whether the figure was there before, and is there after.
    pub presence: Presence,
}

/// Whether a figure is there. A total of nothing still says that its window is open, so that a
/// figure that was never there is not the same as one that is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// There before and after.
    Kept,
    /// Not there before.
    Opened,
    /// Not there after.
    Closed,
}

/// A change of the bindings.
#[derive(Debug, Clone, PartialEq)]
pub enum BindingChange {
    /// A new one.
    Begun(Binding),
    /// The newest never was.
    Undone(Binding),
    /// The end of a term moves.
    Ends {
        /// The position among all bindings.
        index: usize,
        /// The end before.
        before: Option<Date>,
        /// The end after.
        after: Option<Date>,
    },
}

/// A change of the standing facts.
#[derive(Debug, Clone, PartialEq)]
pub enum StandingChange {
    /// A new one.
    Added(Standing),
    /// The newest never was.
    Removed(Standing),
}

/// Why a delta cannot be applied; then nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// A figure that 128-bit fractions cannot hold.
    OutOfRange,
    /// The delta is of another state.
    OtherState,
}

impl From<OutOfRange> for Unfit {
    fn from(_: OutOfRange) -> Self {
        Unfit::OutOfRange
    }
}

impl Change {
    /// The change from one figure to another; `None` when there is none.
    pub fn between(
        before: Option<Exact>,
        after: Option<Exact>,
    ) -> Result<Option<Change>, OutOfRange> {
        let by = after.unwrap_or(Exact::ZERO).sub(before.unwrap_or(Exact::ZERO))?;
        let presence = match (before, after) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) if by.is_zero() => return Ok(None),
            (Some(_), Some(_)) => Presence::Kept,
            (None, Some(_)) => Presence::Opened,
            (Some(_), None) => Presence::Closed,
        };
        Ok(Some(Change { by, presence }))
    }

    fn inverse(self) -> Result<Change, OutOfRange> {
        let presence = match self.presence {
            Presence::Kept => Presence::Kept,
            Presence::Opened => Presence::Closed,
            Presence::Closed => Presence::Opened,
        };
        Ok(Change { by: self.by.neg()?, presence })
    }

    /// The figure after the change.
    fn applied(self, before: Option<Exact>) -> Result<Option<Exact>, Unfit> {
        match (self.presence, before) {
            (Presence::Kept, Some(before)) => Ok(Some(before.add(self.by)?)),
            (Presence::Opened, None) => Ok(Some(self.by)),
            (Presence::Closed, Some(before)) if before.add(self.by)?.is_zero() => Ok(None),
            _ => Err(Unfit::OtherState),
        }
    }
}

impl Delta {
    /// Whether it changes nothing but the day of the last event.
    pub fn is_only_a_day(&self) -> bool {
        self.totals.is_empty()
            && self.balances.is_empty()
            && self.bindings.is_empty()
            && self.standing.is_empty()
    }

    /// The delta that undoes this one.
    pub fn inverse(&self) -> Result<Delta, OutOfRange> {
        fn undone<K: Clone>(changes: &[(K, Change)]) -> Result<Vec<(K, Change)>, OutOfRange> {
            changes.iter().rev().map(|(key, change)| Ok((key.clone(), change.inverse()?))).collect()
        }
        let bindings = self.bindings.iter().rev().map(|change| match change.clone() {
            BindingChange::Begun(binding) => BindingChange::Undone(binding),
            BindingChange::Undone(binding) => BindingChange::Begun(binding),
            BindingChange::Ends { index, before, after } => {
                BindingChange::Ends { index, before: after, after: before }
            }
        });
        let standing = self.standing.iter().rev().map(|change| match change.clone() {
            StandingChange::Added(fact) => StandingChange::Removed(fact),
            StandingChange::Removed(fact) => StandingChange::Added(fact),
        });
        Ok(Delta {
            totals: undone(&self.totals)?,
            balances: undone(&self.balances)?,
            bindings: bindings.collect(),
            standing: standing.collect(),
            last: self.last.map(|(before, after)| (after, before)),
        })
    }
}

/// The figures that a delta brings, worked out before any of them is written.
fn figures<K: Ord + Clone>(
    kept: &BTreeMap<K, Exact>,
    changes: impl Iterator<Item = (K, Change)>,
) -> Result<BTreeMap<K, Option<Exact>>, Unfit> {
    let mut next: BTreeMap<K, Option<Exact>> = BTreeMap::new();
    for (key, change) in changes {
        let before = next.get(&key).copied().unwrap_or_else(|| kept.get(&key).copied());
        let after = change.applied(before)?;
        let _before = next.insert(key, after);
    }
    Ok(next)
}

fn write<K: Ord>(kept: &mut BTreeMap<K, Exact>, next: BTreeMap<K, Option<Exact>>) {
    for (key, figure) in next {
        let _before = match figure {
            Some(figure) => kept.insert(key, figure),
            None => kept.remove(&key),
        };
    }
}

impl State {
    /// Applies what an event changed. A delta that does not fit changes nothing.
    pub fn apply(&mut self, delta: &Delta) -> Result<(), Unfit> {
        if let Some((before, _)) = delta.last
            && before != self.last
        {
            return Err(Unfit::OtherState);
        }
        let totals = figures(&self.totals, delta.totals.iter().cloned())?;
        let own = delta.balances.iter().filter(|(purse, _)| purse.giver.is_none());
        let own = own.map(|(purse, change)| (purse.account.clone(), *change));
        let own = figures(&self.balances, own)?;
        let shared = delta.balances.iter().filter(|(purse, _)| purse.giver.is_some());
        let shared = figures(&self.shared, shared.cloned())?;
        let bindings = self.bound(&delta.bindings)?;
        let standing = self.stood(&delta.standing)?;
        write(&mut self.totals, totals);
        write(&mut self.balances, own);
        write(&mut self.shared, shared);
        if let Some(bindings) = bindings {
            self.bindings = bindings;
        }
        if let Some(standing) = standing {
            self.standing = standing;
        }
        if let Some((_, after)) = delta.last {
            self.last = after;
        }
        Ok(())
    }

    fn bound(&self, changes: &[BindingChange]) -> Result<Option<Vec<Binding>>, Unfit> {
        if changes.is_empty() {
            return Ok(None);
        }
        let mut bindings = self.bindings.clone();
        for change in changes {
            match change {
                BindingChange::Begun(binding) => bindings.push(binding.clone()),
                BindingChange::Undone(binding) => {
                    if bindings.pop().as_ref() != Some(binding) {
                        return Err(Unfit::OtherState);
                    }
                }
                BindingChange::Ends { index, before, after } => {
                    let binding = bindings.get_mut(*index).ok_or(Unfit::OtherState)?;
                    if binding.term.until != *before {
                        return Err(Unfit::OtherState);
                    }
                    binding.term.until = *after;
                }
            }
        }
        Ok(Some(bindings))
    }

    fn stood(&self, changes: &[StandingChange]) -> Result<Option<Vec<Standing>>, Unfit> {
        if changes.is_empty() {
            return Ok(None);
        }
        let mut standing = self.standing.clone();
        for change in changes {
            match change {
                StandingChange::Added(fact) => standing.push(fact.clone()),
                StandingChange::Removed(fact) => {
                    if standing.pop().as_ref() != Some(fact) {
                        return Err(Unfit::OtherState);
                    }
                }
            }
        }
        Ok(Some(standing))
    }
}
