//! Expectations against what came of an event, exactly, to the 分.

use std::sync::Arc;

use super::{Event, Failure, Outcome, amounts, facts, results};
use crate::diagnostics::{Code, Lang, Problem, Text, nearest};
use crate::posting::What;
use crate::program::Program;
use crate::settlement::Refusal;
use crate::source::Span;
use crate::syntax::ast;
use crate::text;
use crate::value::{Exact, money, parse_money};
use crate::visit::parse_day;

/// Checks what a scenario expects of the event before, or of the visit that it names.
pub(super) fn check(
    expectation: &ast::Expectation,
    programs: &[Arc<Program>],
    outcome: &mut Outcome,
) {
    if matches!(expectation.kind, ast::ExpectationKind::Unused(_)) {
        return;
    }
    let index = match &expectation.of {
        None => outcome.events.len().checked_sub(1).ok_or_else(|| Failure {
            span: expectation.span,
            text: text!("前面没有就诊", "there is no visit before this"),
        }),
        Some(of) => referenced(of, outcome),
    };
    let index = match index {
        Ok(index) => index,
        Err(failure) => return outcome.failures.push(failure),
    };
    let Some(event) = outcome.events.get_mut(index) else { return };
    if matches!(expectation.kind, ast::ExpectationKind::Refused(_)) {
        event.refusal_expected = true;
    }
    let event = &*event;
    let (failures, checked) = match &expectation.kind {
        ast::ExpectationKind::Unused(_) => (Vec::new(), 0),
        ast::ExpectationKind::Refused(reason) => {
            (refused(event, reason.as_ref(), expectation.span).into_iter().collect(), 1)
        }
        ast::ExpectationKind::Amounts(wanted) => {
            let now = expectation.of.is_some();
            let failures = wanted.iter().filter_map(|fact| amount(event, fact, now, programs));
            (failures.collect::<Vec<_>>(), wanted.len())
        }
    };
    outcome.checked = outcome.checked.saturating_add(checked);
    outcome.failures.extend(failures);
}

/// The position of the visit that an expectation names.
pub(super) fn referenced(of: &ast::Reference, outcome: &Outcome) -> Result<usize, Failure> {
    let (words, span) = facts::reference(of);
    let events = || outcome.events.iter().enumerate().filter(|(_, it)| it.visit().is_some());
    let label = |event: &Event| event.posted.event.label.clone();
    if let Some((index, _)) = events().find(|(_, it)| label(it).as_ref() == Some(&words)) {
        return Ok(index);
    }
    let day = parse_day(&words);
    let that_day: Vec<usize> = events()
        .filter(|(_, it)| day.is_some() && it.posted.date == day)
        .map(|(index, _)| index)
        .collect();
    let text = match that_day.as_slice() {
        [index] => return Ok(*index),
        [] => {
            let labels: Vec<String> = events().filter_map(|(_, it)| label(it)).collect();
            match nearest(&words, labels.iter().map(String::as_str)).first() {
                Some(near) => text!(
                    "前面没有就诊“{words}”，是不是“{near}”？",
                    "there is no visit `{words}` before this; did you mean `{near}`?"
                ),
                None => text!("前面没有就诊“{words}”", "there is no visit `{words}` before this"),
            }
        }
        several => {
            let count = several.len();
            text!(
                "{words} 有 {count} 次就诊，给它们起名字再写明是哪一次",
                "there are {count} visits on {words}; give them names and say which"
            )
        }
    };
    Err(Failure { span, text })
}

/// Whether a scenario may expect that an event is not posted: the policy has no answer for it (left
/// out on purpose, 待定, no benefit, not in force), or the ledger has nothing that it could concern.
/// Faults of the input are never expected.
pub(super) fn allows(event: &ast::ScenarioEvent, problems: &[Problem]) -> bool {
    let of_the_policy = |problem: &Problem| {
        matches!(
            problem.code,
            Code::NotEncoded
                | Code::NeedsUnsetValue
                | Code::NoBenefit
                | Code::NoPolicyInForce
                | Code::NoSuchVisit
                | Code::NoSuchBinding
        )
    };
    let refused = |kind: &ast::ExpectationKind| matches!(kind, ast::ExpectationKind::Refused(_));
    matches!(event, ast::ScenarioEvent::Expect(expectation)
        if refused(&expectation.kind) && expectation.of.is_none())
        && problems.iter().all(of_the_policy)
}

