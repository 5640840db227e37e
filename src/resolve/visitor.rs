//! Walks over typed expressions.

use super::builder::Builder;
use crate::policy::{Expr, ExprKind};
use crate::rule::{DefinitionId, Section};
use crate::value::{Exact, Type, Value, YearStart, op};

/// The value of an expression that names nothing.
pub(super) fn constant(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Constant(value) => Some(value.clone()),
        ExprKind::Op(operation, operands) => {
            let operands: Vec<Value> = operands.iter().map(constant).collect::<Option<_>>()?;
            op::apply(*operation, &operands, YearStart::default()).ok()
        }
        _ => None,
    }
}

/// The number that an expression without names stands for.
pub(super) fn constant_number(expr: &Expr) -> Option<Exact> {
    match constant(expr)? {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

impl Builder<'_, '_> {
    /// Whether an expression reads a field of the lines of the bill.
    pub(super) fn reads_lines(&self, expr: &Expr) -> bool {
        let mut found = false;
        expr.walk(&self.tables, &mut |part| {
            if let ExprKind::Field(id) = part.kind {
                let field = self.scope.vocabulary.field(id);
                found = found || field.is_some_and(|field| field.section == Section::Line);
            }
        });
        found
    }

    /// Whether an expression counts visits: 本年首次.
    pub(super) fn counts_visits(&self, expr: &Expr) -> bool {
        let mut found = false;
        expr.walk(&self.tables, &mut |part| {
            if let ExprKind::Total(id) = part.kind {
                let total = self.accumulators.get(id.index());
                found = found || total.is_some_and(|it| it.kind.is_count());
            }
        });
        found
    }

    /// The first field that tells visits or institutions apart, by a choice or a flag; named
    /// intermediates are looked into.
    pub(super) fn field_of_visit(&self, expr: &Expr, keys: &[Expr]) -> Option<String> {
        let mut found = None;
        self.walk_named(expr, &mut |part| {
            let ExprKind::Field(id) = part.kind else { return };
            let Some(field) = self.scope.vocabulary.field(id) else { return };
            let of_visit = matches!(field.section, Section::Institution | Section::Visit);
            let tells = matches!(field.ty, Type::Choice(_) | Type::Flag);
            let keyed = keys.iter().any(|key| key.kind == ExprKind::Field(id));
            if of_visit && tells && !keyed && found.is_none() {
                found = Some(field.name.clone());
            }
        });
        found
    }

    /// Calls `see` for all parts of an expression and of the intermediates that it names, each of
    /// these once, in the order in which they are met.
    pub(super) fn walk_named(&self, expr: &Expr, see: &mut dyn FnMut(&Expr)) {
        let mut seen: Vec<DefinitionId> = Vec::new();
        let mut looked = 0_usize;
        let mut next = Some(expr);
        while let Some(expr) = next {
            expr.walk(&self.tables, &mut |part| {
                if let ExprKind::Definition(id) = part.kind
                    && !seen.contains(&id)
                {
                    seen.push(id);
                }
                see(part);
            });
            next = seen.get(looked).and_then(|id| self.values.get(id.index()));
            looked = looked.saturating_add(1);
        }
    }
}
