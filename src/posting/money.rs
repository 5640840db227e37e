//! Money that comes to accounts, and what the input says lies in them.

use super::problem::of_event;
use super::{Desk, Moved, Outcome};
use crate::diagnostics::{Code, Problem};
use crate::ledger::{Came, Change, Delta, Purse};
use crate::rule::{EventKind, Role};
use crate::text;
use crate::value::{Date, Exact};
use crate::visit::RawEvent;

impl Desk<'_> {
    /// What purses hold from now on, as one entry of its own.
    pub(super) fn set(
        &mut self,
        event: RawEvent,
        date: Option<Date>,
        sums: Vec<(Purse, Exact)>,
        came: Came,
    ) -> Outcome<Vec<Moved>> {
        let mut moved = Vec::new();
        let mut balances = Vec::new();
        for (purse, after) in sums {
            let before = self.ledger.state().balance(&purse);
            let change = Change::between(before, Some(after)).map_err(|_| vec![too_large()])?;
            balances.extend(change.map(|change| (purse.clone(), change)));
            moved.push(Moved { purse, before, after });
        }
        self.enter(event, date, Delta { balances, ..Delta::default() }, came)?;
        Ok(moved)
    }

    /// The input says what lies in accounts: that replaces what was known.
    pub(super) fn open(
        &mut self,
        event: &RawEvent,
        date: Option<Date>,
        facts: Vec<crate::visit::RawFact>,
        sums: Vec<(String, Exact)>,
    ) -> Outcome<Vec<Moved>> {
        if sums.is_empty() {
            return Ok(Vec::new());
        }
        let stated = RawEvent {
            date: event.date.clone(),
            facts,
            place: event.place.clone(),
            span: event.span,
            ..RawEvent::new(EventKind::Person)
        };
        let mut last: Vec<(Purse, Exact)> = Vec::new();
        for (account, sum) in sums {
            let purse = Purse::own(account);
            last.retain(|(known, _)| *known != purse);
            last.push((purse, sum));
        }
        self.set(stated, date, last, Came::Opened)
    }

    /// Money that comes to the person's accounts, or to those of a giver.
    pub(super) fn credit(&mut self, event: &RawEvent, date: Option<Date>) -> Outcome<Vec<Moved>> {
        let giver = self.words_of(&event.facts, Role::Giver).filter(|giver| !self.is_self(giver));
        let (accounts, others) = self.accounts_apart(&event.facts);
        let given = self.amounts(&accounts, &event.place)?;
        let _checked = self.amounts(&others, &event.place)?;
        if given.is_empty() {
            let message = text!("入账没有写哪个账户、多少钱", "the credit names no account");
            return Err(vec![of_event(event, Code::MissingField, message).help(text!(
                "写上账户和金额：个人账户 : 100元",
                "name the account and the amount: 个人账户 : 100元"
            ))]);
        }
        let mut sums: Vec<(Purse, Exact)> = Vec::new();
        for (account, amount) in given {
            let purse = Purse { account, giver: giver.clone() };
            let known = sums.iter_mut().find(|(known, _)| *known == purse);
            let before = match &known {
                Some((_, sum)) => *sum,
                None => self.ledger.state().balance(&purse).unwrap_or(Exact::ZERO),
            };
            let after = before.add(amount).map_err(|_| vec![too_large()])?;
            match known {
                Some((_, sum)) => *sum = after,
                None => sums.push((purse, after)),
            }
        }
        self.set(event.clone(), date, sums, Came::Noted)
    }

    /// Whether a name is the person's own number.
    pub(super) fn is_self(&self, name: &str) -> bool {
        self.ledger.person.as_deref() == Some(name)
    }
}

pub(super) fn too_large() -> Problem {
    Problem::without_place(
        Code::AmountOutOfRange,
        text!("账户余额太大", "the balance of an account is too large"),
    )
}
