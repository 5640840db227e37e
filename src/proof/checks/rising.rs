//! How the benefit goes with the bill: never down, and not up at once.

use super::{Checks, figure};
use crate::diagnostics::{Code, Problem};
use crate::interpret::value_at;
use crate::proof::linear::{Constraint, Form, Var};
use crate::proof::pieces::{Amounts, Piece};
use crate::proof::scene::{Alternative, Answer, Scene, Settled};
use crate::proof::told::witness;
use crate::rule::{BenefitId, Bucket, ClaimKind, ClauseId};
use crate::settlement::Settlement;
use crate::text;
use crate::value::{Date, Exact, OutOfRange, Type, Value};

/// A step of less than this is no cliff where the file names no figure, in 分.
const SMALL: i64 = 100;

/// Two pieces that differ in the bill alone.
struct Pair<'a> {
    less: (&'a Piece, &'a Amounts),
    more: (&'a Piece, &'a Amounts),
    cost: Var,
}

impl<'a> Pair<'a> {
    fn alternatives(&self) -> [Alternative<'a>; 2] {
        [Alternative::same(self.less.0), Alternative { piece: self.more.0, other: Some(self.cost) }]
    }

    /// How much more the dearer visit costs, and how much more the funds pay for it.
    fn differences(&self) -> Result<(Form, Form), OutOfRange> {
        let [less, more] = self.alternatives();
        let cost = Form::var(self.cost);
        let dearer = more.form(&cost)?.sub(&less.form(&cost)?)?;
        let paid = more.form(&self.more.1.funds()?)?.sub(&less.form(&self.less.1.funds()?)?)?;
        Ok((dearer, paid))
    }
}

/// Every pair of settled pieces that the same person can come to with two bills.
fn pairs<'a>(checks: &Checks<'a, '_>) -> Vec<Pair<'a>> {
    let pieces = &checks.pieces.pieces;
    let mut pairs = Vec::new();
    for less in pieces {
        let (Some(own), Some(cost)) = (less.settled(), checks.cost(less)) else { continue };
        for more in pieces.iter().filter(|more| more.given.agrees(&less.given, &[])) {
            if let (Some(other), true) = (more.settled(), checks.cost(more) == Some(cost)) {
                pairs.push(Pair { less: (less, own), more: (more, other), cost });
            }
        }
    }
    pairs
}

/// Paying more never brings less.
pub(super) fn falls(checks: &mut Checks<'_, '_>) -> Result<(), OutOfRange> {
    let mut told: Vec<Option<BenefitId>> = Vec::new();
    let mut open = false;
    for pair in pairs(checks) {
        if checks.pieces.work.is_done() {
            break;
        }
        let benefit = pair.more.1.benefit;
        let (dearer, paid) = pair.differences()?;
        let flat = std::ptr::eq(pair.less.0, pair.more.0)
            && !pair.less.1.funds()?.slope(pair.cost).is_negative();
        if flat || told.contains(&benefit) {
            continue;
        }
        let less = paid.neg()?;
        let dearer = Constraint::above(&dearer, &figure(Exact::ZERO))?;
        let fewer = |settled: &[Settled]| matches!(settled, [Ok(first), Ok(second)] if funds(second) < funds(first));
        match checks.clearest(&pair.alternatives(), &less, &[dearer], &fewer)? {
            Answer::Shown(scene) => {
                told.push(benefit);
                report_fall(checks, benefit, &scene);
            }
            Answer::None => {}
            Answer::Open => open = true,
        }
    }
    end(checks, Code::PaysLessForMore, told.is_empty(), open);
    Ok(())
}

/// A fen more of cost never brings much more at once.
pub(super) fn jumps(checks: &mut Checks<'_, '_>) -> Result<(), OutOfRange> {
    let mut told: Vec<Option<BenefitId>> = Vec::new();
    let mut open = false;
    for pair in pairs(checks) {
        if checks.pieces.work.is_done() {
            break;
        }
        let benefit = pair.more.1.benefit;
        if std::ptr::eq(pair.less.0, pair.more.0) || told.contains(&benefit) {
            continue;
        }
        let (dearer, paid) = pair.differences()?;
        let (most, claim) = allowed(checks, pair.more.0.given.day);
        let fen = Constraint::equal(&dearer, &figure(Exact::ONE))?;
        let rises = |settled: &[Settled]| match settled {
            [Ok(first), Ok(second)] => {
                let rise = Exact::fraction(funds(second).saturating_sub(funds(first)), 1);
                rise.and_then(|rise| rise.sub(most)).is_ok_and(Exact::is_positive)
            }
            _ => false,
        };
        let over = paid.sub(&figure(most))?;
        match checks.clearest(&pair.alternatives(), &over, &[fen], &rises)? {
            Answer::Shown(scene) => {
                told.push(benefit);
                report_jump(checks, benefit, claim, &scene);
            }
            Answer::None => {}
            Answer::Open => open = true,
        }
    }
    end(checks, Code::BenefitCliff, told.is_empty(), open);
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
