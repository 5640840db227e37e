//! Scenarios: one person, dated events, and what is expected after each.

use pest::iterators::Pair;

use super::{Context, broken, event, find};
use crate::source::Spanned;
use crate::syntax::grammar::Rule;
use crate::syntax::{ast, error};

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
            Rule::scenario_for => scenario.policy = parse_for(cx, part),
            Rule::skip_mode | Rule::kw_only => scenario.mode = Some(parse_mode(cx, part)),
            Rule::bad_event => broken::report(cx, &part),
            _ => scenario.events.extend(event::parse_event(cx, part)),
        }
    }
    scenario.broken = cx.is_broken(&pair, mark);
    scenario
}

/// `for 襄阳挂号费`
pub(super) fn parse_for(cx: &Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Name> {
    find(&pair.into_inner(), Rule::name).map(|name| cx.name(&name))
}

/// `skip because "…"`, `only`
pub(super) fn parse_mode(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::ScenarioMode {
    let span = cx.span(&pair);
    if pair.as_rule() == Rule::kw_only {
        return ast::ScenarioMode::Only(span);
    }
    let because = find(&pair.into_inner(), Rule::because_suffix)
        .and_then(|because| find(&because.into_inner(), Rule::text))
        .map(|because| cx.quoted(&because));
    if because.is_none() {
        cx.report(error::skip_without_reason(span));
    }
    ast::ScenarioMode::Skip(because, span)
}
