//! Values worth trying for each field that a program reads.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months};

use crate::policy::Set;
use crate::program::{NodeId, NodeOp, Program};
use crate::rule::{Classes, FieldId, Role, Section};
use crate::value::{Date, Exact, Type, Value, op::Op};

/// The most values for one field; the search spends its budget on other things then.
const MOST: usize = 60;

/// A value, or a day counted from the day of the visit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Candidate {
    Value(Value),
    /// So many months and days before the visit; negative after it.
    Before(i32, i64),
}

impl Candidate {
    pub(super) fn value(&self, visit: Date) -> Option<Value> {
        match self {
            Candidate::Value(value) => Some(value.clone()),
            Candidate::Before(months, days) => {
                let length = Months::new(months.unsigned_abs());
                let day = if *months < 0 {
                    visit.checked_add_months(length)?
                } else {
                    visit.checked_sub_months(length)?
                };
                let length = Days::new(days.unsigned_abs());
                let day = if *days < 0 {
                    day.checked_add_days(length)?
                } else {
                    day.checked_sub_days(length)?
                };
                Some(Value::Date(day))
            }
        }
    }
}

/// Values worth trying.
#[derive(Debug)]
pub(super) struct Candidates {
    /// Of the visit, the person and the institution, in the vocabulary's order.
    pub(super) fields: Vec<(FieldId, Vec<Candidate>)>,
    /// Of a line; empty when the program reads no line.
    pub(super) lines: Vec<(FieldId, Vec<Candidate>)>,
    /// Amounts for a bill.
    pub(super) amounts: Vec<Exact>,
    /// The day to start from.
    pub(super) day: Option<Date>,
    /// First values of fields that are asked for only on the way.
    rest: BTreeMap<FieldId, Candidate>,
}

impl Candidates {
    pub(super) fn of(program: &Program) -> Candidates {
        let found = Found::of(program);
        let day = first_day(program, &found.days);
        let amounts = found.amounts();
        let mut candidates = Candidates {
            fields: Vec::new(),
            lines: Vec::new(),
            amounts,
            day,
            rest: BTreeMap::new(),
        };
        let reads_lines = found.fields.iter().any(|id| {
            program.vocabulary.field(*id).is_some_and(|field| field.section == Section::Line)
        });
        for (index, field) in program.vocabulary.fields.iter().enumerate() {
            let id = FieldId::next(index);
            let values = found.values(program, id);
            if let Some(first) = values.first() {
                let _none = candidates.rest.insert(id, first.clone());
            }
            let amount = field.role == Some(Role::LineAmount);
            if field.section == Section::Line {
                if reads_lines && (amount || found.fields.contains(&id)) {
                    candidates.lines.push((id, values));
                }
            } else if field.section == Section::Binding {
                // A calculation or a visit knows no binding.
            } else if field.role == Some(Role::SelfPay) && !program.head.calc {
                // A part of the bill that no fund pays lets accounts and cash pay.
                let ten = Exact::whole(1000);
                candidates.fields.push((id, vec![Candidate::Value(Value::Number(ten))]));
            } else if found.fields.contains(&id)
                || field.role == Some(Role::VisitDate)
                || (field.role == Some(Role::Total) && !program.head.calc)
            {
                candidates.fields.push((id, values));
            }
        }
        candidates
    }

    /// The first value of a field.
    pub(super) fn first(&self, field: FieldId, visit: Date) -> Option<Value> {
        self.rest.get(&field).and_then(|candidate| candidate.value(visit))
    }
}

/// What a program mentions.
#[derive(Debug, Default)]
struct Found {
    fields: BTreeSet<FieldId>,
    numbers: Vec<(Type, Exact)>,
    days: BTreeSet<Date>,
    /// Lengths of time in months and days.
    lengths: BTreeSet<(i32, i32)>,
    texts: BTreeSet<String>,
    years: bool,
    months: bool,
}

