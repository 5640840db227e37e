//! Exact arithmetic against arbitrary-precision rationals, rounding, and the calendar.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code"
)]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use polc::value::op::{self, Comparison, Op};
use polc::value::rounding::{Mode, Rounding};
use polc::value::{Date, Duration, Exact, Period, PeriodKey, Value, YearStart};
use polc::value::{money, parse_money, percent};
use proptest::prelude::*;

fn exact(numerator: i64, denominator: i64) -> Exact {
    Exact::fraction(i128::from(numerator), i128::from(denominator)).unwrap()
}

fn big(number: Exact) -> BigRational {
    BigRational::new(BigInt::from(number.numerator()), BigInt::from(number.denominator()))
}

proptest! {
    #[test]
    fn the_four_operations_are_exact(a in -10_000_000_i64.., b in 1_i64..100_000, c in any::<i32>(), d in 1_i64..100_000) {
        let (x, y) = (exact(a, b), exact(i64::from(c), d));
        prop_assert_eq!(big(x.add(y).unwrap()), big(x) + big(y));
        prop_assert_eq!(big(x.sub(y).unwrap()), big(x) - big(y));
        prop_assert_eq!(big(x.mul(y).unwrap()), big(x) * big(y));
        if !y.is_zero() {
            prop_assert_eq!(big(x.div(y).unwrap()), big(x) / big(y));
        }
        prop_assert_eq!(x.compare(y).unwrap(), big(x).cmp(&big(y)));
        prop_assert_eq!(big(x.floor()), big(x).floor());
    }

    #[test]
    fn a_result_is_right_or_refused(a in any::<i128>(), b in 1_i128.., c in any::<i128>(), d in 1_i128..) {
        let (Ok(x), Ok(y)) = (Exact::fraction(a, b), Exact::fraction(c, d)) else { return Ok(()) };
        if let Ok(sum) = x.add(y) { prop_assert_eq!(big(sum), big(x) + big(y)); }
        if let Ok(product) = x.mul(y) { prop_assert_eq!(big(product), big(x) * big(y)); }
        if let Ok(order) = x.compare(y) { prop_assert_eq!(order, big(x).cmp(&big(y))); }
    }

    #[test]
    fn half_up_is_at_most_half_a_fen_away_and_ties_go_up(numerator in any::<i64>(), denominator in 1_i64..10_000) {
        let amount = exact(numerator, denominator);
        let rounded = Rounding::default().apply(amount).unwrap();
        prop_assert!(rounded.is_whole());
        let error = big(rounded) - big(amount);
        let half = BigRational::new(1.into(), 2.into());
        prop_assert!(error.abs() <= half);
        if error.abs() == half {
            prop_assert_eq!(error.is_negative(), amount.is_negative());
        }
    }

    #[test]
    fn the_other_modes_stay_on_their_side(numerator in 0_i64.., denominator in 1_i64..10_000, unit in prop::sample::select(vec![1_i64, 10, 100])) {
        let amount = exact(numerator, denominator);
        let round = |mode| Rounding { unit: Exact::whole(unit), mode }.apply(amount).unwrap();
        prop_assert!(big(round(Mode::Down)) <= big(amount));
        prop_assert!(big(round(Mode::Up)) >= big(amount));
        prop_assert!(big(round(Mode::Up)) - big(round(Mode::Down)) <= BigRational::from(BigInt::from(unit)));
        let even = round(Mode::HalfEven);
        let steps = big(even) / BigRational::from(BigInt::from(unit));
        prop_assert!(steps.is_integer());
        let distance = (big(even) - big(amount)).abs() * BigRational::from(BigInt::from(2));
        prop_assert!(distance <= BigRational::from(BigInt::from(unit)));
        if distance == BigRational::from(BigInt::from(unit)) {
            prop_assert!((steps.to_integer() % BigInt::from(2)).is_zero());
        }
    }
}

