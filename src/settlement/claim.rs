//! What is claimed of a policy, looked at in one settled visit.

use crate::rule::ClaimId;
use crate::value::{Exact, Type, op::Comparison};

/// A claim that speaks of the visit, and what it found.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimNote<N = Exact> {
    /// The claim, by its place in the program.
    pub claim: ClaimId,
    /// What it found.
    pub found: ClaimFound<N>,
}

/// What a claim found in one visit. Claims that compare visits of different people find nothing in
/// one.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimFound<N = Exact> {
    /// A condition on the visit.
    Visit {
        /// Whether it holds.
        held: bool,
        /// The two figures that it compares, when it does just that.
        compared: Option<Compared<N>>,
    },
    /// What the visit adds to the sum of its period, and the limit of that sum today.
    Sum {
        /// The amount, in 分.
        amount: N,
        /// The limit, in 分.
        limit: N,
    },
}

/// Two figures and how they should compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared<N = Exact> {
    /// What stands on the left.
    pub left: N,
    /// How it should compare.
    pub how: Comparison,
    /// What stands on the right.
    pub right: N,
    /// Of what type they are.
    pub ty: Type,
}
