//! What is to be settled: the facts of a person and a visit, as given and as typed.
//!
//! [`RawVisit`] is what JSON, a scenario or `--set` gave: names and values, still text. [`read()`] checks
//! it against a vocabulary and puts it into slots. A field that was not given stays `None`: it is
//! never zero, and whoever needs it refuses.

mod event;
mod figure;
mod json;
mod names;
mod read;

pub use event::{RawEvent, RawReference};
pub use figure::{parse_day, sample};
pub use json::{Events, read_json};
pub use names::{Slot, find};
pub use read::{read, read_date, read_value, read_with_binding, values_of};

use crate::source::Span;
use crate::value::{Exact, Value};

/// A visit as it was given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawVisit {
    /// Facts of the person, the institution and the visit; a later one replaces an earlier one of
    /// the same field.
    pub facts: Vec<RawFact>,
    /// The lines of the bill.
    pub lines: Vec<Vec<RawFact>>,
    /// Where the visit stands, for messages: `visits[1]`.
    pub place: String,
}

/// A field and its value as given.
#[derive(Debug, Clone, PartialEq)]
pub struct RawFact {
    /// The name: Chinese or external.
    pub name: String,
    /// The value.
    pub value: RawValue,
    /// Where it stands, for messages: `visits[1].级别`, `--set`.
    pub place: String,
    /// Where its value stands in a file: a scenario, or the JSON of an input.
    pub span: Option<Span>,
    /// Where its name stands there.
    pub name_span: Option<Span>,
}

/// A value as given.
#[derive(Debug, Clone, PartialEq)]
pub enum RawValue {
    /// A text: `三级`, `10元`, `2025-05-06`.
    Text(String),
    /// A number, in the digits that were given.
    Number(String),
    /// `true`, `false`.
    Flag(bool),
    /// Several.
    List(Vec<RawValue>),
    /// `null`: not given.
    Null,
    /// Something that no field can be: an object.
    Other(String),
}

impl RawFact {
    /// Its value as one text.
    pub fn words(&self) -> Option<String> {
        match &self.value {
            RawValue::Text(words) | RawValue::Number(words) => Some(words.trim().to_owned()),
            RawValue::Flag(_) | RawValue::List(_) | RawValue::Null | RawValue::Other(_) => None,
        }
    }

    /// The same without places. Digits are kept as text, which every field reads alike.
    #[must_use]
    pub fn without_place(&self) -> Self {
        RawFact {
            name: self.name.clone(),
            value: self.value.plain(),
            place: self.name.clone(),
            span: None,
            name_span: None,
        }
    }
}

impl RawValue {
    fn plain(&self) -> RawValue {
        match self {
            RawValue::Number(digits) => RawValue::Text(digits.clone()),
            RawValue::List(values) => RawValue::List(values.iter().map(RawValue::plain).collect()),
            other => other.clone(),
        }
    }
}

/// A visit in slots.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// By [`crate::rule::FieldId`]; line fields stay `None`.
    pub fields: Vec<Option<Value>>,
    /// The lines of the bill, each by [`crate::rule::FieldId`]; empty when the bill has none.
    pub lines: Vec<Vec<Option<Value>>>,
    /// Balances by [`crate::rule::AccountId`], in 分.
    pub balances: Vec<Option<Exact>>,
    /// Where the visit stands, for messages.
    pub place: String,
}
