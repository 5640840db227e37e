//! Pieces by what was given on the way to them, and those of two cells that one person can come to.

use super::{Cell, Given, Piece, Pieces};
use crate::proof::linear::{Room, Var, Work};
use crate::rule::FieldId;
use crate::value::{Exact, OutOfRange};

impl Pieces<'_> {
    /// Every two cells that one visit may be of both of, some fields apart, until the work is done.
    pub(in crate::proof) fn agreeing<'a>(
        &'a self,
        but: &'a [FieldId],
    ) -> impl Iterator<Item = (&'a Cell, &'a Cell)> {
        let agree = |one: &Cell, other: &Cell| match (one.given(), other.given()) {
            (Some(one), Some(other)) => {
                self.work.spend(one.fields.len());
                one.agrees(other, but)
            }
            _ => false,
        };
        let going_on = || !self.work.is_done();
        self.cells.iter().take_while(move |_| going_on()).flat_map(move |one| {
            let others = self.cells.iter().filter(move |other| agree(one, other));
            others.map(move |other| (one, other))
        })
    }
}

impl Cell {
    /// Pieces in the order found; those of which the same was given are found one after the other.
    pub(super) fn gather(pieces: Vec<Piece>) -> Vec<Cell> {
        let mut cells: Vec<Cell> = Vec::new();
        for piece in pieces {
            match cells.last_mut().filter(|cell| cell.given() == Some(&piece.given)) {
                Some(cell) => {
                    let before = cell.pieces.last();
                    let shared = before.map_or(0, |before| before.shares(&piece));
                    cell.shared.push(shared);
                    cell.pieces.push(piece);
                }
                None => cells.push(Cell { pieces: vec![piece], shared: vec![0] }),
            }
        }
        cells
    }

    /// What was given of all its visits.
    pub(in crate::proof) fn given(&self) -> Option<&Given> {
        self.pieces.first().map(|piece| &piece.given)
    }

    /// The pieces that a second visit may be of, when one figure of it is so much more than that of a
    /// first visit of a piece, as far as single conditions tell.
    ///
    /// Pieces were found one beside the other: where a condition that a piece shares with the next one
    /// cannot be met, the next one is passed over.
    pub(in crate::proof) fn beside(
        &self,
        first: &Piece,
        more: Option<(Var, Exact)>,
        work: &Work,
    ) -> Result<Vec<&Piece>, OutOfRange> {
        let room = Room::of(first.bounds.iter())?;
        let mut found = Vec::new();
        // The place of the condition that the piece before does not meet.
        let mut failed: Option<usize> = None;
        for (piece, shared) in self.pieces.iter().zip(&self.shared) {
            if failed.is_some_and(|place| *shared > place) {
                continue;
            }
            failed = None;
            for (place, bound) in piece.bounds.iter().enumerate() {
                work.spend(1);
                if !room.meets(bound, more)? {
                    failed = Some(place);
                    break;
                }
            }
            if failed.is_none() {
                found.push(piece);
            }
        }
        Ok(found)
    }
}

impl Piece {
    /// How many conditions it begins with that another begins with too.
    fn shares(&self, other: &Piece) -> usize {
        let both = self.bounds.iter().zip(&other.bounds);
        both.take_while(|(one, other)| one == other).count()
    }
}
