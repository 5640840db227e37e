//! What the grammar could not read, read again to say what is wrong.

use pest::iterators::Pair;
use rust_decimal::Decimal;

use super::Context;
use crate::diagnostics::{Code, Problem};
use crate::source::Span;
use crate::syntax::ast::Literal;
use crate::syntax::grammar::{Failure, Rule, read};
use crate::text;

/// The whole file could not be read; this happens only when pest gives up.
pub(super) fn report_failure(cx: &mut Context<'_>, text: &str, failure: &Failure) {
    report_at(cx, text, failure);
}

/// A broken item.
pub(super) fn report_item(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) {
    report_entry(cx, pair, Rule::only_item);
}

/// A broken declaration.
pub(super) fn report_declaration(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) {
    report_entry(cx, pair, Rule::only_declaration);
}

/// A broken clause or row.
pub(super) fn report_member(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) {
    report_entry(cx, pair, Rule::only_member);
}

/// A broken part of a list, read again by the rule of its parts.
pub(super) fn report_entry(cx: &mut Context<'_>, pair: &Pair<'_, Rule>, rule: Rule) {
    let start = pair.as_span().start();
    let text = pair.as_str();
    if let Err(failure) = read(rule, text) {
        let shifted = Failure { at: failure.at.saturating_add(start), ..failure };
        report_at(cx, text, &shifted);
    }
}

fn report_at(cx: &mut Context<'_>, _text: &str, failure: &Failure) {
    let lo = cx.offset(failure.at);
    let rules = format!("{:?}", failure.expected);
    cx.report(Problem::new(
        Code::SyntaxError,
        Span { lo, hi: lo },
        text!("这里读不懂，要 {rules}", "expected {rules}"),
    ));
}

/// A figure in a wrong spelling.
pub(super) fn explain_literal(cx: &mut Context<'_>, pair: &Pair<'_, Rule>) -> Literal {
    let span = cx.span(pair);
    let written = pair.as_str();
    cx.report(Problem::new(
        Code::BadLiteral,
        span,
        text!("数字不能写成 “{written}”", "a figure is not written `{written}`"),
    ));
    Literal::Number(Decimal::ZERO)
}
