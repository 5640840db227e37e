//! `missing-row`, `duplicate-row`: the rows of a table must be complete and disjoint.

use std::collections::BTreeMap;

use super::context::Context;
use super::grid::{Box, MOST_CELLS, each_cell, merge};
use super::truth::{Known, truth};
use crate::diagnostics::{Code, Lang, Problem, Problems, Text};
use crate::policy::{Axis, ExprKind, Policy, Table, axes};
use crate::rule::{Classes, Cut};
use crate::text;
use crate::value::{Exact, Type, money, percent, plain};

/// How many gaps of one table are told.
const MOST_GAPS: usize = 5;
/// How many uncovered cells are kept for merging.
const MOST_UNCOVERED: usize = 2_000;

/// Checks one table in the contexts in which it is asked; a table that nothing asks is checked
/// without context.
pub(super) fn check(
    policy: &Policy,
    table: &Table,
    contexts: &[Context<'_>],
    problems: &mut Problems,
) {
    if table.rows.is_empty() {
        return;
    }
    let mark = problems.mark();
    let Ok(axes) = axes(policy, table) else {
        problems.push(Problem::new(
            Code::AmountOutOfRange,
            table.span,
            text!(
                "表里的数值太大，无法精确比较",
                "the figures of this table are too large to compare"
            ),
        ));
        return;
    };
    let counts: Vec<usize> = axes.iter().map(|axis| axis.classes.count()).collect();
    let size = counts.iter().try_fold(1_usize, |size, count| size.checked_mul(*count));
    if size.is_none_or(|size| size > MOST_CELLS) {
        problems.push(too_large(table));
        return;
    }
    let mut uncovered = Vec::new();
    let mut clashes: BTreeMap<(usize, usize), Vec<Vec<usize>>> = BTreeMap::new();
    each_cell(&counts, |cell| {
        if possible(&axes, cell) && asked(table, &axes, cell, contexts) {
            let mut covering = covering(&axes, table.rows.len(), cell);
            match (covering.next(), covering.next()) {
                (None, _) => uncovered.push(cell.to_vec()),
                (Some(first), Some(second)) => {
                    let cells = clashes.entry((first, second)).or_default();
                    if cells.len() < MOST_UNCOVERED {
                        cells.push(cell.to_vec());
                    }
                }
                (Some(_), None) => {}
            }
        }
        uncovered.len() < MOST_UNCOVERED
    });
    let told = uncovered.len();
    report_gaps(policy, table, &axes, uncovered, problems);
    for ((first, second), cells) in clashes {
        let shared = merge(cells);
        let case = shared.first().map(|cells| describe(policy, table, &axes, cells));
        if let Some(problem) = clash(table, first, second, case.unwrap_or_default()) {
            problems.push(problem);
        }
    }
    problems.proved_since(&mark, &[Code::MissingRow]);
    // The search ends early where too much is missing.
    if told < MOST_UNCOVERED {
        problems.proved_since(&mark, &[Code::DuplicateRow]);
    }
}

fn possible(axes: &[Axis], cell: &[usize]) -> bool {
    axes.iter().zip(cell).all(|(axis, class)| axis.possible.get(*class).copied().unwrap_or(false))
}

/// Whether some context lets a combination of classes through.
fn asked(table: &Table, axes: &[Axis], cell: &[usize], contexts: &[Context<'_>]) -> bool {
    if contexts.is_empty() {
        return true;
    }
    let known: Vec<Known<'_>> = axes
        .iter()
        .zip(cell)
        .filter_map(|(axis, class)| {
            let column = table.columns.get(axis.column?)?;
            Some(Known { subject: &column.subject, classes: &axis.classes, class: *class })
        })
        .collect();
    contexts.iter().any(|context| {
        context.iter().all(|(condition, held)| truth(condition, &known) != Some(!*held))
    })
}

fn covering<'a>(
    axes: &'a [Axis],
    rows: usize,
    cell: &'a [usize],
) -> impl Iterator<Item = usize> + 'a {
    (0..rows).filter(move |row| {
        axes.iter().zip(cell).all(|(axis, class)| {
            axis.rows.get(*row).and_then(|row| row.get(*class)).copied().unwrap_or(false)
        })
    })
}

fn report_gaps(
    policy: &Policy,
    table: &Table,
    axes: &[Axis],
    uncovered: Vec<Vec<usize>>,
    problems: &mut Problems,
) {
    let boxes = merge(uncovered);
    let hidden = boxes.len().saturating_sub(MOST_GAPS);
    for (index, gap) in boxes.iter().take(MOST_GAPS).enumerate() {
        let case = describe(policy, table, axes, gap);
        let (zh, en) = (case.zh, case.en);
        let mut problem = Problem::new(
            Code::MissingRow,
            table.span,
            text!("表里没有这种情况：{zh}", "no row of the table covers {en}"),
        )
        .help(text!(
            "补一行；若文件没有规定，写“待定”；若不属于这份政策，用“要求”或“当”排除",
            "add a row; write `unset` if the notice does not say; exclude the case with `require` or `when` if it is not of this policy"
        ));
        if index.saturating_add(1) == MOST_GAPS && hidden > 0 {
            problem = problem.help(text!("另有 {hidden} 处空缺", "and {hidden} further gaps"));
        }
        problems.push(problem);
    }
}

