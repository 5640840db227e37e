//! `confusing-name`: a name that already means something else where it stands.

use super::names::{Given, Sort};
use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Policy;
use crate::rule::{Bucket, Paid};
use crate::source::Span;
use crate::syntax::is_keyword;
use crate::text;

/// What else a name means.
enum Meaning {
    Keyword,
    /// A part of the bill, who pays, or the base of a fund.
    Money,
    /// A value of the enumeration of that name.
    Value(String, Option<Span>),
    /// Something else with a name.
    Other(Sort, Option<Span>),
}

/// `policies` are those of the file, whose vocabularies hold what the standard one brings.
pub(super) fn check(given: &[Given<'_>], policies: &[&Policy], problems: &mut Problems) {
    for it in given {
        match meaning(it, given, policies) {
            None => problems.proved(Code::ConfusingName),
            Some(meaning) => problems.push(confusing(it, meaning)),
        }
    }
}

fn meaning(it: &Given<'_>, given: &[Given<'_>], policies: &[&Policy]) -> Option<Meaning> {
    let name = it.name.node.as_str();
    // A field is often called as its type.
    if it.sort == Sort::Enum {
        return None;
    }
    if is_keyword(name) {
        return Some(Meaning::Keyword);
    }
    let base = matches!(name, "基数" | "base");
    if base || Bucket::named(name).is_some() || Paid::named(name).is_some() {
        return Some(Meaning::Money);
    }
    let others = || given.iter().filter(|other| other.name.node == name);
    let place = |other: &Given<'_>| Some(other.name.span);
    let wanted: &[Sort] = match it.sort {
        Sort::Value => return None,
        Sort::Fund => &[Sort::Field, Sort::Account, Sort::Let, Sort::Parameter],
        _ => &[],
    };
    if let Some(other) = others().find(|other| wanted.contains(&other.sort)) {
        return Some(Meaning::Other(other.sort, place(other)));
    }
    if let Some(value) = others().find(|other| other.sort == Sort::Value) {
        let of = value.of.unwrap_or_default().to_owned();
        return Some(Meaning::Value(of, place(value)));
    }
    standard(it.sort, name, policies)
}

/// What the standard vocabulary has under this name.
fn standard(sort: Sort, name: &str, policies: &[&Policy]) -> Option<Meaning> {
    policies.iter().find_map(|policy| {
        let vocabulary = &policy.vocabulary;
        let value = vocabulary.enums.iter().find(|found| {
            found.values.iter().any(|it| it.name == name && it.span == Span::default())
        });
        let account = vocabulary.accounts.iter().any(|it| it.name == name);
        let field = vocabulary.fields.iter().any(|it| it.name == name);
        match (value, sort) {
            (Some(value), _) => Some(Meaning::Value(value.name.clone(), None)),
            (None, Sort::Fund) if account => Some(Meaning::Other(Sort::Account, None)),
            (None, Sort::Fund) if field => Some(Meaning::Other(Sort::Field, None)),
            (None, _) => None,
        }
    })
}

fn confusing(it: &Given<'_>, meaning: Meaning) -> Problem {
    let name = &it.name.node;
    let (zh, en) = it.sort.words();
    let (message, place) = match &meaning {
        Meaning::Keyword => {
            (text!("“{name}”（{zh}）也是一个关键词", "the {en} `{name}` is also a keyword"), None)
        }
        Meaning::Money => (
            text!(
                "“{name}”（{zh}）也是账单里一部分钱的名称",
                "the {en} `{name}` is also the name of a part of the bill"
            ),
            None,
        ),
        Meaning::Value(of, place) => (
            text!(
                "“{name}”（{zh}）也是“{of}”的一个值",
                "the {en} `{name}` is also a value of `{of}`"
            ),
            *place,
        ),
        Meaning::Other(other, place) => {
            let (other_zh, other_en) = other.words();
            (
                text!(
                    "“{name}”（{zh}）也是一个{other_zh}的名称",
                    "the {en} `{name}` is also the name of another thing: {other_en}"
                ),
                *place,
            )
        }
    };
    let problem = Problem::new(Code::ConfusingName, it.name.span, message);
    let problem = match place {
        Some(place) => problem.also(place, text!("另一个在这里", "the other one")),
        None => problem,
    };
    problem.help(text!(
        "换一个名称，让读的人一眼看出说的是哪一个，例如“本市{name}”",
        "choose another name, so that a reader sees at once which is meant, such as `本市{name}`"
    ))
}
