//! A table as a dense array: each column maps its value to a class, the classes address a cell.

use super::NodeId;
use crate::rule::{Classes, Unset};
use crate::source::Span;

/// The cell of a combination that no row covers.
pub const NO_ROW: u32 = u32::MAX;

/// A compiled table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The columns, the last one running fastest.
    pub dimensions: Vec<Dimension>,
    /// The row of each combination of classes, or [`NO_ROW`].
    pub cells: Vec<u32>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where it was written.
    pub span: Span,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// What is looked at; `None` for the day of the visit.
    pub subject: Option<NodeId>,
    /// How a value becomes a class.
    pub classes: Classes,
    /// How many cells lie between two neighbouring classes.
    pub stride: usize,
    /// The column's title, for those who explain.
    pub title: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its value, or why there is none yet.
    pub value: Result<NodeId, Unset>,
    /// Its keys as written.
    pub label: String,
    /// What it cites.
    pub cites: Vec<String>,
    /// Where it was written.
    pub span: Span,
}
