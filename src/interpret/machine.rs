//! Evaluates nodes for one visit, lazily: only what a step needs has to be given.

use std::collections::BTreeMap;

use super::inputs::Inputs;
use super::stop::Stop;
use super::witness::Witness;
use crate::ledger::{State, TotalKey};
use crate::policy::{Interval, Set};
use crate::program::{Dimension, NodeId, NodeOp, Program, Table};
use crate::rule::{
    AccountId, AccumulatorId, Bucket, Classes, DefinitionId, FieldId, ResultId, Role,
};
use crate::settlement::{self, PayerShare, Reads, RowNote};
use crate::value::{Date, Exact, Number, Period, PeriodKey, Type, Value, op, op::Comparison};
use crate::visit::Facts;

/// One visit being settled.
pub(crate) struct Machine<'a, N> {
    pub(crate) program: &'a Program,
    pub(crate) facts: &'a Facts,
    pub(crate) state: &'a State,
    /// Where its numbers come from.
    pub(crate) inputs: &'a dyn Inputs<N>,
    pub(crate) date: Date,
    /// The line that line fields speak of.
    pub(crate) line: Option<usize>,
    /// The base of the current fund step.
    pub(crate) base: Option<N>,
    /// The buckets so far, in 分.
    pub(crate) buckets: BTreeMap<Bucket, N>,
    /// Who pays, once the visit is settled.
    pub(crate) payers: Vec<PayerShare<N>>,
    /// The scope of the bill, once it is split.
    pub(crate) scope: Option<N>,
    /// Balances now, by account.
    pub(crate) balances: Vec<Option<N>>,
    /// What this visit added to running totals so far.
    pub(crate) added: BTreeMap<TotalKey, N>,
    /// Totals that last for this visit only.
    pub(crate) within: BTreeMap<AccumulatorId, N>,
    /// Rows that look-ups found since a figure began.
    pub(crate) rows: Vec<RowNote>,
    /// Definitions already computed.
    pub(crate) definitions: Vec<Option<Value<N>>>,
    /// Rows that look-ups found for each of them.
    pub(crate) definition_rows: Vec<Vec<RowNote>>,
    /// Results of the calculation so far, as they are given.
    pub(crate) results: Vec<Option<Value<N>>>,
    /// Fields whose default was used.
    pub(crate) assumed: BTreeMap<FieldId, Value>,
    /// Who watches, if anyone does.
    pub(crate) witness: Option<&'a mut Witness>,
    /// Which given fields were looked at, by field.
    pub(crate) read: Vec<bool>,
    /// Which accounts were looked at, by account.
    pub(crate) touched: Vec<bool>,
}

pub(super) type Outcome<T> = Result<T, Stop>;

