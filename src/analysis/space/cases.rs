//! Expressions taken apart into cases: under which condition they are which value or variable.

use super::{Builder, Formula, Subject};
use crate::policy::{Domain, Expr, ExprKind, Interval, Set, has_bit};
use crate::rule::DefinitionId;
use crate::value::op::{Comparison, Op, apply};
use crate::value::{Exact, Type, Value};

/// How many cases an expression may fall into before it is looked at as a whole.
const MOST_CASES: usize = 256;
/// How many parts a formula may have before the condition is looked at as a whole: named
/// intermediates that use each other twice would double it each time.
const MOST_PARTS: usize = 4_000;
/// How deep named intermediates may stand in each other.
const DEEPEST: usize = 60;

/// What an expression comes to in one case.
#[derive(Debug, Clone)]
pub(super) enum Leaf {
    Value(Value),
    Variable(usize),
    /// No value: a figure that is 待定, a day without one.
    Nothing,
}

pub(super) type Cases = Vec<(Formula, Leaf)>;

impl Builder<'_> {
    /// The formula of a condition as written.
    pub(super) fn condition(&mut self, expr: &Expr) -> Formula {
        self.flag(expr, 0)
    }

    fn flag(&mut self, expr: &Expr, depth: usize) -> Formula {
        if depth > DEEPEST {
            return self.opaque(expr);
        }
        let formula = self.parts_of(expr, depth.saturating_add(1));
        if formula.is_larger_than(MOST_PARTS) { self.opaque(expr) } else { formula }
    }

    fn parts_of(&mut self, expr: &Expr, deeper: usize) -> Formula {
        match &expr.kind {
            ExprKind::And(a, b) => Formula::all(vec![self.flag(a, deeper), self.flag(b, deeper)]),
            ExprKind::Or(a, b) => Formula::any(vec![self.flag(a, deeper), self.flag(b, deeper)]),
            ExprKind::If(condition, a, b) => {
                let condition = self.flag(condition, deeper);
                let (a, b) = (self.flag(a, deeper), self.flag(b, deeper));
                Formula::any(vec![
                    Formula::all(vec![condition.clone(), a]),
                    Formula::all(vec![condition.not(), b]),
                ])
            }
            ExprKind::Is(matcher) => self.inside(&matcher.subject, &matcher.set, deeper),
            ExprKind::Op(op, operands) => self.operation(expr, *op, operands, deeper),
            ExprKind::Constant(_)
            | ExprKind::Field(_)
            | ExprKind::Parameter(_)
            | ExprKind::Definition(_)
            | ExprKind::Balance(_)
            | ExprKind::Total(_)
            | ExprKind::Result(_)
            | ExprKind::Base
            | ExprKind::Bucket(_)
            | ExprKind::Paid(_)
            | ExprKind::Lookup(_) => {
                self.inside(expr, &Set::Flags { yes: true, no: false }, deeper)
            }
        }
    }

    fn operation(&mut self, expr: &Expr, op: Op, operands: &[Expr], depth: usize) -> Formula {
        match (op, operands) {
            (Op::Not, [operand]) => self.flag(operand, depth).not(),
            (Op::Contains, [set, choice]) => self.contains(expr, set, choice, depth),
            (
                Op::CompareNumbers(how) | Op::CompareDates(how) | Op::CompareChoices(how),
                [left, right],
            ) => self.compared(expr, how, left, right, depth),
            (Op::Same, [left, right]) if left.ty == Type::Flag => {
                let (a, b) = (self.flag(left, depth), self.flag(right, depth));
                Formula::any(vec![
                    Formula::all(vec![a.clone(), b.clone()]),
                    Formula::all(vec![a.not(), b.not()]),
                ])
            }
            _ => self.opaque(expr),
        }
    }

    /// A condition that is looked at as a whole.
    fn opaque(&mut self, expr: &Expr) -> Formula {
        let term = self.term(expr);
        self.within(term, Set::Flags { yes: true, no: false })
    }

    fn contains(&mut self, whole: &Expr, set: &Expr, choice: &Expr, depth: usize) -> Formula {
        let ExprKind::Field(field) = &set.kind else { return self.opaque(whole) };
        let mut parts = Vec::new();
        for (guard, leaf) in self.cases(choice, depth) {
            let held = match leaf {
                Leaf::Value(Value::Choice(choice)) => self.member(*field, choice),
                Leaf::Variable(variable) => self.member_of(*field, set.ty, variable),
                Leaf::Value(_) | Leaf::Nothing => Formula::Const(false),
            };
            parts.push(Formula::all(vec![guard, held]));
        }
        Formula::any(parts)
    }

    fn member(&mut self, field: crate::rule::FieldId, choice: u32) -> Formula {
        let subject = Subject::Member(field, choice);
        let variable = self.variable(subject, Type::Flag, Domain::default());
        self.within(variable, Set::Flags { yes: true, no: false })
    }

    /// That a set holds the value of a variable.
    fn member_of(&mut self, field: crate::rule::FieldId, ty: Type, variable: usize) -> Formula {
        let count = self.choices_of(ty);
        let parts = (0..count).map(|choice| {
            let is = self.within(variable, Set::Choices(bit(choice)));
            Formula::all(vec![is, self.member(field, choice)])
        });
        Formula::any(parts.collect())
    }

    fn choices_of(&self, ty: Type) -> u32 {
        match ty {
            Type::Choice(index) | Type::Choices(index) => {
                let found = self.policy.vocabulary.enumeration(index);
                found.map_or(0, |found| u32::try_from(found.values.len()).unwrap_or(0))
            }
            _ => 0,
        }
    }

    fn inside(&mut self, subject: &Expr, set: &Set, depth: usize) -> Formula {
        let mut parts = Vec::new();
        for (guard, leaf) in self.cases(subject, depth) {
            let held = match leaf {
                Leaf::Value(value) => Formula::Const(holds(set, &value)),
                Leaf::Variable(variable) => self.within(variable, set.clone()),
                Leaf::Nothing => Formula::Const(false),
            };
            parts.push(Formula::all(vec![guard, held]));
        }
        Formula::any(parts)
    }

    fn compared(
        &mut self,
        whole: &Expr,
        how: Comparison,
        left: &Expr,
        right: &Expr,
        depth: usize,
    ) -> Formula {
        let lefts = self.cases(left, depth);
        let rights = self.cases(right, depth);
        let mut parts = Vec::new();
        for (left_guard, left_leaf) in &lefts {
            for (right_guard, right_leaf) in &rights {
                let held = match (left_leaf, right_leaf) {
                    (Leaf::Nothing, _) | (_, Leaf::Nothing) => Formula::Const(false),
                    (Leaf::Value(a), Leaf::Value(b)) => {
                        Formula::Const(compare_set(how, b).is_some_and(|set| holds(&set, a)))
                    }
                    (Leaf::Variable(a), Leaf::Value(b)) => match compare_set(how, b) {
                        Some(set) => self.within(*a, set),
                        None => self.opaque(whole),
                    },
                    (Leaf::Value(a), Leaf::Variable(b)) => match compare_set(mirrored(how), a) {
                        Some(set) => self.within(*b, set),
                        None => self.opaque(whole),
                    },
                    (Leaf::Variable(_), Leaf::Variable(_)) => self.opaque(whole),
                };
                let guards = vec![left_guard.clone(), right_guard.clone(), held];
                parts.push(Formula::all(guards));
            }
        }
        Formula::any(parts)
    }

    /// The cases of an expression; at least one holds unless it has no value.
    fn cases(&mut self, expr: &Expr, depth: usize) -> Cases {
        let deeper = depth.saturating_add(1);
        let policy = self.policy;
        let found = match &expr.kind {
            _ if depth > DEEPEST => None,
            ExprKind::Constant(value) => Some(vec![(Formula::TRUE, Leaf::Value(value.clone()))]),
            ExprKind::Definition(id) => {
                let definition = policy.body.definitions.get(id.index());
                definition.map(|definition| self.named(*id, &definition.value, deeper))
            }
            ExprKind::Parameter(id) => {
                let values = policy.vocabulary.parameters.get(id.index());
                let values = values.map(|parameter| parameter.values.as_slice());
                let values = values.unwrap_or_default().iter();
                Some(self.guarded(
                    values.map(|value| (value.validity, value.value.as_ref().ok())).collect(),
                    deeper,
                ))
            }
            ExprKind::If(condition, a, b) => {
                let condition = self.flag(condition, deeper);
                let mut cases = under(&condition, self.cases(a, deeper));
                cases.extend(under(&condition.not(), self.cases(b, deeper)));
                Some(cases)
            }
            ExprKind::Lookup(id) => policy.tables.get(id.index()).map(|table| {
                let mut cases = Vec::new();
                for (index, row) in table.rows.iter().enumerate() {
                    let guard = self.row(*id, index);
                    let inner = match &row.value {
                        Ok(value) => self.cases(value, deeper),
                        Err(_) => vec![(Formula::TRUE, Leaf::Nothing)],
                    };
                    cases.extend(under(&guard, inner));
                }
                cases
            }),
            ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Is(_) => {
                Some(self.yes_or_no(expr, deeper))
            }
            ExprKind::Op(..) if expr.ty == Type::Flag => Some(self.yes_or_no(expr, deeper)),
            ExprKind::Op(op, operands) => self.computed(*op, operands, deeper),
            ExprKind::Field(_)
            | ExprKind::Balance(_)
            | ExprKind::Total(_)
            | ExprKind::Result(_)
            | ExprKind::Base
            | ExprKind::Bucket(_)
            | ExprKind::Paid(_) => {
                self.plain(expr).map(|variable| vec![(Formula::TRUE, Leaf::Variable(variable))])
            }
        };
        match found {
            Some(mut cases) if are_few(&cases) => {
                cases.retain(|(guard, _)| *guard != Formula::Const(false));
                cases
            }
            _ => vec![(Formula::TRUE, Leaf::Variable(self.term(expr)))],
        }
    }

    /// The cases of a named intermediate, which are looked for once however often it is named.
    fn named(&mut self, id: DefinitionId, value: &Expr, depth: usize) -> Cases {
        if let Some(known) = self.definitions.get(&id) {
            return known.clone();
        }
        let cases = self.cases(value, depth);
        let _before = self.definitions.insert(id, cases.clone());
        cases
    }

    fn yes_or_no(&mut self, condition: &Expr, depth: usize) -> Cases {
        let held = self.flag(condition, depth);
        vec![
            (held.clone(), Leaf::Value(Value::Flag(true))),
            (held.not(), Leaf::Value(Value::Flag(false))),
        ]
    }

    fn guarded(
        &mut self,
        values: Vec<(crate::value::Validity, Option<&Expr>)>,
        depth: usize,
    ) -> Cases {
        let mut cases = Vec::new();
        for (validity, value) in values {
            let guard = self.day_in(&validity);
            let inner = match value {
                Some(value) => self.cases(value, depth),
                None => vec![(Formula::TRUE, Leaf::Nothing)],
            };
            cases.extend(under(&guard, inner));
        }
        cases
    }

    /// An operation whose operands are all known values in each case.
    fn computed(&mut self, op: Op, operands: &[Expr], depth: usize) -> Option<Cases> {
        let mut rows: Vec<(Formula, Vec<Value>)> = vec![(Formula::TRUE, Vec::new())];
        for operand in operands {
            let mut longer = Vec::new();
            for (guard, leaf) in self.cases(operand, depth) {
                let Leaf::Value(value) = leaf else { return None };
                for (known, values) in &rows {
                    let mut values = values.clone();
                    values.push(value.clone());
                    longer.push((Formula::all(vec![known.clone(), guard.clone()]), values));
                }
            }
            if longer.len() > MOST_CASES {
                return None;
            }
            rows = longer;
        }
        rows.into_iter()
            .map(|(guard, values)| {
                let value = apply(op, &values, self.policy.head.year).ok()?;
                Some((guard, Leaf::Value(value)))
            })
            .collect()
    }

    /// What ties a computed value to its cases.
    pub(super) fn link(&mut self, term: usize, expr: &Expr) -> Formula {
        let mut parts = Vec::new();
        for (guard, leaf) in self.cases(expr, 0) {
            let equal = match leaf {
                Leaf::Value(value) => match compare_set(Comparison::Equal, &value) {
                    Some(set) => self.within(term, set),
                    None => Formula::TRUE,
                },
                Leaf::Variable(variable) if variable == term => Formula::TRUE,
                Leaf::Variable(variable) => self.equal(term, variable, expr.ty),
                Leaf::Nothing => Formula::Const(false),
            };
            parts.push(Formula::all(vec![guard, equal]));
        }
        Formula::any(parts)
    }

    fn equal(&mut self, a: usize, b: usize, ty: Type) -> Formula {
        let sets: Vec<Set> = match ty {
            Type::Flag => [true, false].map(|yes| Set::Flags { yes, no: !yes }).to_vec(),
            Type::Choice(_) => {
                (0..self.choices_of(ty)).map(|choice| Set::Choices(bit(choice))).collect()
            }
            _ => return Formula::TRUE,
        };
        let parts = sets
            .into_iter()
            .map(|set| Formula::all(vec![self.within(a, set.clone()), self.within(b, set)]));
        Formula::any(parts.collect())
    }
}

