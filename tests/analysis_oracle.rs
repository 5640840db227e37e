//! The analysis against brute force: small policies are generated, every visit they can meet is
//! looked at one by one by an evaluator of this file, and what is found must be what the analysis
//! says, both ways.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "test code"
)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use polc::analysis::analyze;
use polc::diagnostics::{Code, Problem, Problems};
use polc::source::SourceMap;
use support::dice::Dice;

/// The facts: 甲 (three values), 乙 (a flag), 丙 (0 to 4), 丁 (three ordered values), the day.
const SIZES: [usize; 5] = [3, 2, 5, 3, 3];
const NAMES: [&str; 4] = ["甲", "乙", "丙", "丁"];
const DAYS: [&str; 3] = ["2023-06-01", "2024-06-01", "2025-06-01"];
const CUTS: [&str; 2] = ["2024-01-01", "2025-01-01"];

const VOCABULARY: &str = "
引用 医保
枚举 甲类 { 春, 夏, 秋 }
枚举 丁类 有序 { 低, 中, 高 }
字段 甲 : 甲类 属于 就诊
字段 乙 : 是否 属于 就诊
字段 丙 : 次数 0 .. 4 步长 1 属于 就诊
字段 丁 : 丁类 属于 就诊
";

type Point = [usize; 5];

fn points() -> Vec<Point> {
    let mut all = Vec::new();
    for a in 0..SIZES[0] {
        for b in 0..SIZES[1] {
            for c in 0..SIZES[2] {
                for d in 0..SIZES[3] {
                    for day in 0..SIZES[4] {
                        all.push([a, b, c, d, day]);
                    }
                }
            }
        }
    }
    all
}

fn value(field: usize, index: usize) -> String {
    match field {
        0 => ["春", "夏", "秋"][index].to_owned(),
        1 => ["否", "是"][index].to_owned(),
        2 => index.to_string(),
        _ => ["低", "中", "高"][index].to_owned(),
    }
}

/// A range that holds one value of 丙.
fn range(index: usize) -> String {
    if index + 1 == SIZES[2] { format!("{index} ..") } else { format!("{index} .. {}", index + 1) }
}

/// A condition and its meaning.
#[derive(Clone)]
enum Cond {
    In(usize, Vec<bool>),
    Not(Box<Cond>),
    And(Box<Cond>, Box<Cond>),
    Or(Box<Cond>, Box<Cond>),
    If(Box<Cond>, Box<Cond>, Box<Cond>),
    /// A threshold by a parameter that changes on each cut: 丙 >= its value on the day.
    AtLeastParameter([usize; 3]),
    /// 丙 + 1 compared: a computed figure.
    Named(usize),
}

impl Cond {
    fn holds(&self, point: &Point, named: &[Cond]) -> bool {
        match self {
            Cond::In(field, held) => held[point[*field]],
            Cond::Not(inner) => !inner.holds(point, named),
            Cond::And(a, b) => a.holds(point, named) && b.holds(point, named),
            Cond::Or(a, b) => a.holds(point, named) || b.holds(point, named),
            Cond::If(c, a, b) => {
                if c.holds(point, named) {
                    a.holds(point, named)
                } else {
                    b.holds(point, named)
                }
            }
            Cond::AtLeastParameter(at) => point[2] >= at[point[4]],
            Cond::Named(at) => named[*at].holds(point, named),
        }
    }

    fn text(&self, dice: &mut Dice) -> String {
        match self {
            Cond::In(1, held) => match (held[0], held[1]) {
                (false, true) => "乙".to_owned(),
                (true, false) => "非 乙".to_owned(),
                _ => "乙 为 是, 否".to_owned(),
            },
            Cond::In(field, held) => {
                let values: Vec<String> = (0..held.len())
                    .filter(|index| held[*index])
                    .map(|index| value(*field, index))
                    .collect();
                let first = held.iter().position(|held| *held).unwrap();
                let rest = held[first..].iter().all(|held| *held);
                if *field >= 2 && rest && dice.one_in(2) {
                    format!("{} >= {}", NAMES[*field], value(*field, first))
                } else if *field == 2 {
                    let ranges = (0..held.len()).filter(|index| held[*index]).map(range);
                    format!("丙 为 {}", ranges.collect::<Vec<String>>().join(", "))
                } else {
                    format!("{} 为 {}", NAMES[*field], values.join(", "))
                }
            }
            Cond::Not(inner) => format!("非 ({})", inner.text(dice)),
            Cond::And(a, b) => format!("({}) 且 ({})", a.text(dice), b.text(dice)),
            Cond::Or(a, b) => format!("({}) 或 ({})", a.text(dice), b.text(dice)),
            Cond::If(c, a, b) => {
                format!("(若 {} 则 {} 否则 {})", c.text(dice), a.text(dice), b.text(dice))
            }
            Cond::AtLeastParameter(at) => {
                format!("丙 >= 界{}{}{}", at[0], at[1], at[2])
            }
            Cond::Named(at) => format!("名{at}"),
        }
    }
}

