//! Running totals, the naive way: every amount ever added stands in a list with its visit, and a
//! total is the sum of those that fall into today's period.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use num_traits::Zero;
use polc::syntax::ast::{Options, Period};

use super::value::{Rat, Res, Trouble, fault};
use super::{At, Run};

/// One amount added to one total at one visit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Posting {
    pub(crate) total: String,
    pub(crate) visit: usize,
    pub(crate) day: NaiveDate,
    pub(crate) institution: String,
    pub(crate) keys: BTreeMap<String, String>,
    pub(crate) amount: Rat,
}

/// A person's past.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct State {
    pub(crate) postings: Vec<Posting>,
    /// Visits settled so far.
    pub(crate) visits: usize,
    /// Account balances, in 元.
    pub(crate) balances: BTreeMap<String, Rat>,
}

/// Which total: a name, when it starts anew, and for which values it is kept apart.
#[derive(Debug, Clone)]
pub(crate) struct Total {
    pub(crate) name: String,
    pub(crate) period: Period,
    pub(crate) keys: Vec<String>,
    pub(crate) merged: bool,
}

impl Run<'_> {
    /// What stands on a total before whatever comes next.
    pub(crate) fn used(&self, total: &Total) -> Res<Rat> {
        let keys = self.today_keys(&total.keys)?;
        let mine = self
            .state
            .postings
            .iter()
            .filter(|it| it.total == total.name)
            .filter(|it| keys.iter().all(|(key, value)| it.keys.get(key) == Some(value)));
        let mine: Vec<_> = mine.collect();
        let start = match total.period {
            Period::Rolling(days) => window_start(&mine, self.day, days),
            _ => self.day,
        };
        let mut sum = Rat::zero();
        for posting in mine {
            if self.same_period(posting, total, start) {
                sum += &posting.amount;
            }
        }
        Ok(sum)
    }

    fn same_period(&self, posting: &Posting, total: &Total, window: NaiveDate) -> bool {
        let quarter = |day: NaiveDate| (day.year(), day.month0() / 3);
        match total.period {
            Period::Item => false,
            Period::Visit if total.merged => {
                posting.day == self.day && posting.institution == self.institution
            }
            Period::Visit => posting.visit == self.state.visits,
            Period::Day => posting.day == self.day,
            Period::Month => {
                (posting.day.year(), posting.day.month()) == (self.day.year(), self.day.month())
            }
            Period::Quarter => quarter(posting.day) == quarter(self.day),
            Period::Year => self.benefit_year(posting.day) == self.benefit_year(self.day),
            Period::Rolling(_) => posting.day >= window,
            Period::Lifetime => true,
        }
    }

    /// The year in which the benefit year of a day began.
    fn benefit_year(&self, day: NaiveDate) -> i32 {
        if (day.month(), day.day()) >= self.year_start { day.year() } else { day.year() - 1 }
    }

    fn today_keys(&self, names: &[String]) -> Res<BTreeMap<String, String>> {
        let mut keys = BTreeMap::new();
        for name in names {
            keys.insert(name.clone(), self.key_value(name)?);
        }
        Ok(keys)
    }

    fn key_value(&self, name: &str) -> Res<String> {
        let span = polc::source::Span::default();
        let kind = polc::syntax::ast::ExprKind::Name(name.to_owned());
        Ok(self.eval(&polc::syntax::ast::Expr { kind, span }, &At::default())?.key())
    }

    /// Adds to a total. Zero amounts are left out: they open no rolling window.
    pub(crate) fn post(&mut self, total: &Total, amount: &Rat) -> Res<()> {
        if !amount.is_zero() {
            let keys = self.today_keys(&total.keys)?;
            self.state.postings.push(Posting {
                total: total.name.clone(),
                visit: self.state.visits,
                day: self.day,
                institution: self.institution.clone(),
                keys,
                amount: amount.clone(),
            });
        }
        Ok(())
    }

    /// A declared accumulator.
    pub(crate) fn shared_total(&self, name: &str) -> Res<Total> {
        let Some(declared) = self.rules.accumulators.get(name) else {
            return fault(format!("no accumulator {name}"));
        };
        Ok(Total {
            name: format!("{}/共用/{name}", self.city),
            period: declared.period,
            keys: declared.keys.iter().map(|key| key.node.clone()).collect(),
            merged: false,
        })
    }

    /// The total that the options of a clause name: the shared one, or the clause's own.
    pub(crate) fn total_of(&self, options: &Options, own: &str) -> Res<Total> {
        if let Some(shared) = &options.shared {
            return self.shared_total(&shared.node);
        }
        let Some(period) = &options.period else {
            return Err(Trouble::Fault(format!("{own}: no period")));
        };
        Ok(Total {
            name: own.to_owned(),
            period: period.node,
            keys: options.keys.iter().map(|key| key.node.clone()).collect(),
            merged: options.merged_by_day.is_some(),
        })
    }

    /// The total of the settled visits of this benefit.
    pub(crate) fn visits_total(&self) -> Total {
        Total {
            name: format!("{}/{}/就诊", self.city, self.benefit),
            period: Period::Year,
            keys: Vec::new(),
            merged: false,
        }
    }

    /// How many visits of this benefit came before in the period, with today's values of what they
    /// are counted by. Merged by day, those of today at this institution are this visit.
    pub(crate) fn earlier_visits(&self, period: Period, at: &At) -> Res<i64> {
        let mut total = Total { period, ..self.visits_total() };
        if at.above {
            total.name.push_str("/超过起付线");
        }
        let keys = self.today_keys(&at.counted_by)?;
        let mine = self.state.postings.iter().filter(|posting| {
            posting.total == total.name
                && self.same_period(posting, &total, self.day)
                && keys.iter().all(|(key, value)| posting.keys.get(key) == Some(value))
        });
        if !at.merged {
            return Ok(i64::try_from(mine.count()).unwrap());
        }
        let days: std::collections::BTreeSet<_> = mine
            .map(|posting| (posting.day, posting.institution.clone()))
            .filter(|key| *key != (self.day, self.institution.clone()))
            .collect();
        Ok(i64::try_from(days.len()).unwrap())
    }
}

/// The first use of the window that holds today: a window lasts so many days from its first use.
fn window_start(postings: &[&Posting], today: NaiveDate, days: u32) -> NaiveDate {
    let mut uses: Vec<_> = postings.iter().map(|posting| posting.day).collect();
    uses.push(today);
    uses.sort_unstable();
    let mut start = uses[0];
    for day in uses {
        if day >= start.checked_add_days(Days::new(u64::from(days))).unwrap() {
            start = day;
        }
    }
    start
}
