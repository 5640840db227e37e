//! Resolution: names, types, readings and layers.

use std::path::{Path, PathBuf};

use polc::diagnostics::Problems;
use polc::policy::Policy;
use polc::source::SourceMap;
use polc::{resolve, syntax};

/// Resolves some files.
fn resolved(files: &[(&str, &str)]) -> (SourceMap, Vec<Policy>, Problems) {
    let mut sources = SourceMap::new();
    for (name, text) in files {
        sources.add(*name, *text).expect("space");
    }
    let mut problems = Problems::new();
    let trees: Vec<_> =
        sources.files().iter().map(|file| syntax::parse(file, &mut problems)).collect();
    let policies = resolve::resolve(&sources, &trees, &mut problems);
    (sources, policies, problems)
}

/// Every problem as `line:column code message`, with its help.
fn listed(sources: &SourceMap, problems: &Problems) -> String {
    let mut out = String::new();
    for problem in problems.iter() {
        let place = problem
            .span()
            .and_then(|span| sources.locate(span).map(|(_, at)| (at, sources.slice(span))))
            .map(|(at, text)| format!("{}:{} [{text}]", at.line, at.column))
            .unwrap_or_default();
        let message = &problem.message;
        out.push_str(&format!("{place} {}\n  {}\n  {}\n", problem.code.name(), message.zh, message.en));
        for label in problem.labels.iter().skip(1) {
            let marked = sources.slice(label.span);
            out.push_str(&format!("  @ [{marked}] {} / {}\n", label.text.zh, label.text.en));
        }
        for help in &problem.help {
            out.push_str(&format!("    {}\n    {}\n", help.zh, help.en));
        }
    }
    out
}

fn pol_files(under: &str, into: &mut Vec<PathBuf>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(under);
    let mut waiting = vec![root];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "pol") {
                into.push(path);
            }
        }
    }
    into.sort();
}

#[test]
fn every_shipped_policy_resolves() {
    let mut paths = Vec::new();
    for folder in ["policies", "tests/cases", "tests/shapes"] {
        pol_files(folder, &mut paths);
    }
    let texts: Vec<(String, String)> = paths
        .iter()
        .map(|path| {
            #[allow(clippy::disallowed_methods, reason = "a test reads the files it is about")]
            let text = std::fs::read_to_string(path).expect("readable");
            (path.display().to_string(), text)
        })
        .collect();
    let files: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (sources, policies, problems) = resolved(&files);
    let mut out = String::new();
    for problem in problems.iter() {
        let place = problem
            .span()
            .and_then(|span| sources.locate(span))
            .map(|(file, at)| format!("{file}:{}:{}", at.line, at.column))
            .unwrap_or_default();
        out.push_str(&format!("{place} {} {}\n", problem.code.name(), problem.message.zh));
        for help in &problem.help {
            out.push_str(&format!("    {}\n", help.zh));
        }
    }
    println!("{} policies\n{out}", policies.len());
    assert!(!problems.has_errors(), "{out}");
}

/// A case of `bad.txt`: its name, what it must report, and the source.
struct Case {
    name: String,
    expected: Vec<String>,
    source: String,
}

fn cases(text: &str) -> Vec<Case> {
    text.split("\n=== ")
        .skip(1)
        .map(|part| {
            let (head, body) = part.split_once('\n').expect("a head and a body");
            let (name, kind) = head.rsplit_once(' ').expect("a name and a kind");
            let expected =
                body.lines().filter_map(|line| line.strip_prefix("> ")).map(str::to_owned).collect();
            let body: String = body
                .lines()
                .filter(|line| !line.starts_with("> "))
                .map(|line| format!("{line}\n"))
                .collect();
            let source = match kind {
                "W" => body,
                "P" => format!("引用 医保\n政策 例 {{\n{body}}}\n"),
                "B" => format!(
                    "引用 医保\n政策 例 {{\n设 标准 = 若 级别 为 三级 则 300元 否则 200元\n待遇 普通门诊 {{\n{body}}}\n}}\n"
                ),
                "F" => format!(
                    "引用 医保\n政策 例 {{\n待遇 普通门诊 {{\n基金 统筹基金 {{\n{body}}}\n}}\n}}\n"
                ),
                other => panic!("{name}: what is {other}?"),
            };
            Case { name: name.to_owned(), expected, source }
        })
        .collect()
}

#[test]
fn every_fault_is_named_where_it_is_and_once() {
    #[allow(clippy::disallowed_methods, reason = "a test reads the files it is about")]
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/resolve/bad.txt"),
    )
    .expect("readable");
    let mut wrong = String::new();
    let mut messages = String::new();
    for case in cases(&text) {
        let (sources, _, problems) = resolved(&[("例.pol", &case.source)]);
        let found: Vec<String> = problems
            .iter()
            .map(|problem| {
                let marked = problem.span().map(|span| sources.slice(span)).unwrap_or_default();
                format!("{} [{marked}]", problem.code.name())
            })
            .collect();
        if found != case.expected {
            wrong.push_str(&format!("{}: {found:?}, not {:?}\n", case.name, case.expected));
        }
        messages.push_str(&format!("=== {}\n{}\n", case.name, listed(&sources, &problems)));
    }
    assert!(wrong.is_empty(), "{wrong}\n{messages}");
    insta::assert_snapshot!(messages);
}
