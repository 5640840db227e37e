//! Figures, days and periods as they stand in a state file.

use crate::value::{Date, Exact, PeriodKey, money, parse_number};

/// An amount of whole 分, or the exact fraction.
pub(super) fn amount(sum: Exact) -> String {
    if sum.is_whole() {
        money(sum)
    } else {
        format!("{}/{} 分", sum.numerator(), sum.denominator())
    }
}

pub(super) fn parse_amount(words: &str) -> Option<Exact> {
    if let Some(fraction) = words.strip_suffix(" 分") {
        let (numerator, denominator) = fraction.split_once('/')?;
        return Exact::fraction(numerator.parse().ok()?, denominator.parse().ok()?).ok();
    }
    parse_number(words)?.mul(Exact::whole(100)).ok().filter(|sum| sum.is_whole())
}

pub(super) fn parse_count(words: &str) -> Option<Exact> {
    parse_number(words).filter(|count| count.is_whole())
}

pub(super) fn parse_day(words: &str) -> Option<Date> {
    words.parse().ok()
}

/// The inverse of how a period is shown.
pub(super) fn parse_period(words: &str) -> Option<PeriodKey> {
    if words == "lifetime" {
        return Some(PeriodKey::Lifetime);
    }
    if let Some(date) = words.strip_prefix("since ") {
        return date.parse().ok().map(PeriodKey::Since);
    }
    if let Ok(date) = words.parse::<Date>() {
        return Some(PeriodKey::Day(date));
    }
    let Some((year, rest)) = words.split_once('-') else {
        return words.parse().ok().map(PeriodKey::Year);
    };
    let year = year.parse().ok()?;
    match rest.strip_prefix('Q') {
        Some(quarter) => quarter.parse().ok().map(|quarter| PeriodKey::Quarter(year, quarter)),
        None => rest.parse().ok().map(|month| PeriodKey::Month(year, month)),
    }
}