impl<'a, N: Number> Machine<'a, N> {
    pub(crate) fn new(
        program: &'a Program,
        facts: &'a Facts,
        state: &'a State,
        inputs: &'a dyn Inputs<N>,
    ) -> Outcome<Machine<'a, N>> {
        let (id, _) = program
            .vocabulary
            .role(Role::VisitDate)
            .ok_or(Stop::Internal("vocabulary without a visit date", None))?;
        let Some(Some(Value::Date(date))) = facts.fields.get(id.index()) else {
            return Err(Stop::MissingField(id));
        };
        let balances = program
            .vocabulary
            .accounts
            .iter()
            .enumerate()
            .map(|(index, account)| {
                let kept = state.balances.get(&account.name).copied();
                let held = kept.or_else(|| facts.balances.get(index).copied().flatten());
                held.map(|held| inputs.balance(AccountId::next(index), held))
            })
            .collect();
        Ok(Machine {
            program,
            facts,
            state,
            inputs,
            date: *date,
            line: None,
            base: None,
            buckets: BTreeMap::new(),
            payers: Vec::new(),
            scope: None,
            balances,
            added: BTreeMap::new(),
            within: BTreeMap::new(),
            rows: Vec::new(),
            definitions: vec![None; program.body.definitions.len()],
            definition_rows: vec![Vec::new(); program.body.definitions.len()],
            results: vec![None; program.body.results.len()],
            assumed: BTreeMap::new(),
            witness: None,
            read: vec![false; program.vocabulary.fields.len()],
            touched: vec![false; program.vocabulary.accounts.len()],
        })
    }

    /// The value of a node.
    pub(crate) fn value(&mut self, id: NodeId) -> Outcome<Value<N>> {
        let value = self.compute(id)?;
        if let (Some(witness), Value::Flag(held)) = (&mut self.witness, &value) {
            let _new = witness.conditions.insert((id, *held));
        }
        Ok(value)
    }

    fn compute(&mut self, id: NodeId) -> Outcome<Value<N>> {
        let program = self.program;
        let node = program.node(id).ok_or(Stop::Internal("node", Some(id)))?;
        match &node.op {
            NodeOp::Constant(value) => Ok(Value::of(value)),
            NodeOp::Field(field) => self.field(*field),
            NodeOp::LineField(field) => self.line_field(*field),
            NodeOp::Parameter(parameter) => self.parameter(*parameter),
            NodeOp::Definition(definition) => self.definition(*definition),
            NodeOp::Result(result) => self.result(*result),
            NodeOp::Balance(account) => self.balance(*account).map(Value::Number),
            NodeOp::Total(accumulator) => self.total_value(*accumulator),
            NodeOp::Base => self.base.map(Value::Number).ok_or(Stop::Internal("base", Some(id))),
            NodeOp::Bucket(bucket) => Ok(Value::Number(self.bucket(*bucket))),
            NodeOp::Paid(paid) => Ok(Value::Number(settlement::paid(&self.payers, *paid)?)),
            NodeOp::Unary(operation, operand) => {
                let operands = [self.value(*operand)?];
                op::apply(*operation, &operands, program.head.year)
                    .map_err(|error| Stop::of_op(error, node.span, id))
            }
            NodeOp::Binary(operation, left, right) => {
                let operands = [self.value(*left)?, self.value(*right)?];
                op::apply(*operation, &operands, program.head.year)
                    .map_err(|error| Stop::of_op(error, node.span, id))
            }
            NodeOp::And(left, right) => Ok(Value::Flag(self.flag(*left)? && self.flag(*right)?)),
            NodeOp::Or(left, right) => Ok(Value::Flag(self.flag(*left)? || self.flag(*right)?)),
            NodeOp::If(condition, then, otherwise) => {
                if self.flag(*condition)? {
                    self.value(*then)
                } else {
                    self.value(*otherwise)
                }
            }
            NodeOp::Is(subject, set) => {
                let value = self.value(*subject)?;
                Ok(Value::Flag(contains(set, &value)?))
            }
            NodeOp::Lookup(table) => self.lookup(*table),
        }
    }

    /// The value of a condition.
    pub(crate) fn flag(&mut self, id: NodeId) -> Outcome<bool> {
        match self.value(id)? {
            Value::Flag(flag) => Ok(flag),
            _ => Err(Stop::Internal("condition", Some(id))),
        }
    }

    /// The value of a condition that may be absent: absent holds.
    pub(crate) fn holds(&mut self, when: Option<NodeId>) -> Outcome<bool> {
        when.map_or(Ok(true), |condition| self.flag(condition))
    }

    /// The value of a figure.
    pub(crate) fn number(&mut self, id: NodeId) -> Outcome<N> {
        match self.value(id)? {
            Value::Number(number) => Ok(number),
            _ => Err(Stop::Internal("figure", Some(id))),
        }
    }

    /// The type of a node.
    pub(crate) fn type_of(&self, id: NodeId) -> Type {
        self.program.node(id).map_or(Type::Number, |node| node.ty)
    }

    pub(crate) fn bucket(&self, bucket: Bucket) -> N {
        self.buckets.get(&bucket).copied().unwrap_or(N::ZERO)
    }

    fn field(&mut self, id: FieldId) -> Outcome<Value<N>> {
        if let Some(Some(value)) = self.facts.fields.get(id.index()) {
            self.saw(|witness| {
                let _before = witness.fields.insert(id, value.clone());
            });
            mark(&mut self.read, id.index());
            return Ok(value.map(|given| self.inputs.field(id, given)));
        }
        let field = self.program.vocabulary.field(id).ok_or(Stop::Internal("field", None))?;
        if field.role == Some(Role::Scope)
            && let Some(scope) = self.scope
        {
            return Ok(Value::Number(scope));
        }
        let Some(default) = field.default else {
            return Err(Stop::MissingField(id));
        };
        let value = self.value(default)?;
        let _known = self.assumed.insert(id, value.exact());
        Ok(value)
    }

    pub(crate) fn line_field(&mut self, id: FieldId) -> Outcome<Value<N>> {
        let given = self.line.and_then(|number| {
            let line = self.facts.lines.get(number)?;
            Some((number, line.get(id.index())?.as_ref()?))
        });
        if let Some((line, value)) = given {
            mark(&mut self.read, id.index());
            return Ok(value.map(|given| self.inputs.line_field(line, id, given)));
        }
        let field = self.program.vocabulary.field(id).ok_or(Stop::Internal("field", None))?;
        // A bill without lines says nothing of any line, so that no default speaks for it.
        match field.default {
            Some(default) if !self.facts.lines.is_empty() => self.value(default),
            _ => Err(Stop::MissingField(id)),
        }
    }

    fn parameter(&mut self, id: crate::rule::ParameterId) -> Outcome<Value<N>> {
        let program = self.program;
        let parameter = program
            .vocabulary
            .parameters
            .get(id.index())
            .ok_or(Stop::Internal("parameter", None))?;
        self.saw(|witness| {
            let _new = witness.asked_parameters.insert(id);
        });
        let (index, value) = parameter
            .values
            .iter()
            .enumerate()
            .find(|(_, value)| value.validity.holds(self.date))
            .ok_or(Stop::NoParameter(id, self.date))?;
        self.saw(|witness| {
            let _new = witness.parameters.insert((id, index));
        });
        match &value.value {
            Ok(node) => self.value(*node),
            Err(unset) => Err(Stop::Unset { what: parameter.name.clone(), unset: unset.clone() }),
        }
    }

    fn definition(&mut self, id: DefinitionId) -> Outcome<Value<N>> {
        // A definition that speaks of the base or of a line has no single value to remember.
        let fixed = self.line.is_none() && self.base.is_none();
        if fixed && let Some(Some(value)) = self.definitions.get(id.index()) {
            return Ok(value.clone());
        }
        let definition = self
            .program
            .body
            .definitions
            .get(id.index())
            .ok_or(Stop::Internal("definition", None))?;
        self.ran(definition.clause);
        let rows = std::mem::take(&mut self.rows);
        let value = self.value(definition.value);
        let own = std::mem::replace(&mut self.rows, rows);
        let value = value?;
        if let Some(slot) = self.definition_rows.get_mut(id.index()) {
            *slot = own;
        }
        if let Some(slot) = self.definitions.get_mut(id.index()) {
            *slot = Some(value.clone());
        }
        Ok(value)
    }

    /// An earlier result, as it is given.
    fn result(&mut self, id: ResultId) -> Outcome<Value<N>> {
        match self.results.get(id.index()) {
            Some(Some(value)) => Ok(value.clone()),
            Some(None) => Err(Stop::NoResult(id)),
            None => Err(Stop::Internal("result", None)),
        }
    }

    /// The balance of an account, by its default when none was given.
    pub(crate) fn balance(&mut self, id: AccountId) -> Outcome<N> {
        mark(&mut self.touched, id.index());
        if let Some(Some(balance)) = self.balances.get(id.index()) {
            return Ok(*balance);
        }
        let account = self.program.vocabulary.account(id).ok_or(Stop::Internal("account", None))?;
        let Some(default) = account.default else {
            let name = &account.name;
            return Err(Stop::Contradiction(crate::text!(
                "没有给出“{name}”的余额",
                "the balance of `{name}` was not given"
            )));
        };
        let balance = self.number(default)?;
        if let Some(slot) = self.balances.get_mut(id.index()) {
            *slot = Some(balance);
        }
        Ok(balance)
    }

    fn lookup(&mut self, id: crate::rule::TableId) -> Outcome<Value<N>> {
        let program = self.program;
        let table = program.tables.get(id.index()).ok_or(Stop::Internal("table", None))?;
        let row = if self.inputs.leaves_open() {
            Some(self.row_left(id, table)?)
        } else {
            self.row(id, table)?
        };
        let Some((row, found)) = row.and_then(|row| Some((row, table.rows.get(row as usize)?)))
        else {
            return Err(Stop::NoRow(id));
        };
        self.rows.push(RowNote { table: id, row });
        match &found.value {
            Ok(node) => self.value(*node),
            Err(unset) => Err(Stop::Unset { what: found.label.clone(), unset: unset.clone() }),
        }
    }

    /// The class of a visit in a column, and the value that it looks at.
    pub(super) fn class(&mut self, dimension: &Dimension) -> Outcome<(usize, Option<Value<N>>)> {
        match (dimension.subject, &dimension.classes) {
            (None, Classes::Dates(cuts)) => Ok((Classes::of_date(cuts, self.date), None)),
            (None, _) => Err(Stop::Internal("time", None)),
            (Some(subject), classes) => {
                let value = self.value(subject)?;
                let class = class_of(classes, &value);
                Ok((class.ok_or(Stop::Internal("class", Some(subject)))??, Some(value)))
            }
        }
    }

    /// The row of a visit of which everything that the table names is given.
    fn row(&mut self, id: crate::rule::TableId, table: &Table) -> Outcome<Option<u32>> {
        let mut classes = Vec::with_capacity(table.dimensions.len());
        let mut seen = Vec::new();
        for dimension in &table.dimensions {
            let (class, value) = self.class(dimension)?;
            if self.witness.is_some() {
                seen.push((class, value.map(|value| value.exact())));
            }
            classes.push(class);
        }
        let row = table.row(&classes);
        self.saw_lookup(id, row, &seen);
        Ok(row)
    }

    /// The key under which a total is kept; `None` when it does not outlast the visit.
    pub(crate) fn key(&mut self, id: AccumulatorId) -> Outcome<Option<TotalKey>> {
        let program = self.program;
        let total =
            program.body.accumulators.get(id.index()).ok_or(Stop::Internal("accumulator", None))?;
        let mut keys = Vec::new();
        for key in &total.keys {
            let value = self.value(*key)?;
            keys.push(self.show(*key, &value));
        }
        let keys = keys.join(",");
        let period = match total.period {
            Period::Rolling(days) => Some(self.window(&total.identity, &keys, days)),
            other => other.key(self.date, program.head.year),
        };
        Ok(period.map(|period| TotalKey { identity: total.identity.clone(), keys, period }))
    }

    /// The window that is open on the day, or a new one.
    fn window(&self, identity: &str, keys: &str, days: u32) -> PeriodKey {
        let open = self.state.totals.keys().rev().find_map(|key| match key.period {
            PeriodKey::Since(start) if key.identity == identity && key.keys == keys => {
                let age = self.date.signed_duration_since(start).num_days();
                (0..i64::from(days)).contains(&age).then_some(start)
            }
            _ => None,
        });
        PeriodKey::Since(open.unwrap_or(self.date))
    }

    fn show(&self, node: NodeId, value: &Value<N>) -> String {
        match (value, self.type_of(node)) {
            (Value::Choice(choice), Type::Choice(index)) => {
                self.program.vocabulary.choice_name(index, *choice).to_owned()
            }
            (Value::Flag(flag), _) => if *flag { "是" } else { "否" }.to_owned(),
            (Value::Text(text), _) => text.to_string(),
            (Value::Date(date), _) => date.to_string(),
            (Value::Number(number), Type::Money) => crate::value::money(number.exact()),
            (Value::Number(number), _) => crate::value::plain(number.exact()),
            (Value::Choice(_) | Value::Choices(_) | Value::Duration(_), _) => format!("{value:?}"),
        }
    }

    /// A total as it was before the visit, with what the visit added so far.
    pub(crate) fn total(&mut self, id: AccumulatorId) -> Outcome<N> {
        let Some(key) = self.key(id)? else {
            return Ok(self.within.get(&id).copied().unwrap_or(N::ZERO));
        };
        let before = self.kept(&key);
        let added = self.added.get(&key).copied().unwrap_or(N::ZERO);
        Ok(before.add(added)?)
    }

    /// A total before the visit.
    pub(crate) fn kept(&self, key: &TotalKey) -> N {
        self.inputs.total(key, self.state.total(key))
    }

    fn total_value(&mut self, id: AccumulatorId) -> Outcome<Value<N>> {
        let total = self.total(id)?;
        let kind = self.program.body.accumulators.get(id.index()).map(|total| total.kind);
        Ok(Value::Number(match kind {
            Some(kind) if kind.is_count() => total.add(N::ONE)?,
            Some(_) | None => total,
        }))
    }

    /// What was looked at so far.
    pub(crate) fn reads(&self) -> Reads {
        let seen = |marks: &[bool]| -> Vec<usize> {
            marks.iter().enumerate().filter(|(_, seen)| **seen).map(|(index, _)| index).collect()
        };
        Reads {
            fields: seen(&self.read).into_iter().map(FieldId::next).collect(),
            accounts: seen(&self.touched).into_iter().map(AccountId::next).collect(),
        }
    }

    /// Adds to a total.
    pub(crate) fn advance(&mut self, id: AccumulatorId, amount: N) -> Outcome<()> {
        let Some(key) = self.key(id)? else {
            let sum = self.within.get(&id).copied().unwrap_or(N::ZERO).add(amount)?;
            let _before = self.within.insert(id, sum);
            return Ok(());
        };
        let added = self.added.get(&key).copied().unwrap_or(N::ZERO).add(amount)?;
        let _before = self.added.insert(key, added);
        Ok(())
    }
}

