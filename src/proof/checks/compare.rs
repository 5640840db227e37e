//! Groups that are worse off than others at the same bill.

use std::collections::BTreeSet;

use super::{Checks, rising::funds};
use crate::diagnostics::{Code, Problem, Text};
use crate::proof::pieces::Cell;
use crate::proof::scene::{Alternative, Answer, Scene, Settled};
use crate::proof::told::witness;
use crate::rule::{FieldId, Section};
use crate::text;
use crate::value::{Exact, Type, Value};

/// Two values of a field: who has the first should never get less than who has the second.
#[derive(Debug, Clone)]
pub(in crate::proof) struct Favour {
    pub(in crate::proof) field: FieldId,
    pub(in crate::proof) better: Value,
    pub(in crate::proof) worse: Value,
}

pub(super) fn check(checks: &mut Checks<'_, '_>) -> Result<(), crate::value::OutOfRange> {
    let mut told = BTreeSet::new();
    let mut fields = BTreeSet::new();
    for favour in favours(checks) {
        let _new = fields.insert(favour.field);
        if told.contains(&favour.field) {
            continue;
        }
        match checks.worse(&favour)? {
            Answer::Shown(scene) => {
                let _new = told.insert(favour.field);
                report(checks, &favour, &scene);
            }
            Answer::None => {}
            Answer::Open if checks.why_not().is_some() => {
                let _new = told.insert(favour.field);
                checks.found_nothing(Code::WorseOff);
            }
            Answer::Open => {
                let _new = told.insert(favour.field);
                let name = name(checks, favour.field);
                let span = checks.pieces.program.head.span;
                checks.problems.undecided(
                    Code::WorseOff,
                    span,
                    text!(
                        "不能断定“{name}”的各种取值谁不吃亏",
                        "it is not decided who is worse off by `{name}`"
                    ),
                );
            }
        }
    }
    for _ in fields.difference(&told) {
        checks.found_nothing(Code::WorseOff);
    }
    Ok(())
}

/// What everyone expects: a lower level reimburses no worse than a higher one, a retiree and a chronic
/// patient no worse than another.
fn favours(checks: &Checks<'_, '_>) -> Vec<Favour> {
    let vocabulary = &checks.pieces.program.vocabulary;
    let mut favours = Vec::new();
    for (index, field) in vocabulary.fields.iter().enumerate() {
        let id = FieldId::next(index);
        let values: Vec<Value> = checks.used(id);
        let external = field.external.as_deref();
        match field.ty {
            Type::Choice(of) => {
                let ordered = vocabulary.enumeration(of).is_some_and(|found| found.ordered);
                let levels = ordered && field.section == Section::Institution;
                let retired = |value: &Value| match value {
                    Value::Choice(choice) => vocabulary.choice_name(of, *choice) == "退休",
                    _ => false,
                };
                for better in &values {
                    for worse in values.iter().filter(|worse| *worse != better) {
                        let lower = levels && before(better, worse);
                        let retiree = external == Some("psn_type") && retired(better);
                        if lower || retiree {
                            let (better, worse) = (better.clone(), worse.clone());
                            favours.push(Favour { field: id, better, worse });
                        }
                    }
                }
            }
            Type::Flag if external == Some("chronic") && !values.is_empty() => {
                let (better, worse) = (Value::Flag(true), Value::Flag(false));
                favours.push(Favour { field: id, better, worse });
            }
            _ => {}
        }
    }
    favours
}

fn before(left: &Value, right: &Value) -> bool {
    matches!((left, right), (Value::Choice(left), Value::Choice(right)) if left < right)
}

impl Checks<'_, '_> {
    /// The values of a field that the rules look at; of those that no piece tells apart one.
    pub(super) fn used(&self, field: FieldId) -> Vec<Value> {
        let cells: Vec<&[Value]> = self
            .pieces
            .cells
            .iter()
            .filter_map(|cell| Some(cell.given()?.fields.get(&field)?.values.as_slice()))
            .collect();
        let mut used: Vec<(Vec<bool>, &Value)> = Vec::new();
        for value in cells.iter().copied().flatten() {
            let held: Vec<bool> = cells.iter().map(|values| values.contains(value)).collect();
            if !used.iter().any(|(known, _)| *known == held) {
                used.push((held, value));
            }
        }
        used.into_iter().map(|(_, value)| value.clone()).collect()
    }

