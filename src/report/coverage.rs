//! What a suite exercised, for readers and for machines.

use serde_json::{Value as Json, json};

use super::words::say;
use crate::coverage::{Coverage, Kind, Missing, PolicyCoverage, Ratio, Side};
use crate::diagnostics::Lang;

/// The form of the object; a change that readers have to know of counts up.
const SCHEMA: &str = "polc-coverage/1";

/// For readers: each policy with its ratios and, below, what was not exercised and why.
pub fn text(coverage: &Coverage, lang: Lang) -> String {
    let mut lines = Vec::new();
    for policy in &coverage.policies {
        lines.extend(of_policy(policy, lang));
        lines.push(String::new());
    }
    lines.push(total(coverage, lang));
    lines.push(String::new());
    lines.join("\n")
}

/// A line for each policy, and one for all.
pub fn concise(coverage: &Coverage, lang: Lang) -> String {
    let mut lines: Vec<String> =
        coverage.policies.iter().map(|policy| summary(policy, lang)).collect();
    lines.push(total(coverage, lang));
    lines.push(String::new());
    lines.join("\n")
}

fn total(coverage: &Coverage, lang: Lang) -> String {
    let Ratio { covered, total } = coverage.counted();
    let percent = coverage.counted().percent();
    say!(
        lang,
        "合计：条款和表的行 {percent}%（{covered}/{total}）",
        "all policies: clauses and rows {percent}% ({covered}/{total})"
    )
}

fn summary(policy: &PolicyCoverage, lang: Lang) -> String {
    let PolicyCoverage { policy: name, place, .. } = policy;
    let percent = policy.counted().percent();
    if policy.events == 0 {
        return say!(
            lang,
            "{name}（{place}）：没有情景用到",
            "{name} ({place}): no scenario exercises it"
        );
    }
    let ratios: Vec<String> = Kind::ALL
        .iter()
        .filter_map(|(kind, zh, en, _)| {
            let Ratio { covered, total } = policy.ratio(*kind);
            (total > 0).then(|| say!(lang, "{zh} {covered}/{total}", "{en} {covered}/{total}"))
        })
        .collect();
    let ratios = ratios.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    });
    say!(lang, "{name}（{place}）：{percent}%  {ratios}", "{name} ({place}): {percent}%  {ratios}")
}

fn of_policy(policy: &PolicyCoverage, lang: Lang) -> Vec<String> {
    let mut lines = vec![summary(policy, lang)];
    if policy.events > 0 {
        lines.extend(policy.missing.iter().map(|missing| one(missing, lang)));
    }
    lines
}

fn one(missing: &Missing, lang: Lang) -> String {
    let place = &missing.item.place;
    let named = missing.item.named();
    let title = named.get(lang);
    let why = missing.why.get(lang);
    let inside = match missing.inside {
        0 => String::new(),
        count => say!(lang, "（连同其中 {count} 项）", " (with {count} inside)"),
    };
    say!(
        lang,
        "  未覆盖 {title}{inside}：{why}   {place}",
        "  not covered: {title}{inside}: {why}   {place}"
    )
}

/// For machines: every policy with its ratios and what is missing, with both languages' reasons.
pub fn json(coverage: &Coverage) -> String {
    let policies: Vec<Json> = coverage.policies.iter().map(policy_json).collect();
    let root = json!({
        "schema": SCHEMA,
        "percent": coverage.counted().percent(),
        "counted": ratio_json(coverage.counted()),
        "policies": policies,
    });
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn policy_json(policy: &PolicyCoverage) -> Json {
    let ratios: serde_json::Map<String, Json> = Kind::ALL
        .iter()
        .map(|(kind, _, _, key)| ((*key).to_owned(), ratio_json(policy.ratio(*kind))))
        .collect();
    let missing: Vec<Json> = policy.missing.iter().map(missing_json).collect();
    json!({
        "policy": policy.policy,
        "place": policy.place,
        "events": policy.events,
        "percent": policy.counted().percent(),
        "ratios": ratios,
        "missing": missing,
    })
}

fn ratio_json(ratio: Ratio) -> Json {
    json!({ "covered": ratio.covered, "total": ratio.total })
}

fn missing_json(missing: &Missing) -> Json {
    let kind = Kind::ALL.iter().find(|(kind, ..)| *kind == missing.item.kind);
    json!({
        "kind": kind.map(|(_, _, _, key)| *key),
        "title": missing.item.title,
        "side": match missing.item.side {
            Side::Whole => Json::Null,
            Side::Yes => json!("yes"),
            Side::No => json!("no"),
            Side::Untouched => json!("untouched"),
            Side::Partly => json!("partly"),
            Side::Full => json!("full"),
        },
        "place": missing.item.place,
        "why": { "zh": missing.why.zh, "en": missing.why.en },
        "inside": missing.inside,
        "unreachable": missing.item.unreachable,
    })
}
