//! A condition cell of a table, or the right side of `is`, as a set of values.

use chrono::Days;

use super::builder::Builder;
use super::error::Want;
use super::interval;
use super::name::{Side, side};
use super::visitor::constant;
use crate::diagnostics::Code;
use crate::policy::{Expr, ExprKind, Interval, Set};
use crate::source::Span;
use crate::syntax::ast;
use crate::text;
use crate::value::{Date, EnumIndex, Exact, Type, Value};

/// What a condition cell holds.
#[derive(Debug, Clone)]
pub(super) enum Held {
    /// These values.
    Known(Set),
    /// What no other row names.
    Others,
    /// Every visit behind those that other rows name.
    Later,
}

impl Held {
    /// The set, when it does not depend on other rows.
    pub(super) fn known(self) -> Option<Set> {
        match self {
            Held::Known(set) => Some(set),
            Held::Others | Held::Later => None,
        }
    }
}

/// An end of a range: the figure, and whether it belongs to it.
type End<T> = Option<(T, bool)>;

impl Builder<'_, '_> {
    /// Reads a cell whose column looks at `subject`; `column` is its title, for messages.
    pub(super) fn cell(&mut self, cell: &ast::Cell, subject: &Expr, column: &str) -> Option<Held> {
        if let [only] = cell.patterns.as_slice() {
            match only.kind {
                ast::PatternKind::Otherwise => return Some(Held::Others),
                ast::PatternKind::Later => return Some(Held::Later),
                _ => {}
            }
        }
        let mut sets = Vec::new();
        for pattern in &cell.patterns {
            match &pattern.kind {
                ast::PatternKind::Any => return Some(Held::Known(Set::Any)),
                ast::PatternKind::Otherwise | ast::PatternKind::Later => {
                    let word = self.run.words(pattern.span);
                    self.wrong_place(
                        pattern.span,
                        text!(
                            "“{word}”不能和别的值写在一格里",
                            "`{word}` cannot share a cell with other values"
                        ),
                        text!("让它单独成一行", "give it a row of its own"),
                    );
                    return None;
                }
                _ => sets.push(self.pattern(pattern, subject, column)),
            }
        }
        let sets: Vec<Set> = sets.into_iter().collect::<Option<_>>()?;
        Some(Held::Known(join(sets)))
    }

    fn pattern(&mut self, pattern: &ast::Pattern, subject: &Expr, column: &str) -> Option<Set> {
        match &pattern.kind {
            ast::PatternKind::Nth(ordinal, _) => {
                if matches!(subject.kind, ExprKind::Total(_)) && subject.ty == Type::Number {
                    return Some(interval::ordinal(i64::from(*ordinal)));
                }
                let word = self.run.words(pattern.span);
                self.fail(
                    Code::WrongType,
                    pattern.span,
                    text!(
                        "“{column}”这一列不能写“{word}”",
                        "the column `{column}` cannot hold `{word}`"
                    ),
                );
                None
            }
            ast::PatternKind::Expr(expr) => self.one_value(expr, subject),
            ast::PatternKind::Range(range) => self.range(range, pattern.span, subject),
            _ => {
                let word = self.run.words(pattern.span);
                self.wrong_place(
                    pattern.span,
                    text!("“{word}”不能用作条件", "`{word}` cannot be a condition"),
                    text!("写一个值、几个值或一个范围", "write a value, several values or a range"),
                );
                None
            }
        }
    }

    fn one_value(&mut self, expr: &ast::Expr, subject: &Expr) -> Option<Set> {
        if let Type::Choice(index) = subject.ty {
            return self.choice_set(expr, index);
        }
        let value = self.typed_figure(expr, subject.ty)?;
        self.within_bounds(subject, &value);
        match self.fixed(&value, expr.span)? {
            Value::Flag(flag) => Some(Set::Flags { yes: flag, no: !flag }),
            Value::Number(number) => {
                let step = self.step_of(subject);
                self.numbers(Some((number, true)), Some((number, true)), step, expr.span)
            }
            Value::Date(day) => self.dates(Some((day, true)), Some((day, true)), expr.span),
            _ => {
                let found = self.type_words(subject.ty);
                let (zh, en) = (found.zh, found.en);
                let words = self.run.words(subject.span);
                self.fail(
                    Code::WrongType,
                    subject.span,
                    text!(
                        "“{words}”是{zh}，不能这样列出它的值",
                        "`{words}` is {en}, whose values cannot be listed like this"
                    ),
                );
                None
            }
        }
    }

