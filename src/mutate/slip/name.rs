//! Slips in names: a neighbouring value, a part of the bill, two letters exchanged, 以上 for 超过.

use super::Slips;
use crate::mutate::operator::Operator;
use crate::rule::Bucket;
use crate::source::Span;
use crate::syntax::ast;

/// Words of ranges behind a figure or a value, with what they mean.
const BEHIND: [(&str, Side); 5] = [
    ("及以上", Side::From),
    ("以上", Side::From),
    ("及以下", Side::To),
    ("以下", Side::To),
    ("以内", Side::To),
];
/// Words of ranges before it.
const BEFORE: [(&str, Side); 13] = [
    ("不低于", Side::From),
    ("不少于", Side::From),
    ("不超过", Side::To),
    ("不高于", Side::To),
    ("不多于", Side::To),
    ("超过", Side::Above),
    ("高于", Side::Above),
    ("多于", Side::Above),
    ("大于", Side::Above),
    ("不满", Side::Below),
    ("不足", Side::Below),
    ("低于", Side::Below),
    ("少于", Side::Below),
];

/// What a word of a range means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    From,
    To,
    Above,
    Below,
}

/// The figure or value of a range in words, and the word.
fn ranged(words: &str) -> Option<(&str, Side)> {
    let behind = BEHIND.iter().find_map(|(word, side)| Some((words.strip_suffix(word)?, *side)));
    let before = || BEFORE.iter().find_map(|(word, side)| Some((words.strip_prefix(word)?, *side)));
    let (bare, side) = behind.or_else(before)?;
    let twice = ["以上", "以下", "超过", "不满", "低于"].iter().any(|word| bare.contains(word));
    (!bare.is_empty() && !twice).then_some((bare, side))
}

fn written(bare: &str, side: Side) -> String {
    match side {
        Side::From => format!("{bare}以上"),
        Side::To => format!("{bare}以下"),
        Side::Above => format!("超过{bare}"),
        Side::Below => format!("低于{bare}"),
    }
}

impl Slips<'_> {
    /// A name where it is used or given.
    pub(super) fn name(&mut self, name: &ast::Name) {
        self.word(&name.node, name.span);
    }

    pub(super) fn names(&mut self, names: &[ast::Name]) {
        names.iter().for_each(|name| self.name(name));
    }

    /// A word: a name, or a value with a word of a range.
    pub(super) fn word(&mut self, word: &str, span: Span) {
        self.range_words(span);
        let (bare, side) = ranged(word).map_or((word, None), |(bare, side)| (bare, Some(side)));
        if let Some(beside) = self.neighbours.beside(bare) {
            let new = side.map_or(beside.to_owned(), |side| written(beside, side));
            self.replace(Operator::Value, span, &new);
        }
        self.exchange_letters(span);
    }

    /// `以上` for `超过`, `以上` for `以下`.
    pub(super) fn range_words(&mut self, span: Span) {
        let Some((bare, side)) = ranged(self.text(span)) else { return };
        let (border, other) = match side {
            Side::From => (Side::Above, Side::To),
            Side::To => (Side::Below, Side::From),
            Side::Above => (Side::From, Side::Below),
            Side::Below => (Side::To, Side::Above),
        };
        self.replace(Operator::Comparison, span, &written(bare, border));
        self.replace(Operator::Direction, span, &written(bare, other));
    }

    /// The first two neighbouring letters that differ change places.
    pub(super) fn exchange_letters(&mut self, span: Span) {
        let mut letters: Vec<char> = self.text(span).chars().collect();
        let differ = |pair: &[char]| match pair {
            [a, b] => a != b && a.is_alphabetic() && b.is_alphabetic(),
            _ => false,
        };
        let Some(at) = letters.windows(2).position(differ) else { return };
        letters.swap(at, at.saturating_add(1));
        let new: String = letters.iter().collect();
        self.replace(Operator::Typo, span, &new);
    }

    /// Names of parts of the bill, or of kinds of lines: another one, one left out.
    pub(super) fn buckets(&mut self, names: &[ast::Name]) {
        for name in names {
            let Some(bucket) = Bucket::named(&name.node) else {
                self.name(name);
                continue;
            };
            let taken =
                |other: Bucket| names.iter().any(|it| Bucket::named(&it.node) == Some(other));
            let all = Bucket::PERSONAL.into_iter();
            let behind = all.clone().skip_while(|other| *other != bucket).chain(all);
            let another = behind.into_iter().find(|other| !taken(*other));
            if let Some((zh, en, _)) = another.and_then(Bucket::words) {
                let new = if name.node.is_ascii() { en } else { zh };
                self.replace(Operator::Bucket, name.span, new);
            }
        }
        let spans: Vec<Span> = names.iter().map(|name| name.span).collect();
        self.drop_joined(&spans);
    }
}
