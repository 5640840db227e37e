//! From the clauses that a settlement names back to the rules of the program.

use crate::program::{NodeId, Program};
use crate::report::view::{Places, View};
use crate::rule::{
    AccumulatorId, Cap, Clause, ClauseId, FundStep, Modifier, Payment, Step, StepKind,
};
use crate::settlement::RowNote;

/// The step of a clause.
pub(super) fn step(program: &Program, clause: ClauseId) -> Option<&Step<NodeId>> {
    let benefits = program.body.benefits.iter().flat_map(|benefit| &benefit.steps);
    program.body.steps.iter().chain(benefits).find(|step| step.clause == clause)
}

/// The modifier of a clause.
pub(super) fn modifier(program: &Program, clause: ClauseId) -> Option<&Modifier<NodeId>> {
    let benefits = program.body.benefits.iter().flat_map(|benefit| &benefit.steps);
    program
        .body
        .steps
        .iter()
        .chain(benefits)
        .flat_map(modifiers)
        .find(|modifier| modifier.clause == clause)
}

fn modifiers(step: &Step<NodeId>) -> Vec<&Modifier<NodeId>> {
    match &step.kind {
        StepKind::SelfPay(self_pay) => self_pay.figure.modifiers.iter().collect(),
        StepKind::Deductible(deductible) => deductible.amount.modifiers.iter().collect(),
        StepKind::Fund(fund) => fund
            .modifiers
            .iter()
            .chain(fund.deductible.iter().flat_map(|figure| &figure.modifiers))
            .chain(fund.caps.iter().flat_map(|cap| &cap.amount.modifiers))
            .collect(),
        StepKind::Require(_)
        | StepKind::Exclude(_)
        | StepKind::ExcludeLines(_)
        | StepKind::Account(_) => Vec::new(),
    }
}

/// The way to pay of a clause.
pub(super) fn payment(fund: &FundStep<NodeId>, clause: ClauseId) -> Option<&Payment<NodeId>> {
    fund.pays.iter().find(|payment| payment.clause == clause)
}

/// The cap of a clause.
pub(super) fn cap(fund: &FundStep<NodeId>, clause: ClauseId) -> Option<&Cap<NodeId>> {
    fund.caps.iter().find(|cap| cap.clause == clause)
}

/// The keys of the row that matched: `二级, 三级 · 职工`.
pub(in crate::report) fn row_label(program: &Program, row: RowNote) -> Option<String> {
    let table = program.tables.get(row.table.index())?;
    let label = &table.rows.get(row.row as usize)?.label;
    (!label.is_empty()).then(|| label.replace(" | ", " · "))
}

/// What the row that matched cites.
pub(in crate::report) fn row_cites(program: &Program, row: RowNote) -> &[String] {
    program
        .tables
        .get(row.table.index())
        .and_then(|table| table.rows.get(row.row as usize))
        .map_or(&[], |row| row.cites.as_slice())
}

/// Whether a total is kept apart for each value of something, and of what.
pub(super) fn keys(program: &Program, total: AccumulatorId) -> &[NodeId] {
    program.body.accumulators.get(total.index()).map_or(&[], |total| total.keys.as_slice())
}

/// The period of a total.
pub(super) fn period(program: &Program, total: AccumulatorId) -> Option<crate::value::Period> {
    program.body.accumulators.get(total.index()).map(|total| total.period)
}

/// Where a clause stands: file and line, or the titles around it.
pub(super) fn place(view: View<'_>, clause: ClauseId) -> String {
    let Some(found) = view.program.clause(clause) else { return String::new() };
    match view.places {
        Places::Lines => line(view.program, found),
        Places::Titles => titles(view, found),
    }
}

/// What stands behind a line: the place of its clause, and what that cites.
pub(super) fn beside(place: &str, cites: &str) -> String {
    let words = [place, cites].into_iter().filter(|words| !words.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    if words.is_empty() { words } else { format!("   {words}") }
}

/// Where a clause stands that is no step of a settlement: file and line, or its title.
pub(in crate::report) fn place_of(program: &Program, clause: ClauseId, places: Places) -> String {
    let Some(found) = program.clause(clause) else { return String::new() };
    match places {
        Places::Lines => line(program, found),
        Places::Titles => found.title.clone(),
    }
}

/// File and line of a clause; the line alone when it stands in the file of the policy.
pub(in crate::report) fn line(program: &Program, clause: &Clause) -> String {
    let own = file_of(&program.head.place);
    match clause.place.rsplit_once(':') {
        Some((file, line)) if file == own => format!(":{line}"),
        _ => clause.place.clone(),
    }
}

/// The titles around a clause, outermost first, without those that the statement has named before
/// it comes to the clause: the benefit that took the visit, and its steps. A clause that the policy
/// took over from another names that one.
fn titles(view: View<'_>, clause: &Clause) -> String {
    let View { program, settlement, .. } = view;
    let taken = settlement.benefit.and_then(|id| program.body.benefits.get(id.index()));
    let named = |id: ClauseId| {
        taken.is_some_and(|benefit| benefit.clause == id) || step(program, id).is_some()
    };
    let mut around: Vec<&Clause> = program
        .clauses
        .iter()
        .enumerate()
        .filter(|(index, outer)| {
            outer.span != clause.span
                && outer.span.lo <= clause.span.lo
                && clause.span.hi <= outer.span.hi
                && !named(ClauseId::next(*index))
        })
        .map(|(_, outer)| outer)
        .collect();
    around.sort_by_key(|outer| (outer.span.lo, std::cmp::Reverse(outer.span.hi)));
    let origin = clause.origin.as_deref();
    let titles = around.iter().map(|outer| outer.title.as_str());
    origin.into_iter().chain(titles).collect::<Vec<_>>().join(" › ")
}

/// What heads the right side of a statement: the file of the policy, or its name.
pub(super) fn heading(view: View<'_>) -> &str {
    match view.places {
        Places::Lines => file_of(&view.program.head.place),
        Places::Titles => &view.program.head.name,
    }
}

/// The file of a place.
pub(in crate::report) fn file_of(place: &str) -> &str {
    place.rsplit_once(':').map_or(place, |(file, _)| file)
}
