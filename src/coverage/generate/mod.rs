//! Visits that exercise what a suite left out, written as scenarios.
//!
//! A search, always the same for the same input: it starts from the suite's own visits and from one
//! made of first values, changes a field at a time, adds visits behind, and keeps what touches
//! something new. A budget of settlements for each policy ends it. Of what was found the fewest
//! scenarios are kept that together touch everything, each with no fact too many.

mod candidates;
mod differ;
mod probe;
mod search;
mod write;

use std::collections::BTreeSet;

use super::item::{Item, Mark};
use super::seen::Seen;
use super::summary::{Coverage, covered};
use super::universe::Universe;
use crate::ledger::State;
use crate::program::Program;
use crate::visit::Facts;
use probe::Probe;

/// Visits of a suite that one person made under one policy, in order.
#[derive(Debug, Clone)]
pub struct Start {
    /// The policy.
    pub policy: String,
    /// The visits.
    pub visits: Vec<Facts>,
}

/// How far the search goes.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The most settlements for each policy.
    pub budget: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { budget: 6000 }
    }
}

/// What the search found.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The scenarios, and as comments what no visit was found for.
    pub text: String,
    /// The scenarios one by one.
    pub scenarios: Vec<Found>,
    /// What suite and scenarios exercise together.
    pub after: Coverage,
}

/// A scenario that the search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The policy.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// What it exercises that neither the suite nor a scenario before it does.
    pub covers: Vec<Item>,
}

/// Searches for visits that exercise what was not seen, and writes them.
pub fn generate(
    universes: &[Universe],
    seen: &Seen,
    starts: &[Start],
    options: Options,
) -> Generated {
    let mut after = seen.clone();
    let mut scenarios = Vec::new();
    let mut parts = Vec::new();
    for universe in universes {
        let keys = covered(universe, universes, seen);
        let open = universe.items.iter().filter(|item| !item.unreachable);
        let targets: BTreeSet<Mark> =
            open.filter(|item| !keys.contains(&item.key())).map(Item::mark).collect();
        if targets.is_empty() {
            continue;
        }
        let starts = starts.iter().filter(|start| start.policy == universe.program.head.name);
        let starts: Vec<Probe> =
            starts.map(|start| Probe { visits: start.visits.clone() }).collect();
        for (probe, marks) in search::search(&universe.program, &targets, &starts, options.budget) {
            let covers: Vec<Item> = universe
                .items
                .iter()
                .filter(|item| marks.contains(&item.mark()))
                .cloned()
                .collect();
            let Some((title, text)) = write::scenario(&universe.program, &probe, &covers) else {
                continue;
            };
            record(&mut after, universe, &probe);
            let (title, text) = distinct(title, text, universe, &scenarios);
            parts.push(text);
            let policy = universe.program.head.name.clone();
            scenarios.push(Found { policy, title, covers });
        }
    }
    let after = Coverage::of(universes, &after);
    parts.extend(write::left(&after, options));
    Generated { text: parts.join("\n"), scenarios, after }
}

/// A scenario whose expectations a policy meets and another version of it does not, if one is found,
/// and how many settlements were tried. Both must have the same fields and accounts.
pub fn tell_apart(
    program: &Program,
    other: &Program,
    starts: &[Start],
    options: Options,
) -> (Option<String>, usize) {
    let starts = starts.iter().filter(|start| start.policy == program.head.name);
    let starts: Vec<Probe> = starts.map(|start| Probe { visits: start.visits.clone() }).collect();
    let (probe, tried) = search::apart(program, other, &starts, options.budget);
    let text = probe.and_then(|probe| differ::scenario(program, other, &probe));
    (text, tried)
}

/// A title of its own for each scenario: with the policy, then with a number behind it.
fn distinct(
    title: String,
    text: String,
    universe: &Universe,
    before: &[Found],
) -> (String, String) {
    let taken = |title: &str| before.iter().any(|found| found.title == title);
    if !taken(&title) {
        return (title, text);
    }
    let named = format!("{title}（{}）", universe.program.head.name);
    let own =
        (2..).map(|number: usize| format!("{named} {number}")).find(|numbered| !taken(numbered));
    let own = if taken(&named) { own.unwrap_or(named) } else { named };
    let text = text.replacen(&format!("“{title}”"), &format!("“{own}”"), 1);
    (own, text)
}

fn record(seen: &mut Seen, universe: &Universe, probe: &Probe) {
    let program = &universe.program;
    let mut state = State::default();
    for facts in &probe.visits {
        if program.head.calc {
            seen.record_calculation(program, facts);
            continue;
        }
        seen.record(program, facts, &state);
        if let Ok((_, delta)) = crate::interpret::settle(program, facts, &state) {
            let _applied = state.apply(&delta);
        }
    }
}
