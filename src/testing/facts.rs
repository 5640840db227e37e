//! Facts of a scenario as raw facts.

use std::sync::Arc;

use crate::diagnostics::{Code, Problem, nearest};
use crate::program::Program;
use crate::source::{Span, Spanned};
use crate::syntax::ast;
use crate::text;
use crate::visit::{RawEvent, RawFact, RawReference, RawValue};

/// Facts as written become raw facts with their place.
pub(super) fn raw(facts: &[ast::Fact]) -> Vec<RawFact> {
    facts
        .iter()
        .map(|fact| RawFact {
            name: fact.name.node.clone(),
            value: value(&fact.value),
            place: fact.name.node.clone(),
            span: Some(fact.value.span),
            name_span: Some(fact.name.span),
        })
        .collect()
}

/// An event as written becomes a raw event.
pub(super) fn event(event: &ast::Event) -> RawEvent {
    RawEvent {
        kind: event.kind,
        date: event.date.as_ref().map(day),
        until: event.until.as_ref().map(day),
        label: event.label.as_ref().map(|label| label.node.clone()),
        of: event.of.as_ref().map(|of| {
            let (words, span) = reference(of);
            RawReference { words, span: Some(span) }
        }),
        facts: raw(&event.facts),
        lines: event.lines.iter().map(|line| raw(line)).collect(),
        place: String::new(),
        span: Some(event.head),
    }
}

/// The words of a reference, and their place.
pub(super) fn reference(of: &ast::Reference) -> (String, Span) {
    match of {
        ast::Reference::Date(date) => (literal(&date.node), date.span),
        ast::Reference::Label(label) => (label.node.clone(), label.span),
    }
}

fn day(date: &Spanned<ast::Literal>) -> RawFact {
    RawFact {
        name: "日期".to_owned(),
        value: RawValue::Text(literal(&date.node)),
        place: "日期".to_owned(),
        span: Some(date.span),
        name_span: None,
    }
}

fn value(cell: &ast::Cell) -> RawValue {
    let mut values: Vec<RawValue> = cell.patterns.iter().map(pattern).collect();
    if values.len() == 1 { values.remove(0) } else { RawValue::List(values) }
}

fn pattern(pattern: &ast::Pattern) -> RawValue {
    match &pattern.kind {
        ast::PatternKind::Expr(expr) => match &expr.kind {
            ast::ExprKind::Literal(ast::Literal::Flag(flag)) => RawValue::Flag(*flag),
            ast::ExprKind::Literal(ast::Literal::Number(number)) => {
                RawValue::Number(number.to_string())
            }
            ast::ExprKind::Literal(found) => RawValue::Text(literal(found)),
            ast::ExprKind::Name(name) => RawValue::Text(name.clone()),
            ast::ExprKind::Unary(ast::UnaryOp::Negate, operand) => match &operand.kind {
                ast::ExprKind::Literal(found) => RawValue::Text(format!("-{}", literal(found))),
                _ => RawValue::Other(String::new()),
            },
            _ => RawValue::Other(String::new()),
        },
        _ => RawValue::Other(String::new()),
    }
}

/// A literal as an input writes it.
pub(super) fn literal(literal: &ast::Literal) -> String {
    match literal {
        ast::Literal::Money(amount) => format!("{}元", amount.normalize()),
        ast::Literal::Ratio(ratio) => percent(*ratio, "%"),
        ast::Literal::Points(points) => percent(*points, "pp"),
        ast::Literal::Factor(number) | ast::Literal::Number(number) => number.to_string(),
        ast::Literal::Age(years) => format!("{years}岁"),
        ast::Literal::Duration(length, unit) => {
            let unit = match unit {
                ast::DurationUnit::Days => "天",
                ast::DurationUnit::Months => "个月",
                ast::DurationUnit::Years => "年",
            };
            format!("{length}{unit}")
        }
        ast::Literal::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
        ast::Literal::Text(text) => text.clone(),
        ast::Literal::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
    }
}

fn percent(ratio: rust_decimal::Decimal, unit: &str) -> String {
    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
    ratio.checked_mul(hundred).map_or_else(String::new, |n| format!("{}{unit}", n.normalize()))
}

/// The policy that a scenario names does not exist, or has errors.
pub(super) fn unknown_policy(name: &ast::Name, programs: &[Arc<Program>]) -> Problem {
    let wanted = &name.node;
    let names: Vec<&str> = programs.iter().map(|program| program.head.name.as_str()).collect();
    let problem = Problem::new(
        Code::UnknownName,
        name.span,
        text!(
            "没有可用的政策“{wanted}”（未定义，或有错误）",
            "there is no usable policy `{wanted}` (it is not defined, or has errors)"
        ),
    );
    match nearest(wanted, names).first() {
        Some(near) => problem.help(text!("是不是“{near}”？", "did you mean `{near}`?")),
        None => problem,
    }
}
