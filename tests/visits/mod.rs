//! Visits made up for a policy: facts drawn from what its fields may be, figures and days near
//! those that its text names.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "test code"
)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months, NaiveDate};
use polc::syntax::ast::{FieldDeclaration, File, Item, Policy, Section, TypeNameKind};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::oracle::rules::Words;
use crate::oracle::value::Trouble;
use crate::oracle::{Facts, Oracle, State, Visit};

/// A fact and its value; `None` leaves it to the default.
type Drawn = (String, Option<String>);

/// What one policy can be asked.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) policy: String,
    person: Vec<(String, Choices)>,
    visit: Vec<(String, Choices)>,
    line: Vec<(String, Choices)>,
    accounts: Vec<String>,
    /// Amounts in 分 that the text names.
    figures: Vec<i64>,
    days: Vec<NaiveDate>,
    /// Whether the policy looks at the lines of a bill.
    reads_lines: bool,
    /// Whether the text names ages.
    names_ages: bool,
}

/// What a field may be.
#[derive(Clone, Debug)]
enum Choices {
    /// One of these, each with its weight.
    Of(Vec<(u32, String)>),
    Subset(Vec<String>),
    /// A day near the visit's.
    Day,
}

/// Every quoted word in the tree of a policy: names of fields and values among them.
fn words_of(policies: &[&Policy]) -> (BTreeSet<String>, String) {
    let text = format!("{:?}", policies.iter().map(|it| &it.members).collect::<Vec<_>>());
    let words = text.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    (words, text)
}

/// The arguments of every `head(…)` in a text.
fn arguments<'a>(text: &'a str, head: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for piece in text.split(head).skip(1) {
        found.push(piece.split(')').next().unwrap());
    }
    found
}

impl Profile {
    /// What a policy can be asked, as its text and the vocabulary have it; what the oracle can
    /// settle is drawn more often.
    pub(crate) fn of(files: &[&File], oracle: &Oracle<'_>) -> Self {
        let mut profile = Self::even(files, oracle);
        profile.learn(oracle);
        profile
    }

    /// Looks which values come with visits that are settled.
    fn learn(&mut self, oracle: &Oracle<'_>) {
        let mut runner = TestRunner::new_with_rng(
            Config::default(),
            TestRng::deterministic_rng(RngAlgorithm::ChaCha),
        );
        let one = self.visits(1);
        let mut good: BTreeMap<(String, String), u32> = BTreeMap::new();
        for _ in 0..150 {
            let visit = one.new_tree(&mut runner).unwrap().current().remove(0);
            let outcome = oracle.settle(&visit, &mut State::default());
            // A figure that is 待定 is as far as such a policy goes.
            let far = match outcome {
                Ok(outcome) => outcome.refused.is_none(),
                Err(trouble) => matches!(trouble, Trouble::Unset(_)),
            };
            if far {
                for (name, value) in visit.facts {
                    *good.entry((name, value)).or_default() += 1;
                }
            }
        }
        for (name, choices) in self.person.iter_mut().chain(&mut self.visit) {
            let Choices::Of(values) = choices else { continue };
            let count =
                |value: &String| good.get(&(name.clone(), value.clone())).copied().unwrap_or(0);
            let all: u32 = values.iter().map(|(_, value)| count(value)).sum();
            for (weight, value) in values {
                *weight = 1 + (12 * count(value)).checked_div(all).unwrap_or(0);
            }
        }
    }

