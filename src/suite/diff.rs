//! What changed between the accepted statement and the one of today.

use similar::{ChangeTag, TextDiff};

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiffLine {
    /// Removed, added, or kept for orientation.
    pub kind: DiffKind,
    /// The words, with those that changed marked.
    pub parts: Vec<(bool, String)>,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiffKind {
    /// In both.
    Same,
    /// Only in the accepted statement.
    Removed,
    /// Only in today's.
    Added,
    /// Lines in both that are not shown.
    Gap,
}

impl DiffLine {
    /// The words of the line.
    pub fn words(&self) -> String {
        self.parts.iter().map(|(_, part)| part.as_str()).collect()
    }

    /// The words behind `-`, `+` or a blank.
    pub fn signed(&self) -> String {
        let sign = match self.kind {
            DiffKind::Same => " ",
            DiffKind::Removed => "-",
            DiffKind::Added => "+",
            DiffKind::Gap => "…",
        };
        format!("{sign}{}", self.words())
    }
}

/// The lines that differ, each with a line around it.
pub fn diff(before: &str, after: &str) -> Vec<DiffLine> {
    let found = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (index, group) in found.grouped_ops(1).iter().enumerate() {
        if index > 0 {
            lines.push(DiffLine { kind: DiffKind::Gap, parts: Vec::new() });
        }
        for change in group.iter().flat_map(|op| found.iter_inline_changes(op)) {
            let kind = match change.tag() {
                ChangeTag::Equal => DiffKind::Same,
                ChangeTag::Delete => DiffKind::Removed,
                ChangeTag::Insert => DiffKind::Added,
            };
            let parts = change
                .iter_strings_lossy()
                .map(|(marked, part)| (marked, part.trim_end_matches('\n').to_owned()))
                .filter(|(_, part)| !part.is_empty())
                .collect();
            let line = DiffLine { kind, parts };
            // A blank line that stayed orients nobody.
            if kind != DiffKind::Same || !line.words().trim().is_empty() {
                lines.push(line);
            }
        }
    }
    lines
}

/// What two differences must share to be one: the lines removed and added.
pub(super) fn kernel(lines: &[DiffLine]) -> Vec<(DiffKind, String)> {
    lines
        .iter()
        .filter(|line| matches!(line.kind, DiffKind::Removed | DiffKind::Added))
        .map(|line| (line.kind, line.words()))
        .collect()
}
