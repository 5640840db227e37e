//! Exact fractions of 128-bit integers. Every operation is exact or refuses.

use std::cmp::Ordering;

use rust_decimal::Decimal;

/// A result that 128-bit fractions cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfRange;

/// A fraction in lowest terms; the denominator is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

type Outcome = Result<Exact, OutOfRange>;

#[expect(
    clippy::should_implement_trait,
    reason = "these refuse what does not fit; operators could only panic or wrap"
)]
impl Exact {
    /// 0.
    pub const ZERO: Exact = Exact::whole(0);
    /// 1.
    pub const ONE: Exact = Exact::whole(1);

    /// A whole number.
    pub const fn whole(number: i64) -> Exact {
        // Widening an i64 loses nothing.
        Exact { numerator: number as i128, denominator: 1 }
    }

    /// A fraction; refuses a denominator of zero.
    pub fn fraction(numerator: i128, denominator: i128) -> Outcome {
        if denominator == 0 {
            return Err(OutOfRange);
        }
        if denominator == 1 {
            return Ok(Exact { numerator, denominator });
        }
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).map_err(|_| OutOfRange)?;
        let (numerator, denominator) = (
            numerator.checked_div(divisor).ok_or(OutOfRange)?,
            denominator.checked_div(divisor).ok_or(OutOfRange)?,
        );
        if denominator < 0 {
            let numerator = numerator.checked_neg().ok_or(OutOfRange)?;
            let denominator = denominator.checked_neg().ok_or(OutOfRange)?;
            return Ok(Exact { numerator, denominator });
        }
        Ok(Exact { numerator, denominator })
    }

    /// The exact value of a decimal.
    pub fn from_decimal(decimal: Decimal) -> Outcome {
        let power = 10_i128.checked_pow(decimal.scale()).ok_or(OutOfRange)?;
        Exact::fraction(decimal.mantissa(), power)
    }

    /// The decimal of a fraction whose denominator divides a power of ten, when it has at most
    /// `places` decimal places.
    pub fn to_decimal(self, places: u32) -> Option<Decimal> {
        let power = 10_i128.checked_pow(places)?;
        let scaled = self.numerator.checked_mul(power.checked_div(self.denominator)?)?;
        (power.checked_rem(self.denominator)? == 0).then_some(())?;
        Decimal::try_from_i128_with_scale(scaled, places).ok().map(|decimal| decimal.normalize())
    }

    /// The numerator in lowest terms.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator in lowest terms, positive.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether it is a whole number.
    pub fn is_whole(self) -> bool {
        self.denominator == 1
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Whether it is above zero.
    pub fn is_positive(self) -> bool {
        self.numerator > 0
    }

    /// Sum.
    pub fn add(self, other: Exact) -> Outcome {
        if self.denominator == other.denominator {
            let numerator = self.numerator.checked_add(other.numerator).ok_or(OutOfRange)?;
            if self.denominator == 1 {
                return Ok(Exact { numerator, denominator: 1 });
            }
            return Exact::fraction(numerator, self.denominator);
        }
        let left = self.numerator.checked_mul(other.denominator).ok_or(OutOfRange)?;
        let right = other.numerator.checked_mul(self.denominator).ok_or(OutOfRange)?;
        let denominator = self.denominator.checked_mul(other.denominator).ok_or(OutOfRange)?;
        Exact::fraction(left.checked_add(right).ok_or(OutOfRange)?, denominator)
    }

    /// Difference.
    pub fn sub(self, other: Exact) -> Outcome {
        self.add(other.neg()?)
    }

    /// The same distance on the other side of zero.
    pub fn neg(self) -> Outcome {
        let numerator = self.numerator.checked_neg().ok_or(OutOfRange)?;
        Ok(Exact { numerator, denominator: self.denominator })
    }

    /// Product.
    pub fn mul(self, other: Exact) -> Outcome {
        let numerator = self.numerator.checked_mul(other.numerator).ok_or(OutOfRange)?;
        let denominator = self.denominator.checked_mul(other.denominator).ok_or(OutOfRange)?;
        Exact::fraction(numerator, denominator)
    }

    /// Quotient; refuses to divide by zero.
    pub fn div(self, other: Exact) -> Outcome {
        let numerator = self.numerator.checked_mul(other.denominator).ok_or(OutOfRange)?;
        let denominator = self.denominator.checked_mul(other.numerator).ok_or(OutOfRange)?;
        Exact::fraction(numerator, denominator)
    }

    /// The greatest whole number that is not above.
    pub fn floor(self) -> Exact {
        Exact { numerator: self.numerator.div_euclid(self.denominator), denominator: 1 }
    }

    /// The order of two fractions; refuses what cannot be compared exactly.
    pub fn compare(self, other: Exact) -> Result<Ordering, OutOfRange> {
        if self.denominator == other.denominator {
            return Ok(self.numerator.cmp(&other.numerator));
        }
        let left = self.numerator.checked_mul(other.denominator).ok_or(OutOfRange)?;
        let right = other.numerator.checked_mul(self.denominator).ok_or(OutOfRange)?;
        Ok(left.cmp(&right))
    }

    /// The smaller of two.
    pub fn min(self, other: Exact) -> Outcome {
        Ok(if self.compare(other)? == Ordering::Greater { other } else { self })
    }

    /// The larger of two.
    pub fn max(self, other: Exact) -> Outcome {
        Ok(if self.compare(other)? == Ordering::Less { other } else { self })
    }
}

impl From<i64> for Exact {
    fn from(number: i64) -> Self {
        Exact::whole(number)
    }
}

/// Euclid's algorithm; small operands, the usual case, run on machine words.
fn greatest_common_divisor(a: u128, b: u128) -> u128 {
    if let (Ok(mut a), Ok(mut b)) = (u64::try_from(a), u64::try_from(b)) {
        while b != 0 {
            (a, b) = (b, a.checked_rem(b).unwrap_or(0));
        }
        return u128::from(a.max(1));
    }
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    a.max(1)
}
