//! Stretches that are read up to a place: what stands there, and what should.

use super::{Stretch, habit};
use crate::diagnostics::{Problem, Text};
use crate::syntax::grammar::{Failure, Rule};
use crate::syntax::keywords::{self, Role};
use crate::syntax::parser::{Context, foreign};
use crate::syntax::{error, expected};
use crate::text;

/// Says what is wrong at the furthest place that was read.
pub(super) fn explain(cx: &Context<'_, '_>, stretch: &Stretch<'_>, failure: &Failure) -> Problem {
    let rest = stretch.text.get(failure.at..).unwrap_or_default();
    let before = stretch.text.get(..failure.at).unwrap_or_default();
    if let Some(problem) = glued_before(cx, stretch, before) {
        return problem;
    }
    let unset_range = is_unset_range(failure, before);
    let words = if unset_range {
        Text::new("“..”", "`..`")
    } else {
        expected::in_words(&failure.expected)
    };
    let found = token(rest);
    if found.is_empty() {
        let at = code_end(cx, stretch, before.len());
        let problem = error::unfinished(stretch.span(cx, at..at), &words);
        return match habit::advice(stretch, failure, found) {
            Some(help) => problem.help(help),
            None => with_help(problem, failure, unset_range, rest),
        };
    }
    if let Some(problem) = glued_operator(cx, stretch, failure, before) {
        return problem;
    }
    if let Some((keyword, _)) = keywords::glued(found, &roles_expected(&failure.expected)) {
        let place = failure.at..failure.at.saturating_add(keyword.len());
        let behind = unbroken(rest.get(keyword.len()..).unwrap_or_default());
        return error::glued_keyword(stretch.span(cx, place), keyword, behind);
    }
    if let Some(problem) = glued_if(cx, stretch, before, found) {
        return problem;
    }
    let span = stretch.span(cx, failure.at..failure.at.saturating_add(found.len()));
    if found.starts_with(['。', '．']) {
        return error::full_stop(span, found);
    }
    if let Some(problem) = about(cx, stretch, before, found) {
        return problem;
    }
    let wants = |rule: Rule| failure.expected.contains(&rule);
    if matches!(found, "=" | "＝") && wants(Rule::operator) && !wants(Rule::colon) {
        return error::equals(span, found);
    }
    let problem = error::unexpected(span, found, &words);
    match habit::advice(stretch, failure, found) {
        Some(help) => problem.help(help),
        None => with_help(problem, failure, unset_range, rest),
    }
}

/// `一般为70%`: read as a name, and then the sign makes no sense.
fn about(
    cx: &Context<'_, '_>,
    stretch: &Stretch<'_>,
    before: &str,
    found: &str,
) -> Option<Problem> {
    let sign = found.chars().next().filter(|sign| matches!(sign, '%' | '％'))?;
    let word = unbroken_before(before);
    let lo = before.len().saturating_sub(word.len());
    let hi = before.len().saturating_add(sign.len_utf8());
    error::about(stretch.span(cx, lo..hi), &format!("{word}{sign}"))
}

/// The letters and digits right before a place.
fn unbroken_before(before: &str) -> &str {
    let in_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    before.get(before.trim_end_matches(in_word).len()..).unwrap_or_default()
}

/// `级别为 三级`: the operator was read as the end of a name.
fn glued_operator(
    cx: &Context<'_, '_>,
    stretch: &Stretch<'_>,
    failure: &Failure,
    before: &str,
) -> Option<Problem> {
    if !failure.expected.contains(&Rule::operator) {
        return None;
    }
    let code = before.trim_end();
    let in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let word = code.get(code.trim_end_matches(in_word).len()..)?;
    let operators = ["不为", "不是", "属于", "为", "是", "且", "或"];
    let (operator, left) = operators.iter().find_map(|operator| {
        let left = word.strip_suffix(operator).filter(|left| !left.is_empty())?;
        Some((*operator, left))
    })?;
    let from = code.len().saturating_sub(operator.len());
    Some(error::keyword_behind_name(stretch.span(cx, from..code.len()), left, operator))
}

/// A range of `待定` without `..`, as in `待定 50%-80%`.
fn is_unset_range(failure: &Failure, before: &str) -> bool {
    ["待定", "unset"].iter().any(|word| before.contains(word))
        && failure.expected.iter().any(|rule| matches!(rule, Rule::op_range | Rule::sum_operator))
        && !before.contains("..")
}

