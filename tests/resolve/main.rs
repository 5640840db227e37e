//! Resolution: names, types, readings and layers.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on fails"
)]

mod describe;

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
        out.push_str(&format!(
            "{place} {}\n  {}\n  {}\n",
            problem.code.name(),
            message.zh,
            message.en
        ));
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

#[allow(clippy::disallowed_methods, reason = "a test reads the files it is about")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("readable")
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
    let texts: Vec<(String, String)> =
        paths.iter().map(|path| (path.display().to_string(), read(path))).collect();
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
    assert!(policies.len() > 100, "{} policies", policies.len());
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
    let text = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/resolve/bad.txt"));
    let mut wrong = String::new();
    let mut messages = String::new();
    for case in cases(&text) {
        let (sources, _, mut problems) = resolved(&[("例.pol", &case.source)]);
        if problems.is_empty() {
            // What names and types let pass, the analysis of dates finds.
            problems = polc::pipeline::compile(&sources).problems;
        }
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

#[test]
fn constructs_become_what_they_mean() {
    let text = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/resolve/good.txt"));
    let mut out = String::new();
    for case in cases(&text) {
        let (sources, policies, problems) = resolved(&[("例.pol", &case.source)]);
        assert!(!problems.has_errors(), "{}: {}", case.name, listed(&sources, &problems));
        assert!(!policies.is_empty(), "{}", case.name);
        out.push_str(&format!("=== {}\n", case.name));
        for policy in &policies {
            out.push_str(&describe::policy(policy));
        }
        out.push('\n');
    }
    insta::assert_snapshot!(out);
}

#[test]
fn the_text_of_a_layered_policy_means_the_same() {
    let text = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/resolve/good.txt"));
    let layered = cases(&text).into_iter().find(|case| case.name == "one policy over another");
    let source = layered.expect("the case").source;
    let (sources, policies, _) = resolved(&[("省.pol", &source)]);
    let mut problems = Problems::new();
    let trees: Vec<_> =
        sources.files().iter().map(|file| syntax::parse(file, &mut problems)).collect();
    let mut out = String::new();
    for name in ["市", "县"] {
        let text = resolve::effective(&sources, &trees, name).expect("a text");
        let (alone, flat, problems) = resolved(&[("省.pol", &text)]);
        assert!(!problems.has_errors(), "{text}\n{}", listed(&alone, &problems));
        let [flat] = flat.as_slice() else { panic!("one policy of {}", flat.len()) };
        let layered = policies.iter().find(|policy| policy.head.name == name).expect("the policy");
        // Places and origins differ, nothing else does.
        assert_eq!(describe::meaning(flat), describe::meaning(layered), "{text}");
        out.push_str(&text);
        out.push('\n');
    }
    insta::assert_snapshot!(out);
    assert_eq!(resolve::effective(&sources, &trees, "没有"), None);
}

/// What a base names is found where the base stands, in another file.
#[test]
fn a_base_in_another_file_keeps_its_words() {
    let province = "引用 医保
枚举 档 { 高档, 低档 }
字段 档 : 档 属于 参保人
参数 平均工资 : 金额 = 1万元
政策 省 {
    统筹区 省里
    待遇 普通门诊 {
        条款 比例 可替换 { 基金 统筹基金 { 比例 { 高档：70%；低档：60% }  封顶线 平均工资 × 10% 每年 } }
    }
}
";
    let city = "引用 医保
扩展 级别 { 村 < 基层 }
政策 市 基于 省 {
    要求 级别 不为 村 否则 “村级不付”
    设 加点 = { 高档：5pp；低档：0pp }
    替换 比例 { 基金 统筹基金 { 比例 50%  提高 加点 } }
}
";
    let (sources, policies, problems) = resolved(&[("市.pol", city), ("省.pol", province)]);
    assert!(!problems.has_errors(), "{}", listed(&sources, &problems));
    let city = policies.iter().find(|policy| policy.head.name == "市").expect("the policy");
    let mut problems = Problems::new();
    let trees: Vec<_> =
        sources.files().iter().map(|file| syntax::parse(file, &mut problems)).collect();
    let text = resolve::effective(&sources, &trees, "市").expect("a text");
    let (alone, flat, problems) = resolved(&[("市.pol", &text)]);
    assert!(!problems.has_errors(), "{text}\n{}", listed(&alone, &problems));
    assert_eq!(describe::meaning(&flat[0]), describe::meaning(city), "{text}");
    // The province alone does not know the village.
    let province = policies.iter().find(|policy| policy.head.name == "省").expect("the policy");
    let levels = |policy: &Policy| {
        let found = policy.vocabulary.enums.iter().find(|found| found.name == "级别");
        found.map(|found| found.values.len())
    };
    assert_eq!((levels(province), levels(city)), (Some(4), Some(5)));
}

#[test]
fn the_standard_vocabulary_is_sound() {
    let mut sources = SourceMap::new();
    sources.add("医保", resolve::STANDARD).expect("space");
    let mut problems = Problems::new();
    let trees: Vec<_> =
        sources.files().iter().map(|file| syntax::parse(file, &mut problems)).collect();
    assert!(problems.is_empty(), "{}", listed(&sources, &problems));
    assert_eq!(trees.len(), 1);
    let (_, policies, problems) =
        resolved(&[("例.pol", "引用 医保\n政策 例 { 待遇 甲 { 基金 乙 { 比例 70% } } }")]);
    assert!(problems.is_empty());
    let vocabulary = &policies.first().expect("the policy").vocabulary;
    for (role, external) in polc::rule::Role::ALL {
        let found = vocabulary.role(role).map(|(_, field)| field.external.clone());
        assert_eq!(found, Some(Some(external.to_owned())), "{role:?}");
    }
}

/// Whatever is left of a policy when words are lost, nothing panics, and either there is a complaint
/// or there is a policy.
#[test]
fn broken_policies_are_survived() {
    let mut paths = Vec::new();
    for folder in ["policies", "tests/shapes", "tests/cases/readings"] {
        pol_files(folder, &mut paths);
    }
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below.max(1)
    };
    let texts: Vec<String> = paths.iter().map(|path| read(path)).collect();
    let words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
    for text in &texts {
        for _ in 0..4 {
            let mut pieces: Vec<&str> =
                text.split_inclusive([' ', '\n', '，', '；', '：']).collect();
            for _ in 0..2 {
                let at = next(pieces.len());
                match next(3) {
                    0 => drop(pieces.remove(at)),
                    1 => pieces[at] = words[next(words.len())],
                    _ => {
                        let other = next(pieces.len());
                        pieces.swap(at, other);
                    }
                }
            }
            let source: String = pieces.join("");
            let (_, policies, problems) = resolved(&[("例.pol", &source)]);
            assert!(
                !policies.is_empty() || !problems.is_empty() || !source.contains("policy"),
                "{source}"
            );
        }
    }
}
