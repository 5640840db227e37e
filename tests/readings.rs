//! Every ambiguity of the sources: what does not choose is asked, with an amount for each reading,
//! and each reading checks clean and settles to that amount. The page is `docs/readings.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests read files, and a fault in a test is a failure"
)]

mod support;

use std::path::Path;

use polc::diagnostics::{Lang, Problem};

/// A fenced block: what stands behind its fence, and its lines.
struct Block {
    entry: String,
    info: String,
    text: String,
    /// Whether it answers the question before it.
    asked: Option<String>,
}

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/readings.md")).unwrap()
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut found, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    let (mut entry, mut asked) = (String::new(), None);
    for line in page.lines() {
        if let Some(mut block) = open.take() {
            if line == "```" {
                if block.info.starts_with("pol 问") {
                    asked = Some(block.text.clone());
                }
                found.push(block);
            } else {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
        } else if let Some(info) = line.strip_prefix("```") {
            let (entry, info) = (entry.clone(), info.to_owned());
            open = Some(Block { entry, info, text: String::new(), asked: asked.clone() });
        } else if let Some(title) = line.strip_prefix("### ") {
            entry = title.split(' ').next().unwrap().to_owned();
            asked = None;
        }
    }
    found
}

/// A whole file: what stands before a policy, its clauses, and the events of a scenario.
fn file(block: &str) -> String {
    let begins = |line: &str, words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let (mut before, mut clauses, mut events) = (String::new(), String::new(), String::new());
    for line in block.lines() {
        let kind = if begins(line, &["扩展", "枚举", "字段", "账户"]) {
            &mut before
        } else if begins(line, &["参保人", "就诊", "应为"]) {
            &mut events
        } else {
            &mut clauses
        };
        kind.push_str(line);
        kind.push('\n');
    }
    if !clauses.contains("支付 {") {
        clauses.push_str("支付 { 个人账户；现金 }\n");
    }
    let mut text = format!("引用 医保\n{before}政策 例 {{\n统筹区 某市\n{clauses}}}\n");
    if !events.is_empty() {
        text.push_str(&format!("情景 “例” 针对 例 {{\n{events}}}\n"));
    }
    text
}

fn problems(block: &str) -> Vec<Problem> {
    support::compile_text("读法.pol", &file(block)).1.problems.into_sorted()
}

/// What a question says: the sentence and its help, a line each.
fn said(problems: &[Problem], lang: Lang) -> String {
    let mut lines = Vec::new();
    for problem in problems {
        lines.push(problem.message.get(lang).to_owned());
        lines.extend(problem.help.iter().map(|help| format!("  {}", help.get(lang))));
        if let Some(witness) = &problem.witness {
            let facts =
                witness.events[0].facts.iter().map(|(name, value)| format!("{name} : {value}"));
            lines.push(format!("  {}", facts.collect::<Vec<_>>().join("; ")));
        }
    }
    lines.join("\n") + "\n"
}

/// The figures of a text, in order.
fn figures(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let figures = parts.map(|part| part.trim_matches('.').to_owned());
    figures.filter(|part| !part.is_empty()).collect()
}

#[test]
fn every_ambiguity_has_an_entry_that_asks_or_says_why_not() {
    let page = page();
    let ids = (1..=22).map(|at| format!("A{at}")).chain((1..=7).map(|at| format!("B{at}")));
    for id in ids.chain(["002".to_owned(), "General".to_owned()]) {
        let at = page.find(&format!("### {id} ")).unwrap_or_else(|| panic!("no entry {id}"));
        let entry = page.split_at(at + 4).1.split("\n#").next().unwrap();
        let asks = entry.contains("```pol 问");
        let why = entry.lines().any(|line| line.starts_with("不问："));
        assert!(asks != why, "{id} asks, or says why not, and not both");
    }
}

#[test]
fn what_does_not_choose_is_asked_with_an_amount_for_each_reading() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/readings.md");
    let mut page = page();
    let all = blocks(&page);
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (at, block) in all.iter().enumerate() {
        let Some(code) = block.info.strip_prefix("pol 问 ") else { continue };
        asked += 1;
        let found = problems(&block.text);
        let entry = &block.entry;
        assert!(found.iter().any(|problem| problem.code.name() == code), "{entry}: {found:#?}");
        assert_eq!(found.len(), 1, "{entry}: {found:#?}");
        let shown = &all[at + 1];
        assert_eq!(shown.info, "text", "{entry}: what is asked follows the block");
        let (zh, en) = (said(&found, Lang::Zh), said(&found, Lang::En));
        if code == "unset-reading" {
            assert_eq!(figures(&zh), figures(&en), "{entry}: {zh}{en}");
        }
        if shown.text != zh {
            wrong.push(format!("{entry}: {zh}"));
            let before = format!("{}```\n\n```text\n{}```", block.text, shown.text);
            page = page.replacen(&before, &format!("{}```\n\n```text\n{zh}```", block.text), 1);
        }
        let readings = all.iter().filter(|other| other.asked.as_deref() == Some(&*block.text));
        let fragments: Vec<&str> =
            readings.filter_map(|other| other.info.strip_prefix("pol 读 ")).collect();
        assert!(code != "unset-reading" || !fragments.is_empty(), "{entry} has no readings");
        for fragment in fragments {
            assert!(zh.contains(fragment), "{entry}: “{fragment}” is not in\n{zh}");
        }
    }
    assert!(asked >= 15, "only {asked} questions");
    if !wrong.is_empty() && std::env::var("POLC_UPDATE").is_ok() {
        std::fs::write(&path, page).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_reading_checks_clean_and_settles_to_what_the_question_says() {
    let page = page();
    let mut settled = 0;
    for block in blocks(&page).iter().filter(|block| block.info.starts_with("pol 读")) {
        let text = file(&block.text);
        let (_, compilation) = support::compile_text("读法.pol", &text);
        let entry = &block.entry;
        let listed: Vec<&Problem> = compilation.problems.iter().collect();
        assert!(listed.is_empty(), "{entry}: {listed:#?}\n{text}");
        let scenario = compilation.files[0].items.iter().find_map(|item| match item {
            polc::syntax::ast::Item::Scenario(scenario) => Some(scenario),
            _ => None,
        });
        let outcome = polc::testing::run(scenario.expect("events"), &compilation.programs);
        assert!(outcome.passed(), "{entry}: {:#?}\n{text}", outcome.problems);
        settled += 1;
        // The figures behind the last colon or comma of what is asked are those that are settled.
        let Some(fragment) = block.info.strip_prefix("pol 读 ") else { continue };
        let amounts = fragment.rsplit(['：', '，']).next().unwrap_or(fragment);
        for amount in figures(amounts) {
            let expected = format!(": {amount}元");
            let ratio = format!("{amount}%");
            let held = text.contains(&expected) || text.contains(&ratio);
            assert!(held, "{entry}: {amount} is not expected in\n{text}");
        }
    }
    assert!(settled >= 30, "only {settled} readings");
}
