//! Dates against brute force: clauses and policies with dates are generated, every day at which one
//! begins or ends is looked at for every visit, and what is found must be what the analysis says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "test code"
)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use polc::diagnostics::{Level, Problem};
use polc::pipeline::compile;
use polc::source::SourceMap;
use support::dice::Dice;

/// The days: 2025-01-01 and those after it. A stretch from the first, or to the last, has no date.
const DAYS: usize = 8;

fn date(day: usize) -> String {
    format!("2025-01-{:02}", day + 1)
}

/// `from <= day < until`.
#[derive(Clone, Copy, PartialEq)]
struct Dates(usize, usize);

impl Dates {
    fn some(dice: &mut Dice) -> Dates {
        let from = dice.below(DAYS - 1);
        Dates(from, from + 1 + dice.below(DAYS - from))
    }

    fn holds(self, day: usize) -> bool {
        (self.0..self.1).contains(&day)
    }

    fn text(self) -> String {
        let mut text = String::new();
        if self.0 > 0 {
            write!(text, " 自 {}", date(self.0)).unwrap();
        }
        if self.1 < DAYS {
            write!(text, " 至 {}", date(self.1)).unwrap();
        }
        text
    }
}

/// A visit: the day, and the flags 乙 and 丙.
type Point = (usize, bool, bool);

fn points() -> impl Iterator<Item = Point> {
    (0..DAYS).flat_map(|day| (0..4).map(move |flags| (day, flags & 1 == 1, flags & 2 == 2)))
}

/// No condition, `当 乙` or `当 非 乙`.
type When = Option<bool>;

fn when(dice: &mut Dice) -> When {
    [None, None, Some(true), Some(false)][dice.below(4)]
}

fn when_text(when: When) -> &'static str {
    match when {
        None => "",
        Some(true) => " 当 乙",
        Some(false) => " 当 非 乙",
    }
}

#[derive(Clone, Copy)]
struct Clause {
    when: When,
    dates: Dates,
}

impl Clause {
    fn some(dice: &mut Dice) -> Clause {
        Clause { when: when(dice), dates: Dates::some(dice) }
    }

    fn meets(self, point: &Point) -> bool {
        self.when.is_none_or(|yes| point.1 == yes)
    }

    fn holds(self, point: &Point) -> bool {
        self.meets(point) && self.dates.holds(point.0)
    }
}

/// A policy with dated gates on 丙, deductibles, ways to pay and increases.
struct Policy {
    gates: Vec<Dates>,
    deductibles: Vec<Clause>,
    pays: Vec<Clause>,
    uplifts: Vec<Clause>,
}

fn several(dice: &mut Dice, most: usize) -> Vec<Clause> {
    (0..dice.below(most + 1)).map(|_| Clause::some(dice)).collect()
}

/// Ways to pay: one after the other, or each with a condition.
fn pays(dice: &mut Dice) -> Vec<Clause> {
    if dice.below(6) == 0 {
        let mut all = vec![Clause::some(dice), Clause::some(dice), Clause::some(dice)];
        all.iter_mut().for_each(|each| each.when = Some(dice.below(2) == 0));
        return all;
    }
    let mut all = Vec::new();
    let mut from = dice.below(20) / 19;
    while from < DAYS {
        let until = if dice.below(3) == 0 { DAYS } else { from + 1 + dice.below(DAYS - from) };
        all.push(Clause { when: None, dates: Dates(from, until.min(DAYS)) });
        from = until + dice.below(24) / 22;
    }
    all
}

impl Policy {
    fn some(dice: &mut Dice) -> Policy {
        Policy {
            gates: (0..dice.below(3)).map(|_| Dates::some(dice)).collect(),
            deductibles: several(dice, 3),
            pays: pays(dice),
            uplifts: several(dice, 2),
        }
    }

