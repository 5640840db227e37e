//! The space of visits: what the conditions of a policy read, cut into classes that none of them can
//! tell apart, and formulas over these classes.
//!
//! A formula is compiled from conditions as written: named intermediates, parameters, tables and
//! `if` are taken apart until what is left asks whether one variable lies in a set. What cannot be
//! taken apart (a sum, a difference of days) becomes a variable of its own. So a formula that no
//! region satisfies is never satisfied; one that is, may need a look at concrete values.

mod build;
mod cases;
mod region;
mod solve;

pub(crate) use build::{Builder, bare};
pub(crate) use cases::holds;
pub(crate) use region::{Extent, Mask, Region, Relation, mask, merge};
pub(crate) use solve::{Budget, TooMany};

use std::cell::Cell;

use crate::policy::{Domain, Expr};
use crate::rule::{AccountId, AccumulatorId, Classes, FieldId, TableId};
use crate::value::{Type, Validity};

/// A condition on a visit, as written.
#[derive(Debug, Clone)]
pub(crate) enum Cond<'p> {
    /// An expression holds.
    Is(&'p Expr),
    /// The visit is on a day of these.
    Day(Validity),
    /// A table has a row with a value for the visit.
    Row(TableId),
    /// It does not hold.
    Not(Box<Cond<'p>>),
    /// All hold.
    All(Vec<Cond<'p>>),
    /// One holds at least.
    Any(Vec<Cond<'p>>),
}

impl<'p> Cond<'p> {
    /// An expression that must hold or must not.
    pub(crate) fn of(expr: &'p Expr, held: bool) -> Cond<'p> {
        if held { Cond::Is(expr) } else { Cond::Is(expr).not() }
    }

    /// The contrary.
    pub(crate) fn not(self) -> Cond<'p> {
        Cond::Not(Box::new(self))
    }
}

/// What a variable stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Subject {
    /// The day of the visit.
    Day,
    /// A field.
    Field(FieldId),
    /// Whether a set of values holds one.
    Member(FieldId, u32),
    /// The balance of an account.
    Balance(AccountId),
    /// The how manyeth visit this is.
    Visits(AccumulatorId),
    /// A value that is computed; places are left out of it.
    Term(Box<Expr>),
}

/// A variable and its classes.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) subject: Subject,
    pub(crate) ty: Type,
    pub(crate) classes: Classes,
    pub(crate) domain: Domain,
    /// Whether a visit can have a value of each class.
    pub(crate) possible: Vec<bool>,
    /// Where its words lie in a region.
    at: usize,
    behind: usize,
}

/// A formula over the variables of a space.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Formula {
    Const(bool),
    /// A variable lies in a set: the numbers of both.
    In(usize, usize),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

impl Formula {
    pub(crate) const TRUE: Formula = Formula::Const(true);

    pub(crate) fn not(self) -> Formula {
        match self {
            Formula::Const(held) => Formula::Const(!held),
            Formula::Not(inner) => *inner,
            other => Formula::Not(Box::new(other)),
        }
    }

    pub(crate) fn all(parts: Vec<Formula>) -> Formula {
        Formula::joined(parts, false)
    }

    pub(crate) fn any(parts: Vec<Formula>) -> Formula {
        Formula::joined(parts, true)
    }

    /// Leaves out what decides nothing; `decisive` is the truth that decides alone.
    fn joined(parts: Vec<Formula>, decisive: bool) -> Formula {
        if parts.contains(&Formula::Const(decisive)) {
            return Formula::Const(decisive);
        }
        let mut parts: Vec<Formula> =
            parts.into_iter().filter(|part| !matches!(part, Formula::Const(_))).collect();
        match parts.len() {
            0 => Formula::Const(!decisive),
            1 => parts.remove(0),
            _ if decisive => Formula::Any(parts),
            _ => Formula::All(parts),
        }
    }

    /// Whether it has more than so many parts.
    pub(crate) fn is_larger_than(&self, most: usize) -> bool {
        let mut left = most;
        !self.fits(&mut left)
    }

    pub(super) fn fits(&self, left: &mut usize) -> bool {
        let Some(fewer) = left.checked_sub(1) else { return false };
        *left = fewer;
        match self {
            Formula::Const(_) | Formula::In(..) => true,
            Formula::Not(inner) => inner.fits(left),
            Formula::All(parts) | Formula::Any(parts) => parts.iter().all(|part| part.fits(left)),
        }
    }

    /// The variables that it reads.
    pub(crate) fn variables(&self, found: &mut Vec<usize>) {
        match self {
            Formula::Const(_) => {}
            Formula::In(variable, _) => {
                if !found.contains(variable) {
                    found.push(*variable);
                }
            }
            Formula::Not(inner) => inner.variables(found),
            Formula::All(parts) | Formula::Any(parts) => {
                parts.iter().for_each(|part| part.variables(found));
            }
        }
    }
}

/// All variables of a policy, with their classes.
#[derive(Debug)]
pub(crate) struct Space {
    pub(crate) variables: Vec<Variable>,
    /// The sets that formulas name.
    pub(crate) masks: Vec<Mask>,
    /// What ties computed values to what they are computed from.
    pub(crate) links: Vec<Formula>,
    /// Every visit that can be.
    pub(crate) full: Region,
    /// How many parts of formulas were looked at so far.
    work: Cell<u64>,
}

impl Space {
    pub(crate) fn variable(&self, id: usize) -> Option<&Variable> {
        self.variables.get(id)
    }

    /// The number of the variable for the day of the visit.
    pub(crate) fn day(&self) -> Option<usize> {
        self.variables.iter().position(|variable| variable.subject == Subject::Day)
    }
}
