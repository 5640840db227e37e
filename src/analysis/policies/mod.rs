//! `overlapping-policies`: two policies of one city that both take a visit; and what `versions` says
//! of policies that take each other's place.
//!
//! Each policy has a vocabulary of its own; what they share, they share by name.

mod claim;
mod translate;
mod versions;

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Policy;
use crate::text;
use claim::{Claimed, Question, claimed};

pub(super) fn check(policies: &[Policy], problems: &mut Problems) {
    versions::check(policies, problems);
    let mut cities: BTreeMap<&str, Vec<&Policy>> = BTreeMap::new();
    for policy in policies.iter().filter(|policy| !policy.head.calc) {
        if let Some(city) = &policy.head.city {
            cities.entry(city).or_default().push(policy);
        }
    }
    for group in cities.values() {
        for (index, later) in group.iter().enumerate() {
            for earlier in group.iter().take(index) {
                pair(earlier, later, problems);
            }
        }
    }
}

fn pair(earlier: &Policy, later: &Policy, problems: &mut Problems) {
    let days = earlier.head.validity.and(&later.head.validity);
    let (a, b) = (&earlier.head.name, &later.head.name);
    // Two versions of one policy are told apart by their dates; that is looked at before.
    if days.is_empty() || a == b {
        return problems.proved(Code::OverlappingPolicies);
    }
    let question = Question { by: vec![earlier, later], not_by: Vec::new(), days };
    let shows = text!("“{a}”和“{b}”都适用", "both `{a}` and `{b}` claim it");
    match claimed(later, &question, shows) {
        Claimed::Never => problems.proved(Code::OverlappingPolicies),
        Claimed::Unknown => problems.undecided(
            Code::OverlappingPolicies,
            place(later),
            text!(
                "不能断定有没有就诊同时适用“{a}”和“{b}”：条件里有算出来的数，或词汇不同",
                "whether a visit falls under both `{a}` and `{b}` is not known: a condition computes with figures, or their vocabularies differ"
            ),
        ),
        Claimed::By(witness) => {
            let problem = Problem::new(
                Code::OverlappingPolicies,
                place(later),
                text!(
                    "同一统筹区的“{a}”和“{b}”都要同一次就诊",
                    "`{a}` and `{b}` of one city claim the same visit"
                ),
            )
            .also(place(earlier), text!("另一份政策", "the other policy"))
            .help(text!(
                "让两份的“适用”或生效日期互不重叠；否则结算时要指名用哪一份",
                "make their `applies` or dates exclude each other; otherwise a settlement has to name one of them"
            ));
            problems.push(problem.witness(*witness));
        }
    }
}

/// Where a policy says whom it is for.
fn place(policy: &Policy) -> crate::source::Span {
    let applies = policy.body.applies.as_ref().map(|applies| applies.span);
    let benefit = policy.body.benefits.first();
    let benefit = benefit.and_then(|benefit| policy.clauses.get(benefit.clause.index()));
    applies.or(benefit.map(|clause| clause.head)).unwrap_or(policy.head.span)
}
