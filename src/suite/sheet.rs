//! Scenarios from a spreadsheet: a grid of texts, however it was stored, as a table of scenarios.
//!
//! A grid becomes a page of text with one line a row, so that messages can show it like any other
//! file: line 7 of the page is row 7 of the sheet, and [`Places`] knows the cell of every place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::case::{SuiteFile, refuse_duplicates};
use super::table;
use crate::diagnostics::{Code, Problem, Text, nearest};
use crate::program::Program;
use crate::source::{SourceFile, Span, Spanned};
use crate::syntax::ast;
use crate::text;
use crate::value::parse_money;
use crate::visit::parse_day;

/// Between two cells of the page.
const BETWEEN: &str = " | ";

/// One worksheet as texts.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// The rows, from the first of the sheet on, blank ones too.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// What it shows; empty when nothing is given.
    pub text: String,
    /// Why it cannot be used: a formula without a result, a part of a merged cell.
    pub fault: Option<Text>,
}

/// A grid whose page is among the sources.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// The worksheet's name, when the file has several.
    pub name: Option<String>,
    /// The grid.
    pub grid: &'a Grid,
    /// Its page.
    pub page: &'a SourceFile,
}

/// The cell of each place of the pages, as spreadsheets call it.
#[derive(Debug, Clone, Default)]
pub struct Places {
    cells: BTreeMap<u32, (u32, String)>,
}

impl Places {
    /// `C7`, or `表2!C7`, for a place in the page of a sheet.
    pub fn cell(&self, span: Span) -> Option<&str> {
        let (_, (end, name)) = self.cells.range(..=span.lo).next_back()?;
        (span.lo <= *end).then_some(name.as_str())
    }

    /// A problem whose place is in a sheet names the cell.
    #[must_use]
    pub fn named(&self, mut problem: Problem) -> Problem {
        if let Some(cell) = problem.span().and_then(|span| self.cell(span)) {
            let Text { zh, en } = &problem.message;
            problem.message = text!("{cell}：{zh}", "{cell}: {en}");
        }
        problem
    }
}

/// The page of a grid.
pub fn layout(grid: &Grid) -> String {
    let lines: Vec<String> = grid
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| shown(&cell.text)).collect::<Vec<_>>().join(BETWEEN))
        .collect();
    lines.join("\n")
}

