//! Events and tables of scenarios that cannot be read: habits, and what to write instead.

use super::first_word::{first_word, home, synonym};
use super::{Stretch, code_position};
use crate::diagnostics::{Problem, Text, nearest};
use crate::syntax::error;
use crate::syntax::grammar::{Failure, Rule};
use crate::syntax::keywords::{self, Role};
use crate::syntax::parser::Context;
use crate::text;

/// Says what is wrong, if it is one of the habits.
pub(super) fn explain(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    match stretch.rule {
        Rule::only_fact => event_among_facts(cx, stretch),
        Rule::only_event => fact_outside(cx, stretch).or_else(|| row_outside(cx, stretch)),
        Rule::only_case => fact_outside(cx, stretch).or_else(|| cell(cx, stretch)),
        _ => None,
    }
}

/// `项目 { … }` in an event that has no lines, or an event inside another one.
fn event_among_facts(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let keyword = keywords::leading(stretch.text, Role::Event)?;
    let place = stretch.span(cx, 0..keyword.len());
    let line = matches!(keyword, "项目" | "line");
    let block = stretch.text.get(stretch.head..).is_some_and(|block| !block.is_empty());
    let home = if line {
        text!("“就诊”的“{{ }}”里", "in the braces of a `visit`")
    } else {
        home(Role::Event)
    };
    (block && !super::has_row_mark(stretch.head())).then(|| error::misplaced(place, keyword, &home))
}

/// `费用 : 3元` between events.
fn fact_outside(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let word = first_word(stretch.text);
    let behind = stretch.head().get(word.len()..)?.trim_start();
    let fact = !word.is_empty() && behind.starts_with([':', '：']);
    fact.then(|| error::fact_outside(stretch.span(cx, 0..word.len()), word))
}

/// `“甲” | 2025-05-06 | 3元` in a scenario that is no table.
fn row_outside(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let bar = bar_position(stretch.head())?;
    let at = stretch.text.get(..bar).map_or(0, |before| before.trim_end().len());
    Some(error::row_outside_table(stretch.span(cx, 0..at.max(1))))
}

