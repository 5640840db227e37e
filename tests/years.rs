//! The laws of a ledger over made-up years: hundreds of events of one person under several policies,
//! with money that comes, accounts that relatives share, and refunds in the middle.
//!
//! Law 5: splitting a bill changes the yearly total by no more than its roundings. Law 6: the refund
//! of the last visit restores the state exactly; that of an earlier one equals never having had it.
//! Law 7: totals go on through changes of rule and status, and start anew with their year.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod oracle;
mod visits;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use oracle::scenario::{pol_files, standard, tree};
use oracle::{Oracle, Visit};
use polc::ledger::{Came, Ledger, State, StateFile, from_json, to_json};
use polc::pipeline::compile;
use polc::posting::{Posted, What, post, replay};
use polc::program::Program;
use polc::rule::{Bucket, EventKind};
use polc::source::SourceMap;
use polc::syntax::ast::File;
use polc::value::Exact;
use polc::visit::{RawEvent, RawFact, RawReference, RawValue};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use visits::Profile;

/// A policy of one's own for what the shipped ones do not show together: an account that carries
/// over, one that relatives share, rules that change in the middle of a year.
const OWN: &str = r#"
use 医保
account 钱包 pays 起付线 + 按比例自付 + 超封顶线 default 0元 carries to 旧钱包 on 01-01
account 旧钱包 pays 起付线 + 按比例自付 + 超封顶线 default 0元

policy 年年 {
    city 年年
    from 2024-01-01
    benefit 门诊 {
        deductible 300元 per year until 2025-07-01
        deductible 400元 per year from 2025-07-01
        fund 基金 {
            ratio by band of cost per year {
                band        | 在职 | 退休
                0 .. 2000元  | 60%  | 70%
                2000元 ..    | 50%  | 65%
            }
            cap 3000元 per year
        }
    }
    refund { require not 转诊 else "转诊的不退" }
    family 共济账户 {
        require 当前给付人数 < 3 else "给付人太多"
        require 累计共济人数 < 5 or 曾经共济 else "太多"
    }
    settle { 钱包; 旧钱包; 共济账户; 现金 }
}
"#;

/// What can be asked of some policies of different cities.
struct World {
    programs: Vec<Arc<Program>>,
    profiles: Vec<(String, Profile)>,
}

fn read(path: &Path) -> (String, String) {
    (path.display().to_string(), std::fs::read_to_string(path).unwrap())
}

/// The policies of these cities, and the one above.
fn world(cities: &[&str]) -> World {
    let mut texts: Vec<(String, String)> = pol_files("policies")
        .iter()
        .filter(|path| cities.iter().any(|city| path.display().to_string().contains(city)))
        .map(|path| read(path))
        .collect();
    texts.push(("own.pol".to_owned(), OWN.to_owned()));
    let mut sources = SourceMap::new();
    for (name, text) in &texts {
        sources.add(name.clone(), text.clone()).unwrap();
    }
    let compilation = compile(&sources);
    assert!(!compilation.problems.has_errors(), "{:?}", compilation.problems);
    let programs: Vec<_> =
        compilation.programs.into_iter().filter(|program| !program.head.calc).collect();
    let mut trees: Vec<File> = texts.iter().map(|(name, text)| tree(name, text)).collect();
    trees.push(standard());
    let profiles = programs
        .iter()
        .filter(|program| program.head.name != "年年")
        .map(|program| {
            let name = &program.head.name;
            let at = texts.iter().position(|(_, text)| text.contains(name.as_str())).unwrap();
            let mut view = vec![&trees[at]];
            view.extend(trees.iter().enumerate().filter(|(it, _)| *it != at).map(|(_, it)| it));
            let profile = Profile::of(&view, &Oracle::new(&view, name).unwrap());
            (program.head.city.clone().unwrap(), profile)
        })
        .collect();
    World { programs, profiles }
}

