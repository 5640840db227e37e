//! Slips in clauses: one left out, two exchanged, and what stands in each.

use super::Slips;
use crate::mutate::mutant::Part;
use crate::mutate::operator::Operator;
use crate::source::Span;
use crate::syntax::ast::{
    AccountMode, AccountStep, Expr, Member, MemberKind, Payer, Rounding, RoundingMode, Row, Sort,
    Suffix,
};

impl Slips<'_> {
    pub(super) fn members(&mut self, members: &[Member]) {
        let mut rows: Vec<(&Member, &Row)> = Vec::new();
        let mut above: Option<&Member> = None;
        for member in members {
            if let MemberKind::Row(row) = &member.kind {
                rows.push((member, row));
                self.suffix(&member.suffix);
                continue;
            }
            if matches!(member.kind, MemberKind::Assert(_) | MemberKind::Cliff(_)) {
                self.claim(member);
                continue;
            }
            if is_rule(member) {
                self.leave_out(Operator::DropClause, member.span);
            }
            if let Some(above) = above
                && rank(above).is_some()
                && rank(above) == rank(member)
            {
                self.swap(Operator::SwapClauses, above.span, member.span);
            }
            above = Some(member);
            self.member(member);
            self.suffix(&member.suffix);
        }
        self.rows(&rows);
    }

    pub(super) fn suffix(&mut self, suffix: &Suffix) {
        if let Some(when) = &suffix.when {
            self.leave_out(Operator::DropCondition, self.with_word(when.span, &["when", "当"]));
            self.expr(when);
        }
        let dates = [(&suffix.from, ["from", "自"]), (&suffix.until, ["until", "至"])];
        for (date, words) in dates {
            if let Some(date) = date {
                self.leave_out(Operator::DropDate, self.with_word(date.span, &words));
                self.literal(&date.node, date.span);
            }
        }
    }

    fn member(&mut self, member: &Member) {
        match &member.kind {
            MemberKind::Applies(expr)
            | MemberKind::Pays(expr)
            | MemberKind::OwnShare(expr)
            | MemberKind::Require(expr)
            | MemberKind::Exclude(expr)
            | MemberKind::Uplift(expr)
            | MemberKind::Reduce(expr)
            | MemberKind::Scale(expr)
            | MemberKind::AtMost(expr)
            | MemberKind::AtLeast(expr) => self.with_expr(member, expr),
            MemberKind::YearStarts(start) => {
                let (month, day) = start.node;
                self.month_day(month, day, start.span);
            }
            MemberKind::Rounding(rounding) => self.rounding(member, rounding),
            MemberKind::Parameter(each) => self.parameter(each),
            MemberKind::Accumulator(each) => self.accumulator(each),
            MemberKind::FirstOf(names) => {
                let spans: Vec<Span> = names.iter().map(|name| name.span).collect();
                self.drop_listed(Operator::DropValue, &spans);
                self.swap_neighbours(Operator::SwapClauses, &spans);
                self.names(names);
            }
            MemberKind::Settle(payers) => self.payers(payers),
            MemberKind::Clause(each) | MemberKind::Replace(each) => self.members(&each.members),
            MemberKind::Benefit(benefit) => {
                self.exchange_letters(benefit.name.span);
                self.members(&benefit.members);
            }
            MemberKind::Fund(fund) => {
                self.exchange_letters(fund.name.span);
                self.options(&fund.options);
                self.members(&fund.members);
            }
            MemberKind::Account(step) => self.account(step),
            MemberKind::Refund(members) => self.gates_of_events(members),
            MemberKind::Family(family) => {
                self.name(&family.account);
                self.gates_of_events(&family.members);
            }
            kind => {
                if let Some(measured) = kind.measured() {
                    self.share(member);
                    self.measured(measured);
                }
            }
        }
    }

    fn gates_of_events(&mut self, members: &[Member]) {
        self.part = Part::Events;
        self.members(members);
        self.part = Part::Visits;
    }

    /// A clause that is a word and an expression.
    fn with_expr(&mut self, member: &Member, expr: &Expr) {
        let ascii = self.text(member.head).is_ascii();
        let pick = |en: &'static str, zh: &'static str| if ascii { en } else { zh };
        let other = match &member.kind {
            MemberKind::Require(_) => Some((Operator::Comparison, pick("exclude", "排除"))),
            MemberKind::Exclude(_) => Some((Operator::Comparison, pick("require", "要求"))),
            MemberKind::Uplift(_) => Some((Operator::Direction, pick("reduce", "降低"))),
            MemberKind::Reduce(_) => Some((Operator::Direction, pick("uplift", "提高"))),
            MemberKind::AtMost(_) => Some((Operator::Direction, pick("at least", "最低"))),
            MemberKind::AtLeast(_) => Some((Operator::Direction, pick("at most", "最高"))),
            _ => None,
        };
        if let Some((operator, word)) = other {
            self.replace(operator, member.head, word);
        }
        self.scale_for_points(member, expr);
        self.expr(expr);
    }

    /// The share of the person for that of the fund.
    fn share(&mut self, member: &Member) {
        let ascii = self.text(member.head).is_ascii();
        let other = match &member.kind {
            MemberKind::Ratio(_) => ("own ratio", "自付比例"),
            MemberKind::OwnRatio(_) => ("ratio", "比例"),
            _ => return,
        };
        self.replace(Operator::Mode, member.head, if ascii { other.0 } else { other.1 });
    }

    fn rounding(&mut self, member: &Member, rounding: &Rounding) {
        self.figure(rounding.unit.span);
        let ascii = self.text(member.head).is_ascii();
        let (words, other) = match rounding.mode {
            RoundingMode::HalfUp => (["half up", "四舍五入"], ("down", "舍去")),
            RoundingMode::HalfEven => (["half even", "四舍六入五成双"], ("half up", "四舍五入")),
            RoundingMode::Down => (["down", "舍去"], ("half up", "四舍五入")),
            RoundingMode::Up => (["up", "进位"], ("half up", "四舍五入")),
        };
        let text = self.text(member.span);
        let found = words.iter().find_map(|word| Some((text.find(word)?, word.len())));
        let Some((at, length)) = found else { return };
        let size = |length: usize| u32::try_from(length).unwrap_or(0);
        let lo = member.span.lo.saturating_add(size(at));
        let span = Span { lo, hi: lo.saturating_add(size(length)) };
        self.replace(Operator::Mode, span, if ascii { other.0 } else { other.1 });
    }

    fn account(&mut self, step: &AccountStep) {
        self.name(&step.name);
        self.options(&step.options);
        let Some(mode) = &step.mode else { return };
        let ascii = self.text(mode.span).is_ascii();
        let other = match mode.node {
            AccountMode::WholeOrNothing | AccountMode::InsteadOfFund => {
                ("pays what it can", "有多少付多少")
            }
            AccountMode::WhatItCan => ("pays whole or nothing", "足额才付"),
        };
        self.replace(Operator::Mode, mode.span, if ascii { other.0 } else { other.1 });
    }

    fn payers(&mut self, payers: &[Payer]) {
        let spans: Vec<Span> = payers.iter().map(|payer| payer.span).collect();
        self.swap_neighbours(Operator::SwapClauses, &spans);
        for payer in payers {
            self.leave_out(Operator::DropClause, payer.span);
            self.name(&payer.name);
            if let Some(pays) = &payer.pays {
                self.leave_out(Operator::DropWord, pays.span);
                self.buckets(&pays.names);
            }
            self.suffix(&payer.suffix);
        }
    }
}

/// Whether a clause says anything that could be left out by mistake and change what is paid. Sources,
/// names of cities, claims and notes of what is not encoded for nobody in particular do not.
fn is_rule(member: &Member) -> bool {
    match &member.kind {
        MemberKind::City(_)
        | MemberKind::Source(_)
        | MemberKind::Allow(_)
        | MemberKind::Assert(_)
        | MemberKind::Cliff(_) => false,
        MemberKind::NotEncoded(_) => member.suffix.when.is_some(),
        _ => true,
    }
}

/// Clauses whose places among their own sort may matter; what a fund pays and what changes it are one
/// sort. The place of a benefit among benefits, or of a gate among steps, does not.
fn rank(member: &Member) -> Option<Sort> {
    match member.kind.sort() {
        Sort::Way | Sort::Modifier => Some(Sort::Way),
        sort @ (Sort::Gate | Sort::Step | Sort::Result | Sort::Rounding) => Some(sort),
        Sort::Head
        | Sort::Dates
        | Sort::Note
        | Sort::Claim
        | Sort::Named
        | Sort::Block
        | Sort::Row => None,
    }
}
