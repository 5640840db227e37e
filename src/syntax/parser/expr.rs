//! Expressions: one table of precedence for the flat list of operands and operators.

use std::sync::LazyLock;

use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::{Context, foreign, literal, table};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, BinaryOp, ExprKind, UnaryOp};
use crate::syntax::error;
use crate::syntax::grammar::Rule;

/// How many operands and operators an expression may have; trees stay flat enough to walk.
const MAX_WEIGHT: usize = 500;

/// Weakest first.
static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::infix(Rule::op_or, Assoc::Left))
        .op(Op::infix(Rule::op_and, Assoc::Left))
        .op(Op::prefix(Rule::op_not))
        .op(Op::infix(Rule::op_less, Assoc::Left)
            | Op::infix(Rule::op_less_or_equal, Assoc::Left)
            | Op::infix(Rule::op_greater, Assoc::Left)
            | Op::infix(Rule::op_greater_or_equal, Assoc::Left)
            | Op::infix(Rule::op_equal, Assoc::Left)
            | Op::infix(Rule::op_not_equal, Assoc::Left)
            | Op::infix(Rule::op_in, Assoc::Left)
            | Op::postfix(Rule::is_test))
        .op(Op::infix(Rule::op_add, Assoc::Left) | Op::infix(Rule::op_subtract, Assoc::Left))
        .op(Op::infix(Rule::op_multiply, Assoc::Left) | Op::infix(Rule::op_divide, Assoc::Left))
        .op(Op::prefix(Rule::op_negate))
        .op(Op::postfix(Rule::arguments))
});

/// A part of an expression on its way up.
struct Part {
    expr: ast::Expr,
    /// It stood in parentheses, so that a comparison of it is no chain.
    grouped: bool,
}

impl Part {
    fn new(kind: ExprKind, span: Span) -> Self {
        Part { expr: ast::Expr { kind, span }, grouped: false }
    }
}

