//! Steps that no money reaches.

use std::collections::BTreeMap;

use super::{Can, Checks, nothing};
use crate::diagnostics::{Code, Problem};
use crate::proof::linear::{Constraint, Form};
use crate::proof::pieces::Piece;
use crate::rule::ClauseId;
use crate::text;
use crate::value::OutOfRange;

pub(super) fn check(checks: &mut Checks<'_, '_>) -> Result<(), OutOfRange> {
    let mut met: BTreeMap<ClauseId, Vec<(&Piece, &Form)>> = BTreeMap::new();
    for piece in checks.pieces.all() {
        for (clause, base) in piece.settled().map_or(&[][..], |amounts| &amounts.seen.bases) {
            met.entry(*clause).or_default().push((piece, base));
        }
    }
    for (clause, met) in met {
        let mut can = Can::No;
        for (piece, base) in met {
            match checks.can(piece, &[Constraint::above(base, &nothing())?])? {
                Can::Yes => {
                    can = Can::Yes;
                    break;
                }
                Can::No => {}
                Can::Open => can = Can::Open,
            }
        }
        match can {
            Can::Yes => checks.problems.proved(Code::NoMoneyLeft),
            Can::No if checks.why_not().is_none() => report(checks, clause),
            Can::No => checks.found_nothing(Code::NoMoneyLeft),
            Can::Open => {
                let (place, title) = (checks.place(clause), checks.title(clause));
                checks.problems.undecided(
                    Code::NoMoneyLeft,
                    place,
                    text!(
                        "不能断定有没有钱到达“{title}”",
                        "it is not decided whether money comes to `{title}`"
                    ),
                );
            }
        }
    }
    Ok(())
}

fn report(checks: &mut Checks<'_, '_>, clause: ClauseId) {
    let title = checks.title(clause);
    let problem = Problem::new(
        Code::NoMoneyLeft,
        checks.place(clause),
        text!(
            "到“{title}”时已经没有钱可分：前面的步骤把费用全部用完了",
            "no money comes to `{title}`: the steps before it take all of it"
        ),
    );
    checks.report(problem.help(text!(
        "核对步骤的先后；前面的基金若有封顶线，超出的部分才会留到这一步",
        "check the order of the steps; a fund leaves money open only above its cap"
    )));
}
