//! What a name in an event means, before a policy is chosen: the vocabularies of all programs.

use std::sync::Arc;

use super::{Desk, Outcome};
use crate::program::Program;
use crate::rule::{FieldId, Role, Section};
use crate::value::{Exact, Type};
use crate::visit::{RawFact, RawVisit, Slot, find, read_with_binding};

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A field.
    Field {
        /// Its name in the vocabulary.
        name: String,
        /// Its type.
        ty: Type,
        /// Its part.
        role: Option<Role>,
        /// What it belongs to.
        section: Section,
    },
    /// An account, by its name in the vocabulary.
    Account(String),
}

/// The first program whose vocabulary knows a name, and what it means there.
pub(super) fn look_up<'p>(
    programs: &'p [Arc<Program>],
    name: &str,
) -> Option<(&'p Arc<Program>, Named)> {
    programs.iter().find_map(|program| {
        let vocabulary = &program.vocabulary;
        let named = match find(name, vocabulary, false)? {
            Slot::Account(id) => Named::Account(vocabulary.account(id)?.name.clone()),
            Slot::Field(id) => {
                let field = vocabulary.field(id)?;
                let name = field.name.clone();
                Named::Field { name, ty: field.ty, role: field.role, section: field.section }
            }
        };
        Some((program, named))
    })
}

/// The field that plays a part, in the first program that has one.
pub(super) fn role(programs: &[Arc<Program>], role: Role) -> Option<(FieldId, String)> {
    programs.iter().find_map(|program| {
        let (id, field) = program.vocabulary.role(role)?;
        Some((id, field.name.clone()))
    })
}

impl Desk<'_> {
    /// Facts that speak of accounts, and all others.
    pub(super) fn accounts_apart(&self, facts: &[RawFact]) -> (Vec<RawFact>, Vec<RawFact>) {
        facts.iter().cloned().partition(|fact| {
            matches!(look_up(self.programs, &fact.name), Some((_, Named::Account(_))))
        })
    }

    /// The amounts that facts give for accounts, by the account's name. What is wrong with any of
    /// the facts is told.
    pub(super) fn amounts(&self, facts: &[RawFact], place: &str) -> Outcome<Vec<(String, Exact)>> {
        let mut amounts: Vec<(String, Exact)> = Vec::new();
        let mut problems = Vec::new();
        for fact in facts {
            let found = look_up(self.programs, &fact.name);
            let Some(program) = found.map(|(program, _)| program).or(self.programs.first()) else {
                continue;
            };
            let raw =
                RawVisit { facts: vec![fact.clone()], lines: Vec::new(), place: place.to_owned() };
            match read_with_binding(&raw, &program.vocabulary) {
                Err(found) => problems.extend(found),
                Ok(read) => {
                    let accounts = program.vocabulary.accounts.iter().zip(read.balances);
                    amounts.extend(accounts.filter_map(|(account, balance)| {
                        balance.map(|balance| (account.name.clone(), balance))
                    }));
                }
            }
        }
        if problems.is_empty() { Ok(amounts) } else { Err(problems) }
    }

    /// The one text that the facts give for a part: who the giver is.
    pub(super) fn words_of(&self, facts: &[RawFact], role: Role) -> Option<String> {
        facts.iter().rev().find_map(|fact| match look_up(self.programs, &fact.name)?.1 {
            Named::Field { role: Some(found), .. } if found == role => fact.words(),
            Named::Field { .. } | Named::Account(_) => None,
        })
    }
}
