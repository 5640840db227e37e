//! What a settlement touched of its program: for coverage, which asks what a suite exercised.
//!
//! Nobody watches an ordinary settlement: the machine then has no witness and each hook is one
//! look at an empty option.

use std::collections::{BTreeMap, BTreeSet};

use super::machine::Machine;
use crate::program::NodeId;
use crate::rule::{ClauseId, FieldId, ParameterId, TableId};
use crate::value::{Date, Number, Value};

/// What was touched.
#[derive(Debug, Clone, Default)]
pub struct Witness {
    /// The day of the visit.
    pub date: Option<Date>,
    /// Clauses that came up on this day, in force or not.
    pub asked: BTreeSet<ClauseId>,
    /// Clauses that did something: a step that ran, a way to pay that held, a payer who paid.
    pub ran: BTreeSet<ClauseId>,
    /// Gates, and whether they let the visit pass.
    pub gates: BTreeSet<(ClauseId, bool)>,
    /// Modifiers, and whether they applied.
    pub modifiers: BTreeSet<(ClauseId, bool)>,
    /// Conditions, and whether they held.
    pub conditions: BTreeSet<(NodeId, bool)>,
    /// Look-ups, with the values that were looked at; once for each cell and value.
    pub lookups: Vec<Looked>,
    /// Bands of a way to pay that took a part of the base.
    pub bands: BTreeSet<(ClauseId, usize)>,
    /// Values of parameters that were used, by their place in the parameter.
    pub parameters: BTreeSet<(ParameterId, usize)>,
    /// Parameters that were asked for.
    pub asked_parameters: BTreeSet<ParameterId>,
    /// Fields that were read and given.
    pub fields: BTreeMap<FieldId, Value>,
    /// The field whose lack stopped the settlement.
    pub missing: Option<FieldId>,
}

/// A look-up in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The table.
    pub table: TableId,
    /// The row that matched; `None` when none did.
    pub row: Option<u32>,
    /// The class on each axis.
    pub classes: Vec<usize>,
    /// The value on each axis; `None` for the day of the visit.
    pub values: Vec<Option<Value>>,
}

impl Witness {
    fn looked(&mut self, looked: Looked) {
        if !self.lookups.contains(&looked) {
            self.lookups.push(looked);
        }
    }
}

impl<N: Number> Machine<'_, N> {
    /// Tells the witness, if there is one.
    pub(super) fn saw(&mut self, what: impl FnOnce(&mut Witness)) {
        if let Some(witness) = &mut self.witness {
            what(witness);
        }
    }

    /// Tells the witness of a look-up, if there is a witness.
    pub(super) fn saw_lookup(
        &mut self,
        table: TableId,
        row: Option<u32>,
        found: &[(usize, Option<Value>)],
    ) {
        self.saw(|witness| {
            witness.looked(Looked {
                table,
                row,
                classes: found.iter().map(|(class, _)| *class).collect(),
                values: found.iter().map(|(_, value)| value.clone()).collect(),
            });
        });
    }

    /// Whether a clause is in force on the day of the visit.
    pub(super) fn in_force(&mut self, id: ClauseId) -> bool {
        self.saw(|witness| {
            let _new = witness.asked.insert(id);
        });
        self.program.clause(id).is_none_or(|clause| clause.validity.holds(self.date))
    }

    /// A clause did something.
    pub(super) fn ran(&mut self, id: ClauseId) {
        self.saw(|witness| {
            let _new = witness.ran.insert(id);
        });
    }
}
