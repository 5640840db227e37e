//! Expressions: names become ids, operators become operations, everything gets a type.

use super::builder::Builder;
use super::convert;
use super::error::{Want, name_of};
use super::operator::{self, comparable};
use super::visitor::constant_number;
use crate::diagnostics::{Code, Problem};
use crate::policy::{Expr, ExprKind, Matcher};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, BinaryOp};
use crate::text;
use crate::value::{
    Type, Value,
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
                    let message = text!("{zh}没有负的", "{en} has no negative");
                    self.fail(Code::WrongType, operand.span, message);
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
            let found = self.type_words(set.ty);
            let (zh, en) = (found.zh, found.en);
            self.fail_with(
                Code::WrongType,
                right.span,
                text!(
                    "“属于”的后面要一个集合，“{words}”是{zh}",
                    "a set is needed after `in`, and `{words}` is {en}"
                ),
                text!("比较一个值用“为”", "compare with a value by `is`"),
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

    /// Reads the two sides of a comparison; a side that may be the name of a value is read in the
    /// light of the other.
    fn sides(&mut self, left: &ast::Expr, right: &ast::Expr) -> (Option<Expr>, Option<Expr>) {
        let may_be_value = |this: &Self, ast: &ast::Expr| match &ast.kind {
            ast::ExprKind::Name(name) => !this.scope.values_named(name).is_empty(),
            _ => false,
        };
        if may_be_value(self, left) && !may_be_value(self, right) {
            let right = self.expr(right, None);
            let left = self.expr(left, right.as_ref().map(|right| right.ty));
            (left, right)
        } else {
            let left = self.expr(left, None);
            let right = self.expr(right, left.as_ref().map(|left| left.ty));
            (left, right)
        }
    }

    fn comparison(
        &mut self,
        op: &Spanned<BinaryOp>,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
    ) -> Option<Expr> {
        let comparison = operator::comparison(op.node)?;
        let (left, right) = self.sides(left, right);
        let (left, right) = (left?, right?);
        self.within_bounds(&left, &right);
        self.within_bounds(&right, &left);
        if let Some(kind) = self.compared(comparison, &left, &right) {
            return Some(Expr { kind, ty: Type::Flag, span });
        }
        self.cannot_compare(op, &left, &right, span);
        None
    }

    /// The operation that compares two values, if there is one.
    pub(super) fn compared(
        &self,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> Option<ExprKind> {
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let operands = || vec![left.clone(), right.clone()];
        if comparable(left.ty, right.ty) {
            return Some(ExprKind::Op(Op::CompareNumbers(comparison), operands()));
        }
        match (left.ty, right.ty) {
            (Type::Date, Type::Date) => {
                Some(ExprKind::Op(Op::CompareDates(comparison), operands()))
            }
            (Type::Choice(a), Type::Choice(b)) if a == b => {
                let ordered =
                    self.scope.vocabulary.enumeration(a).is_some_and(|found| found.ordered);
                (equality || ordered)
                    .then(|| ExprKind::Op(Op::CompareChoices(comparison), operands()))
            }
            (Type::Duration, Type::Duration) => span_of_days(comparison, left, right),
            (a, b) if a == b && equality && matches!(a, Type::Flag | Type::Code) => {
                let same = ExprKind::Op(Op::Same, operands());
                Some(if comparison == Comparison::Equal {
                    same
                } else {
                    let same = Expr { kind: same, ty: Type::Flag, span: left.span };
                    ExprKind::Op(Op::Not, vec![same])
                })
            }
            _ => None,
        }
    }

    /// Complains of a constant that a field can never be equal to.
    pub(super) fn within_bounds(&mut self, subject: &Expr, figure: &Expr) {
        let ExprKind::Field(id) = subject.kind else { return };
        let Some(number) = constant_number(figure) else { return };
        if comparable(subject.ty, figure.ty) {
            self.number_within_bounds(id, number, figure.span);
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
                    self.fail(Code::WrongPlace, patterns.span, message);
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

    fn cannot_compare(&mut self, op: &Spanned<BinaryOp>, left: &Expr, right: &Expr, span: Span) {
        let sign = operator::sign(op.node);
        let words = self.run.words(left.span);
        if let (Type::Choice(a), Type::Choice(b)) = (left.ty, right.ty)
            && a == b
        {
            let name = self.scope.enum_name(a).to_owned();
            let value = self.run.words(right.span);
            self.fail_with(
                Code::WrongType,
                op.span,
                text!(
                    "“{name}”没有高低，不能用 {sign}",
                    "`{name}` has no order, so {sign} makes no sense"
                ),
                text!("写“{words} 为 {value}”", "write `{words} is {value}`"),
            );
            return;
        }
        // A figure without its unit is asked for it; otherwise both types are named.
        for (figure, other) in [(right, left), (left, right)] {
            let is_figure = matches!(figure.kind, ExprKind::Constant(Value::Number(_)));
            if is_figure && figure.ty == Type::Number && operator::is_numeric(other.ty) {
                let _reported = self.check(figure.clone(), Want::One(other.ty));
                return;
            }
        }
        let (a, b) = (self.type_words(left.ty), self.type_words(right.ty));
        let (a_zh, a_en, b_zh, b_en) = (a.zh, a.en, b.zh, b.en);
        let other = self.run.words(right.span);
        let mut problem = Problem::new(
            Code::WrongType,
            span,
            text!(
                "“{words}”是{a_zh}，“{other}”是{b_zh}，不能用 {sign} 比较",
                "`{words}` is {a_en} and `{other}` is {b_en}; {sign} cannot compare them"
            ),
        );
        if left.ty == Type::Duration && right.ty == Type::Duration {
            problem = problem.help(text!(
                "写“天数(开始, 结束)”得到天数再比较",
                "write `days(start, end)` and compare the number of days"
            ));
        }
        self.run.report(problem);
    }
}

/// `a − b < 3个月` is `a < b + 3个月`; two lengths of time are else only the same or not.
fn span_of_days(comparison: Comparison, left: &Expr, right: &Expr) -> Option<ExprKind> {
    let difference = |expr: &Expr| match &expr.kind {
        ExprKind::Op(Op::DateDifference, dates) => match dates.as_slice() {
            [later, earlier] => Some((later.clone(), earlier.clone())),
            _ => None,
        },
        _ => None,
    };
    let moved = |earlier: Expr, length: &Expr| Expr {
        span: length.span,
        ty: Type::Date,
        kind: ExprKind::Op(Op::DateAdd, vec![earlier, length.clone()]),
    };
    if let Some((later, earlier)) = difference(left) {
        let limit = moved(earlier, right);
        return Some(ExprKind::Op(Op::CompareDates(comparison), vec![later, limit]));
    }
    if let Some((later, earlier)) = difference(right) {
        let limit = moved(earlier, left);
        return Some(ExprKind::Op(Op::CompareDates(comparison), vec![limit, later]));
    }
    let same = ExprKind::Op(Op::Same, vec![left.clone(), right.clone()]);
    match comparison {
        Comparison::Equal => Some(same),
        Comparison::NotEqual => {
            let same = Expr { kind: same, ty: Type::Flag, span: left.span };
            Some(ExprKind::Op(Op::Not, vec![same]))
        }
        _ => None,
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
