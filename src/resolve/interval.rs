//! Sets of values: unions of intervals, and what is left of everything.

use std::cmp::Ordering;

use crate::policy::{Interval, Set};
use crate::value::{Date, Exact};

/// Something that lies on a line.
pub(super) trait Point: Copy {
    /// Which comes first.
    fn order(self, other: Self) -> Ordering;
}

impl Point for Exact {
    fn order(self, other: Self) -> Ordering {
        // Figures of a policy are far smaller than what cannot be compared.
        self.compare(other).unwrap_or(Ordering::Equal)
    }
}

impl Point for Date {
    fn order(self, other: Self) -> Ordering {
        self.cmp(&other)
    }
}

/// A place between values: before everything, before or behind a value, behind everything.
#[derive(Clone, Copy)]
enum Cut<T> {
    Start,
    At(T, bool),
    End,
}

impl<T: Point> Cut<T> {
    fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Cut::Start, Cut::Start) | (Cut::End, Cut::End) => Ordering::Equal,
            (Cut::Start, _) | (_, Cut::End) => Ordering::Less,
            (_, Cut::Start) | (Cut::End, _) => Ordering::Greater,
            (Cut::At(a, behind), Cut::At(b, other)) => a.order(b).then(behind.cmp(&other)),
        }
    }

    fn max(self, other: Self) -> Self {
        if self.order(other).is_lt() { other } else { self }
    }
}

fn cuts<T: Point>(interval: &Interval<T>) -> (Cut<T>, Cut<T>) {
    (
        interval.lo.map_or(Cut::Start, |lo| Cut::At(lo, interval.lo_open)),
        interval.hi.map_or(Cut::End, |hi| Cut::At(hi, interval.hi_closed)),
    )
}

fn between<T>(from: Cut<T>, to: Cut<T>) -> Interval<T> {
    let (lo, lo_open) = match from {
        Cut::At(value, behind) => (Some(value), behind),
        Cut::Start | Cut::End => (None, false),
    };
    let (hi, hi_closed) = match to {
        Cut::At(value, behind) => (Some(value), behind),
        Cut::Start | Cut::End => (None, false),
    };
    Interval { lo, lo_open, hi, hi_closed }
}

/// Whether nothing lies in an interval.
pub(super) fn is_empty<T: Point>(interval: &Interval<T>) -> bool {
    let (from, to) = cuts(interval);
    from.order(to).is_ge()
}

/// The union, ascending and disjoint.
pub(super) fn union<T: Point>(intervals: Vec<Interval<T>>) -> Vec<Interval<T>> {
    let mut parts: Vec<(Cut<T>, Cut<T>)> = intervals.iter().map(cuts).collect();
    parts.sort_by(|a, b| a.0.order(b.0));
    let mut joined: Vec<(Cut<T>, Cut<T>)> = Vec::new();
    for (from, to) in parts {
        match joined.last_mut() {
            Some(last) if from.order(last.1).is_le() => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined.into_iter().map(|(from, to)| between(from, to)).collect()
}

/// Everything that lies in none of them.
pub(super) fn outside<T: Point>(intervals: Vec<Interval<T>>) -> Vec<Interval<T>> {
    let mut left = Vec::new();
    let mut from = Cut::Start;
    for interval in union(intervals) {
        let (lo, hi) = cuts(&interval);
        if from.order(lo).is_lt() {
            left.push(between(from, lo));
        }
        from = from.max(hi);
    }
    if from.order(Cut::End).is_lt() {
        left.push(between(from, Cut::End));
    }
    left
}

/// What is in neither of the sets; `values` is how many values an enumeration has.
pub(super) fn others(sets: &[&Set], values: u32) -> Set {
    let mut choices: u64 = 0;
    let (mut seen_yes, mut seen_no) = (false, false);
    let mut numbers = Vec::new();
    let mut dates = Vec::new();
    let mut kind = None;
    for set in sets {
        match set {
            Set::Any => continue,
            Set::Choices(bits) => choices |= bits,
            Set::Flags { yes, no } => {
                seen_yes = seen_yes || *yes;
                seen_no = seen_no || *no;
            }
            Set::Numbers(intervals) => numbers.extend(intervals.iter().copied()),
            Set::Dates(intervals) => dates.extend(intervals.iter().copied()),
        }
        kind = Some(*set);
    }
    match kind {
        None | Some(Set::Any) => Set::Any,
        Some(Set::Choices(_)) => Set::Choices(all(values) & !choices),
        Some(Set::Flags { .. }) => Set::Flags { yes: !seen_yes, no: !seen_no },
        Some(Set::Numbers(_)) => Set::Numbers(outside(numbers)),
        Some(Set::Dates(_)) => Set::Dates(outside(dates)),
    }
}

/// One bit for each value of an enumeration.
pub(super) fn all(values: u32) -> u64 {
    1_u64.checked_shl(values).map_or(u64::MAX, |above| above.wrapping_sub(1))
}

/// The bits of the values from one to another, both included.
pub(super) fn from_to(first: u32, last: u32) -> u64 {
    all(last.saturating_add(1)) & !all(first)
}

/// The visit with this number.
pub(super) fn ordinal(number: i64) -> Set {
    Set::Numbers(vec![Interval {
        lo: Some(Exact::whole(number)),
        lo_open: false,
        hi: Some(Exact::whole(number.saturating_add(1))),
        hi_closed: false,
    }])
}
