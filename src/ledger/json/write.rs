//! A ledger as JSON, every part in a fixed order.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::value::amount;
use super::{SCHEMA, StateFile};
use crate::ledger::{
    Binding, BindingChange, Came, Change, Delta, Entry, PaidBy, Presence, Purse, Standing,
    StandingChange, State, Summary, TotalKey,
};
use crate::value::{Exact, Validity};
use crate::visit::{RawEvent, RawFact, RawValue};

/// An object that leaves out what is not there.
#[derive(Default)]
struct Object(Map<String, Json>);

impl Object {
    fn put(&mut self, key: &str, value: Json) {
        let _before = self.0.insert(key.to_owned(), value);
    }

    fn put_some(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.put(key, Json::String(value));
        }
    }

    fn put_list(&mut self, key: &str, list: Vec<Json>) {
        if !list.is_empty() {
            self.put(key, Json::Array(list));
        }
    }

    fn json(self) -> Json {
        Json::Object(self.0)
    }
}

/// Everything but the digest.
pub(super) fn content(file: &StateFile) -> Map<String, Json> {
    let ledger = &file.ledger;
    let mut root = Object::default();
    root.put("schema", json!(SCHEMA));
    root.put_some("person", ledger.person.clone());
    state(ledger.state(), &file.counts, &mut root);
    if *ledger.opening() != State::default() {
        let mut opening = Object::default();
        state(ledger.opening(), &file.counts, &mut opening);
        root.put("opening", opening.json());
    }
    let entries = ledger.entries().iter().map(|each| entry(each, &file.counts));
    root.put("journal", Json::Array(entries.collect()));
    root.0
}

fn state(state: &State, counts: &BTreeSet<String>, into: &mut Object) {
    into.put_some("last_event", state.last.map(|date| date.to_string()));
    let balances = state.balances.iter();
    let balances = balances.map(|(account, sum)| (account.clone(), Json::String(amount(*sum))));
    into.put("balances", Json::Object(balances.collect()));
    let shared = state.shared.iter().map(|(whose, sum)| {
        let mut entry = purse(whose);
        entry.put("amount", json!(amount(*sum)));
        entry.json()
    });
    into.put_list("shared", shared.collect());
    into.put_list("bindings", state.bindings.iter().map(binding).collect());
    into.put_list("standing", state.standing.iter().map(standing).collect());
    let totals = state.totals.iter().map(|(key, sum)| {
        let mut entry = total(key);
        figure(key, *sum, counts, &mut entry);
        entry.json()
    });
    into.put("totals", Json::Array(totals.collect()));
}

fn purse(purse: &Purse) -> Object {
    let mut entry = Object::default();
    entry.put_some("giver", purse.giver.clone());
    entry.put("account", json!(purse.account));
    entry
}

fn total(key: &TotalKey) -> Object {
    let mut entry = Object::default();
    entry.put("total", json!(key.identity));
    entry.put("keys", json!(key.keys));
    entry.put("period", json!(key.period.to_string()));
    entry
}

/// A figure under the name that tells what it is.
fn figure(key: &TotalKey, sum: Exact, counts: &BTreeSet<String>, into: &mut Object) {
    if counts.contains(&key.identity) && sum.is_whole() {
        into.put("count", json!(sum.numerator().to_string()));
    } else {
        into.put("amount", json!(amount(sum)));
    }
}

fn term(term: &Validity, into: &mut Object) {
    into.put_some("from", term.from.map(|date| date.to_string()));
    into.put_some("until", term.until.map(|date| date.to_string()));
}

fn binding(binding: &Binding) -> Json {
    let mut entry = Object::default();
    entry.put("account", json!(binding.account));
    entry.put_some("giver", binding.giver.clone());
    entry.put_some("receiver", binding.receiver.clone());
    term(&binding.term, &mut entry);
    entry.json()
}

fn standing(standing: &Standing) -> Json {
    let mut entry = Object::default();
    entry.put("name", json!(standing.fact.name));
    entry.put("value", value(&standing.fact.value));
    term(&standing.term, &mut entry);
    if standing.adds {
        entry.put("adds", json!(true));
    }
    entry.json()
}

fn value(given: &RawValue) -> Json {
    match given {
        RawValue::Text(words) | RawValue::Number(words) => json!(words),
        RawValue::Flag(flag) => json!(flag),
        RawValue::List(values) => Json::Array(values.iter().map(value).collect()),
        RawValue::Null | RawValue::Other(_) => Json::Null,
    }
}

