//! Values for every fact that a visit needs, out of the classes that a region leaves.

use std::collections::{BTreeMap, BTreeSet};

use super::class_of;
use crate::analysis::concrete::{Look, Visit};
use crate::analysis::model::Model;
use crate::analysis::space::{Region, Subject, Variable};
use crate::policy::{Expr, ExprKind, number_in};
use crate::rule::{Classes, Cut, DefinitionId, FieldId, Role, Section};
use crate::value::op::{Op, apply};
use crate::value::{Date, Duration, Exact, Type, Value};

/// How many values of one field are tried.
const MOST_VALUES: usize = 24;
/// A bill that is above every deductible that is written: 十万元.
const BILL: i64 = 10_000_000;

/// Calls `each` with visits out of a region until it returns false. Where the region leaves a
/// computed value some classes only, several values of the fields it is computed from are tried.
pub(super) fn each_visit(model: &Model<'_>, region: &Region, each: &mut dyn FnMut(Visit) -> bool) {
    let Some(start) = plain(model, region) else { return };
    let free = computed_from(model, region);
    let choices: Vec<(FieldId, Vec<Value>)> = free
        .into_iter()
        .map(|id| (id, candidates(model, region, &start, id)))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let mut at = vec![0_usize; choices.len()];
    loop {
        let mut visit = start.clone();
        for ((id, values), at) in choices.iter().zip(&at) {
            if let Some(value) = values.get(*at) {
                let _before = visit.fields.insert(*id, value.clone());
            }
        }
        if !each(visit) || !advance(&mut at, &choices) {
            return;
        }
    }
}

fn advance(at: &mut [usize], choices: &[(FieldId, Vec<Value>)]) -> bool {
    for (place, (_, values)) in at.iter_mut().zip(choices) {
        *place = place.saturating_add(1);
        if *place < values.len() {
            return true;
        }
        *place = 0;
    }
    false
}

/// A value of the first fitting class for every variable, and some value for every other fact.
fn plain(model: &Model<'_>, region: &Region) -> Option<Visit> {
    let mut visit = Visit {
        day: day(model, region)?,
        fields: BTreeMap::new(),
        balances: BTreeMap::new(),
        number: 1,
    };
    for variable in &model.space.variables {
        choose(model, region, variable, &mut visit);
    }
    members(model, region, &mut visit);
    for id in &model.fields {
        fill(model, *id, &mut visit);
    }
    bill(model, region, &mut visit);
    Some(visit)
}

fn choose(model: &Model<'_>, region: &Region, variable: &Variable, visit: &mut Visit) {
    match &variable.subject {
        Subject::Field(id) => {
            let default = Look::new(model.policy, visit).value_of_default(*id);
            let kept = default.filter(|value| {
                class_of(&variable.classes, value)
                    .is_some_and(|class| region.holds(variable, class))
            });
            if let Some(value) = kept.or_else(|| first(region, variable)) {
                let _before = visit.fields.insert(*id, value);
            }
        }
        Subject::Balance(id) => {
            if let Some(Value::Number(balance)) = first(region, variable) {
                let _before = visit.balances.insert(*id, balance);
            }
        }
        Subject::Visits(_) => {
            if let Some(Value::Number(number)) = first(region, variable)
                && let Ok(number) = i64::try_from(number.numerator())
            {
                visit.number = visit.number.max(number);
            }
        }
        Subject::Day | Subject::Member(..) | Subject::Term(_) => {}
    }
}

/// A value of the first class that a region leaves.
fn first(region: &Region, variable: &Variable) -> Option<Value> {
    values(region, variable).into_iter().next()
}

/// A value of each class that a region leaves.
fn values(region: &Region, variable: &Variable) -> Vec<Value> {
    let value = |class: usize| {
        Some(match &variable.classes {
            Classes::Choices(_) => Value::Choice(u32::try_from(class).ok()?),
            Classes::Flags => Value::Flag(class == 1),
            Classes::Numbers(cuts) => {
                Value::Number(number_in(cuts, class, variable.domain).ok().flatten()?)
            }
            Classes::Dates(cuts) => Value::Date(day_of(cuts, class)?),
        })
    };
    region.classes(variable).into_iter().filter_map(value).collect()
}

