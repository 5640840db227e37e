//! Under which conditions a visit reaches each place of a policy: its dates, the group it is for,
//! the gates, the routing to the benefit, the `when` of the clause.
//!
//! A combination of values that none of them lets through needs no row, and a condition that they
//! decide already says nothing.

mod followed;
mod sibling;
mod walk;

pub(crate) use sibling::{Sibling, Siblings, Sort};

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::space::Cond;
use crate::policy::{Expr, Policy};
use crate::rule::{BenefitId, ClauseId, FieldId, ParameterId, TableId};

/// What a visit must meet to come to a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place<'p> {
    /// What the policy demands.
    pub(crate) hard: Vec<Cond<'p>>,
    /// What must hold so that nothing else stops the visit before; only a witness needs it.
    pub(crate) soft: Vec<Cond<'p>>,
    /// Whether it is a place on the way of a visit, and not of another event.
    pub(crate) of_visit: bool,
}

/// What a condition decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decides {
    /// Whether a step is taken, a figure changed, a limit set.
    Whether,
    /// A gate that refuses a visit when the condition does not hold.
    Demands,
    /// A gate that refuses a visit, or takes lines out, when it holds.
    Bars,
    /// Whether a benefit takes a visit.
    Routes,
    /// Whether a visit is refused because a clause is not encoded.
    LeavesOut,
}

/// A condition and the place where it is asked.
#[derive(Debug, Clone)]
pub(crate) struct Question<'p> {
    pub(crate) condition: &'p Expr,
    pub(crate) decides: Decides,
    pub(crate) clause: ClauseId,
    pub(crate) place: Place<'p>,
}

/// What is also read at places that were not followed: named intermediates that name each other twice
/// would double each time.
#[derive(Debug, Default)]
pub(crate) struct Unseen {
    pub(crate) tables: BTreeSet<TableId>,
    pub(crate) parameters: BTreeSet<ParameterId>,
}

/// What is asked where in a policy.
#[derive(Debug, Default)]
pub(crate) struct Reach<'p> {
    /// For each table, the places that ask it.
    pub(crate) tables: BTreeMap<TableId, Vec<Place<'p>>>,
    /// Every condition of a clause.
    pub(crate) questions: Vec<Question<'p>>,
    /// Where visits are routed to benefits.
    pub(crate) routing: Place<'p>,
    /// When each benefit takes a visit that came so far, whatever the others do.
    pub(crate) takes: Vec<(BenefitId, Cond<'p>)>,
    /// The places that read each parameter.
    pub(crate) parameters: BTreeMap<ParameterId, Vec<Place<'p>>>,
    /// Clauses of which one may take the place of another in time.
    pub(crate) siblings: Vec<Siblings<'p>>,
    pub(crate) unseen: Unseen,
    /// Every field that some rule reads.
    pub(crate) fields: BTreeSet<FieldId>,
}

/// Walks a policy.
pub(crate) fn reach(policy: &Policy) -> Reach<'_> {
    walk::walk(policy)
}
