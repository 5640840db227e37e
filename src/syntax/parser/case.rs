//! Tables of scenarios: what all share, a header, and a scenario a row.

use std::collections::BTreeMap;

use pest::iterators::Pair;

use super::{Context, broken, event, find, scenario, table};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ScenarioColumnKind};
use crate::syntax::error;
use crate::syntax::grammar::Rule;

/// What the column of the days is called, and in the national interface.
const DAYS: [&str; 2] = ["日期", "visit_date"];

/// `scenarios "…" for 名 { … }`
pub(super) fn parse_table(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::ScenarioTable {
    let span = cx.span(&pair);
    let mut made = ast::ScenarioTable {
        title: Spanned::new(String::new(), span),
        policy: None,
        mode: None,
        shared: Vec::new(),
        header: Vec::new(),
        rows: Vec::new(),
        broken: false,
        span,
    };
    let mark = cx.problems.len();
    let mut rows = Vec::new();
    let mut head = span;
    // The first row was meant as the header, and cannot be read.
    let mut headless = false;
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::kw_scenarios => head = cx.span(&part),
            Rule::text => made.title = cx.quoted(&part),
            Rule::scenario_for => made.policy = scenario::parse_for(cx, part),
            Rule::skip_mode | Rule::kw_only => made.mode = Some(scenario::parse_mode(cx, part)),
            Rule::bad_case => {
                headless |= rows.is_empty() && broken::bar_position(part.as_str()).is_some();
                broken::report(cx, &part);
            }
            Rule::case => rows.push(part),
            rule if event::is_event(rule) => {
                made.shared.extend(parse_shared(cx, part, !rows.is_empty()));
            }
            _ => {}
        }
    }
    let readable = !cx.is_broken(&pair, mark);
    let mut rows = rows.into_iter();
    if headless {
        rows.for_each(|row| check_row(cx, row));
    } else if let Some(header) = rows.next() {
        let bare = rows.len() == 0 && readable;
        made.header = parse_header(cx, header, bare);
        made.rows = rows.filter_map(|row| parse_row(cx, row, &made.header)).collect();
    } else if readable {
        cx.report(error::table_without_header(head));
    }
    made.broken = cx.is_broken(&pair, mark);
    made
}

/// An event that all rows share; it stands before the header.
fn parse_shared(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
    behind_header: bool,
) -> Option<ast::Event> {
    let keyword = pair.clone().into_inner().next();
    match event::parse_event(cx, pair)? {
        ast::ScenarioEvent::Event(event) => {
            if behind_header {
                cx.report(error::event_behind_header(event.head, event.kind));
            }
            Some(event)
        }
        ast::ScenarioEvent::Expect(expectation) => {
            let place = keyword.map_or(expectation.span, |keyword| cx.span(&keyword));
            cx.report(error::expectation_in_table(place));
            None
        }
    }
}

/// The columns, in order.
fn parse_header(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
    bare: bool,
) -> Vec<ast::ScenarioColumn> {
    let whole = cx.span(&pair);
    let cells = cells_of(pair);
    // A row that holds a date or an amount is the first scenario.
    let figure = |cell: &Pair<'_, Rule>| cell.as_str().starts_with(|it: char| it.is_ascii_digit());
    if cells.iter().any(figure) || !cells.iter().any(is_heading) {
        cx.report(error::table_without_header(whole));
        return Vec::new();
    }
    let mark = cx.problems.len();
    let mut columns: Vec<ast::ScenarioColumn> = Vec::new();
    for cell in cells {
        // Two bars at the edges are one mistake.
        let told = cell.as_str().trim().is_empty() && cx.problems.errors_since(mark);
        columns.push(parse_column(cx, cell, told));
    }
    if !cx.problems.errors_since(mark) {
        check_columns(cx, &columns, whole);
    }
    if bare && !cx.problems.errors_since(mark) {
        cx.report(error::table_without_rows(whole));
    }
    columns
}

