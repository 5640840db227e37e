//! The words of messages about types and units.

use super::builder::Builder;
use crate::diagnostics::{Code, Problem, Text};
use crate::policy::Expr;
use crate::source::Span;
use crate::syntax::ast;
use crate::text;
use crate::value::{Exact, Type, percent, plain};

/// What kinds of value a place takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Only this.
    One(Type),
    /// A ratio or an amount.
    Share,
    /// Whatever it is.
    Any,
}

impl Want {
    /// The type that names are read with.
    pub(super) fn expected(self) -> Option<Type> {
        match self {
            Want::One(ty) => Some(ty),
            Want::Share | Want::Any => None,
        }
    }

    pub(super) fn takes(self, ty: Type) -> bool {
        match self {
            Want::One(one) => one == ty,
            Want::Share => matches!(ty, Type::Ratio | Type::Money),
            Want::Any => true,
        }
    }
}

impl Builder<'_, '_> {
    /// What values of a type are called.
    pub(super) fn type_words(&self, ty: Type) -> Text {
        match ty {
            Type::Money => Text::new("金额", "an amount"),
            Type::Ratio => Text::new("比例", "a ratio"),
            Type::Points => Text::new("百分点", "percentage points"),
            Type::Factor => Text::new("系数", "a factor"),
            Type::Number => Text::new("数", "a number"),
            Type::Age => Text::new("年龄", "an age"),
            Type::Date => Text::new("日期", "a date"),
            Type::Duration => Text::new("时长", "a length of time"),
            Type::Flag => Text::new("是否", "a yes or no"),
            Type::Code => Text::new("代码", "a code"),
            Type::Choice(index) => {
                let name = self.scope.enum_name(index);
                text!("“{name}”的值", "a value of `{name}`")
            }
            Type::Choices(index) => {
                let name = self.scope.enum_name(index);
                text!("“{name}”的集合", "a set of `{name}`")
            }
        }
    }

    /// Checks the type of an expression; a wrong one is reported.
    pub(super) fn check(&mut self, expr: Expr, want: Want) -> Option<Expr> {
        if want.takes(expr.ty) {
            return Some(expr);
        }
        self.mismatch(&expr, expr.span, want);
        None
    }

    fn mismatch(&mut self, expr: &Expr, span: Span, want: Want) {
        const QUOTES: [char; 5] = ['"', '“', '”', '「', '」'];
        let written = self.run.words(span);
        let quoted = expr.ty == Type::Code && written.starts_with(QUOTES);
        let words = written.trim_matches(QUOTES).to_owned();
        let found = if quoted {
            Text::new("引号里的文字", "a text in quotation marks")
        } else {
            self.type_words(expr.ty)
        };
        let wanted = match want {
            Want::One(ty) => self.type_words(ty),
            Want::Share => Text::new("比例或金额", "a ratio or an amount"),
            Want::Any => Text::default(),
        };
        let (found_zh, found_en) = (found.zh, found.en);
        let (zh, en) = (wanted.zh, wanted.en);
        if let Want::One(ty) = want
            && let Some(problem) = self.wrong_unit(&words, expr, span, ty)
        {
            self.run.report(problem);
            return;
        }
        let message = match (want, expr.ty) {
            (Want::One(Type::Flag), Type::Choice(_)) => text!(
                "这里要一个条件，只写“{words}”还不是条件",
                "a condition is needed here, and `{words}` alone is none"
            ),
            (Want::One(Type::Flag), _) => text!(
                "这里要一个条件，“{words}”是{found_zh}",
                "a condition is needed here, and `{words}` is {found_en}"
            ),
            _ => text!(
                "这里要{zh}，“{words}”是{found_zh}",
                "expected {en}, and `{words}` is {found_en}"
            ),
        };
        let mut problem = Problem::new(Code::WrongType, span, message);
        if quoted {
            problem = problem.help(self.without_quotes(&words, want));
        } else if want == Want::One(Type::Flag) {
            problem = problem.help(self.as_condition(&words, expr.ty));
        } else if want == Want::Share && expr.ty == Type::Number {
            problem.code = Code::WrongUnit;
            problem = problem.help(text!(
                "写上单位：“{words}元”或“{words}%”",
                "write the unit: `{words}元` or `{words}%`"
            ));
        } else if let Some(help) = self.instead(want, expr, &words) {
            problem = problem.help(help);
        }
        self.run.report(problem);
    }