/// Whether a row stands below another one that should not be there: it has been told of.
pub(super) fn is_told(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> bool {
    let start = stretch.start.saturating_add(cx.shift);
    let before = cx.scan.text.get(..start).unwrap_or_default().trim_end();
    let above = before.rsplit('\n').next().unwrap_or_default();
    stretch.rule == Rule::only_event
        && bar_position(stretch.head()).is_some()
        && bar_position(above).is_some()
}

/// Where the first `|` of a row stands.
pub(in crate::syntax::parser) fn bar_position(text: &str) -> Option<usize> {
    code_position(text, |letter| matches!(letter, '|' | '｜'))
}

/// A cell that is one of the habits.
fn cell(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let mut from = 0;
    loop {
        let rest = stretch.head().get(from..)?;
        let cell = rest.trim_start();
        let start = from.saturating_add(rest.len().saturating_sub(cell.len()));
        let end = bar_position(cell).unwrap_or(cell.len());
        let cell = cell.get(..end)?.trim_end();
        if let Some(problem) =
            expected_amount(cx, stretch, start, cell).or_else(|| expected(cx, stretch, start, cell))
        {
            return Some(problem);
        }
        from = start.saturating_add(end).saturating_add(1);
    }
}

/// `应为 3元` in a row that is not the header.
fn expected_amount(
    cx: &Context<'_, '_>,
    stretch: &Stretch<'_>,
    start: usize,
    cell: &str,
) -> Option<Problem> {
    let amount = ["应为", "expect"].iter().find_map(|word| cell.strip_prefix(word))?;
    let figure = amount.trim_start().starts_with(|it: char| it.is_ascii_digit());
    let place = stretch.span(cx, start..start.saturating_add(cell.len()));
    figure.then(|| error::expectation_in_row(place, cell))
}

/// `期望 现金` in the header.
fn expected(
    cx: &Context<'_, '_>,
    stretch: &Stretch<'_>,
    start: usize,
    cell: &str,
) -> Option<Problem> {
    let word = first_word(cell);
    let behind = cell.get(word.len()..)?;
    let two = !word.is_empty() && behind.trim_start().starts_with(char::is_alphabetic);
    let meant = synonym(word).into_iter().chain(nearest(word, ["应为", "expect"]));
    let meant: Vec<&str> =
        meant.filter(|form| matches!(*form, "应为" | "expect")).take(1).collect();
    (two && !meant.is_empty()).then(|| {
        let place = stretch.span(cx, start..start.saturating_add(word.len()));
        error::unknown_keyword(place, word, &meant, &text!("“应为”", "`expect`"))
    })
}

/// Words inside a sentence, the rules that read them, and what is written for them by mistake.
const INNER: &[(&[Rule], &str, &str, &[&str])] = &[
    (&[Rule::kw_refused], "拒付", "refused", &["拒绝", "不付", "拒支", "rejected", "denied"]),
    (&[Rule::kw_unused], "未使用", "unused", &["未用", "不用", "没用", "没用到"]),
    (&[Rule::kw_refund_of, Rule::refund_of], "冲销", "of", &["的", "对", "冲", "原", "for"]),
    (&[Rule::kw_skip, Rule::skip_mode], "跳过", "skip", &["忽略", "略过", "ignore"]),
    (&[Rule::kw_only], "仅此", "only", &["仅", "只", "只看", "唯一"]),
    (&[Rule::kw_until, Rule::until_suffix], "至", "until", &["到", "直到", "截至", "to", "till"]),
    (
        &[Rule::kw_carries, Rule::carry],
        "转入",
        "carries to",
        &["结转", "转到", "转", "carries", "carry"],
    ),
    (&[Rule::kw_on_day], "于", "on", &["在", "at"]),
];

/// The word that was meant, where one of a few could stand.
pub(super) fn inner_word(failure: &Failure, found: &str) -> Option<Text> {
    let meant = INNER.iter().find(|(rules, zh, en, habits)| {
        rules.iter().any(|rule| failure.expected.contains(rule))
            && (habits.contains(&found) || !nearest(found, [*zh, *en]).is_empty())
    });
    meant.map(|(_, zh, en, _)| text!("是不是要写“{zh}”？", "did you mean `{en}`?"))
}

/// What to write instead, in a scenario.
pub(super) fn advice(stretch: &Stretch<'_>, failure: &Failure, found: &str) -> Option<Text> {
    if failure.expected.contains(&Rule::kw_on_day) {
        return Some(text!(
            "写上每年转入的月和日：“转入 … 于 01-01”",
            "say on which day of each year: `carries to … on 01-01`"
        ));
    }
    let account =
        matches!(keywords::leading(stretch.text, Role::Declaration), Some("账户" | "account"));
    if account && failure.expected.contains(&Rule::month_day) {
        return Some(text!("只写月和日，不写年份", "write month and day, without a year"));
    }
    match stretch.rule {
        Rule::only_item => head_advice(stretch, failure, found),
        Rule::only_event | Rule::only_case => {
            let keyword = keywords::leading(stretch.text, Role::Event);
            match keyword {
                Some(keyword) => event_advice(stretch, failure, found, keyword),
                None => row_advice(failure, found),
            }
        }
        _ => None,
    }
}

/// The line before the block of a scenario.
fn head_advice(stretch: &Stretch<'_>, failure: &Failure, found: &str) -> Option<Text> {
    let keyword = keywords::leading(stretch.text, Role::Item)?;
    let wants = |rule: Rule| failure.expected.contains(&rule);
    let quoted = found.starts_with(['"', '“', '「']);
    match keyword {
        "计算" | "calc" if wants(Rule::name) && found.starts_with(|it: char| it.is_numeric()) => {
            Some(text!(
                "先写名称；某一天的计算是情景里的事件，写在情景的“{{ }}”里",
                "first a name; the calculation of one day is an event and stands in the braces of a scenario"
            ))
        }
        "情景" | "场景" | "情景表" | "场景表" | "scenario" | "scenarios" => {
            let head = stretch.text.get(..failure.at).unwrap_or_default().trim_end();
            if quoted && (head.ends_with("跳过") || head.ends_with("skip")) {
                return Some(text!("写成“跳过 理由 {found}”", "write `skip because {found}`"));
            }
            (matches!(found, "针对" | "for") && !wants(Rule::text)).then(|| {
                text!("“针对”写在“跳过”和“仅此”前面", "`for` stands before `skip` and `only`")
            })
        }
        _ => None,
    }
}

/// What is wrong behind the keyword of an event.
fn event_advice(
    stretch: &Stretch<'_>,
    failure: &Failure,
    found: &str,
    keyword: &str,
) -> Option<Text> {
    let wants = |rule: Rule| failure.expected.contains(&rule);
    let first = found.chars().next();
    let quoted = first.is_some_and(|it| matches!(it, '"' | '“' | '「'));
    let letter = first.is_some_and(char::is_alphabetic);
    let day = wants(Rule::date) || wants(Rule::foreign_day);
    if matches!(found, "自" | "from") {
        return Some(text!("第一天前面不写“自”", "the first day stands without `from`"));
    }
    if matches!(found, "至" | "until") {
        return Some(text!(
            "只有“参保人”、“备案”、“登记”和“绑定”有截止日期",
            "only `person`, `filing`, `registration` and `bind` end on a day"
        ));
    }
    if matches!(keyword, "应为" | "expect") {
        return expectation_advice(stretch, failure, found);
    }
    if day && quoted && matches!(keyword, "参保人" | "person") {
        return Some(text!("参保人不写姓名", "the person of a scenario has no name"));
    }
    if day && letter && matches!(keyword, "计算" | "calc") {
        return Some(text!(
            "这里写日期；用哪一份计算，写在情景的“针对”后面",
            "a date stands here; which calculation is run is said behind `for`"
        ));
    }
    if day && !wants(Rule::text) {
        return Some(text!(
            "先写日期，比如“{keyword} 2025-05-06”",
            "first a date, as in `{keyword} 2025-05-06`"
        ));
    }
    let behind = stretch.text.get(failure.at.saturating_add(found.len())..).unwrap_or_default();
    let fact = letter && behind.trim_start().starts_with([':', '：']);
    if (wants(Rule::text) || wants(Rule::visit_reference)) && letter && !fact {
        return Some(text!(
            "名称加上引号：\"{found}\"",
            "put the name in quotation marks: \"{found}\""
        ));
    }
    if wants(Rule::refund_of) || wants(Rule::kw_refund_of) {
        let visit = if letter { format!("\"{found}\"") } else { found.to_owned() };
        return Some(text!(
            "要指明退的是哪一次就诊，写“冲销 {visit}”",
            "to say which visit is refunded, write `of {visit}`"
        ));
    }
    let open = fact || found.is_empty() || first.is_some_and(char::is_numeric);
    (open && wants(Rule::lbrace)).then(|| {
        text!(
            "内容写在“{{ }}”里，比如“{{ 级别 : 三级 }}”",
            "facts stand in braces, as in `{{ 级别 : 三级 }}`"
        )
    })
}

/// What is wrong behind `expect`.
fn expectation_advice(stretch: &Stretch<'_>, failure: &Failure, found: &str) -> Option<Text> {
    let wants = |rule: Rule| failure.expected.contains(&rule);
    let behind = stretch.text.get(failure.at.saturating_add(found.len())..).unwrap_or_default();
    let letter = found.starts_with(char::is_alphanumeric);
    if wants(Rule::word) && found.starts_with(['"', '“', '「']) {
        return Some(text!("名称不加引号", "a name has no quotation marks"));
    }
    if wants(Rule::lbrace) && behind.trim_start().starts_with([':', '：']) {
        return Some(text!(
            "金额写在“{{ }}”里：“应为 {{ {found} : … }}”",
            "amounts stand in braces: `expect {{ {found} : … }}`"
        ));
    }
    if wants(Rule::lbrace) && found.is_empty() {
        return Some(text!(
            "写上要核对的金额，比如“应为 {{ 现金 : 3元 }}”",
            "write the amounts to be checked, as in `expect {{ 现金 : 3元 }}`"
        ));
    }
    ((wants(Rule::text) || wants(Rule::visit_reference)) && letter)
        .then(|| text!("加上引号：\"{found}\"", "put it in quotation marks: \"{found}\""))
}

/// What is wrong in a row of a table.
fn row_advice(failure: &Failure, found: &str) -> Option<Text> {
    let letter = found.starts_with(char::is_alphabetic);
    (letter && failure.expected.contains(&Rule::bar)).then(|| {
        text!(
            "每格之间写“|”；有空格的文字加引号",
            "write `|` between two cells; a text with blanks needs quotation marks"
        )
    })
}
