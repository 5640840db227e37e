//! A look-up where some fields are not given and any of their values may be meant.
//!
//! A visit has to say everything that a table names. Who looks at all visits at once does better not to
//! tell apart what a table does not: only what the rows that are left disagree on is asked for, and row
//! by row rather than value by value.

use super::machine::{Machine, Outcome};
use super::stop::Stop;
use crate::program::{NodeId, NodeOp, Table};
use crate::rule::{Classes, FieldId, TableId};
use crate::value::Number;

/// The classes that the fields of a row's open columns can be of.
pub(crate) type Classed = Vec<(FieldId, Vec<usize>)>;

/// A column that looks at a field that is not given.
struct Open {
    column: usize,
    field: FieldId,
    count: usize,
}

impl<N: Number> Machine<'_, N> {
    /// The row of a table: that which is left.
    pub(super) fn row_left(&mut self, id: TableId, table: &Table) -> Outcome<u32> {
        let mut left: Vec<usize> = (0..table.held.len()).collect();
        let open: Vec<Open> = self.open_columns(table);
        left.retain(|row| open.iter().all(|open| !self.classes_of(table, *row, open).is_empty()));
        if let Some(told) = self.told_apart(table, &left, &open) {
            return Err(Stop::OpenRows(told));
        }
        for (column, dimension) in table.dimensions.iter().enumerate() {
            let held = |row: &usize| table.held.get(*row).and_then(|row| row.get(column));
            let same = left.windows(2).all(|two| two.first().map(held) == two.last().map(held));
            if left.len() > 1 && !same && !open.iter().any(|open| open.column == column) {
                let (class, _) = self.class(dimension)?;
                left.retain(|row| {
                    held(row).is_some_and(|held| held.get(class).is_some_and(|held| *held))
                });
            }
        }
        if let Some(told) = self.told_apart(table, &left, &open) {
            return Err(Stop::OpenRows(told));
        }
        if let Some(field) = self.disputed(table, &left, &open) {
            return Err(Stop::MissingField(field));
        }
        // Rows that are alike on every column say the same.
        let row = left.first().and_then(|row| u32::try_from(*row).ok());
        row.ok_or(Stop::NoRow(id))
    }

    /// The columns that look at a field that is not given and whose values can be listed.
    fn open_columns(&self, table: &Table) -> Vec<Open> {
        let columns = table.dimensions.iter().enumerate();
        columns
            .filter_map(|(column, dimension)| {
                let listed = matches!(dimension.classes, Classes::Choices(_) | Classes::Flags);
                let field = self.not_given(dimension.subject?).filter(|_| listed)?;
                Some(Open { column, field, count: dimension.classes.count() })
            })
            .collect()
    }

    /// The field that an expression is, when it is not given.
    fn not_given(&self, node: NodeId) -> Option<FieldId> {
        let (field, fields) = match self.program.node(node)?.op {
            NodeOp::Field(field) => (field, &self.facts.fields),
            NodeOp::LineField(field) => (field, self.facts.lines.get(self.line?)?),
            _ => return None,
        };
        let given = fields.get(field.index())?.is_some();
        let is_asked = self.program.vocabulary.field(field)?.default.is_none();
        (!given && is_asked).then_some(field)
    }

    /// The classes of an open column that a row holds and that the field may be of.
    fn classes_of(&self, table: &Table, row: usize, open: &Open) -> Vec<usize> {
        let held = table.held.get(row).and_then(|row| row.get(open.column));
        let holds =
            |class: &usize| held.is_some_and(|held| held.get(*class).is_some_and(|held| *held));
        let may_be = |class: &usize| self.inputs.may_be(open.field, *class);
        (0..open.count).filter(holds).filter(may_be).collect()
    }

    /// What tells the rows that are left apart, when each two of them are alike or have no visit in common.
    fn told_apart(&self, table: &Table, left: &[usize], open: &[Open]) -> Option<Vec<Classed>> {
        let mut told: Vec<Classed> = Vec::new();
        for row in left {
            let of = |open: &Open| (open.field, self.classes_of(table, *row, open));
            let classed: Classed = open.iter().map(of).collect();
            if told.contains(&classed) {
                continue;
            }
            if told.iter().any(|other| meet(other, &classed)) {
                return None;
            }
            told.push(classed);
        }
        (told.len() > 1).then_some(told)
    }

    /// The first field on which rows disagree.
    fn disputed(&self, table: &Table, left: &[usize], open: &[Open]) -> Option<FieldId> {
        let first = left.first()?;
        let disagrees = |open: &&Open| {
            let own = self.classes_of(table, *first, open);
            left.iter().any(|row| self.classes_of(table, *row, open) != own)
        };
        open.iter().find(disagrees).map(|open| open.field)
    }
}

/// Whether some visit is of both.
fn meet(one: &Classed, other: &Classed) -> bool {
    one.iter().zip(other).all(|((_, one), (_, other))| one.iter().any(|it| other.contains(it)))
}
