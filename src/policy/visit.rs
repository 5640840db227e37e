//! Walks over typed expressions.

use super::{Expr, ExprKind, Table};

/// Calls `see` for an expression and all its parts, those of tables included. Named intermediates
/// are not looked into.
pub fn visit(expr: &Expr, tables: &[Table], see: &mut dyn FnMut(&Expr)) {
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
        | ExprKind::Balance(_)
        | ExprKind::Total(_)
        | ExprKind::Base
        | ExprKind::Bucket(_) => {}
    }
}
