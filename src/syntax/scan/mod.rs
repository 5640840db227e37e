//! A look at the characters of a file before the grammar reads it.
//!
//! In: the text. Out: its comments, and the text to parse, of the same length, in which look-alike
//! characters and brackets without a partner are mended, so that one fault is one problem. What
//! could harm a parser (endless lines, bottomless brackets) ends here.

mod bracket;
mod character;

use std::borrow::Cow;
use std::ops::Range;

use bracket::{Bracket, Side};
use character::Kind;

use super::ast::Comment;
use super::error;
use crate::diagnostics::Problems;
use crate::source::{SourceFile, Span};

/// The longest line, in characters.
const MAX_LINE: usize = 20_000;
/// How many characters are complained about before the rest of the file is left alone.
const MAX_CHARACTER_PROBLEMS: usize = 50;

/// What the scan found.
pub(super) struct Scan<'t> {
    /// The text for the grammar.
    pub text: Cow<'t, str>,
    /// The comments, in order.
    pub comments: Vec<Comment>,
    /// Stretches of the file about which enough has been said, in order.
    pub faults: Vec<Range<usize>>,
    /// There is something besides blanks and comments.
    pub has_code: bool,
    /// The grammar must not read the text.
    pub hopeless: bool,
}

/// Looks at every character once.
pub(super) fn scan<'t>(file: &'t SourceFile, problems: &mut Problems) -> Scan<'t> {
    let mut scanner = Scanner {
        text: &file.text,
        start: file.start,
        problems,
        comments: Vec::new(),
        brackets: Vec::new(),
        faults: Vec::new(),
        edits: Vec::new(),
        characters: 0,
        has_code: false,
        hopeless: false,
    };
    scanner.lines();
    if !scanner.hopeless {
        scanner.brackets();
    }
    let Scanner { comments, mut faults, edits, has_code, hopeless, .. } = scanner;
    faults.sort_unstable_by_key(|fault| (fault.start, fault.end));
    Scan { text: mend(&file.text, &edits), comments, faults, has_code, hopeless }
}

/// A stretch to be replaced by a text that is not longer.
pub(super) struct Edit {
    /// The stretch.
    pub place: Range<usize>,
    /// What stands there instead; blanks fill the rest.
    pub by: String,
}

