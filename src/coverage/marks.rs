//! What one visit touched: from its witness and from the records of its settlement.

use std::collections::BTreeSet;

use super::cut::{border, touched};
use super::item::{Mark, Side, What};
use super::universe::line_of;
use crate::interpret::{Looked, Witness};
use crate::program::Program;
use crate::rule::ClauseId;
use crate::settlement::{CapNote, Settlement, StepNote};
use crate::value::{Date, Exact, Validity};

/// All that a visit touched.
pub(crate) fn marks(
    program: &Program,
    witness: &Witness,
    settlement: Option<&Settlement>,
) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    of_witness(program, witness, &mut marks);
    for looked in &witness.lookups {
        of_lookup(program, looked, &mut marks);
    }
    if let Some(date) = witness.date {
        of_days(program, witness, date, &mut marks);
    }
    for step in settlement.iter().flat_map(|settlement| &settlement.steps) {
        of_step(step.clause, &step.note, &mut marks);
    }
    marks
}

fn side(yes: bool) -> Side {
    if yes { Side::Yes } else { Side::No }
}

fn of_witness(program: &Program, witness: &Witness, marks: &mut BTreeSet<Mark>) {
    marks.extend(witness.ran.iter().map(|id| (What::Clause(*id), Side::Whole)));
    marks.extend(witness.gates.iter().map(|(id, passed)| (What::Gate(*id), side(*passed))));
    marks.extend(witness.modifiers.iter().map(|(id, used)| (What::Modifier(*id), side(*used))));
    marks.extend(witness.bands.iter().map(|(id, band)| (What::Band(*id, *band), Side::Whole)));
    marks.extend(witness.conditions.iter().map(|(id, held)| (What::Comparison(*id), side(*held))));
    for (id, index) in &witness.parameters {
        let _new = marks.insert((What::Parameter(*id, *index), Side::Whole));
    }
    // A modifier that applied is a clause that did something, for what stands inside.
    for (id, applied) in &witness.modifiers {
        if *applied && program.clause(*id).is_some() {
            let _new = marks.insert((What::Clause(*id), Side::Whole));
        }
    }
}

fn of_lookup(program: &Program, looked: &Looked, marks: &mut BTreeSet<Mark>) {
    let Some(table) = program.tables.get(looked.table.index()) else { return };
    if let Some(row) = looked.row {
        let _new = marks.insert((What::Cell(looked.table, row), Side::Whole));
        let _new = marks.insert((What::Row(looked.table, line_of(table, row)), Side::Whole));
    }
    let found = looked.classes.iter().zip(&looked.values).zip(&table.dimensions);
    for (axis, ((class, value), dimension)) in found.enumerate() {
        // A value lies between the cut of its class and the one before.
        for cut in [class.checked_sub(1), Some(*class)].into_iter().flatten() {
            let Some(border) = border(program, dimension, cut) else { continue };
            if let Some(side) = touched(&border, cut, *class, value.as_ref()) {
                let _new = marks.insert((What::Cut(looked.table, axis, cut), side));
            }
        }
    }
}

fn of_days(program: &Program, witness: &Witness, date: Date, marks: &mut BTreeSet<Mark>) {
    let days = |validity: &Validity| [validity.from, validity.until].into_iter().flatten();
    for id in &witness.asked {
        let Some(clause) = program.clause(*id) else { continue };
        for day in days(&clause.validity) {
            let _new = marks.insert((What::Day(*id, day), side(day <= date)));
        }
    }
    for id in &witness.asked_parameters {
        let Some(parameter) = program.vocabulary.parameters.get(id.index()) else { continue };
        for day in parameter.values.iter().flat_map(|value| days(&value.validity)) {
            let _new = marks.insert((What::ParameterDay(*id, day), side(day <= date)));
        }
    }
}

fn of_step(clause: ClauseId, note: &StepNote, marks: &mut BTreeSet<Mark>) {
    match note {
        StepNote::Deductible(note) => {
            let state = match (&note.used, &note.ceiling) {
                (Some(used), _) => state(*used, note.amount.result),
                (None, Some((most, counted))) => state(*counted, *most),
                (None, None) => None,
            };
            marks.extend(state.map(|state| (What::Deductible(clause), state)));
            // A ceiling can be used up before the deductible is.
            if let Some((most, counted)) = &note.ceiling
                && state_is_full(*counted, *most)
            {
                let _new = marks.insert((What::Deductible(clause), Side::Full));
            }
        }
        StepNote::Fund(note) => {
            if let Some((figure, used)) = &note.deductible {
                let state = state(*used, figure.result);
                marks.extend(state.map(|state| (What::Deductible(clause), state)));
            }
            marks.extend(note.caps.iter().map(cap));
        }
        StepNote::Skipped(_)
        | StepNote::Passed(_)
        | StepNote::ExcludedLines
        | StepNote::SelfPay(_)
        | StepNote::Account(_) => {}
    }
}

fn cap(note: &CapNote) -> Mark {
    (What::Cap(note.clause), side(note.bound))
}

/// How much of a deductible was used before; a deductible of nothing has no state.
fn state(used: Exact, amount: Exact) -> Option<Side> {
    if !amount.is_positive() {
        None
    } else if state_is_full(used, amount) {
        Some(Side::Full)
    } else if used.is_positive() {
        Some(Side::Partly)
    } else {
        Some(Side::Untouched)
    }
}

fn state_is_full(used: Exact, amount: Exact) -> bool {
    amount.is_positive() && amount.sub(used).is_ok_and(|left| !left.is_positive())
}
