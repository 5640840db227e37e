//! One visit from the split of the bill to the payers.

use std::collections::BTreeMap;

use super::claims;
use super::inputs::{AsGiven, Inputs};
use super::machine::Machine;
use super::open::Open;
use super::stop::Stop;
use super::witness::Witness;
use crate::ledger::{Change, Delta, Purse, State, TotalKey};
use crate::program::{NodeId, Program};
use crate::rule::{
    AccountId, AccumulatorId, AccumulatorKind, BenefitId, Bucket, ClauseId, FundId, Step,
};
use crate::settlement::{
    Bill, LineSplit, Reason, Refusal, Settlement, StepNote, StepRecord, TotalNote,
};
use crate::value::{Date, Exact, Number, Type, rounding::Rounding};
use crate::visit::Facts;

/// A visit on its way through the steps.
pub(super) struct Run<'a, N> {
    pub(super) machine: Machine<'a, N>,
    pub(super) bill: Bill<N>,
    pub(super) open: Open<N>,
    /// What the split put into 超限价 and 先行自付, line by line.
    pub(super) outside: Vec<(N, N)>,
    pub(super) rounding: Rounding,
    pub(super) steps: Vec<StepRecord<N>>,
    /// What each fund paid so far, exact, before rounding.
    pub(super) fund_exact: BTreeMap<FundId, N>,
    /// The account that pays instead of the funds.
    pub(super) displaced_by: Option<AccountId>,
    /// Whether a deductible left money open.
    pub(super) above_deductible: bool,
    /// The totals that steps used, with their limits.
    pub(super) limits: Vec<(AccumulatorId, Option<(N, bool)>)>,
    extent: Extent,
}

/// How far a visit is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// To what the benefit pays and leaves to the person, as if it were paid in cash.
    Benefit,
    /// To who pays the person's part.
    Whole,
}

/// Whether the steps go on.
pub(super) enum Flow {
    /// They do.
    On,
    /// A clause refuses the visit.
    Refused(Refusal),
}

/// A visit that came to its end.
pub(crate) struct Settled<'a, N> {
    /// What it is.
    pub(crate) settlement: Settlement<N>,
    /// What it changes; `None` for a visit that was refused.
    pub(crate) moved: Option<Moved<N>>,
    /// What settled it, as the visit left it.
    pub(crate) machine: Machine<'a, N>,
}

/// What a visit changes of what is kept.
#[derive(Debug)]
pub(crate) struct Moved<N> {
    /// What was added to running totals.
    pub(crate) added: BTreeMap<TotalKey, N>,
    /// Balances after it, by account.
    pub(crate) balances: Vec<Option<N>>,
}

type Outcome<T> = Result<T, Stop>;
/// Benefits that do not take the visit, and why.
type Others = Vec<(BenefitId, Vec<Reason>)>;

/// Settles a visit in plain fractions.
pub(super) fn settle(
    program: &Program,
    facts: &Facts,
    state: &State,
    witness: Option<&mut Witness>,
) -> Outcome<(Settlement, Delta)> {
    let mut settled = run::<Exact>(program, facts, state, &AsGiven, Extent::Whole, witness)?;
    crate::settlement::check(&settled.settlement)
        .map_err(|_| Stop::Internal("the parts do not sum to the bill", None))?;
    settled.settlement.claims = claims::notes(&mut settled);
    let delta = match &settled.moved {
        Some(moved) => delta(program, state, settled.settlement.date, moved)?,
        None => Delta::default(),
    };
    Ok((settled.settlement, delta))
}

