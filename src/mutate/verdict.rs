//! Who noticed a slip.

use super::mutant::Mutant;
use super::operator::Operator;
use crate::diagnostics::Code;

/// Who noticed a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// `check` says something that it does not say of the policy: the first new code.
    Check(Code),
    /// A scenario no longer gets what it expects, or cannot be settled: its title.
    Expected(String),
    /// Every expectation is met; a statement is no longer the accepted one: the title of its scenario.
    Accepted(String),
    /// Nobody can notice: both texts mean the same program.
    Same,
    /// Nobody noticed.
    Survives(Hint),
}

/// How a survivor could be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A scenario that the policy passes and the mutant does not, to be pasted.
    Scenario(String),
    /// So many visits come out the same.
    NoDifference(usize),
    /// The slip touches only what visits do not ask for: the gates of refunds and bindings.
    NotAVisit,
    /// The slip touches a claim alone, and no visit is known that breaks it: it may merely say less.
    OfAClaim,
    /// The slip changes fields or values, so that no visit can be given to both.
    OtherFacts,
}

/// A mutant and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The file.
    pub file: String,
    /// The line of the slip, from 1.
    pub line: usize,
    /// The slip.
    pub mutant: Mutant,
    /// Who noticed.
    pub verdict: Verdict,
}

/// What came of all mutants of a run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The mutants that were tried, by file and place.
    pub tried: Vec<Tried>,
    /// How many there are altogether, when only some were tried.
    pub all: usize,
    /// Scenarios that do not pass as the policies stand, and so cannot notice anything.
    pub idle: Vec<String>,
}

/// How many mutants came to which end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// All that were tried.
    pub made: usize,
    /// Found by `check`.
    pub check: usize,
    /// Found by what scenarios expect.
    pub expected: usize,
    /// Found by accepted statements alone.
    pub accepted: usize,
    /// The same program.
    pub same: usize,
    /// Noticed by nobody.
    pub survived: usize,
}

impl Count {
    /// Counts some mutants.
    pub fn of<'t>(tried: impl Iterator<Item = &'t Tried>) -> Count {
        let mut count = Count::default();
        for each in tried {
            let end = match each.verdict {
                Verdict::Check(_) => &mut count.check,
                Verdict::Expected(_) => &mut count.expected,
                Verdict::Accepted(_) => &mut count.accepted,
                Verdict::Same => &mut count.same,
                Verdict::Survives(_) => &mut count.survived,
            };
            *end = end.saturating_add(1);
            count.made = count.made.saturating_add(1);
        }
        count
    }

    /// How many somebody noticed.
    pub fn found(self) -> usize {
        self.check.saturating_add(self.expected).saturating_add(self.accepted)
    }
}

impl Report {
    /// All mutants together.
    pub fn count(&self) -> Count {
        Count::of(self.tried.iter())
    }

    /// By sort of slip, those that came up.
    pub fn by_operator(&self) -> Vec<(Operator, Count)> {
        let of = |operator: Operator| {
            Count::of(self.tried.iter().filter(|each| each.mutant.operator == operator))
        };
        let all = Operator::ALL.into_iter().map(|operator| (operator, of(operator)));
        all.filter(|(_, count)| count.made > 0).collect()
    }

    /// The mutants that nobody noticed.
    pub fn survivors(&self) -> impl Iterator<Item = (&Tried, &Hint)> {
        self.tried.iter().filter_map(|each| match &each.verdict {
            Verdict::Survives(hint) => Some((each, hint)),
            Verdict::Check(_) | Verdict::Expected(_) | Verdict::Accepted(_) | Verdict::Same => None,
        })
    }
}
