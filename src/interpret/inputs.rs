//! Where the numbers of a visit come from.

use crate::ledger::TotalKey;
use crate::rule::{AccountId, FieldId};
use crate::value::{Exact, Number};

/// Turns what is given of a visit and kept of a person into the numbers that are computed with.
pub trait Inputs<N> {
    /// A field of the visit.
    fn field(&self, field: FieldId, given: Exact) -> N;

    /// A field of a line of the bill.
    fn line_field(&self, line: usize, field: FieldId, given: Exact) -> N;

    /// The balance of an account.
    fn balance(&self, account: AccountId, given: Exact) -> N;

    /// A running total before the visit.
    fn total(&self, key: &TotalKey, kept: Exact) -> N;

    /// Whether a look-up leaves open what is not given, as far as no row that is left depends on it.
    fn leaves_open(&self) -> bool {
        false
    }

    /// Whether a field that is left open may be of a class.
    fn may_be(&self, _field: FieldId, _class: usize) -> bool {
        true
    }
}

/// As they are given.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsGiven;

impl<N: Number> Inputs<N> for AsGiven {
    fn field(&self, _: FieldId, given: Exact) -> N {
        N::of(given)
    }

    fn line_field(&self, _: usize, _: FieldId, given: Exact) -> N {
        N::of(given)
    }

    fn balance(&self, _: AccountId, given: Exact) -> N {
        N::of(given)
    }

    fn total(&self, _: &TotalKey, kept: Exact) -> N {
        N::of(kept)
    }
}
