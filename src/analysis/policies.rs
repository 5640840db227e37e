//! `overlapping-policies`: two policies of one city that both take a visit.
//!
//! Each policy has a vocabulary of its own; what they share, they share by name.

use std::collections::BTreeMap;

use crate::analysis::model::{Model, Spot};
use crate::analysis::reach::Place;
use crate::analysis::space::{Builder, Cond, Formula};
use crate::analysis::witness::Search;
use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::{Expr, ExprKind, Matcher, Policy, Set, has_bit};
use crate::rule::FieldId;
use crate::text;
use crate::value::{Type, Validity, Value};

pub(super) fn check(policies: &[Policy], problems: &mut Problems) {
    let mut cities: BTreeMap<&str, Vec<&Policy>> = BTreeMap::new();
    for policy in policies.iter().filter(|policy| !policy.head.calc) {
        if let Some(city) = &policy.head.city {
            cities.entry(city).or_default().push(policy);
        }
    }
    for group in cities.values() {
        for (index, later) in group.iter().enumerate() {
            for earlier in group.iter().take(index) {
                pair(earlier, later, problems);
            }
        }
    }
}

fn pair(earlier: &Policy, later: &Policy, problems: &mut Problems) {
    let days = earlier.head.validity.and(&later.head.validity);
    // Two versions of one policy are told apart by their dates; that is looked at before.
    if days.is_empty() || earlier.head.name == later.head.name {
        return problems.proved(Code::OverlappingPolicies);
    }
    let (a, b) = (&earlier.head.name, &later.head.name);
    match together(earlier, later, days) {
        Together::Never => problems.proved(Code::OverlappingPolicies),
        Together::Unknown => problems.undecided(
            Code::OverlappingPolicies,
            place(later),
            text!(
                "不能断定有没有就诊同时适用“{a}”和“{b}”：条件里有算出来的数，或词汇不同",
                "whether a visit falls under both `{a}` and `{b}` is not known: a condition computes with figures, or their vocabularies differ"
            ),
        ),
        Together::For(problem) => problems.push(*problem),
    }
}

/// Where a policy says whom it is for.
fn place(policy: &Policy) -> crate::source::Span {
    let applies = policy.body.applies.as_ref().map(|applies| applies.span);
    let benefit = policy.body.benefits.first();
    let benefit = benefit.and_then(|benefit| policy.clauses.get(benefit.clause.index()));
    applies.or(benefit.map(|clause| clause.head)).unwrap_or(policy.head.span)
}

enum Together {
    Never,
    For(Box<Problem>),
    Unknown,
}

fn together(earlier: &Policy, later: &Policy, days: Validity) -> Together {
    let foreign = match earlier.body.applies.as_ref().map(|expr| translated(expr, earlier, later)) {
        Some(None) => return Together::Unknown,
        Some(Some(expr)) => Some(expr),
        None => None,
    };
    let conds: Vec<Cond<'_>> = std::iter::once(Cond::Day(days))
        .chain(foreign.iter().map(Cond::Is))
        .chain(later.body.applies.iter().map(Cond::Is))
        .collect();
    let mut builder = Builder::new(later);
    let hard: Vec<Formula> = conds.iter().map(|cond| builder.formula(cond)).collect();
    let Ok(space) = builder.space() else { return Together::Unknown };
    let spot = |hard, conds| Spot {
        place: Place { hard: conds, soft: Vec::new(), of_visit: true },
        hard,
        soft: Vec::new(),
    };
    let mut fields = Vec::new();
    for expr in foreign.iter().chain(&later.body.applies) {
        read(expr, &mut fields);
    }
    let model = Model {
        policy: later,
        space,
        tables: Vec::new(),
        questions: Vec::new(),
        routing: spot(hard, conds),
        takes: Vec::new(),
        parameters: Vec::new(),
        fields,
    };
    let visit = match model.visit(&model.routing, &[], &model.space.full) {
        Search::Found(visit) => visit,
        Search::None => return Together::Never,
        Search::Open => return Together::Unknown,
    };
    let (a, b) = (&earlier.head.name, &later.head.name);
    let shows = text!("“{a}”和“{b}”都适用", "both `{a}` and `{b}` claim it");
    let problem = Problem::new(
        Code::OverlappingPolicies,
        place(later),
        text!(
            "同一统筹区的“{a}”和“{b}”都要同一次就诊",
            "`{a}` and `{b}` of one city claim the same visit"
        ),
    )
    .also(place(earlier), text!("另一份政策", "the other policy"))
    .help(text!(
        "让两份的“适用”或生效日期互不重叠；否则结算时要指名用哪一份",
        "make their `applies` or dates exclude each other; otherwise a settlement has to name one of them"
    ));
    Together::For(Box::new(problem.witness(model.told(&visit, shows))))
}

