//! The rows of a table of scenarios as scenarios.

use std::sync::Arc;

use super::case::{Case, CaseMode, one_line};
use crate::diagnostics::{Code, Problem};
use crate::program::Program;
use crate::rule::Section;
use crate::source::{Span, Spanned};
use crate::syntax::ast;
use crate::text;

/// A scenario for each row. A title stands before those of the rows when it is given; a row without
/// one is named by its number.
pub(super) fn rows(
    table: &ast::ScenarioTable,
    title: Option<&str>,
    programs: &[Arc<Program>],
    row_name: &dyn Fn(usize) -> String,
) -> Vec<Case> {
    let mut cases = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let number = index.saturating_add(1);
        let mut read = Reading::default();
        for (column, cell) in table.header.iter().zip(&row.cells) {
            if let Some(cell) = cell {
                read.cell(column, cell, programs);
            }
        }
        cases.push(read.case(table, row, title, &row_name(number)));
    }
    cases
}

/// A row while it is read.
#[derive(Default)]
struct Reading {
    title: Option<(String, Span)>,
    policy: Option<ast::Name>,
    date: Option<Spanned<ast::Literal>>,
    person: Vec<ast::Fact>,
    facts: Vec<ast::Fact>,
    amounts: Vec<ast::Fact>,
    refused: Option<ast::Quoted>,
    unused: Vec<ast::Name>,
    faults: Vec<Problem>,
}

impl Reading {
    fn cell(&mut self, column: &ast::ScenarioColumn, cell: &ast::Cell, programs: &[Arc<Program>]) {
        match &column.kind {
            ast::ScenarioColumnKind::Title => self.title = Some((words(cell), cell.span)),
            ast::ScenarioColumnKind::Refused => {
                self.refused = Some(Spanned::new(words(cell), cell.span));
            }
            ast::ScenarioColumnKind::Expect(name)
                if matches!(name.node.as_str(), "未使用" | "unused") =>
            {
                self.unused.extend(names(cell));
            }
            ast::ScenarioColumnKind::Expect(name) => {
                self.amounts.push(ast::Fact { name: name.clone(), value: cell.clone() });
            }
            ast::ScenarioColumnKind::Fact(name) => match name.node.as_str() {
                "政策" | "policy" => self.policy = Some(Spanned::new(words(cell), cell.span)),
                "日期" | "visit_date" => self.day(cell),
                _ => {
                    let fact = ast::Fact { name: name.clone(), value: cell.clone() };
                    if is_of_person(&name.node, programs) {
                        self.person.push(fact);
                    } else {
                        self.facts.push(fact);
                    }
                }
            },
        }
    }

    fn day(&mut self, cell: &ast::Cell) {
        match literal(cell) {
            Some(date @ ast::Literal::Date(..)) => {
                self.date = Some(Spanned::new(date.clone(), cell.span));
            }
            _ => {
                let shown = words(cell);
                self.faults.push(
                    Problem::new(
                        Code::BadFieldValue,
                        cell.span,
                        text!("“{shown}”不是日期", "`{shown}` is not a date"),
                    )
                    .help(text!("写成 2025-05-06", "write 2025-05-06")),
                );
            }
        }
    }

    fn case(
        mut self,
        table: &ast::ScenarioTable,
        row: &ast::ScenarioRow,
        title: Option<&str>,
        row_name: &str,
    ) -> Case {
        let (own, place) = match self.title.take() {
            Some((words, place)) => (one_line(&words), place),
            None => (row_name.to_owned(), row.span),
        };
        let title = match title {
            Some(title) => format!("{title} · {own}"),
            None => own,
        };
        if self.date.is_none() && self.faults.is_empty() {
            self.faults.push(
                Problem::new(
                    Code::MissingField,
                    row.span,
                    text!("这一行没有日期", "this row has no date"),
                )
                .help(text!(
                    "在“日期”列写上就诊那天，例如 2025-05-06",
                    "give the day of the visit in a column `日期` (visit_date), such as 2025-05-06"
                )),
            );
        }
        let policy = self.policy.take().or_else(|| table.policy.clone());
        let faults = std::mem::take(&mut self.faults);
        Case {
            scenario: ast::Scenario {
                title: Spanned::new(title.clone(), place),
                policy,
                mode: table.mode.clone(),
                events: self.events(table, row.span),
                broken: table.broken,
                span: row.span,
            },
            title,
            place,
            mode: CaseMode::of(table.mode.as_ref()),
            faults,
        }
    }

