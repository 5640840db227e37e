//! Which policy settles a visit: by city, by date, by group.

use std::sync::Arc;

use crate::diagnostics::{Code, Problem, nearest};
use crate::interpret;
use crate::program::Program;
use crate::rule::Role;
use crate::text;
use crate::value::Date;
use crate::visit::{Facts, RawValue, RawVisit, read, read_date};

/// How many policies are shown that are not for a person.
const MOST_SHOWN: usize = 3;

/// Finds the one policy for a visit and reads the visit with that policy's vocabulary.
///
/// Candidates are first narrowed by the city, if the visit names one, then by the date, then by
/// each policy's `applies`. None or several left is a problem that names them.
pub fn select(
    programs: &[Arc<Program>],
    raw: &RawVisit,
) -> Result<(Arc<Program>, Facts), Vec<Problem>> {
    let programs: Vec<_> = programs.iter().filter(|program| !program.head.calc).collect();
    if programs.is_empty() {
        return Err(vec![Problem::without_place(
            Code::NoPolicyInForce,
            text!("这些文件里没有政策", "there is no policy in these files"),
        )]);
    }
    one(&programs, raw)
}

/// Finds the one calculation that is asked for, and reads the facts with its vocabulary.
///
/// With a name only calculations of that name come into question; they are narrowed as policies are.
pub fn select_calc(
    programs: &[Arc<Program>],
    raw: &RawVisit,
    name: Option<&str>,
) -> Result<(Arc<Program>, Facts), Vec<Problem>> {
    let calcs = || programs.iter().filter(|program| program.head.calc);
    let named: Vec<_> =
        calcs().filter(|program| name.is_none_or(|name| program.head.name == name)).collect();
    if named.is_empty() {
        return Err(vec![no_calc(calcs().map(|program| program.head.name.as_str()), name)]);
    }
    one(&named, raw)
}

/// No calculation has the name; or there is none at all.
fn no_calc<'p>(known: impl Iterator<Item = &'p str>, name: Option<&str>) -> Problem {
    let mut known: Vec<&str> = known.collect();
    known.dedup();
    let message = match name {
        Some(name) => text!("没有计算“{name}”", "there is no calculation `{name}`"),
        None => text!("这些文件里没有计算", "there is no calculation in these files"),
    };
    let problem = Problem::without_place(Code::NoPolicyInForce, message);
    let near = name.map(|name| nearest(name, known.iter().copied())).unwrap_or_default();
    if let Some(near) = near.first() {
        return problem.help(text!("是不是“{near}”？", "did you mean `{near}`?"));
    }
    if known.is_empty() {
        return problem.help(text!(
            "计算写成“计算 名称 {{ 得出 … = … }}”",
            "a calculation is written `calc NAME {{ result … = … }}`"
        ));
    }
    let (zh, en) = (known.join("、"), known.join("`, `"));
    problem.help(text!("有这些计算：{zh}", "the calculations are `{en}`"))
}

/// The one program of several for an event.
fn one(programs: &[&Arc<Program>], raw: &RawVisit) -> Result<(Arc<Program>, Facts), Vec<Problem>> {
    let in_city = of_city(programs, raw)?;
    let date = read_date(raw).map_err(|problem| with_other_faults(&in_city, raw, problem))?;
    let in_force = in_force(&in_city, date)?;
    let mut unreadable: Option<Vec<Problem>> = None;
    let mut taking = Vec::new();
    let mut readable = false;
    for program in in_force {
        match take(program, raw) {
            Ok(Some(facts)) => taking.push((Arc::clone(program), facts)),
            Ok(None) => readable = true,
            Err(problems) => {
                let _ = unreadable.get_or_insert(problems);
            }
        }
    }
    match taking.len() {
        1 => taking.pop().ok_or_else(Vec::new),
        0 => match unreadable {
            Some(problems) if !readable => Err(problems),
            _ => Err(vec![no_group(&in_city, date)]),
        },
        _ => Err(vec![several(&taking)]),
    }
}

/// Without a day no policy can be chosen; what else is wrong with the visit is told all the same,
/// as the first candidate reads it.
fn with_other_faults(programs: &[&Arc<Program>], raw: &RawVisit, date: Problem) -> Vec<Problem> {
    let read = programs.first().map(|program| read(raw, &program.vocabulary));
    match read {
        Some(Err(problems)) if problems.iter().any(|problem| problem.code == date.code) => problems,
        Some(Err(problems)) => std::iter::once(date).chain(problems).collect(),
        Some(Ok(_)) | None => vec![date],
    }
}

/// The facts, if the policy is for this person.
fn take(program: &Program, raw: &RawVisit) -> Result<Option<Facts>, Vec<Problem>> {
    let facts = read(raw, &program.vocabulary)?;
    Ok(interpret::applies(program, &facts)?.then_some(facts))
}

