//! The resolved and typed policy: what `resolve` knows and every later stage relies on.
//!
//! Every name has become an id, every expression has a type and resolved operations, every reading
//! has been chosen, and layers have been laid over each other. Expressions are still trees and
//! tables still rows with sets of values, so that `analysis` can reason about what was written.

mod axis;
mod expr;
mod table;

pub use axis::{Axis, axes};
pub(crate) use axis::{Domain, classes_of, domain, has_bit, membership, number_in};
pub use expr::{Expr, ExprKind, Matcher};
pub use table::{Column, Interval, Row, Set, Table};

use crate::rule::{Body, Clause, Head, Vocabulary};

/// A typed policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Name, city, dates, sources.
    pub head: Head,
    /// What it can name.
    pub vocabulary: Vocabulary<Expr>,
    /// Its clauses, by [`crate::rule::ClauseId`].
    pub clauses: Vec<Clause>,
    /// Its tables, by [`crate::rule::TableId`].
    pub tables: Vec<Table>,
    /// Its rules.
    pub body: Body<Expr>,
}