    /// What all rows share, the person of the row, the visit, and what is expected of it.
    fn events(self, table: &ast::ScenarioTable, span: Span) -> Vec<ast::ScenarioEvent> {
        let mut events: Vec<ast::ScenarioEvent> =
            table.shared.iter().cloned().map(ast::ScenarioEvent::Event).collect();
        let event = |kind, date, facts: Vec<ast::Fact>, span: Span| {
            ast::ScenarioEvent::Event(ast::Event {
                kind,
                date,
                until: None,
                label: None,
                of: None,
                facts,
                lines: Vec::new(),
                span,
                head: span,
            })
        };
        if !self.person.is_empty() {
            // A place of its own: outcomes go by the place of their event.
            let place = self.person.iter().map(|fact| fact.value.span).reduce(Span::to);
            let place = place.unwrap_or(span);
            events.push(event(ast::EventKind::Person, None, self.person, place));
        }
        events.push(event(ast::EventKind::Visit, self.date, self.facts, span));
        let expect = |kind| ast::ScenarioEvent::Expect(ast::Expectation { kind, of: None, span });
        if let Some(reason) = self.refused {
            events.push(expect(ast::ExpectationKind::Refused(Some(reason))));
        }
        if !self.unused.is_empty() {
            events.push(expect(ast::ExpectationKind::Unused(self.unused)));
        }
        if !self.amounts.is_empty() {
            events.push(expect(ast::ExpectationKind::Amounts(self.amounts)));
        }
        events
    }
}

/// Whether a column says something of the person: a field of theirs, or what is in an account.
fn is_of_person(name: &str, programs: &[Arc<Program>]) -> bool {
    programs.iter().any(|program| {
        let is =
            |own: &str, external: &Option<String>| own == name || external.as_deref() == Some(name);
        let vocabulary = &program.vocabulary;
        vocabulary.accounts.iter().any(|account| is(&account.name, &account.external))
            || vocabulary
                .fields
                .iter()
                .any(|field| field.section == Section::Person && is(&field.name, &field.external))
    })
}

/// The one literal of a cell.
fn literal(cell: &ast::Cell) -> Option<&ast::Literal> {
    match cell.patterns.as_slice() {
        [ast::Pattern { kind: ast::PatternKind::Expr(expr), .. }] => match &expr.kind {
            ast::ExprKind::Literal(literal) => Some(literal),
            _ => None,
        },
        _ => None,
    }
}

/// The names in a cell: several patterns, or one text with commas.
fn names(cell: &ast::Cell) -> Vec<ast::Name> {
    let mut names = Vec::new();
    for pattern in &cell.patterns {
        let one = ast::Cell { patterns: vec![pattern.clone()], span: pattern.span };
        let words = words(&one);
        let parts = words.split([',', '，', '、', ' ']).filter(|name| !name.is_empty());
        names.extend(parts.map(|name| Spanned::new(name.to_owned(), pattern.span)));
    }
    names
}

/// The words of a cell that holds a title or a reason.
fn words(cell: &ast::Cell) -> String {
    match cell.patterns.as_slice() {
        [ast::Pattern { kind: ast::PatternKind::Expr(expr), .. }] => match &expr.kind {
            ast::ExprKind::Literal(ast::Literal::Text(words)) => words.clone(),
            ast::ExprKind::Literal(ast::Literal::Number(number)) => number.to_string(),
            ast::ExprKind::Name(name) => name.clone(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}
