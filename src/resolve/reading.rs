//! Sentences with several readings: each is named, with what it would pay in a small example.

use super::builder::Builder;
use super::example::yuan;
use super::figure::Changed;
use super::operator::{is_numeric, sign};
use super::visitor::constant_number;
use crate::diagnostics::{Code, Problem, Text};
use crate::policy::Expr;
use crate::rule::Change;
use crate::source::Span;
use crate::syntax::ast::BinaryOp;
use crate::text;
use crate::value::{Exact, OutOfRange, Type, percent, plain, points};

pub(super) type Outcome = Result<Exact, OutOfRange>;

const YUAN: i64 = 100;

pub(super) fn of_yuan(yuan: i64) -> Exact {
    Exact::whole(yuan.saturating_mul(YUAN))
}

/// 70 %, when the policy at hand shows no ratio of its own.
pub(super) fn usual_ratio() -> Exact {
    Exact::fraction(7, 10).unwrap_or(Exact::ONE)
}

/// The figure of an example; what cannot be computed is left out.
pub(super) fn shown(amount: Outcome) -> String {
    amount.map_or_else(|_| "…".to_owned(), yuan)
}

impl Builder<'_, '_> {
    /// Operands that an operator does not take.
    pub(super) fn cannot_compute(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) {
        let sums = matches!(op, BinaryOp::Add | BinaryOp::Subtract);
        if sums && left.ty == Type::Ratio && right.ty == Type::Ratio {
            self.ratio_and_ratio(op, left, right, span);
            return;
        }
        // A figure without its unit is asked for it.
        for (figure, other) in [(right, left), (left, right)] {
            let wanted = match other.ty {
                Type::Ratio => Type::Points,
                Type::Date => Type::Duration,
                ty => ty,
            };
            let plain = figure.ty == Type::Number && constant_number(figure).is_some();
            if sums && plain && (is_numeric(other.ty) || other.ty == Type::Date) {
                let _reported = self.check(figure.clone(), super::error::Want::One(wanted));
                return;
            }
        }
        let sign = sign(op);
        let (a, b) = (self.run.words(left.span), self.run.words(right.span));
        let (ta, tb) = (self.type_words(left.ty), self.type_words(right.ty));
        let (a_zh, a_en, b_zh, b_en) = (ta.zh, ta.en, tb.zh, tb.en);
        let message = if left.ty == right.ty {
            text!(
                "“{a}”和“{b}”都是{a_zh}，不能用 {sign} 计算",
                "`{a}` and `{b}` are each {a_en}; {sign} cannot join them"
            )
        } else {
            text!(
                "“{a}”是{a_zh}，“{b}”是{b_zh}，不能用 {sign} 计算",
                "`{a}` is {a_en} and `{b}` is {b_en}; {sign} cannot join them"
            )
        };
        let mut problem = Problem::new(Code::WrongType, span, message);
        if let Some(help) = advice(op, left, right, &b) {
            problem = problem.help(help);
        }
        self.run.report(problem);
    }

    fn ratio_and_ratio(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) {
        let (a, b) = (self.run.words(left.span), self.run.words(right.span));
        let by = constant_number(right);
        let from = constant_number(left);
        let adds = op == BinaryOp::Add;
        if let (false, Some(low), Some(high)) = (adds, from, by)
            && low.compare(high).is_ok_and(std::cmp::Ordering::is_lt)
        {
            return self.range_of_ratios(low, high, span);
        }
        let message = text!(
            "“{b}”是加减百分点，还是按原来的比例增减？",
            "is `{b}` meant in percentage points, or as a share of the ratio before it?"
        );
        let mut problem = Problem::new(Code::UnsetReading, span, message);
        let as_points = by.map_or_else(|| "10pp".to_owned(), points);
        let as_factor = by.and_then(|by| factor(by, adds)).unwrap_or_else(|| "x1.1".to_owned());
        let sign = if adds { "+" } else { "−" };
        let result = |outcome: Option<Outcome>| {
            outcome
                .and_then(Result::ok)
                .map(|ratio| format!(" = {}", percent(ratio)))
                .unwrap_or_default()
        };
        let moved = from.zip(by).map(|(from, by)| if adds { from.add(by) } else { from.sub(by) });
        let scaled = from.zip(by).map(|(from, by)| scaled(from, by, adds));
        let (moved, scaled) = (result(moved), result(scaled));
        problem = problem
            .help(text!(
                "百分点：“{a} {sign} {as_points}”{moved}",
                "percentage points: `{a} {sign} {as_points}`{moved}"
            ))
            .help(text!(
                "按原比例：“{a} × {as_factor}”{scaled}",
                "a share of the ratio: `{a} × {as_factor}`{scaled}"
            ));
        self.run.report(problem);
    }

