//! Items of a file.

use pest::iterators::Pair;

use super::{Context, broken, declaration, find, member, scenario};
use crate::syntax::ast;
use crate::syntax::grammar::Rule;

/// All items of a file; broken ones are reported and left out.
pub(super) fn parse_items(cx: &mut Context<'_>, file: Pair<'_, Rule>) -> Vec<ast::Item> {
    let mut items = Vec::new();
    for pair in file.into_inner() {
        match pair.as_rule() {
            Rule::use_item => items.extend(
                find(&pair.into_inner(), Rule::name).map(|name| ast::Item::Use(cx.name(&name))),
            ),
            Rule::vocabulary => items.push(ast::Item::Vocabulary(parse_vocabulary(cx, pair))),
            Rule::policy => items.push(ast::Item::Policy(parse_policy(cx, pair))),
            Rule::scenario => {
                items.push(ast::Item::Scenario(scenario::parse_scenario(cx, pair)));
            }
            Rule::bad_item => broken::report_item(cx, &pair),
            _ => items.extend(declaration::parse_declaration(cx, pair).map(ast::Item::Declaration)),
        }
    }
    items
}

/// `policy 名 "标题" extends 上级 { … }`
fn parse_policy(cx: &mut Context<'_>, pair: Pair<'_, Rule>) -> ast::Policy {
    let mut policy = ast::Policy {
        name: ast::Name::new(String::new(), cx.span(&pair)),
        title: None,
        extends: None,
        members: Vec::new(),
        span: cx.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => policy.name = cx.name(&part),
            Rule::text => policy.title = Some(cx.quoted(&part)),
            Rule::extends => {
                policy.extends = find(&part.into_inner(), Rule::name).map(|name| cx.name(&name));
            }
            Rule::block => policy.members = member::parse_block(cx, part),
            _ => {}
        }
    }
    policy
}

/// `vocabulary 名 { … }`
fn parse_vocabulary(cx: &mut Context<'_>, pair: Pair<'_, Rule>) -> ast::Vocabulary {
    let mut vocabulary = ast::Vocabulary {
        name: ast::Name::new(String::new(), cx.span(&pair)),
        declarations: Vec::new(),
        span: cx.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => vocabulary.name = cx.name(&part),
            Rule::bad_declaration => broken::report_declaration(cx, &part),
            _ => vocabulary.declarations.extend(declaration::parse_declaration(cx, part)),
        }
    }
    vocabulary
}
