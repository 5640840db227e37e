//! `uncited-rule`: a rule of a policy that lists the clauses of its notice, and no citation speaks for it.
//!
//! A citation behind a block speaks for what stands in the block; rows that all have their own speak for
//! the table.

use crate::diagnostics::{Code, Problem, Problems};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{Member, MemberKind, Row, Sort};
use crate::text;

pub(super) fn check(sources: &SourceMap, members: &[Member], problems: &mut Problems) {
    for member in members.iter().filter(|member| member.suffix.cites.is_empty()) {
        if !is_rule(sources, member) {
            check(sources, member.kind.inside(), problems);
            continue;
        }
        match missing(member) {
            None => problems.proved(Code::UncitedRule),
            Some(row) => problems.push(uncited(sources, member, row)),
        }
    }
}

/// Whether a clause says something that a notice must have said.
fn is_rule(sources: &SourceMap, member: &Member) -> bool {
    match &member.kind {
        // Nothing is above 100 % or below 0: that needs no notice.
        MemberKind::AtMost(_) | MemberKind::AtLeast(_) => !["100%", "100％", "0%", "0元"]
            .iter()
            .any(|end| sources.slice(member.span).ends_with(end)),
        // A name for something is no rule; a figure is.
        MemberKind::Let(_) => {
            sources.slice(member.span).contains(|letter: char| letter.is_ascii_digit())
        }
        // That cash pays what is left goes without saying.
        MemberKind::Settle(payers) => payers.iter().any(|payer| !is_cash(&payer.name.node)),
        MemberKind::Parameter(_) => true,
        // What it holds is looked at by itself.
        MemberKind::Fund(_) => false,
        kind => matches!(
            kind.sort(),
            Sort::Gate | Sort::Step | Sort::Way | Sort::Modifier | Sort::Result | Sort::Rounding
        ),
    }
}

fn is_cash(name: &str) -> bool {
    name == "现金" || name == "cash"
}

/// Where a citation is missing in a rule that has none of its own: the place of the first row without
/// one, when others have one, or nothing in particular. `None` when every part has its own.
fn missing(member: &Member) -> Option<Option<Span>> {
    let parts: Vec<(Span, bool)> = match &member.kind {
        MemberKind::Parameter(parameter) => {
            let values = parameter.values.iter();
            values.map(|value| (value.span, !value.suffix.cites.is_empty())).collect()
        }
        MemberKind::Settle(payers) => {
            let accounts = payers.iter().filter(|payer| !is_cash(&payer.name.node));
            // The order of the payers is one sentence; one citation speaks for it.
            let cited = payers.iter().any(|payer| !payer.suffix.cites.is_empty());
            accounts.map(|payer| (payer.span, cited)).collect()
        }
        kind => {
            let mut header =
                kind.inside().iter().find(|row| matches!(row.kind, MemberKind::Row(Row::Grid(_))));
            let rows = kind.inside().iter().filter(|row| matches!(row.kind, MemberKind::Row(_)));
            rows.filter(|row| header.take_if(|header| header.span == row.span).is_none())
                .map(|row| (row.span, !row.suffix.cites.is_empty()))
                .collect()
        }
    };
    let first = parts.iter().find(|(_, cited)| !cited);
    match (first, parts.is_empty()) {
        (None, false) => None,
        (Some((span, _)), _) if parts.iter().any(|(_, cited)| *cited) => Some(Some(*span)),
        _ => Some(None),
    }
}

fn uncited(sources: &SourceMap, member: &Member, row: Option<Span>) -> Problem {
    let title = sources.slice(member.head);
    let problem = Problem::new(
        Code::UncitedRule,
        member.head,
        text!("“{title}”没有写依据", "nothing is cited for this `{title}`"),
    );
    let problem = match row {
        Some(row) => problem.also(row, text!("这一行没有依据", "this row cites nothing")),
        None => problem,
    };
    problem.help(text!(
        "在后面写“依据 \"第…条\"”；写在待遇、基金或表的右括号后面，管里面的每一条",
        "write `cite \"第…条\"` behind it; behind the closing brace of a benefit, a fund or a table it speaks for all inside"
    ))
}
