//! The text that results from layers, with the origin of every clause.

use std::collections::BTreeSet;

use super::layer::{self, Replacements, Written};
use super::run::Run;
use crate::diagnostics::Problems;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Declaration, Item, Member, MemberKind};

const INDENT: &str = "    ";

/// The text of a policy with everything that it takes from the policies it builds on. Each clause is
/// preceded by a comment that says where it comes from. `None` when there is no such policy, or what
/// it builds on is missing.
pub fn effective(sources: &SourceMap, files: &[ast::File], policy: &str) -> Option<String> {
    let mut problems = Problems::new();
    let mut run = Run::new(sources, files, &mut problems);
    let all = layer::written(files);
    let written = all.iter().find(|written| written.policy.name.node == policy)?;
    of(&mut run, &all, *written)
}

/// The effective texts of all policies and calculations, in the order written.
pub fn effective_texts(sources: &SourceMap, files: &[ast::File]) -> Vec<String> {
    let mut problems = Problems::new();
    let mut run = Run::new(sources, files, &mut problems);
    let all = layer::written(files);
    all.iter().filter_map(|written| of(&mut run, &all, *written)).collect()
}

fn of<'a>(run: &mut Run<'a>, all: &[Written<'a>], written: Written<'a>) -> Option<String> {
    let chain = layer::chain(run, all, written)?;
    let replacements = layer::replacements(&chain);
    let (sources, files) = (run.sources, run.files);
    let text = Text { sources, files, chain: &chain, replacements: &replacements };
    Some(text.whole(written))
}

struct Text<'s, 'a> {
    sources: &'a SourceMap,
    files: &'a [ast::File],
    chain: &'s [Written<'a>],
    replacements: &'s Replacements<'a>,
}

