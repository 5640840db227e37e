//! The file of accepted statements: one beside each suite file, read in review.
//!
//! ```text
//! # polc-snapshot/1 襄阳.pol
//! # …
//!
//! === X1 职工 三级
//!   襄阳市医保门诊挂号费 …
//! ```
//!
//! A line that begins in the first column heads a section; everything else is indented.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::diagnostics::{Code, Problem};
use crate::text;

/// What the first line begins with; a change of form counts up.
const HEAD: &str = "# polc-snapshot/1";
/// What heads a section.
const SECTION: &str = "=== ";
/// What a line of a section begins with.
const INDENT: &str = "  ";

/// Accepted statements by the title of their scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// In the order of the titles.
    pub sections: BTreeMap<String, String>,
}

/// A stored text that is no snapshot, and the line that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damaged {
    /// The first line is another.
    NoHead,
    /// A line that belongs to no section, or a title that stands twice.
    Line(usize),
}

impl Damaged {
    /// What to say of it.
    pub fn problem(self, path: &str) -> Problem {
        let message = match self {
            Damaged::NoHead => text!(
                "{path}：不是这个版本的 polc 写的快照（第一行不是“{HEAD} …”）",
                "{path}: no snapshot of this version of polc (its first line is not `{HEAD} …`)"
            ),
            Damaged::Line(line) => text!(
                "{path}：第 {line} 行不属于任何情景",
                "{path}: line {line} belongs to no scenario"
            ),
        };
        Problem::without_place(Code::BadSnapshot, message).help(text!(
            "合并冲突要先解决；快照不要手工改，从版本库取回原来的文件，或删掉后用 --accept 重写",
            "resolve merge conflicts first; do not edit snapshots, restore the file or write it anew with --accept"
        ))
    }
}

/// The name of the snapshot of a suite file: `襄阳.snap`, `情景.csv.snap`.
pub fn snapshot_name(file_name: &str) -> String {
    let stem = file_name.strip_suffix(".pol").unwrap_or(file_name);
    format!("{stem}.snap")
}

/// Reads a stored text.
pub fn parse(text: &str) -> Result<Stored, Damaged> {
    let mut stored = Stored::default();
    let mut lines = text.lines().enumerate();
    match lines.next() {
        Some((_, first)) if first.trim_end() == HEAD || first.starts_with(&format!("{HEAD} ")) => {}
        _ => return Err(Damaged::NoHead),
    }
    let mut current: Option<&mut String> = None;
    for (index, line) in lines {
        let number = index.saturating_add(1);
        if let Some(title) = line.strip_prefix(SECTION) {
            let title = title.trim_end().to_owned();
            if stored.sections.contains_key(&title) {
                return Err(Damaged::Line(number));
            }
            current = Some(stored.sections.entry(title).or_default());
        } else if line.trim().is_empty() {
            if let Some(section) = &mut current {
                section.push('\n');
            }
        } else if let (Some(section), Some(words)) = (&mut current, line.strip_prefix(INDENT)) {
            section.push_str(words.trim_end());
            section.push('\n');
        } else if current.is_some() || !line.starts_with('#') {
            return Err(Damaged::Line(number));
        }
    }
    for section in stored.sections.values_mut() {
        *section = tidy(section);
    }
    Ok(stored)
}

/// The text of a file, its sections in the order given.
pub(super) fn write(file_name: &str, sections: &[(&str, &str)]) -> String {
    let mut text = format!(
        "{HEAD} {file_name}\n# 每个情景的结算单，由 polc test --accept 写入。请逐行审阅，不要手工修改。\n"
    );
    for (title, statement) in sections {
        // Writing into a string does not fail.
        let _written = write!(text, "\n{SECTION}{title}\n");
        for line in statement.lines() {
            if !line.is_empty() {
                text.push_str(INDENT);
                text.push_str(line);
            }
            text.push('\n');
        }
    }
    text
}

/// A statement without blank lines at its ends, as it is kept and compared.
pub(super) fn tidy(statement: &str) -> String {
    let lines: Vec<&str> = statement.lines().map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |last| last + 1);
    let mut text = String::new();
    for line in lines.get(first..last).unwrap_or_default() {
        text.push_str(line);
        text.push('\n');
    }
    text
}
