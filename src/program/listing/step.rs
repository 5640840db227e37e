//! The rules, a line for each part.

use super::{Listing, n, period};
use crate::program::NodeId;
use crate::rule::{
    AccountMode, Base, Cap, Change, Deductible, Figure, FundStep, How, Measure, Modifier, Step,
    StepKind,
};

impl Listing<'_> {
    pub(super) fn body(&mut self) {
        let body = &self.program.body;
        self.line("rules", "");
        if let Some(applies) = body.applies {
            self.line(&format!("  applies {}", n(applies)), "");
        }
        for rule in &body.roundings {
            let place = self.place(rule.clause);
            let unit = crate::value::figure(rule.rounding.unit, crate::value::Type::Money);
            let mode = rule.rounding.mode;
            self.line(&format!("  rounding {unit} {mode:?}{}", when(rule.when)), &place);
        }
        for (index, each) in body.definitions.iter().enumerate() {
            let place = self.place(each.clause);
            self.line(&format!("  d{index} {} = {}", each.name, n(each.value)), &place);
        }
        for left_out in &body.not_encoded {
            let place = self.place(left_out.clause);
            self.line(
                &format!("  not encoded \"{}\"{}", left_out.text, when(left_out.when)),
                &place,
            );
        }
        for step in &body.steps {
            self.step(step, "  ");
        }
        if let Some(order) = &body.first_of {
            let order: Vec<String> = order.iter().map(|id| format!("b{}", id.0)).collect();
            self.line(&format!("  first of {}", order.join(", ")), "");
        }
        for (index, benefit) in body.benefits.iter().enumerate() {
            let place = self.place(benefit.clause);
            let when = when(benefit.when);
            self.line(&format!("  benefit b{index} {}{when}", benefit.name), &place);
            for step in &benefit.steps {
                self.step(step, "    ");
            }
        }
        for result in &body.results {
            let place = self.place(result.clause);
            let (value, when) = (n(result.value), when(result.when));
            self.line(&format!("  result {} = {value}{when}", result.name), &place);
        }
        self.events();
        for payer in &body.settle {
            let place = self.place(payer.clause);
            let name = payer
                .account
                .map_or_else(|| "cash".to_owned(), |account| format!("c{}", account.0));
            let pays: Vec<String> = payer.pays.iter().map(|it| self.bucket(*it)).collect();
            let pays =
                if pays.is_empty() { String::new() } else { format!(" {}", pays.join(" + ")) };
            self.line(&format!("  settle {name}{pays}{}", when(payer.when)), &place);
        }
        for claim in &body.claims {
            self.claim(claim);
        }
    }

    /// What refunds and bindings must meet.
    fn events(&mut self) {
        let body = &self.program.body;
        if !body.refund.is_empty() {
            self.line("  refund", "");
        }
        for gate in &body.refund {
            self.step(gate, "    ");
        }
        for family in &body.family {
            let place = self.place(family.clause);
            self.line(&format!("  family c{}", family.account.0), &place);
            for gate in &family.gates {
                self.step(gate, "    ");
            }
        }
    }

    fn step(&mut self, step: &Step<NodeId>, indent: &str) {
        let words = match &step.kind {
            StepKind::Require(gate) => format!("require {}", n(gate.condition)),
            StepKind::Exclude(gate) => format!("exclude {}", n(gate.condition)),
            StepKind::ExcludeLines(gate) => format!("exclude lines {}", n(gate.condition)),
            StepKind::SelfPay(rule) => {
                format!("self-pay {}{}", n(rule.figure.value), on(rule.on))
            }
            StepKind::Deductible(rule) => deductible(rule),
            StepKind::Fund(rule) => self.fund_words(rule),
            StepKind::Account(rule) => {
                let mode = match rule.mode {
                    AccountMode::WholeOrNothing => "whole or nothing",
                    AccountMode::WhatItCan => "what it can",
                    AccountMode::InsteadOfFund => "what it can instead of fund",
                };
                format!("account c{} pays {mode}{}", rule.account.0, on(rule.on))
            }
        };
        let place = self.place(step.clause);
        self.line(&format!("{indent}{words}{}", when(step.when)), &place);
        let inner = format!("{indent}  ");
        match &step.kind {
            StepKind::SelfPay(rule) => self.modifiers(&rule.figure.modifiers, &inner),
            StepKind::Deductible(rule) => self.modifiers(&rule.amount.modifiers, &inner),
            StepKind::Fund(rule) => self.fund(rule, &inner),
            StepKind::Require(_)
            | StepKind::Exclude(_)
            | StepKind::ExcludeLines(_)
            | StepKind::Account(_) => {}
        }
    }

    fn fund_words(&self, fund: &FundStep<NodeId>) -> String {
        let name = self.program.body.funds.get(fund.fund.index()).cloned().unwrap_or_default();
        let base = match &fund.base {
            Base::Open(lines) => on(*lines),
            Base::Buckets { buckets, totals } => {
                let names: Vec<String> = buckets.iter().map(|it| self.bucket(*it)).collect();
                let totals = totals.map_or(String::new(), |totals| {
                    format!(" totals a{} a{}", totals.base.0, totals.paid.0)
                });
                format!(" on {}{totals}", names.join(" + "))
            }
        };
        format!("fund {name}{base}")
    }

    fn fund(&mut self, fund: &FundStep<NodeId>, indent: &str) {
        if let Some(figure) = &fund.deductible {
            self.line(&format!("{indent}above {}", n(figure.value)), "");
            self.figure(figure, indent);
        }
        for payment in &fund.pays {
            let place = self.place(payment.clause);
            let words = how(&payment.how);
            self.line(&format!("{indent}{words}{}", when(payment.when)), &place);
            if let How::Bands(bands) = &payment.how {
                for band in &bands.bands {
                    let hi = band.hi.map_or_else(String::new, n);
                    let (lo, ratio) = (n(band.lo), n(band.ratio));
                    self.line(&format!("{indent}  {lo} .. {hi} : {ratio}"), "");
                }
            }
        }
        self.modifiers(&fund.modifiers, indent);
        for cap in &fund.caps {
            self.cap(cap, indent);
        }
    }

    fn cap(&mut self, cap: &Cap<NodeId>, indent: &str) {
        let total = cap.total.map_or(String::new(), |total| format!(" total a{}", total.0));
        let on_cost = if cap.on_cost { " on cost" } else { "" };
        let period = period(cap.period);
        let place = self.place(cap.clause);
        let amount = n(cap.amount.value);
        let words = format!("{indent}cap{on_cost} {amount} {period}{total}{}", when(cap.when));
        self.line(&words, &place);
        self.figure(&cap.amount, indent);
    }

    fn figure(&mut self, figure: &Figure<NodeId>, indent: &str) {
        self.modifiers(&figure.modifiers, &format!("{indent}  "));
    }

    fn modifiers(&mut self, modifiers: &[Modifier<NodeId>], indent: &str) {
        for modifier in modifiers {
            let change = match modifier.change {
                Change::Uplift => "uplift",
                Change::Reduce => "reduce",
                Change::Scale => "scale",
                Change::OwnShare => "own share",
                Change::AtMost => "at most",
                Change::AtLeast => "at least",
            };
            let place = self.place(modifier.clause);
            let by = n(modifier.by);
            self.line(&format!("{indent}{change} {by}{}", when(modifier.when)), &place);
        }
    }
}

