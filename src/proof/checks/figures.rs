//! Figures out of bounds, and funds that would pay more than there is.

use std::collections::BTreeMap;

use super::Checks;
use crate::diagnostics::{Code, Problem, Text};
use crate::interpret::Stop;
use crate::proof::linear::{Constraint, Form};
use crate::proof::pieces::{Outcome, Piece};
use crate::proof::scene::{Alternative, Answer, Scene};
use crate::proof::told::witness;
use crate::rule::ClauseId;
use crate::source::Span;
use crate::text;
use crate::value::OutOfRange;

pub(super) const CODE: Code = Code::ImpossibleFigure;

/// Ratios outside 0–100 %, negative amounts, divisors of zero.
pub(super) fn impossible(checks: &mut Checks<'_, '_>) -> Result<(), OutOfRange> {
    let mut met: BTreeMap<Span, Vec<&Piece>> = BTreeMap::new();
    for piece in checks.pieces.all() {
        if let Outcome::Stopped(stop) = &piece.outcome
            && let Some(span) = span(checks, stop)
        {
            met.entry(span).or_default().push(piece);
        }
    }
    if met.is_empty() {
        checks.found_nothing(CODE);
    }
    for (span, pieces) in met {
        let mut shown = None;
        for piece in pieces {
            let out_of_bounds = |settled: &[crate::proof::scene::Settled]| {
                settled.iter().any(|each| match each {
                    Err(problems) => {
                        problems.iter().any(|each| each.code == Code::FigureOutOfBounds)
                    }
                    Ok(_) => false,
                })
            };
            let alternatives = [Alternative::same(piece)];
            if let Answer::Shown(scene) = checks.pieces.scene(&alternatives, &[], &out_of_bounds)? {
                shown = Some(scene);
                break;
            }
        }
        match shown {
            Some(scene) => report(checks, span, &scene),
            None => checks.problems.undecided(
                CODE,
                span,
                text!(
                    "算出的数值可能越界，但没有找到一次这样的就诊",
                    "this may come out of bounds, but no such visit was found"
                ),
            ),
        }
    }
    Ok(())
}

fn span(checks: &Checks<'_, '_>, stop: &Stop) -> Option<Span> {
    match stop {
        Stop::BadFigure { clause, .. } => Some(checks.place(*clause)),
        Stop::DivisionByZero(span) => Some(*span),
        Stop::OnLine(_, stop) => span(checks, stop),
        _ => None,
    }
}

fn report(checks: &mut Checks<'_, '_>, span: Span, scene: &Scene) {
    let said = scene.settled.iter().filter_map(|each| each.as_ref().err());
    let Some(said) = said.flatten().find(|each| each.code == Code::FigureOutOfBounds) else {
        return;
    };
    let (zh, en) = (&said.message.zh, &said.message.en);
    let message = text!("有的就诊在{zh}", "for some visits {en}");
    let mut problem = Problem::new(CODE, span, message);
    problem.help.clone_from(&said.help);
    let shows = text!("算出的数值越界", "a figure out of bounds");
    let told = witness(checks.pieces.program, scene, shows);
    checks.report(problem.witness(told));
}

/// Amounts that a clause sets outright and that are cut to the base.
pub(super) fn above_base(checks: &mut Checks<'_, '_>) -> Result<(), OutOfRange> {
    let mut met: BTreeMap<ClauseId, Vec<(&Piece, &Form, &Form)>> = BTreeMap::new();
    for piece in checks.pieces.all() {
        for (clause, figure, base) in piece.settled().map_or(&[][..], |it| &it.seen.outright) {
            met.entry(*clause).or_default().push((piece, figure, base));
        }
    }
    for (clause, met) in met {
        let mut shown = None;
        for (piece, figure, base) in met {
            let above = [Constraint::above(figure, base)?];
            let settles =
                |settled: &[crate::proof::scene::Settled]| settled.iter().all(Result::is_ok);
            if let Answer::Shown(scene) =
                checks.pieces.scene(&[Alternative::same(piece)], &above, &settles)?
            {
                shown = Some(scene);
                break;
            }
        }
        match shown {
            Some(scene) => cut(checks, clause, &scene),
            None => checks.found_nothing(Code::PaysAboveBase),
        }
    }
    Ok(())
}

fn cut(checks: &mut Checks<'_, '_>, clause: ClauseId, scene: &Scene) {
    let title = checks.title(clause);
    let shows: Text = text!("算出的支付额高于基数", "the figure is above the base");
    let problem = Problem::new(
        Code::PaysAboveBase,
        checks.place(clause),
        text!(
            "“{title}”算出的支付额有时高于它的基数，只能付到基数为止",
            "`{title}` sometimes comes to more than its base, and pays no more than the base"
        ),
    )
    .help(text!(
        "写“取小(…, 基数)”说明本意，或改正算式；每次固定的金额用“定额”",
        "write `min(…, base)` if that is meant, or correct the expression; a set amount is `fixed`"
    ));
    let told = witness(checks.pieces.program, scene, shows);
    checks.report(problem.witness(told));
}
