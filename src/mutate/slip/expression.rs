//! Slips in expressions and cells.

use super::Slips;
use crate::mutate::operator::Operator;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{BinaryOp, Cell, Expr, ExprKind, Pattern, PatternKind, Range, UnaryOp};

/// Words that say what something is, the longer ones first, each with its opposite.
const IS: [(&str, &str); 6] = [
    ("不为", "为"),
    ("不是", "是"),
    ("is", "is not"),
    ("为", "不为"),
    ("是", "不是"),
    ("==", "!="),
];

impl Slips<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal, expr.span),
            ExprKind::Name(name) => self.word(name, expr.span),
            ExprKind::Unary(operator, operand) => {
                if *operator == UnaryOp::Not {
                    let bare = self.text(operand.span).to_owned();
                    self.replace(Operator::Comparison, expr.span, &bare);
                }
                self.expr(operand);
            }
            ExprKind::Binary(operator, left, right) => {
                self.operator(operator);
                if matches!(operator.node, BinaryOp::And | BinaryOp::Or) {
                    self.leave_out(Operator::DropCondition, up_to(left.span, right.span));
                    self.leave_out(Operator::DropCondition, behind(left.span, right.span));
                }
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Is { subject, negated, patterns } => {
                self.expr(subject);
                self.is(Span { lo: subject.span.hi, hi: patterns.span.lo }, *negated);
                self.cell(patterns);
            }
            ExprKind::Call(function, arguments) => {
                self.function(function);
                arguments.iter().for_each(|argument| self.expr(argument));
            }
            ExprKind::If(condition, then, otherwise) => {
                self.expr(condition);
                self.swap(Operator::Comparison, then.span, otherwise.span);
                self.expr(then);
                self.expr(otherwise);
            }
        }
    }

    fn operator(&mut self, operator: &Spanned<BinaryOp>) {
        let ascii = self.text(operator.span).is_ascii();
        let pick = |en: &'static str, zh: &'static str| if ascii { en } else { zh };
        let (sort, new) = match operator.node {
            BinaryOp::Or => (Operator::AndOr, pick("and", "且")),
            BinaryOp::And => (Operator::AndOr, pick("or", "或")),
            BinaryOp::Less => (Operator::Comparison, pick("<=", "≤")),
            BinaryOp::LessOrEqual => (Operator::Comparison, pick("<", "＜")),
            BinaryOp::Greater => (Operator::Comparison, pick(">=", "≥")),
            BinaryOp::GreaterOrEqual => (Operator::Comparison, pick(">", "＞")),
            BinaryOp::Equal => (Operator::Comparison, "!="),
            BinaryOp::NotEqual => (Operator::Comparison, "=="),
            BinaryOp::In => return,
            BinaryOp::Add => (Operator::Arithmetic, pick("-", "−")),
            BinaryOp::Subtract => (Operator::Arithmetic, pick("+", "＋")),
            BinaryOp::Multiply => (Operator::Arithmetic, pick("/", "÷")),
            BinaryOp::Divide => (Operator::Arithmetic, pick("*", "×")),
        };
        self.replace(sort, operator.span, new);
        let turned = match operator.node {
            BinaryOp::Less | BinaryOp::LessOrEqual => ">",
            BinaryOp::Greater | BinaryOp::GreaterOrEqual => "<",
            _ => return,
        };
        self.replace(Operator::Direction, operator.span, turned);
    }

    /// `is` for `is not`: the word stands somewhere between the subject and what it may be.
    fn is(&mut self, between: Span, negated: bool) {
        let words = self.text(between);
        let found = if negated && words.contains("not") {
            words.find("is").map(|at| (at, words.trim_end().len().saturating_sub(at), "is"))
        } else {
            let all = IS.into_iter();
            all.filter_map(|(word, new)| Some((words.find(word)?, word.len(), new))).next()
        };
        let Some((at, length, new)) = found else { return };
        let size = |length: usize| u32::try_from(length).unwrap_or(0);
        let lo = between.lo.saturating_add(size(at));
        self.replace(Operator::Comparison, Span { lo, hi: lo.saturating_add(size(length)) }, new);
    }

    fn function(&mut self, function: &Spanned<String>) {
        let other = match function.node.as_str() {
            "取大" => "取小",
            "取小" => "取大",
            "max" => "min",
            "min" => "max",
            _ => return self.exchange_letters(function.span),
        };
        self.replace(Operator::Arithmetic, function.span, other);
    }

    pub(super) fn cell(&mut self, cell: &Cell) {
        let spans: Vec<Span> = cell.patterns.iter().map(|pattern| pattern.span).collect();
        self.drop_listed(Operator::DropValue, &spans);
        cell.patterns.iter().for_each(|pattern| self.pattern(pattern));
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Expr(expr) => self.expr(expr),
            PatternKind::Range(range) => {
                self.range_words(pattern.span);
                self.ends(range);
            }
            PatternKind::Unset(range) => range.iter().for_each(|range| self.ends(range)),
            PatternKind::Nth(..) => self.figure(pattern.span),
            PatternKind::Any
            | PatternKind::Otherwise
            | PatternKind::Later
            | PatternKind::BandHeader
            | PatternKind::UnsetBecause(_) => {}
        }
    }

    fn ends(&mut self, range: &Range) {
        range.lo.iter().chain(&range.hi).for_each(|bound| self.expr(&bound.value));
    }
}

/// The left of two operands and what joins them.
fn up_to(left: Span, right: Span) -> Span {
    Span { lo: left.lo, hi: right.lo }
}

/// The right of two operands and what joins them.
fn behind(left: Span, right: Span) -> Span {
    Span { lo: left.hi, hi: right.hi }
}