/// A day of a class, near our own time if there is a choice.
fn day_of(cuts: &[Cut<Date>], class: usize) -> Option<Date> {
    let usual = Date::from_ymd_opt(2025, 6, 2)?;
    if Classes::of_date(cuts, usual) == class {
        return Some(usual);
    }
    let lo = class.checked_sub(1).and_then(|before| cuts.get(before));
    match (lo, cuts.get(class)) {
        (Some(lo), _) if lo.at >= usual || cuts.get(class).is_none() => {
            if lo.after {
                lo.at.succ_opt()
            } else {
                Some(lo.at)
            }
        }
        (_, Some(hi)) if hi.after => Some(hi.at),
        (_, Some(hi)) => hi.at.pred_opt(),
        (Some(lo), None) => lo.at.succ_opt(),
        (None, None) => Some(usual),
    }
}

fn day(model: &Model<'_>, region: &Region) -> Option<Date> {
    let head = &model.policy.head.validity;
    let Some(variable) = model.space.day().and_then(|id| model.space.variable(id)) else {
        let usual = Date::from_ymd_opt(2025, 6, 2)?;
        return if head.holds(usual) { Some(usual) } else { head.from.or(head.until?.pred_opt()) };
    };
    let days = values(region, variable).into_iter().filter_map(|value| match value {
        Value::Date(day) => Some(day),
        _ => None,
    });
    let all: Vec<Date> = days.collect();
    all.iter().copied().find(|day| head.holds(*day)).or_else(|| {
        // The first class may begin before the policy does.
        let starts = [head.from, head.until.and_then(|until| until.pred_opt())];
        starts.into_iter().flatten().find(|day| {
            class_of(&variable.classes, &Value::Date(*day))
                .is_some_and(|class| region.holds(variable, class))
        })
    })
}

/// Sets of values: those that must be in them, and one more where it may be anything.
fn members(model: &Model<'_>, region: &Region, visit: &mut Visit) {
    let mut sets: BTreeMap<FieldId, (u64, u64)> = BTreeMap::new();
    for variable in &model.space.variables {
        let Subject::Member(id, choice) = &variable.subject else { continue };
        let bit = 1_u64.checked_shl(*choice).unwrap_or(0);
        let (inside, outside) = sets.entry(*id).or_default();
        if !region.holds(variable, 0) {
            *inside |= bit;
        } else if !region.holds(variable, 1) {
            *outside |= bit;
        }
    }
    for (id, (inside, outside)) in sets {
        let set = if inside == 0 { spare(model, id, outside) } else { inside };
        let _before = visit.fields.insert(id, Value::Choices(set));
    }
}

/// A value that a set may hold.
fn spare(model: &Model<'_>, id: FieldId, outside: u64) -> u64 {
    let Some(Type::Choices(index)) = model.policy.vocabulary.field(id).map(|field| field.ty) else {
        return 0;
    };
    let count = model.policy.vocabulary.enumeration(index).map_or(0, |found| found.values.len());
    (0..u32::try_from(count).unwrap_or(0))
        .filter_map(|choice| 1_u64.checked_shl(choice))
        .find(|bit| bit & outside == 0)
        .unwrap_or(0)
}

/// Some value for a field that a rule reads and that nothing stands in for.
fn fill(model: &Model<'_>, id: FieldId, visit: &mut Visit) {
    let Some(field) = model.policy.vocabulary.field(id) else { return };
    let role = matches!(field.role, Some(Role::VisitDate | Role::Total | Role::Scope));
    if role || visit.fields.contains_key(&id) {
        return;
    }
    if (Look::new(model.policy, visit)).value_of_default(id).is_some() {
        return;
    }
    let value = match field.ty {
        Type::Choice(_) => Value::Choice(0),
        Type::Choices(_) => Value::Choices(1),
        Type::Flag => Value::Flag(false),
        Type::Date => Value::Date(visit.day),
        Type::Code => Value::Text("1".into()),
        Type::Duration => Value::Duration(Duration { months: 0, days: 1 }),
        Type::Money | Type::Ratio | Type::Points | Type::Factor | Type::Number | Type::Age => {
            Value::Number(field.min.unwrap_or(Exact::ZERO))
        }
    };
    let _before = visit.fields.insert(id, value);
}

