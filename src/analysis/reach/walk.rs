//! The way of a visit through a policy, in the order of the page.

use super::followed::{Followed, Named};
use super::sibling::{self, Told};
use super::{Decides, Place, Question, Reach, Sibling, Siblings, Sort};
use crate::analysis::space::Cond;
use crate::policy::{Expr, ExprKind, Policy};
use crate::rule::{
    Base, Benefit, BenefitId, ClauseId, DefinitionId, Figure, FundStep, Gate, How, Modifier, Step,
    StepKind, TableId,
};
use crate::value::Validity;

struct Walk<'p> {
    policy: &'p Policy,
    here: Place<'p>,
    /// How many conditions were in force when the current step began.
    step: usize,
    /// The tables asked since then, with what was in force.
    asked: Vec<Cond<'p>>,
    clause: ClauseId,
    followed: Followed,
    found: Reach<'p>,
}

pub(super) fn walk(policy: &Policy) -> Reach<'_> {
    let body = &policy.body;
    let mut walk = Walk {
        policy,
        here: Place { of_visit: !policy.head.calc, ..Place::default() },
        step: 0,
        asked: Vec::new(),
        clause: ClauseId(0),
        followed: Followed::default(),
        found: Reach::default(),
    };
    walk.option(body.applies.as_ref());
    walk.here.hard.push(Cond::Day(policy.head.validity));
    walk.here.hard.extend(body.applies.iter().map(Cond::Is));
    for total in &body.accumulators {
        total.keys.iter().for_each(|key| walk.expr(key));
    }
    // What stands in for a field that is not given is read only then.
    let given = walk.found.fields.clone();
    for field in &policy.vocabulary.fields {
        walk.option(field.default.as_ref());
    }
    walk.found.fields = given;
    walk.found.parameters.clear();
    walk.asked.clear();
    walk.followed.forget();
    for rule in &body.roundings {
        walk.question(rule.when.as_ref(), rule.clause, Decides::Whether);
    }
    walk.settled();
    let general = walk.here.clone();
    walk.left_out();
    // Gates narrow what comes behind them; what the page leaves out, it leaves out everywhere.
    walk.steps(&body.steps);
    walk.benefits();
    walk.here.hard.push(Cond::Any(walk.found.takes.iter().map(|(_, cond)| cond.clone()).collect()));
    walk.siblings(policy.head.validity, sibling::of_steps(&body.steps));
    for payer in &body.settle {
        walk.question(payer.when.as_ref(), payer.clause, Decides::Whether);
    }
    for result in &body.results {
        walk.back_to(general.hard.len());
        walk.question(result.when.as_ref(), result.clause, Decides::Whether);
        let when = result.when.as_ref();
        walk.under(when, |walk| walk.expr(&result.value));
    }
    walk.other_events(general);
    Reach { unseen: walk.followed.unseen(policy), ..walk.found }
}

impl<'p> Walk<'p> {
    /// Only so many conditions are still in force.
    fn back_to(&mut self, conditions: usize) {
        self.here.hard.truncate(conditions);
        self.followed.back_to(conditions);
    }

    /// From here on others come by.
    fn start_again(&mut self, from: &Place<'p>) {
        self.here = from.clone();
        self.followed.forget();
    }

    /// A refund or a binding is no visit: what leads to its gates is only whom the policy is for.
    fn other_events(&mut self, general: Place<'p>) {
        let start = Place { of_visit: false, ..general };
        let body = &self.policy.body;
        self.start_again(&start);
        self.steps(&body.refund);
        self.siblings(self.policy.head.validity, sibling::of_steps(&body.refund));
        for family in &body.family {
            self.start_again(&start);
            self.steps(&family.gates);
            self.siblings(self.policy.head.validity, sibling::of_steps(&family.gates));
        }
    }

    fn left_out(&mut self) {
        for left_out in &self.policy.body.not_encoded {
            self.question(left_out.when.as_ref(), left_out.clause, Decides::LeavesOut);
        }
        for left_out in &self.policy.body.not_encoded {
            let Some(when) = &left_out.when else { continue };
            let parts = self.in_force(left_out.clause, Some(Cond::Is(when)));
            self.here.hard.push(parts.not());
        }
        self.settled();
    }

    fn benefits(&mut self) {
        let benefits = &self.policy.body.benefits;
        self.found.takes = benefits
            .iter()
            .enumerate()
            .map(|(at, benefit)| (BenefitId::next(at), self.taken(benefit)))
            .collect();
        for benefit in benefits {
            self.question(benefit.when.as_ref(), benefit.clause, Decides::Routes);
        }
        self.settled();
        self.found.routing = self.here.clone();
        let routed = self.here.clone();
        for (at, benefit) in benefits.iter().enumerate() {
            self.route_to(BenefitId::next(at));
            self.steps(&benefit.steps);
            self.siblings(self.dates(benefit.clause), sibling::of_steps(&benefit.steps));
            self.here = routed.clone();
            self.followed.back_to(routed.hard.len());
        }
    }