    fn even(files: &[&File], oracle: &Oracle<'_>) -> Self {
        let policy = oracle.policy.as_str();
        let words_of_file = &*oracle.words;
        let mut policies: Vec<&Policy> = Vec::new();
        let mut name = Some(policy.to_owned());
        while let Some(wanted) = name {
            let found = files.iter().flat_map(|file| &file.items).find_map(|item| match item {
                Item::Policy(it) if it.name.node == wanted => Some(it),
                _ => None,
            });
            policies.push(found.unwrap());
            name = found.unwrap().extends.as_ref().map(|base| base.node.clone());
        }
        let (words, text) = words_of(&policies);
        let mut days = special_days(&text);
        let mut profile = Self {
            policy: policy.to_owned(),
            person: Vec::new(),
            visit: Vec::new(),
            line: Vec::new(),
            accounts: words_of_file
                .accounts
                .keys()
                .filter(|it| words.contains(*it))
                .cloned()
                .collect(),
            figures: figures(&text),
            days: Vec::new(),
            reads_lines: false,
            names_ages: text.contains("Age("),
        };
        for (name, field) in &words_of_file.fields {
            profile.add(words_of_file, &words, name, field);
        }
        for (month, day) in [(1, 1), (7, 1), (4, 1), (3, 1)] {
            days.extend(
                [2024, 2025, 2026].map(|it| NaiveDate::from_ymd_opt(it, month, day).unwrap()),
            );
        }
        for day in days {
            profile.days.extend([day.pred_opt().unwrap(), day, day.succ_opt().unwrap()]);
        }
        profile
    }

    fn add(
        &mut self,
        rules: &Words,
        words: &BTreeSet<String>,
        name: &str,
        field: &FieldDeclaration,
    ) {
        let bill = ["费用", "全自费", "超限价", "先行自付", "政策范围内", "日期"];
        let handled = ["金额", "单价", "数量", "限价", "先行自付比例", "目录类别", "出生日期"];
        let named = |of: &str| {
            rules.enums[of].iter().any(|value| {
                words.contains(value)
                    || words.iter().any(|word| word.trim_end_matches(['以', '上', '下']) == value)
            })
        };
        if let (Section::Line, TypeNameKind::Enum(of)) = (field.section, &field.ty.kind) {
            self.reads_lines = self.reads_lines || named(&of.node) || words.contains(name);
        }
        if bill.contains(&name) || handled.contains(&name) {
            return;
        }
        let even =
            |values: Vec<String>| Choices::Of(values.into_iter().map(|it| (1, it)).collect());
        let choices = match &field.ty.kind {
            TypeNameKind::Enum(of) if named(&of.node) || words.contains(name) => {
                even(rules.enums[&of.node].clone())
            }
            TypeNameKind::Set(of) if words.contains(name) => {
                Choices::Subset(rules.enums[&of.node].clone())
            }
            TypeNameKind::Age if self.names_ages || words.contains(name) => {
                even([0, 18, 44, 45, 59, 60, 69, 70, 80, 110].map(|it| it.to_string()).into())
            }
            _ if name == "机构编号" => even(vec!["甲".into(), "乙".into()]),
            _ if !words.contains(name) => return,
            TypeNameKind::Flag => even(vec!["是".into(), "否".into()]),
            TypeNameKind::Date => Choices::Day,
            TypeNameKind::Count => even((1..=6).map(|it| it.to_string()).collect()),
            _ => return,
        };
        match field.section {
            Section::Person => &mut self.person,
            Section::Line => &mut self.line,
            Section::Institution | Section::Visit => &mut self.visit,
            Section::Binding => return,
        }
        .push((name.to_owned(), choices));
    }

    /// Some visits of one person, in order of their days.
    pub(crate) fn visits(&self, most: usize) -> BoxedStrategy<Vec<Visit>> {
        let one = self.one_visit();
        let sequence = proptest::collection::vec(one, 1..=most);
        (sequence, self.facts(&self.person), self.balances())
            .prop_map(|(drawn, person, balances)| {
                let mut visits = Vec::new();
                let mut person = person;
                let mut days: Vec<NaiveDate> = drawn.iter().map(|(visit, _)| visit.day).collect();
                days.sort_unstable();
                for ((mut visit, change), day) in drawn.into_iter().zip(days) {
                    visit.day = day;
                    // Now and then a fact of the person changes, or an account is topped up.
                    if let Some((facts, topped_up)) = change {
                        person = facts;
                        visit.facts.extend(topped_up);
                    }
                    if visits.is_empty() {
                        visit.facts.extend(balances.clone());
                    }
                    for (name, value) in &person {
                        visit.facts.insert(name.clone(), relative(value, day));
                    }
                    for value in visit.facts.values_mut() {
                        *value = relative(value, day);
                    }
                    visits.push(visit);
                }
                visits
            })
            .boxed()
    }