/// Each column once, and one of them the day.
fn check_columns(cx: &mut Context<'_, '_>, columns: &[ast::ScenarioColumn], whole: Span) {
    let mut seen: BTreeMap<(bool, &str), Span> = BTreeMap::new();
    for column in columns {
        let (expected, name) = match &column.kind {
            ScenarioColumnKind::Title => (false, "情景"),
            ScenarioColumnKind::Fact(name) => (false, name.node.as_str()),
            ScenarioColumnKind::Expect(name) => (true, name.node.as_str()),
            ScenarioColumnKind::Refused => (true, "拒付"),
        };
        if let Some(first) = seen.insert((expected, name), column.span) {
            cx.report(error::column_twice(column.span, first, name));
        }
    }
    if !DAYS.iter().any(|day| seen.contains_key(&(false, *day))) {
        cx.report(error::no_day_column(whole));
    }
}

/// The cells of a row.
fn cells_of(pair: Pair<'_, Rule>) -> Vec<Pair<'_, Rule>> {
    pair.into_inner().filter(|part| part.as_rule() == Rule::case_cell).collect()
}

/// Whether a cell can head a column.
fn is_heading(cell: &Pair<'_, Rule>) -> bool {
    cell.clone().into_inner().any(|part| part.as_rule() == Rule::expected_column)
        || is_name(cell.as_str().trim_end())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
        && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '·'))
}

/// A cell of the header.
fn parse_column(cx: &mut Context<'_, '_>, cell: Pair<'_, Rule>, told: bool) -> ast::ScenarioColumn {
    let span = cx.span(&cell);
    let written = cell.as_str().trim_end();
    let named = Spanned::new(written.to_owned(), span);
    let kind = match find(&cell.clone().into_inner(), Rule::expected_column) {
        Some(expected) => {
            let name = find(&expected.into_inner(), Rule::word).map(|name| cx.name(&name));
            name.map_or(ScenarioColumnKind::Refused, ScenarioColumnKind::Expect)
        }
        None if matches!(written, "情景" | "场景" | "scenario") => ScenarioColumnKind::Title,
        None => {
            if !told {
                check_column_name(cx, span, written);
            }
            ScenarioColumnKind::Fact(named)
        }
    };
    ast::ScenarioColumn { kind, span }
}

/// Whether what heads a column can be the name of a field.
fn check_column_name(cx: &mut Context<'_, '_>, span: Span, written: &str) {
    let glued = ["应为", "expect"].into_iter().find_map(|keyword| {
        let name = written.strip_prefix(keyword)?;
        let parted = !keyword.is_ascii() || !name.starts_with(|it: char| it.is_ascii());
        (parted || name.is_empty()).then_some((keyword, name))
    });
    match glued {
        Some((keyword, "")) => cx.report(error::column_expects_nothing(span, keyword)),
        Some((keyword, name)) => cx.report(error::glued_keyword(span, keyword, name)),
        None if !is_name(written) => cx.report(error::bad_column(span, written)),
        None => {}
    }
}

/// A scenario; nothing when it has not as many cells as the header.
fn parse_row(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
    header: &[ast::ScenarioColumn],
) -> Option<ast::ScenarioRow> {
    let span = cx.span(&pair);
    let written = cells_of(pair);
    let count = written.len();
    let cells: Vec<_> = written.into_iter().map(|cell| parse_cell(cx, cell)).collect();
    if let (Some(first), Some(last)) = (header.first(), header.last())
        && count != header.len()
    {
        let heading = Span { lo: first.span.lo, hi: last.span.hi };
        let edged = matches!((cells.first(), cells.last()), (Some(None), _) | (_, Some(None)));
        let edged = edged && count > header.len();
        cx.report(error::case_cells(span, count, heading, header.len(), edged));
        return None;
    }
    (!header.is_empty()).then_some(ast::ScenarioRow { cells, span })
}

/// What a cell says; nothing when it is empty.
fn parse_cell(cx: &mut Context<'_, '_>, cell: Pair<'_, Rule>) -> Option<ast::Cell> {
    let part = cell.into_inner().find(|part| part.as_rule() != Rule::comment)?;
    if part.as_rule() == Rule::expected_column {
        let span = cx.span(&part);
        cx.report(error::expectation_in_row(span, part.as_str().trim_end()));
        return None;
    }
    Some(table::parse_cell(cx, part))
}

/// Reads a row for the faults of its cells alone.
pub(super) fn check_row(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) {
    for cell in cells_of(pair) {
        if find(&cell.clone().into_inner(), Rule::expected_column).is_none() {
            drop(parse_cell(cx, cell));
        }
    }
}
