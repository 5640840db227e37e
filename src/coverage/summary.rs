//! One laid over the other: what is covered, what is not and why.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Item, Key, Kind, Side, What};
use super::seen::Seen;
use super::universe::Universe;
use super::why;
use crate::diagnostics::Text;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ratio {
    /// What was exercised.
    pub covered: usize,
    /// What there is.
    pub total: usize,
}

impl Ratio {
    /// In percent, rounded down; nothing of nothing is all.
    pub fn percent(self) -> usize {
        self.covered.saturating_mul(100).checked_div(self.total).unwrap_or(100)
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Ratio) -> Ratio {
        Ratio {
            covered: self.covered.saturating_add(other.covered),
            total: self.total.saturating_add(other.total),
        }
    }
}

/// What a suite exercised of some policies.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// Each policy, in the order given.
    pub policies: Vec<PolicyCoverage>,
}

/// What a suite exercised of one policy.
#[derive(Debug, Clone)]
pub struct PolicyCoverage {
    /// The policy.
    pub policy: String,
    /// File and line.
    pub place: String,
    /// How many visits and other events exercised it, or a policy that builds on it.
    pub events: usize,
    /// How much of each sort, for the sorts that the policy has.
    pub ratios: Vec<(Kind, Ratio)>,
    /// What was not exercised, in the order of the page. What stands inside a clause that is
    /// missing itself is only counted there.
    pub missing: Vec<Missing>,
}

/// Something that was not exercised.
#[derive(Debug, Clone)]
pub struct Missing {
    /// What.
    pub item: Item,
    /// Why not.
    pub why: Text,
    /// How many things inside it are missing with it.
    pub inside: usize,
}

impl Coverage {
    /// Lays what was seen over what there is.
    pub fn of(universes: &[Universe], seen: &Seen) -> Coverage {
        let policies = universes.iter().map(|each| policy(each, universes, seen)).collect();
        Coverage { policies }
    }

    /// Rows and clauses of all policies together.
    pub fn counted(&self) -> Ratio {
        let all = self.policies.iter().map(PolicyCoverage::counted);
        all.fold(Ratio::default(), Ratio::plus)
    }
}

impl Universe {
    /// The items that the visits of this policy, or of policies that build on it, exercised.
    pub fn exercised(&self, all: &[Universe], seen: &Seen) -> Vec<&Item> {
        let keys = covered(self, all, seen);
        self.items.iter().filter(|item| keys.contains(&item.key())).collect()
    }
}

impl PolicyCoverage {
    /// Rows and clauses together.
    pub fn counted(&self) -> Ratio {
        let counted = self.ratios.iter().filter(|(kind, _)| kind.counts());
        counted.fold(Ratio::default(), |sum, (_, ratio)| sum.plus(*ratio))
    }

    /// How much of one sort.
    pub fn ratio(&self, kind: Kind) -> Ratio {
        let found = self.ratios.iter().find(|(found, _)| *found == kind);
        found.map_or_else(Ratio::default, |(_, ratio)| *ratio)
    }
}

/// The items of a policy that its visits, or those of policies that build on it, touched.
pub(crate) fn covered(universe: &Universe, all: &[Universe], seen: &Seen) -> BTreeSet<Key> {
    let name = &universe.program.head.name;
    let mut keys = BTreeSet::new();
    for other in all {
        let own = other.program.head.name == *name;
        if !own && !other.origins.contains(name) {
            continue;
        }
        if let Some(touched) = seen.of(&other.program.head.name) {
            let items = other.items.iter();
            keys.extend(items.filter(|item| touched.marks.contains(&item.mark())).map(Item::key));
        }
    }
    keys
}

fn policy(universe: &Universe, all: &[Universe], seen: &Seen) -> PolicyCoverage {
    let program = &universe.program;
    let name = &program.head.name;
    let keys = covered(universe, all, seen);
    let here =
        all.iter().filter(|other| other.program.head.name == *name || other.origins.contains(name));
    let events = here
        .filter_map(|other| seen.of(&other.program.head.name))
        .fold(0, |sum: usize, touched| sum.saturating_add(touched.events));
    let mut ratios: BTreeMap<Kind, Ratio> = BTreeMap::new();
    for item in universe.items.iter().filter(|item| !item.unreachable) {
        let ratio = ratios.entry(item.kind).or_default();
        let one = Ratio { covered: usize::from(keys.contains(&item.key())), total: 1 };
        *ratio = ratio.plus(one);
    }
    PolicyCoverage {
        policy: name.clone(),
        place: program.head.place.clone(),
        events,
        ratios: ratios.into_iter().collect(),
        missing: missing(universe, &keys, seen, events),
    }
}

fn missing(universe: &Universe, keys: &BTreeSet<Key>, seen: &Seen, events: usize) -> Vec<Missing> {
    let mut list: Vec<Missing> = Vec::new();
    for item in &universe.items {
        if keys.contains(&item.key()) {
            continue;
        }
        // What stands inside something that is missing is counted there.
        let around = item.within.iter().find_map(|clause| {
            list.iter().position(|missing| missing.item.what == What::Clause(*clause))
        });
        if let Some(around) = around.and_then(|at| list.get_mut(at)) {
            around.inside = around.inside.saturating_add(1);
            continue;
        }
        // A value that is missing with its whole line needs no words of its own.
        let line = list.iter_mut().find(|missing| {
            matches!(missing.item.what, What::Row(..))
                && item.kind == Kind::Cell
                && missing.item.span == item.span
        });
        if let Some(line) = line {
            line.inside = line.inside.saturating_add(1);
            continue;
        }
        let why = why::why(universe, item, keys, seen, events);
        list.push(Missing { item: item.clone(), why, inside: 0 });
    }
    // The rules are walked in the order in which they run; a reader goes down the page.
    list.sort_by_key(|missing| missing.item.span.lo);
    list
}

/// Whether a clause did anything.
pub(crate) fn clause_ran(
    universe: &Universe,
    keys: &BTreeSet<Key>,
    clause: crate::rule::ClauseId,
) -> bool {
    let item = universe.items.iter().find(|item| item.what == What::Clause(clause));
    item.is_none_or(|item| keys.contains(&item.key()))
}

/// Whether one side of a gate was seen.
pub(crate) fn gate_side(
    universe: &Universe,
    keys: &BTreeSet<Key>,
    clause: crate::rule::ClauseId,
    side: Side,
) -> bool {
    let mut items = universe.items.iter();
    items.any(|item| {
        item.what == What::Gate(clause) && item.side == side && keys.contains(&item.key())
    })
}
