//! Stage: what happens to a person, event by event, into their ledger.
//!
//! Comes in: a ledger, an event as it was given, and the programs that may speak of it. Goes out:
//! what came of the event, with the state before and after; the ledger has an entry more. What can
//! go wrong is a [`Problem`]: then the ledger is as it was. Events come in the order of their days.
//! A clause that refuses an event is no problem but a result.

mod binding;
mod calc;
mod carry;
mod family;
mod money;
mod names;
mod problem;
mod refund;
mod replay;
mod standing;
mod summary;
mod visit;

use std::sync::Arc;

use crate::diagnostics::Problem;
use crate::ledger::{Binding, Came, Delta, Entry, Ledger, PaidBy, Purse, State, Summary};
use crate::program::Program;
use crate::rule::{AccountId, EventKind};
use crate::settlement::{Calculation, Passage, Refusal, Settlement};
use crate::value::{Date, Exact};
use crate::visit::{Facts, RawEvent};

/// What came of an event.
#[derive(Debug, Clone)]
pub struct Posted {
    /// The event, as it was given.
    pub event: RawEvent,
    /// Its day; facts of the person may hold from the start.
    pub date: Option<Date>,
    /// Money that went from account to account before it, at the turn of a year.
    pub carried: Vec<Carried>,
    /// What came of it.
    pub what: What,
    /// What was kept before it.
    pub before: State,
    /// What is kept after it.
    pub after: State,
}

/// What came of an event, by its kind.
#[derive(Debug, Clone)]
pub enum What {
    /// Facts stand, and accounts hold what was said.
    Noted(Vec<Moved>),
    /// Money came to accounts.
    Credited(Vec<Moved>),
    /// A visit was settled, or a clause refused it.
    Visit(Box<Visit>),
    /// A visit was refunded, or a clause refused that.
    Refund(Box<Refund>),
    /// An account may pay for someone, or a clause refused that.
    Bind(Box<Bind>),
    /// It may no longer.
    Unbind(Box<Unbind>),
    /// A calculation gave results, or a clause refused it.
    Calc(Box<Calc>),
}

impl What {
    /// The policy or calculation that was asked, if one was.
    pub fn program(&self) -> Option<&Arc<Program>> {
        match self {
            What::Visit(visit) => Some(&visit.program),
            What::Refund(refund) => Some(&refund.program),
            What::Bind(bind) => Some(&bind.program),
            What::Calc(calc) => Some(&calc.program),
            What::Noted(_) | What::Credited(_) | What::Unbind(_) => None,
        }
    }

    /// The clause that refused the event.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            What::Visit(visit) => visit.settlement.refusal.as_ref(),
            What::Refund(refund) => refund.passage.refusal.as_ref(),
            What::Bind(bind) => bind.passage.refusal.as_ref(),
            What::Calc(calc) => calc.calculation.passage.refusal.as_ref(),
            What::Noted(_) | What::Credited(_) | What::Unbind(_) => None,
        }
    }
}

/// A visit and its settlement.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Which visit of the ledger, counted from 0.
    pub number: usize,
    /// The policy that settled it.
    pub program: Arc<Program>,
    /// What went in.
    pub facts: Facts,
    /// What came out.
    pub settlement: Settlement,
}

/// A purse and how its balance changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub purse: Purse,
    /// Before, in 分; `None` when nobody ever said or used it.
    pub before: Option<Exact>,
    /// After, in 分.
    pub after: Exact,
}

/// What was left of an account at the turn of its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The day.
    pub date: Date,
    /// The account that it left.
    pub from: String,
    /// The account that took it.
    pub to: String,
    /// How much, in 分.
    pub amount: Exact,
}

/// A visit of the ledger, as others speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitName {
    /// Which visit of the ledger, counted from 0.
    pub number: usize,
    /// Its day.
    pub date: Option<Date>,
    /// Its name.
    pub label: Option<String>,
}

/// A refund.
#[derive(Debug, Clone)]
pub struct Refund {
    /// The visit.
    pub of: VisitName,
    /// The policy that settled it.
    pub program: Arc<Program>,
    /// What the settlement had come to.
    pub bill: Summary,
    /// What the gates say; when one refuses, nothing went back.
    pub passage: Passage,
    /// What went back, to whom.
    pub returned: Vec<PaidBy>,
    /// Later visits that come out differently now.
    pub later: Vec<Later>,
}

/// A binding that begins, or that a clause refused.
#[derive(Debug, Clone)]
pub struct Bind {
    /// The policy whose rules were asked.
    pub program: Arc<Program>,
    /// Who, for whom, from when until when.
    pub binding: Binding,
    /// What the gates say.
    pub passage: Passage,
    /// What the event said that the giver has.
    pub moved: Vec<Moved>,
}

/// A binding that ended.
#[derive(Debug, Clone)]
pub struct Unbind {
    /// Who, for whom, from when until when.
    pub binding: Binding,
}

/// A calculation.
#[derive(Debug, Clone)]
pub struct Calc {
    /// The calculation as it is written.
    pub program: Arc<Program>,
    /// What it gave.
    pub calculation: Calculation,
}

