//! A ledger as a JSON file that a person can read and that tells when it was damaged.
//!
//! Amounts are in 元 with two decimals (`"300.00"`), counts are whole numbers (`"3"`), and an amount
//! that is not whole 分, which only a fault could bring, stays an exact fraction of 分 (`"1/3 分"`).
//! The digest covers everything else in the file. What is kept now stands first; the journal follows,
//! and must add up to it. Files of the first schema have no journal.

mod read;
mod value;
mod write;

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::Ledger;
use crate::diagnostics::{Code, Problem};
use crate::source::fingerprint;
use crate::text;

/// The form of the file; a change that older programs cannot read counts up.
const SCHEMA: &str = "polc-state/2";
/// The form without a journal.
const FIRST: &str = "polc-state/1";
const FAMILY: &str = "polc-state/";

/// What a state file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StateFile {
    /// The ledger.
    pub ledger: Ledger,
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
    /// The journal does not add up to what is kept.
    Unbalanced,
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
            StateError::Unbalanced => (
                text!(
                    "{file}：逐笔记录加起来和余额、累计对不上",
                    "{file}: the journal does not add up to the balances and totals"
                ),
                Some(text!(
                    "从备份恢复，或从空状态起按顺序重新结算",
                    "restore it, or settle all events again from an empty state"
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
    let mut map = write::content(file);
    let digest = digest(&map);
    let _before = map.insert("digest".to_owned(), Json::String(digest));
    let mut text = serde_json::to_string_pretty(&Json::Object(map)).unwrap_or_default();
    text.push('\n');
    text
}

/// A ledger from the text of its file.
pub fn from_json(text: &str) -> Result<StateFile, StateError> {
    let root: Json =
        serde_json::from_str(text).map_err(|error| StateError::NotJson(error.line()))?;
    let Json::Object(mut map) = root else { return Err(StateError::Foreign) };
    let schema = map.get("schema").and_then(Json::as_str).unwrap_or_default().to_owned();
    match schema.as_str() {
        SCHEMA | FIRST => {}
        other if other.starts_with(FAMILY) => return Err(StateError::Newer(schema)),
        _ => return Err(StateError::Foreign),
    }
    let given = match map.shift_remove("digest") {
        Some(Json::String(digest)) => digest,
        _ => String::new(),
    };
    let parsed = read::parse(&map)?;
    if given != digest(&map) {
        return Err(StateError::Altered);
    }
    let (ledger, kept) = (parsed.ledger, parsed.kept);
    let ledger = if schema == FIRST {
        let mut first = Ledger::starting_from(kept.clone());
        first.person = ledger.person;
        first
    } else {
        ledger
    };
    if *ledger.state() != kept {
        return Err(StateError::Unbalanced);
    }
    Ok(StateFile { ledger, counts: parsed.counts })
}

fn digest(map: &Map<String, Json>) -> String {
    fingerprint(&serde_json::to_string(map).unwrap_or_default())
}

/// Totals of one person cannot go on with another.
pub fn other_person(kept: &str, given: &str) -> Problem {
    Problem::without_place(
        Code::BadState,
        text!(
            "累计属于 {kept}，这次就诊的人是 {given}",
            "the totals belong to {kept}, but this visit is of {given}"
        ),
    )
    .help(text!("一次只结算一个人的就诊", "settle the visits of one person at a time"))
}
