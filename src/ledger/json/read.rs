//! A ledger from JSON: every entry that is missing, unknown or malformed is named.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::StateError;
use super::value::{parse_amount, parse_count, parse_day, parse_period};
use crate::ledger::{
    Binding, BindingChange, Came, Change, Delta, Entry, Ledger, PaidBy, Presence, Purse, Standing,
    StandingChange, State, Summary, TotalKey,
};
use crate::rule::EventKind;
use crate::value::{Date, Exact, Validity};
use crate::visit::{RawEvent, RawFact, RawReference, RawValue};

type Object = Map<String, Json>;

/// What a file says, not yet held against itself.
pub(super) struct Parsed {
    pub(super) ledger: Ledger,
    /// What it says is kept now.
    pub(super) kept: State,
    pub(super) counts: BTreeSet<String>,
}

pub(super) fn parse(map: &Object) -> Result<Parsed, StateError> {
    let mut counts = BTreeSet::new();
    let mut person = None;
    let mut opening = State::default();
    let mut journal = &[][..];
    let mut kept = State::default();
    for (key, value) in map {
        let bad = || StateError::Malformed(key.clone());
        match key.as_str() {
            "schema" => {}
            "person" => person = Some(value.as_str().ok_or_else(bad)?.to_owned()),
            "opening" => {
                for (key, value) in value.as_object().ok_or_else(bad)? {
                    member(key, value, &mut opening, &mut counts)?;
                }
            }
            "journal" => journal = value.as_array().ok_or_else(bad)?,
            _ => member(key, value, &mut kept, &mut counts)?,
        }
    }
    let entries = named(journal, "journal", |each| entry(each.as_object()?))?;
    let ledger = Ledger::of(person, opening, entries).ok_or(StateError::Unbalanced)?;
    Ok(Parsed { ledger, kept, counts })
}

/// Every element of a list; what cannot be read is told by its number.
fn named<T>(
    list: &[Json],
    name: &str,
    mut read: impl FnMut(&Json) -> Option<T>,
) -> Result<Vec<T>, StateError> {
    let mut found = Vec::with_capacity(list.len());
    for (index, each) in list.iter().enumerate() {
        let number = index.saturating_add(1);
        let bad = || StateError::Malformed(format!("{name}[{number}]"));
        found.push(read(each).ok_or_else(bad)?);
    }
    Ok(found)
}

/// One part of a state.
fn member(
    key: &str,
    value: &Json,
    state: &mut State,
    counts: &mut BTreeSet<String>,
) -> Result<(), StateError> {
    let bad = || StateError::Malformed(key.to_owned());
    let list = || value.as_array().map(Vec::as_slice).ok_or_else(bad);
    match key {
        "last_event" | "last_visit" => {
            state.last = Some(value.as_str().and_then(parse_day).ok_or_else(bad)?);
        }
        "balances" => state.balances = balances(value)?,
        "shared" => {
            let shared = named(list()?, key, |each| {
                let map = each.as_object()?;
                (map.len() == 3).then_some(())?;
                Some((purse(map)?, parse_amount(text(map, "amount")?)?))
            })?;
            state.shared = shared.into_iter().collect();
        }
        "bindings" => state.bindings = named(list()?, key, |each| binding(each.as_object()?))?,
        "standing" => state.standing = named(list()?, key, |each| standing(each.as_object()?))?,
        "totals" => {
            let totals = named(list()?, key, |each| {
                let map = each.as_object()?;
                let (key, sum) = total(map, counts)?;
                let fresh = map.len() == 4 && state.totals.insert(key, sum).is_none();
                fresh.then_some(())
            });
            let _all: Vec<()> = totals?;
        }
        _ => return Err(bad()),
    }
    Ok(())
}

