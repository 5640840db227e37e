//! A visit: the facts that hold that day, the policy, the settlement, and who really paid.

use std::sync::Arc;

use super::problem::{label_taken, unfit};
use super::summary::summary;
use super::{Desk, Outcome, Question, Visit, What, family};
use crate::interpret;
use crate::ledger::{Came, Entry, other_person};
use crate::program::Program;
use crate::rule::{EventKind, Role};
use crate::select::select;
use crate::value::{Date, Exact, Value};
use crate::visit::{Facts, RawEvent, RawFact, RawVisit};

impl Desk<'_> {
    pub(super) fn visit(&mut self, event: &RawEvent) -> Outcome<(Option<Date>, What)> {
        let day = event.day();
        let raw = self.raw_visit(event, self.standing(day.as_ref().ok().copied().flatten()));
        let (program, mut facts) = select(self.programs, &raw)?;
        let date = match (facts_date(&program, &facts), day) {
            (Some(date), _) => date,
            (None, day) => return Err(day.err().into_iter().collect()),
        };
        self.same_person(&program, &facts)?;
        self.in_order(event, date)?;
        if let Some(label) = &event.label
            && self.visits().any(|(_, entry)| entry.event.label.as_ref() == Some(label))
        {
            return Err(vec![label_taken(event, label)]);
        }
        self.turn_years(date)?;
        let sums = balances(&program, &mut facts);
        let (accounts, own) = self.accounts_apart(&event.facts);
        let _moved = self.open(event, Some(date), accounts, sums)?;
        let event = RawEvent { facts: own, ..event.clone() };
        let number = self.visits().count();
        let visit = self.settle(event, date, number, program, facts)?;
        Ok((Some(date), What::Visit(Box::new(visit))))
    }

    /// Settles a visit and enters it.
    pub(super) fn settle(
        &mut self,
        event: RawEvent,
        date: Date,
        number: usize,
        program: Arc<Program>,
        mut facts: Facts,
    ) -> Outcome<Visit> {
        let view = family::view(self.ledger.state(), &program, date)?;
        self.ask(Question::Visit, &program, &facts, view.clone());
        let state = self.ledger.state();
        let seen = view.as_ref().unwrap_or(state);
        let (mut settlement, mut delta) = interpret::settle(&program, &facts, seen)?;
        family::split(state, &program, date, &mut delta, &mut settlement)
            .map_err(|it| vec![unfit(it)])?;
        // Who settles these facts again, without the ledger, finds the same balances.
        let accounts = program.vocabulary.accounts.iter().zip(&mut facts.balances);
        for (account, balance) in accounts {
            *balance = seen.balances.get(&account.name).copied();
        }
        let came = Came::Settled(summary(&program, &settlement));
        self.enter(event, Some(date), delta, came)?;
        Ok(Visit { number, program, facts, settlement })
    }

    /// The facts of a visit behind those that stand.
    pub(super) fn raw_visit(&self, event: &RawEvent, standing: Vec<RawFact>) -> RawVisit {
        let mut facts = standing;
        facts.extend(event.date.clone());
        facts.extend(event.facts.iter().cloned());
        RawVisit { facts, lines: event.lines.clone(), place: event.place.clone() }
    }

    /// The visits of the ledger with the positions of their entries.
    pub(super) fn visits(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let entries = self.ledger.entries().iter().enumerate();
        entries.filter(|(_, entry)| entry.event.kind == EventKind::Visit)
    }

    /// A ledger is of one person.
    fn same_person(&mut self, program: &Program, facts: &Facts) -> Outcome<()> {
        let Some(given) = person_of(program, facts) else { return Ok(()) };
        match &self.ledger.person {
            Some(kept) if *kept != given => Err(vec![other_person(kept, &given)]),
            _ => {
                self.ledger.person = Some(given);
                Ok(())
            }
        }
    }
}

fn facts_date(program: &Program, facts: &Facts) -> Option<Date> {
    let (id, _) = program.vocabulary.role(Role::VisitDate)?;
    match facts.fields.get(id.index())? {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}

fn person_of(program: &Program, facts: &Facts) -> Option<String> {
    let (id, _) = program.vocabulary.role(Role::PersonNumber)?;
    match facts.fields.get(id.index())? {
        Some(Value::Text(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// Takes the balances out of the facts: they are entries of their own.
fn balances(program: &Program, facts: &mut Facts) -> Vec<(String, Exact)> {
    let accounts = program.vocabulary.accounts.iter().zip(&mut facts.balances);
    accounts
        .filter_map(|(account, balance)| {
            balance.take().map(|balance| (account.name.clone(), balance))
        })
        .collect()
}