    /// A visit, and at one in six a change of the person.
    fn one_visit(&self) -> BoxedStrategy<(Visit, Option<(Facts, Facts)>)> {
        let any_day = (0..730_u64).prop_map(|it| {
            NaiveDate::from_ymd_opt(2024, 7, 1).unwrap().checked_add_days(Days::new(it)).unwrap()
        });
        let day = prop_oneof![
            2 => proptest::sample::select(self.days.clone()),
            1 => any_day,
        ];
        let change = proptest::option::weighted(
            0.15,
            (self.facts(&self.person), proptest::option::of(self.balances())),
        );
        (day, self.facts(&self.visit), self.bill(), change)
            .prop_map(|(day, mut facts, (sums, lines), change)| {
                facts.extend(sums);
                let change =
                    change.map(|(person, topped_up)| (person, topped_up.unwrap_or_default()));
                (Visit { day, facts, lines }, change)
            })
            .boxed()
    }

    fn balances(&self) -> BoxedStrategy<Facts> {
        let draw = |name: &String| {
            let name = name.clone();
            let fen = prop_oneof![Just(0_i64), 0_i64..2_000, 0_i64..100_000];
            fen.prop_map(move |fen| (name.clone(), Some(yuan(fen)))).boxed()
        };
        collect(self.accounts.iter().map(draw).collect())
    }

    fn facts(&self, of: &[(String, Choices)]) -> BoxedStrategy<Facts> {
        collect(of.iter().map(|(name, choices)| choices.draw(name)).collect())
    }

    /// An amount: small ones with ties, ordinary ones, and those near the figures of the text.
    fn amount(&self) -> BoxedStrategy<i64> {
        let ties = (1_i64..400).prop_map(|it| it * 5);
        let mut near = vec![555, 1_000, 100_000];
        for figure in &self.figures {
            near.extend([*figure, figure * 10 / 7, figure * 5 / 3, figure * 2, figure / 2]);
        }
        let near =
            (proptest::sample::select(near), -2_i64..=2).prop_map(|(it, by)| (it + by).max(0));
        let largest =
            self.figures.iter().copied().max().unwrap_or(100_000).clamp(1_000, 100_000_000);
        prop_oneof![2 => ties, 3 => near, 2 => 0_i64..300_000, 1 => 0..=largest * 2].boxed()
    }

    /// The sums of a bill, and its lines.
    fn bill(&self) -> BoxedStrategy<(Facts, Vec<Facts>)> {
        let sums = (self.amount(), proptest::option::weighted(0.2, (0_i64..500, 0_i64..500)))
            .prop_map(|(scope, outside)| {
                let mut facts = Facts::new();
                let (excluded, own) = outside.unwrap_or_default();
                facts.insert("费用".into(), yuan(scope + excluded + own));
                if outside.is_some() {
                    facts.insert("全自费".into(), yuan(excluded));
                    facts.insert("先行自付".into(), yuan(own));
                }
                (facts, Vec::new())
            });
        let lines = proptest::collection::vec(self.one_line(), 1..=4).prop_map(|lines| {
            let sum: i64 = lines.iter().map(|(fen, _)| fen).sum();
            let facts = Facts::from([("费用".to_owned(), yuan(sum))]);
            (facts, lines.into_iter().map(|(_, line)| line).collect())
        });
        if self.reads_lines { lines.boxed() } else { prop_oneof![3 => sums, 1 => lines].boxed() }
    }

