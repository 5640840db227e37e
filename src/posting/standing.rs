//! Facts that hold for more than one event: of the person, by a filing, by a registration.

use super::names::{Named, look_up, role};
use super::{Desk, Moved, Outcome};
use crate::ledger::{Came, Delta, Standing, StandingChange};
use crate::rule::{EventKind, Role, Section};
use crate::value::{Date, Type, Validity};
use crate::visit::{RawEvent, RawFact, RawValue, RawVisit, read};

/// Texts of a set of values may be written in one.
const BETWEEN: [char; 5] = [',', '，', '、', ';', '；'];

impl Desk<'_> {
    /// Facts stand from the event on, while their term runs; accounts hold what is said.
    pub(super) fn stand(&mut self, event: &RawEvent, date: Option<Date>) -> Outcome<Vec<Moved>> {
        let until = event.end().map_err(|problem| vec![problem])?;
        if let (Some(from), Some(until)) = (date, until)
            && until <= from
        {
            return Err(vec![super::problem::empty_term(event, from, until)]);
        }
        let (accounts, mut facts) = self.accounts_apart(&event.facts);
        let sums = self.amounts(&accounts, &event.place)?;
        // What holds from the start is read with the visits, which tell all that is wrong at once.
        let early: Vec<RawFact> = facts
            .iter()
            .filter(|fact| date.is_some() || self.is_of_binding(fact))
            .cloned()
            .collect();
        self.check(&early, &event.place)?;
        let moved = self.open(event, date, accounts, sums)?;
        facts.extend(self.since(event, date, &facts));
        if facts.is_empty() {
            return Ok(moved);
        }
        let adds = event.kind != EventKind::Person;
        let term = Validity { from: date, until };
        let known = &self.ledger.state().standing;
        let standing = facts
            .iter()
            .map(|fact| Standing { fact: fact.clone(), term, adds })
            // Every run of a year says again who the person is.
            .filter(|new| known.iter().rfind(|old| old.fact.name == new.fact.name) != Some(new))
            .map(StandingChange::Added)
            .collect();
        let delta = Delta { standing, ..Delta::default() };
        // What is added to the facts follows from the day, so that the event is kept as it was.
        let (_, given) = self.accounts_apart(&event.facts);
        let event = RawEvent { facts: given, ..event.clone() };
        self.enter(event, date, delta, Came::Noted)?;
        Ok(moved)
    }

    /// Since when a filing or registration holds, unless it says so itself.
    fn since(&self, event: &RawEvent, date: Option<Date>, facts: &[RawFact]) -> Option<RawFact> {
        let wanted = match event.kind {
            EventKind::Filing => Role::FiledFrom,
            EventKind::Registration => Role::RegisteredFrom,
            _ => return None,
        };
        let (_, name) = role(self.programs, wanted)?;
        let is_it = |fact: &RawFact| {
            matches!(
                look_up(self.programs, &fact.name),
                Some((_, Named::Field { role: Some(role), .. })) if role == wanted
            )
        };
        if facts.iter().any(is_it) {
            return None;
        }
        let given = event.date.as_ref();
        Some(RawFact {
            value: RawValue::Text(date?.to_string()),
            place: name.clone(),
            name,
            span: given.and_then(|date| date.span),
            name_span: None,
        })
    }

    /// Every fact by the first vocabulary that knows its name.
    pub(super) fn check(&self, facts: &[RawFact], place: &str) -> Outcome<()> {
        let mut problems = Vec::new();
        for fact in facts {
            let known = look_up(self.programs, &fact.name).map(|(program, _)| program);
            let Some(program) = known.or(self.programs.first()) else { continue };
            let raw =
                RawVisit { facts: vec![fact.clone()], lines: Vec::new(), place: place.to_owned() };
            problems.extend(read(&raw, &program.vocabulary).err().into_iter().flatten());
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The facts that stand on a day; without a day, all of them.
    pub(super) fn standing(&self, day: Option<Date>) -> Vec<RawFact> {
        self.standing_among(&self.ledger.state().standing, day)
    }

    /// The same for the facts that were known at some time.
    pub(super) fn standing_among(&self, standing: &[Standing], day: Option<Date>) -> Vec<RawFact> {
        let mut facts: Vec<RawFact> = Vec::new();
        let mut sets: Vec<(String, RawFact, Vec<RawValue>)> = Vec::new();
        for each in standing.iter().filter(|each| day.is_none_or(|day| each.term.holds(day))) {
            let named = look_up(self.programs, &each.fact.name);
            let set = match named {
                Some((_, Named::Field { name, ty: Type::Choices(_), .. })) => Some(name),
                _ => None,
            };
            let Some(name) = set.filter(|_| each.adds) else {
                facts.push(each.fact.clone());
                continue;
            };
            match sets.iter_mut().find(|(known, _, _)| *known == name) {
                Some((_, fact, values)) => {
                    *fact = each.fact.clone();
                    values.extend(values_of(&each.fact.value));
                }
                None => sets.push((name, each.fact.clone(), values_of(&each.fact.value))),
            }
        }
        for (name, fact, added) in sets {
            let is_it = |other: &&RawFact| {
                matches!(
                    look_up(self.programs, &other.name),
                    Some((_, Named::Field { name: found, .. })) if found == name
                )
            };
            let base = facts.iter().rev().find(is_it);
            let mut values = base.map(|fact| values_of(&fact.value)).unwrap_or_default();
            values.extend(added);
            facts.push(RawFact { value: RawValue::List(values), ..fact });
        }
        facts
    }

    /// Whether a fact is of a binding, and of nothing else.
    pub(super) fn is_of_binding(&self, fact: &RawFact) -> bool {
        matches!(
            look_up(self.programs, &fact.name),
            Some((_, Named::Field { section: Section::Binding, .. }))
        )
    }
}

/// The values of a set, one by one.
fn values_of(value: &RawValue) -> Vec<RawValue> {
    match value {
        RawValue::List(values) => values.clone(),
        RawValue::Text(words) => {
            words.split(BETWEEN).map(|word| RawValue::Text(word.trim().to_owned())).collect()
        }
        RawValue::Null => Vec::new(),
        RawValue::Number(_) | RawValue::Flag(_) | RawValue::Other(_) => vec![value.clone()],
    }
}
