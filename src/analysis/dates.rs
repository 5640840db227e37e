//! `expired`, `conflicting-dates`, `dead-row`: a value that has an end and no successor while the
//! policy goes on, days between two values, and values outside the dates of the policy.

use crate::analysis::model::{Model, Spot};
use crate::analysis::space::{Budget, Region, Subject, TooMany, mask};
use crate::analysis::succession::slip;
use crate::analysis::witness::Search;
use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Expr;
use crate::rule::{Classes, Parameter, ParameterValue, date_words};
use crate::source::Span;
use crate::text;
use crate::value::{Date, Validity};

/// How many regions are looked at where there is no visit to show.
const REGIONS: u32 = 10_000;

pub(super) fn check(model: &Model<'_>, problems: &mut Problems) {
    outside(model, problems);
    for (id, spots) in &model.parameters {
        let Some(parameter) = model.policy.vocabulary.parameters.get(id.index()) else { continue };
        if parameter.values.iter().any(|value| value.validity.is_always()) {
            problems.proved(Code::Expired);
            continue;
        }
        let mark = problems.mark();
        let without = without_value(model, parameter);
        for spot in spots {
            without.iter().for_each(|days| look(model, spot, (parameter, days), problems));
        }
        if model.unseen_parameters.contains(id) {
            problems.undecided(
                Code::Expired,
                parameter.span,
                text!(
                    "用到它的中间值互相引用太多次，不能断定在没有数值的日子里会不会用到它",
                    "the intermediates that read it name each other too often to know whether it is read on days without a value"
                ),
            );
        }
        problems.proved_since(&mark, &[Code::Expired, Code::ConflictingDates]);
    }
}

/// Days without a value, and the first of them.
type Without = (Region, Date);

/// Whether a place reads a parameter on days on which it has no value.
fn look(
    model: &Model<'_>,
    spot: &Spot<'_>,
    (parameter, (days, first)): (&Parameter<Expr>, &Without),
    problems: &mut Problems,
) {
    let open = |problems: &mut Problems| {
        problems.undecided(
            Code::Expired,
            parameter.span,
            text!(
                "不能断定在没有数值的日子里会不会用到它",
                "whether it is read on days without a value is not known"
            ),
        );
    };
    // A calculation and other events have no visit to show.
    if !spot.place.of_visit {
        match model.space.solve(&spot.demands(), days, &mut Budget::new(REGIONS)) {
            Ok(Some(_)) => problems.push(finding(parameter, *first)),
            Ok(None) => {}
            Err(TooMany) => open(problems),
        }
        return;
    }
    match model.visit(spot, &[], days) {
        Search::Found(visit) => {
            let problem = finding(parameter, visit.day);
            let name = &parameter.name;
            let shows =
                text!("当日没有“{name}”的数值", "there is no value of `{name}` on that day");
            problems.push(problem.witness(model.told(&visit, shows)));
        }
        Search::None => {}
        Search::Open => open(problems),
    }
}

/// The stretches of days of the policy on which a parameter has no value.
fn without_value(model: &Model<'_>, parameter: &Parameter<Expr>) -> Vec<Without> {
    let space = &model.space;
    let Some(day) = space.variables.iter().find(|each| each.subject == Subject::Day) else {
        return Vec::new();
    };
    let Classes::Dates(cuts) = &day.classes else { return Vec::new() };
    let mut found: Vec<Without> = Vec::new();
    let mut running = false;
    for (class, possible) in day.possible.iter().enumerate() {
        let first = class.checked_sub(1).and_then(|at| cuts.get(at)).map(|cut| cut.at);
        let behind = cuts.get(class).map(|cut| cut.at);
        let has = parameter.values.iter().any(|value| {
            let ParameterValue { validity, .. } = value;
            validity.from.is_none_or(|from| first.is_some_and(|first| from <= first))
                && validity.until.is_none_or(|until| behind.is_some_and(|behind| behind <= until))
        });
        // A policy that does not say since when it holds says nothing of the days before.
        let Some(first) = first.filter(|_| *possible && !has) else {
            running = false;
            continue;
        };
        let mut held = vec![false; day.possible.len()];
        if let Some(held) = held.get_mut(class) {
            *held = true;
        }
        let here = space.full.with(day, &mask(&held));
        match found.last_mut().filter(|_| running) {
            Some((last, _)) => *last = last.or(&here),
            None => found.push((here, first)),
        }
        running = true;
    }
    found
}

