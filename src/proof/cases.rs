//! The cases of a policy: the values of each field that its rules can tell apart, one for each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months};

use crate::policy::{Set, has_bit};
use crate::program::{NodeId, NodeOp, Program, Table};
use crate::rule::{Classes, FieldId, Role};
use crate::value::{Date, Type, Value, YearStart, op, op::Op};

/// How many values of a set are combined with each other.
const MOST_MEMBERS: usize = 5;

/// What a field can be, as far as the rules care.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Case {
    /// A figure that stays free.
    Free,
    /// The values of each class.
    Values {
        classes: Vec<Vec<Value>>,
        /// Whether every value that there is behaves like one of these.
        all: bool,
    },
}

/// How the rules read each field.
#[derive(Debug)]
pub(super) struct Cases<'p> {
    program: &'p Program,
    /// Conditions and tables that look at a field alone.
    looks: BTreeMap<FieldId, Vec<Look<'p>>>,
    /// Fields that are read in other ways.
    raw: BTreeSet<FieldId>,
    /// Lengths of time that the policy names, in months and days.
    lengths: BTreeSet<(i32, i32)>,
    /// Days that it names.
    days: BTreeSet<Date>,
    texts: BTreeSet<String>,
    /// Whether it counts days, months or years between two days.
    counts_time: bool,
}

