//! What all policies of one run share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::STANDARD;
use super::scope::Scope;
use crate::diagnostics::{Code, Level, Problem, Problems, nearest};
use crate::source::{SourceMap, Span};
use crate::syntax::ast;
use crate::{syntax, text};

/// A vocabulary that files can `use`.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'a> {
    pub(super) declarations: &'a [ast::Declaration],
    /// The file it stands in; `None` for the standard vocabulary.
    pub(super) file: Option<usize>,
    pub(super) span: Span,
}

/// The state of a run.
pub(super) struct Run<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) files: &'a [ast::File],
    pub(super) problems: &'a mut Problems,
    /// How many errors there were, those included that were known before.
    pub(super) errors: usize,
    pub(super) shelves: BTreeMap<&'a str, Shelf<'a>>,
    scopes: BTreeMap<Vec<usize>, Scope>,
    /// Every word that the standard vocabulary defines.
    standard_words: BTreeSet<&'a str>,
    /// Files that were told to `use 医保`.
    hinted: BTreeSet<u32>,
    /// What the parser could not read; complaints about what it stands in would be echoes.
    unread: Vec<Span>,
    /// Files in which something is wrong.
    faulty: BTreeSet<u32>,
    /// Declared accumulators and the clauses that use them.
    uses: BTreeMap<Span, (String, BTreeSet<Span>)>,
}

/// The standard vocabulary as a tree; it is read once.
fn standard() -> &'static ast::File {
    static TREE: OnceLock<ast::File> = OnceLock::new();
    TREE.get_or_init(|| {
        let mut sources = SourceMap::new();
        // Its text is far below the 4 GiB that a map holds.
        let _known = sources.add("医保", STANDARD);
        let mut problems = Problems::new();
        sources.files().first().map(|file| syntax::parse(file, &mut problems)).unwrap_or_default()
    })
}

impl<'a> Run<'a> {
    pub(super) fn new(
        sources: &'a SourceMap,
        files: &'a [ast::File],
        problems: &'a mut Problems,
    ) -> Self {
        let errors = problems.iter().filter(|problem| problem.level() == Level::Error);
        let unread: Vec<Span> = errors.filter_map(Problem::span).collect();
        let faulty = unread.iter().filter_map(|span| sources.file_at(span.lo));
        let faulty = faulty.map(|file| file.start).collect();
        Self {
            sources,
            files,
            problems,
            errors: 0,
            shelves: BTreeMap::new(),
            scopes: BTreeMap::new(),
            standard_words: BTreeSet::new(),
            hinted: BTreeSet::new(),
            unread,
            faulty,
            uses: BTreeMap::new(),
        }
    }

    /// Adds a problem, unless the parser has complained about the same place.
    pub(super) fn report(&mut self, problem: Problem) {
        let span = problem.span();
        if problem.level() == Level::Error {
            self.errors = self.errors.saturating_add(1);
            if let Some(file) = span.and_then(|span| self.sources.file_at(span.lo)) {
                self.faulty.insert(file.start);
            }
            if span.is_some_and(|span| self.unread_inside(span)) {
                return;
            }
        }
        self.problems.push(problem);
    }

    /// Whether the parser could not read something in a stretch.
    pub(super) fn unread_inside(&self, span: Span) -> bool {
        self.unread.iter().any(|unread| span.lo <= unread.lo && unread.hi <= span.hi)
    }

    /// Whether a word stands in a line of the same file that could not be read, and so may have been
    /// defined there.
    pub(super) fn lost_with_its_line(&self, word: &str, span: Span) -> bool {
        let Some(file) = self.sources.file_at(span.lo) else { return false };
        let own = span.lo.saturating_sub(file.start) as usize;
        self.unread.iter().filter(|unread| unread.lo <= file.end()).any(|unread| {
            let Some(at) = unread.lo.checked_sub(file.start) else { return false };
            let (before, behind) = file.text.split_at_checked(at as usize).unwrap_or_default();
            let start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
            let end = before.len().saturating_add(behind.find('\n').unwrap_or(behind.len()));
            let line = file.text.get(start..end).unwrap_or_default();
            line.match_indices(word).any(|(found, _)| start.saturating_add(found) != own)
        })
    }