/// Replaces stretches without moving anything else.
fn mend<'t>(text: &'t str, edits: &[Edit]) -> Cow<'t, str> {
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        let Some(stretch) = bytes.get_mut(edit.place.clone()) else { continue };
        if edit.by.len() > stretch.len() {
            continue;
        }
        let filled = edit.by.bytes().chain(std::iter::repeat(b' '));
        for (byte, new) in stretch.iter_mut().zip(filled) {
            *byte = new;
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

struct Scanner<'t, 'p> {
    text: &'t str,
    start: u32,
    problems: &'p mut Problems,
    comments: Vec<Comment>,
    brackets: Vec<Bracket>,
    faults: Vec<Range<usize>>,
    edits: Vec<Edit>,
    characters: usize,
    has_code: bool,
    hopeless: bool,
}

impl Scanner<'_, '_> {
    fn span(&self, place: &Range<usize>) -> Span {
        let offset = |at: usize| self.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span { lo: offset(place.start), hi: offset(place.end) }
    }

    fn lines(&mut self) {
        let mut from = 0_usize;
        for line in self.text.split_inclusive('\n') {
            let length = line.len();
            // A character has at most four bytes, so that most lines need no counting.
            if length > MAX_LINE && line.chars().count() > MAX_LINE {
                let place =
                    from..from.saturating_add(line.chars().next().map_or(0, char::len_utf8));
                let span = self.span(&place);
                self.problems.push(error::line_too_long(span, MAX_LINE));
                self.hopeless = true;
            } else {
                self.line(from, line);
            }
            from = from.saturating_add(length);
        }
    }

    /// One line: code, texts, perhaps a comment.
    fn line(&mut self, from: usize, line: &str) {
        let mut opened: Option<(usize, char)> = None;
        let mut characters = line.char_indices();
        let mut stray_mark = false;
        while let Some((at, letter)) = characters.next() {
            if let Some((_, closing)) = opened {
                if letter == closing {
                    opened = None;
                } else if character::kind(letter) == Kind::Control {
                    self.forbidden(from, line, at, letter);
                }
                continue;
            }
            match character::kind(letter) {
                Kind::Plain => self.has_code = true,
                Kind::Blank => {}
                Kind::Comment => return self.comment(from, line, at),
                Kind::Opening(closing) => {
                    self.has_code = true;
                    opened = Some((at, closing));
                }
                Kind::Closing(opening) => {
                    if !stray_mark {
                        let place = self.place(from, at, letter);
                        let span = self.span(&place);
                        self.problems.push(error::unopened_text(span, letter, opening));
                        self.faults.push(place);
                    }
                    stray_mark = true;
                }
                Kind::Bracket(side, round) => {
                    self.has_code = true;
                    let place = self.place(from, at, letter);
                    self.brackets.push(Bracket { place, side, round });
                }
                Kind::Control | Kind::Invisible => self.forbidden(from, line, at, letter),
                Kind::Lookalike => {
                    self.has_code = true;
                    let end = self.lookalike(from, line, at);
                    while characters.clone().next().is_some_and(|(next, _)| next < end) {
                        let _passed = characters.next();
                    }
                }
            }
        }
        if let Some((at, closing)) = opened {
            self.unclosed_text(from, line, at, closing);
        }
    }

    fn place(&self, from: usize, at: usize, letter: char) -> Range<usize> {
        let lo = from.saturating_add(at);
        lo..lo.saturating_add(letter.len_utf8())
    }

    /// From `#` to the end of the line.
    fn comment(&mut self, from: usize, line: &str, at: usize) {
        let written = line.get(at..).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let lo = from.saturating_add(at);
        let span = self.span(&(lo..lo.saturating_add(written.len())));
        self.comments.push(Comment { text: written.to_owned(), span });
        for (behind, letter) in written.char_indices() {
            if character::kind(letter) == Kind::Control {
                self.forbidden(from, line, at.saturating_add(behind), letter);
            }
        }
    }

    /// A quotation mark without its partner. Braces behind it count, so that one fault stays one.
    fn unclosed_text(&mut self, from: usize, line: &str, at: usize, closing: char) {
        let Some(opening) = line.get(at..).and_then(|rest| rest.chars().next()) else { return };
        let place = self.place(from, at, opening);
        let span = self.span(&place);
        let rest = line.get(at..).unwrap_or_default();
        let quotes = ['"', '”', '」', '＂', '“'];
        // One other mark is the other end; with more of them nobody knows.
        let last = rest.rfind(quotes).filter(|_| rest.matches(quotes).count() == 2);
        let last = last.and_then(|behind| Some((behind, rest.get(behind..)?.chars().next()?)));
        self.problems.push(match last {
            Some((behind, mark)) => {
                let last = self.span(&self.place(from, at.saturating_add(behind), mark));
                error::mixed_quotes(span, last, closing)
            }
            None => error::unclosed_text(span, opening, closing),
        });
        for (behind, letter) in rest.char_indices() {
            if let Kind::Bracket(side, false) = character::kind(letter) {
                let place = self.place(from, at.saturating_add(behind), letter);
                self.brackets.push(Bracket { place, side, round: false });
            }
        }
        self.faults.push(place);
    }

    /// A character that must not be there; a blank takes its place.
    fn forbidden(&mut self, from: usize, line: &str, at: usize, letter: char) {
        if letter == '\r' && line.get(at.saturating_add(1)..) == Some("\n") {
            return;
        }
        let place = self.place(from, at, letter);
        // A run of them is told of once, at the first.
        let before = at.checked_sub(letter.len_utf8());
        if before.and_then(|at| line.get(at..)).is_some_and(|rest| rest.starts_with(letter)) {
            self.edits.push(Edit { place: place.clone(), by: String::new() });
            self.faults.push(place);
            return;
        }
        self.characters = self.characters.saturating_add(1);
        if self.characters <= MAX_CHARACTER_PROBLEMS {
            let span = self.span(&place);
            self.problems.push(error::forbidden_character(span, letter));
        } else {
            self.hopeless = true;
        }
        self.edits.push(Edit { place: place.clone(), by: String::new() });
        self.faults.push(place);
    }

    /// A word with characters that look like others; returns where it ends in the line.
    fn lookalike(&mut self, from: usize, line: &str, at: usize) -> usize {
        let word = character::word_around(line, at);
        let written = line.get(word.clone()).unwrap_or_default();
        // The grammar knows what to say about `７０%`.
        if written.starts_with(|letter: char| letter.is_numeric()) {
            return word.end;
        }
        let meant = character::meant(written);
        let place = from.saturating_add(word.start)..from.saturating_add(word.end);
        self.characters = self.characters.saturating_add(1);
        if self.characters <= MAX_CHARACTER_PROBLEMS {
            let letter = line.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
            let span = self.span(&place);
            self.problems.push(error::lookalike(span, written, letter, &meant));
        }
        self.edits.push(Edit { place: place.clone(), by: meant });
        self.faults.push(place);
        word.end
    }

    /// Brackets: how deep, and whether they pair.
    fn brackets(&mut self) {
        if let Some(deep) = bracket::too_deep(&self.brackets) {
            let span = self.span(&deep);
            self.problems.push(error::nested_too_deep(span, bracket::MAX_DEPTH));
            self.hopeless = true;
            return;
        }
        for fault in bracket::unpaired(self.text, &self.brackets) {
            let span = self.span(&fault.place);
            let written = self.text.get(fault.place.clone()).unwrap_or_default();
            let problem = match fault.side {
                Side::Open => {
                    let missing = fault.before.as_ref().map(|line| self.span(line));
                    error::unclosed_bracket(span, written, missing)
                }
                Side::Close => error::unopened_bracket(span, written),
            };
            self.problems.push(problem);
            self.edits.extend(fault.mend);
            self.faults.push(fault.place);
        }
    }
}
