//! What happens to a person, as it was given: one shape for every kind of event, still text.

use super::read::date_among;
use super::{RawFact, RawVisit};
use crate::diagnostics::Problem;
use crate::rule::EventKind;
use crate::source::Span;
use crate::value::Date;

/// An event as it was given.
#[derive(Debug, Clone, PartialEq)]
pub struct RawEvent {
    /// What happens.
    pub kind: EventKind,
    /// The day, as a fact. A visit may have it among its facts instead.
    pub date: Option<RawFact>,
    /// The first day on which it no longer holds.
    pub until: Option<RawFact>,
    /// A name by which later events speak of it.
    pub label: Option<String>,
    /// The visit that a refund is of.
    pub of: Option<RawReference>,
    /// Its facts; a later one replaces an earlier one of the same field.
    pub facts: Vec<RawFact>,
    /// The lines of a bill.
    pub lines: Vec<Vec<RawFact>>,
    /// Where it stands, for messages: `events[3].refund`.
    pub place: String,
    /// Where it stands in a file.
    pub span: Option<Span>,
}

/// An earlier visit, as an event speaks of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawReference {
    /// Its name, or its day.
    pub words: String,
    /// Where that is written.
    pub span: Option<Span>,
}

impl RawEvent {
    /// An event without facts.
    pub fn new(kind: EventKind) -> Self {
        RawEvent {
            kind,
            date: None,
            until: None,
            label: None,
            of: None,
            facts: Vec::new(),
            lines: Vec::new(),
            place: String::new(),
            span: None,
        }
    }

    /// A visit.
    pub fn visit(visit: RawVisit) -> Self {
        RawEvent {
            facts: visit.facts,
            lines: visit.lines,
            place: visit.place,
            ..RawEvent::new(EventKind::Visit)
        }
    }

    /// The day on which it happens. Facts of the person may hold from the start; everything else
    /// has a day.
    pub fn day(&self) -> Result<Option<Date>, Problem> {
        if let Some(date) = &self.date {
            return super::read::day(date).map(Some);
        }
        if self.kind == EventKind::Person {
            return Ok(None);
        }
        let visit =
            RawVisit { facts: self.facts.clone(), lines: Vec::new(), place: self.place.clone() };
        date_among(&visit, self.kind).map(Some).map_err(|problem| match self.span {
            Some(span) if problem.labels.is_empty() => {
                let Problem { code, message, help, .. } = problem;
                help.into_iter().fold(Problem::new(code, span, message), Problem::help)
            }
            _ => problem,
        })
    }

    /// The first day on which it no longer holds.
    pub fn end(&self) -> Result<Option<Date>, Problem> {
        self.until.as_ref().map(super::read::day).transpose()
    }

    /// The same without places: what a file keeps of it.
    #[must_use]
    pub fn without_places(&self) -> Self {
        RawEvent {
            kind: self.kind,
            date: self.date.as_ref().map(RawFact::without_place),
            until: self.until.as_ref().map(RawFact::without_place),
            label: self.label.clone(),
            of: self.of.as_ref().map(|of| RawReference { words: of.words.clone(), span: None }),
            facts: self.facts.iter().map(RawFact::without_place).collect(),
            lines: self
                .lines
                .iter()
                .map(|line| line.iter().map(RawFact::without_place).collect())
                .collect(),
            place: String::new(),
            span: None,
        }
    }
}
