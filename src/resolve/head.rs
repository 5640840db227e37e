//! What heads a policy.

use super::builder::Builder;
use super::clause::Follows;
use super::convert;
use super::layer::{Node, Written};
use crate::diagnostics::{Code, Problem};
use crate::policy::Expr;
use crate::rule::{BenefitId, Head, NotEncoded, RoundingRule};
use crate::source::Span;
use crate::syntax::ast::MemberKind;
use crate::text;
use crate::value::{Exact, YearStart, rounding};

/// What may follow a clause that is left out.
const LEFT_OUT: Follows = Follows { because: true, ..Follows::WHEN };

/// Whether a clause is read before the others, in a policy and in a calculation alike.
pub(super) fn heads_body(kind: &MemberKind) -> bool {
    matches!(
        kind,
        MemberKind::City(_)
            | MemberKind::Source(_)
            | MemberKind::InForce
            | MemberKind::Applies(_)
            | MemberKind::YearStarts(_)
            | MemberKind::Rounding(_)
            | MemberKind::Let(_)
            | MemberKind::Parameter(_)
    )
}

impl<'a> Builder<'_, 'a> {
    /// A clause that a policy has only once.
    pub(super) fn twice(&mut self, node: &Node<'a>, title: &str, before: Span) {
        let problem = Problem::new(
            Code::DuplicateName,
            node.member.head,
            text!("“{title}”写了两次", "this clause (`{title}`) is written twice"),
        );
        self.run.report(
            problem
                .also(before, text!("第一次在这里", "first here"))
                .help(text!("只留一处", "keep one of them")),
        );
    }

    /// The one clause of a kind.
    pub(super) fn only_once<'n>(
        &mut self,
        nodes: &'n [Node<'a>],
        title: &str,
        is: impl Fn(&MemberKind) -> bool,
    ) -> Option<&'n Node<'a>> {
        let mut found: Option<&Node<'a>> = None;
        for node in nodes.iter().filter(|node| is(&node.member.kind)) {
            match found {
                Some(first) => self.twice(node, title, first.member.head),
                None => found = Some(node),
            }
        }
        found
    }

    /// The head of the policy; its dates hold for all that follows.
    pub(super) fn head(&mut self, nodes: &[Node<'a>], written: Written<'a>) -> Head {
        let policy = written.policy;
        let city = self.only_once(nodes, "统筹区", |kind| matches!(kind, MemberKind::City(_)));
        let city = city.and_then(|node| match &node.member.kind {
            MemberKind::City(name) => {
                self.check_follows(&node.member.suffix, "统筹区", Follows::NOTHING);
                Some(name.node.clone())
            }
            _ => None,
        });
        let mut sources = Vec::new();
        for node in nodes {
            if let MemberKind::Source(source) = &node.member.kind {
                self.check_follows(&node.member.suffix, "来源", Follows::NOTHING);
                sources.push(source.title.node.clone());
            }
        }
        let (validity, dates) = self.in_force(nodes);
        let year = self
            .only_once(nodes, "待遇年度", |kind| matches!(kind, MemberKind::YearStarts(_)))
            .and_then(|node| match &node.member.kind {
                MemberKind::YearStarts(day) => {
                    self.check_follows(&node.member.suffix, "待遇年度", Follows::NOTHING);
                    self.year_start(day)
                }
                _ => None,
            });
        self.city = city.clone().unwrap_or_else(|| policy.name.node.clone());
        self.validity = validity;
        Head {
            name: policy.name.node.clone(),
            title: policy.title.as_ref().map(|title| title.node.clone()),
            city,
            sources,
            validity,
            dates,
            calc: written.calc,
            year: year.unwrap_or_default(),
            span: policy.span,
            named: policy.name.span,
            place: self.place(policy.name.span),
        }
    }

    /// A day of every year, if there is such a day.
    pub(super) fn year_start(
        &mut self,
        day: &crate::source::Spanned<(u32, u32)>,
    ) -> Option<YearStart> {
        let (month, of_month) = day.node;
        // A leap year has every day that there is.
        if crate::value::Date::from_ymd_opt(2000, month, of_month).is_none() {
            let words = self.run.words(day.span);
            self.fail(
                Code::ImpossibleDate,
                day.span,
                text!("没有“{words}”这一天", "there is no day `{words}`"),
            );
            return None;
        }
        Some(YearStart { month, day: of_month })
    }

    pub(super) fn applies(&mut self, nodes: &[Node<'a>]) -> Option<Expr> {
        let node =
            self.only_once(nodes, "适用", |kind| matches!(kind, MemberKind::Applies(_)))?;
        let MemberKind::Applies(condition) = &node.member.kind else { return None };
        let _clause = self.clause(node, "适用", Follows::NOTHING);
        self.condition(condition)
    }

    pub(super) fn roundings(&mut self, nodes: &[Node<'a>]) -> Vec<RoundingRule<Expr>> {
        let mut rules = Vec::new();
        for node in nodes {
            let MemberKind::Rounding(rounding) = &node.member.kind else { continue };
            let clause = self.clause(node, "舍入", Follows::WHEN);
            let when = self.when(&node.member.suffix);
            let unit = Exact::from_decimal(rounding.unit.node)
                .and_then(|unit| unit.mul(Exact::whole(100)))
                .ok()
                .filter(|unit| unit.is_positive());
            let Some(unit) = unit else {
                let words = self.run.words(rounding.unit.span);
                self.fail_with(
                    Code::OutOfBounds,
                    rounding.unit.span,
                    text!("不能舍入到“{words}”", "nothing can be rounded to `{words}`"),
                    text!("写 0.01元、0.1元 或 1元", "write 0.01元, 0.1元 or 1元"),
                );
                continue;
            };
            let rounding = rounding::Rounding { unit, mode: convert::mode(rounding.mode) };
            rules.push(RoundingRule { clause, when, rounding });
        }
        rules
    }

    /// A clause that is left out; inside a benefit it concerns only the visits of that benefit.
    pub(super) fn not_encoded(
        &mut self,
        node: &Node<'a>,
        inside: Option<&Expr>,
    ) -> Option<NotEncoded<Expr>> {
        let MemberKind::NotEncoded(text) = &node.member.kind else { return None };
        let clause = self.clause(node, "未编码", LEFT_OUT);
        let when = self.when(&node.member.suffix);
        let when = match (when, inside) {
            (Some(own), Some(benefit)) => Some(Expr {
                span: own.span,
                ty: own.ty,
                kind: crate::policy::ExprKind::And(Box::new(benefit.clone()), Box::new(own)),
            }),
            (when, _) => when,
        };
        let reason = node.member.suffix.because.as_ref().map(|reason| reason.node.clone());
        Some(NotEncoded { clause, text: text.node.clone(), reason, when })
    }

    /// The order in which benefits are tried, and its clause.
    pub(super) fn first_of(
        &mut self,
        nodes: &[Node<'a>],
    ) -> Option<(Vec<BenefitId>, crate::rule::ClauseId)> {
        let node =
            self.only_once(nodes, "依次", |kind| matches!(kind, MemberKind::FirstOf(_)))?;
        let MemberKind::FirstOf(names) = &node.member.kind else { return None };
        let clause = self.clause(node, "依次", Follows::NOTHING);
        let mut order: Vec<BenefitId> = Vec::new();
        for name in names {
            let known = self.benefits.iter().position(|benefit| *benefit == name.node);
            let Some(index) = known else {
                let benefits = self.benefits.iter().map(String::as_str);
                self.run.unknown(&name.node, name.span, true, benefits);
                continue;
            };
            let id = BenefitId::next(index);
            if order.contains(&id) {
                let word = &name.node;
                self.fail_with(
                    Code::DuplicateName,
                    name.span,
                    text!("“{word}”列了两次", "`{word}` is listed twice"),
                    text!("只留一次", "keep it once"),
                );
                continue;
            }
            order.push(id);
        }
        Some((order, clause))
    }
}
