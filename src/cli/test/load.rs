//! From files to what the suite room runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::find::{self, Found, SNAPSHOTS};
use super::sheets::{self, Book};
use crate::cli::check::is_error;
use crate::cli::files;
use crate::diagnostics::{Code, Problem};
use crate::pipeline::compile;
use crate::program::Program;
use crate::source::SourceMap;
use crate::suite::{self, FileReport, Places, Sheet, Stored, SuiteFile};
use crate::syntax::ast;

/// Everything that a run needs.
#[derive(Debug, Default)]
pub(super) struct Suite {
    pub(super) sources: SourceMap,
    pub(super) programs: Vec<Arc<Program>>,
    /// The trees of the files that hold policies or scenarios; sheets behind them have none.
    pub(super) trees: Vec<ast::File>,
    /// Suite files, policies first, each with at least a scenario, a snapshot or a problem.
    pub(super) files: Vec<SuiteFile>,
    /// Accepted statements by the name of their suite file.
    pub(super) stored: BTreeMap<String, Stored>,
    /// Suite files whose snapshot cannot be read and must not be written.
    pub(super) damaged: BTreeSet<String>,
    /// Errors of policies.
    pub(super) problems: Vec<Problem>,
    /// The cells of the sheets.
    pub(super) places: Places,
    /// A folder of policies that was found above the paths.
    pub(super) also: Option<PathBuf>,
    /// Snapshots whose suite file is gone, with the titles in them.
    pub(super) lost: Vec<(PathBuf, Stored)>,
}

/// Reads and compiles what the paths hold, with the policies above them when they are needed.
pub(super) fn load(paths: &[PathBuf]) -> Result<Suite, Vec<Problem>> {
    let paths = find::paths(paths);
    let found = find::find(&paths)?;
    let books = sheets::read(&found.sheets)?;
    let suite = assemble(&found, &books, &[])?;
    if !lacks_policies(&suite) {
        return Ok(suite);
    }
    let Some(folder) = find::policies_above(&paths) else { return Ok(suite) };
    let known: BTreeSet<PathBuf> = found.policies.iter().filter_map(|path| real(path)).collect();
    let mut more = find::find(std::slice::from_ref(&folder))?.policies;
    more.retain(|file| real(file).is_none_or(|file| !known.contains(&file)));
    if more.is_empty() {
        return Ok(suite);
    }
    let mut suite = assemble(&found, &books, &more)?;
    suite.also = Some(folder);
    Ok(suite)
}

fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// Whether a scenario names a policy that is not there, or there is none at all.
fn lacks_policies(suite: &Suite) -> bool {
    let known: BTreeSet<&str> =
        suite.programs.iter().map(|program| program.head.name.as_str()).collect();
    let sheets = suite.files.iter().any(|file| !file.name.ends_with(".pol"));
    let mut cases = suite.files.iter().flat_map(|file| &file.cases);
    if known.is_empty() {
        return suite.problems.is_empty() && (sheets || cases.next().is_some());
    }
    cases
        .filter_map(|case| case.scenario.policy.as_ref())
        .any(|name| !known.contains(name.node.as_str()))
}

/// Compiles the files, those of `context` for their policies alone.
fn assemble(found: &Found, books: &[Book], context: &[PathBuf]) -> Result<Suite, Vec<Problem>> {
    let mut all = found.policies.clone();
    all.extend(context.iter().cloned());
    let loaded = files::load(&all);
    if !loaded.faults.is_empty() {
        return Err(loaded.faults);
    }
    let mut suite = Suite { sources: loaded.sources, ..Suite::default() };
    let compilation = compile(&suite.sources);
    suite.problems = loaded.findings;
    suite.problems.extend(compilation.problems.into_sorted().into_iter().filter(is_error));
    suite.programs = compilation.programs;
    let context: BTreeSet<String> = context.iter().map(|path| path.display().to_string()).collect();
    for (source, tree) in suite.sources.files().iter().zip(&compilation.files) {
        if !context.contains(&source.name) {
            suite.files.push(suite::from_tree(&source.name, tree, &suite.programs));
        }
    }
    suite.trees = compilation.files;
    for book in books {
        let file = read_book(book, &mut suite)?;
        suite.files.push(file);
    }
    suite.read_snapshots(found)?;
    Ok(suite)
}

