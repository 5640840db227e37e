//! How many checks ended in which of the three words: proved, refuted, undecided.

use std::collections::BTreeMap;

use super::{Code, Level, Problem, Sort};

/// How many checks of one code, or of all, ended in which word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Subjects in which nothing is wrong.
    pub proved: usize,
    /// Findings.
    pub refuted: usize,
    /// Subjects that are too large or too free to be decided.
    pub undecided: usize,
}

impl Count {
    /// All together.
    pub fn sum(self) -> usize {
        self.proved.saturating_add(self.refuted).saturating_add(self.undecided)
    }

    fn add(self, other: Count) -> Count {
        Count {
            proved: self.proved.saturating_add(other.proved),
            refuted: self.refuted.saturating_add(other.refuted),
            undecided: self.undecided.saturating_add(other.undecided),
        }
    }
}

/// How the checks of a run ended, by code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The codes that were looked for.
    pub codes: BTreeMap<Code, Count>,
}

impl Tally {
    pub(super) fn new<'p>(
        proved: &BTreeMap<Code, usize>,
        found: impl Iterator<Item = &'p Problem>,
    ) -> Self {
        let mut codes: BTreeMap<Code, Count> = BTreeMap::new();
        for (code, proved) in proved {
            codes.entry(*code).or_default().proved = *proved;
        }
        for problem in found.filter(|problem| problem.code.is_check()) {
            let count = codes.entry(problem.code).or_default();
            let open = problem.level == Level::Undecided || problem.code.sort() == Sort::Limit;
            let ended = if open { &mut count.undecided } else { &mut count.refuted };
            *ended = ended.saturating_add(1);
        }
        Tally { codes }
    }

    /// All codes together.
    pub fn total(&self) -> Count {
        self.codes.values().fold(Count::default(), |sum, count| sum.add(*count))
    }
}
