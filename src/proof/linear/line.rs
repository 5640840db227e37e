//! Conditions as bounds on numbered lines, so that most pairs of pieces are told apart without a search.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::{Constraint, Relation, Var};
use crate::value::{Exact, OutOfRange};

/// Forms apart from their constant and sign, numbered as they come up.
#[derive(Debug, Default)]
pub(in crate::proof) struct Lines {
    numbers: RefCell<HashMap<Vec<(Var, Exact)>, usize>>,
}

/// A condition: a line does not go below one figure, or above another.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::proof) struct Bound {
    line: usize,
    /// The line itself, its first multiple 1.
    terms: Vec<(Var, Exact)>,
    least: Option<End>,
    most: Option<End>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct End {
    at: Exact,
    /// Whether the end itself is left out.
    open: bool,
}

/// How far each line goes under some conditions.
#[derive(Debug, Default)]
pub(in crate::proof) struct Room {
    lines: BTreeMap<usize, (Option<End>, Option<End>)>,
}

impl Lines {
    /// A condition as a bound.
    pub(in crate::proof) fn bound(&self, of: &Constraint) -> Result<Bound, OutOfRange> {
        let falls = of.form.terms.first().is_some_and(|(_, by)| by.is_negative());
        let form = if falls { of.form.neg()? } else { of.form.clone() };
        let end = End { at: form.constant.neg()?, open: of.relation == Relation::Positive };
        let both = of.relation == Relation::Zero;
        let mut numbers = self.numbers.borrow_mut();
        let next = numbers.len();
        let line = *numbers.entry(form.terms.clone()).or_insert(next);
        Ok(Bound {
            line,
            terms: form.terms,
            least: (both || !falls).then_some(end),
            most: (both || falls).then_some(end),
        })
    }
}

impl Bound {
    /// How much the line grows where one figure is so much more.
    fn growth(&self, more: Option<(Var, Exact)>) -> Result<Exact, OutOfRange> {
        let Some((var, by)) = more else { return Ok(Exact::ZERO) };
        let slope = self.terms.iter().find(|(each, _)| *each == var);
        slope.map_or(Ok(Exact::ZERO), |(_, slope)| slope.mul(by))
    }
}

impl Room {
    /// The room that bounds leave.
    pub(in crate::proof) fn of<'b>(
        bounds: impl Iterator<Item = &'b Bound>,
    ) -> Result<Room, OutOfRange> {
        let mut room = Room::default();
        for bound in bounds {
            let (least, most) = room.lines.entry(bound.line).or_default();
            *least = tighter(*least, bound.least, End::is_above)?;
            *most = tighter(*most, bound.most, End::is_below)?;
        }
        Ok(room)
    }

    /// Whether a bound leaves some of it; the bound is on a second visit of which one figure is so much
    /// more than that of the first.
    pub(in crate::proof) fn meets(
        &self,
        bound: &Bound,
        more: Option<(Var, Exact)>,
    ) -> Result<bool, OutOfRange> {
        let Some((least, most)) = self.lines.get(&bound.line) else { return Ok(true) };
        let growth = bound.growth(more)?;
        Ok(reach(*least, bound.most, growth)? && reach(bound.least, *most, growth.neg()?)?)
    }
}

/// Whether what begins at one end comes to another, `growth` further on.
fn reach(least: Option<End>, most: Option<End>, growth: Exact) -> Result<bool, OutOfRange> {
    let (Some(least), Some(most)) = (least, most) else { return Ok(true) };
    let room = most.at.sub(least.at)?.sub(growth)?;
    Ok(room.is_positive() || room.is_zero() && !least.open && !most.open)
}

fn tighter(
    known: Option<End>,
    other: Option<End>,
    is_tighter: fn(&End, &End) -> Result<bool, OutOfRange>,
) -> Result<Option<End>, OutOfRange> {
    match (known, other) {
        (Some(known), Some(other)) if is_tighter(&other, &known)? => Ok(Some(other)),
        (None, other) => Ok(other),
        (known, _) => Ok(known),
    }
}

impl End {
    fn is_above(&self, other: &End) -> Result<bool, OutOfRange> {
        let room = self.at.sub(other.at)?;
        Ok(room.is_positive() || room.is_zero() && self.open)
    }

    fn is_below(&self, other: &End) -> Result<bool, OutOfRange> {
        let room = other.at.sub(self.at)?;
        Ok(room.is_positive() || room.is_zero() && self.open)
    }
}
