//! Which regions no row of a table covers: rows are boxes, and boxes are taken out of the region
//! that is asked by splitting it, never by trying every combination.

use std::cell::OnceCell;

use crate::analysis::apart::Extents;
use crate::analysis::model::{Asked, Model, Spot};
use crate::analysis::space::{Budget, Formula, Region, Relation, Space, TooMany};

/// How many holes of a table are kept apart before they are merged; with one more the search ends.
pub(crate) const MOST_HOLES: usize = 400;

/// The rows of a table as boxes.
pub(crate) struct Boxes<'m> {
    space: &'m Space,
    looks_at: &'m [usize],
    /// For each row the sets that it demands, by variable.
    rows: Vec<Vec<(usize, usize)>>,
    /// Pairs of rows that share a combination, once they are asked for.
    overlaps: OnceCell<Vec<(usize, usize)>>,
}

impl<'m> Boxes<'m> {
    pub(crate) fn new(model: &'m Model<'_>, asked: &'m Asked<'_>) -> Boxes<'m> {
        Boxes {
            space: &model.space,
            looks_at: &asked.looks_at,
            rows: asked.rows.iter().map(atoms).collect(),
            overlaps: OnceCell::new(),
        }
    }

    /// Pairs of rows that share a combination of values, whether or not it is ever asked.
    pub(crate) fn overlaps(&self) -> &[(usize, usize)] {
        self.overlaps.get_or_init(|| self.extents().overlaps())
    }

    /// What each row leaves each variable that the table looks at.
    pub(crate) fn extents(&self) -> Extents {
        let full = &self.space.full;
        let known = |id: &usize| Some((*id, self.space.variable(*id)?));
        let (ids, variables): (Vec<_>, Vec<_>) = self.looks_at.iter().filter_map(known).unzip();
        let extents = |row| {
            let region = self.within(row, full);
            variables.iter().map(|variable| region.extent(variable)).collect()
        };
        Extents::new(ids, (0..self.rows.len()).map(extents).collect())
    }

    /// The part of a region for which a row holds.
    pub(crate) fn within(&self, row: usize, region: &Region) -> Region {
        let mut region = region.clone();
        for (variable, set) in self.rows.get(row).into_iter().flatten() {
            if let (Some(variable), Some(mask)) =
                (self.space.variables.get(*variable), self.space.masks.get(*set))
            {
                region = region.within(variable, mask);
            }
        }
        region
    }

    fn relation(&self, row: usize, region: &Region) -> Relation {
        let mut all = Relation::Inside;
        for (variable, set) in self.rows.get(row).into_iter().flatten() {
            match (self.space.variables.get(*variable), self.space.masks.get(*set)) {
                (Some(variable), Some(mask)) => match region.relation(variable, mask) {
                    Relation::Outside => return Relation::Outside,
                    Relation::Across => all = Relation::Across,
                    Relation::Inside => {}
                },
                _ => all = Relation::Across,
            }
        }
        all
    }

    /// The parts of a region that no row covers. When there are too many, those found so far are
    /// there all the same.
    pub(crate) fn holes(
        &self,
        region: &Region,
        budget: &mut Budget,
        found: &mut Vec<Region>,
    ) -> Result<(), TooMany> {
        let all: Vec<usize> = (0..self.rows.len()).collect();
        self.split(region, &all, budget, found)
    }

    fn split(
        &self,
        region: &Region,
        rows: &[usize],
        budget: &mut Budget,
        found: &mut Vec<Region>,
    ) -> Result<(), TooMany> {
        budget.spend()?;
        self.space
            .work_on(rows.iter().filter_map(|row| self.rows.get(*row)).map(Vec::len).sum())?;
        if region.is_empty(self.space) {
            return Ok(());
        }
        let mut touching = Vec::new();
        for row in rows {
            match self.relation(*row, region) {
                Relation::Inside => return Ok(()),
                Relation::Across => touching.push(*row),
                Relation::Outside => {}
            }
        }
        if touching.is_empty() {
            if found.len() >= MOST_HOLES {
                return Err(TooMany);
            }
            found.push(region.clone());
            return Ok(());
        }
        // Where no two rows share a combination, their sizes can be added.
        if self.overlaps().is_empty() && self.filled(region, &touching) {
            return Ok(());
        }
        let Some(question) = self.question(region, &touching) else { return Ok(()) };
        for part in self.space.split(region, question) {
            self.split(&part, &touching, budget, found)?;
        }
        Ok(())
    }

    /// Whether rows that lie apart fill a region: their sizes add up to its size.
    fn filled(&self, region: &Region, rows: &[usize]) -> bool {
        let mut left = self.size(region);
        for row in rows {
            let part = self.size(&self.within(*row, region));
            left = left.and_then(|left| left.checked_sub(part?));
        }
        left == Some(0)
    }

    /// How many combinations of classes a region holds; `None` when they are too many to count.
    fn size(&self, region: &Region) -> Option<u128> {
        let variables = self.looks_at.iter().filter_map(|id| self.space.variable(*id));
        variables
            .into_iter()
            .try_fold(1_u128, |size, variable| size.checked_mul(u128::from(region.count(variable))))
    }

    /// The variable that tells most rows apart, and a set of it that a row demands.
    fn question(&self, region: &Region, rows: &[usize]) -> Option<(usize, usize)> {
        // For each variable: how many rows are open in it, the last of them, and what the first asks.
        let mut open: Vec<Option<(usize, usize, usize)>> = vec![None; self.space.variables.len()];
        for row in rows {
            for (id, set) in self.rows.get(*row)? {
                let (Some(variable), Some(mask), Some(here)) =
                    (self.space.variable(*id), self.space.masks.get(*set), open.get_mut(*id))
                else {
                    continue;
                };
                if region.relation(variable, mask) == Relation::Across {
                    match here {
                        Some((_, last, _)) if last == row => {}
                        Some((count, last, _)) => (*count, *last) = (count.saturating_add(1), *row),
                        None => *here = Some((1, *row, *set)),
                    }
                }
            }
        }
        let most = open.iter().flatten().map(|(count, ..)| *count).max()?;
        let of = open.iter().position(|here| here.is_some_and(|(count, ..)| count == most))?;
        open.get(of).copied().flatten().map(|(.., set)| (of, set))
    }
}

