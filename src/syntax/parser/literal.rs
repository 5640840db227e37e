//! Figures with their units, texts and flags.

use pest::iterators::Pair;
use rust_decimal::Decimal;

use super::{Context, date};
use crate::diagnostics::{Code, Problem};
use crate::syntax::ast::{DurationUnit, Expr, ExprKind, Literal};
use crate::syntax::grammar::Rule;
use crate::text;

/// Any literal.
pub(super) fn parse_literal(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) -> Literal {
    match pair.as_rule() {
        Rule::date | Rule::foreign_date => date::parse_date(cx, pair),
        Rule::quantity | Rule::plain_number => parse_quantity(cx, pair),
        Rule::factor => {
            let digits = pair.as_str().trim_start_matches(['x', 'X', '×']);
            Literal::Factor(decimal(cx, pair, digits))
        }
        Rule::flag => Literal::Flag(matches!(pair.as_str(), "是" | "yes")),
        Rule::text => Literal::Text(cx.quoted(pair).node),
        _ => super::broken::explain_literal(cx, pair),
    }
}

/// Whether a rule is a unit.
pub(super) fn is_unit(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::unit_money
            | Rule::unit_ratio
            | Rule::unit_points
            | Rule::unit_count
            | Rule::unit_age
            | Rule::unit_days
            | Rule::unit_months
            | Rule::unit_years
    )
}

/// `2万元`, `70%`, `12`
fn parse_quantity(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) -> Literal {
    let mut parts = pair.clone().into_inner();
    match (parts.next(), parts.next()) {
        (Some(number), unit) => quantity(cx, &number, unit.as_ref()),
        _ => Literal::Number(Decimal::ZERO),
    }
}

/// A figure in words, such as the one of `60岁以上`.
pub(super) fn parse_number_and_unit(
    cx: &mut Context<'_>,
    number: &Pair<'_, Rule>,
    unit: Option<&Pair<'_, Rule>>,
) -> Expr {
    let start = cx.span(number);
    let span = unit.map_or(start, |unit| start.to(cx.span(unit)));
    Expr { kind: ExprKind::Literal(quantity(cx, number, unit)), span }
}

/// The unit of `rounding 0.1元 half up`.
pub(super) fn parse_rounding_unit(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) -> Decimal {
    let literal = parse_quantity(cx, pair);
    if let Literal::Money(amount) = literal {
        return amount;
    }
    let span = cx.span(pair);
    let written = pair.as_str();
    cx.report(
        Problem::new(
            Code::WrongUnit,
            span,
            text!(
                "舍入的单位要写金额，不是 “{written}”",
                "rounding is to an amount of money, not `{written}`"
            ),
        )
        .help(text!("写成 “0.01元”、“0.1元” 或 “1元”", "write `0.01元`, `0.1元` or `1元`")),
    );
    Decimal::ONE
}

/// `360` of `rolling 360 days`
pub(super) fn parse_whole(cx: &mut Context<'_>, number: &Pair<'_, Rule>) -> u32 {
    whole(cx, number)
}

fn quantity(
    cx: &mut Context<'_>,
    number: &Pair<'_, Rule>,
    unit: Option<&Pair<'_, Rule>>,
) -> Literal {
    let Some(unit) = unit else {
        return Literal::Number(decimal(cx, number, number.as_str()));
    };
    match unit.as_rule() {
        Rule::unit_money => {
            let factor = match unit.as_str() {
                "万元" => Decimal::from(10_000_u32),
                "亿元" => Decimal::from(100_000_000_u32),
                _ => Decimal::ONE,
            };
            let amount = decimal(cx, number, number.as_str());
            Literal::Money(exact_product(cx, number, amount, factor))
        }
        Rule::unit_ratio => Literal::Ratio(hundredths(cx, number)),
        Rule::unit_points => Literal::Points(hundredths(cx, number)),
        Rule::unit_age => Literal::Age(whole(cx, number)),
        Rule::unit_days => Literal::Duration(whole(cx, number), DurationUnit::Days),
        Rule::unit_months => Literal::Duration(whole(cx, number), DurationUnit::Months),
        Rule::unit_years => Literal::Duration(whole(cx, number), DurationUnit::Years),
        _ => Literal::Number(decimal(cx, number, number.as_str())),
    }
}

/// The exact value of digits.
fn decimal(cx: &mut Context<'_>, pair: &Pair<'_, Rule>, digits: &str) -> Decimal {
    let plain: String = digits.chars().filter(|letter| *letter != '_').collect();
    Decimal::from_str_exact(&plain).unwrap_or_else(|_| {
        report_too_long(cx, pair);
        Decimal::ZERO
    })
}

fn exact_product(
    cx: &mut Context<'_>,
    pair: &Pair<'_, Rule>,
    amount: Decimal,
    factor: Decimal,
) -> Decimal {
    match amount.checked_mul(factor) {
        Some(product) if product.checked_div(factor) == Some(amount) => product,
        _ => {
            report_too_long(cx, pair);
            Decimal::ZERO
        }
    }
}

/// `70` of `70%`, which is 0.70.
fn hundredths(cx: &mut Context<'_>, number: &Pair<'_, Rule>) -> Decimal {
    let mut value = decimal(cx, number, number.as_str());
    if value.set_scale(value.scale().saturating_add(2)).is_err() {
        report_too_long(cx, number);
    }
    value
}

/// A whole number of years, days or months.
fn whole(cx: &mut Context<'_>, number: &Pair<'_, Rule>) -> u32 {
    let digits: String = number.as_str().chars().filter(|letter| *letter != '_').collect();
    if let Ok(whole) = digits.parse() {
        return whole;
    }
    let span = cx.span(number);
    if digits.contains('.') {
        cx.report(
            Problem::new(
                Code::BadLiteral,
                span,
                text!(
                    "这里要写整数，不是 “{digits}”",
                    "this must be a whole number, not `{digits}`"
                ),
            )
            .help(text!(
                "去掉小数部分，或者换一个更小的单位",
                "drop the decimals, or use a smaller unit"
            )),
        );
    } else {
        report_too_long(cx, number);
    }
    0
}

fn report_too_long(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) {
    let span = cx.span(pair);
    cx.report(
        Problem::new(
            Code::BadLiteral,
            span,
            text!(
                "这个数太大或小数位太多，无法精确表示",
                "this figure has too many digits to be held exactly"
            ),
        )
        .help(text!("最多写 28 位数字", "write at most 28 digits")),
    );
}

/// A name; `七成` and the like are no names but figures that were meant.
pub(super) fn name_or_numeral(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) -> ExprKind {
    let written = pair.as_str();
    let units = ["成", "成半", "折", "元", "万元", "岁", "个百分点", "次", "天", "个月"];
    let numeral = |word: &str| {
        !word.is_empty()
            && word.chars().all(|letter| "零一二三四五六七八九十两百千万半".contains(letter))
    };
    let unit = units.iter().find(|unit| written.strip_suffix(**unit).is_some_and(numeral));
    let Some(unit) = unit else { return ExprKind::Name(written.to_owned()) };
    let span = cx.span(pair);
    let help = match *unit {
        "成" | "成半" | "折" => {
            text!("写成百分数，比如 “70%”", "write a percentage such as `70%`")
        }
        unit => text!("用数字写，比如 “7{unit}”", "write it with digits, such as `7{unit}`"),
    };
    cx.report(
        Problem::new(
            Code::BadLiteral,
            span,
            text!("数字不能写成 “{written}”", "a figure is not written `{written}`"),
        )
        .help(help),
    );
    ExprKind::Literal(Literal::Number(Decimal::ZERO))
}
