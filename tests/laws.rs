//! The laws of the language, each held by every shipped policy, by every shape and every reading,
//! over made-up visits of one person; `docs/language.md` lists them.
//!
//! The engine is held against the oracle, an evaluator on exact rationals that shares nothing with
//! it but the tree. Seeds are fixed: a run says the same everywhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod engine;
mod oracle;
mod shuffle;
mod visits;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use engine::{Engine, Settled, Stop, balances, programs, reloaded};
use oracle::scenario::{pol_files, policies, standard, tree};
use oracle::value::Trouble;
use oracle::{Amounts, Oracle, Outcome, Visit};
use polc::ledger::State;
use polc::settlement::StepNote;
use polc::syntax::ast::File;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use visits::Profile;

/// One policy, as the engine and the oracle have it.
struct Case {
    path: PathBuf,
    engine: Engine,
    /// Its own file first, then those that it may name.
    trees: Vec<Arc<File>>,
    text: String,
    profile: Profile,
}

impl Case {
    fn files(&self) -> Vec<&File> {
        self.trees.iter().map(|tree| &**tree).collect()
    }

    fn oracle(&self) -> Oracle<'_> {
        Oracle::new(&self.files(), self.name()).unwrap()
    }

    fn name(&self) -> &str {
        self.engine.policy()
    }
}

fn read(path: &Path) -> (String, String) {
    (path.display().to_string(), std::fs::read_to_string(path).unwrap())
}

/// The policies of every file under a folder, compiled together, with the shipped policies in view.
fn cases(folder: &str) -> Vec<Case> {
    let own = pol_files(folder);
    let shipped = pol_files("policies");
    let mut paths = own.clone();
    paths.extend(shipped.into_iter().filter(|it| !own.contains(it)));
    let texts: Vec<(String, String)> = paths.iter().map(|path| read(path)).collect();
    let engines = programs(&texts);
    let trees: Vec<Arc<File>> =
        texts.iter().map(|(name, text)| Arc::new(tree(name, text))).collect();
    let standard = Arc::new(standard());
    let mut cases = Vec::new();
    for (at, path) in own.iter().enumerate() {
        for name in policies(&trees[at]) {
            let engine = engines.iter().find(|it| it.policy() == name);
            let engine = engine.unwrap_or_else(|| panic!("{name} of {path:?} does not compile"));
            let mut view = vec![Arc::clone(&trees[at])];
            view.extend(trees.iter().filter(|it| !Arc::ptr_eq(it, &trees[at])).cloned());
            view.push(Arc::clone(&standard));
            let files: Vec<&File> = view.iter().map(|tree| &**tree).collect();
            let profile = Profile::of(&files, &Oracle::new(&files, &name).unwrap());
            let (engine, text) = (engine.clone(), texts[at].1.clone());
            cases.push(Case { path: path.clone(), engine, trees: view, text, profile });
        }
    }
    cases
}

static POLICIES: LazyLock<Vec<Case>> = LazyLock::new(|| cases("policies"));
static SHAPES: LazyLock<Vec<Case>> = LazyLock::new(|| cases("tests/shapes"));
static READINGS: LazyLock<Vec<Case>> = LazyLock::new(|| cases("tests/cases"));

