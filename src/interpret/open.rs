//! Open money, line by line.

use super::stop::Stop;
use crate::value::Number;

/// The open money of each line of the bill; a bill without lines is one line.
#[derive(Debug, Clone)]
pub(crate) struct Open<N> {
    lines: Vec<N>,
    total: N,
}

impl<N: Number> Open<N> {
    /// All of the scope is open.
    pub(crate) fn new(lines: Vec<N>) -> Result<Open<N>, Stop> {
        let mut total = N::ZERO;
        for line in &lines {
            total = total.add(*line)?;
        }
        Ok(Open { lines, total })
    }

    /// All open money, exact.
    pub(crate) fn total(&self) -> N {
        self.total
    }

    /// All open money, in 分.
    pub(crate) fn fen(&self) -> Result<N, Stop> {
        Ok(self.total.to_fen()?)
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The open money of one line.
    pub(crate) fn line(&self, line: usize) -> N {
        self.lines.get(line).copied().unwrap_or(N::ZERO)
    }

    /// The open money of some lines.
    pub(crate) fn of(&self, lines: &[usize]) -> Result<N, Stop> {
        let mut sum = N::ZERO;
        for line in lines {
            sum = sum.add(self.line(*line))?;
        }
        Ok(sum)
    }

    /// Takes an amount out of some lines, the first line first, and returns what was taken in 分:
    /// the difference of the rounded open money before and after.
    pub(crate) fn take(&mut self, lines: &[usize], amount: N) -> Result<N, Stop> {
        let before = self.fen()?;
        let mut rest = amount;
        for line in lines {
            if !rest.is_positive()? {
                break;
            }
            if let Some(open) = self.lines.get_mut(*line) {
                let part = rest.min(*open)?;
                *open = open.sub(part)?;
                rest = rest.sub(part)?;
            }
        }
        if rest.is_positive()? {
            return Err(Stop::Internal("more was taken than was open", None));
        }
        self.total = self.total.sub(amount)?;
        Ok(before.sub(self.fen()?)?)
    }
}
