//! All mutants of a run, tried side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::group::{Group, parts};
use super::judge::Court;
use super::mutant::Mutant;
use super::slip::{Neighbours, mutants};
use super::verdict::{Report, Tried};
use crate::source::SourceMap;
use crate::suite::{Stored, SuiteFile};
use crate::syntax::ast;

/// A deep expression needs as much as the first thread of a process has.
const STACK: usize = 8 << 20;

/// What is to be tried.
#[derive(Debug)]
pub struct Request<'a> {
    /// The files.
    pub sources: &'a SourceMap,
    /// Their trees; files behind them are no policies.
    pub trees: &'a [ast::File],
    /// The scenarios.
    pub files: &'a [SuiteFile],
    /// Accepted statements by the name of the suite file.
    pub stored: &'a BTreeMap<String, Stored>,
    /// Only policies with these words in their name or that of their file.
    pub policy: Option<&'a str>,
    /// Files that are read and not changed.
    pub aside: &'a BTreeSet<String>,
    /// Try no more than this many, spread evenly.
    pub most: Option<usize>,
    /// How many settlements to spend on a visit that shows a survivor.
    pub budget: usize,
    /// How many to try at a time.
    pub threads: usize,
}

/// Tries what is asked for. The result is the same for any number of threads.
pub fn run(request: &Request<'_>) -> Report {
    let groups: Vec<Group> =
        parts(request.trees).into_iter().map(|files| Group::new(files, request.sources)).collect();
    let court = Court::new(request.sources, groups, request.files, request.stored, request.budget);
    let all = slips(request, &court);
    let count = all.len();
    let chosen = spread(all, request.most);
    let tried = side_by_side(&chosen, request.threads, &|slip| court.tried(slip));
    let tried = tried.into_iter().flatten().collect();
    Report { tried, all: count, idle: court.idle }
}

/// A mutant and where it belongs.
#[derive(Debug)]
struct Slip {
    group: usize,
    file: usize,
    mutant: Mutant,
}

/// The slips of all files that are asked for, file by file.
fn slips(request: &Request<'_>, court: &Court<'_>) -> Vec<Slip> {
    let programs = court.groups.iter().flat_map(|group| &group.programs);
    let neighbours = Neighbours::of(programs.map(AsRef::as_ref));
    let mut slips = Vec::new();
    for (file, (source, tree)) in request.sources.files().iter().zip(request.trees).enumerate() {
        let mut groups = court.groups.iter().enumerate();
        let found = groups.find(|(_, group)| group.files.contains(&file) && !group.broken);
        let Some((group, _)) = found.filter(|_| !request.aside.contains(&source.name)) else {
            continue;
        };
        let meant = |mutant: &Mutant| {
            let policy = mutant.policy.as_deref().unwrap_or_default();
            request.policy.is_none_or(|words| format!("{} › {policy}", source.name).contains(words))
        };
        let of_file = mutants(source, tree, &neighbours).into_iter().filter(meant);
        slips.extend(of_file.map(|mutant| Slip { group, file, mutant }));
    }
    slips
}

/// So many of a list, spread evenly.
fn spread<T>(all: Vec<T>, most: Option<usize>) -> Vec<T> {
    let count = all.len();
    let Some(most) = most.filter(|most| *most < count) else { return all };
    // The nth of `most` stands where n · count ÷ most counts up.
    let quota = |index: usize| index.saturating_mul(most).checked_div(count).unwrap_or(0);
    let chosen = all.into_iter().enumerate();
    let chosen = chosen.filter(|(index, _)| quota(*index) != quota(index.saturating_add(1)));
    chosen.map(|(_, each)| each).collect()
}

/// Does something for each of a list, several at a time, and gives the results in order.
fn side_by_side<T: Sync, R: Send>(
    all: &[T],
    threads: usize,
    one: &(dyn Fn(&T) -> R + Sync),
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(each) = all.get(index) else { return done };
            done.push((index, one(each)));
        }
    };
    let mut done = thread::scope(|scope| {
        let spawn = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let helpers: Vec<_> = (1..threads.max(1)).filter_map(spawn).collect();
        // Where no thread can be started this one does everything.
        let mut done = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

impl Court<'_> {
    fn tried(&self, slip: &Slip) -> Option<Tried> {
        let group = self.groups.get(slip.group)?;
        let file = self.sources.files().get(slip.file)?;
        Some(Tried {
            file: file.name.clone(),
            line: file.line_column(slip.mutant.place().lo).line,
            mutant: slip.mutant.clone(),
            verdict: self.judge(group, slip.file, &slip.mutant),
        })
    }
}
