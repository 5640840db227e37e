//! Limits that never bind, or always.

use std::collections::BTreeMap;

use super::{Can, Checks, nothing};
use crate::diagnostics::{Code, Problem};
use crate::proof::linear::Constraint;
use crate::proof::pieces::{Limit, LimitKind, Piece};
use crate::rule::ClauseId;
use crate::text;
use crate::value::OutOfRange;

type Met<'a> = BTreeMap<(ClauseId, LimitKind), Vec<(&'a Piece, &'a Limit)>>;

pub(super) fn check(checks: &mut Checks<'_, '_>) -> Result<(), OutOfRange> {
    let mut met: Met<'_> = BTreeMap::new();
    for piece in checks.pieces.all() {
        for limit in piece.settled().map_or(&[][..], |amounts| &amounts.seen.limits) {
            met.entry((limit.clause, limit.kind)).or_default().push((piece, limit));
        }
    }
    for ((clause, kind), met) in met {
        let binds = any(checks, &met, &|limit| binding(limit, kind))?;
        let loose = any(checks, &met, &|limit| not_binding(limit, kind))?;
        decide(checks, clause, Code::NeverBinds, binds, |checks| never(checks, clause, kind));
        decide(checks, clause, Code::AlwaysBinds, loose, |checks| always(checks, clause, kind));
    }
    Ok(())
}

fn decide(
    checks: &mut Checks<'_, '_>,
    clause: ClauseId,
    code: Code,
    can: Can,
    problem: impl FnOnce(&Checks<'_, '_>) -> Problem,
) {
    match (can, checks.why_not()) {
        (Can::Yes, _) => checks.problems.proved(code),
        (Can::No, None) => {
            let problem = problem(checks);
            checks.report(problem);
        }
        (Can::No, Some(why)) => checks.left(&why),
        (Can::Open, _) => {
            let (place, title) = (checks.place(clause), checks.title(clause));
            checks.problems.undecided(
                code,
                place,
                text!("不能断定“{title}”何时起作用", "it is not decided when `{title}` binds"),
            );
        }
    }
}

type Asked = Result<Vec<Constraint>, OutOfRange>;

/// The limit holds something back; 最高 and 最低 count as used where they are reached.
fn binding(limit: &Limit, kind: LimitKind) -> Asked {
    let over = match kind {
        LimitKind::AtMost | LimitKind::AtLeast => Constraint::at_least(&limit.over, &nothing())?,
        LimitKind::Deductible | LimitKind::Ceiling | LimitKind::Cap => {
            Constraint::above(&limit.over, &nothing())?
        }
    };
    Ok(vec![over, Constraint::above(&limit.size, &nothing())?])
}

/// There is something, and the limit leaves some of it.
fn not_binding(limit: &Limit, kind: LimitKind) -> Asked {
    let some = Constraint::above(&limit.size, &nothing())?;
    let left = match kind {
        LimitKind::Deductible => Constraint::above(&limit.size, &limit.over)?,
        LimitKind::Ceiling | LimitKind::Cap | LimitKind::AtMost | LimitKind::AtLeast => {
            Constraint::at_least(&nothing(), &limit.over)?
        }
    };
    Ok(vec![some, left])
}

fn any(
    checks: &Checks<'_, '_>,
    met: &[(&Piece, &Limit)],
    asked: &dyn Fn(&Limit) -> Asked,
) -> Result<Can, OutOfRange> {
    let mut open = false;
    for (piece, limit) in met {
        match checks.can(piece, &asked(limit)?)? {
            Can::Yes => return Ok(Can::Yes),
            Can::No => {}
            Can::Open => open = true,
        }
    }
    Ok(if open { Can::Open } else { Can::No })
}

fn never(checks: &Checks<'_, '_>, clause: ClauseId, kind: LimitKind) -> Problem {
    let title = checks.title(clause);
    let message = match kind {
        LimitKind::Deductible => text!(
            "“{title}”从不扣钱：在任何就诊里都是 0",
            "`{title}` never takes anything: it is 0 for every visit"
        ),
        LimitKind::Ceiling | LimitKind::Cap | LimitKind::AtMost => text!(
            "“{title}”从不起作用：没有就诊会超过它",
            "`{title}` never binds: no visit comes to more"
        ),
        LimitKind::AtLeast => text!(
            "“{title}”从不起作用：没有就诊会低于它",
            "`{title}` never binds: no visit comes to less"
        ),
    };
    Problem::new(Code::NeverBinds, checks.place(clause), message).help(text!(
        "核对数值和单位；文件确实这样写的，用“允许 never-binds 理由 “…””说明",
        "check the figure and its unit; if the notice says so, state it with `allow never-binds because \"…\"`"
    ))
}

fn always(checks: &Checks<'_, '_>, clause: ClauseId, kind: LimitKind) -> Problem {
    let title = checks.title(clause);
    let message = match kind {
        LimitKind::Deductible => text!(
            "“{title}”总把钱扣完：没有就诊能超过它",
            "`{title}` always takes all there is: no visit comes above it"
        ),
        LimitKind::Ceiling | LimitKind::Cap | LimitKind::AtMost | LimitKind::AtLeast => text!(
            "“{title}”总在起作用：前面写的数值从来用不上",
            "`{title}` always binds: the figures before it are never used"
        ),
    };
    Problem::new(Code::AlwaysBinds, checks.place(clause), message).help(text!(
        "核对数值和单位；文件确实这样写的，用“允许 always-binds 理由 “…””说明",
        "check the figure and its unit; if the notice says so, state it with `allow always-binds because \"…\"`"
    ))
}
