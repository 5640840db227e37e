//! The gallery of bad files: `tests/bad/<construct>-<mistake>.pol`, each a mistake that an analyst
//! really makes.
//!
//! The first line of each says what must be reported and where, written before the program ran:
//! `# expect: missing-row 6:9`. Nothing else may be reported. The snapshots beside the files show the
//! whole messages in both languages.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests read files, and a fault in a test is a failure"
)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use polc::diagnostics::{Code, Lang, Problem};
use polc::report::problem::{Format, Style, render};
use polc::source::SourceMap;

/// The problems of a text, as `polc check` lists them.
fn check(name: &str, text: &str) -> (SourceMap, Vec<Problem>) {
    let (map, compilation) = support::check_text(name, text);
    (map, compilation.problems.into_sorted())
}

/// The problems of a file of the gallery.
fn check_file(path: &Path) -> (String, SourceMap, Vec<Problem>) {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let (map, problems) = check(name, &text);
    (text, map, problems)
}

fn style(lang: Lang) -> Style {
    Style { lang, ascii: false, color: false, width: 80 }
}

/// `missing-row 6:9`: the code of a problem and its place.
fn summary(map: &SourceMap, problem: &Problem) -> String {
    let code = problem.code.name();
    match problem.span().and_then(|span| map.locate(span)) {
        Some((_, at)) => format!("{code} {}:{}", at.line, at.column),
        None => code.to_owned(),
    }
}

#[test]
fn each_file_is_refused_for_its_mistake_at_its_place_and_for_nothing_else() {
    let mut wrong = Vec::new();
    for path in support::pol_files("tests/bad") {
        let (text, map, problems) = check_file(&path);
        let first = text.lines().next().unwrap();
        let expected = first
            .strip_prefix("# expect: ")
            .unwrap_or_else(|| panic!("{} says nothing to expect", path.display()));
        let found: Vec<String> = problems.iter().map(|problem| summary(&map, problem)).collect();
        let found = found.join(", ");
        if found != expected {
            let name = support::short(&path);
            wrong.push(format!("{name}\n    expected {expected}\n    found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn messages() {
    insta::with_settings!({
        snapshot_path => "bad/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::glob!("bad/*.pol", |path| {
            let (text, map, problems) = check_file(path);
            let zh = render(&problems, &map, Some(1), Format::Human, style(Lang::Zh));
            let en = render(&problems, &map, Some(1), Format::Human, style(Lang::En));
            let line = "═".repeat(80);
            insta::assert_snapshot!(format!("{text}{line}\n{zh}{line}\n{en}"));
        });
    });
}

/// Codes that no text of a policy causes: bytes, input, settlement, command line.
const ELSEWHERE: &[Code] = &[
    // Bytes and big texts, see `gallery_bytes.rs`.
    Code::NotUtf8,
    Code::LineTooLong,
    Code::NestedTooDeep,
    Code::FileUnreadable,
    // A visit, see `bad_visits.rs`.
    Code::UnreadableInput,
    Code::UnknownField,
    Code::MissingField,
    Code::BadFieldValue,
    Code::ContradictoryBill,
    Code::BadState,
    // A settlement.
    Code::NoPolicyInForce,
    Code::SeveralPolicies,
    Code::NeedsUnsetValue,
    Code::NotEncoded,
    Code::NoBenefit,
    Code::SeveralBenefits,
    Code::NoResult,
    Code::FigureOutOfBounds,
    Code::OutOfOrder,
    Code::NoSuchVisit,
    Code::NoSuchBinding,
    Code::AmountOutOfRange,
    // The command.
    Code::ExpectationFailed,
    Code::ClaimBroken,
    Code::EmptyScenario,
    Code::DuplicateScenario,
    Code::NotAcknowledged,
    Code::BadSheet,
    Code::BadSnapshot,
    Code::BadUsage,
    Code::Internal,
];

#[test]
fn every_code_that_a_file_can_cause_has_a_file() {
    let mut shown = BTreeSet::new();
    for path in support::pol_files("tests/bad") {
        let (_, _, problems) = check_file(&path);
        shown.extend(problems.iter().map(|problem| problem.code));
    }
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !shown.contains(code) && !ELSEWHERE.contains(code))
        .map(|code| code.name())
        .collect();
    assert!(missing.is_empty(), "no file shows {}", missing.join(", "));
}

#[test]
fn there_are_enough_files() {
    let count = support::pol_files("tests/bad").len();
    assert!(count >= 75, "only {count} bad files");
}

/// A message without what it quotes: `“费用”`, `` `cost` ``.
fn unquoted(text: &str, open: char, close: char) -> String {
    let mut kept = String::new();
    let mut quoted = false;
    for letter in text.chars() {
        match letter {
            _ if quoted => quoted = letter != close,
            _ if letter == open => quoted = true,
            _ => kept.push(letter),
        }
    }
    kept
}

/// A text without code points and figures with Chinese units: `U+00AD`, `2万元`.
fn without_figures(text: &str) -> String {
    let text = text.replace("U+", "U");
    let mut kept = String::new();
    for word in text.split_inclusive(|letter: char| !letter.is_alphanumeric() && letter != '.') {
        let figure = word.starts_with(|letter: char| letter.is_ascii_digit());
        let point = word.starts_with('U') && word.len() > 4;
        if !figure && !point {
            kept.push_str(word);
        }
    }
    kept
}

/// All sentences of a problem in one language.
fn sentences(problem: &Problem, lang: Lang) -> Vec<&str> {
    std::iter::once(&problem.message)
        .chain(problem.labels.iter().map(|label| &label.text))
        .chain(&problem.help)
        .map(|text| text.get(lang))
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn no_sentence_mixes_languages_or_speaks_of_the_program() {
    // Names of encodings and applications, units.
    let allowed = ["UTF", "Excel", "Word", "polc"];
    let insider = [
        "token",
        "parse",
        "syntax",
        "identifier",
        "literal",
        "node",
        "slot",
        "令牌",
        "标识符",
        "解析",
        "语法",
        "节点",
    ];
    let mut wrong = BTreeSet::new();
    for path in support::pol_files("tests/bad") {
        let name = support::short(&path);
        for problem in check_file(&path).2 {
            for sentence in sentences(&problem, Lang::Zh) {
                let rest = without_figures(&unquoted(sentence, '“', '”'));
                let words = rest.split(|letter: char| !letter.is_ascii_alphabetic());
                for word in words.filter(|word| word.len() > 1 && !allowed.contains(word)) {
                    wrong.insert(format!("{name}: “{word}” in: {sentence}"));
                }
            }
            for sentence in sentences(&problem, Lang::En) {
                let rest = without_figures(&unquoted(sentence, '`', '`'));
                let rest = unquoted(&rest, '"', '"');
                if rest.chars().any(|letter| ('\u{4e00}'..'\u{a000}').contains(&letter)) {
                    wrong.insert(format!("{name}: Chinese in: {sentence}"));
                }
            }
            for sentence in [Lang::Zh, Lang::En].iter().flat_map(|lang| sentences(&problem, *lang))
            {
                for word in insider.iter().filter(|word| sentence.contains(**word)) {
                    wrong.insert(format!("{name}: “{word}” in: {sentence}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}
