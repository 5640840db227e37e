//! What the grammar could not read, read again to say what is wrong.
//!
//! A broken stretch is one clause with the block behind it. Its head is read again by itself, so
//! that pest's furthest failure is the exact place; its block is read by itself too, so that a
//! broken head does not hide what it holds.

mod claim;
mod failure;
mod first_word;
mod habit;
mod scenario;

use std::ops::Range;

use pest::iterators::Pair;

pub(super) use first_word::{is_fallen_out, is_row};
pub(super) use scenario::bar_position;

use super::{Context, case, event, item, member};
use crate::diagnostics::Problem;
use crate::source::Span;
use crate::syntax::error;
use crate::syntax::grammar::{Rule, read};
use crate::syntax::keywords::{self, Role};

/// A broken stretch and how it is looked at.
struct Stretch<'t> {
    /// The text, blocks and all.
    text: &'t str,
    /// Where it begins in the text that is being read.
    start: usize,
    /// How much of it stands before its block.
    head: usize,
    /// The rule that should have read it.
    rule: Rule,
    /// The keywords that may begin it; none where no keyword is needed.
    roles: &'static [Role],
}

impl<'t> Stretch<'t> {
    fn new(text: &'t str, start: usize, rule: Rule, roles: &'static [Role]) -> Self {
        Stretch { text, start, head: head_length(text), rule, roles }
    }

    /// What stands before the block.
    fn head(&self) -> &'t str {
        self.text.get(..self.head).unwrap_or(self.text)
    }

    /// A part of the stretch, as a place of the file.
    fn span(&self, cx: &Context<'_, '_>, part: Range<usize>) -> Span {
        let shifted = |at: usize| at.saturating_add(self.start);
        cx.span_of(shifted(part.start)..shifted(part.end))
    }
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
        Rule::bad_case => (Rule::only_case, &[Role::Event]),
        Rule::bad_fact => (Rule::only_fact, &[]),
        Rule::bad_payer => (Rule::only_payer, &[]),
        Rule::bad_enum_value => (Rule::only_enum_value, &[]),
        Rule::bad_extension_value => (Rule::only_extension_value, &[]),
        Rule::bad_parameter_value => (Rule::only_parameter_value, &[]),
        _ => (Rule::only_member, &[Role::Clause]),
    };
    let stretch = Stretch::new(pair.as_str().trim_end(), pair.as_span().start(), rule, roles);
    let told = habit::is_told(cx, &stretch) || scenario::is_told(cx, &stretch);
    if !has_fault(cx, &stretch) && !told {
        let problem = explain(cx, &stretch);
        cx.report(problem);
    }
    report_block(cx, &stretch);
}

/// Says what is wrong with a stretch.
fn explain(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Problem {
    let known = habit::explain(cx, stretch)
        .or_else(|| scenario::explain(cx, stretch))
        .or_else(|| first_word::explain(cx, stretch));
    if let Some(problem) = known {
        return problem;
    }
    // A clause is no row: what a row could have gone on with is no advice.
    let clause = stretch.rule == Rule::only_member
        && keywords::leading(stretch.text, Role::Clause).is_some()
        && !has_row_mark(stretch.head());
    let rule = if clause { Rule::only_clause } else { stretch.rule };
    match read(rule, stretch.text) {
        Err(failure) if failure.exhausted => {
            error::too_intricate(stretch.span(cx, failure.at..failure.at))
        }
        Err(failure) => failure::explain(cx, stretch, &failure),
        Ok(_) => error::unreadable(stretch.span(cx, 0..stretch.head)),
    }
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
    let Some(rule) = block_rule(stretch) else { return };
    let Ok(mut pairs) = read(rule, block) else { return };
    let Some(root) = pairs.next() else { return };
    let outer = cx.shift;
    cx.shift = outer.saturating_add(stretch.start).saturating_add(stretch.head);
    for pair in root.into_inner() {
        check(cx, pair);
    }
    cx.shift = outer;
}

/// The rule for the block behind a broken head.
fn block_rule(stretch: &Stretch<'_>) -> Option<Rule> {
    let begins = |role: Role, words: &[&str]| {
        keywords::leading(stretch.text, role).is_some_and(|keyword| words.contains(&keyword))
    };
    Some(match stretch.rule {
        Rule::only_event | Rule::only_case | Rule::only_fact => Rule::only_facts,
        Rule::only_item if begins(Role::Item, &["scenario", "情景", "场景"]) => {
            Rule::only_events
        }
        Rule::only_item if begins(Role::Item, &["scenarios", "情景表", "场景表"]) => {
            Rule::only_cases
        }
        Rule::only_item if begins(Role::Item, &["vocabulary", "词汇", "词汇表"]) => {
            Rule::only_declarations
        }
        Rule::only_item if holds_events(stretch) => Rule::only_cases,
        _ if begins(Role::Declaration, &["enum", "枚举"]) => Rule::only_enum_values,
        _ if begins(Role::Declaration, &["extend", "扩展"]) => Rule::only_extension_values,
        _ if begins(Role::Declaration, &["parameter", "参数"]) => Rule::only_parameter_values,
        Rule::only_declaration => return None,
        _ if begins(Role::Clause, &["settle", "支付", "支付顺序"]) => Rule::only_payers,
        _ => Rule::only_block,
    })
}

/// Whether the block behind a head that says nothing is that of a scenario: `景 “甲” { 就诊 … }`.
fn holds_events(stretch: &Stretch<'_>) -> bool {
    let known = [Role::Item, Role::Declaration];
    let inside = stretch.text.get(stretch.head..).unwrap_or_default();
    let first =
        inside.trim_start_matches(|it: char| matches!(it, '{' | '｛') || it.is_whitespace());
    !known.iter().any(|role| keywords::leading(stretch.text, *role).is_some())
        && keywords::leading(first, Role::Event).is_some()
        && keywords::leading(first, Role::Clause).is_none()
}

/// Looks for faults in a part of a block; the tree is not kept.
fn check(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) {
    match pair.as_rule() {
        Rule::block => drop(member::parse_block(cx, pair, Rule::block)),
        Rule::bad_event
        | Rule::bad_case
        | Rule::bad_fact
        | Rule::bad_payer
        | Rule::bad_declaration
        | Rule::bad_enum_value
        | Rule::bad_extension_value
        | Rule::bad_parameter_value => report(cx, &pair),
        rule if event::is_event(rule) => drop(event::parse_event(cx, pair)),
        Rule::case => case::check_row(cx, pair),
        Rule::fact | Rule::line_facts => event::check_fact(cx, pair),
        Rule::payer => drop(member::parse_payer(cx, pair)),
        _ => drop(item::parse_item(cx, pair)),
    }
}

/// How much of a text stands before its first block.
fn head_length(text: &str) -> usize {
    code_position(text, |letter| matches!(letter, '{' | '｛')).unwrap_or(text.len())
}

/// Whether a text has a `:` or `|` that makes it a row.
fn has_row_mark(text: &str) -> bool {
    code_position(text, |letter| matches!(letter, ':' | '：' | '|' | '｜')).is_some()
}

/// Where a character stands outside texts and comments.
fn code_position(text: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
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
            (None, _) if wanted(letter) => return Some(at),
            (None, _) => {}
        }
    }
    None
}
