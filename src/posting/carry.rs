//! The turn of an account's year: what is left goes to another account.

use chrono::Datelike;

use super::money::too_large;
use super::{Carried, Desk, Outcome};
use crate::ledger::{Came, Purse};
use crate::rule::EventKind;
use crate::value::{Date, Exact, YearStart};
use crate::visit::{RawEvent, RawFact, RawValue};

impl Desk<'_> {
    /// Carries over what is due between the last event and a day, that day included.
    pub(super) fn turn_years(&mut self, date: Date) -> Outcome<()> {
        let Some(last) = self.ledger.state().last else { return Ok(()) };
        let mut due: Vec<(Date, String, String)> = Vec::new();
        for (from, to, day) in self.carries() {
            for year in last.year()..=date.year() {
                let turn = day_of(day, year);
                if let Some(turn) = turn.filter(|turn| last < *turn && *turn <= date) {
                    due.push((turn, from.clone(), to.clone()));
                }
            }
        }
        // The order of the vocabulary stays among those of one day.
        due.sort_by_key(|(turn, _, _)| *turn);
        let mut rest = due.as_slice();
        while let Some((turn, _, _)) = rest.first() {
            let count = rest.iter().take_while(|(day, _, _)| day == turn).count();
            let (today, later) = rest.split_at(count);
            self.turn(*turn, today)?;
            rest = later;
        }
        Ok(())
    }

    /// The accounts that carry over, each once.
    fn carries(&self) -> Vec<(String, String, YearStart)> {
        let mut found: Vec<(String, String, YearStart)> = Vec::new();
        for program in self.programs {
            for account in &program.vocabulary.accounts {
                let Some((to, day)) = account.carries else { continue };
                let Some(to) = program.vocabulary.account(to) else { continue };
                if found.iter().all(|(from, _, _)| *from != account.name) {
                    found.push((account.name.clone(), to.name.clone(), day));
                }
            }
        }
        found
    }

    /// What is left at the start of the day moves; what arrives that day stays for a year.
    fn turn(&mut self, date: Date, accounts: &[(Date, String, String)]) -> Outcome<()> {
        let left = |desk: &Self, account: &str| {
            desk.ledger.state().balances.get(account).copied().unwrap_or(Exact::ZERO)
        };
        let moving: Vec<(&str, &str, Exact)> = accounts
            .iter()
            .map(|(_, from, to)| (from.as_str(), to.as_str(), left(self, from)))
            .filter(|(_, _, amount)| amount.is_positive())
            .collect();
        for (from, to, amount) in moving {
            let rest = left(self, from).sub(amount).map_err(|_| vec![too_large()])?;
            let sum = left(self, to).add(amount).map_err(|_| vec![too_large()])?;
            let day = RawFact {
                name: "日期".to_owned(),
                value: RawValue::Text(date.to_string()),
                place: "日期".to_owned(),
                span: None,
                name_span: None,
            };
            let event = RawEvent { date: Some(day), ..RawEvent::new(EventKind::Credit) };
            let sums = vec![(Purse::own(from), rest), (Purse::own(to), sum)];
            let _moved = self.set(event, Some(date), sums, Came::Carried)?;
            self.carried.push(Carried { date, from: from.to_owned(), to: to.to_owned(), amount });
        }
        Ok(())
    }
}

/// The day in a year; a day that the month lacks counts as its last.
fn day_of(start: YearStart, year: i32) -> Option<Date> {
    (28..=start.day.max(28))
        .rev()
        .chain([start.day])
        .filter(|day| *day <= start.day)
        .find_map(|day| Date::from_ymd_opt(year, start.month, day))
}
