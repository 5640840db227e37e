//! The proofs against z3: the model in `tests/z3/money.py` is made from the description of a generated
//! policy, not from our program, and must come to the same answers. Skipped where python3 has no z3.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "test code"
)]

mod support;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use polc::diagnostics::{Code, Level, Problem};
use support::dice::Dice;
use support::money::{Figure, Fund, Rules, rules};

/// How many policies are asked about.
const POLICIES: usize = 30;

/// The answers of z3 about one policy, by question.
type Answers = BTreeMap<String, String>;

fn table(figure: &Figure) -> String {
    let rows: Vec<String> =
        figure.by.iter().map(|row| format!("[{},{}]", row[0], row[1])).collect();
    format!("[{}]", rows.join(","))
}

fn optional(figure: Option<i64>) -> String {
    figure.map_or_else(|| "null".to_owned(), |figure| figure.to_string())
}

fn described(rules: &Rules) -> String {
    let deductible = rules.deductible.as_ref().map_or_else(
        || "null".to_owned(),
        |it| format!(r#"{{"per_year":{},"amount":{}}}"#, it.per_year, table(&it.amount)),
    );
    let fund = |fund: &Fund| {
        let above = fund.above.as_ref();
        format!(
            r#"{{"ratio":{},"above":{},"retired":{},"at_most":{},"visit_cap":{},"year_cap":{}}}"#,
            table(&fund.ratio),
            above.map_or_else(|| "null".to_owned(), |it| format!("[{},{}]", it.bill, it.ratio)),
            fund.retired,
            optional(fund.at_most),
            optional(fund.visit_cap),
            optional(fund.year_cap),
        )
    };
    let funds: Vec<String> = rules.funds.iter().map(fund).collect();
    format!(r#"{{"deductible":{deductible},"funds":[{}]}}"#, funds.join(","))
}

fn installed() -> bool {
    let mut python = Command::new("python3");
    let found = python.args(["-c", "import z3"]).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

fn asked(all: &[Rules]) -> Vec<Answers> {
    let mut python = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/z3/money.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: Vec<String> = all.iter().map(described).collect();
    let mut into = python.stdin.take().unwrap();
    writeln!(into, "{}", lines.join("\n")).unwrap();
    drop(into);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "python3 failed");
    let answers = |line: &str| {
        let words = line.split(' ').filter_map(|word| word.split_once('='));
        words.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    String::from_utf8(output.stdout).unwrap().lines().map(answers).collect()
}

/// What the check should have said: `None` where either answer is fair.
fn expected(answer: &str) -> Option<&'static str> {
    match answer {
        "yes" => Some("refuted"),
        "no" => Some("proved"),
        "unreached" => Some("open"),
        _ => None,
    }
}

/// The limit or step that a place is, as the model calls it.
fn called(text: &str, line: usize) -> String {
    let before: Vec<&str> = text.lines().take(line).map(str::trim).collect();
    let fund = before.iter().filter(|line| line.starts_with("基金")).count().saturating_sub(1);
    match before.last().unwrap() {
        line if line.starts_with("起付线") => "deductible".to_owned(),
        line if line.starts_with("封顶线 每次") => format!("fund{fund}.visit"),
        line if line.starts_with("封顶线 每年") => format!("fund{fund}.year"),
        line if line.starts_with("基金") => format!("fund{fund}.money"),
        line => (*line).to_owned(),
    }
}

/// One policy with what was found.
struct Checked<'a> {
    text: &'a str,
    found: Vec<(&'a Problem, String)>,
}

impl Checked<'_> {
    fn whole(&self, code: Code, of: &str) -> &'static str {
        let here = |it: &&(&Problem, String)| it.0.code == code;
        let told = self.found.iter().filter(here).any(|(problem, _)| about(problem, of));
        let open = self.found.iter().filter(here).any(|it| it.0.level() == Level::Undecided);
        if told {
            "refuted"
        } else if open {
            "open"
        } else {
            "proved"
        }
    }

    fn never(&self, code: Code, name: &str) -> bool {
        self.found.iter().any(|(problem, called)| problem.code == code && called == name)
    }

    fn differences(&self, answers: &Answers) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, code, of) in [
            ("falls", Code::PaysLessForMore, ""),
            ("jumps", Code::BenefitCliff, ""),
            ("level", Code::WorseOff, "级别"),
            ("person", Code::WorseOff, "人员类别"),
        ] {
            let said = self.whole(code, of);
            let z3 = answers[name].as_str();
            // Of two people, and of the other field of the same check, less is known for sure.
            let fair = code == Code::WorseOff && said == "open" && z3 != "yes"
                || name == "person" && z3 == "unreached" && said == "refuted";
            if !fair && expected(z3).is_some_and(|expected| expected != said) {
                wrong.push(format!("{}{name}: {said}, z3 says {z3}", self.text));
            }
        }
        let told = self.found.iter().any(|it| it.0.code == Code::ImpossibleFigure);
        if told != (answers["possible"] == "no") {
            wrong.push(format!("{}impossible: {told}", self.text));
        }
        for (question, z3) in answers {
            let (name, code) = match question.rsplit_once('.') {
                Some((name, "binds")) if name.ends_with("money") => (name, Code::NoMoneyLeft),
                Some((name, "binds")) => (name, Code::NeverBinds),
                Some((name, "loose")) => (name, Code::AlwaysBinds),
                _ => continue,
            };
            let told = self.never(code, name);
            if z3 != "unknown" && told != (z3 == "no") {
                wrong.push(format!("{}{question}: told {told}, z3 says {z3}", self.text));
            }
        }
        wrong
    }
}

/// Whether the two visits of a finding differ in a field; any finding where none is named.
fn about(problem: &Problem, field: &str) -> bool {
    let Some(witness) = &problem.witness else { return false };
    let value = |events: &[polc::diagnostics::WitnessEvent]| {
        let facts = events.last().map(|event| event.facts.iter());
        facts.into_iter().flatten().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    };
    field.is_empty() || value(&witness.events) != value(&witness.beside)
}

#[test]
fn z3_comes_to_the_same_answers() {
    if !installed() {
        println!("skipped: python3 has no module z3 (pip install z3-solver)");
        return;
    }
    let mut dice = Dice(7);
    let all: Vec<Rules> = (0..POLICIES).map(|_| rules(&mut dice)).collect();
    let answers = asked(&all);
    assert_eq!(answers.len(), POLICIES);
    let mut wrong = Vec::new();
    let (mut stopped, mut compared, mut unknown) = (0, 0, 0);
    for (rules, answers) in all.iter().zip(&answers) {
        let text = format!("引用 医保\n{}", rules.text("试"));
        let (map, compilation) = support::check_text("z3.pol", &text);
        let line = |problem: &Problem| {
            let place = problem.span().and_then(|span| map.locate(span));
            place.map_or(1, |(_, at)| at.line)
        };
        let found: Vec<(&Problem, String)> =
            compilation.problems.iter().map(|it| (it, called(&text, line(it)))).collect();
        if found.iter().any(|it| it.0.code == Code::UnseenVisits) {
            stopped += 1;
            continue;
        }
        compared += answers.len();
        unknown += answers.values().filter(|it| *it == "unknown").count();
        wrong.extend(Checked { text: &text, found }.differences(answers));
    }
    println!(
        "{POLICIES} policies ({stopped} not seen to the end), {compared} answers compared, \
         {unknown} unknown to z3"
    );
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n\n"));
    assert_eq!(stopped, 0, "of {POLICIES} not seen to the end");
    assert!(unknown * 20 <= compared, "{unknown} of {compared} unknown to z3");
}
