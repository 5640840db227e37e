//! Claims: each is proved for all visits, or shown to be false.

use std::collections::BTreeSet;

use super::compare::Favour;
use super::{Checks, figure, nothing};
use crate::diagnostics::{Code, Problem, Text};
use crate::interpret::value_at;
use crate::ledger::TotalKey;
use crate::program::NodeId;
use crate::proof::linear::{Constraint, Form};
use crate::proof::pieces::{Amounts, Figure, Piece, SumSeen};
use crate::proof::scene::{Alternative, Answer, Scene, Settled};
use crate::proof::told::witness;
use crate::rule::{Claim, ClaimId, ClaimKind, NeverWorse, SumClaim};
use crate::settlement::{ClaimFound, Settlement};
use crate::text;
use crate::value::{Date, Exact, OutOfRange, Period, Value};

/// How many visits are added up to show that a sum comes above its limit.
const MOST_VISITS: usize = 60;

pub(super) fn check(checks: &mut Checks<'_, '_>, id: ClaimId) -> Result<(), OutOfRange> {
    let Some(claim) = checks.pieces.program.body.claims.get(id.index()) else { return Ok(()) };
    let answer = match &claim.kind {
        ClaimKind::Visit(_) => of_visits(checks, id)?,
        ClaimKind::Sum(sum) => of_sums(checks, id, sum)?,
        ClaimKind::NeverWorse(favour) => of_groups(checks, favour)?,
        // How far the benefit may jump is looked at where jumps are.
        ClaimKind::Cliff(_) => return Ok(()),
    };
    match answer {
        Answer::Shown(scene) => refuted(checks, claim, &scene),
        Answer::None => checks.found_nothing(Code::FalseClaim),
        Answer::Open => match checks.why_not() {
            Some(why) => checks.left(&why),
            None => open(checks, claim),
        },
    }
    Ok(())
}

fn refuted(checks: &mut Checks<'_, '_>, claim: &Claim<NodeId>, scene: &Scene) {
    let words = &claim.words;
    let problem = Problem::new(
        Code::FalseClaim,
        checks.place(claim.clause),
        text!("“{words}”不总成立", "`{words}` does not always hold"),
    )
    .help(text!(
        "照下面的就诊核对规则；规则没有错，就改正断言，或用“当 …”写明它说的是哪些就诊",
        "check the rules against the visits below; if they are right, correct the claim, or say with `when …` which visits it is about"
    ));
    let shows: Text = text!("断言不成立：{words}", "a claim that does not hold: {words}");
    let told = witness(checks.pieces.program, scene, shows);
    checks.report(problem.witness(told));
}

fn open(checks: &mut Checks<'_, '_>, claim: &Claim<NodeId>) {
    let (place, words) = (checks.place(claim.clause), &claim.words);
    checks.problems.undecided(
        Code::FalseClaim,
        place,
        text!(
            "“{words}”既没有得到证明，也没有找到违反它的就诊",
            "`{words}` was neither proved, nor was a visit found that breaks it"
        ),
    );
}

/// A condition on each visit.
fn of_visits(checks: &Checks<'_, '_>, id: ClaimId) -> Result<Answer, OutOfRange> {
    let broken = |settled: &[Settled]| settled.iter().flatten().any(|it| breaks(&it.claims, id));
    let mut open = false;
    for piece in checks.pieces.all() {
        let Some(amounts) = piece.settled() else { continue };
        for (_, held, margin) in amounts.seen.claims.iter().filter(|(of, ..)| *of == id) {
            // Where two figures are equal before rounding, rounding may part them.
            let close = match margin {
                _ if !held => Vec::new(),
                Some(margin) => vec![Constraint::above(&figure(Exact::ONE), margin)?],
                None => continue,
            };
            match checks.pieces.scene(&[Alternative::same(piece)], &close, &broken)? {
                shown @ Answer::Shown(_) => return Ok(shown),
                Answer::Open if !held => open = true,
                Answer::None | Answer::Open => {}
            }
        }
    }
    Ok(if open { Answer::Open } else { Answer::None })
}

fn breaks(notes: &[crate::settlement::ClaimNote], id: ClaimId) -> bool {
    notes
        .iter()
        .any(|note| note.claim == id && matches!(note.found, ClaimFound::Visit { held: false, .. }))
}

/// A sum over a period: some running total of the period counts the same amount in every visit, and no
/// visit that adds to it leaves it above the limit.
fn of_sums(
    checks: &Checks<'_, '_>,
    id: ClaimId,
    sum: &SumClaim<NodeId>,
) -> Result<Answer, OutOfRange> {
    let met: Vec<(&Piece, &Amounts, &SumSeen)> = checks
        .pieces
        .all()
        .filter_map(|piece| Some((piece, piece.settled()?)))
        .flat_map(|(piece, amounts)| {
            let seen = amounts.seen.sums.iter().filter(|seen| seen.claim == id);
            seen.map(move |seen| (piece, amounts, seen))
        })
        .collect();
    for total in counting(checks, &met, sum.period) {
        if stays_below(checks, &met, &total)? {
            return Ok(Answer::None);
        }
    }
    for (piece, _, seen) in &met {
        if let Some(scene) = repeated(checks, piece, seen, id)? {
            return Ok(Answer::Shown(Box::new(scene)));
        }
    }
    Ok(if met.is_empty() { Answer::None } else { Answer::Open })
}

