//! Claims: what is to hold for all visits of a policy.

use super::builder::{Builder, Here};
use super::clause::Follows;
use super::convert;
use super::error::Want;
use super::layer::Node;
use super::visitor::constant_number;
use crate::diagnostics::Code;
use crate::policy::{Expr, ExprKind};
use crate::rule::{AccountId, Claim, ClaimKind, Paid, Section, SumClaim};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, MemberKind};
use crate::text;
use crate::value::{
    Period, Type,
    op::{Comparison, Op},
};

/// What may follow a claim.
const CLAIM: Follows = Follows { because: true, ..Follows::WHEN };

impl<'a> Builder<'_, 'a> {
    /// A claim of the policy, or of the benefit at hand.
    pub(super) fn claim(&mut self, node: &Node<'a>) {
        let benefit = self.here.benefit;
        let title =
            if matches!(node.member.kind, MemberKind::Cliff(_)) { "断崖" } else { "断言" };
        let clause = self.clause(node, title, CLAIM);
        let here = Here { settled: true, ..self.here };
        let (when, kind) = self.with(here, |this| {
            let suffix = &node.member.suffix;
            let when = suffix.when.as_ref().map(|when| this.condition(when));
            let kind = match &node.member.kind {
                MemberKind::Assert(ast::Claim::Holds(condition, period)) => {
                    this.holds(condition, period.as_ref())
                }
                MemberKind::Assert(ast::Claim::NeverWorse(claim)) => {
                    this.never_worse(claim).map(ClaimKind::NeverWorse)
                }
                MemberKind::Cliff(limit) => this.cliff(limit).map(ClaimKind::Cliff),
                _ => None,
            };
            (when, kind)
        });
        let words = self.claim_words(node);
        let reason = node.member.suffix.because.as_ref().map(|reason| reason.node.clone());
        // A condition that could not be read has been told of.
        let when = match when {
            None => None,
            Some(Some(condition)) => Some(condition),
            Some(None) => return,
        };
        let Some(kind) = kind else { return };
        self.claims.push(Claim { clause, words, benefit, when, reason, kind });
    }

    /// What stands between the keyword and what follows the claim.
    fn claim_words(&self, node: &Node<'a>) -> String {
        let end = match &node.member.kind {
            MemberKind::Assert(ast::Claim::Holds(condition, period)) => {
                period.as_ref().map_or(condition.span, |period| period.span)
            }
            MemberKind::Cliff(limit) => limit.span,
            MemberKind::Assert(ast::Claim::NeverWorse(claim)) => claim.span,
            _ => node.member.span,
        };
        let start = match &node.member.kind {
            MemberKind::Cliff(_) => node.member.head.lo,
            _ => node.member.head.hi,
        };
        self.run.words(Span { lo: start, hi: end.hi })
    }

    /// A condition on each visit, or a limit of what the visits of a period add up to.
    fn holds(
        &mut self,
        condition: &ast::Expr,
        period: Option<&Spanned<ast::Period>>,
    ) -> Option<ClaimKind<Expr>> {
        let typed = self.condition(condition);
        let Some(written) = period else { return typed.map(ClaimKind::Visit) };
        let period = convert::period(written.node);
        match period {
            Period::Visit => typed.map(ClaimKind::Visit),
            Period::Day | Period::Month | Period::Quarter | Period::Year | Period::Lifetime => {
                self.sum(typed?, period).map(ClaimKind::Sum)
            }
            Period::Item | Period::Rolling(_) => {
                let word = self.run.words(written.span);
                self.wrong_place(
                    written.span,
                    text!("断言不能按“{word}”来说", "a claim cannot speak of `{word}`"),
                    text!(
                        "写“每次”“每日”“每月”“每季度”“每年”或“终身”",
                        "write `per visit`, `per day`, `per month`, `per quarter`, `per year` or `lifetime`"
                    ),
                );
                None
            }
        }
    }

    /// `统筹基金 <= 5000元 per year`, either way round.
    fn sum(&mut self, condition: Expr, period: Period) -> Option<SumClaim<Expr>> {
        let words = (convert::period_word(period), convert::period_word_en(period));
        let (word, per) = (&words.0, &words.1);
        let span = condition.span;
        let ExprKind::Op(Op::CompareNumbers(how), sides) = condition.kind else {
            self.not_a_sum(span, word, per);
            return None;
        };
        let Ok([left, right]) = <[Expr; 2]>::try_from(sides) else { return None };
        if left.ty != Type::Money {
            self.not_a_sum(span, word, per);
            return None;
        }
        let (amount, comparison, limit) = match how {
            Comparison::Less | Comparison::LessOrEqual => (left, how, right),
            Comparison::Greater => (right, Comparison::Less, left),
            Comparison::GreaterOrEqual => (right, Comparison::LessOrEqual, left),
            Comparison::Equal | Comparison::NotEqual => {
                self.not_a_sum(span, word, per);
                return None;
            }
        };
        if !self.of_one_visit(&amount) {
            self.wrong_place(
                span,
                text!(
                    "累加的金额只能说不超过多少：没有就诊时合计是 0元",
                    "a sum can only be claimed to be at most something: before the first visit it is 0元"
                ),
                text!(
                    "把基金或账单的一部分写在“<=”的前面，例如“统筹基金 <= 5000元 {word}”；每次就诊都要满足的，删去“{word}”",
                    "write the fund or part of the bill before `<=`, such as `统筹基金 <= 5000元 {per}`; what is to hold at each visit stands without `{per}`"
                ),
            );
            return None;
        }
        if self.of_one_visit(&limit) {
            let limit = self.run.words(limit.span);
            let amount = self.run.words(amount.span);
            self.wrong_place(
                span,
                text!(
                    "“{amount}”按“{word}”累加，“{limit}”却每次就诊都不同",
                    "`{amount}` is added up `{per}`, and `{limit}` is another at each visit"
                ),
                text!(
                    "两边都累加的写成差：“{amount} − {limit} <= 0元 {word}”；因机构或就诊而异的写在“当”的后面",
                    "when both are added up, write the difference: `{amount} − {limit} <= 0元 {per}`; what depends on the visit stands after `when`"
                ),
            );
            return None;
        }
        Some(SumClaim { amount, comparison, limit, period })
    }

    fn not_a_sum(&mut self, span: Span, word: &str, per: &str) {
        self.fail_with(
            Code::WrongType,
            span,
            text!(
                "只有金额能按“{word}”累加，这里要写一个金额不超过另一个",
                "only amounts are added up `{per}`; one amount at most another is needed here"
            ),
            text!(
                "例如“统筹基金 <= 5000元 {word}”；每次就诊都要满足的条件，删去“{word}”",
                "such as `统筹基金 <= 5000元 {per}`; a condition on each visit stands without `{per}`"
            ),
        );
    }

    /// `cliff at most 50元`
    fn cliff(&mut self, limit: &ast::Expr) -> Option<Expr> {
        let typed = self.typed(limit, Want::One(Type::Money))?;
        let mut varies = self.of_one_visit(&typed);
        self.walk_named(&typed, &mut |part| {
            varies |= matches!(part.kind, ExprKind::Field(_));
        });
        if varies {
            let words = self.run.words(limit.span);
            self.wrong_place(
                limit.span,
                text!(
                    "断崖的界限对整份政策是一个数，“{words}”要到就诊时才知道",
                    "the limit of a cliff is one figure for the whole policy, and `{words}` is known at a visit only"
                ),
                text!("写一个金额或参数", "write an amount or a parameter"),
            );
            return None;
        }
        let zero = crate::value::Exact::ZERO;
        if constant_number(&typed).is_some_and(|it| it.compare(zero).is_ok_and(|it| it.is_lt())) {
            let words = self.run.words(limit.span);
            self.fail_with(
                Code::OutOfBounds,
                limit.span,
                text!("断崖的界限不能是“{words}”", "the limit of a cliff cannot be `{words}`"),
                text!("写 0元 或更多", "write 0元 or more"),
            );
            return None;
        }
        Some(typed)
    }

    /// Whether an amount is decided by one visit: the bill and what came of it, where it was. What
    /// is left is the person, the day and figures.
    fn of_one_visit(&self, expr: &Expr) -> bool {
        let mut found = false;
        self.walk_named(expr, &mut |part| match part.kind {
            ExprKind::Field(id) => {
                let field = self.scope.vocabulary.field(id);
                found |= field.is_some_and(|field| field.section != Section::Person);
            }
            ExprKind::Bucket(_)
            | ExprKind::Paid(_)
            | ExprKind::Balance(_)
            | ExprKind::Total(_)
            | ExprKind::Base => found = true,
            _ => {}
        });
        found
    }

    /// In a claim, an account stands for what it paid, and cash, the funds and the person are names.
    pub(super) fn paid_by(&self, word: &str, span: Span) -> Option<Expr> {
        let account = |name: &str| {
            let accounts = &self.scope.vocabulary.accounts;
            accounts.iter().position(|account| account.name == name).map(AccountId::next)
        };
        let kind = match Paid::named(word) {
            Some(paid) => ExprKind::Paid(paid),
            None => match word.strip_suffix("余额").and_then(account) {
                Some(id) => ExprKind::Balance(id),
                None => ExprKind::Paid(Paid::Account(account(word)?)),
            },
        };
        Some(Expr { kind, ty: Type::Money, span })
    }

    /// What is paid, named before it is known.
    pub(super) fn not_settled_yet(&mut self, word: &str, place: Span) -> Option<Expr> {
        self.wrong_place(
            place,
            text!(
                "“{word}”要到结算完才知道，这里还用不到",
                "`{word}` is known only when the visit is settled, which is not yet here"
            ),
            text!(
                "它只能写在“断言”里；在这里写费用或账单的一部分，例如“政策范围内”",
                "it can stand in `assert` only; write the cost or a part of the bill here, such as `政策范围内`"
            ),
        );
        None
    }
}
