//! What came of events: a page for each, and JSON.

mod json;
mod text;

use crate::diagnostics::Lang;
use crate::posting::{Posted, What};
use crate::report::calculation;
use crate::report::settlement::{self, Digests};
use crate::report::view::Places;

/// A page for each event that has something to tell.
pub fn statement(posted: &[Posted], lang: Lang) -> String {
    let pages: Vec<String> = posted.iter().filter_map(|each| one(each, lang)).collect();
    let rule = format!("\n{}\n\n", "─".repeat(100));
    pages.join(&rule)
}

/// The page of one event; `None` when it has nothing to tell.
pub fn one(posted: &Posted, lang: Lang) -> Option<String> {
    let page = match &posted.what {
        What::Visit(visit) => settlement::one(&visit.program, &visit.settlement, lang),
        What::Calc(calc) => calculation::one(&calc.program, &calc.calculation, lang),
        _ => text::page(posted, lang, Places::Lines)?,
    };
    Some(text::carried(posted, lang) + &page)
}

/// The same as a text that is kept: clauses go by their titles, and what has no order of its own is
/// sorted, so that it changes only with what it says.
pub fn kept(posted: &Posted, lang: Lang) -> Option<String> {
    let page = match &posted.what {
        What::Visit(visit) => settlement::kept(&visit.program, &visit.settlement, lang),
        What::Calc(calc) => calculation::kept(&calc.program, &calc.calculation, lang),
        _ => text::page(posted, lang, Places::Titles)?,
    };
    Some(text::carried(posted, lang) + &page)
}

/// All events as one JSON object.
pub fn json(posted: &[Posted], digests: &Digests) -> String {
    json::render(posted, digests)
}
