//! What visits, refunds, bindings and calculations share: gates, clauses that are left out, the
//! rounding of the day.

use super::inputs::AsGiven;
use super::machine::Machine;
use super::stop::Stop;
use super::witness::Witness;
use crate::ledger::State;
use crate::program::{NodeId, Program};
use crate::rule::{ClauseId, FieldId, Gate, Section, Step, StepKind};
use crate::settlement::{Passage, Reason, Refusal};
use crate::value::{Exact, Number, Value, rounding::Rounding};
use crate::visit::Facts;

type Outcome<T> = Result<T, Stop>;

/// Gates in order, until one bars the way.
pub(super) fn run<'a>(
    program: &'a Program,
    gates: &[Step<NodeId>],
    facts: &'a Facts,
    state: &'a State,
    witness: Option<&'a mut Witness>,
) -> Outcome<Passage> {
    let mut machine = Machine::<Exact>::new(program, facts, state, &AsGiven)?;
    machine.witness = witness;
    let date = machine.date;
    machine.saw(|witness| witness.date = Some(date));
    let mut passage = Passage::default();
    for step in gates {
        if !machine.pass_gate(step, &mut passage)? {
            break;
        }
    }
    passage.reads = machine.reads();
    Ok(passage)
}

impl<N: Number> Machine<'_, N> {
    /// One gate: why it is passed, or the refusal.
    pub(super) fn gate(
        &mut self,
        clause: ClauseId,
        gate: &Gate<NodeId>,
        passes: bool,
    ) -> Outcome<Result<Vec<Reason>, Refusal>> {
        let held = self.flag(gate.condition)?;
        let because = self.reasons(gate.condition)?;
        self.saw(|witness| {
            let _new = witness.gates.insert((clause, held == passes));
        });
        if held == passes {
            return Ok(Ok(because));
        }
        Ok(Err(Refusal { clause, reason: gate.reason.clone(), because }))
    }

    /// One of several gates in order; `false` when it bars the way.
    pub(super) fn pass_gate(
        &mut self,
        step: &Step<NodeId>,
        passage: &mut Passage,
    ) -> Outcome<bool> {
        let (gate, passes) = match &step.kind {
            StepKind::Require(gate) => (gate, true),
            StepKind::Exclude(gate) => (gate, false),
            StepKind::ExcludeLines(_)
            | StepKind::SelfPay(_)
            | StepKind::Deductible(_)
            | StepKind::Fund(_)
            | StepKind::Account(_) => return Err(Stop::Internal("gate", None)),
        };
        if !self.in_force(step.clause) || !self.holds(step.when)? {
            return Ok(true);
        }
        self.ran(step.clause);
        match self.gate(step.clause, gate, passes)? {
            Ok(because) => {
                passage.passed.push((step.clause, because));
                Ok(true)
            }
            Err(refusal) => {
                passage.refusal = Some(refusal);
                Ok(false)
            }
        }
    }

    /// Refuses what depends on a clause that is not encoded and that stands between two others.
    pub(super) fn check_encoded(&mut self, behind: ClauseId, before: ClauseId) -> Outcome<()> {
        for left_out in &self.program.body.not_encoded {
            let between = behind <= left_out.clause && left_out.clause < before;
            let (Some(condition), true) = (left_out.when, between) else { continue };
            if self.in_force(left_out.clause) && self.flag(condition)? {
                self.ran(left_out.clause);
                return Err(Stop::NotEncoded {
                    clause: left_out.clause,
                    text: left_out.text.clone(),
                    reason: left_out.reason.clone(),
                });
            }
        }
        Ok(())
    }

    /// How amounts are rounded.
    pub(super) fn rounding(&mut self) -> Outcome<Rounding> {
        for rule in &self.program.body.roundings {
            if self.in_force(rule.clause) && self.holds(rule.when)? {
                self.ran(rule.clause);
                return Ok(rule.rounding);
            }
        }
        Ok(Rounding::default())
    }

    /// The facts that were given, those of lines left out.
    pub(super) fn given(&self) -> Vec<(FieldId, Value)> {
        let fields = self.program.vocabulary.fields.iter().zip(&self.facts.fields).enumerate();
        fields
            .filter(|(_, (field, _))| field.section != Section::Line)
            .filter_map(|(index, (_, value))| Some((FieldId::next(index), value.clone()?)))
            .collect()
    }
}
