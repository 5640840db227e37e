//! A small evaluator: what a condition comes to for one visit.
//!
//! It shares no code with the interpreter. A witness is told only when it holds here, and tests
//! settle every witness with the interpreter.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::analysis::space::{Cond, Subject, holds};
use crate::policy::{Expr, ExprKind, Policy};
use crate::rule::{AccountId, AccumulatorKind, FieldId, Role, TableId};
use crate::value::op::{Op, apply};
use crate::value::{Date, Exact, Value};

/// A visit in the making.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) day: Date,
    /// Fields; those of a line are the ones of its only line.
    pub(crate) fields: BTreeMap<FieldId, Value>,
    pub(crate) balances: BTreeMap<AccountId, Exact>,
    /// The how manyeth visit of its kind it is.
    pub(crate) number: i64,
}

/// How many parts are looked at for one value.
const MOST_STEPS: u32 = 50_000;

/// How many parts may still be looked at.
#[derive(Debug)]
struct Steps(u32);

impl Default for Steps {
    fn default() -> Steps {
        Steps(MOST_STEPS)
    }
}

impl Steps {
    fn take(&mut self) -> Option<()> {
        self.0 = self.0.checked_sub(1)?;
        Some(())
    }
}

/// A visit and the policy it is looked at with.
pub(crate) struct Look<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) visit: &'a Visit,
    /// How many parts conditions have taken so far.
    spent: Cell<u32>,
}

