//! What gates say of an event, and what a calculation gives.

use super::{Reads, Reason, Refusal, RowNote};
use crate::rule::{ClauseId, FieldId, ResultId};
use crate::value::{Date, Exact, Type, Value};

/// Whether the gates of an event let it pass.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// The gates that were passed, with the facts that decided.
    pub passed: Vec<(ClauseId, Vec<Reason>)>,
    /// The gate that bars the way.
    pub refusal: Option<Refusal>,
    /// What was looked at on the way; of a calculation, for its results too.
    pub reads: Reads,
}

/// What a calculation gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Calculation {
    /// The day.
    pub date: Date,
    /// The facts that were given, in the vocabulary's order.
    pub facts: Vec<(FieldId, Value)>,
    /// Fields for which the vocabulary's default was used.
    pub assumed: Vec<(FieldId, Value)>,
    /// The gates.
    pub passage: Passage,
    /// The results, in the order of the page; none when a gate bars the way.
    pub results: Vec<ResultNote>,
    /// The results that are not given this time, in the order of the page.
    pub left_out: Vec<LeftOut>,
    /// Named intermediates that were used, with their values.
    pub definitions: Vec<DefinitionNote>,
}

/// A result of a calculation.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultNote {
    /// Which.
    pub result: ResultId,
    /// The clause.
    pub clause: ClauseId,
    /// Its type.
    pub ty: Type,
    /// Its value; an amount is rounded.
    pub value: Value,
    /// An amount before it was rounded, in 分.
    pub exact: Option<Exact>,
    /// The facts that decided that it is given; empty when it always is.
    pub because: Vec<Reason>,
    /// The table rows that matched.
    pub rows: Vec<RowNote>,
}

/// A result that is not given this time.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The clause.
    pub clause: ClauseId,
    /// The facts that decided; empty when the clause is not in force on the day.
    pub because: Vec<Reason>,
}

/// A named intermediate that was used.
#[derive(Debug, Clone, PartialEq)]
pub struct DefinitionNote {
    /// The clause.
    pub clause: ClauseId,
    /// Its type.
    pub ty: Type,
    /// Its value, exact.
    pub value: Value,
    /// The table rows that matched.
    pub rows: Vec<RowNote>,
}
