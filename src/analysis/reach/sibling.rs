//! Clauses of one kind that stand beside each other: one may take the place of another in time.

use super::Place;
use crate::analysis::space::{Cond, bare};
use crate::policy::Expr;
use crate::rule::{
    AccountId, Base, Cap, Change, ClauseId, FundId, Modifier, Payment, Step, StepKind,
};
use crate::value::{Period, Validity};

/// What kind of clause it is; only clauses of one kind take each other's place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sort {
    Require,
    Exclude,
    SelfPay,
    Deductible,
    Fund(FundId),
    Account(AccountId),
    Payment,
    Modifier(Change),
    /// Its period, and whether it limits the cost.
    Cap(Period, bool),
}

/// One of several clauses beside each other.
#[derive(Debug, Clone)]
pub(crate) struct Sibling<'p> {
    pub(crate) clause: ClauseId,
    pub(crate) sort: Sort,
    /// The lines it looks at, without places.
    pub(crate) on: Option<Expr>,
    pub(crate) when: Option<&'p Expr>,
    /// When it holds, with its dates.
    pub(crate) holds: Cond<'p>,
}

/// Clauses beside each other and what is demanded of a visit that comes to all of them.
#[derive(Debug, Clone)]
pub(crate) struct Siblings<'p> {
    pub(crate) place: Place<'p>,
    /// When what they stand in is in force.
    pub(crate) around: Validity,
    pub(crate) members: Vec<Sibling<'p>>,
}

/// A clause, its kind, the lines it looks at and its condition.
pub(super) type Told<'p> = (ClauseId, Sort, Option<&'p Expr>, Option<&'p Expr>);

pub(super) fn of_steps(steps: &[Step<Expr>]) -> impl Iterator<Item = Told<'_>> {
    steps.iter().map(|step| {
        let (sort, on) = match &step.kind {
            StepKind::Require(_) => (Sort::Require, None),
            StepKind::Exclude(_) | StepKind::ExcludeLines(_) => (Sort::Exclude, None),
            StepKind::SelfPay(self_pay) => (Sort::SelfPay, self_pay.on.as_ref()),
            StepKind::Deductible(deductible) => (Sort::Deductible, deductible.on.as_ref()),
            StepKind::Fund(fund) => {
                let on = match &fund.base {
                    Base::Open(on) => on.as_ref(),
                    Base::Buckets { .. } => None,
                };
                (Sort::Fund(fund.fund), on)
            }
            StepKind::Account(account) => (Sort::Account(account.account), account.on.as_ref()),
        };
        (step.clause, sort, on, step.when.as_ref())
    })
}

pub(super) fn of_payments(pays: &[Payment<Expr>]) -> impl Iterator<Item = Told<'_>> {
    pays.iter().map(|payment| (payment.clause, Sort::Payment, None, payment.when.as_ref()))
}

pub(super) fn of_modifiers(modifiers: &[Modifier<Expr>]) -> impl Iterator<Item = Told<'_>> {
    modifiers.iter().map(|modifier| {
        (modifier.clause, Sort::Modifier(modifier.change), None, modifier.when.as_ref())
    })
}

pub(super) fn of_caps(caps: &[Cap<Expr>]) -> impl Iterator<Item = Told<'_>> {
    caps.iter().map(|cap| (cap.clause, Sort::Cap(cap.period, cap.on_cost), None, cap.when.as_ref()))
}

impl<'p> Sibling<'p> {
    pub(super) fn new((clause, sort, on, when): Told<'p>, holds: Cond<'p>) -> Sibling<'p> {
        Sibling { clause, sort, on: on.map(bare), when, holds }
    }
}
