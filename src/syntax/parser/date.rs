//! Dates, and days of any year.

use chrono::{Datelike, NaiveDate};
use pest::iterators::Pair;

use super::Context;
use crate::source::Span;
use crate::syntax::ast::Literal;
use crate::syntax::error;
use crate::syntax::grammar::Rule;

/// `2025-03-09`, `2025年3月9日`; a day that does not exist becomes the nearest that does. Nothing
/// when the date cannot be guessed.
pub(super) fn parse_date(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> Option<Literal> {
    let span = cx.span(pair);
    let written = pair.as_str();
    if pair.as_rule() == Rule::foreign_day {
        explain_day(cx, written, span);
        return None;
    }
    let [year, month, day] = numbers(written);
    let real = Day { year: year.max(1), month, day }.nearest();
    let instead = format!("{:04}-{:02}-{:02}", real.year, real.month, real.day);
    if (real.year, real.month, real.day) != (year, month, day) {
        let last = (real.month == month && day > 0).then_some((real.month, real.day));
        cx.report(error::impossible_date(span, written, last, &instead));
    } else if pair.as_rule() == Rule::foreign_date {
        cx.report(error::foreign_date(span, written, &instead));
    }
    Some(Literal::Date(i32::try_from(real.year).unwrap_or(1), real.month, real.day))
}

/// `07-01`, `7月1日`
pub(super) fn parse_month_day(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> (u32, u32) {
    let span = cx.span(pair);
    let [month, day, _] = numbers(pair.as_str());
    // 2025 is no leap year: a benefit year cannot start on a day that most years lack.
    let real = Day { year: 2025, month, day }.nearest();
    if (real.month, real.day) != (month, day) {
        let last = (real.month == month && day > 0).then_some((real.month, real.day));
        let instead = format!("{:02}-{:02}", real.month, real.day);
        cx.report(error::impossible_date(span, pair.as_str(), last, &instead));
    }
    (real.month, real.day)
}

/// What stands for a date and is none: `2025年3月`, `20250309`.
fn explain_day(cx: &mut Context<'_, '_>, written: &str, span: Span) {
    let digits = written.chars().all(|letter| letter.is_ascii_digit());
    let compact = written
        .split_at_checked(4)
        .filter(|_| digits && written.len() == 8)
        .and_then(|(year, rest)| Some((year, rest.split_at_checked(2)?)));
    if let Some((year, (month, day))) = compact {
        cx.report(error::foreign_date(span, written, &format!("{year}-{month}-{day}")));
    } else if written.contains('月') && !written.contains('年') {
        cx.report(error::date_without_year(span, written));
    } else {
        cx.report(error::no_date(span, written));
    }
}

/// The numbers that a date is made of, in the order written.
fn numbers(written: &str) -> [u32; 3] {
    let mut numbers = written
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    [next(), next(), next()]
}

/// Year, month and day as written, which may not exist.
#[derive(Clone, Copy)]
struct Day {
    year: u32,
    month: u32,
    day: u32,
}

impl Day {
    /// The day itself when it exists, otherwise the nearest of its month that does.
    fn nearest(self) -> Day {
        let month = self.month.clamp(1, 12);
        let year = i32::try_from(self.year).unwrap_or(1);
        let (next_year, next_month) =
            if month == 12 { (year.saturating_add(1), 1) } else { (year, month.saturating_add(1)) };
        let last = NaiveDate::from_ymd_opt(next_year, next_month, 1)
            .and_then(|first| first.pred_opt())
            .map_or(28, |date| date.day());
        Day { year: self.year, month, day: self.day.clamp(1, last) }
    }
}
