//! Facts of a scenario that no rule looked at.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Event, Outcome, Since};
use crate::posting::{Visit, What};
use crate::program::{NodeOp, Program};
use crate::rule::{EventKind, FieldId, Role};
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
            // What gates and calculations looked at is not told.
            let other = |event: &Event| {
                matches!(
                    event.posted.what,
                    What::Refund(_) | What::Bind(_) | What::Unbind(_) | What::Calc(_)
                )
            };
            let told = unsettled.is_empty() && !outcome.events.iter().any(other);
            (told && !outcome.events.is_empty()).then(|| everywhere.clone())
        }
        EventKind::Visit => {
            // The events of a row of a sheet share their place.
            let mut posted = outcome.events.iter().filter(|posted| posted.span == event.span);
            posted.find(|posted| posted.posted.event.kind == event.kind).map(looked_at)
        }
        // The ledger itself reads what a credit or a binding says.
        EventKind::Credit
        | EventKind::Bind
        | EventKind::Unbind
        | EventKind::Refund
        | EventKind::Calc => None,
    }
}

fn facts_of(event: &ast::Event) -> impl Iterator<Item = (&ast::Fact, bool)> {
    let own = event.facts.iter().map(|fact| (fact, false));
    own.chain(event.lines.iter().flatten().map(|fact| (fact, true)))
}

/// What an event looked at.
fn looked_at(event: &Event) -> Names {
    let mut names = match &event.posted.what {
        What::Visit(visit) => of_visit(visit),
        What::Refund(refund) => {
            refund.later.iter().flat_map(|later| of_visit(&later.visit)).collect()
        }
        What::Noted(_) | What::Credited(_) | What::Bind(_) | What::Unbind(_) | What::Calc(_) => {
            Names::new()
        }
    };
    if let Since::Changed(visit) = &event.since {
        names.extend(of_visit(visit));
    }
    names
}

fn of_visit(visit: &Visit) -> Names {
    let program = &*visit.program;
    let vocabulary = &program.vocabulary;
    let name = |id: &FieldId| vocabulary.field(*id).map(|field| field.name.clone());
    let reads = &visit.settlement.reads;
    let mut names: Names = reads.fields.iter().filter_map(name).collect();
    let accounts = reads.accounts.iter().filter_map(|id| vocabulary.account(*id));
    names.extend(accounts.map(|account| account.name.clone()));
    // What says who, when and where is looked at before any rule is.
    names.extend(vocabulary.fields.iter().filter_map(|field| {
        let known = matches!(field.role, Some(Role::City | Role::PersonNumber | Role::VisitDate));
        (known || field.external.as_deref() == Some("item_name")).then(|| field.name.clone())
    }));
    let mentioned = mentioned(program, visit.settlement.refusal.is_some());
    names.extend(mentioned.iter().filter_map(name));
    names
}

/// The fields in the condition for whom a policy is. A visit that a clause refuses stops there:
/// what the rest of the policy would have looked at counts too.
fn mentioned(program: &Program, all: bool) -> Vec<FieldId> {
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
    found.into_inner()
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
