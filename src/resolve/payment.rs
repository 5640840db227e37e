//! What a fund pays, and that exactly one way to pay holds on a day.

use super::builder::Builder;
use super::clause::Follows;
use super::convert;
use super::error::Want;
use super::fund::Around;
use super::layer::Node;
use super::option::Opt;
use crate::diagnostics::{Code, Problem};
use crate::policy::Expr;
use crate::rule::{AccumulatorId, ClauseId, How, Payment, date_words};
use crate::source::Span;
use crate::syntax::ast::{Measured, MemberKind};
use crate::text;
use crate::value::{Type, Validity};

impl<'a> Builder<'_, 'a> {
    /// A way to pay; nothing for other clauses.
    pub(super) fn payment(
        &mut self,
        node: &Node<'a>,
        around: Around<'_, 'a>,
    ) -> Option<Payment<Expr>> {
        let title = match &node.member.kind {
            MemberKind::Ratio(_) | MemberKind::Bands(_) => "比例",
            MemberKind::OwnRatio(_) => "自付比例",
            MemberKind::Fixed(_) => "定额",
            MemberKind::Pays(_) => "支付",
            MemberKind::Floor(_) => "保底",
            MemberKind::Ceiling(_) => "自付封顶",
            _ => return None,
        };
        let clause = self.clause(node, title, Follows::WHEN);
        // Only a share or a set amount may differ from line to line.
        let by_line = matches!(
            node.member.kind,
            MemberKind::Ratio(_) | MemberKind::OwnRatio(_) | MemberKind::Fixed(_)
        );
        let lines = self.here.lines && by_line;
        self.here.lines = false;
        let when = self.when(&node.member.suffix);
        self.here.lines = lines;
        let inner = self.validity_of(clause);
        let outer = std::mem::replace(&mut self.validity, inner);
        let how = self.how(node, title, clause, around);
        self.validity = outer;
        Some(Payment { clause, when, how: how? })
    }

    fn how(
        &mut self,
        node: &Node<'a>,
        title: &str,
        clause: ClauseId,
        around: Around<'_, 'a>,
    ) -> Option<How<Expr>> {
        let ratio = Want::One(Type::Ratio);
        let money = Want::One(Type::Money);
        Some(match &node.member.kind {
            MemberKind::Ratio(measured) => How::Ratio(self.simple(node, measured, title, ratio)?),
            MemberKind::OwnRatio(measured) => {
                How::OwnRatio(self.simple(node, measured, title, ratio)?)
            }
            MemberKind::Fixed(measured) => How::Fixed(self.simple(node, measured, title, money)?),
            MemberKind::Pays(amount) => How::Pays(self.typed(amount, money)?),
            MemberKind::Floor(measured) => {
                let amount = self.simple(node, measured, title, Want::Share)?;
                if amount.ty == Type::Ratio {
                    How::FloorRatio(amount)
                } else {
                    How::FloorAmount(amount)
                }
            }
            MemberKind::Ceiling(measured) => {
                self.allow(&measured.options, title, &[Opt::Period, Opt::Shared]);
                let amount = self.plain_figure(node, measured, money);
                let total = self.ceiling_total(node, measured, amount.as_ref(), clause, around)?;
                How::Ceiling { amount: amount?, total }
            }
            MemberKind::Bands(measured) => How::Bands(self.bands(node, measured, clause, around)?),
            _ => return None,
        })
    }

    fn simple(
        &mut self,
        node: &Node<'a>,
        measured: &'a Measured,
        title: &str,
        want: Want,
    ) -> Option<Expr> {
        self.no_options(&measured.options, title);
        self.plain_figure(node, measured, want)
    }

    /// What the person bore before; the inner `None` is within one visit.
    fn ceiling_total(
        &mut self,
        node: &Node<'a>,
        measured: &Measured,
        amount: Option<&Expr>,
        clause: ClauseId,
        around: Around<'_, 'a>,
    ) -> Option<Option<AccumulatorId>> {
        let options = &measured.options;
        if options.shared.is_some() {
            let index = self.shared(options)?;
            return Some(self.shared_total(index));
        }
        let Some(period) = &options.period else {
            self.no_period(node.member.head, "自付封顶", amount);
            return None;
        };
        let period = convert::period(period.node);
        if !convert::outlasts_visit(period) {
            return Some(None);
        }
        let name = around.name;
        let part = format!("{name}/自付封顶/ceiling");
        let title = format!("{name} 自付封顶");
        let validity = self.validity_of(clause);
        Some(Some(self.total(&part, &title, period, Vec::new(), validity)))
    }

    /// Every day of the fund has one way to pay.
    pub(super) fn payments_fit(&mut self, node: &Node<'a>, pays: &[Payment<Expr>]) {
        if pays.is_empty() && self.run.unread_inside(node.member.span) {
            // It may say so in what could not be read.
            self.run.errors = self.run.errors.saturating_add(1);
            return;
        }
        if pays.is_empty() {
            self.fail_with(
                Code::MissingPart,
                node.member.head,
                text!("这个基金没有写付多少", "this fund does not say what it pays"),
                text!(
                    "在里面写“比例 …”“定额 …”或“支付 …”；还不知道写“比例 待定”",
                    "write `ratio …`, `fixed …` or `pays …` inside; write `ratio unset` when it is not known yet"
                ),
            );
            return;
        }
        for (index, payment) in pays.iter().enumerate() {
            let validity = self.validity_of(payment.clause);
            for other in pays.iter().skip(index.saturating_add(1)) {
                let both = self.validity_of(other.clause).and(&validity);
                if both.is_empty() || (payment.when.is_some() && other.when.is_some()) {
                    continue;
                }
                self.two_payments(payment, other, &both);
            }
        }
    }

    fn two_payments(&mut self, a: &Payment<Expr>, b: &Payment<Expr>, both: &Validity) {
        let span = |this: &Self, id: ClauseId| {
            this.clause_of(id).map_or_else(Span::default, |clause| clause.head)
        };
        let (first, second) = (span(self, a.clause), span(self, b.clause));
        let problem = if a.when.is_none() && b.when.is_none() {
            let (zh, en) = date_words(both);
            let message = if both.is_always() {
                text!("每一天都有两种付法", "two ways to pay hold on every day")
            } else {
                text!("同一天有两种付法（{zh}）", "two ways to pay hold on the same days ({en})")
            };
            Problem::new(Code::ConflictingDates, second, message)
            .help(text!(
                "给前一条写“至 …”，给后一条写“自 …”；或者给每一条写“当 …”",
                "write `until …` after the earlier and `from …` after the later one, or a `when` after each"
            ))
        } else {
            Problem::new(
                Code::DuplicateRow,
                second,
                text!(
                    "其中一条没有写条件，两种付法会同时成立",
                    "one of these has no condition, so two ways to pay can hold at once"
                ),
            )
            .help(text!(
                "给另一条也写“当 …”，例如“当 非 …”",
                "write a `when` after the other one too, such as `when not …`"
            ))
        };
        self.run.report(problem.also(first, text!("另一种付法", "the other way to pay")));
    }
}
