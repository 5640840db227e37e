//! The compiled policy: flat, typed, without names to look up, and printable.
//!
//! Comes from `lower`. Expressions are numbered [`Node`]s, each operand before its use; operations
//! are resolved; fields, totals and accounts are slots; tables are dense arrays behind cut points.
//! Names are kept beside (vocabulary, clauses) for those who explain; no engine reads them. The
//! same program runs one visit with every step recorded, or columns of visits.

mod listing;
mod node;
mod places;
mod table;

pub use listing::listing;
pub use node::{Node, NodeId, NodeOp};
pub use table::{Dimension, NO_ROW, Row, Table};

use std::collections::BTreeSet;

use crate::rule::{Body, Clause, ClauseId, Head, Vocabulary};

/// A compiled policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// Name, city, dates, sources.
    pub head: Head,
    /// Fields, enumerations, accounts, parameters.
    pub vocabulary: Vocabulary<NodeId>,
    /// Its clauses, by [`ClauseId`].
    pub clauses: Vec<Clause>,
    /// Its expressions, by [`NodeId`].
    pub nodes: Vec<Node>,
    /// Its tables, by [`crate::rule::TableId`].
    pub tables: Vec<Table>,
    /// Its rules.
    pub body: Body<NodeId>,
}

impl Program {
    /// The node with this id.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// The clause with this id.
    pub fn clause(&self, id: ClauseId) -> Option<&Clause> {
        self.clauses.get(id.index())
    }

    /// A node and everything that it is computed from; tables and definitions are their own.
    pub fn below(&self, id: NodeId) -> BTreeSet<NodeId> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if let (Some(node), true) = (self.node(id), found.insert(id)) {
                open.extend(node.op.operands());
            }
        }
        found
    }

    /// Whether a node, or anything it is computed from, satisfies a predicate.
    pub fn mentions(&self, id: NodeId, predicate: &dyn Fn(&NodeOp) -> bool) -> bool {
        let Some(node) = self.node(id) else { return false };
        if predicate(&node.op) {
            return true;
        }
        let through = |id: NodeId| self.mentions(id, predicate);
        match &node.op {
            NodeOp::Lookup(table) => self.tables.get(table.index()).is_some_and(|table| {
                let subjects = table.dimensions.iter().filter_map(|each| each.subject);
                let values = table.rows.iter().filter_map(|row| row.value.as_ref().ok().copied());
                subjects.chain(values).any(through)
            }),
            NodeOp::Definition(definition) => self
                .body
                .definitions
                .get(definition.index())
                .is_some_and(|definition| through(definition.value)),
            NodeOp::Result(result) => {
                self.body.results.get(result.index()).is_some_and(|result| through(result.value))
            }
            other => other.operands().into_iter().any(through),
        }
    }
}
