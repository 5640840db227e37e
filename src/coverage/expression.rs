//! What an expression is made of, for those who ask what it could be.

use crate::program::{NodeId, NodeOp, Program};
use crate::rule::{ParameterId, TableId};
use crate::value::{Type, op::Op};

/// The parts of an expression, each once, in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Comparisons and flags: what is true or not by itself.
    pub(super) comparisons: Vec<NodeId>,
    /// Tables.
    pub(super) tables: Vec<TableId>,
    /// Parameters.
    pub(super) parameters: Vec<ParameterId>,
}

/// The parts of an expression; those of definitions are their own, those of tables too.
pub(super) fn parts(program: &Program, root: NodeId) -> Parts {
    let mut parts = Parts::default();
    collect(program, root, &mut parts);
    parts
}

fn collect(program: &Program, id: NodeId, parts: &mut Parts) {
    let Some(node) = program.node(id) else { return };
    match &node.op {
        // `不为` is one word for two nodes: it is the comparison that was written.
        NodeOp::Unary(Op::Not, operand)
            if program.node(*operand).is_some_and(|inner| inner.span == node.span) =>
        {
            let mark = parts.comparisons.len();
            collect(program, *operand, parts);
            if let Some(inner) = parts.comparisons.get_mut(mark) {
                *inner = id;
            }
            return;
        }
        NodeOp::And(..) | NodeOp::Or(..) | NodeOp::Unary(Op::Not, _) => {}
        NodeOp::Constant(_) => return,
        _ if node.ty == Type::Flag && !matches!(node.op, NodeOp::If(..) | NodeOp::Lookup(_)) => {
            parts.comparisons.push(id);
        }
        NodeOp::Lookup(table) => parts.tables.push(*table),
        NodeOp::Parameter(parameter) => parts.parameters.push(*parameter),
        _ => {}
    }
    for operand in node.op.operands() {
        collect(program, operand, parts);
    }
}

/// Whether a condition is one comparison, perhaps negated.
pub(super) fn is_single(program: &Program, root: NodeId) -> bool {
    let parts = parts(program, root);
    let [only] = parts.comparisons.as_slice() else { return false };
    let mut id = root;
    while id != *only {
        match program.node(id).map(|node| &node.op) {
            Some(NodeOp::Unary(Op::Not, operand)) => id = *operand,
            _ => return false,
        }
    }
    parts.tables.is_empty()
}
