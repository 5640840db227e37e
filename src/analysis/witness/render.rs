//! A visit as an analyst would write it in a scenario.

use crate::analysis::concrete::{Look, Visit};
use crate::analysis::model::Model;
use crate::diagnostics::{Text, Witness, WitnessEvent};
use crate::rule::{FieldId, Role, Section};
use crate::value::{Type, Value, figure};

pub(super) fn witness(model: &Model<'_>, visit: &Visit, shows: Text) -> Witness {
    let vocabulary = &model.policy.vocabulary;
    let mut facts = Vec::new();
    let mut line = Vec::new();
    for (id, value) in &visit.fields {
        let Some(field) = vocabulary.field(*id) else { continue };
        if field.role == Some(Role::VisitDate) || stands_in(model, visit, *id, value) {
            continue;
        }
        let fact = (field.name.clone(), vocabulary.written(field.ty, value));
        if field.section == Section::Line {
            line.push(fact);
        } else {
            facts.push(fact);
        }
    }
    for (id, balance) in &visit.balances {
        if let Some(account) = vocabulary.account(*id) {
            facts.push((account.name.clone(), figure(*balance, Type::Money)));
        }
    }
    let lines = if line.is_empty() { Vec::new() } else { vec![line] };
    let event = WitnessEvent { date: visit.day.to_string(), facts, lines };
    let count = usize::try_from(visit.number).unwrap_or(1);
    let events = vec![event; count];
    let policy = model.policy.head.name.clone();
    Witness { policy, events, beside: Vec::new(), shows }
}

/// Whether the vocabulary gives a field this very value when nothing is given.
fn stands_in(model: &Model<'_>, visit: &Visit, id: FieldId, value: &Value) -> bool {
    let look = Look::new(model.policy, visit);
    look.constant_default(id).is_some_and(|default| default == *value)
}
