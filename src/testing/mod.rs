//! Tool: runs the scenarios that stand in files and says what came of each.
//!
//! A scenario is a ledger of its own: its events are posted to it one after the other, and each
//! expectation is held against the event before it or the visit that it names.

mod amounts;
mod claims;
mod expect;
mod facts;
mod results;
mod unused;

use std::sync::Arc;

use crate::diagnostics::{Problem, Text};
use crate::ledger::Ledger;
use crate::posting::{Asked, Posted, Visit, What, post_and_tell};
use crate::program::Program;
use crate::source::Span;
use crate::syntax::ast;

/// What came of a scenario.
#[derive(Debug)]
pub struct Outcome {
    /// Its title.
    pub title: String,
    /// What happened, in order, as far as it could be posted.
    pub events: Vec<Event>,
    /// Expectations that were not met.
    pub failures: Vec<Failure>,
    /// Claims of the policies that the visits break.
    pub broken: Vec<Problem>,
    /// What stopped it: input that cannot be read, a visit that was not settled.
    pub problems: Vec<Problem>,
    /// How many expectations were checked.
    pub checked: usize,
    /// Events that could not be posted, as the scenario expects.
    pub unsettled: Vec<Unsettled>,
    /// Everything that the events asked of the rules, in order.
    pub asked: Vec<Asked>,
    /// Facts that no rule looked at and that the scenario does not acknowledge, with their places.
    pub unused: Vec<(String, Span)>,
}

/// An event of a scenario and what came of it.
#[derive(Debug)]
pub struct Event {
    /// Where it is written.
    pub span: Span,
    /// What came of it.
    pub posted: Posted,
    /// Whether the scenario expects that a clause refuses it.
    pub refusal_expected: bool,
    /// What a later refund made of it; of visits only.
    pub since: Since,
}

/// What became of a visit since it was settled.
#[derive(Debug)]
pub enum Since {
    /// Nothing.
    Unchanged,
    /// It comes out differently since an earlier visit was refunded.
    Changed(Box<Visit>),
    /// It was refunded.
    Refunded,
}

/// An event that could not be posted, and why.
#[derive(Debug)]
pub struct Unsettled {
    /// The event, where it is written.
    pub span: Span,
    /// Why.
    pub problems: Vec<Problem>,
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where it is written.
    pub span: Span,
    /// What was expected and what came.
    pub text: Text,
}

impl Outcome {
    fn of(title: &str) -> Self {
        Outcome {
            title: title.to_owned(),
            events: Vec::new(),
            failures: Vec::new(),
            broken: Vec::new(),
            problems: Vec::new(),
            checked: 0,
            unsettled: Vec::new(),
            asked: Vec::new(),
            unused: Vec::new(),
        }
    }

    /// Whether everything that was expected and claimed came, and something was expected.
    pub fn passed(&self) -> bool {
        let held = self.failures.is_empty() && self.broken.is_empty();
        held && self.problems.is_empty() && self.checked > 0
    }

    /// The visit that a reference names.
    pub fn visit(&self, of: &ast::Reference) -> Option<&Event> {
        expect::referenced(of, self).ok().and_then(|index| self.events.get(index))
    }

    /// The visits, as they were settled when they came.
    pub fn visits(&self) -> impl Iterator<Item = (&Event, &Visit)> {
        self.events.iter().filter_map(|event| Some((event, event.visit()?)))
    }
}

impl Event {
    /// The visit, if it is one, as it was settled when it came.
    pub fn visit(&self) -> Option<&Visit> {
        match &self.posted.what {
            What::Visit(visit) => Some(visit),
            _ => None,
        }
    }

    /// The visit, if it is one, as it stands now; `None` once it is refunded.
    pub fn visit_now(&self) -> Option<&Visit> {
        match &self.since {
            Since::Unchanged => self.visit(),
            Since::Changed(visit) => Some(visit),
            Since::Refunded => None,
        }
    }
}

/// Runs one scenario against the programs of a compilation.
pub fn run(scenario: &ast::Scenario, programs: &[Arc<Program>]) -> Outcome {
    let mut outcome = Outcome::of(&scenario.title.node);
    let named = match named(scenario.policy.as_ref(), programs) {
        Ok(named) => named,
        Err(problem) => {
            outcome.problems.push(problem);
            return outcome;
        }
    };
    let mut ledger = Ledger::default();
    let mut known = Vec::new();
    let mut unsettled = Vec::new();
    let mut claims = claims::Claims::default();
    let mut events = scenario.events.iter().peekable();
    while let Some(event) = events.next() {
        let event = match event {
            ast::ScenarioEvent::Event(event) => event,
            ast::ScenarioEvent::Expect(expectation) => {
                if let ast::ExpectationKind::Unused(names) = &expectation.kind {
                    known.extend(names);
                }
                expect::check(expectation, &named, &mut outcome);
                continue;
            }
        };
        let (posted, mut asked) = post_and_tell(&mut ledger, &facts::event(event), &named);
        outcome.asked.append(&mut asked);
        match posted {
            Ok(posted) => {
                enter(event, posted, &mut outcome);
                claims.check(&mut outcome);
            }
            Err(problems) => {
                let expected = events.next_if(|next| expect::allows(next, &problems));
                let Some(ast::ScenarioEvent::Expect(expectation)) = expected else {
                    outcome.problems.extend(problems);
                    return outcome;
                };
                unsettled.push(event.span);
                expect::unsettled(expectation, &problems, &mut outcome);
                outcome.unsettled.push(Unsettled { span: event.span, problems });
            }
        }
    }
    unused::check(scenario, &known, &unsettled, &named, &mut outcome);
    outcome
}

/// The programs that a scenario is for.
fn named(
    policy: Option<&ast::Name>,
    programs: &[Arc<Program>],
) -> Result<Vec<Arc<Program>>, Problem> {
    let is_it = |program: &&Arc<Program>| policy.is_none_or(|name| name.node == program.head.name);
    let named: Vec<Arc<Program>> = programs.iter().filter(is_it).map(Arc::clone).collect();
    match policy {
        Some(name) if named.is_empty() => Err(facts::unknown_policy(name, programs)),
        _ => Ok(named),
    }
}

/// Takes what came of an event, and what it changed of earlier ones.
fn enter(event: &ast::Event, posted: Posted, outcome: &mut Outcome) {
    if let What::Refund(refund) = &posted.what
        && refund.passage.refusal.is_none()
    {
        for earlier in &mut outcome.events {
            let Some(number) = earlier.visit().map(|visit| visit.number) else { continue };
            if number == refund.of.number {
                earlier.since = Since::Refunded;
            }
            if let Some(later) = refund.later.iter().find(|later| later.of.number == number) {
                earlier.since = Since::Changed(later.visit.clone());
            }
        }
    }
    outcome.events.push(Event {
        span: event.span,
        posted,
        refusal_expected: false,
        since: Since::Unchanged,
    });
}
