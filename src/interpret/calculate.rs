//! A calculation: its gates, then its results in the order of the page.

use super::inputs::Inputs;
use super::machine::Machine;
use super::stop::Stop;
use super::witness::Witness;
use crate::ledger::State;
use crate::program::{NodeId, Program};
use crate::rule::{CalcResult, ClauseId, ResultId};
use crate::settlement::{Calculation, DefinitionNote, LeftOut, Passage, ResultNote};
use crate::value::{Number, Type, Value, rounding::Rounding};
use crate::visit::Facts;

type Outcome<T> = Result<T, Stop>;

pub(super) fn run<'a, N: Number>(
    program: &'a Program,
    facts: &'a Facts,
    state: &'a State,
    inputs: &'a dyn Inputs<N>,
    witness: Option<&'a mut Witness>,
) -> Outcome<Calculation> {
    let mut machine = Machine::new(program, facts, state, inputs)?;
    machine.witness = witness;
    let date = machine.date;
    machine.saw(|witness| witness.date = Some(date));
    let rounding = machine.rounding()?;
    let mut passage = Passage::default();
    let (mut results, mut left_out) = (Vec::new(), Vec::new());
    if gates(&mut machine, &mut passage)? {
        for (index, result) in program.body.results.iter().enumerate() {
            let id = ResultId::next(index);
            match one(&mut machine, id, result, rounding)? {
                Ok(note) => results.push(note),
                Err(missing) => left_out.push(missing),
            }
        }
    }
    passage.reads = machine.reads();
    Ok(Calculation {
        date: machine.date,
        facts: machine.given(),
        definitions: definitions(&mut machine),
        assumed: machine.assumed.into_iter().collect(),
        passage,
        results,
        left_out,
    })
}

/// What is left out and the gates meet the facts in the order of the page.
fn gates<N: Number>(machine: &mut Machine<'_, N>, passage: &mut Passage) -> Outcome<bool> {
    let mut seen = ClauseId(0);
    for step in &machine.program.body.steps {
        machine.check_encoded(seen, step.clause)?;
        seen = step.clause;
        if !machine.pass_gate(step, passage)? {
            return Ok(false);
        }
    }
    machine.check_encoded(seen, ClauseId(u32::MAX))?;
    Ok(true)
}

/// A result, or why it is not given.
fn one<N: Number>(
    machine: &mut Machine<'_, N>,
    id: ResultId,
    result: &CalcResult<NodeId>,
    rounding: Rounding,
) -> Outcome<Result<ResultNote, LeftOut>> {
    let clause = result.clause;
    if !machine.in_force(clause) {
        return Ok(Err(LeftOut { clause, because: Vec::new() }));
    }
    let given = machine.holds(result.when)?;
    let because = machine.reasons_of(result.when)?;
    if !given {
        return Ok(Err(LeftOut { clause, because }));
    }
    machine.ran(clause);
    machine.rows.clear();
    let value = machine.value(result.value)?;
    let rows = std::mem::take(&mut machine.rows);
    let ty = machine.type_of(result.value);
    let (value, exact) = match (value, ty) {
        (Value::Number(exact), Type::Money) => {
            (Value::Number(exact.rounded(rounding)?), Some(exact.exact()))
        }
        (value, _) => (value, None),
    };
    // Later results speak of what was given: a reader can add the figures again.
    if let Some(slot) = machine.results.get_mut(id.index()) {
        *slot = Some(value.clone());
    }
    Ok(Ok(ResultNote { result: id, clause, ty, value: value.exact(), exact, because, rows }))
}

/// The named intermediates that were used.
fn definitions<N: Number>(machine: &mut Machine<'_, N>) -> Vec<DefinitionNote> {
    let program = machine.program;
    let values = machine.definitions.drain(..).zip(machine.definition_rows.drain(..));
    let used = program.body.definitions.iter().zip(values);
    used.filter_map(|(definition, (value, rows))| {
        let ty = program.node(definition.value).map_or(Type::Number, |node| node.ty);
        Some(DefinitionNote { clause: definition.clause, ty, value: value?.exact(), rows })
    })
    .collect()
}
