//! All that a program has to exercise, in the order of the page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cut::border;
use super::expression::{is_single, parts};
use super::item::{Item, Kind, Side, What};
use crate::program::{NodeId, Program, Table};
use crate::rule::{
    BenefitId, ClauseId, Figure, FundStep, Gate, How, Modifier, ParameterId, Step, StepKind,
    TableId,
};
use crate::source::{SourceMap, Span};
use crate::value::{Date, Period, Validity};

/// All that a program has to exercise.
#[derive(Debug, Clone)]
pub struct Universe {
    /// The program.
    pub program: Arc<Program>,
    /// Its items, in the order of the page.
    pub items: Vec<Item>,
    /// The policies it builds on.
    pub origins: BTreeSet<String>,
    /// The words of the conditions of clauses.
    pub(crate) conditions: BTreeMap<ClauseId, String>,
}

impl Universe {
    /// The universe of a program.
    pub fn of(program: &Arc<Program>, sources: &SourceMap) -> Universe {
        let mut walk = Walk {
            program,
            sources,
            items: Vec::new(),
            seen: BTreeSet::new(),
            conditions: BTreeMap::new(),
            tables: BTreeSet::new(),
            parameters: Vec::new(),
            path: Vec::new(),
            within: Vec::new(),
            behind: Vec::new(),
            benefit: None,
        };
        walk.body();
        Universe {
            program: Arc::clone(program),
            items: walk.items,
            origins: program.clauses.iter().filter_map(|each| each.origin.clone()).collect(),
            conditions: walk.conditions,
        }
    }

