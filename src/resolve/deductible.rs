//! 起付线.

use super::builder::Builder;
use super::clause::Follows;
use super::convert;
use super::error::Want;
use super::layer::Node;
use super::option::Opt;
use crate::diagnostics::Code;
use crate::policy::{Expr, ExprKind};
use crate::rule::{AccumulatorId, Ceiling, Deductible, Role, Step, StepKind};
use crate::source::Span;
use crate::syntax::ast::Measured;
use crate::text;
use crate::value::{Period, Type, Validity};

const TITLE: &str = "起付线";

impl<'a> Builder<'_, 'a> {
    /// A deductible that is a step of a benefit.
    pub(super) fn deductible(
        &mut self,
        node: &Node<'a>,
        measured: &'a Measured,
    ) -> Option<Step<Expr>> {
        let clause = self.clause(node, TITLE, Follows::WHEN);
        let validity = self.validity_of(clause);
        let when = self.when(&node.member.suffix);
        let options = &measured.options;
        self.allow(
            options,
            TITLE,
            &[
                Opt::Period,
                Opt::MergedByDay,
                Opt::Keys,
                Opt::ToppedUp,
                Opt::AtMost,
                Opt::Shared,
                Opt::On,
                Opt::CountsScope,
                Opt::CountsAbove,
                Opt::CountsEvery,
            ],
        );
        let keys = self.keys(&options.keys);
        self.count_keys.clone_from(&keys);
        self.count_above = options.counts_above.is_some();
        let amount = self.figure(node, measured, Want::One(Type::Money));
        self.count_keys.clear();
        self.count_above = false;
        let on = self.on_lines(options.on.as_ref(), TITLE);
        let head = node.member.head;
        let shared = match &options.shared {
            Some(_) => Some(self.shared(options)?),
            None => None,
        };
        let written = options.period.as_ref().map(|period| convert::period(period.node));
        let period = shared
            .and_then(|index| self.scope.shared.get(index))
            .map(|shared| shared.period)
            .or(written)
            .or(options.merged_by_day.map(|_| Period::Visit));
        let Some(period) = period else {
            let figure = amount.as_ref().map(|amount| amount.value.clone());
            self.no_period(head, TITLE, figure.as_ref());
            return None;
        };
        let amount = amount?;
        let counted = self.counts_visits(&amount.value);
        self.fitting(measured, period, counted);
        if counted && options.counts_above.is_none() && options.counts_every.is_none() {
            self.ask_counting(head, &amount.value);
            return None;
        }
        let unclear = convert::outlasts_visit(period)
            && options.topped_up.is_none()
            && options.counts_scope.is_none()
            && options.at_most.is_none();
        if unclear && let Some(field) = self.field_of_visit(&amount.value, &keys) {
            self.ask_levels(head, &field, &amount.value);
            return None;
        }
        let ceiling = match &options.at_most {
            Some(limit) => {
                let limit_amount = self.typed(&limit.amount, Want::One(Type::Money))?;
                let limit_period = convert::period(limit.period.node);
                if !convert::outlasts_visit(limit_period)
                    || limit_period == period && keys.is_empty()
                {
                    self.same_limit(limit.span, limit_period);
                    return None;
                }
                let total = self.total("起付线/ceiling", TITLE, limit_period, Vec::new(), validity);
                Some(Ceiling { amount: limit_amount, total })
            }
            None => None,
        };
        let total = match shared {
            Some(index) => Some(self.shared_total(index)?),
            None => self.deductible_total(period, measured, keys, validity),
        };
        let counts_scope = options.counts_scope.is_some();
        let kind = StepKind::Deductible(Deductible { amount, total, ceiling, on, counts_scope });
        Some(Step { clause, when, kind })
    }

    fn deductible_total(
        &mut self,
        period: Period,
        measured: &Measured,
        keys: Vec<Expr>,
        validity: Validity,
    ) -> Option<AccumulatorId> {
        if let Some(span) = measured.options.merged_by_day {
            let Some((id, field)) = self.scope.vocabulary.role(Role::InstitutionCode) else {
                self.run.unknown("机构编号", span, self.scope.standard, []);
                return None;
            };
            let ty = field.ty;
            let mut keys = keys;
            keys.push(Expr { kind: ExprKind::Field(id), ty, span: self.span(span) });
            return Some(self.total("起付线/每日", TITLE, Period::Day, keys, validity));
        }
        if !convert::outlasts_visit(period) {
            return None;
        }
        let part = match self.key_words(&keys) {
            words if words.is_empty() => TITLE.to_owned(),
            words => format!("{TITLE}/{words}"),
        };
        Some(self.total(&part, TITLE, period, keys, validity))
    }

    /// The names of the values that a total is kept for.
    pub(super) fn key_words(&self, keys: &[Expr]) -> String {
        let words: Vec<&str> = keys
            .iter()
            .filter_map(|key| match key.kind {
                ExprKind::Field(id) => self.scope.vocabulary.field(id).map(|f| f.name.as_str()),
                _ => None,
            })
            .collect();
        words.join("+")
    }

    /// Refuses options that make no sense together.
    fn fitting(&mut self, measured: &Measured, period: Period, counted: bool) {
        let options = &measured.options;
        if let (Some(topped), Some(key)) = (options.topped_up, options.keys.first()) {
            let word = key.node.clone();
            self.wrong_place(
                topped.to(key.span),
                text!(
                    "“就高补差”和“各{word}”只能选一种",
                    "`topped up` and `per {word}` exclude each other"
                ),
                text!(
                    "“就高补差”是一个累计补到当次的标准，“各{word}”是每一种各有一个累计",
                    "`topped up` keeps one total, `per {word}` keeps one for each"
                ),
            );
        }
        if !convert::outlasts_visit(period) {
            let unfit: [(Option<Span>, &str, &str); 3] = [
                (options.topped_up, "就高补差", "topped up"),
                (options.counts_scope, "按范围内费用累计", "counts scope"),
                // Beside ordinals the keys say for what visits are counted.
                (options.keys.first().filter(|_| !counted).map(|key| key.span), "各…", "per …"),
            ];
            for (span, zh, en) in unfit {
                let Some(span) = span else { continue };
                self.wrong_place(
                    span,
                    text!(
                        "每次都扣的起付线没有累计，不能写“{zh}”",
                        "a deductible due at each visit keeps no total, so `{en}` makes no sense"
                    ),
                    text!(
                        "把“每次”改成“每年”，或者删去“{zh}”",
                        "write `per year` instead of `per visit`, or leave `{en}` out"
                    ),
                );
            }
        }
        self.counting(options, counted);
        if let Some(span) = options.merged_by_day
            && period != Period::Visit
        {
            self.wrong_place(
                span,
                text!(
                    "“按日合并”只用于每次的起付线",
                    "`merged by day` goes with a deductible per visit"
                ),
                text!("写“每次 按日合并”", "write `per visit merged by day`"),
            );
        }
        if period == Period::Item {
            let head = options.period.as_ref().map(|period| period.span).unwrap_or_default();
            self.wrong_place(
                head,
                text!("起付线不能按每个项目", "a deductible cannot be per item"),
                text!(
                    "写“每次”，用“对 …”限定费用的类别",
                    "write `per visit`, and limit it with `on …`"
                ),
            );
        }
    }

    /// What is counted must be read, and only one way of counting holds.
    fn counting(&mut self, options: &crate::syntax::ast::Options, counted: bool) {
        let ways = [
            (options.counts_above, "超过起付线才计次", "counts visits above deductible"),
            (options.counts_every, "一律计次", "counts every visit"),
        ];
        for (span, zh, en) in ways {
            let Some(span) = span.filter(|_| !counted) else { continue };
            self.wrong_place(
                span,
                text!(
                    "这里没有按次数分的金额，不能写“{zh}”",
                    "no amount here depends on the count of visits, so `{en}` makes no sense"
                ),
                text!(
                    "写“{{ 本年首次 : 500元; 以后各次 : 250元 }}”，或者删去“{zh}”",
                    "write `{{ first visit of year : 500元; later : 250元 }}`, or leave it out"
                ),
            );
        }
        if let (Some(above), Some(every)) = (options.counts_above, options.counts_every) {
            self.wrong_place(
                above.to(every),
                text!(
                    "“超过起付线才计次”和“一律计次”只能选一种",
                    "`counts visits above deductible` and `counts every visit` exclude each other"
                ),
                text!("只留一种", "keep one of them"),
            );
        }
    }

    fn same_limit(&mut self, span: Span, period: Period) {
        let (zh, en) = (convert::period_word(period), convert::period_word_en(period));
        self.fail_with(
            Code::WrongPlace,
            span,
            text!(
                "“最高 … {zh}”要比起付线的周期长",
                "`at most … {en}` must be over a longer period than the deductible"
            ),
            text!("写“每次, 最高 … 每年”", "write `per visit, at most … per year`"),
        );
    }
}
