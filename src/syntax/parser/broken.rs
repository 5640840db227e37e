//! What the grammar could not read, read again to say what is wrong.
//!
//! A broken stretch is one clause with the block behind it. Its head is read again by itself, so
//! that pest's furthest failure is the exact place; its block is read by itself too, so that a
//! broken head does not hide what it holds.

use std::ops::Range;

use pest::iterators::Pair;

use super::{Context, item, member, scenario};
use crate::diagnostics::{Problem, Text, nearest};
use crate::syntax::grammar::{Failure, Rule, read};
use crate::syntax::keywords::{self, Role};
use crate::syntax::{error, expected};
use crate::text;

/// A broken stretch and how it is looked at.
struct Stretch<'t> {
    /// The text, blocks and all.
    text: &'t str,
    /// Where it begins in the text that is being read.
    start: usize,
    /// Where its block begins in `text`, or where `text` ends.
    head: usize,
    /// The rule that should have read it.
    rule: Rule,
    /// The keywords that may begin it; none where no keyword is needed.
    roles: &'static [Role],
}

/// Explains a `bad_…` pair.
pub(super) fn report(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) {
    cx.reports = cx.reports.saturating_add(1);
    if cx.reports > super::MAX_REPORTS {
        return;
    }
    let (rule, roles): (Rule, &'static [Role]) = match pair.as_rule() {
        Rule::bad_item => (Rule::only_item, &[Role::Item, Role::Declaration]),
        Rule::bad_declaration => (Rule::only_declaration, &[Role::Declaration]),
        Rule::bad_event => (Rule::only_event, &[Role::Event]),
        Rule::bad_fact => (Rule::only_fact, &[]),
        Rule::bad_payer => (Rule::only_payer, &[]),
        Rule::bad_enum_value => (Rule::only_enum_value, &[]),
        Rule::bad_extension_value => (Rule::only_extension_value, &[]),
        Rule::bad_parameter_value => (Rule::only_parameter_value, &[]),
        _ => (Rule::only_member, &[Role::Clause]),
    };
    let text = pair.as_str().trim_end();
    let start = pair.as_span().start();
    let stretch = Stretch { text, start, head: head_length(text), rule, roles };
    if !has_fault(cx, &stretch) {
        let problem = explain(cx, &stretch);
        cx.report(problem);
    }
    report_block(cx, &stretch);
}

/// Whether an item that is no item is a clause that fell out of its policy.
pub(super) fn is_fallen_out(pair: &Pair<'_, Rule>) -> bool {
    let text = pair.as_str();
    text.starts_with(['}', '｝'])
        || [Role::Clause, Role::Event, Role::Suffix]
            .iter()
            .any(|role| keywords::leading(text, *role).is_some())
}

/// How long a stretch is before its block.
fn head_length(text: &str) -> usize {
    let mut closing = None;
    let mut comment = false;
    for (at, letter) in text.char_indices() {
        match (closing, letter) {
            (_, '\n') => {
                closing = None;
                comment = false;
            }
            _ if comment => {}
            (Some(mark), _) => {
                if letter == mark {
                    closing = None;
                }
            }
            (None, '"') => closing = Some('"'),
            (None, '“') => closing = Some('”'),
            (None, '「') => closing = Some('」'),
            (None, '#' | '＃') => comment = true,
            (None, '{' | '｛') => return at,
            _ => {}
        }
    }
    text.len()
}

