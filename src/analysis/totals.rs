//! `counted-twice`, `mixed-accumulator` and `idle-accumulator`: running totals that add up the same money
//! twice, different kinds of money, or nothing.

use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::{Expr, ExprKind, Policy};
use crate::rule::{
    AccumulatorId, AccumulatorKind, Bands, BenefitId, ClauseId, FundStep, How, Measure, Step,
    StepKind,
};
use crate::source::Span;
use crate::text;
use crate::value::Validity;

/// Which money a clause adds to a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Money {
    /// What was borne as deductible.
    Borne,
    /// All in-scope cost of the visit.
    Scope,
    /// The cost that a fund looked at.
    Cost,
    /// What a fund paid.
    Paid,
    /// What the person bears below a ceiling.
    Own,
}

impl Money {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Money::Borne => ("付了多少起付线", "what was borne as deductible"),
            Money::Scope => ("本次全部政策范围内费用", "all in-scope cost of the visit"),
            Money::Cost => ("进入基金的费用", "the cost that a fund takes"),
            Money::Paid => ("基金付了多少", "what a fund paid"),
            Money::Own => ("个人负担了多少", "what the person bore"),
        }
    }
}

/// A clause that adds to a total.
#[derive(Debug, Clone, Copy)]
struct Adder {
    total: AccumulatorId,
    money: Money,
    benefit: Option<BenefitId>,
    /// The step; its parts speak of the same money.
    step: ClauseId,
    clause: ClauseId,
    /// One of several limits of a fund: they share one addition.
    is_cap: bool,
}

pub(super) fn check(policy: &Policy, problems: &mut Problems) {
    let adders = adders(policy);
    let read = read(policy);
    for (index, total) in policy.body.accumulators.iter().enumerate() {
        if total.kind != AccumulatorKind::Amount {
            continue;
        }
        let id = AccumulatorId::next(index);
        let own: Vec<&Adder> = adders.iter().filter(|adder| adder.total == id).collect();
        let title = &total.title;
        match (twice(policy, &own), mixed(&own)) {
            (Some((a, b)), _) => problems.push(counted_twice(policy, title, a, b)),
            (None, Some((a, b))) => problems.push(differs(policy, title, a, b)),
            (None, None) => {
                problems.proved(Code::CountedTwice);
                problems.proved(Code::MixedAccumulator);
            }
        }
        match read.iter().find(|(read, _)| *read == id) {
            Some((_, span)) if own.is_empty() => problems.push(idle(title, *span)),
            _ => problems.proved(Code::IdleAccumulator),
        }
    }
}

/// The totals that conditions and figures look at, each with the first place.
fn read(policy: &Policy) -> Vec<(AccumulatorId, Span)> {
    let mut found = Vec::new();
    let mut see = |expr: &Expr| {
        expr.walk(&policy.tables, &mut |part| {
            if let ExprKind::Total(id) = part.kind {
                found.push((id, part.span));
            }
        });
    };
    policy.body.each(&mut see);
    found
}

fn adders(policy: &Policy) -> Vec<Adder> {
    let mut found = Vec::new();
    steps(&policy.body.steps, None, &mut found);
    for (index, benefit) in policy.body.benefits.iter().enumerate() {
        steps(&benefit.steps, Some(BenefitId::next(index)), &mut found);
    }
    found
}

fn steps(steps: &[Step<Expr>], benefit: Option<BenefitId>, found: &mut Vec<Adder>) {
    for step in steps {
        let adder = |total, money, clause| Adder {
            total,
            money,
            benefit,
            step: step.clause,
            clause,
            is_cap: false,
        };
        match &step.kind {
            StepKind::Deductible(it) => {
                let money = if it.counts_scope { Money::Scope } else { Money::Borne };
                found.extend(it.total.map(|total| adder(total, money, step.clause)));
                let ceiling = it.ceiling.as_ref();
                found.extend(ceiling.map(|it| adder(it.total, Money::Borne, step.clause)));
            }
            StepKind::Fund(it) => fund(it, &adder, found),
            StepKind::Require(_)
            | StepKind::Exclude(_)
            | StepKind::ExcludeLines(_)
            | StepKind::SelfPay(_)
            | StepKind::Account(_) => {}
        }
    }
}