/// A later visit that a refund changed.
#[derive(Debug, Clone)]
pub struct Later {
    /// Which.
    pub of: VisitName,
    /// What it had come to.
    pub before: Summary,
    /// What it comes to now.
    pub after: Summary,
    /// As it is settled now.
    pub visit: Box<Visit>,
}

/// A question that an event put to the rules, so that it can be put again: also one that they could
/// not answer.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The rules.
    pub program: Arc<Program>,
    /// What was asked.
    pub question: Question,
    /// What went in.
    pub facts: Facts,
    /// What was kept of the person.
    pub state: State,
}

/// What the rules are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// To settle a visit.
    Visit,
    /// Whether a refund may be.
    Refund,
    /// Whether an account may be bound.
    Bind(AccountId),
    /// To calculate.
    Calc,
}

/// Posts one event. Unless it is posted, the ledger stays as it is.
pub fn post(
    ledger: &mut Ledger,
    event: &RawEvent,
    programs: &[Arc<Program>],
) -> Result<Posted, Vec<Problem>> {
    post_and_tell(ledger, event, programs).0
}

/// Posts one event, and tells what it asked of the rules.
pub fn post_and_tell(
    ledger: &mut Ledger,
    event: &RawEvent,
    programs: &[Arc<Program>],
) -> (Result<Posted, Vec<Problem>>, Vec<Asked>) {
    let before = ledger.state().clone();
    let (mark, person) = (ledger.entries().len(), ledger.person.clone());
    // A refund rewrites what came after the visit; everything else only adds entries.
    let saved = (event.kind == EventKind::Refund).then(|| ledger.clone());
    let mut desk = Desk { ledger, programs, carried: Vec::new(), asked: Vec::new() };
    let outcome = desk.take(event);
    let (carried, asked) = (desk.carried, desk.asked);
    let posted = match outcome {
        Ok((date, what)) => {
            let after = ledger.state().clone();
            Ok(Posted { event: event.clone(), date, carried, what, before, after })
        }
        Err(problems) => {
            match saved {
                Some(saved) => *ledger = saved,
                None => {
                    let _taken_back = ledger.rewind(mark);
                    ledger.person = person;
                }
            }
            Err(problems)
        }
    };
    (posted, asked)
}

/// Posts events one after the other, to an empty ledger.
pub fn replay<'e>(
    events: impl IntoIterator<Item = &'e RawEvent>,
    programs: &[Arc<Program>],
) -> Result<Ledger, Vec<Problem>> {
    let mut ledger = Ledger::default();
    for event in events {
        let _posted = post(&mut ledger, event, programs)?;
    }
    Ok(ledger)
}

/// Where an event is looked at: the ledger as it grows, and the programs.
struct Desk<'a> {
    ledger: &'a mut Ledger,
    programs: &'a [Arc<Program>],
    carried: Vec<Carried>,
    asked: Vec<Asked>,
}

type Outcome<T> = Result<T, Vec<Problem>>;

impl Desk<'_> {
    fn take(&mut self, event: &RawEvent) -> Outcome<(Option<Date>, What)> {
        if event.kind == EventKind::Visit {
            return self.visit(event);
        }
        let date = event.day().map_err(|problem| vec![problem])?;
        let Some(day) = date else {
            return Ok((None, What::Noted(self.stand(event, None)?)));
        };
        self.in_order(event, day)?;
        self.turn_years(day)?;
        let what = match event.kind {
            EventKind::Person | EventKind::Filing | EventKind::Registration => {
                What::Noted(self.stand(event, date)?)
            }
            EventKind::Credit => What::Credited(self.credit(event, date)?),
            EventKind::Refund => What::Refund(Box::new(self.refund(event, date)?)),
            EventKind::Bind => What::Bind(Box::new(self.bind(event, day)?)),
            EventKind::Unbind => What::Unbind(Box::new(self.unbind(event, day)?)),
            EventKind::Calc => What::Calc(Box::new(self.calculate(event, day)?)),
            EventKind::Visit => return self.visit(event),
        };
        Ok((date, what))
    }

    /// Events come in the order of their days.
    fn in_order(&self, event: &RawEvent, date: Date) -> Outcome<()> {
        match self.ledger.state().last {
            Some(last) if date < last => Err(vec![problem::out_of_order(event, date, last)]),
            _ => Ok(()),
        }
    }

    /// Notes what the rules are asked.
    fn ask(
        &mut self,
        question: Question,
        program: &Arc<Program>,
        facts: &Facts,
        state: Option<State>,
    ) {
        let state = state.unwrap_or_else(|| self.ledger.state().clone());
        let (program, facts) = (Arc::clone(program), facts.clone());
        self.asked.push(Asked { program, question, facts, state });
    }

    /// Adds an entry with what it changes.
    fn enter(
        &mut self,
        event: RawEvent,
        date: Option<Date>,
        delta: Delta,
        came: Came,
    ) -> Outcome<()> {
        let last = date.map(|date| (self.ledger.state().last, Some(date)));
        let entry = Entry { event, date, delta: Delta { last, ..delta }, came };
        self.ledger.push(entry).map_err(|unfit| vec![problem::unfit(unfit)])
    }
}
