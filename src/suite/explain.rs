//! Where an expectation and the settlement part: the step, and the clause behind it.

use super::case::Case;
use super::verdict::Shortfall;
use crate::diagnostics::{Code, Label, Lang, Problem, Text};
use crate::posting::What;
use crate::program::Program;
use crate::report::settlement::step_text;
use crate::rule::{Bucket, ClauseId};
use crate::settlement::{Settlement, StepNote, StepRecord};
use crate::source::Span;
use crate::syntax::ast;
use crate::testing::{Event, Failure, Outcome};
use crate::text;

/// What failed in a scenario, each with the step where expected and actual part. What parts at one
/// step is told together.
pub(super) fn shortfalls(case: &Case, outcome: &Outcome) -> Vec<Shortfall> {
    let mut told: Vec<(Option<ClauseId>, Shortfall)> = Vec::new();
    for failure in &outcome.failures {
        let (clause, shortfall) = shortfall(failure, case, outcome);
        match told.last_mut() {
            Some((known, before)) if clause.is_some() && *known == clause => {
                if before.alike == 0 {
                    let first = before.problem.message.clone();
                    before.problem.labels.iter_mut().take(1).for_each(|it| it.text = first.clone());
                }
                before.alike = before.alike.saturating_add(1);
                let label = Label { span: failure.span, text: failure.text.clone() };
                before.problem.labels.insert(before.alike, label);
            }
            _ => told.push((clause, shortfall)),
        }
    }
    told.into_iter().map(|(_, shortfall)| shortfall).collect()
}

/// A failure, and the clause of the step where expected and actual part.
fn shortfall(failure: &Failure, case: &Case, outcome: &Outcome) -> (Option<ClauseId>, Shortfall) {
    let mut problem = Problem::new(Code::ExpectationFailed, failure.span, failure.text.clone());
    let mut step = None;
    let mut parted = None;
    let event = event_of(failure.span, case, outcome);
    let name = expected_name(failure.span, case);
    if let Some((event, now)) = event {
        let what = &event.posted.what;
        let visit = if now { event.visit_now() } else { event.visit() };
        if let (Some(refusal), Some(program)) = (what.refusal(), what.program()) {
            problem = pointing(problem, program, refusal.clause, refused_here());
        } else if let (Some(visit), Some(name)) = (visit, name) {
            let (program, settlement) = (&visit.program, &visit.settlement);
            if let Some(record) = parting(program, settlement, name) {
                parted = Some(record.clause);
                let text =
                    |lang| step_text(program, settlement, record.clause, lang).unwrap_or_default();
                step = Some(Text::new(text(Lang::Zh), text(Lang::En)));
                problem = pointing(problem, program, record.clause, computed_here());
                problem = rows_and_caps(problem, program, record);
            }
        } else if let (What::Calc(calc), Some(name)) = (what, name) {
            let results = calc.calculation.results.iter();
            let title = |clause| calc.program.clause(clause).map(|clause| clause.title.as_str());
            if let Some(result) = results.into_iter().find(|it| title(it.clause) == Some(name)) {
                problem = pointing(problem, &calc.program, result.clause, computed_here());
            }
        }
    }
    (parted, Shortfall { problem, alike: 0, step })
}

fn refused_here() -> Text {
    text!("这一条拒付了", "this clause refuses the visit")
}

fn computed_here() -> Text {
    text!("分歧在这一步", "they part at this step")
}

/// Points at a clause, with what it cites.
fn pointing(problem: Problem, program: &Program, clause: ClauseId, words: Text) -> Problem {
    match program.clause(clause) {
        Some(clause) => problem.also(clause.span, citing(words, &clause.cites)),
        None => problem,
    }
}

fn citing(words: Text, cites: &[String]) -> Text {
    if cites.is_empty() {
        return words;
    }
    let (Text { zh, en }, list) = (words, cites.join("”“"));
    text!("{zh}，依据 “{list}”", "{en}, cites “{list}”")
}

