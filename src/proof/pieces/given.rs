//! What is known of the fields of the visits of a piece.

use std::collections::BTreeMap;

use super::Figure;
use crate::rule::FieldId;
use crate::value::{Date, Value};

/// The fields that were asked for on the way to a piece.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::proof) struct Given {
    /// The day of the visit.
    pub(in crate::proof) day: Date,
    /// Fields of the visit.
    pub(in crate::proof) fields: BTreeMap<FieldId, Known>,
    /// Fields of the line, when the bill has one.
    pub(in crate::proof) line: Option<BTreeMap<FieldId, Known>>,
    /// Fields that stay free figures.
    pub(in crate::proof) free: Vec<Figure>,
}

/// What is known of a field.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::proof) struct Known {
    /// The values that it may have.
    pub(in crate::proof) values: Vec<Value>,
    /// Whether no rule tells these values apart, so that each of them stands for all; otherwise only
    /// tables may look at them.
    pub(in crate::proof) alike: bool,
}

impl Known {
    /// One value, and no other.
    pub(in crate::proof) fn one(value: Value) -> Known {
        Known { values: vec![value], alike: true }
    }

    /// The value to compute with.
    pub(in crate::proof) fn told(&self) -> Option<&Value> {
        if self.alike { self.values.first() } else { None }
    }

    /// The values that are also among others.
    pub(in crate::proof) fn among(&self, others: &[Value]) -> Known {
        let values: Vec<Value> =
            self.values.iter().filter(|value| others.contains(value)).cloned().collect();
        Known { alike: self.alike || values.len() == 1, values }
    }

    fn meets(&self, other: &Known) -> bool {
        self.values.iter().any(|value| other.values.contains(value))
    }
}

impl Given {
    /// A visit of a day of which nothing was asked yet.
    pub(in crate::proof) fn on(day: Date) -> Given {
        Given { day, fields: BTreeMap::new(), line: None, free: Vec::new() }
    }

    /// What is known of a field.
    pub(in crate::proof) fn known(&self, id: FieldId) -> Option<&Known> {
        self.fields.get(&id).or_else(|| self.line.as_ref()?.get(&id))
    }

    /// With one field known.
    pub(in crate::proof) fn with(mut self, id: FieldId, of_line: bool, known: Known) -> Given {
        let fields = match &mut self.line {
            Some(line) if of_line => line,
            _ => &mut self.fields,
        };
        let _before = fields.insert(id, known);
        self
    }

    /// Whether one visit may be of both, some fields apart.
    pub(in crate::proof) fn agrees(&self, other: &Given, but: &[FieldId]) -> bool {
        let lines = match (&self.line, &other.line) {
            (Some(one), Some(other)) => meet(one, other, but),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        lines && self.may_follow(other, but)
    }

    /// Whether a visit may come on the day of another, some fields apart.
    pub(in crate::proof) fn may_follow(&self, other: &Given, but: &[FieldId]) -> bool {
        self.day == other.day && meet(&self.fields, &other.fields, but)
    }

    /// Takes over what is known of another visit that is the same one, as far as fields are wanted;
    /// returns whether it can be.
    pub(in crate::proof) fn fill(
        &mut self,
        other: &Given,
        wanted: &dyn Fn(FieldId) -> bool,
    ) -> bool {
        let lines = self.line.iter_mut().zip(&other.line);
        let both = std::iter::once((&mut self.fields, &other.fields)).chain(lines);
        let mut can = true;
        for (own, other) in both {
            for (id, known) in other.iter().filter(|(id, _)| wanted(**id)) {
                let known = own.get(id).map_or_else(|| known.clone(), |it| it.among(&known.values));
                can = can && !known.values.is_empty();
                let _before = own.insert(*id, known);
            }
        }
        can
    }

    /// With one value for each field.
    pub(in crate::proof) fn chosen(mut self) -> Given {
        let lines = self.line.iter_mut().flat_map(|line| line.values_mut());
        for known in self.fields.values_mut().chain(lines) {
            known.values.truncate(1);
            known.alike = true;
        }
        self
    }
}

fn meet(one: &BTreeMap<FieldId, Known>, other: &BTreeMap<FieldId, Known>, but: &[FieldId]) -> bool {
    let asked = one.iter().filter(|(id, _)| !but.contains(id));
    let mut both = asked.filter_map(|(id, known)| Some((known, other.get(id)?)));
    both.all(|(one, other)| one.meets(other))
}
