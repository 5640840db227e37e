//! What the steps of a settlement came to, as forms.

use crate::program::Program;
use crate::proof::linear::Form;
use crate::proof::tape::Traced;
use crate::rule::{Change, ClaimId, ClaimKind, ClauseId, How, StepKind};
use crate::settlement::{
    ClaimFound, ClaimNote, Compared, DeductibleNote, FigureNote, FundNote, Portion, Settlement,
    StepNote, StepRecord,
};
use crate::value::{Exact, Number, OutOfRange, Type, op::Comparison};

/// What a limit holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::proof) enum LimitKind {
    /// 起付线.
    Deductible,
    /// The most that deductibles come to over a period.
    Ceiling,
    /// 封顶线.
    Cap,
    /// 最高.
    AtMost,
    /// 最低.
    AtLeast,
}

/// A figure and the limit that it met.
#[derive(Debug, Clone)]
pub(in crate::proof) struct Limit {
    pub(in crate::proof) clause: ClauseId,
    pub(in crate::proof) kind: LimitKind,
    /// How far the figure is above the limit (below it, for 最低): above zero the limit binds.
    pub(in crate::proof) over: Form,
    /// How much it looked at: where this is nothing, the limit says nothing.
    pub(in crate::proof) size: Form,
}

/// What a visit adds to the sum of a claim, and the limit of that sum.
#[derive(Debug, Clone)]
pub(in crate::proof) struct SumSeen {
    pub(in crate::proof) claim: ClaimId,
    pub(in crate::proof) amount: Form,
    pub(in crate::proof) limit: Form,
    /// Whether the sum may come to the limit, and not only near it.
    pub(in crate::proof) may_reach: bool,
}

/// What was seen of the steps of a settlement.
#[derive(Debug, Clone, Default)]
pub(in crate::proof) struct Seen {
    /// What lay open before each step that takes money.
    pub(in crate::proof) bases: Vec<(ClauseId, Form)>,
    pub(in crate::proof) limits: Vec<Limit>,
    /// Ratios after their modifiers.
    pub(in crate::proof) ratios: Vec<(ClauseId, Form)>,
    /// Amounts that a fund pays outright, and the base that they come out of.
    pub(in crate::proof) outright: Vec<(ClauseId, Form, Form)>,
    /// Claims on the visit: whether they hold, and by how much where they compare two amounts.
    pub(in crate::proof) claims: Vec<(ClaimId, bool, Option<Form>)>,
    /// Claims on sums.
    pub(in crate::proof) sums: Vec<SumSeen>,
}

pub(super) fn seen(
    program: &Program,
    settlement: &Settlement<Traced<'_>>,
) -> Result<Seen, OutOfRange> {
    let mut seen = Seen::default();
    for step in &settlement.steps {
        seen.step(program, step)?;
    }
    for note in &settlement.claims {
        seen.claim(program, note)?;
    }
    Ok(seen)
}

impl Seen {
    fn step(&mut self, program: &Program, step: &StepRecord<Traced<'_>>) -> Result<(), OutOfRange> {
        match &step.note {
            StepNote::Skipped(_) | StepNote::Passed(_) | StepNote::ExcludedLines => return Ok(()),
            StepNote::SelfPay(figure) => self.figure(figure)?,
            StepNote::Deductible(note) => self.deductible(step, note)?,
            StepNote::Fund(note) => self.fund(program, step, note)?,
            StepNote::Account(_) => {}
        }
        self.bases.push((step.clause, step.base.form()));
        Ok(())
    }

    fn claim(&mut self, program: &Program, note: &ClaimNote<Traced<'_>>) -> Result<(), OutOfRange> {
        let claim = note.claim;
        match &note.found {
            ClaimFound::Visit { held, compared } => {
                let margin = match compared {
                    Some(sides) if sides.ty == Type::Money => margin(sides)?,
                    _ => None,
                };
                self.claims.push((claim, *held, margin));
            }
            ClaimFound::Sum { amount, limit } => {
                let kind = program.body.claims.get(claim.index()).map(|claim| &claim.kind);
                let may_reach = matches!(
                    kind,
                    Some(ClaimKind::Sum(sum)) if sum.comparison == Comparison::LessOrEqual
                );
                let (amount, limit) = (amount.form(), limit.form());
                self.sums.push(SumSeen { claim, amount, limit, may_reach });
            }
        }
        Ok(())
    }

    fn limit(&mut self, clause: ClauseId, kind: LimitKind, over: Form, size: Form) {
        self.limits.push(Limit { clause, kind, over, size });
    }

