//! Periods of running totals, and which instance of a period a day lies in.

use chrono::Datelike;

use super::Date;

/// When a running total starts anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// One line of the bill.
    Item,
    /// One visit.
    Visit,
    /// One calendar day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// The benefit year.
    Year,
    /// So many days from the first use.
    Rolling(u32),
    /// Never.
    Lifetime,
}

/// The first day of the benefit year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearStart {
    /// 1–12.
    pub month: u32,
    /// 1–31; a day that the month lacks counts as its last.
    pub day: u32,
}

impl Default for YearStart {
    fn default() -> Self {
        YearStart { month: 1, day: 1 }
    }
}

impl YearStart {
    /// The benefit year of a day, named by the calendar year in which it starts.
    pub fn year_of(self, date: Date) -> i32 {
        if (date.month(), date.day()) < (self.month, self.day) {
            date.year().saturating_sub(1)
        } else {
            date.year()
        }
    }

    /// The first day of the benefit year of a day.
    pub fn start_of(self, date: Date) -> Date {
        let year = self.year_of(date);
        let last = |day: u32| Date::from_ymd_opt(year, self.month, day);
        let found = (0..4).find_map(|less| last(self.day.saturating_sub(less)));
        found.unwrap_or(date)
    }

    /// The month of the benefit year, 1–12.
    pub fn month_of(self, date: Date) -> i64 {
        let before = i64::from(date.day() < self.day);
        let month = i64::from(date.month()) - i64::from(self.month) - before;
        month.rem_euclid(12) + 1
    }
}

/// Names one instance of a period; totals with another key start at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKey {
    /// One calendar day.
    Day(Date),
    /// Year and month.
    Month(i32, u32),
    /// Year and quarter.
    Quarter(i32, u32),
    /// The benefit year.
    Year(i32),
    /// The window that started on this day.
    Since(Date),
    /// The only one.
    Lifetime,
}

impl Period {
    /// The instance that a day lies in; `None` for periods that do not outlast the visit, and for a
    /// rolling window, whose start only the totals know.
    pub fn key(self, date: Date, year: YearStart) -> Option<PeriodKey> {
        match self {
            Period::Item | Period::Visit | Period::Rolling(_) => None,
            Period::Day => Some(PeriodKey::Day(date)),
            Period::Month => Some(PeriodKey::Month(date.year(), date.month())),
            Period::Quarter => {
                Some(PeriodKey::Quarter(date.year(), date.month0().div_euclid(3).saturating_add(1)))
            }
            Period::Year => Some(PeriodKey::Year(year.year_of(date))),
            Period::Lifetime => Some(PeriodKey::Lifetime),
        }
    }
}

impl std::fmt::Display for PeriodKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PeriodKey::Day(date) => write!(f, "{date}"),
            PeriodKey::Month(year, month) => write!(f, "{year}-{month:02}"),
            PeriodKey::Quarter(year, quarter) => write!(f, "{year}-Q{quarter}"),
            PeriodKey::Year(year) => write!(f, "{year}"),
            PeriodKey::Since(date) => write!(f, "since {date}"),
            PeriodKey::Lifetime => write!(f, "lifetime"),
        }
    }
}
