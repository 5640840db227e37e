//! `missing-row`, `duplicate-row`: the rows of a table must be complete and disjoint.

use std::collections::BTreeSet;

use super::context::Context;
use super::grid::{Box, MOST_CELLS, each_cell, merge};
use super::truth::{Known, truth};
use crate::diagnostics::{Code, Problem, Problems, Text};
use crate::policy::{Axis, Policy, Table, axes};
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
    let mut clashes: BTreeSet<(usize, usize)> = BTreeSet::new();
    each_cell(&counts, |cell| {
        if possible(&axes, cell) && asked(table, &axes, cell, contexts) {
            let mut covering = covering(&axes, table.rows.len(), cell);
            match (covering.next(), covering.next()) {
                (None, _) => uncovered.push(cell.to_vec()),
                (Some(first), Some(second)) => {
                    let _ = clashes.insert((first, second));
                }
                (Some(_), None) => {}
            }
        }
        uncovered.len() < MOST_UNCOVERED
    });
    report_gaps(policy, table, &axes, uncovered, problems);
    for (first, second) in clashes {
        if let Some(problem) = clash(table, first, second) {
            problems.push(problem);
        }
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
            "add a row; write `待定` if the notice does not say; exclude the case with `require` or `when` if it is not of this policy"
        ));
        if index.saturating_add(1) == MOST_GAPS && hidden > 0 {
            problem = problem.help(text!("另有 {hidden} 处空缺", "and {hidden} further gaps"));
        }
        problems.push(problem);
    }
}

fn clash(table: &Table, first: usize, second: usize) -> Option<Problem> {
    let (first, second) = (table.rows.get(first)?, table.rows.get(second)?);
    let (a, b) = (&first.label, &second.label);
    let problem = Problem::new(
        Code::DuplicateRow,
        second.span,
        text!("这一行与“{a}”一行有重叠", "this row overlaps the row `{a}`"),
    );
    Some(
        problem
            .here(text!("“{b}”", "`{b}`"))
            .also(first.span, text!("已在这里", "already here"))
            .help(text!(
                "删去一行，或改条件使两行互不重叠",
                "remove one of them, or change their keys so that they do not overlap"
            )),
    )
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
        let ty = column.map_or(Type::Date, |column| column.subject.ty);
        let values = Text {
            zh: classes_in_words(policy, ty, axis, classes, "、", "至", "不满", "以上"),
            en: classes_in_words(policy, ty, axis, classes, ", ", "to", "below", "and above"),
        };
        zh.push(format!("{title} 为 {}", values.zh));
        en.push(format!("{title} is {}", values.en));
    }
    if zh.is_empty() {
        return text!("任何就诊", "any visit");
    }
    Text::new(zh.join("，"), en.join(" and "))
}

#[expect(clippy::too_many_arguments, reason = "the words of one language, used twice")]
fn classes_in_words(
    policy: &Policy,
    ty: Type,
    axis: &Axis,
    classes: &[usize],
    comma: &str,
    to: &str,
    below: &str,
    above: &str,
) -> String {
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
                interval(cuts, *class, |number| figure(number, ty), (to, below, above))
            }
            (Classes::Dates(cuts), _) => {
                interval(cuts, *class, |date| date.to_string(), (to, below, above))
            }
            (Classes::Choices(_), _) => String::new(),
        })
        .collect();
    words.join(comma)
}

fn interval<T: Copy>(
    cuts: &[Cut<T>],
    class: usize,
    show: impl Fn(T) -> String,
    (to, below, above): (&str, &str, &str),
) -> String {
    let lo = class.checked_sub(1).and_then(|before| cuts.get(before)).map(|cut| show(cut.at));
    let hi = cuts.get(class).map(|cut| show(cut.at));
    match (lo, hi) {
        (Some(lo), Some(hi)) if lo == hi => lo,
        (Some(lo), Some(hi)) => format!("{lo} {to} {hi}"),
        (Some(lo), None) => format!("{lo} {above}"),
        (None, Some(hi)) => format!("{below} {hi}"),
        (None, None) => String::new(),
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
