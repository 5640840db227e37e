//! Regions: for each variable the classes that it may lie in, as bits in one row of words.

use super::{Space, Variable};

/// A box over all variables of a space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Region {
    words: Vec<u64>,
}

/// Some classes of one variable.
pub(crate) type Mask = Vec<u64>;

/// The classes that a region leaves a variable, without the empty words around them: rows of a table
/// over figures hold a few of many classes, so that two of them seldom have a word to compare.
#[derive(Debug)]
pub(crate) struct Extent {
    from: usize,
    words: Vec<u64>,
}

impl Extent {
    /// The first and the last class; `None` when there is none.
    pub(crate) fn ends(&self) -> Option<(usize, usize)> {
        let (first, last) = (self.words.first()?, self.words.last()?);
        let word = |at: usize| at.saturating_mul(64);
        let bit = |at: u32| usize::try_from(at).unwrap_or(0);
        let behind = word(self.from.saturating_add(self.words.len()));
        let first = word(self.from).saturating_add(bit(first.trailing_zeros()));
        Some((first, behind.saturating_sub(bit(last.leading_zeros())).saturating_sub(1)))
    }

    /// Whether no class is in both.
    pub(crate) fn is_apart(&self, other: &Extent) -> bool {
        let (first, second) = if self.from <= other.from { (self, other) } else { (other, self) };
        let shared = second.from.saturating_sub(first.from);
        first.words.iter().skip(shared).zip(&second.words).all(|(a, b)| a & b == 0)
    }
}

/// The bits of a list of flags.
pub(crate) fn mask(held: &[bool]) -> Mask {
    held.chunks(64)
        .map(|chunk| {
            chunk.iter().rev().fold(0_u64, |word, held| word.wrapping_shl(1) | u64::from(*held))
        })
        .collect()
}

/// How the classes that a region leaves a variable lie to a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// All of them are in the set.
    Inside,
    /// None of them is.
    Outside,
    /// Some are.
    Across,
}

impl Region {
    pub(super) fn full(variables: &[Variable]) -> Region {
        let words = variables.iter().flat_map(|variable| mask(&variable.possible)).collect();
        Region { words }
    }

    /// The classes left to a variable.
    pub(crate) fn of(&self, variable: &Variable) -> &[u64] {
        self.words.get(variable.at..variable.behind).unwrap_or_default()
    }

    /// The same without the empty words around them.
    pub(crate) fn extent(&self, variable: &Variable) -> Extent {
        let words = self.of(variable);
        let from = words.iter().position(|word| *word != 0).unwrap_or(words.len());
        let behind =
            words.iter().rposition(|word| *word != 0).map_or(from, |at| at.saturating_add(1));
        Extent { from, words: words.get(from..behind).unwrap_or_default().to_vec() }
    }

    fn of_mut(&mut self, variable: &Variable) -> &mut [u64] {
        self.words.get_mut(variable.at..variable.behind).unwrap_or_default()
    }

    /// How many classes are left to a variable.
    pub(crate) fn count(&self, variable: &Variable) -> u32 {
        self.of(variable).iter().map(|word| word.count_ones()).sum()
    }

    /// Whether a class is left to a variable.
    pub(crate) fn holds(&self, variable: &Variable, class: usize) -> bool {
        let word = self.of(variable).get(class / 64).copied().unwrap_or(0);
        word.wrapping_shr(u32::try_from(class % 64).unwrap_or(0)) & 1 == 1
    }

    /// The classes left to a variable, ascending.
    pub(crate) fn classes(&self, variable: &Variable) -> Vec<usize> {
        (0..variable.classes.count()).filter(|class| self.holds(variable, *class)).collect()
    }

    pub(crate) fn relation(&self, variable: &Variable, mask: &[u64]) -> Relation {
        let (mut inside, mut outside) = (false, false);
        for (own, set) in self.of(variable).iter().zip(mask) {
            inside |= own & set != 0;
            outside |= own & !set != 0;
        }
        match (inside, outside) {
            (true, true) => Relation::Across,
            (true, false) => Relation::Inside,
            (false, _) => Relation::Outside,
        }
    }

    /// What lies in a set.
    pub(crate) fn within(&self, variable: &Variable, mask: &[u64]) -> Region {
        let mut region = self.clone();
        for (own, set) in region.of_mut(variable).iter_mut().zip(mask) {
            *own &= set;
        }
        region
    }

    /// What does not lie in a set.
    pub(crate) fn without(&self, variable: &Variable, mask: &[u64]) -> Region {
        let mut region = self.clone();
        for (own, set) in region.of_mut(variable).iter_mut().zip(mask) {
            *own &= !set;
        }
        region
    }

    /// The same region with other classes of one variable.
    pub(crate) fn with(&self, variable: &Variable, mask: &[u64]) -> Region {
        let mut region = self.clone();
        for (own, set) in region.of_mut(variable).iter_mut().zip(mask) {
            *own = *set;
        }
        region
    }

    /// What lies in both.
    pub(crate) fn and(&self, other: &Region) -> Region {
        let words = self.words.iter().zip(&other.words).map(|(a, b)| a & b).collect();
        Region { words }
    }

    /// The smallest region that holds both.
    pub(crate) fn or(&self, other: &Region) -> Region {
        let words = self.words.iter().zip(&other.words).map(|(a, b)| a | b).collect();
        Region { words }
    }

    /// Whether some variable has no class left.
    pub(crate) fn is_empty(&self, space: &Space) -> bool {
        space.variables.iter().any(|variable| self.of(variable).iter().all(|word| *word == 0))
    }

    /// Joins two regions that differ in one variable only.
    pub(crate) fn joined(&self, other: &Region, space: &Space) -> Option<Region> {
        let mut differing =
            space.variables.iter().filter(|variable| self.of(variable) != other.of(variable));
        let variable = differing.next();
        if differing.next().is_some() {
            return None;
        }
        let mut joined = self.clone();
        if let Some(variable) = variable {
            for (own, more) in joined.of_mut(variable).iter_mut().zip(other.of(variable)) {
                *own |= more;
            }
        }
        Some(joined)
    }
}

/// Joins regions that differ in one variable only, until no two do.
pub(crate) fn merge(mut regions: Vec<Region>, space: &Space) -> Vec<Region> {
    loop {
        let before = regions.len();
        let mut merged: Vec<Region> = Vec::new();
        for next in regions {
            let found = merged.iter_mut().find_map(|known| {
                let joined = known.joined(&next, space)?;
                Some((known, joined))
            });
            match found {
                Some((known, joined)) => *known = joined,
                None => merged.push(next),
            }
        }
        regions = merged;
        if regions.len() == before {
            return regions;
        }
    }
}
