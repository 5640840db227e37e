//! The axes of a table: its columns, and time when a row is dated, cut into classes.
//!
//! Analysis walks the classes to find gaps and overlaps; lowering makes the dense array from the same
//! classes, so that what was proved is what runs.

use std::cmp::Ordering;

use super::{Expr, Interval, Policy, Set, Table};
use crate::policy::ExprKind;
use crate::rule::{Classes, Cut};
use crate::value::{Date, Exact, OutOfRange, Type};

/// One axis of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Which column; `None` for time.
    pub column: Option<usize>,
    /// The classes.
    pub classes: Classes,
    /// For each row, whether it holds each class.
    pub rows: Vec<Vec<bool>>,
    /// Whether a visit can have a value of this class at all.
    pub possible: Vec<bool>,
}

/// The axes of a table of a policy.
pub fn axes(policy: &Policy, table: &Table) -> Result<Vec<Axis>, OutOfRange> {
    let mut axes = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let sets: Vec<&Set> = table.rows.iter().filter_map(|row| row.sets.get(index)).collect();
        let classes = classes_of(policy, column.subject.ty, &sets)?;
        let rows = sets.iter().map(|set| membership(&classes, set)).collect();
        let possible = possible(policy, &column.subject, &classes)?;
        axes.push(Axis { column: Some(index), classes, rows, possible });
    }
    if table.rows.iter().any(|row| !row.validity.is_always()) {
        axes.push(time(policy, table));
    }
    Ok(axes)
}

fn time(policy: &Policy, table: &Table) -> Axis {
    let bounds = table.rows.iter().flat_map(|row| [row.validity.from, row.validity.until]);
    let mut days: Vec<Date> = bounds.flatten().collect();
    days.sort_unstable();
    days.dedup();
    let cuts: Vec<Cut<Date>> = days.into_iter().map(|at| Cut { at, after: false }).collect();
    let count = cuts.len().saturating_add(1);
    let starts: Vec<Option<Date>> =
        std::iter::once(None).chain(cuts.iter().map(|cut| Some(cut.at))).collect();
    let inside = |validity: &crate::value::Validity, start: &Option<Date>| {
        validity.from.is_none_or(|from| start.is_some_and(|day| from <= day))
            && validity.until.is_none_or(|until| start.is_none_or(|day| day < until))
    };
    let rows = table
        .rows
        .iter()
        .map(|row| starts.iter().map(|start| inside(&row.validity, start)).collect())
        .collect();
    let head = &policy.head.validity;
    let possible = (0..count)
        .map(|class| {
            let lo = starts.get(class).copied().flatten();
            let hi = starts.get(class.saturating_add(1)).copied().flatten();
            head.until.is_none_or(|until| lo.is_none_or(|lo| lo < until))
                && head.from.is_none_or(|from| hi.is_none_or(|hi| from < hi))
        })
        .collect();
    Axis { column: None, classes: Classes::Dates(cuts), rows, possible }
}

/// The classes of a type that some sets cannot tell apart.
pub(crate) fn classes_of(policy: &Policy, ty: Type, sets: &[&Set]) -> Result<Classes, OutOfRange> {
    Ok(match ty {
        Type::Choice(index) => {
            let count = policy.vocabulary.enumeration(index).map_or(0, |found| found.values.len());
            Classes::Choices(u32::try_from(count).unwrap_or(u32::MAX))
        }
        Type::Flag => Classes::Flags,
        Type::Date => {
            let mut cuts: Vec<Cut<Date>> = Vec::new();
            for set in sets {
                if let Set::Dates(intervals) = set {
                    intervals.iter().for_each(|interval| ends(interval, &mut cuts));
                }
            }
            cuts.sort_by_key(|cut| (cut.at, cut.after));
            cuts.dedup();
            Classes::Dates(cuts)
        }
        _ => {
            let mut cuts: Vec<Cut<Exact>> = Vec::new();
            for set in sets {
                if let Set::Numbers(intervals) = set {
                    intervals.iter().for_each(|interval| ends(interval, &mut cuts));
                }
            }
            let mut overflow = false;
            cuts.sort_by(|a, b| {
                let order = a.at.compare(b.at).unwrap_or_else(|_| {
                    overflow = true;
                    Ordering::Equal
                });
                order.then(a.after.cmp(&b.after))
            });
            if overflow {
                return Err(OutOfRange);
            }
            cuts.dedup();
            Classes::Numbers(cuts)
        }
    })
}

fn ends<T: Copy>(interval: &Interval<T>, cuts: &mut Vec<Cut<T>>) {
    if let Some(at) = interval.lo {
        cuts.push(Cut { at, after: interval.lo_open });
    }
    if let Some(at) = interval.hi {
        cuts.push(Cut { at, after: interval.hi_closed });
    }
}

/// Which classes a set holds; its ends are among the cuts.
pub(crate) fn membership(classes: &Classes, set: &Set) -> Vec<bool> {
    let count = classes.count();
    match (set, classes) {
        (Set::Any, _) => vec![true; count],
        (Set::Choices(bits), _) => (0..count)
            .map(|class| u32::try_from(class).is_ok_and(|class| has_bit(*bits, class)))
            .collect(),
        (Set::Flags { yes, no }, _) => vec![*no, *yes],
        (Set::Numbers(intervals), Classes::Numbers(cuts)) => held(intervals, cuts, count),
        (Set::Dates(intervals), Classes::Dates(cuts)) => held(intervals, cuts, count),
        (Set::Numbers(_) | Set::Dates(_), _) => vec![false; count],
    }
}