/// Points at the rows of tables that matched, and at the caps that were reached.
fn rows_and_caps(mut problem: Problem, program: &Program, record: &StepRecord) -> Problem {
    let (figures, caps) = match &record.note {
        StepNote::SelfPay(figure) => (vec![figure], &[][..]),
        StepNote::Deductible(note) => (vec![&note.amount], &[][..]),
        StepNote::Fund(note) => (
            note.portions.iter().filter_map(|each| each.ratio.as_ref()).collect(),
            note.caps.as_slice(),
        ),
        StepNote::Skipped(_)
        | StepNote::Passed(_)
        | StepNote::ExcludedLines
        | StepNote::Account(_) => return problem,
    };
    let mut seen: Vec<Span> = Vec::new();
    for note in figures.into_iter().flat_map(|figure| &figure.rows) {
        let table = program.tables.get(note.table.index());
        let Some(row) = table.and_then(|table| table.rows.get(note.row as usize)) else { continue };
        if !seen.contains(&row.span) {
            seen.push(row.span);
            let words = text!("用的是这一行", "this row was used");
            problem = problem.also(row.span, citing(words, &row.cites));
        }
    }
    for cap in caps.iter().filter(|cap| cap.bound) {
        let words = text!("达到这个上限", "this limit was reached");
        problem = pointing(problem, program, cap.clause, words);
    }
    problem
}

/// The event that an expectation speaks of: the one before it on the page, or the visit that it
/// names, as that stands now.
fn event_of<'o>(span: Span, case: &Case, outcome: &'o Outcome) -> Option<(&'o Event, bool)> {
    let mut current: Option<Span> = None;
    for event in &case.scenario.events {
        match event {
            ast::ScenarioEvent::Event(event) => current = Some(event.span),
            ast::ScenarioEvent::Expect(expectation) => {
                let inside = expectation.span.lo <= span.lo && span.hi <= expectation.span.hi;
                if inside && let Some(of) = &expectation.of {
                    return outcome.visit(of).map(|event| (event, true));
                }
                if inside {
                    let found = outcome.events.iter().rfind(|it| Some(it.span) == current);
                    return found.map(|event| (event, false));
                }
            }
        }
    }
    None
}

/// The name whose amount was expected at a place.
fn expected_name(span: Span, case: &Case) -> Option<&str> {
    let expectations = case.scenario.events.iter().filter_map(|event| match event {
        ast::ScenarioEvent::Expect(expectation) => Some(expectation),
        ast::ScenarioEvent::Event(_) => None,
    });
    expectations
        .filter_map(|expectation| match &expectation.kind {
            ast::ExpectationKind::Amounts(facts) => Some(facts),
            ast::ExpectationKind::Refused(_) | ast::ExpectationKind::Unused(_) => None,
        })
        .flatten()
        .find(|fact| fact.value.span == span && is_figure(&fact.value))
        .map(|fact| fact.name.node.as_str())
}

/// Whether a cell holds a figure, and not words that are none.
fn is_figure(cell: &ast::Cell) -> bool {
    cell.patterns.iter().all(|pattern| match &pattern.kind {
        ast::PatternKind::Expr(expr) => !matches!(expr.kind, ast::ExprKind::Name(_)),
        _ => false,
    })
}

/// The step that decides an amount: the one that moved it; for what the person bears in the end,
/// the last step in which a fund or an account paid.
fn parting<'s>(
    program: &Program,
    settlement: &'s Settlement,
    name: &str,
) -> Option<&'s StepRecord> {
    let steps = || settlement.steps.iter().rev();
    let fund = program.body.funds.iter().position(|fund| fund == name);
    if let Some(fund) = fund {
        return steps().find(|step| match &step.note {
            StepNote::Fund(note) => note.fund.index() == fund,
            _ => false,
        });
    }
    if let Some(bucket) = Bucket::named(name) {
        let moved = |step: &&StepRecord| step.moved.iter().any(|(found, _)| *found == bucket);
        let of_kind = |step: &&StepRecord| {
            bucket == Bucket::Deductible && matches!(step.note, StepNote::Deductible(_))
        };
        return steps().find(moved).or_else(|| steps().find(of_kind));
    }
    let account = program
        .vocabulary
        .accounts
        .iter()
        .position(|account| name.strip_suffix("余额").unwrap_or(name) == account.name);
    if let Some(account) = account {
        let of_account = |step: &&StepRecord| match &step.note {
            StepNote::Account(note) => note.account.index() == account,
            _ => false,
        };
        if let Some(step) = steps().find(of_account) {
            return Some(step);
        }
    }
    steps().find(|step| matches!(step.note, StepNote::Fund(_) | StepNote::Account(_)))
}