/// The amount: what the region asks for, or enough that something is left behind every step.
fn bill(model: &Model<'_>, region: &Region, visit: &mut Visit) {
    let vocabulary = &model.policy.vocabulary;
    let free = |id: FieldId| {
        let variable = model.space.variables.iter().find(|each| each.subject == Subject::Field(id));
        variable.is_none_or(|variable| region.of(variable) == model.space.full.of(variable))
    };
    let Some((total, _)) = vocabulary.role(Role::Total) else { return };
    let scope = vocabulary.role(Role::Scope).map(|(id, _)| id);
    let wanted = scope.filter(|id| !free(*id)).and_then(|id| visit.fields.get(&id).cloned());
    if let Some(id) = scope {
        let _computed = visit.fields.remove(&id);
    }
    if free(total) {
        let amount = wanted.unwrap_or(Value::Number(Exact::whole(BILL)));
        let _before = visit.fields.insert(total, amount);
    }
    // A line, where rules look at lines, is the whole bill.
    let by_line = model
        .fields
        .iter()
        .any(|id| vocabulary.field(*id).is_some_and(|field| field.section == Section::Line));
    if let (true, Some((line, _)), Some(amount)) =
        (by_line, vocabulary.role(Role::LineAmount), visit.fields.get(&total).cloned())
    {
        let _before = visit.fields.insert(line, amount);
    }
    if let (Some((class, _)), Some((share, _))) =
        (vocabulary.role(Role::LineClass), vocabulary.role(Role::LineSelfPay))
        && visit.fields.get(&class) == Some(&Value::Choice(1))
        && let Ok(tenth) = Exact::fraction(1, 10)
    {
        let _kept = visit.fields.entry(share).or_insert(Value::Number(tenth));
    }
}

/// The fields of computed values that a region does not leave free.
fn computed_from(model: &Model<'_>, region: &Region) -> BTreeSet<FieldId> {
    let mut found = BTreeSet::new();
    let mut entered = BTreeSet::new();
    for variable in &model.space.variables {
        if let Subject::Term(expr) = &variable.subject
            && region.of(variable) != model.space.full.of(variable)
        {
            read(model, expr, &mut entered, &mut found);
        }
    }
    found
}

/// Looks into each named intermediate once.
fn read(
    model: &Model<'_>,
    expr: &Expr,
    entered: &mut BTreeSet<DefinitionId>,
    found: &mut BTreeSet<FieldId>,
) {
    if let ExprKind::Field(id) = expr.kind {
        let role = model.policy.vocabulary.field(id).and_then(|field| field.role);
        if role != Some(Role::VisitDate) {
            let _new = found.insert(id);
        }
    }
    if let ExprKind::Definition(id) = expr.kind
        && entered.insert(id)
        && let Some(definition) = model.policy.body.definitions.get(id.index())
    {
        read(model, &definition.value, entered, found);
    }
    expr.operands().for_each(|operand| read(model, operand, entered, found));
}

