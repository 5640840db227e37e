//! A page with columns that line up however wide its characters are.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a line.
const WIDTH: usize = 100;
/// Where the column of amounts ends.
const AMOUNT: usize = 52;
/// How wide the column of what is left is.
const OPEN: usize = 17;
/// Where the text behind a label starts.
const LABEL: usize = 15;

/// A page under construction.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// The page as text.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// A line of its own.
    pub(super) fn line(&mut self, words: &str) {
        self.text.push_str(words.trim_end());
        self.text.push('\n');
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.line("");
    }

    /// Words on the left and a place on the right.
    pub(super) fn heading(&mut self, left: &str, right: &str) {
        let room = WIDTH.saturating_sub(left.width()).saturating_sub(right.width());
        if room < 2 {
            self.line(left);
            self.line(&format!("{}{right}", blanks(WIDTH.saturating_sub(right.width()))));
        } else {
            self.line(&format!("{left}{}{right}", blanks(room)));
        }
    }

    /// Words that may take several lines, without an indent.
    pub(super) fn paragraph(&mut self, words: &str) {
        self.wrapped("", "", words);
    }

    /// A name, an amount in its column, and what stands beside it.
    pub(super) fn row(&mut self, name: &str, amount: &str, beside: &str) {
        let left = columns(name, amount);
        if left.width().saturating_add(beside.width()).saturating_add(3) <= WIDTH {
            self.line(&format!("{left}   {beside}"));
        } else {
            self.line(&left);
            self.detail(beside);
        }
    }

    /// A clause: its name, an amount, what is left open, and where the clause stands.
    pub(super) fn clause(&mut self, name: &str, amount: &str, open: &str, place: &str) {
        let left = columns(name, amount);
        let room = blanks(OPEN.saturating_sub(open.width()).max(2));
        self.line(&format!("{left}{room}{open}   {place}"));
    }

    /// A remark on the row above.
    pub(super) fn detail(&mut self, words: &str) {
        self.wrapped("      ", "        ", words);
    }

    /// A label and what it names.
    pub(super) fn field(&mut self, label: &str, words: &str) {
        let head = format!("  {label}");
        let room = LABEL.saturating_sub(head.width()).max(2);
        let head = format!("{head}{}", blanks(room));
        self.wrapped(&head, &blanks(LABEL), words);
    }

    fn wrapped(&mut self, first: &str, rest: &str, words: &str) {
        let lines = wrap(words, WIDTH.saturating_sub(first.width().max(rest.width())));
        for (index, line) in lines.iter().enumerate() {
            let indent = if index == 0 { first } else { rest };
            self.line(&format!("{indent}{line}"));
        }
    }
}

/// A name on the left and an amount that ends in its column.
fn columns(name: &str, amount: &str) -> String {
    let room = AMOUNT.saturating_sub(name.width().saturating_add(2));
    format!("  {name}{}{amount}", blanks(room.saturating_sub(amount.width()).max(2)))
}

fn blanks(count: usize) -> String {
    " ".repeat(count)
}

/// Lines of at most so many columns. Chinese breaks between characters, but not before closing
/// punctuation and not behind an opening one; words and figures stay whole.
fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for chunk in chunks(words) {
        if !line.is_empty() && line.width().saturating_add(chunk.trim_end().width()) > width {
            lines.push(line.trim_end().to_owned());
            line = String::new();
        }
        if line.is_empty() {
            line.push_str(chunk.trim_start());
        } else {
            line.push_str(&chunk);
        }
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The stretches between which a line may break.
fn chunks(words: &str) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for letter in words.chars() {
        let wide = |letter: char| letter.width().unwrap_or(0) > 1;
        let breaks = before.is_some_and(|before| {
            (before == ' ' || wide(before) || wide(letter))
                && letter != ' '
                && !"，。；：、）”》！？·%".contains(letter)
                && !"（“《".contains(before)
        });
        match chunks.last_mut() {
            Some(chunk) if !breaks => chunk.push(letter),
            _ => chunks.push(letter.to_string()),
        }
        before = Some(letter);
    }
    chunks
}
