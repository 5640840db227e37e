//! Functions.

use super::builder::Builder;
use super::error::Want;
use super::operator::is_numeric;
use crate::diagnostics::{Code, Problem, Text, nearest};
use crate::policy::{Expr, ExprKind};
use crate::rule::Role;
use crate::source::Span;
use crate::syntax::ast;
use crate::text;
use crate::value::{Type, op::Op};

const FUNCTIONS: [&str; 18] = [
    "取大",
    "max",
    "取小",
    "min",
    "取整",
    "floor",
    "周岁",
    "age",
    "月数",
    "months",
    "天数",
    "days",
    "个数",
    "count",
    "月份",
    "month",
    "下一级",
    "level_below",
];

impl Builder<'_, '_> {
    pub(super) fn call(
        &mut self,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let one = |op, ty, operand| Some(Expr { kind: ExprKind::Op(op, vec![operand]), ty, span });
        match name.node.as_str() {
            "取大" | "max" => self.extreme(Op::Max, name, arguments, span),
            "取小" | "min" => self.extreme(Op::Min, name, arguments, span),
            "取整" | "floor" => {
                let operand = self.only(name, arguments)?;
                let operand = self.typed(operand, Want::One(Type::Number))?;
                one(Op::Floor, Type::Number, operand)
            }
            "周岁" | "age" => self.between(Op::FullYears, Type::Age, name, arguments, span),
            "月数" | "months" => {
                self.between(Op::FullMonths, Type::Number, name, arguments, span)
            }
            "天数" | "days" => self.between(Op::Days, Type::Number, name, arguments, span),
            "月份" | "month" => {
                let operand = match arguments {
                    [] => self.visit_date(name)?,
                    _ => {
                        let operand = self.only(name, arguments)?;
                        self.typed(operand, Want::One(Type::Date))?
                    }
                };
                one(Op::MonthOfYear, Type::Number, operand)
            }
            "个数" | "count" => {
                let operand = self.only(name, arguments)?;
                let operand = self.expr(operand, None)?;
                if !matches!(operand.ty, Type::Choices(_)) {
                    let words = self.run.words(operand.span);
                    let found = self.type_words(operand.ty);
                    let (zh, en) = (found.zh, found.en);
                    self.fail(
                        Code::WrongType,
                        operand.span,
                        text!(
                            "“个数”数的是集合，“{words}”是{zh}",
                            "`count` counts a set, and `{words}` is {en}"
                        ),
                    );
                    return None;
                }
                one(Op::Count, Type::Number, operand)
            }
            "下一级" | "level_below" => {
                let operand = self.only(name, arguments)?;
                let operand = self.expr(operand, None)?;
                let ordered = match operand.ty {
                    Type::Choice(of) => {
                        self.scope.vocabulary.enumeration(of).is_some_and(|found| found.ordered)
                    }
                    _ => false,
                };
                if !ordered {
                    self.not_ordered(&operand);
                    return None;
                }
                one(Op::LevelBelow, operand.ty, operand)
            }
            word => {
                self.unknown_function(word, name.span);
                None
            }
        }
    }

    fn not_ordered(&mut self, operand: &Expr) {
        let words = self.run.words(operand.span);
        self.fail_with(
            Code::WrongType,
            operand.span,
            text!(
                "“下一级”要有高低的值，“{words}”没有高低",
                "`level_below` takes a value that has an order, and `{words}` has none"
            ),
            text!(
                "枚举的值由低到高，并写“有序”，例如“枚举 级别 有序 {{ 一级, 二级, 三级 }}”",
                "list the values lowest first and write `ordered`, such as `enum 级别 ordered {{ 一级, 二级, 三级 }}`"
            ),
        );
    }

