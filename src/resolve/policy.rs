//! A policy, clause by clause in the order of the page.

use super::builder::{Builder, Here};
use super::clause::Follows;
use super::head::heads_body;
use super::layer::{self, Node, Written};
use super::run::Run;
use crate::diagnostics::{Code, Problem};
use crate::policy::{Expr, Policy};
use crate::rule::{Benefit, BenefitId, Body, NotEncoded};
use crate::syntax::ast::{self, MemberKind};
use crate::text;

/// Builds a policy; nothing when it has errors.
pub(super) fn build<'a>(
    run: &mut Run<'a>,
    all: &[Written<'a>],
    written: Written<'a>,
) -> Option<Policy> {
    let mark = run.errors;
    let chain = layer::chain(run, all, written)?;
    // What could not be read is missing from the policy; its neighbours would be found wanting.
    let unread = chain.iter().any(|layer| run.unread_inside(layer.policy.span));
    let base = all.iter().any(|other| {
        other.policy.extends.as_ref().is_some_and(|name| name.node == written.policy.name.node)
    });
    let nodes = layer::nodes(run, &chain);
    let mut files: Vec<usize> = Vec::new();
    for layer in &chain {
        if !files.contains(&layer.file) {
            files.push(layer.file);
        }
    }
    let scope = run.scope(&files);
    let failed = scope.failed;
    let mut builder = Builder::new(run, scope);
    builder.chain = chain;
    let policy = builder.policy(&nodes, written);
    if !base && !unread {
        let name = &written.policy.name;
        let result = |node: &Node<'_>| matches!(node.member.kind, MemberKind::Result(_));
        if written.calc && !nodes.iter().any(result) {
            run.report(Builder::no_result(name));
        } else if !written.calc && policy.body.benefits.is_empty() {
            run.report(no_benefit(name));
        }
    }
    (run.errors == mark && !failed && !unread).then_some(policy)
}

/// A policy that pays nothing to anyone.
fn no_benefit(name: &ast::Name) -> Problem {
    let word = &name.node;
    Problem::new(
        Code::MissingPart,
        name.span,
        text!("政策“{word}”里没有待遇", "the policy `{word}` has no benefit"),
    )
    .help(text!(
        "写上待遇，例如“待遇 普通门诊 当 医疗类别 为 普通门诊 {{ 基金 统筹基金 {{ 比例 70% }} }}”",
        "write one, such as `benefit 普通门诊 when 医疗类别 is 普通门诊 {{ fund 统筹基金 {{ ratio 70% }} }}`"
    ))
}

