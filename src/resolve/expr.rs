//! Expressions: names become ids, operators become operations, everything gets a type.

use super::builder::Builder;
use super::convert;
use super::error::{Want, name_of};
use super::operator;
use crate::diagnostics::Code;
use crate::policy::{Expr, ExprKind, Matcher};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, BinaryOp};
use crate::text;
use crate::value::{
    Type,
    op::{Comparison, Op},
};

/// Far deeper than anybody nests by hand; a chain of terms counts as nested.
const DEEPEST: u32 = 300;

impl Builder<'_, '_> {
    /// Reads an expression. `expected` only helps to tell names apart.
    pub(super) fn expr(&mut self, ast: &ast::Expr, expected: Option<Type>) -> Option<Expr> {
        if self.depth > DEEPEST {
            self.fail_with(
                Code::NestedTooDeep,
                ast.span,
                text!("这个算式太长", "this expression is too long"),
                text!("用“设 名 = …”分成几步", "split it into steps with `let name = …`"),
            );
            return None;
        }
        self.depth = self.depth.saturating_add(1);
        let result = self.expr_inside(ast, expected);
        self.depth = self.depth.saturating_sub(1);
        result
    }

    fn expr_inside(&mut self, ast: &ast::Expr, expected: Option<Type>) -> Option<Expr> {
        let span = self.span(ast.span);
        match &ast.kind {
            ast::ExprKind::Literal(literal) => {
                let Some((value, ty)) = convert::literal(literal) else {
                    self.too_large(ast.span);
                    return None;
                };
                Some(Expr { kind: ExprKind::Constant(value), ty, span })
            }
            ast::ExprKind::Name(name) => self.name(name, ast.span, expected),
            ast::ExprKind::Unary(op, operand) => self.unary(*op, operand, span),
            ast::ExprKind::Binary(op, left, right) => self.binary(op, left, right, span),
            ast::ExprKind::Is { subject, negated, patterns } => {
                self.is(subject, *negated, patterns, span)
            }
            ast::ExprKind::Call(name, arguments) => self.call(name, arguments, span),
            ast::ExprKind::If(condition, yes, no) => {
                let condition = self.condition(condition);
                let yes = self.expr(yes, expected);
                let hint = yes.as_ref().map(|yes| yes.ty).or(expected);
                let no = self.expr(no, hint);
                let (condition, yes, no) = (condition?, yes?, no?);
                let no = self.check(no, Want::One(yes.ty))?;
                let ty = yes.ty;
                let kind = ExprKind::If(Box::new(condition), Box::new(yes), Box::new(no));
                Some(Expr { kind, ty, span })
            }
        }
    }

    /// Reads an expression and checks its type.
    pub(super) fn typed(&mut self, ast: &ast::Expr, want: Want) -> Option<Expr> {
        let expr = self.expr(ast, want.expected())?;
        self.check(expr, want)
    }

    /// Reads a condition.
    pub(super) fn condition(&mut self, ast: &ast::Expr) -> Option<Expr> {
        self.typed(ast, Want::One(Type::Flag))
    }

    fn unary(&mut self, op: ast::UnaryOp, operand: &ast::Expr, span: Span) -> Option<Expr> {
        match op {
            ast::UnaryOp::Not => {
                let operand = self.condition(operand)?;
                Some(Expr { kind: ExprKind::Op(Op::Not, vec![operand]), ty: Type::Flag, span })
            }
            ast::UnaryOp::Negate => {
                let operand = self.expr(operand, None)?;
                let ty = operand.ty;
                if !operator::is_numeric(ty) {
                    let words = self.type_words(ty);
                    let (zh, en) = (words.zh, words.en);
                    let written = self.run.words(operand.span);
                    let message = text!("{zh}没有负的", "{en} has no negative");
                    let help = text!(
                        "相反的条件写“非 {written}”",
                        "write `not {written}` for the opposite of a condition"
                    );
                    self.fail_with(Code::WrongType, operand.span, message, help);
                    return None;
                }
                Some(Expr { kind: ExprKind::Op(Op::Negate, vec![operand]), ty, span })
            }
        }
    }

