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
    problems: &'a mut Problems,
    /// How many errors there were, those included that were known before.
    pub(super) errors: usize,
    pub(super) shelves: BTreeMap<&'a str, Shelf<'a>>,
    scopes: BTreeMap<Vec<usize>, Scope>,
    /// Every word that the standard vocabulary defines.
    standard_words: BTreeSet<&'a str>,
    /// Files that were told to `use 医保`.
    hinted: BTreeSet<u32>,
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
        Self {
            sources,
            files,
            problems,
            errors: 0,
            shelves: BTreeMap::new(),
            scopes: BTreeMap::new(),
            standard_words: BTreeSet::new(),
            hinted: BTreeSet::new(),
            uses: BTreeMap::new(),
        }
    }

    /// Adds a problem.
    pub(super) fn report(&mut self, problem: Problem) {
        if problem.level() == Level::Error {
            self.errors = self.errors.saturating_add(1);
        }
        self.problems.push(problem);
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
                "the standard vocabulary 医保 has `{word}` already: use it, or choose another name; values are added to an enumeration with `extend …`"
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
        let message = text!("没有定义“{word}”", "`{word}` is not defined");
        let mut problem = Problem::new(Code::UnknownName, span, message);
        if !uses_standard && self.standard_words.contains(word) {
            let start = self.sources.file_at(span.lo).map_or(0, |file| file.start);
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
            if clauses.len() > 1 {
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
