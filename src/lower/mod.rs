//! Stage: typed policy to program.
//!
//! Comes in: a policy in which `analysis` found no error. Goes out: a [`Program`]. Expressions are
//! numbered, operands before their use; tables become dense arrays; the shape of the rules stays.

mod body;
mod claim;
mod expr;
mod table;

use crate::policy::Policy;
use crate::program::{Node, NodeId, Program};

/// Flattens a policy that `analysis` found no error in.
pub fn lower(policy: &Policy) -> Program {
    let mut lowering = Lowering { nodes: Vec::new() };
    let vocabulary = lowering.vocabulary(&policy.vocabulary);
    let tables = policy.tables.iter().map(|table| lowering.table(policy, table)).collect();
    let body = lowering.body(&policy.body);
    lowering.mark_line_fields(&vocabulary);
    Program {
        head: policy.head.clone(),
        vocabulary,
        clauses: policy.clauses.clone(),
        nodes: lowering.nodes,
        tables,
        body,
    }
}

/// The nodes so far.
struct Lowering {
    nodes: Vec<Node>,
}

impl Lowering {
    fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }
}