/// Whether the cases, and the parts of their guards, are few enough.
fn are_few(cases: &Cases) -> bool {
    let mut left = MOST_PARTS;
    cases.len() <= MOST_CASES && cases.iter().all(|(guard, _)| guard.fits(&mut left))
}

fn under(guard: &Formula, cases: Cases) -> Cases {
    cases
        .into_iter()
        .map(|(inner, leaf)| (Formula::all(vec![guard.clone(), inner]), leaf))
        .collect()
}

fn bit(choice: u32) -> u64 {
    1_u64.checked_shl(choice).unwrap_or(0)
}

fn mirrored(how: Comparison) -> Comparison {
    match how {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        Comparison::Equal => Comparison::Equal,
        Comparison::NotEqual => Comparison::NotEqual,
    }
}

/// The values that compare so with a figure, a day or a choice.
fn compare_set(how: Comparison, with: &Value) -> Option<Set> {
    Some(match with {
        Value::Number(at) => Set::Numbers(intervals(how, *at)),
        Value::Date(at) => Set::Dates(intervals(how, *at)),
        Value::Choice(at) => {
            let bits = (0..64_u32).filter(|choice| how.holds(choice.cmp(at)));
            Set::Choices(bits.fold(0, |bits, choice| bits | bit(choice)))
        }
        Value::Flag(at) => {
            Set::Flags { yes: how.holds(true.cmp(at)), no: how.holds(false.cmp(at)) }
        }
        Value::Choices(_) | Value::Duration(_) | Value::Text(_) => return None,
    })
}