fn balances(value: &Json) -> Result<BTreeMap<String, Exact>, StateError> {
    let map = value.as_object().ok_or_else(|| StateError::Malformed("balances".to_owned()))?;
    map.iter()
        .map(|(account, sum)| {
            let sum = sum.as_str().and_then(parse_amount);
            let bad = || StateError::Malformed(format!("balances.{account}"));
            Ok((account.clone(), sum.ok_or_else(bad)?))
        })
        .collect()
}

fn text<'a>(map: &'a Object, name: &str) -> Option<&'a str> {
    map.get(name)?.as_str()
}

/// A text that may be missing; `None` when it is there and no text.
fn optional(map: &Object, name: &str) -> Option<Option<String>> {
    match map.get(name) {
        None => Some(None),
        Some(value) => Some(Some(value.as_str()?.to_owned())),
    }
}

/// A day that may be missing; `None` when it is there and no day.
fn optional_day(map: &Object, name: &str) -> Option<Option<Date>> {
    match optional(map, name)? {
        None => Some(None),
        Some(words) => Some(Some(parse_day(&words)?)),
    }
}

fn purse(map: &Object) -> Option<Purse> {
    Some(Purse { account: text(map, "account")?.to_owned(), giver: optional(map, "giver")? })
}

/// A total and its figure.
fn total(map: &Object, counts: &mut BTreeSet<String>) -> Option<(TotalKey, Exact)> {
    let key = TotalKey {
        identity: text(map, "total")?.to_owned(),
        keys: text(map, "keys")?.to_owned(),
        period: parse_period(text(map, "period")?)?,
    };
    let sum = match (text(map, "amount"), text(map, "count")) {
        (Some(sum), None) => parse_amount(sum)?,
        (None, Some(count)) => {
            let _new = counts.insert(key.identity.clone());
            parse_count(count)?
        }
        _ => return None,
    };
    Some((key, sum))
}

fn term(map: &Object) -> Option<Validity> {
    Some(Validity { from: optional_day(map, "from")?, until: optional_day(map, "until")? })
}

fn binding(map: &Object) -> Option<Binding> {
    Some(Binding {
        account: text(map, "account")?.to_owned(),
        giver: optional(map, "giver")?,
        receiver: optional(map, "receiver")?,
        term: term(map)?,
    })
}

fn standing(map: &Object) -> Option<Standing> {
    let adds = match map.get("adds") {
        None => false,
        Some(adds) => adds.as_bool()?,
    };
    let fact = fact(text(map, "name")?, map.get("value")?)?;
    Some(Standing { fact, term: term(map)?, adds })
}

fn fact(name: &str, given: &Json) -> Option<RawFact> {
    Some(RawFact {
        name: name.to_owned(),
        value: value(given)?,
        place: name.to_owned(),
        span: None,
        name_span: None,
    })
}

fn value(given: &Json) -> Option<RawValue> {
    Some(match given {
        Json::String(words) => RawValue::Text(words.clone()),
        Json::Bool(flag) => RawValue::Flag(*flag),
        Json::Null => RawValue::Null,
        Json::Array(values) => RawValue::List(values.iter().map(value).collect::<Option<_>>()?),
        Json::Number(_) | Json::Object(_) => return None,
    })
}

fn facts(map: &Object) -> Option<Vec<RawFact>> {
    map.iter().map(|(name, value)| fact(name, value)).collect()
}

fn list<T>(map: &Object, name: &str, read: impl FnMut(&Json) -> Option<T>) -> Option<Vec<T>> {
    match map.get(name) {
        None => Some(Vec::new()),
        Some(list) => list.as_array()?.iter().map(read).collect(),
    }
}

fn entry(map: &Object) -> Option<Entry> {
    let none = Object::new();
    let changes = match map.get("changes") {
        None => &none,
        Some(changes) => changes.as_object()?,
    };
    Some(Entry {
        event: event(map)?,
        date: optional_day(map, "date")?,
        delta: delta(changes)?,
        came: came(map)?,
    })
}