/// Checks the reason for which a visit was not settled.
pub(super) fn unsettled(
    expectation: &ast::Expectation,
    problems: &[Problem],
    outcome: &mut Outcome,
) {
    outcome.checked = outcome.checked.saturating_add(1);
    let ast::ExpectationKind::Refused(Some(reason)) = &expectation.kind else { return };
    let wanted = &reason.node;
    let said = |text: &Text| text.zh.contains(wanted) || text.en.contains(wanted);
    let met = |problem: &Problem| said(&problem.message) || problem.help.iter().any(said);
    if problems.iter().any(met) {
        return;
    }
    let list = |lang| {
        let words: Vec<&str> = problems.iter().map(|problem| problem.message.get(lang)).collect();
        words.join("; ")
    };
    let (zh, en) = (list(Lang::Zh), list(Lang::En));
    outcome.failures.push(Failure {
        span: reason.span,
        text: text!(
            "应当因“{wanted}”拒付，实际因“{zh}”",
            "expected to be refused because of `{wanted}`, it was because of `{en}`"
        ),
    });
}

/// The clause that refused an event.
fn refusal(event: &Event) -> Option<&Refusal> {
    event.posted.what.refusal()
}

fn refused(event: &Event, reason: Option<&ast::Quoted>, span: Span) -> Option<Failure> {
    let Some(refusal) = refusal(event) else {
        return Some(Failure {
            span,
            text: match event.posted.what {
                What::Visit(_) => {
                    text!("应当拒付，实际结算了", "expected a refusal, it was settled")
                }
                _ => text!("应当拒绝，实际办成了", "expected a refusal, it was done"),
            },
        });
    };
    let said = refusal.reason.as_deref().unwrap_or("");
    match reason {
        Some(reason) if !said.contains(&reason.node) => {
            let wanted = &reason.node;
            Some(Failure {
                span: reason.span,
                text: text!(
                    "应当因“{wanted}”拒付，实际因“{said}”",
                    "expected to be refused because of `{wanted}`, it was because of `{said}`"
                ),
            })
        }
        _ => None,
    }
}

/// An amount as an expectation writes it.
fn wanted(fact: &ast::Fact) -> Option<Exact> {
    let [ast::Pattern { kind: ast::PatternKind::Expr(expr), .. }] = fact.value.patterns.as_slice()
    else {
        return None;
    };
    match &expr.kind {
        ast::ExprKind::Literal(literal @ ast::Literal::Money(_)) => {
            parse_money(&facts::literal(literal))
        }
        _ => None,
    }
}

fn amount(
    event: &Event,
    fact: &ast::Fact,
    now: bool,
    programs: &[Arc<Program>],
) -> Option<Failure> {
    let name = &fact.name.node;
    if let (What::Calc(calc), None) = (&event.posted.what, refusal(event)) {
        return results::check(calc, fact);
    }
    let Some(found) = amounts::actual(event, name, now, programs) else {
        return Some(Failure {
            span: fact.name.span,
            text: text!(
                "“{name}”不是基金、账户或账单的一部分",
                "`{name}` is no fund, account or part of the bill"
            ),
        });
    };
    let Some(wanted) = wanted(fact) else {
        return Some(Failure {
            span: fact.value.span,
            text: text!("这里要写金额，例如 7元", "write an amount here, such as 7元"),
        });
    };
    // Amounts of a refused event count only when the refusal itself was expected.
    if found == wanted && (refusal(event).is_none() || event.refusal_expected) {
        return None;
    }
    let (wanted, found) = (money(wanted), money(found));
    let note = match refusal(event) {
        Some(_) => text!("（被拒付）", " (it was refused)"),
        None => Text::default(),
    };
    let (zh, en) = (note.zh, note.en);
    Some(Failure {
        span: fact.value.span,
        text: text!(
            "“{name}”应为 {wanted}，实际 {found}{zh}",
            "`{name}` should be {wanted}, it is {found}{en}"
        ),
    })
}
