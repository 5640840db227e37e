//! Law 1: the parts sum to the bill, and so do the payers.

use super::Settlement;
use crate::value::{Exact, OutOfRange};

/// Which sum is not the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imbalance {
    /// The buckets.
    Buckets,
    /// The payers.
    Payers,
    /// A part is below zero.
    Negative,
    /// A sum that does not fit.
    OutOfRange,
}

impl From<OutOfRange> for Imbalance {
    fn from(_: OutOfRange) -> Self {
        Imbalance::OutOfRange
    }
}

/// Checks that every 分 of the bill lies in one bucket and is paid once.
pub fn check(settlement: &Settlement) -> Result<(), Imbalance> {
    let mut buckets = Exact::ZERO;
    for (_, amount) in &settlement.buckets {
        buckets = buckets.add(*amount)?;
    }
    let mut payers = Exact::ZERO;
    for share in &settlement.payers {
        payers = payers.add(share.total)?;
    }
    let negative = settlement.buckets.iter().any(|(_, amount)| amount.is_negative())
        || settlement.payers.iter().any(|share| share.total.is_negative());
    if negative {
        return Err(Imbalance::Negative);
    }
    if buckets != settlement.bill.total {
        return Err(Imbalance::Buckets);
    }
    if payers != settlement.bill.total {
        return Err(Imbalance::Payers);
    }
    Ok(())
}
