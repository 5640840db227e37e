//! A state as a JSON file that a person can read and that tells when it was damaged.
//!
//! Amounts are in 元 with two decimals (`"300.00"`), counts are whole numbers (`"3"`), and an amount
//! that is not whole 分, which only a fault could bring, stays an exact fraction of 分 (`"1/3 分"`).
//! The digest covers everything else in the file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::{State, TotalKey};
use crate::diagnostics::{Code, Problem};
use crate::source::fingerprint;
use crate::text;
use crate::value::{Date, Exact, PeriodKey, money, parse_number};

/// The form of the file; a change that older programs cannot read counts up.
const SCHEMA: &str = "polc-state/1";
const FAMILY: &str = "polc-state/";

/// What a state file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateFile {
    /// Whose it is, when that is known.
    pub person: Option<String>,
    /// The state.
    pub state: State,
    /// The identities of the totals that are counts and not amounts.
    pub counts: BTreeSet<String>,
}

/// Why a state file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateError {
    /// Not JSON: the line.
    NotJson(usize),
    /// JSON of something else.
    Foreign,
    /// Written by a later version of `polc`.
    Newer(String),
    /// An entry that is missing, unknown or malformed.
    Malformed(String),
    /// The digest does not fit the content.
    Altered,
}

impl StateError {
    /// As a problem that names the file.
    pub fn problem(&self, file: &str) -> Problem {
        let (message, help) = match self {
            StateError::NotJson(line) => (
                text!(
                    "{file}：第 {line} 行不是合格的 JSON，文件可能不完整",
                    "{file}: line {line} is not well-formed JSON; the file may be incomplete"
                ),
                None,
            ),
            StateError::Foreign => (
                text!("{file}：不是 polc 的累计状态文件", "{file}: not a state file of polc"),
                Some(text!(
                    "状态文件由 polc eval --save-state 写出",
                    "state files are written by polc eval --save-state"
                )),
            ),
            StateError::Newer(schema) => (
                text!(
                    "{file}：由更新版本的 polc 写出（{schema}）",
                    "{file}: written by a later version of polc ({schema})"
                ),
                Some(text!("换用新版本的 polc", "use that version of polc")),
            ),
            StateError::Malformed(entry) => (
                text!(
                    "{file}：“{entry}”这一项读不懂",
                    "{file}: the entry `{entry}` cannot be read"
                ),
                None,
            ),
            StateError::Altered => (
                text!(
                    "{file}：内容和校验值对不上，文件被改过或已损坏",
                    "{file}: the content does not fit its digest; it was changed or damaged"
                ),
                Some(text!(
                    "从备份恢复，或从空状态起按顺序重新结算",
                    "restore it, or settle all visits again from an empty state"
                )),
            ),
        };
        let problem = Problem::without_place(Code::BadState, message);
        match help {
            Some(help) => problem.help(help),
            None => problem,
        }
    }
}

/// The text of a state file.
pub fn to_json(file: &StateFile) -> String {
    let mut map = content(file);
    let digest = digest(&map);
    let _before = map.insert("digest".to_owned(), Json::String(digest));
    let mut text = serde_json::to_string_pretty(&Json::Object(map)).unwrap_or_default();
    text.push('\n');
    text
}

/// A state from the text of its file.
pub fn from_json(text: &str) -> Result<StateFile, StateError> {
    let root: Json =
        serde_json::from_str(text).map_err(|error| StateError::NotJson(error.line()))?;
    let Json::Object(map) = root else { return Err(StateError::Foreign) };
    match map.get("schema").and_then(Json::as_str) {
        Some(SCHEMA) => {}
        Some(other) if other.starts_with(FAMILY) => {
            return Err(StateError::Newer(other.to_owned()));
        }
        _ => return Err(StateError::Foreign),
    }
    let file = parse(&map)?;
    let given = map.get("digest").and_then(Json::as_str).unwrap_or_default();
    if given == digest(&content(&file)) { Ok(file) } else { Err(StateError::Altered) }
}