#[test]
fn ties_of_fen_go_up() {
    // 10.10 × 85 % = 8.585, which binary floating point rounds down.
    let amount = parse_money("10.10").unwrap().mul(exact(85, 100)).unwrap();
    assert_eq!(money(Rounding::default().apply(amount).unwrap()), "8.59");
    let amount = parse_money("5.55").unwrap().mul(exact(70, 100)).unwrap();
    assert_eq!(money(Rounding::default().apply(amount).unwrap()), "3.89");
}

#[test]
fn amounts_are_read_and_shown_in_yuan() {
    assert_eq!(money(parse_money("2万元").unwrap()), "20000.00");
    assert_eq!(money(parse_money("1.5亿元").unwrap()), "150000000.00");
    assert_eq!(money(parse_money("-3.5").unwrap()), "-3.50");
    assert_eq!(percent(exact(7, 10)), "70%");
    for bad in ["", "十元", "1e3", "1,000", "0x10", "NaN", "--1", "1.2.3", "."] {
        assert_eq!(parse_money(bad), None, "{bad}");
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn apply(op: Op, operands: &[Value]) -> Value {
    op::apply(op, operands, YearStart::default()).unwrap()
}

#[test]
fn months_are_calendar_months_clamped_to_their_end() {
    let add = |from: &str, months, days| {
        apply(Op::DateAdd, &[Value::Date(day(from)), Value::Duration(Duration { months, days })])
    };
    assert_eq!(add("2024-11-30", 3, 0), Value::Date(day("2025-02-28")));
    assert_eq!(add("2025-05-10", 3, 0), Value::Date(day("2025-08-10")));
    assert_eq!(add("2025-03-01", 0, 90), Value::Date(day("2025-05-30")));
    assert_eq!(add("2024-02-29", 12, 0), Value::Date(day("2025-02-28")));
}

#[test]
fn ages_are_full_years_on_the_day() {
    let age = |born: &str, on: &str| {
        apply(Op::FullYears, &[Value::Date(day(born)), Value::Date(day(on))])
    };
    assert_eq!(age("1965-06-01", "2025-05-31"), Value::Number(Exact::whole(59)));
    assert_eq!(age("1965-06-01", "2025-06-01"), Value::Number(Exact::whole(60)));
    assert_eq!(age("1964-02-29", "2025-02-28"), Value::Number(Exact::whole(61)));
}

#[test]
fn a_benefit_year_may_start_on_any_day() {
    let july = YearStart { month: 7, day: 1 };
    let year = |text: &str| Period::Year.key(day(text), july);
    assert_eq!(year("2025-06-30"), Some(PeriodKey::Year(2024)));
    assert_eq!(year("2025-07-01"), Some(PeriodKey::Year(2025)));
    assert_eq!(july.month_of(day("2025-07-01")), 1);
    assert_eq!(july.month_of(day("2025-06-30")), 12);
    assert_eq!(
        Period::Quarter.key(day("2025-06-30"), YearStart::default()),
        Some(PeriodKey::Quarter(2025, 2))
    );
}

#[test]
fn nothing_divides_by_zero_or_wraps() {
    let zero = Value::Number(Exact::ZERO);
    let one = Value::Number(Exact::ONE);
    assert_eq!(
        op::apply(Op::Divide, &[one, zero], YearStart::default()),
        Err(op::OpError::DivisionByZero)
    );
    let huge = Exact::fraction(i128::MAX, 1).unwrap();
    assert!(huge.add(Exact::ONE).is_err());
    assert!(huge.mul(Exact::whole(2)).is_err());
}

#[test]
fn a_comparison_and_its_negation_split_all_cases() {
    use std::cmp::Ordering::{Equal, Greater, Less};
    for comparison in [
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
        Comparison::Equal,
        Comparison::NotEqual,
    ] {
        for order in [Less, Equal, Greater] {
            assert_ne!(comparison.holds(order), comparison.negated().holds(order));
        }
    }
}