pub(super) fn run<'a, N: Number>(
    program: &'a Program,
    facts: &'a Facts,
    state: &'a State,
    inputs: &'a dyn Inputs<N>,
    extent: Extent,
    witness: Option<&'a mut Witness>,
) -> Outcome<Settled<'a, N>> {
    let mut machine = Machine::new(program, facts, state, inputs)?;
    machine.witness = witness;
    let date = machine.date;
    machine.saw(|witness| witness.date = Some(date));
    if let Some(last) = state.last
        && machine.date < last
    {
        return Err(Stop::OutOfOrder { last, now: machine.date });
    }
    let (bill, lines) = machine.split()?;
    machine.scope = Some(bill.scope);
    let _ = machine.buckets.insert(Bucket::OutOfCatalogue, bill.out_of_catalogue);
    let _ = machine.buckets.insert(Bucket::OverPriceLimit, bill.over_price_limit);
    let _ = machine.buckets.insert(Bucket::SelfPay, bill.self_pay);
    let open = Open::new(match lines.as_slice() {
        [] => vec![bill.scope],
        lines => lines.iter().map(|line| line.bill.scope).collect(),
    })?;
    let rounding = machine.rounding()?;
    let mut run = Run {
        machine,
        bill,
        open,
        outside: lines
            .iter()
            .map(|each| (each.bill.over_price_limit, each.bill.self_pay))
            .collect(),
        rounding,
        steps: Vec::new(),
        fund_exact: BTreeMap::new(),
        displaced_by: None,
        above_deductible: false,
        limits: Vec::new(),
        extent,
    };
    // What is left out and the gates meet the visit in the order of the page.
    let mut seen = ClauseId(0);
    for step in &program.body.steps {
        run.machine.check_encoded(seen, step.clause)?;
        seen = step.clause;
        if let Flow::Refused(refusal) = run.steps(std::slice::from_ref(step))? {
            return run.refused(refusal, lines, None, Vec::new());
        }
    }
    run.machine.check_encoded(seen, ClauseId(u32::MAX))?;
    let (benefit, others) = run.route()?;
    let taking = program.body.benefits.get(benefit.index());
    if let Some(taking) = taking {
        run.machine.ran(taking.clause);
    }
    let steps = taking.map_or(&[][..], |benefit| &benefit.steps);
    if let Flow::Refused(refusal) = run.steps(steps)? {
        return run.refused(refusal, lines, Some(benefit), others);
    }
    run.finish(lines, benefit, others)
}

impl<'a, N: Number> Run<'a, N> {
    /// Runs steps in order until one refuses the visit.
    fn steps(&mut self, steps: &[Step<NodeId>]) -> Outcome<Flow> {
        for step in steps {
            if !self.machine.in_force(step.clause) {
                continue;
            }
            if !self.machine.holds(step.when)? {
                let because = self.machine.reasons_of(step.when)?;
                self.note(step.clause, self.open.total(), Vec::new(), StepNote::Skipped(because))?;
                continue;
            }
            self.machine.ran(step.clause);
            if let Flow::Refused(refusal) = self.step(step)? {
                return Ok(Flow::Refused(refusal));
            }
        }
        Ok(Flow::On)
    }

    /// Records a step and books what it moved.
    pub(super) fn note(
        &mut self,
        clause: crate::rule::ClauseId,
        base: N,
        moved: Vec<(Bucket, N)>,
        note: StepNote<N>,
    ) -> Outcome<()> {
        for (bucket, amount) in &moved {
            let sum = self.machine.bucket(*bucket).add(*amount)?;
            let _ = self.machine.buckets.insert(*bucket, sum);
        }
        let open_after = self.open.fen()?;
        self.steps.push(StepRecord { clause, base, moved, open_after, note });
        Ok(())
    }

    /// Remembers that a step used a total, and the limit it counts towards.
    pub(super) fn used(&mut self, total: AccumulatorId, limit: Option<(N, bool)>) {
        if !self.limits.contains(&(total, limit)) {
            self.limits.push((total, limit));
        }
    }

    /// The benefit that takes the visit, and why the others do not.
    fn route(&mut self) -> Outcome<(BenefitId, Others)> {
        let program = self.machine.program;
        let mut taking = Vec::new();
        let mut others = Vec::new();
        for (index, benefit) in program.body.benefits.iter().enumerate() {
            let id = BenefitId::next(index);
            if !self.machine.in_force(benefit.clause) {
                continue;
            }
            if self.machine.holds(benefit.when)? {
                taking.push(id);
            } else {
                others.push((id, self.machine.reasons_of(benefit.when)?));
            }
        }
        if let Some(order) = &program.body.first_of {
            let first = order.iter().copied().find(|id| taking.contains(id));
            let outside = taking.iter().any(|id| !order.contains(id));
            if let (Some(first), false) = (first, outside && taking.len() > 1) {
                return Ok((first, others));
            }
        }
        match taking.as_slice() {
            [only] => Ok((*only, others)),
            [] => {
                let names = program.body.benefits.iter().map(|benefit| benefit.name.clone());
                Err(Stop::NoBenefit(names.collect()))
            }
            several => Err(Stop::SeveralBenefits(several.to_vec())),
        }
    }

