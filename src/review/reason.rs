//! `missing-reason`: a clause is left out, and nobody says why.

use crate::diagnostics::{Code, Problem, Problems};
use crate::syntax::ast::{Member, MemberKind};
use crate::text;

pub(super) fn check(members: &[Member], problems: &mut Problems) {
    for member in members {
        check(member.kind.inside(), problems);
        let MemberKind::NotEncoded(text) = &member.kind else { continue };
        if member.suffix.because.is_some() {
            problems.proved(Code::MissingReason);
            continue;
        }
        let words = &text.node;
        problems.push(
            Problem::new(
                Code::MissingReason,
                member.head,
                text!("没有写“{words}”为什么未编码", "it does not say why `{words}` is left out"),
            )
            .help(text!(
                "在后面写“理由 \"…\"”，例如“理由 \"原文没有给出比例\"”",
                "write `because \"…\"` behind it, such as `because \"原文没有给出比例\"`"
            )),
        );
    }
}
