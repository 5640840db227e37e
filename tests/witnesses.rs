//! Every finding's witness, settled by the interpreter, shows the trouble that the finding names:
//! over the whole gallery of bad files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod support;

use std::collections::BTreeMap;

use polc::diagnostics::{Code, Problem, Witness, WitnessEvent};
use polc::ledger::State;
use polc::lower::lower;
use polc::pipeline::Compilation;
use polc::policy::Policy;
use polc::rule::{Bucket, ClaimId};
use polc::settlement::{ClaimFound, Settlement, StepNote};
use polc::value::Exact;
use polc::visit::{RawFact, RawValue, RawVisit, read};

fn facts(given: &[(String, String)]) -> Vec<RawFact> {
    given
        .iter()
        .map(|(name, value)| RawFact {
            name: name.clone(),
            value: RawValue::Text(value.trim_matches('"').to_owned()),
            place: name.clone(),
            span: None,
            name_span: None,
        })
        .collect()
}

fn raw(event: &WitnessEvent) -> RawVisit {
    let mut given = vec![("日期".to_owned(), event.date.clone())];
    given.extend(event.facts.iter().cloned());
    RawVisit {
        facts: facts(&given),
        lines: event.lines.iter().map(|line| facts(line)).collect(),
        place: String::new(),
    }
}

/// Settles the visits of a witness, whatever errors the policy has: `Ok` when all were settled.
fn settle(policy: &Policy, witness: &Witness) -> Result<(), (Code, String)> {
    let program = lower(policy);
    let mut state = State::default();
    let first = |problems: Vec<Problem>| {
        let problem = problems.into_iter().next().expect("a problem");
        (problem.code, problem.message.en)
    };
    for event in &witness.events {
        let facts = read(&raw(event), &program.vocabulary).map_err(first)?;
        assert!(
            polc::interpret::applies(&program, &facts).map_err(first)?,
            "the policy is not for the person of the witness"
        );
        let (settlement, delta) =
            polc::interpret::settle(&program, &facts, &state).map_err(first)?;
        assert!(settlement.refusal.is_none(), "a clause refuses the witness: {witness:?}");
        state.apply(&delta).expect("the totals fit");
    }
    Ok(())
}

/// Settles visits of one person one after the other.
fn settled(policy: &Policy, events: &[WitnessEvent]) -> Result<Vec<Settlement>, Code> {
    let program = lower(policy);
    let mut state = State::default();
    let mut all = Vec::new();
    for event in events {
        let facts = read(&raw(event), &program.vocabulary).map_err(|it| it[0].code)?;
        let (settlement, delta) =
            polc::interpret::settle(&program, &facts, &state).map_err(|it| it[0].code)?;
        state.apply(&delta).expect("the totals fit");
        all.push(settlement);
    }
    Ok(all)
}

/// What the funds pay, in 分.
fn funds(settlement: &Settlement) -> i128 {
    let paid = settlement.buckets.iter().filter(|(bucket, _)| matches!(bucket, Bucket::Fund(_)));
    paid.map(|(_, amount)| amount.numerator()).sum()
}

/// What is wrong with a witness of the money as a whole, if anything; `None` for other findings.
fn money(policy: &Policy, problem: &Problem, witness: &Witness) -> Option<Option<String>> {
    let first = settled(policy, &witness.events);
    let right = match problem.code {
        Code::ImpossibleFigure => first.as_ref().err() == Some(&Code::FigureOutOfBounds),
        Code::FalseClaim if witness.beside.is_empty() => {
            let first = first.as_ref().expect("it settles");
            let program = lower(policy);
            let told = |id: &ClaimId| {
                let clause = program.body.claims[id.index()].clause;
                problem.span() == Some(program.clauses[clause.index()].head)
            };
            let ids = first.last()?.claims.iter().map(|note| note.claim);
            ids.filter(told).any(|id| broken(first, id))
        }
        Code::PaysAboveBase => {
            let first = first.as_ref().expect("it settles");
            first.last()?.steps.iter().any(|step| match &step.note {
                StepNote::Fund(note) => note.portions.iter().any(|portion| {
                    let figure = portion.outright.as_ref().map(|it| it.result);
                    let over = figure.and_then(|it| it.sub(portion.amount).ok());
                    over.is_some_and(Exact::is_positive) && portion.earned == portion.amount
                }),
                _ => false,
            })
        }
        Code::PaysLessForMore | Code::BenefitCliff | Code::WorseOff | Code::FalseClaim => {
            let second = settled(policy, &witness.beside).expect("it settles");
            let (first, second) = (first.as_ref().expect("it settles").last()?, second.last()?);
            let dearer = second.bill.total.sub(first.bill.total).unwrap().numerator();
            let more = funds(second) - funds(first);
            match problem.code {
                Code::PaysLessForMore => dearer > 0 && more < 0,
                Code::BenefitCliff => dearer == 1 && more > 100,
                _ => dearer == 0 && more > 0,
            }
        }
        _ => return None,
    };
    Some((!right).then(|| format!("{first:?}")))
}

/// Whether the last visit breaks a claim, or all of them together one over a period.
fn broken(settled: &[Settlement], id: ClaimId) -> bool {
    let mut sum = Exact::ZERO;
    let mut broken = false;
    for settlement in settled {
        for note in settlement.claims.iter().filter(|note| note.claim == id) {
            broken = match &note.found {
                ClaimFound::Visit { held, .. } => !held,
                ClaimFound::Sum { amount, limit } => {
                    sum = sum.add(*amount).unwrap();
                    sum.sub(*limit).unwrap().is_positive()
                }
            };
        }
    }
    broken
}

fn code(outcome: &Result<(), (Code, String)>) -> Option<Code> {
    outcome.as_ref().err().map(|(code, _)| *code)
}

