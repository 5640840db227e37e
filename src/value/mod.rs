//! Exact domain values and the one definition of arithmetic.
//!
//! Money is counted in 分, ratios and points as plain numbers (70 % is 7/10), ages and counts as
//! whole numbers. Every number is an [`Exact`] fraction: nothing is rounded here except by
//! [`rounding`], and a result that does not fit is refused, never wrapped.

mod exact;
mod number;
pub mod op;
mod period;
pub mod rounding;
mod show;

pub use chrono::NaiveDate as Date;
pub use exact::{Exact, OutOfRange};
pub use number::Number;
pub use period::{Period, PeriodKey, YearStart};
pub use show::{figure, money, parse_money, parse_number, percent, plain, points};

use std::sync::Arc;

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// An amount, held in 分.
    Money,
    /// A share, 70 % held as 7/10.
    Ratio,
    /// Percentage points, 10pp held as 1/10.
    Points,
    /// A multiplier without unit.
    Factor,
    /// A plain number: a count, a difference of ages, a quotient of amounts.
    Number,
    /// Full years.
    Age,
    /// A day of the calendar.
    Date,
    /// Months and days.
    Duration,
    /// Yes or no.
    Flag,
    /// A text code.
    Code,
    /// A value of an enumeration, by its index in the vocabulary.
    Choice(EnumIndex),
    /// A set of values of an enumeration.
    Choices(EnumIndex),
}

/// The index of an enumeration in its vocabulary.
pub type EnumIndex = u32;

/// A value of a [`Type`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<N = Exact> {
    /// Money (分), ratio, points, factor, number, age.
    Number(N),
    /// A flag.
    Flag(bool),
    /// The index of a value in its enumeration.
    Choice(u32),
    /// Several values of an enumeration, one bit each.
    Choices(u64),
    /// A day.
    Date(Date),
    /// A length of time.
    Duration(Duration),
    /// A code.
    Text(Arc<str>),
}

impl<N: Number> Value<N> {
    /// A value that is the same for every visit.
    pub fn of(value: &Value) -> Value<N> {
        value.map(N::of)
    }

    /// The same value in plain fractions.
    pub fn exact(&self) -> Value {
        self.map(N::exact)
    }

    /// The same value with another number, where it is one.
    pub fn map<M>(&self, number: impl FnOnce(N) -> M) -> Value<M> {
        match self {
            Value::Number(figure) => Value::Number(number(*figure)),
            Value::Flag(flag) => Value::Flag(*flag),
            Value::Choice(choice) => Value::Choice(*choice),
            Value::Choices(choices) => Value::Choices(*choices),
            Value::Date(date) => Value::Date(*date),
            Value::Duration(length) => Value::Duration(*length),
            Value::Text(text) => Value::Text(text.clone()),
        }
    }
}

/// A length of time: calendar months, then days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Duration {
    /// Calendar months.
    pub months: i32,
    /// Days.
    pub days: i32,
}

/// Whether a date lies in `[from, until)`; an open end holds everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validity {
    /// First day.
    pub from: Option<Date>,
    /// First day no longer in it.
    pub until: Option<Date>,
}

impl Validity {
    /// Whether the day lies in it.
    pub fn holds(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }

    /// The days that lie in both.
    #[must_use]
    pub fn and(&self, other: &Validity) -> Validity {
        let from = match (self.from, other.from) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        let until = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Validity { from, until }
    }

    /// Whether no day lies in it.
    pub fn is_empty(&self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if from >= until)
    }

    /// Whether it holds every day.
    pub fn is_always(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }
}
