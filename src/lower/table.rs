//! Tables to dense arrays, or to rows where the array would be too large.

use super::Lowering;
use crate::policy::{self, Axis, Policy};
use crate::program::{Dimension, NO_ROW, NodeId, Row, Table};

/// How many combinations a table may have to be held as one array; beyond, rows are looked through.
const MOST_CELLS: usize = 100_000;

impl Lowering {
    pub(super) fn table(&mut self, policy: &Policy, table: &policy::Table) -> Table {
        let axes = policy::axes(policy, table).unwrap_or_default();
        let subjects: Vec<NodeId> =
            table.columns.iter().map(|column| self.expr(&column.subject)).collect();
        let mut stride = 1_usize;
        let mut dimensions = Vec::new();
        for axis in axes.iter().rev() {
            let column = axis.column.and_then(|index| table.columns.get(index));
            dimensions.push(Dimension {
                subject: axis.column.and_then(|index| subjects.get(index).copied()),
                classes: axis.classes.clone(),
                stride,
                title: column.map(|column| column.title.clone()).unwrap_or_default(),
            });
            stride = stride.saturating_mul(axis.classes.count());
        }
        dimensions.reverse();
        let dense = stride <= MOST_CELLS;
        let cells = if dense { cells(&axes, table.rows.len(), stride) } else { Vec::new() };
        let held = held(&axes, table.rows.len());
        let rows = table
            .rows
            .iter()
            .map(|row| Row {
                value: match &row.value {
                    Ok(value) => Ok(self.expr(value)),
                    Err(unset) => Err(unset.clone()),
                },
                label: row.label.clone(),
                cites: row.cites.clone(),
                span: row.span,
            })
            .collect();
        Table { dimensions, cells, held, rows, span: table.span }
    }
}

/// For each row and axis, the classes that it holds.
fn held(axes: &[Axis], rows: usize) -> Vec<Vec<Vec<bool>>> {
    let of = |row: usize| {
        axes.iter().map(|axis| axis.rows.get(row).cloned().unwrap_or_default()).collect()
    };
    (0..rows).map(of).collect()
}

/// The row of each combination of classes, the last axis running fastest.
fn cells(axes: &[Axis], rows: usize, size: usize) -> Vec<u32> {
    let mut cells = vec![NO_ROW; size];
    for row in 0..rows {
        let mut places = vec![0_usize];
        for axis in axes {
            let held = axis.rows.get(row).map(Vec::as_slice).unwrap_or_default();
            let count = axis.classes.count();
            places = places
                .iter()
                .flat_map(|place| {
                    held.iter()
                        .enumerate()
                        .filter(|(_, held)| **held)
                        .map(move |(class, _)| place.saturating_mul(count).saturating_add(class))
                })
                .collect();
        }
        for place in places {
            if let Some(cell) = cells.get_mut(place) {
                *cell = u32::try_from(row).unwrap_or(NO_ROW);
            }
        }
    }
    cells
}
