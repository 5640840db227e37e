//! How a base falls into portions, each earning its own payment.

use super::run::Run;
use super::steps::above_one;
use super::stop::Stop;
use crate::program::NodeId;
use crate::rule::{Bands, ClauseId, FundStep, How, Measure, Payment};
use crate::settlement::{FigureNote, Portion};
use crate::value::{Number, Type};

type Outcome<T> = Result<T, Stop>;

/// Where a base lies on a running total.
#[derive(Clone, Copy)]
pub(super) struct Stretch<N> {
    /// How much of it there is.
    pub(super) amount: N,
    /// Where it starts, when the step itself knows; otherwise the bands ask their total.
    pub(super) start: Option<N>,
}

impl<N: Number> Run<'_, N> {
    /// The portions of a base, in order. Together they are the base.
    pub(super) fn portions(
        &mut self,
        fund: &FundStep<NodeId>,
        payment: &Payment<NodeId>,
        stretch: Stretch<N>,
    ) -> Outcome<Vec<Portion<N>>> {
        let clause = payment.clause;
        match &payment.how {
            How::Ratio(ratio) => {
                let note = self.ratio(fund, clause, *ratio, false)?;
                Ok(vec![earning(stretch.amount, note)?])
            }
            How::OwnRatio(ratio) => {
                let note = self.ratio(fund, clause, *ratio, true)?;
                Ok(vec![earning(stretch.amount, note)?])
            }
            How::Bands(bands) => self.bands(fund, clause, bands, stretch),
            How::Fixed(amount) | How::Pays(amount) => {
                self.machine.base = Some(stretch.amount);
                self.machine.rows.clear();
                let value = self.machine.number(*amount);
                self.machine.base = None;
                let note = self.machine.modified(value?, Type::Money, &fund.modifiers)?;
                if note.result.is_negative()? {
                    return Err(super::figure::below_zero(clause, note.result.exact()));
                }
                outright(stretch.amount, note.result, note)
            }
            How::FloorRatio(ratio) => {
                let note = self.ratio(fund, clause, *ratio, false)?;
                let target = self.bill.scope.mul(note.result)?;
                outright(stretch.amount, target.sub(self.paid_by_funds()?)?, note)
            }
            How::FloorAmount(amount) => {
                let note = self.plain_figure(*amount)?;
                outright(stretch.amount, note.result.sub(self.paid_by_funds()?)?, note)
            }
            How::Ceiling { amount, total } => {
                let note = self.plain_figure(*amount)?;
                if note.result.is_negative()? {
                    return Err(super::figure::below_zero(clause, note.result.exact()));
                }
                let borne = match total {
                    Some(total) => self.machine.total(*total)?,
                    None => N::ZERO,
                };
                let above = borne.add(stretch.amount)?.sub(note.result)?;
                outright(stretch.amount, above, note)
            }
        }
    }

    /// An amount that no modifier changes, with the rows it came from.
    fn plain_figure(&mut self, amount: NodeId) -> Outcome<FigureNote<N>> {
        self.machine.rows.clear();
        let value = self.machine.number(amount)?;
        self.machine.modified(value, Type::Money, &[])
    }

    /// What the funds pay so far, exact: payments are rounded once, when all of them are known.
    fn paid_by_funds(&self) -> Outcome<N> {
        let mut paid = N::ZERO;
        for amount in self.fund_exact.values() {
            paid = paid.add(*amount)?;
        }
        Ok(paid)
    }

    /// A ratio after its modifiers; it must lie between 0 and 100 %.
    fn ratio(
        &mut self,
        fund: &FundStep<NodeId>,
        clause: ClauseId,
        ratio: NodeId,
        own: bool,
    ) -> Outcome<FigureNote<N>> {
        self.machine.rows.clear();
        let written = self.machine.number(ratio)?;
        let value = if own { N::ONE.sub(written)? } else { written };
        let note = self.machine.modified(value, Type::Ratio, &fund.modifiers)?;
        if note.result.exceeds(N::ONE)? || note.result.is_negative()? {
            return Err(above_one(clause, note.result.exact()));
        }
        Ok(note)
    }

    fn bands(
        &mut self,
        fund: &FundStep<NodeId>,
        clause: ClauseId,
        bands: &Bands<NodeId>,
        stretch: Stretch<N>,
    ) -> Outcome<Vec<Portion<N>>> {
        let mut at = match (stretch.start, bands.measure) {
            (Some(start), _) => start,
            (None, Measure::Cost) => {
                let before = self.band_total(bands)?;
                before.add(self.bill.scope)?.sub(self.open.total())?
            }
            (None, Measure::CostAboveDeductible | Measure::Payment) => self.band_total(bands)?,
        };
        let mut rest = stretch.amount;
        let mut portions = Vec::new();
        for (index, band) in bands.bands.iter().enumerate() {
            let lo = self.machine.number(band.lo)?;
            let hi = match band.hi {
                Some(hi) => Some(self.machine.number(hi)?),
                None => None,
            };
            if let Some(hi) = hi
                && !hi.exceeds(at)?
            {
                continue;
            }
            self.machine.saw(|witness| {
                let _new = witness.bands.insert((clause, index));
            });
            let note = self.ratio(fund, clause, band.ratio, false)?;
            let room = match (hi, bands.measure) {
                (None, _) => None,
                (Some(hi), Measure::Payment) if note.result.is_positive()? => {
                    Some(hi.sub(at)?.div(note.result)?)
                }
                // What earns nothing never uses up a band that is measured by payment.
                (Some(_), Measure::Payment) => None,
                (Some(hi), Measure::Cost | Measure::CostAboveDeductible) => Some(hi.sub(at)?),
            };
            let amount = match room {
                Some(room) => rest.min(room)?,
                None => rest,
            };
            let mut portion = earning(amount, note)?;
            at = at.add(match bands.measure {
                Measure::Payment => portion.earned,
                Measure::Cost | Measure::CostAboveDeductible => amount,
            })?;
            portion.band = Some((lo, hi));
            portions.push(portion);
            rest = rest.sub(amount)?;
            if !rest.is_positive()? {
                break;
            }
        }
        if rest.is_positive()? {
            return Err(Stop::Internal("bands end below the base", None));
        }
        Ok(portions)
    }

    fn band_total(&mut self, bands: &Bands<NodeId>) -> Outcome<N> {
        bands.total.map_or(Ok(N::ZERO), |total| self.machine.total(total))
    }
}

fn earning<N: Number>(amount: N, note: FigureNote<N>) -> Outcome<Portion<N>> {
    let earned = amount.mul(note.result)?;
    Ok(Portion { amount, ratio: Some(note), outright: None, earned, band: None })
}

/// An amount that was set outright: at least nothing, at most the base.
fn outright<N: Number>(base: N, amount: N, figure: FigureNote<N>) -> Outcome<Vec<Portion<N>>> {
    let earned = amount.max(N::ZERO)?.min(base)?;
    Ok(vec![Portion { amount: base, ratio: None, outright: Some(figure), earned, band: None }])
}

/// The cost that earns a limited payment: portions in order, the last one in part.
pub(super) fn cost_of<N: Number>(portions: &[Portion<N>], limit: N) -> Outcome<N> {
    let mut left = limit;
    let mut cost = N::ZERO;
    for portion in portions {
        if !portion.earned.exceeds(left)? {
            cost = cost.add(portion.amount)?;
            left = left.sub(portion.earned)?;
        } else {
            let part = match &portion.ratio {
                Some(ratio) => left.div(ratio.result)?,
                None => left.mul(portion.amount)?.div(portion.earned)?,
            };
            return Ok(cost.add(part)?);
        }
    }
    Ok(cost)
}
