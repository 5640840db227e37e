//! A fund: its base, what it earns, its caps, the one rounding, and where the money comes from.

use super::portions::{Stretch, cost_of};
use super::run::Run;
use super::stop::Stop;
use crate::program::{NodeId, NodeOp};
use crate::rule::{
    AccumulatorId, Base, Bucket, BucketTotals, Cap, ClauseId, FundStep, How, Measure, Payment,
};
use crate::settlement::{CapNote, FundNote, Portion, StepNote};
use crate::value::{Number, Period};

type Outcome<T> = Result<T, Stop>;

/// What the caps leave of a base.
struct Capped<N> {
    /// All portions, after limits on single lines.
    portions: Vec<Portion<N>>,
    notes: Vec<CapNote<N>>,
    /// The least that a cap on payments leaves.
    limit: Option<N>,
    /// The cost taken from each line.
    taken: Vec<(usize, N)>,
    exact: N,
    covered: N,
}

impl<N: Number> Run<'_, N> {
    pub(super) fn fund(&mut self, clause: ClauseId, fund: &FundStep<NodeId>) -> Outcome<()> {
        let Some(payment) = self.payment(fund)? else {
            let mut because = Vec::new();
            for payment in &fund.pays {
                because.extend(self.machine.reasons_of(payment.when)?);
            }
            return self.note(clause, self.open.total(), Vec::new(), StepNote::Skipped(because));
        };
        match &fund.base {
            Base::Open(on) => self.fund_on_open(clause, fund, payment, *on),
            Base::Buckets { buckets, totals } => {
                self.fund_on_buckets(clause, fund, payment, buckets, *totals)
            }
        }
    }

    /// The one way to pay that holds today; `None` when none does.
    fn payment<'f>(&mut self, fund: &'f FundStep<NodeId>) -> Outcome<Option<&'f Payment<NodeId>>> {
        let mut holding = Vec::new();
        for payment in &fund.pays {
            if self.machine.in_force(payment.clause) && self.machine.holds(payment.when)? {
                holding.push(payment);
            }
        }
        match holding.as_slice() {
            [] => Ok(None),
            [only] => {
                self.machine.ran(only.clause);
                Ok(Some(only))
            }
            several => {
                Err(Stop::SeveralPayments(several.iter().map(|payment| payment.clause).collect()))
            }
        }
    }

    fn fund_on_open(
        &mut self,
        clause: ClauseId,
        fund: &FundStep<NodeId>,
        payment: &Payment<NodeId>,
        on: Option<NodeId>,
    ) -> Outcome<()> {
        let lines = self.lines(on)?;
        let base = self.open.of(&lines)?;
        if let Some(account) = self.displaced_by {
            let moved = self.open.take(&lines, base)?;
            let mut note = empty_note(fund, payment.clause);
            note.displaced_by = Some(account);
            note.covered = base;
            let moved = vec![(Bucket::Coinsurance, moved)];
            return self.note(clause, base, moved, StepNote::Fund(Box::new(note)));
        }
        let position = self.cost_position(payment)?;
        let capped = self.capped(fund, payment, &lines)?;
        let mut covered_fen = N::ZERO;
        for (line, cost) in &capped.taken {
            covered_fen = covered_fen.add(self.open.take(&[*line], *cost)?)?;
        }
        let paid = self.round(fund, capped.exact, capped.limit, covered_fen)?;
        self.advance_caps(fund, &capped.notes, paid, covered_fen)?;
        self.advance_bands(payment, position, base, paid)?;
        let moved =
            vec![(Bucket::Fund(fund.fund), paid), (Bucket::Coinsurance, covered_fen.sub(paid)?)];
        let note = FundNote {
            portions: capped.portions,
            measure: measure(payment),
            caps: capped.notes,
            exact: capped.exact,
            paid,
            covered: capped.covered,
            ..empty_note(fund, payment.clause)
        };
        self.note(clause, base, moved, StepNote::Fund(Box::new(note)))
    }

    /// All in-scope cost of the visit counts in bands of cost, whatever earlier steps took of it.
    fn cost_position(&self, payment: &Payment<NodeId>) -> Outcome<Option<N>> {
        Ok((measure(payment) == Some(Measure::Cost)).then_some(self.bill.scope))
    }

    fn advance_bands(
        &mut self,
        payment: &Payment<NodeId>,
        scope: Option<N>,
        base: N,
        paid: N,
    ) -> Outcome<()> {
        let How::Bands(bands) = &payment.how else { return Ok(()) };
        let Some(total) = bands.total else { return Ok(()) };
        self.used(total, None);
        let amount = match bands.measure {
            Measure::Cost => scope.unwrap_or(N::ZERO),
            Measure::CostAboveDeductible => base.to_fen()?,
            Measure::Payment => paid,
        };
        self.machine.advance(total, amount)
    }

    /// Applies the caps to the base of a fund.
    fn capped(
        &mut self,
        fund: &FundStep<NodeId>,
        payment: &Payment<NodeId>,
        lines: &[usize],
    ) -> Outcome<Capped<N>> {
        let mut limit: Option<N> = None;
        let mut admitted: Option<N> = None;
        let mut notes = Vec::new();
        let mut item_caps = Vec::new();
        for cap in &fund.caps {
            if !self.holds_now(cap)? {
                continue;
            }
            if cap.period == Period::Item {
                item_caps.push(cap);
                continue;
            }
            let (note, left) = self.cap(cap)?;
            let slot = if cap.on_cost { &mut admitted } else { &mut limit };
            *slot = Some(slot.map_or(Ok(left), |known| known.min(left))?);
            notes.push(note);
        }
        let by_line = !item_caps.is_empty() || self.reads_lines(fund, payment);
        let groups: Vec<Vec<usize>> = if by_line {
            lines.iter().map(|line| vec![*line]).collect()
        } else {
            vec![lines.to_vec()]
        };
        let mut left_to_admit = admitted;
        let mut left_to_pay = limit;
        let mut capped = Capped {
            portions: Vec::new(),
            notes,
            limit,
            taken: Vec::new(),
            exact: N::ZERO,
            covered: N::ZERO,
        };
        for group in groups {
            let mut amount = self.open.of(&group)?;
            if let Some(left) = &mut left_to_admit {
                amount = amount.min(*left)?;
                *left = left.sub(amount)?;
            }
            self.machine.line = if by_line && !self.machine.facts.lines.is_empty() {
                group.first().copied()
            } else {
                None
            };
            let portions = self.portions(fund, payment, Stretch { amount, start: None });
            let single = self.single_limit(&item_caps, &mut capped.notes);
            self.machine.line = None;
            let portions = portions?;
            let mut pays = earned(&portions)?;
            let mut cost = amount;
            for most in [single?, left_to_pay].into_iter().flatten() {
                if pays.exceeds(most)? {
                    cost = cost.min(cost_of(&portions, most)?)?;
                    pays = most;
                }
            }
            if let Some(left) = &mut left_to_pay {
                *left = left.sub(pays)?;
            }
            capped.portions.extend(portions);
            capped.exact = capped.exact.add(pays)?;
            capped.covered = capped.covered.add(cost)?;
            self.share_out(&group, cost, &mut capped.taken)?;
        }
        mark_bound(&mut capped, fund, admitted, self.open.of(lines)?)?;
        Ok(capped)
    }

    fn share_out(&self, group: &[usize], cost: N, taken: &mut Vec<(usize, N)>) -> Outcome<()> {
        let mut rest = cost;
        for line in group {
            let part = rest.min(self.open.line(*line))?;
            taken.push((*line, part));
            rest = rest.sub(part)?;
        }
        Ok(())
    }

    fn holds_now(&mut self, cap: &Cap<NodeId>) -> Outcome<bool> {
        let holds = self.machine.in_force(cap.clause) && self.machine.holds(cap.when)?;
        if holds {
            self.machine.ran(cap.clause);
        }
        Ok(holds)
    }

    /// A cap and what is left of it.
    fn cap(&mut self, cap: &Cap<NodeId>) -> Outcome<(CapNote<N>, N)> {
        let limit = self.machine.amount(&cap.amount, cap.clause)?;
        let used = match cap.total {
            Some(total) => {
                self.used(total, Some((limit.result, false)));
                self.machine.total(total)?
            }
            None => N::ZERO,
        };
        let left = limit.result.sub(used)?.max(N::ZERO)?;
        let note = CapNote { clause: cap.clause, limit, used, bound: false, on_cost: cap.on_cost };
        Ok((note, left))
    }

    /// The least limit on the current line.
    fn single_limit(
        &mut self,
        caps: &[&Cap<NodeId>],
        notes: &mut Vec<CapNote<N>>,
    ) -> Outcome<Option<N>> {
        let mut least: Option<N> = None;
        for cap in caps {
            let (note, left) = self.cap(cap)?;
            least = Some(least.map_or(Ok(left), |known| known.min(left))?);
            if !notes.iter().any(|known| known.clause == note.clause) {
                notes.push(note);
            }
        }
        Ok(least)
    }

    /// Whether the ratio of a fund may differ from line to line.
    fn reads_lines(&self, fund: &FundStep<NodeId>, payment: &Payment<NodeId>) -> bool {
        let figure = match &payment.how {
            How::Ratio(figure) | How::OwnRatio(figure) | How::Fixed(figure) => Some(*figure),
            _ => None,
        };
        let modifiers = fund.modifiers.iter().flat_map(|each| [each.when, Some(each.by)]);
        figure.into_iter().chain(modifiers.flatten()).any(|node| {
            self.machine.program.mentions(node, &|op| matches!(op, NodeOp::LineField(_)))
        })
    }

    /// The one rounding of a fund: the sum of its exact payments so far, rounded, less what it paid
    /// before. Never above its cap, never above the base.
    fn round(
        &mut self,
        fund: &FundStep<NodeId>,
        exact: N,
        limit: Option<N>,
        base: N,
    ) -> Outcome<N> {
        let before = self.fund_exact.get(&fund.fund).copied().unwrap_or(N::ZERO);
        let sum = before.add(exact)?;
        let _ = self.fund_exact.insert(fund.fund, sum);
        let already = self.machine.bucket(Bucket::Fund(fund.fund));
        let mut paid = sum.rounded(self.rounding)?.sub(already)?.max(N::ZERO)?;
        if let Some(limit) = limit
            && paid.exceeds(limit)?
        {
            paid = limit.not_above(self.rounding)?;
        }
        Ok(paid.min(base)?)
    }

    fn advance_caps(
        &mut self,
        fund: &FundStep<NodeId>,
        notes: &[CapNote<N>],
        paid: N,
        covered: N,
    ) -> Outcome<()> {
        let mut advanced: Vec<AccumulatorId> = Vec::new();
        for cap in &fund.caps {
            let counted = notes.iter().any(|note| note.clause == cap.clause);
            let Some(total) = cap.total.filter(|total| counted && !advanced.contains(total)) else {
                continue;
            };
            advanced.push(total);
            self.machine.advance(total, if cap.on_cost { covered } else { paid })?;
        }
        Ok(())
    }

    /// A fund that pays out of buckets of the person.
    fn fund_on_buckets(
        &mut self,
        clause: ClauseId,
        fund: &FundStep<NodeId>,
        payment: &Payment<NodeId>,
        buckets: &[Bucket],
        totals: Option<BucketTotals>,
    ) -> Outcome<()> {
        let mut base = N::ZERO;
        for bucket in buckets {
            base = base.add(self.bucket_or_open(*bucket)?)?;
        }
        let before = match totals {
            Some(totals) => self.machine.total(totals.base)?,
            None => N::ZERO,
        };
        let threshold = match &fund.deductible {
            Some(figure) => Some(self.machine.amount(figure, clause)?),
            None => None,
        };
        let below = threshold.as_ref().map_or(N::ZERO, |note| note.result);
        let start = before.sub(below)?.max(N::ZERO)?;
        let end = before.add(base)?.sub(below)?.max(N::ZERO)?;
        let amount = end.sub(start)?;
        let start = if totals.is_some() || threshold.is_some() {
            Some(self.band_position(fund, payment, start, before.max(below)?)?)
        } else {
            None
        };
        let portions = self.portions(fund, payment, Stretch { amount, start })?;
        let mut exact = earned(&portions)?;
        let mut notes = Vec::new();
        let mut limit: Option<N> = None;
        for cap in &fund.caps {
            if self.holds_now(cap)? {
                let (mut note, left) = self.cap(cap)?;
                note.bound = exact.exceeds(left)?;
                limit = Some(limit.map_or(Ok(left), |known| known.min(left))?);
                notes.push(note);
            }
        }
        if let Some(limit) = limit {
            exact = exact.min(limit)?;
        }
        let covered = cost_of(&portions, exact)?;
        let paid = self.round(fund, exact, limit, base)?;
        self.advance_caps(fund, &notes, paid, covered.to_fen()?)?;
        if let Some(totals) = totals {
            // The base goes on growing above the deductible, which is therefore no limit of it.
            self.used(totals.base, None);
            self.machine.advance(totals.base, base)?;
            self.machine.advance(totals.paid, paid)?;
        } else {
            self.advance_bands(payment, Some(base), base, paid)?;
        }
        if let How::Ceiling { total: Some(total), amount } = &payment.how {
            let limit = self.machine.number(*amount)?;
            self.used(*total, Some((limit, false)));
            self.machine.advance(*total, base.sub(paid)?)?;
        }
        let moved = self.out_of(buckets, fund, paid)?;
        let note = FundNote {
            deductible: threshold.map(|note| (note, before)),
            portions,
            measure: measure(payment),
            caps: notes,
            exact,
            paid,
            covered,
            ..empty_note(fund, payment.clause)
        };
        self.note(clause, base, moved, StepNote::Fund(Box::new(note)))
    }

    /// Where bands start that lie on the base of a fund over buckets: above the deductible, with
    /// the deductible inside, or at what the base so far has earned.
    fn band_position(
        &mut self,
        fund: &FundStep<NodeId>,
        payment: &Payment<NodeId>,
        above: N,
        inside: N,
    ) -> Outcome<N> {
        match measure(payment) {
            Some(Measure::Cost) => Ok(inside),
            Some(Measure::CostAboveDeductible) | None => Ok(above),
            Some(Measure::Payment) => {
                let so_far = Stretch { amount: above, start: Some(N::ZERO) };
                earned(&self.portions(fund, payment, so_far)?)
            }
        }
    }

    /// What lies in a bucket; what is still open counts as 超封顶线.
    fn bucket_or_open(&self, bucket: Bucket) -> Outcome<N> {
        let held = self.machine.bucket(bucket);
        Ok(if bucket == Bucket::OverCap { held.add(self.open.fen()?)? } else { held })
    }

    /// Takes a payment out of buckets, in the order written.
    fn out_of(
        &mut self,
        buckets: &[Bucket],
        fund: &FundStep<NodeId>,
        paid: N,
    ) -> Outcome<Vec<(Bucket, N)>> {
        let mut rest = paid;
        let mut moved = vec![(Bucket::Fund(fund.fund), paid)];
        for bucket in buckets {
            let held = self.machine.bucket(*bucket).max(N::ZERO)?;
            let part = rest.min(held)?;
            rest = rest.sub(part)?;
            moved.push((*bucket, part.neg()?));
            if *bucket == Bucket::OverCap && rest.is_positive()? {
                let lines: Vec<usize> = (0..self.open.len()).collect();
                let open = self.open.total();
                let amount = rest.min(open)?;
                let taken = self.open.take(&lines, amount)?;
                rest = rest.sub(taken.min(rest)?)?;
            }
        }
        Ok(moved)
    }
}

