//! The split of the bill: each line on its own, or the components as given.

use super::machine::{Machine, mark};
use super::stop::Stop;
use crate::program::{NodeId, NodeOp};
use crate::rule::{Body, Role, StepKind};
use crate::settlement::{Bill, LineSplit};
use crate::text;
use crate::value::{Number, Type, Value, money};

type Outcome<T> = Result<T, Stop>;

/// How the catalogue treats a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineClass {
    /// 甲类: all of it is in scope.
    Whole,
    /// 乙类: the person pays a share first.
    Shared,
    /// 丙类: none of it is in scope.
    OutOfCatalogue,
}

impl<N: Number> Machine<'_, N> {
    /// Splits the bill and returns it with its lines.
    pub(super) fn split(&mut self) -> Outcome<(Bill<N>, Vec<LineSplit<N>>)> {
        if self.facts.lines.is_empty() {
            return Ok((self.components()?, Vec::new()));
        }
        let by_policy = self.policy_takes_self_pay();
        let mut lines = Vec::with_capacity(self.facts.lines.len());
        for line in 0..self.facts.lines.len() {
            self.line = Some(line);
            let number = line.saturating_add(1);
            let split = self.split_line(by_policy);
            lines.push(split.map_err(|stop| Stop::OnLine(number, Box::new(stop)))?);
        }
        self.line = None;
        let bill = sum(&lines)?;
        self.agrees(Role::Total, bill.total)?;
        self.agrees(Role::OutOfCatalogue, bill.out_of_catalogue)?;
        self.agrees(Role::OverPriceLimit, bill.over_price_limit)?;
        self.agrees(Role::SelfPay, bill.self_pay)?;
        self.agrees(Role::Scope, bill.scope)?;
        Ok((bill, lines))
    }

    fn components(&mut self) -> Outcome<Bill<N>> {
        let total = self.role(Role::Total)?;
        let out_of_catalogue = self.role(Role::OutOfCatalogue)?;
        let over_price_limit = self.role(Role::OverPriceLimit)?;
        let self_pay = self.role(Role::SelfPay)?;
        let outside = out_of_catalogue.add(over_price_limit)?.add(self_pay)?;
        let scope = total.sub(outside)?;
        if scope.is_negative()? {
            let (all, parts) = (money(total.exact()), money(outside.exact()));
            return Err(Stop::Contradiction(text!(
                "全自费、超限价、先行自付共 {parts} 元，超过了费用 {all} 元",
                "the parts outside the scope come to {parts}元, more than the bill of {all}元"
            )));
        }
        self.agrees(Role::Scope, scope)?;
        Ok(Bill { total, out_of_catalogue, over_price_limit, self_pay, scope })
    }

    fn role(&mut self, role: Role) -> Outcome<N> {
        let (id, field) =
            self.program.vocabulary.role(role).ok_or(Stop::Internal("bill field", None))?;
        mark(&mut self.read, id.index());
        match (self.facts.fields.get(id.index()).and_then(Option::as_ref), field.default) {
            (Some(Value::Number(amount)), _) => Ok(self.inputs.field(id, *amount)),
            (None, Some(default)) => self.number(default),
            _ => Err(Stop::MissingField(id)),
        }
    }

    /// What is given besides the lines must be their sum.
    fn agrees(&mut self, role: Role, computed: N) -> Outcome<()> {
        let computed = computed.exact();
        let Some((id, field)) = self.program.vocabulary.role(role) else { return Ok(()) };
        mark(&mut self.read, id.index());
        match self.facts.fields.get(id.index()) {
            Some(Some(Value::Number(given))) if *given != computed => {
                let name = &field.name;
                let (given, computed) = (money(*given), money(computed));
                Err(Stop::Contradiction(text!(
                    "“{name}”写的是 {given} 元，各部分算出来是 {computed} 元",
                    "`{name}` says {given}元, the parts come to {computed}元"
                )))
            }
            _ => Ok(()),
        }
    }

    fn split_line(&mut self, by_policy: bool) -> Outcome<LineSplit<N>> {
        let total = self.line_amount()?;
        let over_price_limit = self.over_limit()?.min(total)?;
        let rest = total.sub(over_price_limit)?;
        let class = self.line_class()?;
        let mut split = Bill {
            total,
            out_of_catalogue: N::ZERO,
            over_price_limit,
            self_pay: N::ZERO,
            scope: rest,
        };
        let mut ratio = None;
        if class == LineClass::OutOfCatalogue {
            split.out_of_catalogue = rest;
            split.scope = N::ZERO;
        } else {
            ratio = self.self_pay_ratio(class == LineClass::Shared, by_policy)?;
            let share = ratio.unwrap_or(N::ZERO);
            split.self_pay = rest.mul(share)?.to_fen()?;
            split.scope = rest.sub(split.self_pay)?;
        }
        let name = self.line_name();
        Ok(LineSplit { name, bill: split, self_pay_ratio: ratio })
    }

    fn line_role(&mut self, role: Role) -> Outcome<Option<Value<N>>> {
        let Some((id, _)) = self.program.vocabulary.role(role) else { return Ok(None) };
        match self.line_field(id) {
            Ok(value) => Ok(Some(value)),
            Err(Stop::MissingField(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn line_number(&mut self, role: Role) -> Outcome<Option<N>> {
        Ok(match self.line_role(role)? {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        })
    }

    fn line_amount(&mut self) -> Outcome<N> {
        let given = self.line_number(Role::LineAmount)?;
        let price = self.line_number(Role::LinePrice)?;
        let quantity = self.line_number(Role::LineQuantity)?;
        let computed = match (price, quantity) {
            (Some(price), Some(quantity)) => Some(price.mul(quantity)?.to_fen()?),
            _ => None,
        };
        match (given, computed) {
            (Some(given), Some(computed)) if given != computed => {
                let (given, computed) = (money(given.exact()), money(computed.exact()));
                Err(Stop::Contradiction(text!(
                    "金额是 {given} 元，单价乘数量是 {computed} 元",
                    "the amount is {given}元, the price times the quantity {computed}元"
                )))
            }
            (Some(amount), _) | (None, Some(amount)) => Ok(amount),
            (None, None) => {
                let missing = self.program.vocabulary.role(Role::LineAmount);
                Err(missing
                    .map_or(Stop::Internal("line amount", None), |(id, _)| Stop::MissingField(id)))
            }
        }
    }

    /// What a line costs above its price limit.
    fn over_limit(&mut self) -> Outcome<N> {
        let Some(limit) = self.line_number(Role::LineLimit)? else { return Ok(N::ZERO) };
        let quantity = self.line_number(Role::LineQuantity)?.unwrap_or(N::ONE);
        let amount = self.line_amount()?;
        let allowed = limit.mul(quantity)?.to_fen()?;
        Ok(amount.sub(allowed)?.max(N::ZERO)?)
    }

    fn line_class(&mut self) -> Outcome<LineClass> {
        let value = self.line_role(Role::LineClass)?;
        let enumeration = self.program.vocabulary.role(Role::LineClass).map(|(_, field)| field.ty);
        let (Some(Value::Choice(choice)), Some(Type::Choice(index))) = (value, enumeration) else {
            return Ok(LineClass::Whole);
        };
        Ok(match self.program.vocabulary.choice_name(index, choice) {
            "乙类" => LineClass::Shared,
            "丙类" => LineClass::OutOfCatalogue,
            _ => LineClass::Whole,
        })
    }

    /// The share of a line that is 先行自付: as given; 乙类 must give one unless a clause takes it.
    fn self_pay_ratio(&mut self, must: bool, by_policy: bool) -> Outcome<Option<N>> {
        if by_policy {
            return Ok(None);
        }
        let given = self.line_number(Role::LineSelfPay)?;
        if given.is_none() && must {
            let missing = self.program.vocabulary.role(Role::LineSelfPay);
            return Err(missing
                .map_or(Stop::Internal("line share", None), |(id, _)| Stop::MissingField(id)));
        }
        Ok(given)
    }

    fn line_name(&mut self) -> Option<Value> {
        let vocabulary = &self.program.vocabulary;
        let index = vocabulary
            .fields
            .iter()
            .position(|field| field.external.as_deref() == Some("item_name"))?;
        let line = self.facts.lines.get(self.line?)?;
        line.get(index)?.clone()
    }

    /// Whether a clause of the policy says what share of a line's class is 先行自付.
    fn policy_takes_self_pay(&self) -> bool {
        let Some((class, _)) = self.program.vocabulary.role(Role::LineClass) else { return false };
        let body: &Body<NodeId> = &self.program.body;
        let steps = body.steps.iter().chain(body.benefits.iter().flat_map(|b| b.steps.iter()));
        let reads_class = |id| {
            self.program
                .mentions(id, &|op| matches!(op, NodeOp::LineField(field) if *field == class))
        };
        steps.into_iter().any(|step| match &step.kind {
            StepKind::SelfPay(self_pay) => {
                let modifiers = self_pay.figure.modifiers.iter().filter_map(|each| each.when);
                std::iter::once(self_pay.figure.value).chain(modifiers).any(reads_class)
            }
            _ => false,
        })
    }
}

fn sum<N: Number>(lines: &[LineSplit<N>]) -> Outcome<Bill<N>> {
    let mut bill = Bill {
        total: N::ZERO,
        out_of_catalogue: N::ZERO,
        over_price_limit: N::ZERO,
        self_pay: N::ZERO,
        scope: N::ZERO,
    };
    for line in lines {
        bill.total = bill.total.add(line.bill.total)?;
        bill.out_of_catalogue = bill.out_of_catalogue.add(line.bill.out_of_catalogue)?;
        bill.over_price_limit = bill.over_price_limit.add(line.bill.over_price_limit)?;
        bill.self_pay = bill.self_pay.add(line.bill.self_pay)?;
        bill.scope = bill.scope.add(line.bill.scope)?;
    }
    Ok(bill)
}
