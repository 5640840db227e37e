//! Figures in spellings that are not ours, and what to write instead.

use pest::iterators::Pair;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::{Context, literal};
use crate::diagnostics::Text;
use crate::syntax::ast::Literal;
use crate::syntax::grammar::{Rule, read};
use crate::syntax::keywords::{self, Role};
use crate::syntax::{ast, error};
use crate::text;

/// Explains a figure in a wrong spelling, and gives what was probably meant.
pub(super) fn explain(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> Option<Literal> {
    let written = pair.as_str();
    let span = cx.span(pair);
    match pair.as_rule() {
        Rule::thousands => {
            let instead = written.replace([',', '，'], "");
            let apart = written.replace('，', ",").replace(',', ", ");
            let help = text!(
                "千位之间不写逗号，写成“{instead}”；如果是几个数，逗号后面空一格：“{apart}”",
                "write `{instead}`, without commas between thousands, or `{apart}` for several figures"
            );
            let problem = error::bad_figure(span, written, help);
            // `1,200` without a unit may be two numbers.
            let unit = !written.ends_with(|letter: char| letter.is_ascii_digit());
            cx.report(if unit { problem.fix(span, instead.as_str()) } else { problem });
            read_again(cx, &instead)
        }
        Rule::spaced_unit => {
            let joined: String = written.split_whitespace().collect();
            let (digits, unit) = split_unit(&joined);
            let instead =
                known_mistake(digits, unit).and_then(|(instead, _)| instead).unwrap_or(joined);
            let help = text!(
                "数字和单位之间不留空格，写成“{instead}”",
                "write `{instead}`, with no blank before the unit"
            );
            cx.report(error::bad_figure(span, written, help).fix(span, instead.as_str()));
            read_again(cx, &instead)
        }
        Rule::foreign_month_day => {
            cx.report(error::date_without_year(span, written));
            None
        }
        Rule::foreign_unit => explain_unit(cx, pair),
        _ => {
            let instead = respelled(written);
            let problem = error::bad_figure(span, written, error::write_instead(&instead));
            cx.report(problem.fix(span, instead.as_str()));
            read_again(cx, &instead)
        }
    }
}

/// A figure whose unit is unknown, doubled or glued to the next word.
fn explain_unit(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> Option<Literal> {
    let written = pair.as_str();
    let start = pair.as_span().start();
    if let Some((figure, keyword, rest)) = glued(written) {
        let from = start.saturating_add(figure.len());
        let to = from.saturating_add(keyword.len());
        let span = cx.span_of(from..to);
        cx.report(error::keyword_behind_figure(span, figure, keyword, rest));
        return read_again(cx, figure);
    }
    let span = cx.span(pair);
    let (digits, unit) = split_unit(written);
    let (instead, help) = known_mistake(digits, unit).unwrap_or_else(|| (None, units_help()));
    // Where there is more to say than what to write, the place may be wrong as well.
    let plain = instead.as_deref().is_some_and(|instead| help == error::write_instead(instead));
    let mut problem = error::bad_figure(span, written, help);
    if let (true, Some(instead)) = (plain, &instead) {
        problem = problem.fix(span, instead.as_str());
    }
    cx.report(problem);
    read_again(cx, &instead?)
}

/// Digits and what follows them.
fn split_unit(written: &str) -> (&str, &str) {
    let end = written
        .find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '.' | '_'))
        .unwrap_or(written.len());
    written.split_at_checked(end).unwrap_or((written, ""))
}

/// `200元每年`: a good figure, a keyword, and what follows it.
pub(super) fn glued(written: &str) -> Option<(&str, &str, &str)> {
    let roles = [Role::Option, Role::Suffix, Role::Operator, Role::Clause];
    written.char_indices().skip(1).find_map(|(at, _)| {
        let (figure, behind) = written.split_at_checked(at)?;
        let keyword = roles.iter().find_map(|role| {
            keywords::of(*role)
                .filter(|form| behind.starts_with(form))
                .max_by_key(|form| form.len())
        })?;
        let whole = read(Rule::quantity, figure).is_ok_and(|pairs| pairs.as_str() == figure);
        let (keyword, rest) = behind.split_at_checked(keyword.len())?;
        // `50%至80%` is a range, not a date.
        let range =
            matches!(keyword, "至") && rest.starts_with(|letter: char| letter.is_ascii_digit());
        (whole && !range).then_some((figure, keyword, rest))
    })
}

