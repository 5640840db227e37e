//! pest's pairs to the tree.
//!
//! `parse_…` builds a node of the pair that it is given; the grammar has made sure of its shape, so
//! a part that is missing here can only be a fault of ours and is left out without a word.

mod broken;
mod date;
mod declaration;
mod expr;
mod item;
mod literal;
mod member;
mod option;
mod scenario;
mod suffix;
mod table;

use pest::iterators::{Pair, Pairs};

use super::ast;
use super::grammar::{Rule, read};
use crate::diagnostics::{Problem, Problems};
use crate::source::{Span, Spanned};

/// What the functions of the parser share.
pub(super) struct Context<'p> {
    /// Offset of the text that is read, in the space of all files.
    base: u32,
    /// Where problems go.
    problems: &'p mut Problems,
    /// Operands and operators of the expression that is being read.
    weight: usize,
}

/// Reads a file whose first byte has the offset `base`.
pub(super) fn parse_file(text: &str, base: u32, problems: &mut Problems) -> ast::File {
    let mut file = ast::File::default();
    let mut cx = Context { base, problems, weight: 0 };
    match read(Rule::file, text) {
        Ok(mut pairs) => {
            if let Some(root) = pairs.next() {
                file.items = item::parse_items(&mut cx, root);
            }
        }
        Err(failure) => broken::report_failure(&mut cx, text, &failure),
    }
    file
}

impl Context<'_> {
    /// The place of a pair, without the blanks and comments that pest counts to it.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        Span { lo: self.offset(pair.as_span().start()), hi: self.offset(end(pair)) }
    }

    /// An offset of the text in the space of all files.
    fn offset(&self, at: usize) -> u32 {
        self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// A word, with its place.
    fn name(&self, pair: &Pair<'_, Rule>) -> ast::Name {
        Spanned::new(pair.as_str().to_owned(), self.span(pair))
    }

    /// A text without its quotation marks, with its place.
    fn quoted(&self, pair: &Pair<'_, Rule>) -> ast::Quoted {
        let mut characters = pair.as_str().chars();
        let _opening = characters.next();
        let _closing = characters.next_back();
        Spanned::new(characters.as_str().to_owned(), self.span(pair))
    }

    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

/// Where the last token of a pair ends.
fn end(pair: &Pair<'_, Rule>) -> usize {
    let last = pair.clone().into_inner().next_back();
    last.map_or_else(|| pair.as_span().end(), |last| end(&last))
}

/// The first part of a pair that was made by a rule.
fn find<'i>(pairs: &Pairs<'i, Rule>, rule: Rule) -> Option<Pair<'i, Rule>> {
    pairs.clone().find(|pair| pair.as_rule() == rule)
}
