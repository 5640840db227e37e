//! The whole explained statement of a scenario, as it is kept: in Chinese, without line numbers.

use super::snapshot::tidy;
use crate::diagnostics::Lang;
use crate::report::settlement::kept;
use crate::testing::Outcome;

/// What stands between two events.
const RULE: &str = "────";

/// The statements of all events, in order.
pub(super) fn statement(outcome: &Outcome) -> String {
    let pages: Vec<String> = outcome
        .visits
        .iter()
        .map(|visit| tidy(&kept(&visit.program, &visit.settlement, Lang::Zh)))
        .collect();
    tidy(&pages.join(&format!("\n{RULE}\n\n")))
}
