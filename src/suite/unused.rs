//! Facts of a scenario that no rule reads: a misspelt idea, or a rule that is missing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::case::Case;
use crate::program::{NodeId, NodeOp, Program};
use crate::rule::{FieldId, StepKind};
use crate::source::Span;
use crate::syntax::ast;

/// The names that a scenario gives and no rule of these policies reads, and those that it says are
/// not read although they are.
#[derive(Debug, Default)]
pub(super) struct Unused {
    /// Given, not read, and not said to be so; each with its place.
    pub(super) silent: Vec<(String, Span)>,
    /// Said to be unused, but read by a rule, or not given at all.
    pub(super) wrong: Vec<(String, Span)>,
}

/// Looks at the facts of a scenario with the policies that ran it.
pub(super) fn unused(case: &Case, programs: &[Arc<Program>]) -> Unused {
    let readers: Vec<Reader<'_>> = programs.iter().map(|program| Reader::new(program)).collect();
    let is_read = |name: &str| readers.is_empty() || readers.iter().any(|it| it.reads(name));
    let mut given: Vec<&ast::Name> = Vec::new();
    let mut declared: Vec<&ast::Name> = Vec::new();
    for event in &case.scenario.events {
        match event {
            ast::ScenarioEvent::Event(event) => {
                given.extend(event.facts.iter().map(|fact| &fact.name));
                given.extend(event.lines.iter().flatten().map(|fact| &fact.name));
            }
            ast::ScenarioEvent::Expect(expectation) => match &expectation.kind {
                ast::ExpectationKind::Unused(names) => declared.extend(names),
                ast::ExpectationKind::Amounts(_) | ast::ExpectationKind::Refused(_) => {}
            },
        }
    }
    let mut found = Unused::default();
    let mut seen = BTreeSet::new();
    for name in &given {
        let said = declared.iter().any(|declared| declared.node == name.node);
        if !said && !is_read(&name.node) && seen.insert(name.node.as_str()) {
            found.silent.push((name.node.clone(), name.span));
        }
    }
    for name in declared {
        if is_read(&name.node) || !given.iter().any(|given| given.node == name.node) {
            found.wrong.push((name.node.clone(), name.span));
        }
    }
    found
}

/// What the rules of a program read.
struct Reader<'p> {
    program: &'p Program,
    fields: BTreeSet<FieldId>,
}

impl<'p> Reader<'p> {
    fn new(program: &'p Program) -> Self {
        let mut of_defaults = BTreeSet::new();
        let vocabulary = &program.vocabulary;
        for root in vocabulary
            .fields
            .iter()
            .filter_map(|field| field.default)
            .chain(vocabulary.accounts.iter().filter_map(|account| account.default))
        {
            collect(program, root, &mut of_defaults);
        }
        let mut fields = BTreeSet::new();
        for (index, node) in program.nodes.iter().enumerate() {
            if !of_defaults.contains(&index)
                && let NodeOp::Field(id) | NodeOp::LineField(id) = node.op
            {
                let _new = fields.insert(id);
            }
        }
        let mut reader = Reader { program, fields };
        reader.follow_defaults();
        reader
    }

    /// A field that a rule reads may be computed from others when it is not given.
    fn follow_defaults(&mut self) {
        let mut open: Vec<FieldId> = self.fields.iter().copied().collect();
        while let Some(id) = open.pop() {
            let field = self.program.vocabulary.field(id);
            let Some(default) = field.and_then(|field| field.default) else { continue };
            let mut nodes = BTreeSet::new();
            collect(self.program, default, &mut nodes);
            for node in nodes.iter().filter_map(|index| self.program.nodes.get(*index)) {
                if let NodeOp::Field(id) | NodeOp::LineField(id) = node.op
                    && self.fields.insert(id)
                {
                    open.push(id);
                }
            }
        }
    }

    fn reads(&self, name: &str) -> bool {
        let vocabulary = &self.program.vocabulary;
        let is =
            |own: &str, external: &Option<String>| own == name || external.as_deref() == Some(name);
        if let Some(index) =
            vocabulary.accounts.iter().position(|account| is(&account.name, &account.external))
        {
            return self.reads_account(index);
        }
        vocabulary.fields.iter().enumerate().any(|(index, field)| {
            let read = field.role.is_some() || self.fields.contains(&FieldId::next(index));
            read && is(&field.name, &field.external)
        })
    }

    fn reads_account(&self, index: usize) -> bool {
        let body = &self.program.body;
        let steps = body.steps.iter().chain(body.benefits.iter().flat_map(|each| &each.steps));
        let mut accounts = body
            .settle
            .iter()
            .filter_map(|payer| payer.account)
            .chain(steps.filter_map(|step| match &step.kind {
                StepKind::Account(account) => Some(account.account),
                _ => None,
            }))
            .chain(body.family.iter().map(|family| family.account))
            .chain(self.program.nodes.iter().filter_map(|node| match node.op {
                NodeOp::Balance(account) => Some(account),
                _ => None,
            }))
            .chain(
                self.program
                    .vocabulary
                    .accounts
                    .get(index)
                    .and_then(|account| account.carries)
                    .map(|(account, _)| account),
            );
        accounts.any(|account| account.index() == index)
            || self.program.vocabulary.accounts.get(index).is_some_and(|it| it.carries.is_some())
    }
}

/// A node and all that it is computed from, by index.
fn collect(program: &Program, root: NodeId, found: &mut BTreeSet<usize>) {
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !found.insert(id.index()) {
            continue;
        }
        let Some(node) = program.node(id) else { continue };
        match &node.op {
            NodeOp::Unary(_, operand) | NodeOp::Is(operand, _) => open.push(*operand),
            NodeOp::Binary(_, left, right) | NodeOp::And(left, right) | NodeOp::Or(left, right) => {
                open.extend([*left, *right]);
            }
            NodeOp::If(condition, then, otherwise) => {
                open.extend([*condition, *then, *otherwise]);
            }
            NodeOp::Lookup(table) => {
                if let Some(table) = program.tables.get(table.index()) {
                    open.extend(table.dimensions.iter().filter_map(|each| each.subject));
                    open.extend(table.rows.iter().filter_map(|row| row.value.as_ref().ok()));
                }
            }
            NodeOp::Definition(id) => {
                open.extend(program.body.definitions.get(id.index()).map(|found| found.value));
            }
            NodeOp::Result(_)
            | NodeOp::Constant(_)
            | NodeOp::Field(_)
            | NodeOp::LineField(_)
            | NodeOp::Parameter(_)
            | NodeOp::Balance(_)
            | NodeOp::Total(_)
            | NodeOp::Base
            | NodeOp::Bucket(_) => {}
        }
    }
}