    /// Words for a stretch of the source, on one line.
    pub(crate) fn words(sources: &SourceMap, span: Span) -> String {
        sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

struct Walk<'a> {
    program: &'a Program,
    sources: &'a SourceMap,
    items: Vec<Item>,
    seen: BTreeSet<super::item::Key>,
    conditions: BTreeMap<ClauseId, String>,
    tables: BTreeSet<TableId>,
    parameters: Vec<ParameterId>,
    /// The titles of the clauses around.
    path: Vec<String>,
    within: Vec<ClauseId>,
    behind: Vec<ClauseId>,
    benefit: Option<BenefitId>,
}

/// An item without what the place around gives it.
struct New {
    kind: Kind,
    what: What,
    side: Side,
    label: String,
    span: Span,
    part: u32,
    unreachable: bool,
}

impl Walk<'_> {
    fn body(&mut self) {
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

    fn add(&mut self, new: New) {
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
    fn both(&mut self, kind: Kind, what: What, label: &str, span: Span) {
        for side in [Side::Yes, Side::No] {
            self.side(kind, what, side, label, span);
        }
    }

    fn side(&mut self, kind: Kind, what: What, side: Side, label: &str, span: Span) {
        let label = label.to_owned();
        self.add(New { kind, what, side, label, span, part: 0, unreachable: false });
    }

    /// A clause, the days on which it begins and ends, its condition, and what it holds.
    fn clause(&mut self, id: ClauseId, when: Option<NodeId>, inside: impl FnOnce(&mut Self)) {
        let title = self.program.clause(id).map(|clause| clause.title.clone());
        self.clause_of(id, when, title.as_deref(), inside);
    }

    /// A clause that is an item under a title, or only a place for others.
    fn clause_of(
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
    fn days(&self, validity: &Validity) -> Vec<Date> {
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

    fn deductible(&mut self, clause: ClauseId) {
        let span = self.span(clause);
        for side in [Side::Untouched, Side::Partly, Side::Full] {
            self.side(Kind::Deductible, What::Deductible(clause), side, "", span);
        }
    }

    fn fund(&mut self, clause: ClauseId, fund: &FundStep<NodeId>) {
        if let crate::rule::Base::Open(on) = &fund.base {
            self.option(*on);
        }
        if let Some(figure) = &fund.deductible {
            let lasts = matches!(&fund.base, crate::rule::Base::Buckets { totals: Some(_), .. });
            if lasts {
                self.deductible(clause);
            }
            self.figure(figure);
        }
        for payment in &fund.pays {
            self.clause(payment.clause, payment.when, |this| {
                this.how(payment.clause, &payment.how)
            });
        }
        for modifier in &fund.modifiers {
            self.modifier(modifier);
        }
        for cap in &fund.caps {
            self.clause(cap.clause, cap.when, |this| {
                let span = this.span(cap.clause);
                this.both(Kind::Cap, What::Cap(cap.clause), "", span);
                this.figure(&cap.amount);
            });
        }
    }

    fn how(&mut self, clause: ClauseId, how: &How<NodeId>) {
        match how {
            How::Ratio(figure)
            | How::OwnRatio(figure)
            | How::Fixed(figure)
            | How::Pays(figure)
            | How::FloorRatio(figure)
            | How::FloorAmount(figure)
            | How::Ceiling { amount: figure, .. } => self.expr(*figure),
            How::Bands(bands) => {
                for (index, band) in bands.bands.iter().enumerate() {
                    let plain = parts(self.program, band.ratio).tables.is_empty();
                    if let (true, Some(lo)) = (plain, self.program.node(band.lo)) {
                        let span = lo.span;
                        let hi = band.hi.and_then(|hi| self.program.node(hi));
                        let all = hi.map_or(span, |hi| span.to(hi.span));
                        self.add(New {
                            kind: Kind::Row,
                            what: What::Band(clause, index),
                            side: Side::Whole,
                            label: Universe::words(self.sources, all),
                            span,
                            part: u32::try_from(index).unwrap_or(u32::MAX),
                            unreachable: false,
                        });
                    }
                    self.expr(band.ratio);
                }
            }
        }
    }

    fn figure(&mut self, figure: &Figure<NodeId>) {
        self.expr(figure.value);
        for modifier in &figure.modifiers {
            self.modifier(modifier);
        }
    }

    fn modifier(&mut self, modifier: &Modifier<NodeId>) {
        let id = modifier.clause;
        let single = modifier.when.is_some_and(|when| is_single(self.program, when));
        let when = modifier.when.filter(|_| !single);
        if let (true, Some(node)) = (single, modifier.when.and_then(|it| self.program.node(it))) {
            let words = Universe::words(self.sources, node.span);
            let _none = self.conditions.insert(id, words);
        }
        let span = self.span(id);
        let title = self.program.clause(id).map_or(String::new(), |clause| clause.title.clone());
        let what = What::Modifier(id);
        self.side(Kind::Modifier, what, Side::Yes, &title, span);
        if modifier.when.is_some() {
            self.side(Kind::Modifier, what, Side::No, &title, span);
        }
        self.clause_of(id, when, None, |this| this.expr(modifier.by));
    }

    fn option(&mut self, root: Option<NodeId>) {
        if let Some(root) = root {
            self.expr(root);
        }
    }

    fn expr(&mut self, root: NodeId) {
        let parts = parts(self.program, root);
        for comparison in parts.comparisons {
            let Some(node) = self.program.node(comparison) else { continue };
            let words = Universe::words(self.sources, node.span);
            self.both(Kind::Threshold, What::Comparison(comparison), &words, node.span);
        }
        for parameter in parts.parameters {
            if !self.parameters.contains(&parameter) {
                self.parameters.push(parameter);
            }
        }
        for table in parts.tables {
            self.table(table);
        }
    }

    fn table(&mut self, id: TableId) {
        let Some(table) = self.program.tables.get(id.index()) else { return };
        // One figure without a column is no table on the page.
        if !self.tables.insert(id) || table.dimensions.is_empty() {
            return;
        }
        for (index, row) in table.rows.iter().enumerate() {
            self.row(id, table, u32::try_from(index).unwrap_or(u32::MAX));
            if let Ok(value) = row.value {
                self.expr(value);
            }
        }
        for (axis, dimension) in table.dimensions.iter().enumerate() {
            self.option(dimension.subject);
            let cuts = match &dimension.classes {
                crate::rule::Classes::Numbers(cuts) => cuts.len(),
                crate::rule::Classes::Dates(cuts) => cuts.len(),
                _ => 0,
            };
            for cut in 0..cuts {
                self.cut(id, table, axis, cut);
            }
        }
    }

    fn row(&mut self, id: TableId, table: &Table, index: u32) {
        let Some(row) = table.rows.get(index as usize) else { return };
        let line = line_of(table, index);
        let cells = table.rows.iter().filter(|other| other.span == row.span).count();
        let reached = |index: u32| table.cells.contains(&index);
        if line == index {
            let whole = match row.label.rsplit_once(" | ") {
                Some((before, _)) if cells > 1 => before,
                _ => &row.label,
            };
            let all = table.rows.iter().enumerate().filter(|(_, other)| other.span == row.span);
            let mut numbers = all.map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX));
            self.add(New {
                kind: Kind::Row,
                what: What::Row(id, index),
                side: Side::Whole,
                label: whole.to_owned(),
                span: row.span,
                part: 0,
                unreachable: !numbers.any(reached),
            });
        }
        if cells > 1 {
            self.add(New {
                kind: Kind::Cell,
                what: What::Cell(id, index),
                side: Side::Whole,
                label: row.label.clone(),
                span: row.span,
                part: index.saturating_sub(line).saturating_add(1),
                unreachable: !reached(index),
            });
        }
    }

    fn cut(&mut self, id: TableId, table: &Table, axis: usize, cut: usize) {
        let Some(dimension) = table.dimensions.get(axis) else { return };
        let Some(words) = border(self.program, dimension, cut) else { return };
        let label = format!("{} {}", dimension.title, words.at);
        for side in [Side::Yes, Side::No] {
            self.add(New {
                kind: Kind::Threshold,
                what: What::Cut(id, axis, cut),
                side,
                label: label.clone(),
                span: table.span,
                part: u32::try_from(axis.saturating_mul(1000).saturating_add(cut)).unwrap_or(0),
                unreachable: false,
            });
        }
    }

    fn parameters(&mut self) {
        let mut done = 0;
        // A value may name further parameters.
        while let Some(id) = self.parameters.get(done).copied() {
            done = done.saturating_add(1);
            let Some(parameter) = self.program.vocabulary.parameters.get(id.index()) else {
                continue;
            };
            for (index, value) in parameter.values.iter().enumerate() {
                let unreachable = value.validity.and(&self.program.head.validity).is_empty();
                let from = value.validity.from.map_or(String::new(), |day| day.to_string());
                self.add(New {
                    kind: Kind::Clause,
                    what: What::Parameter(id, index),
                    side: Side::Whole,
                    label: format!("{} {from}", parameter.name).trim_end().to_owned(),
                    span: value.span,
                    part: 0,
                    unreachable,
                });
                for day in self.days(&value.validity) {
                    let label = format!("{} {day}", parameter.name);
                    self.both(Kind::Threshold, What::ParameterDay(id, day), &label, value.span);
                }
                if let Ok(value) = value.value {
                    self.expr(value);
                }
            }
        }
    }

    fn span(&self, clause: ClauseId) -> Span {
        self.program.clause(clause).map_or_else(Span::default, |clause| clause.span)
    }

    fn outlasts(&self, total: crate::rule::AccumulatorId) -> bool {
        let total = self.program.body.accumulators.get(total.index());
        total.is_some_and(|total| !matches!(total.period, Period::Item | Period::Visit))
    }
}

/// Whether every benefit has a fund that always waits for a figure that is 待定.
pub(super) fn settles_nothing(program: &Program) -> bool {
    let unset = |node: NodeId| {
        parts(program, node).tables.iter().any(|id| {
            let table = program.tables.get(id.index());
            table.is_some_and(|table| table.rows.iter().all(|row| row.value.is_err()))
        })
    };
    let waits = |step: &Step<NodeId>| match &step.kind {
        StepKind::Fund(fund) => {
            step.when.is_none()
                && fund.pays.iter().all(|payment| {
                    let How::Ratio(figure) = payment.how else { return false };
                    payment.when.is_none() && unset(figure)
                })
        }
        _ => false,
    };
    let benefits = &program.body.benefits;
    !benefits.is_empty() && benefits.iter().all(|benefit| benefit.steps.iter().any(waits))
}

/// The first row that is written on the same line.
pub(super) fn line_of(table: &Table, row: u32) -> u32 {
    let span = table.rows.get(row as usize).map(|row| row.span);
    let first = table.rows.iter().position(|other| Some(other.span) == span);
    first.and_then(|first| u32::try_from(first).ok()).unwrap_or(row)
}