    /// What to write instead of a text in quotation marks.
    fn without_quotes(&self, words: &str, want: Want) -> Text {
        if let Want::One(Type::Choice(index)) = want
            && self.scope.value_in(index, words).is_none()
            && let Some(known) = self.scope.vocabulary.enumeration(index)
        {
            let values: Vec<&str> = known.values.iter().map(|value| value.name.as_str()).collect();
            let (zh, en) = (values.join("、"), values.join(", "));
            return text!(
                "值不写引号；“{words}”也不是其中的一个：{zh}",
                "values have no quotation marks, and `{words}` is none of them: {en}"
            );
        }
        text!("不写引号：{words}", "leave the quotation marks out: `{words}`")
    }

    /// What to write instead of a value of another type.
    fn instead(&self, want: Want, expr: &Expr, words: &str) -> Option<Text> {
        let Want::One(wanted) = want else { return None };
        Some(match (wanted, expr.ty) {
            (Type::Choice(_), Type::Choice(of)) => {
                let name = self.scope.enum_name(of);
                text!(
                    "“{words}”要和“{name}”比较：“{name} 为 {words}”",
                    "`{words}` goes with `{name}`: `{name} is {words}`"
                )
            }
            (Type::Money, Type::Ratio) => text!(
                "比例要乘以一个金额，例如“费用 × {words}”",
                "multiply the ratio by an amount, such as `费用 × {words}`"
            ),
            (Type::Ratio, Type::Money) => text!(
                "写一个比例，例如“70%”；基金付固定的金额写“定额 {words}”",
                "write a ratio, such as `70%`; for a fixed amount write `fixed {words}`"
            ),
            (Type::Number, Type::Money) => text!(
                "金额除以金额得到一个数，例如“{words} ÷ 1元”",
                "an amount divided by an amount is a number, such as `{words} ÷ 1元`"
            ),
            (Type::Number, Type::Age) => text!(
                "年龄相减得到一个数，例如“{words} − 50岁”",
                "the difference of two ages is a number, such as `{words} − 50岁`"
            ),
            (Type::Number, Type::Duration) => text!(
                "天数写“天数(开始, 结束)”，月数写“月数(开始, 结束)”",
                "write `days(start, end)` or `months(start, end)`"
            ),
            (Type::Date, Type::Duration) => text!(
                "日期加时长才是日期，例如“日期 + {words}”",
                "a date and a length of time make a date, such as `日期 + {words}`"
            ),
            (Type::Points, _) => {
                text!("写百分点，例如“10pp”", "write percentage points such as `10pp`")
            }
            (Type::Factor, _) => text!("写系数，例如“x0.9”", "write a factor such as `x0.9`"),
            (Type::Money, _) => text!("写金额，例如“200元”", "write an amount such as `200元`"),
            (Type::Ratio, _) => text!("写比例，例如“70%”", "write a ratio such as `70%`"),
            (Type::Date, _) => {
                text!("写日期，例如“2025-03-09”", "write a date such as `2025-03-09`")
            }
            _ => return None,
        })
    }

    /// How to make a condition out of a value.
    fn as_condition(&self, words: &str, ty: Type) -> Text {
        match ty {
            Type::Choice(index) => {
                let name = self.scope.enum_name(index);
                let value = self
                    .scope
                    .vocabulary
                    .enumeration(index)
                    .and_then(|enumeration| enumeration.values.first())
                    .map_or("", |value| value.name.as_str());
                if self.scope.value_in(index, words).is_some() {
                    text!("写成条件：“{name} 为 {words}”", "write a condition: `{name} is {words}`")
                } else {
                    text!(
                        "写成条件，例如“{words} 为 {value}”",
                        "write a condition, such as `{words} is {value}`"
                    )
                }
            }
            Type::Choices(_) => text!(
                "写成条件，例如“病种 属于 {words}”",
                "write a condition, such as `病种 in {words}`"
            ),
            Type::Money => {
                text!("写成条件，例如“{words} > 0元”", "write a condition, such as `{words} > 0元`")
            }
            Type::Age => {
                text!(
                    "写成条件，例如“{words} 为 60岁以上”",
                    "write a condition, such as `{words} is 60岁以上`"
                )
            }
            Type::Date => text!(
                "写成条件，例如“{words} >= 2025-01-01”",
                "write a condition, such as `{words} >= 2025-01-01`"
            ),
            _ => {
                text!("写一个比较，例如“{words} > 0”", "write a comparison, such as `{words} > 0`")
            }
        }
    }

