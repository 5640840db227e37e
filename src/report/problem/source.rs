//! The files of a run as miette reads them: one offset space, columns in characters.

use std::collections::BTreeMap;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{SourceFile, SourceMap, Span};

/// A line longer than this is not shown, only named.
const LONGEST_LINE: usize = 400;
/// A mark over more lines than this is drawn on its first line.
const MOST_LINES: usize = 4;

/// The files that problems point into, ready to be shown.
pub(super) struct Shown<'a> {
    sources: &'a SourceMap,
    /// By start: the text with what a screen cannot show replaced, byte for byte as long.
    texts: BTreeMap<u32, String>,
}

impl<'a> Shown<'a> {
    /// Prepares the files that hold these places.
    pub(super) fn new(sources: &'a SourceMap, places: impl Iterator<Item = Span>) -> Self {
        let mut texts = BTreeMap::new();
        for span in places {
            if let Some(file) = sources.file_at(span.lo) {
                let _text = texts.entry(file.start).or_insert_with(|| visible(&file.text));
            }
        }
        Shown { sources, texts }
    }

    /// A mark that can be drawn: inside its file, on whole characters, not over a whole policy.
    pub(super) fn mark(&self, span: Span) -> Option<Span> {
        let file = self.sources.file_at(span.lo)?;
        let hi = span.hi.clamp(span.lo, file.end());
        let (lo, hi) = (boundary(file, span.lo), boundary(file, hi));
        let first = line_of(file, lo);
        let last = line_of(file, hi.saturating_sub(1).max(lo));
        let far = last.saturating_sub(first) >= MOST_LINES;
        let hi = if far { line_end(file, first) } else { hi };
        let last = if far { first } else { last };
        let short = (first.saturating_sub(1)..=last.saturating_add(1)).all(|line| {
            line_end(file, line).saturating_sub(line_start(file, line)) as usize <= LONGEST_LINE
        });
        short.then_some(Span { lo, hi })
    }
}

impl SourceCode for Shown<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let lo = u32::try_from(span.offset()).map_err(|_| MietteError::OutOfBounds)?;
        let hi = u32::try_from(span.offset().saturating_add(span.len()))
            .map_err(|_| MietteError::OutOfBounds)?;
        let file = self.sources.file_at(lo).ok_or(MietteError::OutOfBounds)?;
        let text = self.texts.get(&file.start).ok_or(MietteError::OutOfBounds)?;
        if hi > file.end() {
            return Err(MietteError::OutOfBounds);
        }
        let line = line_of(file, lo);
        let first = line.saturating_sub(before);
        let last_line = file.line_starts().len().saturating_sub(1);
        let last = line_of(file, hi.saturating_sub(1).max(lo)).saturating_add(after).min(last_line);
        let end = match file.line_starts().get(last.saturating_add(1)) {
            Some(next) => file.start.saturating_add(*next),
            None => file.end(),
        };
        let (start, first, column) = if before == 0 {
            (lo, line, file.line_column(lo).column.saturating_sub(1))
        } else {
            (line_start(file, first), first, 0)
        };
        let local = |offset: u32| offset.saturating_sub(file.start) as usize;
        let data = text.get(local(start)..local(end)).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            file.name.clone(),
            data.as_bytes(),
            (start as usize, data.len()).into(),
            first,
            column,
            last.saturating_sub(first),
        )))
    }
}

/// The line, from 0, that holds an offset.
fn line_of(file: &SourceFile, offset: u32) -> usize {
    let local = offset.saturating_sub(file.start);
    file.line_starts().partition_point(|start| *start <= local).saturating_sub(1)
}

fn line_start(file: &SourceFile, line: usize) -> u32 {
    file.line_starts().get(line).map_or(file.end(), |start| file.start.saturating_add(*start))
}

/// The offset behind the last character of a line, its line break not counted.
fn line_end(file: &SourceFile, line: usize) -> u32 {
    match file.line_starts().get(line.saturating_add(1)) {
        Some(next) => file.start.saturating_add(next.saturating_sub(1)),
        None => file.end(),
    }
}

/// The nearest character boundary that is not behind the offset.
fn boundary(file: &SourceFile, offset: u32) -> u32 {
    let mut local = (offset.saturating_sub(file.start) as usize).min(file.text.len());
    while !file.text.is_char_boundary(local) {
        local = local.saturating_sub(1);
    }
    file.start.saturating_add(u32::try_from(local).unwrap_or(u32::MAX))
}

/// The text with control and invisible characters replaced by visible ones of as many bytes.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let line_break = letter == '\n' || (letter == '\r' && letters.peek() == Some(&'\n'));
        let hidden = !line_break && letter != '\t' && is_hidden(letter);
        match (hidden, letter.len_utf8()) {
            (false, _) => shown.push(letter),
            (true, 1) => shown.push('?'),
            (true, 2) => shown.push('¿'),
            (true, 3) => shown.push('\u{FFFD}'),
            (true, _) => shown.push_str("????"),
        }
    }
    shown
}

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{AD}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{E0000}'..='\u{E007F}'
        )
}
