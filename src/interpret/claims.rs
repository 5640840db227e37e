//! What is claimed of a policy, looked at when a visit is settled. Nothing that is paid depends on it.

use super::machine::Machine;
use super::run::Settled;
use super::stop::Stop;
use crate::program::{NodeId, NodeOp};
use crate::rule::{Claim, ClaimId, ClaimKind};
use crate::settlement::{ClaimFound, ClaimNote, Compared};
use crate::value::{Number, op::Op};

type Outcome<T> = Result<T, Stop>;

/// The claims that speak of a visit, and what they find in it. A claim that asks for what the visit
/// does not give finds nothing.
pub(super) fn notes<N: Number>(settled: &mut Settled<'_, N>) -> Vec<ClaimNote<N>> {
    found(settled).into_iter().filter_map(|found| found.ok().flatten()).collect()
}

/// The same, where what a claim asks for must be given.
pub(super) fn all<N: Number>(settled: &mut Settled<'_, N>) -> Outcome<Vec<ClaimNote<N>>> {
    found(settled).into_iter().filter_map(Result::transpose).collect()
}

fn found<N: Number>(settled: &mut Settled<'_, N>) -> Vec<Outcome<Option<ClaimNote<N>>>> {
    let Settled { settlement, machine, .. } = settled;
    let Some(benefit) = settlement.benefit.filter(|_| settlement.refusal.is_none()) else {
        return Vec::new();
    };
    machine.payers.clone_from(&settlement.payers);
    // Whoever watches asks what the visit exercised.
    machine.witness = None;
    let claims = machine.program.body.claims.iter().enumerate();
    claims
        .filter(|(_, claim)| claim.benefit.is_none_or(|of| of == benefit))
        .map(|(index, claim)| {
            let found = machine.look_at(claim)?;
            Ok(found.map(|found| ClaimNote { claim: ClaimId::next(index), found }))
        })
        .collect()
}

impl<N: Number> Machine<'_, N> {
    /// What a claim finds; nothing when it does not speak of the visit.
    fn look_at(&mut self, claim: &Claim<NodeId>) -> Outcome<Option<ClaimFound<N>>> {
        if !self.in_force(claim.clause) || !self.holds(claim.when)? {
            return Ok(None);
        }
        Ok(match &claim.kind {
            ClaimKind::Visit(condition) => {
                let held = self.flag(*condition)?;
                Some(ClaimFound::Visit { held, compared: self.compared(*condition)? })
            }
            ClaimKind::Sum(sum) => Some(ClaimFound::Sum {
                amount: self.number(sum.amount)?,
                limit: self.number(sum.limit)?,
            }),
            ClaimKind::NeverWorse(_) | ClaimKind::Cliff(_) => None,
        })
    }

    /// The two sides of a condition that compares two figures.
    fn compared(&mut self, condition: NodeId) -> Outcome<Option<Compared<N>>> {
        let node = self.program.node(condition);
        let Some(NodeOp::Binary(Op::CompareNumbers(how), left, right)) = node.map(|node| &node.op)
        else {
            return Ok(None);
        };
        let ty = self.type_of(*left);
        let (left, right) = (self.number(*left)?, self.number(*right)?);
        Ok(Some(Compared { left, how: *how, right, ty }))
    }
}
