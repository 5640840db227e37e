//! Expressions, figures and cells as text.

use std::fmt::{self, Display, Formatter};

use crate::syntax::ast::{self, ExprKind, Literal, PatternKind};

/// Something in the spelling of the dump.
pub(super) struct Show<'a, T>(pub &'a T);

/// A word and something behind it, or nothing.
pub(super) struct After<'a, T>(&'static str, Option<&'a T>);

impl<'a, T> Show<'a, T> {
    /// What may be missing, behind a word.
    pub(super) fn after(word: &'static str, thing: Option<&'a T>) -> After<'a, T> {
        After(word, thing)
    }
}

impl<'a, T> Display for After<'a, T>
where
    Show<'a, T>: Display,
{
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(thing) => write!(f, "{}{}", self.0, Show(thing)),
            None => Ok(()),
        }
    }
}

/// A text in quotation marks.
pub(super) struct Quoted<'a>(pub &'a str);

/// A word and a text behind it, or nothing.
pub(super) struct QuotedAfter<'a>(&'static str, Option<&'a str>);

impl<'a> Quoted<'a> {
    /// A text that may be missing, behind a word.
    pub(super) fn after(word: &'static str, text: Option<&'a ast::Quoted>) -> QuotedAfter<'a> {
        QuotedAfter(word, text.map(|text| text.node.as_str()))
    }
}

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl Display for QuotedAfter<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(text) => write!(f, "{}{}", self.0, Quoted(text)),
            None => Ok(()),
        }
    }
}

/// A word and names behind it; nothing when there are none.
pub(super) struct Joined<'a>(pub &'static str, pub &'a [ast::Name]);

impl Display for Joined<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (nth, name) in self.1.iter().enumerate() {
            let before = if nth == 0 { self.0 } else { ", " };
            write!(f, "{before}{}", name.node)?;
        }
        Ok(())
    }
}

impl Display for Show<'_, ast::Name> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.node)
    }
}

impl Display for Show<'_, ast::Period> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            ast::Period::Item => f.write_str("per item"),
            ast::Period::Visit => f.write_str("per visit"),
            ast::Period::Day => f.write_str("per day"),
            ast::Period::Month => f.write_str("per month"),
            ast::Period::Quarter => f.write_str("per quarter"),
            ast::Period::Year => f.write_str("per year"),
            ast::Period::Rolling(days) => write!(f, "rolling {days} days"),
            ast::Period::Lifetime => f.write_str("lifetime"),
        }
    }
}

impl Display for Show<'_, ast::TypeName> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0.kind {
            ast::TypeNameKind::Money => "money",
            ast::TypeNameKind::Ratio => "ratio",
            ast::TypeNameKind::Points => "points",
            ast::TypeNameKind::Factor => "factor",
            ast::TypeNameKind::Count => "count",
            ast::TypeNameKind::Date => "date",
            ast::TypeNameKind::Duration => "duration",
            ast::TypeNameKind::Age => "age",
            ast::TypeNameKind::Flag => "flag",
            ast::TypeNameKind::Code => "code",
            ast::TypeNameKind::Enum(name) => return write!(f, "enum {}", name.node),
            ast::TypeNameKind::Set(name) => return write!(f, "set of {}", name.node),
        })
    }
}

impl Display for Show<'_, Literal> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Literal::Money(amount) => write!(f, "{amount}元"),
            Literal::Ratio(ratio) => write!(f, "ratio {ratio}"),
            Literal::Points(points) => write!(f, "points {points}"),
            Literal::Factor(factor) => write!(f, "x{factor}"),
            Literal::Number(number) => write!(f, "{number}"),
            Literal::Age(years) => write!(f, "{years}岁"),
            Literal::Duration(count, unit) => {
                let unit = match unit {
                    ast::DurationUnit::Days => "days",
                    ast::DurationUnit::Months => "months",
                    ast::DurationUnit::Years => "years",
                };
                write!(f, "{count} {unit}")
            }
            Literal::Date(year, month, day) => write!(f, "{year:04}-{month:02}-{day:02}"),
            Literal::Text(text) => write!(f, "{}", Quoted(text)),
            Literal::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
        }
    }
}

