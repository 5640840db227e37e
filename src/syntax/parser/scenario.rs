//! Scenarios: one person, dated visits, and what is expected after each.

use pest::iterators::Pair;

use super::{Context, broken, date, find, table};
use crate::source::{Span, Spanned};
use crate::syntax::ast;
use crate::syntax::grammar::Rule;

/// `scenario "…" for 名 { … }`
pub(super) fn parse_scenario(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Scenario {
    let span = cx.span(&pair);
    let mut scenario = ast::Scenario {
        title: Spanned::new(String::new(), span),
        policy: None,
        mode: None,
        events: Vec::new(),
        broken: false,
        span,
    };
    let mark = cx.problems.len();
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::text => scenario.title = cx.quoted(&part),
            Rule::scenario_for => {
                scenario.policy = find(&part.into_inner(), Rule::name).map(|name| cx.name(&name));
            }
            Rule::bad_event => broken::report(cx, &part),
            _ => scenario.events.extend(parse_event(cx, part)),
        }
    }
    scenario.broken = cx.is_broken(&pair, mark);
    scenario
}

/// `person { … }`, `visit 2025-05-06 { … }`, `expect { … }`
pub(super) fn parse_event(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
) -> Option<ast::ScenarioEvent> {
    let span = cx.span(&pair);
    let expect = |kind| Some(ast::ScenarioEvent::Expect(ast::Expectation { kind, of: None, span }));
    match pair.as_rule() {
        Rule::person_event => {
            let event = ast::Event {
                kind: ast::EventKind::Person,
                date: None,
                until: None,
                label: None,
                of: None,
                facts: parse_facts(cx, pair),
                lines: Vec::new(),
                span,
                head: span,
            };
            Some(ast::ScenarioEvent::Event(event))
        }
        Rule::visit_event => parse_visit(cx, pair, span).map(ast::ScenarioEvent::Event),
        Rule::expect_event => expect(ast::ExpectationKind::Amounts(parse_facts(cx, pair))),
        Rule::refused_event => {
            let reason = find(&pair.into_inner(), Rule::text).map(|reason| cx.quoted(&reason));
            expect(ast::ExpectationKind::Refused(reason))
        }
        _ => None,
    }
}

/// `visit 2025-05-06 { 级别 : 三级; line { 金额 : 10元 } }`
fn parse_visit(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>, span: Span) -> Option<ast::Event> {
    let mut day = None;
    let mut facts = Vec::new();
    let mut lines = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::date | Rule::foreign_date | Rule::foreign_day => {
                let place = cx.span(&part);
                day = date::parse_date(cx, &part).map(|date| Spanned::new(date, place));
            }
            Rule::line_facts => lines.push(parse_facts(cx, part)),
            Rule::bad_fact => broken::report(cx, &part),
            _ => facts.extend(parse_fact(cx, part)),
        }
    }
    let kind = ast::EventKind::Visit;
    let date = Some(day?);
    Some(ast::Event {
        kind,
        date,
        until: None,
        label: None,
        of: None,
        facts,
        lines,
        span,
        head: span,
    })
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
