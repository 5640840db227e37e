//! What a check of files comes to.

use super::{Level, Problem, Problems, Tally};

/// The outcome of a check: what is to be shown, and how the checks ended.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// What is shown, sorted by place.
    pub problems: Vec<Problem>,
    /// How the checks ended.
    pub tally: Tally,
    /// How many files were looked at.
    pub files: usize,
}

impl Findings {
    /// What the stages found in so many files.
    pub fn new(problems: Problems, files: usize) -> Self {
        Findings { tally: problems.tally(), problems: problems.into_sorted(), files }
    }

    /// What is left undecided counts as an error.
    pub fn make_strict(&mut self) {
        for problem in &mut self.problems {
            if problem.level == Level::Undecided {
                problem.level = Level::Error;
            }
        }
    }

    /// Whether an error is among them.
    pub fn failed(&self) -> bool {
        self.problems.iter().any(|problem| problem.level() == Level::Error)
    }
}