impl<'a> Builder<'_, 'a> {
    fn policy(mut self, nodes: &[Node<'a>], written: Written<'a>) -> Policy {
        let head = self.head(nodes, written);
        let body = if written.calc {
            self.calc_body(nodes)
        } else {
            self.visit_body(nodes, written.policy)
        };
        Policy {
            head,
            vocabulary: self.scope.vocabulary,
            clauses: self.clauses,
            tables: self.tables,
            body,
        }
    }

    /// What stands in a policy that settles visits.
    fn visit_body(&mut self, nodes: &[Node<'a>], written: &ast::Policy) -> Body<Expr> {
        let here = Here { policy: true, ..Here::default() };
        let mut body = self.body_head(here, nodes, Self::names);
        for node in nodes {
            match &node.member.kind {
                MemberKind::NotEncoded(_) => body.not_encoded.extend(self.not_encoded(node, None)),
                MemberKind::Require(_) | MemberKind::Exclude(_) | MemberKind::SelfPay(_) => {
                    body.steps.extend(self.step(node, nodes));
                }
                MemberKind::Benefit(benefit) => {
                    let id = BenefitId::next(body.benefits.len());
                    let built = self.benefit(node, benefit, id, &mut body.not_encoded);
                    body.benefits.push(built);
                }
                MemberKind::Assert(_) | MemberKind::Cliff(_) => self.claim(node),
                MemberKind::Accumulator(_)
                | MemberKind::FirstOf(_)
                | MemberKind::Refund(_)
                | MemberKind::Family(_)
                | MemberKind::Settle(_) => {}
                kind if heads_body(kind) => {}
                _ => self.misplaced(node),
            }
        }
        (body.first_of, body.first_of_clause) = self.first_of(nodes).unzip();
        body.settle = self.settle(nodes, written.span, written.name.span);
        body.refund = self.refund(nodes);
        body.family = self.families(nodes);
        body.claims = std::mem::take(&mut self.claims);
        body.funds = std::mem::take(&mut self.funds);
        body.accumulators = std::mem::take(&mut self.accumulators);
        body
    }

    /// What policies and calculations begin with: names first, then what the head says.
    pub(super) fn body_head(
        &mut self,
        here: Here,
        nodes: &[Node<'a>],
        names: fn(&mut Self, &[Node<'a>]),
    ) -> Body<Expr> {
        self.here = here;
        self.declarations(nodes);
        names(self, nodes);
        let definitions = self.definitions(nodes);
        let applies = self.applies(nodes);
        let roundings = self.roundings(nodes);
        Body { applies, roundings, definitions, ..Body::default() }
    }

    /// The parameters and accumulators of the policy alone.
    pub(super) fn declarations(&mut self, nodes: &[Node<'a>]) {
        for node in nodes {
            match &node.member.kind {
                MemberKind::Parameter(declaration) => {
                    self.check_follows(&node.member.suffix, "参数", Follows::NOTHING);
                    self.declare_parameter(declaration, 0);
                }
                MemberKind::Accumulator(declaration) => {
                    self.check_follows(&node.member.suffix, "累计", Follows::NOTHING);
                    self.declare_accumulator(declaration, 0);
                }
                _ => {}
            }
        }
        for node in nodes {
            if let MemberKind::Parameter(declaration) = &node.member.kind {
                self.fill_parameter(declaration);
            }
        }
        self.check_cycles();
    }

    /// The names of benefits and funds, which clauses before them may use.
    fn names(&mut self, nodes: &[Node<'a>]) {
        let mut seen: Vec<&ast::Name> = Vec::new();
        for node in nodes {
            let MemberKind::Benefit(benefit) = &node.member.kind else { continue };
            let name = &benefit.name;
            if let Some(before) = seen.iter().find(|known| known.node == name.node) {
                self.run.duplicate(name, before.span);
            }
            seen.push(name);
            self.benefits.push(name.node.clone());
            for child in &node.children {
                if let MemberKind::Fund(fund) = &child.member.kind
                    && self.fund_named(&fund.name.node).is_none()
                {
                    self.funds.push(fund.name.node.clone());
                }
            }
        }
    }

    fn benefit(
        &mut self,
        node: &Node<'a>,
        benefit: &ast::Benefit,
        id: BenefitId,
        not_encoded: &mut Vec<NotEncoded<Expr>>,
    ) -> Benefit<Expr> {
        let clause = self.clause(node, &benefit.name.node, Follows::WHEN);
        let when = self.when(&node.member.suffix);
        let (own, inside) = self.in_force(&node.children);
        let mut validity = self.validity_of(clause);
        if !own.is_empty() {
            let both = own.and(&validity);
            if both.is_empty() {
                self.never(&node.children);
            } else {
                validity = both;
            }
        }
        if let Some(known) = self.clauses.get_mut(clause.index()) {
            known.validity = validity;
            known.dates.from = inside.from.or(known.dates.from);
            known.dates.until = inside.until.or(known.dates.until);
        }
        let outer = std::mem::replace(&mut self.validity, validity);
        let here = Here { benefit: Some(id), ..self.here };
        let steps = self.with(here, |this| {
            let mut steps = Vec::new();
            for child in &node.children {
                match &child.member.kind {
                    MemberKind::InForce => {}
                    MemberKind::Assert(_) | MemberKind::Cliff(_) => this.claim(child),
                    MemberKind::NotEncoded(_) => {
                        not_encoded.extend(this.not_encoded(child, when.as_ref()));
                    }
                    _ => steps.extend(this.step(child, &node.children)),
                }
            }
            steps
        });
        self.validity = outer;
        Benefit { clause, name: benefit.name.node.clone(), when, steps }
    }

    /// A benefit whose dates all lie outside its policy's.
    fn never(&mut self, nodes: &[Node<'a>]) {
        let dated = nodes.iter().find(|node| matches!(node.member.kind, MemberKind::InForce));
        if let Some(node) = dated {
            let _kept = self.clause_validity(&node.member.suffix, node.member.head);
        }
    }
}
