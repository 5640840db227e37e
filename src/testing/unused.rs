//! Facts of a scenario that no rule looked at.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Event, Outcome, Since};
use crate::posting::{Visit, What};
use crate::program::{NodeOp, Program};
use crate::rule::{EventKind, FieldId, Role};
use crate::settlement::Reads;
use crate::source::Span;
use crate::syntax::ast;
use crate::visit::{Slot, find};

/// The names of fields and accounts that something looked at.
type Names = BTreeSet<String>;

/// Finds the facts that no event looked at and takes out those that the scenario acknowledges.
pub(super) fn check(
    scenario: &ast::Scenario,
    acknowledged: &[&ast::Name],
    unsettled: &[Span],
    programs: &[Arc<Program>],
    outcome: &mut Outcome,
) {
    let everywhere: Names = outcome.events.iter().flat_map(looked_at).collect();
    let mut unused: Vec<(String, Span)> = Vec::new();
    for event in &scenario.events {
        let ast::ScenarioEvent::Event(event) = event else { continue };
        let Some(seen) = seen(event, unsettled, &everywhere, outcome) else { continue };
        for (fact, in_line) in facts_of(event) {
            let Some(name) = canonical(&fact.name.node, in_line, programs) else { continue };
            let account = is_account(&name, programs);
            if !(seen.contains(&name) || (account && everywhere.contains(&name))) {
                unused.push((fact.name.node.clone(), fact.name.span));
            }
        }
    }
    for name in acknowledged {
        let same = |other: &str| {
            other == name.node || canonical(other, false, programs).as_ref() == Some(&name.node)
        };
        unused.retain(|(unused, _)| !same(unused));
    }
    outcome.unused = unused;
}

/// What could have looked at the facts of an event; `None` when that does not count.
fn seen(
    event: &ast::Event,
    unsettled: &[Span],
    everywhere: &Names,
    outcome: &Outcome,
) -> Option<Names> {
    match event.kind {
        EventKind::Person | EventKind::Filing | EventKind::Registration => {
            let told = unsettled.is_empty() && !outcome.events.is_empty();
            told.then(|| everywhere.clone())
        }
        EventKind::Visit | EventKind::Refund | EventKind::Bind | EventKind::Calc => {
            // The events of a row of a sheet share their place.
            let mut posted = outcome.events.iter().filter(|posted| posted.span == event.span);
            posted.find(|posted| posted.posted.event.kind == event.kind).map(looked_at)
        }
        // The ledger itself reads what these say.
        EventKind::Credit | EventKind::Unbind => None,
    }
}

fn facts_of(event: &ast::Event) -> impl Iterator<Item = (&ast::Fact, bool)> {
    let own = event.facts.iter().map(|fact| (fact, false));
    own.chain(event.lines.iter().flatten().map(|fact| (fact, true)))
}

/// What an event looked at.
fn looked_at(event: &Event) -> Names {
    let what = &event.posted.what;
    let mut names = match what {
        What::Visit(visit) => of_visit(visit),
        What::Refund(refund) => {
            refund.later.iter().flat_map(|later| of_visit(&later.visit)).collect()
        }
        What::Noted(_) | What::Credited(_) | What::Bind(_) | What::Unbind(_) | What::Calc(_) => {
            Names::new()
        }
    };
    let reads = match what {
        What::Refund(refund) => Some((&refund.program, &refund.passage)),
        What::Bind(bind) => Some((&bind.program, &bind.passage)),
        What::Calc(calc) => Some((&calc.program, &calc.calculation.passage)),
        _ => None,
    };
    if let Some((program, passage)) = reads {
        names.extend(named(program, &passage.reads));
        if passage.refusal.is_some() || matches!(what, What::Calc(_)) {
            names.extend(mentioned(program, passage.refusal.is_some()));
        }
    }
    if let Since::Changed(visit) = &event.since {
        names.extend(of_visit(visit));
    }
    names
}

fn of_visit(visit: &Visit) -> Names {
    let mut names = named(&visit.program, &visit.settlement.reads);
    names.extend(mentioned(&visit.program, visit.settlement.refusal.is_some()));
    names
}

/// The names of what an evaluation looked at, and of what is looked at before any rule is: who, when,
/// where; in a binding the two sides, and what they have.
fn named(program: &Program, reads: &Reads) -> Names {
    let vocabulary = &program.vocabulary;
    let fields = reads.fields.iter().filter_map(|id| vocabulary.field(*id));
    let mut names: Names = fields.map(|field| field.name.clone()).collect();
    let accounts = reads.accounts.iter().filter_map(|id| vocabulary.account(*id));
    names.extend(accounts.map(|account| account.name.clone()));
    names.extend(vocabulary.fields.iter().filter_map(|field| {
        let known = match field.role {
            Some(Role::City | Role::PersonNumber | Role::VisitDate) => true,
            Some(Role::Giver | Role::Receiver | Role::GiverBalance) => true,
            _ => field.external.as_deref() == Some("item_name"),
        };
        known.then(|| field.name.clone())
    }));
    names.extend(program.body.family.iter().filter_map(|family| {
        vocabulary.account(family.account).map(|account| account.name.clone())
    }));
    names
}

/// The fields in the condition for whom a policy is. A visit that a clause refuses stops there:
/// what the rest of the policy would have looked at counts too.
fn mentioned(program: &Program, all: bool) -> Names {
    let found = RefCell::new(Vec::new());
    let note = |op: &NodeOp| {
        if let NodeOp::Field(id) | NodeOp::LineField(id) = op {
            found.borrow_mut().push(*id);
        }
        false
    };
    if all {
        for node in &program.nodes {
            let _never = note(&node.op);
        }
    } else if let Some(applies) = program.body.applies {
        let _never = program.mentions(applies, &note);
    }
    let name = |id: FieldId| program.vocabulary.field(id).map(|field| field.name.clone());
    found.into_inner().into_iter().filter_map(name).collect()
}

/// The name in the vocabulary.
fn canonical(name: &str, in_line: bool, programs: &[Arc<Program>]) -> Option<String> {
    programs.iter().find_map(|program| match find(name, &program.vocabulary, in_line)? {
        Slot::Field(id) => program.vocabulary.field(id).map(|field| field.name.clone()),
        Slot::Account(id) => program.vocabulary.account(id).map(|account| account.name.clone()),
    })
}

fn is_account(name: &str, programs: &[Arc<Program>]) -> bool {
    let accounts = programs.iter().flat_map(|program| &program.vocabulary.accounts);
    accounts.into_iter().any(|account| account.name == name)
}