    /// Looks for a visit where the one who should get no less gets less.
    pub(in crate::proof) fn worse(
        &self,
        favour: &Favour,
    ) -> Result<Answer, crate::value::OutOfRange> {
        let fewer = |settled: &[Settled]| matches!(settled, [Ok(first), Ok(second)] if funds(first) < funds(second));
        let field = favour.field;
        let is = |cell: &Cell, value: &Value| {
            let known = cell.given().and_then(|given| given.fields.get(&field));
            known.is_some_and(|known| known.values.contains(value))
        };
        let mut open = false;
        for (better, worse) in self.pieces.agreeing(&[field]) {
            // Where the same holds for both, neither is worse off.
            let same = std::ptr::eq(better, worse);
            if same || !is(better, &favour.better) || !is(worse, &favour.worse) {
                continue;
            }
            for first in &better.pieces {
                for second in worse.beside(first, None, &self.pieces.work)? {
                    let (Some(own), Some(other)) = (first.settled(), second.settled()) else {
                        continue;
                    };
                    let gap = other.funds.sub(&own.funds)?;
                    let alternatives = [
                        Alternative::with(first, field, &favour.better),
                        Alternative::with(second, field, &favour.worse),
                    ];
                    match self.clearest(&alternatives, &gap, &[], &fewer)? {
                        shown @ Answer::Shown(_) => return Ok(shown),
                        Answer::None => {}
                        Answer::Open => open = true,
                    }
                }
            }
        }
        Ok(if open { Answer::Open } else { Answer::None })
    }
}

fn name(checks: &Checks<'_, '_>, field: FieldId) -> String {
    let field = checks.pieces.program.vocabulary.field(field);
    field.map(|field| field.name.clone()).unwrap_or_default()
}

/// What a value is called in a sentence.
fn called(checks: &Checks<'_, '_>, field: FieldId, value: &Value) -> Text {
    let vocabulary = &checks.pieces.program.vocabulary;
    let name = name(checks, field);
    match (value, vocabulary.field(field)) {
        (Value::Flag(true), _) => text!("{name}", "{name}"),
        (Value::Flag(false), _) => text!("非{name}", "not {name}"),
        (_, Some(found)) => {
            let value = vocabulary.written(found.ty, value);
            text!("{value}", "{value}")
        }
        (_, None) => text!("?", "?"),
    }
}

fn report(checks: &mut Checks<'_, '_>, favour: &Favour, scene: &Scene) {
    let [Ok(first), Ok(second)] = scene.settled.as_slice() else { return };
    let (own, other) = (yuan(funds(first)), yuan(funds(second)));
    let better = called(checks, favour.field, &favour.better);
    let worse = called(checks, favour.field, &favour.worse);
    let (a, b) = (&better.zh, &worse.zh);
    let (x, y) = (&better.en, &worse.en);
    let bill = yuan(first.bill.total.numerator());
    let problem = Problem::new(
        Code::WorseOff,
        checks.of_benefit(first.benefit),
        text!(
            "同样 {bill} 的费用，“{a}”比“{b}”得的少：{own}，{other}",
            "of the same bill of {bill}, `{x}` gets less than `{y}`: {own}, {other}"
        ),
    )
    .help(text!(
        "核对各行的数值；文件确实如此，用“允许 worse-off 理由 “…””说明",
        "check the figures of the rows; if the notice says so, state it with `allow worse-off because \"…\"`"
    ));
    let shows = text!("“{a}”比“{b}”得的少", "`{x}` gets less than `{y}`");
    let told = witness(checks.pieces.program, scene, shows);
    checks.report(problem.witness(told));
}

fn yuan(fen: i128) -> String {
    crate::value::figure(Exact::fraction(fen, 1).unwrap_or(Exact::ZERO), Type::Money)
}
