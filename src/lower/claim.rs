//! Claims.

use super::Lowering;
use crate::policy::Expr;
use crate::program::NodeId;
use crate::rule::{Claim, ClaimKind, NeverWorse, SumClaim};

impl Lowering {
    pub(super) fn claim(&mut self, claim: &Claim<Expr>) -> Claim<NodeId> {
        Claim {
            clause: claim.clause,
            words: claim.words.clone(),
            benefit: claim.benefit,
            when: self.option(claim.when.as_ref()),
            reason: claim.reason.clone(),
            kind: match &claim.kind {
                ClaimKind::Visit(condition) => ClaimKind::Visit(self.expr(condition)),
                ClaimKind::Sum(sum) => ClaimKind::Sum(SumClaim {
                    amount: self.expr(&sum.amount),
                    comparison: sum.comparison,
                    limit: self.expr(&sum.limit),
                    period: sum.period,
                }),
                ClaimKind::NeverWorse(never_worse) => ClaimKind::NeverWorse(NeverWorse {
                    field: never_worse.field,
                    values: self.expr(&never_worse.values),
                    than: self.expr(&never_worse.than),
                }),
                ClaimKind::Cliff(limit) => ClaimKind::Cliff(self.expr(limit)),
            },
        }
    }
}
