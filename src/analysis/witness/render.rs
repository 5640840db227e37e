//! A visit as an analyst would write it in a scenario.

use crate::analysis::concrete::{Look, Visit};
use crate::analysis::model::Model;
use crate::diagnostics::{Text, Witness, WitnessEvent};
use crate::rule::{FieldId, Role, Section};
use crate::value::{Type, Value, figure, plain};

pub(super) fn witness(model: &Model<'_>, visit: &Visit, shows: Text) -> Witness {
    let vocabulary = &model.policy.vocabulary;
    let mut facts = Vec::new();
    let mut line = Vec::new();
    for (id, value) in &visit.fields {
        let Some(field) = vocabulary.field(*id) else { continue };
        if field.role == Some(Role::VisitDate) || stands_in(model, visit, *id, value) {
            continue;
        }
        let fact = (field.name.clone(), words(model, field.ty, value));
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
    Witness { policy: model.policy.head.name.clone(), events, shows }
}

/// Whether the vocabulary gives a field this very value when nothing is given.
fn stands_in(model: &Model<'_>, visit: &Visit, id: FieldId, value: &Value) -> bool {
    let look = Look { policy: model.policy, visit };
    look.constant_default(id).is_some_and(|default| default == *value)
}

fn words(model: &Model<'_>, ty: Type, value: &Value) -> String {
    let vocabulary = &model.policy.vocabulary;
    match (value, ty) {
        (Value::Choice(choice), Type::Choice(index)) => {
            vocabulary.choice_name(index, *choice).to_owned()
        }
        (Value::Choices(bits), Type::Choices(index)) => {
            let held = (0..64_u32).filter(|choice| crate::policy::has_bit(*bits, *choice));
            let names: Vec<&str> =
                held.map(|choice| vocabulary.choice_name(index, choice)).collect();
            names.join(", ")
        }
        (Value::Flag(flag), _) => if *flag { "是" } else { "否" }.to_owned(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Number(number), Type::Factor | Type::Number) => plain(*number),
        (Value::Number(number), ty) => figure(*number, ty),
        (Value::Text(text), _) => format!("\"{text}\""),
        (Value::Duration(length), _) if length.months != 0 => format!("{}个月", length.months),
        (Value::Duration(length), _) => format!("{}天", length.days),
        (Value::Choice(_) | Value::Choices(_), _) => String::new(),
    }
}
