//! Expressions to nodes.

use super::Lowering;
use crate::policy::{Expr, ExprKind};
use crate::program::{Node, NodeId, NodeOp};
use crate::rule::{Account, Field, Parameter, ParameterValue, Section, Vocabulary};
use crate::value::{Value, op::Op};

impl Lowering {
    pub(super) fn expr(&mut self, expr: &Expr) -> NodeId {
        let op = match &expr.kind {
            ExprKind::Constant(value) => NodeOp::Constant(value.clone()),
            ExprKind::Field(field) => NodeOp::Field(*field),
            ExprKind::Parameter(parameter) => NodeOp::Parameter(*parameter),
            ExprKind::Definition(definition) => NodeOp::Definition(*definition),
            ExprKind::Result(result) => NodeOp::Result(*result),
            ExprKind::Balance(account) => NodeOp::Balance(*account),
            ExprKind::Total(accumulator) => NodeOp::Total(*accumulator),
            ExprKind::Base => NodeOp::Base,
            ExprKind::Bucket(bucket) => NodeOp::Bucket(*bucket),
            ExprKind::Paid(paid) => NodeOp::Paid(*paid),
            ExprKind::Op(op, operands) => return self.operation(*op, operands, expr),
            ExprKind::And(left, right) => NodeOp::And(self.expr(left), self.expr(right)),
            ExprKind::Or(left, right) => NodeOp::Or(self.expr(left), self.expr(right)),
            ExprKind::If(condition, then, otherwise) => {
                NodeOp::If(self.expr(condition), self.expr(then), self.expr(otherwise))
            }
            ExprKind::Is(matcher) => NodeOp::Is(self.expr(&matcher.subject), matcher.set.clone()),
            ExprKind::Lookup(table) => NodeOp::Lookup(*table),
        };
        self.push(Node { op, ty: expr.ty, span: expr.span })
    }

    /// Operations take one or two operands; `取大` and `取小` of more are folded from the left.
    fn operation(&mut self, op: Op, operands: &[Expr], expr: &Expr) -> NodeId {
        let ids: Vec<NodeId> = operands.iter().map(|operand| self.expr(operand)).collect();
        let node = |op| Node { op, ty: expr.ty, span: expr.span };
        match ids.split_first() {
            // No operation of the language is without operands; a flag is what no typed use accepts.
            None => self.push(node(NodeOp::Constant(Value::Flag(false)))),
            Some((only, [])) => match op {
                Op::Max | Op::Min => *only,
                _ => self.push(node(NodeOp::Unary(op, *only))),
            },
            Some((first, rest)) => {
                let mut folded = *first;
                for operand in rest {
                    folded = self.push(node(NodeOp::Binary(op, folded, *operand)));
                }
                folded
            }
        }
    }

    pub(super) fn vocabulary(&mut self, vocabulary: &Vocabulary<Expr>) -> Vocabulary<NodeId> {
        Vocabulary {
            enums: vocabulary.enums.clone(),
            fields: vocabulary.fields.iter().map(|field| self.field(field)).collect(),
            accounts: vocabulary
                .accounts
                .iter()
                .map(|account| Account {
                    name: account.name.clone(),
                    external: account.external.clone(),
                    pays: account.pays.clone(),
                    default: account.default.as_ref().map(|default| self.expr(default)),
                    carries: account.carries,
                    span: account.span,
                })
                .collect(),
            parameters: vocabulary.parameters.iter().map(|each| self.parameter(each)).collect(),
        }
    }

    fn field(&mut self, field: &Field<Expr>) -> Field<NodeId> {
        Field {
            name: field.name.clone(),
            external: field.external.clone(),
            ty: field.ty,
            min: field.min,
            max: field.max,
            step: field.step,
            section: field.section,
            default: field.default.as_ref().map(|default| self.expr(default)),
            role: field.role,
            span: field.span,
        }
    }

    fn parameter(&mut self, parameter: &Parameter<Expr>) -> Parameter<NodeId> {
        Parameter {
            name: parameter.name.clone(),
            ty: parameter.ty,
            values: parameter
                .values
                .iter()
                .map(|value| ParameterValue {
                    value: match &value.value {
                        Ok(value) => Ok(self.expr(value)),
                        Err(unset) => Err(unset.clone()),
                    },
                    validity: value.validity,
                    dates: value.dates,
                    cites: value.cites.clone(),
                    span: value.span,
                })
                .collect(),
            span: parameter.span,
        }
    }

    /// Marks the fields that belong to lines, once every field is known.
    pub(super) fn mark_line_fields(&mut self, vocabulary: &Vocabulary<NodeId>) {
        for node in &mut self.nodes {
            if let NodeOp::Field(id) = node.op
                && vocabulary.field(id).is_some_and(|field| field.section == Section::Line)
            {
                node.op = NodeOp::LineField(id);
            }
        }
    }
}
