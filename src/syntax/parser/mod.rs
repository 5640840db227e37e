//! pest's pairs to the tree.
//!
//! `parse_…` builds a node of the pair that it is given; the grammar has made sure of its shape, so
//! a part that is missing here can only be a fault of ours and is left out without a word.

mod broken;
mod case;
mod claim;
mod date;
mod declaration;
mod event;
mod expr;
mod foreign;
mod item;
mod literal;
mod member;
mod option;
mod scenario;
mod suffix;
mod table;

use std::ops::Range;

use pest::iterators::{Pair, Pairs};

use super::grammar::{Rule, read};
use super::scan::Scan;
use super::{ast, error};
use crate::diagnostics::{Problem, Problems};
use crate::source::{Span, Spanned};

/// How many broken stretches of a file are explained.
const MAX_REPORTS: usize = 500;

/// What the functions of the parser share.
struct Context<'s, 'p> {
    /// Offset of the file in the space of all files.
    file_start: u32,
    /// Where the text that is being read begins in the file.
    shift: usize,
    /// What has been found wrong with the characters of the file.
    scan: &'s Scan<'s>,
    /// Where problems go.
    problems: &'p mut Problems,
    /// Operands and operators of the expression that is being read.
    weight: usize,
    /// How many broken stretches have been explained.
    reports: usize,
}

/// The items of a file that has been scanned.
pub(super) fn parse_items(
    scan: &Scan<'_>,
    file_start: u32,
    problems: &mut Problems,
) -> Vec<ast::Item> {
    let mut cx = Context { file_start, shift: 0, scan, problems, weight: 0, reports: 0 };
    match read(Rule::file, &scan.text) {
        Ok(mut pairs) => {
            pairs.next().map_or_else(Vec::new, |file| item::parse_items(&mut cx, file))
        }
        // The grammar reads any text; only a text that is too intricate makes pest give up.
        Err(failure) => {
            let span = cx.span_of(failure.at..failure.at);
            cx.report(error::too_intricate(span));
            Vec::new()
        }
    }
}

impl Context<'_, '_> {
    /// The place of a pair, without the blanks and comments that pest counts to it.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        self.span_of(pair.as_span().start()..end(pair))
    }

    /// The place of a stretch of the text that is being read.
    fn span_of(&self, stretch: Range<usize>) -> Span {
        let offset = |at: usize| {
            let at = u32::try_from(at.saturating_add(self.shift)).unwrap_or(u32::MAX);
            self.file_start.saturating_add(at)
        };
        Span { lo: offset(stretch.start), hi: offset(stretch.end) }
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

    /// Whether a pair holds anything that could not be read: the parser has found more problems
    /// since there were `mark`, or the scan has.
    fn is_broken(&self, pair: &Pair<'_, Rule>, mark: usize) -> bool {
        let place = pair.as_span();
        let from = place.start().saturating_add(self.shift);
        let to = place.end().saturating_add(self.shift);
        let first = self.scan.faults.partition_point(|fault| fault.end <= from);
        self.problems.errors_since(mark)
            || self.scan.faults.get(first).is_some_and(|fault| fault.start < to)
    }
}

/// Where the last token of a pair ends.
fn end(pair: &Pair<'_, Rule>) -> usize {
    let last = pair.clone().into_inner().rev().find(|part| part.as_rule() != Rule::comment);
    last.map_or_else(|| pair.as_span().end(), |last| end(&last))
}

/// The first part of a pair that was made by a rule.
fn find<'i>(pairs: &Pairs<'i, Rule>, rule: Rule) -> Option<Pair<'i, Rule>> {
    pairs.clone().find(|pair| pair.as_rule() == rule)
}
