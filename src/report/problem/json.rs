//! Problems for machines: one object, both languages, places in every unit that tools ask for.
//!
//! Lines and columns count from 1, columns in characters, ends exclusive. Bytes count from 0 inside
//! the text of the file without its byte-order mark.

use serde_json::{Map, Value as Json, json};

use super::witness::scenario;
use super::{count, level_name};
use crate::diagnostics::{
    Count, Findings, Lang, Level, Problem, Tally, Text, Witness, WitnessEvent,
};
use crate::source::{SourceMap, Span};

pub(super) fn render(
    problems: &[Problem],
    sources: &SourceMap,
    findings: Option<&Findings>,
) -> String {
    let mut root = Map::new();
    put(&mut root, "schema", json!("polc-problems/1"));
    if let Some(findings) = findings {
        put(&mut root, "files", json!(findings.files));
    }
    put(&mut root, "errors", json!(count(problems, Level::Error)));
    put(&mut root, "warnings", json!(count(problems, Level::Warning)));
    if let Some(findings) = findings {
        put(&mut root, "checks", checks(&findings.tally));
    }
    let list = problems.iter().map(|problem| Json::Object(one(problem, sources))).collect();
    put(&mut root, "problems", Json::Array(list));
    if let Some(findings) = findings {
        let allowed = findings.allowed.iter().map(|allowed| {
            let mut object = one(&allowed.problem, sources);
            put(&mut object, "reason", json!(allowed.reason));
            Json::Object(object)
        });
        put(&mut root, "allowed", Json::Array(allowed.collect()));
    }
    let mut text = serde_json::to_string_pretty(&Json::Object(root)).unwrap_or_default();
    text.push('\n');
    text
}

/// How the checks ended, all together and by code.
fn checks(tally: &Tally) -> Json {
    let mut object = counts(tally.total());
    let codes = tally.codes.iter();
    let codes = codes.map(|(code, count)| (code.name().to_owned(), Json::Object(counts(*count))));
    put(&mut object, "codes", Json::Object(codes.collect()));
    Json::Object(object)
}

fn counts(count: Count) -> Map<String, Json> {
    let mut object = Map::new();
    put(&mut object, "proved", json!(count.proved));
    put(&mut object, "refuted", json!(count.refuted));
    put(&mut object, "undecided", json!(count.undecided));
    object
}

fn one(problem: &Problem, sources: &SourceMap) -> Map<String, Json> {
    let mut object = Map::new();
    put(&mut object, "code", json!(problem.code.name()));
    put(&mut object, "level", json!(level_name(problem.level())));
    put(&mut object, "message", both(&problem.message));
    if let Some(span) = problem.span() {
        place(&mut object, span, sources);
    }
    let labels = problem.labels.iter().map(|label| {
        let mut object = Map::new();
        place(&mut object, label.span, sources);
        put(&mut object, "text", both(&label.text));
        Json::Object(object)
    });
    put(&mut object, "labels", Json::Array(labels.collect()));
    put(&mut object, "help", Json::Array(problem.help.iter().map(both).collect()));
    if let Some(witness) = &problem.witness {
        put(&mut object, "witness", shown(witness));
    }
    if let Some(fix) = &problem.fix {
        let mut mended = Map::new();
        place(&mut mended, fix.span, sources);
        put(&mut mended, "text", json!(fix.text));
        put(&mut object, "fix", Json::Object(mended));
    }
    object
}

fn shown(witness: &Witness) -> Json {
    let facts = |facts: &[(String, String)]| {
        let facts = facts.iter().map(|(name, value)| (name.clone(), json!(value)));
        Json::Object(facts.collect())
    };
    let told = |events: &[WitnessEvent]| {
        let events = events.iter().map(|event| {
            let lines: Vec<Json> = event.lines.iter().map(|line| facts(line)).collect();
            json!({ "date": event.date, "facts": facts(&event.facts), "lines": lines })
        });
        events.collect::<Vec<_>>()
    };
    let mut object = Map::new();
    put(&mut object, "policy", json!(witness.policy));
    put(&mut object, "shows", both(&witness.shows));
    put(&mut object, "events", json!(told(&witness.events)));
    if !witness.beside.is_empty() {
        put(&mut object, "beside", json!(told(&witness.beside)));
    }
    let scenarios = json!({ "zh": scenario(witness, Lang::Zh), "en": scenario(witness, Lang::En) });
    put(&mut object, "scenario", scenarios);
    Json::Object(object)
}

fn place(object: &mut Map<String, Json>, span: Span, sources: &SourceMap) {
    let Some(file) = sources.file_at(span.lo) else { return };
    let (start, end) = (file.line_column(span.lo), file.line_column(span.hi));
    put(object, "file", json!(file.name));
    put(object, "line", json!(start.line));
    put(object, "column", json!(start.column));
    put(object, "endLine", json!(end.line));
    put(object, "endColumn", json!(end.column));
    put(object, "byteStart", json!(span.lo.saturating_sub(file.start)));
    put(object, "byteEnd", json!(span.hi.saturating_sub(file.start)));
}

fn both(text: &Text) -> Json {
    json!({ "zh": text.zh, "en": text.en })
}

fn put(object: &mut Map<String, Json>, key: &str, value: Json) {
    let _before = object.insert(key.to_owned(), value);
}