impl<'a> Text<'_, 'a> {
    fn whole(&self, written: Written<'a>) -> String {
        let policy = written.policy;
        let mut out = String::new();
        self.declarations(&mut out);
        out.push_str(if written.calc { "计算 " } else { "政策 " });
        out.push_str(&policy.name.node);
        if let Some(title) = &policy.title {
            out.push(' ');
            out.push_str(&quoted(&title.node));
        }
        out.push_str(" {\n");
        for (member, origin) in self.members() {
            self.clause(member, origin, 1, &mut out);
        }
        out.push_str("}\n");
        out
    }

    /// What the files of the chain use and declare.
    fn declarations(&self, out: &mut String) {
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut names: BTreeSet<(u8, &str)> = BTreeSet::new();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        let mut declared = String::new();
        for written in self.chain {
            if !seen.insert(written.file) {
                continue;
            }
            for item in self.files.get(written.file).iter().flat_map(|file| &file.items) {
                match item {
                    Item::Use(name) => {
                        used.insert(&name.node);
                    }
                    Item::Vocabulary(vocabulary) => {
                        used.insert(&vocabulary.name.node);
                    }
                    Item::Declaration(declaration) => {
                        let (kind, name, span) = parts(declaration);
                        let text = self.dedented(span);
                        // An extension adds to what is there; anything else is declared once.
                        if kind == 0 || names.insert((kind, name)) {
                            declared.push_str(&text);
                            declared.push('\n');
                        }
                    }
                    Item::Policy(_)
                    | Item::Calc(_)
                    | Item::Scenario(_)
                    | Item::ScenarioTable(_) => {}
                }
            }
        }
        for name in used {
            out.push_str("引用 ");
            out.push_str(name);
            out.push('\n');
        }
        if !out.is_empty() {
            out.push('\n');
        }
        if !declared.is_empty() {
            out.push_str(&declared);
            out.push('\n');
        }
    }

    /// The clauses that hold, and which policy of the chain wrote each.
    fn members(&self) -> Vec<(&'a Member, usize)> {
        let mut layered: Vec<(&'a Member, usize)> = Vec::new();
        for (origin, written) in self.chain.iter().enumerate().rev() {
            let own = &written.policy.members;
            for head in layer::overrides() {
                if own.iter().any(|member| head(&member.kind)) {
                    layered.retain(|(member, _)| !head(&member.kind));
                }
            }
            layered.extend(
                own.iter()
                    .filter(|member| !matches!(member.kind, MemberKind::Replace(_)))
                    .map(|member| (member, origin)),
            );
        }
        layered
    }

    fn clause(&self, member: &'a Member, origin: usize, depth: usize, out: &mut String) {
        let indent = INDENT.repeat(depth);
        out.push_str(&indent);
        out.push_str(&self.origin(member, origin));
        out.push('\n');
        for line in self.text(member, origin).lines() {
            if !line.trim().is_empty() {
                out.push_str(&indent);
                out.push_str(line);
            }
            out.push('\n');
        }
    }

    fn origin(&self, member: &Member, origin: usize) -> String {
        let name = self.chain.get(origin).map_or("", |written| written.policy.name.node.as_str());
        let place = self
            .sources
            .locate(member.span)
            .map(|(file, at)| format!("{file}:{}", at.line))
            .unwrap_or_default();
        format!("# 来自 {name}（{place}）")
    }

    /// The text of a clause, with the clauses inside that are replaced.
    fn text(&self, member: &'a Member, origin: usize) -> String {
        if let MemberKind::Clause(clause) = &member.kind
            && let Some(found) = self.replacements.get(clause.name.node.as_str())
            && found.origin < origin
        {
            let mut out = format!("条款 {} 可替换 {{\n", clause.name.node);
            for inner in &found.clause.members {
                self.clause(inner, found.origin, 1, &mut out);
            }
            out.push('}');
            for cite in &member.suffix.cites {
                out.push_str(" 依据 ");
                out.push_str(&quoted(&cite.node));
            }
            return out;
        }
        let mut edits: Vec<(Span, String)> = Vec::new();
        self.edits(member.kind.inside(), origin, &mut edits);
        if edits.is_empty() {
            return self.dedented(member.span);
        }
        let mut out = String::new();
        let mut at = member.span.lo;
        for (span, text) in edits {
            out.push_str(self.sources.slice(Span { lo: at, hi: span.lo }));
            let indent = " ".repeat(self.column(span));
            out.push_str(&text.replace('\n', &format!("\n{indent}")));
            at = span.hi;
        }
        out.push_str(self.sources.slice(Span { lo: at, hi: member.span.hi }));
        dedent(&out, self.column(member.span))
    }

    /// The named stretches inside that are replaced, with their new text.
    fn edits(&self, members: &'a [Member], origin: usize, edits: &mut Vec<(Span, String)>) {
        for member in members {
            match &member.kind {
                MemberKind::Clause(clause)
                    if self
                        .replacements
                        .get(clause.name.node.as_str())
                        .is_some_and(|found| found.origin < origin) =>
                {
                    edits.push((member.span, self.text(member, origin)));
                }
                kind => self.edits(kind.inside(), origin, edits),
            }
        }
    }

    fn dedented(&self, span: Span) -> String {
        dedent(self.sources.slice(span), self.column(span))
    }

    /// How many characters stand before a place on its line.
    fn column(&self, span: Span) -> usize {
        self.sources.locate(span).map_or(0, |(_, at)| at.column.saturating_sub(1))
    }
}

/// Takes up to `width` blanks off the start of every line but the first.
fn dedent(text: &str, width: usize) -> String {
    let mut lines = text.lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        let mut rest = line;
        for _ in 0..width {
            match rest.strip_prefix([' ', '\t', '\u{3000}']) {
                Some(shorter) => rest = shorter,
                None => break,
            }
        }
        out.push_str(rest);
    }
    out
}

/// A text between quotation marks that it does not hold itself.
fn quoted(text: &str) -> String {
    let marks = [('“', '”'), ('「', '」'), ('"', '"')];
    let (open, close) = marks
        .into_iter()
        .find(|(open, close)| !text.contains([*open, *close]))
        .unwrap_or(('“', '”'));
    format!("{open}{text}{close}")
}

/// What sort of declaration it is (0 for an extension), its name and its place.
fn parts(declaration: &Declaration) -> (u8, &str, Span) {
    match declaration {
        Declaration::Extend(declaration) => (0, &declaration.name.node, declaration.span),
        Declaration::Enum(declaration) => (1, &declaration.name.node, declaration.span),
        Declaration::Field(declaration) => (2, &declaration.name.node, declaration.span),
        Declaration::Account(declaration) => (2, &declaration.name.node, declaration.span),
        Declaration::Parameter(declaration) => (2, &declaration.name.node, declaration.span),
        Declaration::Accumulator(declaration) => (2, &declaration.name.node, declaration.span),
    }
}
