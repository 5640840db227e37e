//! Events from JSON: names and values with their places, still text.
//!
//! Digits stay as they were written, no figure passes through a float, and a name that is given
//! twice is a fault and not a silent replacement. Whether a name or a value exists is not known here.

mod event;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue as Json;

use super::{RawEvent, RawFact, RawValue, RawVisit};
use crate::diagnostics::{Code, Problem, Text};
use crate::source::{SourceFile, Span};
use crate::text;

/// A person and what happened to them, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Events {
    /// Facts of the person, which hold from the start.
    pub person: Vec<RawFact>,
    /// What happened; the person's facts are not repeated in it.
    pub events: Vec<RawEvent>,
}

const PERSON: [&str; 2] = ["person", "参保人"];
const VISITS: [&str; 3] = ["visits", "visit", "就诊"];
const EVENTS: [&str; 2] = ["events", "事件"];
const INSTITUTION: [&str; 2] = ["institution", "机构"];
const LINES: [&str; 3] = ["lines", "项目行", "项目"];

/// Reads `{"person": {…}, "events": [{"visit": {…}}, {"refund": {…}}]}`, `{"person": {…}, "visits":
/// [{…}]}`, `{"person": {…}, "visit": {…}}` or one flat visit.
///
/// The facts of an institution may stand under `institution`, the lines of a bill under `lines`.
/// Places count from 1: `visits[1]` is the first visit.
pub fn read_json(file: &SourceFile) -> Result<Events, Vec<Problem>> {
    if file.text.trim().is_empty() {
        let message = text!("输入是空的", "the input is empty");
        return Err(vec![
            Problem::without_place(Code::UnreadableInput, message).help(shape_of_input()),
        ]);
    }
    let root =
        serde_json::from_str::<&Json>(&file.text).map_err(|error| vec![not_json(file, &error)])?;
    let mut reader = Reader { file, problems: Vec::new() };
    let events = reader.events(root);
    if reader.problems.is_empty() { Ok(events) } else { Err(reader.problems) }
}

struct Reader<'a> {
    file: &'a SourceFile,
    problems: Vec<Problem>,
}

/// The entries of a JSON object, in order, doubles included.
struct Object<'a>(Vec<(String, &'a Json)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

