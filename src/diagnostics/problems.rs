//! The problems of a run, as the stages find them, and what they proved.

use std::collections::{BTreeMap, BTreeSet};

use super::{Allow, Allowed, Code, Level, Problem, Tally, Text};
use crate::source::Span;
use crate::text;

/// The problems of a run, in the order found, and how many checks found nothing.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// What was said where, to say it once.
    said: BTreeSet<(Code, Option<Span>, Text)>,
    /// How often each code was found or left undecided, repetitions included.
    met: BTreeMap<Code, usize>,
    proved: BTreeMap<Code, usize>,
    /// Where findings are allowed, and how many each stretch has kept back.
    allows: Vec<(Allow, usize)>,
    allowed: Vec<Allowed>,
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
            self.keep_or_allow(problem);
        }
    }

    fn keep_or_allow(&mut self, problem: Problem) {
        match self.allows.iter_mut().find(|(allow, _)| allow.covers(&problem)) {
            Some((allow, times)) => {
                *times = times.saturating_add(1);
                self.allowed.push(Allowed { problem, reason: Some(allow.reason.clone()) });
            }
            None => self.list.push(problem),
        }
    }

    /// From here on, and for what was found already, findings in these stretches are kept back.
    pub fn allow(&mut self, allows: Vec<Allow>) {
        self.allows.extend(allows.into_iter().map(|allow| (allow, 0)));
        for problem in std::mem::take(&mut self.list) {
            self.keep_or_allow(problem);
        }
    }

    /// Warns of allowances that kept nothing back. Where something is in error, a check may not have come
    /// to its turn; others were not looked for at all.
    pub fn complain_of_unused_allows(&mut self, not_looked_for: &[Code]) {
        if self.has_errors() {
            return;
        }
        let unused: Vec<Allow> = self
            .allows
            .iter()
            .filter(|(allow, times)| *times == 0 && !not_looked_for.contains(&allow.code))
            .map(|(allow, _)| allow.clone())
            .collect();
        for allow in unused {
            let code = allow.code.name();
            let problem = Problem::new(
                Code::UnusedAllow,
                allow.place,
                text!("这里没有“{code}”可以放行", "there is no `{code}` here to allow"),
            );
            self.push(problem.help(text!(
                "删去这一条；问题已经改正，或者代码写错了",
                "remove this clause: it was mended, or the code is another one"
            )));
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
        let allowed = self.allowed.iter().map(|allowed| &allowed.problem);
        Tally::new(&self.proved, self.list.iter().chain(allowed))
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

    /// The findings that the files allow.
    pub fn allowed(&self) -> &[Allowed] {
        &self.allowed
    }

    /// All of them, in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }
}
