//! The words around a figure: periods, limits, bases.

use pest::iterators::Pair;

use super::{Context, claim, expr, find, literal};
use crate::source::Spanned;
use crate::syntax::grammar::Rule;
use crate::syntax::{ast, error};

/// Adds an option to what was said before; other parts are passed over.
pub(super) fn add(cx: &mut Context<'_, '_>, options: &mut ast::Options, pair: Pair<'_, Rule>) {
    let span = cx.span(&pair);
    let rule = pair.as_rule();
    let twice = match rule {
        Rule::topped_up => options.topped_up.replace(span).is_some(),
        Rule::merged_by_day => options.merged_by_day.replace(span).is_some(),
        Rule::counts_scope => options.counts_scope.replace(span).is_some(),
        Rule::counts_above => options.counts_above.replace(span).is_some(),
        Rule::counts_every => options.counts_every.replace(span).is_some(),
        Rule::cost | Rule::cost_above_deductible | Rule::payment => {
            let measure = match rule {
                Rule::cost => ast::Measure::Cost,
                Rule::payment => ast::Measure::Payment,
                _ => ast::Measure::CostAboveDeductible,
            };
            options.measure.replace(Spanned::new(measure, span)).is_some()
        }
        Rule::key_option => {
            let name = find(&pair.into_inner(), Rule::name).map(|name| cx.name(&name));
            options.keys.extend(name);
            false
        }
        Rule::shared => {
            let name = find(&pair.into_inner(), Rule::name).map(|name| cx.name(&name));
            name.is_some_and(|name| options.shared.replace(name).is_some())
        }
        Rule::on => {
            let on = parse_buckets(cx, pair);
            on.is_some_and(|on| options.on.replace(on).is_some())
        }
        Rule::at_most => {
            let limit = parse_limit(cx, pair);
            limit.is_some_and(|limit| options.at_most.replace(limit).is_some())
        }
        _ => match parse_period(cx, &pair) {
            Some(period) => options.period.replace(Spanned::new(period, span)).is_some(),
            None => false,
        },
    };
    if twice {
        let (zh, en) = words(rule);
        cx.report(error::said_twice(span, zh, en));
    }
}

/// What an option is called.
fn words(rule: Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::topped_up => ("就高补差", "topped up"),
        Rule::merged_by_day => ("按日合并", "merged by day"),
        Rule::counts_scope => ("按范围内费用累计", "counts scope"),
        Rule::counts_above => ("超过起付线才计次", "counts visits above deductible"),
        Rule::counts_every => ("一律计次", "counts every visit"),
        Rule::cost | Rule::cost_above_deductible | Rule::payment => ("按…", "of …"),
        Rule::shared => ("共用", "shared"),
        Rule::on => ("对", "on"),
        Rule::at_most => ("最高", "at most"),
        _ => ("每…", "per …"),
    }
}

/// `per year`
pub(super) fn parse_period(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> Option<ast::Period> {
    match pair.as_rule() {
        Rule::per_item => Some(ast::Period::Item),
        Rule::per_visit => Some(ast::Period::Visit),
        Rule::per_day => Some(ast::Period::Day),
        Rule::per_month => Some(ast::Period::Month),
        Rule::per_quarter => Some(ast::Period::Quarter),
        Rule::per_year => Some(ast::Period::Year),
        Rule::lifetime => Some(ast::Period::Lifetime),
        Rule::every_period => claim::parse_every(pair),
        Rule::rolling => {
            let days = find(&pair.clone().into_inner(), Rule::number)?;
            Some(ast::Period::Rolling(literal::parse_whole(cx, &days)))
        }
        _ => None,
    }
}

/// `at most 200元 per year`
fn parse_limit(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Limit> {
    let span = cx.span(&pair);
    let mut amount = None;
    let mut period = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::sum => amount = Some(expr::parse(cx, part)),
            Rule::kw_at_most => {}
            _ => {
                let place = cx.span(&part);
                period = parse_period(cx, &part).map(|period| Spanned::new(period, place));
            }
        }
    }
    Some(ast::Limit { amount: amount?, period: period?, span })
}

/// The names behind `on` or `pays`: `起付线 + 按比例自付`
pub(super) fn parse_buckets(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::On> {
    let span = cx.span(&pair);
    let buckets = find(&pair.into_inner(), Rule::buckets)?;
    let names = buckets
        .into_inner()
        .filter(|part| part.as_rule() == Rule::word)
        .map(|word| cx.name(&word))
        .collect();
    Some(ast::On { names, span })
}
