//! What a settlement is: the parts of the bill, who pays them, and every step that led there.
//!
//! Ids point into the program that settled it. Amounts are in 分: whole where they are results, exact
//! where they are intermediate. The steps are those that ran, in order, with figures that re-add to
//! the result.

mod calculation;
mod check;
mod claim;
mod paid;

pub use calculation::{Calculation, DefinitionNote, LeftOut, Passage, ResultNote};
pub use check::{Imbalance, check};
pub use claim::{ClaimFound, ClaimNote, Compared};
pub use paid::paid;

use crate::ledger::TotalKey;
use crate::program::NodeId;
use crate::rule::{
    AccountId, AccumulatorId, BenefitId, Bucket, Change, ClauseId, FieldId, FundId, Measure,
    TableId,
};
use crate::value::{Date, Exact, Type, Value};

/// A settled visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement<N = Exact> {
    /// The day.
    pub date: Date,
    /// The facts that heads the statement: fields given, in the vocabulary's order.
    pub facts: Vec<(FieldId, Value)>,
    /// Fields that were not given and for which the vocabulary's default was used.
    pub assumed: Vec<(FieldId, Value)>,
    /// The bill and its split.
    pub bill: Bill<N>,
    /// The lines of the bill, when it has any.
    pub lines: Vec<LineSplit<N>>,
    /// The benefit that took the visit; `None` when it was refused before.
    pub benefit: Option<BenefitId>,
    /// Why the visit is not covered.
    pub refusal: Option<Refusal>,
    /// The steps that ran, in order.
    pub steps: Vec<StepRecord<N>>,
    /// The parts of the bill that are not zero, in 分; they sum to the bill.
    pub buckets: Vec<(Bucket, N)>,
    /// Who pays; the sums are the bill.
    pub payers: Vec<PayerShare<N>>,
    /// The running totals that the steps used, after the visit.
    pub totals: Vec<TotalNote<N>>,
    /// Benefits that did not take the visit, and why.
    pub other_benefits: Vec<(BenefitId, Vec<Reason>)>,
    /// Named intermediates that were used, with their values.
    pub definitions: Vec<(ClauseId, Value, Type)>,
    /// What was looked at on the way.
    pub reads: Reads,
    /// The claims that speak of the visit, once they were looked at.
    pub claims: Vec<ClaimNote<N>>,
}

/// What an evaluation looked at; whatever else was given had no part in the result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Given fields, in the vocabulary's order.
    pub fields: Vec<FieldId>,
    /// Accounts whose balance mattered.
    pub accounts: Vec<AccountId>,
}

/// The bill, in 分.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill<N = Exact> {
    /// All of it.
    pub total: N,
    /// 全自费.
    pub out_of_catalogue: N,
    /// 超限价.
    pub over_price_limit: N,
    /// 先行自付 of the lines.
    pub self_pay: N,
    /// 政策范围内.
    pub scope: N,
}

/// A line and its split, in 分.
#[derive(Debug, Clone, PartialEq)]
pub struct LineSplit<N = Exact> {
    /// Its name, when given.
    pub name: Option<Value>,
    /// Its split.
    pub bill: Bill<N>,
    /// The share that was 先行自付.
    pub self_pay_ratio: Option<N>,
}

/// Why a visit is not covered.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The clause.
    pub clause: ClauseId,
    /// The words of its `else`.
    pub reason: Option<String>,
    /// The facts that decided.
    pub because: Vec<Reason>,
}

/// A fact that decided a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The comparison.
    pub node: NodeId,
    /// The value that was looked at, when there is one.
    pub actual: Option<Value>,
    /// Whether the comparison held.
    pub held: bool,
}

/// A step that ran.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRecord<N = Exact> {
    /// The clause.
    pub clause: ClauseId,
    /// What it looked at, exact.
    pub base: N,
    /// What it moved, in 分: into which buckets; negative where it took money back out of one.
    pub moved: Vec<(Bucket, N)>,
    /// What is still open after it, shown in 分.
    pub open_after: N,
    /// What it did.
    pub note: StepNote<N>,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq)]
pub enum StepNote<N = Exact> {
    /// Its condition did not hold.
    Skipped(Vec<Reason>),
    /// A gate that was passed.
    Passed(Vec<Reason>),
    /// Lines taken out of the scope.
    ExcludedLines,
    /// 先行自付.
    SelfPay(FigureNote<N>),
    /// 起付线.
    Deductible(DeductibleNote<N>),
    /// A fund.
    Fund(Box<FundNote<N>>),
    /// An account.
    Account(AccountNote<N>),
}