    fn binary(
        &mut self,
        op: &Spanned<BinaryOp>,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
    ) -> Option<Expr> {
        match op.node {
            BinaryOp::And | BinaryOp::Or => self.both(op.node, left, right, span),
            BinaryOp::In => self.contained(left, right, span),
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => {
                let left = self.expr(left, None);
                let right = self.expr(right, None);
                self.arithmetic(op.node, left?, right?, span)
            }
            _ => self.comparison(op, left, right, span),
        }
    }

    fn both(
        &mut self,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
    ) -> Option<Expr> {
        if self.lists_values(op, left, right) {
            return None;
        }
        let left = self.condition(left);
        let right = self.condition(right);
        let (left, right) = (Box::new(left?), Box::new(right?));
        let kind = if op == BinaryOp::And {
            ExprKind::And(left, right)
        } else {
            ExprKind::Or(left, right)
        };
        Some(Expr { kind, ty: Type::Flag, span })
    }

    /// `级别 is 一级 or 二级`, meant as a list.
    fn lists_values(&mut self, op: BinaryOp, left: &ast::Expr, right: &ast::Expr) -> bool {
        let Some(name) = name_of(right) else { return false };
        let ast::ExprKind::Is { subject, patterns, .. } = &left.kind else { return false };
        let is_value = !self.scope.values_named(&name.node).is_empty()
            && !self.scope.names.contains_key(&name.node)
            && !self.definitions.contains_key(&name.node);
        if !is_value {
            return false;
        }
        let subject = self.run.words(subject.span);
        let listed = self.run.words(patterns.span);
        let word = name.node;
        let joined = if op == BinaryOp::Or { ("或", "or") } else { ("且", "and") };
        let (zh, en) = joined;
        self.fail_with(
            Code::WrongType,
            right.span,
            text!(
                "“{zh}”的后面要一个条件，“{word}”只是一个值",
                "a condition is needed after `{en}`, and `{word}` is only a value"
            ),
            text!(
                "几个值用顿号或逗号列出：“{subject} 为 {listed}, {word}”",
                "list the values with commas: `{subject} is {listed}, {word}`"
            ),
        );
        true
    }

    fn contained(&mut self, left: &ast::Expr, right: &ast::Expr, span: Span) -> Option<Expr> {
        let set = self.expr(right, None)?;
        let Type::Choices(enumeration) = set.ty else {
            let words = self.run.words(right.span);
            let value = self.run.words(left.span);
            let found = self.type_words(set.ty);
            let (zh, en) = (found.zh, found.en);
            self.fail_with(
                Code::WrongType,
                right.span,
                text!(
                    "“属于”的后面要一个集合，“{words}”是{zh}",
                    "a set is needed after `in`, and `{words}` is {en}"
                ),
                if matches!(set.ty, Type::Choice(_)) {
                    text!("写“{words} 为 {value}”", "write `{words} is {value}`")
                } else {
                    text!("比较一个值用“为”", "compare with a value by `is`")
                },
            );
            return None;
        };
        let value = self.typed(left, Want::One(Type::Choice(enumeration)))?;
        Some(Expr { kind: ExprKind::Op(Op::Contains, vec![set, value]), ty: Type::Flag, span })
    }

    pub(super) fn arithmetic(
        &mut self,
        op: BinaryOp,
        left: Expr,
        right: Expr,
        span: Span,
    ) -> Option<Expr> {
        match operator::arithmetic(op, left.ty, right.ty) {
            Some(signature) => {
                let operands =
                    if signature.swapped { vec![right, left] } else { vec![left, right] };
                Some(Expr { kind: ExprKind::Op(signature.op, operands), ty: signature.gives, span })
            }
            None => {
                self.cannot_compute(op, &left, &right, span);
                None
            }
        }
    }

