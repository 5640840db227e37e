//! Steps with several readings: deductibles that differ by level, bands, accounts.

use super::builder::Builder;
use super::example::{amount, yuan};
use super::layer::Node;
use super::reading::{Outcome, of_yuan, shown, usual_ratio};
use super::visitor::constant_number;
use crate::diagnostics::{Code, Problem};
use crate::policy::{Expr, ExprKind};
use crate::rule::Measure;
use crate::source::Span;
use crate::syntax::ast::{self, Cell, MemberKind, PatternKind, Row};
use crate::text;
use crate::value::{Exact, Value, percent};

/// A figure of a deductible and whom it is for.
pub(super) struct Level {
    pub(super) name: String,
    pub(super) amount: Exact,
}

impl<'a> Builder<'_, 'a> {
    /// A deductible over a longer period whose figure depends on the visit.
    pub(super) fn ask_levels(&mut self, head: Span, field: &str, figure: &Expr) {
        let mut problem = Problem::new(
            Code::UnsetReading,
            head,
            text!(
                "起付线因“{field}”不同，没有写明几次就诊怎样合起来算",
                "the deductible differs by `{field}`, and it does not say how several visits count together"
            ),
        );
        let readings = match self.two_levels(figure) {
            Some((low, high)) => {
                let (a, b) = (low.name.clone(), high.name.clone());
                let bill = example_bill(high.amount);
                let shown_bill = yuan(bill);
                problem = problem.help(text!(
                    "例：本年依次在“{a}”“{a}”“{b}”各看一次，每次 {shown_bill}元，起付线依次为：",
                    "example: visits at `{a}`, `{a}` and `{b}` in one year, {shown_bill}元 each; the deductibles are:"
                ));
                readings(low.amount, high.amount)
            }
            None => [const { String::new() }; 3],
        };
        let [each, topped, capped] = readings;
        let [each_en, topped_en, capped_en] =
            [&each, &topped, &capped].map(|list| list.replace('：', ": ").replace('、', ", "));
        let most = self
            .two_levels(figure)
            .map_or_else(|| "300元".to_owned(), |(_, high)| format!("{}元", yuan(high.amount)));
        self.run.report(
            problem
                .help(text!("“各{field}”：每一种各有一个累计{each}", "`per {field}`: a total for each{each_en}"))
                .help(text!(
                    "“就高补差”：只有一个累计，补到当次的标准{topped}",
                    "`topped up`: one total, filled up to today's figure{topped_en}"
                ))
                .help(text!(
                    "“每次, 最高 {most} 每年”：每次都扣，一年合计不超过{capped}",
                    "`per visit, at most {most} per year`: due at each visit, up to so much a year{capped_en}"
                )),
        );
    }

    /// The two greatest different figures of a deductible, the lower first.
    pub(super) fn two_levels(&self, amount: &Expr) -> Option<(Level, Level)> {
        let ExprKind::Lookup(id) = amount.kind else { return None };
        let table = self.tables.get(id.index())?;
        let mut levels: Vec<Level> = Vec::new();
        for row in &table.rows {
            let Ok(value) = &row.value else { continue };
            let Some(amount) = constant_number(value) else { continue };
            let name = row.label.split(['|', ',', '，', '、']).next().unwrap_or_default().trim();
            let other = |level: &Level| level.amount != amount && level.name != name;
            if amount.is_positive() && levels.iter().all(other) {
                levels.push(Level { name: name.to_owned(), amount });
            }
        }
        levels.sort_by(|a, b| a.amount.compare(b.amount).unwrap_or(std::cmp::Ordering::Equal));
        let high = levels.pop()?;
        let low = levels.pop()?;
        Some((low, high))
    }

    /// Bands that do not say what they measure, or over which period.
    pub(super) fn ask_bands(
        &mut self,
        head: Span,
        first: Option<(Exact, Exact, Exact)>,
        deductible: Option<Exact>,
        measure: Option<Measure>,
        has_period: bool,
    ) {
        let english = self.run.words(head);
        if let Some(measure) = measure {
            self.bands_without_period(head, first, measure);
            return;
        }
        let mut problem = Problem::new(
            Code::UnsetReading,
            head,
            text!("没有写明分段按什么累计", "`{english}` does not say what the bands measure"),
        );
        let per = if has_period { "" } else { " 每年" };
        let per_en = if has_period { "" } else { " per year" };
        let mut figures = [String::new(), String::new(), String::new()];
        if let Some((end, low, high)) = first {
            let bill = end.mul(Exact::fraction(3, 2).unwrap_or(Exact::ONE)).unwrap_or(end);
            // Without a deductible two of the readings are the same; a tenth makes them differ.
            let below = deductible.unwrap_or_else(|| {
                end.mul(Exact::fraction(1, 10).unwrap_or(Exact::ZERO)).unwrap_or(end)
            });
            let (bill_words, below_words) = (amount(bill), amount(below));
            problem = problem.help(if deductible.is_some() {
                text!(
                    "例：范围内费用 {bill_words}，起付线 {below_words}，基金付：",
                    "example: an in-scope cost of {bill_words}, a deductible of {below_words}; the fund pays:"
                )
            } else {
                text!(
                    "例：范围内费用 {bill_words}，假设起付线 {below_words}，基金付：",
                    "example: an in-scope cost of {bill_words}, with a deductible of {below_words} say; the fund pays:"
                )
            });
            figures = [
                by_payment(bill, below, end, low, high),
                by_cost(bill, below, end, low, high),
                above_deductible(bill, below, end, low, high),
            ]
            .map(|pays| pays.map_or_else(|_| "…".to_owned(), amount));
        }
        let [paid, cost, above] = figures;
        self.run.report(
            problem
                .help(text!("“按基金支付{per}”：{paid}", "`of fund paid{per_en}`: {paid}"))
                .help(text!(
                    "“按费用{per}”（起付线在第一段里）：{cost}",
                    "`of cost{per_en}`, the deductible inside the first band: {cost}"
                ))
                .help(text!(
                    "“按起付线以上费用{per}”：{above}",
                    "`of cost above deductible{per_en}`: {above}"
                )),
        );
    }

    fn bands_without_period(
        &mut self,
        head: Span,
        first: Option<(Exact, Exact, Exact)>,
        measure: Measure,
    ) {
        let words = self.run.words(head);
        let mut problem = Problem::new(
            Code::UnsetReading,
            head,
            text!(
                "没有写明各段按多长时间累计",
                "`{words}` does not say over which period the bands run"
            ),
        );
        let (mut year, mut visit) = (String::new(), String::new());
        if let Some((end, low, high)) = first {
            // The bill whose cost, or whose payment, is as much as the first band holds.
            let bill = match measure {
                Measure::Payment => end.div(low).unwrap_or(end),
                Measure::Cost | Measure::CostAboveDeductible => end,
            };
            let (one, other) = (shown(bill.mul(low)), shown(bill.mul(high)));
            problem = problem.help(text!(
                "例：本年就诊两次，每次都用满第一段，基金依次付：",
                "example: two visits in the year, each filling the first band; the fund pays:"
            ));
            year = format!("{one}、{other}");
            visit = format!("{one}、{one}");
        }
        let (year_en, visit_en) = (year.replace('、', ", "), visit.replace('、', ", "));
        self.run.report(
            problem
                .help(text!("“分段 按 … 每年”：{year}", "`by band of … per year`: {year_en}"))
                .help(text!("“分段 按 … 每次”：{visit}", "`by band of … per visit`: {visit_en}")),
        );
    }

    /// An account that does not say how it pays.
    pub(super) fn ask_account(&mut self, name: &ast::Name, head: Span, siblings: &[Node<'a>]) {
        let ratio = first_ratio(siblings).unwrap_or_else(usual_ratio);
        let (fee, balance) = (of_yuan(10), of_yuan(4));
        let share = |base: Exact| base.mul(ratio);
        let rest = |paid: Outcome, base: Exact| paid.and_then(|paid| base.sub(paid));
        let word = &name.node;
        let ratio_words = percent(ratio);
        let whole = (shown(share(fee)), shown(rest(share(fee), fee)));
        let left = fee.sub(balance).unwrap_or(fee);
        let some = (shown(share(left)), shown(rest(share(left), left)));
        let own = rest(share(fee), fee);
        let by_account = own.and_then(|own| own.min(balance));
        let cash = own.and_then(|own| own.sub(by_account?));
        let (by_account, cash) = (shown(by_account), shown(cash));
        let ((a, b), (c, d)) = (whole.clone(), some);
        let (e, _) = whole;
        let problem = Problem::new(
            Code::UnsetReading,
            head,
            text!("没有写明“{word}”怎样支付", "it does not say how `{word}` pays"),
        );
        self.run.report(
            problem
                .help(text!(
                    "例：费用 10元，余额 4元，基金比例 {ratio_words}：",
                    "example: a fee of 10元, a balance of 4元, a fund ratio of {ratio_words}:"
                ))
                .help(text!(
                    "“账户 {word} 足额才付”：账户 0元，基金 {a}元，现金 {b}元",
                    "`account {word} pays whole or nothing`: account 0元, fund {a}元, cash {b}元"
                ))
                .help(text!(
                    "“账户 {word} 有多少付多少”：账户 4元，基金 {c}元，现金 {d}元",
                    "`account {word} pays what it can`: account 4元, fund {c}元, cash {d}元"
                ))
                .help(text!(
                    "“账户 {word} 有多少付多少，代替基金”：账户 4元，基金 0元，现金 6元",
                    "`account {word} pays what it can instead of fund`: account 4元, fund 0元, cash 6元"
                ))
                .help(text!(
                    "删去这一条，在“支付 {{ … }}”里写“{word}”：基金 {e}元，账户 {by_account}元，现金 {cash}元",
                    "remove this clause and name `{word}` in `settle {{ … }}`: fund {e}元, account {by_account}元, cash {cash}元"
                )),
        );
    }
}

