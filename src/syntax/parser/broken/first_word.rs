//! Stretches whose first word is not the keyword that should stand there.

use pest::iterators::Pair;

use super::{Stretch, bar_position, failure, has_row_mark};
use crate::diagnostics::{Problem, Text, nearest};
use crate::syntax::error;
use crate::syntax::grammar::{Rule, read};
use crate::syntax::keywords::{self, Role};
use crate::syntax::parser::{Context, end};
use crate::text;

/// Where else a keyword may be at home, the likeliest first.
const HOMES: [Role; 6] =
    [Role::Item, Role::Clause, Role::Event, Role::Declaration, Role::Suffix, Role::Option];

/// What other systems and everyday speech call what our keywords say.
const SYNONYMS: &[(&str, &str)] = &[
    ("期望", "应为"),
    ("预期", "应为"),
    ("断言", "应为"),
    ("assert", "expect"),
    ("退款", "退费"),
    ("充值", "入账"),
    ("划入", "入账"),
    ("看病", "就诊"),
    ("解除", "解绑"),
];

/// Explains a stretch that does not begin with a keyword that can stand there; nothing when it
/// does, or when it needs none.
pub(super) fn explain(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let word = first_word(stretch.text);
    let begins = |role: &Role| keywords::leading(stretch.text, *role);
    let at_home = stretch.roles.iter().any(|role| begins(role).is_some());
    if stretch.roles.is_empty() || word.is_empty() || at_home {
        return None;
    }
    let member = stretch.rule == Rule::only_member;
    if member && has_row_mark(stretch.head()) {
        return None;
    }
    if stretch.rule == Rule::only_case && bar_position(stretch.head()).is_some() {
        return None;
    }
    if member && begins(&Role::Suffix).is_some() {
        // `cite 第五条` on a line of its own: the clause before it was in order.
        if let Err(found) = read(Rule::only_suffix, stretch.head())
            && found.at > 0
        {
            return Some(failure::explain(cx, stretch, &found));
        }
    }
    if let Some((role, keyword)) = HOMES.iter().find_map(|role| Some((*role, begins(role)?))) {
        let place = stretch.span(cx, 0..word.len());
        return Some(error::misplaced(place, keyword, &home(role)));
    }
    let behind = stretch.head().get(word.len()..).unwrap_or_default().trim_start();
    let near = near_keywords(stretch, word, behind);
    let glueable = [stretch.roles, &[Role::Suffix]].concat();
    if let Some((keyword, rest)) = keywords::glued(word, &glueable)
        && (keyword.chars().count() > 1 || near.is_empty())
    {
        let place = stretch.span(cx, 0..keyword.len());
        let rest = stretch.text.get(keyword.len()..).map_or(rest, failure::unbroken);
        return Some(error::glued_keyword(place, keyword, rest));
    }
    // `三级 60%` lacks a colon rather than a keyword, and so do `三级 = 60%` and `二级, 三级 60%`.
    let value_behind =
        behind_list(behind).starts_with(|letter: char| letter.is_numeric() || letter == '=');
    let digit = word.starts_with(|letter: char| letter.is_numeric());
    if member && near.is_empty() && (value_behind || digit) {
        return None;
    }
    let place = stretch.span(cx, 0..word.len());
    Some(error::unknown_keyword(place, word, &near, &examples(stretch.rule)))
}

/// What follows the rest of a list of names: ` 60%` of `、三级 60%`.
fn behind_list(behind: &str) -> &str {
    let mut rest = behind;
    while let Some(next) = rest.strip_prefix([',', '，', '、']) {
        let next = next.trim_start();
        let word = first_word(next);
        if word.is_empty() {
            break;
        }
        rest = next.get(word.len()..).unwrap_or_default().trim_start();
    }
    rest
}

/// The letters and digits at the front of a text.
pub(super) fn first_word(text: &str) -> &str {
    let end = text
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '·')
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The keywords that look most like the first word, or like the first two.
fn near_keywords(stretch: &Stretch<'_>, word: &str, behind: &str) -> Vec<&'static str> {
    let known = || stretch.roles.iter().flat_map(|role| keywords::of(*role));
    let both = format!("{word} {}", first_word(behind));
    let phrases = || nearest(&both, known().filter(|form| form.contains(' ')));
    if word == "not" {
        return most_alike(&both, phrases());
    }
    if let Some(meant) = synonym(word) {
        return known().filter(|form| *form == meant).collect();
    }
    let near = most_alike(word, nearest(word, known()));
    if near.is_empty() { most_alike(&both, phrases()) } else { near }
}

/// The keyword for a word of other systems or of everyday speech.
pub(super) fn synonym(word: &str) -> Option<&'static str> {
    SYNONYMS.iter().find(|(other, _)| *other == word).map(|(_, meant)| *meant)
}

