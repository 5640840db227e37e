//! `uncited-clause` and `unlisted-clause`: the clauses of the notice beside the citations of the file.

use std::collections::BTreeSet;

use super::number::{self, Path};
use crate::diagnostics::{Code, Problem, Problems, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Member, MemberKind, Quoted, Suffix};
use crate::text;

/// How many letters a quotation must have before it tells one clause from another.
const FEWEST_LETTERS: usize = 4;
/// How much of a clause a message shows.
const SHOWN: usize = 24;

/// The notice of a policy, clause by clause.
pub(super) struct Document {
    clauses: Vec<Entry>,
}

/// A clause of the notice.
struct Entry {
    /// Its number; empty when it has none.
    path: Path,
    /// Its heading, or all of its words, without the number.
    heading: String,
    /// The heading up to the first mark.
    front: String,
    /// As a message names it.
    shown: String,
    span: Span,
    /// Whether no other clause of the list has this number.
    alone: bool,
}

impl Document {
    /// The notice, when every source of the policy lists its clauses.
    pub(super) fn of(policy: &ast::Policy) -> Option<Document> {
        let mut clauses = Vec::new();
        for member in &policy.members {
            let MemberKind::Source(source) = &member.kind else { continue };
            if source.clauses.is_empty() {
                return None;
            }
            clauses.extend(source.clauses.iter().flat_map(entries));
        }
        let paths: Vec<Path> = clauses.iter().map(|entry: &Entry| entry.path.clone()).collect();
        for entry in &mut clauses {
            entry.alone = paths.iter().filter(|path| **path == entry.path).count() == 1;
        }
        (!clauses.is_empty()).then_some(Document { clauses })
    }

    /// Whether every clause is spoken of, and every citation leads to a clause.
    pub(super) fn check(&self, policy: &ast::Policy, problems: &mut Problems) {
        let mut spoken: BTreeSet<usize> = BTreeSet::new();
        let mut cites: Vec<&Quoted> = Vec::new();
        let mut left_out: Vec<&Quoted> = Vec::new();
        collect(&policy.members, &mut cites, &mut left_out);
        for text in left_out {
            spoken.extend(self.mentioned(&text.node));
        }
        for cite in cites {
            let found = self.mentioned(&cite.node);
            let unknown = self.unknown(&cite.node);
            match (unknown, found.is_empty()) {
                (Some(path), _) => problems.push(self.unlisted(cite, &path)),
                (None, true) => problems.push(self.unattributed(cite)),
                (None, false) => problems.proved(Code::UnlistedClause),
            }
            spoken.extend(found);
        }
        for (index, entry) in self.clauses.iter().enumerate() {
            if spoken.contains(&index) {
                problems.proved(Code::UncitedClause);
            } else {
                problems.push(uncited(entry));
            }
        }
    }

    /// The clauses that a citation speaks of.
    fn mentioned(&self, cite: &str) -> Vec<usize> {
        let named = number::named(&number::plain(cite));
        let words = number::letters(cite);
        let all = self.clauses.iter().enumerate();
        all.filter(|(_, entry)| entry.is_named(&named) || entry.is_quoted(&words))
            .map(|(index, _)| index)
            .collect()
    }

    /// A `第…条` of a citation that the list does not have.
    fn unknown(&self, cite: &str) -> Option<Path> {
        let named = number::named(&number::plain(cite));
        named.into_iter().find(|path| {
            let Some(first) = path.first().filter(|first| first.is_article()) else { return false };
            let heads = || self.clauses.iter().filter_map(|entry| entry.path.first());
            heads().any(|known| known.is_like(first)) && !heads().any(|known| known == first)
        })
    }

    fn unlisted(&self, cite: &Quoted, path: &Path) -> Problem {
        let word = number::words(path);
        let problem = Problem::new(
            Code::UnlistedClause,
            cite.span,
            text!("来源的条款里没有“{word}”", "the clauses of the source have no `{word}`"),
        );
        let known = self.clauses.iter().map(|entry| number::words(&entry.path));
        let known: Vec<String> = known.collect();
        self.with_advice(problem, nearest(&word, known.iter().map(String::as_str)).first().copied())
    }

    fn unattributed(&self, cite: &Quoted) -> Problem {
        let problem = Problem::new(
            Code::UnlistedClause,
            cite.span,
            text!(
                "看不出这条依据出自来源的哪一条",
                "this citation leads to none of the clauses of the source"
            ),
        );
        let front = front(&cite.node);
        let near = nearest(&front, self.clauses.iter().map(|entry| entry.front.as_str()));
        let near = near.first().copied();
        let near = self.clauses.iter().find(|entry| near == Some(entry.front.as_str()));
        self.with_advice(problem, near.map(|entry| entry.shown.as_str()))
    }

