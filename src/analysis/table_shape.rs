//! `dead-row`, `irrelevant-column`, `mergeable-rows`: what a table says to no purpose.

use std::collections::BTreeMap;

use crate::analysis::holes::Boxes;
use crate::analysis::model::{Asked, Model};
use crate::analysis::space::{Budget, Region, TooMany, Variable, bare};
use crate::analysis::table_rows::same_value;
use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Row;
use crate::source::Span;
use crate::text;

/// How many regions are looked at for one row or column.
const REGIONS: u32 = 20_000;
/// The codes of this file.
const CODES: [Code; 3] = [Code::DeadRow, Code::IrrelevantColumn, Code::MergeableRows];

pub(super) fn check(model: &Model<'_>, problems: &mut Problems) {
    for asked in &model.tables {
        if asked.unseen {
            asked.passed_over(&[Code::DeadRow, Code::IrrelevantColumn], problems);
            continue;
        }
        // Where no visit comes to the table at all, what bars the way is told.
        if !reached(model, asked) {
            continue;
        }
        let mark = problems.mark();
        let boxes = Boxes::new(model, asked);
        if dead_rows(model, asked, &boxes, problems).is_err() {
            problems.undecided(
                Code::DeadRow,
                asked.table.span,
                text!(
                    "条件的组合太多，不能断定每一行都用得到",
                    "there are too many combinations to know whether every row is used"
                ),
            );
        }
        if irrelevant_columns(model, asked, &boxes, problems).is_err() {
            problems.undecided(
                Code::IrrelevantColumn,
                asked.table.span,
                text!(
                    "条件的组合太多，不能断定每一列都影响结果",
                    "there are too many combinations to know whether every column matters"
                ),
            );
        }
        mergeable(asked, problems);
        problems.proved_since(&mark, &CODES);
    }
}

/// Whether some visit comes to a table, or may.
fn reached(model: &Model<'_>, asked: &Asked<'_>) -> bool {
    asked.spots.iter().any(|spot| {
        let mut budget = Budget::new(REGIONS);
        !matches!(model.space.solve(&spot.demands(), &model.space.full, &mut budget), Ok(None))
    })
}

/// Rows that no visit comes to. The cells of one line are told together.
fn dead_rows(
    model: &Model<'_>,
    asked: &Asked<'_>,
    boxes: &Boxes<'_>,
    problems: &mut Problems,
) -> Result<(), TooMany> {
    let mut lines: BTreeMap<Span, (Vec<&Row>, usize)> = BTreeMap::new();
    let mut whole = Ok(());
    for (index, row) in asked.table.rows.iter().enumerate() {
        let mut budget = Budget::new(REGIONS);
        let within = boxes.within(index, &model.space.full);
        let mut reached = false;
        for spot in &asked.spots {
            if reached {
                break;
            }
            match model.space.solve(&spot.demands(), &within, &mut budget) {
                Ok(found) => reached = found.is_some(),
                Err(TooMany) => (reached, whole) = (true, Err(TooMany)),
            }
        }
        let (dead, all) = lines.entry(row.span).or_default();
        *all = all.saturating_add(1);
        if !reached {
            dead.push(row);
        }
    }
    for (span, (dead, all)) in lines {
        let Some(first) = dead.first() else { continue };
        let message = if dead.len() == all {
            let label = &first.label;
            if label.is_empty() {
                text!("没有就诊用到这一行", "no visit comes to this row")
            } else {
                text!("没有就诊用到这一行“{label}”", "no visit comes to the row `{label}`")
            }
        } else {
            let labels: Vec<&str> = dead.iter().map(|row| row.label.as_str()).collect();
            let labels = labels.join("；");
            text!(
                "没有就诊用到这一行的这些格：“{labels}”",
                "no visit comes to these cells of the row: `{labels}`"
            )
        };
        problems.push(Problem::new(Code::DeadRow, span, message).help(text!(
            "删去它；若前面的“适用”“要求”“当”“未编码”写得太宽，改正那里",
            "remove it, or correct the `applies`, `require`, `when` or `not encoded` before it that is too wide"
        )));
    }
    whole
}

/// Columns whose value never matters.
fn irrelevant_columns(
    model: &Model<'_>,
    asked: &Asked<'_>,
    boxes: &Boxes<'_>,
    problems: &mut Problems,
) -> Result<(), TooMany> {
    let (idle, decided) = idle_columns(model, asked, boxes);
    for column in idle.iter().filter_map(|idle| asked.table.columns.get(idle.index)) {
        let title = &column.title;
        problems.push(
            Problem::new(
                Code::IrrelevantColumn,
                column.span,
                text!(
                    "“{title}”取什么值，结果都一样",
                    "whatever the value of `{title}`, the result is the same"
                ),
            )
            .help(text!(
                "删去这一列；若文件有区分，改正各行的数值",
                "remove this column, or correct the figures if the notice tells cases apart"
            )),
        );
    }
    decided
}

