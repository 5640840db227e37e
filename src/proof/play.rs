//! Settles the visits of a point with the interpreter, rounding and all.

use std::collections::BTreeMap;

use super::cases::Case;
use super::linear::Var;
use super::pieces::{Figure, Given, Piece, Pieces, visit};
use super::scene::{Alternative, EARLIER, Scene, Settled};
use crate::interpret::{observe, settle};
use crate::ledger::{Delta, State};
use crate::rule::{FieldId, Role, Section};
use crate::settlement::Settlement;
use crate::value::{Date, Exact, Value};
use crate::visit::Facts;

impl Pieces<'_> {
    /// The visits of a point, after an earlier one, where they show something.
    pub(super) fn play(
        &self,
        earlier: Option<&Piece>,
        alternatives: &[Alternative<'_>],
        at: &BTreeMap<Var, Exact>,
        confirm: &dyn Fn(&[Settled]) -> bool,
    ) -> Option<Scene> {
        let mut given: Vec<Given> = alternatives.iter().map(Alternative::given).collect();
        let compared = |id: FieldId| alternatives.iter().any(|each| each.compared(id));
        // What is known of one of them holds for all: they are one visit, but for what is compared.
        for other in given.clone() {
            for each in &mut given {
                each.fill(&other, &|id| !compared(id)).then_some(())?;
            }
        }
        let mut state = State::default();
        let mut before = Vec::new();
        if let Some(piece) = earlier {
            let mut own = at.clone();
            for (var, value) in at.range(EARLIER..) {
                let _first = own.insert(var.saturating_sub(EARLIER), *value);
            }
            let mut first = piece.given.clone();
            for later in &mut given {
                first.fill(later, &|id| self.is_of_person(id)).then_some(())?;
                later.fill(&first, &|id| self.is_of_person(id) && !compared(id)).then_some(())?;
            }
            first = first.chosen();
            for later in &mut given {
                later.fill(&first, &|id| self.is_of_person(id)).then_some(())?;
            }
            let mut facts = visit(self.program, &self.figures, &first, &own).0;
            let (_, delta) = self.settle(&mut facts, &state).ok()?;
            state.apply(&delta).ok()?;
            before.push(facts);
        }
        let mut visits = Vec::new();
        let mut settled = Vec::new();
        for (given, alternative) in given.iter().zip(alternatives) {
            let point = alternative.point(at);
            let given = given.clone().chosen();
            let mut facts = visit(self.program, &self.figures, &given, &point).0;
            settled.push(self.settle(&mut facts, &state).map(|(settlement, _)| settlement));
            visits.push(facts);
        }
        confirm(&settled).then_some(Scene { before, visits, settled })
    }

    /// Settles a visit; what it has to say although nothing depends on it is added.
    fn settle(
        &self,
        facts: &mut Facts,
        state: &State,
    ) -> Result<(Settlement, Delta), Vec<crate::diagnostics::Problem>> {
        // Each round gives one field more.
        for _ in &self.program.vocabulary.fields {
            let settled = settle(self.program, facts, state);
            let Err(problems) = settled else { return settled };
            let missing = observe(self.program, facts, state).0.missing;
            if missing.is_none_or(|id| self.give(facts, id).is_none()) {
                return Err(problems);
            }
        }
        settle(self.program, facts, state)
    }

    /// Gives a field the value that it has where nothing asks for another.
    fn give(&self, facts: &mut Facts, id: FieldId) -> Option<()> {
        let vocabulary = &self.program.vocabulary;
        let (date, _) = vocabulary.role(Role::VisitDate)?;
        let Value::Date(day) = facts.fields.get(date.index())?.clone()? else { return None };
        let of_line = vocabulary.field(id)?.section == Section::Line;
        let value = match self.cases.case(id, day) {
            Case::Free => {
                let figure = if of_line { Figure::Line(id) } else { Figure::Field(id) };
                Value::Number(self.figures.usual(self.program, &figure))
            }
            Case::Values { classes, .. } => classes.into_iter().flatten().next()?,
        };
        let fields = if of_line { facts.lines.first_mut()? } else { &mut facts.fields };
        *fields.get_mut(id.index()).filter(|slot| slot.is_none())? = Some(value);
        Some(())
    }

    /// The same visit on one day after the other until something shows.
    pub(super) fn repeat(
        &self,
        facts: &Facts,
        days: &[Date],
        shows: &dyn Fn(&[Settlement]) -> bool,
    ) -> Option<Scene> {
        let (date, _) = self.program.vocabulary.role(Role::VisitDate)?;
        let mut state = State::default();
        let (mut before, mut settled) = (Vec::new(), Vec::new());
        for day in days {
            let mut facts = facts.clone();
            *facts.fields.get_mut(date.index())? = Some(Value::Date(*day));
            let (settlement, delta) = settle(self.program, &facts, &state).ok()?;
            state.apply(&delta).ok()?;
            settled.push(settlement);
            if shows(&settled) {
                let settled = settled.pop().map(Ok).into_iter().collect();
                return Some(Scene { before, visits: vec![facts], settled });
            }
            before.push(facts);
        }
        None
    }
}
