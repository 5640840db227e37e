//! The proofs against brute force: small policies are generated, their visits are settled one by one
//! by the interpreter over a grid of bills, fields and states, and what is seen must be what was said,
//! both ways.

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

use std::collections::{BTreeMap, BTreeSet};

use polc::diagnostics::{Code, Level, Problem, WitnessEvent};
use polc::interpret::settle;
use polc::ledger::State;
use polc::program::Program;
use polc::rule::{Bucket, Change, ClauseId};
use polc::settlement::{FigureNote, FundNote, Settlement, StepNote};
use polc::source::Span;
use polc::value::Exact;
use polc::visit::{Facts, RawFact, RawValue, RawVisit, read};
use support::dice::Dice;
use support::money::{LEVELS, PEOPLE, Rules, rules};

/// What rounding may explain of a difference of two visits, in 分.
const ROUNDING: i128 = 8;
/// How many states are looked at, about.
const MOST_STATES: usize = 6;
/// What is no cliff, in 分.
const SMALL: i128 = 100;

type Outcome = Result<i128, Code>;

fn fact(name: &str, value: String) -> RawFact {
    RawFact {
        name: name.to_owned(),
        value: RawValue::Text(value),
        place: name.to_owned(),
        span: None,
        name_span: None,
    }
}

fn visit(program: &Program, facts: Vec<RawFact>) -> Facts {
    let raw = RawVisit { facts, lines: Vec::new(), place: String::new() };
    read(&raw, &program.vocabulary).unwrap()
}

fn facts(program: &Program, level: usize, person: usize, bill: i64) -> Facts {
    visit(
        program,
        vec![
            fact("日期", "2025-01-01".to_owned()),
            fact("医疗类别", "普通门诊".to_owned()),
            fact("级别", LEVELS[level].to_owned()),
            fact("人员类别", PEOPLE[person].to_owned()),
            fact("费用", format!("{}.{:02}元", bill / 100, bill % 100)),
        ],
    )
}

fn funds(settlement: &Settlement) -> i128 {
    let paid = settlement.buckets.iter().filter(|(bucket, _)| matches!(bucket, Bucket::Fund(_)));
    paid.map(|(_, amount)| amount.numerator()).sum()
}

/// The bills at which something may happen, in 分: about each figure, what it takes to reach each cap,
/// and some more.
fn bills(rules: &Rules) -> Vec<i64> {
    let mut points: BTreeSet<i64> = [1, 9_999, 33_333, 100_000, 1_000_000].into();
    let mut starts: BTreeSet<i64> = [0].into();
    let mut figures: BTreeSet<i64> = BTreeSet::new();
    for figure in rules.deductible.iter().flat_map(|it| it.amount.by.iter().flatten()) {
        starts.insert(figure * 100);
    }
    for fund in &rules.funds {
        for cap in fund.visit_cap.into_iter().chain(fund.year_cap) {
            for ratio in fund.ratio.by.iter().flatten() {
                figures.insert(cap * 10_000 / ratio);
            }
            figures.insert(cap * 100);
        }
        figures.extend(fund.above.iter().map(|above| above.bill * 100));
    }
    for start in &starts {
        points.insert(*start);
        points.extend(figures.iter().map(|figure| start + figure));
    }
    points.extend(figures.iter().map(|figure| figure * 2));
    points.iter().flat_map(|at| [at - 1, *at, at + 1]).filter(|at| *at >= 0).collect()
}

/// What was seen of one policy.
#[derive(Debug, Default)]
struct Seen {
    impossible: bool,
    /// A higher bill brought less, at the start of a year; later in it.
    falls: [bool; 2],
    jumps: [bool; 2],
    /// By level and by person.
    worse: [[bool; 2]; 2],
    binds: BTreeSet<ClauseId>,
    loose: BTreeSet<ClauseId>,
    limits: BTreeSet<ClauseId>,
    money: BTreeSet<ClauseId>,
    steps: BTreeSet<ClauseId>,
    settled: usize,
}

impl Seen {
    fn limit(&mut self, clause: ClauseId, binds: bool, loose: bool) {
        self.limits.insert(clause);
        if binds {
            self.binds.insert(clause);
        }
        if loose {
            self.loose.insert(clause);
        }
    }

    fn figure(&mut self, figure: &FigureNote) {
        let mut before = figure.value;
        for modifier in &figure.modifiers {
            if let (Change::AtMost, Some((by, _))) = (modifier.change, modifier.by) {
                let over = before.sub(by).unwrap();
                self.limit(modifier.clause, !over.is_negative(), !over.is_positive());
            }
            before = modifier.after;
        }
    }

