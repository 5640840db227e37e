//! Looks for a visit that some policies claim and others do not.

use std::collections::BTreeSet;

use super::translate::translated;
use crate::analysis::model::{Model, Spot};
use crate::analysis::reach::Place;
use crate::analysis::space::{Builder, Cond, Formula};
use crate::analysis::witness::Search;
use crate::diagnostics::{Text, Witness};
use crate::policy::{Expr, ExprKind, Policy};
use crate::rule::FieldId;
use crate::value::Validity;

/// What came of the search.
pub(super) enum Claimed {
    /// No such visit.
    Never,
    /// This one.
    By(Box<Witness>),
    /// It is not known.
    Unknown,
}

/// Whose conditions a visit must meet, whose it must not, and on which days.
pub(super) struct Question<'p> {
    pub(super) by: Vec<&'p Policy>,
    pub(super) not_by: Vec<&'p Policy>,
    pub(super) days: Validity,
}

/// Looks for a visit, told as one for a policy and in its vocabulary.
pub(super) fn claimed(policy: &Policy, question: &Question<'_>, shows: Text) -> Claimed {
    let inside = policy.head.validity.and(&question.days) == question.days;
    let found = if inside {
        search(policy, question, shows)
    } else {
        let mut on_other_days = policy.clone();
        on_other_days.head.validity = question.days;
        search(&on_other_days, question, shows)
    };
    found.unwrap_or(Claimed::Unknown)
}

/// Nothing when the vocabularies differ, or figures are too large.
fn search(policy: &Policy, question: &Question<'_>, shows: Text) -> Option<Claimed> {
    let said = |other: &&Policy| -> Option<(Validity, Option<Expr>)> {
        let applies = other.body.applies.as_ref();
        let expr = applies.map(|expr| translated(expr, other, policy));
        Some((
            other.head.validity,
            match expr {
                Some(translated) => Some(translated?),
                None => None,
            },
        ))
    };
    let by = question.by.iter().map(said).collect::<Option<Vec<_>>>()?;
    let not_by = question.not_by.iter().map(said).collect::<Option<Vec<_>>>()?;
    let mut conds = vec![Cond::Day(question.days)];
    conds.extend(by.iter().filter_map(|(_, applies)| applies.as_ref().map(Cond::Is)));
    conds.extend(not_by.iter().map(|(days, applies)| {
        let applies = applies.iter().map(Cond::Is);
        Cond::All(std::iter::once(Cond::Day(*days)).chain(applies).collect()).not()
    }));
    let mut fields = Vec::new();
    for (_, applies) in by.iter().chain(&not_by) {
        applies.iter().for_each(|expr| read(expr, &mut fields));
    }
    let model = model(policy, conds, fields)?;
    Some(match model.visit(&model.routing, &[], &model.space.full) {
        Search::Found(visit) => Claimed::By(Box::new(model.told(&visit, shows))),
        Search::None => Claimed::Never,
        Search::Open => Claimed::Unknown,
    })
}

fn model<'p>(policy: &'p Policy, conds: Vec<Cond<'p>>, fields: Vec<FieldId>) -> Option<Model<'p>> {
    let mut builder = Builder::new(policy);
    let hard: Vec<Formula> = conds.iter().map(|cond| builder.formula(cond)).collect();
    let space = builder.space().ok()?;
    let place = Place { hard: conds, soft: Vec::new(), of_visit: true };
    Some(Model {
        policy,
        space,
        tables: Vec::new(),
        questions: Vec::new(),
        routing: Spot { place, hard, soft: Vec::new() },
        takes: Vec::new(),
        parameters: Vec::new(),
        unseen_parameters: BTreeSet::new(),
        successions: Vec::new(),
        passed_over: Vec::new(),
        fields,
    })
}

fn read(expr: &Expr, found: &mut Vec<FieldId>) {
    if let ExprKind::Field(id) = expr.kind {
        found.push(id);
    }
    expr.operands().for_each(|operand| read(operand, found));
}
