//! Every operation, already resolved: what it means, once, for every engine.

use std::cmp::Ordering;

use chrono::{Datelike, Months};

use super::{Date, Duration, Exact, Number, OutOfRange, Value, YearStart};

/// An operation on values whose types the compiler has checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Sum of two numbers of one unit, or ratio and points.
    Add,
    /// Difference of the same.
    Subtract,
    /// Product; at most one operand carries a unit.
    Multiply,
    /// Quotient.
    Divide,
    /// The same on the other side of zero.
    Negate,
    /// The greatest whole number not above.
    Floor,
    /// The larger of two numbers.
    Max,
    /// The smaller of two numbers.
    Min,
    /// Compares two numbers.
    CompareNumbers(Comparison),
    /// Compares two days.
    CompareDates(Comparison),
    /// Compares two values of one ordered enumeration, or two choices for equality.
    CompareChoices(Comparison),
    /// Two flags, codes or lengths of time are the same.
    Same,
    /// The choice is in the set.
    Contains,
    /// How many values a set holds.
    Count,
    /// A day, so much later.
    DateAdd,
    /// A day, so much earlier.
    DateSubtract,
    /// Days from the second day to the first.
    DateDifference,
    /// Full years from the first day to the second: 周岁.
    FullYears,
    /// Whole months from the first day to the second.
    FullMonths,
    /// Number of days from the first day to the second.
    Days,
    /// The month of the benefit year.
    MonthOfYear,
    /// The value below in an ordered enumeration; the lowest stays.
    LevelBelow,
    /// Not.
    Not,
}

/// How two things compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

impl Comparison {
    /// Whether an order satisfies it.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Less => order == Ordering::Less,
            Comparison::LessOrEqual => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::GreaterOrEqual => order != Ordering::Less,
            Comparison::Equal => order == Ordering::Equal,
            Comparison::NotEqual => order != Ordering::Equal,
        }
    }

    /// The comparison that holds exactly when this one does not.
    #[must_use]
    pub fn negated(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
        }
    }
}

/// Why an operation gave no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpError {
    /// The result does not fit.
    OutOfRange,
    /// A divisor of zero.
    DivisionByZero,
    /// The operands are not of the kind that the operation takes: a fault of the compiler.
    WrongOperands,
}

impl From<OutOfRange> for OpError {
    fn from(_: OutOfRange) -> Self {
        OpError::OutOfRange
    }
}

/// Applies an operation to its operands.
pub fn apply<N: Number>(
    op: Op,
    operands: &[Value<N>],
    year: YearStart,
) -> Result<Value<N>, OpError> {
    use Value::{Choice, Choices, Duration as Length, Flag, Number};
    let whole = |number: i64| Number(N::of(Exact::whole(number)));
    Ok(match (op, operands) {
        (Op::Add, [Number(a), Number(b)]) => Number(a.add(*b)?),
        (Op::Subtract, [Number(a), Number(b)]) => Number(a.sub(*b)?),
        (Op::Multiply, [Number(a), Number(b)]) => Number(a.mul(*b)?),
        (Op::Divide, [Number(_), Number(b)]) if b.exact().is_zero() => {
            return Err(OpError::DivisionByZero);
        }
        (Op::Divide, [Number(a), Number(b)]) => Number(a.div(*b)?),
        (Op::Negate, [Number(a)]) => Number(a.neg()?),
        (Op::Floor, [Number(a)]) => Number(a.floor()?),
        (Op::Max, [Number(a), Number(b)]) => Number(a.max(*b)?),
        (Op::Min, [Number(a), Number(b)]) => Number(a.min(*b)?),
        (Op::CompareNumbers(comparison), [Number(a), Number(b)]) => Flag(a.is(comparison, *b)?),
        (Op::CompareDates(comparison), [Value::Date(a), Value::Date(b)]) => {
            Flag(comparison.holds(a.cmp(b)))
        }
        (Op::CompareChoices(comparison), [Choice(a), Choice(b)]) => {
            Flag(comparison.holds(a.cmp(b)))
        }
        (Op::Same, [a, b]) => Flag(a == b),
        (Op::Contains, [Choices(set), Choice(choice)]) => {
            Flag(set.checked_shr(*choice).is_some_and(|rest| rest & 1 == 1))
        }
        (Op::Count, [Choices(set)]) => whole(i64::from(set.count_ones())),
        (Op::DateAdd, [Value::Date(day), Length(length)]) => Value::Date(later(*day, *length)?),
        (Op::DateSubtract, [Value::Date(day), Length(length)]) => {
            Value::Date(later(*day, negate(*length)?)?)
        }
        (Op::DateDifference, [Value::Date(a), Value::Date(b)]) => {
            Length(Duration { months: 0, days: days_between(*b, *a)? })
        }
        (Op::FullYears, [Value::Date(a), Value::Date(b)]) => {
            whole(full_months(*a, *b).div_euclid(12))
        }
        (Op::FullMonths, [Value::Date(a), Value::Date(b)]) => whole(full_months(*a, *b)),
        (Op::Days, [Value::Date(a), Value::Date(b)]) => whole(i64::from(days_between(*a, *b)?)),
        (Op::LevelBelow, [Choice(choice)]) => Choice(choice.saturating_sub(1)),
        (Op::MonthOfYear, [Value::Date(day)]) => whole(year.month_of(*day)),
        (Op::Not, [Flag(flag)]) => Flag(!flag),
        _ => return Err(OpError::WrongOperands),
    })
}

fn negate(length: Duration) -> Result<Duration, OpError> {
    Ok(Duration {
        months: length.months.checked_neg().ok_or(OpError::OutOfRange)?,
        days: length.days.checked_neg().ok_or(OpError::OutOfRange)?,
    })
}

/// Months first, clamped to the end of the month, then days.
fn later(day: Date, length: Duration) -> Result<Date, OpError> {
    let months = Months::new(length.months.unsigned_abs());
    let moved = if length.months < 0 {
        day.checked_sub_months(months)
    } else {
        day.checked_add_months(months)
    };
    moved
        .and_then(|day| day.checked_add_signed(chrono::Duration::days(i64::from(length.days))))
        .ok_or(OpError::OutOfRange)
}

fn days_between(from: Date, to: Date) -> Result<i32, OpError> {
    i32::try_from(to.signed_duration_since(from).num_days()).map_err(|_| OpError::OutOfRange)
}

/// Whole months from one day to another; someone born on 29 February turns a year older on
/// 28 February of a common year's end of month, as calendar arithmetic with clamping has it.
fn full_months(from: Date, to: Date) -> i64 {
    let months = (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month())
        - i64::from(from.month());
    let reached = u32::try_from(months)
        .ok()
        .and_then(|months| from.checked_add_months(Months::new(months)))
        .is_none_or(|anniversary| anniversary <= to);
    if months >= 0 && !reached { months - 1 } else { months }
}
