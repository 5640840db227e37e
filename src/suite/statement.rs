//! The whole explained statement of a scenario, as it is kept: in Chinese, without line numbers.

use super::case::Case;
use super::snapshot::tidy;
use crate::diagnostics::{Lang, Problem};
use crate::report::event::kept;
use crate::syntax::ast;
use crate::testing::Outcome;

/// What stands between two events.
const RULE: &str = "────";

/// The statements of all events that have something to tell, in order.
pub(super) fn statement(case: &Case, outcome: &Outcome) -> String {
    let mut posted = outcome.events.iter();
    let mut pages: Vec<String> = Vec::new();
    for event in &case.scenario.events {
        let ast::ScenarioEvent::Event(event) = event else { continue };
        match outcome.unsettled.iter().find(|found| found.span == event.span) {
            Some(found) => pages.push(unsettled(event, &found.problems)),
            None => pages.extend(posted.next().and_then(|found| kept(&found.posted, Lang::Zh))),
        }
    }
    let pages: Vec<String> = pages.iter().map(|page| tidy(page)).collect();
    tidy(&pages.join(&format!("\n{RULE}\n\n")))
}

/// An event that could not be settled, as the scenario expects, and why.
fn unsettled(event: &ast::Event, problems: &[Problem]) -> String {
    let (word, _) = event.kind.words();
    let date = match event.date.as_ref().map(|date| &date.node) {
        Some(ast::Literal::Date(year, month, day)) => format!(" {year:04}-{month:02}-{day:02}"),
        _ => String::new(),
    };
    let mut page = format!("{word}{date}   不能结算\n");
    for problem in problems {
        page.push_str(&format!("  {}\n", problem.message.get(Lang::Zh)));
        for help in &problem.help {
            page.push_str(&format!("    {}\n", help.get(Lang::Zh)));
        }
    }
    page
}
