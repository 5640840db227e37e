//! Small forms of the tree to forms of the rules.

use std::sync::Arc;

use crate::rule::Section;
use crate::syntax::ast;
use crate::value::{Date, Duration, Exact, Period, Type, Value, rounding::Mode};

pub(super) fn period(period: ast::Period) -> Period {
    match period {
        ast::Period::Item => Period::Item,
        ast::Period::Visit => Period::Visit,
        ast::Period::Day => Period::Day,
        ast::Period::Month => Period::Month,
        ast::Period::Quarter => Period::Quarter,
        ast::Period::Year => Period::Year,
        ast::Period::Rolling(days) => Period::Rolling(days),
        ast::Period::Lifetime => Period::Lifetime,
    }
}

/// The Chinese word of a period, as it is written.
pub(super) fn period_word(period: Period) -> String {
    match period {
        Period::Item => "每项".to_owned(),
        Period::Visit => "每次".to_owned(),
        Period::Day => "每日".to_owned(),
        Period::Month => "每月".to_owned(),
        Period::Quarter => "每季度".to_owned(),
        Period::Year => "每年".to_owned(),
        Period::Rolling(days) => format!("滚动{days}天"),
        Period::Lifetime => "终身".to_owned(),
    }
}

/// The English words of a period, as they are written.
pub(super) fn period_word_en(period: Period) -> String {
    match period {
        Period::Item => "per item".to_owned(),
        Period::Visit => "per visit".to_owned(),
        Period::Day => "per day".to_owned(),
        Period::Month => "per month".to_owned(),
        Period::Quarter => "per quarter".to_owned(),
        Period::Year => "per year".to_owned(),
        Period::Rolling(days) => format!("rolling {days} days"),
        Period::Lifetime => "lifetime".to_owned(),
    }
}

/// Whether totals of the period outlast a visit.
pub(super) fn outlasts_visit(period: Period) -> bool {
    !matches!(period, Period::Item | Period::Visit)
}

pub(super) fn section(section: ast::Section) -> Section {
    match section {
        ast::Section::Person => Section::Person,
        ast::Section::Institution => Section::Institution,
        ast::Section::Visit => Section::Visit,
        ast::Section::Line => Section::Line,
        ast::Section::Binding => Section::Binding,
    }
}

pub(super) fn mode(mode: ast::RoundingMode) -> Mode {
    match mode {
        ast::RoundingMode::HalfUp => Mode::HalfUp,
        ast::RoundingMode::HalfEven => Mode::HalfEven,
        ast::RoundingMode::Down => Mode::Down,
        ast::RoundingMode::Up => Mode::Up,
    }
}

/// The day of a date literal.
pub(super) fn day(literal: &ast::Literal) -> Option<Date> {
    match literal {
        ast::Literal::Date(year, month, day) => Date::from_ymd_opt(*year, *month, *day),
        _ => None,
    }
}

/// The value and type of a literal; `None` when it is too large.
pub(super) fn literal(literal: &ast::Literal) -> Option<(Value, Type)> {
    use ast::Literal as L;
    let number = |decimal| Exact::from_decimal(decimal).ok();
    Some(match literal {
        L::Money(yuan) => (Value::Number(number(*yuan)?.mul(Exact::whole(100)).ok()?), Type::Money),
        L::Ratio(ratio) => (Value::Number(number(*ratio)?), Type::Ratio),
        L::Points(points) => (Value::Number(number(*points)?), Type::Points),
        L::Factor(factor) => (Value::Number(number(*factor)?), Type::Factor),
        L::Number(figure) => (Value::Number(number(*figure)?), Type::Number),
        L::Age(years) => (Value::Number(Exact::whole(i64::from(*years))), Type::Age),
        L::Duration(count, unit) => {
            let count = i32::try_from(*count).ok()?;
            let length = match unit {
                ast::DurationUnit::Days => Duration { months: 0, days: count },
                ast::DurationUnit::Months => Duration { months: count, days: 0 },
                ast::DurationUnit::Years => Duration { months: count.checked_mul(12)?, days: 0 },
            };
            (Value::Duration(length), Type::Duration)
        }
        L::Date(..) => (Value::Date(day(literal)?), Type::Date),
        L::Text(text) => (Value::Text(Arc::from(text.as_str())), Type::Code),
        L::Flag(flag) => (Value::Flag(*flag), Type::Flag),
    })
}
