//! The rules, part by part, with every expression numbered.

use super::Lowering;
use crate::policy::Expr;
use crate::program::NodeId;
use crate::rule::{
    AccountStep, Accumulator, Band, Bands, Base, Benefit, Body, CalcResult, Cap, Ceiling,
    Deductible, Definition, Family, Figure, FundStep, Gate, How, Modifier, NotEncoded, Payer,
    Payment, RoundingRule, SelfPay, Step, StepKind,
};

impl Lowering {
    pub(super) fn body(&mut self, body: &Body<Expr>) -> Body<NodeId> {
        Body {
            applies: self.option(body.applies.as_ref()),
            roundings: self.each(&body.roundings, |this, rule| RoundingRule {
                clause: rule.clause,
                when: this.option(rule.when.as_ref()),
                rounding: rule.rounding,
            }),
            definitions: self.each(&body.definitions, |this, definition| Definition {
                clause: definition.clause,
                name: definition.name.clone(),
                value: this.expr(&definition.value),
            }),
            not_encoded: self.each(&body.not_encoded, |this, left_out| NotEncoded {
                clause: left_out.clause,
                text: left_out.text.clone(),
                reason: left_out.reason.clone(),
                when: this.option(left_out.when.as_ref()),
            }),
            steps: self.each(&body.steps, Self::step),
            benefits: self.each(&body.benefits, |this, benefit| Benefit {
                clause: benefit.clause,
                name: benefit.name.clone(),
                when: this.option(benefit.when.as_ref()),
                steps: this.each(&benefit.steps, Self::step),
            }),
            first_of: body.first_of.clone(),
            first_of_clause: body.first_of_clause,
            settle: self.each(&body.settle, |this, payer| Payer {
                clause: payer.clause,
                account: payer.account,
                pays: payer.pays.clone(),
                when: this.option(payer.when.as_ref()),
            }),
            refund: self.each(&body.refund, Self::step),
            family: self.each(&body.family, |this, family| Family {
                clause: family.clause,
                account: family.account,
                gates: this.each(&family.gates, Self::step),
            }),
            claims: self.each(&body.claims, Self::claim),
            results: self.each(&body.results, |this, result| CalcResult {
                clause: result.clause,
                name: result.name.clone(),
                when: this.option(result.when.as_ref()),
                value: this.expr(&result.value),
            }),
            funds: body.funds.clone(),
            accumulators: self.each(&body.accumulators, |this, total| Accumulator {
                identity: total.identity.clone(),
                title: total.title.clone(),
                period: total.period,
                keys: this.each(&total.keys, Self::expr),
                kind: total.kind,
            }),
        }
    }

    fn each<T, U>(&mut self, list: &[T], one: impl Fn(&mut Self, &T) -> U) -> Vec<U> {
        list.iter().map(|item| one(self, item)).collect()
    }

    pub(super) fn option(&mut self, expr: Option<&Expr>) -> Option<NodeId> {
        expr.map(|expr| self.expr(expr))
    }

    fn step(&mut self, step: &Step<Expr>) -> Step<NodeId> {
        let when = self.option(step.when.as_ref());
        let kind = match &step.kind {
            StepKind::Require(gate) => StepKind::Require(self.gate(gate)),
            StepKind::Exclude(gate) => StepKind::Exclude(self.gate(gate)),
            StepKind::ExcludeLines(gate) => StepKind::ExcludeLines(self.gate(gate)),
            StepKind::SelfPay(self_pay) => StepKind::SelfPay(SelfPay {
                figure: self.figure(&self_pay.figure),
                is_amount: self_pay.is_amount,
                on: self.option(self_pay.on.as_ref()),
            }),
            StepKind::Deductible(deductible) => StepKind::Deductible(Deductible {
                amount: self.figure(&deductible.amount),
                total: deductible.total,
                ceiling: deductible.ceiling.as_ref().map(|ceiling| Ceiling {
                    amount: self.expr(&ceiling.amount),
                    total: ceiling.total,
                }),
                on: self.option(deductible.on.as_ref()),
                counts_scope: deductible.counts_scope,
            }),
            StepKind::Fund(fund) => StepKind::Fund(self.fund(fund)),
            StepKind::Account(account) => StepKind::Account(AccountStep {
                account: account.account,
                mode: account.mode,
                on: self.option(account.on.as_ref()),
            }),
        };
        Step { clause: step.clause, when, kind }
    }

    fn gate(&mut self, gate: &Gate<Expr>) -> Gate<NodeId> {
        Gate { condition: self.expr(&gate.condition), reason: gate.reason.clone() }
    }

    fn figure(&mut self, figure: &Figure<Expr>) -> Figure<NodeId> {
        Figure {
            value: self.expr(&figure.value),
            modifiers: self.each(&figure.modifiers, Self::modifier),
        }
    }

    fn modifier(&mut self, modifier: &Modifier<Expr>) -> Modifier<NodeId> {
        Modifier {
            clause: modifier.clause,
            when: self.option(modifier.when.as_ref()),
            change: modifier.change,
            by: self.expr(&modifier.by),
        }
    }

    fn fund(&mut self, fund: &FundStep<Expr>) -> FundStep<NodeId> {
        FundStep {
            fund: fund.fund,
            base: match &fund.base {
                Base::Open(on) => Base::Open(self.option(on.as_ref())),
                Base::Buckets { buckets, totals } => {
                    Base::Buckets { buckets: buckets.clone(), totals: *totals }
                }
            },
            deductible: fund.deductible.as_ref().map(|figure| self.figure(figure)),
            pays: self.each(&fund.pays, |this, payment| Payment {
                clause: payment.clause,
                when: this.option(payment.when.as_ref()),
                how: this.how(&payment.how),
            }),
            modifiers: self.each(&fund.modifiers, Self::modifier),
            caps: self.each(&fund.caps, |this, cap| Cap {
                clause: cap.clause,
                when: this.option(cap.when.as_ref()),
                amount: this.figure(&cap.amount),
                on_cost: cap.on_cost,
                period: cap.period,
                total: cap.total,
            }),
        }
    }

    fn how(&mut self, how: &How<Expr>) -> How<NodeId> {
        match how {
            How::Ratio(ratio) => How::Ratio(self.expr(ratio)),
            How::OwnRatio(ratio) => How::OwnRatio(self.expr(ratio)),
            How::Bands(bands) => How::Bands(Bands {
                measure: bands.measure,
                total: bands.total,
                bands: self.each(&bands.bands, |this, band| Band {
                    lo: this.expr(&band.lo),
                    hi: this.option(band.hi.as_ref()),
                    ratio: this.expr(&band.ratio),
                }),
            }),
            How::Fixed(amount) => How::Fixed(self.expr(amount)),
            How::Pays(amount) => How::Pays(self.expr(amount)),
            How::FloorRatio(ratio) => How::FloorRatio(self.expr(ratio)),
            How::FloorAmount(amount) => How::FloorAmount(self.expr(amount)),
            How::Ceiling { amount, total } => {
                How::Ceiling { amount: self.expr(amount), total: *total }
            }
        }
    }
}
