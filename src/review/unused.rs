//! `unused-name`: a name is given, and nothing reads it.
//!
//! A vocabulary is there for others, and a shared total has a check of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Given, Sort};
use super::words::Word;
use crate::diagnostics::{Code, Problem, Problems, Text};
use crate::rule::Role;
use crate::source::Span;
use crate::syntax::ast::{self, Item};
use crate::text;

/// Words that make a range of an ordered value: `二级以上`.
const RANGES: [&str; 5] = ["及以上", "以上", "及以下", "以下", "以内"];

/// Where each word stands that is no name being given.
type Places<'w> = BTreeMap<&'w str, Vec<Span>>;

pub(super) fn check(
    files: &[ast::File],
    given: &[Given<'_>],
    words: &[Word<'_>],
    problems: &mut Problems,
) {
    let items = || files.iter().flat_map(|file| &file.items);
    let bases: BTreeSet<&str> = items().filter_map(base).collect();
    let read = places(files, given, words);
    // Only a policy reads; with none at hand there is nothing to say.
    let none = !items().any(|item| matches!(item, Item::Policy(_) | Item::Calc(_)));
    for it in given.iter().filter(|it| counts(it)) {
        // What a policy names for itself, it or one that builds on it must read.
        let home = it.policy.filter(|policy| !bases.contains(policy.name.node.as_str()));
        if none || is_read(it, home, given, &read) {
            problems.proved(Code::UnusedName);
        } else {
            problems.push(unused(it));
        }
    }
}

/// What a policy builds on.
fn base(item: &Item) -> Option<&str> {
    let (Item::Policy(policy) | Item::Calc(policy)) = item else { return None };
    policy.extends.as_ref().map(|name| name.node.as_str())
}

/// What a scenario gives, nobody has read yet; a name where it is given is no use of it.
fn places<'w>(files: &[ast::File], given: &[Given<'_>], words: &[Word<'w>]) -> Places<'w> {
    let names: BTreeSet<Span> = given.iter().map(|it| it.name.span).collect();
    let mut scenarios: Vec<Span> = Vec::new();
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            Item::Scenario(scenario) => scenarios.push(scenario.span),
            Item::ScenarioTable(table) => scenarios.push(table.span),
            _ => {}
        }
    }
    let mut read = Places::new();
    for word in words {
        let scenario = scenarios.partition_point(|span| span.hi <= word.span.lo);
        let told = scenarios.get(scenario).is_some_and(|span| holds(*span, word.span));
        if !told && !names.contains(&word.span) {
            read.entry(word.text).or_default().push(word.span);
        }
    }
    read
}

/// Whether something has to read it.
fn counts(it: &Given<'_>) -> bool {
    let engine = it.external.is_some_and(|external| Role::of(external).is_some());
    !it.shared && !engine && !matches!(it.sort, Sort::Value | Sort::Accumulator | Sort::Fund)
}

fn is_read(
    it: &Given<'_>,
    home: Option<&ast::Policy>,
    given: &[Given<'_>],
    read: &Places<'_>,
) -> bool {
    let stands = |word: &str| {
        read.get(word).is_some_and(|places| {
            places.iter().any(|place| {
                !holds(it.whole, *place) && home.is_none_or(|home| holds(home.span, *place))
            })
        })
    };
    let named = |name: &str| {
        stands(name)
            || RANGES.iter().any(|range| stands(&format!("{name}{range}")))
            || stands(&format!("各{name}"))
    };
    // A row finds its field by the value in its key.
    let values = || given.iter().filter(|value| value.sort == Sort::Value && value.of == it.of);
    let by_value = it.sort == Sort::Field && it.of.is_some();
    named(&it.name.node) || by_value && values().any(|value| named(&value.name.node))
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.lo <= inner.lo && inner.hi <= outer.hi
}

fn unused(it: &Given<'_>) -> Problem {
    let name = &it.name.node;
    let (zh, en) = it.sort.words();
    Problem::new(
        Code::UnusedName,
        it.name.span,
        text!("“{name}”（{zh}）没有一处用到", "nothing uses the {en} `{name}`"),
    )
    .help(advice(it.sort, name))
}

/// What the name would need.
fn advice(sort: Sort, name: &str) -> Text {
    match sort {
        Sort::Let | Sort::Parameter => text!(
            "在该用它的步骤、比例或条件里写上“{name}”，或者删去这一条",
            "write `{name}` in the step, ratio or condition that should use it, or remove this clause"
        ),
        Sort::Field => text!(
            "在条件或表头里写上“{name}”，或者删去它：就诊给出的这一项没有规则看",
            "write `{name}` in a condition or the header of a table, or remove it: no rule looks at this fact"
        ),
        Sort::Enum => text!(
            "声明一个这种类型的字段，例如“字段 … : {name} 属于 就诊”，或者删去它",
            "declare a field of this type, such as `field … : {name} of visit`, or remove it"
        ),
        Sort::Account => text!(
            "在“支付”里写上“{name}”，或者删去它：里面的钱谁也不用",
            "write `{name}` in `settle`, or remove it: nobody spends what is in it"
        ),
        Sort::Value | Sort::Accumulator | Sort::Fund => text!("删去它", "remove it"),
    }
}
