//! Which named intermediates and tables were looked into already, and which were not.
//!
//! What was looked into once need not be again as long as what was demanded there still is: a second
//! look would ask the same of fewer visits.

use std::collections::BTreeSet;

use super::Unseen;
use crate::policy::{Expr, ExprKind, Policy};
use crate::rule::{DefinitionId, TableId};

/// How many are looked into. An intermediate that names another in both branches of an `if` doubles them.
const MOST_USES: usize = 2_000;

/// What has a name and something in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Definition(DefinitionId),
    Table(TableId),
}

/// What was looked into, and how many conditions were in force then.
#[derive(Debug, Default)]
pub(super) struct Followed {
    known: BTreeSet<Named>,
    stack: Vec<(Named, usize)>,
    uses: usize,
    passed_over: BTreeSet<Named>,
}

impl Followed {
    /// Whether to look into something where so many conditions are in force.
    pub(super) fn enter(&mut self, named: Named, conditions: usize) -> bool {
        if self.known.contains(&named) {
            return false;
        }
        if self.uses >= MOST_USES {
            let _first = self.passed_over.insert(named);
            return false;
        }
        self.uses = self.uses.saturating_add(1);
        let _new = self.known.insert(named);
        self.stack.push((named, conditions));
        true
    }

    /// Only so many conditions are still in force: forgets what was seen under more.
    pub(super) fn back_to(&mut self, conditions: usize) {
        while let Some((named, _)) = self.stack.pop_if(|(_, under)| *under > conditions) {
            let _known = self.known.remove(&named);
        }
    }

    /// Other visits come here: forgets everything.
    pub(super) fn forget(&mut self) {
        self.known.clear();
        self.stack.clear();
    }

    /// The tables and parameters that were, at some place, not looked at.
    pub(super) fn unseen(self, policy: &Policy) -> Unseen {
        let mut below = Below { policy, entered: BTreeSet::new(), unseen: Unseen::default() };
        self.passed_over.into_iter().for_each(|named| below.enter(named));
        below.unseen
    }
}

/// Everything below what was passed over.
struct Below<'p> {
    policy: &'p Policy,
    entered: BTreeSet<Named>,
    unseen: Unseen,
}

impl Below<'_> {
    fn enter(&mut self, named: Named) {
        if !self.entered.insert(named) {
            return;
        }
        let policy = self.policy;
        match named {
            Named::Definition(id) => {
                if let Some(definition) = policy.body.definitions.get(id.index()) {
                    self.see(&definition.value);
                }
            }
            Named::Table(id) => {
                let _new = self.unseen.tables.insert(id);
                let table = policy.tables.get(id.index());
                table.into_iter().flat_map(crate::policy::Table::parts).for_each(|it| self.see(it));
            }
        }
    }

    fn see(&mut self, expr: &Expr) {
        expr.walk(&[], &mut |part| {
            if let ExprKind::Definition(id) = part.kind {
                self.enter(Named::Definition(id));
            }
            if let ExprKind::Lookup(id) = part.kind {
                self.enter(Named::Table(id));
            }
            if let ExprKind::Parameter(id) = part.kind {
                let _new = self.unseen.parameters.insert(id);
            }
        });
    }
}
