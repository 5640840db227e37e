//! Settlements as statements: a page that an analyst can show to a citizen, and JSON.
//!
//! The steps are the recorded ones, in order; nothing is computed again.

pub(super) mod figure;
mod fund;
pub(super) mod json;
mod json_step;
mod result;
pub(super) mod rules;
mod step;
mod text;

use std::sync::Arc;

use crate::diagnostics::Lang;
use crate::program::Program;
use crate::report::layout::Page;
use crate::report::view::{Places, View};

pub(super) use figure::quoted;
pub(super) use json::{amount, clause, object, root};
pub(super) use rules::place_of;

use crate::rule::ClauseId;
use crate::settlement::Settlement;

/// A settlement and the program that its ids point into.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The policy.
    pub program: Arc<Program>,
    /// What came of the visit.
    pub settlement: Settlement,
}

/// What settlements were computed from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digests {
    /// Of the texts of all policy files.
    pub policy: String,
    /// Of the input.
    pub input: String,
    /// Of the state, when there was one.
    pub state: Option<String>,
}

/// A statement for each settlement.
pub fn statement(settled: &[Settled], lang: Lang) -> String {
    let pages: Vec<String> =
        settled.iter().map(|each| one(&each.program, &each.settlement, lang)).collect();
    let rule = format!("\n{}\n\n", "─".repeat(100));
    pages.join(&rule)
}

/// The statement of one settlement.
pub fn one(program: &Program, settlement: &Settlement, lang: Lang) -> String {
    text::page(View { program, settlement, lang, places: Places::Lines })
}

/// The statement of one settlement as a text that is kept: clauses go by their titles, and what has
/// no order of its own is sorted, so that it changes only with what it says.
pub fn kept(program: &Program, settlement: &Settlement, lang: Lang) -> String {
    text::page(View { program, settlement, lang, places: Places::Titles })
}

/// One step of a statement as its page shows it, for a message that speaks of the step.
pub fn step_text(
    program: &Program,
    settlement: &Settlement,
    clause: ClauseId,
    lang: Lang,
) -> Option<String> {
    let view = View { program, settlement, lang, places: Places::Titles };
    let numbered = settlement.steps.iter().filter(|each| step::is_numbered(each));
    let (index, record) = numbered.enumerate().find(|(_, each)| each.clause == clause)?;
    let mut page = Page::default();
    step::write(&mut page, index.saturating_add(1), record, view);
    Some(page.finish())
}

/// All settlements as one JSON object.
pub fn json(settled: &[Settled], digests: &Digests) -> String {
    json::render(settled, digests)
}
