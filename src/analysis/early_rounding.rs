//! `early-rounding`: money is rounded on the way, and then scaled and rounded once more, or cut off by a
//! limit that is no multiple of the unit.
//!
//! Rounding is written `取整(金额 ÷ 1元) × 1元`. What a fund pays is rounded anyway, once, at the end.

use std::cell::Cell;

use crate::diagnostics::{Code, Problem, Problems, Text};
use crate::policy::{Expr, ExprKind, Policy};
use crate::rule::{FundStep, How, StepKind};
use crate::source::Span;
use crate::text;
use crate::value::op::Op;
use crate::value::{Exact, Type, Value};

/// How deep expressions and named intermediates may stand in each other.
const DEEPEST: u32 = 200;
/// How many parts are looked at for one figure: intermediates that name each other twice double them.
const MOST_PARTS: u32 = 20_000;

pub(super) fn check(policy: &Policy, problems: &mut Problems) {
    let body = &policy.body;
    let benefits = body.benefits.iter().flat_map(|benefit| &benefit.steps);
    for step in body.steps.iter().chain(benefits) {
        match &step.kind {
            StepKind::Fund(it) => fund(policy, it, problems),
            StepKind::SelfPay(it) if it.is_amount => {
                look(policy, &it.figure.value, &[], problems);
            }
            _ => {}
        }
    }
    for result in body.results.iter().filter(|it| it.value.ty == Type::Money) {
        look(policy, &result.value, &[], problems);
    }
}

fn fund(policy: &Policy, fund: &FundStep<Expr>, problems: &mut Problems) {
    let limits: Vec<&Expr> = fund.caps.iter().map(|cap| &cap.amount.value).collect();
    for payment in &fund.pays {
        if let How::Pays(amount) | How::Fixed(amount) | How::FloorAmount(amount) = &payment.how {
            look(policy, amount, &limits, problems);
        }
    }
}

fn look(policy: &Policy, expr: &Expr, limits: &[&Expr], problems: &mut Problems) {
    let left = Cell::new(MOST_PARTS);
    let found = Search { policy, left: &left, scaled: false, depth: 0 }.look(expr, limits);
    match found {
        None if left.get() == 0 => problems.undecided(
            Code::EarlyRounding,
            expr.span,
            text!(
                "这个算式里的中间值互相引用太多层，没有全部核对是不是取整过早；少用几层“设”",
                "the intermediates of this figure name each other too often for all of it to be looked at for early rounding; use fewer layers of `let`"
            ),
        ),
        None => problems.proved(Code::EarlyRounding),
        Some((span, message)) => problems.push(Problem::new(Code::EarlyRounding, span, message).help(text!(
            "先算完、先封顶，最后取整一次：要取到元，在政策里写“舍入 1元 舍去”",
            "compute and cap first and round once at the end: to pay whole units write `rounding 1元 down` in the policy"
        ))),
    }
}

/// What is known around the expression at hand.
#[derive(Clone, Copy)]
struct Search<'p> {
    policy: &'p Policy,
    /// How many more parts may be looked at; none when something was passed over.
    left: &'p Cell<u32>,
    /// What is done with it afterwards is multiplied or divided.
    scaled: bool,
    depth: u32,
}

impl Search<'_> {
    /// The first rounding that comes too early, and why it does.
    fn look(self, expr: &Expr, limits: &[&Expr]) -> Option<(Span, Text)> {
        let left = if self.depth > DEEPEST { 0 } else { self.left.get().saturating_sub(1) };
        self.left.set(left);
        if left == 0 {
            return None;
        }
        let deeper = Search { depth: self.depth.saturating_add(1), ..self };
        if let Some((inner, unit)) = rounded(expr) {
            return self.early(expr.span, unit, limits).or_else(|| {
                // What is rounded again was rounded too early.
                Search { scaled: true, ..deeper }.look(inner, &[])
            });
        }
        match &expr.kind {
            ExprKind::Definition(id) => {
                let definition = self.policy.body.definitions.get(id.index())?;
                deeper.look(&definition.value, limits)
            }
            ExprKind::Lookup(id) => {
                let table = self.policy.tables.get(id.index())?;
                table.parts().find_map(|part| deeper.look(part, limits))
            }
            ExprKind::Op(Op::Min, operands) => {
                let all: Vec<&Expr> = operands.iter().chain(limits.iter().copied()).collect();
                operands.iter().find_map(|operand| {
                    let others: Vec<&Expr> = all
                        .iter()
                        .copied()
                        .filter(|other| !std::ptr::eq(*other, operand))
                        .collect();
                    deeper.look(operand, &others)
                })
            }
            ExprKind::Op(Op::Multiply | Op::Divide, operands) => {
                let counts = |it: &Expr| {
                    constant(it).is_some_and(|it| it.is_whole()) && it.ty == Type::Number
                };
                let scaled = self.scaled || !operands.iter().any(counts);
                operands.iter().find_map(|it| Search { scaled, ..deeper }.look(it, &[]))
            }
            _ => expr.operands().find_map(|operand| deeper.look(operand, limits)),
        }
    }

    fn early(self, span: Span, unit: Exact, limits: &[&Expr]) -> Option<(Span, Text)> {
        if self.scaled {
            let message = text!(
                "这里取整以后还要再算，付款时又取整一次：一笔钱取整了两次",
                "this is rounded, computed with, and rounded again when it is paid: the money is rounded twice"
            );
            return Some((span, message));
        }
        let whole = |limit: &&&Expr| {
            constant(limit).and_then(|it| it.div(unit).ok()).is_some_and(Exact::is_whole)
        };
        let _cut = limits.iter().find(|limit| limit.ty == Type::Money && !whole(limit))?;
        let message = text!(
            "先取整，后封顶：限额不是取整单位的整倍数，付出的不是整数，也和先封顶后取整不同",
            "it is rounded before the limit, which is no multiple of the unit: what is paid is not round, and differs from rounding after the limit"
        );
        Some((span, message))
    }
}

/// `取整(甲 ÷ 1元) × 1元`: what is rounded, and the unit.
fn rounded(expr: &Expr) -> Option<(&Expr, Exact)> {
    let ExprKind::Op(Op::Multiply, operands) = &expr.kind else { return None };
    let [a, b] = operands.as_slice() else { return None };
    [(a, b), (b, a)].into_iter().find_map(|(whole, unit)| {
        let ExprKind::Op(Op::Floor, floored) = &whole.kind else { return None };
        let ExprKind::Op(Op::Divide, parts) = &floored.first()?.kind else { return None };
        let [money, divisor] = parts.as_slice() else { return None };
        let same = constant(divisor)? == constant(unit)? && unit.ty == Type::Money;
        (same && money.ty == Type::Money).then_some((money, constant(unit)?))
    })
}

fn constant(expr: &Expr) -> Option<Exact> {
    match &expr.kind {
        ExprKind::Constant(Value::Number(figure)) => Some(*figure),
        _ => None,
    }
}
