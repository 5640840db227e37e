//! Tables as rows over sets of values.

use super::Expr;
use crate::rule::Unset;
use crate::source::Span;
use crate::value::{Date, Exact, Type, Validity};

/// A table: disjoint rows over condition columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The condition columns.
    pub columns: Vec<Column>,
    /// The rows. A line of a grid with a column for each value of an enumeration gives a row for
    /// each.
    pub rows: Vec<Row>,
    /// The type of the values.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

impl Table {
    /// What its columns look at, and the values of its rows.
    pub fn parts(&self) -> impl Iterator<Item = &Expr> {
        let subjects = self.columns.iter().map(|column| &column.subject);
        subjects.chain(self.rows.iter().flat_map(|row| &row.value))
    }
}

/// A condition column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What is looked at.
    pub subject: Expr,
    /// Its title, for messages.
    pub title: String,
    /// The header cell, or the first key.
    pub span: Span,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// One set for each column.
    pub sets: Vec<Set>,
    /// The value, or why there is none yet.
    pub value: Result<Expr, Unset>,
    /// When it holds.
    pub validity: Validity,
    /// What it cites.
    pub cites: Vec<String>,
    /// Its keys as written: `二级, 三级`, for statements.
    pub label: String,
    /// Where it stands.
    pub span: Span,
}

/// A set of values of one type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Set {
    /// Everything.
    Any,
    /// Values of an enumeration, one bit each.
    Choices(u64),
    /// Yes, no or both.
    Flags {
        /// Holds yes.
        yes: bool,
        /// Holds no.
        no: bool,
    },
    /// Numbers: a union of intervals `[lo, hi)`, ascending and disjoint.
    Numbers(Vec<Interval<Exact>>),
    /// Days: a union of intervals.
    Dates(Vec<Interval<Date>>),
}

/// `[lo, hi)` where an end may be open; for figures with a step, ends are moved so that the lower
/// is included and the upper is not. `lo_open` and `hi_closed` tell the other cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval<T> {
    /// Lower end.
    pub lo: Option<T>,
    /// The lower end itself does not belong to it.
    pub lo_open: bool,
    /// Upper end.
    pub hi: Option<T>,
    /// The upper end itself belongs to it.
    pub hi_closed: bool,
}