/// A cell on one line.
fn shown(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `C` for 2: the letters of a column, from 0.
fn letters(column: usize) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A'.saturating_add(u8::try_from(rest % 26).unwrap_or(0))));
        match (rest / 26).checked_sub(1) {
            Some(more) => rest = more,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

/// The scenarios of the worksheets of a file.
pub fn from_sheets(
    name: &str,
    sheets: &[Sheet<'_>],
    programs: &[Arc<Program>],
    places: &mut Places,
) -> SuiteFile {
    let mut file = SuiteFile { name: name.to_owned(), ..SuiteFile::default() };
    for sheet in sheets {
        let spans = spans(sheet, places);
        if let Some(problem) = cell_fault(sheet, &spans) {
            file.problems.push(places.named(problem));
            continue;
        }
        match header(sheet, &spans, programs) {
            Ok(None) => {}
            Ok(Some((top, columns))) => {
                let title = (sheets.len() > 1).then_some(sheet.name.as_deref()).flatten();
                let table = table_of(sheet, &spans, top, columns);
                let first = top.saturating_add(1);
                let numbers: Vec<usize> = kept_rows(sheet.grid, first).collect();
                let row_name = |number: usize| {
                    let row = number.checked_sub(1).and_then(|index| numbers.get(index));
                    let row = row.map_or(0, |row| row.saturating_add(1));
                    text!("第 {row} 行", "row {row}").zh
                };
                file.cases.extend(table::rows(&table, title, programs, &row_name));
            }
            Err(problems) => {
                file.problems.extend(problems.into_iter().map(|problem| places.named(problem)));
            }
        }
    }
    refuse_duplicates(&mut file);
    file
}

/// Where each cell stands on the page; the names of the cells are noted on the way.
fn spans(sheet: &Sheet<'_>, places: &mut Places) -> Vec<Vec<Span>> {
    let mut at = sheet.page.start;
    let mut spans = Vec::new();
    let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
    for (number, row) in sheet.grid.rows.iter().enumerate() {
        let mut line = Vec::new();
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                at = at.saturating_add(length(BETWEEN));
            }
            let end = at.saturating_add(length(&shown(&cell.text)));
            line.push(Span { lo: at, hi: end });
            let cell = format!("{}{}", letters(column), number.saturating_add(1));
            let named = match &sheet.name {
                Some(name) => format!("{name}!{cell}"),
                None => cell,
            };
            let _before = places.cells.insert(at, (end, named));
            at = end;
        }
        spans.push(line);
        at = at.saturating_add(1);
    }
    spans
}

fn cell_fault(sheet: &Sheet<'_>, spans: &[Vec<Span>]) -> Option<Problem> {
    let cells = sheet.grid.rows.iter().zip(spans).flat_map(|(row, line)| row.iter().zip(line));
    cells
        .filter_map(|(cell, span)| {
            cell.fault.as_ref().map(|fault| Problem::new(Code::BadSheet, *span, fault.clone()))
        })
        .next()
}

/// A column of the sheet, and its place in it.
type Columns = Vec<(usize, ast::ScenarioColumn)>;

/// The row of the header, from 0, and its columns. Nothing for an empty sheet.
fn header(
    sheet: &Sheet<'_>,
    spans: &[Vec<Span>],
    programs: &[Arc<Program>],
) -> Result<Option<(usize, Columns)>, Vec<Problem>> {
    let mut rows = sheet.grid.rows.iter().zip(spans).enumerate();
    let Some((top, (row, line))) = rows.find(|(_, (row, _))| !is_blank(row)) else {
        return Ok(None);
    };
    let known = known_names(programs);
    let mut columns = Columns::new();
    let mut problems = Vec::new();
    let mut unknown = 0_usize;
    for (index, (cell, span)) in row.iter().zip(line).enumerate() {
        let name = shown(&cell.text);
        if name.is_empty() {
            problems.extend(headless(sheet, spans, top, index));
            continue;
        }
        let kind = column_kind(&name, *span);
        if let ast::ScenarioColumnKind::Fact(fact) = &kind
            && !known.contains(&fact.node.as_str())
            && !programs.is_empty()
        {
            unknown = unknown.saturating_add(1);
            problems.push(unknown_column(&name, *span, &known));
        }
        columns.push((index, ast::ScenarioColumn { kind, span: *span }));
    }
    if unknown > 0 && unknown == columns.len() {
        let span = line.iter().copied().reduce(Span::to).unwrap_or_default();
        return Err(vec![no_header(span)]);
    }
    if problems.is_empty() { Ok(Some((top, columns))) } else { Err(problems) }
}

/// A column without a name whose cells hold something.
fn headless(sheet: &Sheet<'_>, spans: &[Vec<Span>], top: usize, column: usize) -> Option<Problem> {
    let below = sheet.grid.rows.iter().zip(spans).skip(top.saturating_add(1));
    let mut cells = below.filter_map(|(row, line)| Some((row.get(column)?, line.get(column)?)));
    let (_, span) = cells.find(|(cell, _)| !shown(&cell.text).is_empty())?;
    Some(
        Problem::new(Code::BadSheet, *span, text!("这一列没有列名", "this column has no name"))
            .help(text!(
                "在第一行写上字段名，或清空这一列",
                "write the name of a field in the first row, or empty the column"
            )),
    )
}

fn no_header(span: Span) -> Problem {
    Problem::new(
        Code::BadSheet,
        span,
        text!("第一行不是列名", "the first row does not name the columns"),
    )
    .help(text!(
        "第一行写字段名，例如 情景、政策、日期、级别、费用、应为 统筹基金",
        "name fields in the first row: 情景 (title), 政策 (policy), 日期 (visit_date), 级别 (level), 费用, expect 统筹基金"
    ))
}

fn unknown_column(name: &str, span: Span, known: &[&str]) -> Problem {
    let problem = Problem::new(
        Code::UnknownField,
        span,
        text!("没有“{name}”这个字段", "there is no field `{name}`"),
    );
    match nearest(name, known.iter().copied()).first() {
        Some(near) => problem.help(text!("是不是“{near}”？", "did you mean `{near}`?")),
        None => problem.help(text!(
            "写字段或账户的名称，预期写成 应为 统筹基金",
            "name a field or an account; what must come is written: expect 统筹基金"
        )),
    }
}

/// Every name that a column may have besides those of this room.
fn known_names(programs: &[Arc<Program>]) -> Vec<&str> {
    let mut known = vec!["政策", "policy", "日期", "visit_date"];
    for program in programs {
        let vocabulary = &program.vocabulary;
        let fields = vocabulary.fields.iter().map(|field| (&field.name, &field.external));
        let accounts = vocabulary.accounts.iter().map(|account| (&account.name, &account.external));
        for (name, external) in fields.chain(accounts) {
            known.push(name);
            known.extend(external.as_deref());
        }
    }
    known.sort_unstable();
    known.dedup();
    known
}

/// What a header cell says: `情景`, `应为 拒付`, `expect 统筹基金`, a field.
fn column_kind(name: &str, span: Span) -> ast::ScenarioColumnKind {
    if matches!(name, "情景" | "场景" | "scenario") {
        return ast::ScenarioColumnKind::Title;
    }
    let expected = name.strip_prefix("应为").or_else(|| name.strip_prefix("expect "));
    match expected.map(str::trim) {
        Some("拒付" | "refused") => ast::ScenarioColumnKind::Refused,
        Some(of) => ast::ScenarioColumnKind::Expect(Spanned::new(of.to_owned(), span)),
        None => ast::ScenarioColumnKind::Fact(Spanned::new(name.to_owned(), span)),
    }
}

fn is_blank(row: &[Cell]) -> bool {
    row.iter().all(|cell| shown(&cell.text).is_empty())
}

/// The rows with something in them, from a row on.
fn kept_rows(grid: &Grid, first: usize) -> impl Iterator<Item = usize> + '_ {
    let rows = grid.rows.iter().enumerate().skip(first);
    rows.filter(|(_, row)| !is_blank(row)).map(|(index, _)| index)
}

