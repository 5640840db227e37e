//! Clauses, gates and steps.

use super::{New, Universe, Walk, settles_nothing};
use crate::coverage::expression::is_single;
use crate::coverage::item::{Item, Kind, Side, What};
use crate::program::NodeId;
use crate::rule::{AccumulatorId, BenefitId, ClauseId, Gate, Step, StepKind};
use crate::source::Span;
use crate::value::{Date, Period, Validity};

impl Walk<'_> {
    pub(super) fn body(&mut self) {
        let body = &self.program.body;
        for rule in &body.roundings {
            self.clause(rule.clause, rule.when, |_| ());
        }
        for definition in &body.definitions {
            self.clause(definition.clause, None, |this| this.expr(definition.value));
        }
        for left_out in &body.not_encoded {
            // What nothing depends on cannot be exercised.
            if left_out.when.is_some() {
                let title = format!("未编码 {}", left_out.text);
                self.clause_of(left_out.clause, left_out.when, Some(&title), |_| ());
            }
        }
        self.steps(&body.steps);
        let named = body.benefits.len() > 1;
        for (index, benefit) in body.benefits.iter().enumerate() {
            self.benefit = Some(BenefitId::next(index));
            let behind = self.behind.clone();
            self.clause(benefit.clause, benefit.when, |this| {
                // One benefit goes without saying.
                if !named {
                    this.path.clear();
                }
                this.steps(&benefit.steps);
            });
            self.behind = behind;
            self.benefit = None;
        }
        let idle = settles_nothing(self.program);
        for payer in &body.settle {
            let from = self.items.len();
            self.clause(payer.clause, payer.when, |_| ());
            for item in self.items.iter_mut().skip(from) {
                item.unreachable |= idle;
            }
        }
        self.apart(&body.refund, "退费");
        for family in &body.family {
            let name = self.program.vocabulary.account(family.account);
            let name = name.map_or(String::new(), |account| account.name.clone());
            self.apart(&family.gates, &format!("家庭共济 {name}"));
        }
        for result in &body.results {
            self.clause(result.clause, result.when, |this| this.expr(result.value));
        }
        self.parameters();
    }

    /// Gates of an event of their own.
    fn apart(&mut self, gates: &[Step<NodeId>], title: &str) {
        let behind = std::mem::take(&mut self.behind);
        self.path.push(title.to_owned());
        self.steps(gates);
        let _title = self.path.pop();
        self.behind = behind;
    }

    pub(super) fn add(&mut self, new: New) {
        let mut title = self.path.clone();
        title.push(new.label.clone());
        title.retain(|word| !word.is_empty());
        title.dedup();
        let place = self.sources.locate(new.span);
        let item = Item {
            kind: new.kind,
            what: new.what,
            side: new.side,
            place: place.map_or(String::new(), |(file, at)| format!("{file}:{}", at.line)),
            title: title.join(" "),
            label: new.label,
            benefit: self.benefit,
            within: self.within.clone(),
            behind: self.behind.clone(),
            span: new.span,
            part: new.part,
            unreachable: new.unreachable,
        };
        if self.seen.insert(item.key()) {
            self.items.push(item);
        }
    }

    /// An item for each of two sides.
    pub(super) fn both(&mut self, kind: Kind, what: What, label: &str, span: Span) {
        for side in [Side::Yes, Side::No] {
            self.side(kind, what, side, label, span);
        }
    }

    pub(super) fn side(&mut self, kind: Kind, what: What, side: Side, label: &str, span: Span) {
        let label = label.to_owned();
        self.add(New { kind, what, side, label, span, part: 0, unreachable: false });
    }

    /// A clause, the days on which it begins and ends, its condition, and what it holds.
    pub(super) fn clause(
        &mut self,
        id: ClauseId,
        when: Option<NodeId>,
        inside: impl FnOnce(&mut Self),
    ) {
        let title = self.program.clause(id).map(|clause| clause.title.clone());
        self.clause_of(id, when, title.as_deref(), inside);
    }

    /// A clause that is an item under a title, or only a place for others.
    pub(super) fn clause_of(
        &mut self,
        id: ClauseId,
        when: Option<NodeId>,
        counts: Option<&str>,
        inside: impl FnOnce(&mut Self),
    ) {
        let Some(clause) = self.program.clause(id) else { return };
        let (title, span) = (clause.title.clone(), clause.span);
        if let Some(when) = when.and_then(|when| self.program.node(when)) {
            let words = Universe::words(self.sources, when.span);
            let _none = self.conditions.insert(id, words);
        }
        if let Some(label) = counts {
            let unreachable = clause.validity.and(&self.program.head.validity).is_empty();
            let (kind, what, side) = (Kind::Clause, What::Clause(id), Side::Whole);
            let label = label.to_owned();
            self.add(New { kind, what, side, label, span, part: 0, unreachable });
        }
        for day in self.days(&clause.validity) {
            let label = format!("{title} {day}");
            self.both(Kind::Threshold, What::Day(id, day), &label, span);
        }
        self.path.push(title);
        if let Some(when) = when {
            self.when(when);
        }
        self.within.push(id);
        inside(self);
        let _own = self.within.pop();
        let _title = self.path.pop();
    }

    /// The condition of a clause. Where it is one comparison, the clause itself is the side on
    /// which it holds.
    fn when(&mut self, when: NodeId) {
        match self.program.node(when) {
            Some(node) if is_single(self.program, when) => {
                let words = Universe::words(self.sources, node.span);
                let what = What::Comparison(when);
                self.side(Kind::Threshold, what, Side::No, &words, node.span);
            }
            _ => self.expr(when),
        }
    }

    /// The days inside the life of the policy on which something begins or ends.
    pub(super) fn days(&self, validity: &Validity) -> Vec<Date> {
        let head = &self.program.head.validity;
        let days = [validity.from, validity.until].into_iter().flatten();
        let inside = |day: &Date| {
            head.from.is_none_or(|from| from < *day) && head.until.is_none_or(|until| *day < until)
        };
        days.filter(inside).collect()
    }

    fn steps(&mut self, steps: &[Step<NodeId>]) {
        for step in steps {
            self.clause(step.clause, step.when, |this| this.step(step));
            if matches!(step.kind, StepKind::Require(_) | StepKind::Exclude(_)) {
                self.behind.push(step.clause);
            }
        }
    }

    fn step(&mut self, step: &Step<NodeId>) {
        match &step.kind {
            StepKind::Require(gate) | StepKind::Exclude(gate) => self.gate(step.clause, gate),
            StepKind::ExcludeLines(gate) => self.expr(gate.condition),
            StepKind::SelfPay(self_pay) => {
                self.figure(&self_pay.figure);
                self.option(self_pay.on);
            }
            StepKind::Deductible(deductible) => {
                let lasts = deductible.total.is_some_and(|total| self.outlasts(total));
                if lasts || deductible.ceiling.is_some() {
                    self.deductible(step.clause);
                }
                self.figure(&deductible.amount);
                self.option(deductible.ceiling.as_ref().map(|ceiling| ceiling.amount));
                self.option(deductible.on);
            }
            StepKind::Fund(fund) => self.fund(step.clause, fund),
            StepKind::Account(account) => self.option(account.on),
        }
    }

    fn gate(&mut self, clause: ClauseId, gate: &Gate<NodeId>) {
        let span = self.span(clause);
        let label = gate.reason.clone().unwrap_or_default();
        self.both(Kind::Gate, What::Gate(clause), &label, span);
        if !is_single(self.program, gate.condition) {
            self.expr(gate.condition);
        }
    }

    pub(super) fn deductible(&mut self, clause: ClauseId) {
        let span = self.span(clause);
        for side in [Side::Untouched, Side::Partly, Side::Full] {
            self.side(Kind::Deductible, What::Deductible(clause), side, "", span);
        }
    }

    pub(super) fn span(&self, clause: ClauseId) -> Span {
        self.program.clause(clause).map_or_else(Span::default, |clause| clause.span)
    }

    fn outlasts(&self, total: AccumulatorId) -> bool {
        let total = self.program.body.accumulators.get(total.index());
        total.is_some_and(|total| !matches!(total.period, Period::Item | Period::Visit))
    }
}
