//! Whether two versions of a policy settle visits alike, as far as a scenario can tell.

use super::probe::{Probe, is_turned_away};
use super::write::{Detail, body, told};
use crate::program::Program;

/// Whether a scenario of these visits, with what one program gives, fails on the other.
pub(super) fn differ(program: &Program, other: &Program, probe: &Probe) -> bool {
    detail(program, other, probe).is_some()
}

/// How closely a scenario must look.
fn detail(program: &Program, other: &Program, probe: &Probe) -> Option<Detail> {
    let turned_away = match probe.visits.as_slice() {
        [only] => is_turned_away(program, only),
        _ => false,
    };
    if probe.run(program).is_err() && !turned_away {
        return None;
    }
    let differs = |detail: &Detail| {
        // An event that cannot be run at all is no refusal that a scenario could expect.
        let lost = probe.run(other).is_err() && !turned_away;
        lost || told(program, probe, *detail) != told(other, probe, *detail)
    };
    [Detail::Funds, Detail::Parts].into_iter().find(differs)
}

/// The scenario.
pub(super) fn scenario(program: &Program, other: &Program, probe: &Probe) -> Option<String> {
    let detail = detail(program, other, probe)?;
    let lines = body(program, probe, "要写成情景的就诊", detail)?;
    Some(lines.join("\n"))
}