fn fact(name: &str, value: &str) -> RawFact {
    let value = if name.starts_with("备案病种") {
        let words = value.split(',').filter(|word| !word.is_empty());
        RawValue::List(words.map(|word| RawValue::Text(word.to_owned())).collect())
    } else {
        RawValue::Text(value.to_owned())
    };
    RawFact { name: name.to_owned(), value, place: name.to_owned(), span: None, name_span: None }
}

fn event(kind: EventKind, day: NaiveDate, facts: &[(&str, &str)]) -> RawEvent {
    RawEvent {
        date: Some(fact("日期", &day.to_string())),
        facts: facts.iter().map(|(name, value)| fact(name, value)).collect(),
        ..RawEvent::new(kind)
    }
}

fn visit(visit: &Visit, city: &str, accounts: &[String], label: usize) -> RawEvent {
    let facts = visit.facts.iter().filter(|(name, _)| !accounts.contains(name));
    let mut facts: Vec<RawFact> = facts.map(|(name, value)| fact(name, value)).collect();
    facts.push(fact("统筹区", city));
    let line = |line: &oracle::Facts| line.iter().map(|(name, it)| fact(name, it)).collect();
    RawEvent {
        date: Some(fact("日期", &visit.day.to_string())),
        label: Some(format!("第{label}次")),
        facts,
        lines: visit.lines.iter().map(line).collect(),
        ..RawEvent::new(EventKind::Visit)
    }
}

fn refund(day: NaiveDate, label: &str) -> RawEvent {
    let of = Some(RawReference { words: label.to_owned(), span: None });
    RawEvent { of, ..event(EventKind::Refund, day, &[]) }
}