fn table_of(
    sheet: &Sheet<'_>,
    spans: &[Vec<Span>],
    top: usize,
    columns: Columns,
) -> ast::ScenarioTable {
    let rows = kept_rows(sheet.grid, top.saturating_add(1)).filter_map(|index| {
        let (row, line) = (sheet.grid.rows.get(index)?, spans.get(index)?);
        let cells = columns
            .iter()
            .map(|(at, column)| {
                let words = shown(&row.get(*at)?.text);
                (!words.is_empty())
                    .then(|| cell(&words, *line.get(*at).unwrap_or(&column.span), column))
            })
            .collect();
        let span = line.iter().copied().reduce(Span::to).unwrap_or_default();
        Some(ast::ScenarioRow { cells, span })
    });
    let rows = rows.collect();
    ast::ScenarioTable {
        title: Spanned::new(sheet.name.clone().unwrap_or_default(), sheet.page.span()),
        policy: None,
        mode: None,
        shared: Vec::new(),
        rows,
        header: columns.into_iter().map(|(_, column)| column).collect(),
        broken: false,
        span: sheet.page.span(),
    }
}

/// A cell as the tree has it. A fact stays the text that it is, for whoever knows its type; amounts
/// and the day are literals.
fn cell(words: &str, span: Span, column: &ast::ScenarioColumn) -> ast::Cell {
    let literal = match &column.kind {
        ast::ScenarioColumnKind::Expect(_) => amount(words),
        ast::ScenarioColumnKind::Fact(name)
            if matches!(name.node.as_str(), "日期" | "visit_date") =>
        {
            day(words)
        }
        ast::ScenarioColumnKind::Fact(_)
        | ast::ScenarioColumnKind::Title
        | ast::ScenarioColumnKind::Refused => None,
    };
    let kind = match literal {
        Some(literal) => ast::ExprKind::Literal(literal),
        None => ast::ExprKind::Name(words.to_owned()),
    };
    let kind = ast::PatternKind::Expr(ast::Expr { kind, span });
    ast::Cell { patterns: vec![ast::Pattern { kind, span }], span }
}

/// `600`, `600.00`, `600元`
fn amount(words: &str) -> Option<ast::Literal> {
    let fen = parse_money(words)?;
    let yuan = fen.div(crate::value::Exact::whole(100)).ok()?;
    yuan.to_decimal(8).map(ast::Literal::Money)
}

/// `2025-05-06`, and `2025/5/6` as spreadsheets write it.
fn day(words: &str) -> Option<ast::Literal> {
    let parts: Vec<&str> = words.split('/').collect();
    let words = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => words.to_owned(),
    };
    let date = parse_day(&words)?.to_string();
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Some(ast::Literal::Date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}