    fn text(&self, name: &str) -> String {
        let mut text = format!("政策 {name} {{\n");
        for dates in &self.gates {
            writeln!(text, "    要求 丙 否则 “不付”{}", dates.text()).unwrap();
        }
        text.push_str("    待遇 一 {\n");
        for each in &self.deductibles {
            let (when, dates) = (when_text(each.when), each.dates.text());
            writeln!(text, "        起付线 10元 每次{when}{dates}").unwrap();
        }
        text.push_str("        基金 统筹基金 {\n");
        for each in &self.pays {
            let (when, dates) = (when_text(each.when), each.dates.text());
            writeln!(text, "            比例 50%{when}{dates}").unwrap();
        }
        for each in &self.uplifts {
            let (when, dates) = (when_text(each.when), each.dates.text());
            writeln!(text, "            提高 5pp{when}{dates}").unwrap();
        }
        text.push_str("        }\n    }\n    支付 { 现金 }\n}\n");
        text
    }

    /// The visits that no gate refuses.
    fn comes(&self, point: &Point) -> bool {
        self.gates.iter().all(|dates| !dates.holds(point.0) || point.2)
    }
}

type Said = BTreeMap<&'static str, usize>;

fn say(said: &mut Said, code: &'static str, count: usize) {
    if count > 0 {
        *said.entry(code).or_default() += count;
    }
}

/// How many clauses end before the one that takes their place begins, and how many after.
fn slips(
    policy: &Policy,
    all: &[Clause],
    come: &dyn Fn(&Point) -> bool,
    gates: bool,
) -> [usize; 2] {
    let comes = |point: &Point| policy.comes(point) && come(point);
    let ends_early = |(at, a): &(usize, &Clause)| {
        all.iter().enumerate().any(|(other, b)| {
            let gap = Dates(a.dates.1, b.dates.0);
            let near = gap.1 == gap.0 + 1 || (a.when == b.when && !gates);
            *at != other
                && gap.0 < gap.1
                && near
                && points().any(|point| {
                    let third = all.iter().enumerate().any(|(third, c)| {
                        third != *at && third != other && c.holds(&point) && !gates
                    });
                    let meets = a.meets(&point) && b.meets(&point);
                    comes(&point) && gap.holds(point.0) && meets && !third
                })
        })
    };
    let ends_late = |(at, a): &(usize, &Clause)| {
        all.iter().enumerate().any(|(other, b)| {
            let (a_dates, b_dates) = (a.dates, b.dates);
            let follows = a_dates.0 < b_dates.0
                && a_dates.1 < DAYS
                && (b_dates.1 > a_dates.1)
                && a.when == b.when
                && !gates;
            let shared = |point: Point| comes(&point) && a.holds(&point) && b.holds(&point);
            *at != other && follows && points().any(shared)
        })
    };
    [
        all.iter().enumerate().filter(ends_early).count(),
        all.iter().enumerate().filter(ends_late).count(),
    ]
}

/// Clauses beside each other, which visits come to them, and whether they are gates.
type Beside<'a> = (&'a [Clause], &'a dyn Fn(&Point) -> bool, bool);

fn by_hand(policy: &Policy) -> Said {
    let mut said = Said::new();
    let coming: Vec<Point> = points().filter(|point| policy.comes(point)).collect();
    let first = (0..DAYS).find(|day| !policy.pays.iter().any(|each| each.dates.holds(*day)));
    let without = first.map(|first| {
        let begins = policy.pays.iter().map(|each| each.dates.0).filter(|from| *from > first).min();
        Dates(first, begins.unwrap_or(DAYS))
    });
    let seen = without.is_some_and(|days| coming.iter().any(|point| days.holds(point.0)));
    say(&mut said, "conflicting-dates", usize::from(seen));
    // Told once for each way to pay, with those that begin later.
    let mut sorted = policy.pays.clone();
    sorted.sort_by_key(|each| each.dates.0);
    let twice = sorted.iter().enumerate().filter(|(at, a)| {
        sorted[at + 1..].iter().any(|b| coming.iter().any(|point| a.holds(point) && b.holds(point)))
    });
    say(&mut said, "duplicate-row", twice.count());
    if !said.is_empty() {
        return said;
    }
    let gates: Vec<Clause> =
        policy.gates.iter().map(|dates| Clause { when: None, dates: *dates }).collect();
    let pays = |point: &Point| policy.pays.iter().any(|each| each.holds(point));
    let all: [Beside<'_>; 3] = [
        (&gates, &|_| true, true),
        (&policy.deductibles, &|_| true, false),
        (&policy.uplifts, &pays, false),
    ];
    for (clauses, come, of_gates) in all {
        let [early, late] = slips(policy, clauses, come, of_gates);
        say(&mut said, "missing-days", early);
        say(&mut said, "overlapping-dates", late);
    }
    let [early, _] = slips(policy, &policy.pays, &|_| true, false);
    say(&mut said, "missing-days", early);
    said
}