/// The running totals that count just what a claim adds up.
fn counting(
    checks: &Checks<'_, '_>,
    met: &[(&Piece, &Amounts, &SumSeen)],
    period: Period,
) -> Vec<String> {
    let totals = checks.pieces.program.body.accumulators.iter();
    let totals = totals.filter(|total| total.period == period);
    let counts = |identity: &str, amounts: &Amounts, seen: &SumSeen| {
        let added = amounts.added.iter().find(|(key, _)| key.identity == identity);
        let added = added.map_or_else(nothing, |(_, added)| added.clone());
        added == seen.amount
    };
    totals
        .map(|total| total.identity.clone())
        .filter(|identity| met.iter().all(|(_, amounts, seen)| counts(identity, amounts, seen)))
        // Several totals of one clause, by level or disease, are not their sum.
        .filter(|identity| {
            let added = met.iter().flat_map(|(_, amounts, _)| amounts.added.keys());
            let keys: BTreeSet<&String> =
                added.filter(|key| key.identity == *identity).map(|key| &key.keys).collect();
            keys.len() < 2
        })
        .collect()
}

fn stays_below(
    checks: &Checks<'_, '_>,
    met: &[(&Piece, &Amounts, &SumSeen)],
    identity: &str,
) -> Result<bool, OutOfRange> {
    let keys: BTreeSet<TotalKey> = checks
        .pieces
        .figures
        .all()
        .into_iter()
        .filter_map(|(_, figure)| match figure {
            Figure::Total(key) if key.identity == identity => Some(key),
            _ => None,
        })
        .collect();
    for (piece, amounts, seen) in met {
        let key = amounts.added.keys().find(|key| key.identity == identity);
        let Some(key) = key.or_else(|| keys.iter().next()) else { return Ok(false) };
        let var = checks.pieces.figures.known(&Figure::Total(key.clone()));
        let Some(var) = var else { return Ok(false) };
        let after = Form::var(var).add(&seen.amount)?;
        let above = if seen.may_reach {
            Constraint::above(&after, &seen.limit)?
        } else {
            Constraint::at_least(&after, &seen.limit)?
        };
        let adds = Constraint::above(&seen.amount, &nothing())?;
        if checks.can(piece, &[above, adds])? != super::Can::No {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The same visit again and again, until what it adds up to is above the limit.
fn repeated(
    checks: &Checks<'_, '_>,
    piece: &Piece,
    seen: &SumSeen,
    id: ClaimId,
) -> Result<Option<Scene>, OutOfRange> {
    let mut largest = None;
    for least in [1, 10_000, 100_000, 1_000_000, 10_000_000_i64] {
        let asked = [Constraint::at_least(&seen.amount, &figure(Exact::whole(least)))?];
        let adds = |settled: &[Settled]| settled.iter().all(Result::is_ok);
        match checks.pieces.scene(&[Alternative::same(piece)], &asked, &adds)? {
            Answer::Shown(scene) if scene.before.is_empty() => largest = Some(scene),
            Answer::Shown(_) | Answer::None | Answer::Open => break,
        }
    }
    let Some(scene) = largest else { return Ok(None) };
    let Some(facts) = scene.visits.first() else { return Ok(None) };
    let breaks = |settled: &[Settlement]| sum_breaks(settled, id, seen.may_reach);
    let program = checks.pieces.program;
    let same_day = vec![piece.given.day; MOST_VISITS];
    let found = checks.pieces.repeat(facts, &same_day, &breaks);
    Ok(found.or_else(|| {
        let days = months(program.head.year.start_of(piece.given.day));
        let days: Vec<Date> =
            days.into_iter().filter(|day| program.head.validity.holds(*day)).collect();
        checks.pieces.repeat(facts, &days, &breaks)
    }))
}

/// A day in each month from a day on, five times over.
fn months(start: Date) -> Vec<Date> {
    let months = (0..12).filter_map(|month| start.checked_add_months(chrono::Months::new(month)));
    months.flat_map(|day| [day; 5]).collect()
}

/// Whether the sums of visits come above the limit that the last of them has, or reach it where they must
/// stay below.
fn sum_breaks(settled: &[Settlement], id: ClaimId, may_reach: bool) -> bool {
    let mut sum = Exact::ZERO;
    let mut last = None;
    for note in settled.iter().flat_map(|each| &each.claims).filter(|note| note.claim == id) {
        if let ClaimFound::Sum { amount, limit } = &note.found {
            sum = sum.add(*amount).unwrap_or(sum);
            last = Some(*limit);
        }
    }
    let over = last.and_then(|limit| sum.sub(limit).ok());
    over.is_some_and(|over| over.is_positive() || over.is_zero() && !may_reach)
}

/// Who never gets less than whom.
fn of_groups(checks: &Checks<'_, '_>, favour: &NeverWorse<NodeId>) -> Result<Answer, OutOfRange> {
    let used = checks.used(favour.field);
    let meets = |condition: NodeId| {
        let program = checks.pieces.program;
        let held = used.iter().filter(|value| {
            let Some(day) = checks.pieces.all().next().map(|piece| piece.given.day) else {
                return false;
            };
            let facts = checks.facts(day, Some((favour.field, (*value).clone())));
            value_at(program, condition, &facts) == Some(Value::Flag(true))
        });
        held.cloned().collect::<Vec<_>>()
    };
    let (better, worse) = (meets(favour.values), meets(favour.than));
    let mut open = false;
    for better in &better {
        for worse in &worse {
            let (field, better, worse) = (favour.field, better.clone(), worse.clone());
            match checks.worse(&Favour { field, better, worse })? {
                shown @ Answer::Shown(_) => return Ok(shown),
                Answer::None => {}
                Answer::Open => open = true,
            }
        }
    }
    Ok(if open { Answer::Open } else { Answer::None })
}
