//! Bindings of family accounts: who lets whom use an account, from when until when.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::names::{Named, look_up};
use super::problem::{binding_there, empty_term, no_family, of_event, several_families, unbound};
use super::{Bind, Desk, Moved, Outcome, Question, Unbind};
use crate::diagnostics::Code;
use crate::interpret;
use crate::ledger::{Binding, BindingChange, Came, Delta, Purse};
use crate::program::{NodeId, Program};
use crate::rule::{EventKind, Family, Role};
use crate::text;
use crate::value::{Date, Exact, Validity, Value};
use crate::visit::{Facts, RawEvent, RawFact, RawValue, RawVisit, read_with_binding};

/// The two sides of a binding; `None` is the person.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sides {
    giver: Option<String>,
    receiver: Option<String>,
}

impl Desk<'_> {
    pub(super) fn bind(&mut self, event: &RawEvent, date: Date) -> Outcome<Bind> {
        let until = event.end().map_err(|problem| vec![problem])?;
        if let Some(until) = until.filter(|until| *until <= date) {
            return Err(vec![empty_term(event, date, until)]);
        }
        let sides = self.sides(event)?;
        let (program, family) = self.family(event, date)?;
        let account = program.vocabulary.account(family.account);
        let account = account.map(|account| account.name.clone()).unwrap_or_default();
        let term = Validity { from: Some(date), until };
        let binding =
            Binding { account, giver: sides.giver.clone(), receiver: sides.receiver.clone(), term };
        if let Some((_, known)) = self.bound(&binding, date) {
            return Err(vec![binding_there(event, known)]);
        }
        let facts = self.facts_of_binding(event, date, &program, &binding)?;
        self.ask(Question::Bind(family.account), &program, &facts, None);
        let state = self.ledger.state();
        let passage = interpret::pass(&program, &family.gates, &facts, state)?;
        if let Some(refusal) = &passage.refusal {
            let came = Came::Refused(refusal.reason.clone());
            self.enter(event.clone(), Some(date), Delta::default(), came)?;
            return Ok(Bind { program, binding, passage, moved: Vec::new() });
        }
        let moved = self.giver_has(event, date, &program, &facts, &binding)?;
        let delta =
            Delta { bindings: vec![BindingChange::Begun(binding.clone())], ..Delta::default() };
        self.enter(event.clone(), Some(date), delta, Came::Noted)?;
        Ok(Bind { program, binding, passage, moved })
    }

    pub(super) fn unbind(&mut self, event: &RawEvent, date: Date) -> Outcome<Unbind> {
        let sides = self.sides(event)?;
        self.amounts(&event.facts, &event.place)?;
        let bindings = self.ledger.state().bindings.iter().enumerate();
        let found = bindings.rev().find(|(_, binding)| {
            binding.giver == sides.giver
                && binding.receiver == sides.receiver
                && binding.term.holds(date)
        });
        let Some((index, binding)) = found else {
            let (giver, receiver) = (sides.giver.as_deref(), sides.receiver.as_deref());
            return Err(vec![unbound(event, giver, receiver, date)]);
        };
        let mut binding = binding.clone();
        let change = BindingChange::Ends { index, before: binding.term.until, after: Some(date) };
        let delta = Delta { bindings: vec![change], ..Delta::default() };
        self.enter(event.clone(), Some(date), delta, Came::Noted)?;
        binding.term.until = Some(date);
        Ok(Unbind { binding })
    }

    /// Who gives and who receives; one of them may be left out and is the person.
    fn sides(&self, event: &RawEvent) -> Outcome<Sides> {
        let side = |role| {
            let given = self.words_of(&event.facts, role);
            given.filter(|name| !name.is_empty() && !self.is_self(name))
        };
        let sides = Sides { giver: side(Role::Giver), receiver: side(Role::Receiver) };
        if sides.giver.is_none() && sides.receiver.is_none() {
            let message = text!("没有写和谁绑定", "the other side of the binding is not named");
            return Err(vec![of_event(event, Code::MissingField, message).help(text!(
                "写上给付人（本人使用其账户）或受益人（使用本人账户）：给付人 : “父”",
                "name the giver (whose account the person uses) or the receiver (who uses the \
                 person's): 给付人 : \"父\""
            ))]);
        }
        Ok(sides)
    }

    /// The binding of the same two that holds on a day.
    fn bound(&self, wanted: &Binding, date: Date) -> Option<(usize, &Binding)> {
        let bindings = self.ledger.state().bindings.iter().enumerate();
        bindings.into_iter().find(|(_, binding)| {
            binding.account == wanted.account
                && binding.giver == wanted.giver
                && binding.receiver == wanted.receiver
                && binding.term.holds(date)
        })
    }

    /// The policy in force that has rules for family accounts, and those of the account in question.
    fn family(&self, event: &RawEvent, date: Date) -> Outcome<(Arc<Program>, Family<NodeId>)> {
        let mut facts = self.standing(Some(date));
        facts.extend(event.facts.iter().cloned());
        let city = self.words_of(&facts, Role::City);
        let found: Vec<&Arc<Program>> = self
            .programs
            .iter()
            .filter(|program| {
                let here = match (&city, &program.head.city) {
                    (Some(city), Some(of)) => city == of,
                    _ => true,
                };
                here && !program.head.calc
                    && program.head.validity.holds(date)
                    && !program.body.family.is_empty()
            })
            .collect();
        let program = match found.as_slice() {
            [program] => Arc::clone(program),
            [] => return Err(vec![no_family(event, date)]),
            several => return Err(vec![several_families(event, several)]),
        };
        let named = |family: &&Family<NodeId>| {
            let account = program.vocabulary.account(family.account);
            account.is_some_and(|account| {
                event.facts.iter().any(|fact| {
                    matches!(
                        look_up(self.programs, &fact.name),
                        Some((_, Named::Account(name))) if name == account.name
                    )
                })
            })
        };
        let families = &program.body.family;
        let chosen =
            families.iter().find(named).or(families.first().filter(|_| families.len() == 1));
        match chosen.cloned() {
            Some(family) => Ok((program, family)),
            None => {
                let names: Vec<&str> = families
                    .iter()
                    .filter_map(|family| program.vocabulary.account(family.account))
                    .map(|account| account.name.as_str())
                    .collect();
                let (zh, en) = (names.join("、"), names.join(", "));
                let message = text!("没有写共济哪个账户", "the account to be shared is not named");
                Err(vec![of_event(event, Code::MissingField, message).help(text!(
                    "写上账户和其中的余额，可以是：{zh}",
                    "give the account and its balance; it may be: {en}"
                ))])
            }
        }
    }

    /// Standing facts, those of the event, and what the ledger counts unless it is given.
    fn facts_of_binding(
        &self,
        event: &RawEvent,
        date: Date,
        program: &Program,
        binding: &Binding,
    ) -> Outcome<Facts> {
        let mut facts = self.standing(Some(date));
        facts.extend(event.date.clone());
        facts.extend(event.facts.iter().cloned());
        for (role, value) in self.counted(binding, date) {
            let Some((_, field)) = program.vocabulary.role(role) else { continue };
            if self.words_of(&event.facts, role).is_some() {
                continue;
            }
            facts.push(RawFact {
                name: field.name.clone(),
                value,
                place: field.name.clone(),
                span: None,
                name_span: None,
            });
        }
        let raw = RawVisit { facts, lines: Vec::new(), place: event.place.clone() };
        read_with_binding(&raw, &program.vocabulary)
    }

    /// What the ledger knows of the two sides before this binding.
    fn counted(&self, binding: &Binding, date: Date) -> Vec<(Role, RawValue)> {
        let state = self.ledger.state();
        let all = || state.bindings.iter().filter(|known| known.account == binding.account);
        let given = || all().filter(|known| known.giver == binding.giver);
        let count = |names: BTreeSet<&Option<String>>| RawValue::Number(names.len().to_string());
        let now = given().filter(|known| known.term.holds(date)).map(|known| &known.receiver);
        let ever = given().map(|known| &known.receiver);
        let before = given().any(|known| known.receiver == binding.receiver);
        let givers = all()
            .filter(|known| known.receiver == binding.receiver && known.term.holds(date))
            .map(|known| &known.giver);
        let mut counted = vec![
            (Role::BoundNow, count(now.collect())),
            (Role::BoundEver, count(ever.collect())),
            (Role::BoundBefore, RawValue::Flag(before)),
            (Role::GiversNow, count(givers.collect())),
        ];
        // What the person gives lies in an account of their own, and which one is not said here.
        let giver = binding.giver.as_deref();
        let sum = giver.and_then(|giver| state.balance(&Purse::of(&binding.account, giver)));
        if let Some(sum) = sum {
            let sum = RawValue::Text(format!("{}元", crate::value::money(sum)));
            counted.push((Role::GiverBalance, sum));
        }
        counted
    }

    /// What the event says the giver has in the account: that replaces what was known.
    fn giver_has(
        &mut self,
        event: &RawEvent,
        date: Date,
        program: &Program,
        facts: &Facts,
        binding: &Binding,
    ) -> Outcome<Vec<Moved>> {
        let Some(giver) = &binding.giver else { return Ok(Vec::new()) };
        let said = self.words_of(&event.facts, Role::GiverBalance).is_some();
        let field = program.vocabulary.role(Role::GiverBalance).filter(|_| said);
        let stated = field.and_then(|(id, _)| match facts.fields.get(id.index()) {
            Some(Some(Value::Number(sum))) => Some(*sum),
            _ => None,
        });
        let accounts = program.vocabulary.accounts.iter().zip(&facts.balances);
        let by_name = accounts
            .filter(|(account, _)| account.name == binding.account)
            .find_map(|(_, balance)| *balance);
        let Some(sum): Option<Exact> = stated.or(by_name) else { return Ok(Vec::new()) };
        let opening = RawEvent {
            date: event.date.clone(),
            place: event.place.clone(),
            span: event.span,
            ..RawEvent::new(EventKind::Credit)
        };
        let sums = vec![(Purse::of(&binding.account, giver), sum)];
        self.set(opening, Some(date), sums, Came::Opened)
    }
}
