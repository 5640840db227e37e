//! A table as a dense array: each column maps its value to a class, the classes address a cell.

use super::NodeId;
use crate::rule::Unset;
use crate::source::Span;
use crate::value::{Date, Exact};

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

/// How a value becomes a class.
#[derive(Debug, Clone, PartialEq)]
pub enum Classes {
    /// Each value of an enumeration is a class: how many there are.
    Choices(u32),
    /// No is 0, yes is 1.
    Flags,
    /// Class `k` lies between cut `k − 1` and cut `k`.
    Numbers(Vec<Cut<Exact>>),
    /// The same for days.
    Dates(Vec<Cut<Date>>),
}

/// A place between two classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut<T> {
    /// The figure.
    pub at: T,
    /// Whether the figure itself lies below the cut.
    pub after: bool,
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

impl Classes {
    /// How many classes there are.
    pub fn count(&self) -> usize {
        match self {
            Classes::Choices(count) => *count as usize,
            Classes::Flags => 2,
            Classes::Numbers(cuts) => cuts.len().saturating_add(1),
            Classes::Dates(cuts) => cuts.len().saturating_add(1),
        }
    }
}