impl<'a> Reader<'a> {
    fn events(&mut self, root: &'a Json) -> Events {
        let mut events = Events::default();
        let mut flat = Vec::new();
        let mut lists: Vec<(String, &'a Json)> = Vec::new();
        for (key, value) in self.entries(root, "") {
            if PERSON.contains(&key.as_str()) {
                events.person = self.facts(value, &key);
            } else if VISITS.contains(&key.as_str()) || EVENTS.contains(&key.as_str()) {
                lists.push((key, value));
            } else {
                flat.push((key, value));
            }
        }
        if lists.is_empty() {
            let visit = self.visit(flat, "");
            events.events.push(RawEvent::visit(visit));
            return events;
        }
        for (key, value) in flat {
            let message = text!(
                "“{key}”写在 person 和 visits 之外，不知道属于谁",
                "`{key}` stands outside `person` and `visits`, so it belongs to neither"
            );
            self.complain(value, message, shape_of_input());
        }
        if let [(first, _), (second, value), ..] = lists.as_slice() {
            let message = text!(
                "“{first}”和“{second}”只能写一个，先后才清楚",
                "write either `{first}` or `{second}`, so that the order is plain"
            );
            self.complain(value, message, shape_of_input());
        }
        for (key, value) in lists {
            if EVENTS.contains(&key.as_str()) {
                self.list_of_events(value, &key, &mut events.events);
            } else {
                self.visits(value, &key, &mut events.events);
            }
        }
        if events.events.is_empty() && self.problems.is_empty() {
            let message = text!("输入里没有一次就诊", "the input holds no visit");
            self.complain(root, message, shape_of_input());
        }
        events
    }

    /// One visit or a list of visits.
    fn visits(&mut self, value: &'a Json, key: &str, events: &mut Vec<RawEvent>) {
        if !value.get().starts_with('[') {
            let entries = self.entries(value, key);
            let visit = self.visit(entries, key);
            events.push(RawEvent::visit(visit));
            return;
        }
        for (index, value) in self.elements(value).into_iter().enumerate() {
            let place = format!("{key}[{}]", index.saturating_add(1));
            let entries = self.entries(value, &place);
            let visit = self.visit(entries, &place);
            events.push(RawEvent::visit(visit));
        }
    }

    fn visit(&mut self, entries: Vec<(String, &'a Json)>, place: &str) -> RawVisit {
        let mut visit = RawVisit { place: place.to_owned(), ..RawVisit::default() };
        for (key, value) in entries {
            let inner = join(place, &key);
            let object = value.get().starts_with('{');
            if INSTITUTION.contains(&key.as_str()) && object {
                let facts = self.facts(value, &inner);
                visit.facts.extend(facts);
            } else if LINES.contains(&key.as_str()) && value.get().starts_with('[') {
                for (index, line) in self.elements(value).into_iter().enumerate() {
                    let place = format!("{inner}[{}]", index.saturating_add(1));
                    let facts = self.facts(line, &place);
                    visit.lines.push(facts);
                }
            } else {
                let fact = self.fact(key, value, inner);
                visit.facts.push(fact);
            }
        }
        visit
    }

    fn facts(&mut self, value: &'a Json, place: &str) -> Vec<RawFact> {
        let entries = self.entries(value, place);
        entries
            .into_iter()
            .map(|(key, value)| {
                let inner = join(place, &key);
                self.fact(key, value, inner)
            })
            .collect()
    }

    fn fact(&mut self, name: String, value: &'a Json, place: String) -> RawFact {
        let span = Some(self.span(value));
        RawFact { name, value: self.value(value), place, span, name_span: self.name_span(value) }
    }

    fn value(&mut self, value: &'a Json) -> RawValue {
        if value.get().starts_with('[') {
            let elements = self.elements(value);
            return RawValue::List(elements.into_iter().map(|each| self.scalar(each)).collect());
        }
        self.scalar(value)
    }

    /// A value that is not a list; a list in a list is nothing that a field can hold.
    fn scalar(&mut self, value: &'a Json) -> RawValue {
        let digits = value.get();
        match digits.chars().next() {
            Some('"') => match serde_json::from_str(digits) {
                Ok(words) => RawValue::Text(words),
                Err(_) => {
                    let message =
                        text!("这段文字里有写坏的字符", "a malformed character in a text");
                    self.complain(value, message, Text::default());
                    RawValue::Null
                }
            },
            Some('t') => RawValue::Flag(true),
            Some('f') => RawValue::Flag(false),
            Some('n') => RawValue::Null,
            Some('{' | '[') => RawValue::Other(digits.chars().take(20).collect()),
            _ => RawValue::Number(digits.to_owned()),
        }
    }

    fn elements(&mut self, value: &'a Json) -> Vec<&'a Json> {
        serde_json::from_str(value.get()).unwrap_or_default()
    }

    /// The entries of an object without doubles; anything else is a fault.
    fn entries(&mut self, value: &'a Json, place: &str) -> Vec<(String, &'a Json)> {
        let Ok(Object(entries)) = serde_json::from_str::<Object<'a>>(value.get()) else {
            let message = if place.is_empty() {
                text!("输入应当是一个花括号里的对象", "the input must be an object in braces")
            } else {
                text!("“{place}”应当是一个对象", "`{place}` must be an object")
            };
            self.complain(value, message, shape_of_input());
            return Vec::new();
        };
        let mut known: Vec<(String, &'a Json)> = Vec::new();
        for (key, value) in entries {
            if let Some((_, first)) = known.iter().find(|(name, _)| *name == key) {
                let named = join(place, &key);
                let problem = Problem::new(
                    Code::UnreadableInput,
                    self.span(value),
                    text!("“{named}”写了两次", "`{named}` is given twice"),
                )
                .here(text!("第二次", "the second time"))
                .also(self.span(first), text!("第一次", "the first time"))
                .help(text!("只留一个", "keep one of them"));
                self.problems.push(problem);
            } else {
                known.push((key, value));
            }
        }
        known
    }

    fn complain(&mut self, value: &Json, message: Text, help: Text) {
        let problem = Problem::new(Code::UnreadableInput, self.span(value), message);
        self.problems.push(if help == Text::default() { problem } else { problem.help(help) });
    }

    /// Where the name before a value stands, with its quotation marks.
    fn name_span(&self, value: &Json) -> Option<Span> {
        let at = self.span(value).lo.checked_sub(self.file.start)?;
        let before = self.file.text.get(..at as usize)?.trim_end().strip_suffix(':')?.trim_end();
        let inside = before.strip_suffix('"')?;
        let lo = inside.rfind('"')?;
        let offset =
            |at: usize| u32::try_from(at).ok().map(|at| at.saturating_add(self.file.start));
        Some(Span { lo: offset(lo)?, hi: offset(before.len())? })
    }

    /// Where a value stands: it borrows from the text of the file.
    fn span(&self, value: &Json) -> Span {
        let part = value.get();
        let before = part.as_ptr().addr().saturating_sub(self.file.text.as_ptr().addr());
        let lo = self.file.start.saturating_add(u32::try_from(before).unwrap_or(0));
        let length = u32::try_from(part.len()).unwrap_or(0);
        Span { lo, hi: lo.saturating_add(length) }
    }
}

fn join(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

fn shape_of_input() -> Text {
    Text::new(
        "写成 {\"person\": {…}, \"visits\": [{…}, {…}]}，或者只写一次就诊 {\"级别\": \"三级\", \"费用\": 10}",
        "write {\"person\": {…}, \"visits\": [{…}, {…}]}, or one visit {\"level\": 3, \"medfee_sumamt\": 10}",
    )
}

/// What is wrong with a text that is not JSON, at the character.
fn not_json(file: &SourceFile, error: &serde_json::Error) -> Problem {
    let line = file.line_starts().get(error.line().saturating_sub(1)).copied().unwrap_or(0);
    let behind = (line as usize).saturating_add(error.column());
    let mut at = behind.saturating_sub(1).min(file.text.len());
    while !file.text.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    let found = file.text.get(at..).and_then(|rest| rest.chars().next());
    let length = found.map_or(0, char::len_utf8);
    let lo = file.start.saturating_add(u32::try_from(at).unwrap_or(0));
    let span = Span { lo, hi: lo.saturating_add(u32::try_from(length).unwrap_or(0)) };
    let (here, help) = advice(&error.to_string(), found);
    let message = text!("输入不是合格的 JSON", "the input is not well-formed JSON");
    let problem = Problem::new(Code::UnreadableInput, span, message).here(here);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn advice(error: &str, found: Option<char>) -> (Text, Option<Text>) {
    let here = match error {
        _ if error.starts_with("EOF") => {
            text!(
                "到这里就结束了，还缺右括号或引号",
                "the text ends here; a bracket or quotation mark is missing"
            )
        }
        _ if error.starts_with("expected `:`") => text!("这里缺少冒号", "a colon is missing here"),
        _ if error.starts_with("expected `,`") => {
            text!("这里缺少逗号或右括号", "a comma or a closing bracket is missing here")
        }
        _ if error.starts_with("trailing comma") => {
            text!("最后一项后面多了逗号", "a comma after the last entry")
        }
        _ if error.starts_with("key must be") => {
            text!("名称要写在双引号里", "a name must stand in quotation marks")
        }
        _ if error.starts_with("trailing characters") => {
            text!("结束以后还有内容", "there is more text behind the end")
        }
        _ if error.starts_with("expected value") => {
            text!(
                "这里不是一个值；文字要写在双引号里",
                "not a value; a text must stand in quotation marks"
            )
        }
        _ if error.starts_with("invalid number") => text!("数字写得不对", "a malformed number"),
        _ if error.starts_with("control character") => {
            text!(
                "引号没有配对，或文字里换了行",
                "a quotation mark without its partner, or a line break in a text"
            )
        }
        _ => text!("从这里开始读不懂", "it cannot be read from here on"),
    };
    let help = match found {
        // `2025-05-06` and `三级` without quotation marks.
        Some(letter) if letter == '-' || (!letter.is_ascii() && letter.is_alphabetic()) => {
            Some(text!(
                "文字和日期要写在双引号里：\"2025-05-06\"",
                "texts and dates stand in quotation marks: \"2025-05-06\""
            ))
        }
        Some('：' | '，' | '“' | '”' | '｛' | '｝' | '［' | '］') => Some(text!(
            "JSON 里用半角标点：: , \" {{ }} [ ]",
            "JSON takes ASCII punctuation: : , \" {{ }} [ ]"
        )),
        Some('\'') => Some(text!("用双引号 \"，不用单引号", "use the double quotation mark")),
        _ => None,
    };
    (here, help)
}
