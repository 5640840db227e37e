//! A visit that shows a trouble: concrete values out of a region, looked at once more.

mod pick;
mod render;

use crate::analysis::concrete::{Look, Visit};
use crate::analysis::model::{Model, Spot};
use crate::analysis::space::{Budget, Formula, Region};
use crate::diagnostics::{Text, Witness};
use crate::rule::Classes;
use crate::value::Value;

/// How many regions are looked at for one witness.
const REGIONS: u32 = 20_000;
/// How many choices of values are tried where a condition computes with them.
const MOST_TRIES: usize = 3_000;
/// How many parts of conditions one choice may take to count once.
const STEPS_OF_A_TRY: u32 = 200;

/// What became of the search for a visit.
#[derive(Debug)]
pub(crate) enum Search {
    /// A visit that shows it.
    Found(Box<Visit>),
    /// There is none.
    None,
    /// None was found, and it is not known that there is none.
    Open,
}

impl Model<'_> {
    /// A visit that comes to a spot, lies in a region and meets some more formulas.
    pub(crate) fn visit(&self, spot: &Spot<'_>, more: &[&Formula], region: &Region) -> Search {
        let mut demands = spot.demands();
        demands.extend(more);
        let mut gentle = demands.clone();
        gentle.extend(&spot.soft);
        let mut unsure = false;
        // First a visit that nothing else stops, then any that comes so far.
        for formulas in [&gentle, &demands] {
            match self.some_visit(spot, formulas, region) {
                Search::Found(visit) => return Search::Found(visit),
                Search::Open => unsure = true,
                Search::None => {}
            }
        }
        if unsure { Search::Open } else { Search::None }
    }

    fn some_visit(&self, spot: &Spot<'_>, formulas: &[&Formula], region: &Region) -> Search {
        let all: Vec<&Formula> = formulas.iter().copied().chain(&self.space.links).collect();
        let mut budget = Budget::new(REGIONS);
        let mut tries = 0_usize;
        let (mut found, mut some) = (None, false);
        let seen = self.space.each_solution(&all, region, &mut budget, &mut |solution| {
            some = true;
            pick::each_visit(self, solution, &mut |visit| {
                let look = Look::new(self.policy, &visit);
                let meets = self.meets(&look, spot, formulas, solution);
                // What takes long counts as many tries.
                let more = usize::try_from(look.spent() / STEPS_OF_A_TRY).unwrap_or(MOST_TRIES);
                tries = tries.saturating_add(1).saturating_add(more);
                if meets {
                    found = Some(visit);
                }
                found.is_none() && tries < MOST_TRIES
            });
            found.is_none() && tries < MOST_TRIES
        });
        match (found, seen, some) {
            (Some(visit), _, _) => Search::Found(Box::new(visit)),
            (None, Ok(true), false) => Search::None,
            (None, _, _) => Search::Open,
        }
    }

    /// Whether a visit really meets what it was made for.
    fn meets(
        &self,
        look: &Look<'_>,
        spot: &Spot<'_>,
        formulas: &[&Formula],
        region: &Region,
    ) -> bool {
        let reaches = spot.place.hard.iter().all(|cond| look.holds(cond) == Some(true));
        if !reaches {
            return false;
        }
        let mut read = Vec::new();
        formulas.iter().for_each(|formula| formula.variables(&mut read));
        read.iter().all(|id| {
            let Some(variable) = self.space.variable(*id) else { return false };
            let untouched = self.space.full.of(variable) == region.of(variable);
            untouched
                || look
                    .subject(&variable.subject)
                    .and_then(|value| class_of(&variable.classes, &value))
                    .is_some_and(|class| region.holds(variable, class))
        })
    }

    /// The visit in the words of a scenario.
    pub(crate) fn told(&self, visit: &Visit, shows: Text) -> Witness {
        render::witness(self, visit, shows)
    }
}

/// The class of a value.
pub(super) fn class_of(classes: &Classes, value: &Value) -> Option<usize> {
    match (classes, value) {
        (Classes::Choices(_), Value::Choice(choice)) => Some(*choice as usize),
        (Classes::Flags, Value::Flag(flag)) => Some(usize::from(*flag)),
        (Classes::Numbers(cuts), Value::Number(number)) => Classes::of_number(cuts, *number).ok(),
        (Classes::Dates(cuts), Value::Date(date)) => Some(Classes::of_date(cuts, *date)),
        _ => None,
    }
}
