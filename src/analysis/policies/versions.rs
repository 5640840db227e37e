//! Policies that take each other's place: `conflicting-dates` for two of one name on one day,
//! `missing-days` for days between one that ended and one that has not begun.

use std::collections::BTreeMap;

use super::claim::{Claimed, Question, claimed};
use crate::analysis::succession::slip;
use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Policy;
use crate::rule::date_words;
use crate::source::Span;
use crate::text;
use crate::value::Validity;

pub(super) fn check(policies: &[Policy], problems: &mut Problems) {
    for (index, later) in policies.iter().enumerate() {
        for earlier in policies.iter().take(index) {
            let of_one_kind = earlier.head.calc == later.head.calc;
            if of_one_kind && earlier.head.name == later.head.name {
                conflict(earlier, later, problems);
            }
        }
    }
    for group in groups(policies).values() {
        for earlier in group {
            if let Some(ended) = earlier.head.validity.until {
                gap(earlier, ended, group, problems);
            }
        }
    }
}

/// The policies of a city stand in for each other; without a city, those of one name.
fn groups(policies: &[Policy]) -> BTreeMap<(bool, Option<&str>, &str), Vec<&Policy>> {
    let mut groups: BTreeMap<_, Vec<&Policy>> = BTreeMap::new();
    for policy in policies {
        let head = &policy.head;
        let city = head.city.as_deref().filter(|_| !head.calc);
        let name = if city.is_some() { "" } else { head.name.as_str() };
        groups.entry((head.calc, city, name)).or_default().push(policy);
    }
    groups
}

/// Two policies of one name, in force on the same day.
fn conflict(earlier: &Policy, later: &Policy, problems: &mut Problems) {
    let days = earlier.head.validity.and(&later.head.validity);
    if days.is_empty() {
        return problems.proved(Code::ConflictingDates);
    }
    let word = &later.head.name;
    let (zh, en) = date_words(&days);
    let message = if later.head.calc {
        text!(
            "两个计算都叫“{word}”，而且同时有效（{zh}）",
            "two calculations are called `{word}` and are in force at the same time ({en})"
        )
    } else {
        text!(
            "两份政策都叫“{word}”，而且同时有效（{zh}）",
            "two policies are called `{word}` and are in force at the same time ({en})"
        )
    };
    let problem = Problem::new(Code::ConflictingDates, later.head.named, message)
        .also(earlier.head.named, text!("另一份", "the other"))
        .help(text!(
            "给旧的一份写“至 …”，新的一份写“自 …”；不是新旧两版的，换一个名称",
            "write `until …` in the older and `from …` in the newer one, or give one of them another name"
        ));
    let shows = text!("两份“{word}”都适用", "both policies `{word}` claim it");
    let question = Question { by: vec![earlier, later], not_by: Vec::new(), days };
    problems.push(match claimed(later, &question, shows) {
        Claimed::By(witness) if !later.head.calc => problem.witness(*witness),
        Claimed::By(_) | Claimed::Never | Claimed::Unknown => problem,
    });
}

/// Days on which those for whom a policy was have none, until the next begins.
fn gap(earlier: &Policy, ended: crate::value::Date, group: &[&Policy], problems: &mut Problems) {
    let begins = |policy: &Policy| policy.head.validity.from.filter(|from| ended < *from);
    let mut next: Vec<&Policy> =
        group.iter().copied().filter(|policy| begins(policy).is_some()).collect();
    next.sort_by_key(|policy| begins(policy));
    let mark = problems.mark();
    for later in next {
        let days = Validity { from: Some(ended), until: begins(later) };
        let others = |policy: &&&Policy| {
            !std::ptr::eq(**policy, earlier) && !policy.head.validity.and(&days).is_empty()
        };
        let not_by: Vec<&Policy> = group.iter().filter(others).copied().collect();
        let question = Question { by: vec![earlier, later], not_by, days };
        let shows = text!("当日没有政策", "no policy is in force on that day");
        match claimed(later, &question, shows) {
            Claimed::Never => {}
            Claimed::Unknown => {
                problems.undecided(
                    Code::MissingDays,
                    ends(earlier),
                    text!(
                        "不能断定这些日子里是不是人人都有政策：条件里有算出来的数，或词汇不同",
                        "whether everyone has a policy on these days is not known: a condition computes with figures, or vocabularies differ"
                    ),
                );
                break;
            }
            Claimed::By(witness) => {
                let problem = finding(earlier, later, days);
                problems.push(if later.head.calc { problem } else { problem.witness(*witness) });
                break;
            }
        }
    }
    problems.proved_since(&mark, &[Code::MissingDays]);
}

/// Where a policy says until when it is in force.
fn ends(policy: &Policy) -> Span {
    policy.head.dates.until.unwrap_or(policy.head.named)
}

fn finding(earlier: &Policy, later: &Policy, days: Validity) -> Problem {
    let (a, b) = (&earlier.head.name, &later.head.name);
    let (zh, en) = date_words(&days);
    let message = if a == b {
        text!(
            "旧的“{a}”到期了，新的还没有开始：{zh}没有政策",
            "the older `{a}` has ended and the newer one not begun: there is none {en}"
        )
    } else {
        text!(
            "“{a}”到期了，“{b}”还没有开始：{zh}没有政策",
            "`{a}` has ended and `{b}` not begun: there is no policy {en}"
        )
    };
    let problem = Problem::new(Code::MissingDays, ends(earlier), message)
        .also(
            later.head.dates.from.unwrap_or(later.head.named),
            text!("新的从这一天起", "the newer one begins here"),
        )
        .help(text!(
            "把旧的写到新的开始的那一天；若那些日子本来就没有政策，写“允许 missing-days 理由 …”",
            "let the older one go on until the newer begins; if there was none in between, say so with `allow missing-days because …`"
        ));
    slip(problem, &earlier.head.dates, &days)
}
