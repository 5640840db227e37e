//! For machines: one object, messages in both languages, places as in `polc-problems/1`.

use serde_json::{Map, Value as Json, json};

use crate::diagnostics::{Problem, Text};
use crate::source::{SourceMap, Span};
use crate::suite::verdict::{CaseReport, FileReport, Kept, Outcome, Report, Shortfall, Status};

/// The form of the object; a change that readers have to know of counts up.
const SCHEMA: &str = "polc-test/1";

pub(super) fn render(report: &Report, sources: &SourceMap) -> String {
    let counts = report.counts();
    let outcome = match report.outcome() {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Unproven => "no-success",
    };
    let files = report.files.iter().map(|found| file(found, sources));
    let root = json!({
        "schema": SCHEMA,
        "outcome": outcome,
        "counts": {
            "scenarios": counts.all,
            "passed": counts.passed,
            "failed": counts.failed,
            "new": counts.new,
            "accepted": counts.accepted,
            "skipped": counts.skipped,
            "left": counts.left,
            "orphans": counts.orphans,
            "errors": counts.errors,
            "written": report.written,
            "removed": report.removed,
        },
        "only": report.focused,
        "problems": problems(&report.problems, sources),
        "files": files.collect::<Vec<Json>>(),
    });
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn file(file: &FileReport, sources: &SourceMap) -> Json {
    let cases = file.cases.iter().map(|found| case(found, sources));
    json!({
        "file": file.name,
        "problems": problems(&file.problems, sources),
        "orphans": file.orphans,
        "scenarios": cases.collect::<Vec<Json>>(),
    })
}

fn case(case: &CaseReport, sources: &SourceMap) -> Json {
    let mut object = Map::new();
    let mut put = |key: &str, value: Json| {
        let _before = object.insert(key.to_owned(), value);
    };
    put("title", json!(case.title));
    let (word, reason) = match &case.status {
        Status::Passed => ("passed", None),
        Status::Failed => ("failed", None),
        Status::New => ("new", None),
        Status::Accepted => ("accepted", None),
        Status::Skipped(reason) => ("skipped", reason.as_ref()),
        Status::Left => ("left", None),
    };
    put("status", json!(word));
    if let Some(reason) = reason {
        put("reason", json!(reason));
    }
    if let Some((name, at)) = sources.locate(case.place) {
        put("file", json!(name));
        put("line", json!(at.line));
        put("column", json!(at.column));
    }
    put("failures", case.shortfalls.iter().map(|each| shortfall(each, sources)).collect());
    let unacknowledged: Vec<Problem> =
        case.unacknowledged.iter().map(|each| each.problem.clone()).collect();
    put("unacknowledged", problems(&unacknowledged, sources));
    let (kept, difference) = match &case.kept {
        Kept::Same => (json!("same"), None),
        Kept::New => (json!("new"), None),
        Kept::Changed(lines) => (json!("changed"), Some(lines)),
        Kept::Unknown => (Json::Null, None),
    };
    put("snapshot", kept);
    if let Some(lines) = difference {
        put("diff", lines.iter().map(|line| json!(line.signed())).collect());
    }
    put("statement", json!(case.statement));
    Json::Object(object)
}

fn shortfall(shortfall: &Shortfall, sources: &SourceMap) -> Json {
    let mut object = problem(&shortfall.problem, sources);
    if let Some(step) = &shortfall.step {
        let _before = object.insert("step".to_owned(), both(step));
    }
    Json::Object(object)
}

fn problems(problems: &[Problem], sources: &SourceMap) -> Json {
    problems.iter().map(|each| Json::Object(problem(each, sources))).collect()
}

fn problem(problem: &Problem, sources: &SourceMap) -> Map<String, Json> {
    let mut object = Map::new();
    let mut put = |key: &str, value: Json| {
        let _before = object.insert(key.to_owned(), value);
    };
    put("code", json!(problem.code.name()));
    put("message", both(&problem.message));
    let labels = problem.labels.iter().map(|label| {
        let mut object = place(label.span, sources);
        let _before = object.insert("text".to_owned(), both(&label.text));
        Json::Object(object)
    });
    put("labels", labels.collect());
    put("help", problem.help.iter().map(both).collect());
    object
}

fn place(span: Span, sources: &SourceMap) -> Map<String, Json> {
    let mut object = Map::new();
    if let Some(file) = sources.file_at(span.lo) {
        let (start, end) = (file.line_column(span.lo), file.line_column(span.hi));
        for (key, value) in [
            ("line", start.line),
            ("column", start.column),
            ("endLine", end.line),
            ("endColumn", end.column),
        ] {
            let _before = object.insert(key.to_owned(), json!(value));
        }
        let _before = object.insert("file".to_owned(), json!(file.name));
    }
    object
}

fn both(text: &Text) -> Json {
    json!({ "zh": text.zh, "en": text.en })
}
