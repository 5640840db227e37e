//! Files that mean the same whatever else is read with them, so that a slip in one of them needs
//! only these to be compiled again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mutant::Mutant;
use crate::diagnostics::{Code, Level, Problems};
use crate::pipeline::{check, compile, prove};
use crate::program::Program;
use crate::source::{SourceFile, SourceMap, Span};
use crate::syntax::ast;

/// Files that name each other, directly or by way of others, or hold policies of one city.
#[derive(Debug)]
pub(super) struct Group {
    /// The files, by their places in the run.
    pub(super) files: Vec<usize>,
    /// The programs as the files stand.
    pub(super) programs: Vec<Arc<Program>>,
    /// The same without places.
    bare: Vec<Program>,
    /// What `check` says as the files stand.
    found: BTreeMap<Finding, usize>,
    /// Whether the files have errors: no slip in them can be judged.
    pub(super) broken: bool,
}

/// A code and its place in the files as they stand.
type Finding = (Code, Option<(usize, Place)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// So many bytes behind the start of the file.
    At(u32),
    /// Within the text that the slip changed.
    Inside,
}

/// The parts of a list of trees that have nothing to do with each other.
pub(super) fn parts(trees: &[ast::File]) -> Vec<Vec<usize>> {
    // Each file starts alone; files that share a key are joined.
    let mut of: Vec<usize> = (0..trees.len()).collect();
    let mut first: BTreeMap<(u8, &str), usize> = BTreeMap::new();
    for (index, tree) in trees.iter().enumerate() {
        for key in keys(tree) {
            let before = *first.entry(key).or_insert(index);
            let (old, new) = (of.get(index).copied(), of.get(before).copied());
            if let (Some(old), Some(new)) = (old, new) {
                of.iter_mut().filter(|it| **it == old).for_each(|it| *it = new);
            }
        }
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, part) in of.into_iter().enumerate() {
        parts.entry(part).or_default().push(index);
    }
    parts.into_values().collect()
}

/// What ties a file to others: policies, vocabularies and cities.
fn keys(tree: &ast::File) -> BTreeSet<(u8, &str)> {
    const POLICY: u8 = 0;
    const VOCABULARY: u8 = 1;
    const CITY: u8 = 2;
    let mut keys = BTreeSet::new();
    for item in &tree.items {
        match item {
            ast::Item::Policy(policy) | ast::Item::Calc(policy) => {
                let _new = keys.insert((POLICY, policy.name.node.as_str()));
                keys.extend(policy.extends.iter().map(|name| (POLICY, name.node.as_str())));
                for member in &policy.members {
                    if let ast::MemberKind::City(city) = &member.kind {
                        let _new = keys.insert((CITY, city.node.as_str()));
                    }
                }
            }
            ast::Item::Vocabulary(vocabulary) => {
                let _new = keys.insert((VOCABULARY, vocabulary.name.node.as_str()));
            }
            // The standard vocabulary is in no file.
            ast::Item::Use(name) if !matches!(name.node.as_str(), "医保") => {
                let _new = keys.insert((VOCABULARY, name.node.as_str()));
            }
            ast::Item::Use(_)
            | ast::Item::Declaration(_)
            | ast::Item::Scenario(_)
            | ast::Item::ScenarioTable(_) => {}
        }
    }
    keys
}

/// What a slip changed.
#[derive(Debug)]
pub(super) enum Change {
    /// `check` says something new.
    Found(Code),
    /// The programs of the group, and which of them are not what they were.
    Programs(Vec<Arc<Program>>, Vec<usize>),
}

impl Group {
    pub(super) fn new(files: Vec<usize>, sources: &SourceMap) -> Group {
        let mut group = Group {
            files,
            programs: Vec::new(),
            bare: Vec::new(),
            found: BTreeMap::new(),
            broken: false,
        };
        let map = group.map(sources, None);
        let compilation = check(&map);
        group.broken = compilation.problems.has_errors();
        group.found = group.findings(&map, &compilation.problems, None);
        group.bare = compilation.programs.iter().map(|it| it.without_places()).collect();
        group.programs = compilation.programs;
        group
    }

    /// The files of the group, one of them perhaps with another text.
    fn map(&self, sources: &SourceMap, slip: Option<(usize, &str)>) -> SourceMap {
        let mut map = SourceMap::new();
        for index in &self.files {
            let Some(file) = sources.files().get(*index) else { continue };
            let changed = slip.and_then(|(at, text)| (at == *index).then_some(text));
            // A part of what fits into a map fits into a map.
            let _added = map.add(file.name.clone(), changed.unwrap_or(&file.text));
        }
        map
    }

