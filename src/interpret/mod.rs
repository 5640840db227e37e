//! Stage: a program, a visit and a state to a settlement with every step explained.
//!
//! Comes in: facts in slots, checked against the vocabulary. Goes out: a settlement whose steps are
//! those that ran, and a delta of the state. What can go wrong is a [`Problem`]: a field that is
//! needed and missing, a value that is 待定, a figure without sense. Then no amount is given.

mod bill;
mod calculate;
mod claims;
mod figure;
mod fund;
mod gates;
mod inputs;
mod machine;
mod open;
mod payers;
mod portions;
mod reasons;
mod rows;
mod run;
mod steps;
mod stop;
mod witness;

use inputs::AsGiven;
pub use inputs::Inputs;
pub(crate) use rows::Classed;
pub(crate) use run::{Extent, Settled};
pub(crate) use stop::Stop;
pub use witness::{Looked, Witness};

use crate::diagnostics::Problem;
use crate::ledger::{Delta, State};
use crate::program::{NodeId, Program};
use crate::rule::Step;
use crate::settlement::{Calculation, Passage, Settlement};
use crate::value::{Exact, Number, Value};
use crate::visit::Facts;

/// Settles one visit. The state is not changed; apply the delta to it.
pub fn settle(
    program: &Program,
    facts: &Facts,
    state: &State,
) -> Result<(Settlement, Delta), Vec<Problem>> {
    run::settle(program, facts, state, None)
        .map_err(|stop| vec![stop.problem(program, &facts.place)])
}

/// Settles one visit and tells what it touched of the program, also when it could not be settled.
pub fn observe(
    program: &Program,
    facts: &Facts,
    state: &State,
) -> (Witness, Result<(Settlement, Delta), Vec<Problem>>) {
    let mut witness = Witness::default();
    let settled = run::settle(program, facts, state, Some(&mut witness));
    let settled = settled.map_err(|stop| {
        witness.missing = stop.missing();
        vec![stop.problem(program, &facts.place)]
    });
    (witness, settled)
}

/// Whether a policy is for a person: its `applies` condition.
pub fn applies(program: &Program, facts: &Facts) -> Result<bool, Vec<Problem>> {
    let state = State::default();
    machine::Machine::<Exact>::new(program, facts, &state, &AsGiven)
        .and_then(|mut machine| machine.holds(program.body.applies))
        .map_err(|stop| vec![stop.problem(program, &facts.place)])
}

/// Settles one visit in numbers of any kind; `None` when the policy is not for the person. Nothing is
/// checked of what comes out: numbers that are not rounded need not be whole 分.
pub(crate) fn settle_in<'a, N: Number>(
    program: &'a Program,
    facts: &'a Facts,
    state: &'a State,
    inputs: &'a dyn Inputs<N>,
    extent: Extent,
) -> Result<Option<Settled<'a, N>>, Stop> {
    let mut machine = machine::Machine::new(program, facts, state, inputs)?;
    if !machine.holds(program.body.applies)? {
        return Ok(None);
    }
    let mut settled = run::run(program, facts, state, inputs, extent, None)?;
    settled.settlement.claims = claims::all(&mut settled)?;
    Ok(Some(settled))
}

/// The value of an expression for what is given; `None` when it asks for more.
pub(crate) fn value_at(program: &Program, node: NodeId, facts: &Facts) -> Option<Value> {
    let state = State::default();
    machine::Machine::<Exact>::new(program, facts, &state, &AsGiven).ok()?.value(node).ok()
}

/// Whether gates let an event pass: those of a refund or of the binding of a family account. The
/// facts hold the day of the event.
pub fn pass(
    program: &Program,
    gates: &[Step<NodeId>],
    facts: &Facts,
    state: &State,
) -> Result<Passage, Vec<Problem>> {
    gates::run(program, gates, facts, state, None)
        .map_err(|stop| vec![stop.problem(program, &facts.place)])
}

/// Whether gates let an event pass, and what they touched of the program.
pub fn observe_pass(
    program: &Program,
    gates: &[Step<NodeId>],
    facts: &Facts,
    state: &State,
) -> (Witness, Result<Passage, Vec<Problem>>) {
    let mut witness = Witness::default();
    let passage = gates::run(program, gates, facts, state, Some(&mut witness));
    let passage = passage.map_err(|stop| {
        witness.missing = stop.missing();
        vec![stop.problem(program, &facts.place)]
    });
    (witness, passage)
}

/// The results of a calculation. The facts hold its day.
pub fn calculate(program: &Program, facts: &Facts) -> Result<Calculation, Vec<Problem>> {
    calculate::run::<Exact>(program, facts, &State::default(), &AsGiven, None)
        .map_err(|stop| vec![stop.problem(program, &facts.place)])
}

/// The results of a calculation, and what it touched of the program.
pub fn observe_calculation(
    program: &Program,
    facts: &Facts,
) -> (Witness, Result<Calculation, Vec<Problem>>) {
    let mut witness = Witness::default();
    let state = State::default();
    let calculated = calculate::run::<Exact>(program, facts, &state, &AsGiven, Some(&mut witness));
    let calculated = calculated.map_err(|stop| {
        witness.missing = stop.missing();
        vec![stop.problem(program, &facts.place)]
    });
    (witness, calculated)
}
