//! The whole explained statement of a scenario, as it is kept: in Chinese, without line numbers.

use super::snapshot::tidy;
use crate::diagnostics::Lang;
use crate::report::event::kept;
use crate::testing::Outcome;

/// What stands between two events.
const RULE: &str = "────";

/// The statements of all events, in order.
pub(super) fn statement(outcome: &Outcome) -> String {
    let pages: Vec<String> = outcome
        .events
        .iter()
        .filter_map(|event| Some(tidy(&kept(&event.posted, Lang::Zh)?)))
        .collect();
    tidy(&pages.join(&format!("\n{RULE}\n\n")))
}