fn earned<N: Number>(portions: &[Portion<N>]) -> Outcome<N> {
    let mut sum = N::ZERO;
    for portion in portions {
        sum = sum.add(portion.earned)?;
    }
    Ok(sum)
}

fn measure(payment: &Payment<NodeId>) -> Option<Measure> {
    match &payment.how {
        How::Bands(bands) => Some(bands.measure),
        _ => None,
    }
}

/// Marks the caps that limited the payment.
fn mark_bound<N: Number>(
    capped: &mut Capped<N>,
    fund: &FundStep<NodeId>,
    admitted: Option<N>,
    base: N,
) -> Outcome<()> {
    let full = earned(&capped.portions)?;
    for note in &mut capped.notes {
        let left = note.limit.result.sub(note.used)?.max(N::ZERO)?;
        let is_item =
            fund.caps.iter().any(|cap| cap.clause == note.clause && cap.period == Period::Item);
        note.bound = if note.on_cost {
            admitted.is_some() && base.exceeds(left)?
        } else if is_item {
            full.exceeds(capped.exact)?
        } else {
            full.exceeds(left)?
        };
    }
    Ok(())
}

fn empty_note<N: Number>(fund: &FundStep<NodeId>, payment: ClauseId) -> FundNote<N> {
    FundNote {
        fund: fund.fund,
        payment: Some(payment),
        deductible: None,
        portions: Vec::new(),
        measure: None,
        caps: Vec::new(),
        exact: N::ZERO,
        paid: N::ZERO,
        covered: N::ZERO,
        displaced_by: None,
    }
}
