//! How the benefit goes with the bill: never down, and not up at once.

use super::{Checks, figure};
use crate::diagnostics::{Code, Problem};
use crate::interpret::value_at;
use crate::proof::linear::{Constraint, Form, Var};
use crate::proof::pieces::{Amounts, Piece};
use crate::proof::scene::{Alternative, Answer, Other, Scene, Settled};
use crate::proof::told::witness;
use crate::rule::{BenefitId, Bucket, ClaimKind, ClauseId};
use crate::settlement::Settlement;
use crate::text;
use crate::value::{Date, Exact, OutOfRange, Type, Value};

/// A step of less than this is no cliff where the file names no figure, in 分.
const SMALL: i64 = 100;

/// A settled piece, and one that a bill of one fen more comes to.
struct Pair<'a> {
    less: (&'a Piece, &'a Amounts),
    more: (&'a Piece, &'a Amounts),
    cost: Var,
}

impl<'a> Pair<'a> {
    fn is_one(&self) -> bool {
        std::ptr::eq(self.less.0, self.more.0)
    }

    fn alternatives(&self, other: Other) -> [Alternative<'a>; 2] {
        [
            Alternative::same(self.less.0),
            Alternative { other: Some(other), ..Alternative::same(self.more.0) },
        ]
    }

    /// How much more the funds pay for the dearer visit.
    fn rise(&self, other: Other) -> Result<Form, OutOfRange> {
        let [less, more] = self.alternatives(other);
        more.form(&self.more.1.funds)?.sub(&less.form(&self.less.1.funds)?)
    }
}

/// Asks something of every pair of settled pieces that the same person can come to with two bills, until
/// it is told to stop.
fn pairs<'a>(
    checks: &Checks<'a, '_>,
    ask: &mut dyn FnMut(&Pair<'a>) -> Result<(), OutOfRange>,
) -> Result<(), OutOfRange> {
    let pieces = checks.pieces;
    for (own, other) in pieces.agreeing(&[]) {
        let Some(cost) = own.given().and_then(|given| checks.cost(given)) else { continue };
        if other.given().and_then(|given| checks.cost(given)) != Some(cost) {
            continue;
        }
        for less in &own.pieces {
            let Some(amounts) = less.settled() else { continue };
            let itself = std::ptr::eq(own, other).then_some(less);
            let beside = other.beside(less, Some((cost, Exact::ONE)), &pieces.work)?;
            let beside = beside.into_iter().filter(|more| !std::ptr::eq(*more, less));
            for more in itself.into_iter().chain(beside) {
                if pieces.work.is_done() {
                    return Ok(());
                }
                if let Some(more_amounts) = more.settled() {
                    ask(&Pair { less: (less, amounts), more: (more, more_amounts), cost })?;
                }
            }
        }
    }
    Ok(())
}

/// Paying more never brings less: nowhere within a piece, and not from one piece to the next.
pub(super) fn falls(checks: &mut Checks<'_, '_>) -> Result<(), OutOfRange> {
    let fewer = |settled: &[Settled]| matches!(settled, [Ok(first), Ok(second)] if funds(second) < funds(first));
    each(checks, Code::PaysLessForMore, &|checks, pair| {
        if !pair.is_one() {
            let next = Other::More(pair.cost, Exact::ONE);
            let less = pair.rise(next)?.neg()?;
            return checks.clearest(&pair.alternatives(next), &less, &[], &fewer);
        }
        if !pair.less.1.funds.slope(pair.cost).is_negative() {
            return Ok(Answer::None);
        }
        let any = Other::Any(pair.cost);
        let [_, more] = pair.alternatives(any);
        let cost = Form::var(pair.cost);
        let dearer = Constraint::above(&more.form(&cost)?, &cost)?;
        let less = pair.rise(any)?.neg()?;
        checks.clearest(&pair.alternatives(any), &less, &[dearer], &fewer)
    })
}

/// A fen more of cost never brings much more at once.
pub(super) fn jumps(checks: &mut Checks<'_, '_>) -> Result<(), OutOfRange> {
    each(checks, Code::BenefitCliff, &|checks, pair| {
        if pair.is_one() {
            return Ok(Answer::None);
        }
        let (most, _) = allowed(checks, pair.more.0.given.day);
        let next = Other::More(pair.cost, Exact::ONE);
        let over = pair.rise(next)?.sub(&figure(most))?;
        let rises = |settled: &[Settled]| match settled {
            [Ok(first), Ok(second)] => {
                let rise = Exact::fraction(funds(second).saturating_sub(funds(first)), 1);
                rise.and_then(|rise| rise.sub(most)).is_ok_and(Exact::is_positive)
            }
            _ => false,
        };
        checks.clearest(&pair.alternatives(next), &over, &[], &rises)
    })
}

