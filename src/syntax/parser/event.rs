//! Events of a scenario, what is expected of them, and their facts.

use pest::iterators::Pair;

use super::{Context, broken, date, find, table};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, EventKind, ExpectationKind};
use crate::syntax::grammar::Rule;

/// What happens, by the rule that reads it; nothing for a rule that reads something else.
fn kind_of(rule: Rule) -> Option<EventKind> {
    Some(match rule {
        Rule::person_event => EventKind::Person,
        Rule::filing_event => EventKind::Filing,
        Rule::registration_event => EventKind::Registration,
        Rule::visit_event => EventKind::Visit,
        Rule::refund_event => EventKind::Refund,
        Rule::credit_event => EventKind::Credit,
        Rule::bind_event => EventKind::Bind,
        Rule::unbind_event => EventKind::Unbind,
        Rule::calc_event => EventKind::Calc,
        _ => return None,
    })
}

/// Whether a rule reads an event or an expectation.
pub(super) fn is_event(rule: Rule) -> bool {
    kind_of(rule).is_some()
        || matches!(rule, Rule::expect_event | Rule::refused_event | Rule::unused_event)
}

/// `person { … }`, `visit 2025-05-06 { … }`, `expect { … }`; nothing for a token that is none, or
/// an event whose day cannot be read.
pub(super) fn parse_event(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
) -> Option<ast::ScenarioEvent> {
    match kind_of(pair.as_rule()) {
        Some(kind) => parse_happening(cx, pair, kind).map(ast::ScenarioEvent::Event),
        None => parse_expectation(cx, pair).map(ast::ScenarioEvent::Expect),
    }
}

/// Something that happens.
fn parse_happening(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
    kind: EventKind,
) -> Option<ast::Event> {
    let span = cx.span(&pair);
    let mut event = ast::Event {
        kind,
        date: None,
        until: None,
        label: None,
        of: None,
        facts: Vec::new(),
        lines: Vec::new(),
        span,
        head: head_of(cx, &pair, span),
    };
    let mut readable = true;
    for part in pair.into_inner() {
        match part.as_rule() {
            rule if is_day(rule) => {
                event.date = parse_day(cx, &part);
                readable = event.date.is_some();
            }
            Rule::until_suffix => {
                let day = part.into_inner().find(|part| is_day(part.as_rule()));
                event.until = day.and_then(|day| parse_day(cx, &day));
            }
            Rule::text => event.label = Some(cx.quoted(&part)),
            Rule::refund_of => {
                let visit = find(&part.into_inner(), Rule::visit_reference);
                event.of = visit.and_then(|visit| parse_reference(cx, visit));
            }
            Rule::line_facts => event.lines.push(parse_facts(cx, part)),
            Rule::bad_fact => broken::report(cx, &part),
            _ => event.facts.extend(parse_fact(cx, part)),
        }
    }
    readable.then_some(event)
}

/// The place of the keyword.
fn head_of(cx: &Context<'_, '_>, pair: &Pair<'_, Rule>, whole: Span) -> Span {
    pair.clone().into_inner().next().map_or(whole, |keyword| cx.span(&keyword))
}

/// `expect { … }`, `expect "甲" { … }`, `expect refused "…"`, `expect unused 号别`
fn parse_expectation(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Expectation> {
    let span = cx.span(&pair);
    let parts = pair.clone().into_inner();
    let of = find(&parts, Rule::visit_reference).and_then(|visit| parse_reference(cx, visit));
    let kind = match pair.as_rule() {
        Rule::expect_event => ExpectationKind::Amounts(parse_facts(cx, pair)),
        Rule::refused_event => {
            let reason = find(&parts, Rule::text).map(|reason| cx.quoted(&reason));
            ExpectationKind::Refused(reason)
        }
        Rule::unused_event => {
            let names = parts.filter(|part| part.as_rule() == Rule::word);
            ExpectationKind::Unused(names.map(|name| cx.name(&name)).collect())
        }
        _ => return None,
    };
    Some(ast::Expectation { kind, of, span })
}

/// `2025-05-06`, `"甲"`
fn parse_reference(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Reference> {
    let part = pair.into_inner().next()?;
    if part.as_rule() == Rule::text {
        return Some(ast::Reference::Label(cx.quoted(&part)));
    }
    parse_day(cx, &part).map(ast::Reference::Date)
}

fn is_day(rule: Rule) -> bool {
    matches!(rule, Rule::date | Rule::foreign_date | Rule::foreign_day)
}

/// A date with its place; nothing when it cannot be guessed.
fn parse_day(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> Option<Spanned<ast::Literal>> {
    let span = cx.span(pair);
    date::parse_date(cx, pair).map(|date| Spanned::new(date, span))
}

/// The facts among the parts of an event.
fn parse_facts(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Vec<ast::Fact> {
    let mut facts = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::bad_fact => broken::report(cx, &part),
            _ => facts.extend(parse_fact(cx, part)),
        }
    }
    facts
}

/// Reads a fact, or the facts of a line, for their faults alone.
pub(super) fn check_fact(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) {
    match pair.as_rule() {
        Rule::line_facts => drop(parse_facts(cx, pair)),
        _ => drop(parse_fact(cx, pair)),
    }
}

/// `级别 : 三级`; nothing for a token that is none.
fn parse_fact(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Fact> {
    if pair.as_rule() != Rule::fact {
        return None;
    }
    let mut name = None;
    let mut value = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::word => name = Some(cx.name(&part)),
            Rule::cell => value = Some(table::parse_cell(cx, part)),
            _ => {}
        }
    }
    Some(ast::Fact { name: name?, value: value? })
}