/// Some values of a field: neither none nor all.
fn some_of(dice: &mut Dice, field: usize) -> Vec<bool> {
    loop {
        let held: Vec<bool> = (0..SIZES[field]).map(|_| dice.one_in(2)).collect();
        if held.contains(&true) && held.contains(&false) {
            return held;
        }
    }
}

fn cond(dice: &mut Dice, depth: usize, named: usize) -> Cond {
    let inner = |dice: &mut Dice| Box::new(cond(dice, depth - 1, named));
    match if depth == 0 { 0 } else { dice.below(9) } {
        5 => Cond::Not(inner(dice)),
        6 => Cond::And(inner(dice), inner(dice)),
        7 => Cond::Or(inner(dice), inner(dice)),
        8 => Cond::If(inner(dice), inner(dice), inner(dice)),
        4 => Cond::AtLeastParameter([dice.below(3), dice.below(3), dice.below(3) + 1]),
        3 if named > 0 => Cond::Named(dice.below(named)),
        _ => {
            let field = dice.below(4);
            Cond::In(field, some_of(dice, field))
        }
    }
}

/// Days of a clause: from a cut, until a cut.
#[derive(Clone, Copy)]
struct Dates(usize, usize);

impl Dates {
    const ALWAYS: Dates = Dates(0, 3);

    fn some(dice: &mut Dice) -> Dates {
        match dice.below(6) {
            0 => Dates(1, 3),
            1 => Dates(0, 2),
            2 => Dates(1, 2),
            _ => Dates::ALWAYS,
        }
    }

    fn holds(self, point: &Point) -> bool {
        (self.0..self.1).contains(&point[4])
    }

    fn text(self) -> String {
        let mut text = String::new();
        if self.0 > 0 {
            write!(text, " 自 {}", CUTS[self.0 - 1]).unwrap();
        }
        if self.1 < 3 {
            write!(text, " 至 {}", CUTS[self.1 - 1]).unwrap();
        }
        text
    }
}

#[derive(Clone)]
struct Row {
    held: Vec<Vec<bool>>,
    dates: Dates,
    percent: usize,
}

struct Policy {
    named: Vec<Cond>,
    applies: Option<Cond>,
    /// Bars when it holds (or not), and its dates.
    gates: Vec<(bool, Cond, Dates)>,
    left_out: Option<Cond>,
    /// 一 has the table, 二 a flat ratio.
    first: Cond,
    second: Option<Cond>,
    ordered: Option<bool>,
    columns: Vec<usize>,
    rows: Vec<Row>,
    uplift: Cond,
}

fn split(dice: &mut Dice, columns: &[usize], row: Row, depth: usize, rows: &mut Vec<Row>) {
    let at = dice.below(columns.len() + 1);
    if depth == 0 || dice.one_in(5) {
        rows.push(row);
        return;
    }
    let (mut left, mut right) = (row.clone(), row);
    left.percent = 50 + 10 * dice.below(3);
    if at == columns.len() {
        if right.dates.1 - right.dates.0 < 2 {
            rows.push(left);
            return;
        }
        let cut = left.dates.0 + 1;
        left.dates.1 = cut;
        right.dates.0 = cut;
    } else {
        let set = left.held[at].clone();
        if set.iter().filter(|held| **held).count() < 2 {
            rows.push(left);
            return;
        }
        // A part of the set, as a range where the field is a figure.
        let first = set.iter().position(|held| *held).unwrap();
        let cut = first + 1 + dice.below(set.len() - first - 1);
        for (index, held) in set.iter().enumerate() {
            left.held[at][index] = *held && index < cut;
            right.held[at][index] = *held && index >= cut;
        }
        if !right.held[at].contains(&true) {
            rows.push(left);
            return;
        }
    }
    split(dice, columns, left, depth - 1, rows);
    split(dice, columns, right, depth - 1, rows);
}