impl Display for Show<'_, ast::Expr> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            ExprKind::Literal(literal) => write!(f, "{}", Show(literal)),
            ExprKind::Name(name) => f.write_str(name),
            ExprKind::Unary(op, operand) => {
                let op = match op {
                    ast::UnaryOp::Not => "not",
                    ast::UnaryOp::Negate => "-",
                };
                write!(f, "({op} {})", Show(operand.as_ref()))
            }
            ExprKind::Binary(op, left, right) => {
                write!(f, "({} {} {})", Show(left.as_ref()), sign(op.node), Show(right.as_ref()))
            }
            ExprKind::Is { subject, negated, patterns } => {
                let is = if *negated { "is not" } else { "is" };
                write!(f, "({} {is} [{}])", Show(subject.as_ref()), Show(patterns))
            }
            ExprKind::Call(function, arguments) => {
                write!(f, "{}(", function.node)?;
                for (nth, argument) in arguments.iter().enumerate() {
                    let before = if nth == 0 { "" } else { ", " };
                    write!(f, "{before}{}", Show(argument))?;
                }
                f.write_str(")")
            }
            ExprKind::If(condition, yes, no) => write!(
                f,
                "(if {} then {} else {})",
                Show(condition.as_ref()),
                Show(yes.as_ref()),
                Show(no.as_ref())
            ),
        }
    }
}

fn sign(op: ast::BinaryOp) -> &'static str {
    match op {
        ast::BinaryOp::Or => "or",
        ast::BinaryOp::And => "and",
        ast::BinaryOp::Less => "<",
        ast::BinaryOp::LessOrEqual => "<=",
        ast::BinaryOp::Greater => ">",
        ast::BinaryOp::GreaterOrEqual => ">=",
        ast::BinaryOp::Equal => "==",
        ast::BinaryOp::NotEqual => "!=",
        ast::BinaryOp::In => "in",
        ast::BinaryOp::Add => "+",
        ast::BinaryOp::Subtract => "-",
        ast::BinaryOp::Multiply => "*",
        ast::BinaryOp::Divide => "/",
    }
}

impl Display for Show<'_, ast::Cell> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (nth, pattern) in self.0.patterns.iter().enumerate() {
            let before = if nth == 0 { "" } else { ", " };
            write!(f, "{before}{}", Show(pattern))?;
        }
        Ok(())
    }
}

impl Display for Show<'_, ast::Pattern> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            PatternKind::Expr(expr) => write!(f, "{}", Show(expr)),
            PatternKind::Range(range) => write!(f, "{}", Show(range)),
            PatternKind::Any => f.write_str("any"),
            PatternKind::Otherwise => f.write_str("otherwise"),
            PatternKind::Nth(nth, ast::CountPeriod::Year) => write!(f, "visit {nth} of year"),
            PatternKind::Nth(nth, ast::CountPeriod::Month) => write!(f, "visit {nth} of month"),
            PatternKind::Later => f.write_str("later"),
            PatternKind::BandHeader => f.write_str("band"),
            PatternKind::Unset(None) => f.write_str("unset"),
            PatternKind::Unset(Some(range)) => write!(f, "unset {}", Show(range)),
            PatternKind::UnsetBecause(text) => write!(f, "unset {}", Quoted(&text.node)),
        }
    }
}

impl Display for Show<'_, ast::Range> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0.lo {
            Some(bound) if bound.included => write!(f, "[{}", Show(bound.value.as_ref()))?,
            Some(bound) => write!(f, "({}", Show(bound.value.as_ref()))?,
            None => f.write_str("(")?,
        }
        f.write_str(" .. ")?;
        match &self.0.hi {
            Some(bound) if bound.included => write!(f, "{}]", Show(bound.value.as_ref())),
            Some(bound) => write!(f, "{})", Show(bound.value.as_ref())),
            None => f.write_str(")"),
        }
    }
}
