//! Problems as SARIF 2.1.0, which code hosts and editors read.
//!
//! Lines and columns count from 1 in characters (`columnKind`), ends exclusive. What the file allows is
//! there, suppressed with its reason; what is undecided is of kind `open`. The same findings give the
//! same bytes.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::witness::announced;
use crate::diagnostics::{Allowed, Code, Findings, Fix, Label, Lang, Level, Problem, explanation};
use crate::source::{SourceMap, Span};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn render(findings: &Findings, sources: &SourceMap, lang: Lang) -> String {
    let allowed = findings.allowed.iter().map(|allowed| &allowed.problem);
    let codes: BTreeSet<Code> =
        findings.problems.iter().chain(allowed).map(|problem| problem.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let to_result = Results { codes: &codes, sources, lang };
    let mut results: Vec<Json> =
        findings.problems.iter().map(|problem| to_result.one(problem)).collect();
    results.extend(findings.allowed.iter().map(|allowed| to_result.allowed(allowed)));
    let rules: Vec<Json> = codes.iter().map(|code| rule(*code, lang)).collect();
    let root = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "polc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn rule(code: Code, lang: Lang) -> Json {
    let (zh, en) = code.summary();
    let page = explanation(code, lang);
    json!({
        "id": code.name(),
        "shortDescription": { "text": match lang { Lang::Zh => zh, Lang::En => en } },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(code.level()) },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Undecided => "none",
    }
}

struct Results<'a> {
    codes: &'a [Code],
    sources: &'a SourceMap,
    lang: Lang,
}

impl Results<'_> {
    fn one(&self, problem: &Problem) -> Json {
        let kind = if problem.level() == Level::Undecided { "open" } else { "fail" };
        let mut lines = vec![problem.message.get(self.lang)];
        lines.extend(problem.help.iter().map(|help| help.get(self.lang)));
        let shown = problem.witness.as_ref().map(|it| announced(it, self.lang));
        lines.extend(shown.as_deref().map(str::trim_end));
        let mut result = json!({
            "ruleId": problem.code.name(),
            "ruleIndex": self.codes.iter().position(|code| *code == problem.code),
            "kind": kind,
            "level": level(problem.level()),
            "message": { "text": lines.join("\n") },
            "locations": self.places(problem.labels.get(..1).unwrap_or_default()),
        });
        let Some(object) = result.as_object_mut() else { return result };
        let related = self.places(problem.labels.get(1..).unwrap_or_default());
        if !related.is_empty() {
            let _before = object.insert("relatedLocations".to_owned(), Json::Array(related));
        }
        if let Some(fix) = problem.fix.as_deref().and_then(|fix| self.fix(fix)) {
            let _before = object.insert("fixes".to_owned(), json!([fix]));
        }
        result
    }

    fn allowed(&self, allowed: &Allowed) -> Json {
        let mut result = self.one(&allowed.problem);
        let suppression = match &allowed.reason {
            Some(reason) => json!({ "kind": "inSource", "justification": reason }),
            None => json!({ "kind": "external" }),
        };
        if let Some(object) = result.as_object_mut() {
            let _before = object.insert("suppressions".to_owned(), json!([suppression]));
        }
        result
    }

    fn places(&self, labels: &[Label]) -> Vec<Json> {
        let place = |label: &Label| {
            let mut place = json!({ "physicalLocation": self.physical(label.span)? });
            let words = label.text.get(self.lang);
            if let (false, Some(object)) = (words.is_empty(), place.as_object_mut()) {
                let _before = object.insert("message".to_owned(), json!({ "text": words }));
            }
            Some(place)
        };
        labels.iter().filter_map(place).collect()
    }

    fn physical(&self, span: Span) -> Option<Json> {
        let file = self.sources.file_at(span.lo)?;
        Some(json!({
            "artifactLocation": { "uri": uri(&file.name) },
            "region": self.region(span)?,
        }))
    }

    fn region(&self, span: Span) -> Option<Json> {
        let file = self.sources.file_at(span.lo)?;
        let (start, end) = (file.line_column(span.lo), file.line_column(span.hi));
        Some(json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        }))
    }

    fn fix(&self, fix: &Fix) -> Option<Json> {
        let file = self.sources.file_at(fix.span.lo)?;
        Some(json!({ "artifactChanges": [{
            "artifactLocation": { "uri": uri(&file.name) },
            "replacements": [{
                "deletedRegion": self.region(fix.span)?,
                "insertedContent": { "text": fix.text },
            }],
        }] }))
    }
}

/// A path as a reference: Chinese names in percent signs.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
