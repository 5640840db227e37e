//! For machines: one object with every mutant.

use serde_json::{Map, Value as Json, json};

use super::human::change;
use crate::mutate::verdict::{Count, Hint, Report, Tried, Verdict};
use crate::source::SourceMap;

/// The form of the object; a change that readers have to know of counts up.
const SCHEMA: &str = "polc-mutants/1";

pub(super) fn render(report: &Report, sources: &SourceMap) -> String {
    let operators = report.by_operator().into_iter().map(|(operator, count)| {
        let mut object = counted(count);
        let _before = object.insert("operator".to_owned(), json!(operator.name()));
        Json::Object(object)
    });
    let root = json!({
        "schema": SCHEMA,
        "all": report.all,
        "counts": counted(report.count()),
        "operators": operators.collect::<Vec<Json>>(),
        "idle": report.idle,
        "mutants": report.tried.iter().map(|each| mutant(each, sources)).collect::<Vec<Json>>(),
    });
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn counted(count: Count) -> Map<String, Json> {
    let figures = [
        ("made", count.made),
        ("check", count.check),
        ("expected", count.expected),
        ("accepted", count.accepted),
        ("same", count.same),
        ("survived", count.survived),
    ];
    figures.into_iter().map(|(key, figure)| (key.to_owned(), json!(figure))).collect()
}

fn mutant(each: &Tried, sources: &SourceMap) -> Json {
    let mutant = &each.mutant;
    let mut object = Map::new();
    let mut put = |key: &str, value: Json| {
        let _before = object.insert(key.to_owned(), value);
    };
    put("file", json!(each.file));
    put("line", json!(each.line));
    put("policy", json!(mutant.policy));
    put("operator", json!(mutant.operator.name()));
    put("what", json!({ "zh": mutant.what.zh, "en": mutant.what.en }));
    match &each.verdict {
        Verdict::Check(code) => {
            put("verdict", json!("check"));
            put("code", json!(code.name()));
        }
        Verdict::Expected(title) => {
            put("verdict", json!("expected"));
            put("scenario", json!(title));
        }
        Verdict::Accepted(title) => {
            put("verdict", json!("accepted"));
            put("scenario", json!(title));
        }
        Verdict::Same => put("verdict", json!("same")),
        Verdict::Survives(hint) => {
            put("verdict", json!("survived"));
            let lines = change(each, sources);
            put("diff", lines.iter().map(|line| json!(line.signed())).collect());
            match hint {
                Hint::Scenario(text) => put("found_by", json!(text)),
                Hint::NoDifference(tried) => put("tried", json!(tried)),
                Hint::NotAVisit | Hint::OfAClaim | Hint::OtherFacts => {}
            }
        }
    }
    Json::Object(object)
}
