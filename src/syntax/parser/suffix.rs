//! What may follow any clause: `when`, dates, citations.

use pest::iterators::Pair;

use super::{Context, date, expr};
use crate::source::Spanned;
use crate::syntax::grammar::Rule;
use crate::syntax::{ast, error};

/// Whether a part of a clause is a suffix.
pub(super) fn is_suffix(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::when_suffix
            | Rule::from_suffix
            | Rule::until_suffix
            | Rule::cite_suffix
            | Rule::else_suffix
            | Rule::because_suffix
    )
}

/// Adds a suffix to what was said before; other parts are passed over.
pub(super) fn add(cx: &mut Context<'_, '_>, said: &mut ast::Suffix, pair: Pair<'_, Rule>) {
    let rule = pair.as_rule();
    if !is_suffix(rule) {
        return;
    }
    let span = cx.span(&pair);
    let Some(value) = pair.into_inner().nth(1) else { return };
    let twice = match rule {
        Rule::when_suffix => said.when.replace(expr::parse(cx, value)).is_some(),
        Rule::from_suffix => put_day(cx, &value, &mut said.from),
        Rule::until_suffix => put_day(cx, &value, &mut said.until),
        Rule::else_suffix => said.otherwise.replace(cx.quoted(&value)).is_some(),
        Rule::because_suffix => said.because.replace(cx.quoted(&value)).is_some(),
        _ => {
            said.cites.push(cx.quoted(&value));
            false
        }
    };
    if twice {
        let (zh, en) = match rule {
            Rule::when_suffix => ("当", "when"),
            Rule::from_suffix => ("自", "from"),
            Rule::until_suffix => ("至", "until"),
            Rule::else_suffix => ("否则", "else"),
            _ => ("理由", "because"),
        };
        cx.report(error::said_twice(span, zh, en));
    }
}

/// Puts a date where it belongs; whether there was one already.
fn put_day(
    cx: &mut Context<'_, '_>,
    pair: &Pair<'_, Rule>,
    place: &mut Option<Spanned<ast::Literal>>,
) -> bool {
    let span = cx.span(pair);
    let date = date::parse_date(cx, pair);
    date.is_some_and(|date| place.replace(Spanned::new(date, span)).is_some())
}
