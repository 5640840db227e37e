//! What a policy consists of, once for the typed policy and for the program.
//!
//! The shapes here are generic over how an expression is held: a typed tree in `policy`
//! (`Step<policy::Expr>`), a node number in `program` (`Step<program::NodeId>`). Lowering turns one
//! into the other and cannot forget a part. Nothing here is computed.

mod claim;
mod classes;
mod dates;
mod each;
mod event;
mod ids;
mod step;
mod vocabulary;

pub use claim::{Claim, ClaimKind, NeverWorse, Paid, SumClaim};
pub use classes::{Classes, Cut};
pub use dates::{DatePlaces, date_words, is_one_day};
pub use event::EventKind;
pub use ids::*;
pub use step::*;
pub use vocabulary::*;

use crate::source::Span;
use crate::value::{Validity, YearStart, rounding};

/// A clause of the file, for messages and statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What the clause is called in a statement: `起付线`, `统筹基金`.
    pub title: String,
    /// The place of the whole clause.
    pub span: Span,
    /// The place of its keyword.
    pub head: Span,
    /// File and line as a reader finds it: `policies/衡阳/职工.pol:9`.
    pub place: String,
    /// What it cites from the notice.
    pub cites: Vec<String>,
    /// When it holds.
    pub validity: Validity,
    /// Where its own dates are written.
    pub dates: DatePlaces,
    /// The policy it was written in, when this policy builds on that one.
    pub origin: Option<String>,
}

/// What heads a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// The city it holds in.
    pub city: Option<String>,
    /// The notices it encodes.
    pub sources: Vec<String>,
    /// When it is in force.
    pub validity: Validity,
    /// Where its dates are written.
    pub dates: DatePlaces,
    /// Whether it is a calculation and settles no visit.
    pub calc: bool,
    /// When its benefit year starts.
    pub year: YearStart,
    /// The place of the whole policy.
    pub span: Span,
    /// The place of its name.
    pub named: Span,
    /// File and line.
    pub place: String,
}

/// The rules of a policy, in the order of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Body<E> {
    /// Whom it is for; `None` takes everyone.
    pub applies: Option<E>,
    /// How payments are rounded; the first whose condition holds.
    pub roundings: Vec<RoundingRule<E>>,
    /// Named intermediates; each may use those before it.
    pub definitions: Vec<Definition<E>>,
    /// What is left out on purpose.
    pub not_encoded: Vec<NotEncoded<E>>,
    /// Gates and steps that come before every benefit.
    pub steps: Vec<Step<E>>,
    /// The benefits.
    pub benefits: Vec<Benefit<E>>,
    /// The order in which benefits are tried, when they need not exclude each other.
    pub first_of: Option<Vec<BenefitId>>,
    /// The clause of `first of`.
    pub first_of_clause: Option<ClauseId>,
    /// Who pays the person's part.
    pub settle: Vec<Payer<E>>,
    /// What a refund must meet; gates only.
    pub refund: Vec<Step<E>>,
    /// What the binding of a family account must meet.
    pub family: Vec<Family<E>>,
    /// What is claimed of it; settles nothing.
    pub claims: Vec<Claim<E>>,
    /// What a calculation gives, in the order of the page; empty for a policy of visits.
    pub results: Vec<CalcResult<E>>,
    /// The funds, by [`FundId`].
    pub funds: Vec<String>,
    /// The running totals, by [`AccumulatorId`].
    pub accumulators: Vec<Accumulator<E>>,
}

impl<E> Default for Body<E> {
    fn default() -> Self {
        Self {
            applies: None,
            roundings: Vec::new(),
            definitions: Vec::new(),
            not_encoded: Vec::new(),
            steps: Vec::new(),
            benefits: Vec::new(),
            first_of: None,
            first_of_clause: None,
            settle: Vec::new(),
            refund: Vec::new(),
            family: Vec::new(),
            claims: Vec::new(),
            results: Vec::new(),
            funds: Vec::new(),
            accumulators: Vec::new(),
        }
    }
}

/// A rounding and when it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundingRule<E> {
    /// The clause.
    pub clause: ClauseId,
    /// When it holds.
    pub when: Option<E>,
    /// Unit and mode.
    pub rounding: rounding::Rounding,
}

/// A named intermediate.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition<E> {
    /// The clause.
    pub clause: ClauseId,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: E,
}

