//! A fund: what it looks at, its modifiers and caps.

use super::ask::first_ratio;
use super::builder::{Builder, Here};
use super::clause::Follows;
use super::convert;
use super::error::Want;
use super::figure::{Changed, is_modifier};
use super::layer::Node;
use super::option::{Looked, Opt};
use crate::diagnostics::Code;
use crate::policy::Expr;
use crate::rule::{
    Base, Bucket, BucketTotals, Cap, ClauseId, Figure, FundStep, How, Payment, Step, StepKind,
};
use crate::source::Span;
use crate::syntax::ast::{self, Measure, Measured, MemberKind};
use crate::text;
use crate::value::Type;

/// What a floor or a ceiling is paid out of when nothing else is written.
const OWN_PART: [Bucket; 3] = [Bucket::Deductible, Bucket::Coinsurance, Bucket::OverCap];

/// A fund while its clauses are being read.
#[derive(Clone, Copy)]
pub(super) struct Around<'s, 'a> {
    /// Its name.
    pub(super) name: &'s str,
    /// The clauses of the benefit.
    pub(super) siblings: &'s [Node<'a>],
    /// Over parts of what the person bears.
    pub(super) on_buckets: bool,
    /// Whether the parts are added up over a period.
    pub(super) per_period: bool,
    /// Whether it is written over which period.
    pub(super) period_said: bool,
}

