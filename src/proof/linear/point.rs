//! A point that meets conditions, on the grid of figures that a visit can have.

use super::simplex::{Simplex, Work};
use super::{Constraint, Form, Relation, Var};
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

/// How far inside a point is looked for, in units of the forms.
const INSIDE: i64 = 10_000;
/// How often the conditions are split where no grid point lies near.
const MOST_SPLITS: u32 = 12;

/// What became of the search for a point.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::proof) enum Found {
    /// A point.
    Point(Vec<(Var, Exact)>),
    /// There is none.
    None,
    /// None was found, and it is not known that there is none.
    Open,
}

/// A point on the grid that meets conditions.
pub(in crate::proof) fn point(
    constraints: &[Constraint],
    grid: &dyn Fn(Var) -> Grid,
    work: &Work,
) -> Result<Found, OutOfRange> {
    // Each condition is held against every other.
    work.spend(constraints.len().saturating_mul(constraints.len()) / 2);
    let Some(kept) = tightest(constraints, grid)? else { return Ok(Found::None) };
    let mut vars: Vec<Var> =
        kept.iter().flat_map(|each| each.form.terms.iter().map(|(var, _)| *var)).collect();
    vars.sort_unstable();
    vars.dedup();
    search(&kept, &vars, grid, work, MOST_SPLITS)
}

/// Of conditions on the same form only the tightest; `None` when two of them contradict each other.
fn tightest(
    constraints: &[Constraint],
    grid: &dyn Fn(Var) -> Grid,
) -> Result<Option<Vec<Constraint>>, OutOfRange> {
    let mut kept: Vec<Constraint> = Vec::new();
    for constraint in constraints {
        match constraint.decided() {
            Some(true) => continue,
            Some(false) => return Ok(None),
            None => {}
        }
        let same = kept.iter_mut().find(|known| {
            known.form.terms == constraint.form.terms
                && (known.relation == Relation::Zero) == (constraint.relation == Relation::Zero)
        });
        match same {
            Some(known) if known.relation == Relation::Zero => {
                if known.form.constant != constraint.form.constant {
                    return Ok(None);
                }
            }
            Some(known) => {
                let room = constraint.form.constant.sub(known.form.constant)?;
                let strict = constraint.relation == Relation::Positive;
                if room.is_negative() || room.is_zero() && strict {
                    *known = constraint.clone();
                }
            }
            None => kept.push(constraint.clone()),
        }
    }
    for (index, constraint) in kept.iter().enumerate() {
        let other = constraint.form.neg()?.normal()?;
        let against = kept.iter().skip(index.saturating_add(1));
        for opposite in against.filter(|it| it.form.terms == other.terms) {
            if contradict(constraint, opposite)? {
                return Ok(None);
            }
        }
        if let [(var, by)] = constraint.form.terms.as_slice() {
            let bounds = grid(*var);
            let end = if by.is_negative() { Some(bounds.min) } else { bounds.max };
            if let Some(end) = end
                && out_of(constraint, end)?
            {
                return Ok(None);
            }
        }
    }
    Ok(Some(kept))
}

/// Whether two conditions on opposite forms cannot both be met.
fn contradict(one: &Constraint, other: &Constraint) -> Result<bool, OutOfRange> {
    let room = one.form.constant.add(other.form.constant)?;
    let strict = [one, other].iter().any(|each| each.relation == Relation::Positive);
    let both = [one, other].iter().all(|each| each.relation == Relation::Zero);
    Ok(room.is_negative() || room.is_zero() && strict || both && !room.is_zero())
}

/// Whether even the figure at the far end of its bounds does not meet a condition.
fn out_of(constraint: &Constraint, end: Exact) -> Result<bool, OutOfRange> {
    let at = constraint.form.at(&|_| end)?;
    Ok(at.is_negative() || at.is_zero() && constraint.relation == Relation::Positive)
}

