//! The same content for machines: every event in order; visits stand in a list of their own.

use serde_json::{Value as Json, json};

use crate::ledger::{Binding, PaidBy, Purse, Summary};
use crate::posting::{Carried, Later, Moved, Posted, Refund, VisitName, What};
use crate::program::Program;
use crate::report::calculation::json_value;
use crate::report::settlement::{Digests, Settled, amount, clause, object, root};
use crate::settlement::Passage;

pub(super) fn render(posted: &[Posted], digests: &Digests) -> String {
    let mut visits: Vec<Settled> = Vec::new();
    let mut events = Vec::new();
    for each in posted {
        if let What::Visit(visit) = &each.what {
            visits.push(Settled {
                program: visit.program.clone(),
                settlement: visit.settlement.clone(),
            });
        }
        events.push(event(each, visits.len()));
    }
    root(&visits, digests, Some(events))
}

fn event(posted: &Posted, visits: usize) -> Json {
    let (_, word) = posted.event.kind.words();
    let mut into = serde_json::Map::new();
    let mut put = |key: &str, value: Json| {
        let _before = into.insert(key.to_owned(), value);
    };
    put("event", json!(word));
    put("date", json!(posted.date.map(|date| date.to_string())));
    if let Some(label) = &posted.event.label {
        put("label", json!(label));
    }
    if !posted.carried.is_empty() {
        put("carried", Json::Array(posted.carried.iter().map(carried).collect()));
    }
    match &posted.what {
        What::Visit(_) => put("visit", json!(visits)),
        What::Noted(moved) | What::Credited(moved) => {
            put("balances", Json::Array(moved.iter().map(self::moved).collect()));
        }
        What::Refund(refund) => put("refund", self::refund(refund)),
        What::Bind(bind) => {
            put("binding", binding(&bind.binding));
            put("policy", json!(bind.program.head.name));
            put("refusal", refusal(&bind.passage, &bind.program));
            put("balances", Json::Array(bind.moved.iter().map(moved).collect()));
        }
        What::Unbind(unbind) => put("binding", binding(&unbind.binding)),
        What::Calc(calc) => {
            put("calculation", json_value(&calc.program, &calc.calculation));
        }
    }
    Json::Object(into)
}

fn carried(carried: &Carried) -> Json {
    object([
        ("date", json!(carried.date.to_string())),
        ("from", json!(carried.from)),
        ("to", json!(carried.to)),
        ("amount", amount(carried.amount)),
    ])
}

fn moved(moved: &Moved) -> Json {
    let Purse { account, giver } = &moved.purse;
    object([
        ("account", json!(account)),
        ("giver", json!(giver)),
        ("before", moved.before.map_or(Json::Null, amount)),
        ("after", amount(moved.after)),
    ])
}

fn binding(binding: &Binding) -> Json {
    object([
        ("account", json!(binding.account)),
        ("giver", json!(binding.giver)),
        ("receiver", json!(binding.receiver)),
        ("from", json!(binding.term.from.map(|date| date.to_string()))),
        ("until", json!(binding.term.until.map(|date| date.to_string()))),
    ])
}

fn refusal(passage: &Passage, program: &Program) -> Json {
    passage.refusal.as_ref().map_or(Json::Null, |refusal| {
        object([("clause", clause(refusal.clause, program)), ("reason", json!(refusal.reason))])
    })
}

fn refund(refund: &Refund) -> Json {
    let refusal = refusal(&refund.passage, &refund.program);
    object([
        ("of", name(&refund.of)),
        ("policy", json!(refund.program.head.name)),
        ("refusal", refusal),
        ("returned", Json::Array(refund.returned.iter().map(paid_by).collect())),
        ("later", Json::Array(refund.later.iter().map(later).collect())),
    ])
}

/// A visit of the ledger; visits are counted from 1.
fn name(visit: &VisitName) -> Json {
    object([
        ("number", json!(visit.number.saturating_add(1))),
        ("date", json!(visit.date.map(|date| date.to_string()))),
        ("label", json!(visit.label)),
    ])
}

fn paid_by(paid: &PaidBy) -> Json {
    object([
        ("payer", json!(paid.name)),
        ("giver", json!(paid.giver)),
        ("amount", amount(paid.amount)),
    ])
}

fn later(later: &Later) -> Json {
    object([
        ("visit", name(&later.of)),
        ("before", summary(&later.before)),
        ("after", summary(&later.after)),
    ])
}

fn summary(summary: &Summary) -> Json {
    let parts = summary.parts.iter();
    let parts = parts.map(|(name, sum)| object([("part", json!(name)), ("amount", amount(*sum))]));
    object([
        ("policy", json!(summary.policy)),
        ("refused", json!(summary.refused)),
        ("parts", Json::Array(parts.collect())),
        ("payers", Json::Array(summary.payers.iter().map(paid_by).collect())),
    ])
}
