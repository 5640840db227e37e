//! Doing again what came after a visit, as if the visit had never been.

use super::problem::unfit;
use super::{Desk, Later, Outcome, VisitName};
use crate::ledger::{Came, Delta, Entry, Purse, Summary};
use crate::select::select;
use crate::value::Exact;

impl Desk<'_> {
    /// Undoes everything back to a visit, leaves it out, and does the rest again. Says which later
    /// visits come out differently.
    pub(super) fn leave_out(&mut self, index: usize, bill: &Summary) -> Outcome<Vec<Later>> {
        let mut tail = self.ledger.rewind(index).map_err(|it| vec![unfit(it)])?.into_iter();
        if let Some(visit) = tail.next() {
            let came = Came::Refunded(bill.clone());
            self.enter(visit.event, visit.date, Delta::default(), came)?;
        }
        // What the years turned over on the way is a matter of those events, not of this one.
        let carried = std::mem::take(&mut self.carried);
        let mut later = Vec::new();
        for entry in tail {
            later.extend(self.again(entry)?);
        }
        self.carried = carried;
        Ok(later)
    }

    /// Does one entry again.
    fn again(&mut self, entry: Entry) -> Outcome<Option<Later>> {
        if entry.came == Came::Carried {
            return Ok(None);
        }
        if let Some(date) = entry.date {
            self.turn_years(date)?;
        }
        match &entry.came {
            Came::Settled(before) => return self.visit_again(&entry, before),
            Came::Opened => self.money_again(entry)?,
            Came::Noted if !entry.delta.balances.is_empty() => self.money_again(entry)?,
            Came::Noted | Came::Refunded(_) | Came::Refused(_) | Came::Carried => {
                self.enter(entry.event, entry.date, entry.delta, entry.came)?;
            }
        }
        Ok(None)
    }

    fn visit_again(&mut self, entry: &Entry, before: &Summary) -> Outcome<Option<Later>> {
        let Some(date) = entry.date else { return Ok(None) };
        let raw = self.raw_visit(&entry.event, self.standing(Some(date)));
        let (program, facts) = select(self.programs, &raw)?;
        let number = self.visits().count();
        let visit = self.settle(entry.event.clone(), date, number, program, facts)?;
        let after = match self.ledger.entries().last().map(|entry| &entry.came) {
            Some(Came::Settled(after)) => after.clone(),
            _ => return Ok(None),
        };
        if after == *before {
            return Ok(None);
        }
        let of = VisitName { number, date: entry.date, label: entry.event.label.clone() };
        Ok(Some(Later { of, before: before.clone(), after, visit: Box::new(visit) }))
    }

    /// Money that came to an account comes again. What the input said of an account differed by so
    /// much from what was known: what a refund brings comes on top of it. No account goes below zero.
    fn money_again(&mut self, entry: Entry) -> Outcome<()> {
        let mut sums: Vec<(Purse, Exact)> = Vec::new();
        for (purse, change) in &entry.delta.balances {
            let before = self.ledger.state().balance(purse).unwrap_or(Exact::ZERO);
            let after = before.add(change.by).and_then(|sum| sum.max(Exact::ZERO));
            sums.push((purse.clone(), after.map_err(|_| vec![super::money::too_large()])?));
        }
        let _moved = self.set(entry.event, entry.date, sums, entry.came)?;
        Ok(())
    }
}
