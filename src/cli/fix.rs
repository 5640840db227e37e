//! `polc check --fix`: what is certain is mended in the files.

use std::io;
use std::path::Path;

use super::files::{self, Loaded};
use super::output;
use crate::diagnostics::{Fix, Lang, Problem, mended};
use crate::pipeline::compile;
use crate::source::SourceFile;

/// A mended place may lay bare the next one on its line; no file needs more rounds.
const MOST_ROUNDS: usize = 10;
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Mends files until nothing certain is left, says what it did on standard output, and gives the
/// problems of files that could not be written.
pub(super) fn run(paths: &[std::path::PathBuf], lang: Lang) -> Vec<Problem> {
    for _ in 0..MOST_ROUNDS {
        let loaded = files::load(paths);
        match one_round(&loaded, lang) {
            Ok(true) => {}
            Ok(false) => break,
            Err(problem) => return vec![*problem],
        }
    }
    Vec::new()
}

/// Whether anything was mended.
fn one_round(loaded: &Loaded, lang: Lang) -> Result<bool, Box<Problem>> {
    let compilation = compile(&loaded.sources);
    let mut changed = false;
    for file in loaded.sources.files() {
        let inside = |fix: &&Fix| file.start <= fix.span.lo && fix.span.hi <= file.end();
        let fixes = compilation.problems.iter().filter_map(|problem| problem.fix.as_deref());
        let fixes: Vec<&Fix> = fixes.filter(inside).collect();
        let (text, applied) = mended(file, &fixes);
        if applied.is_empty() {
            continue;
        }
        write_back(file, &text).map_err(|error| Box::new(files::unreadable(&file.name, &error)))?;
        changed = true;
        let told: String = applied.iter().map(|fix| told(file, fix, lang)).collect();
        let _shown = output::stdout(&told);
    }
    Ok(changed)
}

/// Replaces the file as a whole, its byte-order mark and its permissions kept.
fn write_back(file: &SourceFile, text: &str) -> io::Result<()> {
    let path = Path::new(&file.name).canonicalize()?;
    let unwritable = |_| io::Error::from(io::ErrorKind::NotFound);
    let before = files::read(&path).map_err(unwritable)?;
    let marked = before.starts_with(MARK);
    let mut whole = String::with_capacity(text.len().saturating_add(MARK.len()));
    if marked {
        whole.push('\u{FEFF}');
    }
    whole.push_str(text);
    let permissions = std::fs::metadata(&path)?.permissions();
    output::replace_file(&path, &whole)?;
    std::fs::set_permissions(&path, permissions)
}

/// `改正 甲.pol:5:9 “起复线” 改为 “起付线”`
fn told(file: &SourceFile, fix: &Fix, lang: Lang) -> String {
    let at = file.line_column(fix.span.lo);
    let local = |offset: u32| offset.saturating_sub(file.start) as usize;
    let old = file.text.get(local(fix.span.lo)..local(fix.span.hi)).unwrap_or_default();
    let (name, line, column, new) = (&file.name, at.line, at.column, &fix.text);
    let place = format!("{name}:{line}:{column}");
    match lang {
        Lang::Zh if old.is_empty() => format!("改正 {place} 加上“{new}”\n"),
        Lang::Zh if new.is_empty() => format!("改正 {place} 删去“{old}”\n"),
        Lang::Zh => format!("改正 {place} “{old}”改为“{new}”\n"),
        Lang::En if old.is_empty() => format!("fixed {place}: `{new}` put in\n"),
        Lang::En if new.is_empty() => format!("fixed {place}: `{old}` taken out\n"),
        Lang::En => format!("fixed {place}: `{old}` made `{new}`\n"),
    }
}
