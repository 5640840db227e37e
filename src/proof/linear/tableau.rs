//! The simplex method on exact fractions, one condition after the other, with the rule of Bland, so that
//! it always ends.
//!
//! A tableau always holds a point that meets all conditions so far. A further one is written in terms of
//! the same figures; where the point does not meet it, a few exchanges lead to one that does, or show
//! that there is none. So a question that adds little to another costs little.

use super::{Var, Work};
use crate::value::{Exact, OutOfRange};

/// How many exchanges are made before the search is given up.
const MOST_EXCHANGES: usize = 400;

/// What stands in a row or a column; none of them is below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unknown {
    /// How far inside the conditions a point lies.
    Margin,
    /// A figure, counted from its least value.
    Figure(Var),
    /// By how much a condition is met.
    Slack(usize),
}

/// An unknown of a row as a constant and multiples of those of the columns.
#[derive(Debug, Clone)]
struct Row {
    unknown: Unknown,
    constant: Exact,
    by: Vec<Exact>,
}

/// A point that meets conditions, and what is needed to move it.
#[derive(Debug, Clone)]
pub(super) struct Tableau {
    rows: Vec<Row>,
    columns: Vec<Unknown>,
    conditions: usize,
}

impl Tableau {
    /// No condition yet, but that the margin is at most so much.
    pub(super) fn new(most: Exact) -> Tableau {
        let row = Row { unknown: Unknown::Slack(0), constant: most, by: vec![Exact::whole(-1)] };
        Tableau { rows: vec![row], columns: vec![Unknown::Margin], conditions: 1 }
    }

    /// Adds `constant + terms − margin ≥ 0` over figures counted from their least value, without the
    /// margin where it is not wanted; returns whether some point meets it and all before it.
    pub(super) fn push(
        &mut self,
        constant: Exact,
        terms: &[(Var, Exact)],
        with_margin: bool,
        work: &Work,
    ) -> Result<bool, OutOfRange> {
        for (var, _) in terms {
            self.know(Unknown::Figure(*var));
        }
        let unknown = Unknown::Slack(self.conditions);
        self.conditions = self.conditions.saturating_add(1);
        let mut row = Row { unknown, constant, by: vec![Exact::ZERO; self.columns.len()] };
        for (var, by) in terms {
            self.spell(&mut row, Unknown::Figure(*var), *by, work)?;
        }
        if with_margin {
            self.spell(&mut row, Unknown::Margin, Exact::whole(-1), work)?;
        }
        let met = !row.constant.is_negative();
        self.rows.push(row);
        if met { Ok(true) } else { self.restore(work) }
    }

    /// Moves the point as far inside as it goes; returns the margin.
    pub(super) fn inside(&mut self, work: &Work) -> Result<Exact, OutOfRange> {
        for _ in 0..MOST_EXCHANGES {
            let row = self.rows.iter().find(|row| row.unknown == Unknown::Margin);
            let column = match row {
                Some(row) => {
                    let helps = row.by.iter().zip(&self.columns).enumerate();
                    let helps = helps.filter(|(_, (by, _))| by.is_positive());
                    helps.min_by_key(|(_, (_, unknown))| **unknown).map(|(column, _)| column)
                }
                None => self.columns.iter().position(|each| *each == Unknown::Margin),
            };
            let Some(column) = column else {
                return Ok(row.map_or(Exact::ZERO, |row| row.constant));
            };
            let Some(row) = self.first_to_give_out(column)? else { return Err(OutOfRange) };
            self.exchange(row, column, work)?;
        }
        Err(OutOfRange)
    }

    /// The figures at the point, counted from their least value; those not named are there.
    pub(super) fn figures(&self) -> impl Iterator<Item = (Var, Exact)> {
        self.rows.iter().filter_map(|row| match row.unknown {
            Unknown::Figure(var) => Some((var, row.constant)),
            Unknown::Margin | Unknown::Slack(_) => None,
        })
    }

    fn know(&mut self, unknown: Unknown) {
        let known = self.columns.contains(&unknown);
        if !known && !self.rows.iter().any(|row| row.unknown == unknown) {
            self.columns.push(unknown);
            for row in &mut self.rows {
                row.by.push(Exact::ZERO);
            }
        }
    }