impl Found {
    fn of(program: &Program) -> Found {
        let mut found = Found::default();
        let idle = idle_defaults(program);
        for (index, node) in program.nodes.iter().enumerate() {
            if idle.contains(&index) {
                continue;
            }
            match &node.op {
                NodeOp::Constant(value) => found.constant(node.ty, value),
                NodeOp::Field(id) | NodeOp::LineField(id) => {
                    let _new = found.fields.insert(*id);
                }
                NodeOp::Is(subject, set) => {
                    let ty = program.node(*subject).map_or(Type::Number, |node| node.ty);
                    found.set(ty, set);
                }
                NodeOp::Binary(op, ..) => {
                    found.years |= *op == Op::FullYears;
                    found.months |= *op == Op::FullMonths;
                }
                _ => {}
            }
        }
        let validities = program.clauses.iter().map(|clause| clause.validity);
        let values = program.vocabulary.parameters.iter().flat_map(|each| &each.values);
        let validities = validities.chain(values.map(|value| value.validity));
        for validity in validities.chain([program.head.validity]) {
            found.days.extend([validity.from, validity.until].into_iter().flatten());
        }
        for dimension in program.tables.iter().flat_map(|table| &table.dimensions) {
            let ty = dimension.subject.and_then(|id| program.node(id)).map(|node| node.ty);
            match &dimension.classes {
                Classes::Numbers(cuts) => {
                    let ty = ty.unwrap_or(Type::Number);
                    found.numbers.extend(cuts.iter().map(|cut| (ty, cut.at)));
                }
                Classes::Dates(cuts) => found.days.extend(cuts.iter().map(|cut| cut.at)),
                Classes::Choices(_) | Classes::Flags => {}
            }
        }
        found
    }

    fn constant(&mut self, ty: Type, value: &Value) {
        match value {
            Value::Number(number) => self.numbers.push((ty, *number)),
            Value::Date(day) => {
                let _new = self.days.insert(*day);
            }
            Value::Duration(length) => {
                let _new = self.lengths.insert((length.months, length.days));
            }
            Value::Text(words) if !words.is_empty() => {
                let _new = self.texts.insert(words.to_string());
            }
            Value::Text(_) | Value::Flag(_) | Value::Choice(_) | Value::Choices(_) => {}
        }
    }

    fn set(&mut self, ty: Type, set: &Set) {
        match set {
            Set::Numbers(intervals) => {
                let ends = intervals.iter().flat_map(|each| [each.lo, each.hi]);
                self.numbers.extend(ends.flatten().map(|end| (ty, end)));
            }
            Set::Dates(intervals) => {
                let ends = intervals.iter().flat_map(|each| [each.lo, each.hi]);
                self.days.extend(ends.flatten());
            }
            Set::Any | Set::Choices(_) | Set::Flags { .. } => {}
        }
    }

    /// Amounts for a bill: round ones, and around and above every amount of the policy.
    fn amounts(&self) -> Vec<Exact> {
        let mut amounts: Vec<Exact> = [1000, 100, 10].map(|yuan| Exact::whole(yuan * 100)).into();
        let mut add = |amount: Exact| {
            if amount.is_whole() && amount.is_positive() && !amounts.contains(&amount) {
                amounts.push(amount);
            }
        };
        let money = self.numbers.iter().filter(|(ty, _)| *ty == Type::Money);
        for (_, amount) in money {
            for factor in [1, 2, 10, 100] {
                add(amount.mul(Exact::whole(factor)).unwrap_or(*amount));
            }
            add(amount.sub(Exact::ONE).unwrap_or(*amount));
            add(amount.add(Exact::ONE).unwrap_or(*amount));
        }
        for yuan in [1_000_000, 10_000, 1] {
            add(Exact::whole(yuan * 100));
        }
        amounts.truncate(MOST);
        amounts
    }

    fn values(&self, program: &Program, id: FieldId) -> Vec<Candidate> {
        let Some(field) = program.vocabulary.field(id) else { return Vec::new() };
        let plain = |values: Vec<Value>| values.into_iter().map(Candidate::Value).collect();
        let mut values: Vec<Candidate> = match field.ty {
            Type::Flag => plain(vec![Value::Flag(true), Value::Flag(false)]),
            Type::Choice(index) => {
                let count = program.vocabulary.enumeration(index).map_or(0, |it| it.values.len());
                let count = u32::try_from(count).unwrap_or(0);
                plain((0..count).map(Value::Choice).collect())
            }
            Type::Choices(index) => {
                let count = program.vocabulary.enumeration(index).map_or(0, |it| it.values.len());
                let one = (0..count).filter_map(|bit| 1_u64.checked_shl(u32::try_from(bit).ok()?));
                let all = one.clone().fold(0, |all, bit| all | bit);
                plain(one.chain([all]).map(Value::Choices).collect())
            }
            Type::Date if field.role == Some(Role::VisitDate) => plain(self.visit_days(program)),
            Type::Date => self.other_days(),
            Type::Money => plain(self.amounts().into_iter().map(Value::Number).collect()),
            Type::Code => {
                let mut texts: Vec<Value> =
                    self.texts.iter().map(|words| Value::Text(words.as_str().into())).collect();
                texts.push(Value::Text("甲".into()));
                plain(texts)
            }
            Type::Duration => Vec::new(),
            Type::Ratio | Type::Points | Type::Factor | Type::Number | Type::Age => {
                plain(self.figures(field.ty, field.step).into_iter().map(Value::Number).collect())
            }
        };
        let inside = |number: &Exact| {
            let below = field.min.is_some_and(|min| min.sub(*number).is_ok_and(Exact::is_positive));
            let above = field.max.is_some_and(|max| number.sub(max).is_ok_and(Exact::is_positive));
            !below && !above
        };
        values.retain(|each| match each {
            Candidate::Value(Value::Number(number)) => inside(number),
            _ => true,
        });
        values.truncate(MOST);
        values
    }

