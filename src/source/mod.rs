//! Where text comes from.
//!
//! Every file of a run lives in one offset space, so that a [`Span`] alone names a file and a
//! place in it. Offsets are bytes; what a reader sees (lines and columns) counts characters.

mod decode;
mod fingerprint;
mod span;

pub use decode::{DecodeError, decode};
pub use fingerprint::fingerprint;
pub use span::{Span, Spanned};

/// One file: its name as the reader gave it and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as given, for messages.
    pub name: String,
    /// The text, without a byte-order mark.
    pub text: String,
    /// Offset of the first byte in the space of the whole [`SourceMap`].
    pub start: u32,
    line_starts: Vec<u32>,
}

/// A place as a reader counts it: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All files of a run.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

/// More text than the offset space can hold (4 GiB).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceExhausted;

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its index, or says that the offset space is full.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> Result<usize, SpaceExhausted> {
        let text = text.into();
        let start = self.files.last().map_or(0, |file| file.end().saturating_add(1));
        let length = u32::try_from(text.len()).map_err(|_| SpaceExhausted)?;
        let _end = start.checked_add(length).ok_or(SpaceExhausted)?;
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1),
            )
            .filter_map(|at| u32::try_from(at).ok())
            .collect();
        self.files.push(SourceFile { name: name.into(), text, start, line_starts });
        Ok(self.files.len().saturating_sub(1))
    }

    /// All files, in the order they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The file that holds an offset.
    pub fn file_at(&self, offset: u32) -> Option<&SourceFile> {
        let after = self.files.partition_point(|file| file.start <= offset);
        self.files.get(after.checked_sub(1)?)
    }

    /// The text of a span, empty when the span lies outside every file.
    pub fn slice(&self, span: Span) -> &str {
        self.file_at(span.lo)
            .and_then(|file| {
                let lo = span.lo.checked_sub(file.start)?;
                let hi = span.hi.checked_sub(file.start)?;
                file.text.get(lo as usize..hi as usize)
            })
            .unwrap_or("")
    }

    /// File name, line and column of the start of a span.
    pub fn locate(&self, span: Span) -> Option<(&str, LineColumn)> {
        let file = self.file_at(span.lo)?;
        Some((file.name.as_str(), file.line_column(span.lo)))
    }
}

impl SourceFile {
    /// Offset behind the last byte.
    pub fn end(&self) -> u32 {
        self.start.saturating_add(u32::try_from(self.text.len()).unwrap_or(u32::MAX))
    }

    /// The span of the whole file.
    pub fn span(&self) -> Span {
        Span { lo: self.start, hi: self.end() }
    }

    /// Line and column of an offset of the shared space; the column counts characters.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let local = offset.saturating_sub(self.start);
        let line = self.line_starts.partition_point(|start| *start <= local).max(1);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start as usize..local as usize).unwrap_or("");
        LineColumn { line, column: before.chars().count().saturating_add(1) }
    }

    /// Byte offsets, inside this file, of the first byte of each line.
    pub fn line_starts(&self) -> &[u32] {
        &self.line_starts
    }
}
