//! The simplex method on exact fractions, with the rule of Bland, so that it always ends.

use std::cell::Cell;

use crate::value::{Exact, OutOfRange};

/// How much is done before a policy is left undecided, counted in figures that an exchange touches.
#[derive(Debug)]
pub(in crate::proof) struct Work {
    left: Cell<u64>,
}

impl Work {
    pub(in crate::proof) fn new(most: u64) -> Work {
        Work { left: Cell::new(most) }
    }

    pub(in crate::proof) fn spend(&self, figures: usize) {
        let figures = u64::try_from(figures).unwrap_or(u64::MAX);
        self.left.set(self.left.get().saturating_sub(figures));
    }

    /// Whether no more is to be done.
    pub(in crate::proof) fn is_done(&self) -> bool {
        self.left.get() == 0
    }
}

/// A row: a basic variable as a constant and multiples of the others.
#[derive(Debug, Clone)]
struct Row {
    constant: Exact,
    by: Vec<Exact>,
}

/// A dictionary: basic variables in terms of the others, all of them at least zero.
#[derive(Debug)]
pub(super) struct Simplex {
    rows: Vec<Row>,
    /// The variable of each row.
    basic: Vec<usize>,
    /// The variable of each column.
    free: Vec<usize>,
    objective: Row,
}

/// How many exchanges are made before the search is given up.
const MOST_PIVOTS: usize = 400;

impl Simplex {
    /// Maximizes `objective · x` for `x ≥ 0` with `constant + by · x ≥ 0` for each row; returns the
    /// values of `x`. `None` when no point meets the rows. The objective must be bounded by them.
    pub(super) fn maximize(
        rows: &[(Exact, Vec<Exact>)],
        objective: &[Exact],
        work: &Work,
    ) -> Result<Option<Vec<Exact>>, OutOfRange> {
        let width = objective.len();
        let mut simplex = Simplex {
            rows: rows
                .iter()
                .map(|(constant, by)| Row { constant: *constant, by: by.clone() })
                .collect(),
            basic: (width..width.saturating_add(rows.len())).collect(),
            free: (0..width).collect(),
            objective: Row { constant: Exact::ZERO, by: vec![Exact::ZERO; width] },
        };
        if !simplex.feasible(width.saturating_add(rows.len()), work)? {
            return Ok(None);
        }
        simplex.aim_at(objective)?;
        simplex.run(work)?;
        let mut values = vec![Exact::ZERO; width];
        for (variable, row) in simplex.basic.iter().zip(&simplex.rows) {
            if let Some(slot) = values.get_mut(*variable) {
                *slot = row.constant;
            }
        }
        Ok(Some(values))
    }

    /// Finds a first point, with a helper that every row may lean on and that must come to nothing.
    fn feasible(&mut self, helper: usize, work: &Work) -> Result<bool, OutOfRange> {
        let Some(worst) = self.worst()? else { return Ok(true) };
        for row in &mut self.rows {
            row.by.push(Exact::ONE);
        }
        self.free.push(helper);
        self.objective = Row { constant: Exact::ZERO, by: vec![Exact::ZERO; self.free.len()] };
        if let Some(last) = self.objective.by.last_mut() {
            *last = Exact::whole(-1);
        }
        let column = self.free.len().saturating_sub(1);
        self.pivot(worst, column)?;
        self.run(work)?;
        if !self.objective.constant.is_zero() {
            return Ok(false);
        }
        // The helper leaves the rows, then the columns.
        if let Some(row) = self.basic.iter().position(|variable| *variable == helper) {
            let column =
                self.rows.get(row).and_then(|row| row.by.iter().position(|by| !by.is_zero()));
            if let Some(column) = column {
                self.pivot(row, column)?;
            }
        }
        if let Some(column) = self.free.iter().position(|variable| *variable == helper) {
            let _helper = self.free.remove(column);
            for row in &mut self.rows {
                let _by = row.by.remove(column);
            }
        }
        Ok(true)
    }

    /// The row that is furthest below zero.
    fn worst(&self) -> Result<Option<usize>, OutOfRange> {
        let mut worst: Option<(usize, Exact)> = None;
        for (index, row) in self.rows.iter().enumerate() {
            let lower = match worst {
                Some((_, least)) => row.constant.sub(least)?.is_negative(),
                None => row.constant.is_negative(),
            };
            if lower {
                worst = Some((index, row.constant));
            }
        }
        Ok(worst.map(|(index, _)| index))
    }

