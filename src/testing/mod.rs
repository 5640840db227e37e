//! Tool: runs the scenarios that stand in files and says what came of each.

mod expect;
mod facts;

use std::sync::Arc;

use crate::diagnostics::{Problem, Text};
use crate::interpret;
use crate::ledger::State;
use crate::program::Program;
use crate::select::select;
use crate::settlement::Settlement;
use crate::source::Span;
use crate::syntax::ast;
use crate::visit::{Facts, RawFact, RawVisit};

/// What came of a scenario.
#[derive(Debug)]
pub struct Outcome {
    /// Its title.
    pub title: String,
    /// Its visits, in order, as far as they could be settled.
    pub visits: Vec<SettledVisit>,
    /// Expectations that were not met.
    pub failures: Vec<Failure>,
    /// What stopped it: input that cannot be read, a visit that was not settled.
    pub problems: Vec<Problem>,
    /// How many expectations were checked.
    pub checked: usize,
}

/// A visit of a scenario and its settlement.
#[derive(Debug)]
pub struct SettledVisit {
    /// The policy that settled it.
    pub program: Arc<Program>,
    /// What went in.
    pub facts: Facts,
    /// The state before.
    pub before: State,
    /// What came out.
    pub settlement: Settlement,
    /// The state after.
    pub after: State,
    /// Whether the scenario expects that a clause refuses it.
    pub refusal_expected: bool,
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where it is written.
    pub span: Span,
    /// What was expected and what came.
    pub text: Text,
}

impl Outcome {
    /// Whether everything that was expected came, and something was expected.
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.problems.is_empty() && self.checked > 0
    }
}

/// Runs one scenario against the programs of a compilation.
pub fn run(scenario: &ast::Scenario, programs: &[Arc<Program>]) -> Outcome {
    let mut outcome = Outcome {
        title: scenario.title.node.clone(),
        visits: Vec::new(),
        failures: Vec::new(),
        problems: Vec::new(),
        checked: 0,
    };
    let named: Vec<Arc<Program>> = programs
        .iter()
        .filter(|program| {
            scenario.policy.as_ref().is_none_or(|name| name.node == program.head.name)
        })
        .map(Arc::clone)
        .collect();
    if let (Some(name), true) = (&scenario.policy, named.is_empty()) {
        outcome.problems.push(facts::unknown_policy(name, programs));
        return outcome;
    }
    let mut person: Vec<RawFact> = Vec::new();
    let mut state = State::default();
    let mut events = scenario.events.iter().peekable();
    while let Some(event) = events.next() {
        let event = match event {
            ast::ScenarioEvent::Event(event) => event,
            ast::ScenarioEvent::Expect(expectation) => {
                expect::check(expectation, &mut outcome);
                continue;
            }
        };
        if event.kind == ast::EventKind::Person {
            let given = facts::raw(&event.facts);
            facts::restart_balances(&mut state, &given, &named);
            person.extend(given);
            continue;
        }
        let raw = facts::visit(&person, event);
        match settle(&named, &raw, &state) {
            Ok(settled) => {
                state = settled.after.clone();
                outcome.visits.push(settled);
            }
            Err(problems) => {
                let expected = events.next_if(|next| expect::allows(next, &problems));
                let Some(ast::ScenarioEvent::Expect(expectation)) = expected else {
                    outcome.problems.extend(problems);
                    return outcome;
                };
                expect::unsettled(expectation, &problems, &mut outcome);
            }
        }
    }
    outcome
}

fn settle(
    programs: &[Arc<Program>],
    raw: &RawVisit,
    before: &State,
) -> Result<SettledVisit, Vec<Problem>> {
    let (program, facts) = select(programs, raw)?;
    let (settlement, delta) = interpret::settle(&program, &facts, before)?;
    let mut after = before.clone();
    after.apply(&delta).map_err(|_| Vec::new())?;
    Ok(SettledVisit {
        program,
        facts,
        before: before.clone(),
        settlement,
        after,
        refusal_expected: false,
    })
}