    /// Finds the vocabularies of all files.
    pub(super) fn read_vocabularies(&mut self) {
        for item in &standard().items {
            if let ast::Item::Vocabulary(vocabulary) = item {
                let shelf = Shelf {
                    declarations: &vocabulary.declarations,
                    file: None,
                    span: Span::default(),
                };
                self.shelves.insert(&vocabulary.name.node, shelf);
                self.standard_words.extend(vocabulary.declarations.iter().flat_map(words));
            }
        }
        for (index, file) in self.files.iter().enumerate() {
            for item in &file.items {
                let ast::Item::Vocabulary(vocabulary) = item else { continue };
                let name = &vocabulary.name;
                if let Some(known) = self.shelves.get(name.node.as_str()).copied() {
                    self.duplicate(name, known.span);
                    continue;
                }
                let shelf = Shelf {
                    declarations: &vocabulary.declarations,
                    file: Some(index),
                    span: name.span,
                };
                self.shelves.insert(&name.node, shelf);
            }
        }
    }

    /// What the files of a chain of layers can name, the file of the policy itself first.
    pub(super) fn scope(&mut self, chain: &[usize]) -> Scope {
        if let Some(scope) = self.scopes.get(chain) {
            return scope.clone();
        }
        let scope = super::vocabulary::read(self, chain);
        self.scopes.insert(chain.to_vec(), scope.clone());
        scope
    }

    /// A name that is defined twice; the span of the standard vocabulary is empty.
    pub(super) fn duplicate(&mut self, name: &ast::Name, before: Span) {
        let word = &name.node;
        let problem = Problem::new(
            Code::DuplicateName,
            name.span,
            text!("“{word}”重复定义了", "`{word}` is defined twice"),
        );
        let problem = if before == Span::default() {
            problem.help(text!(
                "标准词汇（医保）已经有“{word}”：直接使用它，或者换一个名称；给枚举加值写“扩展 …”",
                "the standard vocabulary `医保` has `{word}` already: use it, or choose another name; values are added to an enumeration with `extend …`"
            ))
        } else {
            problem.also(before, text!("第一次在这里", "first here")).help(text!(
                "删去一处，或者换一个名称",
                "remove one of them, or choose another name"
            ))
        };
        self.report(problem);
    }

    /// A value that an enumeration has already.
    pub(super) fn duplicate_value(&mut self, name: &ast::Name, of: &str, before: Span) {
        let word = &name.node;
        let mut problem = Problem::new(
            Code::DuplicateName,
            name.span,
            text!("“{of}”已经有“{word}”这个值", "`{of}` has the value `{word}` already"),
        );
        if before != Span::default() {
            problem = problem.also(before, text!("在这里", "here"));
        }
        self.report(problem.help(text!(
            "直接使用“{word}”，或者给新的值换一个名称",
            "use `{word}` as it is, or give the new value another name"
        )));
    }

    /// A file that could not have the vocabulary it asks for is not told that its words are missing.
    pub(super) fn silence(&mut self, span: Span) {
        let start = self.sources.file_at(span.lo).map_or(0, |file| file.start);
        self.hinted.insert(start);
    }

