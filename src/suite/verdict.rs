//! What came of a suite.

use super::diff::DiffLine;
use super::sheet::Places;
use crate::diagnostics::{Level, Problem, Text};
use crate::source::Span;

/// What came of all suite files of a run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The files, in the order of the run.
    pub files: Vec<FileReport>,
    /// Errors of the policies; their scenarios failed.
    pub problems: Vec<Problem>,
    /// A scenario says `only`: the others were not run.
    pub focused: bool,
    /// The filter left nothing of what there is.
    pub filtered: bool,
    /// Snapshots written by this run.
    pub written: usize,
    /// Orphans removed by this run.
    pub removed: usize,
}

/// What came of one suite file.
#[derive(Debug, Clone, Default)]
pub struct FileReport {
    /// Its path as given.
    pub name: String,
    /// What is wrong with it or its snapshot.
    pub problems: Vec<Problem>,
    /// Its scenarios, without those that the filter left out.
    pub cases: Vec<CaseReport>,
    /// Titles of stored statements that no scenario has.
    pub orphans: Vec<String>,
}

/// What came of one scenario.
#[derive(Debug, Clone)]
pub struct CaseReport {
    /// Its title.
    pub title: String,
    /// Where the title stands.
    pub place: Span,
    /// How it ended.
    pub status: Status,
    /// What was not as expected.
    pub shortfalls: Vec<Shortfall>,
    /// Its whole explained statement.
    pub statement: String,
    /// How that compares with the accepted one.
    pub kept: Kept,
    /// What the scenario must say before a snapshot of it can be accepted.
    pub unacknowledged: Vec<Unacknowledged>,
}

/// How a scenario ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// As expected, and as accepted.
    Passed,
    /// Not as expected, or not as accepted.
    Failed,
    /// As expected, but nobody has accepted its statement yet.
    New,
    /// As expected; its statement is accepted by this very run.
    Accepted,
    /// Not run, for a reason.
    Skipped(Option<String>),
    /// Not run because another one says `only`.
    Left,
}

/// Something that is not as expected.
#[derive(Debug, Clone)]
pub struct Shortfall {
    /// The message, with the place of the expectation and of the clause.
    pub problem: Problem,
    /// How many more expectations are told with it, each a label behind the first.
    pub alike: usize,
    /// The step where they part, as the statement shows it.
    pub step: Option<Text>,
}

/// The statement of today beside the accepted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The same.
    Same,
    /// Nothing is stored.
    New,
    /// Another is stored.
    Changed(Vec<DiffLine>),
    /// There is no statement of today.
    Unknown,
}

/// Something that a reviewer must have seen before it is kept.
#[derive(Debug, Clone)]
pub struct Unacknowledged {
    /// What it is, and what to write in the scenario.
    pub problem: Problem,
}

/// How many scenarios ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that the run looked at.
    pub all: usize,
    /// Passed.
    pub passed: usize,
    /// Failed.
    pub failed: usize,
    /// Accepted by this very run.
    pub accepted: usize,
    /// Without an accepted snapshot.
    pub new: usize,
    /// Skipped.
    pub skipped: usize,
    /// Left out for `only`.
    pub left: usize,
    /// Orphaned snapshots.
    pub orphans: usize,
    /// Errors of policies, suite files and snapshots.
    pub errors: usize,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything ran, as expected and as accepted.
    Passed,
    /// Something is not as expected or accepted.
    Failed,
    /// Nothing failed, but it is no success: nothing ran, or not everything, or it is not accepted.
    Unproven,
}

impl Report {
    /// How many scenarios ended how.
    pub fn counts(&self) -> Counts {
        let is_error = |problem: &&Problem| problem.level() == Level::Error;
        let mut counts =
            Counts { errors: self.problems.iter().filter(is_error).count(), ..Counts::default() };
        let add = |count: &mut usize, more: usize| *count = count.saturating_add(more);
        for file in &self.files {
            add(&mut counts.errors, file.problems.iter().filter(is_error).count());
            add(&mut counts.orphans, file.orphans.len());
            for case in &file.cases {
                add(&mut counts.all, 1);
                let count = match case.status {
                    Status::Passed => &mut counts.passed,
                    Status::Failed => &mut counts.failed,
                    Status::New => &mut counts.new,
                    Status::Accepted => &mut counts.accepted,
                    Status::Skipped(_) => &mut counts.skipped,
                    Status::Left => &mut counts.left,
                };
                add(count, 1);
            }
        }
        counts
    }

    /// How the run ended.
    pub fn outcome(&self) -> Outcome {
        let counts = self.counts();
        if counts.failed > 0 || counts.errors > 0 {
            Outcome::Failed
        } else if counts.all == 0
            || counts.passed < counts.all
            || counts.orphans > 0
            || self.focused
            || self.written > 0
            || self.removed > 0
        {
            Outcome::Unproven
        } else {
            Outcome::Passed
        }
    }
}

impl Report {
    /// Every problem whose place is in a sheet names the cell.
    pub fn name_cells(&mut self, places: &Places) {
        let name = |problem: &mut Problem| *problem = places.named(problem.clone());
        for case in self.files.iter_mut().flat_map(|file| &mut file.cases) {
            case.shortfalls.iter_mut().for_each(|each| name(&mut each.problem));
            case.unacknowledged.iter_mut().for_each(|each| name(&mut each.problem));
        }
    }
}

impl CaseReport {
    /// Whether its statement may be accepted: as expected, and nothing left unsaid.
    pub fn is_acceptable(&self) -> bool {
        self.shortfalls.is_empty()
            && self.unacknowledged.is_empty()
            && matches!(self.kept, Kept::New | Kept::Changed(_))
    }
}
