//! The steps of a benefit.

use super::{AccountId, AccumulatorId, Bucket, ClauseId, FundId};
use crate::value::Period;

/// One step: it takes its share of the open money and leaves the rest to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<E> {
    /// The clause.
    pub clause: ClauseId,
    /// When the step is taken at all.
    pub when: Option<E>,
    /// What it does.
    pub kind: StepKind<E>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind<E> {
    /// Refuses the visit unless the condition holds.
    Require(Gate<E>),
    /// Refuses the visit when the condition holds.
    Exclude(Gate<E>),
    /// Takes the lines for which the condition holds into 全自费.
    ExcludeLines(Gate<E>),
    /// Takes a share of the open money into 先行自付, rounded to 分.
    SelfPay(SelfPay<E>),
    /// Takes the deductible.
    Deductible(Deductible<E>),
    /// A fund pays.
    Fund(FundStep<E>),
    /// An account pays open money.
    Account(AccountStep<E>),
}

/// A condition and what is said when it bars the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate<E> {
    /// The condition.
    pub condition: E,
    /// The words of `else`.
    pub reason: Option<String>,
}

/// 先行自付 of the open money.
#[derive(Debug, Clone, PartialEq)]
pub struct SelfPay<E> {
    /// The share: a ratio, or an amount.
    pub figure: Figure<E>,
    /// Whether the figure is an amount and not a ratio.
    pub is_amount: bool,
    /// The lines it looks at, a condition on a line; evaluated line by line.
    pub on: Option<E>,
}

/// A figure and the modifiers that change it, in written order.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure<E> {
    /// Before the modifiers.
    pub value: E,
    /// The modifiers.
    pub modifiers: Vec<Modifier<E>>,
}

/// A modifier.
#[derive(Debug, Clone, PartialEq)]
pub struct Modifier<E> {
    /// The clause.
    pub clause: ClauseId,
    /// When it applies.
    pub when: Option<E>,
    /// How it changes the figure.
    pub change: Change,
    /// By how much.
    pub by: E,
}

/// How a modifier changes a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Adds points to a ratio, or money to an amount.
    Uplift,
    /// Takes them off.
    Reduce,
    /// Multiplies.
    Scale,
    /// Multiplies what is missing from 100 %.
    OwnShare,
    /// Not above.
    AtMost,
    /// Not below.
    AtLeast,
}

/// 起付线.
#[derive(Debug, Clone, PartialEq)]
pub struct Deductible<E> {
    /// The amount.
    pub amount: Figure<E>,
    /// The total that is taken off the amount; `None`: the amount is due at each visit.
    pub total: Option<AccumulatorId>,
    /// No more than this much in all, over a longer period.
    pub ceiling: Option<Ceiling<E>>,
    /// The lines it looks at.
    pub on: Option<E>,
    /// Whether all in-scope cost fills the total, and not only what was borne.
    pub counts_scope: bool,
}

/// A limit over a longer period.
#[derive(Debug, Clone, PartialEq)]
pub struct Ceiling<E> {
    /// The amount.
    pub amount: E,
    /// What counts towards it.
    pub total: AccumulatorId,
}

/// A fund and what it pays.
#[derive(Debug, Clone, PartialEq)]
pub struct FundStep<E> {
    /// The fund.
    pub fund: FundId,
    /// What it looks at.
    pub base: Base<E>,
    /// A deductible on that base, which leaves the money where it is; only over buckets.
    pub deductible: Option<Figure<E>>,
    /// What it pays: exactly one of these holds on a day.
    pub pays: Vec<Payment<E>>,
    /// Modifiers of the ratio, in written order.
    pub modifiers: Vec<Modifier<E>>,
    /// Limits; each holds.
    pub caps: Vec<Cap<E>>,
}

/// What a fund looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Base<E> {
    /// Open money, of all lines or of those for which the condition holds.
    Open(Option<E>),
    /// Buckets of the person; with a total, their sum over a period.
    Buckets {
        /// The buckets, in the order in which a payment is taken out of them.
        buckets: Vec<Bucket>,
        /// The sum of the base over the period, and what was paid on it.
        totals: Option<BucketTotals>,
    },
}

/// The running totals of a fund over buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketTotals {
    /// The base so far.
    pub base: AccumulatorId,
    /// What the fund paid so far.
    pub paid: AccumulatorId,
}

/// One way to pay and when it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Payment<E> {
    /// The clause.
    pub clause: ClauseId,
    /// When it holds.
    pub when: Option<E>,
    /// What is paid.
    pub how: How<E>,
}

/// What a fund pays.
#[derive(Debug, Clone, PartialEq)]
pub enum How<E> {
    /// A share of the base.
    Ratio(E),
    /// All but a share of the base.
    OwnRatio(E),
    /// Shares by band.
    Bands(Bands<E>),
    /// A set amount, at most the base.
    Fixed(E),
    /// An amount outright, at most the base.
    Pays(E),
    /// What is missing so that the funds together pay this share of the scope.
    FloorRatio(E),
    /// What is missing so that the funds together pay this amount.
    FloorAmount(E),
    /// All that the person bears above an amount.
    Ceiling {
        /// The amount.
        amount: E,
        /// What the person bore before, over a longer period.
        total: Option<AccumulatorId>,
    },
}

impl<E> How<E> {
    /// Its one figure, or its bands.
    pub fn figure(&self) -> Result<&E, &Bands<E>> {
        match self {
            How::Ratio(figure)
            | How::OwnRatio(figure)
            | How::Fixed(figure)
            | How::Pays(figure)
            | How::FloorRatio(figure)
            | How::FloorAmount(figure)
            | How::Ceiling { amount: figure, .. } => Ok(figure),
            How::Bands(bands) => Err(bands),
        }
    }
}

/// Shares by band of a running total.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands<E> {
    /// What the bands measure.
    pub measure: Measure,
    /// The running total; `None`: each visit starts in the lowest band.
    pub total: Option<AccumulatorId>,
    /// The bands, ascending; the last is open above.
    pub bands: Vec<Band<E>>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// In-scope cost, the deductible inside.
    Cost,
    /// The base of the step: cost above the deductible.
    CostAboveDeductible,
    /// What the fund paid.
    Payment,
}

/// One band.
#[derive(Debug, Clone, PartialEq)]
pub struct Band<E> {
    /// Lower end, included.
    pub lo: E,
    /// Upper end, not included; `None` for the last.
    pub hi: Option<E>,
    /// The share.
    pub ratio: E,
}

/// 封顶线.
#[derive(Debug, Clone, PartialEq)]
pub struct Cap<E> {
    /// The clause.
    pub clause: ClauseId,
    /// When it holds.
    pub when: Option<E>,
    /// The amount.
    pub amount: Figure<E>,
    /// Whether it limits the cost that is admitted, and not the payment.
    pub on_cost: bool,
    /// The period.
    pub period: Period,
    /// What counts towards it; `None` within one visit or one line.
    pub total: Option<AccumulatorId>,
}

/// An account that pays as a step.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountStep<E> {
    /// The account.
    pub account: AccountId,
    /// How it pays.
    pub mode: AccountMode,
    /// The lines it looks at.
    pub on: Option<E>,
}

/// How an account pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountMode {
    /// All that is open, or nothing.
    WholeOrNothing,
    /// As much as there is.
    WhatItCan,
    /// As much as there is, and when there was a balance no fund pays.
    InsteadOfFund,
}