fn search(
    constraints: &[Constraint],
    vars: &[Var],
    grid: &dyn Fn(Var) -> Grid,
    work: &Work,
    splits: u32,
) -> Result<Found, OutOfRange> {
    if work.is_done() {
        return Ok(Found::Open);
    }
    let Some(inner) = inner(constraints, vars, grid, work)? else { return Ok(Found::None) };
    if let Some(point) = near(&inner, constraints, grid)? {
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
        let above = below.add(step)?;
        let figure = Form::var(*var);
        let halves = [
            Constraint::at_least(&Form::constant(below), &figure)?,
            Constraint::at_least(&figure, &Form::constant(above))?,
        ];
        let mut open = false;
        for half in halves {
            let mut narrowed = constraints.to_vec();
            narrowed.push(half);
            match search(&narrowed, vars, grid, work, splits.saturating_sub(1))? {
                Found::Point(point) => return Ok(Found::Point(point)),
                Found::None => {}
                Found::Open => open = true,
            }
        }
        return Ok(if open { Found::Open } else { Found::None });
    }
    Ok(Found::Open)
}

/// A point that meets the conditions, as far inside as it goes.
fn inner(
    constraints: &[Constraint],
    vars: &[Var],
    grid: &dyn Fn(Var) -> Grid,
    work: &Work,
) -> Result<Option<Vec<(Var, Exact)>>, OutOfRange> {
    for all in [true, false] {
        let mut rows = Vec::new();
        let margin = vars.len();
        let width = margin.saturating_add(1);
        for constraint in constraints {
            let back = all || constraint.relation == Relation::Positive;
            rows.push(row(constraint, vars, grid, width, back)?);
            if constraint.relation == Relation::Zero {
                let other = Constraint { form: constraint.form.neg()?, relation: Relation::Zero };
                rows.push(row(&other, vars, grid, width, back)?);
            }
        }
        for (index, var) in vars.iter().enumerate() {
            let bounds = grid(*var);
            if let Some(max) = bounds.max {
                let mut by = vec![Exact::ZERO; width];
                set(&mut by, index, Exact::whole(-1));
                rows.push((max.sub(bounds.min)?, by));
            }
        }
        let mut most = vec![Exact::ZERO; width];
        set(&mut most, margin, Exact::whole(-1));
        rows.push((Exact::whole(INSIDE), most));
        let mut objective = vec![Exact::ZERO; width];
        set(&mut objective, margin, Exact::ONE);
        let Some(values) = Simplex::maximize(&rows, &objective, work)? else { return Ok(None) };
        let strict = constraints.iter().any(|each| each.relation == Relation::Positive);
        let inside = values.last().is_some_and(|margin| margin.is_positive());
        if strict && !inside && !all {
            return Ok(None);
        }
        if inside || !all {
            let found =
                vars.iter().zip(&values).map(|(var, value)| Ok((*var, value.add(grid(*var).min)?)));
            return found.collect::<Result<_, _>>().map(Some);
        }
    }
    Ok(None)
}

/// A condition as a row over figures counted from their least value, and the margin.
fn row(
    constraint: &Constraint,
    vars: &[Var],
    grid: &dyn Fn(Var) -> Grid,
    width: usize,
    back: bool,
) -> Result<(Exact, Vec<Exact>), OutOfRange> {
    let mut by = vec![Exact::ZERO; width];
    let mut constant = constraint.form.constant;
    for (var, each) in &constraint.form.terms {
        if let Ok(index) = vars.binary_search(var) {
            set(&mut by, index, *each);
        }
        constant = constant.add(each.mul(grid(*var).min)?)?;
    }
    if back && constraint.relation != Relation::Zero {
        set(&mut by, width.saturating_sub(1), Exact::whole(-1));
    }
    Ok((constant, by))
}

fn set(by: &mut [Exact], index: usize, value: Exact) {
    if let Some(slot) = by.get_mut(index) {
        *slot = value;
    }
}

/// A grid point beside a point that still meets the conditions; easy figures first.
fn near(
    inner: &[(Var, Exact)],
    constraints: &[Constraint],
    grid: &dyn Fn(Var) -> Grid,
) -> Result<Option<Vec<(Var, Exact)>>, OutOfRange> {
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