/// The sets that a row demands.
fn atoms(row: &Formula) -> Vec<(usize, usize)> {
    match row {
        Formula::In(variable, set) => vec![(*variable, *set)],
        Formula::All(parts) => parts.iter().flat_map(atoms).collect(),
        Formula::Const(_) | Formula::Not(_) | Formula::Any(_) => Vec::new(),
    }
}

impl Model<'_> {
    /// The parts of a region, cut along some variables only, in all of which the demands of a spot
    /// can be met by choosing the other variables.
    pub(crate) fn asked_parts(
        &self,
        spot: &Spot<'_>,
        region: &Region,
        along: &[usize],
        budget: &mut Budget,
        found: &mut Vec<Region>,
    ) -> Result<(), TooMany> {
        budget.spend()?;
        let demands = spot.demands();
        let Some(region) = self.space.narrow(&demands, region) else { return Ok(()) };
        let all = demands.iter().copied().chain(&self.space.links);
        let mut question = None;
        for formula in all {
            match self.space.truth(formula, &region) {
                Some(false) => return Ok(()),
                Some(true) => {}
                None => {
                    question = question.or_else(|| {
                        self.space.open_question(formula, &region, &|id| along.contains(&id))
                    });
                }
            }
        }
        let Some(question) = question else {
            if self.space.solve(&demands, &region, budget)?.is_some() {
                found.push(self.projected(&region, along));
            }
            return Ok(());
        };
        for part in self.space.split(&region, question) {
            self.asked_parts(spot, &part, along, budget, found)?;
        }
        Ok(())
    }
}
