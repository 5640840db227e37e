//! `overlapping-benefits`: two benefits of a policy claim one visit, and no order was written.
//!
//! Conditions over enumerations, flags and single fields compared with figures are decided exactly,
//! by trying one value of every class. What a condition reads beside that leaves the question
//! undecided; a visit that does fall into both is still refused when it is settled.

use std::collections::BTreeMap;

use super::grid::{MOST_CELLS, each_cell};
use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::{Expr, ExprKind, Policy, Set};
use crate::rule::{Benefit, FieldId};
use crate::source::Span;
use crate::text;
use crate::value::{Type, Validity, op::Op};

pub(super) fn check(policy: &Policy, problems: &mut Problems) {
    let ordered = policy.body.first_of.as_deref().unwrap_or_default();
    for (index, first) in policy.body.benefits.iter().enumerate() {
        for (behind, second) in
            policy.body.benefits.iter().enumerate().skip(index.saturating_add(1))
        {
            let in_order = |at: usize| ordered.iter().any(|id| id.index() == at);
            if (in_order(index) && in_order(behind)) || never_together(policy, first, second) {
                problems.proved(Code::OverlappingBenefits);
                continue;
            }
            match together(policy, first, second) {
                Together::Never => problems.proved(Code::OverlappingBenefits),
                Together::For(witness) => {
                    problems.push(overlap(policy, first, second, &witness));
                }
                Together::Undecided => {
                    let (a, b) = (&first.name, &second.name);
                    problems.undecided(
                        Code::OverlappingBenefits,
                        head(policy, second),
                        text!(
                            "不能断定有没有就诊同时属于“{a}”和“{b}”：条件里有算出来的数，或组合太多",
                            "whether a visit falls into both `{a}` and `{b}` is not known: a condition reads a computed figure, or there are too many combinations"
                        ),
                    );
                }
            }
        }
    }
}

fn never_together(policy: &Policy, first: &Benefit<Expr>, second: &Benefit<Expr>) -> bool {
    let validity = |benefit: &Benefit<Expr>| {
        policy.clauses.get(benefit.clause.index()).map_or(Validity::default(), |c| c.validity)
    };
    validity(first).and(&validity(second)).is_empty()
}

fn overlap(
    policy: &Policy,
    first: &Benefit<Expr>,
    second: &Benefit<Expr>,
    witness: &str,
) -> Problem {
    let (a, b) = (&first.name, &second.name);
    let problem = Problem::new(
        Code::OverlappingBenefits,
        head(policy, second),
        text!("一次就诊会同时属于“{a}”和“{b}”", "`{a}` and `{b}` both take a visit"),
    )
    .also(head(policy, first), text!("另一个待遇", "the other benefit"))
    .help(text!(
        "写明先后，例如“依次 {a}, {b}”，或改条件使两者互不重叠",
        "state the order, such as `first of {a}, {b}`, or make the conditions exclude each other"
    ));
    if witness.is_empty() {
        problem
    } else {
        let english = witness.replace('，', ", ");
        problem.help(text!("例如：{witness}", "for example: `{english}`"))
    }
}

fn head(policy: &Policy, benefit: &Benefit<Expr>) -> Span {
    policy.clauses.get(benefit.clause.index()).map_or(policy.head.span, |clause| clause.head)
}

/// Whether a visit falls into two benefits.
enum Together {
    /// None does.
    Never,
    /// One with these facts does.
    For(String),
    /// The conditions read something else than finite fields, or too many of them.
    Undecided,
}

/// Values of the fields that conditions read, one for each class of each field.
struct Space {
    fields: Vec<FieldId>,
    counts: Vec<usize>,
}

/// Looks for facts for which both conditions hold.
fn together(policy: &Policy, first: &Benefit<Expr>, second: &Benefit<Expr>) -> Together {
    let conditions: Vec<&Expr> = [&first.when, &second.when, &policy.body.applies]
        .into_iter()
        .filter_map(Option::as_ref)
        .collect();
    let mut counts: BTreeMap<FieldId, usize> = BTreeMap::new();
    if conditions.iter().any(|condition| fields(policy, condition, &mut counts).is_none()) {
        return Together::Undecided;
    }
    let size = counts.values().try_fold(1_usize, |size, count| size.checked_mul(*count));
    if size.is_none_or(|size| size > MOST_CELLS) {
        return Together::Undecided;
    }
    let space = Space {
        fields: counts.keys().copied().collect(),
        counts: counts.values().copied().collect(),
    };
    let mut found = Together::Never;
    each_cell(&space.counts, |cell| {
        let all = conditions.iter().all(|condition| holds(condition, &space.fields, cell));
        if all {
            found = Together::For(in_words(policy, &space.fields, cell));
        }
        !all
    });
    found
}

/// Collects the finite fields that a condition reads; `None` when it reads anything else.
fn fields(policy: &Policy, expr: &Expr, counts: &mut BTreeMap<FieldId, usize>) -> Option<()> {
    match &expr.kind {
        ExprKind::And(left, right) | ExprKind::Or(left, right) => {
            fields(policy, left, counts)?;
            fields(policy, right, counts)
        }
        ExprKind::Op(Op::Not, operands) => {
            operands.iter().try_for_each(|operand| fields(policy, operand, counts))
        }
        ExprKind::Is(matcher) => match (&matcher.subject.kind, &matcher.set) {
            (ExprKind::Field(field), Set::Choices(_)) => {
                let Type::Choice(index) = matcher.subject.ty else { return None };
                let count = policy.vocabulary.enumeration(index)?.values.len();
                let _known = counts.insert(*field, count);
                Some(())
            }
            (ExprKind::Field(field), Set::Flags { .. }) => {
                let _known = counts.insert(*field, 2);
                Some(())
            }
            _ => None,
        },
        ExprKind::Field(field) if expr.ty == Type::Flag => {
            let _known = counts.insert(*field, 2);
            Some(())
        }
        _ => None,
    }
}

fn holds(expr: &Expr, fields: &[FieldId], cell: &[usize]) -> bool {
    let class = |field: &FieldId| {
        fields.iter().position(|known| known == field).and_then(|at| cell.get(at)).copied()
    };
    match &expr.kind {
        ExprKind::And(left, right) => holds(left, fields, cell) && holds(right, fields, cell),
        ExprKind::Or(left, right) => holds(left, fields, cell) || holds(right, fields, cell),
        ExprKind::Op(_, operands) => !operands.iter().all(|each| holds(each, fields, cell)),
        ExprKind::Field(field) => class(field) == Some(1),
        ExprKind::Is(matcher) => match (&matcher.subject.kind, &matcher.set) {
            (ExprKind::Field(field), Set::Choices(bits)) => class(field)
                .and_then(|class| u32::try_from(class).ok())
                .is_some_and(|class| crate::policy::has_bit(*bits, class)),
            (ExprKind::Field(field), Set::Flags { yes, no }) => match class(field) {
                Some(1) => *yes,
                _ => *no,
            },
            _ => false,
        },
        _ => false,
    }
}

fn in_words(policy: &Policy, fields: &[FieldId], cell: &[usize]) -> String {
    let words: Vec<String> = fields
        .iter()
        .zip(cell)
        .filter_map(|(id, class)| {
            let field = policy.vocabulary.field(*id)?;
            let value = match field.ty {
                Type::Choice(index) => {
                    policy.vocabulary.choice_name(index, u32::try_from(*class).ok()?).to_owned()
                }
                _ => if *class == 1 { "是" } else { "否" }.to_owned(),
            };
            Some(format!("{}={value}", field.name))
        })
        .collect();
    words.join("，")
}