fn intervals<T: Copy>(how: Comparison, at: T) -> Vec<Interval<T>> {
    let below = |hi_closed| Interval { lo: None, lo_open: false, hi: Some(at), hi_closed };
    let above = |lo_open| Interval { lo: Some(at), lo_open, hi: None, hi_closed: false };
    match how {
        Comparison::Less => vec![below(false)],
        Comparison::LessOrEqual => vec![below(true)],
        Comparison::Greater => vec![above(true)],
        Comparison::GreaterOrEqual => vec![above(false)],
        Comparison::Equal => {
            vec![Interval { lo: Some(at), lo_open: false, hi: Some(at), hi_closed: true }]
        }
        Comparison::NotEqual => vec![below(false), above(true)],
    }
}

/// Whether a set holds a value.
pub(crate) fn holds(set: &Set, value: &Value) -> bool {
    match (set, value) {
        (Set::Any, _) => true,
        (Set::Choices(bits), Value::Choice(choice)) => has_bit(*bits, *choice),
        (Set::Flags { yes, no }, Value::Flag(flag)) => {
            if *flag {
                *yes
            } else {
                *no
            }
        }
        (Set::Numbers(intervals), Value::Number(number)) => intervals.iter().any(|interval| {
            let above = |lo: Exact| {
                number.compare(lo).is_ok_and(|o| o.is_gt() || (o.is_eq() && !interval.lo_open))
            };
            let below = |hi: Exact| {
                number.compare(hi).is_ok_and(|o| o.is_lt() || (o.is_eq() && interval.hi_closed))
            };
            interval.lo.is_none_or(above) && interval.hi.is_none_or(below)
        }),
        (Set::Dates(intervals), Value::Date(date)) => intervals.iter().any(|interval| {
            interval.lo.is_none_or(|lo| lo < *date || (lo == *date && !interval.lo_open))
                && interval.hi.is_none_or(|hi| *date < hi || (hi == *date && interval.hi_closed))
        }),
        _ => false,
    }
}
