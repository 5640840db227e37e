//! What is claimed of a policy: statements that are to hold for all its visits. No amount depends
//! on them.

use super::{AccountId, BenefitId, ClauseId, FieldId};
use crate::value::{Period, op::Comparison};

/// A claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim<E> {
    /// The clause.
    pub clause: ClauseId,
    /// As it is written, without its keyword: `统筹基金 <= 5000元 每年`.
    pub words: String,
    /// The benefit it stands in: it speaks of visits that this benefit takes.
    pub benefit: Option<BenefitId>,
    /// The visits it speaks of; like the claim, it sees the visit as it is settled.
    pub when: Option<E>,
    /// Why it should hold.
    pub reason: Option<String>,
    /// What it says.
    pub kind: ClaimKind<E>,
}

/// What a claim says.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimKind<E> {
    /// A condition that holds for each settled visit.
    Visit(E),
    /// What the visits of a period add up to stays below a limit.
    Sum(SumClaim<E>),
    /// Whoever has one of these values never gets less from the funds than the same visit with
    /// another one.
    NeverWorse(NeverWorse<E>),
    /// One fen more of cost brings at most this much more at once.
    Cliff(E),
}

/// A limit of a sum over the visits of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct SumClaim<E> {
    /// What is added up: an amount of each settled visit.
    pub amount: E,
    /// `Less` or `LessOrEqual`.
    pub comparison: Comparison,
    /// The limit, which no visit but only the person and the day decide.
    pub limit: E,
    /// Which visits are added up: those of one day, month, quarter or year, or all.
    pub period: Period,
}

/// Who never gets less, and than whom. Both are conditions on the field alone that `is` can say,
/// and no value meets both.
#[derive(Debug, Clone, PartialEq)]
pub struct NeverWorse<E> {
    /// The field.
    pub field: FieldId,
    /// Its value is one of those that never get less.
    pub values: E,
    /// Its value is one of those they are compared with.
    pub than: E,
}

/// What someone pays of a settled bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Paid {
    /// 现金.
    Cash,
    /// An account, as a step and in `settle`.
    Account(AccountId),
    /// 基金支付: all funds together.
    Funds,
    /// 个人负担: the bill less what the funds pay.
    Person,
}

impl Paid {
    /// The Chinese and English word, but for an account, which has a name.
    pub fn words(self) -> Option<(&'static str, &'static str)> {
        match self {
            Paid::Cash => Some(("现金", "cash")),
            Paid::Funds => Some(("基金支付", "funds")),
            Paid::Person => Some(("个人负担", "own")),
            Paid::Account(_) => None,
        }
    }

    /// What has this Chinese or English name, accounts apart.
    pub fn named(name: &str) -> Option<Paid> {
        [Paid::Cash, Paid::Funds, Paid::Person]
            .into_iter()
            .find(|paid| paid.words().is_some_and(|(zh, en)| zh == name || en == name))
    }
}
