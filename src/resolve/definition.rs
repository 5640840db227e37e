//! Named intermediates, in an order in which each uses only those before it; and circles.

use std::collections::BTreeMap;

use super::builder::{Builder, Here};
use super::clause::Follows;
use super::error::Want;
use super::layer::Node;
use crate::diagnostics::{Code, Problem};
use crate::policy::{Expr, ExprKind};
use crate::rule::{Definition, DefinitionId, FieldId, ParameterId};
use crate::source::Span;
use crate::syntax::ast::{self, Cell, MemberKind, PatternKind};
use crate::text;

/// How deep the walk for names goes.
const DEEPEST: u32 = 400;

/// A circle among things that are defined by each other.
type Circle = Vec<usize>;

/// An order in which everything comes after what it uses, and the circles that have none.
fn order(uses: &[Vec<usize>]) -> (Vec<usize>, Vec<Circle>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; uses.len()];
    let mut ordered = Vec::new();
    let mut circles = Vec::new();
    for start in 0..uses.len() {
        // The path so far, with how many uses of each were looked at.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if marks.get(start) == Some(&Mark::New) {
            path.push((start, 0));
        }
        while let Some((node, seen)) = path.last_mut() {
            let node = *node;
            if let Some(mark) = marks.get_mut(node) {
                *mark = Mark::Open;
            }
            let next = uses.get(node).and_then(|list| list.get(*seen)).copied();
            *seen = seen.saturating_add(1);
            match next {
                None => {
                    if let Some(mark) = marks.get_mut(node) {
                        *mark = Mark::Done;
                    }
                    ordered.push(node);
                    let _done = path.pop();
                }
                Some(next) => match marks.get(next) {
                    Some(Mark::New) => path.push((next, 0)),
                    Some(Mark::Open) => circles.push(
                        path.iter()
                            .map(|(node, _)| *node)
                            .skip_while(|node| *node != next)
                            .collect(),
                    ),
                    _ => {}
                },
            }
        }
    }
    (ordered, circles)
}

impl<'a> Builder<'_, 'a> {
    /// Reads the named intermediates of a policy.
    pub(super) fn definitions(&mut self, nodes: &[Node<'a>]) -> Vec<Definition<Expr>> {
        let mut lets: Vec<(&Node<'a>, &'a ast::Let)> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for node in nodes {
            let MemberKind::Let(definition) = &node.member.kind else { continue };
            let name = &definition.name;
            let before = places
                .get(name.node.as_str())
                .and_then(|index| lets.get(*index))
                .map(|(_, known)| known.name.span)
                .or_else(|| self.scope.names.get(&name.node).map(|known| self.scope.place(*known)));
            if let Some(before) = before {
                self.run.duplicate(name, before);
                continue;
            }
            places.insert(&name.node, lets.len());
            lets.push((node, definition));
        }
        let uses: Vec<Vec<usize>> = lets
            .iter()
            .map(|(node, definition)| {
                let mut words = Vec::new();
                names_of_cell(definition.value.figure.as_ref(), &mut words);
                names_of_rows(&node.children, &mut words);
                words.iter().filter_map(|word| places.get(word).copied()).collect()
            })
            .collect();
        let (ordered, circles) = order(&uses);
        let names: Vec<(String, Span)> = lets
            .iter()
            .map(|(_, definition)| (definition.name.node.clone(), definition.name.span))
            .collect();
        for circle in &circles {
            self.circle(circle, &names);
            for index in circle {
                if let Some((_, definition)) = lets.get(*index) {
                    self.definitions.insert(definition.name.node.clone(), None);
                }
            }
        }
        let mut definitions = Vec::new();
        for index in ordered {
            let Some((node, definition)) = lets.get(index) else { continue };
            let word = definition.name.node.clone();
            if self.definitions.contains_key(&word) {
                continue;
            }
            let known = self.definition(node, definition, definitions.len());
            let entry = known.as_ref().map(|(id, found)| (*id, found.value.ty));
            self.definitions.insert(word, entry);
            self.definition_clauses.extend(known.iter().map(|(_, found)| found.clause));
            self.values.extend(known.iter().map(|(_, found)| found.value.clone()));
            definitions.extend(known.map(|(_, found)| found));
        }
        definitions
    }

    fn definition(
        &mut self,
        node: &Node<'a>,
        definition: &'a ast::Let,
        before: usize,
    ) -> Option<(DefinitionId, Definition<Expr>)> {
        let name = &definition.name.node;
        let clause = self.clause(node, name, Follows::NOTHING);
        let Here { policy, no_bill, clause: head, .. } = self.here;
        let here = Here { policy, no_bill, clause: head, ..Here::default() };
        let value = self.with(here, |this| {
            this.no_options(&definition.value.options, name);
            this.plain_figure(node, &definition.value, Want::Any)
        })?;
        let found = Definition { clause, name: name.clone(), value };
        Some((DefinitionId::next(before), found))
    }

    /// Reports a circle of definitions.
    fn circle(&mut self, circle: &[usize], names: &[(String, Span)]) {
        let mut words: Vec<&str> = circle
            .iter()
            .filter_map(|index| names.get(*index))
            .map(|(name, _)| name.as_str())
            .collect();
        let places: Vec<(String, Span)> =
            circle.iter().filter_map(|index| names.get(*index).cloned()).collect();
        let Some((_, span)) = places.first() else { return };
        words.extend(words.first().copied());
        let listed = words.join(" → ");
        let mut problem = Problem::new(
            Code::CyclicDefinition,
            *span,
            text!("定义绕回自己：{listed}", "a definition leads back to itself: `{listed}`"),
        );
        for (name, span) in places.iter().skip(1) {
            problem = problem.also(*span, text!("经过“{name}”", "by way of `{name}`"));
        }
        self.run.report(
            problem.help(text!("让其中一个不再用到另一个", "let one of them do without the other")),
        );
    }

    /// Finds defaults and parameters that lead back to themselves.
    pub(super) fn check_cycles(&mut self) {
        let fields = self.scope.vocabulary.fields.len();
        let of_field = |id: FieldId| id.index();
        let of_parameter = |id: ParameterId| fields.saturating_add(id.index());
        let mut uses: Vec<Vec<usize>> = Vec::new();
        let mut names: Vec<(String, Span)> = Vec::new();
        let look = |expr: &Expr, tables: &[crate::policy::Table]| {
            let mut found = Vec::new();
            expr.walk(tables, &mut |part| match part.kind {
                ExprKind::Field(id) => found.push(of_field(id)),
                ExprKind::Parameter(id) => found.push(of_parameter(id)),
                _ => {}
            });
            found
        };
        for field in &self.scope.vocabulary.fields {
            uses.push(
                field.default.as_ref().map(|expr| look(expr, &self.tables)).unwrap_or_default(),
            );
            names.push((field.name.clone(), field.span));
        }
        for parameter in &self.scope.vocabulary.parameters {
            let values = parameter.values.iter().flat_map(|value| &value.value);
            uses.push(values.flat_map(|expr| look(expr, &self.tables)).collect());
            names.push((parameter.name.clone(), parameter.span));
        }
        let (_, circles) = order(&uses);
        for circle in circles {
            self.circle(&circle, &names);
        }
    }
}