fn clash(table: &Table, first: usize, second: usize, case: Text) -> Option<Problem> {
    let (first, second) = (table.rows.get(first)?, table.rows.get(second)?);
    let (zh, en) = (case.zh, case.en);
    let problem = Problem::new(
        Code::DuplicateRow,
        second.span,
        text!("有一种情况写了两行：{zh}", "two rows of the table cover {en}"),
    );
    let problem = problem.also(first.span, text!("另一行", "the other row")).help(text!(
        "删去一行，或改条件使两行互不重叠",
        "remove one of them, or change their keys so that they do not overlap"
    ));
    let by_words = |label: &str| ["以上", "以下"].iter().any(|word| label.contains(word));
    let ranges = by_words(&first.label) && by_words(&second.label);
    Some(if ranges {
        problem.help(text!(
            "“以上”“以下”都含本数；不含本数写“不满 …”或“超过 …”",
            "`以上` and `以下` include the figure itself; `不满 …` and `超过 …` do not"
        ))
    } else {
        problem
    })
}

fn too_large(table: &Table) -> Problem {
    Problem::new(
        Code::TableTooLarge,
        table.span,
        text!(
            "这张表的条件组合超过 {MOST_CELLS} 种，无法逐一核对",
            "this table has more than {MOST_CELLS} combinations of conditions, too many to check"
        ),
    )
    .help(text!("把它拆成几张小表", "split it into smaller tables"))
}

/// A gap in words: `级别 为 三级，参保类型 为 居民`.
fn describe(policy: &Policy, table: &Table, axes: &[Axis], gap: &Box) -> Text {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for (axis, classes) in axes.iter().zip(gap) {
        let feasible = axis.possible.iter().enumerate().filter(|(_, possible)| **possible).count();
        if classes.len() >= feasible {
            continue;
        }
        let column = axis.column.and_then(|index| table.columns.get(index));
        let title = column.map_or("日期", |column| column.title.as_str());
        let values = Text {
            zh: classes_in_words(policy, table, axis, classes, Lang::Zh),
            en: classes_in_words(policy, table, axis, classes, Lang::En),
        };
        zh.push(format!("{title} 为 {}", values.zh));
        en.push(format!("`{title} is {}`", values.en));
    }
    if zh.is_empty() {
        return text!("任何就诊", "any visit");
    }
    Text::new(zh.join("，"), en.join(" and "))
}

fn classes_in_words(
    policy: &Policy,
    table: &Table,
    axis: &Axis,
    classes: &[usize],
    lang: Lang,
) -> String {
    let subject =
        axis.column.and_then(|index| table.columns.get(index)).map(|column| &column.subject);
    let ty = subject.map_or(Type::Date, |subject| subject.ty);
    let step = match subject.map(|subject| &subject.kind) {
        Some(ExprKind::Field(id)) => policy.vocabulary.field(*id).and_then(|field| field.step),
        _ => None,
    };
    let words: Vec<String> = classes
        .iter()
        .filter(|class| axis.possible.get(**class).copied().unwrap_or(false))
        .map(|class| match (&axis.classes, ty) {
            (Classes::Choices(_), Type::Choice(index)) => {
                let choice = u32::try_from(*class).unwrap_or(u32::MAX);
                policy.vocabulary.choice_name(index, choice).to_owned()
            }
            (Classes::Flags, _) => if *class == 1 { "是" } else { "否" }.to_owned(),
            (Classes::Numbers(cuts), ty) => {
                let next = |number: Exact| step.and_then(|step| number.add(step).ok());
                interval(cuts, *class, |number| figure(number, ty), next, lang)
            }
            (Classes::Dates(cuts), _) => {
                interval(cuts, *class, |date| date.to_string(), |date| date.succ_opt(), lang)
            }
            (Classes::Choices(_), _) => String::new(),
        })
        .collect();
    words.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

/// A class between two cuts in words; one that holds a single value is that value.
fn interval<T: Copy + PartialEq>(
    cuts: &[Cut<T>],
    class: usize,
    show: impl Fn(T) -> String,
    next: impl Fn(T) -> Option<T>,
    lang: Lang,
) -> String {
    let lo = class.checked_sub(1).and_then(|before| cuts.get(before));
    let hi = cuts.get(class);
    if let (Some(lo), Some(hi)) = (lo, hi) {
        let last = if hi.after { hi.at == lo.at } else { next(lo.at) == Some(hi.at) };
        if !lo.after && last {
            return show(lo.at);
        }
    }
    let from = lo.map(|lo| (show(lo.at), lo.after));
    let to = hi.map(|hi| (show(hi.at), hi.after));
    match (lang, from, to) {
        (Lang::Zh, Some((from, above)), Some((to, included))) => {
            let above = if above { "超过 " } else { "" };
            let below = if included { " " } else { "不满 " };
            format!("{above}{from} 至{below}{to}")
        }
        (Lang::Zh, Some((from, false)), None) => format!("{from} 以上"),
        (Lang::Zh, Some((from, true)), None) => format!("超过 {from}"),
        (Lang::Zh, None, Some((to, true))) => format!("{to} 以下"),
        (Lang::Zh, None, Some((to, false))) => format!("不满 {to}"),
        (Lang::En, Some((from, above)), Some((to, included))) => {
            let above = if above { "above " } else { "" };
            let below = if included { "" } else { "below " };
            format!("{above}{from} to {below}{to}")
        }
        (Lang::En, Some((from, false)), None) => format!("{from} and above"),
        (Lang::En, Some((from, true)), None) => format!("above {from}"),
        (Lang::En, None, Some((to, true))) => format!("up to {to}"),
        (Lang::En, None, Some((to, false))) => format!("below {to}"),
        (_, None, None) => String::new(),
    }
}

fn figure(number: Exact, ty: Type) -> String {
    match ty {
        Type::Money => format!("{}元", money(number)),
        Type::Ratio => percent(number),
        Type::Age => format!("{}岁", plain(number)),
        _ => plain(number),
    }
}