    /// A figure of the type of the subject; a plain number may stand for a factor, and 0 for any
    /// amount or age.
    pub(super) fn typed_figure(&mut self, expr: &ast::Expr, ty: Type) -> Option<Expr> {
        let mut value = self.expr(expr, Some(ty))?;
        let zero = constant(&value) == Some(Value::Number(Exact::ZERO));
        if value.ty == Type::Number
            && (ty == Type::Factor || (zero && super::operator::is_numeric(ty)))
        {
            value.ty = ty;
        }
        self.check(value, Want::One(ty))
    }

    /// The value of an expression that must not depend on a visit.
    pub(super) fn fixed(&mut self, expr: &Expr, span: Span) -> Option<Value> {
        let value = constant(expr);
        if value.is_none() {
            let words = self.run.words(span);
            self.fail_with(
                Code::WrongType,
                span,
                text!(
                    "这里要一个固定的数值，“{words}”要到就诊时才知道",
                    "a fixed figure is needed here; `{words}` is known at a visit only"
                ),
                text!("直接写出数值", "write the figure itself"),
            );
        }
        value
    }

    fn choice_set(&mut self, expr: &ast::Expr, index: EnumIndex) -> Option<Set> {
        if let ast::ExprKind::Name(word) = &expr.kind
            && self.scope.value_in(index, word).is_none()
            && let Some((value, side)) = side(word)
            && let Some(at) = self.scope.value_in(index, value)
        {
            let end = |included| Some((at, included));
            return match side {
                Side::AtLeast => self.choices(index, end(true), None, expr.span),
                Side::Above => self.choices(index, end(false), None, expr.span),
                Side::AtMost => self.choices(index, None, end(true), expr.span),
                Side::Below => self.choices(index, None, end(false), expr.span),
            };
        }
        let at = self.choice_value(expr, index)?;
        Some(Set::Choices(interval::from_to(at, at)))
    }

    /// A value of an enumeration, by name.
    pub(super) fn choice_value(&mut self, expr: &ast::Expr, index: EnumIndex) -> Option<u32> {
        if let ast::ExprKind::Name(word) = &expr.kind {
            if let Some(at) = self.scope.value_in(index, word) {
                return Some(at);
            }
            let known = self.scope.names.contains_key(word)
                || self.definitions.contains_key(word)
                || !self.scope.values_named(word).is_empty();
            if !known {
                self.unknown_value(word, expr.span, index);
                return None;
            }
        }
        let value = self.typed(expr, Want::One(Type::Choice(index)))?;
        match self.fixed(&value, expr.span)? {
            Value::Choice(at) => Some(at),
            _ => None,
        }
    }

    fn choices(&mut self, index: EnumIndex, lo: End<u32>, hi: End<u32>, span: Span) -> Option<Set> {
        let found = self.scope.vocabulary.enumeration(index)?;
        let (ordered, name) = (found.ordered, found.name.clone());
        let count = u32::try_from(found.values.len()).unwrap_or(64);
        if !ordered {
            let words = self.run.words(span);
            self.fail_with(
                Code::WrongType,
                span,
                text!(
                    "“{name}”没有高低，不能写“{words}”",
                    "`{name}` has no order, so `{words}` makes no sense"
                ),
                text!("逐个列出这些值", "list the values one by one"),
            );
            return None;
        }
        let first = lo.map_or(0, |(at, included)| if included { at } else { at.saturating_add(1) });
        let end =
            hi.map_or(count, |(at, included)| if included { at.saturating_add(1) } else { at });
        if first >= end {
            self.empty_range(span);
            return None;
        }
        Some(Set::Choices(interval::all(end) & !interval::all(first)))
    }

    fn range(&mut self, range: &ast::Range, span: Span, subject: &Expr) -> Option<Set> {
        if let Type::Choice(index) = subject.ty {
            let mut end = |bound: &Option<ast::Bound>| -> Option<End<u32>> {
                match bound {
                    None => Some(None),
                    Some(bound) => {
                        let at = self.choice_value(&bound.value, index)?;
                        Some(Some((at, bound.included)))
                    }
                }
            };
            let (lo, hi) = (end(&range.lo)?, end(&range.hi)?);
            return self.choices(index, lo, hi, span);
        }
        if subject.ty != Type::Date && !super::operator::is_numeric(subject.ty) {
            let words = self.run.words(subject.span);
            let found = self.type_words(subject.ty);
            let (zh, en) = (found.zh, found.en);
            self.fail(
                Code::WrongType,
                span,
                text!("“{words}”是{zh}，没有范围", "`{words}` is {en} and has no ranges"),
            );
            return None;
        }
        let lo = self.end(range.lo.as_ref(), subject)?;
        let hi = self.end(range.hi.as_ref(), subject)?;
        let step = self.step_of(subject);
        match (&lo, &hi) {
            (Some((Value::Date(_), _)), _) | (_, Some((Value::Date(_), _))) => {
                self.dates(date_end(lo), date_end(hi), span)
            }
            _ => self.numbers(number_end(lo), number_end(hi), step, span),
        }
    }