    /// A name that nothing in sight has. `known` are the names that could have been meant.
    pub(super) fn unknown<'n>(
        &mut self,
        word: &str,
        span: Span,
        uses_standard: bool,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let start = self.sources.file_at(span.lo).map_or(0, |file| file.start);
        if self.lost_with_its_line(word, span) {
            self.errors = self.errors.saturating_add(1);
            return;
        }
        let known: Vec<&str> = known.into_iter().collect();
        if let Some(problem) = glued(word, span, &known) {
            self.report(problem);
            return;
        }
        let message = text!("没有定义“{word}”", "`{word}` is not defined");
        let mut problem = Problem::new(Code::UnknownName, span, message);
        if !uses_standard && self.standard_words.contains(word) {
            // The first such name says it for all the others of the file.
            self.errors = self.errors.saturating_add(1);
            if !self.hinted.insert(start) {
                return;
            }
            problem = problem.help(text!(
                "“{word}”是标准词汇的名称：在文件开头写“引用 医保”",
                "`{word}` is a word of the standard vocabulary: write `use 医保` at the top of the file"
            ));
        } else {
            let near = nearest(word, known);
            if !near.is_empty() {
                let zh = near.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join("、");
                let en = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                problem = problem.help(text!("是不是{zh}？", "did you mean {en}?"));
            }
        }
        self.report(problem);
    }

    /// Remembers a declared accumulator.
    pub(super) fn declared_accumulator(&mut self, name: &str, span: Span) {
        if span != Span::default() {
            self.uses.entry(span).or_insert_with(|| (name.to_owned(), BTreeSet::new()));
        }
    }

    /// Remembers that a clause uses a declared accumulator.
    pub(super) fn used_accumulator(&mut self, declaration: Span, clause: Span) {
        if let Some((_, clauses)) = self.uses.get_mut(&declaration) {
            clauses.insert(clause);
        }
    }

    /// Warns of accumulators that are shared by name and used by one clause alone.
    pub(super) fn lonely_accumulators(&mut self) {
        for (span, (name, clauses)) in std::mem::take(&mut self.uses) {
            let file = self.sources.file_at(span.lo);
            if clauses.len() > 1 {
                self.problems.proved(Code::LonelyAccumulator);
                continue;
            }
            if file.is_some_and(|file| self.faulty.contains(&file.start)) {
                continue;
            }
            let mut problem = Problem::new(
                Code::LonelyAccumulator,
                span,
                if clauses.is_empty() {
                    text!("没有条款使用累计“{name}”", "no clause uses the accumulator `{name}`")
                } else {
                    text!(
                        "只有一个条款使用累计“{name}”",
                        "one clause alone uses the accumulator `{name}`"
                    )
                },
            );
            if let Some(clause) = clauses.iter().next() {
                problem = problem.also(*clause, text!("在这里使用", "used here"));
            }
            self.report(problem.help(text!(
                "在合并计算的另一个条款里也写“共用 {name}”，或者删去这个累计",
                "write `shared {name}` in the other clause that counts towards it, or remove the accumulator"
            )));
        }
    }

    /// The text of a span, on one line.
    pub(super) fn words(&self, span: Span) -> String {
        self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// `医疗类别为挂号` and `非已备案`: names with a word between them that needs blanks around it.
fn glued(word: &str, span: Span, known: &[&str]) -> Option<Problem> {
    const BETWEEN: [&str; 9] = ["不为", "不是", "属于", "并且", "或者", "为", "是", "且", "或"];
    let between = BETWEEN
        .iter()
        .flat_map(|keyword| word.match_indices(keyword).map(move |(at, _)| (at, *keyword)));
    let found = between
        .filter(|(at, _)| word.get(..*at).is_some_and(|before| known.contains(&before)))
        .max_by_key(|(_, keyword)| keyword.len())
        .or_else(|| {
            let rest = word.strip_prefix('非')?;
            known.contains(&rest).then_some((0, "非"))
        });
    let (at, keyword) = found?;
    let (before, rest) = word.split_at_checked(at)?;
    let behind = rest.get(keyword.len()..)?;
    let parts = [before, keyword, behind];
    let parted = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let lo = span.lo.saturating_add(u32::try_from(at).ok()?);
    let place = Span { lo, hi: lo.saturating_add(u32::try_from(keyword.len()).ok()?) };
    let problem = Problem::new(
        Code::GluedKeyword,
        place,
        text!(
            "关键词“{keyword}”和前后的字连在一起了",
            "the keyword `{keyword}` runs into the words around it"
        ),
    );
    let blank = |part: &str| if part.is_empty() { "" } else { " " };
    let apart = format!("{}{keyword}{}", blank(before), blank(behind));
    let help = text!("前后空一格：“{parted}”", "put blanks around it: `{parted}`");
    Some(problem.help(help).fix(place, apart))
}

/// The words that a declaration defines.
fn words(declaration: &ast::Declaration) -> Vec<&str> {
    use ast::Declaration as D;
    match declaration {
        D::Enum(declaration) => std::iter::once(&declaration.name)
            .chain(declaration.values.iter().map(|value| &value.name))
            .map(|name| name.node.as_str())
            .collect(),
        D::Extend(extension) => {
            extension.values.iter().map(|value| value.value.name.node.as_str()).collect()
        }
        D::Field(declaration) => vec![&declaration.name.node],
        D::Account(declaration) => vec![&declaration.name.node],
        D::Parameter(declaration) => vec![&declaration.name.node],
        D::Accumulator(declaration) => vec![&declaration.name.node],
    }
}
