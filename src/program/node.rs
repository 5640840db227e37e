//! One numbered expression.

use crate::policy::Set;
use crate::rule::{
    AccountId, AccumulatorId, Bucket, DefinitionId, FieldId, Paid, ParameterId, ResultId, TableId,
};
use crate::source::Span;
use crate::value::{Type, Value, op::Op};

/// The number of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it computes.
    pub op: NodeOp,
    /// The type of its value.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// What a node computes.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeOp {
    /// A constant.
    Constant(Value),
    /// The slot of a field of the visit.
    Field(FieldId),
    /// The slot of a field of the current line.
    LineField(FieldId),
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
    /// The base of the fund step.
    Base,
    /// What lies in a bucket so far.
    Bucket(Bucket),
    /// What someone pays of the bill, once it is settled; in claims only.
    Paid(Paid),
    /// An operation on one value.
    Unary(Op, NodeId),
    /// An operation on two values.
    Binary(Op, NodeId, NodeId),
    /// Both hold.
    And(NodeId, NodeId),
    /// One holds.
    Or(NodeId, NodeId),
    /// One of two values.
    If(NodeId, NodeId, NodeId),
    /// The value lies in the set.
    Is(NodeId, Set),
    /// The value of the row that matches.
    Lookup(TableId),
}

impl NodeOp {
    /// The nodes that it is computed from directly; those of tables and definitions are their own.
    pub fn operands(&self) -> Vec<NodeId> {
        match self {
            NodeOp::Unary(_, operand) | NodeOp::Is(operand, _) => vec![*operand],
            NodeOp::Binary(_, left, right) | NodeOp::And(left, right) | NodeOp::Or(left, right) => {
                vec![*left, *right]
            }
            NodeOp::If(condition, then, otherwise) => vec![*condition, *then, *otherwise],
            NodeOp::Constant(_)
            | NodeOp::Field(_)
            | NodeOp::LineField(_)
            | NodeOp::Parameter(_)
            | NodeOp::Definition(_)
            | NodeOp::Result(_)
            | NodeOp::Balance(_)
            | NodeOp::Total(_)
            | NodeOp::Base
            | NodeOp::Bucket(_)
            | NodeOp::Paid(_)
            | NodeOp::Lookup(_) => Vec::new(),
        }
    }
}