/// Those of the nearest that are nearest of all.
fn most_alike(word: &str, near: Vec<&'static str>) -> Vec<&'static str> {
    let distance = |form: &str| strsim::osa_distance(word, form);
    let least = near.iter().map(|form| distance(form)).min();
    near.into_iter().filter(|form| Some(distance(form)) == least).collect()
}

/// Whether an item that is no item is a clause that fell out of its policy.
pub(in crate::syntax::parser) fn is_fallen_out(pair: &Pair<'_, Rule>) -> bool {
    let text = pair.as_str();
    // `计算 名称 { … }` is an item, `计算 2025-06-01 { … }` an event.
    let item = keywords::leading(text, Role::Item)
        .and_then(|keyword| text.get(keyword.len()..))
        .is_some_and(|behind| !behind.trim_start().starts_with(|it: char| it.is_numeric()));
    if item {
        return false;
    }
    text.starts_with(['}', '｝'])
        || [Role::Clause, Role::Event, Role::Suffix]
            .iter()
            .any(|role| keywords::leading(text, *role).is_some())
}

/// Whether a row is one. `起付线200元`, `适用灵活就业` and a bare `require` are rows of one cell
/// to the grammar, where a clause was meant.
pub(in crate::syntax::parser) fn is_row(
    cx: &mut Context<'_, '_>,
    pair: &Pair<'_, Rule>,
    home: Rule,
) -> bool {
    let text = pair.as_str();
    let word = first_word(text);
    let start = pair.as_span().start();
    let length = end(pair).saturating_sub(start);
    let glued = keywords::glued(word, &[Role::Clause, Role::Suffix]);
    let before_digit = glued.filter(|(_, rest)| rest.starts_with(|it: char| it.is_ascii_digit()));
    if let Some((keyword, rest)) = before_digit {
        let span = cx.span_of(start..start.saturating_add(keyword.len()));
        let rest = failure::unbroken(text.get(keyword.len()..).unwrap_or(rest));
        cx.report(error::glued_keyword(span, keyword, rest));
        return false;
    }
    let text = text.get(..length).unwrap_or(text);
    if word.is_empty() || has_row_mark(text) {
        return true;
    }
    if let Some(keyword) = keywords::leading(text, Role::Clause) {
        let call = text.get(keyword.len()..).is_some_and(|rest| rest.trim_start().starts_with('('));
        if !call {
            let stretch = Stretch::new(text, start, Rule::only_member, &[Role::Clause]);
            let problem = super::explain(cx, &stretch);
            cx.report(problem);
        }
        return call;
    }
    let no_table =
        matches!(home, Rule::policy | Rule::benefit | Rule::fund | Rule::refund | Rule::family);
    if !no_table || text.len() != word.len() {
        return true;
    }
    let stretch = Stretch::new(text, start, Rule::only_member, &[Role::Clause]);
    match explain(cx, &stretch) {
        Some(problem) => cx.report(problem),
        None => return true,
    }
    false
}

/// Where a keyword belongs.
pub(super) fn home(role: Role) -> Text {
    match role {
        Role::Item => text!(
            "文件的最外层，不在任何“{{ }}”里；前面可能少了“}}”",
            "at the top of a file, outside all braces; a `}}` may be missing before it"
        ),
        Role::Declaration => {
            text!("文件的最外层，或者词汇里", "at the top of a file, or in a vocabulary")
        }
        Role::Clause => text!("政策的“{{ }}”里", "in the braces of a policy"),
        Role::Event => text!("情景的“{{ }}”里", "in the braces of a scenario"),
        Role::Suffix => text!("一条条款的后面", "behind a clause"),
        Role::Option => text!("数值的旁边", "beside a figure"),
        Role::Operator | Role::Inner => text!("一条条款的中间", "inside a clause"),
    }
}

/// Keywords that may begin a stretch.
fn examples(rule: Rule) -> Text {
    match rule {
        Rule::only_item => {
            Text::new("“政策”、“情景”或“词汇”", "`policy`, `scenario` or `vocabulary`")
        }
        Rule::only_declaration => Text::new("“字段”或“枚举”", "`field` or `enum`"),
        Rule::only_event | Rule::only_case => {
            Text::new("“参保人”、“就诊”或“应为”", "`person`, `visit` or `expect`")
        }
        _ => Text::new("“比例”、“起付线”或“基金”", "`ratio`, `deductible` or `fund`"),
    }
}