    /// `50%-80%`: less than nothing as a difference, so a range was meant.
    fn range_of_ratios(&mut self, low: Exact, high: Exact, span: Span) {
        let written = self.run.words(span);
        let bill = of_yuan(1_000);
        let (least, most) = (shown(bill.mul(low)), shown(bill.mul(high)));
        let (low, high) = (percent(low), percent(high));
        self.run.report(
            Problem::new(
                Code::UnsetReading,
                span,
                text!(
                    "“{written}”是一个范围，没有写明是多少",
                    "`{written}` is a range, and it does not say which figure holds"
                ),
            )
            .help(text!(
                "例：费用 1000元；写“{low}”，基金付 {least}元；写“{high}”，基金付 {most}元",
                "example: a cost of 1000元; with `{low}` the fund pays {least}元, with `{high}` {most}元"
            ))
            .help(text!(
                "文件只给出范围的，写“待定 {low} .. {high}”，需要它的就诊不结算",
                "where the notice gives a range only, write `unset {low} .. {high}`; visits that need it are not settled"
            )),
        );
    }

    /// `提高 10%` of a ratio, or of an amount.
    pub(super) fn points_or_factor(
        &mut self,
        change: Change,
        by: &Expr,
        title: &str,
        changed: Changed,
        written: Span,
    ) {
        let adds = change == Change::Uplift;
        let words = self.run.words(by.span);
        let number = constant_number(by);
        let english = if adds { "uplift" } else { "reduce" };
        let as_factor = number.and_then(|by| factor(by, adds));
        let as_factor = as_factor.unwrap_or_else(|| if adds { "x1.1" } else { "x0.9" }.to_owned());
        if changed.ty == Type::Money {
            let problem = Problem::new(
                Code::UnsetReading,
                by.span,
                text!(
                    "“{words}”是金额的几成，还是一个金额？",
                    "is `{words}` a share of the amount, or an amount?"
                ),
            );
            self.run.report(
                problem
                    .help(text!(
                        "按原来的金额：“乘以 {as_factor}”",
                        "a share of the amount: `scale {as_factor}`"
                    ))
                    .help(text!(
                        "一个固定的金额：“{title} 100元”",
                        "a fixed amount: `{english} 100元`"
                    )),
            );
            return;
        }
        let written = self.run.words(written);
        let ratio = changed.ratio.unwrap_or_else(usual_ratio);
        let bill = of_yuan(100);
        let pays = |ratio: Outcome| shown(ratio.and_then(|ratio| bill.mul(ratio)));
        let step = number.unwrap_or_else(|| Exact::fraction(1, 10).unwrap_or(Exact::ZERO));
        let moved = pays(if adds { ratio.add(step) } else { ratio.sub(step) });
        let scaled = pays(scaled(ratio, step, adds));
        let as_points = points(step);
        let shown_ratio = percent(ratio);
        let mut problem = Problem::new(
            Code::UnsetReading,
            by.span,
            text!(
                "“{written}”有几种读法，没有写明是哪一种",
                "`{written}` has several readings, and none of them is chosen"
            ),
        )
        .help(text!(
            "例：费用 100元，原来的比例 {shown_ratio}",
            "example: a cost of 100元, and a ratio of {shown_ratio} before"
        ))
        .help(text!(
            "百分点：“{title} {as_points}”，基金付 {moved}元",
            "percentage points: `{english} {as_points}`; the fund pays {moved}元"
        ))
        .help(text!(
            "按原比例：“乘以 {as_factor}”，基金付 {scaled}元",
            "a share of the ratio: `scale {as_factor}`; the fund pays {scaled}元"
        ));
        if !adds {
            let first = shown(
                Exact::ONE
                    .sub(step)
                    .and_then(|rest| rest.mul(bill))
                    .and_then(|rest| rest.mul(ratio)),
            );
            let own = shown(bill.mul(step));
            problem = problem.help(text!(
                "先自付：在起付线前写“先行自付 {words}”，个人先付 {own}元，余下的按比例，基金付 {first}元",
                "paid first: write `self-pay {words}` before the deductible; the person pays {own}元 first and the fund {first}元 of the rest"
            ));
        }
        self.run.report(problem);
    }

