//! What someone pays of a settled bill.

use super::{PayerKind, PayerShare};
use crate::rule::Paid;
use crate::value::{Number, OutOfRange};

/// What someone pays, in 分.
pub fn paid<N: Number>(payers: &[PayerShare<N>], by: Paid) -> Result<N, OutOfRange> {
    let shares = payers.iter().filter(|share| match (by, share.payer) {
        (Paid::Cash | Paid::Person, PayerKind::Cash) => true,
        (Paid::Account(one), PayerKind::Account(other)) => one == other,
        (Paid::Person, PayerKind::Account(_)) | (Paid::Funds, PayerKind::Fund(_)) => true,
        (Paid::Cash | Paid::Account(_) | Paid::Funds | Paid::Person, _) => false,
    });
    shares.map(|share| share.total).try_fold(N::ZERO, N::add)
}