/// The scenarios of a spreadsheet; its pages join the sources, so that messages can show them.
fn read_book(book: &Book, suite: &mut Suite) -> Result<SuiteFile, Vec<Problem>> {
    let name = book.path.display().to_string();
    if let Some(problem) = &book.problem {
        let problems = vec![problem.clone()];
        return Ok(SuiteFile { name, problems, ..SuiteFile::default() });
    }
    let several = book.grids.len() > 1;
    let mut pages = Vec::new();
    for (sheet, grid) in &book.grids {
        let title = if several { format!("{name}!{sheet}") } else { name.clone() };
        let added = suite.sources.add(title, suite::layout(grid));
        pages.push(added.map_err(|_| vec![files::too_large(&name)])?);
    }
    let sheets: Vec<Sheet<'_>> = book
        .grids
        .iter()
        .zip(pages)
        .filter_map(|((sheet, grid), page)| {
            let page = suite.sources.files().get(page)?;
            Some(Sheet { name: several.then(|| sheet.clone()), grid, page })
        })
        .collect();
    Ok(suite::from_sheets(&name, &sheets, &suite.programs, &mut suite.places))
}

/// Where the snapshot of a suite file is.
pub(super) fn snapshot_path(file: &str) -> PathBuf {
    let path = Path::new(file);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().unwrap_or(Path::new(""));
    folder.join(SNAPSHOTS).join(suite::snapshot_name(&name))
}

impl Suite {
    /// Stored statements beside the suite files, and those whose suite file is gone.
    fn read_snapshots(&mut self, found: &Found) -> Result<(), Vec<Problem>> {
        let mut known = BTreeSet::new();
        for file in &mut self.files {
            let path = snapshot_path(&file.name);
            let _new = known.insert(real(&path).unwrap_or_else(|| path.clone()));
            if !path.is_file() {
                continue;
            }
            match stored(&path)? {
                Ok(found) => {
                    let _none = self.stored.insert(file.name.clone(), found);
                }
                // Other tools keep their snapshots in folders of the same name.
                Err(suite::Damaged::NoHead) if file.cases.is_empty() => {}
                Err(damage) => {
                    let _new = self.damaged.insert(file.name.clone());
                    file.problems.push(damage.problem(&path.display().to_string()));
                }
            }
        }
        for path in &found.snapshots {
            if known.contains(&real(path).unwrap_or_else(|| path.clone())) {
                continue;
            }
            match stored(path)? {
                Ok(found) => self.lost.push((path.clone(), found)),
                Err(suite::Damaged::NoHead) => {}
                Err(damage) => self.problems.push(damage.problem(&path.display().to_string())),
            }
        }
        let stored = &self.stored;
        self.files.retain(|file| {
            let kept = stored.get(&file.name).is_some_and(|stored| !stored.sections.is_empty());
            kept || !file.cases.is_empty() || !file.problems.is_empty()
        });
        Ok(())
    }

    /// Snapshots without suite file as reports of their own; a filtered run does not look at them.
    pub(super) fn lost(&self, filter: Option<&str>) -> Vec<FileReport> {
        if filter.is_some() {
            return Vec::new();
        }
        let report = |(path, stored): &(PathBuf, Stored)| FileReport {
            name: path.display().to_string(),
            orphans: stored.sections.keys().cloned().collect(),
            ..FileReport::default()
        };
        self.lost.iter().map(report).collect()
    }
}

/// The stored text of a path, read.
fn stored(path: &Path) -> Result<Result<Stored, suite::Damaged>, Vec<Problem>> {
    let name = path.display().to_string();
    let bytes = files::read(path).map_err(|problem| vec![problem])?;
    let text = files::text_of(&bytes, &name)
        .map_err(|problem| vec![Problem { code: Code::BadSnapshot, ..problem }])?;
    Ok(suite::parse_snapshot(&text))
}
