//! All settlements of a policy, as pieces: stretches of visits that take the same way through the
//! rules, with their amounts as linear forms.
//!
//! A visit is tried and its trace says under which conditions others take the same way. Where one of
//! these conditions fails another way begins, and a visit of it is tried next, until no condition is
//! left that was not tried the other way. A field that is asked for divides the visits into the cases
//! that the rules tell apart. So the pieces together are every visit, at every state of the totals.

mod cells;
mod explore;
mod figures;
mod given;
mod seen;
mod tracing;

pub(super) use explore::explore;
pub(super) use figures::{Figure, Figures};
pub(super) use given::{Given, Known};
pub(super) use seen::{Limit, LimitKind, Seen, SumSeen};
pub(super) use tracing::visit;

use std::collections::BTreeMap;

use super::cases::Cases;
use super::linear::{Bound, Form, Space, Work};
use crate::interpret::Stop;
use crate::ledger::TotalKey;
use crate::program::Program;
use crate::rule::{AccountId, BenefitId, FieldId};

/// Visits that take one way.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) given: Given,
    /// What their free figures can be.
    pub(super) space: Space,
    /// Every condition that was met on the way, in order, also those that others imply.
    bounds: Vec<Bound>,
    pub(super) outcome: Outcome,
}

/// The pieces of visits of which the same was given.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) pieces: Vec<Piece>,
    /// How many conditions each begins with that the one before begins with too.
    shared: Vec<usize>,
}

/// How the visits of a piece end.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// They are settled.
    Settled(Box<Amounts>),
    /// A clause refuses them.
    Refused,
    /// They cannot be settled.
    Stopped(Stop),
}

/// The amounts of a settled piece.
#[derive(Debug, Clone)]
pub(super) struct Amounts {
    pub(super) benefit: Option<BenefitId>,
    /// What all funds pay.
    pub(super) funds: Form,
    /// What is added to running totals.
    pub(super) added: BTreeMap<TotalKey, Form>,
    /// What is left in accounts.
    pub(super) balances: BTreeMap<AccountId, Form>,
    /// What was seen on the way.
    pub(super) seen: Seen,
}

/// What came of looking at all visits of a policy.
#[derive(Debug)]
pub(super) struct Pieces<'p> {
    pub(super) program: &'p Program,
    /// How the rules read each field.
    pub(super) cases: Cases<'p>,
    pub(super) figures: Figures,
    pub(super) cells: Vec<Cell>,
    /// Why not every visit was looked at.
    pub(super) left: Option<Left>,
    /// What may still be done.
    pub(super) work: Work,
}

/// Why not every visit was looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Left {
    /// There are too many ways.
    TooMany,
    /// Figures too large to be computed with.
    TooLarge,
    /// Values of a field that can be told apart in too many ways.
    Field(FieldId),
    /// Conditions that no figure was found to meet or shown never to meet.
    Open,
}

impl Pieces<'_> {
    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Piece> {
        self.cells.iter().flat_map(|cell| &cell.pieces)
    }
}

impl Piece {
    /// Its amounts, where its visits are settled.
    pub(super) fn settled(&self) -> Option<&Amounts> {
        match &self.outcome {
            Outcome::Settled(amounts) => Some(amounts),
            Outcome::Refused | Outcome::Stopped(_) => None,
        }
    }
}
