//! Calculations as statements: each result with its formula and figures, and JSON.

mod json;
mod text;

use std::sync::Arc;

use crate::diagnostics::Lang;
use crate::program::Program;
use crate::report::settlement::Digests;
use crate::report::view::{Known, Places};
use crate::settlement::Calculation;

/// A calculation and the program that its ids point into.
#[derive(Debug, Clone)]
pub struct Calculated {
    /// The calculation as it is written.
    pub program: Arc<Program>,
    /// What it gave.
    pub calculation: Calculation,
}

/// The statement of one calculation.
pub fn one(program: &Program, calculation: &Calculation, lang: Lang) -> String {
    text::page(Sheet { program, calculation, lang, places: Places::Lines })
}

/// The statement of one calculation as a text that is kept: it names no lines, so that it changes
/// only with what it says.
pub fn kept(program: &Program, calculation: &Calculation, lang: Lang) -> String {
    text::page(Sheet { program, calculation, lang, places: Places::Titles })
}

/// A statement for each calculation.
pub fn statement(calculated: &[Calculated], lang: Lang) -> String {
    let pages: Vec<String> =
        calculated.iter().map(|each| one(&each.program, &each.calculation, lang)).collect();
    let rule = format!("\n{}\n\n", "─".repeat(100));
    pages.join(&rule)
}

/// All calculations as one JSON object.
pub fn json(calculated: &[Calculated], digests: &Digests) -> String {
    json::render(calculated, digests)
}

/// One calculation as a JSON value, to stand among other events.
pub fn json_value(program: &Program, calculation: &Calculation) -> serde_json::Value {
    json::calculation(program, calculation)
}

/// What a statement is written from.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    program: &'a Program,
    calculation: &'a Calculation,
    lang: Lang,
    places: Places,
}

impl<'a> Sheet<'a> {
    fn known(&self) -> Known<'a> {
        let Calculation { facts, assumed, .. } = self.calculation;
        Known { program: self.program, lang: self.lang, given: facts, assumed }
    }
}