fn names_of_rows<'a>(nodes: &[Node<'a>], into: &mut Vec<&'a str>) {
    for node in nodes {
        match &node.member.kind {
            MemberKind::Row(ast::Row::Entry(key, value)) => {
                names_of_cell(Some(key), into);
                names_of_cell(Some(value), into);
            }
            MemberKind::Row(ast::Row::Grid(cells)) => {
                cells.iter().for_each(|cell| names_of_cell(Some(cell), into));
            }
            MemberKind::Row(ast::Row::Bare(cell)) => names_of_cell(Some(cell), into),
            _ => {}
        }
    }
}

fn names_of_cell<'a>(cell: Option<&'a Cell>, into: &mut Vec<&'a str>) {
    for pattern in cell.iter().flat_map(|cell| &cell.patterns) {
        names_of_pattern(pattern, into, 0);
    }
}

fn names_of_pattern<'a>(pattern: &'a ast::Pattern, into: &mut Vec<&'a str>, depth: u32) {
    match &pattern.kind {
        PatternKind::Expr(expr) => names_of(expr, into, depth),
        PatternKind::Range(range) => {
            range.lo.iter().chain(&range.hi).for_each(|bound| names_of(&bound.value, into, depth))
        }
        _ => {}
    }
}

fn names_of<'a>(expr: &'a ast::Expr, into: &mut Vec<&'a str>, depth: u32) {
    if depth > DEEPEST {
        return;
    }
    let below = depth.saturating_add(1);
    match &expr.kind {
        ast::ExprKind::Literal(_) => {}
        ast::ExprKind::Name(name) => into.push(name),
        ast::ExprKind::Unary(_, operand) => names_of(operand, into, below),
        ast::ExprKind::Binary(_, a, b) => {
            names_of(a, into, below);
            names_of(b, into, below);
        }
        ast::ExprKind::Is { subject, patterns, .. } => {
            names_of(subject, into, below);
            patterns.patterns.iter().for_each(|pattern| names_of_pattern(pattern, into, below));
        }
        ast::ExprKind::Call(_, arguments) => {
            arguments.iter().for_each(|argument| names_of(argument, into, below));
        }
        ast::ExprKind::If(a, b, c) => {
            names_of(a, into, below);
            names_of(b, into, below);
            names_of(c, into, below);
        }
    }
}
