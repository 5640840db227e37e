//! `unset-reading`: a step takes a part of the open money of all lines, a later one looks at some
//! lines only, and nothing says whose money the first one took.
//!
//! Without an answer the result would depend on the order of the lines of the bill.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::{Expr, ExprKind, Policy, Set};
use crate::rule::{AccountMode, Base, ClauseId, FieldId, FundStep, How, Section, Step, StepKind};
use crate::text;
use crate::value::Period;

/// Which lines a step looks at: all of them, or those with these values of these fields.
type Lines = BTreeMap<FieldId, u64>;

pub(super) fn check(policy: &Policy, problems: &mut Problems) {
    for benefit in &policy.body.benefits {
        let steps: Vec<&Step<Expr>> = policy.body.steps.iter().chain(&benefit.steps).collect();
        let mark = problems.mark();
        for (at, taker) in steps.iter().enumerate() {
            let Some(taken) = takes_a_part(taker) else { continue };
            let later = steps.iter().skip(at.saturating_add(1));
            let asks = later.into_iter().find(|step| {
                looks_at(policy, step).is_some_and(|looked| !clear(&taken, looked.as_ref()))
            });
            if let Some(step) = asks {
                problems.push(unclear(policy, taker.clause, step.clause));
            }
        }
        problems.proved_since(&mark, &[Code::UnsetReading]);
    }
}

/// The lines out of which a step takes a part of what is open; `None` when it takes all, nothing,
/// or the same share of every line.
fn takes_a_part(step: &Step<Expr>) -> Option<Lines> {
    match &step.kind {
        StepKind::Deductible(deductible) => lines(deductible.on.as_ref()),
        StepKind::Account(account) if account.mode != AccountMode::WholeOrNothing => {
            lines(account.on.as_ref())
        }
        StepKind::Fund(fund) => match &fund.base {
            Base::Open(on) if fund.caps.iter().any(|cap| cap.period != Period::Item) => {
                lines(on.as_ref())
            }
            Base::Open(_) | Base::Buckets { .. } => None,
        },
        StepKind::Require(_)
        | StepKind::Exclude(_)
        | StepKind::ExcludeLines(_)
        | StepKind::SelfPay(_)
        | StepKind::Account(_) => None,
    }
}

/// The lines that a step tells apart: `Some(None)` when each line counts for itself, `None` when it
/// looks at open money as a whole.
fn looks_at(policy: &Policy, step: &Step<Expr>) -> Option<Option<Lines>> {
    match &step.kind {
        StepKind::Deductible(deductible) => deductible.on.as_ref().map(|on| lines(Some(on))),
        StepKind::Account(account) => account.on.as_ref().map(|on| lines(Some(on))),
        StepKind::SelfPay(self_pay) => match &self_pay.on {
            Some(on) => Some(lines(Some(on))),
            None => reads_line(policy, &self_pay.figure.value).then_some(None),
        },
        StepKind::Fund(fund) => match &fund.base {
            Base::Open(_) if by_line(policy, fund) => Some(None),
            Base::Open(on) => on.as_ref().map(|on| lines(Some(on))),
            Base::Buckets { .. } => None,
        },
        StepKind::Require(_) | StepKind::Exclude(_) | StepKind::ExcludeLines(_) => None,
    }
}

fn by_line(policy: &Policy, fund: &FundStep<Expr>) -> bool {
    let ratio_reads = fund.pays.iter().any(|payment| match &payment.how {
        How::Ratio(figure) | How::OwnRatio(figure) | How::Fixed(figure) => {
            reads_line(policy, figure)
        }
        _ => false,
    });
    ratio_reads || fund.caps.iter().any(|cap| cap.period == Period::Item)
}

/// The lines of a condition on lines, when it is one over enumerations.
fn lines(on: Option<&Expr>) -> Option<Lines> {
    let mut found = Lines::new();
    match on {
        None => Some(found),
        Some(on) => collect(on, &mut found).then_some(found),
    }
}

fn collect(expr: &Expr, found: &mut Lines) -> bool {
    match &expr.kind {
        ExprKind::And(left, right) => collect(left, found) && collect(right, found),
        ExprKind::Is(matcher) => match (&matcher.subject.kind, &matcher.set) {
            (ExprKind::Field(field), Set::Choices(bits)) => {
                let known = found.entry(*field).or_insert(u64::MAX);
                *known &= bits;
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether it is clear whose money was taken: the lines lie apart, or the ones that were taken from
/// are all among those that the later step looks at as a whole.
fn clear(taken: &Lines, looked: Option<&Lines>) -> bool {
    let Some(looked) = looked else { return false };
    let apart =
        taken.iter().any(|(field, bits)| looked.get(field).is_some_and(|other| bits & other == 0));
    let inside =
        looked.iter().all(|(field, bits)| taken.get(field).is_some_and(|own| own & bits == *own));
    apart || inside
}

fn reads_line(policy: &Policy, expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&policy.tables, &mut |part| {
        let ExprKind::Field(id) = part.kind else { return };
        let field = policy.vocabulary.field(id);
        found |= field.is_some_and(|field| field.section == Section::Line);
    });
    found
}

fn unclear(policy: &Policy, taker: ClauseId, later: ClauseId) -> Problem {
    let clause = |id: ClauseId| policy.clauses.get(id.index());
    let title = clause(taker).map_or("", |clause| clause.title.as_str());
    let head = |id: ClauseId| clause(id).map_or(policy.head.span, |clause| clause.head);
    Problem::new(
        Code::UnsetReading,
        head(taker),
        text!(
            "没有写明“{title}”先从哪一类费用里扣",
            "nothing says out of which lines `{title}` is taken first"
        ),
    )
    .also(head(later), text!("后面这一步只看其中一些费用", "this later step looks at some of them"))
    .help(text!(
        "例：甲类 100元、乙类 100元，起付线 100元，甲类报 80%、乙类报 60%：先扣甲类，基金付 60元；先扣乙类，基金付 80元",
        "example: 100元 of 甲类 and 100元 of 乙类, deductible 100元, 80% and 60%: taken from 甲类 first the fund pays 60元, from 乙类 first 80元"
    ))
    .help(text!(
        "把它拆成几步，按先后写“{title} … 共用 累计名 对 甲类”“{title} … 共用 累计名 对 乙类”",
        "split it into steps in their order, each with `shared NAME on …`"
    ))
}
