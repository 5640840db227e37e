//! What every stage needs to complain: problems as data, in both languages, never rendered here.
//!
//! A [`Problem`] has a code that is a name, one sentence in Chinese and in English, the exact
//! places, and a help that says what to write instead. `report::problem` turns it into text.

mod code;
mod similar;

pub use code::{Code, Level};
pub use similar::nearest;

use std::collections::BTreeSet;

use crate::source::Span;

/// The language of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// One sentence, in both languages. A missing translation cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both translations at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The same words in both languages: a name, a figure.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { zh: words.clone(), en: words }
    }

    /// The sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Builds a [`Text`] from two format strings: `text!("…{x}…", "…{x}…")`.
#[macro_export]
macro_rules! text {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::diagnostics::Text::new(format!($zh), format!($en))
    };
}

/// A place and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub text: Text,
}

/// One fault that a person has to mend, or a finding that they should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The stable name of the fault.
    pub code: Code,
    /// One sentence.
    pub message: Text,
    /// The places; the first is where the fault is.
    pub labels: Vec<Label>,
    /// What to write instead, or a visit that shows the trouble; empty when there is nothing to add.
    pub help: Vec<Text>,
}

impl Problem {
    /// A problem at one place, without a word at the mark.
    pub fn new(code: Code, span: Span, message: Text) -> Self {
        Self {
            code,
            message,
            labels: vec![Label { span, text: Text::default() }],
            help: Vec::new(),
        }
    }

    /// A problem that has no place in a file.
    pub fn without_place(code: Code, message: Text) -> Self {
        Self { code, message, labels: Vec::new(), help: Vec::new() }
    }

    /// Says what stands at the first place.
    #[must_use]
    pub fn here(mut self, text: Text) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text;
        }
        self
    }

    /// Points at a further place.
    #[must_use]
    pub fn also(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text });
        self
    }

    /// Adds a line of advice.
    #[must_use]
    pub fn help(mut self, text: Text) -> Self {
        self.help.push(text);
        self
    }

    /// Error or warning.
    pub fn level(&self) -> Level {
        self.code.level()
    }

    /// Where the problem is, if anywhere.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

/// The problems of a run, in the order found.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// What was said where, to say it once.
    said: BTreeSet<(Code, Option<Span>, Text)>,
}

impl Problems {
    /// No problems yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, unless the very same fault is there already.
    pub fn push(&mut self, problem: Problem) {
        if self.said.insert((problem.code, problem.span(), problem.message.clone())) {
            self.list.push(problem);
        }
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|problem| problem.level() == Level::Error)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are so far; with [`Problems::errors_since`] a stage sees whether it failed.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether an error was added after `mark` problems were known.
    pub fn errors_since(&self, mark: usize) -> bool {
        self.list.iter().skip(mark).any(|problem| problem.level() == Level::Error)
    }

    /// All of them, sorted by place, then by code.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.list
            .sort_by_key(|problem| (problem.span().map_or(u32::MAX, |span| span.lo), problem.code));
        self.list
    }

    /// All of them, in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }
}
