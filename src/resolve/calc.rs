//! A calculation: gates and named results, without a bill.

use std::collections::btree_map::Entry;

use super::builder::{Builder, Here};
use super::clause::Follows;
use super::error::Want;
use super::head::heads_body;
use super::layer::Node;
use super::scope::Named;
use crate::diagnostics::Code;
use crate::diagnostics::Problem;
use crate::policy::Expr;
use crate::rule::{Body, CalcResult, ResultId};
use crate::syntax::ast::{self, MemberKind};
use crate::text;

impl<'a> Builder<'_, 'a> {
    /// What stands in a calculation.
    pub(super) fn calc_body(&mut self, nodes: &[Node<'a>]) -> Body<Expr> {
        let here = Here { no_bill: true, ..Here::default() };
        let mut body = self.body_head(here, nodes, Self::result_names);
        for node in nodes {
            match &node.member.kind {
                MemberKind::NotEncoded(_) => body.not_encoded.extend(self.not_encoded(node, None)),
                MemberKind::Require(_) | MemberKind::Exclude(_) => {
                    body.steps.extend(self.gate_step(node));
                }
                MemberKind::Result(result) => {
                    let found = self.result(node, result, body.results.len());
                    body.results.extend(found);
                }
                kind if heads_body(kind) => {}
                _ => self.misplaced(node),
            }
        }
        body
    }

    /// Where the results stand, so that whoever names one too early can be told.
    fn result_names(&mut self, nodes: &[Node<'a>]) {
        for node in nodes {
            let MemberKind::Result(result) = &node.member.kind else { continue };
            let name = &result.name;
            match self.result_places.entry(name.node.clone()) {
                Entry::Vacant(free) => {
                    let _place = free.insert(name.span);
                }
                Entry::Occupied(taken) => self.run.duplicate(name, *taken.get()),
            }
        }
    }

    fn result(
        &mut self,
        node: &Node<'a>,
        result: &'a ast::Let,
        before: usize,
    ) -> Option<CalcResult<Expr>> {
        let name = &result.name;
        let clause = self.clause(node, &name.node, Follows::WHEN);
        if self.result_places.get(&name.node) != Some(&name.span) {
            return None;
        }
        // A result may be what a field of the vocabulary holds; in the calculation the name then
        // means the result.
        let taken = self.scope.names.get(&name.node).copied();
        let taken = taken.filter(|known| !matches!(known, Named::Field(_)));
        let taken = taken.map(|known| self.scope.place(known));
        if let Some(before) = taken.or_else(|| self.let_place(&name.node)) {
            self.run.duplicate(name, before);
        }
        let when = self.when(&node.member.suffix);
        self.no_options(&result.value.options, &name.node);
        let validity = self.validity_of(clause);
        let outer = std::mem::replace(&mut self.validity, validity);
        let value = self.plain_figure(node, &result.value, Want::Any);
        self.validity = outer;
        let known = value.as_ref().map(|value| (ResultId::next(before), value.ty));
        self.results.insert(name.node.clone(), known);
        Some(CalcResult { clause, name: name.node.clone(), when, value: value? })
    }

    /// Where a named intermediate of the calculation stands.
    fn let_place(&self, name: &str) -> Option<crate::source::Span> {
        let (id, _) = self.definitions.get(name).copied().flatten()?;
        let clause = *self.definition_clauses.get(id.index())?;
        self.clause_of(clause).map(|clause| clause.head)
    }

    /// A calculation that gives nothing.
    pub(super) fn no_result(name: &ast::Name) -> Problem {
        let word = &name.node;
        Problem::new(
            Code::MissingPart,
            name.span,
            text!("计算“{word}”里没有结果", "the calculation `{word}` has no result"),
        )
        .help(text!(
            "写上要算出的内容，例如“得出 月缴费 = 缴费基数 × 8%”",
            "write what it gives, such as `result 月缴费 = 缴费基数 × 8%`"
        ))
    }
}