    /// A figure with the wrong unit, or without one.
    fn wrong_unit(&self, words: &str, expr: &Expr, span: Span, want: Type) -> Option<Problem> {
        let wanted = self.type_words(want);
        let (zh, en) = (wanted.zh, wanted.en);
        let number = super::visitor::constant_number(expr);
        let literal = number.is_some();
        let offers: Vec<String> = match (want, expr.ty) {
            (Type::Money, Type::Number) if literal => {
                let small = number?.compare(Exact::whole(1000)).is_ok_and(|order| order.is_lt());
                let large = small.then(|| format!("{words}万元"));
                std::iter::once(format!("{words}元")).chain(large).collect()
            }
            (Type::Ratio, Type::Number) => ratio_offers(number?),
            (Type::Ratio, Type::Points) => vec![percent(number?)],
            (Type::Ratio, Type::Factor) => vec![percent(number?)],
            (Type::Points, Type::Number | Type::Ratio) => {
                let share = if expr.ty == Type::Ratio { number? } else { hundredth(number?)? };
                vec![crate::value::points(share)]
            }
            (Type::Factor, Type::Number | Type::Ratio) => vec![format!("x{}", plain(number?))],
            (Type::Factor, Type::Points) => return None,
            (Type::Age, Type::Number) if literal => vec![format!("{words}岁")],
            (Type::Number, Type::Age) if literal => vec![words.trim_end_matches('岁').to_owned()],
            (Type::Duration, Type::Number) if literal => {
                vec![format!("{words}天"), format!("{words}个月"), format!("{words}年")]
            }
            (Type::Money, Type::Number) => {
                return Some(
                    Problem::new(
                        Code::WrongUnit,
                        span,
                        text!(
                            "这里要{zh}，“{words}”没有单位",
                            "expected {en}, and `{words}` has no unit"
                        ),
                    )
                    .help(text!(
                        "乘以一个金额，例如“1元 × {words}”",
                        "multiply it by an amount, such as `1元 × {words}`"
                    )),
                );
            }
            _ => return None,
        };
        let message = if expr.ty == Type::Number {
            text!("这里要{zh}，“{words}”没有单位", "expected {en}, and `{words}` has no unit")
        } else {
            let found = self.type_words(expr.ty);
            let (found_zh, found_en) = (found.zh, found.en);
            text!("这里要{zh}，“{words}”是{found_zh}", "expected {en}, and `{words}` is {found_en}")
        };
        let chinese =
            offers.iter().map(|offer| format!("“{offer}”")).collect::<Vec<_>>().join("或");
        let english =
            offers.iter().map(|offer| format!("`{offer}`")).collect::<Vec<_>>().join(" or ");
        let problem = Problem::new(Code::WrongUnit, span, message)
            .help(text!("写成{chinese}", "write {english}"));
        let digits = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '_');
        Some(match offers.as_slice() {
            [only] if expr.ty == Type::Number && words.chars().all(digits) => {
                problem.fix(span, only.as_str())
            }
            _ => problem,
        })
    }

    /// A clause that cannot stand where it was written.
    pub(super) fn wrong_place(&mut self, span: Span, message: Text, help: Text) {
        self.fail_with(Code::WrongPlace, span, message, help);
    }

    /// A literal that cannot be held.
    pub(super) fn too_large(&mut self, span: Span) {
        let words = self.run.words(span);
        self.fail(
            Code::OutOfBounds,
            span,
            text!("“{words}”太大，无法精确计算", "`{words}` is too large to compute with exactly"),
        );
    }
}

/// `70` and `0.7` both may mean 70 %.
fn ratio_offers(number: Exact) -> Vec<String> {
    let as_percent = format!("{}%", plain(number));
    let as_share = percent(number);
    match number.compare(Exact::ONE) {
        Ok(std::cmp::Ordering::Greater) => vec![as_percent],
        _ => vec![as_share, as_percent],
    }
}

fn hundredth(number: Exact) -> Option<Exact> {
    number.div(Exact::whole(100)).ok()
}

/// A pattern as a plain name, when it is one.
pub(super) fn plain_name(pattern: &ast::Pattern) -> Option<ast::Name> {
    match &pattern.kind {
        ast::PatternKind::Expr(expr) => name_of(expr),
        _ => None,
    }
}

/// An expression as a plain name, when it is one.
pub(super) fn name_of(expr: &ast::Expr) -> Option<ast::Name> {
    match &expr.kind {
        ast::ExprKind::Name(name) => Some(ast::Name::new(name.clone(), expr.span)),
        _ => None,
    }
}
