//! Scenarios of `.pol` files, run on the oracle.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use polc::diagnostics::Problems;
use polc::source::SourceMap;
use polc::syntax::ast::{
    Cell, Expectation, ExpectationKind, Expr, ExprKind, Fact, File, Item, PatternKind, Scenario,
    ScenarioEvent,
};
use polc::syntax::parse;

use super::timeline::{self, Came, Timeline};
use super::value::{Res, Trouble, parse_number, whole};
use super::{Facts, Outcome, fact_text};

/// Every `.pol` file under a folder, in a fixed order.
pub(crate) fn pol_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|_| panic!("no {folder:?}")) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "pol") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The tree of a text; a text that does not parse fails the test.
pub(crate) fn tree(name: &str, text: &str) -> File {
    let mut sources = SourceMap::new();
    let at = sources.add(name, text).unwrap();
    let mut problems = Problems::new();
    let file = parse(&sources.files()[at], &mut problems);
    assert!(problems.is_empty(), "{name} does not parse: {problems:#?}");
    file
}

/// The tree of a file.
pub(crate) fn tree_of(path: &Path) -> File {
    tree(&path.display().to_string(), &std::fs::read_to_string(path).unwrap())
}

/// The standard vocabulary.
pub(crate) fn standard() -> File {
    tree_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/resolve/standard.pol"))
}

/// The policies of a file, by name.
pub(crate) fn policies(file: &File) -> Vec<String> {
    let names = file.items.iter().filter_map(|item| match item {
        Item::Policy(policy) => Some(policy.name.node.clone()),
        _ => None,
    });
    names.collect()
}

/// The text of a fact: of a set, its words.
fn text_of(cell: &Cell) -> String {
    let words = cell.patterns.iter().map(|pattern| match &pattern.kind {
        PatternKind::Expr(Expr { kind: ExprKind::Literal(it), .. }) => fact_text(it),
        PatternKind::Expr(Expr { kind: ExprKind::Name(name), .. }) => name.clone(),
        other => panic!("no fact: {other:?}"),
    });
    words.collect::<Vec<_>>().join(",")
}

pub(crate) fn facts(of: &[Fact]) -> Facts {
    of.iter().map(|fact| (fact.name.node.clone(), text_of(&fact.value))).collect()
}

/// Runs one scenario and says what is wrong with it.
pub(crate) fn run(files: &[&File], scenario: &Scenario) -> Vec<String> {
    let mut timeline = Timeline::new(files, &scenario.policy.as_ref().unwrap().node).unwrap();
    let mut last: Option<Res<Came>> = None;
    let mut wrong = Vec::new();
    for event in &scenario.events {
        match event {
            ScenarioEvent::Event(event) => last = timeline.happens(event).or(last),
            ScenarioEvent::Expect(wanted) => {
                let referred = wanted.of.as_ref().map(|of| timeline.referred(of));
                let came = referred.as_ref().or(last.as_ref()).unwrap();
                for text in differences(wanted, came) {
                    wrong.push(format!("{}: {text}", scenario.title.node));
                }
            }
        }
    }
    wrong
}

fn differences(wanted: &Expectation, came: &Res<Came>) -> Vec<String> {
    match (&wanted.kind, came) {
        (ExpectationKind::Unused(_), _) => Vec::new(),
        // Not in force, or not for this person: the words are the engine's.
        (ExpectationKind::Refused(_), Err(Trouble::NotApplicable(_))) => Vec::new(),
        (ExpectationKind::Refused(text), _) => {
            let text = text.as_ref().map(|text| text.node.clone()).unwrap_or_default();
            if timeline::reason(came).is_some_and(|reason| reason.contains(&text)) {
                return Vec::new();
            }
            vec![format!("wanted 拒付 {text}, got {came:?}")]
        }
        (ExpectationKind::Amounts(amounts), Ok(Came::Amounts(outcome))) => {
            let mut wrong = Vec::new();
            for (name, text) in facts(amounts) {
                let wanted = parse_number(&text).unwrap() * whole(100);
                let got = amount(outcome, &name);
                if wanted != parse_number(&got.to_string()).unwrap() {
                    wrong.push(format!("{name}: wanted {wanted} 分, got {got}; {outcome:?}"));
                }
            }
            wrong
        }
        (ExpectationKind::Amounts(amounts), Ok(Came::Results(results))) => amounts
            .iter()
            .filter(|fact| {
                let came = results.get(&fact.name.node);
                !came.is_some_and(|came| timeline::same(fact, came))
            })
            .map(|fact| format!("{}: got {results:?}", fact.name.node))
            .collect(),
        (ExpectationKind::Amounts(_), Err(trouble)) => vec![format!("{trouble:?}")],
    }
}

/// What a name of `expect` speaks of: a payer, a bucket, a balance, all funds, or the person's part.
pub(crate) fn amount(outcome: &Outcome, name: &str) -> i128 {
    let of = |amounts: &BTreeMap<String, i128>, name: &str| amounts.get(name).copied();
    if let Some(account) = name.strip_suffix("余额") {
        return of(&outcome.balances, account).unwrap_or(0);
    }
    let funds = || -> i128 {
        let payers = outcome.payers.iter();
        let funds = payers.filter(|(name, _)| !name.ends_with("账户") && name.as_str() != "现金");
        funds.map(|(_, paid)| paid).sum()
    };
    match name {
        "个人负担" => return outcome.bill - funds(),
        "基金支付" => return funds(),
        _ => {}
    }
    let payer = of(&outcome.payers, name);
    payer.or_else(|| of(&outcome.buckets, name)).unwrap_or(0)
}
