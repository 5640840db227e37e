//! Items of a file.

use pest::iterators::Pair;

use super::{Context, broken, case, declaration, find, member, scenario};
use crate::syntax::ast;
use crate::syntax::grammar::Rule;

/// All items of a file; broken ones are reported and left out.
pub(super) fn parse_items(cx: &mut Context<'_, '_>, file: Pair<'_, Rule>) -> Vec<ast::Item> {
    let mut items = Vec::new();
    let mut fallen_out = false;
    for pair in file.into_inner() {
        // Behind a stray `}` every clause falls out of its policy; to say so once is enough.
        // The same goes for the clauses of a policy whose `{` was forgotten.
        let bad = pair.as_rule() == Rule::bad_item;
        let falls_out = bad && broken::is_fallen_out(&pair);
        let headless = bad && !pair.as_str().contains(['{', '｛']);
        if !(fallen_out && falls_out) {
            items.extend(parse_item(cx, pair));
        }
        fallen_out = falls_out || headless;
    }
    items
}

/// One item; nothing for a broken one, or a token that is none.
pub(super) fn parse_item(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Item> {
    match pair.as_rule() {
        Rule::use_item => {
            find(&pair.into_inner(), Rule::name).map(|name| ast::Item::Use(cx.name(&name)))
        }
        Rule::vocabulary => Some(ast::Item::Vocabulary(parse_vocabulary(cx, pair))),
        Rule::policy => Some(ast::Item::Policy(parse_policy(cx, pair))),
        Rule::calc => Some(ast::Item::Calc(parse_policy(cx, pair))),
        Rule::scenario => Some(ast::Item::Scenario(scenario::parse_scenario(cx, pair))),
        Rule::scenario_table => Some(ast::Item::ScenarioTable(case::parse_table(cx, pair))),
        Rule::bad_item => {
            broken::report(cx, &pair);
            None
        }
        _ => declaration::parse_declaration(cx, pair).map(ast::Item::Declaration),
    }
}

/// `policy 名 "标题" extends 上级 { … }`, `calc 名 "标题" { … }`
fn parse_policy(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Policy {
    let mut policy = ast::Policy {
        name: ast::Name::new(String::new(), cx.span(&pair)),
        title: None,
        extends: None,
        members: Vec::new(),
        broken: false,
        span: cx.span(&pair),
    };
    let mark = cx.problems.len();
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::name => policy.name = cx.name(&part),
            Rule::text => policy.title = Some(cx.quoted(&part)),
            Rule::extends => {
                policy.extends = find(&part.into_inner(), Rule::name).map(|name| cx.name(&name));
            }
            Rule::block => policy.members = member::parse_block(cx, part, Rule::policy),
            _ => {}
        }
    }
    policy.broken = cx.is_broken(&pair, mark);
    policy
}

/// `vocabulary 名 { … }`
fn parse_vocabulary(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Vocabulary {
    let mut vocabulary = ast::Vocabulary {
        name: ast::Name::new(String::new(), cx.span(&pair)),
        declarations: Vec::new(),
        broken: false,
        span: cx.span(&pair),
    };
    let mark = cx.problems.len();
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::name => vocabulary.name = cx.name(&part),
            Rule::bad_declaration => broken::report(cx, &part),
            _ => vocabulary.declarations.extend(declaration::parse_declaration(cx, part)),
        }
    }
    vocabulary.broken = cx.is_broken(&pair, mark);
    vocabulary
}
