//! The words of a file outside texts and comments.

use crate::source::{SourceFile, Span};

/// A word and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
}

/// All words of a file, in the order of the page.
pub(super) fn of(file: &SourceFile) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut rest = file.text.char_indices().peekable();
    while let Some((at, letter)) = rest.next() {
        let closing = match letter {
            '#' | '＃' => Some('\n'),
            '"' => Some('"'),
            '“' => Some('”'),
            '「' => Some('」'),
            _ => None,
        };
        if let Some(closing) = closing {
            // A text ends at the end of its line, too.
            let _inside = rest.by_ref().find(|(_, next)| *next == closing || *next == '\n');
        } else if is_letter(letter) {
            let mut end = at.saturating_add(letter.len_utf8());
            while let Some((next, more)) = rest.next_if(|(_, next)| is_letter(*next)) {
                end = next.saturating_add(more.len_utf8());
            }
            let offset =
                |at: usize| file.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            let text = file.text.get(at..end).unwrap_or_default();
            found.push(Word { text, span: Span { lo: offset(at), hi: offset(end) } });
        }
    }
    found
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '·')
}
