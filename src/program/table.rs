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
    /// The row of each combination of classes, or [`NO_ROW`]; empty when there are too many.
    pub cells: Vec<u32>,
    /// For each row and column, the classes that it holds.
    pub held: Vec<Vec<Vec<bool>>>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where it was written.
    pub span: Span,
}

impl Table {
    /// The row of a combination of classes, one for each column.
    pub fn row(&self, classes: &[usize]) -> Option<u32> {
        if self.cells.is_empty() {
            let holds = |row: &Vec<Vec<bool>>| {
                row.iter()
                    .zip(classes)
                    .all(|(held, class)| held.get(*class).copied().unwrap_or(false))
            };
            return self.held.iter().position(holds).and_then(|row| u32::try_from(row).ok());
        }
        let place = |(dimension, class): (&Dimension, &usize)| class.checked_mul(dimension.stride);
        let places = self.dimensions.iter().zip(classes).map(place);
        let cell = places.sum::<Option<usize>>()?;
        self.cells.get(cell).copied().filter(|row| *row != NO_ROW)
    }
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
