//! Expressions, literals and the cells of tables.

use rust_decimal::Decimal;

use super::{Name, Quoted};
use crate::source::{Span, Spanned};

/// An expression and its place.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// `10元`
    Literal(Literal),
    /// `费用`; empty for what could not be read, about which the parser has said enough.
    Name(String),
    /// `非 已备案`, `−3元`
    Unary(UnaryOp, Box<Expr>),
    /// `费用 × 70%`
    Binary(Spanned<BinaryOp>, Box<Expr>, Box<Expr>),
    /// `级别 is 二级, 三级`, `年龄 is 60岁以上`
    Is {
        /// What is looked at.
        subject: Box<Expr>,
        /// `is not`
        negated: bool,
        /// What it may be.
        patterns: Cell,
    },
    /// `取大(0元, 基数 × 70%)`
    Call(Name, Vec<Expr>),
    /// `若 甲 则 乙 否则 丙`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `not`, `非`
    Not,
    /// `-`, `−`
    Negate,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `or`, `或`
    Or,
    /// `and`, `且`
    And,
    /// `<`
    Less,
    /// `<=`, `≤`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`, `≥`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`, `≠`
    NotEqual,
    /// `in`, `属于`: a value in a set
    In,
    /// `+`
    Add,
    /// `-`, `−`
    Subtract,
    /// `*`, `×`
    Multiply,
    /// `/`, `÷`
    Divide,
}

/// A figure, date, text or flag as written. Amounts are exact decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `10元`, `2万元`: in 元.
    Money(Decimal),
    /// `70%` is 0.70.
    Ratio(Decimal),
    /// `10pp` is 0.10.
    Points(Decimal),
    /// `x0.9`
    Factor(Decimal),
    /// `12`, `0.5`, `3次`
    Number(Decimal),
    /// `60岁`
    Age(u32),
    /// `90天`, `3个月`, `1年`
    Duration(u32, DurationUnit),
    /// `2025-03-09`: year, month, day; the parser has checked that the day exists.
    Date(i32, u32, u32),
    /// `"…"`
    Text(String),
    /// `是`, `yes`
    Flag(bool),
}

/// The unit of a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationUnit {
    /// 天
    Days,
    /// 个月
    Months,
    /// 年
    Years,
}

/// A cell of a table, or the right side of `is`: one or more patterns, any of which may hold.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The alternatives; never empty.
    pub patterns: Vec<Pattern>,
    /// The whole cell.
    pub span: Span,
}

/// One alternative of a cell.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What it matches, or, in a value cell, what the value is.
    pub kind: PatternKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a pattern.
#[derive(Debug, Clone)]
pub enum PatternKind {
    /// `70%`, `在职`, `200元 + 1% × 工资`: a value, or a name that `resolve` reads in its context
    /// (`二级以上` is one name here).
    Expr(Expr),
    /// `0元 .. 2万元` (the upper end not included), `60岁以上`, `不满60岁`, `超过3次`.
    Range(Range),
    /// `任意`, `any`
    Any,
    /// `其余`, `otherwise`: whatever no other row of the column names.
    Otherwise,
    /// `本年首次` is 1, `本年第2次` is 2.
    Nth(u32, CountPeriod),
    /// `以后各次`: every visit behind those that other rows name.
    Later,
    /// `band`, `分段`: heads the column of the bands.
    BandHeader,
    /// `待定`, `待定 50% .. 80%`: not set yet, with what the notice says.
    Unset(Option<Range>),
    /// `待定 "一般为约50%"`
    UnsetBecause(Quoted),
}

/// In what visits are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountPeriod {
    /// Of the benefit year.
    Year,
    /// Of the calendar month.
    Month,
}

/// An interval; either end may be open.
#[derive(Debug, Clone)]
pub struct Range {
    /// Lower end.
    pub lo: Option<Bound>,
    /// Upper end.
    pub hi: Option<Bound>,
}

/// An end of an interval.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The figure.
    pub value: Box<Expr>,
    /// Whether the figure itself belongs to the interval.
    pub included: bool,
}