    /// Writes an objective over the first variables in terms of the free ones.
    fn aim_at(&mut self, objective: &[Exact]) -> Result<(), OutOfRange> {
        let mut aim = Row { constant: Exact::ZERO, by: vec![Exact::ZERO; self.free.len()] };
        for (variable, by) in objective.iter().enumerate() {
            if by.is_zero() {
                continue;
            }
            if let Some(column) = self.free.iter().position(|free| *free == variable) {
                if let Some(slot) = aim.by.get_mut(column) {
                    *slot = slot.add(*by)?;
                }
            } else if let Some(row) = self.basic.iter().position(|basic| *basic == variable)
                && let Some(row) = self.rows.get(row)
            {
                aim.constant = aim.constant.add(row.constant.mul(*by)?)?;
                for (slot, each) in aim.by.iter_mut().zip(&row.by) {
                    *slot = slot.add(each.mul(*by)?)?;
                }
            }
        }
        self.objective = aim;
        Ok(())
    }

    fn run(&mut self, work: &Work) -> Result<(), OutOfRange> {
        for _ in 0..MOST_PIVOTS {
            work.spend(self.rows.len().saturating_mul(self.free.len()));
            let Some(column) = self.entering() else { return Ok(()) };
            let Some(row) = self.leaving(column)? else { return Err(OutOfRange) };
            self.pivot(row, column)?;
        }
        Err(OutOfRange)
    }

    /// The column of the lowest variable that helps.
    fn entering(&self) -> Option<usize> {
        let columns = self.objective.by.iter().zip(&self.free).enumerate();
        columns
            .filter(|(_, (by, _))| by.is_positive())
            .min_by_key(|(_, (_, variable))| **variable)
            .map(|(column, _)| column)
    }

    /// The row that gives out first; of equals that of the lowest variable.
    fn leaving(&self, column: usize) -> Result<Option<usize>, OutOfRange> {
        let mut best: Option<(usize, Exact, usize)> = None;
        for (index, (row, variable)) in self.rows.iter().zip(&self.basic).enumerate() {
            let Some(by) = row.by.get(column).filter(|by| by.is_negative()) else { continue };
            let room = row.constant.div(by.neg()?)?;
            let better = match best {
                None => true,
                Some((_, least, lowest)) => {
                    let less = room.sub(least)?;
                    less.is_negative() || less.is_zero() && *variable < lowest
                }
            };
            if better {
                best = Some((index, room, *variable));
            }
        }
        Ok(best.map(|(index, _, _)| index))
    }

    /// Exchanges the variable of a row with that of a column.
    fn pivot(&mut self, row: usize, column: usize) -> Result<(), OutOfRange> {
        let Some(old) = self.rows.get(row).cloned() else { return Ok(()) };
        let Some(by) = old.by.get(column).copied() else { return Ok(()) };
        let over = Exact::ONE.div(by)?;
        let mut solved = Row { constant: old.constant.neg()?.mul(over)?, by: Vec::new() };
        for (index, each) in old.by.iter().enumerate() {
            solved.by.push(if index == column { over } else { each.neg()?.mul(over)? });
        }
        for (index, target) in self.rows.iter_mut().enumerate() {
            if index != row {
                substitute(target, &solved, column)?;
            }
        }
        substitute(&mut self.objective, &solved, column)?;
        if let Some(slot) = self.rows.get_mut(row) {
            *slot = solved;
        }
        if let (Some(basic), Some(free)) = (self.basic.get_mut(row), self.free.get_mut(column)) {
            std::mem::swap(basic, free);
        }
        Ok(())
    }
}

/// Replaces the variable of a column by what it was solved to.
fn substitute(target: &mut Row, solved: &Row, column: usize) -> Result<(), OutOfRange> {
    let Some(by) = target.by.get(column).copied() else { return Ok(()) };
    if by.is_zero() {
        return Ok(());
    }
    target.constant = target.constant.add(solved.constant.mul(by)?)?;
    for (index, (slot, each)) in target.by.iter_mut().zip(&solved.by).enumerate() {
        *slot = if index == column { each.mul(by)? } else { slot.add(each.mul(by)?)? };
    }
    Ok(())
}
