//! What the one definition of arithmetic asks of a number.
//!
//! A settlement is computed in [`Exact`] fractions. A proof about all settlements of a policy runs the
//! same code on numbers that remember how they came about; whatever holds of one run of the
//! interpreter holds of the other, because there is only one.

use std::fmt::Debug;

use super::op::Comparison;
use super::rounding::{self, Rounding};
use super::{Exact, OutOfRange};

/// A number that a visit can be settled with. Every operation is exact or refuses.
pub trait Number: Copy + Debug + PartialEq {
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;

    /// A figure that is the same for every visit.
    fn of(figure: Exact) -> Self;

    /// Its value.
    fn exact(self) -> Exact;

    /// Sum.
    fn add(self, other: Self) -> Result<Self, OutOfRange>;

    /// Product.
    fn mul(self, other: Self) -> Result<Self, OutOfRange>;

    /// Quotient; refuses to divide by zero.
    fn div(self, other: Self) -> Result<Self, OutOfRange>;

    /// The same distance on the other side of zero.
    fn neg(self) -> Result<Self, OutOfRange>;

    /// The greatest whole number that is not above.
    fn floor(self) -> Result<Self, OutOfRange>;

    /// Whether two numbers compare as asked; refuses what cannot be compared exactly.
    fn is(self, comparison: Comparison, other: Self) -> Result<bool, OutOfRange>;

    /// An amount in 分, rounded.
    fn rounded(self, rounding: Rounding) -> Result<Self, OutOfRange>;

    /// The greatest multiple of the unit of a rounding that is not above.
    fn not_above(self, rounding: Rounding) -> Result<Self, OutOfRange>;

    /// Difference.
    fn sub(self, other: Self) -> Result<Self, OutOfRange> {
        self.add(other.neg()?)
    }

    /// An amount in 分, half-up to whole 分.
    fn to_fen(self) -> Result<Self, OutOfRange> {
        self.rounded(Rounding::default())
    }

    /// Whether it is the larger one.
    fn exceeds(self, other: Self) -> Result<bool, OutOfRange> {
        self.is(Comparison::Greater, other)
    }

    /// The smaller of two.
    fn min(self, other: Self) -> Result<Self, OutOfRange> {
        Ok(if self.exceeds(other)? { other } else { self })
    }

    /// The larger of two.
    fn max(self, other: Self) -> Result<Self, OutOfRange> {
        Ok(if other.exceeds(self)? { other } else { self })
    }

    /// Whether it is above zero.
    fn is_positive(self) -> Result<bool, OutOfRange> {
        self.exceeds(Self::ZERO)
    }

    /// Whether it is below zero.
    fn is_negative(self) -> Result<bool, OutOfRange> {
        Self::ZERO.exceeds(self)
    }
}

impl Number for Exact {
    const ZERO: Exact = Exact::ZERO;
    const ONE: Exact = Exact::ONE;

    fn of(figure: Exact) -> Exact {
        figure
    }

    fn exact(self) -> Exact {
        self
    }

    fn add(self, other: Exact) -> Result<Exact, OutOfRange> {
        self.add(other)
    }

    fn sub(self, other: Exact) -> Result<Exact, OutOfRange> {
        self.sub(other)
    }

    fn mul(self, other: Exact) -> Result<Exact, OutOfRange> {
        self.mul(other)
    }

    fn div(self, other: Exact) -> Result<Exact, OutOfRange> {
        self.div(other)
    }

    fn neg(self) -> Result<Exact, OutOfRange> {
        self.neg()
    }

    fn floor(self) -> Result<Exact, OutOfRange> {
        Ok(self.floor())
    }

    fn is(self, comparison: Comparison, other: Exact) -> Result<bool, OutOfRange> {
        Ok(comparison.holds(self.compare(other)?))
    }

    fn rounded(self, rounding: Rounding) -> Result<Exact, OutOfRange> {
        rounding.apply(self)
    }

    fn not_above(self, rounding: Rounding) -> Result<Exact, OutOfRange> {
        rounding.not_above(self)
    }

    fn to_fen(self) -> Result<Exact, OutOfRange> {
        rounding::to_fen(self)
    }

    fn is_positive(self) -> Result<bool, OutOfRange> {
        Ok(self.is_positive())
    }

    fn is_negative(self) -> Result<bool, OutOfRange> {
        Ok(self.is_negative())
    }
}
