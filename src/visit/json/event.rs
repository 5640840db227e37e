//! Events by their words: `{"refund": {"date": "2025-05-07", "of": "甲"}}`.

use serde_json::value::RawValue as Json;

use super::{Reader, join};
use crate::diagnostics::{Text, nearest};
use crate::rule::EventKind;
use crate::source::Span;
use crate::text;
use crate::visit::{RawEvent, RawFact, RawReference, RawVisit};

const DATE: [&str; 3] = ["date", "日期", "visit_date"];
const UNTIL: [&str; 2] = ["until", "至"];
const LABEL: [&str; 2] = ["label", "名称"];
const OF: [&str; 2] = ["of", "冲销"];

impl<'a> Reader<'a> {
    /// What happened, in order.
    pub(super) fn list_of_events(
        &mut self,
        value: &'a Json,
        key: &str,
        events: &mut Vec<RawEvent>,
    ) {
        if !value.get().starts_with('[') {
            let message = text!("“{key}”应当是一个列表", "`{key}` must be a list");
            self.complain(value, message, shape_of_event());
            return;
        }
        for (index, value) in self.elements(value).into_iter().enumerate() {
            let place = format!("{key}[{}]", index.saturating_add(1));
            events.extend(self.event(value, &place));
        }
    }

    /// `{"visit": {…}}`: one word, and what it says.
    fn event(&mut self, value: &'a Json, place: &str) -> Option<RawEvent> {
        let before = self.problems.len();
        let entries = self.entries(value, place);
        let [(word, inner)] = entries.as_slice() else {
            if self.problems.len() == before {
                let message = text!(
                    "{place}：一个事件只写一个词，例如 就诊（visit）",
                    "{place}: an event has one word, such as `visit`"
                );
                self.complain(value, message, shape_of_event());
            }
            return None;
        };
        let known = EventKind::ALL.into_iter().find(|(_, zh, en)| zh == word || en == word);
        let Some((kind, _, _)) = known else {
            self.unknown_event(word, inner, place);
            return None;
        };
        let place = join(place, word);
        let entries = self.entries(inner, &place);
        let span = Some(self.span(inner));
        Some(self.event_of(kind, entries, place, span))
    }

    fn event_of(
        &mut self,
        kind: EventKind,
        entries: Vec<(String, &'a Json)>,
        place: String,
        span: Option<Span>,
    ) -> RawEvent {
        let mut event = RawEvent { place: place.clone(), span, ..RawEvent::new(kind) };
        let mut facts = Vec::new();
        for (key, value) in entries {
            let inner = join(&place, &key);
            let is = |names: &[&str]| names.contains(&key.as_str());
            // 日期 is a field of a visit, and stays among its facts.
            let date = if kind == EventKind::Visit { key == "date" } else { is(&DATE) };
            if date {
                let fact = self.fact("日期".to_owned(), value, inner);
                event.date = Some(fact);
            } else if is(&UNTIL) {
                event.until = Some(self.fact(key, value, inner));
            } else if is(&LABEL) {
                let fact = self.fact(key, value, inner);
                event.label = self.words(&fact, value);
            } else if is(&OF) {
                let fact = self.fact(key, value, inner);
                let words = self.words(&fact, value);
                event.of = words.map(|words| RawReference { words, span: fact.span });
            } else {
                facts.push((key, value));
            }
        }
        let RawVisit { facts, lines, .. } = self.visit(facts, &place);
        RawEvent { facts, lines, ..event }
    }

    fn words(&mut self, fact: &RawFact, value: &Json) -> Option<String> {
        let words = fact.words().filter(|words| !words.is_empty());
        if words.is_none() {
            let place = &fact.place;
            let message = text!("“{place}”应当是一段文字", "`{place}` must be a text");
            self.complain(value, message, Text::default());
        }
        words
    }

    fn unknown_event(&mut self, word: &str, value: &Json, place: &str) {
        let message = text!("{place}：不认识的事件“{word}”", "{place}: unknown event `{word}`");
        let words = EventKind::ALL.into_iter().flat_map(|(_, zh, en)| [zh, en]);
        let help = match nearest(word, words).first() {
            Some(near) => text!("是不是“{near}”？", "did you mean `{near}`?"),
            None => {
                let zh: Vec<&str> = EventKind::ALL.iter().map(|(_, zh, _)| *zh).collect();
                let en: Vec<&str> = EventKind::ALL.iter().map(|(_, _, en)| *en).collect();
                let (zh, en) = (zh.join("、"), en.join(", "));
                text!("可以写：{zh}", "it may be: {en}")
            }
        };
        self.complain(value, message, help);
    }
}

fn shape_of_event() -> Text {
    Text::new(
        "写成 \"events\": [{\"visit\": {…}}, {\"refund\": {\"date\": \"2025-05-07\"}}]",
        "write \"events\": [{\"visit\": {…}}, {\"refund\": {\"date\": \"2025-05-07\"}}]",
    )
}
