//! Dates, and days of any year.

use chrono::{Datelike, NaiveDate};
use pest::iterators::Pair;

use super::Context;
use crate::diagnostics::{Code, Problem};
use crate::source::Span;
use crate::syntax::ast::Literal;
use crate::syntax::grammar::Rule;
use crate::text;

/// `2025-03-09`, `2025年3月9日`; a day that does not exist becomes the last of its month.
pub(super) fn parse_date(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) -> Literal {
    let span = cx.span(pair);
    let [year, month, day] = digits(pair.as_str());
    let (month, day) = (month.unwrap_or(1), day.unwrap_or(1));
    let year = year.unwrap_or(1);
    let (real_month, real_day) = nearest_day(year, month, day);
    if (real_month, real_day) != (month, day) || year == 0 {
        cx.report(impossible(
            span,
            pair.as_str(),
            &format!("{year:04}-{real_month:02}-{real_day:02}"),
        ));
    } else if pair.as_rule() == Rule::foreign_date {
        cx.report(badly_written(span, pair.as_str(), &format!("{year:04}-{month:02}-{day:02}")));
    }
    Literal::Date(i32::try_from(year).unwrap_or(1), real_month, real_day)
}

/// `07-01`, `7月1日`
pub(super) fn parse_month_day(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) -> (u32, u32) {
    let span = cx.span(pair);
    let [month, day, _] = digits(pair.as_str());
    let (month, day) = (month.unwrap_or(1), day.unwrap_or(1));
    // 2025 is no leap year: a benefit year cannot start on a day that most years lack.
    let real = nearest_day(2025, month, day);
    if real != (month, day) {
        cx.report(impossible(span, pair.as_str(), &format!("{:02}-{:02}", real.0, real.1)));
    }
    real
}

/// The numbers that a date is made of, in the order written.
fn digits(written: &str) -> [Option<u32>; 3] {
    let mut numbers = written
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().ok());
    [numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten()]
}

/// The day itself when it exists, otherwise the nearest one that does.
fn nearest_day(year: u32, month: u32, day: u32) -> (u32, u32) {
    let year = i32::try_from(year).unwrap_or(1);
    let month = month.clamp(1, 12);
    let next = if month == 12 {
        NaiveDate::from_ymd_opt(year.saturating_add(1), 1, 1)
    } else {
        NaiveDate::from_ymd_opt(year, month.saturating_add(1), 1)
    };
    let last = next.and_then(|first| first.pred_opt()).map_or(28, |date| date.day());
    (month, day.clamp(1, last))
}

fn impossible(span: Span, written: &str, instead: &str) -> Problem {
    Problem::new(
        Code::ImpossibleDate,
        span,
        text!("没有 “{written}” 这一天", "there is no such day as `{written}`"),
    )
    .help(text!("最近的一天是 “{instead}”", "the nearest day is `{instead}`"))
}

/// A date in a foreign notation.
pub(super) fn badly_written(span: Span, written: &str, instead: &str) -> Problem {
    Problem::new(
        Code::BadLiteral,
        span,
        text!("日期不能写成 “{written}”", "a date is not written `{written}`"),
    )
    .help(text!("写成 “{instead}”", "write `{instead}`"))
}