/// A round bill above the greatest deductible.
fn example_bill(most: Exact) -> Exact {
    let hundred = of_yuan(100);
    let bill = most
        .div(hundred)
        .and_then(|hundreds| hundreds.floor().add(Exact::whole(2)))
        .and_then(|hundreds| hundreds.mul(hundred))
        .unwrap_or(most);
    bill.max(of_yuan(500)).unwrap_or(bill)
}

/// What three visits, twice at the lower and once at the higher level, pay under each reading.
fn readings(low: Exact, high: Exact) -> [String; 3] {
    let more = high.sub(low).unwrap_or(Exact::ZERO);
    let second = low.min(more).unwrap_or(low);
    let last = more.sub(second).unwrap_or(Exact::ZERO);
    let (low, high, more) = (yuan(low), yuan(high), yuan(more));
    [
        format!("：{low}、0、{high}"),
        format!("：{low}、0、{more}"),
        format!("：{low}、{}、{}", yuan(second), yuan(last)),
    ]
}

fn by_payment(bill: Exact, below: Exact, end: Exact, low: Exact, high: Exact) -> Outcome {
    let base = bill.sub(below)?;
    let earns = end.div(low)?;
    let first = base.min(earns)?;
    first.mul(low)?.add(base.sub(first)?.mul(high)?)
}

