//! Gates of what is no visit: refunds, and the binding of a relative's account.

use super::builder::{Builder, Here};
use super::clause::Follows;
use super::layer::Node;
use crate::policy::{Expr, ExprKind};
use crate::rule::{Family, Step, StepKind};
use crate::syntax::ast::{self, MemberKind};
use crate::text;

impl<'a> Builder<'_, 'a> {
    /// What a refund must meet.
    pub(super) fn refund(&mut self, nodes: &[Node<'a>]) -> Vec<Step<Expr>> {
        let found = self.only_once(nodes, "退费", |kind| matches!(kind, MemberKind::Refund(_)));
        let Some(node) = found else { return Vec::new() };
        self.check_follows(&node.member.suffix, "退费", Follows::DATES);
        self.gates(node, false)
    }

    /// What the binding of family accounts must meet; each account once.
    pub(super) fn families(&mut self, nodes: &[Node<'a>]) -> Vec<Family<Expr>> {
        let mut families: Vec<Family<Expr>> = Vec::new();
        for node in nodes {
            let MemberKind::Family(family) = &node.member.kind else { continue };
            families.extend(self.family(node, family, &families));
        }
        families
    }

    fn family(
        &mut self,
        node: &Node<'a>,
        family: &ast::Family,
        before: &[Family<Expr>],
    ) -> Option<Family<Expr>> {
        let title = format!("家庭共济 {}", family.account.node);
        let clause = self.clause(node, &title, Follows::DATES);
        let account = self.account(&family.account, false);
        let gates = self.gates(node, true);
        let account = account?;
        let known = before.iter().find(|known| known.account == account);
        if let Some(head) = known.and_then(|known| self.clause_of(known.clause)).map(|it| it.head) {
            self.twice(node, &title, head);
            return None;
        }
        Some(Family { clause, account, gates })
    }

    /// The gates inside, for as long as what stands around them is in force.
    fn gates(&mut self, node: &Node<'a>, binding: bool) -> Vec<Step<Expr>> {
        let validity = self.clause_validity(&node.member.suffix, node.member.head);
        let outer = std::mem::replace(&mut self.validity, validity);
        let here = Here { policy: true, no_bill: true, binding, ..Here::default() };
        let steps = self.with(here, |this| {
            node.children.iter().filter_map(|child| this.gate_step(child)).collect::<Vec<_>>()
        });
        self.validity = outer;
        for step in &steps {
            let gate = match &step.kind {
                StepKind::Require(gate) | StepKind::Exclude(gate) => Some(&gate.condition),
                _ => None,
            };
            step.when.iter().chain(gate).for_each(|condition| self.without_bill(condition));
        }
        steps
    }

    /// Refuses a condition that speaks of the parts of a bill by way of a named intermediate.
    fn without_bill(&mut self, condition: &Expr) {
        let mut speaks = false;
        self.walk_named(condition, &mut |part| {
            speaks |= matches!(part.kind, ExprKind::Bucket(_));
        });
        if speaks {
            self.no_bill(condition.span);
        }
    }

    /// A part of the bill where there is no bill.
    pub(super) fn no_bill(&mut self, place: crate::source::Span) {
        let word = self.run.words(place);
        self.wrong_place(
            place,
            text!(
                "这里没有账单，“{word}”没有意义",
                "there is no bill here, so `{word}` means nothing"
            ),
            text!(
                "改用录入的字段来写，例如“申报工资”“已就诊”",
                "write it with fields that the input gives"
            ),
        );
    }
}
