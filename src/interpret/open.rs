//! Open money, line by line.

use super::stop::Stop;
use crate::value::{Exact, rounding::to_fen};

/// The open money of each line of the bill; a bill without lines is one line.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    lines: Vec<Exact>,
    total: Exact,
}

impl Open {
    /// All of the scope is open.
    pub(crate) fn new(lines: Vec<Exact>) -> Result<Open, Stop> {
        let mut total = Exact::ZERO;
        for line in &lines {
            total = total.add(*line)?;
        }
        Ok(Open { lines, total })
    }

    /// All open money, exact.
    pub(crate) fn total(&self) -> Exact {
        self.total
    }

    /// All open money, in 分.
    pub(crate) fn fen(&self) -> Result<Exact, Stop> {
        Ok(to_fen(self.total)?)
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The open money of one line.
    pub(crate) fn line(&self, line: usize) -> Exact {
        self.lines.get(line).copied().unwrap_or(Exact::ZERO)
    }

    /// The open money of some lines.
    pub(crate) fn of(&self, lines: &[usize]) -> Result<Exact, Stop> {
        let mut sum = Exact::ZERO;
        for line in lines {
            sum = sum.add(self.line(*line))?;
        }
        Ok(sum)
    }

    /// Takes an amount out of some lines, the first line first, and returns what was taken in 分:
    /// the difference of the rounded open money before and after.
    pub(crate) fn take(&mut self, lines: &[usize], amount: Exact) -> Result<Exact, Stop> {
        let before = self.fen()?;
        let mut rest = amount;
        for line in lines {
            if rest.is_zero() {
                break;
            }
            if let Some(open) = self.lines.get_mut(*line) {
                let part = rest.min(*open)?;
                *open = open.sub(part)?;
                rest = rest.sub(part)?;
            }
        }
        if !rest.is_zero() {
            return Err(Stop::Internal("more was taken than was open", None));
        }
        self.total = self.total.sub(amount)?;
        Ok(before.sub(self.fen()?)?)
    }
}