    /// A visit that a clause refuses: the whole bill is 全自费, paid in cash; no total moves.
    fn refused(
        mut self,
        refusal: Refusal,
        lines: Vec<LineSplit<N>>,
        benefit: Option<BenefitId>,
        others: Others,
    ) -> Outcome<Settled<'a, N>> {
        self.machine.buckets = BTreeMap::from([(Bucket::OutOfCatalogue, self.bill.total)]);
        self.machine.added.clear();
        self.limits.clear();
        let payers = self.cash_only()?;
        let mut settlement = self.settlement(lines, benefit, others, payers)?;
        settlement.refusal = Some(refusal);
        Ok(Settled { settlement, moved: None, machine: self.machine })
    }

    fn finish(
        mut self,
        lines: Vec<LineSplit<N>>,
        benefit: BenefitId,
        others: Others,
    ) -> Outcome<Settled<'a, N>> {
        let rest = self.open.fen()?;
        if rest.is_positive()? {
            let over = self.machine.bucket(Bucket::OverCap).add(rest)?;
            let _ = self.machine.buckets.insert(Bucket::OverCap, over);
        }
        for (index, total) in self.machine.program.body.accumulators.iter().enumerate() {
            let counts = match total.kind {
                AccumulatorKind::Amount => false,
                AccumulatorKind::Visits(of) => of == benefit,
                AccumulatorKind::VisitsAbove(of) => of == benefit && self.above_deductible,
            };
            if counts {
                self.machine.advance(AccumulatorId::next(index), N::ONE)?;
            }
        }
        let payers = match self.extent {
            Extent::Whole => self.payers()?,
            Extent::Benefit => self.in_cash()?,
        };
        let moved =
            Moved { added: self.machine.added.clone(), balances: self.machine.balances.clone() };
        let settlement = self.settlement(lines, Some(benefit), others, payers)?;
        Ok(Settled { settlement, moved: Some(moved), machine: self.machine })
    }

    fn settlement(
        &mut self,
        lines: Vec<LineSplit<N>>,
        benefit: Option<BenefitId>,
        other_benefits: Others,
        payers: Vec<crate::settlement::PayerShare<N>>,
    ) -> Outcome<Settlement<N>> {
        let totals = self.totals()?;
        let program = self.machine.program;
        let facts = self.machine.given();
        let definitions = program
            .body
            .definitions
            .iter()
            .zip(&self.machine.definitions)
            .filter_map(|(definition, value)| {
                let ty = program.node(definition.value).map_or(Type::Number, |node| node.ty);
                value.as_ref().map(|value| (definition.clause, value.exact(), ty))
            })
            .collect();
        Ok(Settlement {
            reads: self.machine.reads(),
            date: self.machine.date,
            facts,
            assumed: std::mem::take(&mut self.machine.assumed).into_iter().collect(),
            bill: self.bill,
            lines,
            benefit,
            refusal: None,
            steps: std::mem::take(&mut self.steps),
            buckets: self
                .machine
                .buckets
                .iter()
                .filter(|(_, amount)| !amount.exact().is_zero())
                .map(|(bucket, amount)| (*bucket, *amount))
                .collect(),
            payers,
            totals,
            other_benefits,
            definitions,
            claims: Vec::new(),
        })
    }

    /// The totals that the steps used, as they are after the visit.
    fn totals(&mut self) -> Outcome<Vec<TotalNote<N>>> {
        let mut notes = Vec::new();
        for (accumulator, limit) in std::mem::take(&mut self.limits) {
            let Some(key) = self.machine.key(accumulator)? else { continue };
            let before = self.machine.kept(&key);
            let added = self.machine.added.get(&key).copied().unwrap_or(N::ZERO);
            let after = before.add(added)?;
            notes.push(TotalNote { accumulator, key: Some(key), before, after, limit });
        }
        Ok(notes)
    }
}

/// What a visit changes: totals that advanced, and accounts that paid or were looked at.
fn delta(program: &Program, state: &State, date: Date, moved: &Moved<Exact>) -> Outcome<Delta> {
    let mut totals = Vec::new();
    for (key, sum) in &moved.added {
        let before = state.totals.get(key).copied();
        let after = before.unwrap_or(Exact::ZERO).add(*sum)?;
        let change = Change::between(before, Some(after))?;
        totals.extend(change.map(|change| (key.clone(), change)));
    }
    let mut balances = Vec::new();
    for (account, after) in program.vocabulary.accounts.iter().zip(&moved.balances) {
        let change = Change::between(state.balances.get(&account.name).copied(), *after)?;
        balances.extend(change.map(|change| (Purse::own(&account.name), change)));
    }
    let last = Some((state.last, Some(date)));
    Ok(Delta { totals, balances, last, ..Delta::default() })
}
