//! Expectations against a settlement, exactly, to the 分.

use super::{Failure, Outcome, SettledVisit, facts};
use crate::diagnostics::{Code, Lang, Problem, Text};
use crate::rule::Bucket;
use crate::settlement::PayerKind;
use crate::source::Span;
use crate::syntax::ast;
use crate::text;
use crate::value::{Exact, money, parse_money};

/// Checks what a scenario expects of its last visit.
pub(super) fn check(expectation: &ast::Expectation, outcome: &mut Outcome) {
    let span = expectation.span;
    let mut failures = Vec::new();
    let mut checked = 0_usize;
    if let (ast::ExpectationKind::Refused(_), Some(visit)) =
        (&expectation.kind, outcome.visits.last_mut())
    {
        visit.refusal_expected = true;
    }
    match outcome.visits.last() {
        None => failures
            .push(Failure {
                span, text: text!("前面没有就诊", "there is no visit before this")
            }),
        Some(visit) => match &expectation.kind {
            ast::ExpectationKind::Unused(_) => {}
            ast::ExpectationKind::Refused(reason) => {
                checked = 1;
                failures.extend(refused(visit, reason.as_ref(), span));
            }
            ast::ExpectationKind::Amounts(amounts) => {
                for fact in amounts {
                    checked = checked.saturating_add(1);
                    failures.extend(amount(visit, fact));
                }
            }
        },
    }
    outcome.checked = outcome.checked.saturating_add(checked);
    outcome.failures.extend(failures);
}

/// Whether a scenario may expect that a visit is not settled: the policy has no answer for it (left
/// out on purpose, 待定, no benefit, not in force). Faults of the input are never expected.
pub(super) fn allows(event: &ast::ScenarioEvent, problems: &[Problem]) -> bool {
    let of_the_policy = |problem: &Problem| {
        matches!(
            problem.code,
            Code::NotEncoded | Code::NeedsUnsetValue | Code::NoBenefit | Code::NoPolicyInForce
        )
    };
    let refused = |kind: &ast::ExpectationKind| matches!(kind, ast::ExpectationKind::Refused(_));
    matches!(event, ast::ScenarioEvent::Expect(expectation) if refused(&expectation.kind))
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

fn refused(visit: &SettledVisit, reason: Option<&ast::Quoted>, span: Span) -> Option<Failure> {
    let Some(refusal) = &visit.settlement.refusal else {
        return Some(Failure {
            span,
            text: text!("应当拒付，实际结算了", "expected a refusal, it was settled"),
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

fn amount(visit: &SettledVisit, fact: &ast::Fact) -> Option<Failure> {
    let name = &fact.name.node;
    let Some(found) = actual(visit, name) else {
        return Some(Failure {
            span: fact.name.span,
            text: text!(
                "“{name}”不是基金、账户或账单的一部分",
                "`{name}` is no fund, account or part of the bill"
            ),
        });
    };
    let wanted = match fact.value.patterns.as_slice() {
        [ast::Pattern { kind: ast::PatternKind::Expr(expr), .. }] => match &expr.kind {
            ast::ExprKind::Literal(literal @ ast::Literal::Money(_)) => {
                parse_money(&facts::literal(literal))
            }
            _ => None,
        },
        _ => None,
    };
    let Some(wanted) = wanted else {
        return Some(Failure {
            span: fact.value.span,
            text: text!("这里要写金额，例如 7元", "write an amount here, such as 7元"),
        });
    };
    // Amounts of a refused visit count only when the refusal itself was expected.
    if found == wanted && (visit.settlement.refusal.is_none() || visit.refusal_expected) {
        return None;
    }
    let (wanted, found) = (money(wanted), money(found));
    let note = match &visit.settlement.refusal {
        Some(_) => text!("（被拒付）", " (it was refused)"),
        None => crate::diagnostics::Text::default(),
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

/// The amount that a name stands for: bucket, fund, payer, 个人负担, or a balance.
fn actual(visit: &SettledVisit, name: &str) -> Option<Exact> {
    let program = &visit.program;
    let settlement = &visit.settlement;
    let in_bucket = |bucket: Bucket| {
        let found = settlement.buckets.iter().find(|(found, _)| *found == bucket);
        found.map_or(Exact::ZERO, |(_, amount)| *amount)
    };
    if let Some(bucket) = Bucket::named(name) {
        return Some(in_bucket(bucket));
    }
    if let Some(index) = program.body.funds.iter().position(|fund| fund == name) {
        return Some(in_bucket(Bucket::Fund(crate::rule::FundId::next(index))));
    }
    let paid_by = |payer: PayerKind| {
        let found = settlement.payers.iter().find(|share| share.payer == payer);
        found.map_or(Exact::ZERO, |share| share.total)
    };
    match name {
        "现金" | "cash" => return Some(paid_by(PayerKind::Cash)),
        "政策范围内" | "scope" => return Some(settlement.bill.scope),
        "个人负担" | "own" => {
            // The bill less what the funds pay, as the statement has it.
            let funds = settlement.buckets.iter();
            return funds
                .filter(|(bucket, _)| matches!(bucket, Bucket::Fund(_)))
                .try_fold(settlement.bill.total, |rest, (_, paid)| rest.sub(*paid).ok());
        }
        _ => {}
    }
    let balance_of = name.strip_suffix("余额");
    for (index, account) in program.vocabulary.accounts.iter().enumerate() {
        if account.name == name {
            return Some(paid_by(PayerKind::Account(crate::rule::AccountId::next(index))));
        }
        if balance_of == Some(account.name.as_str()) {
            return visit.after.balances.get(&account.name).copied();
        }
    }
    None
}