    fn fund(&mut self, note: &FundNote) {
        let mut earned = Exact::ZERO;
        for portion in &note.portions {
            earned = earned.add(portion.earned).unwrap();
            self.figure(portion.ratio.as_ref().unwrap());
        }
        let left = |cap: &polc::settlement::CapNote| cap.limit.result.sub(cap.used).unwrap();
        for cap in &note.caps {
            let others = note.caps.iter().filter(|other| other.clause != cap.clause);
            let least = others.fold(earned, |least, other| least.min(left(other)).unwrap());
            let over = least.sub(left(cap)).unwrap();
            let some = earned.is_positive();
            self.limit(cap.clause, some && over.is_positive(), some && !over.is_positive());
        }
    }

    fn settlement(&mut self, settlement: &Settlement) {
        for step in &settlement.steps {
            match &step.note {
                StepNote::Deductible(note) => {
                    self.figure(&note.amount);
                    let rest = step.base.sub(note.taken).unwrap();
                    self.limit(step.clause, note.taken.is_positive(), rest.is_positive());
                }
                StepNote::Fund(note) => self.fund(note),
                _ => continue,
            }
            self.steps.insert(step.clause);
            if step.base.is_positive() {
                self.money.insert(step.clause);
            }
        }
    }

    /// All visits at one state: `[level][person][bill]`.
    fn compare(&mut self, paid: &[Vec<Vec<Outcome>>], bills: &[i64], later: usize) {
        for people in paid {
            for of_bills in people {
                self.rising(of_bills, bills, later);
            }
        }
        let least = |gap: Option<i128>| gap.is_some_and(|gap| gap > ROUNDING);
        let gap = |a: &Outcome, b: &Outcome| Some(b.ok()? - a.ok()?);
        for at in 0..bills.len() {
            for lower in 0..paid.len() {
                for person in 0..paid[lower].len() {
                    let own = &paid[lower][person][at];
                    for higher in &paid[lower + 1..] {
                        self.worse[0][later] |= least(gap(own, &higher[person][at]));
                    }
                    if person == 1 {
                        self.worse[1][later] |= least(gap(own, &paid[lower][0][at]));
                    }
                }
            }
        }
    }

    fn rising(&mut self, paid: &[Outcome], bills: &[i64], later: usize) {
        let mut most: Option<i128> = None;
        for (at, outcome) in paid.iter().enumerate() {
            let Ok(now) = outcome else { continue };
            self.falls[later] |= most.is_some_and(|most| most - now > ROUNDING);
            most = most.max(Some(*now));
            if let Some(Ok(before)) = at.checked_sub(1).map(|at| paid[at]) {
                let fen = bills[at] - bills[at - 1] == 1;
                self.jumps[later] |= fen && now - before > SMALL + ROUNDING;
            }
        }
    }
}

/// Settles every visit of the grid.
fn look(program: &Program, rules: &Rules) -> Seen {
    let mut seen = Seen::default();
    let bills = bills(rules);
    let (by_level, by_person) = rules.depends();
    let (levels, people) = (if by_level { 4 } else { 1 }, if by_person { 2 } else { 1 });
    let mut states = vec![State::default()];
    let keeps = rules.deductible.as_ref().is_some_and(|it| it.per_year)
        || rules.funds.iter().any(|fund| fund.year_cap.is_some());
    if keeps {
        for bill in bills.iter().skip(1).step_by(5).chain(bills.last()) {
            for (level, person) in [(0, 0), (levels - 1, people - 1)] {
                let facts = facts(program, level, person, *bill);
                let state = State::default();
                if let Ok((_, delta)) = settle(program, &facts, &state) {
                    states.push(changed(&state, &delta));
                }
            }
        }
        // One dear visit after another, until nothing changes.
        let mut state = State::default();
        for _ in 0..25 {
            let facts = facts(program, levels - 1, people - 1, 1_000_000);
            let Ok((_, delta)) = settle(program, &facts, &state) else { break };
            state = changed(&state, &delta);
            states.push(state.clone());
        }
    }
    let mut different: Vec<State> = Vec::new();
    for state in states {
        if !different.contains(&state) {
            different.push(state);
        }
    }
    // The first one is that of a new year, the last one that of a year full of visits.
    let apart = different.len().div_ceil(MOST_STATES).max(1);
    let last = different.len() - 1;
    let kept = different.iter().enumerate().filter(|(at, _)| at % apart == 0 || *at == last);
    let different: Vec<&State> = kept.map(|(_, state)| state).collect();
    let visits: Vec<Vec<Vec<Facts>>> = (0..levels)
        .map(|level| {
            let of =
                |person| bills.iter().map(|bill| facts(program, level, person, *bill)).collect();
            (0..people).map(of).collect()
        })
        .collect();
    for (at, state) in different.iter().enumerate() {
        let mut one = |facts: &Facts| {
            seen.settled += 1;
            match settle(program, facts, state) {
                Ok((settlement, _)) => {
                    seen.settlement(&settlement);
                    Ok(funds(&settlement))
                }
                Err(problems) => {
                    seen.impossible |= problems[0].code == Code::FigureOutOfBounds;
                    Err(problems[0].code)
                }
            }
        };
        let paid: Vec<Vec<Vec<Outcome>>> = visits
            .iter()
            .map(|people| people.iter().map(|of| of.iter().map(&mut one).collect()).collect())
            .collect();
        seen.compare(&paid, &bills, usize::from(at > 0));
    }
    seen
}

