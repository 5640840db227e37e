//! What the policies claim, held against the visits of a scenario: each by itself, and what those of
//! a period add up to.

use std::sync::Arc;

use super::{Event, Outcome};
use crate::diagnostics::{Code, Problem, Text};
use crate::posting::{Visit, What};
use crate::program::{NodeId, Program};
use crate::rule::{Claim, ClaimId, ClaimKind, SumClaim};
use crate::settlement::{ClaimFound, Compared};
use crate::source::Span;
use crate::text;
use crate::value::{Date, Exact, PeriodKey, figure};

/// A sum above its limit: of which policy, by which claim, in which period.
type Told = (String, ClaimId, PeriodKey);

/// The claims of a scenario. A sum that stays above its limit is told once.
#[derive(Default)]
pub(super) struct Claims {
    told: Vec<Told>,
}

impl Claims {
    /// Looks at the visit that the last event settled, and at those that it settled anew.
    pub(super) fn check(&mut self, outcome: &mut Outcome) {
        let Some(last) = outcome.events.last() else { return };
        let changed = |number| match &last.posted.what {
            What::Visit(visit) => visit.number == number,
            What::Refund(refund) => refund.later.iter().any(|later| later.of.number == number),
            What::Noted(_)
            | What::Credited(_)
            | What::Bind(_)
            | What::Unbind(_)
            | What::Calc(_) => false,
        };
        let events = &outcome.events;
        let standing = events.iter().filter_map(|event| Some((event.span, event.visit_now()?)));
        let mut broken = Vec::new();
        for (place, visit) in standing.filter(|(_, visit)| changed(visit.number)) {
            broken.extend(self.broken(visit, place, events));
        }
        outcome.broken.extend(broken);
    }

    /// The claims that a visit breaks.
    fn broken(&mut self, visit: &Visit, place: Span, events: &[Event]) -> Vec<Problem> {
        let program = &visit.program;
        let mut broken = Vec::new();
        for note in &visit.settlement.claims {
            let Some(claim) = program.body.claims.get(note.claim.index()) else { continue };
            let words = match (&note.found, &claim.kind) {
                (ClaimFound::Visit { held: false, compared }, _) => Some(sides(compared.as_ref())),
                (ClaimFound::Sum { limit, .. }, ClaimKind::Sum(sum)) => {
                    self.above(visit, note.claim, sum, *limit, events)
                }
                _ => None,
            };
            broken.extend(words.map(|words| problem(program, claim, place, words)));
        }
        broken
    }

    /// The sum of a period up to a visit, when it is above its limit for the first time.
    fn above(
        &mut self,
        visit: &Visit,
        claim: ClaimId,
        said: &SumClaim<NodeId>,
        limit: Exact,
        events: &[Event],
    ) -> Option<Text> {
        let key = |date: Date| said.period.key(date, visit.program.head.year);
        let period = key(visit.settlement.date)?;
        let told = (visit.program.head.name.clone(), claim, period);
        let mut sum = Exact::ZERO;
        for other in events.iter().filter_map(Event::visit_now) {
            let counts = Arc::ptr_eq(&other.program, &visit.program)
                && other.number <= visit.number
                && key(other.settlement.date) == Some(period);
            if counts {
                sum = sum.add(amount_of(other, claim)).ok()?;
            }
        }
        let holds = said.comparison.holds(sum.compare(limit).ok()?);
        if holds || self.told.contains(&told) {
            return None;
        }
        self.told.push(told);
        let money = |amount| figure(amount, crate::value::Type::Money);
        let (sum, limit) = (money(sum), money(limit));
        Some(match period {
            PeriodKey::Lifetime => {
                text!("合计 {sum}，界限 {limit}", "{sum} in all, the limit is {limit}")
            }
            _ => text!(
                "{period} 合计 {sum}，界限 {limit}",
                "{sum} in {period}, the limit is {limit}"
            ),
        })
    }
}

/// What a visit adds to a sum; nothing when the claim does not speak of it.
fn amount_of(visit: &Visit, claim: ClaimId) -> Exact {
    let notes = visit.settlement.claims.iter().filter(|note| note.claim == claim);
    let mut amounts = notes.filter_map(|note| match note.found {
        ClaimFound::Sum { amount, .. } => Some(amount),
        ClaimFound::Visit { .. } => None,
    });
    amounts.next().unwrap_or(Exact::ZERO)
}

/// The figures that a condition compares.
fn sides(compared: Option<&Compared>) -> Text {
    let Some(compared) = compared else {
        return text!("这次就诊不满足", "this visit does not meet it");
    };
    let (left, right) = (figure(compared.left, compared.ty), figure(compared.right, compared.ty));
    text!("左边是 {left}，右边是 {right}", "the left is {left}, the right {right}")
}

fn problem(program: &Program, claim: &Claim<NodeId>, place: Span, found: Text) -> Problem {
    let words = &claim.words;
    let (zh, en) = (found.zh, found.en);
    let message = text!("“{words}”不成立：{zh}", "`{words}` does not hold: {en}");
    let mut problem = Problem::new(Code::ClaimBroken, place, message);
    if let Some(clause) = program.clause(claim.clause) {
        problem = problem.also(clause.span, text!("这样断言", "it is claimed here"));
    }
    problem.help(text!(
        "核对文件：规则编错了就改规则，断言说错了就改断言",
        "check the notice: mend the rules if they are wrong, or the claim if it says what the notice does not"
    ))
}
