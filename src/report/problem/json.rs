//! Problems for machines: one object, both languages, places in every unit that tools ask for.
//!
//! Lines and columns count from 1, columns in characters, ends exclusive. Bytes count from 0 inside
//! the text of the file without its byte-order mark.

use serde_json::{Map, Value as Json, json};

use super::{count, level_name};
use crate::diagnostics::{Problem, Text};
use crate::source::{SourceMap, Span};

pub(super) fn render(problems: &[Problem], sources: &SourceMap, files: Option<usize>) -> String {
    let (errors, warnings) = count(problems);
    let mut root = Map::new();
    put(&mut root, "schema", json!("polc-problems/1"));
    if let Some(files) = files {
        put(&mut root, "files", json!(files));
    }
    put(&mut root, "errors", json!(errors));
    put(&mut root, "warnings", json!(warnings));
    let list = problems.iter().map(|problem| one(problem, sources)).collect();
    put(&mut root, "problems", Json::Array(list));
    let mut text = serde_json::to_string_pretty(&Json::Object(root)).unwrap_or_default();
    text.push('\n');
    text
}

fn one(problem: &Problem, sources: &SourceMap) -> Json {
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