const CODES: [&str; 4] =
    ["conflicting-dates", "duplicate-row", "missing-days", "overlapping-dates"];

fn check(text: &str) -> Vec<Problem> {
    let mut map = SourceMap::new();
    map.add("日期.pol", text.to_owned()).unwrap();
    compile(&map).problems.into_sorted()
}

fn by_analysis(problems: &[Problem], text: &str) -> Said {
    let mut said = Said::new();
    for problem in problems {
        assert_ne!(problem.level(), Level::Undecided, "{text}{}", problem.message.en);
        if let Some(code) = CODES.iter().find(|code| **code == problem.code.name()) {
            assert!(problem.witness.is_some(), "{text}no witness: {}", problem.message.en);
            say(&mut said, code, 1);
        }
    }
    said
}

const VOCABULARY: &str = "引用 医保\n字段 乙 : 是否 属于 就诊\n字段 丙 : 是否 属于 就诊\n";

#[test]
fn dated_clauses_say_what_looking_at_every_day_says() {
    let mut dice = Dice(20_261_122);
    let mut met = Said::new();
    for _ in 0..2_000 {
        let policy = Policy::some(&mut dice);
        let text = format!("{VOCABULARY}{}", policy.text("试"));
        let (hand, said) = (by_hand(&policy), by_analysis(&check(&text), &text));
        assert_eq!(hand, said, "{text}");
        hand.iter().for_each(|(code, count)| say(&mut met, code, *count));
    }
    for code in CODES {
        assert!(met.get(code).is_some_and(|count| *count >= 100), "few of {code}: {met:?}");
    }
}

/// For each policy that ends, whether someone it was for waits for the next without having another.
fn waiting(all: &[Clause]) -> usize {
    let waits = |(at, a): &(usize, &Clause)| {
        all.iter().enumerate().any(|(other, b)| {
            let days = Dates(a.dates.1, b.dates.0);
            *at != other
                && points().any(|point| {
                    let meets = a.meets(&point) && b.meets(&point);
                    days.holds(point.0) && meets && !all.iter().any(|each| each.holds(&point))
                })
        })
    };
    all.iter().enumerate().filter(waits).count()
}

#[test]
fn policies_of_a_city_say_what_looking_at_every_day_says() {
    let mut dice = Dice(4);
    let mut met = Said::new();
    for _ in 0..600 {
        let all: Vec<Clause> = (0..2 + dice.below(3)).map(|_| Clause::some(&mut dice)).collect();
        let mut text = VOCABULARY.to_owned();
        for (at, each) in all.iter().enumerate() {
            let applies = when_text(each.when).replace(" 当", "适用");
            let dates = each.dates.text();
            write!(text, "政策 试{at} {{\n    统筹区 某市\n    {applies}\n   {dates}\n    待遇 一 {{ 基金 统筹基金 {{ 比例 50% }} }}\n    支付 {{ 现金 }}\n}}\n").unwrap();
        }
        let mut hand = Said::new();
        say(&mut hand, "missing-days", waiting(&all));
        let pairs =
            all.iter().enumerate().flat_map(|(at, a)| all[at + 1..].iter().map(move |b| (a, b)));
        let both = pairs.filter(|(a, b)| points().any(|point| a.holds(&point) && b.holds(&point)));
        say(&mut hand, "overlapping-policies", both.count());
        let mut said = Said::new();
        for problem in check(&text) {
            assert_ne!(problem.level(), Level::Undecided, "{text}{}", problem.message.en);
            if ["missing-days", "overlapping-policies"].contains(&problem.code.name()) {
                assert!(problem.witness.is_some(), "{text}");
                say(&mut said, problem.code.name(), 1);
            }
        }
        assert_eq!(hand, said, "{text}");
        hand.iter().for_each(|(code, count)| say(&mut met, code, *count));
    }
    assert!(met.values().all(|count| *count >= 100) && met.len() == 2, "{met:?}");
}