fn facts(facts: &[RawFact]) -> Json {
    Json::Object(facts.iter().map(|fact| (fact.name.clone(), value(&fact.value))).collect())
}

fn entry(entry: &Entry, counts: &BTreeSet<String>) -> Json {
    let mut into = Object::default();
    into.put_some("date", entry.date.map(|date| date.to_string()));
    event(&entry.event, &mut into);
    came(&entry.came, &mut into);
    let changes = changes(&entry.delta, counts);
    if !changes.0.is_empty() {
        into.put("changes", changes.json());
    }
    into.json()
}

fn event(event: &RawEvent, into: &mut Object) {
    let words = |fact: &RawFact| match &fact.value {
        RawValue::Text(words) | RawValue::Number(words) => words.clone(),
        _ => String::new(),
    };
    let (_, word) = event.kind.words();
    into.put("event", json!(word));
    into.put_some("day", event.date.as_ref().map(words));
    into.put_some("until", event.until.as_ref().map(words));
    into.put_some("label", event.label.clone());
    into.put_some("of", event.of.as_ref().map(|of| of.words.clone()));
    if !event.facts.is_empty() {
        into.put("facts", facts(&event.facts));
    }
    into.put_list("lines", event.lines.iter().map(|line| facts(line)).collect());
}

fn came(came: &Came, into: &mut Object) {
    let word = match came {
        Came::Noted => "noted",
        Came::Opened => "opened",
        Came::Carried => "carried",
        Came::Settled(_) => "settled",
        Came::Refunded(_) => "refunded",
        Came::Refused(_) => "refused",
    };
    into.put("came", json!(word));
    match came {
        Came::Settled(summary) | Came::Refunded(summary) => into.put("bill", bill(summary)),
        Came::Refused(reason) => into.put_some("reason", reason.clone()),
        Came::Noted | Came::Opened | Came::Carried => {}
    }
}

fn bill(summary: &Summary) -> Json {
    let mut into = Object::default();
    into.put("policy", json!(summary.policy));
    let parts = summary.parts.iter().map(|(name, sum)| (name.clone(), json!(amount(*sum))));
    into.put("parts", Json::Object(parts.collect()));
    into.put("payers", Json::Array(summary.payers.iter().map(paid_by).collect()));
    into.put_some("refused", summary.refused.clone());
    into.json()
}

fn paid_by(paid: &PaidBy) -> Json {
    let mut into = Object::default();
    into.put("payer", json!(paid.name));
    into.put_some("giver", paid.giver.clone());
    into.put("amount", json!(amount(paid.amount)));
    into.json()
}

fn presence(change: Change, into: &mut Object) {
    into.put_some(
        "figure",
        match change.presence {
            Presence::Kept => None,
            Presence::Opened => Some("opened".to_owned()),
            Presence::Closed => Some("closed".to_owned()),
        },
    );
}

fn changes(delta: &Delta, counts: &BTreeSet<String>) -> Object {
    let mut into = Object::default();
    let balances = delta.balances.iter().map(|(whose, change)| {
        let mut entry = purse(whose);
        entry.put("amount", json!(amount(change.by)));
        presence(*change, &mut entry);
        entry.json()
    });
    into.put_list("balances", balances.collect());
    let totals = delta.totals.iter().map(|(key, change)| {
        let mut entry = total(key);
        figure(key, change.by, counts, &mut entry);
        presence(*change, &mut entry);
        entry.json()
    });
    into.put_list("totals", totals.collect());
    into.put_list("bindings", delta.bindings.iter().map(binding_change).collect());
    into.put_list("standing", delta.standing.iter().map(standing_change).collect());
    if let Some((before, after)) = delta.last {
        let mut last = Object::default();
        last.put_some("before", before.map(|date| date.to_string()));
        last.put_some("after", after.map(|date| date.to_string()));
        into.put("last_event", last.json());
    }
    into
}

fn binding_change(change: &BindingChange) -> Json {
    let mut into = Object::default();
    match change {
        BindingChange::Begun(begun) => into.put("begun", binding(begun)),
        BindingChange::Undone(begun) => into.put("undone", binding(begun)),
        BindingChange::Ends { index, before, after } => {
            into.put("ends", json!(index.to_string()));
            into.put_some("before", before.map(|date| date.to_string()));
            into.put_some("after", after.map(|date| date.to_string()));
        }
    }
    into.json()
}

fn standing_change(change: &StandingChange) -> Json {
    let mut into = Object::default();
    match change {
        StandingChange::Added(fact) => into.put("added", standing(fact)),
        StandingChange::Removed(fact) => into.put("removed", standing(fact)),
    }
    into.json()
}
