//! The points that meet conditions, on the grid of figures that a visit can have.

use std::collections::BTreeMap;

use super::tableau::Tableau;
use super::{Constraint, Form, Relation, Var, Work};
use crate::value::{Exact, OutOfRange};

/// What a free figure can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::proof) struct Grid {
    /// The least value.
    pub(in crate::proof) min: Exact,
    /// The greatest.
    pub(in crate::proof) max: Option<Exact>,
    /// Every value is a multiple of this.
    pub(in crate::proof) step: Exact,
    /// Steps that make a figure easy to read, the widest first.
    pub(in crate::proof) nice: &'static [i64],
}

/// What each figure can be.
type Grids<'g> = &'g dyn Fn(Var) -> Grid;
/// Figures in ascending order.
type Point = Vec<(Var, Exact)>;

/// How far inside a point is looked for, in units of the forms.
const INSIDE: i64 = 10_000;
/// How often the conditions are split where no grid point lies near.
const MOST_SPLITS: u32 = 12;

/// What became of the search for a point.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::proof) enum Found {
    /// A point.
    Point(Point),
    /// There is none.
    None,
    /// None was found, and it is not known that there is none.
    Open,
}

/// The points that meet all of some conditions.
#[derive(Debug, Clone)]
pub(in crate::proof) struct Space {
    constraints: Vec<Constraint>,
    tableau: Tableau,
    /// Whether it is known that there are none.
    empty: bool,
}

impl Space {
    /// Every point.
    pub(in crate::proof) fn whole() -> Space {
        let tableau = Tableau::new(Exact::whole(INSIDE));
        Space { constraints: Vec::new(), tableau, empty: false }
    }

    /// The conditions that bound it, without those that others imply.
    pub(in crate::proof) fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// The figures that its conditions are about, in order.
    pub(in crate::proof) fn vars(&self) -> Vec<Var> {
        let terms = self.constraints.iter().flat_map(|each| &each.form.terms);
        let mut vars: Vec<Var> = terms.map(|(var, _)| *var).collect();
        vars.sort_unstable();
        vars.dedup();
        vars
    }

    /// Whether it is known that there are no points.
    pub(in crate::proof) fn is_empty(&self) -> bool {
        self.empty
    }

    /// Leaves only the points that meet a further condition; returns whether there may be some.
    pub(in crate::proof) fn narrow(
        &mut self,
        by: &Constraint,
        grid: Grids<'_>,
        work: &Work,
    ) -> Result<bool, OutOfRange> {
        if self.empty || by.decided() == Some(true) || self.implies(by)? {
            return Ok(!self.empty);
        }
        self.empty = by.decided() == Some(false) || out_of_reach(by, grid)? || {
            work.spend(self.constraints.len());
            let met = enter(&mut self.tableau, by, by.relation != Relation::Zero, grid, work)?;
            self.constraints.push(by.clone());
            !met
        };
        Ok(!self.empty)
    }