/// A question that looks at one field.
#[derive(Debug)]
enum Look<'p> {
    Set(&'p Set),
    Operation(Op, &'p Value, bool),
    Column(&'p Table, usize),
}

impl<'p> Cases<'p> {
    pub(super) fn of(program: &'p Program) -> Cases<'p> {
        let mut cases = Cases {
            program,
            looks: BTreeMap::new(),
            raw: BTreeSet::new(),
            lengths: BTreeSet::new(),
            days: BTreeSet::new(),
            texts: BTreeSet::new(),
            counts_time: false,
        };
        // What stands in for a field that is not given is not asked: the field is given.
        let defaults = program.vocabulary.fields.iter().filter_map(|field| field.default);
        let defaults: BTreeSet<NodeId> = defaults.flat_map(|root| program.below(root)).collect();
        for (index, node) in program.nodes.iter().enumerate() {
            let id = u32::try_from(index).map(NodeId);
            if !id.is_ok_and(|id| defaults.contains(&id)) {
                cases.node(&node.op);
            }
        }
        for table in &program.tables {
            for (column, dimension) in table.dimensions.iter().enumerate() {
                let subject = dimension.subject.and_then(|id| cases.field(id));
                if let Some(field) = subject {
                    cases.look(field, Look::Column(table, column));
                }
                if let Classes::Dates(cuts) = &dimension.classes {
                    cases.days.extend(cuts.iter().map(|cut| cut.at));
                }
            }
            for id in table.rows.iter().filter_map(|row| row.value.as_ref().ok()) {
                cases.raw.extend(cases.field(*id));
            }
        }
        // A total of its own for each value: what one adds up is another than what another one does.
        for key in program.body.accumulators.iter().flat_map(|total| &total.keys) {
            cases.raw.extend(cases.field(*key));
        }
        for definition in &program.body.definitions {
            cases.raw.extend(cases.field(definition.value));
        }
        let validities = program.clauses.iter().map(|clause| clause.validity);
        let parameters = program.vocabulary.parameters.iter().flat_map(|each| &each.values);
        for validity in validities.chain(parameters.map(|value| value.validity)) {
            cases.days.extend([validity.from, validity.until].into_iter().flatten());
        }
        cases
    }

    fn field(&self, id: NodeId) -> Option<FieldId> {
        match self.program.node(id)?.op {
            NodeOp::Field(field) | NodeOp::LineField(field) => Some(field),
            _ => None,
        }
    }

    fn constant(&self, id: NodeId) -> Option<&'p Value> {
        match &self.program.node(id)?.op {
            NodeOp::Constant(value) => Some(value),
            _ => None,
        }
    }

    fn look(&mut self, field: FieldId, look: Look<'p>) {
        self.looks.entry(field).or_default().push(look);
    }

    fn node(&mut self, op: &'p NodeOp) {
        match op {
            NodeOp::Constant(Value::Date(day)) => {
                let _new = self.days.insert(*day);
            }
            NodeOp::Constant(Value::Duration(length)) => {
                let _new = self.lengths.insert((length.months, length.days));
            }
            NodeOp::Constant(Value::Text(words)) => {
                let _new = self.texts.insert(words.to_string());
            }
            NodeOp::Is(subject, set) => {
                if let Some(field) = self.field(*subject) {
                    self.look(field, Look::Set(set));
                }
                if let Set::Dates(intervals) = set {
                    let ends = intervals.iter().flat_map(|each| [each.lo, each.hi]);
                    self.days.extend(ends.flatten());
                }
            }
            NodeOp::Binary(operation, left, right) => {
                self.counts_time |= matches!(
                    operation,
                    Op::FullYears | Op::FullMonths | Op::Days | Op::DateDifference
                );
                match (self.field(*left), self.constant(*right), self.constant(*left)) {
                    (Some(field), Some(value), _) => {
                        self.look(field, Look::Operation(*operation, value, true));
                    }
                    (None, _, Some(value)) if self.field(*right).is_some() => {
                        if let Some(field) = self.field(*right) {
                            self.look(field, Look::Operation(*operation, value, false));
                        }
                    }
                    _ => {
                        let read = [self.field(*left), self.field(*right)];
                        self.raw.extend(read.into_iter().flatten());
                    }
                }
            }
            other => {
                let operands = other.operands();
                // A flag is a condition by itself.
                let read = operands
                    .into_iter()
                    .filter(|id| self.program.node(*id).is_none_or(|node| node.ty != Type::Flag));
                let read: Vec<FieldId> = read.filter_map(|id| self.field(id)).collect();
                self.raw.extend(read);
            }
        }
    }

    /// The days of visits, one for each stretch in which nothing changes.
    pub(super) fn visit_days(&self) -> Vec<Date> {
        let head = &self.program.head.validity;
        let usual = Date::from_ymd_opt(2025, 1, 1);
        let mut days: Vec<Date> = self.days.iter().copied().collect();
        days.extend(head.from);
        // Before the first of them all, and where nothing is dated.
        let first = days.iter().min().copied();
        days.extend(first.and_then(|day| day.pred_opt()));
        days.extend(usual.filter(|_| days.is_empty()));
        days.retain(|day| head.holds(*day));
        days.sort_unstable();
        days.dedup();
        days
    }

    /// What a field can be on a visit of a day.
    pub(super) fn case(&self, id: FieldId, visit: Date) -> Case {
        let Some(field) = self.program.vocabulary.field(id) else {
            return Case::Values { classes: Vec::new(), all: false };
        };
        match field.ty {
            Type::Money | Type::Ratio | Type::Points | Type::Factor | Type::Number | Type::Age => {
                Case::Free
            }
            Type::Flag => each(vec![Value::Flag(false), Value::Flag(true)], true),
            Type::Choice(index) => {
                let count = self
                    .program
                    .vocabulary
                    .enumeration(index)
                    .map_or(0, |found| u32::try_from(found.values.len()).unwrap_or(64));
                Case::Values {
                    classes: self.distinct(id, (0..count).map(Value::Choice)),
                    all: true,
                }
            }
            Type::Choices(index) => self.sets(id, index),
            Type::Date if field.role == Some(Role::VisitDate) => {
                each(vec![Value::Date(visit)], true)
            }
            Type::Date => self.dates(visit),
            Type::Code => {
                let other = Value::Text("甲".into());
                let named = self.texts.iter().map(|words| Value::Text(words.as_str().into()));
                let all = !self.raw.contains(&id);
                each(named.chain([other]).collect(), all)
            }
            Type::Duration => Case::Values { classes: Vec::new(), all: false },
        }
    }

    /// The classes of values that the rules tell apart.
    fn distinct(&self, id: FieldId, values: impl Iterator<Item = Value>) -> Vec<Vec<Value>> {
        if self.raw.contains(&id) {
            return values.map(|value| vec![value]).collect();
        }
        let mut classes: Vec<(Vec<u32>, Vec<Value>)> = Vec::new();
        for value in values {
            let looks = self.looks.get(&id).into_iter().flatten();
            let answers: Vec<u32> = looks.flat_map(|look| look.answer(&value)).collect();
            match classes.iter_mut().find(|(known, _)| *known == answers) {
                Some((_, class)) => class.push(value),
                None => classes.push((answers, vec![value])),
            }
        }
        classes.into_iter().map(|(_, class)| class).collect()
    }

    /// Sets of values: every combination of few, of many the empty one, each alone and all.
    fn sets(&self, id: FieldId, index: u32) -> Case {
        let count = self.program.vocabulary.enumeration(index).map_or(0, |it| it.values.len());
        let asked = |bit: u32| {
            let looks = self.looks.get(&id).into_iter().flatten();
            self.raw.contains(&id)
                || looks.into_iter().any(|look| match look {
                    Look::Operation(Op::Contains, Value::Choice(choice), true) => *choice == bit,
                    _ => true,
                })
        };
        let bits: Vec<u32> =
            (0..u32::try_from(count).unwrap_or(64)).filter(|bit| asked(*bit)).collect();
        let set = |members: &mut dyn Iterator<Item = u32>| {
            members.filter_map(|bit| 1_u64.checked_shl(bit)).fold(0, |all, bit| all | bit)
        };
        let few = bits.len() <= MOST_MEMBERS;
        let mut sets = vec![0_u64];
        for bit in &bits {
            let one = set(&mut std::iter::once(*bit));
            let larger: Vec<u64> =
                if few { sets.iter().map(|known| known | one).collect() } else { vec![one] };
            sets.extend(larger);
        }
        if !few {
            sets.push(set(&mut bits.iter().copied()));
        }
        each(sets.into_iter().map(Value::Choices).collect(), few)
    }

    /// Days around the visit and around every day and length of time that the policy names.
    fn dates(&self, visit: Date) -> Case {
        let mut days = vec![visit];
        for day in &self.days {
            days.push(*day);
        }
        for (months, length) in &self.lengths {
            let ahead = Months::new(months.unsigned_abs());
            let span = Days::new(u64::from(length.unsigned_abs()));
            let before = visit.checked_sub_days(span).and_then(|day| day.checked_sub_months(ahead));
            let after = visit.checked_add_months(ahead).and_then(|day| day.checked_add_days(span));
            days.extend(before.into_iter().chain(after));
        }
        let near = days.iter().flat_map(|day| [day.pred_opt(), day.succ_opt()]);
        let near: Vec<Date> = near.flatten().collect();
        days.extend(near);
        days.sort_unstable();
        days.dedup();
        each(days.into_iter().map(Value::Date).collect(), !self.counts_time)
    }
}

/// Every value is a class of its own.
fn each(values: Vec<Value>, all: bool) -> Case {
    Case::Values { classes: values.into_iter().map(|value| vec![value]).collect(), all }
}

impl Look<'_> {
    /// What tells one value from another here.
    fn answer(&self, value: &Value) -> Vec<u32> {
        match (self, value) {
            (Look::Set(Set::Choices(bits)), Value::Choice(choice)) => {
                vec![u32::from(has_bit(*bits, *choice))]
            }
            (Look::Set(_), Value::Choice(choice)) => vec![*choice],
            (Look::Operation(operation, other, first), _) => {
                let operands = if *first {
                    [value.clone(), (*other).clone()]
                } else {
                    [(*other).clone(), value.clone()]
                };
                match op::apply(*operation, &operands, YearStart::default()) {
                    Ok(Value::Flag(held)) => vec![u32::from(held)],
                    // Without an answer nothing can be said to be the same.
                    _ => match value {
                        Value::Choice(choice) => vec![2, *choice],
                        _ => Vec::new(),
                    },
                }
            }
            (Look::Column(table, column), Value::Choice(choice)) => rows(table, *column, *choice),
            _ => Vec::new(),
        }
    }
}

/// Which rows hold a value in a column.
fn rows(table: &Table, column: usize, choice: u32) -> Vec<u32> {
    let holds = |row: &Vec<Vec<bool>>| {
        let held = row.get(column).and_then(|held| held.get(choice as usize));
        u32::from(held.copied().unwrap_or(false))
    };
    table.held.iter().map(holds).collect()
}
