//! Who notices one slip.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::group::{Change, Group};
use super::mutant::{Mutant, Part};
use super::verdict::{Hint, Verdict};
use crate::coverage::{self, Start};
use crate::diagnostics::Problems;
use crate::program::Program;
use crate::source::SourceMap;
use crate::suite::{Case, CaseReport, Kept, Status, Stored, SuiteFile, examine};
use crate::syntax::{ast, parse};
use crate::testing;

/// All that a judge looks at.
#[derive(Debug)]
pub(super) struct Court<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) groups: Vec<Group>,
    /// The scenarios that pass as the policies stand.
    pub(super) cases: Vec<Witnessed<'a>>,
    /// Titles of the others.
    pub(super) idle: Vec<String>,
    starts: Vec<Start>,
    budget: usize,
}

/// A scenario that passes, with what was accepted.
#[derive(Debug)]
pub(super) struct Witnessed<'a> {
    case: &'a Case,
    stored: Option<&'a String>,
}

impl<'a> Court<'a> {
    pub(super) fn new(
        sources: &'a SourceMap,
        groups: Vec<Group>,
        files: &'a [SuiteFile],
        stored: &'a BTreeMap<String, Stored>,
        budget: usize,
    ) -> Court<'a> {
        let mut court = Court {
            sources,
            groups,
            cases: Vec::new(),
            idle: Vec::new(),
            starts: Vec::new(),
            budget,
        };
        let programs: Vec<Arc<Program>> =
            court.groups.iter().flat_map(|group| group.programs.iter().cloned()).collect();
        for file in files {
            for case in &file.cases {
                let accepted = stored.get(&file.name);
                let stored = accepted.and_then(|stored| stored.sections.get(&case.title));
                let report = examine(case, stored, &programs);
                if !matches!(report.status, Status::Passed | Status::New) {
                    court.idle.push(format!("{} › {}", file.name, case.title));
                    continue;
                }
                court.cases.push(Witnessed { case, stored });
                court.starts.extend(start(case, &programs));
            }
        }
        court
    }

    /// Who notices a slip in a file.
    pub(super) fn judge(&self, group: &Group, file: usize, mutant: &Mutant) -> Verdict {
        let (programs, changed) = match group.with(self.sources, file, mutant) {
            Change::Found(code) => return Verdict::Check(code),
            Change::Programs(programs, changed) => (programs, changed),
        };
        if changed.is_empty() && programs.len() == group.programs.len() {
            return Verdict::Same;
        }
        self.suites(group, &programs, &changed).unwrap_or_else(|| {
            let hint = self.hint(group, mutant, &programs, &changed);
            Verdict::Survives(hint)
        })
    }

    /// The first scenario that notices: by what it expects, or else by what was accepted.
    fn suites(
        &self,
        group: &Group,
        programs: &[Arc<Program>],
        changed: &[usize],
    ) -> Option<Verdict> {
        let elsewhere = self.groups.iter().filter(|other| other.files != group.files);
        let others = elsewhere.flat_map(|other| &other.programs);
        let all: Vec<Arc<Program>> = others.chain(programs).map(Arc::clone).collect();
        let names: BTreeSet<&str> = changed
            .iter()
            .filter_map(|index| programs.get(*index))
            .map(|program| program.head.name.as_str())
            .collect();
        let meant = |case: &Case| {
            case.scenario.policy.as_ref().is_none_or(|name| names.contains(name.node.as_str()))
        };
        let mut accepted = None;
        for each in self.cases.iter().filter(|each| meant(each.case)) {
            let report = examine(each.case, each.stored, &all);
            if !report.shortfalls.is_empty() {
                return Some(Verdict::Expected(report.title));
            }
            if accepted.is_none() && differs(&report) {
                accepted = Some(Verdict::Accepted(report.title));
            }
        }
        accepted
    }

    /// A visit that would have shown it.
    fn hint(
        &self,
        group: &Group,
        mutant: &Mutant,
        programs: &[Arc<Program>],
        changed: &[usize],
    ) -> Hint {
        match mutant.part {
            Part::Visits => {}
            Part::Events => return Hint::NotAVisit,
            Part::Claim => return Hint::OfAClaim,
        }
        let pairs = changed.iter().filter_map(|index| {
            let pair = (group.programs.get(*index)?, programs.get(*index)?);
            asks_alike(pair.0, pair.1).then_some(pair)
        });
        let mut tried: Option<usize> = None;
        for (before, after) in pairs {
            let options = coverage::Options { budget: self.budget };
            let (found, spent) = coverage::tell_apart(before, after, &self.starts, options);
            tried = Some(tried.unwrap_or(0).saturating_add(spent));
            if let Some(text) = found.filter(|text| shows(text, before, after)) {
                return Hint::Scenario(text);
            }
        }
        tried.map_or(Hint::OtherFacts, Hint::NoDifference)
    }
}

/// Whether a statement is no longer the accepted one.
fn differs(report: &CaseReport) -> bool {
    matches!(report.kept, Kept::Changed(_))
}

/// The visits of a scenario.
fn start(case: &Case, programs: &[Arc<Program>]) -> Option<Start> {
    let outcome = testing::run(&case.scenario, programs);
    let visits: Vec<_> = outcome.visits().map(|(_, visit)| visit).collect();
    let policy = visits.first()?.program.head.name.clone();
    Some(Start { policy, visits: visits.into_iter().map(|visit| visit.facts.clone()).collect() })
}

/// Whether one visit can be given to both: the slots of fields, values and accounts are the same.
fn asks_alike(before: &Program, after: &Program) -> bool {
    let shape = |program: &Program| {
        let vocabulary = &program.vocabulary;
        let fields: Vec<_> =
            vocabulary.fields.iter().map(|field| (field.name.clone(), field.ty)).collect();
        let values: Vec<Vec<_>> = vocabulary
            .enums
            .iter()
            .map(|each| each.values.iter().map(|value| value.name.clone()).collect())
            .collect();
        let accounts: Vec<_> = vocabulary.accounts.iter().map(|it| it.name.clone()).collect();
        (program.head.calc, fields, values, accounts)
    };
    shape(before) == shape(after)
}

/// Whether a scenario passes with one program and fails with the other.
fn shows(text: &str, before: &Arc<Program>, after: &Arc<Program>) -> bool {
    let mut sources = SourceMap::new();
    if sources.add("", text).is_err() {
        return false;
    }
    let mut problems = Problems::new();
    let trees = sources.files().iter().map(|file| parse(file, &mut problems));
    let items: Vec<ast::Item> = trees.flat_map(|tree| tree.items).collect();
    let [ast::Item::Scenario(scenario)] = items.as_slice() else { return false };
    let passes =
        |program: &Arc<Program>| testing::run(scenario, std::slice::from_ref(program)).passed();
    passes(before) && !passes(after)
}