/// Whether the scan has already complained about the head of a stretch.
fn has_fault(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> bool {
    let from = stretch.start.saturating_add(cx.shift);
    let to = from.saturating_add(stretch.head.max(1));
    let first = cx.scan.faults.partition_point(|fault| fault.end <= from);
    cx.scan.faults.get(first).is_some_and(|fault| fault.start < to)
}

/// Looks for faults in the block behind a broken head.
fn report_block(cx: &mut Context<'_, '_>, stretch: &Stretch<'_>) {
    let Some(block) = stretch.text.get(stretch.head..).filter(|block| !block.is_empty()) else {
        return;
    };
    let begins = |role: Role, words: &[&str]| {
        keywords::leading(stretch.text, role).is_some_and(|keyword| words.contains(&keyword))
    };
    let rule = match stretch.rule {
        Rule::only_event | Rule::only_fact => Rule::only_facts,
        Rule::only_item if begins(Role::Item, &["scenario", "情景", "场景"]) => {
            Rule::only_events
        }
        Rule::only_item if begins(Role::Item, &["vocabulary", "词汇", "词汇表"]) => {
            Rule::only_declarations
        }
        _ if begins(Role::Declaration, &["enum", "枚举"]) => Rule::only_enum_values,
        _ if begins(Role::Declaration, &["extend", "扩展"]) => Rule::only_extension_values,
        _ if begins(Role::Declaration, &["parameter", "参数"]) => Rule::only_parameter_values,
        Rule::only_member if begins(Role::Clause, &["settle", "支付", "支付顺序"]) => {
            Rule::only_payers
        }
        Rule::only_declaration => return,
        _ => Rule::only_block,
    };
    let Ok(mut pairs) = read(rule, block) else { return };
    let Some(root) = pairs.next() else { return };
    let outer = cx.shift;
    cx.shift = outer.saturating_add(stretch.start).saturating_add(stretch.head);
    for pair in root.into_inner() {
        check(cx, pair);
    }
    cx.shift = outer;
}

/// Looks for faults in a part of a block; the tree is not kept.
fn check(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) {
    match pair.as_rule() {
        Rule::block => drop(member::parse_block(cx, pair, Rule::block)),
        Rule::bad_event
        | Rule::bad_fact
        | Rule::bad_payer
        | Rule::bad_declaration
        | Rule::bad_enum_value
        | Rule::bad_extension_value
        | Rule::bad_parameter_value => report(cx, &pair),
        Rule::person_event | Rule::visit_event | Rule::expect_event | Rule::refused_event => {
            drop(scenario::parse_event(cx, pair));
        }
        Rule::fact | Rule::line_facts => scenario::check_fact(cx, pair),
        Rule::payer => drop(member::parse_payer(cx, pair)),
        _ => drop(item::parse_item(cx, pair)),
    }
}

/// Says what is wrong with a stretch.
fn explain(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Problem {
    if let Some(problem) = explain_first_word(cx, stretch) {
        return problem;
    }
    match read(stretch.rule, stretch.text) {
        Err(failure) if failure.exhausted => {
            error::too_intricate(span(cx, stretch, failure.at..failure.at))
        }
        Err(failure) => explain_failure(cx, stretch, &failure),
        Ok(_) => error::unreadable(span(cx, stretch, 0..stretch.head)),
    }
}

/// A place of a stretch.
fn span(cx: &Context<'_, '_>, stretch: &Stretch<'_>, place: Range<usize>) -> crate::source::Span {
    let shifted = |at: usize| at.saturating_add(stretch.start);
    cx.span_of(shifted(place.start)..shifted(place.end))
}

/// The letters and digits at the front of a text.
fn first_word(text: &str) -> &str {
    let end = text
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '·')
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// A stretch that does not begin with a keyword that can stand there.
fn explain_first_word(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let word = first_word(stretch.text);
    let begins = |role: &Role| keywords::leading(stretch.text, *role);
    if stretch.roles.is_empty()
        || word.is_empty()
        || stretch.roles.iter().any(|role| begins(role).is_some())
    {
        return None;
    }
    let head = stretch.text.get(..stretch.head).unwrap_or_default();
    let row = stretch.rule == Rule::only_member && has_row_mark(head);
    let elsewhere =
        [Role::Item, Role::Clause, Role::Event, Role::Declaration, Role::Suffix, Role::Option];
    if let Some((role, keyword)) = elsewhere.iter().find_map(|role| Some((*role, begins(role)?)))
        && !row
    {
        let place = span(cx, stretch, 0..word.len());
        return Some(error::misplaced(place, keyword, &home(role)));
    }
    if row || word.starts_with(|letter: char| letter.is_numeric()) {
        return None;
    }
    let place = span(cx, stretch, 0..word.len());
    let near = near_keywords(stretch, word);
    let glueable = [stretch.roles, &[Role::Suffix]].concat();
    if let Some((keyword, rest)) = keywords::glued(word, &glueable) {
        let likely = keyword.chars().count() > 1 || near.is_empty();
        if likely {
            let place = span(cx, stretch, 0..keyword.len());
            return Some(error::glued_keyword(place, keyword, rest));
        }
    }
    // `三级 60%` lacks a colon rather than a keyword.
    let behind = head.get(word.len()..).unwrap_or_default().trim_start();
    if near.is_empty()
        && stretch.rule == Rule::only_member
        && behind.starts_with(|letter: char| letter.is_numeric())
    {
        return None;
    }
    Some(error::unknown_keyword(place, word, &near, &examples(stretch.rule)))
}

/// Keywords that look like the first word, or like the first two.
fn near_keywords(stretch: &Stretch<'_>, word: &str) -> Vec<&'static str> {
    let head = stretch.text.get(..stretch.head).unwrap_or_default();
    let second = first_word(head.get(word.len()..).unwrap_or_default().trim_start());
    let both = format!("{word} {second}");
    let known = || stretch.roles.iter().flat_map(|role| keywords::of(*role));
    let mut near = nearest(word, known());
    if near.is_empty() {
        near = nearest(&both, known().filter(|form| form.contains(' ')));
    }
    near
}

/// Whether a row is one. `起付线200元` and `适用灵活就业` are names to the grammar, and so a row
/// of one cell; where no row can stand, a keyword was meant.
pub(super) fn is_row(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>, home: Rule) -> bool {
    let text = pair.as_str();
    let word = first_word(text);
    let roles = [Role::Clause, Role::Suffix];
    let glued = keywords::glued(word, &roles);
    let at = pair.as_span().start();
    if let Some((keyword, rest)) = glued
        && rest.starts_with(|letter: char| letter.is_ascii_digit())
    {
        let span = cx.span_of(at..at.saturating_add(keyword.len()));
        cx.report(error::glued_keyword(span, keyword, rest));
        return false;
    }
    let no_table = matches!(home, Rule::policy | Rule::benefit | Rule::fund);
    if !no_table
        || has_row_mark(text)
        || word.is_empty()
        || super::end(pair) != at.saturating_add(word.len())
    {
        return true;
    }
    if let Some((keyword, rest)) = glued.filter(|(keyword, _)| keyword.chars().count() > 1) {
        let span = cx.span_of(at..at.saturating_add(keyword.len()));
        cx.report(error::glued_keyword(span, keyword, rest));
        return false;
    }
    let near = nearest(word, keywords::of(Role::Clause));
    let span = cx.span_of(at..at.saturating_add(word.len()));
    cx.report(error::unknown_keyword(span, word, &near, &examples(Rule::only_member)));
    false
}

/// Whether the head of a member is a row with `:` or `|`.
fn has_row_mark(head: &str) -> bool {
    let mut closing = None;
    head.chars().any(|letter| {
        match (closing, letter) {
            (Some(mark), _) if letter == mark => closing = None,
            (Some(_), _) => {}
            (None, '"') => closing = Some('"'),
            (None, '“') => closing = Some('”'),
            (None, '「') => closing = Some('」'),
            (None, ':' | '：' | '|' | '｜') => return true,
            _ => {}
        }
        false
    })
}

/// Where a keyword belongs.
fn home(role: Role) -> Text {
    match role {
        Role::Item => text!(
            "文件的最外层，不在任何 “{{ }}” 里；前面可能少了 “}}”",
            "at the top of a file, outside all braces; a `}}` may be missing before it"
        ),
        Role::Declaration => {
            text!("文件的最外层，或者词汇里", "at the top of a file, or in a vocabulary")
        }
        Role::Clause => text!("政策的 “{{ }}” 里", "in the braces of a policy"),
        Role::Event => text!("情景的 “{{ }}” 里", "in the braces of a scenario"),
        Role::Suffix => text!("一条条款的后面", "behind a clause"),
        Role::Option => text!("数值的旁边", "beside a figure"),
        Role::Operator | Role::Inner => text!("一条条款的中间", "inside a clause"),
    }
}

/// Keywords that may begin a stretch.
fn examples(rule: Rule) -> Text {
    match rule {
        Rule::only_item => {
            Text::new("“政策”、“情景” 或 “词汇”", "`policy`, `scenario` or `vocabulary`")
        }
        Rule::only_declaration => Text::new("“字段” 或 “枚举”", "`field` or `enum`"),
        Rule::only_event => {
            Text::new("“参保人”、“就诊” 或 “应为”", "`person`, `visit` or `expect`")
        }
        _ => Text::new("“比例”、“起付线” 或 “基金”", "`ratio`, `deductible` or `fund`"),
    }
}

/// A stretch that is read up to a place.
fn explain_failure(cx: &Context<'_, '_>, stretch: &Stretch<'_>, failure: &Failure) -> Problem {
    let words = expected::in_words(&failure.expected);
    let rest = stretch.text.get(failure.at..).unwrap_or_default();
    let before = stretch.text.get(..failure.at).unwrap_or_default();
    let found = token(rest);
    if found.is_empty() {
        let at = code_end(cx, stretch, before.len());
        let problem = error::unfinished(span(cx, stretch, at..at), &words);
        return with_help(problem, failure, before, rest);
    }
    let place = failure.at..failure.at.saturating_add(found.len());
    if let Some((keyword, behind)) = keywords::glued(found, &roles_expected(&failure.expected)) {
        let place = failure.at..failure.at.saturating_add(keyword.len());
        return error::glued_keyword(span(cx, stretch, place), keyword, behind);
    }
    if let Some(problem) = glued_if(cx, stretch, before, found) {
        return problem;
    }
    let problem = error::unexpected(span(cx, stretch, place), found, &words);
    with_help(problem, failure, before, rest)
}

/// `若慢特病 则 …`: the condition was read as a name.
fn glued_if(
    cx: &Context<'_, '_>,
    stretch: &Stretch<'_>,
    before: &str,
    found: &str,
) -> Option<Problem> {
    if !matches!(found, "则" | "那么" | "then") {
        return None;
    }
    let mut at = 0_usize;
    for word in before.split(|letter: char| !letter.is_alphanumeric()) {
        for keyword in ["若", "如果", "if"] {
            let rest = word.strip_prefix(keyword).filter(|rest| !rest.is_empty());
            if let Some(rest) = rest {
                let place = span(cx, stretch, at..at.saturating_add(keyword.len()));
                return Some(error::glued_keyword(place, keyword, rest));
            }
        }
        let behind = before.get(at.saturating_add(word.len())..).unwrap_or_default();
        let parted = behind.chars().next().map_or(0, char::len_utf8);
        at = at.saturating_add(word.len()).saturating_add(parted);
    }
    None
}

/// What a reader would call the next word: a word, a figure, a text or a mark. Nothing at the end
/// of a line.
fn token(rest: &str) -> &str {
    let Some(first) = rest.chars().next() else { return "" };
    let closing = match first {
        '\n' | '\r' => return "",
        '"' => Some('"'),
        '“' => Some('”'),
        '「' => Some('」'),
        _ => None,
    };
    let line = rest.lines().next().unwrap_or(rest);
    if let Some(closing) = closing {
        let inside = line.get(first.len_utf8()..).unwrap_or_default();
        let end = inside.find(closing).map_or(line.len(), |at| {
            at.saturating_add(first.len_utf8()).saturating_add(closing.len_utf8())
        });
        return line.get(..end).unwrap_or(line);
    }
    let figure = first.is_numeric();
    let end = line
        .find(|letter: char| {
            let part = letter.is_alphanumeric() || letter == '_' || letter == '·';
            !(part || figure && matches!(letter, '.' | '%' | '％'))
        })
        .unwrap_or(line.len());
    line.get(..end.max(first.len_utf8())).unwrap_or(line)
}

/// Where the code before a place ends, comments and blanks apart.
fn code_end(cx: &Context<'_, '_>, stretch: &Stretch<'_>, at: usize) -> usize {
    let mut end = at;
    loop {
        let before = stretch.text.get(..end).unwrap_or_default();
        end = before.trim_end().len();
        let last = span(cx, stretch, end.saturating_sub(1)..end);
        let comments = &cx.scan.comments;
        let nth = comments.partition_point(|comment| comment.span.lo < last.hi);
        let inside = nth
            .checked_sub(1)
            .and_then(|nth| comments.get(nth))
            .filter(|comment| comment.span.hi >= last.hi && end > 0);
        match inside {
            Some(comment) => {
                let length = last.hi.saturating_sub(comment.span.lo);
                end = end.saturating_sub(length as usize);
            }
            None => return end,
        }
    }
}

/// Which keywords could have stood at a place.
fn roles_expected(rules: &[Rule]) -> Vec<Role> {
    let mut roles = Vec::new();
    for rule in rules {
        match rule {
            Rule::suffix_word | Rule::continued_word => roles.push(Role::Suffix),
            Rule::operator => roles.push(Role::Operator),
            Rule::option_word => roles.push(Role::Option),
            Rule::clause_end | Rule::clause_word => roles.push(Role::Clause),
            Rule::kw_then | Rule::kw_else => roles.extend([Role::Operator, Role::Suffix]),
            Rule::scenario_for
            | Rule::kw_for
            | Rule::extends
            | Rule::kw_extends
            | Rule::kw_pays
            | Rule::payer_pays
            | Rule::kw_by_band
            | Rule::kw_of
            | Rule::section_option
            | Rule::kw_default
            | Rule::default_option
            | Rule::kw_step
            | Rule::step_option => roles.push(Role::Inner),
            _ => {}
        }
    }
    roles
}

/// Advice for habits from elsewhere.
fn with_help(problem: Problem, failure: &Failure, before: &str, rest: &str) -> Problem {
    let unset = ["待定", "unset"].iter().any(|word| before.contains(word));
    if unset
        && failure.expected.iter().any(|rule| matches!(rule, Rule::op_range | Rule::sum_operator))
    {
        return problem
            .help(text!("范围写成 “待定 50% .. 80%”", "write a range as `待定 50% .. 80%`"));
    }
    let Some(first) = rest.chars().next() else { return problem };
    let help = match first {
        '=' | '＝' => text!("比较写 “为” 或 “==”", "a comparison is written `is` or `==`"),
        '&' | '＆' => text!("“并且” 写成 “且”", "write `and`"),
        '|' | '｜' if rest.starts_with("||") => text!("“或者” 写成 “或”", "write `or`"),
        '!' | '！' => text!("“不是” 写成 “非” 或 “不为”", "write `not` or `is not`"),
        '\'' | '‘' | '’' | '《' | '『' | '＂' | '`' | '〝' => {
            text!("文字写在 “…” 或 \"…\" 里", "a text stands in \"…\" or “…”")
        }
        '。' | '．' => text!("条款末尾不写句号", "a clause ends without a full stop"),
        '[' | '【' | '〔' | '［' => text!(
            "表和条款用 “{{ }}”，算式用 “( )”",
            "blocks stand in `{{ }}`, expressions in `( )`"
        ),
        _ => return problem,
    };
    problem.help(help)
}