/// An expression of its own: `expression`, `nested` or `sum`.
pub(super) fn parse(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Expr {
    let outer = std::mem::take(&mut cx.weight);
    let expr = parse_inner(cx, pair);
    cx.weight = outer;
    expr
}

/// An expression that is part of another one.
fn parse_inner(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Expr {
    let span = cx.span(&pair);
    let before = cx.weight;
    let parts = pair.into_inner();
    cx.weight = before.saturating_add(parts.len());
    let parts = parts.filter(|part| part.as_rule() != Rule::comment);
    if cx.weight > MAX_WEIGHT {
        if before <= MAX_WEIGHT {
            cx.report(error::expression_too_long(span, MAX_WEIGHT));
        }
        return ast::Expr { kind: nothing(), span };
    }
    let mut parts = parts.peekable();
    let mut conditions = Vec::new();
    while let Some(condition) = parts.next_if(|part| part.as_rule() == Rule::if_part) {
        conditions.push(condition);
    }
    let last = parse_operands(cx, parts);
    // `若 甲 则 乙 否则 若 丙 则 丁 否则 戊` holds the second condition in the first.
    conditions.into_iter().rev().fold(last, |otherwise, condition| {
        let from = cx.span(&condition);
        let mut branches = condition
            .into_inner()
            .filter(|part| part.as_rule() == Rule::branch)
            .map(|part| Box::new(parse_inner(cx, part)))
            .collect::<Vec<_>>()
            .into_iter();
        let (Some(condition), Some(then)) = (branches.next(), branches.next()) else {
            return otherwise;
        };
        let span = from.to(otherwise.span);
        ast::Expr { kind: ExprKind::If(condition, then, Box::new(otherwise)), span }
    })
}

/// Operands and the operators between them.
fn parse_operands<'i>(
    cx: &mut Context<'_, '_>,
    parts: impl Iterator<Item = Pair<'i, Rule>>,
) -> ast::Expr {
    let cx = std::cell::RefCell::new(cx);
    PRECEDENCE
        .map_primary(|pair| parse_operand(&mut cx.borrow_mut(), pair))
        .map_prefix(|operator, operand| parse_unary(&cx.borrow(), &operator, operand))
        .map_postfix(|operand, behind| parse_postfix(&mut cx.borrow_mut(), operand, behind))
        .map_infix(|left, operator, right| {
            parse_binary(&mut cx.borrow_mut(), left, &operator, right)
        })
        .parse(parts)
        .expr
}

/// A literal, a name or a group.
fn parse_operand(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Part {
    let span = cx.span(&pair);
    match pair.as_rule() {
        Rule::name => Part::new(foreign::name_or_numeral(cx, &pair), span),
        Rule::group => {
            let inner = pair.into_inner().find(|part| part.as_rule() == Rule::nested);
            let mut part = match inner {
                Some(nested) => Part { expr: parse_inner(cx, nested), grouped: true },
                None => Part::new(nothing(), span),
            };
            part.expr.span = span;
            part
        }
        _ => {
            let literal = literal::parse_literal(cx, &pair).map(ExprKind::Literal);
            Part::new(literal.unwrap_or_else(nothing), span)
        }
    }
}

/// Stands for what cannot be read.
fn nothing() -> ExprKind {
    ExprKind::Name(String::new())
}

/// `非 甲`, `−3元`
fn parse_unary(cx: &Context<'_, '_>, operator: &Pair<'_, Rule>, operand: Part) -> Part {
    let span = cx.span(operator).to(operand.expr.span);
    let op = match operator.as_rule() {
        Rule::op_not => UnaryOp::Not,
        _ => UnaryOp::Negate,
    };
    Part::new(ExprKind::Unary(op, Box::new(operand.expr)), span)
}

/// `甲 为 乙, 丙`, `取大(甲, 乙)`
fn parse_postfix(cx: &mut Context<'_, '_>, operand: Part, behind: Pair<'_, Rule>) -> Part {
    let span = operand.expr.span.to(cx.span(&behind));
    if behind.as_rule() == Rule::arguments {
        return parse_call(cx, operand, behind, span);
    }
    if !operand.grouped && is_comparison(&operand.expr.kind) {
        cx.report(error::chained_comparison(span));
    }
    let mut negated = false;
    let mut patterns = ast::Cell { patterns: Vec::new(), span };
    for part in behind.into_inner() {
        match part.as_rule() {
            Rule::op_is_not => negated = true,
            Rule::is_patterns => patterns = table::parse_cell(cx, part),
            _ => {}
        }
    }
    Part::new(ExprKind::Is { subject: Box::new(operand.expr), negated, patterns }, span)
}

fn parse_call(cx: &mut Context<'_, '_>, operand: Part, behind: Pair<'_, Rule>, span: Span) -> Part {
    let ExprKind::Name(function) = operand.expr.kind else { return operand };
    let mut arguments = Vec::new();
    for part in behind.into_inner() {
        if part.as_rule() == Rule::nested {
            arguments.push(parse_inner(cx, part));
        }
    }
    Part::new(ExprKind::Call(Spanned::new(function, operand.expr.span), arguments), span)
}

fn parse_binary(
    cx: &mut Context<'_, '_>,
    left: Part,
    operator: &Pair<'_, Rule>,
    right: Part,
) -> Part {
    let span = left.expr.span.to(right.expr.span);
    let op = binary_op(operator.as_rule());
    if compares(op) && !left.grouped && is_comparison(&left.expr.kind) {
        cx.report(error::chained_comparison(span));
    }
    let op = Spanned::new(op, cx.span(operator));
    Part::new(ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr)), span)
}

fn is_comparison(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Is { .. } => true,
        ExprKind::Binary(op, _, _) => compares(op.node),
        _ => false,
    }
}

fn compares(op: BinaryOp) -> bool {
    match op {
        BinaryOp::Less
        | BinaryOp::LessOrEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterOrEqual
        | BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::In => true,
        BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Multiply
        | BinaryOp::Divide => false,
    }
}

fn binary_op(rule: Rule) -> BinaryOp {
    match rule {
        Rule::op_or => BinaryOp::Or,
        Rule::op_and => BinaryOp::And,
        Rule::op_less => BinaryOp::Less,
        Rule::op_less_or_equal => BinaryOp::LessOrEqual,
        Rule::op_greater => BinaryOp::Greater,
        Rule::op_greater_or_equal => BinaryOp::GreaterOrEqual,
        Rule::op_equal => BinaryOp::Equal,
        Rule::op_not_equal => BinaryOp::NotEqual,
        Rule::op_in => BinaryOp::In,
        Rule::op_add => BinaryOp::Add,
        Rule::op_subtract => BinaryOp::Subtract,
        Rule::op_multiply => BinaryOp::Multiply,
        _ => BinaryOp::Divide,
    }
}
