//! Running totals and the keys under which they are kept.

use super::builder::Builder;
use super::convert;
use crate::policy::Expr;
use crate::rule::{Accumulator, AccumulatorId, AccumulatorKind};
use crate::value::{Period, Validity};

/// Who uses a total.
#[derive(Debug, Clone)]
pub(super) struct Use {
    /// The key before it was told apart from others of the same title.
    stem: String,
    /// When the clauses that use it hold; empty for a total that is shared by name.
    validities: Vec<Validity>,
    /// The declared accumulator.
    shared: Option<usize>,
}

impl Builder<'_, '_> {
    /// The total of a clause. Clauses of one title that never hold on the same day, such as the
    /// figure before and after a change, continue one total.
    pub(super) fn total(
        &mut self,
        part: &str,
        title: &str,
        period: Period,
        keys: Vec<Expr>,
        validity: Validity,
    ) -> AccumulatorId {
        let benefit = self.benefit_name();
        let stem = if benefit.is_empty() {
            format!("{}/{part}", self.city)
        } else {
            format!("{}/{benefit}/{part}", self.city)
        };
        let mut same = 0_usize;
        for (index, known) in self.uses.iter_mut().enumerate() {
            if known.stem != stem {
                continue;
            }
            same = same.saturating_add(1);
            let Some(accumulator) = self.accumulators.get(index) else { continue };
            let alike = accumulator.period == period
                && accumulator.keys.len() == keys.len()
                && accumulator.keys.iter().zip(&keys).all(|(a, b)| a.kind == b.kind);
            if alike && known.validities.iter().all(|other| other.and(&validity).is_empty()) {
                known.validities.push(validity);
                return AccumulatorId::next(index);
            }
        }
        let identity =
            if same == 0 { stem.clone() } else { format!("{stem}#{}", same.saturating_add(1)) };
        let accumulator = Accumulator {
            identity,
            title: title.to_owned(),
            period,
            keys,
            kind: AccumulatorKind::Amount,
        };
        self.add_total(accumulator, Use { stem, validities: vec![validity], shared: None })
    }

    fn add_total(&mut self, accumulator: Accumulator<Expr>, used: Use) -> AccumulatorId {
        let id = AccumulatorId::next(self.accumulators.len());
        self.accumulators.push(accumulator);
        self.uses.push(used);
        id
    }

    /// The total of a declared accumulator.
    pub(super) fn shared_total(&mut self, index: usize) -> Option<AccumulatorId> {
        let shared = self.scope.shared.get(index)?.clone();
        let clause = self.here.clause;
        self.run.used_accumulator(shared.span, clause);
        let known = self.uses.iter().position(|used| used.shared == Some(index));
        if let Some(known) = known {
            return Some(AccumulatorId::next(known));
        }
        let keys = self.keys(&shared.keys);
        let identity = format!("{}/{}", self.city, shared.name);
        let accumulator = Accumulator {
            identity: identity.clone(),
            title: shared.name,
            period: shared.period,
            keys,
            kind: AccumulatorKind::Amount,
        };
        let used = Use { stem: identity, validities: Vec::new(), shared: Some(index) };
        Some(self.add_total(accumulator, used))
    }

    /// The number of this visit among those of the benefit.
    pub(super) fn visits_total(&mut self, period: Period) -> Option<AccumulatorId> {
        let benefit = self.here.benefit?;
        let name = self.benefit_name();
        let above = self.count_above;
        let counted = if above { "visits above deductible" } else { "visits" };
        let mut identity = format!("{}/{name}/{counted}", self.city);
        if period != Period::Year {
            identity.push('/');
            identity.push_str(&convert::period_word(period));
        }
        let keys = self.count_keys.clone();
        let words = self.key_words(&keys);
        if !words.is_empty() {
            identity.push('/');
            identity.push_str(&words);
        }
        if let Some(known) = self.uses.iter().position(|used| used.stem == identity) {
            return Some(AccumulatorId::next(known));
        }
        let title = match period {
            Period::Month => format!("{name} 本月次数"),
            _ => format!("{name} 本年次数"),
        };
        let accumulator = Accumulator {
            identity: identity.clone(),
            title,
            period,
            keys,
            kind: if above {
                AccumulatorKind::VisitsAbove(benefit)
            } else {
                AccumulatorKind::Visits(benefit)
            },
        };
        let used = Use { stem: identity, validities: Vec::new(), shared: None };
        Some(self.add_total(accumulator, used))
    }
}
