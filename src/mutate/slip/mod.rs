//! Walks over the tree of a file and makes every small slip, one at a time.

mod claim;
mod clause;
mod declaration;
mod expression;
mod figure;
mod list;
mod name;
mod option;

use std::collections::{BTreeMap, BTreeSet};

use super::mutant::{Mutant, Part};
use super::operator::Operator;
use crate::diagnostics::{Fix, Text};
use crate::program::Program;
use crate::source::{SourceFile, Span};
use crate::syntax::ast;
use crate::text;

/// More characters of a text than this are not told.
const MOST_TOLD: usize = 36;

/// Which value of an enumeration stands beside which.
#[derive(Debug, Clone, Default)]
pub struct Neighbours(BTreeMap<String, String>);

impl Neighbours {
    /// Of all enumerations of these programs.
    pub fn of<'p>(programs: impl Iterator<Item = &'p Program>) -> Neighbours {
        let mut neighbours = BTreeMap::new();
        for each in programs.flat_map(|program| &program.vocabulary.enums) {
            let names: Vec<&str> = each.values.iter().map(|value| value.name.as_str()).collect();
            for (index, name) in names.iter().enumerate() {
                let before = index.checked_sub(1).and_then(|index| names.get(index));
                let beside = names.get(index.saturating_add(1)).or(before);
                if let Some(beside) = beside {
                    let _known =
                        neighbours.entry((*name).to_owned()).or_insert((*beside).to_owned());
                }
            }
        }
        Neighbours(neighbours)
    }

    fn beside(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// Every slip in the policies, calculations and declarations of a file, by place.
pub fn mutants(file: &SourceFile, tree: &ast::File, neighbours: &Neighbours) -> Vec<Mutant> {
    let mut slips = Slips { file, neighbours, policy: None, part: Part::Visits, found: Vec::new() };
    for item in &tree.items {
        match item {
            ast::Item::Policy(policy) | ast::Item::Calc(policy) => {
                slips.policy = Some(policy.name.node.clone());
                slips.members(&policy.members);
                slips.policy = None;
            }
            ast::Item::Vocabulary(vocabulary) => {
                vocabulary.declarations.iter().for_each(|each| slips.declaration(each));
            }
            ast::Item::Declaration(declaration) => slips.declaration(declaration),
            ast::Item::Use(_) | ast::Item::Scenario(_) | ast::Item::ScenarioTable(_) => {}
        }
    }
    let mut found = slips.found;
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    // Two sorts of slip may come to the same text; the first speaks for both.
    let mut seen = BTreeSet::new();
    found.retain(|mutant| seen.insert((mutant.edit.span, mutant.edit.text.clone())));
    found
}

fn key(mutant: &Mutant) -> (u32, Operator, u32, &str) {
    let span = mutant.edit.span;
    (span.lo, mutant.operator, span.hi, &mutant.edit.text)
}

/// The slips found so far.
struct Slips<'a> {
    file: &'a SourceFile,
    neighbours: &'a Neighbours,
    policy: Option<String>,
    part: Part,
    found: Vec<Mutant>,
}

impl<'a> Slips<'a> {
    /// The text of a place.
    fn text(&self, span: Span) -> &'a str {
        let local = |offset: u32| offset.saturating_sub(self.file.start) as usize;
        self.file.text.get(local(span.lo)..local(span.hi)).unwrap_or_default()
    }

    /// The text of the file before a place.
    fn before(&self, span: Span) -> &'a str {
        self.text(Span { lo: self.file.start, hi: span.lo })
    }

    /// The text of the file behind a place.
    fn behind(&self, span: Span) -> &'a str {
        self.text(Span { lo: span.hi, hi: self.file.end() })
    }

    fn add(&mut self, operator: Operator, span: Span, new: String, what: Text) {
        if self.text(span) == new {
            return;
        }
        let (policy, part) = (self.policy.clone(), self.part);
        let edit = Fix { span, text: new };
        self.found.push(Mutant { operator, policy, part, edit, what });
    }

    /// Another text stands in a place.
    fn replace(&mut self, operator: Operator, span: Span, new: &str) {
        let (old, now) = (told(self.text(span)), told(new));
        let what = text!("“{old}”改成“{now}”", "`{old}` becomes `{now}`");
        self.add(operator, span, new.to_owned(), what);
    }

    /// A place is left out.
    fn leave_out(&mut self, operator: Operator, span: Span) {
        let old = told(self.text(span));
        self.add(operator, span, String::new(), text!("漏写“{old}”", "`{old}` is left out"));
    }

    /// Two places change their texts.
    fn swap(&mut self, operator: Operator, first: Span, second: Span) {
        let (a, b) = (self.text(first), self.text(second));
        if a == b || first.hi > second.lo {
            return;
        }
        let between = self.text(Span { lo: first.hi, hi: second.lo });
        let (one, other) = (told(a), told(b));
        let what = text!("“{one}”与“{other}”对调", "`{one}` and `{other}` change places");
        self.add(operator, first.to(second), format!("{b}{between}{a}"), what);
    }

    /// A place and the word before it, when it is one of these.
    fn with_word(&self, span: Span, words: &[&str]) -> Span {
        let before = self.before(span).trim_end();
        let word = words.iter().find(|word| before.ends_with(**word));
        let length = word.map_or(0, |word| word.len());
        let lo = before.len().saturating_sub(length);
        if length == 0 {
            return span;
        }
        let lo = self.file.start.saturating_add(u32::try_from(lo).unwrap_or(u32::MAX));
        Span { lo, hi: span.hi }
    }

    /// A place of a list and the comma that parts it from its neighbour.
    fn with_comma(&self, span: Span) -> Span {
        let comma = |letter: &char| matches!(letter, ',' | '，' | '、');
        let size = |length: usize| u32::try_from(length).unwrap_or(0);
        let before = self.before(span);
        let bare = before.trim_end_matches([' ', '\t', '\u{3000}']);
        if let Some(letter) = bare.chars().next_back().filter(comma) {
            let cut = bare.len().saturating_sub(letter.len_utf8());
            let taken = before.len().saturating_sub(cut);
            return Span { lo: span.lo.saturating_sub(size(taken)), hi: span.hi };
        }
        let behind = self.behind(span);
        let bare = behind.trim_start_matches([' ', '\t', '\u{3000}']);
        if let Some(letter) = bare.chars().next().filter(comma) {
            let rest = bare.get(letter.len_utf8()..).unwrap_or_default();
            let rest = rest.trim_start_matches([' ', '\t', '\u{3000}']);
            let taken = behind.len().saturating_sub(rest.len());
            return Span { lo: span.lo, hi: span.hi.saturating_add(size(taken)) };
        }
        span
    }
}

/// A text on one line, cut where it is long.
fn told(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST_TOLD {
        return line;
    }
    let cut: String = line.chars().take(MOST_TOLD).collect();
    format!("{cut}…")
}