    /// A deductible, cap or ceiling without a period.
    pub(super) fn no_period(&mut self, head: Span, title: &str, figure: Option<&Expr>) {
        let amount = figure
            .and_then(|figure| super::example::first_figure(figure, &self.tables))
            .filter(|amount| amount.is_positive())
            .unwrap_or_else(|| of_yuan(200));
        let written = format!("{}元", yuan(amount));
        let english = self.run.words(head);
        let mut problem = Problem::new(
            Code::UnsetReading,
            head,
            text!(
                "“{title}”没有写明是每次还是每年",
                "`{english}` does not say whether it is for each visit or for the year"
            ),
        );
        let (figure, amount) = (amount, yuan(amount));
        problem = match title {
            "起付线" => deductible_periods(problem, figure),
            "封顶线" => problem
                .help(text!(
                    "例：本年就诊两次，按比例每次都应付 {amount}元，基金依次付：",
                    "example: two visits in the year, each earning {amount}元 by the ratio; the fund pays:"
                ))
                .help(text!("“封顶线 {written} 每次”：{amount}、{amount}", "`cap {written} per visit`: {amount}, {amount}"))
                .help(text!(
                    "“封顶线 {written} 每年”：{amount}、0；也可以写每月、每季度、终身",
                    "`cap {written} per year`: {amount}, 0; also per month, per quarter, lifetime"
                )),
            _ => problem
                .help(text!(
                    "例：本年就诊两次，个人每次负担 {amount}元，基金依次补：",
                    "example: two visits in the year, the person bearing {amount}元 each time; the fund adds:"
                ))
                .help(text!("“自付封顶 {written} 每次”：0、0", "`ceiling {written} per visit`: 0, 0"))
                .help(text!("“自付封顶 {written} 每年”：0、{amount}", "`ceiling {written} per year`: 0, {amount}")),
        };
        self.run.report(problem);
    }
}

/// What two visits pay of a deductible: one that costs less, and one that costs more.
fn deductible_periods(problem: Problem, deductible: Exact) -> Problem {
    let part = |numerator, denominator| {
        let share = Exact::fraction(numerator, denominator).and_then(|of| deductible.mul(of));
        share.unwrap_or(deductible)
    };
    let (small, large, rest) = (part(3, 4), part(2, 1), part(1, 4));
    let [small, large, rest, all] = [small, large, rest, deductible].map(yuan);
    problem
        .help(text!(
            "例：本年就诊两次，费用依次 {small}元、{large}元，起付线依次为：",
            "example: two visits in the year, costing {small}元 and {large}元; the deductibles are:"
        ))
        .help(text!(
            "“起付线 {all}元 每次”：{small}、{all}",
            "`deductible {all}元 per visit`: {small}, {all}"
        ))
        .help(text!(
            "“起付线 {all}元 每年”：{small}、{rest}",
            "`deductible {all}元 per year`: {small}, {rest}"
        ))
}

/// What to write instead of a sum or product that makes no sense.
fn advice(op: BinaryOp, left: &Expr, right: &Expr, b: &str) -> Option<Text> {
    match (op, left.ty, right.ty) {
        (BinaryOp::Multiply, Type::Ratio, Type::Ratio) => {
            let share = constant_number(right).map(plain)?;
            Some(text!("比例乘以系数：“× x{share}”", "multiply a ratio by a factor: `× x{share}`"))
        }
        (BinaryOp::Add | BinaryOp::Subtract, Type::Money, Type::Ratio) => Some(text!(
            "按比例的部分先算成金额，例如“费用 × {b}”",
            "make an amount of the share first, such as `费用 × {b}`"
        )),
        (BinaryOp::Multiply, Type::Money, Type::Money) => Some(text!(
            "两个金额不能相乘；乘以比例、系数或次数",
            "amounts cannot be multiplied; multiply by a ratio, a factor or a count"
        )),
        _ => None,
    }
}

/// `x1.1` or `x0.9` for 10 %.
fn factor(by: Exact, adds: bool) -> Option<String> {
    let factor = if adds { Exact::ONE.add(by) } else { Exact::ONE.sub(by) };
    Some(format!("x{}", plain(factor.ok()?)))
}

fn scaled(ratio: Exact, by: Exact, adds: bool) -> Outcome {
    ratio.mul(if adds { Exact::ONE.add(by)? } else { Exact::ONE.sub(by)? })
}