    fn deductible(
        &mut self,
        step: &StepRecord<Traced<'_>>,
        note: &DeductibleNote<Traced<'_>>,
    ) -> Result<(), OutOfRange> {
        self.figure(&note.amount)?;
        let used = note.used.unwrap_or(Traced::ZERO);
        let due = note.amount.result.sub(used)?;
        let base = step.base.form();
        self.limit(step.clause, LimitKind::Deductible, due.form(), base.clone());
        if let Some((most, counted)) = note.ceiling {
            let left = most.sub(counted)?;
            self.limit(step.clause, LimitKind::Ceiling, due.sub(left)?.form(), due.form());
        }
        Ok(())
    }

    fn fund(
        &mut self,
        program: &Program,
        step: &StepRecord<Traced<'_>>,
        note: &FundNote<Traced<'_>>,
    ) -> Result<(), OutOfRange> {
        if let Some((figure, used)) = &note.deductible {
            self.figure(figure)?;
            let due = figure.result.sub(*used)?.form();
            self.limit(step.clause, LimitKind::Deductible, due, step.base.form());
        }
        let clause = note.payment.unwrap_or(step.clause);
        let mut earned = Traced::ZERO;
        for portion in &note.portions {
            earned = earned.add(portion.earned)?;
            self.portion(program, clause, portion)?;
        }
        for (place, cap) in note.caps.iter().enumerate() {
            self.figure(&cap.limit)?;
            let held = if cap.on_cost { step.base } else { earned };
            let left = cap.limit.result.sub(cap.used)?;
            let mut least = held;
            for (behind, other) in note.caps.iter().enumerate() {
                let room = other.limit.result.sub(other.used)?;
                // Of two limits that are the same, the first one binds.
                let same = behind > place && room.form() == left.form();
                if behind != place && other.on_cost == cap.on_cost && !same {
                    least = lesser(least, room);
                }
            }
            self.limit(cap.clause, LimitKind::Cap, least.sub(left)?.form(), held.form());
        }
        Ok(())
    }

    fn portion(
        &mut self,
        program: &Program,
        clause: ClauseId,
        portion: &Portion<Traced<'_>>,
    ) -> Result<(), OutOfRange> {
        if let Some(ratio) = &portion.ratio {
            self.figure(ratio)?;
            self.ratios.push((clause, ratio.result.form()));
        }
        if let Some(outright) = &portion.outright {
            self.figure(outright)?;
            if sets_amount(program, clause) {
                let (figure, base) = (outright.result.form(), portion.amount.form());
                self.outright.push((clause, figure, base));
            }
        }
        Ok(())
    }

    fn figure(&mut self, figure: &FigureNote<Traced<'_>>) -> Result<(), OutOfRange> {
        let mut before = figure.value;
        for modifier in &figure.modifiers {
            if let Some((by, _)) = modifier.by {
                // 最高 100% and 最低 0 state what must hold anyway; they are there to be sure.
                let sure = |bound: Traced<'_>| by.form() == bound.form();
                let kind = match modifier.change {
                    Change::AtMost if figure.ty == Type::Ratio && sure(Traced::ONE) => None,
                    Change::AtLeast if sure(Traced::ZERO) => None,
                    Change::AtMost => Some((LimitKind::AtMost, before.sub(by)?)),
                    Change::AtLeast => Some((LimitKind::AtLeast, by.sub(before)?)),
                    Change::Uplift | Change::Reduce | Change::Scale | Change::OwnShare => None,
                };
                if let Some((kind, over)) = kind {
                    self.limit(modifier.clause, kind, over.form(), Form::constant(Exact::ONE));
                }
            }
            before = modifier.after;
        }
        Ok(())
    }
}

/// By how much a comparison holds.
fn margin(sides: &Compared<Traced<'_>>) -> Result<Option<Form>, OutOfRange> {
    Ok(match sides.how {
        Comparison::Less | Comparison::LessOrEqual => Some(sides.right.sub(sides.left)?.form()),
        Comparison::Greater | Comparison::GreaterOrEqual => {
            Some(sides.left.sub(sides.right)?.form())
        }
        Comparison::Equal | Comparison::NotEqual => None,
    })
}

/// The lesser of two numbers whose order is the same in all of the piece, without asking for it anew.
fn lesser<'t>(one: Traced<'t>, other: Traced<'t>) -> Traced<'t> {
    match other.exact().compare(one.exact()) {
        Ok(std::cmp::Ordering::Less) => other,
        _ => one,
    }
}

/// Whether a clause says outright what a fund pays.
fn sets_amount(program: &Program, clause: ClauseId) -> bool {
    let body = &program.body;
    let steps = body.steps.iter().chain(body.benefits.iter().flat_map(|benefit| &benefit.steps));
    let mut payments = steps.flat_map(|step| match &step.kind {
        StepKind::Fund(fund) => fund.pays.as_slice(),
        _ => &[],
    });
    payments.any(|payment| payment.clause == clause && matches!(payment.how, How::Pays(_)))
}
