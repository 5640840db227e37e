//! Gates, 先行自付, 起付线 and accounts.

use super::figure::below_zero;
use super::run::{Flow, Run};
use super::stop::Stop;
use crate::program::NodeId;
use crate::rule::{
    AccountMode, AccountStep, Bucket, ClauseId, Deductible, Gate, SelfPay, Step, StepKind,
};
use crate::settlement::{AccountNote, DeductibleNote, StepNote};
use crate::value::{Exact, Number};

type Outcome<T> = Result<T, Stop>;

impl<N: Number> Run<'_, N> {
    pub(super) fn step(&mut self, step: &Step<NodeId>) -> Outcome<Flow> {
        let clause = step.clause;
        match &step.kind {
            StepKind::Require(gate) | StepKind::Exclude(gate) => {
                let passes = matches!(step.kind, StepKind::Require(_));
                return match self.machine.gate(clause, gate, passes)? {
                    Ok(because) => {
                        let base = self.open.total();
                        self.note(clause, base, Vec::new(), StepNote::Passed(because))?;
                        Ok(Flow::On)
                    }
                    Err(refusal) => Ok(Flow::Refused(refusal)),
                };
            }
            StepKind::ExcludeLines(gate) => self.exclude_lines(clause, gate)?,
            StepKind::SelfPay(self_pay) => self.self_pay(clause, self_pay)?,
            StepKind::Deductible(deductible) => self.deductible(clause, deductible)?,
            StepKind::Fund(fund) => self.fund(clause, fund)?,
            StepKind::Account(account) => self.account(clause, account)?,
        }
        Ok(Flow::On)
    }

    /// The lines for which a condition holds; all of them without one.
    pub(super) fn lines(&mut self, on: Option<NodeId>) -> Outcome<Vec<usize>> {
        let Some(condition) = on else { return Ok((0..self.open.len()).collect()) };
        let mut chosen = Vec::new();
        for line in 0..self.open.len() {
            self.machine.line = Some(line);
            let held = self.machine.flag(condition);
            self.machine.line = None;
            if held? {
                chosen.push(line);
            }
        }
        Ok(chosen)
    }

    /// Takes whole lines into 全自费, also what the split had put into 超限价 and 先行自付.
    fn exclude_lines(&mut self, clause: ClauseId, gate: &Gate<NodeId>) -> Outcome<()> {
        // Without lines there is nothing that the clause could single out.
        let lines = if self.machine.facts.lines.is_empty() {
            Vec::new()
        } else {
            self.lines(Some(gate.condition))?
        };
        let base = self.open.of(&lines)?;
        let mut taken = self.open.take(&lines, base)?;
        let mut back = Vec::new();
        for line in &lines {
            let Some(outside) = self.outside.get_mut(*line) else { continue };
            let (over_limit, self_pay) = std::mem::replace(outside, (N::ZERO, N::ZERO));
            taken = taken.add(over_limit)?.add(self_pay)?;
            back.push((Bucket::OverPriceLimit, over_limit.neg()?));
            back.push((Bucket::SelfPay, self_pay.neg()?));
        }
        let mut moved = vec![(Bucket::OutOfCatalogue, taken)];
        moved.extend(back.into_iter().filter(|(_, amount)| !amount.exact().is_zero()));
        self.note(clause, base, moved, StepNote::ExcludedLines)
    }

    /// A share of the open money, rounded to 分 line by line.
    fn self_pay(&mut self, clause: ClauseId, self_pay: &SelfPay<NodeId>) -> Outcome<()> {
        let lines = self.lines(self_pay.on)?;
        let base = self.open.of(&lines)?;
        let mut moved = N::ZERO;
        let mut shown = None;
        let has_lines = !self.machine.facts.lines.is_empty();
        let mut amount_left: Option<N> = None;
        for line in lines {
            self.machine.line = has_lines.then_some(line);
            let note = self.machine.amount(&self_pay.figure, clause);
            self.machine.line = None;
            let note = note?;
            let open = self.open.line(line);
            let share = if self_pay.is_amount {
                // An amount is due once for the bill, not once for each line.
                let left = amount_left.unwrap_or(note.result).min(open)?;
                amount_left = Some(amount_left.unwrap_or(note.result).sub(left)?);
                left
            } else {
                if note.result.exceeds(N::ONE)? {
                    return Err(above_one(clause, note.result.exact()));
                }
                open.mul(note.result)?.to_fen()?.min(open)?
            };
            moved = moved.add(self.open.take(&[line], share)?)?;
            let _ = shown.get_or_insert(note);
        }
        match shown {
            Some(note) => {
                self.note(clause, base, vec![(Bucket::SelfPay, moved)], StepNote::SelfPay(note))
            }
            None => self.note(clause, base, Vec::new(), StepNote::Skipped(Vec::new())),
        }
    }

    fn deductible(&mut self, clause: ClauseId, deductible: &Deductible<NodeId>) -> Outcome<()> {
        let lines = self.lines(deductible.on)?;
        let base = self.open.of(&lines)?;
        let amount = self.machine.amount(&deductible.amount, clause)?;
        let used = match deductible.total {
            Some(total) => Some(self.machine.total(total)?),
            None => None,
        };
        let due = amount.result.sub(used.unwrap_or(N::ZERO))?.max(N::ZERO)?;
        let mut taken = base.min(due)?;
        let mut ceiling = None;
        if let Some(limit) = &deductible.ceiling {
            let most = self.machine.number(limit.amount)?;
            if most.is_negative()? {
                return Err(below_zero(clause, most.exact()));
            }
            let counted = self.machine.total(limit.total)?;
            taken = taken.min(most.sub(counted)?.max(N::ZERO)?)?;
            ceiling = Some((most, counted));
            self.used(limit.total, Some((most, true)));
        }
        self.above_deductible |= base.exceeds(taken)?;
        let moved = self.open.take(&lines, taken)?;
        if let Some(total) = deductible.total {
            self.used(total, Some((amount.result, true)));
            let counts = if deductible.counts_scope { self.bill.scope } else { moved };
            self.machine.advance(total, counts)?;
        }
        if let Some(limit) = &deductible.ceiling {
            self.machine.advance(limit.total, moved)?;
        }
        let note = DeductibleNote { amount, used, ceiling, taken };
        self.note(clause, base, vec![(Bucket::Deductible, moved)], StepNote::Deductible(note))
    }

    fn account(&mut self, clause: ClauseId, step: &AccountStep<NodeId>) -> Outcome<()> {
        let lines = self.lines(step.on)?;
        let base = self.open.of(&lines)?;
        let before = self.machine.balance(step.account)?;
        let enough = !base.exceeds(before)?;
        let amount = match step.mode {
            AccountMode::WholeOrNothing if !enough => N::ZERO,
            AccountMode::WholeOrNothing | AccountMode::WhatItCan | AccountMode::InsteadOfFund => {
                before.min(base)?
            }
        };
        if step.mode == AccountMode::InsteadOfFund && before.is_positive()? {
            self.displaced_by = Some(step.account);
        }
        let mut paid = self.open.take(&lines, amount)?;
        paid = paid.min(before)?;
        let after = before.sub(paid)?;
        if let Some(slot) = self.machine.balances.get_mut(step.account.index()) {
            *slot = Some(after);
        }
        let note = AccountNote { account: step.account, before, after, paid };
        let moved = vec![(Bucket::Account(step.account), paid)];
        self.note(clause, base, moved, StepNote::Account(note))
    }
}

pub(super) fn above_one(clause: ClauseId, ratio: Exact) -> Stop {
    Stop::BadFigure {
        clause,
        figure: crate::value::percent(ratio),
        allowed: ("在 0% 到 100% 之间", "between 0% and 100%"),
    }
}