/// What is wrong with a witness, if anything.
fn fails(compilation: &Compilation, problem: &Problem, witness: &Witness) -> Option<String> {
    let mut policies: Vec<&Policy> =
        compilation.policies.iter().filter(|policy| policy.head.name == witness.policy).collect();
    if policies.len() > 1 {
        let spans = |policy: &&Policy| {
            problem
                .span()
                .is_some_and(|at| policy.head.span.lo <= at.lo && at.lo < policy.head.span.hi)
        };
        policies.retain(spans);
    }
    let policy = policies.first().expect("the policy of the witness");
    if let Some(why) = between(policy, problem, witness, compilation) {
        return why;
    }
    if let Some(why) = money(policy, problem, witness) {
        return why;
    }
    let outcome = settle(policy, witness);
    let expected = match problem.code {
        Code::MissingRow => Code::MissingRow,
        Code::OverlappingBenefits => Code::SeveralBenefits,
        Code::UncoveredVisit => Code::NoBenefit,
        Code::Expired | Code::ConflictingDates => Code::NeedsUnsetValue,
        Code::DuplicateRow => return twice(policy, problem, witness),
        Code::OverlappingPolicies => {
            let raw = raw(&witness.events[0]);
            let selected = polc::select::select(&compilation.programs, &raw);
            let found = selected.err().map(|problems| problems[0].code);
            return (found != Some(Code::SeveralPolicies)).then(|| format!("selected: {found:?}"));
        }
        // Findings of other checks have tests of their own.
        _ => return None,
    };
    (code(&outcome) != Some(expected)).then(|| format!("{outcome:?}"))
}

/// What is wrong with a witness of days between dates, or within both; `None` for other findings.
fn between(
    policy: &Policy,
    problem: &Problem,
    witness: &Witness,
    compilation: &Compilation,
) -> Option<Option<String>> {
    let at = |spot: polc::source::Span| {
        policy.clauses.iter().filter(move |clause| {
            [clause.dates.from, clause.dates.until, Some(clause.head)].contains(&Some(spot))
        })
    };
    let day: polc::value::Date = witness.events[0].date.parse().unwrap();
    let clauses: Vec<_> = problem.labels.iter().flat_map(|label| at(label.span)).collect();
    let in_force = clauses.iter().filter(|clause| clause.validity.holds(day)).count();
    let outcome = settle(policy, witness);
    let expected = match problem.code {
        Code::MissingDays if clauses.is_empty() => {
            let found = polc::select::select(&compilation.programs, &raw(&witness.events[0]));
            let found = found.err().map(|problems| problems[0].code);
            return Some((found != Some(Code::NoPolicyInForce)).then(|| format!("{found:?}")));
        }
        Code::MissingDays => 0,
        Code::OverlappingDates => 2,
        Code::ConflictingDates if problem.message.en.starts_with("it does not say") => 0,
        Code::ConflictingDates if problem.message.en.starts_with("two policies") => {
            let found = polc::select::select(&compilation.programs, &raw(&witness.events[0]));
            let found = found.err().map(|problems| problems[0].code);
            return Some((found != Some(Code::SeveralPolicies)).then(|| format!("{found:?}")));
        }
        Code::DuplicateRow if problem.message.en.starts_with("two ways") => {
            let right = code(&outcome) == Some(Code::ConflictingDates) && in_force == 2;
            return Some((!right).then(|| format!("{outcome:?}")));
        }
        _ => return None,
    };
    let right = outcome.is_ok() && in_force == expected && !clauses.is_empty();
    Some((!right).then(|| format!("{outcome:?}, {in_force} of {} in force", clauses.len())))
}

/// With either row gone the other one answers; with both gone none does.
fn twice(policy: &Policy, problem: &Problem, witness: &Witness) -> Option<String> {
    let spans: Vec<_> = problem.labels.iter().map(|label| label.span).collect();
    let without = |gone: &[usize]| {
        let mut policy = policy.clone();
        for table in &mut policy.tables {
            table.rows.retain(|row| !gone.iter().any(|at| spans[*at] == row.span));
        }
        settle(&policy, witness)
    };
    let (first, second, both) = (without(&[0]), without(&[1]), without(&[0, 1]));
    let fine = |outcome: &Result<(), (Code, String)>| code(outcome) != Some(Code::MissingRow);
    let shown = fine(&first) && fine(&second) && !fine(&both);
    (!shown).then(|| format!("{first:?}, {second:?}, {both:?}"))
}

#[test]
fn every_witness_of_the_gallery_shows_its_trouble() {
    let mut wrong = Vec::new();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for path in support::pol_files("tests/bad") {
        let text = std::fs::read_to_string(&path).unwrap();
        let (_, compilation) = support::check_text("bad.pol", &text);
        for problem in compilation.problems.iter() {
            let Some(witness) = &problem.witness else { continue };
            *shown.entry(problem.code.name()).or_default() += 1;
            if let Some(why) = fails(&compilation, problem, witness) {
                let name = support::short(&path);
                wrong.push(format!("{name}: {}\n  {witness:?}\n  {why}", problem.message.en));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    for code in [
        Code::MissingRow,
        Code::DuplicateRow,
        Code::OverlappingBenefits,
        Code::UncoveredVisit,
        Code::Expired,
        Code::ConflictingDates,
        Code::OverlappingPolicies,
        Code::MissingDays,
        Code::OverlappingDates,
        Code::ImpossibleFigure,
        Code::FalseClaim,
        Code::PaysAboveBase,
        Code::PaysLessForMore,
        Code::BenefitCliff,
        Code::WorseOff,
    ] {
        assert!(shown.contains_key(code.name()), "no witness of {} in {shown:?}", code.name());
    }
}
