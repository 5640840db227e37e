//! A few visits of one person, and what they touch.

use std::collections::BTreeSet;

use super::candidates::Candidates;
use crate::coverage::item::Mark;
use crate::coverage::marks::marks;
use crate::diagnostics::{Code, Problem};
use crate::interpret::{Witness, applies, observe, observe_calculation};
use crate::ledger::State;
use crate::program::Program;
use crate::rule::{FieldId, Role, Section};
use crate::settlement::{Calculation, Settlement};
use crate::value::{Date, Exact, Value};
use crate::visit::Facts;

/// How often a missing field is filled in before a visit is given up.
const MOST_FILLED: usize = 16;

/// Visits of one person, in order.
#[derive(Debug, Clone)]
pub(super) struct Probe {
    pub(super) visits: Vec<Facts>,
}

/// What came of a probe.
#[derive(Debug)]
pub(super) struct Run {
    /// What its visits touched.
    pub(super) marks: BTreeSet<Mark>,
    /// The settlements; the last visit may lack one.
    pub(super) settled: Vec<Settlement>,
    /// What a calculation gave.
    pub(super) calculation: Option<Calculation>,
    /// What the last visit touched.
    pub(super) last: Witness,
}

/// Why a probe is of no use.
pub(super) enum Useless {
    /// A field that it lacks, of which visit.
    Lacks(usize, FieldId),
    /// Something else.
    Wrong,
}

impl Probe {
    /// Runs the visits one after the other. All but the last must be settled; the last may meet
    /// something that the policy has no answer for.
    pub(super) fn run(&self, program: &Program) -> Result<Run, Useless> {
        let mut run = Run {
            marks: BTreeSet::new(),
            settled: Vec::new(),
            calculation: None,
            last: Witness::default(),
        };
        if program.head.calc {
            return self.calculate(program, run);
        }
        let mut state = State::default();
        for (index, facts) in self.visits.iter().enumerate() {
            if !is_for(program, facts) {
                return Err(Useless::Wrong);
            }
            let (witness, settled) = observe(program, facts, &state);
            if let Some(field) = witness.missing {
                return Err(Useless::Lacks(index, field));
            }
            let settled = match settled {
                Ok((settlement, delta)) => {
                    state.apply(&delta).map_err(|_| Useless::Wrong)?;
                    Some(settlement)
                }
                Err(problems) => {
                    let last = index.saturating_add(1) == self.visits.len();
                    if !(last && is_told(&problems)) {
                        return Err(Useless::Wrong);
                    }
                    None
                }
            };
            run.marks.extend(marks(program, &witness, settled.as_ref()));
            run.settled.extend(settled);
            run.last = witness;
        }
        Ok(run)
    }

    /// A calculation: one event, without a state.
    fn calculate(&self, program: &Program, mut run: Run) -> Result<Run, Useless> {
        let [facts] = self.visits.as_slice() else { return Err(Useless::Wrong) };
        if !is_for(program, facts) {
            return Err(Useless::Wrong);
        }
        let (witness, calculated) = observe_calculation(program, facts);
        if let Some(field) = witness.missing {
            return Err(Useless::Lacks(0, field));
        }
        match calculated {
            Ok(calculation) => run.calculation = Some(calculation),
            Err(problems) if is_told(&problems) => {}
            Err(_) => return Err(Useless::Wrong),
        }
        run.marks = marks(program, &witness, None);
        run.last = witness;
        Ok(run)
    }

    /// Runs the visits, filling in what turns out to be needed; how often that took is counted.
    pub(super) fn fill(
        &mut self,
        program: &Program,
        candidates: &Candidates,
        spent: &mut usize,
    ) -> Option<Run> {
        for _ in 0..MOST_FILLED {
            *spent = spent.saturating_add(self.visits.len());
            match self.run(program) {
                Ok(run) => return Some(run),
                Err(Useless::Wrong) => return None,
                Err(Useless::Lacks(visit, field)) => {
                    let facts = self.visits.get_mut(visit)?;
                    let date = date_of(program, facts)?;
                    let value = candidates.first(field, date)?;
                    put(program, facts, field, &value);
                }
            }
        }
        None
    }
}

/// Whether a policy is in force on the day of a visit and for its person.
fn is_for(program: &Program, facts: &Facts) -> bool {
    date_of(program, facts).is_some_and(|date| program.head.validity.holds(date))
        && applies(program, facts) == Ok(true)
}

/// Whether a policy says that a visit is none of its business: another day, another group.
pub(super) fn is_turned_away(program: &Program, facts: &Facts) -> bool {
    date_of(program, facts).is_some_and(|date| {
        let group = applies(program, facts);
        group == Ok(false) || (group == Ok(true) && !program.head.validity.holds(date))
    })
}

/// Whether the policy has no answer, and a scenario may expect that.
fn is_told(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| {
        matches!(problem.code, Code::NotEncoded | Code::NeedsUnsetValue | Code::NoBenefit)
    })
}

/// The day of a visit.
pub(super) fn date_of(program: &Program, facts: &Facts) -> Option<Date> {
    let (id, _) = program.vocabulary.role(Role::VisitDate)?;
    match facts.fields.get(id.index())? {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}

/// Sets a field: of the visit, or of every line.
pub(super) fn put(program: &Program, facts: &mut Facts, field: FieldId, value: &Value) {
    let of_line =
        program.vocabulary.field(field).is_some_and(|found| found.section == Section::Line);
    if of_line {
        for line in &mut facts.lines {
            if let Some(slot) = line.get_mut(field.index()) {
                *slot = Some(value.clone());
            }
        }
        total_of_lines(program, facts);
    } else if let Some(slot) = facts.fields.get_mut(field.index()) {
        *slot = Some(value.clone());
    }
}

/// The bill is the sum of its lines, when it has any.
pub(super) fn total_of_lines(program: &Program, facts: &mut Facts) {
    let role = |role| program.vocabulary.role(role).map(|(id, _)| id);
    let (Some(total), Some(amount)) = (role(Role::Total), role(Role::LineAmount)) else { return };
    if facts.lines.is_empty() {
        return;
    }
    let amounts = facts.lines.iter().filter_map(|line| match line.get(amount.index()) {
        Some(Some(Value::Number(amount))) => Some(*amount),
        _ => None,
    });
    let sum = amounts.fold(Exact::ZERO, |sum, amount| sum.add(amount).unwrap_or(sum));
    if let Some(slot) = facts.fields.get_mut(total.index()) {
        *slot = Some(Value::Number(sum));
    }
}