    fn with_advice(&self, problem: Problem, near: Option<&str>) -> Problem {
        let problem = match near {
            Some(near) => problem.help(text!("是不是“{near}”？", "did you mean `{near}`?")),
            None => problem,
        };
        let listed = self.clauses.first().map_or(problem_place(&problem), |entry| entry.span);
        problem.also(listed, text!("条款列在这里", "the clauses are listed here")).help(text!(
            "以编号或标题开头，例如“依据 \"第五条：…\"”；或者把漏列的条款补进“来源 … 条款 …”",
            "begin with the number or heading, such as `cite \"第五条：…\"`; or add the clause to `source … clauses …`"
        ))
    }
}

/// What a text begins with, up to the first mark: a heading.
fn front(text: &str) -> String {
    let plain = number::plain(text);
    let (_, length) = number::leading(&plain);
    plain.into_iter().skip(length).take_while(|letter| letter.is_alphanumeric()).collect()
}

fn problem_place(problem: &Problem) -> Span {
    problem.span().unwrap_or_default()
}

/// The clauses that one entry of the list stands for.
fn entries(text: &Quoted) -> Vec<Entry> {
    let plain = number::plain(&text.node);
    let named = number::named(&plain);
    let (path, length) = number::leading(&plain);
    let heading: String = plain.iter().skip(length).collect();
    let entry = |path: Path, heading: String, shown: String| Entry {
        path,
        front: front(&heading),
        heading: number::letters(&heading),
        shown,
        span: text.span,
        alone: true,
    };
    // `第一条至第六条` is six clauses.
    let many = named.len() > 1 && matches!(plain.get(length), Some('至' | '到' | '-' | '—' | '~'));
    if many {
        return named
            .into_iter()
            .map(|path| {
                let shown = number::words(&path);
                entry(path, String::new(), shown)
            })
            .collect();
    }
    let mut shown: String = text.node.trim().chars().take(SHOWN).collect();
    if shown.len() < text.node.trim().len() {
        shown.push('…');
    }
    vec![entry(path, heading, shown)]
}

impl Entry {
    /// Whether one of the numbers is this one's, a paragraph of it, or an article that it is a paragraph of.
    fn is_named(&self, named: &[Path]) -> bool {
        let Some(first) = self.path.first() else { return false };
        (first.is_article() || self.alone)
            && named.iter().any(|path| path.starts_with(&self.path) || self.path.starts_with(path))
    }

    /// Whether a citation begins with the heading, or stands in the words of the clause.
    fn is_quoted(&self, cite: &str) -> bool {
        if self.heading.is_empty() {
            return false;
        }
        let number: String = number::letters(&number::words(&self.path));
        let behind = cite.strip_prefix(number.as_str()).unwrap_or(cite);
        let long = cite.chars().count() >= FEWEST_LETTERS;
        behind.starts_with(&self.heading) || long && self.heading.contains(behind)
    }
}

fn uncited(entry: &Entry) -> Problem {
    let shown = &entry.shown;
    Problem::new(
        Code::UncitedClause,
        entry.span,
        text!(
            "没有一处引用“{shown}”，也没有写明它未编码",
            "nothing cites `{shown}`, and nothing says that it is left out"
        ),
    )
    .help(text!(
        "在按它写的那一条后面写“依据 \"{shown}\"”；不编码就写“未编码 \"{shown}\" 理由 \"…\"”",
        "write `cite \"{shown}\"` behind the clause that encodes it, or `not encoded \"{shown}\" because \"…\"`"
    ))
}

/// The citations of a policy, and the words of what it leaves out.
fn collect<'a>(members: &'a [Member], cites: &mut Vec<&'a Quoted>, out: &mut Vec<&'a Quoted>) {
    for member in members {
        take(&member.suffix, cites);
        match &member.kind {
            MemberKind::NotEncoded(text) => out.push(text),
            MemberKind::Settle(payers) => payers.iter().for_each(|it| take(&it.suffix, cites)),
            MemberKind::Parameter(parameter) => {
                parameter.values.iter().for_each(|value| take(&value.suffix, cites));
            }
            kind => collect(kind.inside(), cites, out),
        }
    }
}

fn take<'a>(suffix: &'a Suffix, cites: &mut Vec<&'a Quoted>) {
    cites.extend(&suffix.cites);
}
