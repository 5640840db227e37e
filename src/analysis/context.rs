//! Under which conditions a table is asked: the group of the policy, its gates, the routing of the
//! benefit and the `when` of the clause. A combination of values that none of them lets through
//! needs no row.

use std::collections::BTreeMap;

use crate::policy::{Expr, ExprKind, Policy};
use crate::rule::{Base, ClauseId, Figure, FundStep, How, Modifier, Step, StepKind, TableId};

/// A condition and whether it must hold or must not.
pub(super) type Given<'p> = (&'p Expr, bool);
/// The conditions in force at one place that asks a table.
pub(super) type Context<'p> = Vec<Given<'p>>;

/// For each table, the contexts in which it is asked.
pub(super) fn contexts(policy: &Policy) -> BTreeMap<TableId, Vec<Context<'_>>> {
    let mut walk = Walk { policy, here: Vec::new(), found: BTreeMap::new() };
    let body = &policy.body;
    walk.here.extend(body.applies.iter().map(|applies| (applies, true)));
    let general = walk.here.len();
    for field in &policy.vocabulary.fields {
        walk.option(field.default.as_ref());
    }
    for definition in &body.definitions {
        walk.expr(&definition.value);
    }
    for left_out in &body.not_encoded {
        walk.option(left_out.when.as_ref());
        if walk.always(left_out.clause) {
            walk.here.extend(left_out.when.iter().map(|when| (when, false)));
        }
    }
    // Gates narrow what comes behind them; what the page leaves out, it leaves out everywhere.
    walk.steps(&body.steps);
    let routed = walk.here.len();
    for benefit in &body.benefits {
        walk.option(benefit.when.as_ref());
        walk.here.extend(benefit.when.iter().map(|when| (when, true)));
        walk.steps(&benefit.steps);
        walk.here.truncate(routed);
    }
    for result in &body.results {
        walk.option(result.when.as_ref());
        walk.on(result.when.as_ref(), |walk| walk.expr(&result.value));
    }
    walk.here.truncate(general);
    for payer in &body.settle {
        walk.option(payer.when.as_ref());
    }
    // The gates of refunds and bindings narrow each other, and no visit.
    for gates in std::iter::once(&body.refund).chain(body.family.iter().map(|it| &it.gates)) {
        walk.steps(gates);
        walk.here.truncate(general);
    }
    walk.found
}

struct Walk<'p> {
    policy: &'p Policy,
    here: Context<'p>,
    found: BTreeMap<TableId, Vec<Context<'p>>>,
}

impl<'p> Walk<'p> {
    /// Whether a clause holds on every day of the policy.
    fn always(&self, clause: ClauseId) -> bool {
        self.policy.clauses.get(clause.index()).is_some_and(|clause| {
            clause.validity == self.policy.head.validity || clause.validity.is_always()
        })
    }

    fn steps(&mut self, steps: &'p [Step<Expr>]) {
        for step in steps {
            let mark = self.here.len();
            self.option(step.when.as_ref());
            self.here.extend(step.when.iter().map(|when| (when, true)));
            self.step(step);
            self.here.truncate(mark);
            let lasts = step.when.is_none() && self.always(step.clause);
            match &step.kind {
                StepKind::Require(gate) if lasts => self.here.push((&gate.condition, true)),
                StepKind::Exclude(gate) if lasts => self.here.push((&gate.condition, false)),
                _ => {}
            }
        }
    }

    fn step(&mut self, step: &'p Step<Expr>) {
        match &step.kind {
            StepKind::Require(gate) | StepKind::Exclude(gate) | StepKind::ExcludeLines(gate) => {
                self.expr(&gate.condition);
            }
            StepKind::SelfPay(self_pay) => {
                self.option(self_pay.on.as_ref());
                self.on(self_pay.on.as_ref(), |walk| walk.figure(&self_pay.figure));
            }
            StepKind::Deductible(deductible) => {
                self.figure(&deductible.amount);
                if let Some(ceiling) = &deductible.ceiling {
                    self.expr(&ceiling.amount);
                }
            }
            StepKind::Fund(fund) => {
                let on = match &fund.base {
                    Base::Open(on) => on.as_ref(),
                    Base::Buckets { .. } => None,
                };
                self.on(on, |walk| walk.fund(fund));
            }
            StepKind::Account(account) => self.option(account.on.as_ref()),
        }
    }

    /// What stands inside a step that looks at some lines only.
    fn on(&mut self, on: Option<&'p Expr>, inside: impl FnOnce(&mut Self)) {
        let mark = self.here.len();
        self.here.extend(on.map(|on| (on, true)));
        inside(self);
        self.here.truncate(mark);
    }

    fn fund(&mut self, fund: &'p FundStep<Expr>) {
        if let Some(figure) = &fund.deductible {
            self.figure(figure);
        }
        for payment in &fund.pays {
            self.option(payment.when.as_ref());
            let when = payment.when.as_ref();
            self.on(when, |walk| walk.how(&payment.how));
        }
        self.modifiers(&fund.modifiers);
        for cap in &fund.caps {
            self.option(cap.when.as_ref());
            self.on(cap.when.as_ref(), |walk| walk.figure(&cap.amount));
        }
    }

    fn how(&mut self, how: &'p How<Expr>) {
        match how {
            How::Ratio(figure)
            | How::OwnRatio(figure)
            | How::Fixed(figure)
            | How::Pays(figure)
            | How::FloorRatio(figure)
            | How::FloorAmount(figure)
            | How::Ceiling { amount: figure, .. } => self.expr(figure),
            How::Bands(bands) => {
                for band in &bands.bands {
                    self.expr(&band.lo);
                    self.option(band.hi.as_ref());
                    self.expr(&band.ratio);
                }
            }
        }
    }

    fn figure(&mut self, figure: &'p Figure<Expr>) {
        self.expr(&figure.value);
        self.modifiers(&figure.modifiers);
    }

    fn modifiers(&mut self, modifiers: &'p [Modifier<Expr>]) {
        for modifier in modifiers {
            self.option(modifier.when.as_ref());
            self.on(modifier.when.as_ref(), |walk| walk.expr(&modifier.by));
        }
    }

    fn option(&mut self, expr: Option<&'p Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &'p Expr) {
        match &expr.kind {
            ExprKind::Lookup(table) => {
                self.found.entry(*table).or_default().push(self.here.clone());
                if let Some(table) = self.policy.tables.get(table.index()) {
                    table.columns.iter().for_each(|column| self.expr(&column.subject));
                    table.rows.iter().for_each(|row| self.option(row.value.as_ref().ok()));
                }
            }
            ExprKind::Op(_, operands) => operands.iter().for_each(|operand| self.expr(operand)),
            ExprKind::And(left, right) => {
                self.expr(left);
                self.on(Some(left), |walk| walk.expr(right));
            }
            ExprKind::Or(left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::If(condition, then, otherwise) => {
                self.expr(condition);
                self.on(Some(condition), |walk| walk.expr(then));
                self.expr(otherwise);
            }
            ExprKind::Is(matcher) => self.expr(&matcher.subject),
            ExprKind::Constant(_)
            | ExprKind::Field(_)
            | ExprKind::Parameter(_)
            | ExprKind::Definition(_)
            | ExprKind::Result(_)
            | ExprKind::Balance(_)
            | ExprKind::Total(_)
            | ExprKind::Base
            | ExprKind::Bucket(_) => {}
        }
    }
}