    /// What a slip in one of the files changes.
    pub(super) fn with(&self, sources: &SourceMap, at: usize, mutant: &Mutant) -> Change {
        let Some(file) = sources.files().get(at) else {
            return Change::Programs(Vec::new(), Vec::new());
        };
        let text = mutant.text(file);
        let map = self.map(sources, Some((at, &text)));
        let mut compilation = compile(&map);
        let slip = Some(Moved::new(at, file, mutant));
        let before = self.findings_within(sources, file, mutant);
        let new = |problems: &Problems| {
            let found = self.findings(&map, problems, slip.as_ref()).into_iter();
            let mut new = found.filter(|(finding, times)| before.get(finding) < Some(times));
            new.next().map(|((code, _), _)| code)
        };
        if let Some(code) = new(&compilation.problems) {
            return Change::Found(code);
        }
        let bare = compilation.programs.iter().map(|it| it.without_places());
        let differ: Vec<usize> = bare
            .enumerate()
            .filter(|(index, program)| self.bare.get(*index) != Some(program))
            .map(|(index, _)| index)
            .collect();
        // Proofs take their time, and say of the same program what they said before.
        if !differ.is_empty() || compilation.programs.len() != self.programs.len() {
            prove(&mut compilation);
            if let Some(code) = new(&compilation.problems) {
                return Change::Found(code);
            }
        }
        Change::Programs(compilation.programs, differ)
    }

    /// Errors and warnings by code and place.
    fn findings(
        &self,
        map: &SourceMap,
        problems: &Problems,
        slip: Option<&Moved>,
    ) -> BTreeMap<Finding, usize> {
        let mut found = BTreeMap::new();
        for problem in problems.iter() {
            if matches!(problem.level(), Level::Error | Level::Warning) {
                let place = problem.span().and_then(|span| self.place(map, span, slip));
                let times: &mut usize = found.entry((problem.code, place)).or_default();
                *times = times.saturating_add(1);
            }
        }
        found
    }

    fn place(&self, map: &SourceMap, span: Span, slip: Option<&Moved>) -> Option<(usize, Place)> {
        let nth =
            map.files().iter().position(|file| (file.start..=file.end()).contains(&span.lo))?;
        let start = map.files().get(nth)?.start;
        let index = *self.files.get(nth)?;
        let at = span.lo.saturating_sub(start);
        let place = match slip.filter(|slip| slip.file == index) {
            Some(slip) => slip.place(at),
            None => Place::At(at),
        };
        Some((index, place))
    }

    /// What `check` says as the files stand, the place of a slip seen as one.
    fn findings_within(
        &self,
        sources: &SourceMap,
        file: &SourceFile,
        mutant: &Mutant,
    ) -> BTreeMap<Finding, usize> {
        let span = mutant.place();
        let local = |offset: u32| offset.saturating_sub(file.start);
        let at = sources.files().iter().position(|other| other.start == file.start);
        let mut found: BTreeMap<Finding, usize> = BTreeMap::new();
        for ((code, place), times) in &self.found {
            let place = match place {
                Some((index, Place::At(offset)))
                    if Some(*index) == at && (local(span.lo)..local(span.hi)).contains(offset) =>
                {
                    Some((*index, Place::Inside))
                }
                place => *place,
            };
            let sum = found.entry((*code, place)).or_default();
            *sum = sum.saturating_add(*times);
        }
        found
    }
}

/// Where things stand behind a slip.
#[derive(Debug)]
struct Moved {
    file: usize,
    lo: u32,
    old_hi: u32,
    new_hi: u32,
}

impl Moved {
    fn new(index: usize, file: &SourceFile, mutant: &Mutant) -> Moved {
        let span = mutant.place();
        let lo = span.lo.saturating_sub(file.start);
        let length = u32::try_from(mutant.edit.text.len()).unwrap_or(u32::MAX);
        Moved {
            file: index,
            lo,
            old_hi: span.hi.saturating_sub(file.start),
            new_hi: lo.saturating_add(length),
        }
    }

    /// The place in the file as it stands.
    fn place(&self, at: u32) -> Place {
        if at < self.lo {
            Place::At(at)
        } else if at < self.new_hi {
            Place::Inside
        } else {
            Place::At(at.saturating_sub(self.new_hi).saturating_add(self.old_hi))
        }
    }
}