/// A column as long as no two visits are known that differ in it alone and get different values.
struct Idle<'m> {
    index: usize,
    id: usize,
    variable: &'m Variable,
    budget: Budget,
}

/// The columns that tell no two visits apart, and whether that is known of all of them. Each pair of
/// rows is looked at once, for the columns in which alone they differ.
fn idle_columns<'m>(
    model: &'m Model<'_>,
    asked: &Asked<'_>,
    boxes: &Boxes<'_>,
) -> (Vec<Idle<'m>>, Result<(), TooMany>) {
    let rows = &asked.table.rows;
    let extents = boxes.extents();
    let regions: Vec<Region> =
        (0..rows.len()).map(|row| boxes.within(row, &model.space.full)).collect();
    let values: Vec<_> = rows
        .iter()
        .map(|row| row.value.as_ref().map(bare).map_err(|unset| &unset.note))
        .zip(&regions)
        .collect();
    let (mut idle, mut decided) = (candidates(model, asked), Ok(()));
    for (first, (value, one)) in values.iter().enumerate() {
        for (second, (other_value, other)) in
            values.iter().enumerate().skip(first.saturating_add(1))
        {
            if idle.is_empty() {
                return (idle, decided);
            }
            if value == other_value {
                continue;
            }
            let apart = extents.apart(first, second);
            idle.retain_mut(|column| {
                let tells =
                    apart.only_in(column.id).then(|| matters(model, asked, column, (one, other)));
                match tells {
                    None | Some(Ok(false)) => true,
                    Some(Ok(true)) => false,
                    Some(Err(TooMany)) => {
                        decided = Err(TooMany);
                        false
                    }
                }
            });
        }
    }
    (idle, decided)
}

/// The columns that are asked; two columns over one variable answer for each other.
fn candidates<'m>(model: &'m Model<'_>, asked: &Asked<'_>) -> Vec<Idle<'m>> {
    let alone = |id: usize| asked.columns.iter().filter(|other| **other == id).count() == 1;
    let columns = asked.columns.iter().copied().enumerate();
    columns
        .filter(|(_, id)| asked.table.rows.len() >= 2 && alone(*id))
        .filter_map(|(index, id)| {
            let variable = model.space.variable(id)?;
            Some(Idle { index, id, variable, budget: Budget::new(REGIONS) })
        })
        .collect()
}

/// Whether two visits that differ in one column only come to these two rows.
fn matters(
    model: &Model<'_>,
    asked: &Asked<'_>,
    column: &mut Idle<'_>,
    (one, other): (&Region, &Region),
) -> Result<bool, TooMany> {
    let variable = column.variable;
    // The same place in all other columns.
    let here = one.and(&other.with(variable, one.of(variable)));
    if here.is_empty(&model.space) {
        return Ok(false);
    }
    for spot in &asked.spots {
        let demands: Vec<_> = spot.hard.iter().chain(&model.space.links).collect();
        let mut both = Ok(false);
        let _seen =
            model.space.each_solution(&demands, &here, &mut column.budget, &mut |solution| {
                let there = solution.with(variable, other.of(variable));
                let mut inner = Budget::new(REGIONS);
                both = model
                    .space
                    .solve(&spot.demands(), &there, &mut inner)
                    .map(|found| found.is_some());
                both == Ok(false)
            })?;
        if both? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Neighbouring rows that say the same and could be one.
fn mergeable(asked: &Asked<'_>, problems: &mut Problems) {
    let mut lines: BTreeMap<Span, Vec<&Row>> = BTreeMap::new();
    for row in &asked.table.rows {
        lines.entry(row.span).or_default().push(row);
    }
    let lines: Vec<(Span, Vec<&Row>)> = lines.into_iter().collect();
    for (at, (span, rows)) in lines.iter().enumerate() {
        let Some((before, others)) = at.checked_sub(1).and_then(|at| lines.get(at)) else {
            continue;
        };
        let differing = rows.iter().zip(others).try_fold(None, |known, (row, other)| {
            let one = one_difference(row, other)?;
            match known {
                None => Some(Some(one)),
                Some(known) if known == one => Some(Some(known)),
                Some(_) => None,
            }
        });
        if rows.len() == others.len() && matches!(differing, Some(Some(_))) {
            problems.push(
                Problem::new(
                    Code::MergeableRows,
                    *span,
                    text!(
                        "这一行和上一行只差一列，数值相同，可以合成一行",
                        "this row and the one before it differ in one column and give the same; they could be one"
                    ),
                )
                .also(*before, text!("上一行", "the row before")),
            );
        }
    }
}

/// The only column in which two rows of one value, source and time differ.
fn one_difference(row: &Row, other: &Row) -> Option<usize> {
    if !same_value(row, other) || row.validity != other.validity || row.cites != other.cites {
        return None;
    }
    let mut differing = row.sets.iter().zip(&other.sets).enumerate().filter(|(_, (a, b))| a != b);
    let (column, _) = differing.next()?;
    differing.next().is_none().then_some(column)
}