type Asked<'f> = &'f dyn Fn(&Checks<'_, '_>, &Pair<'_>) -> Result<Answer, OutOfRange>;

/// Asks a question of every pair, until each benefit has a finding.
fn each(checks: &mut Checks<'_, '_>, code: Code, asked: Asked<'_>) -> Result<(), OutOfRange> {
    let mut told: Vec<Option<BenefitId>> = Vec::new();
    let mut open = false;
    let mut found = Vec::new();
    pairs(checks, &mut |pair| {
        let benefit = pair.more.1.benefit;
        if told.contains(&benefit) {
            return Ok(());
        }
        match asked(checks, pair)? {
            Answer::Shown(scene) => {
                told.push(benefit);
                found.push((benefit, pair.more.0.given.day, scene));
            }
            Answer::None => {}
            Answer::Open => open = true,
        }
        Ok(())
    })?;
    for (benefit, day, scene) in found {
        if code == Code::BenefitCliff {
            let (_, claim) = allowed(checks, day);
            report_jump(checks, benefit, claim, &scene);
        } else {
            report_fall(checks, benefit, &scene);
        }
    }
    end(checks, code, told.is_empty(), open);
    Ok(())
}

fn end(checks: &mut Checks<'_, '_>, code: Code, nothing: bool, open: bool) {
    if nothing && open && checks.why_not().is_none() {
        let head = &checks.pieces.program.head;
        let (span, name) = (head.span, &head.name);
        checks.problems.undecided(
            code,
            span,
            text!(
                "“{name}”只在某些累计状态下可能如此，没有找到走到那里的就诊",
                "`{name}`: only at some state of the totals, and no visits were found that lead there"
            ),
        );
    } else if nothing {
        checks.found_nothing(code);
    }
}

/// How much the benefit may jump at one fen of cost, and the clause that says so.
fn allowed(checks: &Checks<'_, '_>, day: Date) -> (Exact, Option<ClauseId>) {
    let program = checks.pieces.program;
    for claim in &program.body.claims {
        let in_force = program.clause(claim.clause).is_none_or(|it| it.validity.holds(day));
        if let (ClaimKind::Cliff(limit), true) = (&claim.kind, in_force)
            && let Some(Value::Number(most)) = value_at(program, *limit, &checks.facts(day, None))
        {
            return (most, Some(claim.clause));
        }
    }
    (Exact::whole(SMALL), None)
}

/// What the funds pay, in 分.
pub(super) fn funds(settlement: &Settlement) -> i128 {
    let paid = settlement.buckets.iter().filter(|(bucket, _)| matches!(bucket, Bucket::Fund(_)));
    paid.map(|(_, amount)| amount.numerator()).fold(0, i128::saturating_add)
}

/// The two bills of a scene and what the funds pay of each, as figures.
fn told(scene: &Scene) -> Option<[String; 4]> {
    let [Ok(first), Ok(second)] = scene.settled.as_slice() else { return None };
    let yuan = |fen: i128| {
        let fen = Exact::fraction(fen, 1).unwrap_or(Exact::ZERO);
        crate::value::figure(fen, Type::Money)
    };
    let bill = |settlement: &Settlement| yuan(settlement.bill.total.numerator());
    Some([bill(first), yuan(funds(first)), bill(second), yuan(funds(second))])
}

fn report_fall(checks: &mut Checks<'_, '_>, benefit: Option<BenefitId>, scene: &Scene) {
    let Some([less, first, more, second]) = told(scene) else { return };
    let problem = Problem::new(
        Code::PaysLessForMore,
        checks.of_benefit(benefit),
        text!(
            "费用更高，基金反而付得更少：{less} 付 {first}，{more} 付 {second}",
            "a higher bill brings less from the funds: {first} of {less}, {second} of {more}"
        ),
    )
    .help(text!(
        "核对随费用变化的条件、比例和步骤的先后；文件确实如此，用“允许 pays-less-for-more 理由 “…””说明",
        "check what depends on the bill: conditions, ratios, the order of steps; if the notice says so, state it with `allow pays-less-for-more because \"…\"`"
    ));
    let shows = text!("费用更高，基金付得更少", "more cost, less from the funds");
    let told = witness(checks.pieces.program, scene, shows);
    checks.report(problem.witness(told));
}

fn report_jump(
    checks: &mut Checks<'_, '_>,
    benefit: Option<BenefitId>,
    claim: Option<ClauseId>,
    scene: &Scene,
) {
    let Some([less, first, more, second]) = told(scene) else { return };
    let mut problem = Problem::new(
        Code::BenefitCliff,
        checks.of_benefit(benefit),
        text!(
            "费用只多 1 分，基金一下多付许多：{less} 付 {first}，{more} 付 {second}",
            "one fen more of cost brings much more at once: {first} of {less}, {second} of {more}"
        ),
    )
    .help(text!(
        "核对按费用分档的条件；文件确实如此，用“断崖 不超过 …元”写明容许多少，或“允许 benefit-cliff 理由 “…””",
        "check conditions on the bill; if the notice says so, state how much with `cliff at most …`, or `allow benefit-cliff because \"…\"`"
    ));
    if let Some(clause) = claim {
        let place = checks.place(clause);
        problem = problem.also(place, text!("这里写明容许多少", "how much is meant is said here"));
    }
    let shows = text!("多 1 分费用的断崖", "a cliff at one fen of cost");
    let told = witness(checks.pieces.program, scene, shows);
    checks.report(problem.witness(told));
}