    fn is(
        &mut self,
        subject: &ast::Expr,
        negated: bool,
        patterns: &ast::Cell,
        span: Span,
    ) -> Option<Expr> {
        let subject = self.expr(subject, None)?;
        let holds = match subject.ty {
            Type::Code | Type::Duration => self.equals_one(&subject, patterns, span)?,
            Type::Choices(index) => {
                let name = self.run.words(subject.span);
                let listed = self.run.words(patterns.span);
                let of = self.scope.enum_name(index).to_owned();
                self.fail_with(
                    Code::WrongType,
                    subject.span,
                    text!(
                        "“{name}”是“{of}”的集合，不是一个值",
                        "`{name}` is a set of `{of}` and not one value"
                    ),
                    text!("写“{listed} 属于 {name}”", "write `{listed} in {name}`"),
                );
                return None;
            }
            _ if patterns.patterns.iter().any(|pattern| self.is_computed(pattern)) => {
                self.equals_one(&subject, patterns, span)?
            }
            _ => {
                let set = self.cell(patterns, &subject, "")?;
                let Some(set) = set.known() else {
                    let message = text!(
                        "“其余”和次数只能写在表里",
                        "`otherwise` and ordinals can stand in tables only"
                    );
                    let help = text!(
                        "写出要的值，或者用“不为”写出不要的值",
                        "name the values that are meant, or those that are not with `is not`"
                    );
                    self.fail_with(Code::WrongPlace, patterns.span, message, help);
                    return None;
                };
                ExprKind::Is(Box::new(Matcher { subject, set }))
            }
        };
        let holds = Expr { kind: holds, ty: Type::Flag, span };
        Some(if negated {
            Expr { kind: ExprKind::Op(Op::Not, vec![holds]), ty: Type::Flag, span }
        } else {
            holds
        })
    }

    /// Whether a pattern has to be computed at each visit.
    fn is_computed(&self, pattern: &ast::Pattern) -> bool {
        match &pattern.kind {
            ast::PatternKind::Expr(expr) => match &expr.kind {
                ast::ExprKind::Name(name) => {
                    self.scope.values_named(name).is_empty()
                        && (self.scope.names.contains_key(name)
                            || self.definitions.contains_key(name))
                }
                ast::ExprKind::Literal(_) => false,
                _ => names_something(expr, 0),
            },
            _ => false,
        }
    }

    /// `is` as a list of comparisons, for values that form no sets.
    fn equals_one(&mut self, subject: &Expr, patterns: &ast::Cell, span: Span) -> Option<ExprKind> {
        let mut any: Option<ExprKind> = None;
        for pattern in &patterns.patterns {
            let ast::PatternKind::Expr(value) = &pattern.kind else {
                let words = self.run.words(pattern.span);
                self.fail_with(
                    Code::WrongType,
                    pattern.span,
                    text!("这里不能写“{words}”", "`{words}` cannot stand here"),
                    text!(
                        "用比较：<、<=、>、>=，几个条件用“或”连接",
                        "compare with <, <=, > or >=, and join conditions by `or`"
                    ),
                );
                return None;
            };
            let value = self.expr(value, Some(subject.ty))?;
            self.within_bounds(subject, &value);
            let Some(equal) = self.compared(Comparison::Equal, subject, &value) else {
                self.check(value, Want::One(subject.ty))?;
                return None;
            };
            any = Some(match any {
                None => equal,
                Some(before) => ExprKind::Or(
                    Box::new(Expr { kind: before, ty: Type::Flag, span }),
                    Box::new(Expr { kind: equal, ty: Type::Flag, span }),
                ),
            });
        }
        any
    }
}

/// Whether an expression names anything, so that its value is known at a visit only.
fn names_something(expr: &ast::Expr, depth: u32) -> bool {
    if depth > DEEPEST {
        return true;
    }
    let below = depth.saturating_add(1);
    match &expr.kind {
        ast::ExprKind::Literal(_) => false,
        ast::ExprKind::Unary(_, operand) => names_something(operand, below),
        ast::ExprKind::Binary(_, a, b) => names_something(a, below) || names_something(b, below),
        _ => true,
    }
}