impl<'a> Look<'a> {
    pub(crate) fn new(policy: &'a Policy, visit: &'a Visit) -> Look<'a> {
        Look { policy, visit, spent: Cell::new(0) }
    }

    /// How many parts conditions have taken so far.
    pub(crate) fn spent(&self) -> u32 {
        self.spent.get()
    }

    /// Whether a condition holds; `None` when it has no value, or none that is known here.
    pub(crate) fn holds(&self, cond: &Cond<'_>) -> Option<bool> {
        match cond {
            Cond::Is(expr) => self.flag(expr),
            Cond::Day(validity) => Some(validity.holds(self.visit.day)),
            Cond::Row(table) => Some(self.row(*table, &mut Steps::default())?.value.is_ok()),
            Cond::Not(inner) => self.holds(inner).map(|held| !held),
            Cond::All(parts) => self.joint(parts, false),
            Cond::Any(parts) => self.joint(parts, true),
        }
    }

    fn joint(&self, parts: &[Cond<'_>], decisive: bool) -> Option<bool> {
        let mut open = false;
        for part in parts {
            match self.holds(part) {
                Some(held) if held == decisive => return Some(decisive),
                Some(_) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(!decisive) }
    }

    fn flag(&self, expr: &Expr) -> Option<bool> {
        let mut steps = Steps::default();
        let flag = self.flag_within(expr, &mut steps);
        let taken = MOST_STEPS.saturating_sub(steps.0);
        self.spent.set(self.spent.get().saturating_add(taken));
        flag
    }

    fn flag_within(&self, expr: &Expr, steps: &mut Steps) -> Option<bool> {
        match self.within(expr, steps)? {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// The value of what a variable stands for.
    pub(crate) fn subject(&self, subject: &Subject) -> Option<Value> {
        match subject {
            Subject::Day => Some(Value::Date(self.visit.day)),
            Subject::Field(id) => self.field(*id),
            Subject::Member(id, choice) => {
                let set = self.field(*id)?;
                apply(Op::Contains, &[set, Value::Choice(*choice)], self.policy.head.year).ok()
            }
            Subject::Balance(id) => self.balance(*id),
            Subject::Visits(_) => Some(Value::Number(Exact::whole(self.visit.number))),
            Subject::Term(expr) => self.value(expr),
        }
    }

    pub(crate) fn value(&self, expr: &Expr) -> Option<Value> {
        self.within(expr, &mut Steps::default())
    }

    /// The same, unless it takes too many steps: named intermediates may name each other twice.
    fn within(&self, expr: &Expr, steps: &mut Steps) -> Option<Value> {
        steps.take()?;
        match &expr.kind {
            ExprKind::Constant(value) => Some(value.clone()),
            ExprKind::Field(id) => self.field(*id),
            ExprKind::Parameter(id) => {
                let values = &self.policy.vocabulary.parameters.get(id.index())?.values;
                let value = values.iter().find(|value| value.validity.holds(self.visit.day))?;
                self.within(value.value.as_ref().ok()?, steps)
            }
            ExprKind::Definition(id) => {
                self.within(&self.policy.body.definitions.get(id.index())?.value, steps)
            }
            ExprKind::Balance(id) => self.balance(*id),
            ExprKind::Total(id) => {
                let total = self.policy.body.accumulators.get(id.index())?;
                Some(Value::Number(match total.kind {
                    AccumulatorKind::Visits(_) | AccumulatorKind::VisitsAbove(_) => {
                        Exact::whole(self.visit.number)
                    }
                    AccumulatorKind::Amount if self.visit.number == 1 => Exact::ZERO,
                    AccumulatorKind::Amount => return None,
                }))
            }
            // What came of the steps before is not looked at here.
            ExprKind::Base | ExprKind::Bucket(_) | ExprKind::Paid(_) | ExprKind::Result(_) => None,
            ExprKind::Op(op, operands) => {
                let values: Option<Vec<Value>> =
                    operands.iter().map(|operand| self.within(operand, steps)).collect();
                apply(*op, &values?, self.policy.head.year).ok()
            }
            ExprKind::And(a, b) => Some(Value::Flag(if self.flag_within(a, steps)? {
                self.flag_within(b, steps)?
            } else {
                false
            })),
            ExprKind::Or(a, b) => Some(Value::Flag(if self.flag_within(a, steps)? {
                true
            } else {
                self.flag_within(b, steps)?
            })),
            ExprKind::If(condition, a, b) => {
                if self.flag_within(condition, steps)? {
                    self.within(a, steps)
                } else {
                    self.within(b, steps)
                }
            }
            ExprKind::Is(matcher) => {
                Some(Value::Flag(holds(&matcher.set, &self.within(&matcher.subject, steps)?)))
            }
            ExprKind::Lookup(table) => {
                self.within(self.row(*table, steps)?.value.as_ref().ok()?, steps)
            }
        }
    }

    /// The row of a table that holds for the visit.
    fn row(&self, id: TableId, steps: &mut Steps) -> Option<&crate::policy::Row> {
        let table = self.policy.tables.get(id.index())?;
        let subjects: Option<Vec<Value>> =
            table.columns.iter().map(|column| self.within(&column.subject, steps)).collect();
        let subjects = subjects?;
        table.rows.iter().find(|row| {
            row.validity.holds(self.visit.day)
                && row.sets.iter().zip(&subjects).all(|(set, value)| holds(set, value))
        })
    }

    fn field(&self, id: FieldId) -> Option<Value> {
        if let Some(value) = self.visit.fields.get(&id) {
            return Some(value.clone());
        }
        let field = self.policy.vocabulary.field(id)?;
        match field.role {
            Some(Role::VisitDate) => Some(Value::Date(self.visit.day)),
            Some(Role::Scope) => self.scope(),
            _ => self.value(field.default.as_ref()?),
        }
    }

    /// What stands in for a field that is not given.
    pub(crate) fn value_of_default(&self, id: FieldId) -> Option<Value> {
        self.value(self.policy.vocabulary.field(id)?.default.as_ref()?)
    }

    /// The same, when it is the same for every visit.
    pub(crate) fn constant_default(&self, id: FieldId) -> Option<Value> {
        match &self.policy.vocabulary.field(id)?.default.as_ref()?.kind {
            ExprKind::Constant(value) => Some(value.clone()),
            _ => None,
        }
    }

    /// The whole bill without what lies outside the scope.
    fn scope(&self) -> Option<Value> {
        let part = |role| {
            let (id, _) = self.policy.vocabulary.role(role)?;
            match self.field(id)? {
                Value::Number(number) => Some(number),
                _ => None,
            }
        };
        let outside = [Role::OutOfCatalogue, Role::OverPriceLimit, Role::SelfPay];
        let mut scope = part(Role::Total)?;
        for role in outside {
            scope = scope.sub(part(role)?).ok()?;
        }
        Some(Value::Number(scope))
    }

    fn balance(&self, id: AccountId) -> Option<Value> {
        if let Some(balance) = self.visit.balances.get(&id) {
            return Some(Value::Number(*balance));
        }
        self.value(self.policy.vocabulary.account(id)?.default.as_ref()?)
    }
}