/// Values of a field that computed values may turn on.
fn candidates(model: &Model<'_>, region: &Region, start: &Visit, id: FieldId) -> Vec<Value> {
    let subject = Subject::Field(id);
    let own = model.space.variables.iter().find(|variable| variable.subject == subject);
    let fits = |value: &Value| {
        own.is_none_or(|variable| {
            class_of(&variable.classes, value).is_some_and(|class| region.holds(variable, class))
        })
    };
    let mut values: Vec<Value> = start.fields.get(&id).cloned().into_iter().collect();
    values.extend(own.into_iter().flat_map(|variable| self::values(region, variable)));
    let Some(field) = model.policy.vocabulary.field(id) else { return values };
    match field.ty {
        Type::Date => values.extend(days_around(model, start.day)),
        Type::Flag => values.extend([Value::Flag(false), Value::Flag(true)]),
        Type::Choice(index) => {
            let count = model.policy.vocabulary.enumeration(index).map_or(0, |e| e.values.len());
            values.extend((0..u32::try_from(count).unwrap_or(0)).map(Value::Choice));
        }
        Type::Code => values.extend(texts(model)),
        Type::Money | Type::Ratio | Type::Points | Type::Factor | Type::Number | Type::Age => {
            values.extend(numbers(model, field.step, (field.min, field.max)));
        }
        Type::Choices(_) | Type::Duration => {}
    }
    let mut kept: Vec<Value> = Vec::new();
    for value in values {
        if fits(&value) && !kept.contains(&value) && kept.len() < MOST_VALUES {
            kept.push(value);
        }
    }
    kept
}

/// The figures at which computed values fall into another class.
fn thresholds(model: &Model<'_>) -> Vec<Exact> {
    let terms = model
        .space
        .variables
        .iter()
        .filter(|variable| matches!(variable.subject, Subject::Term(_)));
    terms
        .filter_map(|variable| match &variable.classes {
            Classes::Numbers(cuts) => Some(cuts.iter().map(|cut| cut.at)),
            Classes::Choices(_) | Classes::Flags | Classes::Dates(_) => None,
        })
        .flatten()
        .collect()
}

/// Days before and after the visit, by the figures that computed values are compared with.
fn days_around(model: &Model<'_>, day: Date) -> Vec<Value> {
    let mut found = Vec::new();
    let before = |months: i32, days: i32| {
        let back = Value::Duration(Duration { months, days });
        apply(Op::DateSubtract, &[Value::Date(day), back], crate::value::YearStart::default()).ok()
    };
    let mut lengths = vec![Exact::ONE];
    lengths.extend(thresholds(model));
    for length in lengths {
        let Ok(length) = i32::try_from(length.numerator()) else { continue };
        let years = length.checked_mul(12).unwrap_or(length);
        let moves = [(length, 0), (years, 0), (0, length)];
        for (months, days) in moves {
            for extra in [0, 1, -1] {
                found.extend(before(months, days.checked_add(extra).unwrap_or(days)));
            }
        }
    }
    found.extend(before(0, -1));
    found
}

fn numbers(
    model: &Model<'_>,
    step: Option<Exact>,
    (min, max): (Option<Exact>, Option<Exact>),
) -> Vec<Value> {
    let step = step.unwrap_or(Exact::ONE);
    let mut found: Vec<Exact> = min.into_iter().chain([Exact::ZERO]).collect();
    for at in thresholds(model) {
        found.extend([at.sub(step), Ok(at), at.add(step)].into_iter().flatten());
    }
    found.extend([1_000, 10_000, 1_000_000, 100_000_000].map(Exact::whole));
    let inside = |number: &Exact| {
        min.is_none_or(|min| number.compare(min).is_ok_and(std::cmp::Ordering::is_ge))
            && max.is_none_or(|max| number.compare(max).is_ok_and(std::cmp::Ordering::is_le))
            && number.div(step).is_ok_and(Exact::is_whole)
    };
    found.into_iter().filter(inside).map(Value::Number).collect()
}

/// The texts that conditions compare codes with, and one that none of them is.
fn texts(model: &Model<'_>) -> Vec<Value> {
    let mut found = vec![Value::Text("1".into())];
    for variable in &model.space.variables {
        if let Subject::Term(expr) = &variable.subject
            && let ExprKind::Op(Op::Same, operands) = &expr.kind
        {
            found.extend(operands.iter().filter_map(|operand| match &operand.kind {
                ExprKind::Constant(value) => Some(value.clone()),
                _ => None,
            }));
        }
    }
    found
}