    /// An end of a range; the outer `None` is broken.
    pub(super) fn end(&mut self, bound: Option<&ast::Bound>, subject: &Expr) -> Option<End<Value>> {
        let Some(bound) = bound else { return Some(None) };
        let value = self.typed_figure(&bound.value, subject.ty)?;
        self.within_bounds(subject, &value);
        let value = self.fixed(&value, bound.value.span)?;
        Some(Some((value, bound.included)))
    }

    fn empty_range(&mut self, span: Span) {
        let words = self.run.words(span);
        self.fail_with(
            Code::OutOfBounds,
            span,
            text!("“{words}”里一个值也没有", "`{words}` holds no value"),
            text!(
                "小的写在前面；“甲 .. 乙”含甲不含乙",
                "write the smaller end first; `a .. b` holds a and not b"
            ),
        );
    }

    fn step_of(&self, subject: &Expr) -> Option<Exact> {
        match subject.kind {
            ExprKind::Field(id) => self.scope.vocabulary.field(id)?.step,
            ExprKind::Total(_) => Some(Exact::ONE),
            _ => None,
        }
    }

    fn numbers(
        &mut self,
        lo: End<Exact>,
        hi: End<Exact>,
        step: Option<Exact>,
        span: Span,
    ) -> Option<Set> {
        let mut found = Interval {
            lo: lo.map(|(value, _)| value),
            lo_open: lo.is_some_and(|(_, included)| !included),
            hi: hi.map(|(value, _)| value),
            hi_closed: hi.is_some_and(|(_, included)| included),
        };
        if let Some(step) = step {
            if let Some((value, included)) = lo {
                found.lo = Some(next_multiple(value, step, !included).unwrap_or(value));
                found.lo_open = false;
            }
            if let Some((value, included)) = hi {
                found.hi = Some(next_multiple(value, step, included).unwrap_or(value));
                found.hi_closed = false;
            }
        }
        if interval::is_empty(&found) {
            self.empty_range(span);
            return None;
        }
        Some(Set::Numbers(vec![found]))
    }

    fn dates(&mut self, lo: End<Date>, hi: End<Date>, span: Span) -> Option<Set> {
        let next = |day: Date, further: bool| {
            if further { day.checked_add_days(Days::new(1)).unwrap_or(day) } else { day }
        };
        let found = Interval {
            lo: lo.map(|(day, included)| next(day, !included)),
            lo_open: false,
            hi: hi.map(|(day, included)| next(day, included)),
            hi_closed: false,
        };
        if interval::is_empty(&found) {
            self.empty_range(span);
            return None;
        }
        Some(Set::Dates(vec![found]))
    }
}

/// The least multiple of the step that is not below the value, or that is above it.
fn next_multiple(value: Exact, step: Exact, above: bool) -> Option<Exact> {
    let steps = value.div(step).ok()?;
    let below = steps.floor();
    let multiple = if !above && steps.is_whole() { below } else { below.add(Exact::ONE).ok()? };
    multiple.mul(step).ok()
}

fn number_end(end: End<Value>) -> End<Exact> {
    match end {
        Some((Value::Number(number), included)) => Some((number, included)),
        _ => None,
    }
}

fn date_end(end: End<Value>) -> End<Date> {
    match end {
        Some((Value::Date(day), included)) => Some((day, included)),
        _ => None,
    }
}

/// The union of sets of one kind.
fn join(sets: Vec<Set>) -> Set {
    let mut sets = sets.into_iter();
    let Some(first) = sets.next() else { return Set::Any };
    sets.fold(first, |joined, set| match (joined, set) {
        (Set::Choices(a), Set::Choices(b)) => Set::Choices(a | b),
        (Set::Flags { yes: a, no: b }, Set::Flags { yes: c, no: d }) => {
            Set::Flags { yes: a || c, no: b || d }
        }
        (Set::Numbers(a), Set::Numbers(b)) => {
            Set::Numbers(interval::union(a.into_iter().chain(b).collect()))
        }
        (Set::Dates(a), Set::Dates(b)) => {
            Set::Dates(interval::union(a.into_iter().chain(b).collect()))
        }
        _ => Set::Any,
    })
}
