//! Deciding formulas: split at the first question that is open, until none is.

use super::{Formula, Region, Relation, Space};

/// How many parts of formulas and rows of tables are looked at for one policy: what its questions may
/// cost together.
const MOST_WORK: u64 = 50_000_000;

/// How many regions may be looked at before a question is left undecided.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    left: u32,
}

/// The budget ran out: of the question, or of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

impl Budget {
    pub(crate) fn new(regions: u32) -> Budget {
        Budget { left: regions }
    }

    /// Takes note that one more region is looked at.
    pub(crate) fn spend(&mut self) -> Result<(), TooMany> {
        self.left = self.left.checked_sub(1).ok_or(TooMany)?;
        Ok(())
    }
}

impl Space {
    /// Takes note that so many parts of formulas, or rows of a table, are looked at.
    pub(crate) fn work_on(&self, parts: usize) -> Result<(), TooMany> {
        let parts = u64::try_from(parts).unwrap_or(u64::MAX);
        self.work.set(self.work.get().saturating_add(parts));
        if self.work.get() > MOST_WORK { Err(TooMany) } else { Ok(()) }
    }

    /// Whether a formula holds in all of a region, in none of it, or (`None`) in some of it.
    pub(crate) fn truth(&self, formula: &Formula, region: &Region) -> Option<bool> {
        self.work.set(self.work.get().saturating_add(1));
        match formula {
            Formula::Const(held) => Some(*held),
            Formula::In(variable, set) => match self.relation(*variable, *set, region) {
                Relation::Inside => Some(true),
                Relation::Outside => Some(false),
                Relation::Across => None,
            },
            Formula::Not(inner) => self.truth(inner, region).map(|held| !held),
            Formula::All(parts) => self.joint(parts, region, false),
            Formula::Any(parts) => self.joint(parts, region, true),
        }
    }

    fn joint(&self, parts: &[Formula], region: &Region, decisive: bool) -> Option<bool> {
        let mut open = false;
        for part in parts {
            match self.truth(part, region) {
                Some(held) if held == decisive => return Some(decisive),
                Some(_) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(!decisive) }
    }

    fn relation(&self, variable: usize, set: usize, region: &Region) -> Relation {
        match (self.variables.get(variable), self.masks.get(set)) {
            (Some(variable), Some(mask)) => region.relation(variable, mask),
            _ => Relation::Across,
        }
    }

    /// The first question of a formula that a region leaves open, among some variables.
    pub(crate) fn open_question(
        &self,
        formula: &Formula,
        region: &Region,
        among: &dyn Fn(usize) -> bool,
    ) -> Option<(usize, usize)> {
        match formula {
            Formula::Const(_) => None,
            Formula::In(variable, set) => (among(*variable)
                && self.relation(*variable, *set, region) == Relation::Across)
                .then_some((*variable, *set)),
            Formula::Not(inner) => self.open_question(inner, region, among),
            Formula::All(parts) | Formula::Any(parts) => parts
                .iter()
                .filter(|part| self.truth(part, region).is_none())
                .find_map(|part| self.open_question(part, region, among)),
        }
    }

    /// The two parts of a region on which a question has its answers.
    pub(crate) fn split(&self, region: &Region, (variable, set): (usize, usize)) -> Vec<Region> {
        match (self.variables.get(variable), self.masks.get(set)) {
            (Some(variable), Some(mask)) => {
                vec![region.within(variable, mask), region.without(variable, mask)]
            }
            _ => Vec::new(),
        }
    }

    /// Narrows a region to what simple conditions leave of it; `None` when nothing is left.
    pub(crate) fn narrow(&self, formulas: &[&Formula], region: &Region) -> Option<Region> {
        let mut region = region.clone();
        for formula in formulas {
            self.narrow_by(formula, true, &mut region);
        }
        (!region.is_empty(self)).then_some(region)
    }

    fn narrow_by(&self, formula: &Formula, held: bool, region: &mut Region) {
        match (formula, held) {
            (Formula::In(variable, set), _) => {
                if let (Some(variable), Some(mask)) =
                    (self.variables.get(*variable), self.masks.get(*set))
                {
                    *region = if held {
                        region.within(variable, mask)
                    } else {
                        region.without(variable, mask)
                    };
                }
            }
            (Formula::Not(inner), _) => self.narrow_by(inner, !held, region),
            (Formula::All(parts), true) | (Formula::Any(parts), false) => {
                parts.iter().for_each(|part| self.narrow_by(part, held, region));
            }
            (Formula::Const(_) | Formula::All(_) | Formula::Any(_), _) => {}
        }
    }

    /// Calls `found` with regions on all of which all formulas hold, until it returns false. The
    /// regions lie apart and together they are all there is.
    pub(crate) fn each_solution(
        &self,
        formulas: &[&Formula],
        region: &Region,
        budget: &mut Budget,
        found: &mut dyn FnMut(&Region) -> bool,
    ) -> Result<bool, TooMany> {
        budget.spend()?;
        self.work_on(0)?;
        let Some(region) = self.narrow(formulas, region) else { return Ok(true) };
        let mut open = None;
        for formula in formulas {
            match self.truth(formula, &region) {
                Some(true) => {}
                Some(false) => return Ok(true),
                None => open = open.or(Some(*formula)),
            }
        }
        let Some(open) = open else { return Ok(found(&region)) };
        let Some(question) = self.open_question(open, &region, &|_| true) else {
            return Ok(found(&region));
        };
        for part in self.split(&region, question) {
            if !self.each_solution(formulas, &part, budget, found)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A region on all of which all formulas, and the links between variables, hold.
    pub(crate) fn solve(
        &self,
        formulas: &[&Formula],
        region: &Region,
        budget: &mut Budget,
    ) -> Result<Option<Region>, TooMany> {
        let all: Vec<&Formula> = formulas.iter().copied().chain(&self.links).collect();
        let mut solution = None;
        let _all_seen = self.each_solution(&all, region, budget, &mut |found| {
            solution = Some(found.clone());
            false
        })?;
        Ok(solution)
    }
}
