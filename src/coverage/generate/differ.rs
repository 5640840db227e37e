//! Whether two versions of a policy settle visits alike, as far as a scenario can tell.

use std::collections::BTreeSet;

use super::probe::{Probe, date_of, is_turned_away, put};
use super::write::{Detail, body, told};
use crate::program::Program;
use crate::rule::Role;
use crate::value::{Date, Exact, Value};

/// A bill that reaches most caps: 100000元.
const LARGE: i64 = 10_000_000;
/// So many days later it is another month, and most often the same year.
const MONTH: u64 = 31;

/// How closely a scenario of these visits, with what one program gives, must look to fail on the
/// other; nothing when it passes on both.
pub(super) fn detail(program: &Program, other: &Program, probe: &Probe) -> Option<Detail> {
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

/// What tells versions of a policy apart most often: the first visit of each probe on the days on
/// which one of them begins or ends, and with a large bill, once more in another month.
pub(super) fn likely(program: &Program, other: &Program, probes: &[Probe]) -> Vec<Probe> {
    let role = |role| program.vocabulary.role(role).map(|(id, _)| id);
    let Some(date) = role(Role::VisitDate) else { return Vec::new() };
    let total = role(Role::Total).filter(|_| !program.head.calc);
    let edges = [program, other].into_iter().flat_map(|it| {
        let validity = &it.head.validity;
        [validity.from, validity.until]
    });
    let edges = edges.flatten().flat_map(|day| [day.pred_opt(), Some(day)]);
    let days: BTreeSet<Date> = edges.flatten().collect();
    let mut likely = Vec::new();
    for facts in probes.iter().filter_map(|probe| probe.visits.first()) {
        for day in &days {
            let mut facts = facts.clone();
            put(program, &mut facts, date, &Value::Date(*day));
            likely.push(Probe { visits: vec![facts] });
        }
        let later =
            date_of(program, facts).and_then(|day| day.checked_add_days(chrono::Days::new(MONTH)));
        if let (Some(total), Some(later)) = (total, later) {
            let mut large = facts.clone();
            large.lines.clear();
            put(program, &mut large, total, &Value::Number(Exact::whole(LARGE)));
            let mut again = large.clone();
            put(program, &mut again, date, &Value::Date(later));
            likely.push(Probe { visits: vec![large, again] });
        }
    }
    likely
}
