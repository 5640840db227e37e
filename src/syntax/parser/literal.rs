//! Figures with their units, texts and flags.

use pest::iterators::Pair;
use rust_decimal::Decimal;

use super::{Context, date, foreign};
use crate::syntax::ast::{DurationUnit, Expr, ExprKind, Literal};
use crate::syntax::error;
use crate::syntax::grammar::Rule;

/// Any literal; nothing for a wrong spelling that cannot be mended.
pub(super) fn parse_literal(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> Option<Literal> {
    Some(match pair.as_rule() {
        Rule::date | Rule::foreign_date => return date::parse_date(cx, pair),
        Rule::quantity | Rule::plain_number => parse_quantity(cx, pair),
        Rule::factor => {
            let digits = pair.as_str().trim_start_matches(['x', 'X', '×']);
            Literal::Factor(decimal(cx, pair, digits))
        }
        Rule::flag => Literal::Flag(matches!(pair.as_str(), "是" | "yes")),
        Rule::text => Literal::Text(cx.quoted(pair).node),
        _ => return foreign::explain(cx, pair),
    })
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
fn parse_quantity(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> Literal {
    let mut parts = pair.clone().into_inner();
    match (parts.next(), parts.next()) {
        (Some(number), unit) => quantity(cx, &number, unit.as_ref()),
        (None, _) => Literal::Number(Decimal::ZERO),
    }
}

/// A figure in words, such as the one of `60岁以上`.
pub(super) fn parse_number_and_unit(
    cx: &mut Context<'_, '_>,
    number: &Pair<'_, Rule>,
    unit: Option<&Pair<'_, Rule>>,
) -> Expr {
    let start = cx.span(number);
    let span = unit.map_or(start, |unit| start.to(cx.span(unit)));
    Expr { kind: ExprKind::Literal(quantity(cx, number, unit)), span }
}

/// The unit of `rounding 0.1元 half up`.
pub(super) fn parse_rounding_unit(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> Decimal {
    let literal = parse_quantity(cx, pair);
    if let Literal::Money(amount) = literal {
        return amount;
    }
    let span = cx.span(pair);
    cx.report(error::rounding_unit(span, pair.as_str()));
    Decimal::ONE
}

/// A figure with or without its unit.
fn quantity(
    cx: &mut Context<'_, '_>,
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
        Rule::unit_age => Literal::Age(parse_whole(cx, number)),
        Rule::unit_days => Literal::Duration(parse_whole(cx, number), DurationUnit::Days),
        Rule::unit_months => Literal::Duration(parse_whole(cx, number), DurationUnit::Months),
        Rule::unit_years => Literal::Duration(parse_whole(cx, number), DurationUnit::Years),
        _ => Literal::Number(decimal(cx, number, number.as_str())),
    }
}

/// The exact value of digits.
fn decimal(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>, digits: &str) -> Decimal {
    let plain: String = digits.chars().filter(|letter| *letter != '_').collect();
    Decimal::from_str_exact(&plain).unwrap_or_else(|_| {
        report_too_many(cx, pair);
        Decimal::ZERO
    })
}

fn exact_product(
    cx: &mut Context<'_, '_>,
    pair: &Pair<'_, Rule>,
    amount: Decimal,
    factor: Decimal,
) -> Decimal {
    match amount.checked_mul(factor) {
        Some(product) if product.checked_div(factor) == Some(amount) => {
            if factor == Decimal::ONE {
                product
            } else {
                product.normalize()
            }
        }
        _ => {
            report_too_many(cx, pair);
            Decimal::ZERO
        }
    }
}

/// `70` of `70%`, which is 0.70.
fn hundredths(cx: &mut Context<'_, '_>, number: &Pair<'_, Rule>) -> Decimal {
    let mut value = decimal(cx, number, number.as_str());
    if value.set_scale(value.scale().saturating_add(2)).is_err() {
        report_too_many(cx, number);
    }
    value
}

/// A whole number of years, months or days.
pub(super) fn parse_whole(cx: &mut Context<'_, '_>, number: &Pair<'_, Rule>) -> u32 {
    let digits: String = number.as_str().chars().filter(|letter| *letter != '_').collect();
    if let Ok(whole) = digits.parse() {
        return whole;
    }
    if digits.contains('.') {
        let span = cx.span(number);
        cx.report(error::not_whole(span, &digits));
    } else {
        report_too_many(cx, number);
    }
    0
}

fn report_too_many(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) {
    let span = cx.span(pair);
    cx.report(error::too_many_digits(span));
}
