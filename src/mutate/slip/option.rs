//! Slips in the words around a figure.

use super::Slips;
use crate::mutate::operator::Operator;
use crate::source::Span;
use crate::syntax::ast::{Measure, Measured, Options, Period};

/// Spellings of periods, for places that have none of their own.
const PERIODS: [(&str, Period); 11] = [
    ("per item", Period::Item),
    ("per visit", Period::Visit),
    ("per day", Period::Day),
    ("per month", Period::Month),
    ("per quarter", Period::Quarter),
    ("per year", Period::Year),
    ("每次", Period::Visit),
    ("每日", Period::Day),
    ("每月", Period::Month),
    ("每季度", Period::Quarter),
    ("每年", Period::Year),
];

impl Slips<'_> {
    pub(super) fn measured(&mut self, measured: &Measured) {
        self.options(&measured.options);
        measured.figure.iter().for_each(|figure| self.cell(figure));
        self.members(&measured.block);
    }

    pub(super) fn options(&mut self, options: &Options) {
        if let Some(period) = &options.period {
            self.period(period.node, period.span);
            self.leave_out(Operator::DropWord, self.with_comma(period.span));
        }
        let words = [
            options.merged_by_day,
            options.topped_up,
            options.counts_scope,
            options.counts_above,
            options.on.as_ref().map(|on| on.span),
            options.at_most.as_ref().map(|limit| limit.span),
            options.measure.as_ref().map(|measure| measure.span),
            options.shared.as_ref().map(|name| self.with_word(name.span, &["shared", "共用"])),
        ];
        for span in words.into_iter().flatten() {
            self.leave_out(Operator::DropWord, self.with_comma(span));
        }
        for key in &options.keys {
            let span = self.with_word(key.span, &["per", "各"]);
            self.leave_out(Operator::DropWord, self.with_comma(span));
            self.name(key);
        }
        if let Some(limit) = &options.at_most {
            self.expr(&limit.amount);
            self.period(limit.period.node, limit.period.span);
        }
        if let Some(on) = &options.on {
            self.buckets(&on.names);
        }
        if let Some(measure) = &options.measure {
            self.measure(measure.node, measure.span);
        }
        options.shared.iter().for_each(|name| self.name(name));
    }

    /// Another period: a year for a month or a visit.
    pub(super) fn period(&mut self, period: Period, span: Span) {
        let ascii = self.text(span).is_ascii();
        let others: &[(&str, &str)] = match period {
            Period::Year => &[("per visit", "每次"), ("per month", "每月")],
            Period::Item | Period::Day => &[("per visit", "每次")],
            Period::Visit
            | Period::Month
            | Period::Quarter
            | Period::Rolling(_)
            | Period::Lifetime => &[("per year", "每年")],
        };
        for (en, zh) in others {
            self.replace(Operator::Period, span, if ascii { en } else { zh });
        }
        if let Period::Rolling(_) = period {
            self.figure(span);
        }
    }

    /// The period of a declaration, which is found by its word.
    pub(super) fn period_in(&mut self, declaration: Span) {
        let words = self.text(declaration);
        let found = PERIODS.iter().find_map(|(word, period)| {
            let at = u32::try_from(words.find(word)?).ok()?;
            let lo = declaration.lo.saturating_add(at);
            let hi = lo.saturating_add(u32::try_from(word.len()).ok()?);
            Some((*period, Span { lo, hi }))
        });
        if let Some((period, span)) = found {
            self.period(period, span);
        }
    }

    fn measure(&mut self, measure: Measure, span: Span) {
        let ascii = self.text(span).is_ascii();
        let others: &[(&str, &str)] = match measure {
            Measure::Cost => &[("of cost above deductible", "按起付线以上费用")],
            Measure::CostAboveDeductible | Measure::Payment => &[("of cost", "按费用")],
        };
        for (en, zh) in others {
            self.replace(Operator::Bucket, span, if ascii { en } else { zh });
        }
    }
}