/// How a figure came about.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureNote<N = Exact> {
    /// Its type.
    pub ty: Type,
    /// Before the modifiers.
    pub value: N,
    /// The table rows that matched.
    pub rows: Vec<RowNote>,
    /// The modifiers, applied or not, in written order.
    pub modifiers: Vec<ModifierNote<N>>,
    /// After the modifiers.
    pub result: N,
}

/// A row that matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowNote {
    /// The table.
    pub table: TableId,
    /// The row.
    pub row: u32,
}

/// A modifier.
#[derive(Debug, Clone, PartialEq)]
pub struct ModifierNote<N = Exact> {
    /// The clause.
    pub clause: ClauseId,
    /// How it changes the figure.
    pub change: Change,
    /// By how much; `None` when it did not apply.
    pub by: Option<(N, Type)>,
    /// The facts that decided whether it applies.
    pub because: Vec<Reason>,
    /// The figure after it.
    pub after: N,
}

/// 起付线 of a visit.
#[derive(Debug, Clone, PartialEq)]
pub struct DeductibleNote<N = Exact> {
    /// The amount.
    pub amount: FigureNote<N>,
    /// What was borne in the period before.
    pub used: Option<N>,
    /// The ceiling and what counted towards it before.
    pub ceiling: Option<(N, N)>,
    /// What was taken, exact.
    pub taken: N,
}

/// What a fund did.
#[derive(Debug, Clone, PartialEq)]
pub struct FundNote<N = Exact> {
    /// The fund.
    pub fund: FundId,
    /// The clause of the ratio (or `pays`, `fixed`…) that held.
    pub payment: Option<ClauseId>,
    /// The deductible inside the fund, and what of it was used before.
    pub deductible: Option<(FigureNote<N>, N)>,
    /// The stretches of the base, each at its ratio.
    pub portions: Vec<Portion<N>>,
    /// What bands measure, when there are bands.
    pub measure: Option<Measure>,
    /// The caps, whether they bound or not.
    pub caps: Vec<CapNote<N>>,
    /// What it pays by the ratios and caps, exact, before rounding.
    pub exact: N,
    /// What it pays, in 分.
    pub paid: N,
    /// The cost that earned the payment, exact: what it leaves open is the base less this.
    pub covered: N,
    /// No fund pays because an account pays instead.
    pub displaced_by: Option<AccountId>,
}

/// A stretch of the base.
#[derive(Debug, Clone, PartialEq)]
pub struct Portion<N = Exact> {
    /// How much of the base.
    pub amount: N,
    /// Its ratio; `None` for an amount that was set outright.
    pub ratio: Option<FigureNote<N>>,
    /// What set it outright: an amount, a floor, a ceiling.
    pub outright: Option<FigureNote<N>>,
    /// What it earns before caps.
    pub earned: N,
    /// The band it lies in, lower and upper end.
    pub band: Option<(N, Option<N>)>,
}

/// A cap.
#[derive(Debug, Clone, PartialEq)]
pub struct CapNote<N = Exact> {
    /// The clause.
    pub clause: ClauseId,
    /// The amount.
    pub limit: FigureNote<N>,
    /// What counted towards it before.
    pub used: N,
    /// Whether it limited this payment.
    pub bound: bool,
    /// Whether it limits cost and not payment.
    pub on_cost: bool,
}

/// What an account did.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountNote<N = Exact> {
    /// The account.
    pub account: AccountId,
    /// Its balance before.
    pub before: N,
    /// Its balance after.
    pub after: N,
    /// What it paid.
    pub paid: N,
}

/// Someone who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayerKind {
    /// A fund.
    Fund(FundId),
    /// An account.
    Account(AccountId),
    /// 现金.
    Cash,
}

/// What one payer pays, in 分.
#[derive(Debug, Clone, PartialEq)]
pub struct PayerShare<N = Exact> {
    /// Who.
    pub payer: PayerKind,
    /// Of which buckets.
    pub parts: Vec<(Bucket, N)>,
    /// In all.
    pub total: N,
    /// For an account: what is left.
    pub balance: Option<N>,
    /// For an account that relatives share: whose money it was, in the order in which they were
    /// asked.
    pub givers: Vec<GiverShare>,
}

/// What one person gave of what a shared account paid, in 分.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiverShare {
    /// Who; `None` for the person themselves.
    pub giver: Option<String>,
    /// What it paid.
    pub paid: Exact,
    /// What is left.
    pub left: Exact,
}

/// A running total after the visit.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalNote<N = Exact> {
    /// Which.
    pub accumulator: AccumulatorId,
    /// Under which key it is kept; `None` for totals that do not outlast the visit.
    pub key: Option<TotalKey>,
    /// Before the visit.
    pub before: N,
    /// After the visit.
    pub after: N,
    /// The limit it counts towards, when there is one: `true` for a deductible, `false` for a cap.
    pub limit: Option<(N, bool)>,
}
