//! A program without the places it was written at: what two texts must share to mean the same.

use super::Program;
use crate::rule::DatePlaces;
use crate::source::Span;

impl Program {
    /// The program as if it stood nowhere: equal for two texts that differ only in where things stand.
    #[must_use]
    pub fn without_places(&self) -> Program {
        let mut program = self.clone();
        let nowhere = Span::default();
        program.head.span = nowhere;
        program.head.named = nowhere;
        program.head.dates = DatePlaces::default();
        program.head.place.clear();
        for clause in &mut program.clauses {
            clause.span = nowhere;
            clause.head = nowhere;
            clause.dates = DatePlaces::default();
            clause.place.clear();
        }
        program.nodes.iter_mut().for_each(|node| node.span = nowhere);
        for table in &mut program.tables {
            table.span = nowhere;
            for row in &mut table.rows {
                row.span = nowhere;
                row.value.as_mut().err().into_iter().for_each(|unset| unset.span = nowhere);
            }
        }
        let vocabulary = &mut program.vocabulary;
        for each in &mut vocabulary.enums {
            each.span = nowhere;
            each.values.iter_mut().for_each(|value| value.span = nowhere);
        }
        vocabulary.fields.iter_mut().for_each(|field| field.span = nowhere);
        vocabulary.accounts.iter_mut().for_each(|account| account.span = nowhere);
        for parameter in &mut vocabulary.parameters {
            parameter.span = nowhere;
            for value in &mut parameter.values {
                value.span = nowhere;
                value.dates = DatePlaces::default();
                value.value.as_mut().err().into_iter().for_each(|unset| unset.span = nowhere);
            }
        }
        program
    }
}