fn policy(dice: &mut Dice) -> Policy {
    let named: Vec<Cond> = (0..dice.below(2)).map(|_| cond(dice, 1, 0)).collect();
    let count = named.len();
    let mut columns: Vec<usize> = (0..4).filter(|_| dice.one_in(2)).collect();
    if columns.is_empty() {
        columns.push(dice.below(4));
    }
    let whole = Row {
        held: columns.iter().map(|field| vec![true; SIZES[*field]]).collect(),
        dates: Dates::ALWAYS,
        percent: 50,
    };
    let mut rows = Vec::new();
    split(dice, &columns, whole, 4, &mut rows);
    if rows.len() > 1 && dice.one_in(3) {
        rows.remove(dice.below(rows.len()));
    }
    if dice.one_in(4) {
        let mut row = rows[dice.below(rows.len())].clone();
        let at = dice.below(columns.len());
        row.held[at] = some_of(dice, columns[at]);
        row.percent = 50 + 10 * dice.below(3);
        rows.push(row);
    }
    Policy {
        applies: dice.one_in(2).then(|| cond(dice, 1, count)),
        gates: (0..dice.below(3))
            .map(|_| (dice.one_in(2), cond(dice, 1, count), Dates::some(dice)))
            .collect(),
        left_out: dice.one_in(2).then(|| cond(dice, 1, count)),
        first: cond(dice, 2, count),
        second: dice.one_in(2).then(|| cond(dice, 2, count)),
        ordered: dice.one_in(2).then(|| dice.one_in(2)),
        uplift: cond(dice, 2, count),
        named,
        columns,
        rows,
    }
}

impl Policy {
    fn text(&self, name: &str, dice: &mut Dice) -> String {
        let mut text = format!("政策 {name} {{\n");
        for (index, cond) in self.named.iter().enumerate() {
            writeln!(text, "    设 名{index} = {}", cond.text(dice)).unwrap();
        }
        if let Some(applies) = &self.applies {
            writeln!(text, "    适用 {}", applies.text(dice)).unwrap();
        }
        if let Some(cond) = &self.left_out {
            writeln!(text, "    未编码 “某条” 理由 “无” 当 {}", cond.text(dice)).unwrap();
        }
        for (bars, cond, dates) in &self.gates {
            let word = if *bars { "排除" } else { "要求" };
            writeln!(text, "    {word} {} 否则 “不付”{}", cond.text(dice), dates.text()).unwrap();
        }
        writeln!(
            text,
            "    待遇 一 当 {} {{\n    基金 统筹基金 {{\n    比例 {{",
            self.first.text(dice)
        )
        .unwrap();
        let titles: Vec<&str> = self.columns.iter().map(|field| NAMES[*field]).collect();
        writeln!(text, "        {} | 比例", titles.join(" | ")).unwrap();
        for row in &self.rows {
            let cells: Vec<String> = self
                .columns
                .iter()
                .zip(&row.held)
                .map(|(field, held)| cell(*field, held))
                .collect();
            writeln!(text, "        {} | {}%{}", cells.join(" | "), row.percent, row.dates.text())
                .unwrap();
        }
        writeln!(text, "    }}\n    提高 1pp 当 {}\n    }}\n    }}", self.uplift.text(dice))
            .unwrap();
        if let Some(second) = &self.second {
            writeln!(
                text,
                "    待遇 二 当 {} {{ 基金 统筹基金 {{ 比例 50% }} }}",
                second.text(dice)
            )
            .unwrap();
            if let Some(first) = self.ordered {
                let order = if first { "一, 二" } else { "二, 一" };
                writeln!(text, "    依次 {order}").unwrap();
            }
        }
        text.push_str("    支付 { 现金 }\n}\n");
        text
    }

    fn lets_through(&self, point: &Point, gates: usize) -> bool {
        let named = &self.named;
        self.applies.as_ref().is_none_or(|cond| cond.holds(point, named))
            && self.left_out.as_ref().is_none_or(|cond| !cond.holds(point, named))
            && self
                .gates
                .iter()
                .take(gates)
                .all(|(bars, cond, dates)| !dates.holds(point) || cond.holds(point, named) != *bars)
    }

    fn routed(&self, point: &Point) -> bool {
        self.lets_through(point, self.gates.len())
    }

    fn takes(&self, point: &Point) -> (bool, bool) {
        let second = self.second.as_ref().is_some_and(|cond| cond.holds(point, &self.named));
        (self.first.holds(point, &self.named), second)
    }

    fn asks(&self, point: &Point) -> bool {
        let (first, second) = self.takes(point);
        let before = self.second.is_some() && self.ordered == Some(false) && second;
        self.routed(point) && first && !before
    }