fn runner(seed: u8) -> TestRunner {
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

fn draw<T: std::fmt::Debug>(runner: &mut TestRunner, strategy: &BoxedStrategy<T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// Two years of events, in the order of their days.
fn years(world: &World, seed: u8) -> Vec<RawEvent> {
    let mut runner = runner(seed);
    let accounts: Vec<String> = world
        .programs
        .iter()
        .flat_map(|program| &program.vocabulary.accounts)
        .map(|account| account.name.clone())
        .collect();
    let mut visits: Vec<(String, Visit)> = Vec::new();
    for (city, profile) in &world.profiles {
        for visit in draw(&mut runner, &profile.visits(60)) {
            visits.push((city.clone(), visit));
        }
    }
    let own = (0..730_u64, 0_i64..200_000, any::<bool>(), 0_u8..10).boxed();
    for _ in 0..60 {
        let (day, fen, retired, refer) = draw(&mut runner, &own);
        let day = NaiveDate::from_ymd_opt(2024, 7, 1).unwrap() + chrono::Days::new(day);
        let class = if retired { "退休" } else { "在职" };
        let referred = if refer == 0 { "是" } else { "否" };
        let facts =
            [("费用", visits::yuan(fen)), ("人员类别", class.into()), ("转诊", referred.into())];
        let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        visits.push(("年年".to_owned(), Visit { day, facts, lines: Vec::new() }));
    }
    visits.sort_by_key(|(_, visit)| visit.day);
    // Every year begins with money, so that no account is known from nowhere.
    let first = visits[0].1.day;
    let mut events = vec![event(
        EventKind::Credit,
        first,
        &[("钱包", "500元"), ("个人账户", "800元"), ("旧钱包", "0元")],
    )];
    let deed = (0_u8..20, any::<prop::sample::Index>(), 1_i64..30_000).boxed();
    for (number, (city, one)) in visits.iter().enumerate() {
        events.push(visit(one, city, &accounts, number));
        let (what, which, fen) = draw(&mut runner, &deed);
        let sum = visits::yuan(fen);
        let name = ["父", "母", "兄", "妹"][which.index(4)];
        let city = ("统筹区", "年年");
        events.extend(match what {
            0..=2 => Some(refund(one.day, &format!("第{}次", which.index(number + 1)))),
            3 => Some(event(EventKind::Credit, one.day, &[("钱包", &sum)])),
            4 => Some(event(EventKind::Credit, one.day, &[("个人账户", &sum)])),
            5 => Some(event(EventKind::Credit, one.day, &[("给付人", name), ("共济账户", &sum)])),
            6 | 7 => {
                Some(event(EventKind::Bind, one.day, &[("给付人", name), ("关系", "父母"), city]))
            }
            8 => Some(event(EventKind::Unbind, one.day, &[("给付人", name)])),
            _ => None,
        });
    }
    events
}

/// Posts what can be posted; what cannot is left out.
fn run(world: &World, events: &[RawEvent]) -> (Ledger, Vec<RawEvent>, Vec<Posted>) {
    let mut ledger = Ledger::default();
    let (mut accepted, mut posted) = (Vec::new(), Vec::new());
    for event in events {
        let before = ledger.clone();
        match post(&mut ledger, event, &world.programs) {
            Ok(one) => {
                accepted.push(event.clone());
                posted.push(one);
            }
            Err(_) => assert_eq!(ledger, before, "an event that fails leaves its traces"),
        }
    }
    assert!(ledger.adds_up(), "the state is not what its entries add up to");
    (ledger, accepted, posted)
}

/// A state without the day of its last event, which a refund moves like any event.
fn undated(state: &State) -> State {
    State { last: None, ..state.clone() }
}

const CITIES: [&[&str]; 4] =
    [&["襄阳", "合肥"], &["衡阳", "北京"], &["深圳", "鞍山"], &["盱眙", "衡阳", "合肥"]];

fn over_years(law: impl Fn(&World, &[RawEvent])) {
    for (at, cities) in CITIES.iter().enumerate() {
        let world = world(cities);
        for seed in 0..3_u8 {
            law(&world, &years(&world, seed * 16 + u8::try_from(at).unwrap()));
        }
    }
}

#[test]
fn years_are_long_and_full_of_everything() {
    let mut count: BTreeMap<EventKind, usize> = BTreeMap::new();
    let (mut changed, mut carried, mut refused, mut shared) = (0, 0, 0, 0);
    over_years(|_, events| assert!(events.len() > 100));
    let world = world(CITIES[0]);
    for seed in 0..4 {
        let (_, _, posted) = run(&world, &years(&world, seed));
        for one in posted {
            *count.entry(one.event.kind).or_default() += 1;
            carried += one.carried.len();
            refused += usize::from(one.what.refusal().is_some());
            match &one.what {
                What::Refund(refund) => changed += refund.later.len(),
                What::Visit(visit) => {
                    let givers = visit.settlement.payers.iter().flat_map(|it| &it.givers);
                    shared +=
                        givers.filter(|it| it.giver.is_some() && it.paid.is_positive()).count();
                }
                _ => {}
            }
        }
    }
    let least = [
        (EventKind::Visit, 200),
        (EventKind::Refund, 20),
        (EventKind::Credit, 20),
        (EventKind::Bind, 10),
        (EventKind::Unbind, 3),
    ];
    for (kind, least) in least {
        assert!(count.get(&kind).copied().unwrap_or(0) >= least, "{count:?}");
    }
    assert!(
        changed > 10 && carried >= 2 && refused > 2 && shared > 5,
        "{changed} {carried} {refused} {shared}"
    );
}

#[test]
fn a_refund_of_the_last_visit_restores_the_state_exactly() {
    over_years(|world, events| {
        let mut ledger = Ledger::default();
        let mut count = 0;
        for event in events {
            let before = ledger.clone();
            let Ok(posted) = post(&mut ledger, event, &world.programs) else { continue };
            let What::Visit(_) = posted.what else { continue };
            let day = posted.date.unwrap();
            let mut undone = ledger.clone();
            let label = event.label.clone().unwrap();
            let back = post(&mut undone, &refund(day, &label), &world.programs).unwrap();
            let What::Refund(refund) = &back.what else { panic!("not a refund") };
            if refund.passage.refusal.is_some() {
                assert_eq!(undated(undone.state()), undated(ledger.state()));
                continue;
            }
            // A year may have turned before the visit; that stays.
            let turned = posted.carried.is_empty();
            if turned {
                assert_eq!(undated(undone.state()), undated(before.state()));
            }
            let mut inverse = ledger.state().clone();
            let entry = ledger.entries().last().unwrap();
            inverse.apply(&entry.delta.inverse().unwrap()).unwrap();
            assert_eq!(undated(&inverse), undated(undone.state()));
            count += 1;
        }
        assert!(count > 40, "only {count} refunds");
    });
}

#[test]
fn a_refund_of_an_earlier_visit_equals_never_having_had_it() {
    over_years(|world, events| {
        let (ledger, accepted, posted) = run(world, events);
        let gone: Vec<String> = posted
            .iter()
            .filter_map(|one| match &one.what {
                What::Refund(refund) if refund.passage.refusal.is_none() => refund.of.label.clone(),
                _ => None,
            })
            .collect();
        assert!(gone.len() >= 3, "only {} refunds", gone.len());
        let never: Vec<&RawEvent> = accepted
            .iter()
            .filter(|event| event.kind != EventKind::Refund)
            .filter(|event| event.label.as_ref().is_none_or(|label| !gone.contains(label)))
            .collect();
        let without = replay(never, &world.programs).unwrap();
        assert_eq!(undated(ledger.state()), undated(without.state()));
        // What the ledger says of every visit is what it says in the other.
        let bills = |ledger: &Ledger| -> Vec<Came> {
            let settled = ledger.entries().iter().map(|entry| entry.came.clone());
            settled.filter(|came| matches!(came, Came::Settled(_))).collect()
        };
        assert_eq!(bills(&ledger), bills(&without));
    });
}

#[test]
fn replay_from_nothing_equals_what_was_posted_one_by_one_with_files_between() {
    over_years(|world, events| {
        let (ledger, accepted, _) = run(world, events);
        assert_eq!(replay(&accepted, &world.programs).unwrap(), ledger);
        // Saved and loaded now and then, as by one run a day.
        let mut kept = Ledger::default();
        for (at, event) in accepted.iter().enumerate() {
            post(&mut kept, event, &world.programs).unwrap();
            if at % 37 == 0 {
                let file = StateFile { ledger: kept, ..StateFile::default() };
                let text = to_json(&file);
                kept = from_json(&text).unwrap().ledger;
                assert_eq!(*kept.state(), *file.ledger.state());
                let again = to_json(&StateFile { ledger: kept.clone(), ..StateFile::default() });
                assert_eq!(again, text);
            }
        }
        assert_eq!(kept.state(), ledger.state());
        let cames = |ledger: &Ledger| -> Vec<Came> {
            ledger.entries().iter().map(|entry| entry.came.clone()).collect()
        };
        assert_eq!(cames(&kept), cames(&ledger));
    });
}

#[test]
fn no_account_goes_below_zero_and_no_money_is_lost_on_the_way() {
    over_years(|world, events| {
        let (_, _, posted) = run(world, events);
        let sum = |state: &State| -> Exact {
            let all = state.balances.values().chain(state.shared.values());
            all.fold(Exact::ZERO, |sum, part| sum.add(*part).unwrap())
        };
        for one in &posted {
            let balances = one.after.balances.values().chain(one.after.shared.values());
            assert!(balances.into_iter().all(|it| !it.is_negative()), "{:?}", one.after);
            let by = sum(&one.after).sub(sum(&one.before)).unwrap();
            if let What::Visit(visit) = &one.what {
                let accounts =
                    visit.settlement.payers.iter().filter(|share| share.balance.is_some());
                let paid = accounts.fold(Exact::ZERO, |sum, it| sum.add(it.total).unwrap());
                assert_eq!(by, paid.neg().unwrap(), "accounts moved by other than what they paid");
            }
        }
    });
}

/// Law 7: what a year's total holds is the sum of what its visits added, whatever rule, tier or
/// status changed meanwhile; a new year starts anew.
#[test]
fn totals_go_on_through_changes_and_start_anew_with_their_year() {
    over_years(|world, events| {
        let (ledger, _, posted) = run(world, events);
        let mut last: BTreeMap<usize, (String, i32, Exact)> = BTreeMap::new();
        let mut gone = Vec::new();
        let mut take = |visit: &polc::posting::Visit| {
            let part = visit.settlement.buckets.iter();
            let taken = part
                .filter(|(bucket, _)| *bucket == Bucket::Deductible)
                .fold(Exact::ZERO, |sum, (_, part)| sum.add(*part).unwrap());
            let year = chrono::Datelike::year(&visit.settlement.date);
            last.insert(visit.number, (visit.program.head.name.clone(), year, taken));
        };
        for one in &posted {
            match &one.what {
                What::Visit(visit) => take(visit),
                What::Refund(refund) if refund.passage.refusal.is_none() => {
                    gone.push(refund.of.number);
                    refund.later.iter().for_each(|later| take(&later.visit));
                }
                _ => {}
            }
        }
        for year in [2024, 2025, 2026] {
            let of_year = last.iter().filter(|(number, (name, of, _))| {
                !gone.contains(number) && name == "年年" && *of == year
            });
            let wanted = of_year.fold(Exact::ZERO, |sum, (_, (_, _, it))| sum.add(*it).unwrap());
            let kept = ledger.state().totals.iter().filter(|(key, _)| {
                key.identity.starts_with("年年/门诊/起付线")
                    && key.period == polc::value::PeriodKey::Year(year)
            });
            let kept = kept.fold(Exact::ZERO, |sum, (_, it)| sum.add(*it).unwrap());
            assert_eq!(kept, wanted, "deductibles of {year}");
        }
    });
}

/// Law 5 over a year: the bills of one policy, each in two parts, come to the same but for the
/// rounding of one payment more a visit.
#[test]
fn bills_in_two_parts_come_to_the_same_over_a_year() {
    let world = world(&[]);
    for seed in 0..6 {
        let events = years(&world, seed);
        let visits = || events.iter().filter(|event| event.kind == EventKind::Visit);
        let half = |event: &RawEvent, second: bool| {
            let mut event = event.clone();
            event.label = None;
            for fact in &mut event.facts {
                if fact.name == "费用"
                    && let RawValue::Text(yuan) = &fact.value
                {
                    let fen = visits::fen(yuan);
                    let part = if second { fen - fen / 3 } else { fen / 3 };
                    fact.value = RawValue::Text(visits::yuan(part));
                }
            }
            event
        };
        let whole = replay(visits(), &world.programs).unwrap();
        let halves: Vec<RawEvent> =
            visits().flat_map(|event| [half(event, false), half(event, true)]).collect();
        let split = replay(&halves, &world.programs).unwrap();
        let funds = |ledger: &Ledger| {
            let bills = ledger.entries().iter().filter_map(|entry| match &entry.came {
                Came::Settled(bill) => Some(bill),
                _ => None,
            });
            let parts = bills.flat_map(|bill| &bill.parts).filter(|(name, _)| name == "基金");
            parts.fold(Exact::ZERO, |sum, (_, part)| sum.add(*part).unwrap())
        };
        let by = funds(&whole).sub(funds(&split)).unwrap();
        let most = Exact::whole(i64::try_from(visits().count()).unwrap());
        let within =
            by.compare(most).unwrap().is_le() && by.neg().unwrap().compare(most).unwrap().is_le();
        assert!(within, "split by {by:?}");
    }
}
