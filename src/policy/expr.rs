//! Typed expressions.

use super::{Set, Table};
use crate::rule::{
    AccountId, AccumulatorId, Bucket, DefinitionId, FieldId, Paid, ParameterId, ResultId, TableId,
};
use crate::source::Span;
use crate::value::{Type, Value, op::Op};

/// An expression, its type and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

impl Expr {
    /// What it is directly made of, in written order. What a name or a table stands for is not
    /// among them.
    pub fn operands(&self) -> impl Iterator<Item = &Expr> {
        let (list, parts): (&[Expr], [Option<&Expr>; 3]) = match &self.kind {
            ExprKind::Op(_, operands) => (operands, [None, None, None]),
            ExprKind::And(a, b) | ExprKind::Or(a, b) => (&[], [Some(a), Some(b), None]),
            ExprKind::If(a, b, c) => (&[], [Some(a), Some(b), Some(c)]),
            ExprKind::Is(matcher) => (&[], [Some(&matcher.subject), None, None]),
            ExprKind::Constant(_)
            | ExprKind::Field(_)
            | ExprKind::Parameter(_)
            | ExprKind::Definition(_)
            | ExprKind::Result(_)
            | ExprKind::Balance(_)
            | ExprKind::Total(_)
            | ExprKind::Base
            | ExprKind::Bucket(_)
            | ExprKind::Paid(_)
            | ExprKind::Lookup(_) => (&[], [None, None, None]),
        };
        list.iter().chain(parts.into_iter().flatten())
    }

    /// Calls `see` for the expression and all its parts, those of tables included. Named
    /// intermediates are not looked into.
    pub fn walk(&self, tables: &[Table], see: &mut dyn FnMut(&Expr)) {
        see(self);
        self.operands().for_each(|part| part.walk(tables, see));
        let ExprKind::Lookup(id) = &self.kind else { return };
        if let Some(table) = tables.get(id.index()) {
            table.parts().for_each(|part| part.walk(tables, see));
        }
    }
}

/// The forms of a typed expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A figure, date or name of a value.
    Constant(Value),
    /// A field of the visit; of the current line when it belongs to lines.
    Field(FieldId),
    /// A parameter on the day of the visit.
    Parameter(ParameterId),
    /// A named intermediate.
    Definition(DefinitionId),
    /// An earlier result of the calculation, as it is given.
    Result(ResultId),
    /// The balance of an account.
    Balance(AccountId),
    /// A running total before this visit; for a count of visits, the number of this one.
    Total(AccumulatorId),
    /// 基数: the base of the fund step.
    Base,
    /// What lies in a bucket so far in this visit.
    Bucket(Bucket),
    /// What someone pays of the bill, once it is settled; in claims only.
    Paid(Paid),
    /// An operation.
    Op(Op, Vec<Expr>),
    /// Both hold; the second is looked at only when the first does.
    And(Box<Expr>, Box<Expr>),
    /// One holds; the second is looked at only when the first does not.
    Or(Box<Expr>, Box<Expr>),
    /// One of two values.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `is`: the value lies in a set.
    Is(Box<Matcher>),
    /// The value of the row that matches.
    Lookup(TableId),
}

/// A value and the set that it must lie in.
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher {
    /// What is looked at.
    pub subject: Expr,
    /// What it may be.
    pub set: Set,
}
