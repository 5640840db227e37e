//! Slips in figures and dates.

use chrono::Datelike;
use rust_decimal::Decimal;

use super::Slips;
use crate::mutate::operator::Operator;
use crate::source::Span;
use crate::syntax::ast;
use crate::value::Date;

impl Slips<'_> {
    pub(super) fn literal(&mut self, literal: &ast::Literal, span: Span) {
        match literal {
            ast::Literal::Money(_) => {
                self.figure(span);
                self.nought(span);
                self.unit(span, &[("万元", "元"), ("亿元", "万元")]);
            }
            ast::Literal::Ratio(_) => {
                self.figure(span);
                self.unit(span, &[("%", "个百分点"), ("％", "个百分点")]);
            }
            ast::Literal::Points(_) => {
                self.figure(span);
                self.unit(span, &[("pp", "%"), ("个百分点", "%")]);
            }
            ast::Literal::Factor(_)
            | ast::Literal::Number(_)
            | ast::Literal::Age(_)
            | ast::Literal::Duration(..) => self.figure(span),
            ast::Literal::Date(year, month, day) => self.date(*year, *month, *day, span),
            ast::Literal::Text(_) => self.exchange_letters(span),
            ast::Literal::Flag(flag) => {
                let new = match (flag, self.text(span).is_ascii()) {
                    (true, true) => "no",
                    (false, true) => "yes",
                    (true, false) => "否",
                    (false, false) => "是",
                };
                self.replace(Operator::Value, span, new);
            }
        }
    }

    /// One up and one down in the last digit that is written.
    pub(super) fn figure(&mut self, span: Span) {
        let words = self.text(span);
        let Some((before, digits, behind)) = parts(words) else { return };
        let plain: String = digits.chars().filter(|letter| *letter != '_').collect();
        let Ok(number) = Decimal::from_str_exact(&plain) else { return };
        let step = Decimal::new(1, number.scale());
        for changed in [number.checked_add(step), number.checked_sub(step)].into_iter().flatten() {
            if !changed.is_sign_negative() {
                self.replace(Operator::Figure, span, &format!("{before}{changed}{behind}"));
            }
        }
    }

    /// `4000元` for `400元`.
    fn nought(&mut self, span: Span) {
        let words = self.text(span);
        let Some((before, digits, behind)) = parts(words) else { return };
        if !digits.contains('.') && digits != "0" {
            self.replace(Operator::Nought, span, &format!("{before}{digits}0{behind}"));
        }
    }

    fn unit(&mut self, span: Span, units: &[(&str, &str)]) {
        let words = self.text(span);
        let found = units.iter().find_map(|(unit, new)| Some((words.strip_suffix(unit)?, new)));
        if let Some((figure, new)) = found {
            self.replace(Operator::Unit, span, &format!("{figure}{new}"));
        }
    }

    fn date(&mut self, year: i32, month: u32, day: u32, span: Span) {
        let Some(date) = Date::from_ymd_opt(year, month, day) else { return };
        let near = [
            date.succ_opt(),
            date.pred_opt(),
            date.with_year(year.saturating_add(1)),
            date.with_year(year.saturating_sub(1)),
        ];
        let words = self.text(span).contains('年');
        for date in near.into_iter().flatten() {
            let (year, month, day) = (date.year(), date.month(), date.day());
            let new = if words {
                format!("{year}年{month}月{day}日")
            } else {
                format!("{year:04}-{month:02}-{day:02}")
            };
            self.replace(Operator::Date, span, &new);
        }
    }

    /// `07-01`: a month and a day off.
    pub(super) fn month_day(&mut self, month: u32, day: u32, span: Span) {
        let later = if month < 12 { month.saturating_add(1) } else { 1 };
        let next = if day < 28 { day.saturating_add(1) } else { 1 };
        let words = self.text(span).contains('月');
        for (month, day) in [(later, day), (month, next)] {
            let new =
                if words { format!("{month}月{day}日") } else { format!("{month:02}-{day:02}") };
            self.replace(Operator::Date, span, &new);
        }
    }

    /// `scale x0.9` for `reduce 10pp`, and the other way round.
    pub(super) fn scale_for_points(&mut self, member: &ast::Member, by: &ast::Expr) {
        let ast::ExprKind::Literal(literal) = &by.kind else { return };
        let scales = matches!(member.kind, ast::MemberKind::Scale(_));
        let chinese = !self.text(member.head).is_ascii();
        let new = match literal {
            ast::Literal::Factor(factor) if scales && *factor < Decimal::ONE => {
                let points = points_of(Decimal::ONE.saturating_sub(*factor));
                if chinese {
                    format!("降低 {points}个百分点")
                } else {
                    format!("reduce {points}pp")
                }
            }
            ast::Literal::Factor(factor) if scales => {
                let points = points_of(factor.saturating_sub(Decimal::ONE));
                if chinese {
                    format!("提高 {points}个百分点")
                } else {
                    format!("uplift {points}pp")
                }
            }
            ast::Literal::Points(points) => {
                let lowers = matches!(member.kind, ast::MemberKind::Reduce(_));
                let raises = matches!(member.kind, ast::MemberKind::Uplift(_));
                let factor = match (lowers, raises) {
                    (true, _) => Decimal::ONE.saturating_sub(*points),
                    (_, true) => Decimal::ONE.saturating_add(*points),
                    _ => return,
                };
                let factor = factor.normalize();
                if chinese { format!("乘以 x{factor}") } else { format!("scale x{factor}") }
            }
            _ => return,
        };
        self.replace(Operator::Unit, member.head.to(by.span), &new);
    }
}

/// `0.1` as `10`.
fn points_of(ratio: Decimal) -> Decimal {
    ratio.saturating_mul(Decimal::ONE_HUNDRED).normalize()
}

/// A text around its first number.
fn parts(words: &str) -> Option<(&str, &str, &str)> {
    let digit = |letter: char| letter.is_ascii_digit();
    let start = words.find(digit)?;
    let (before, rest) = words.split_at_checked(start)?;
    let end = rest.find(|letter: char| !(digit(letter) || letter == '.' || letter == '_'));
    let (digits, behind) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    Some((before, digits, behind))
}