fn fund(
    fund: &FundStep<Expr>,
    adder: &dyn Fn(AccumulatorId, Money, ClauseId) -> Adder,
    found: &mut Vec<Adder>,
) {
    for cap in &fund.caps {
        let money = if cap.on_cost { Money::Cost } else { Money::Paid };
        found.extend(
            cap.total.map(|total| Adder { is_cap: true, ..adder(total, money, cap.clause) }),
        );
    }
    for payment in &fund.pays {
        let added = match &payment.how {
            How::Bands(Bands { measure, total: Some(total), .. }) => {
                let money = match measure {
                    Measure::Cost => Money::Scope,
                    Measure::CostAboveDeductible => Money::Cost,
                    Measure::Payment => Money::Paid,
                };
                Some(adder(*total, money, payment.clause))
            }
            How::Ceiling { total: Some(total), .. } => {
                Some(adder(*total, Money::Own, payment.clause))
            }
            _ => None,
        };
        found.extend(added);
    }
}

/// Two clauses that add the same money of one visit.
fn twice<'a>(policy: &Policy, own: &[&'a Adder]) -> Option<(&'a Adder, &'a Adder)> {
    pairs(own).find(|(a, b)| {
        let same = a.money == b.money
            && match a.money {
                // All in-scope cost is the same money, whichever step counts it.
                Money::Scope => a.benefit == b.benefit,
                Money::Borne | Money::Cost | Money::Paid | Money::Own => a.step == b.step,
            };
        same && !(a.is_cap && b.is_cap) && together(policy, a, b)
    })
}

/// Two clauses that add different kinds of money.
fn mixed<'a>(own: &[&'a Adder]) -> Option<(&'a Adder, &'a Adder)> {
    pairs(own).find(|(a, b)| a.money != b.money)
}

fn pairs<'l, 'a>(own: &'l [&'a Adder]) -> impl Iterator<Item = (&'a Adder, &'a Adder)> + 'l {
    own.iter().enumerate().flat_map(move |(index, later)| {
        own.iter().take(index).map(move |earlier| (*earlier, *later))
    })
}

/// Whether two clauses hold on one day.
fn together(policy: &Policy, a: &Adder, b: &Adder) -> bool {
    let validity = |adder: &Adder| {
        let clause = policy.clauses.get(adder.clause.index());
        clause.map_or(Validity::default(), |clause| clause.validity)
    };
    !validity(a).and(&validity(b)).is_empty()
}

fn place(policy: &Policy, adder: &Adder) -> Span {
    policy.clauses.get(adder.clause.index()).map_or(policy.head.span, |clause| clause.head)
}

fn counted_twice(policy: &Policy, title: &str, first: &Adder, second: &Adder) -> Problem {
    let (zh, en) = first.money.words();
    Problem::new(
        Code::CountedTwice,
        place(policy, second),
        text!(
            "一次就诊里，同一笔钱（{zh}）两次记进累计“{title}”",
            "in one visit the same money ({en}) is added to the total `{title}` twice"
        ),
    )
    .also(place(policy, first), text!("这里已经记了一次", "it is added here already"))
    .help(text!(
        "付了多少会记成两倍，限额提前用完；给其中一处写自己的期间（如“每年”），不写“共用”",
        "it counts as twice as much, and the limit is used up too soon; give one of them a period of its own (such as `per year`) instead of `shared`"
    ))
}

fn differs(policy: &Policy, title: &str, first: &Adder, second: &Adder) -> Problem {
    let ((zh_a, en_a), (zh_b, en_b)) = (first.money.words(), second.money.words());
    Problem::new(
        Code::MixedAccumulator,
        place(policy, second),
        text!(
            "累计“{title}”把两种钱加在一起：{zh_b}，和{zh_a}",
            "the total `{title}` adds up two kinds of money: {en_b}, and {en_a}"
        ),
    )
    .also(place(policy, first), text!("这里记的是{zh_a}", "here it adds {en_a}"))
    .help(text!("为两种钱各写一个累计", "declare an accumulator for each kind"))
}

fn idle(title: &str, span: Span) -> Problem {
    Problem::new(
        Code::IdleAccumulator,
        span,
        text!(
            "没有一个条款往累计“{title}”里加钱，它永远是 0元",
            "no clause adds to the total `{title}`, so it is always 0元"
        ),
    )
    .help(text!(
        "在该计入它的起付线或封顶线里写“共用 {title}”",
        "write `shared {title}` in the deductible or cap that should count towards it"
    ))
}
