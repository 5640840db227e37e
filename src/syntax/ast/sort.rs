//! The sorts of clauses: what they have in common wherever they are looked at.

use super::MemberKind;

/// What a clause is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Heads a policy, or names something: city, source, group, intermediates, totals, order, payers.
    Head,
    /// Dates of what it stands in.
    Dates,
    /// A note: what is not encoded, which findings are allowed.
    Note,
    /// A claim; no amount depends on it.
    Claim,
    /// A named stretch of clauses.
    Named,
    /// Holds clauses of its own: a benefit, what refunds and bindings must meet.
    Block,
    /// `require`, `exclude`
    Gate,
    /// Takes its share of the open money.
    Step,
    /// What a fund pays, and up to what.
    Way,
    /// Changes a figure.
    Modifier,
    /// What a calculation comes to.
    Result,
    /// How amounts are rounded.
    Rounding,
    /// A row of a table.
    Row,
}

impl MemberKind {
    /// The sort of a clause.
    pub fn sort(&self) -> Sort {
        match self {
            MemberKind::City(_)
            | MemberKind::Source(_)
            | MemberKind::Applies(_)
            | MemberKind::YearStarts(_)
            | MemberKind::Let(_)
            | MemberKind::Parameter(_)
            | MemberKind::Accumulator(_)
            | MemberKind::FirstOf(_)
            | MemberKind::Settle(_) => Sort::Head,
            MemberKind::InForce => Sort::Dates,
            MemberKind::NotEncoded(_) | MemberKind::Allow(_) => Sort::Note,
            MemberKind::Assert(_) | MemberKind::Cliff(_) => Sort::Claim,
            MemberKind::Clause(_) | MemberKind::Replace(_) => Sort::Named,
            MemberKind::Benefit(_) | MemberKind::Refund(_) | MemberKind::Family(_) => Sort::Block,
            MemberKind::Require(_) | MemberKind::Exclude(_) => Sort::Gate,
            MemberKind::SelfPay(_)
            | MemberKind::Deductible(_)
            | MemberKind::Fund(_)
            | MemberKind::Account(_) => Sort::Step,
            MemberKind::Ratio(_)
            | MemberKind::OwnRatio(_)
            | MemberKind::Bands(_)
            | MemberKind::Fixed(_)
            | MemberKind::Pays(_)
            | MemberKind::Floor(_)
            | MemberKind::Ceiling(_)
            | MemberKind::Cap(_) => Sort::Way,
            MemberKind::Uplift(_)
            | MemberKind::Reduce(_)
            | MemberKind::Scale(_)
            | MemberKind::OwnShare(_)
            | MemberKind::AtMost(_)
            | MemberKind::AtLeast(_) => Sort::Modifier,
            MemberKind::Result(_) => Sort::Result,
            MemberKind::Rounding(_) => Sort::Rounding,
            MemberKind::Row(_) => Sort::Row,
        }
    }
}