impl<'a> Builder<'_, 'a> {
    pub(super) fn fund(
        &mut self,
        node: &Node<'a>,
        fund: &'a ast::Fund,
        siblings: &[Node<'a>],
    ) -> Option<Step<Expr>> {
        let name = &fund.name.node;
        let clause = self.clause(node, name, Follows::WHEN);
        let when = self.when(&node.member.suffix);
        let id = self.fund_named(name)?;
        self.allow(&fund.options, name, &[Opt::On, Opt::Period]);
        let base = self.base(node, fund, clause)?;
        let around = Around {
            name,
            siblings,
            on_buckets: matches!(base, Base::Buckets { .. }),
            per_period: matches!(base, Base::Buckets { totals: Some(_), .. }),
            period_said: fund.options.period.is_some(),
        };
        let inner = self.validity_of(clause);
        let outer = std::mem::replace(&mut self.validity, inner);
        let here = Here { base: true, lines: !around.on_buckets, ..self.here };
        let mark = self.run.errors;
        let deductible = self.with(here, |this| this.fund_deductible(node, around));
        let pays: Vec<Payment<Expr>> = node
            .children
            .iter()
            .filter_map(|child| self.with(here, |this| this.payment(child, around)))
            .collect();
        let first = pays.first().map(|payment| &payment.how);
        let ty = match first {
            Some(How::Fixed(_) | How::Pays(_) | How::FloorAmount(_) | How::Ceiling { .. }) => {
                Type::Money
            }
            _ => Type::Ratio,
        };
        let changed = Changed { ty, ratio: first_ratio(&node.children) };
        let modifiers = self.with(here, |this| this.modifiers(&node.children, changed));
        let here = Here { lines: false, ..here };
        let caps: Vec<Cap<Expr>> = node
            .children
            .iter()
            .filter_map(|child| self.with(here, |this| this.cap(child, around)))
            .collect();
        for child in &node.children {
            let kind = &child.member.kind;
            let known = is_modifier(kind)
                || is_payment(kind)
                || matches!(kind, MemberKind::Cap(_))
                || (matches!(kind, MemberKind::Deductible(_)) && around.on_buckets);
            if !known {
                self.misplaced(child);
            }
        }
        if self.run.errors == mark {
            self.payments_fit(node, &pays);
        }
        self.validity = outer;
        let step = FundStep { fund: id, base, deductible, pays, modifiers, caps };
        Some(Step { clause, when, kind: StepKind::Fund(step) })
    }

    /// What the fund looks at.
    fn base(&mut self, node: &Node<'a>, fund: &ast::Fund, clause: ClauseId) -> Option<Base<Expr>> {
        let options = &fund.options;
        let from_person = node.children.iter().any(|child| {
            matches!(child.member.kind, MemberKind::Floor(_) | MemberKind::Ceiling(_))
        });
        let buckets = match &options.on {
            None if from_person => OWN_PART.to_vec(),
            None => {
                if let Some(period) = &options.period {
                    self.period_on_open(node.member.head, period.span, &fund.name.node);
                    return None;
                }
                return Some(Base::Open(None));
            }
            Some(on) => match self.on(on)? {
                Looked::Buckets(buckets) => buckets,
                Looked::Lines(condition) => {
                    if let Some(period) = &options.period {
                        self.period_on_open(node.member.head, period.span, &fund.name.node);
                        return None;
                    }
                    return Some(Base::Open(Some(condition)));
                }
            },
        };
        let period = options.period.as_ref().map(|period| convert::period(period.node));
        let totals = match period.filter(|period| convert::outlasts_visit(*period)) {
            Some(period) => {
                let name = &fund.name.node;
                let validity = self.validity_of(clause);
                let mut total = |part: &str, title: String| {
                    self.total(&format!("{name}/{part}"), &title, period, Vec::new(), validity)
                };
                let base = total("base", format!("{name} 基数"));
                let paid = total("paid", format!("{name} 已付"));
                Some(BucketTotals { base, paid })
            }
            None => None,
        };
        Some(Base::Buckets { buckets, totals })
    }

    fn period_on_open(&mut self, head: Span, span: Span, name: &str) {
        let words = self.run.words(span);
        let written = self.run.words(head.to(span));
        self.wrong_place(
            span,
            text!(
                "“{written}”没有写明累计的是什么",
                "`{written}` does not say what is added up"
            ),
            text!(
                "写“基金 {name} 对 起付线 + 按比例自付 {words}”；限额的周期写在“封顶线”后面",
                "write `fund {name} on 起付线 + 按比例自付 {words}`; the period of a limit follows `cap`"
            ),
        );
    }

    /// The deductible that a fund over parts of what the person bears has inside.
    fn fund_deductible(&mut self, node: &Node<'a>, around: Around<'_, 'a>) -> Option<Figure<Expr>> {
        if !around.on_buckets {
            return None;
        }
        let mut found: Option<Figure<Expr>> = None;
        let mut first = None;
        let mut said = around.period_said;
        for child in &node.children {
            let MemberKind::Deductible(measured) = &child.member.kind else { continue };
            if let Some(before) = first {
                self.run.report(
                    crate::diagnostics::Problem::new(
                        Code::WrongPlace,
                        child.member.head,
                        text!("一个基金里只能有一条起付线", "a fund has one deductible"),
                    )
                    .also(before, text!("第一条在这里", "the first is here"))
                    .help(text!("不同的情况写成一张表", "write the different cases as a table")),
                );
                continue;
            }
            first = Some(child.member.head);
            self.allow(&measured.options, "起付线", &[Opt::Period]);
            self.check_follows(&child.member.suffix, "起付线", Follows::NOTHING);
            self.same_period(measured, around);
            if measured.options.period.is_some() {
                said = true;
            }
            found = self.figure(child, measured, Want::One(Type::Money));
        }
        if let (Some(figure), Some(head), false) = (&found, first, said) {
            let ratio = Self::ratio_inside(&node.children);
            self.ask_fund_period(head, around.name, &figure.value, ratio);
        }
        found
    }

    /// A deductible inside a fund has the period of the fund.
    fn same_period(&mut self, measured: &Measured, around: Around<'_, 'a>) {
        let Some(period) = &measured.options.period else { return };
        let longer = convert::outlasts_visit(convert::period(period.node));
        if longer != around.per_period {
            let name = around.name;
            let words = self.run.words(period.span);
            self.wrong_place(
                period.span,
                text!(
                    "基金里的起付线跟着基金的周期，和“{words}”不同",
                    "a deductible inside a fund follows the period of the fund, which is not `{words}`"
                ),
                text!("周期写在“基金 {name} 对 …”的后面", "write the period after `fund {name} on …`"),
            );
        }
    }

    fn cap(&mut self, node: &Node<'a>, around: Around<'_, 'a>) -> Option<Cap<Expr>> {
        let MemberKind::Cap(measured) = &node.member.kind else { return None };
        let title = "封顶线";
        let clause = self.clause(node, title, Follows::WHEN);
        let when = self.when(&node.member.suffix);
        let options = &measured.options;
        self.allow(
            options,
            title,
            &[Opt::Period, Opt::Keys, Opt::ToppedUp, Opt::Shared, Opt::Measure],
        );
        let amount = self.figure(node, measured, Want::One(Type::Money));
        let keys = self.keys(&options.keys);
        let on_cost =
            options.measure.as_ref().is_some_and(|measure| measure.node != Measure::Payment);
        if options.shared.is_some() {
            let index = self.shared(options)?;
            let period = self.scope.shared.get(index)?.period;
            let total = convert::outlasts_visit(period).then(|| self.shared_total(index)).flatten();
            return Some(Cap { clause, when, amount: amount?, on_cost, period, total });
        }
        let Some(period) = &options.period else {
            let figure = amount.as_ref().map(|amount| amount.value.clone());
            self.no_period(node.member.head, title, figure.as_ref());
            return None;
        };
        let period = convert::period(period.node);
        if !convert::outlasts_visit(period) {
            if let Some(key) = options.keys.first() {
                let word = &key.node;
                self.wrong_place(
                    key.span,
                    text!(
                        "每次都重新算的封顶线没有累计，不能写“各{word}”",
                        "a cap on each visit keeps no total, so `per {word}` makes no sense"
                    ),
                    text!(
                        "写“每年 各{word}”，或者删去“各{word}”",
                        "write `per year per {word}`, or leave `per {word}` out"
                    ),
                );
            }
            return Some(Cap { clause, when, amount: amount?, on_cost, period, total: None });
        }
        if options.topped_up.is_none()
            && let Some(figure) = amount.as_ref().map(|amount| amount.value.clone())
            && let Some(field) = self.field_of_visit(&figure, &keys)
        {
            self.ask_caps(node.member.head, &field, &figure);
            return None;
        }
        let name = around.name;
        let mut part = format!("{name}/{title}/{}", convert::period_word(period));
        if on_cost {
            part.push_str("/费用");
        }
        let words = self.key_words(&keys);
        if !words.is_empty() {
            part.push('/');
            part.push_str(&words);
        }
        let shown = format!("{name} {title}");
        let validity = self.validity_of(clause);
        let total = Some(self.total(&part, &shown, period, keys, validity));
        Some(Cap { clause, when, amount: amount?, on_cost, period, total })
    }
}

/// Whether a clause says what a fund pays.
pub(super) fn is_payment(kind: &MemberKind) -> bool {
    let other = matches!(kind, MemberKind::Pays(_));
    let figure = kind.measured().is_some()
        && matches!(
            kind,
            MemberKind::Ratio(_)
                | MemberKind::OwnRatio(_)
                | MemberKind::Bands(_)
                | MemberKind::Fixed(_)
                | MemberKind::Floor(_)
                | MemberKind::Ceiling(_)
        );
    other || figure
}
