//! What a check of files comes to.

use super::{Allowed, Level, Levels, Problem, Problems, Tally};

/// The outcome of a check: what is to be shown, and how the checks ended.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// What is shown, sorted by place.
    pub problems: Vec<Problem>,
    /// What the files or the command allow: counted and not shown, sorted by place.
    pub allowed: Vec<Allowed>,
    /// How the checks ended.
    pub tally: Tally,
    /// How many files were looked at.
    pub files: usize,
}

impl Findings {
    /// What the stages found in so many files.
    pub fn new(problems: Problems, files: usize) -> Self {
        let tally = problems.tally();
        let allowed = problems.allowed().to_vec();
        let mut findings = Findings { problems: problems.into_sorted(), allowed, tally, files };
        findings.sort_allowed();
        findings
    }

    /// Gives findings the levels that the command asks for.
    pub fn set_levels(&mut self, levels: &Levels) {
        for mut problem in std::mem::take(&mut self.problems) {
            if levels.keep(&mut problem) {
                self.problems.push(problem);
            } else {
                self.allowed.push(Allowed { problem, reason: None });
            }
        }
        self.sort_allowed();
    }

    fn sort_allowed(&mut self) {
        let place = |allowed: &Allowed| allowed.problem.span().map_or(u32::MAX, |span| span.lo);
        self.allowed.sort_by_key(|allowed| (place(allowed), allowed.problem.code));
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
