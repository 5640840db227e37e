//! Slips in claims: a limit that is off, a comparison turned, the two groups exchanged.

use super::Slips;
use crate::mutate::mutant::Part;
use crate::mutate::operator::Operator;
use crate::syntax::ast::{Claim, Member, MemberKind, NeverWorse};

impl Slips<'_> {
    /// A claim that is left out, or its period, or one of the values it names, is no fault of the
    /// policy: less is said of it, and nothing wrong.
    pub(super) fn claim(&mut self, member: &Member) {
        self.part = Part::Claim;
        match &member.kind {
            MemberKind::Assert(Claim::Holds(condition, _)) => self.expr(condition),
            MemberKind::Assert(Claim::NeverWorse(claim)) => self.never_worse(claim),
            MemberKind::Cliff(limit) => self.expr(limit),
            _ => {}
        }
        self.suffix(&member.suffix);
        self.part = Part::Visits;
    }

    fn never_worse(&mut self, claim: &NeverWorse) {
        claim.field.iter().for_each(|field| self.name(field));
        if let Some(than) = &claim.than {
            self.swap(Operator::SwapGroups, claim.values.span, than.span);
        }
        let groups = std::iter::once(&claim.values).chain(&claim.than);
        groups.flat_map(|group| &group.patterns).for_each(|pattern| self.pattern(pattern));
    }
}