/// A clause of the notice that the file leaves out on purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct NotEncoded<E> {
    /// The clause.
    pub clause: ClauseId,
    /// What the notice says.
    pub text: String,
    /// Why it is left out.
    pub reason: Option<String>,
    /// Visits that depend on it; they are refused.
    pub when: Option<E>,
}

/// An ordered list of steps and the visits it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Benefit<E> {
    /// The clause.
    pub clause: ClauseId,
    /// Its name.
    pub name: String,
    /// Which visits it takes.
    pub when: Option<E>,
    /// Its steps.
    pub steps: Vec<Step<E>>,
}

/// A line of `settle`.
#[derive(Debug, Clone, PartialEq)]
pub struct Payer<E> {
    /// The clause.
    pub clause: ClauseId,
    /// The account, or cash.
    pub account: Option<AccountId>,
    /// The buckets that it may pay; cash pays all.
    pub pays: Vec<Bucket>,
    /// When it may pay.
    pub when: Option<E>,
}

/// The rules for binding the account of a relative.
#[derive(Debug, Clone, PartialEq)]
pub struct Family<E> {
    /// The clause.
    pub clause: ClauseId,
    /// The account of the vocabulary that givers feed.
    pub account: AccountId,
    /// Gates only.
    pub gates: Vec<Step<E>>,
}

/// A named result of a calculation.
#[derive(Debug, Clone, PartialEq)]
pub struct CalcResult<E> {
    /// The clause.
    pub clause: ClauseId,
    /// Its name.
    pub name: String,
    /// When it is given at all.
    pub when: Option<E>,
    /// Its value; an amount is rounded once, here, by the rounding of the calculation.
    pub value: E,
}

/// A running total of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Accumulator<E> {
    /// The stable key under which the total is kept: city, benefit, clause.
    pub identity: String,
    /// What a statement calls it.
    pub title: String,
    /// When it starts anew.
    pub period: crate::value::Period,
    /// A total of its own for each combination of these values.
    pub keys: Vec<E>,
    /// What is added up.
    pub kind: AccumulatorKind,
}

/// What a running total adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccumulatorKind {
    /// Amounts, in 分.
    Amount,
    /// Settled visits of one benefit.
    Visits(BenefitId),
    /// Those of them that exceeded a deductible of the benefit.
    VisitsAbove(BenefitId),
}

impl AccumulatorKind {
    /// Whether it counts, and does not add up amounts.
    pub fn is_count(self) -> bool {
        match self {
            AccumulatorKind::Amount => false,
            AccumulatorKind::Visits(_) | AccumulatorKind::VisitsAbove(_) => true,
        }
    }
}

/// A named part of the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// 全自费: outside the catalogue, or refused.
    OutOfCatalogue,
    /// 超限价: above a price limit.
    OverPriceLimit,
    /// 先行自付: paid by the person before anything else.
    SelfPay,
    /// 起付线.
    Deductible,
    /// 按比例自付.
    Coinsurance,
    /// 超封顶线: what no step took.
    OverCap,
    /// What a fund paid.
    Fund(FundId),
    /// What an account paid as a step.
    Account(AccountId),
}

impl Bucket {
    /// The person's buckets, in the order in which `settle` pays them.
    pub const PERSONAL: [Bucket; 6] = [
        Bucket::SelfPay,
        Bucket::Deductible,
        Bucket::Coinsurance,
        Bucket::OverCap,
        Bucket::OverPriceLimit,
        Bucket::OutOfCatalogue,
    ];

    /// The Chinese and English word and the national field name of a personal bucket.
    pub fn words(self) -> Option<(&'static str, &'static str, &'static str)> {
        Some(match self {
            Bucket::OutOfCatalogue => ("全自费", "out_of_catalogue", "fulamt_ownpay_amt"),
            Bucket::OverPriceLimit => ("超限价", "over_price_limit", "overlmt_selfpay"),
            Bucket::SelfPay => ("先行自付", "self_pay", "preselfpay_amt"),
            Bucket::Deductible => ("起付线", "deductible", "act_pay_dedc"),
            Bucket::Coinsurance => ("按比例自付", "coinsurance", "coinsurance"),
            Bucket::OverCap => ("超封顶线", "over_cap", "over_cap"),
            Bucket::Fund(_) | Bucket::Account(_) => return None,
        })
    }

    /// The personal bucket with this Chinese or English name.
    pub fn named(name: &str) -> Option<Bucket> {
        Bucket::PERSONAL
            .into_iter()
            .find(|bucket| bucket.words().is_some_and(|(zh, en, _)| zh == name || en == name))
    }
}