/// Everything but the digest, in a fixed order.
fn content(file: &StateFile) -> Map<String, Json> {
    let mut map = Map::new();
    let mut put = |key: &str, value: Json| {
        let _before = map.insert(key.to_owned(), value);
    };
    put("schema", json!(SCHEMA));
    if let Some(person) = &file.person {
        put("person", json!(person));
    }
    if let Some(date) = file.state.last_visit {
        put("last_visit", json!(date.to_string()));
    }
    let balances: Map<String, Json> = file
        .state
        .balances
        .iter()
        .map(|(account, sum)| (account.clone(), Json::String(amount(*sum))))
        .collect();
    put("balances", Json::Object(balances));
    let totals = file.state.totals.iter().map(|(key, sum)| {
        let sum = if file.counts.contains(&key.identity) && sum.is_whole() {
            ("count", sum.numerator().to_string())
        } else {
            ("amount", amount(*sum))
        };
        let mut entry = Map::new();
        let cells = [
            ("total", key.identity.clone()),
            ("keys", key.keys.clone()),
            ("period", key.period.to_string()),
            sum,
        ];
        for (name, words) in cells {
            let _before = entry.insert(name.to_owned(), Json::String(words));
        }
        Json::Object(entry)
    });
    put("totals", Json::Array(totals.collect()));
    map
}

fn digest(map: &Map<String, Json>) -> String {
    fingerprint(&serde_json::to_string(map).unwrap_or_default())
}

fn amount(sum: Exact) -> String {
    if sum.is_whole() {
        money(sum)
    } else {
        format!("{}/{} 分", sum.numerator(), sum.denominator())
    }
}

fn parse(map: &Map<String, Json>) -> Result<StateFile, StateError> {
    let mut file = StateFile::default();
    for (key, value) in map {
        let bad = || StateError::Malformed(key.clone());
        match key.as_str() {
            "schema" | "digest" => {}
            "person" => file.person = Some(value.as_str().ok_or_else(bad)?.to_owned()),
            "last_visit" => {
                let date = value.as_str().and_then(|words| words.parse::<Date>().ok());
                file.state.last_visit = Some(date.ok_or_else(bad)?);
            }
            "balances" => file.state.balances = balances(value)?,
            "totals" => {
                for (index, entry) in value.as_array().ok_or_else(bad)?.iter().enumerate() {
                    let place =
                        || StateError::Malformed(format!("totals[{}]", index.saturating_add(1)));
                    total(entry, &mut file).ok_or_else(place)?;
                }
            }
            _ => return Err(bad()),
        }
    }
    Ok(file)
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

/// Adds one total; `None` when the entry is malformed or its total is there already.
fn total(entry: &Json, file: &mut StateFile) -> Option<()> {
    let entry = entry.as_object()?;
    let words = |name: &str| entry.get(name)?.as_str();
    let key = TotalKey {
        identity: words("total")?.to_owned(),
        keys: words("keys")?.to_owned(),
        period: parse_period(words("period")?)?,
    };
    let sum = match (words("amount"), words("count")) {
        (Some(sum), None) => parse_amount(sum)?,
        (None, Some(count)) => {
            let _new = file.counts.insert(key.identity.clone());
            parse_number(count).filter(|count| count.is_whole())?
        }
        _ => return None,
    };
    (entry.len() == 4 && file.state.totals.insert(key, sum).is_none()).then_some(())
}

fn parse_amount(words: &str) -> Option<Exact> {
    if let Some(fraction) = words.strip_suffix(" 分") {
        let (numerator, denominator) = fraction.split_once('/')?;
        return Exact::fraction(numerator.parse().ok()?, denominator.parse().ok()?).ok();
    }
    parse_number(words)?.mul(Exact::whole(100)).ok().filter(|sum| sum.is_whole())
}

/// The inverse of how a period is shown.
fn parse_period(words: &str) -> Option<PeriodKey> {
    if words == "lifetime" {
        return Some(PeriodKey::Lifetime);
    }
    if let Some(date) = words.strip_prefix("since ") {
        return date.parse().ok().map(PeriodKey::Since);
    }
    if let Ok(date) = words.parse::<Date>() {
        return Some(PeriodKey::Day(date));
    }
    let Some((year, rest)) = words.split_once('-') else {
        return words.parse().ok().map(PeriodKey::Year);
    };
    let year = year.parse().ok()?;
    match rest.strip_prefix('Q') {
        Some(quarter) => quarter.parse().ok().map(|quarter| PeriodKey::Quarter(year, quarter)),
        None => rest.parse().ok().map(|month| PeriodKey::Month(year, month)),
    }
}

/// Totals of one person cannot go on with another.
pub fn other_person(file: Option<&str>, kept: &str, given: &str) -> Problem {
    let place = file.map(|file| (format!("{file}："), format!("{file}: "))).unwrap_or_default();
    let (zh, en) = place;
    Problem::without_place(
        Code::BadState,
        text!(
            "{zh}累计属于 {kept}，这次就诊的人是 {given}",
            "{en}the totals belong to {kept}, but this visit is of {given}"
        ),
    )
    .help(text!("一次只结算一个人的就诊", "settle the visits of one person at a time"))
}
