//! Values of the oracle: exact rationals, dates, words of enumerations. No types beyond that:
//! money is in 元, a ratio of 70% is 7/10, ages are years.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use polc::syntax::ast::{DurationUnit, Literal, RoundingMode};

/// An exact number.
pub(crate) type Rat = BigRational;

/// Why the oracle gives no amounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A gate refuses the visit, with the reason of the clause.
    Refused(String),
    /// The policy does not take this visit (dates, group).
    NotApplicable(String),
    /// The policy has no answer: left out on purpose, or no benefit takes the visit.
    NoAnswer(String),
    /// A figure is 待定.
    Unset(String),
    /// A fact is missing.
    Missing(String),
    /// The oracle cannot say: a fault of the policy, or something it does not cover.
    Fault(String),
}

/// What an evaluation gives.
pub(crate) type Res<T> = Result<T, Trouble>;

/// Shorthand for a fault.
pub(crate) fn fault<T>(text: impl Into<String>) -> Res<T> {
    Err(Trouble::Fault(text.into()))
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Money, ratio, points, factor, number, age.
    Number(Rat),
    /// 是, 否.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// 90天
    Duration(u32, DurationUnit),
    /// A text or code.
    Text(String),
    /// A value of an enumeration: its enumeration, its name.
    Word(String, String),
    /// A set of values of an enumeration.
    Set(String, BTreeSet<String>),
}

impl Value {
    pub(crate) fn number(self) -> Res<Rat> {
        match self {
            Self::Number(number) => Ok(number),
            other => fault(format!("not a number: {other:?}")),
        }
    }

    pub(crate) fn flag(self) -> Res<bool> {
        match self {
            Self::Flag(flag) => Ok(flag),
            other => fault(format!("not a flag: {other:?}")),
        }
    }

    pub(crate) fn date(self) -> Res<NaiveDate> {
        match self {
            Self::Date(date) => Ok(date),
            other => fault(format!("not a date: {other:?}")),
        }
    }

    /// As a key of a total.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Word(_, name) => name.clone(),
            other => format!("{other:?}"),
        }
    }
}

/// An exact number from a whole one.
pub(crate) fn whole(number: i64) -> Rat {
    Rat::from_integer(BigInt::from(number))
}

/// One 分.
pub(crate) fn fen() -> Rat {
    Rat::new(BigInt::one(), BigInt::from(100))
}

/// A decimal as written: `5.55`, `0.7`, `-3`; a unit behind it (元, 岁, %) is allowed.
pub(crate) fn parse_number(text: &str) -> Res<Rat> {
    let text = text.trim().replace('_', "");
    let (text, scale) = match text.strip_suffix('%') {
        Some(rest) => (rest.to_owned(), whole(100)),
        None => (text.trim_end_matches(['元', '岁', '次', '人', '种']).to_owned(), whole(1)),
    };
    let (text, sign) = match text.strip_prefix('-') {
        Some(rest) => (rest.to_owned(), whole(-1)),
        None => (text, whole(1)),
    };
    let (units, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let Ok(digits) = format!("{units}{decimals}").parse::<BigInt>() else {
        return fault(format!("not a number: {text}"));
    };
    let ten = BigInt::from(10).pow(u32::try_from(decimals.len()).unwrap());
    Ok(sign * Rat::new(digits, ten) / scale)
}

/// `2025-03-09`.
pub(crate) fn parse_date(text: &str) -> Res<NaiveDate> {
    text.trim().parse().map_err(|_| Trouble::Fault(format!("not a date: {text}")))
}

/// The value of a literal.
pub(crate) fn literal(literal: &Literal) -> Value {
    match literal {
        Literal::Money(figure)
        | Literal::Ratio(figure)
        | Literal::Points(figure)
        | Literal::Factor(figure)
        | Literal::Number(figure) => Value::Number(parse_number(&figure.to_string()).unwrap()),
        Literal::Age(years) => Value::Number(whole(i64::from(*years))),
        Literal::Duration(count, unit) => Value::Duration(*count, *unit),
        Literal::Date(..) => Value::Date(literal_date(literal)),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Flag(flag) => Value::Flag(*flag),
    }
}

/// The day of a date literal.
pub(crate) fn literal_date(literal: &Literal) -> NaiveDate {
    match literal {
        Literal::Date(year, month, day) => NaiveDate::from_ymd_opt(*year, *month, *day).unwrap(),
        other => panic!("not a date: {other:?}"),
    }
}

/// Rounds to a multiple of `unit`.
pub(crate) fn round(number: &Rat, unit: &Rat, mode: RoundingMode) -> Rat {
    let steps = number / unit;
    let floor = steps.floor();
    let rest = &steps - &floor;
    let half = Rat::new(BigInt::one(), BigInt::from(2));
    let up = match mode {
        RoundingMode::Down => false,
        RoundingMode::Up => rest.is_positive(),
        RoundingMode::HalfUp => rest >= half,
        RoundingMode::HalfEven => {
            rest > half || (rest == half && !(floor.to_integer() % BigInt::from(2)).is_zero())
        }
    };
    (if up { floor + whole(1) } else { floor }) * unit
}

/// Rounds to 分, half up: how open money is shown.
pub(crate) fn shown(number: &Rat) -> Rat {
    round(number, &fen(), RoundingMode::HalfUp)
}

/// The smaller one.
pub(crate) fn min(left: &Rat, right: &Rat) -> Rat {
    if left <= right { left.clone() } else { right.clone() }
}

/// Nothing below zero.
pub(crate) fn positive(number: Rat) -> Rat {
    if number.is_negative() { Rat::zero() } else { number }
}

/// Calendar months, clamped to the end of the month.
pub(crate) fn add_months(date: NaiveDate, months: i64) -> NaiveDate {
    let step = Months::new(u32::try_from(months.abs()).unwrap());
    if months < 0 { date.checked_sub_months(step) } else { date.checked_add_months(step) }.unwrap()
}

/// Date plus or minus a duration.
pub(crate) fn shift(date: NaiveDate, count: u32, unit: DurationUnit, back: bool) -> NaiveDate {
    let sign = if back { -1 } else { 1 };
    match unit {
        DurationUnit::Days if back => date.checked_sub_days(Days::new(u64::from(count))).unwrap(),
        DurationUnit::Days => date.checked_add_days(Days::new(u64::from(count))).unwrap(),
        DurationUnit::Months => add_months(date, sign * i64::from(count)),
        DurationUnit::Years => add_months(date, sign * 12 * i64::from(count)),
    }
}

/// Whole months from one day to another: the most that, added to the first (clamped to the end of
/// the month), do not pass the second. Decided: so the day before is −1 month, not 0.
pub(crate) fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    let rough =
        i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    if add_months(from, rough) <= to { rough } else { rough - 1 }
}

/// Full years on a day. Someone born on 29 February is a year older on 28 February of a year that
/// has no 29th ("end-of-month clamping").
pub(crate) fn full_years(birth: NaiveDate, day: NaiveDate) -> i64 {
    months_between(birth, day).div_euclid(12)
}