/// A runner with a fixed seed that gives up nothing to chance.
fn runner(count: u32) -> TestRunner {
    let config = Config {
        cases: count,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Runs one law on one policy; what fails is told with the smallest visits that show it.
fn holds(
    case: &Case,
    count: u32,
    most: usize,
    law: impl Fn(&[Visit]) -> Result<(), String>,
) -> Option<String> {
    let outcome = runner(count)
        .run(&case.profile.visits(most), |visits| law(&visits).map_err(TestCaseError::fail));
    match outcome {
        Ok(()) => None,
        Err(TestError::Fail(why, visits)) => {
            Some(format!("{} ({:?}): {why}\n{}", case.name(), case.path, tell(&visits)))
        }
        Err(TestError::Abort(why)) => Some(format!("{}: {why}", case.name())),
    }
}

fn tell(visits: &[Visit]) -> String {
    let lines = visits.iter().map(|it| format!("    {} {:?} {:?}", it.day, it.facts, it.lines));
    lines.collect::<Vec<_>>().join("\n")
}

fn expect_none(failures: Vec<String>) {
    assert!(failures.is_empty(), "{} fail:\n{}", failures.len(), failures.join("\n\n"));
}

/// Laws 1, 2, 3, 4, 7 and 8, visit by visit.
fn settles_by_the_laws(case: &Case, visits: &[Visit]) -> Result<(), String> {
    let oracle = case.oracle();
    let mut state = State::default();
    let mut past = oracle::State::default();
    for (at, visit) in visits.iter().enumerate() {
        let told = |what: &str| format!("visit {at}: {what}");
        let before = state.clone();
        let wanted = oracle.settle(visit, &mut past);
        let mut again = reloaded(&case.engine, &before);
        let got = case.engine.settle(visit, &mut state);
        let repeated = case.engine.settle(visit, &mut again);
        match (&got, &repeated) {
            // The texts of the last visit stand for all: they cost more than the settling.
            (Ok(one), Ok(two))
                if one.settlement != two.settlement
                    || state != again
                    || (at + 1 == visits.len() && one.text() != two.text()) =>
            {
                return Err(told("twice the same visit, two settlements"));
            }
            _ => {}
        }
        match (wanted, got) {
            (Ok(wanted), Ok(got)) => {
                same_amounts(&wanted, &got.outcome).map_err(|it| told(&it))?;
                same_balances(&wanted, &balances(&state)).map_err(|it| told(&it))?;
                conserved(&got.outcome).map_err(|it| told(&it))?;
                bounded(&got).map_err(|it| told(&it))?;
                explained(&case.engine, &got).map_err(|it| told(&it))?;
            }
            (Err(Trouble::NotApplicable(_)), Err(Stop::NotApplicable))
            | (
                Err(Trouble::Missing(_) | Trouble::Unset(_) | Trouble::NoAnswer(_)),
                Err(Stop::Problems(_)),
            ) => {}
            (Err(trouble), Err(stop)) => {
                return Err(told(&format!("oracle {trouble:?}, engine {stop:?}")));
            }
            (Ok(wanted), Err(stop)) => {
                return Err(told(&format!("engine {stop:?}, oracle {wanted:?}")));
            }
            (Err(trouble), Ok(got)) => {
                return Err(told(&format!("oracle {trouble:?}, engine {:?}", got.outcome)));
            }
        }
    }
    Ok(())
}

/// Law 3: to the 分, what exact arithmetic gives.
fn same_amounts(wanted: &Outcome, got: &Outcome) -> Result<(), String> {
    let refused = |it: &Outcome| it.refused.is_some();
    if refused(wanted) != refused(got)
        || wanted.buckets != got.buckets
        || wanted.payers != got.payers
        || wanted.bill != got.bill
    {
        return Err(format!("\n    oracle {wanted:?}\n    engine {got:?}"));
    }
    Ok(())
}

fn same_balances(wanted: &Outcome, got: &Amounts) -> Result<(), String> {
    for (name, balance) in got {
        let oracle = wanted.balances.get(name).copied().unwrap_or(0);
        if oracle != *balance {
            return Err(format!("balance of {name}: oracle {oracle}, engine {balance}"));
        }
    }
    Ok(())
}

/// Law 1: the buckets are the bill, and so are the payers.
fn conserved(got: &Outcome) -> Result<(), String> {
    let (buckets, payers): (i128, i128) = (got.buckets.values().sum(), got.payers.values().sum());
    if buckets != got.bill || payers != got.bill {
        return Err(format!("bill {}, buckets {buckets}, payers {payers}", got.bill));
    }
    Ok(())
}

/// Law 2: nothing below zero, no fund above its base, no total above its cap.
fn bounded(got: &Settled) -> Result<(), String> {
    let amounts = got.outcome.buckets.iter().chain(&got.outcome.payers);
    for (name, amount) in amounts {
        if *amount < 0 {
            return Err(format!("{name} is {amount}"));
        }
    }
    for share in &got.settlement.payers {
        if share.balance.is_some_and(polc::value::Exact::is_negative) {
            return Err(format!("{:?} below zero", share.payer));
        }
    }
    for step in &got.settlement.steps {
        if let StepNote::Fund(note) = &step.note {
            let above = note.paid.sub(step.base).unwrap();
            // The base is exact, the payment whole 分: of a base of 4.995 a fund may pay 5.00.
            if note.paid.is_negative()
                || above.compare(polc::value::Exact::ONE) != Ok(std::cmp::Ordering::Less)
            {
                return Err(format!("a fund pays {:?} of {:?}", note.paid, step.base));
            }
        }
    }
    for total in &got.settlement.totals {
        let Some((limit, false)) = total.limit else { continue };
        let most = limit.max(total.before).unwrap();
        if total.after.compare(most).unwrap().is_gt() {
            return Err(format!("a total of {:?} above its cap {limit:?}", total.after));
        }
    }
    Ok(())
}

/// Law 8: the steps that are told are the computation: each leaves open what was open less what
/// it moved, and what they moved re-adds to the buckets.
fn explained(engine: &Engine, got: &Settled) -> Result<(), String> {
    let settlement = &got.settlement;
    if settlement.refusal.is_some() {
        return Ok(());
    }
    let mut added = Amounts::new();
    let bill = &settlement.bill;
    let split = [
        ("全自费", bill.out_of_catalogue),
        ("超限价", bill.over_price_limit),
        ("先行自付", bill.self_pay),
    ];
    for (name, amount) in split {
        *added.entry(name.to_owned()).or_default() += engine::fen(amount);
    }
    let mut open = engine::fen(bill.scope);
    for (at, step) in settlement.steps.iter().enumerate() {
        for (bucket, amount) in &step.moved {
            let amount = engine::fen(*amount);
            *added.entry(engine.bucket(*bucket)).or_default() += amount;
            open -= amount;
        }
        if engine::fen(step.open_after) != open {
            return Err(format!("step {at}: open {:?}, re-added {open}", step.open_after));
        }
    }
    *added.entry("超封顶线".to_owned()).or_default() += open;
    added.retain(|_, amount| *amount != 0);
    if added != got.outcome.buckets {
        return Err(format!("steps {added:?}, buckets {:?}", got.outcome.buckets));
    }
    Ok(())
}

#[test]
fn shipped_policies_settle_by_the_laws() {
    let law = |case: &Case| holds(case, 100, 8, |visits| settles_by_the_laws(case, visits));
    expect_none(POLICIES.iter().filter_map(law).collect());
}

#[test]
fn shapes_settle_by_the_laws() {
    let law = |case: &Case| holds(case, 25, 6, |visits| settles_by_the_laws(case, visits));
    expect_none(SHAPES.iter().filter_map(law).collect());
}

#[test]
fn readings_settle_by_the_laws() {
    let law = |case: &Case| holds(case, 25, 6, |visits| settles_by_the_laws(case, visits));
    expect_none(READINGS.iter().filter_map(law).collect());
}

/// Law 9: where there is no order, reordering changes nothing.
fn same_in_any_order(case: &Case, others: &[Engine], visits: &[Visit]) -> Result<(), String> {
    for other in others {
        let (mut one, mut two) = (State::default(), State::default());
        for (at, visit) in visits.iter().enumerate() {
            let first = case.engine.settle(visit, &mut one).map(|it| it.outcome);
            let second = other.settle_reversed(visit, &mut two).map(|it| it.outcome);
            match (first, second) {
                (Ok(first), Ok(second)) if first == second => {}
                (Err(_), Err(_)) => {}
                (first, second) => {
                    return Err(format!("visit {at}:\n    {first:?}\n    reordered {second:?}"));
                }
            }
        }
    }
    Ok(())
}

#[test]
fn order_on_the_page_means_nothing_where_there_is_no_order() {
    let mut failures = Vec::new();
    for cases in [&POLICIES, &SHAPES] {
        for case in cases.iter() {
            let mut others = Vec::new();
            for seed in 1..=2 {
                let name = case.path.display().to_string();
                let text = shuffle::shuffled(&name, &case.text, seed);
                let compiled = programs(&[(name, text.clone())]);
                match compiled.into_iter().find(|it| it.policy() == case.name()) {
                    Some(engine) => others.push(engine),
                    None => failures.push(format!(
                        "{} does not compile in another order:\n{}",
                        case.name(),
                        text
                    )),
                }
            }
            let law = |visits: &[Visit]| same_in_any_order(case, &others, visits);
            failures.extend(holds(case, 12, 5, law));
        }
    }
    expect_none(failures);
}

/// Law 5: a bill in two parts on one day pays what the whole bill pays, but for the rounding of
/// one payment more; for policies that keep no other state than bands.
fn splits(case: &Case, visits: &[Visit]) -> Result<(), String> {
    let mut visit = visits[0].clone();
    if !visit.lines.is_empty() {
        return Ok(());
    }
    for name in ["全自费", "超限价", "先行自付"] {
        visit.facts.remove(name);
    }
    let bill = visits::fen(&visit.facts["费用"]);
    let part = bill * 3 / 7;
    let paid = |bills: &[i64]| -> Option<i128> {
        let mut state = State::default();
        let mut sum = 0;
        for bill in bills {
            visit.facts.get("费用")?;
            let mut one = visit.clone();
            one.facts.insert("费用".into(), visits::yuan(*bill));
            let outcome = case.engine.settle(&one, &mut state).ok()?.outcome;
            let is_fund = |name: &str| !name.ends_with("账户") && name != "现金";
            let funds = outcome.payers.iter().filter(|(name, _)| is_fund(name));
            sum += funds.map(|(_, amount)| amount).sum::<i128>();
        }
        Some(sum)
    };
    match (paid(&[bill]), paid(&[part, bill - part])) {
        (Some(whole), Some(split)) if (whole - split).abs() > 1 => {
            Err(format!("whole {whole}, in two parts {split}"))
        }
        _ => Ok(()),
    }
}

#[test]
fn a_bill_in_two_parts_pays_what_the_whole_bill_pays() {
    let mut failures = Vec::new();
    let mut count = 0;
    for cases in [&POLICIES, &SHAPES, &READINGS] {
        for case in cases.iter() {
            if shuffle::keeps_only_bands(&case.files(), case.name()) {
                count += 1;
                failures.extend(holds(case, 60, 1, |visits| splits(case, visits)));
            }
        }
    }
    assert!(count >= 3, "only {count} policies with bands");
    expect_none(failures);
}
