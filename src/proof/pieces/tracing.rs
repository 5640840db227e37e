//! A visit with free figures: its facts at a point, and the same facts as traced numbers.

use std::collections::BTreeMap;

use super::Given;
use super::figures::{Figure, Figures, is_count};
use crate::interpret::Inputs;
use crate::ledger::{State, TotalKey};
use crate::program::Program;
use crate::proof::linear::Var;
use crate::proof::tape::{Tape, Traced};
use crate::rule::{AccountId, FieldId, Role};
use crate::value::{Exact, Value};
use crate::visit::Facts;

/// The free figures of one run, written on its tape.
#[derive(Debug)]
pub(super) struct Tracing<'t, 'p> {
    pub(super) program: &'p Program,
    pub(super) figures: &'t Figures,
    pub(super) given: &'t Given,
    pub(super) tape: &'t Tape,
}

impl<'t> Tracing<'t, '_> {
    fn number(&self, figure: &Figure, value: Exact) -> Traced<'t> {
        let var = self.figures.var(self.program, figure);
        self.tape.var(var, value, is_count(self.program, figure))
    }

    fn of_field(&self, figure: Figure, value: Exact) -> Traced<'t> {
        if self.given.free.contains(&figure) {
            return self.number(&figure, value);
        }
        crate::value::Number::of(value)
    }
}

impl<'t> Inputs<Traced<'t>> for Tracing<'t, '_> {
    fn field(&self, field: FieldId, given: Exact) -> Traced<'t> {
        self.of_field(Figure::Field(field), given)
    }

    fn line_field(&self, _: usize, field: FieldId, given: Exact) -> Traced<'t> {
        self.of_field(Figure::Line(field), given)
    }

    fn balance(&self, account: AccountId, given: Exact) -> Traced<'t> {
        self.number(&Figure::Balance(account), given)
    }

    fn total(&self, key: &TotalKey, kept: Exact) -> Traced<'t> {
        self.number(&Figure::Total(key.clone()), kept)
    }

    fn leaves_open(&self) -> bool {
        true
    }

    fn may_be(&self, field: FieldId, class: usize) -> bool {
        let known = self.given.known(field);
        known.is_none_or(|known| known.values.iter().any(|value| class_of(value) == Some(class)))
    }
}

/// The class of a value in a column that lists all values.
fn class_of(value: &Value) -> Option<usize> {
    match value {
        Value::Choice(choice) => Some(*choice as usize),
        Value::Flag(flag) => Some(usize::from(*flag)),
        Value::Number(_) | Value::Choices(_) | Value::Date(_) | Value::Text(_) => None,
        Value::Duration(_) => None,
    }
}

/// The facts of a visit at a point, and what is kept of the person.
pub(in crate::proof) fn visit(
    program: &Program,
    figures: &Figures,
    given: &Given,
    point: &BTreeMap<Var, Exact>,
) -> (Facts, State) {
    let vocabulary = &program.vocabulary;
    let at = |figure: &Figure| {
        let var = figures.known(figure);
        let known = var.and_then(|var| point.get(&var)).copied();
        known.unwrap_or_else(|| figures.usual(program, figure))
    };
    let mut facts = Facts {
        fields: vec![None; vocabulary.fields.len()],
        lines: given.line.iter().map(|_| vec![None; vocabulary.fields.len()]).collect(),
        balances: Vec::new(),
        place: String::new(),
    };
    let mut put = |id: FieldId, of_line: bool, value: Value| {
        let fields = if of_line { facts.lines.first_mut() } else { Some(&mut facts.fields) };
        if let Some(slot) = fields.and_then(|fields| fields.get_mut(id.index())) {
            *slot = Some(value);
        }
    };
    if let Some((date, _)) = vocabulary.role(Role::VisitDate) {
        put(date, false, Value::Date(given.day));
    }
    for (id, known) in &given.fields {
        known.told().into_iter().for_each(|value| put(*id, false, value.clone()));
    }
    for (id, known) in given.line.iter().flatten() {
        known.told().into_iter().for_each(|value| put(*id, true, value.clone()));
    }
    for figure in &given.free {
        match figure {
            Figure::Field(id) => put(*id, false, Value::Number(at(figure))),
            Figure::Line(id) => put(*id, true, Value::Number(at(figure))),
            Figure::Balance(_) | Figure::Total(_) => {}
        }
    }
    let accounts = (0..vocabulary.accounts.len()).map(AccountId::next);
    facts.balances = accounts.map(|account| Some(at(&Figure::Balance(account)))).collect();
    let mut state = State::default();
    for (var, figure) in figures.all() {
        if let (Figure::Total(key), Some(value)) = (figure, point.get(&var)) {
            let _new = state.totals.insert(key, *value);
        }
    }
    (facts, state)
}