/// Whether a set of choices holds one.
pub(crate) fn has_bit(bits: u64, choice: u32) -> bool {
    bits.checked_shr(choice).is_some_and(|rest| rest & 1 == 1)
}

/// Which classes lie in one of some intervals. The ends of each are looked up once, not for every class:
/// a table of many rows has as many sets as it has cuts.
fn held<T: Copy + PartialEq>(
    intervals: &[Interval<T>],
    cuts: &[Cut<T>],
    count: usize,
) -> Vec<bool> {
    let mut held = vec![false; count];
    for interval in intervals {
        let Some((first, behind)) = spanned(interval, cuts) else { continue };
        let many = behind.saturating_sub(first);
        held.iter_mut().skip(first).take(many).for_each(|held| *held = true);
    }
    held
}

/// The first class of an interval whose ends are cuts, and the one behind its last.
fn spanned<T: Copy + PartialEq>(interval: &Interval<T>, cuts: &[Cut<T>]) -> Option<(usize, usize)> {
    let position = |at: T, after: bool| {
        cuts.iter()
            .position(|cut| cut.at == at && cut.after == after)
            .map(|at| at.saturating_add(1))
    };
    let first = match interval.lo {
        None => 0,
        Some(at) => position(at, interval.lo_open)?,
    };
    let behind = match interval.hi {
        None => usize::MAX,
        Some(at) => position(at, interval.hi_closed)?,
    };
    Some((first, behind))
}

/// The least and greatest value of a subject and the step between its values, where they are known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Domain {
    pub(crate) min: Option<Exact>,
    pub(crate) max: Option<Exact>,
    pub(crate) step: Option<Exact>,
}

/// The values that a subject can have.
pub(crate) fn domain(policy: &Policy, subject: &Expr) -> Domain {
    match &subject.kind {
        ExprKind::Field(id) => policy.vocabulary.field(*id).map_or(Domain::default(), |field| {
            Domain { min: field.min, max: field.max, step: field.step }
        }),
        ExprKind::Total(_) => Domain { min: Some(Exact::ONE), max: None, step: Some(Exact::ONE) },
        ExprKind::Balance(_) => {
            Domain { min: Some(Exact::ZERO), max: None, step: Some(Exact::ONE) }
        }
        _ => Domain::default(),
    }
}

fn possible(policy: &Policy, subject: &Expr, classes: &Classes) -> Result<Vec<bool>, OutOfRange> {
    let Classes::Numbers(cuts) = classes else {
        return Ok(vec![true; classes.count()]);
    };
    let domain = domain(policy, subject);
    (0..classes.count()).map(|class| Ok(number_in(cuts, class, domain)?.is_some())).collect()
}

/// The least value of a class that lies within the bounds and on the step; without a step some
/// value of it. `None` when there is none.
pub(crate) fn number_in(
    cuts: &[Cut<Exact>],
    class: usize,
    domain: Domain,
) -> Result<Option<Exact>, OutOfRange> {
    let lo = class.checked_sub(1).and_then(|before| cuts.get(before));
    let hi = cuts.get(class);
    // The end above: the figure, and whether it belongs to the class.
    let above = match (hi.map(|cut| (cut.at, cut.after)), domain.max) {
        (Some(cut), Some(max)) if max.compare(cut.0)? == Ordering::Less => Some((max, true)),
        (Some(cut), _) => Some(cut),
        (None, max) => max.map(|max| (max, true)),
    };
    // The end below, and whether it does not belong to the class.
    let below = match (lo.map(|cut| (cut.at, cut.after)), domain.min) {
        (Some(cut), Some(min)) if cut.0.compare(min)? == Ordering::Less => Some((min, false)),
        (Some(cut), _) => Some(cut),
        (None, min) => min.map(|min| (min, false)),
    };
    let step = domain.step.unwrap_or(Exact::ONE);
    let value = match (below, above) {
        (None, None) => Exact::ZERO,
        (None, Some((at, true))) => at,
        (None, Some((at, false))) => at.sub(step)?,
        (Some((from, open)), above) => match domain.step {
            Some(step) => {
                let up = from.div(step)?.neg()?.floor().neg()?.mul(step)?;
                if open && up == from { up.add(step)? } else { up }
            }
            None if !open => from,
            None => match above {
                None => from.add(Exact::ONE)?,
                Some((to, _)) if from.compare(to)? != Ordering::Less => return Ok(None),
                // Whole numbers where there is room for one, so that they can be written.
                Some((to, _)) => match from.floor().add(Exact::ONE)? {
                    next if next.compare(to)? == Ordering::Less => next,
                    _ => from.add(to)?.div(Exact::whole(2))?,
                },
            },
        },
    };
    Ok(match above {
        None => Some(value),
        Some((at, inside)) => match value.compare(at)? {
            Ordering::Less => Some(value),
            Ordering::Equal => inside.then_some(value),
            Ordering::Greater => None,
        },
    })
}