/// `200元当 慢特病`: the figure took the keyword for its unit, and what follows makes no sense.
fn glued_before(cx: &Context<'_, '_>, stretch: &Stretch<'_>, before: &str) -> Option<Problem> {
    let before = before.trim_end();
    let from = before.rfind([' ', '\t', '\u{3000}', '(', '（', ',', '，', '\n']).map_or(0, |at| {
        at.saturating_add(
            before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8),
        )
    });
    let (figure, keyword, behind) = foreign::glued(before.get(from..)?)?;
    let lo = from.saturating_add(figure.len());
    let place = lo..lo.saturating_add(keyword.len());
    Some(error::keyword_behind_figure(stretch.span(cx, place), figure, keyword, behind))
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
    let mut starts = before
        .char_indices()
        .scan(true, |boundary, (at, letter)| {
            let begins = std::mem::replace(boundary, !letter.is_alphanumeric());
            Some((at, begins))
        })
        .filter_map(|(at, begins)| begins.then_some(at));
    starts.find_map(|at| {
        let word = before.get(at..).map(super::first_word::first_word)?;
        ["如果", "若", "if"].iter().find_map(|keyword| {
            let rest = word.strip_prefix(keyword).filter(|rest| !rest.is_empty())?;
            let place = at..at.saturating_add(keyword.len());
            Some(error::glued_keyword(stretch.span(cx, place), keyword, rest))
        })
    })
}

/// Everything up to the next blank or bracket.
pub(super) fn unbroken(text: &str) -> &str {
    let end = text
        .find(|letter: char| {
            letter.is_whitespace() || matches!(letter, '{' | '｛' | '}' | '｝' | ';' | '；' | '#')
        })
        .unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
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
    let in_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '·';
    let end = if first.is_numeric() {
        line.find(|letter: char| !in_word(letter) && !matches!(letter, '.' | '%' | '％'))
    } else if in_word(first) {
        line.find(|letter: char| !in_word(letter))
    } else {
        // `..`, `&&`, `==`
        let twice = line.chars().nth(1) == Some(first) && !matches!(first, '(' | ')' | '{' | '}');
        Some(first.len_utf8().saturating_mul(if twice { 2 } else { 1 }))
    };
    line.get(..end.unwrap_or(line.len())).unwrap_or(line)
}

/// Where the code before a place ends, comments and blanks apart.
fn code_end(cx: &Context<'_, '_>, stretch: &Stretch<'_>, at: usize) -> usize {
    let comments = &cx.scan.comments;
    let mut end = at;
    loop {
        end = stretch.text.get(..end).unwrap_or_default().trim_end().len();
        let here = stretch.span(cx, end..end).lo;
        let behind = comments.partition_point(|comment| comment.span.lo < here);
        let comment = behind
            .checked_sub(1)
            .and_then(|nth| comments.get(nth))
            .filter(|comment| comment.span.hi >= here && end > 0);
        match comment {
            Some(comment) => {
                end = end.saturating_sub(here.saturating_sub(comment.span.lo) as usize);
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
            Rule::until_suffix | Rule::kw_until => roles.push(Role::Suffix),
            Rule::kw_then | Rule::kw_else => roles.extend([Role::Operator, Role::Suffix]),
            Rule::scenario_for
            | Rule::kw_for
            | Rule::skip_mode
            | Rule::kw_skip
            | Rule::kw_only
            | Rule::kw_refused
            | Rule::kw_unused
            | Rule::refund_of
            | Rule::kw_refund_of
            | Rule::carry
            | Rule::kw_carries
            | Rule::extends
            | Rule::kw_extends
            | Rule::kw_pays
            | Rule::payer_pays
            | Rule::kw_by_band
            | Rule::kw_never_worse
            | Rule::kw_never_worse_than
            | Rule::kw_not_above
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
fn with_help(problem: Problem, failure: &Failure, unset_range: bool, rest: &str) -> Problem {
    if unset_range {
        return problem
            .help(text!("范围写成“待定 50% .. 80%”", "write a range as `待定 50% .. 80%`"));
    }
    let Some(first) = rest.chars().next() else { return problem };
    let wants = |rule: Rule| failure.expected.contains(&rule);
    let help = match first {
        '&' | '＆' => text!("“并且”写成“且”", "write `and`"),
        '|' if rest.starts_with("||") && !wants(Rule::bar) => {
            text!("“或者”写成“或”", "write `or`")
        }
        '|' | '｜' => text!(
            "一行的开头和末尾不写“|”；没有数值的格写“待定”",
            "a row neither begins nor ends with `|`, and a cell without a value says `unset`"
        ),
        '!' | '！' => text!("“不是”写成“非”或“不为”", "write `not` or `is not`"),
        '\'' | '‘' | '’' | '《' | '『' | '＂' | '`' | '〝' => {
            text!("文字写在“…”或 \"…\" 里", "a text stands in \"…\" or“…”")
        }
        '[' | '【' | '〔' | '［' => {
            text!("表和条款用“{{ }}”，算式用“( )”", "blocks stand in `{{ }}`, expressions in `( )`")
        }
        ',' | '，' | '、' if wants(Rule::row_end) => {
            text!("各项之间用“；”或换行分开", "part them by `;` or a line break")
        }
        _ => return problem,
    };
    problem.help(help)
}
