//! Comparisons.

use super::builder::Builder;
use super::error::Want;
use super::operator::{self, comparable};
use super::visitor::constant_number;
use crate::diagnostics::{Code, Problem};
use crate::policy::{Expr, ExprKind};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, BinaryOp};
use crate::text;
use crate::value::{
    Type, Value,
    op::{Comparison, Op},
};

impl Builder<'_, '_> {
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

    pub(super) fn comparison(
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
