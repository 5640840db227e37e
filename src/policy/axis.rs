//! The axes of a table: its columns, and time when a row is dated, cut into classes.
//!
//! Analysis walks the classes to find gaps and overlaps; lowering makes the dense array from the same
//! classes, so that what was proved is what runs.

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
        let mut rows = Vec::new();
        for set in &sets {
            rows.push(membership(&classes, set)?);
        }
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

fn classes_of(policy: &Policy, ty: Type, sets: &[&Set]) -> Result<Classes, OutOfRange> {
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
                    std::cmp::Ordering::Equal
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

fn membership(classes: &Classes, set: &Set) -> Result<Vec<bool>, OutOfRange> {
    let count = classes.count();
    Ok(match (set, classes) {
        (Set::Any, _) => vec![true; count],
        (Set::Choices(bits), _) => (0..count)
            .map(|class| u32::try_from(class).is_ok_and(|class| has_bit(*bits, class)))
            .collect(),
        (Set::Flags { yes, no }, _) => vec![*no, *yes],
        (Set::Numbers(intervals), Classes::Numbers(cuts)) => {
            let mut held = Vec::new();
            for class in 0..count {
                held.push(intervals.iter().any(|interval| spans(interval, cuts, class)));
            }
            held
        }
        (Set::Dates(intervals), Classes::Dates(cuts)) => (0..count)
            .map(|class| intervals.iter().any(|interval| spans(interval, cuts, class)))
            .collect(),
        (Set::Numbers(_) | Set::Dates(_), _) => vec![false; count],
    })
}

/// Whether a set of choices holds one.
pub(crate) fn has_bit(bits: u64, choice: u32) -> bool {
    bits.checked_shr(choice).is_some_and(|rest| rest & 1 == 1)
}

/// Whether an interval whose ends are cuts holds a whole class.
fn spans<T: Copy + PartialEq>(interval: &Interval<T>, cuts: &[Cut<T>], class: usize) -> bool {
    let position = |at: T, after: bool| {
        cuts.iter()
            .position(|cut| cut.at == at && cut.after == after)
            .map(|at| at.saturating_add(1))
    };
    let first = interval.lo.map_or(Some(0), |at| position(at, interval.lo_open));
    let behind = match interval.hi {
        None => Some(usize::MAX),
        Some(at) => position(at, interval.hi_closed),
    };
    matches!((first, behind), (Some(first), Some(behind)) if first <= class && class < behind)
}

/// The least and greatest value and the step of a subject, where they are known.
fn domain(policy: &Policy, subject: &Expr) -> (Option<Exact>, Option<Exact>, Option<Exact>) {
    match &subject.kind {
        ExprKind::Field(id) => policy
            .vocabulary
            .field(*id)
            .map_or((None, None, None), |field| (field.min, field.max, field.step)),
        ExprKind::Total(_) => (Some(Exact::ONE), None, Some(Exact::ONE)),
        _ => (None, None, None),
    }
}

fn possible(policy: &Policy, subject: &Expr, classes: &Classes) -> Result<Vec<bool>, OutOfRange> {
    let Classes::Numbers(cuts) = classes else {
        return Ok(vec![true; classes.count()]);
    };
    let (min, max, step) = domain(policy, subject);
    (0..classes.count())
        .map(|class| {
            let lo = class.checked_sub(1).and_then(|before| cuts.get(before));
            let hi = cuts.get(class);
            holds_a_value(lo, hi, (min, max, step))
        })
        .collect()
}

/// Whether a class holds a value that lies within the bounds and on the step.
fn holds_a_value(
    lo: Option<&Cut<Exact>>,
    hi: Option<&Cut<Exact>>,
    (min, max, step): (Option<Exact>, Option<Exact>, Option<Exact>),
) -> Result<bool, OutOfRange> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    // The least candidate: the lower end or the bound, moved up to the step.
    let mut least = match (lo.map(|cut| cut.at), min) {
        (Some(a), Some(b)) => Some(a.max(b)?),
        (a, b) => a.or(b),
    };
    if let (Some(from), Some(step)) = (least, step) {
        let steps = from.div(step)?;
        let up = steps.neg()?.floor().neg()?.mul(step)?;
        let excluded = lo.is_some_and(|cut| cut.after && cut.at == up);
        least = Some(if excluded { up.add(step)? } else { up });
    }
    let Some(least) = least else { return Ok(true) };
    let above_lower = match lo {
        None => true,
        Some(cut) if step.is_some() => cut.at.compare(least)? != Greater,
        Some(_) => true,
    };
    let below_upper = match hi {
        None => true,
        Some(cut) => match least.compare(cut.at)? {
            Less => true,
            // Without a step the class (a, a] is empty, [a, a] is not.
            Equal => {
                cut.after && !(step.is_none() && lo.is_some_and(|lo| lo.after && lo.at == least))
            }
            Greater => false,
        },
    };
    let within = match max {
        None => true,
        Some(max) => match least.compare(max)? {
            Less => true,
            Equal => !(step.is_none() && lo.is_some_and(|lo| lo.after && lo.at == least)),
            Greater => false,
        },
    };
    Ok(above_lower && below_upper && within)
}