fn read(expr: &Expr, found: &mut Vec<FieldId>) {
    if let ExprKind::Field(id) = expr.kind {
        found.push(id);
    }
    expr.operands().for_each(|operand| read(operand, found));
}

/// A condition of one policy in the vocabulary of another; `None` when that cannot say it.
fn translated(expr: &Expr, from: &Policy, to: &Policy) -> Option<Expr> {
    let inner = |expr: &Expr| translated(expr, from, to);
    let kind = match &expr.kind {
        ExprKind::Constant(value) => ExprKind::Constant(value_in(value, expr.ty, from, to)?),
        ExprKind::Field(id) => {
            let name = &from.vocabulary.field(*id)?.name;
            let at = to.vocabulary.fields.iter().position(|field| field.name == *name)?;
            ExprKind::Field(FieldId::next(at))
        }
        ExprKind::Op(op, operands) => {
            ExprKind::Op(*op, operands.iter().map(inner).collect::<Option<_>>()?)
        }
        ExprKind::And(a, b) => ExprKind::And(Box::new(inner(a)?), Box::new(inner(b)?)),
        ExprKind::Or(a, b) => ExprKind::Or(Box::new(inner(a)?), Box::new(inner(b)?)),
        ExprKind::If(a, b, c) => {
            ExprKind::If(Box::new(inner(a)?), Box::new(inner(b)?), Box::new(inner(c)?))
        }
        ExprKind::Is(matcher) => {
            let set = match (&matcher.set, matcher.subject.ty) {
                (Set::Choices(bits), ty) => Set::Choices(bits_in(*bits, ty, from, to)?),
                (other, _) => other.clone(),
            };
            ExprKind::Is(Box::new(Matcher { subject: inner(&matcher.subject)?, set }))
        }
        ExprKind::Parameter(_)
        | ExprKind::Definition(_)
        | ExprKind::Balance(_)
        | ExprKind::Total(_)
        | ExprKind::Result(_)
        | ExprKind::Base
        | ExprKind::Bucket(_)
        | ExprKind::Paid(_)
        | ExprKind::Lookup(_) => return None,
    };
    Some(Expr { kind, ty: type_in(expr.ty, from, to)?, span: expr.span })
}

fn type_in(ty: Type, from: &Policy, to: &Policy) -> Option<Type> {
    let index = |index| {
        let name = &from.vocabulary.enumeration(index)?.name;
        let at = to.vocabulary.enums.iter().position(|found| found.name == *name)?;
        u32::try_from(at).ok()
    };
    Some(match ty {
        Type::Choice(of) => Type::Choice(index(of)?),
        Type::Choices(of) => Type::Choices(index(of)?),
        other => other,
    })
}

fn value_in(value: &Value, ty: Type, from: &Policy, to: &Policy) -> Option<Value> {
    Some(match value {
        Value::Choice(choice) => Value::Choice(choice_in(*choice, ty, from, to)?),
        Value::Choices(bits) => Value::Choices(bits_in(*bits, ty, from, to)?),
        other => other.clone(),
    })
}

/// The same value of an enumeration, by its name.
fn choice_in(choice: u32, ty: Type, from: &Policy, to: &Policy) -> Option<u32> {
    let (Type::Choice(index) | Type::Choices(index)) = ty else { return None };
    let name = from.vocabulary.choice_name(index, choice);
    let (Type::Choice(there) | Type::Choices(there)) = type_in(ty, from, to)? else { return None };
    let values = &to.vocabulary.enumeration(there)?.values;
    u32::try_from(values.iter().position(|value| value.name == name)?).ok()
}

/// The values that the other policy knows, too; what it does not know it cannot claim.
fn bits_in(bits: u64, ty: Type, from: &Policy, to: &Policy) -> Option<u64> {
    let mut found = 0_u64;
    let _same_enumeration = type_in(ty, from, to)?;
    for choice in (0..64_u32).filter(|choice| has_bit(bits, *choice)) {
        if let Some(choice) = choice_in(choice, ty, from, to) {
            found |= 1_u64.checked_shl(choice).unwrap_or(0);
        }
    }
    Some(found)
}
