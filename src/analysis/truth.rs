//! What is known of a condition when only the classes of some subjects are known.

use crate::policy::{Expr, ExprKind, Interval, Set, has_bit};
use crate::rule::{Classes, Cut};
use crate::value::op::{Comparison, Op};
use crate::value::{Exact, Value};

/// One class of one subject.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) subject: &'a Expr,
    pub(super) classes: &'a Classes,
    pub(super) class: usize,
}

/// Whether a condition holds for every value of the classes, for none, or (`None`) for some.
pub(super) fn truth(condition: &Expr, known: &[Known<'_>]) -> Option<bool> {
    match &condition.kind {
        ExprKind::And(left, right) => match (truth(left, known), truth(right, known)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        ExprKind::Or(left, right) => match (truth(left, known), truth(right, known)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        ExprKind::Op(Op::Not, operands) => {
            operands.first().and_then(|operand| truth(operand, known)).map(|held| !held)
        }
        ExprKind::Is(matcher) => inside(&matcher.set, class_of(&matcher.subject, known)?),
        ExprKind::Op(op, operands) => match operands.as_slice() {
            [subject, figure] => compared(*op, figure, class_of(subject, known)?),
            _ => None,
        },
        ExprKind::Field(_) | ExprKind::Definition(_) | ExprKind::Result(_) => {
            class_of(condition, known).map(|known| known.class == 1)
        }
        ExprKind::Constant(Value::Flag(flag)) => Some(*flag),
        _ => None,
    }
}

fn class_of<'a>(subject: &Expr, known: &[Known<'a>]) -> Option<Known<'a>> {
    known.iter().copied().find(|known| known.subject.kind == subject.kind)
}

fn inside(set: &Set, known: Known<'_>) -> Option<bool> {
    match (set, known.classes) {
        (Set::Any, _) => Some(true),
        (Set::Choices(bits), Classes::Choices(_)) => {
            Some(u32::try_from(known.class).is_ok_and(|class| has_bit(*bits, class)))
        }
        (Set::Flags { yes, no }, Classes::Flags) => Some(if known.class == 1 { *yes } else { *no }),
        (Set::Numbers(intervals), Classes::Numbers(cuts)) => {
            let class = ends(cuts, known.class);
            let relations: Vec<Option<bool>> =
                intervals.iter().map(|interval| relation(class, interval)).collect();
            if relations.contains(&Some(true)) {
                Some(true)
            } else if relations.iter().all(|held| *held == Some(false)) {
                Some(false)
            } else {
                None
            }
        }
        _ => None,
    }
}

fn compared(op: Op, figure: &Expr, known: Known<'_>) -> Option<bool> {
    let ExprKind::Constant(value) = &figure.kind else { return None };
    match (op, value, known.classes) {
        (Op::CompareChoices(comparison), Value::Choice(choice), Classes::Choices(_)) => {
            let class = u32::try_from(known.class).ok()?;
            Some(comparison.holds(class.cmp(choice)))
        }
        (Op::CompareNumbers(comparison), Value::Number(number), Classes::Numbers(cuts)) => {
            let (lo_open, hi_closed) = (true, true);
            let (at, none) = (Some(*number), None);
            let interval = match comparison {
                Comparison::Less => Interval { lo: none, lo_open: false, hi: at, hi_closed: false },
                Comparison::LessOrEqual => Interval { lo: none, lo_open: false, hi: at, hi_closed },
                Comparison::Greater => Interval { lo: at, lo_open, hi: none, hi_closed: false },
                Comparison::GreaterOrEqual => {
                    Interval { lo: at, lo_open: false, hi: none, hi_closed: false }
                }
                Comparison::Equal | Comparison::NotEqual => return None,
            };
            relation(ends(cuts, known.class), &interval)
        }
        _ => None,
    }
}

/// The cuts below and above a class.
type Ends<'a> = (Option<&'a Cut<Exact>>, Option<&'a Cut<Exact>>);

fn ends(cuts: &[Cut<Exact>], class: usize) -> Ends<'_> {
    (class.checked_sub(1).and_then(|before| cuts.get(before)), cuts.get(class))
}

/// Whether a class lies inside an interval, outside, or across its ends.
fn relation((below, above): Ends<'_>, interval: &Interval<Exact>) -> Option<bool> {
    let lo = interval.lo.map(|at| (at, interval.lo_open));
    let hi = interval.hi.map(|at| (at, interval.hi_closed));
    // A place on the line: the figure, and whether the figure itself lies below the place.
    let place = |cut: &Cut<Exact>| (cut.at, cut.after);
    let from_inside = match (lo, below.map(place)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(lo), Some(below)) => at_or_after(below, lo),
    };
    let to_inside = match (hi, above.map(place)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(hi), Some(above)) => at_or_after(hi, above),
    };
    if from_inside && to_inside {
        return Some(true);
    }
    let behind =
        matches!((hi, below.map(place)), (Some(hi), Some(below)) if at_or_after(below, hi));
    let before =
        matches!((lo, above.map(place)), (Some(lo), Some(above)) if at_or_after(lo, above));
    (behind || before).then_some(false)
}

fn at_or_after(a: (Exact, bool), b: (Exact, bool)) -> bool {
    match a.0.compare(b.0) {
        Ok(std::cmp::Ordering::Greater) => true,
        Ok(std::cmp::Ordering::Equal) => a.1 >= b.1,
        Ok(std::cmp::Ordering::Less) | Err(_) => false,
    }
}
