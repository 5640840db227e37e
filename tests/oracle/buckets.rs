//! Funds that pay out of the person's part: on buckets, floors, ceilings.

use num_traits::Zero;
use polc::syntax::ast::{Fund, Measure, Measured, MemberKind, Period};

use super::fund::{Formula, Moved, flat, measure, tightest_room, walk};
use super::value::{Rat, Res, min, positive};
use super::{At, Run};

impl Run<'_> {
    /// A fund on buckets: pays out of the person's part. Decided: f is the ratio, the bands and the
    /// deductible inside; what its caps leave limits f(after) − f(before). (With a cap inside f the
    /// amounts are the same but for what rounding has added up, and a cap with a condition would
    /// count visits at which it does not hold.)
    pub(super) fn pay_buckets(
        &mut self,
        name: &str,
        place: &str,
        formula: &Formula<'_>,
        fund: &Fund,
        buckets: &[String],
    ) -> Res<()> {
        let at = At::default();
        let members = &fund.members;
        let base: Rat = buckets.iter().map(|bucket| self.standing_in(bucket)).sum();
        let mut caps = self.caps(members, place)?;
        let books = self.books(formula, place)?;
        let inner = self.standing(members, &at, |member| match &member.kind {
            MemberKind::Deductible(it) => Some(it),
            _ => None,
        })?;
        let by_payment = measure(formula) == Some(Measure::Payment);
        let above = measure(formula) == Some(Measure::CostAboveDeductible);
        let yearly = fund.options.period.is_some() || fund.options.shared.is_some();
        let payment = if yearly {
            let total = self.total_of(&fund.options, &format!("{place}/累计"))?;
            let before = self.used(&total)?;
            let mut threshold = Rat::zero();
            for it in &inner {
                threshold += self.figure(it, &at)?;
            }
            let after = &before + &base;
            self.post(&total, &base)?;
            let upto = |run: &Self, amount: &Rat| -> Res<Rat> {
                let part = positive(amount - &threshold);
                let start = if above || by_payment { Rat::zero() } else { threshold.clone() };
                let at = At { base: Some(part.clone()), ..At::default() };
                let pieces = match formula {
                    Formula::Ratio(..) | Formula::Bands(_) => run.pieces(formula, members, &at)?,
                    _ if part.is_zero() => Vec::new(),
                    _ => flat(run.outright(formula, members, &part, &books, &at)? / &part),
                };
                Ok(walk(&pieces, by_payment, start, &part, None)?.payment)
            };
            let owed = positive(upto(self, &after)? - upto(self, &before)?);
            tightest_room(&caps, false).map_or(owed.clone(), |room| min(&room, &owed))
        } else {
            let mut left = base.clone();
            for it in &inner {
                let total = self.total_of(&it.options, &format!("{place}/起付线"))?;
                let taken = min(&left, &positive(self.figure(it, &at)? - self.used(&total)?));
                self.post(&total, &taken)?;
                left -= taken;
            }
            let left = tightest_room(&caps, true).map_or(left.clone(), |room| min(&room, &left));
            let pieces = match formula {
                Formula::Ratio(..) | Formula::Bands(_) => self.pieces(formula, members, &at)?,
                _ if left.is_zero() => Vec::new(),
                _ => flat(self.outright(formula, members, &left, &books, &at)? / &left),
            };
            let start = self.position(formula, &books, &Rat::zero())?;
            walk(&pieces, by_payment, start, &left, tightest_room(&caps, false))?.payment
        };
        caps.retain(|cap| cap.total.period != Period::Item);
        let limit = tightest_room(&caps, false);
        let paid = self.count(name, &payment, limit.as_ref(), &base);
        self.take_from_buckets(buckets, &paid);
        self.add(name, &paid);
        let cost = base.clone();
        self.keep(&books, &caps, &Moved { paid, cost, scope: base.clone(), base })
    }

    /// Tops up what the funds pay to a share of the scope; sums are exact until they are shown.
    pub(super) fn floor(&mut self, name: &str, guard: &Measured, buckets: &[String]) -> Res<()> {
        let lines: Vec<usize> = (0..self.lines.len()).collect();
        let (scope, _) = self.scope_on(&lines);
        let wanted = self.figure(guard, &At::default())? * scope;
        let already: Rat = self.funds.values().sum();
        let base: Rat = buckets.iter().map(|bucket| self.standing_in(bucket)).sum();
        let payment = min(&positive(wanted - already), &base);
        let paid = self.count(name, &payment, None, &base);
        self.take_from_buckets(buckets, &paid);
        self.add(name, &paid);
        Ok(())
    }

    /// Pays what the person bears above a figure, over the period: f(total) = what lies above.
    pub(super) fn ceiling(
        &mut self,
        name: &str,
        place: &str,
        guard: &Measured,
        buckets: &[String],
    ) -> Res<()> {
        let base: Rat = buckets.iter().map(|bucket| self.standing_in(bucket)).sum();
        let total = self.total_of(&guard.options, &format!("{place}/自付封顶"))?;
        let figure = self.figure(guard, &At::default())?;
        let before = self.used(&total)?;
        let after = &before + &base;
        self.post(&total, &base)?;
        let payment = positive(&after - &figure) - positive(&before - &figure);
        let paid = self.count(name, &payment, None, &base);
        self.take_from_buckets(buckets, &paid);
        self.add(name, &paid);
        Ok(())
    }
}