fn changed(state: &State, delta: &polc::ledger::Delta) -> State {
    let mut state = state.clone();
    state.apply(delta).unwrap();
    state
}

/// The visits of a witness, settled; the last one counts.
fn played(program: &Program, events: &[WitnessEvent]) -> Result<Settlement, Code> {
    let mut state = State::default();
    let mut last = None;
    for event in events {
        let mut given = vec![fact("日期", event.date.clone())];
        given.extend(event.facts.iter().map(|(name, value)| fact(name, value.clone())));
        let facts = visit(program, given);
        let settled = settle(program, &facts, &state);
        let (settlement, delta) = settled.map_err(|problems| problems[0].code)?;
        state = changed(&state, &delta);
        last = Some(settlement);
    }
    Ok(last.expect("a visit"))
}

/// Whether a finding's own visits show it.
fn shows(program: &Program, problem: &Problem) -> bool {
    let witness = problem.witness.as_ref().expect("a witness");
    let first = played(program, &witness.events);
    if problem.code == Code::ImpossibleFigure {
        return first.err() == Some(Code::FigureOutOfBounds);
    }
    let (first, second) = (first.unwrap(), played(program, &witness.beside).unwrap());
    let dearer = second.bill.total.sub(first.bill.total).unwrap().numerator();
    let more = funds(&second) - funds(&first);
    match problem.code {
        Code::PaysLessForMore => dearer > 0 && more < 0,
        Code::BenefitCliff => dearer == 1 && more > SMALL,
        Code::WorseOff => dearer == 0 && more > 0,
        _ => false,
    }
}

/// What was said of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Proved,
    Open,
    Refuted,
}

/// How often something was said, and where it was wrong.
#[derive(Debug, Default)]
struct Report {
    said: BTreeMap<(&'static str, &'static str), usize>,
    /// Something can be, it was said, and no visit of the grid shows it.
    unseen: usize,
    /// Policies of which not every visit was looked at.
    stopped: usize,
    wrong: Vec<String>,
    settled: usize,
}

struct Policy<'a> {
    rules: &'a Rules,
    program: &'a Program,
    text: &'a str,
    found: Vec<&'a Problem>,
    /// The budget was used up.
    stopped: bool,
}

impl Report {
    fn note(&mut self, code: Code, said: Said) {
        let word = match said {
            Said::Proved => "proved",
            Said::Open => "open",
            Said::Refuted => "refuted",
        };
        *self.said.entry((code.name(), word)).or_default() += 1;
    }

    fn wrong(&mut self, policy: &Policy<'_>, code: Code, why: &str) {
        self.wrong.push(format!("{}{}: {why}", policy.text, code.name()));
    }

    /// A question about the whole policy that has a witness: seen at the start of a year, or later.
    fn whole(
        &mut self,
        policy: &Policy<'_>,
        code: Code,
        seen: [bool; 2],
        of: fn(&Problem) -> bool,
    ) {
        let told: Vec<&&Problem> = policy
            .found
            .iter()
            .filter(|it| it.code == code && it.level() != Level::Undecided && of(it))
            .collect();
        let said = policy.said(code, !told.is_empty());
        self.note(code, said);
        match said {
            Said::Refuted => {
                if !told.iter().all(|problem| shows(policy.program, problem)) {
                    self.wrong(policy, code, "its witness does not show it");
                }
            }
            Said::Proved if seen != [false; 2] => self.wrong(policy, code, "seen, but not told"),
            Said::Open if seen[0] && !policy.stopped => {
                self.wrong(policy, code, "seen at the start of a year, but not decided");
            }
            Said::Proved | Said::Open => {}
        }
    }

    /// A question about a clause: the finding says that something is never so.
    fn clause(&mut self, policy: &Policy<'_>, code: Code, clause: ClauseId, seen: bool) {
        let place = policy.program.clauses[clause.index()].head;
        let told = policy.found.iter().any(|it| it.code == code && it.span() == Some(place));
        let said = policy.said_at(code, told, place);
        self.note(code, said);
        match said {
            Said::Refuted if seen => self.wrong(policy, code, "told, but seen otherwise"),
            Said::Proved if !seen => {
                self.unseen += 1;
            }
            _ => {}
        }
    }