    fn taken(&self, benefit: &'p Benefit<Expr>) -> Cond<'p> {
        self.in_force(benefit.clause, benefit.when.as_ref().map(Cond::Is))
    }

    /// A benefit takes the visit, and none that is tried before it.
    fn route_to(&mut self, benefit: BenefitId) {
        let order = self.policy.body.first_of.as_deref().unwrap_or_default();
        let mine = order.iter().position(|id| *id == benefit);
        for (other, takes) in &self.found.takes {
            let before = order.iter().position(|id| id == other);
            if *other == benefit {
                self.here.hard.push(takes.clone());
            } else if matches!((before, mine), (Some(before), Some(mine)) if before < mine) {
                self.here.hard.push(takes.clone().not());
            } else if !matches!((before, mine), (Some(before), Some(mine)) if mine < before) {
                self.here.soft.push(takes.clone().not());
            }
        }
    }

    /// Clauses beside each other; only those with dates of their own can take each other's place.
    fn siblings(&mut self, around: Validity, all: impl Iterator<Item = Told<'p>>) {
        let all: Vec<Told<'p>> = all.collect();
        let dated = all.iter().any(|(clause, ..)| self.dates(*clause) != around);
        // Ways to pay must exclude each other on every day.
        let pays = matches!(all.as_slice(), [(_, Sort::Payment, ..), _, ..]);
        if !dated && !pays {
            return;
        }
        let members = all
            .into_iter()
            .map(|told| {
                let (clause, _, _, when) = told;
                Sibling::new(told, self.in_force(clause, when.map(Cond::Is)))
            })
            .collect();
        self.found.siblings.push(Siblings { place: self.here.clone(), around, members });
    }

    fn dates(&self, clause: ClauseId) -> Validity {
        let clause = self.policy.clauses.get(clause.index());
        clause.map_or(self.policy.head.validity, |clause| clause.validity)
    }

    /// A clause is in force, and its condition holds.
    fn in_force(&self, clause: ClauseId, when: Option<Cond<'p>>) -> Cond<'p> {
        let dates = self.dates(clause);
        let dated = Some(dates)
            .filter(|dates| *dates != self.policy.head.validity && !dates.is_always())
            .map(Cond::Day);
        let mut parts: Vec<Cond<'p>> = dated.into_iter().chain(when).collect();
        if parts.len() == 1 { parts.remove(0) } else { Cond::All(parts) }
    }

    /// What was asked so far had an answer.
    fn settled(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        self.here.soft.extend(asked);
        self.step = self.here.hard.len();
    }

    fn steps(&mut self, steps: &'p [Step<Expr>]) {
        for step in steps {
            self.settled();
            self.clause = step.clause;
            let mark = self.here.hard.len();
            let dated = self.in_force(step.clause, None);
            self.here.hard.push(dated);
            self.question(step.when.as_ref(), step.clause, Decides::Whether);
            self.here.hard.extend(step.when.iter().map(Cond::Is));
            self.step(step);
            self.back_to(mark);
            let passed = match &step.kind {
                StepKind::Require(gate) => Cond::Is(&gate.condition),
                StepKind::Exclude(gate) | StepKind::ExcludeLines(gate) => {
                    Cond::Is(&gate.condition).not()
                }
                StepKind::SelfPay(_)
                | StepKind::Deductible(_)
                | StepKind::Fund(_)
                | StepKind::Account(_) => continue,
            };
            let taken = self.in_force(step.clause, step.when.as_ref().map(Cond::Is));
            let always = matches!(&taken, Cond::All(parts) if parts.is_empty());
            let cond = if always { passed } else { Cond::Any(vec![taken.not(), passed]) };
            self.here.hard.push(cond);
        }
        self.settled();
    }

    fn step(&mut self, step: &'p Step<Expr>) {
        match &step.kind {
            StepKind::Require(gate) => self.gate(gate, Decides::Demands),
            StepKind::Exclude(gate) | StepKind::ExcludeLines(gate) => {
                self.gate(gate, Decides::Bars);
            }
            StepKind::SelfPay(self_pay) => {
                self.question(self_pay.on.as_ref(), step.clause, Decides::Whether);
                self.under(self_pay.on.as_ref(), |walk| walk.figure(&self_pay.figure));
            }
            StepKind::Deductible(deductible) => {
                self.question(deductible.on.as_ref(), step.clause, Decides::Whether);
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
                self.question(on, step.clause, Decides::Whether);
                self.under(on, |walk| walk.fund(fund));
            }
            StepKind::Account(account) => {
                self.question(account.on.as_ref(), step.clause, Decides::Whether);
            }
        }
    }

    fn gate(&mut self, gate: &'p Gate<Expr>, decides: Decides) {
        self.question(Some(&gate.condition), self.clause, decides);
    }

    /// A condition of a clause, in force with the clause.
    fn question(&mut self, when: Option<&'p Expr>, clause: ClauseId, decides: Decides) {
        let Some(condition) = when else { return };
        let mark = self.here.hard.len();
        let dated = self.in_force(clause, None);
        self.here.hard.push(dated);
        self.expr(condition);
        let place = self.here.clone();
        self.found.questions.push(Question { condition, decides, clause, place });
        self.back_to(mark);
    }

    /// What stands behind a condition.
    fn under(&mut self, condition: Option<&'p Expr>, inside: impl FnOnce(&mut Self)) {
        self.behind(condition.map(|condition| Cond::of(condition, true)), inside);
    }

    fn behind(&mut self, condition: Option<Cond<'p>>, inside: impl FnOnce(&mut Self)) {
        let mark = self.here.hard.len();
        self.here.hard.extend(condition);
        inside(self);
        self.back_to(mark);
    }

    fn fund(&mut self, fund: &'p FundStep<Expr>) {
        if let Some(figure) = &fund.deductible {
            self.figure(figure);
        }
        let around = self.dates(self.clause);
        self.siblings(around, sibling::of_payments(&fund.pays));
        // Only while one of its ways to pay holds does a fund look at limits and modifiers.
        let mut ways = Vec::new();
        for payment in &fund.pays {
            self.question(payment.when.as_ref(), payment.clause, Decides::Whether);
            let holds = self.in_force(payment.clause, payment.when.as_ref().map(Cond::Is));
            self.behind(Some(holds.clone()), |walk| walk.how(&payment.how));
            ways.push(holds);
        }
        self.behind(Some(Cond::Any(ways)), |walk| {
            walk.modifiers(&fund.modifiers);
            walk.siblings(around, sibling::of_caps(&fund.caps));
            for cap in &fund.caps {
                walk.question(cap.when.as_ref(), cap.clause, Decides::Whether);
                let holds = walk.in_force(cap.clause, cap.when.as_ref().map(Cond::Is));
                walk.behind(Some(holds), |walk| walk.figure(&cap.amount));
            }
        });
    }

    fn how(&mut self, how: &'p How<Expr>) {
        match how.figure() {
            Ok(figure) => self.expr(figure),
            Err(bands) => {
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
        self.siblings(self.dates(self.clause), sibling::of_modifiers(modifiers));
        for modifier in modifiers {
            self.question(modifier.when.as_ref(), modifier.clause, Decides::Whether);
            let holds = self.in_force(modifier.clause, modifier.when.as_ref().map(Cond::Is));
            self.behind(Some(holds), |walk| walk.expr(&modifier.by));
        }
    }

    fn option(&mut self, expr: Option<&'p Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &'p Expr) {
        match &expr.kind {
            ExprKind::Lookup(table) => self.lookup(*table),
            ExprKind::Definition(id) => self.definition(*id),
            ExprKind::And(left, right) => {
                self.expr(left);
                self.behind(Some(Cond::of(left, true)), |walk| walk.expr(right));
            }
            ExprKind::Or(left, right) => {
                self.expr(left);
                self.behind(Some(Cond::of(left, false)), |walk| walk.expr(right));
            }
            ExprKind::If(condition, then, otherwise) => {
                self.expr(condition);
                self.behind(Some(Cond::of(condition, true)), |walk| walk.expr(then));
                self.behind(Some(Cond::of(condition, false)), |walk| walk.expr(otherwise));
            }
            ExprKind::Op(..) | ExprKind::Is(_) => {
                expr.operands().for_each(|operand| self.expr(operand));
            }
            ExprKind::Field(id) => {
                let _new = self.found.fields.insert(*id);
            }
            ExprKind::Parameter(id) => {
                let places = self.found.parameters.entry(*id).or_default();
                places.push(self.here.clone());
            }
            ExprKind::Constant(_)
            | ExprKind::Balance(_)
            | ExprKind::Total(_)
            | ExprKind::Result(_)
            | ExprKind::Base
            | ExprKind::Bucket(_)
            | ExprKind::Paid(_) => {}
        }
    }

    fn definition(&mut self, id: DefinitionId) {
        let definition = self.policy.body.definitions.get(id.index());
        let enters = self.followed.enter(Named::Definition(id), self.here.hard.len());
        if let Some(definition) = definition.filter(|_| enters) {
            self.expr(&definition.value);
        }
    }

    fn lookup(&mut self, id: TableId) {
        if !self.followed.enter(Named::Table(id), self.here.hard.len()) {
            return;
        }
        self.found.tables.entry(id).or_default().push(self.here.clone());
        let since = self.here.hard.get(self.step..).unwrap_or_default().to_vec();
        self.asked.push(match since.is_empty() {
            true => Cond::Row(id),
            false => Cond::Any(vec![Cond::All(since).not(), Cond::Row(id)]),
        });
        let policy = self.policy;
        let Some(table) = policy.tables.get(id.index()) else { return };
        table.columns.iter().for_each(|column| self.expr(&column.subject));
        table.rows.iter().for_each(|row| self.option(row.value.as_ref().ok()));
    }
}