    /// Adds a multiple of an unknown to a row, in terms of the columns.
    fn spell(
        &self,
        row: &mut Row,
        unknown: Unknown,
        by: Exact,
        work: &Work,
    ) -> Result<(), OutOfRange> {
        if let Some(column) = self.columns.iter().position(|each| *each == unknown) {
            if let Some(slot) = row.by.get_mut(column) {
                *slot = slot.add(by)?;
            }
            return Ok(());
        }
        let Some(known) = self.rows.iter().find(|row| row.unknown == unknown) else {
            return Ok(());
        };
        work.spend(known.by.len());
        row.constant = row.constant.add(known.constant.mul(by)?)?;
        for (slot, each) in row.by.iter_mut().zip(&known.by).filter(|(_, each)| !each.is_zero()) {
            *slot = slot.add(each.mul(by)?)?;
        }
        Ok(())
    }

    /// Leads the point back to where every row is met; of rows and columns the lowest first.
    fn restore(&mut self, work: &Work) -> Result<bool, OutOfRange> {
        for _ in 0..MOST_EXCHANGES {
            let broken = self.rows.iter().enumerate();
            let broken = broken.filter(|(_, row)| row.constant.is_negative());
            let Some((place, row)) = broken.min_by_key(|(_, row)| row.unknown) else {
                return Ok(true);
            };
            let helps = row.by.iter().zip(&self.columns).enumerate();
            let helps = helps.filter(|(_, (by, _))| by.is_positive());
            let Some((column, _)) = helps.min_by_key(|(_, (_, unknown))| **unknown) else {
                return Ok(false);
            };
            self.exchange(place, column, work)?;
        }
        Err(OutOfRange)
    }

    /// The row that gives out first where a column grows; of equals the lowest.
    fn first_to_give_out(&self, column: usize) -> Result<Option<usize>, OutOfRange> {
        let mut best: Option<(usize, Exact, Unknown)> = None;
        for (place, row) in self.rows.iter().enumerate() {
            let Some(by) = row.by.get(column).filter(|by| by.is_negative()) else { continue };
            let room = row.constant.div(by.neg()?)?;
            let better = match best {
                None => true,
                Some((_, least, lowest)) => {
                    let less = room.sub(least)?;
                    less.is_negative() || less.is_zero() && row.unknown < lowest
                }
            };
            if better {
                best = Some((place, room, row.unknown));
            }
        }
        Ok(best.map(|(place, ..)| place))
    }

    /// Exchanges the unknown of a row with that of a column.
    fn exchange(&mut self, place: usize, column: usize, work: &Work) -> Result<(), OutOfRange> {
        work.spend(self.rows.len().saturating_mul(self.columns.len()));
        let (Some(old), Some(unknown)) = (self.rows.get(place), self.columns.get_mut(column))
        else {
            return Ok(());
        };
        let Some(by) = old.by.get(column).copied() else { return Ok(()) };
        let over = Exact::ONE.div(by)?;
        let back = over.neg()?;
        let mut solved =
            Row { unknown: *unknown, constant: old.constant.mul(back)?, by: old.by.clone() };
        *unknown = old.unknown;
        for (index, each) in solved.by.iter_mut().enumerate() {
            *each = if index == column { over } else { each.mul(back)? };
        }
        for (index, row) in self.rows.iter_mut().enumerate() {
            if index != place {
                row.replace(column, &solved)?;
            }
        }
        if let Some(slot) = self.rows.get_mut(place) {
            *slot = solved;
        }
        Ok(())
    }
}

impl Row {
    /// Replaces the unknown of a column by what it was solved to.
    fn replace(&mut self, column: usize, solved: &Row) -> Result<(), OutOfRange> {
        let Some(by) = self.by.get(column).copied().filter(|by| !by.is_zero()) else {
            return Ok(());
        };
        self.constant = self.constant.add(solved.constant.mul(by)?)?;
        for (index, (slot, each)) in self.by.iter_mut().zip(&solved.by).enumerate() {
            if index == column {
                *slot = each.mul(by)?;
            } else if !each.is_zero() {
                *slot = slot.add(each.mul(by)?)?;
            }
        }
        Ok(())
    }
}