    fn policy(&mut self, policy: &Policy<'_>) {
        let seen = look(policy.program, policy.rules);
        self.settled += seen.settled;
        let any: fn(&Problem) -> bool = |_| true;
        self.whole(policy, Code::ImpossibleFigure, [seen.impossible; 2], any);
        self.whole(policy, Code::PaysLessForMore, seen.falls, any);
        self.whole(policy, Code::BenefitCliff, seen.jumps, any);
        self.whole(policy, Code::WorseOff, seen.worse[0], |it| differ(it, "级别"));
        self.whole(policy, Code::WorseOff, seen.worse[1], |it| differ(it, "人员类别"));
        for clause in &seen.limits {
            self.clause(policy, Code::NeverBinds, *clause, seen.binds.contains(clause));
            self.clause(policy, Code::AlwaysBinds, *clause, seen.loose.contains(clause));
        }
        for clause in &seen.steps {
            self.clause(policy, Code::NoMoneyLeft, *clause, seen.money.contains(clause));
        }
    }
}

impl Policy<'_> {
    fn said(&self, code: Code, told: bool) -> Said {
        let open = self.found.iter().any(|it| it.code == code && it.level() == Level::Undecided);
        match (told, open || self.stopped) {
            (true, _) => Said::Refuted,
            (false, true) => Said::Open,
            (false, false) => Said::Proved,
        }
    }

    fn said_at(&self, code: Code, told: bool, place: Span) -> Said {
        let open = self.found.iter().any(|it| {
            it.code == code && it.level() == Level::Undecided && it.span() == Some(place)
        });
        match (open || self.stopped, told) {
            (true, _) => Said::Open,
            (false, true) => Said::Refuted,
            (false, false) => Said::Proved,
        }
    }
}

/// Whether the two visits of a finding differ in a field.
fn differ(problem: &Problem, field: &str) -> bool {
    let Some(witness) = &problem.witness else { return false };
    let value = |events: &[WitnessEvent]| {
        let facts = events.last().map(|event| event.facts.iter());
        facts.into_iter().flatten().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    };
    value(&witness.events) != value(&witness.beside)
}

/// How many policies each test generates; a file holds several so that the vocabulary is read once.
const FILES: usize = 7;
const IN_ONE: usize = 20;
/// How many clauses the grid may be too coarse for.
const MOST_UNSEEN: usize = 2;

const CODES: [Code; 7] = [
    Code::ImpossibleFigure,
    Code::PaysLessForMore,
    Code::BenefitCliff,
    Code::WorseOff,
    Code::NeverBinds,
    Code::AlwaysBinds,
    Code::NoMoneyLeft,
];

/// Two tests, so that they run side by side.
#[test]
fn the_proofs_say_what_settling_a_grid_of_visits_says() {
    agree(20_261_122);
}

#[test]
fn and_of_as_many_other_policies_too() {
    agree(4);
}

fn agree(seed: u64) {
    let mut dice = Dice(seed);
    let mut report = Report::default();
    for file in 0..FILES {
        let all: Vec<Rules> = (0..IN_ONE).map(|_| rules(&mut dice)).collect();
        let texts: Vec<String> =
            all.iter().enumerate().map(|(at, rules)| rules.text(&format!("试{at}"))).collect();
        let text = format!("引用 医保\n{}", texts.concat());
        let (_, compilation) = support::check_text(&format!("{file}.pol"), &text);
        assert_eq!(compilation.programs.len(), IN_ONE, "{text}{:?}", compilation.problems);
        for ((rules, text), program) in all.iter().zip(&texts).zip(&compilation.programs) {
            let name = &program.head.name;
            let at = text_place(&compilation.programs, name);
            let found: Vec<&Problem> = compilation
                .problems
                .iter()
                .filter(|it| it.span().is_some_and(|span| at.lo <= span.lo && span.lo < at.hi))
                .collect();
            let stopped = found.iter().any(|it| it.code == Code::UnseenVisits);
            report.stopped += usize::from(stopped);
            report.policy(&Policy { rules, program, text, found, stopped });
        }
    }
    let Report { said, unseen, stopped, wrong, settled } = &report;
    let policies = FILES * IN_ONE;
    println!(
        "{policies} policies ({stopped} not seen to the end), {settled} visits settled, \
         {unseen} clauses unseen: {said:?}"
    );
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
    assert_eq!(*stopped, 0, "of {policies} not seen to the end");
    assert!(*unseen <= MOST_UNSEEN, "{unseen} clauses bind at no visit of the grid");
    for code in CODES {
        for word in ["proved", "refuted"] {
            let count = said.get(&(code.name(), word)).copied().unwrap_or(0);
            assert!(count >= 3, "only {count} {} {word}: {said:?}", code.name());
        }
    }
}

/// Where a policy stands.
fn text_place(programs: &[std::sync::Arc<Program>], name: &str) -> Span {
    programs.iter().find(|program| program.head.name == *name).expect("it").head.span
}
