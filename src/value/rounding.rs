//! The only place that rounds.

use super::{Exact, OutOfRange};

/// Where a tie, or any remainder, goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// 四舍五入: a tie goes away from zero.
    #[default]
    HalfUp,
    /// 四舍六入五成双: a tie goes to the even neighbour.
    HalfEven,
    /// 舍去: towards zero.
    Down,
    /// 进位: away from zero.
    Up,
}

/// A unit and a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// The unit, in 分: 1 for 分, 10 for 角, 100 for 元.
    pub unit: Exact,
    /// The mode.
    pub mode: Mode,
}

impl Default for Rounding {
    fn default() -> Self {
        Rounding { unit: Exact::ONE, mode: Mode::HalfUp }
    }
}

impl Rounding {
    /// An amount in 分, rounded to the unit.
    pub fn apply(self, amount: Exact) -> Result<Exact, OutOfRange> {
        round(amount.div(self.unit)?, self.mode)?.mul(self.unit)
    }

    /// The greatest multiple of the unit that is not above the amount.
    pub fn not_above(self, amount: Exact) -> Result<Exact, OutOfRange> {
        amount.div(self.unit)?.floor().mul(self.unit)
    }
}

/// An amount in 分, half-up to whole 分.
pub fn to_fen(amount: Exact) -> Result<Exact, OutOfRange> {
    if amount.is_whole() { Ok(amount) } else { round(amount, Mode::HalfUp) }
}

fn round(number: Exact, mode: Mode) -> Result<Exact, OutOfRange> {
    if number.is_whole() {
        return Ok(number);
    }
    if number.is_negative() {
        return round(number.neg()?, mode)?.neg();
    }
    let below = number.floor();
    let above = below.add(Exact::ONE)?;
    let rest = number.sub(below)?;
    let half = Exact::fraction(1, 2)?;
    Ok(match (mode, rest.compare(half)?) {
        (Mode::Down, _) | (Mode::HalfUp | Mode::HalfEven, std::cmp::Ordering::Less) => below,
        (Mode::Up, _) | (_, std::cmp::Ordering::Greater) => above,
        (Mode::HalfUp, std::cmp::Ordering::Equal) => above,
        (Mode::HalfEven, std::cmp::Ordering::Equal) => {
            if below.numerator().rem_euclid(2) == 0 {
                below
            } else {
                above
            }
        }
    })
}
