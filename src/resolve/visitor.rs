//! Walks over typed expressions.

use super::builder::Builder;
use crate::policy::{Expr, ExprKind, Table};
use crate::rule::{DefinitionId, Section};
use crate::value::{Exact, Type, Value, YearStart, op};

/// Calls `see` for an expression and all its parts, those of tables included. Named intermediates
/// are not looked into.
pub(super) fn visit(expr: &Expr, tables: &[Table], see: &mut dyn FnMut(&Expr)) {
    see(expr);
    match &expr.kind {
        ExprKind::Op(_, operands) => operands.iter().for_each(|part| visit(part, tables, see)),
        ExprKind::And(a, b) | ExprKind::Or(a, b) => {
            visit(a, tables, see);
            visit(b, tables, see);
        }
        ExprKind::If(a, b, c) => {
            visit(a, tables, see);
            visit(b, tables, see);
            visit(c, tables, see);
        }
        ExprKind::Is(matcher) => visit(&matcher.subject, tables, see),
        ExprKind::Lookup(id) => {
            let Some(table) = tables.get(id.index()) else { return };
            table.columns.iter().for_each(|column| visit(&column.subject, tables, see));
            table
                .rows
                .iter()
                .flat_map(|row| &row.value)
                .for_each(|value| visit(value, tables, see));
        }
        ExprKind::Constant(_)
        | ExprKind::Field(_)
        | ExprKind::Parameter(_)
        | ExprKind::Definition(_)
        | ExprKind::Result(_)
        | ExprKind::Balance(_)
        | ExprKind::Total(_)
        | ExprKind::Base
        | ExprKind::Bucket(_) => {}
    }
}

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
        visit(expr, &self.tables, &mut |part| {
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
        visit(expr, &self.tables, &mut |part| {
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
        let mut seen: Vec<DefinitionId> = Vec::new();
        let mut looked = 0_usize;
        let mut next = Some(expr);
        while let Some(expr) = next {
            visit(expr, &self.tables, &mut |part| {
                if let ExprKind::Definition(id) = part.kind
                    && !seen.contains(&id)
                {
                    seen.push(id);
                }
                let ExprKind::Field(id) = part.kind else { return };
                let Some(field) = self.scope.vocabulary.field(id) else { return };
                let of_visit = matches!(field.section, Section::Institution | Section::Visit);
                let tells = matches!(field.ty, Type::Choice(_) | Type::Flag);
                let keyed = keys.iter().any(|key| key.kind == ExprKind::Field(id));
                if of_visit && tells && !keyed && found.is_none() {
                    found = Some(field.name.clone());
                }
            });
            // Each intermediate is looked into once, in the order in which they were met.
            next = seen.get(looked).and_then(|id| self.values.get(id.index()));
            looked = looked.saturating_add(1);
        }
        found
    }
}
