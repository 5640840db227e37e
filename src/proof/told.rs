//! Visits of a scene in the words of a scenario.

use super::scene::Scene;
use crate::diagnostics::{Text, Witness, WitnessEvent};
use crate::program::Program;
use crate::rule::{FieldId, Role};
use crate::value::{Type, Value, figure};
use crate::visit::Facts;

/// The visits that show a trouble.
pub(super) fn witness(program: &Program, scene: &Scene, shows: Text) -> Witness {
    let events = |last: &Facts| {
        let all = scene.before.iter().chain([last]).enumerate();
        all.map(|(place, facts)| event(program, facts, place == 0)).collect::<Vec<_>>()
    };
    let mut told = scene.visits.iter().map(events);
    Witness {
        policy: program.head.name.clone(),
        events: told.next().unwrap_or_default(),
        beside: told.next().unwrap_or_default(),
        shows,
    }
}

fn event(program: &Program, facts: &Facts, with_balances: bool) -> WitnessEvent {
    let vocabulary = &program.vocabulary;
    let listed = |fields: &[Option<Value>]| {
        let given = fields.iter().enumerate();
        given
            .filter_map(|(index, value)| {
                let field = vocabulary.field(FieldId::next(index))?;
                let shown = field.role != Some(Role::VisitDate);
                let value = value.as_ref().filter(|_| shown)?;
                Some((field.name.clone(), vocabulary.written(field.ty, value)))
            })
            .collect::<Vec<_>>()
    };
    let mut told = listed(&facts.fields);
    if with_balances {
        let balances = vocabulary.accounts.iter().zip(&facts.balances);
        told.extend(balances.filter_map(|(account, balance)| {
            let balance = balance.filter(|balance| balance.is_positive())?;
            Some((account.name.clone(), figure(balance, Type::Money)))
        }));
    }
    let date = match vocabulary.role(Role::VisitDate).map(|(id, _)| facts.fields.get(id.index())) {
        Some(Some(Some(Value::Date(date)))) => date.to_string(),
        _ => String::new(),
    };
    let lines = facts.lines.iter().map(|line| listed(line)).collect();
    WitnessEvent { date, facts: told, lines }
}