/// What is written for a unit that we know to be a mistake, and the advice.
fn known_mistake(digits: &str, unit: &str) -> Option<(Option<String>, Text)> {
    let simple = |instead: String| {
        let help = error::write_instead(&instead);
        Some((Some(instead), help))
    };
    let times = |factor: u32, unit: &str| {
        let number = Decimal::from_str_exact(digits).ok()?.checked_mul(Decimal::from(factor))?;
        Some(format!("{}{unit}", number.normalize()))
    };
    match unit {
        "个点" | "点" | "百分点" | "个%" | "个％" | "个百分比" | "PP" | "Pp" => {
            simple(format!("{digits}个百分点"))
        }
        "成" => simple(times(10, "%")?),
        "折" => {
            let factor =
                Decimal::from_str_exact(digits).ok()?.checked_div(Decimal::from(10_u32))?;
            simple(format!("x{}", factor.normalize()))
        }
        "‰" => {
            let ratio = Decimal::from_str_exact(digits).ok()?.checked_div(Decimal::from(10_u32))?;
            simple(format!("{}%", ratio.normalize()))
        }
        "块" | "块钱" | "圆" | "RMB" | "rmb" | "CNY" | "yuan" | "人民币" | "元整" | "元人民币" => {
            simple(format!("{digits}元"))
        }
        "万" | "亿" => simple(format!("{digits}{unit}元")),
        "万块" | "万块钱" => simple(format!("{digits}万元")),
        "百元" | "百" => simple(times(100, "元")?),
        "千元" | "千" => simple(times(1_000, "元")?),
        "百万元" | "百万" => simple(times(100, "万元")?),
        "千万元" | "千万" => simple(times(1_000, "万元")?),
        "角" => {
            let amount =
                Decimal::from_str_exact(digits).ok()?.checked_div(Decimal::from(10_u32))?;
            simple(format!("{}元", amount.normalize()))
        }
        "月" | "months" | "month" => simple(format!("{digits}个月")),
        "周" | "星期" | "个星期" => simple(times(7, "天")?),
        "days" | "day" => simple(format!("{digits}天")),
        "years" | "year" => simple(format!("{digits}年")),
        "周岁以上" | "岁以上" | "岁以下" | "岁及以上" | "岁及以下" => {
            let help = text!(
                "范围写在“为”的后面，比如“年龄 为 {digits}{unit}”",
                "a range stands behind `is`, as in `年龄 is {digits}{unit}`"
            );
            Some((Some(format!("{digits}岁")), help))
        }
        _ => odd_mistake(digits, unit),
    }
}

/// Mistakes that take more than one look.
fn odd_mistake(digits: &str, unit: &str) -> Option<(Option<String>, Text)> {
    let whole = format!("{digits}{unit}");
    let instead = respelled(&whole);
    if instead != whole {
        let help = error::write_instead(&instead);
        return Some((Some(instead), help));
    }
    if unit.chars().all(|letter| matches!(letter, '%' | '％')) {
        let instead = format!("{digits}%");
        let help = error::write_instead(&instead);
        return Some((Some(instead), help));
    }
    if unit.starts_with('年') && unit.contains('月') {
        let help =
            text!("日期要写到日，比如“2025-03-01”", "a date needs its day, as in `2025-03-01`");
        return Some((None, help));
    }
    for mark in ['至', '到'] {
        if let Some((lo, hi)) = whole.split_once(mark)
            && hi.starts_with(|letter: char| letter.is_ascii_digit())
        {
            let help = text!("范围写成“{lo} .. {hi}”", "a range is written `{lo} .. {hi}`");
            return Some((None, help));
        }
    }
    None
}

fn units_help() -> Text {
    text!(
        "单位有：元、万元、亿元、%、个百分点、岁、天、个月、年、次、人、种",
        "the units are 元, 万元, 亿元, %, pp, 岁, 天, 个月, 年, 次, 人 and 种"
    )
}

/// Full-width digits made plain, `￥200` made `200元`, `.5` made `0.5`.
fn respelled(written: &str) -> String {
    let plain: String = written
        .chars()
        .map(|letter| match letter {
            '０'..='９' | '．' | '％' => {
                std::iter::once(letter).nfkc().next().unwrap_or(letter)
            }
            letter => letter,
        })
        .collect();
    if let Some(amount) = plain.strip_prefix(['¥', '￥']) {
        let amount = amount.trim_start();
        let unit = if amount.ends_with('元') { "" } else { "元" };
        return format!("{amount}{unit}");
    }
    if plain.starts_with('.') { format!("0{plain}") } else { plain }
}

/// Reads a figure in its right spelling.
fn read_again(cx: &mut Context<'_, '_>, instead: &str) -> Option<Literal> {
    for rule in [Rule::quantity, Rule::factor, Rule::plain_number] {
        let Ok(mut pairs) = read(rule, instead) else { continue };
        if let Some(pair) = pairs.next().filter(|pair| pair.as_str() == instead) {
            return literal::parse_literal(cx, &pair);
        }
    }
    None
}

/// `七成` and the like are no names but figures that were meant.
pub(super) fn name_or_numeral(cx: &mut Context<'_, '_>, pair: &Pair<'_, Rule>) -> ast::ExprKind {
    const UNITS: &[&str] =
        &["成半", "成", "折", "万元", "元", "岁", "个百分点", "次", "天", "个月"];
    let written = pair.as_str();
    let numeral = |word: &str| {
        !word.is_empty()
            && word.chars().all(|letter| "零一二三四五六七八九十两百千万半".contains(letter))
    };
    let unit = UNITS.iter().find(|unit| written.strip_suffix(**unit).is_some_and(numeral));
    let Some(unit) = unit else { return ast::ExprKind::Name(written.to_owned()) };
    let help = match *unit {
        "成" | "成半" | "折" => {
            let first = written
                .chars()
                .next()
                .and_then(|letter| "一二三四五六七八九".chars().position(|digit| digit == letter));
            let half = if *unit == "成半" { 5 } else { 0 };
            let percent = first
                .map_or(70, |nth| nth.saturating_add(1).saturating_mul(10))
                .saturating_add(half);
            text!("写成百分数：“{percent}%”", "write a percentage: `{percent}%`")
        }
        unit => text!("用数字写，比如“3{unit}”", "write it with digits, as in `3{unit}`"),
    };
    let span = cx.span(pair);
    cx.report(error::bad_figure(span, written, help));
    ast::ExprKind::Name(String::new())
}