fn event(map: &Object) -> Option<RawEvent> {
    let word = text(map, "event")?;
    let (kind, _, _) = EventKind::ALL.into_iter().find(|(_, _, name)| *name == word)?;
    let day = |key: &str, name: &str| {
        let words = optional(map, key)?;
        Some(words.and_then(|words| fact(name, &Json::String(words))))
    };
    Some(RawEvent {
        date: day("day", "日期")?,
        until: day("until", "至")?,
        label: optional(map, "label")?,
        of: optional(map, "of")?.map(|words| RawReference { words, span: None }),
        facts: match map.get("facts") {
            None => Vec::new(),
            Some(given) => facts(given.as_object()?)?,
        },
        lines: list(map, "lines", |line| facts(line.as_object()?))?,
        ..RawEvent::new(kind)
    })
}

fn came(map: &Object) -> Option<Came> {
    Some(match text(map, "came")? {
        "noted" => Came::Noted,
        "opened" => Came::Opened,
        "carried" => Came::Carried,
        "settled" => Came::Settled(bill(map.get("bill")?.as_object()?)?),
        "refunded" => Came::Refunded(bill(map.get("bill")?.as_object()?)?),
        "refused" => Came::Refused(optional(map, "reason")?),
        _ => return None,
    })
}

fn bill(map: &Object) -> Option<Summary> {
    let parts = map.get("parts")?.as_object()?.iter();
    let parts = parts.map(|(name, sum)| Some((name.clone(), parse_amount(sum.as_str()?)?)));
    let payers = map.get("payers")?.as_array()?.iter().map(|each| {
        let map = each.as_object()?;
        Some(PaidBy {
            name: text(map, "payer")?.to_owned(),
            giver: optional(map, "giver")?,
            amount: parse_amount(text(map, "amount")?)?,
        })
    });
    Some(Summary {
        policy: text(map, "policy")?.to_owned(),
        parts: parts.collect::<Option<_>>()?,
        payers: payers.collect::<Option<_>>()?,
        refused: optional(map, "refused")?,
    })
}

fn change(map: &Object, by: Exact) -> Option<Change> {
    let presence = match optional(map, "figure")?.as_deref() {
        None => Presence::Kept,
        Some("opened") => Presence::Opened,
        Some("closed") => Presence::Closed,
        Some(_) => return None,
    };
    Some(Change { by, presence })
}

fn delta(map: &Object) -> Option<Delta> {
    let last = match map.get("last_event") {
        None => None,
        Some(last) => {
            let last = last.as_object()?;
            Some((optional_day(last, "before")?, optional_day(last, "after")?))
        }
    };
    // Which totals are counts is said where their sums stand.
    let mut counts = BTreeSet::new();
    Some(Delta {
        totals: list(map, "totals", |each| {
            let map = each.as_object()?;
            let (key, by) = total(map, &mut counts)?;
            Some((key, change(map, by)?))
        })?,
        balances: list(map, "balances", |each| {
            let map = each.as_object()?;
            let by = parse_amount(text(map, "amount")?)?;
            Some((purse(map)?, change(map, by)?))
        })?,
        bindings: list(map, "bindings", |each| binding_change(each.as_object()?))?,
        standing: list(map, "standing", |each| standing_change(each.as_object()?))?,
        last,
    })
}

fn binding_change(map: &Object) -> Option<BindingChange> {
    if let Some(begun) = map.get("begun") {
        return binding(begun.as_object()?).map(BindingChange::Begun);
    }
    if let Some(undone) = map.get("undone") {
        return binding(undone.as_object()?).map(BindingChange::Undone);
    }
    Some(BindingChange::Ends {
        index: text(map, "ends")?.parse().ok()?,
        before: optional_day(map, "before")?,
        after: optional_day(map, "after")?,
    })
}

fn standing_change(map: &Object) -> Option<StandingChange> {
    if let Some(added) = map.get("added") {
        return standing(added.as_object()?).map(StandingChange::Added);
    }
    standing(map.get("removed")?.as_object()?).map(StandingChange::Removed)
}
