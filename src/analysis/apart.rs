//! Which rows of a table share a combination of values, and which differ in one variable only, without
//! looking at each pair of them in full.

use crate::analysis::space::Extent;

/// What each row leaves each variable that its table looks at.
pub(crate) struct Extents {
    /// The variables.
    looks_at: Vec<usize>,
    /// For each row, in the order of the variables.
    rows: Vec<Vec<Extent>>,
}

/// Where two rows have no value in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Apart {
    /// In no variable.
    Nowhere,
    /// In this one only.
    In(usize),
    /// In several.
    Widely,
}

impl Apart {
    /// Whether it is in no other variable than this.
    pub(crate) fn only_in(self, variable: usize) -> bool {
        match self {
            Apart::Nowhere => true,
            Apart::In(only) => only == variable,
            Apart::Widely => false,
        }
    }
}

/// The first and the last class that a row leaves a variable, and the row.
type Reach = (usize, usize, usize);

impl Extents {
    pub(crate) fn new(looks_at: Vec<usize>, rows: Vec<Vec<Extent>>) -> Extents {
        Extents { looks_at, rows }
    }

    /// Where two rows lie apart.
    pub(crate) fn apart(&self, first: usize, second: usize) -> Apart {
        let (Some(one), Some(other)) = (self.rows.get(first), self.rows.get(second)) else {
            return Apart::Widely;
        };
        let mut found = Apart::Nowhere;
        for ((one, other), variable) in one.iter().zip(other).zip(&self.looks_at) {
            if one.is_apart(other) {
                match found {
                    Apart::Nowhere => found = Apart::In(*variable),
                    Apart::In(_) | Apart::Widely => return Apart::Widely,
                }
            }
        }
        found
    }

    /// Pairs of rows that lie apart in no variable, in their order. Sorted along the variable that
    /// separates them best, a row is compared only with those that begin before it ends.
    pub(crate) fn overlaps(&self) -> Vec<(usize, usize)> {
        let everywhere = || (0..self.rows.len()).map(|row| (0, 0, row)).collect();
        let along = (0..self.looks_at.len()).map(|at| self.reaches(at));
        let along: Vec<Reach> =
            along.min_by_key(|reaches| meetings(reaches)).unwrap_or_else(everywhere);
        let mut found = Vec::new();
        for (at, (_, _, row)) in along.iter().enumerate() {
            for (_, _, other) in begun(&along, at) {
                if self.meet(*row, *other) {
                    found.push((*row.min(other), *row.max(other)));
                }
            }
        }
        found.sort_unstable();
        found
    }

    fn meet(&self, first: usize, second: usize) -> bool {
        let (Some(one), Some(other)) = (self.rows.get(first), self.rows.get(second)) else {
            return false;
        };
        !one.iter().zip(other).any(|(one, other)| one.is_apart(other))
    }

    /// How far each row reaches along a variable, sorted; a row that leaves it nothing meets no other.
    fn reaches(&self, variable: usize) -> Vec<Reach> {
        let mut reaches: Vec<Reach> = self
            .rows
            .iter()
            .enumerate()
            .filter_map(|(row, extents)| {
                let (first, last) = extents.get(variable)?.ends()?;
                Some((first, last, row))
            })
            .collect();
        reaches.sort_unstable();
        reaches
    }
}

/// Those behind a place that begin before the row there ends.
fn begun(reaches: &[Reach], at: usize) -> &[Reach] {
    let behind = reaches.get(at.saturating_add(1)..).unwrap_or_default();
    let last = reaches.get(at).map_or(0, |(_, last, _)| *last);
    behind.get(..behind.partition_point(|(first, _, _)| *first <= last)).unwrap_or_default()
}

/// How many pairs would have to be compared.
fn meetings(reaches: &[Reach]) -> usize {
    (0..reaches.len()).map(|at| begun(reaches, at).len()).sum()
}