    /// Figures of a type that the policy mentions, with their neighbours at the field's step.
    fn figures(&self, ty: Type, step: Option<Exact>) -> Vec<Exact> {
        let step = step.unwrap_or(Exact::ONE);
        let mut figures = match ty {
            Type::Age => vec![Exact::whole(40), Exact::whole(70)],
            Type::Ratio | Type::Points => vec![Exact::ZERO],
            _ => vec![Exact::ONE, Exact::ZERO],
        };
        let same = self.numbers.iter().filter(|(of, _)| {
            *of == ty || (matches!(of, Type::Number | Type::Factor) && ty == Type::Factor)
        });
        for (_, number) in same {
            for figure in [Ok(*number), number.sub(step), number.add(step)].into_iter().flatten() {
                if !figures.contains(&figure) {
                    figures.push(figure);
                }
            }
        }
        figures
    }

    fn visit_days(&self, program: &Program) -> Vec<Value> {
        let mut days: Vec<Date> = first_day(program, &self.days).into_iter().collect();
        for day in &self.days {
            days.extend([Some(*day), day.pred_opt()].into_iter().flatten());
        }
        let mut kept: Vec<Date> = Vec::new();
        for day in days {
            if program.head.validity.holds(day) && !kept.contains(&day) {
                kept.push(day);
            }
        }
        kept.into_iter().map(Value::Date).collect()
    }

    /// Days of other fields: around the visit, at every length of time that the policy mentions.
    fn other_days(&self) -> Vec<Candidate> {
        let mut days = vec![Candidate::Before(0, 30), Candidate::Before(0, 0)];
        let mut add = |months: i32, length: i64| {
            for day in [-1, 0, 1] {
                days.push(Candidate::Before(months, length.saturating_add(day)));
            }
        };
        for (months, length) in &self.lengths {
            add(*months, i64::from(*length));
            add(months.saturating_neg(), i64::from(length.saturating_neg()));
        }
        let whole = self.numbers.iter().filter(|(ty, number)| {
            matches!(ty, Type::Number | Type::Age) && number.is_whole() && number.is_positive()
        });
        for number in whole.filter_map(|(_, number)| i32::try_from(number.numerator()).ok()) {
            if number > 1200 {
                continue;
            }
            if self.years {
                add(number.saturating_mul(12), 0);
            }
            if self.months {
                add(number, 0);
            }
            add(0, i64::from(number));
        }
        for day in &self.days {
            let near = [Some(*day), day.pred_opt()].into_iter().flatten();
            days.extend(near.map(|day| Candidate::Value(Value::Date(day))));
        }
        days
    }
}

/// A day on which the policy and as much of it as possible is in force.
fn first_day(program: &Program, days: &BTreeSet<Date>) -> Option<Date> {
    let head = &program.head.validity;
    let usual = Date::from_ymd_opt(2025, 6, 10);
    let mut all = usual.into_iter().chain(days.iter().rev().copied());
    all.find(|day| head.holds(*day)).or_else(|| head.until.and_then(|until| until.pred_opt()))
}

/// Nodes of defaults of fields that the program does not read.
fn idle_defaults(program: &Program) -> BTreeSet<usize> {
    let mut defaults = BTreeMap::new();
    for (index, field) in program.vocabulary.fields.iter().enumerate() {
        if let Some(root) = field.default {
            let nodes: BTreeSet<usize> =
                program.below(root).into_iter().map(NodeId::index).collect();
            let _none = defaults.insert(FieldId::next(index), nodes);
        }
    }
    let of_accounts = program.vocabulary.accounts.iter().filter_map(|account| account.default);
    let mut idle: BTreeSet<usize> = defaults.values().flatten().copied().collect();
    idle.extend(of_accounts.map(NodeId::index));
    let read: BTreeSet<FieldId> = program
        .nodes
        .iter()
        .enumerate()
        .filter(|(index, _)| !idle.contains(index))
        .filter_map(|(_, node)| match node.op {
            NodeOp::Field(id) | NodeOp::LineField(id) => Some(id),
            _ => None,
        })
        .collect();
    for nodes in read.iter().filter_map(|id| defaults.get(id)) {
        for node in nodes {
            let _was = idle.remove(node);
        }
    }
    idle
}
