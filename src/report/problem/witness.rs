//! A visit that shows a trouble, as a scenario that can be pasted into a file.

use crate::diagnostics::{Lang, Witness, WitnessEvent};

/// The scenario behind the words that say what it is.
pub(super) fn announced(witness: &Witness, lang: Lang) -> String {
    let words = match lang {
        Lang::Zh => "可以粘贴到文件里的情景：",
        Lang::En => "a scenario to paste into a file:",
    };
    format!("{words}\n\n{}", scenario(witness, lang))
}

/// The scenario, in the keywords of a language; two where two visits are compared.
pub(super) fn scenario(witness: &Witness, lang: Lang) -> String {
    let shows = witness.shows.get(lang);
    if witness.beside.is_empty() {
        return one(shows, &witness.policy, &witness.events, lang);
    }
    let number = |number: &str| match lang {
        Lang::Zh => format!("{shows}（{number}）"),
        Lang::En => format!("{shows} ({number})"),
    };
    let first = one(&number("1"), &witness.policy, &witness.events, lang);
    first + &one(&number("2"), &witness.policy, &witness.beside, lang)
}

fn one(title: &str, policy: &str, events: &[WitnessEvent], lang: Lang) -> String {
    let title = quoted(title);
    let mut text = match lang {
        Lang::Zh => format!("情景 {title} 针对 {policy} {{\n"),
        Lang::En => format!("scenario {title} for {policy} {{\n"),
    };
    for event in events {
        visit(event, lang, &mut text);
    }
    text.push_str("}\n");
    text
}

fn visit(event: &WitnessEvent, lang: Lang, text: &mut String) {
    let (visit, line) = match lang {
        Lang::Zh => ("就诊", "项目"),
        Lang::En => ("visit", "line"),
    };
    let facts = listed(&event.facts);
    let date = &event.date;
    if event.lines.is_empty() {
        text.push_str(&format!("    {visit} {date} {{ {facts} }}\n"));
        return;
    }
    text.push_str(&format!("    {visit} {date} {{\n"));
    if !facts.is_empty() {
        text.push_str(&format!("        {facts}\n"));
    }
    for facts in &event.lines {
        text.push_str(&format!("        {line} {{ {} }}\n", listed(facts)));
    }
    text.push_str("    }\n");
}

fn listed(facts: &[(String, String)]) -> String {
    let facts = facts.iter().map(|(name, value)| format!("{name} : {value}"));
    facts.collect::<Vec<_>>().join("; ")
}

/// A text between marks that it does not hold itself.
fn quoted(text: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    let marks = [('“', '”'), ('「', '」'), ('"', '"')];
    match marks.into_iter().find(|(_, close)| !line.contains(*close)) {
        Some((open, close)) => format!("{open}{line}{close}"),
        None => format!("“{}”", line.replace('”', "」")),
    }
}