/// The last value before a day, and the first behind it.
fn around(
    parameter: &Parameter<Expr>,
    day: Date,
) -> (Option<&ParameterValue<Expr>>, Option<&ParameterValue<Expr>>) {
    let ended = parameter
        .values
        .iter()
        .filter(|value| value.validity.until.is_some_and(|until| until <= day))
        .max_by_key(|value| value.validity.until);
    let next = parameter
        .values
        .iter()
        .filter(|value| value.validity.from.is_some_and(|from| day < from))
        .min_by_key(|value| value.validity.from);
    (ended, next)
}

fn finding(parameter: &Parameter<Expr>, day: Date) -> Problem {
    let name = &parameter.name;
    match around(parameter, day) {
        (Some(last), None) => {
            let until = last.validity.until.map(|until| until.to_string()).unwrap_or_default();
            Problem::new(
                Code::Expired,
                last.span,
                text!(
                    "“{name}”的数值到 {until} 为止，之后政策仍有效，却没有新的数值",
                    "the value of `{name}` ends on {until}; the policy goes on without a new one"
                ),
            )
            .help(text!(
                "写上新的数值；若还没有公布，写“待定 自 {until}”；若政策也到期，给政策写“至 {until}”",
                "add the new value, `unset from {until}` while it is not known, or `until {until}` in the policy"
            ))
        }
        (ended, next) => {
            let mut problem = Problem::new(
                Code::ConflictingDates,
                parameter.span,
                text!(
                    "“{name}”在政策有效的一些日子（例如 {day}）没有数值",
                    "`{name}` has no value on some days on which the policy is in force, such as {day}"
                ),
            )
            .help(text!("给这些日子也写上数值", "write a value for these days too"));
            if let Some(at) = ended.and_then(|ended| ended.dates.until) {
                problem =
                    problem.also(at, text!("前一个数值到这里", "the earlier value ends here"));
            }
            if let Some(at) = next.and_then(|next| next.dates.from) {
                let text = text!("后一个数值从这一天起", "the later value begins here");
                problem = problem.also(at, text);
            }
            match (ended, next) {
                (Some(ended), Some(next)) => {
                    let from = ended.validity.until;
                    let days = Validity { from, until: next.validity.from };
                    slip(problem, &ended.dates, &days)
                }
                _ => problem,
            }
        }
    }
}

/// `dead-row`: values written in a policy that all lie outside its dates. Those of a vocabulary are
/// for other policies too.
fn outside(model: &Model<'_>, problems: &mut Problems) {
    let head = &model.policy.head;
    let within = |span: Span| head.span.lo <= span.lo && span.hi <= head.span.hi;
    for parameter in model.policy.vocabulary.parameters.iter().filter(|each| within(each.span)) {
        let mark = problems.mark();
        let outside = |value: &&ParameterValue<Expr>| head.validity.and(&value.validity).is_empty();
        for value in parameter.values.iter().filter(outside) {
            let name = &parameter.name;
            let (zh, en) = date_words(&head.validity);
            problems.push(
                Problem::new(
                    Code::DeadRow,
                    value.span,
                    text!(
                        "政策有效时，“{name}”从不取这个数值",
                        "`{name}` never has this value while the policy is in force"
                    ),
                )
                .help(text!(
                    "政策的有效期：{zh}；核对日期，或者删去这个数值",
                    "the policy is in force {en}; check the dates, or remove this value"
                )),
            );
        }
        problems.proved_since(&mark, &[Code::DeadRow]);
    }
}
