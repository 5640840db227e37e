//! The problems of a run, as the stages find them, and what they proved.

use std::collections::{BTreeMap, BTreeSet};

use super::{Code, Level, Problem, Tally, Text};
use crate::source::Span;

/// The problems of a run, in the order found, and how many checks found nothing.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// What was said where, to say it once.
    said: BTreeSet<(Code, Option<Span>, Text)>,
    /// How often each code was found or left undecided, repetitions included.
    met: BTreeMap<Code, usize>,
    proved: BTreeMap<Code, usize>,
}

/// What was known before a check began; see [`Problems::proved_since`].
#[derive(Debug, Clone)]
pub struct Mark(BTreeMap<Code, usize>);

impl Problems {
    /// No problems yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, unless the very same fault is there already.
    pub fn push(&mut self, problem: Problem) {
        let met = self.met.entry(problem.code).or_default();
        *met = met.saturating_add(1);
        if self.said.insert((problem.code, problem.span(), problem.message.clone())) {
            self.list.push(problem);
        }
    }

    /// A check looked at one subject and found nothing wrong.
    pub fn proved(&mut self, code: Code) {
        let proved = self.proved.entry(code).or_default();
        *proved = proved.saturating_add(1);
    }

    /// A check could not say whether one subject is right.
    pub fn undecided(&mut self, code: Code, span: Span, why: Text) {
        let mut problem = Problem::new(code, span, why);
        problem.level = Level::Undecided;
        self.push(problem);
    }

    /// What is known before a check of one subject begins.
    pub fn mark(&self) -> Mark {
        Mark(self.met.clone())
    }

    /// Ends a check of one subject: those of the codes that were neither found nor left undecided since
    /// the mark are proved.
    pub fn proved_since(&mut self, mark: &Mark, codes: &[Code]) {
        for code in codes {
            if self.met.get(code) == mark.0.get(code) {
                self.proved(*code);
            }
        }
    }

    /// How many checks ended in which word.
    pub fn tally(&self) -> Tally {
        Tally::new(&self.proved, &self.list)
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.errors_since(0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are so far; with [`Problems::errors_since`] a stage sees whether it failed.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether an error was added after `mark` problems were known.
    pub fn errors_since(&self, mark: usize) -> bool {
        self.list.iter().skip(mark).any(|problem| problem.level() == Level::Error)
    }

    /// All of them, sorted by place, then by code.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.list
            .sort_by_key(|problem| (problem.span().map_or(u32::MAX, |span| span.lo), problem.code));
        self.list
    }

    /// All of them, in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }
}
