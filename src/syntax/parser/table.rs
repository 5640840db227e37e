//! Rows, cells and patterns.

use pest::iterators::{Pair, Pairs};

use super::{Context, expr, find, literal, suffix};
use crate::source::Span;
use crate::syntax::ast::{self, MemberKind, PatternKind};
use crate::syntax::grammar::Rule;

/// `基层, 一级 : 90%`, `基层 | 90% | 60%`, `80%`
pub(super) fn parse_row(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
    span: Span,
) -> Option<ast::Member> {
    let mut cells = Vec::new();
    let mut entry = false;
    let mut said = ast::Suffix::default();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::cell => cells.push(parse_cell(cx, part)),
            Rule::colon => entry = true,
            _ => suffix::add(cx, &mut said, part),
        }
    }
    let head = cells.first().map_or(span, |cell| cell.span);
    let row = if cells.len() == 1 {
        ast::Row::Bare(cells.pop()?)
    } else if entry {
        let value = cells.pop()?;
        ast::Row::Entry(cells.pop()?, value)
    } else {
        ast::Row::Grid(cells)
    };
    Some(ast::Member { kind: MemberKind::Row(row), suffix: said, span, head })
}

/// `基层, 一级`
pub(super) fn parse_cell(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Cell {
    let span = cx.span(&pair);
    let patterns = pair
        .into_inner()
        .filter(|part| matches!(part.as_rule(), Rule::value | Rule::pattern))
        .map(|part| parse_pattern(cx, part))
        .collect();
    ast::Cell { patterns, span }
}

/// The figure of a clause, a cell with one value.
pub(super) fn parse_figure(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Cell {
    let pattern = parse_pattern(cx, pair);
    ast::Cell { span: pattern.span, patterns: vec![pattern] }
}

/// `70%`, `二级`, `0元 .. 2万元`, `任意`
fn parse_pattern(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Pattern {
    let span = cx.span(&pair);
    let mut parts = pair.into_inner();
    let kind = match parts.peek().map(|first| first.as_rule()) {
        Some(Rule::any_value) => PatternKind::Any,
        Some(Rule::otherwise_value) => PatternKind::Otherwise,
        Some(Rule::later_visits) => PatternKind::Later,
        Some(Rule::band_header) => PatternKind::BandHeader,
        Some(Rule::nth_visit) => parts.next().map_or(PatternKind::Any, |nth| parse_nth(&nth)),
        Some(Rule::unset) => {
            parts.next().map_or(PatternKind::Unset(None), |unset| parse_unset(cx, unset))
        }
        Some(Rule::figure_words) => parts
            .next()
            .map_or(PatternKind::Any, |words| PatternKind::Range(parse_words(cx, words))),
        _ => parse_range_or_value(cx, &mut parts).unwrap_or(PatternKind::Any),
    };
    ast::Pattern { kind, span }
}

/// `a`, `a .. b`, `a ..`, `.. b`
fn parse_range_or_value(
    cx: &mut Context<'_, '_>,
    parts: &mut Pairs<'_, Rule>,
) -> Option<PatternKind> {
    let mut lo = None;
    let mut hi = None;
    let mut range = false;
    for part in parts {
        match part.as_rule() {
            Rule::op_range => range = true,
            _ if range => hi = Some(expr::parse(cx, part)),
            _ => lo = Some(expr::parse(cx, part)),
        }
    }
    if !range {
        return lo.map(PatternKind::Expr);
    }
    Some(PatternKind::Range(half_open(lo, hi)))
}

/// `lo .. hi`: the lower end belongs to it, the upper does not.
fn half_open(lo: Option<ast::Expr>, hi: Option<ast::Expr>) -> ast::Range {
    ast::Range {
        lo: lo.map(|value| ast::Bound { value: Box::new(value), included: true }),
        hi: hi.map(|value| ast::Bound { value: Box::new(value), included: false }),
    }
}

/// `待定`, `待定 50% .. 80%`, `待定 "一般为约50%"`
fn parse_unset(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> PatternKind {
    let parts = pair.into_inner();
    if let Some(text) = find(&parts, Rule::text) {
        return PatternKind::UnsetBecause(cx.quoted(&text));
    }
    let mut ends = parts.filter(|part| part.as_rule() == Rule::sum);
    match (ends.next(), ends.next()) {
        (Some(lo), Some(hi)) => {
            let lo = expr::parse(cx, lo);
            let hi = expr::parse(cx, hi);
            PatternKind::Unset(Some(half_open(Some(lo), Some(hi))))
        }
        _ => PatternKind::Unset(None),
    }
}

/// `本年首次`, `本年第2次`, `second visit of month`
fn parse_nth(pair: &Pair<'_, Rule>) -> PatternKind {
    let words = pair.as_str();
    let monthly = words.contains('月') || words.ends_with("month");
    let period = if monthly { ast::CountPeriod::Month } else { ast::CountPeriod::Year };
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let ordinals = [
        (1, ["首次", "first", "第一"]),
        (2, ["第二", "second", "第二"]),
        (3, ["第三", "third", "第三"]),
        (4, ["第四", "fourth", "第四"]),
        (5, ["第五", "fifth", "第五"]),
        (6, ["第六"; 3]),
        (7, ["第七"; 3]),
        (8, ["第八"; 3]),
        (9, ["第九"; 3]),
        (10, ["第十"; 3]),
    ];
    let named = ordinals
        .iter()
        .find(|(_, forms)| forms.iter().any(|form| words.contains(form)))
        .map(|(number, _)| *number);
    PatternKind::Nth(digits.parse().ok().or(named).unwrap_or(1), period)
}

/// `60岁以上`, `超过60岁`, `2万元以上5万元以下`
fn parse_words(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Range {
    let mut range = ast::Range { lo: None, hi: None };
    for half in pair.into_inner() {
        let parts = half.into_inner();
        let Some(number) = find(&parts, Rule::number) else { continue };
        let unit = parts.clone().find(|part| literal::is_unit(part.as_rule()));
        let value = Box::new(literal::parse_number_and_unit(cx, &number, unit.as_ref()));
        for word in parts {
            let (upper, included) = match word.as_rule() {
                Rule::word_from_included | Rule::word_or_more => (false, true),
                Rule::word_above => (false, false),
                Rule::word_to_included | Rule::word_or_less => (true, true),
                Rule::word_below => (true, false),
                _ => continue,
            };
            let bound = ast::Bound { value: value.clone(), included };
            if upper {
                range.hi = Some(bound);
            } else {
                range.lo = Some(bound);
            }
        }
    }
    range
}