    fn unknown_function(&mut self, word: &str, span: Span) {
        let mut problem = Problem::new(
            Code::UnknownName,
            span,
            text!("没有函数“{word}”", "there is no function `{word}`"),
        );
        // What spreadsheets call it.
        let meant = match word.to_ascii_uppercase().as_str() {
            "IF" | "IFS" => Some(("若 甲 则 乙 否则 丙", "if a then b else c")),
            "MAX" | "最大值" => Some(("取大(甲, 乙)", "max(a, b)")),
            "MIN" | "最小值" => Some(("取小(甲, 乙)", "min(a, b)")),
            "INT" | "ROUNDDOWN" => Some(("取整(甲)", "floor(a)")),
            "ROUND" => Some(("舍入 0.01元 四舍五入", "rounding 0.01元 half up")),
            "AND" => Some(("甲 且 乙", "a and b")),
            "OR" => Some(("甲 或 乙", "a or b")),
            "NOT" => Some(("非 甲", "not a")),
            "DATEDIF" => Some(("月数(甲, 乙)", "months(a, b)")),
            _ => None,
        };
        if let Some((zh, en)) = meant {
            problem = problem.help(text!("写成“{zh}”", "write `{en}`"));
        } else if let Some(near) = nearest(word, FUNCTIONS).first() {
            problem = problem.help(text!("是不是“{near}”？", "did you mean `{near}`?"));
        }
        self.run.report(problem.help(Text::new(
            "函数有：取大、取小、取整、周岁、月数、天数、个数、月份、下一级",
            "the functions are max, min, floor, age, months, days, count, month and level_below",
        )));
    }

    fn wrong_count(&mut self, name: &ast::Name, zh: &str, en: &str) {
        let word = &name.node;
        let problem = Problem::new(
            Code::MissingPart,
            name.span,
            text!("“{word}”的括号里要{zh}", "`{word}` takes {en} in its brackets"),
        );
        let example = match word.as_str() {
            "周岁" | "age" => "出生日期",
            "月数" | "months" | "天数" | "days" => "缴费日期, 日期",
            "取大" | "max" | "取小" | "min" => "200元, 费用 × 10%",
            "个数" | "count" => "备案病种",
            "下一级" | "level_below" => "级别",
            _ => "连续参保年限 ÷ 10",
        };
        self.run.report(
            problem.help(text!("例如“{word}({example})”", "for example `{word}({example})`")),
        );
    }

    fn only<'e>(&mut self, name: &ast::Name, arguments: &'e [ast::Expr]) -> Option<&'e ast::Expr> {
        if let [argument] = arguments {
            return Some(argument);
        }
        self.wrong_count(name, "一项", "one item");
        None
    }

    fn extreme(
        &mut self,
        op: Op,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let (Some((first, rest)), true) = (arguments.split_first(), arguments.len() > 1) else {
            self.wrong_count(name, "两项或更多", "two items or more");
            return None;
        };
        let first = self.expr(first, None);
        let rest: Vec<Option<Expr>> = rest.iter().map(|part| self.expr(part, None)).collect();
        let mut result = first?;
        let ty = result.ty;
        if !is_numeric(ty) {
            let words = self.run.words(result.span);
            let word = &name.node;
            self.fail(
                Code::WrongType,
                result.span,
                text!(
                    "“{word}”只比较数值，“{words}”不是数值",
                    "`{word}` compares figures, and `{words}` is not one"
                ),
            );
            return None;
        }
        for part in rest {
            let part = self.check(part?, Want::One(ty))?;
            result = Expr { kind: ExprKind::Op(op, vec![result, part]), ty, span };
        }
        Some(result)
    }

    /// From one day to another; without the second, to the day of the visit.
    fn between(
        &mut self,
        op: Op,
        ty: Type,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let (from, to) = match arguments {
            [from] => (from, None),
            [from, to] => (from, Some(to)),
            _ => {
                self.wrong_count(name, "一个或两个日期", "one or two dates");
                return None;
            }
        };
        let from = self.typed(from, Want::One(Type::Date));
        let to = match to {
            Some(to) => self.typed(to, Want::One(Type::Date)),
            None => self.visit_date(name),
        };
        Some(Expr { kind: ExprKind::Op(op, vec![from?, to?]), ty, span })
    }

    fn visit_date(&mut self, name: &ast::Name) -> Option<Expr> {
        if let Some((id, _)) = self.scope.vocabulary.role(Role::VisitDate) {
            let span = self.span(name.span);
            return Some(Expr { kind: ExprKind::Field(id), ty: Type::Date, span });
        }
        self.run.unknown("日期", name.span, self.scope.standard, []);
        None
    }
}
