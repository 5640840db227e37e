//! How much may be done.

use std::cell::Cell;

/// How much is done before a policy is left undecided, counted in figures that an exchange touches.
#[derive(Debug)]
pub(in crate::proof) struct Work {
    left: Cell<u64>,
}

impl Work {
    pub(in crate::proof) fn new(most: u64) -> Work {
        Work { left: Cell::new(most) }
    }

    /// What is left of it.
    pub(in crate::proof) fn left(&self) -> u64 {
        self.left.get()
    }

    /// Begins anew with so much.
    pub(in crate::proof) fn renew(&self, most: u64) {
        self.left.set(most);
    }

    pub(in crate::proof) fn spend(&self, figures: usize) {
        let figures = u64::try_from(figures).unwrap_or(u64::MAX);
        self.left.set(self.left.get().saturating_sub(figures));
    }

    /// Whether no more is to be done.
    pub(in crate::proof) fn is_done(&self) -> bool {
        self.left.get() == 0
    }
}
