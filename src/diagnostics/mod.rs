//! What every stage needs to complain: problems as data, in both languages, never rendered here.
//!
//! A [`Problem`] has a code that is a name, one sentence in Chinese and in English, the exact
//! places, and a help that says what to write instead. `report::problem` turns it into text.

mod code;
mod findings;
mod fix;
mod levels;
mod page;
mod problems;
mod similar;
mod tally;
mod witness;

pub use code::{Code, Level, Sort};
pub use findings::Findings;
pub use fix::mended;
pub use levels::{Allow, Allowed, Levels, Setting, SettingError};
pub use page::explanation;
pub use problems::{Mark, Problems};
pub use similar::{nearest, one_letter_off};
pub use tally::{Count, Tally};
pub use witness::{Witness, WitnessEvent};

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

/// A change of the text that certainly mends a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// One fault that a person has to mend, or a finding that they should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The stable name of the fault.
    pub code: Code,
    /// How grave it is: as its code says, unless the command or the file says otherwise.
    pub level: Level,
    /// One sentence.
    pub message: Text,
    /// The places; the first is where the fault is.
    pub labels: Vec<Label>,
    /// What to write instead, or a visit that shows the trouble; empty when there is nothing to add.
    pub help: Vec<Text>,
    /// A visit that shows it. Few problems have one: boxed, so that the others stay small.
    pub witness: Option<Box<Witness>>,
    /// What certainly mends it.
    pub fix: Option<Box<Fix>>,
}

impl Problem {
    /// A problem at one place, without a word at the mark.
    pub fn new(code: Code, span: Span, message: Text) -> Self {
        let labels = vec![Label { span, text: Text::default() }];
        Self { labels, ..Self::without_place(code, message) }
    }

    /// A problem that has no place in a file.
    pub fn without_place(code: Code, message: Text) -> Self {
        Self {
            code,
            level: code.level(),
            message,
            labels: Vec::new(),
            help: Vec::new(),
            witness: None,
            fix: None,
        }
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

    /// Adds a visit that shows it.
    #[must_use]
    pub fn witness(mut self, witness: Witness) -> Self {
        self.witness = Some(Box::new(witness));
        self
    }

    /// Adds what certainly mends it: the text that is to stand in place of the span.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Box::new(Fix { span, text: text.into() }));
        self
    }

    /// How grave it is.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Where the problem is, if anywhere.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}