fn deductible(rule: &Deductible<NodeId>) -> String {
    let total = rule
        .total
        .map_or_else(|| " at each visit".to_owned(), |total| format!(" total a{}", total.0));
    let ceiling = rule.ceiling.as_ref().map_or(String::new(), |ceiling| {
        format!(" at most {} total a{}", n(ceiling.amount), ceiling.total.0)
    });
    let counts = if rule.counts_scope { " counts scope" } else { "" };
    format!("deductible {}{total}{ceiling}{counts}{}", n(rule.amount.value), on(rule.on))
}

fn how(how: &How<NodeId>) -> String {
    match how {
        How::Ratio(id) => format!("ratio {}", n(*id)),
        How::OwnRatio(id) => format!("own ratio {}", n(*id)),
        How::Bands(bands) => {
            let measure = match bands.measure {
                Measure::Cost => "cost",
                Measure::CostAboveDeductible => "cost above deductible",
                Measure::Payment => "fund paid",
            };
            let total = bands.total.map_or(String::new(), |total| format!(" total a{}", total.0));
            format!("ratio by band of {measure}{total}")
        }
        How::Fixed(id) => format!("fixed {}", n(*id)),
        How::Pays(id) => format!("pays {}", n(*id)),
        How::FloorRatio(id) => format!("floor {}", n(*id)),
        How::FloorAmount(id) => format!("floor {}", n(*id)),
        How::Ceiling { amount, total } => {
            let total = total.map_or(String::new(), |total| format!(" total a{}", total.0));
            format!("ceiling {}{total}", n(*amount))
        }
    }
}

pub(super) fn when(condition: Option<NodeId>) -> String {
    condition.map_or(String::new(), |id| format!(" when {}", n(id)))
}

fn on(lines: Option<NodeId>) -> String {
    lines.map_or(String::new(), |id| format!(" on lines {}", n(id)))
}