    fn covering(&self, point: &Point) -> Vec<usize> {
        let covers = |row: &Row| {
            row.dates.holds(point)
                && self.columns.iter().zip(&row.held).all(|(field, held)| held[point[*field]])
        };
        (0..self.rows.len()).filter(|row| covers(&self.rows[*row])).collect()
    }
}

fn cell(field: usize, held: &[bool]) -> String {
    if held.iter().all(|held| *held) {
        return "任意".to_owned();
    }
    let indices = (0..held.len()).filter(|index| held[*index]);
    let values: Vec<String> = indices
        .map(|index| match field {
            2 => range(index),
            _ => value(field, index),
        })
        .collect();
    values.join(", ")
}

/// What a check must say, by code.
type Said = BTreeMap<&'static str, usize>;

fn by_hand(policy: &Policy, all: &[Point]) -> Said {
    let mut said = Said::new();
    let mut say = |code: &'static str, count: usize| {
        if count > 0 {
            *said.entry(code).or_default() += count;
        }
    };
    let asked: Vec<&Point> = all.iter().filter(|point| policy.asks(point)).collect();
    let gap = asked.iter().any(|point| policy.covering(point).is_empty());
    say("missing-row", usize::from(gap));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for point in &asked {
        let rows = policy.covering(point);
        for (at, first) in rows.iter().enumerate() {
            pairs.extend(rows[at + 1..].iter().map(|second| (*first, *second)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    say("duplicate-row", pairs.len());
    let routed: Vec<&Point> = all.iter().filter(|point| policy.routed(point)).collect();
    let both = routed.iter().any(|point| policy.takes(point) == (true, true));
    say("overlapping-benefits", usize::from(both && policy.ordered.is_none()));
    if said.is_empty() {
        advice(policy, all, &asked, &routed, &mut said);
    }
    said
}

fn advice(policy: &Policy, all: &[Point], asked: &[&Point], routed: &[&Point], said: &mut Said) {
    let mut say = |code: &'static str, count: usize| {
        if count > 0 {
            *said.entry(code).or_default() += count;
        }
    };
    let uncovered = routed.iter().any(|point| policy.takes(point) == (false, false));
    let complete = policy.second.is_some() || policy.left_out.is_some();
    say("uncovered-visit", usize::from(uncovered && complete));
    if !asked.is_empty() {
        let dead = (0..policy.rows.len())
            .filter(|row| !asked.iter().any(|point| policy.covering(point).contains(row)));
        say("dead-row", dead.count());
        let percent = |point: &Point| policy.rows[policy.covering(point)[0]].percent;
        if policy.rows.len() > 1 {
            let idle = policy.columns.iter().filter(|field| {
                !asked.iter().any(|one| {
                    (0..SIZES[**field]).any(|index| {
                        let mut other = **one;
                        other[**field] = index;
                        policy.asks(&other) && percent(&other) != percent(one)
                    })
                })
            });
            say("irrelevant-column", idle.count());
        }
        let uplifted =
            asked.iter().filter(|point| policy.uplift.holds(point, &policy.named)).count();
        say("never-applies", usize::from(uplifted == 0));
        say("always-holds", usize::from(uplifted == asked.len()));
    }
    for (at, (bars, cond, dates)) in policy.gates.iter().enumerate() {
        let here = all.iter().filter(|point| policy.lets_through(point, at) && dates.holds(point));
        let here: Vec<&Point> = here.collect();
        let held = here.iter().filter(|point| cond.holds(point, &policy.named)).count();
        if !here.is_empty() {
            say("never-applies", usize::from(!bars && held == 0));
            say("always-holds", usize::from(*bars && held == here.len()));
        }
    }
    if !routed.is_empty() {
        let taken =
            |which: fn((bool, bool)) -> bool| routed.iter().any(|point| which(policy.takes(point)));
        say("never-applies", usize::from(!taken(|takes| takes.0)));
        say("never-applies", usize::from(policy.second.is_some() && !taken(|takes| takes.1)));
    }
}

const CODES: [Code; 8] = [
    Code::MissingRow,
    Code::DuplicateRow,
    Code::OverlappingBenefits,
    Code::UncoveredVisit,
    Code::DeadRow,
    Code::IrrelevantColumn,
    Code::NeverApplies,
    Code::AlwaysHolds,
];

fn by_analysis(problems: &[Problem], text: &str) -> Said {
    let mut said = Said::new();
    for problem in problems {
        assert!(
            problem.level() != polc::diagnostics::Level::Undecided,
            "{text}undecided: {}",
            problem.message.en
        );
        if CODES.contains(&problem.code) {
            let count = said.entry(problem.code.name()).or_default();
            let once = [Code::MissingRow, Code::UncoveredVisit].contains(&problem.code);
            *count = if once { 1 } else { *count + 1 };
        }
    }
    said
}

/// The point that a witness is; facts that it does not name do not matter.
fn point_of(problem: &Problem) -> Point {
    let event = &problem.witness.as_ref().expect("a witness").events[0];
    let day = DAYS
        .iter()
        .zip(["", CUTS[0], CUTS[1]])
        .filter(|(_, from)| *from <= event.date.as_str())
        .count()
        - 1;
    let mut point = [0, 0, 0, 0, day];
    for (name, given) in &event.facts {
        if let Some(field) = NAMES.iter().position(|known| known == name) {
            point[field] = (0..SIZES[field]).find(|at| value(field, *at) == *given).unwrap();
        }
    }
    point
}

fn shows(policy: &Policy, problem: &Problem) -> bool {
    match problem.code {
        Code::MissingRow => {
            let point = point_of(problem);
            policy.asks(&point) && policy.covering(&point).is_empty()
        }
        Code::DuplicateRow => {
            let point = point_of(problem);
            policy.asks(&point) && policy.covering(&point).len() > 1
        }
        Code::OverlappingBenefits => {
            let point = point_of(problem);
            policy.routed(&point) && policy.takes(&point) == (true, true)
        }
        Code::UncoveredVisit => {
            let point = point_of(problem);
            policy.routed(&point) && policy.takes(&point) == (false, false)
        }
        _ => true,
    }
}

fn parameters() -> String {
    let mut text = String::new();
    for a in 0..3 {
        for b in 0..3 {
            for c in 1..4 {
                writeln!(
                    text,
                    "参数 界{a}{b}{c} : 次数 {{ {a} 至 2024-01-01 ; {b} 自 2024-01-01 至 2025-01-01 ; {c} 自 2025-01-01 }}"
                )
                .unwrap();
            }
        }
    }
    text
}

/// The typed policies of a text that is right as far as names and types go.
fn typed(name: &str, text: &str) -> Vec<polc::policy::Policy> {
    let mut map = SourceMap::new();
    map.add(name, text).unwrap();
    let mut problems = Problems::new();
    let files: Vec<_> =
        map.files().iter().map(|file| polc::syntax::parse(file, &mut problems)).collect();
    let policies = polc::resolve::resolve(&map, &files, &mut problems);
    let errors: Vec<&str> = problems.iter().map(|problem| problem.message.en.as_str()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    policies
}

/// How many policies are generated by each test; a file holds several so that the vocabulary is read once.
const FILES: usize = 50;
const IN_ONE: usize = 101;

/// Two tests, so that they run side by side.
#[test]
fn the_analysis_says_what_looking_at_every_visit_says() {
    agree(20_261_122);
}

#[test]
fn and_of_as_many_other_policies_too() {
    agree(4);
}

fn agree(seed: u64) {
    let all = points();
    let mut dice = Dice(seed);
    let mut wrong = Vec::new();
    let mut met = Said::new();
    for file in 0..FILES {
        let mut text = format!("{VOCABULARY}{}", parameters());
        let policies: Vec<Policy> = (0..IN_ONE).map(|_| policy(&mut dice)).collect();
        let texts: Vec<String> = policies
            .iter()
            .enumerate()
            .map(|(at, policy)| policy.text(&format!("试{at}"), &mut dice))
            .collect();
        text.push_str(&texts.concat());
        let typed = typed(&format!("{file}.pol"), &text);
        assert_eq!(typed.len(), IN_ONE, "{text}");
        for ((policy, typed), text) in policies.iter().zip(&typed).zip(&texts) {
            let mut problems = Problems::new();
            analyze(typed, &mut problems);
            let found: Vec<Problem> = problems.into_sorted();
            let (expected, said) = (by_hand(policy, &all), by_analysis(&found, text));
            if expected != said {
                wrong.push(format!("{text}by hand {expected:?}\nsaid {said:?}"));
            }
            for problem in &found {
                if problem.witness.is_none() && CODES[..4].contains(&problem.code) {
                    wrong.push(format!("{text}no witness: {}", problem.message.en));
                } else if !shows(policy, problem) {
                    wrong.push(format!("{text}{:?} is no witness", problem.witness));
                }
            }
            for (code, count) in expected {
                *met.entry(code).or_default() += count;
            }
        }
        assert!(wrong.len() < 3, "\n{}", wrong.join("\n\n"));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
    for code in CODES {
        let count = met.get(code.name()).copied().unwrap_or(0);
        assert!(count >= 100, "only {count} of {} were generated: {met:?}", code.name());
    }
}
