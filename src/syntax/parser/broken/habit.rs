//! Habits of documents and spreadsheets: numbers before clauses, tabs between columns, full dates
//! where the year says nothing. What is recognised here is told in its own words.

use super::first_word::{first_word, home};
use super::{Stretch, claim, scenario};
use crate::diagnostics::{Problem, Text};
use crate::syntax::error;
use crate::syntax::grammar::{Failure, Rule};
use crate::syntax::keywords::{self, Role};
use crate::syntax::parser::Context;
use crate::text;

const NUMERALS: &str = "一二三四五六七八九十百0123456789";

/// Says what is wrong, if it is one of the habits.
pub(super) fn explain(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let member = stretch.rule == Rule::only_member;
    if stretch.rule == Rule::only_case {
        return tabs(cx, stretch);
    }
    if !member && stretch.rule != Rule::only_item {
        return None;
    }
    numbered(cx, stretch)
        .or_else(|| if member { tabs(cx, stretch) } else { None })
        .or_else(|| if member { declaration(cx, stretch) } else { None })
        .or_else(|| rounding(cx, stretch))
        .or_else(|| year_start(cx, stretch))
}

/// Whether a row with tabs follows another one: the table has been told of.
pub(super) fn is_told(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> bool {
    let start = stretch.start.saturating_add(cx.shift);
    let before = cx.scan.text.get(..start).unwrap_or_default().trim_end();
    let above = before.rsplit('\n').next().unwrap_or_default();
    matches!(stretch.rule, Rule::only_member | Rule::only_case)
        && second_cell(stretch.text).is_some()
        && second_cell(above).is_some()
}

/// `（一）起付线 200元`, `第五条 起付线 200元`
fn numbered(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let length = number_length(stretch.text)?;
    let (number, behind) = stretch.text.split_at_checked(length)?;
    let behind = behind.trim_start_matches([' ', '\t', '\u{3000}', ':', '：', '、', '.']);
    let roles = [Role::Clause, Role::Item];
    let clause = roles.iter().any(|role| keywords::leading(behind, *role).is_some())
        || keywords::glued(first_word(behind), &roles).is_some();
    let number = number.trim_end_matches(['、', '.', '．']);
    clause.then(|| error::numbered(stretch.span(cx, 0..number.len()), number))
}

/// How long the number of a clause at the front of a text is.
fn number_length(text: &str) -> Option<usize> {
    let numerals = |text: &str| {
        let rest = text.trim_start_matches(|letter| NUMERALS.contains(letter));
        Some(text.len().saturating_sub(rest.len())).filter(|length| *length > 0)
    };
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..)?;
    let closed = |marks: &[char], from: usize| {
        let length = from.saturating_add(numerals(text.get(from..)?)?);
        let mark = text.get(length..)?.chars().next().filter(|mark| marks.contains(mark))?;
        Some(length.saturating_add(mark.len_utf8()))
    };
    match first {
        '（' | '(' => closed(&['）', ')'], first.len_utf8()),
        '第' => closed(&['条', '款', '项', '章', '节', '点'], first.len_utf8()),
        '①'..='⑳' => Some(text.len().saturating_sub(rest.len())),
        _ => closed(&['、', '.', '．', '）', ')'], 0),
    }
}

/// `二级⇥80%⇥50%`
fn tabs(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let (from, to) = second_cell(stretch.text)?;
    Some(error::tabs(stretch.span(cx, from..to)))
}

/// Where the second cell of a row stands whose columns are divided by tabs.
fn second_cell(text: &str) -> Option<(usize, usize)> {
    let line = text.lines().next().unwrap_or_default();
    let indent = line.len().saturating_sub(line.trim_start().len());
    let row = line.trim();
    if super::has_row_mark(row) || keywords::leading(row, Role::Clause).is_some() {
        return None;
    }
    let tab = row.find('\t')?;
    let behind = row.get(tab..)?.trim_start();
    let from = row.len().saturating_sub(behind.len());
    let cell = behind.split('\t').next().unwrap_or_default().trim_end();
    let from = from.saturating_add(indent);
    (!cell.is_empty()).then(|| (from, from.saturating_add(cell.len())))
}

/// `字段 欠费 : 是否` in a policy.
fn declaration(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let keyword = keywords::leading(stretch.text, Role::Declaration)?;
    let behind = stretch.text.get(keyword.len()..)?.trim_start();
    let named = behind.starts_with(char::is_alphabetic);
    let other = keywords::leading(stretch.text, Role::Clause).is_some();
    (named && !other).then(|| {
        error::misplaced(stretch.span(cx, 0..keyword.len()), keyword, &home(Role::Declaration))
    })
}

/// `舍入 2位 四舍五入`
fn rounding(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let keyword = keywords::leading(stretch.text, Role::Clause)?;
    if !matches!(keyword, "舍入" | "rounding") {
        return None;
    }
    let behind = stretch.text.get(keyword.len()..)?.trim_start();
    let written = behind.split_whitespace().next()?;
    let instead = match written.trim_end_matches("小数").trim_end_matches('位') {
        "0" => "1元",
        "1" => "0.1元",
        "2" => "0.01元",
        _ => return None,
    };
    let from = stretch.text.len().saturating_sub(behind.len());
    let place = stretch.span(cx, from..from.saturating_add(written.len()));
    Some(error::bad_figure(place, written, error::write_instead(instead)))
}

