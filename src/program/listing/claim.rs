//! Claims, a line for each.

use super::step::when;
use super::{Listing, n, period};
use crate::program::NodeId;
use crate::rule::{Claim, ClaimKind};

impl Listing<'_> {
    pub(super) fn claim(&mut self, claim: &Claim<NodeId>) {
        let words = match &claim.kind {
            ClaimKind::Visit(condition) => n(*condition),
            ClaimKind::Sum(sum) => {
                let (amount, limit) = (n(sum.amount), n(sum.limit));
                format!("sum {amount} {:?} {limit} {}", sum.comparison, period(sum.period))
            }
            ClaimKind::NeverWorse(it) => {
                let (values, than) = (n(it.values), n(it.than));
                format!("f{} {values} never worse than {than}", it.field.0)
            }
            ClaimKind::Cliff(limit) => format!("cliff at most {}", n(*limit)),
        };
        let of = claim.benefit.map_or(String::new(), |benefit| format!(" of b{}", benefit.0));
        let place = self.place(claim.clause);
        self.line(&format!("  assert {words}{of}{}", when(claim.when)), &place);
    }
}