    /// Whether one of its conditions alone says as much.
    fn implies(&self, other: &Constraint) -> Result<bool, OutOfRange> {
        for known in self.constraints.iter().filter(|it| it.form.terms == other.form.terms) {
            let room = other.form.constant.sub(known.form.constant)?;
            let as_strict =
                known.relation == Relation::Positive || other.relation == Relation::NotNegative;
            if match (known.relation, other.relation) {
                (Relation::Zero, Relation::Zero) => room.is_zero(),
                (_, Relation::Zero) => false,
                _ => room.is_positive() || room.is_zero() && as_strict,
            } {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A point on the grid, as far inside as it goes.
    pub(in crate::proof) fn point(
        &self,
        grid: Grids<'_>,
        work: &Work,
    ) -> Result<Found, OutOfRange> {
        self.search(grid, work, MOST_SPLITS)
    }

    fn search(&self, grid: Grids<'_>, work: &Work, splits: u32) -> Result<Found, OutOfRange> {
        if work.is_done() {
            return Ok(Found::Open);
        }
        let Some(inner) = self.inner(grid, work)? else { return Ok(Found::None) };
        if let Some(point) = near(&inner, &self.constraints, grid)? {
            return Ok(Found::Point(point));
        }
        if splits == 0 {
            return Ok(Found::Open);
        }
        // A figure that is not on the grid lies between two that are.
        for (var, value) in &inner {
            let step = grid(*var).step;
            let below = value.div(step)?.floor().mul(step)?;
            if below == *value {
                continue;
            }
            let figure = Form::var(*var);
            let halves = [
                Constraint::at_least(&Form::constant(below), &figure)?,
                Constraint::at_least(&figure, &Form::constant(below.add(step)?))?,
            ];
            let mut open = false;
            for half in halves {
                let mut narrowed = self.clone();
                if !narrowed.narrow(&half, grid, work)? {
                    continue;
                }
                match narrowed.search(grid, work, splits.saturating_sub(1))? {
                    Found::Point(point) => return Ok(Found::Point(point)),
                    Found::None => {}
                    Found::Open => open = true,
                }
            }
            return Ok(if open { Found::Open } else { Found::None });
        }
        Ok(Found::Open)
    }

    /// A point that meets the conditions, as far inside as it goes; on the grid or not.
    fn inner(&self, grid: Grids<'_>, work: &Work) -> Result<Option<Point>, OutOfRange> {
        if self.empty {
            return Ok(None);
        }
        let mut tableau = self.tableau.clone();
        if let Some(point) = self.inside(&mut tableau, true, grid, work)? {
            return Ok(Some(point));
        }
        // Some condition can only just be met: only what must be above zero is kept away from it.
        let mut tableau = Tableau::new(Exact::whole(INSIDE));
        for each in &self.constraints {
            let strict = each.relation == Relation::Positive;
            if !enter(&mut tableau, each, strict, grid, work)? {
                return Ok(None);
            }
        }
        let strict = self.constraints.iter().any(|each| each.relation == Relation::Positive);
        self.inside(&mut tableau, strict, grid, work)
    }

    /// The innermost point of a tableau; none where it has to be inside and is not.
    fn inside(
        &self,
        tableau: &mut Tableau,
        strictly: bool,
        grid: Grids<'_>,
        work: &Work,
    ) -> Result<Option<Point>, OutOfRange> {
        let vars = self.vars();
        // A greatest value becomes a condition when it is passed.
        for _ in 0..=vars.len() {
            if strictly && !tableau.inside(work)?.is_positive() {
                return Ok(None);
            }
            let at: BTreeMap<Var, Exact> = tableau.figures().collect();
            let mut point = Point::with_capacity(vars.len());
            let mut passed = Vec::new();
            for var in &vars {
                let bounds = grid(*var);
                let value = at.get(var).copied().unwrap_or(Exact::ZERO).add(bounds.min)?;
                if let Some(max) = bounds.max
                    && max.sub(value)?.is_negative()
                {
                    passed.push((*var, max.sub(bounds.min)?));
                }
                point.push((*var, value));
            }
            if passed.is_empty() {
                return Ok(Some(point));
            }
            for (var, most) in passed {
                if !tableau.push(most, &[(var, Exact::whole(-1))], false, work)? {
                    return Ok(None);
                }
            }
        }
        Err(OutOfRange)
    }
}

/// Writes a condition into a tableau.
fn enter(
    tableau: &mut Tableau,
    constraint: &Constraint,
    with_margin: bool,
    grid: Grids<'_>,
    work: &Work,
) -> Result<bool, OutOfRange> {
    // Figures are counted from their least value.
    let mut constant = constraint.form.constant;
    for (var, by) in &constraint.form.terms {
        constant = constant.add(by.mul(grid(*var).min)?)?;
    }
    let met = tableau.push(constant, &constraint.form.terms, with_margin, work)?;
    if !met || constraint.relation != Relation::Zero {
        return Ok(met);
    }
    tableau.push(constant.neg()?, &constraint.form.neg()?.terms, false, work)
}

/// Whether a condition on one figure is not even met at the far end of its grid.
fn out_of_reach(constraint: &Constraint, grid: Grids<'_>) -> Result<bool, OutOfRange> {
    let [(var, by)] = constraint.form.terms.as_slice() else { return Ok(false) };
    let bounds = grid(*var);
    let Some(end) = (if by.is_negative() { Some(bounds.min) } else { bounds.max }) else {
        return Ok(false);
    };
    let at = constraint.form.at(&|_| end)?;
    Ok(at.is_negative() || at.is_zero() && constraint.relation == Relation::Positive)
}

/// A grid point beside a point that still meets the conditions; easy figures first.
fn near(
    inner: &[(Var, Exact)],
    constraints: &[Constraint],
    grid: Grids<'_>,
) -> Result<Option<Point>, OutOfRange> {
    let levels = inner.iter().map(|(var, _)| grid(*var).nice.len()).max().unwrap_or(0);
    for level in 0..=levels {
        for up in [false, true] {
            let mut candidate = Vec::with_capacity(inner.len());
            for (var, value) in inner {
                let bounds = grid(*var);
                let nice = bounds.nice.get(level).copied().unwrap_or(1);
                let step = bounds.step.mul(Exact::whole(nice))?;
                let below = value.div(step)?.floor().mul(step)?;
                let on_grid = below == *value;
                let chosen = if up && !on_grid { below.add(step)? } else { below };
                let chosen = chosen.max(bounds.min)?;
                let chosen = bounds.max.map_or(Ok(chosen), |max| chosen.min(max))?;
                candidate.push((*var, chosen));
            }
            let value = |var: Var| {
                candidate
                    .binary_search_by_key(&var, |(each, _)| *each)
                    .ok()
                    .and_then(|index| candidate.get(index))
                    .map_or(Exact::ZERO, |(_, value)| *value)
            };
            let mut meets = true;
            for constraint in constraints {
                meets = meets && constraint.holds(&value)?;
            }
            if meets {
                return Ok(Some(candidate));
            }
        }
    }
    Ok(None)
}