/// `待遇年度 起于 2025年7月1日`
fn year_start(cx: &Context<'_, '_>, stretch: &Stretch<'_>) -> Option<Problem> {
    let keyword = keywords::leading(stretch.text, Role::Clause)?;
    let last = keyword.split(' ').nth(1).and_then(|_| keyword.rsplit(' ').next())?;
    if !matches!(last, "起于" | "始于" | "starts") {
        return None;
    }
    let from = stretch.text.find(last)?.saturating_add(last.len());
    let behind = stretch.text.get(from..)?.trim_start();
    let from = stretch.text.len().saturating_sub(behind.len());
    let written = behind.split_whitespace().next()?;
    let parts: Vec<u32> = written
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    let [1000..=9999, month, day] = parts.as_slice() else { return None };
    let place = stretch.span(cx, from..from.saturating_add(written.len()));
    Some(error::year_in_year_start(place, written, &format!("{month:02}-{day:02}")))
}

/// What to write instead, where the grammar only knows what could have stood there.
pub(super) fn advice(stretch: &Stretch<'_>, failure: &Failure, found: &str) -> Option<Text> {
    let wants = |rule: Rule| failure.expected.contains(&rule);
    let special = scenario::inner_word(failure, found);
    let special = special.or_else(|| scenario::advice(stretch, failure, found));
    if let Some(help) = special.or_else(|| claim::advice(stretch, found)) {
        return Some(help);
    }
    if failure.expected.iter().all(|rule| *rule == Rule::equals) {
        return Some(text!("名称和数值之间写“=”", "write `=` between a name and its value"));
    }
    let first = found.chars().next();
    let digit = first.is_some_and(|letter| letter.is_ascii_digit());
    let quoted = first.is_some_and(|letter| matches!(letter, '"' | '“' | '「'));
    let row = stretch.rule == Rule::only_member && wants(Rule::colon);
    if row && (digit || matches!(first, Some('=' | '＝'))) {
        return Some(text!(
            "条件和数值之间写“:”，比如“三级 : 70%”",
            "write `:` between a key and its value, such as `三级 : 70%`"
        ));
    }
    if matches!(first, Some(':' | '：'))
        && let Some(key) = empty_row(stretch)
    {
        return Some(text!(
            "上一行“{key}”后面没有写数值；还不知道写“待定”",
            "no value stands behind `{key}` on the line before; write `unset` when it is not known yet"
        ));
    }
    if stretch.rule == Rule::only_enum_value && matches!(first, Some('=' | '＝')) {
        return Some(text!(
            "编码写在名称后面的引号里，比如“村级 \"1\"”",
            "a code stands in quotation marks behind the name, such as `村级 \"1\"`"
        ));
    }
    let text_only = failure.expected.iter().all(|rule| *rule == Rule::text);
    let keyword = keywords::leading(found, Role::Inner).is_some();
    if text_only && !keyword && first.is_some_and(char::is_alphanumeric) {
        return Some(text!("加上引号：\"{found}\"", "put it in quotation marks: \"{found}\""));
    }
    if wants(Rule::name) {
        return name_advice(stretch, found, digit, quoted);
    }
    let value = [Rule::value, Rule::cell, Rule::expression, Rule::op_not];
    if found.is_empty() && wants(Rule::lbrace) && value.into_iter().any(wants) {
        return Some(text!(
            "写一个数值，或者在“{{ }}”里写一张表；还不知道写“待定”",
            "write a figure, or a table in `{{ }}`; write `unset` when it is not known yet"
        ));
    }
    None
}

/// The key of a row that ends its line with a colon.
fn empty_row<'t>(stretch: &Stretch<'t>) -> Option<&'t str> {
    let key = stretch.text.lines().next()?.trim_end().strip_suffix([':', '：'])?.trim();
    (stretch.rule == Rule::only_member && !key.is_empty()).then_some(key)
}

/// Why something is no name.
fn name_advice(stretch: &Stretch<'_>, found: &str, digit: bool, quoted: bool) -> Option<Text> {
    if digit {
        return Some(text!(
            "名称不能以数字开头；年份写在名称的后面",
            "a name does not begin with a digit; write a year at its end"
        ));
    }
    let policy = matches!(keywords::leading(stretch.text, Role::Item), Some("政策" | "policy"));
    if quoted && policy {
        return Some(text!(
            "先写名称，不加引号；标题写在名称后面：“政策 名称 {found}”",
            "first a name, without quotation marks, then the title: `policy name {found}`"
        ));
    }
    if quoted {
        return Some(text!("名称不加引号", "a name has no quotation marks"));
    }
    let example = match keywords::leading(stretch.text, Role::Clause)? {
        "基金" | "fund" => ("基金 统筹基金 { … }", "fund 统筹基金 { … }"),
        "待遇" | "benefit" => ("待遇 普通门诊 { … }", "benefit 普通门诊 { … }"),
        "得出" | "result" => ("得出 月缴费 = …", "result 月缴费 = …"),
        "家庭共济" | "family" => ("家庭共济 共济账户 { … }", "family 共济账户 { … }"),
        "统筹区" | "统筹地区" | "city" => ("统筹区 襄阳", "city 襄阳"),
        _ => return None,
    };
    let (zh, en) = example;
    Some(text!("写上名称，比如“{zh}”", "write a name, such as `{en}`"))
}
