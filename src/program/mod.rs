//! The compiled policy: flat, typed, without names to look up, and printable.
//!
//! Comes from `lower`. Expressions are numbered [`Node`]s, each operand before its use; operations
//! are resolved; fields, totals and accounts are slots; tables are dense arrays behind cut points.
//! Names are kept beside (vocabulary, clauses) for those who explain; no engine reads them. The
//! same program runs one visit with every step recorded, or columns of visits.

mod listing;
mod node;
mod table;

pub use listing::listing;
pub use node::{Node, NodeId, NodeOp};
pub use table::{Dimension, NO_ROW, Row, Table};

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
}
