//! Expressions, tables, and the values of parameters.

use super::{New, Universe, Walk};
use crate::coverage::cut::border;
use crate::coverage::expression::parts;
use crate::coverage::item::{Kind, Side, What};
use crate::program::{NodeId, Table};
use crate::rule::{Classes, TableId};

impl Walk<'_> {
    pub(super) fn option(&mut self, root: Option<NodeId>) {
        if let Some(root) = root {
            self.expr(root);
        }
    }

    pub(super) fn expr(&mut self, root: NodeId) {
        let parts = parts(self.program, root);
        for comparison in parts.comparisons {
            let Some(node) = self.program.node(comparison) else { continue };
            let words = Universe::words(self.sources, node.span);
            self.both(Kind::Threshold, What::Comparison(comparison), &words, node.span);
        }
        for parameter in parts.parameters {
            if !self.parameters.contains(&parameter) {
                self.parameters.push(parameter);
            }
        }
        for table in parts.tables {
            self.table(table);
        }
    }

    fn table(&mut self, id: TableId) {
        let Some(table) = self.program.tables.get(id.index()) else { return };
        // One figure without a column is no table on the page.
        if !self.tables.insert(id) || table.dimensions.is_empty() {
            return;
        }
        for (index, row) in table.rows.iter().enumerate() {
            self.row(id, table, u32::try_from(index).unwrap_or(u32::MAX));
            if let Ok(value) = row.value {
                self.expr(value);
            }
        }
        for (axis, dimension) in table.dimensions.iter().enumerate() {
            self.option(dimension.subject);
            let cuts = match &dimension.classes {
                Classes::Numbers(cuts) => cuts.len(),
                Classes::Dates(cuts) => cuts.len(),
                _ => 0,
            };
            for cut in 0..cuts {
                self.cut(id, table, axis, cut);
            }
        }
    }

    fn row(&mut self, id: TableId, table: &Table, index: u32) {
        let Some(row) = table.rows.get(index as usize) else { return };
        let line = line_of(table, index);
        let cells = table.rows.iter().filter(|other| other.span == row.span).count();
        let reached = |index: u32| table.cells.contains(&index);
        if line == index {
            let whole = match row.label.rsplit_once(" | ") {
                Some((before, _)) if cells > 1 => before,
                _ => &row.label,
            };
            let all = table.rows.iter().enumerate().filter(|(_, other)| other.span == row.span);
            let mut numbers = all.map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX));
            self.add(New {
                kind: Kind::Row,
                what: What::Row(id, index),
                side: Side::Whole,
                label: whole.to_owned(),
                span: row.span,
                part: 0,
                unreachable: !numbers.any(reached),
            });
        }
        if cells > 1 {
            self.add(New {
                kind: Kind::Cell,
                what: What::Cell(id, index),
                side: Side::Whole,
                label: row.label.clone(),
                span: row.span,
                part: index.saturating_sub(line).saturating_add(1),
                unreachable: !reached(index),
            });
        }
    }

    fn cut(&mut self, id: TableId, table: &Table, axis: usize, cut: usize) {
        let Some(dimension) = table.dimensions.get(axis) else { return };
        let Some(words) = border(self.program, dimension, cut) else { return };
        let label = format!("{} {}", dimension.title, words.at);
        for side in [Side::Yes, Side::No] {
            self.add(New {
                kind: Kind::Threshold,
                what: What::Cut(id, axis, cut),
                side,
                label: label.clone(),
                span: table.span,
                part: u32::try_from(axis.saturating_mul(1000).saturating_add(cut)).unwrap_or(0),
                unreachable: false,
            });
        }
    }

    pub(super) fn parameters(&mut self) {
        let mut done = 0;
        // A value may name further parameters.
        while let Some(id) = self.parameters.get(done).copied() {
            done = done.saturating_add(1);
            let Some(parameter) = self.program.vocabulary.parameters.get(id.index()) else {
                continue;
            };
            for (index, value) in parameter.values.iter().enumerate() {
                let unreachable = value.validity.and(&self.program.head.validity).is_empty();
                let from = value.validity.from.map_or(String::new(), |day| day.to_string());
                self.add(New {
                    kind: Kind::Clause,
                    what: What::Parameter(id, index),
                    side: Side::Whole,
                    label: format!("{} {from}", parameter.name).trim_end().to_owned(),
                    span: value.span,
                    part: 0,
                    unreachable,
                });
                for day in self.days(&value.validity) {
                    let label = format!("{} {day}", parameter.name);
                    self.both(Kind::Threshold, What::ParameterDay(id, day), &label, value.span);
                }
                if let Ok(value) = value.value {
                    self.expr(value);
                }
            }
        }
    }
}

/// The first row that is written on the same line.
pub(in crate::coverage) fn line_of(table: &Table, row: u32) -> u32 {
    let span = table.rows.get(row as usize).map(|row| row.span);
    let first = table.rows.iter().position(|other| Some(other.span) == span);
    first.and_then(|first| u32::try_from(first).ok()).unwrap_or(row)
}