    fn one_line(&self) -> BoxedStrategy<(i64, Facts)> {
        let class = proptest::sample::select(vec!["甲类", "甲类", "乙类", "丙类"]);
        let share = proptest::sample::select(vec!["0", "0.05", "0.1", "0.3"]);
        let limit = proptest::option::weighted(0.2, 0_i64..2_000);
        (self.amount(), class, share, limit, self.facts(&self.line))
            .prop_map(|(fen, class, share, limit, mut line)| {
                line.insert("目录类别".into(), class.into());
                line.insert("金额".into(), yuan(fen));
                if class == "乙类" {
                    line.insert("先行自付比例".into(), share.into());
                }
                if let Some(limit) = limit {
                    line.insert("单价".into(), yuan(fen));
                    line.insert("数量".into(), "1".into());
                    line.insert("限价".into(), yuan(limit));
                }
                (fen, line)
            })
            .boxed()
    }
}

impl Choices {
    fn draw(&self, name: &str) -> BoxedStrategy<Drawn> {
        let name = name.to_owned();
        let value = match self {
            Choices::Of(values) => {
                let values = values.iter().map(|(weight, it)| (*weight, Just(it.clone()).boxed()));
                proptest::strategy::Union::new_weighted(values.collect()).boxed()
            }
            Choices::Subset(values) => {
                let most = values.len();
                proptest::sample::subsequence(values.clone(), 0..=most)
                    .prop_map(|words| words.join(","))
                    .boxed()
            }
            Choices::Day => {
                let near = vec!["-12m", "-6m", "-3m", "-4m", "-90d", "-30d", "0d", "30d"];
                (proptest::sample::select(near), -1_i64..=1)
                    .prop_map(|(near, by)| format!("@{near}{by:+}"))
                    .boxed()
            }
        };
        value.prop_map(move |value| (name.clone(), Some(value))).boxed()
    }
}

/// `@-12m+1` is a year before the visit, a day later; anything else stays.
fn relative(value: &str, day: NaiveDate) -> String {
    let Some(rest) = value.strip_prefix('@') else { return value.to_owned() };
    let unit = rest.find(['m', 'd']).unwrap();
    let count: i64 = rest[..unit].parse().unwrap();
    let by: i64 = rest[unit + 1..].parse().unwrap();
    let months = Months::new(u32::try_from(count.abs()).unwrap());
    let near = match (&rest[unit..=unit], count < 0) {
        ("m", true) => day.checked_sub_months(months).unwrap(),
        ("m", false) => day.checked_add_months(months).unwrap(),
        _ => day + chrono::TimeDelta::days(count),
    };
    (near + chrono::TimeDelta::days(by)).to_string()
}

fn collect(draws: Vec<BoxedStrategy<Drawn>>) -> BoxedStrategy<Facts> {
    draws
        .prop_map(|drawn| drawn.into_iter().filter_map(|(name, it)| Some((name, it?))).collect())
        .boxed()
}

/// An amount of 分 in 元.
pub(crate) fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// An amount in 元 in 分.
pub(crate) fn fen(yuan: &str) -> i64 {
    yuan.replace('.', "").parse().unwrap()
}

fn figures(text: &str) -> Vec<i64> {
    let mut found: Vec<i64> = Vec::new();
    for figure in arguments(text, "Money(") {
        let (units, decimals) = figure.split_once('.').unwrap_or((figure, "00"));
        let fen = format!("{units}{:0<2}", &decimals[..decimals.len().min(2)]);
        found.extend(fen.parse::<i64>().ok().filter(|it| *it > 0));
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn special_days(text: &str) -> Vec<NaiveDate> {
    let mut found = Vec::new();
    for day in arguments(text, "Date(") {
        let parts: Vec<&str> = day.split(", ").collect();
        if let [year, month, day] = parts.as_slice()
            && let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse())
        {
            found.extend(NaiveDate::from_ymd_opt(year, month, day));
        }
    }
    found
}
