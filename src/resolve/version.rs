//! Versions of one policy: the same name, dates that follow each other.

use super::clause::date_words;
use super::layer::Written;
use super::run::Run;
use crate::diagnostics::{Code, Problem};
use crate::policy::Policy;
use crate::text;

/// Complains of policies of one name that are in force on the same day.
pub(super) fn check(run: &mut Run<'_>, policies: &[Policy], written: &[Written<'_>]) {
    let head = |policy: &Policy| {
        let found = written.iter().find(|written| written.policy.span == policy.head.span);
        found.map_or(policy.head.span, |written| written.policy.name.span)
    };
    for (index, policy) in policies.iter().enumerate() {
        for earlier in policies.iter().take(index) {
            let both = policy.head.validity.and(&earlier.head.validity);
            let of_one_kind = policy.head.calc == earlier.head.calc;
            if !of_one_kind || policy.head.name != earlier.head.name {
                continue;
            }
            if both.is_empty() {
                run.problems.proved(Code::ConflictingDates);
                continue;
            }
            let word = &policy.head.name;
            let (zh, en) = date_words(&both);
            let message = if policy.head.calc {
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
            run.report(
                Problem::new(Code::ConflictingDates, head(policy), message)
                .also(head(earlier), text!("另一份", "the other"))
                .help(text!(
                    "给旧的一份写“至 …”，新的一份写“自 …”；不是新旧两版的，换一个名称",
                    "write `until …` in the older and `from …` in the newer one, or give one of them another name"
                )),
            );
        }
    }
}
