//! What the visits of a suite touched, policy by policy.

use std::collections::{BTreeMap, BTreeSet};

use super::item::Mark;
use super::marks::marks;
use crate::interpret::{Witness, observe, observe_calculation, observe_pass};
use crate::ledger::State;
use crate::posting::{Asked, Question};
use crate::program::{NodeId, Program};
use crate::rule::{Step, TableId};
use crate::settlement::Settlement;
use crate::value::Date;
use crate::visit::Facts;

/// What the visits of a suite touched.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub(crate) policies: BTreeMap<String, Touched>,
}

/// What was touched of one policy.
#[derive(Debug, Clone, Default)]
pub(crate) struct Touched {
    /// How many events there were.
    pub(crate) events: usize,
    pub(crate) marks: BTreeSet<Mark>,
    /// The classes that came up on each axis of each table.
    pub(crate) classes: BTreeSet<(TableId, usize, usize)>,
    /// The days of the visits, the first and the last.
    pub(crate) days: Option<(Date, Date)>,
}

impl Touched {
    pub(crate) fn add(&mut self, witness: &Witness, marks: BTreeSet<Mark>) {
        self.events = self.events.saturating_add(1);
        self.marks.extend(marks);
        for looked in &witness.lookups {
            let classes = looked.classes.iter().enumerate();
            self.classes.extend(classes.map(|(axis, class)| (looked.table, axis, *class)));
        }
        if let Some(day) = witness.date {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
    }
}

impl Seen {
    /// Nothing yet.
    pub fn new() -> Seen {
        Seen::default()
    }

    /// Runs a visit again, as it met this state, and keeps what it touched. A visit that could not
    /// be settled counts as far as it came.
    pub fn record(&mut self, program: &Program, facts: &Facts, state: &State) {
        let (witness, settled) = observe(program, facts, state);
        let settlement = settled.ok().map(|(settlement, _)| settlement);
        self.keep(program, &witness, settlement.as_ref());
    }

    /// Puts a question again that an event put to the rules.
    pub fn record_asked(&mut self, asked: &Asked) {
        let Asked { program, question, facts, state } = asked;
        match question {
            Question::Visit => self.record(program, facts, state),
            Question::Refund => self.record_gates(program, &program.body.refund, facts, state),
            Question::Bind(account) => {
                for family in program.body.family.iter().filter(|it| it.account == *account) {
                    self.record_gates(program, &family.gates, facts, state);
                }
            }
            Question::Calc => self.record_calculation(program, facts),
        }
    }

    /// Runs the gates of a refund or of a binding again.
    pub fn record_gates(
        &mut self,
        program: &Program,
        gates: &[Step<NodeId>],
        facts: &Facts,
        state: &State,
    ) {
        let (witness, _) = observe_pass(program, gates, facts, state);
        self.keep(program, &witness, None);
    }

    /// Runs a calculation again.
    pub fn record_calculation(&mut self, program: &Program, facts: &Facts) {
        let (witness, _) = observe_calculation(program, facts);
        self.keep(program, &witness, None);
    }

    fn keep(&mut self, program: &Program, witness: &Witness, settlement: Option<&Settlement>) {
        let touched = self.policies.entry(program.head.name.clone()).or_default();
        touched.add(witness, marks(program, witness, settlement));
    }

    /// What was touched of a policy.
    pub(crate) fn of(&self, policy: &str) -> Option<&Touched> {
        self.policies.get(policy)
    }
}
