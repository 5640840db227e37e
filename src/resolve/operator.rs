//! Which operators go with which types, and what they give.

use crate::syntax::ast::BinaryOp;
use crate::value::{
    Type,
    op::{Comparison, Op},
};

/// What an operator does with operands of two types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signature {
    /// The operation.
    pub(super) op: Op,
    /// The type of the result.
    pub(super) gives: Type,
    /// Whether the operation takes the operands the other way round.
    pub(super) swapped: bool,
}

use Type::{Age, Date, Duration, Factor, Money, Number, Points, Ratio};

/// Left, operator, right, operation, result. What is not in the table is not allowed.
const TABLE: &[(Type, BinaryOp, Type, Op, Type)] = &[
    (Money, BinaryOp::Add, Money, Op::Add, Money),
    (Ratio, BinaryOp::Add, Points, Op::Add, Ratio),
    (Points, BinaryOp::Add, Points, Op::Add, Points),
    (Number, BinaryOp::Add, Number, Op::Add, Number),
    (Date, BinaryOp::Add, Duration, Op::DateAdd, Date),
    (Money, BinaryOp::Subtract, Money, Op::Subtract, Money),
    (Ratio, BinaryOp::Subtract, Points, Op::Subtract, Ratio),
    (Points, BinaryOp::Subtract, Points, Op::Subtract, Points),
    (Number, BinaryOp::Subtract, Number, Op::Subtract, Number),
    (Age, BinaryOp::Subtract, Age, Op::Subtract, Number),
    (Date, BinaryOp::Subtract, Duration, Op::DateSubtract, Date),
    (Date, BinaryOp::Subtract, Date, Op::DateDifference, Duration),
    (Money, BinaryOp::Multiply, Ratio, Op::Multiply, Money),
    (Money, BinaryOp::Multiply, Factor, Op::Multiply, Money),
    (Money, BinaryOp::Multiply, Number, Op::Multiply, Money),
    (Ratio, BinaryOp::Multiply, Factor, Op::Multiply, Ratio),
    (Points, BinaryOp::Multiply, Number, Op::Multiply, Points),
    (Points, BinaryOp::Multiply, Age, Op::Multiply, Points),
    (Number, BinaryOp::Multiply, Number, Op::Multiply, Number),
    (Money, BinaryOp::Divide, Number, Op::Divide, Money),
    (Money, BinaryOp::Divide, Ratio, Op::Divide, Money),
    (Money, BinaryOp::Divide, Money, Op::Divide, Number),
    (Number, BinaryOp::Divide, Number, Op::Divide, Number),
];

/// What an arithmetic operator does; `None` when it makes no sense. Sums and products may be
/// written either way round.
pub(super) fn arithmetic(op: BinaryOp, left: Type, right: Type) -> Option<Signature> {
    let find = |left, right| {
        TABLE
            .iter()
            .find(|(a, operator, b, _, _)| *operator == op && *a == left && *b == right)
            .map(|(_, _, _, op, gives)| (*op, *gives))
    };
    if let Some((op, gives)) = find(left, right) {
        return Some(Signature { op, gives, swapped: false });
    }
    if !matches!(op, BinaryOp::Add | BinaryOp::Multiply) {
        return None;
    }
    find(right, left).map(|(op, gives)| Signature { op, gives, swapped: true })
}

/// The comparison that an operator stands for.
pub(super) fn comparison(op: BinaryOp) -> Option<Comparison> {
    Some(match op {
        BinaryOp::Less => Comparison::Less,
        BinaryOp::LessOrEqual => Comparison::LessOrEqual,
        BinaryOp::Greater => Comparison::Greater,
        BinaryOp::GreaterOrEqual => Comparison::GreaterOrEqual,
        BinaryOp::Equal => Comparison::Equal,
        BinaryOp::NotEqual => Comparison::NotEqual,
        _ => return None,
    })
}

/// Whether values of the type are held as numbers.
pub(super) fn is_numeric(ty: Type) -> bool {
    matches!(ty, Money | Ratio | Points | Factor | Number | Age)
}

/// Whether two types of number can be compared.
pub(super) fn comparable(left: Type, right: Type) -> bool {
    is_numeric(left)
        && (left == right || matches!((left, right), (Factor, Number) | (Number, Factor)))
}

/// The sign of an operator, for messages.
pub(super) fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Less => "<",
        BinaryOp::LessOrEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterOrEqual => ">=",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::In => "in",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "−",
        BinaryOp::Multiply => "×",
        BinaryOp::Divide => "÷",
    }
}