fn of_city<'p>(
    programs: &[&'p Arc<Program>],
    raw: &RawVisit,
) -> Result<Vec<&'p Arc<Program>>, Vec<Problem>> {
    let Some(city) = city(programs, raw) else { return Ok(programs.to_vec()) };
    let found: Vec<&Arc<Program>> = programs
        .iter()
        .copied()
        .filter(|program| program.head.city.as_deref().is_none_or(|of| of == city))
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let mut known: Vec<&str> =
        programs.iter().filter_map(|program| program.head.city.as_deref()).collect();
    known.sort_unstable();
    known.dedup();
    let (zh, en) = (known.join("、"), known.join(", "));
    let (sort_zh, sort_en, sort_many) = sort(programs);
    Err(vec![
        Problem::without_place(
            Code::NoPolicyInForce,
            text!("没有统筹区“{city}”的{sort_zh}", "there is no {sort_en} for the city `{city}`"),
        )
        .help(text!("有{sort_zh}的统筹区：{zh}", "there are {sort_many} for: {en}")),
    ])
}

fn city(programs: &[&Arc<Program>], raw: &RawVisit) -> Option<String> {
    let names: Vec<&str> = programs
        .iter()
        .filter_map(|program| program.vocabulary.role(Role::City))
        .flat_map(|(_, field)| [Some(field.name.as_str()), field.external.as_deref()])
        .flatten()
        .collect();
    raw.facts.iter().rev().find(|fact| names.contains(&fact.name.as_str())).and_then(|fact| {
        match &fact.value {
            RawValue::Text(text) | RawValue::Number(text) => Some(text.trim().to_owned()),
            RawValue::Flag(_) | RawValue::List(_) | RawValue::Null | RawValue::Other(_) => None,
        }
    })
}

fn in_force<'p>(
    programs: &[&'p Arc<Program>],
    date: Date,
) -> Result<Vec<&'p Arc<Program>>, Vec<Problem>> {
    let found: Vec<&Arc<Program>> =
        programs.iter().copied().filter(|program| program.head.validity.holds(date)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let (zh, en, _) = sort(programs);
    let mut problem = Problem::without_place(
        Code::NoPolicyInForce,
        text!("{date} 没有生效的{zh}", "no {en} is in force on {date}"),
    );
    let later = programs
        .iter()
        .filter_map(|program| program.head.validity.from.map(|from| (from, program)))
        .filter(|(from, _)| *from > date)
        .min_by_key(|(from, _)| *from);
    let earlier = programs
        .iter()
        .filter_map(|program| program.head.validity.until.map(|until| (until, program)))
        .filter(|(until, _)| *until <= date)
        .max_by_key(|(until, _)| *until);
    if let Some((from, program)) = later {
        let name = &program.head.name;
        problem = problem.help(text!(
            "最早的是“{name}”，自 {from} 起生效",
            "the first is `{name}`, in force from {from}"
        ));
    }
    if let Some((until, program)) = earlier {
        let name = &program.head.name;
        problem = problem.help(text!(
            "“{name}”自 {until} 起不再生效",
            "`{name}` is no longer in force from {until}"
        ));
    }
    Err(vec![problem])
}

fn no_group(programs: &[&Arc<Program>], date: Date) -> Problem {
    let mut names: Vec<&str> = programs
        .iter()
        .filter(|program| program.head.validity.holds(date))
        .map(|program| program.head.name.as_str())
        .collect();
    names.dedup();
    let (zh, en) = (names.join("、"), names.join(", "));
    let (sort_zh, sort_en, _) = sort(programs);
    let mut problem = Problem::without_place(
        Code::NoPolicyInForce,
        text!(
            "{date} 生效的{sort_zh}都不适用于这个人",
            "no {sort_en} in force on {date} is for this person"
        ),
    );
    // For whom they are, as they say it themselves.
    let in_force = programs.iter().filter(|program| program.head.validity.holds(date));
    let applies = in_force.filter_map(|program| program.node(program.body.applies?));
    for condition in applies.take(MOST_SHOWN) {
        problem = problem.also(condition.span, text!("只适用于这样的人", "only for such persons"));
    }
    problem.help(text!(
        "当日生效的{sort_zh}：{zh}；请核对参保类型等字段",
        "in force that day: {en}; check the insured type and the like"
    ))
}

fn several(taking: &[(Arc<Program>, Facts)]) -> Problem {
    let names: Vec<&str> = taking.iter().map(|(program, _)| program.head.name.as_str()).collect();
    let (zh, en) = (names.join("”和“"), names.join("` and `"));
    let calc = taking.iter().any(|(program, _)| program.head.calc);
    let message = if calc {
        text!("几个计算都适用：“{zh}”", "several calculations apply: `{en}`")
    } else {
        text!("这次就诊同时适用“{zh}”", "the visit falls under both `{en}`")
    };
    let problem = Problem::without_place(Code::SeveralPolicies, message);
    let mut problem = problem.help(if calc {
        text!("写明要哪一个计算", "say which calculation is meant")
    } else {
        text!(
            "写明统筹区（例如 --set 统筹区=襄阳），或让政策的“适用”条件互不重叠",
            "name the city (such as --set 统筹区=襄阳), or make their `applies` exclude each other"
        )
    });
    for (program, _) in taking {
        problem = problem.also(program.head.span, text!("这一份", "this one"));
    }
    problem
}

/// What programs are called: they are all of one sort.
fn sort(programs: &[&Arc<Program>]) -> (&'static str, &'static str, &'static str) {
    if programs.iter().any(|program| program.head.calc) {
        ("计算", "calculation", "calculations")
    } else {
        ("政策", "policy", "policies")
    }
}