fn by_cost(bill: Exact, below: Exact, end: Exact, low: Exact, high: Exact) -> Outcome {
    end.sub(below)?.max(Exact::ZERO)?.mul(low)?.add(bill.sub(end.max(below)?)?.mul(high)?)
}

fn above_deductible(bill: Exact, below: Exact, end: Exact, low: Exact, high: Exact) -> Outcome {
    let base = bill.sub(below)?;
    let first = base.min(end)?;
    first.mul(low)?.add(base.sub(first)?.mul(high)?)
}

/// The first ratio that is written among some clauses, funds looked into.
pub(super) fn first_ratio(nodes: &[Node<'_>]) -> Option<Exact> {
    nodes.iter().find_map(|node| match &node.member.kind {
        MemberKind::Fund(_) => first_ratio(&node.children),
        MemberKind::Ratio(_) | MemberKind::Bands(_) => first_literal(node),
        MemberKind::OwnRatio(_) => Exact::ONE.sub(first_literal(node)?).ok(),
        _ => None,
    })
}

/// The first deductible that is written among some clauses.
pub(super) fn first_deductible(nodes: &[Node<'_>]) -> Option<Exact> {
    nodes.iter().find_map(|node| match &node.member.kind {
        MemberKind::Deductible(_) => first_literal(node),
        _ => None,
    })
}

/// The first figure of a clause, when it is a literal.
fn first_literal(node: &Node<'_>) -> Option<Exact> {
    let own = node.member.kind.measured()?.figure.as_ref().and_then(literal);
    own.or_else(|| {
        node.children.iter().find_map(|child| match &child.member.kind {
            MemberKind::Row(Row::Entry(_, value) | Row::Bare(value)) => literal(value),
            MemberKind::Row(Row::Grid(cells)) => cells.last().and_then(literal),
            _ => None,
        })
    })
}

fn literal(cell: &Cell) -> Option<Exact> {
    let [pattern] = cell.patterns.as_slice() else { return None };
    let PatternKind::Expr(expr) = &pattern.kind else { return None };
    let ast::ExprKind::Literal(literal) = &expr.kind else { return None };
    match super::convert::literal(literal)?.0 {
        Value::Number(number) => Some(number),
        _ => None,
    }
}