/// Remembers that something was looked at.
pub(crate) fn mark(seen: &mut [bool], index: usize) {
    if let Some(slot) = seen.get_mut(index) {
        *slot = true;
    }
}

/// Whether a set holds a value.
pub(crate) fn contains<N: Number>(set: &Set, value: &Value<N>) -> Outcome<bool> {
    Ok(match (set, value) {
        (Set::Any, _) => true,
        (Set::Choices(bits), Value::Choice(choice)) => {
            bits.checked_shr(*choice).is_some_and(|rest| rest & 1 == 1)
        }
        (Set::Flags { yes, no }, Value::Flag(flag)) => {
            if *flag {
                *yes
            } else {
                *no
            }
        }
        (Set::Numbers(intervals), Value::Number(number)) => {
            let mut held = false;
            for interval in intervals {
                held = held || number_in(interval, *number)?;
            }
            held
        }
        (Set::Dates(intervals), Value::Date(date)) => intervals.iter().any(|interval| {
            interval.lo.is_none_or(|lo| lo < *date || (lo == *date && !interval.lo_open))
                && interval.hi.is_none_or(|hi| *date < hi || (hi == *date && interval.hi_closed))
        }),
        _ => return Err(Stop::Internal("set", None)),
    })
}

fn number_in<N: Number>(interval: &Interval<Exact>, number: N) -> Outcome<bool> {
    let lower = if interval.lo_open { Comparison::Greater } else { Comparison::GreaterOrEqual };
    let upper = if interval.hi_closed { Comparison::LessOrEqual } else { Comparison::Less };
    let above = interval.lo.map_or(Ok(true), |lo| number.is(lower, N::of(lo)))?;
    Ok(above && interval.hi.map_or(Ok(true), |hi| number.is(upper, N::of(hi)))?)
}

fn class_of<N: Number>(classes: &Classes, value: &Value<N>) -> Option<Outcome<usize>> {
    Some(match (classes, value) {
        (Classes::Choices(_), Value::Choice(choice)) => Ok(*choice as usize),
        (Classes::Flags, Value::Flag(flag)) => Ok(usize::from(*flag)),
        (Classes::Numbers(cuts), Value::Number(number)) => {
            Classes::of_number(cuts, *number).map_err(Stop::from)
        }
        (Classes::Dates(cuts), Value::Date(date)) => Ok(Classes::of_date(cuts, *date)),
        _ => return None,
    })
}
