//! Clauses with several readings of what is counted together: visits, diseases, claims of a year;
//! and what an account may pay.

use super::builder::Builder;
use super::example::yuan;
use super::layer::Node;
use super::reading::{of_yuan, shown, usual_ratio};
use super::visitor::constant_number;
use crate::diagnostics::{Code, Problem};
use crate::policy::{Expr, ExprKind};
use crate::source::Span;
use crate::text;
use crate::value::{Exact, OutOfRange, percent};

/// A list of amounts, in Chinese and in English.
fn listed(amounts: &[Exact]) -> (String, String) {
    let words: Vec<String> = amounts.iter().map(|amount| yuan(*amount)).collect();
    (words.join("、"), words.join(", "))
}

/// A share of an amount, such as three quarters of it.
fn part(of: Exact, numerator: i128, denominator: i128) -> Exact {
    let share = Exact::fraction(numerator, denominator).and_then(|share| of.mul(share));
    share.unwrap_or(of)
}

impl<'a> Builder<'_, 'a> {
    /// A deductible that depends on the count of visits, and small visits.
    pub(super) fn ask_counting(&mut self, head: Span, figure: &Expr) {
        let mut problem = Problem::new(
            Code::UnsetReading,
            head,
            text!(
                "没有写明费用没有超过起付线的就诊算不算一次",
                "it does not say whether a visit that costs no more than the deductible counts as one"
            ),
        );
        let (mut every, mut above) = (Vec::new(), Vec::new());
        let amounts = self.by_count(figure);
        if let Some(first) = amounts.first().copied().filter(|first| first.is_positive()) {
            let due = |at: usize| amounts.get(at).or(amounts.last()).copied().unwrap_or(first);
            let (small, large) = (part(first, 3, 4), part(first, 10, 1));
            every = vec![small, due(1), due(2)];
            above = vec![small, due(0), due(1)];
            let (costs, costs_en) = listed(&[small, large, large]);
            problem = problem.help(text!(
                "例：本年就诊三次，费用依次 {costs}元，起付线依次为：",
                "example: three visits in the year, costing {costs_en}元; the deductibles are:"
            ));
        }
        let ((every, every_en), (above, above_en)) = (listed(&every), listed(&above));
        self.run.report(
            problem.help(text!("“一律计次”：{every}", "`counts every visit`: {every_en}")).help(
                text!(
                    "“超过起付线才计次”：{above}",
                    "`counts visits above deductible`: {above_en}"
                ),
            ),
        );
    }

    /// The amounts of the first, the second and later visits, for the first group of a table.
    fn by_count(&self, figure: &Expr) -> Vec<Exact> {
        let ExprKind::Lookup(id) = figure.kind else { return Vec::new() };
        let Some(table) = self.tables.get(id.index()) else { return Vec::new() };
        let counts = table.columns.iter().position(|column| self.counts_visits(&column.subject));
        let others = |row: &crate::policy::Row| {
            let sets = row.sets.iter().enumerate();
            sets.filter(|(at, _)| Some(*at) != counts).map(|(_, set)| set.clone()).collect()
        };
        let Some(first) = table.rows.first() else { return Vec::new() };
        let group: Vec<crate::policy::Set> = others(first);
        let rows = table.rows.iter().filter(|row| others(row) == group);
        rows.filter_map(|row| constant_number(row.value.as_ref().ok()?)).collect()
    }

    /// A cap over a longer period whose figure depends on the visit.
    pub(super) fn ask_caps(&mut self, head: Span, field: &str, figure: &Expr) {
        let mut problem = Problem::new(
            Code::UnsetReading,
            head,
            text!(
                "封顶线因“{field}”不同，没有写明几次就诊怎样合起来算",
                "the cap differs by `{field}`, and it does not say how several visits count together"
            ),
        );
        let (mut each, mut joint) = (Vec::new(), Vec::new());
        if let Some((low, high)) = self.two_levels(figure) {
            let (a, b, most) = (low.name, high.name, yuan(high.amount));
            problem = problem.help(text!(
                "例：本年依次因“{a}”“{b}”就诊，按比例每次都应付 {most}元，基金依次付：",
                "example: visits for `{a}` and then `{b}` in one year, each earning {most}元 by the ratio; the fund pays:"
            ));
            each = vec![low.amount, high.amount];
            joint = vec![low.amount, high.amount.sub(low.amount).unwrap_or(Exact::ZERO)];
        }
        let ((each, each_en), (joint, joint_en)) = (listed(&each), listed(&joint));
        self.run.report(
            problem
                .help(text!(
                    "“各{field}”：每一种各有一个累计，{each}",
                    "`per {field}`: a total for each, {each_en}"
                ))
                .help(text!(
                    "“就高补差”：只有一个累计，付到当次的限额为止，{joint}",
                    "`topped up`: one total, paid up to today's limit, {joint_en}"
                ))
                .help(text!(
                    "各有限额，合起来又有一个：写“各{field}”，再写一条“封顶线 … 每年”",
                    "a limit each and one for all: write `per {field}`, and a second `cap … per year`"
                )),
        );
    }

    /// A deductible inside a fund over buckets that does not say over which claims.
    pub(super) fn ask_fund_period(
        &mut self,
        head: Span,
        name: &str,
        figure: &Expr,
        ratio: Option<Exact>,
    ) {
        let below = super::example::first_figure(figure, &self.tables)
            .filter(|amount| amount.is_positive())
            .unwrap_or_else(|| of_yuan(1_000));
        let ratio = ratio.unwrap_or_else(usual_ratio);
        let (first, second) = (part(below, 4, 5), part(below, 21, 5));
        let paid = |base: Result<Exact, OutOfRange>| {
            shown(base.and_then(|base| base.max(Exact::ZERO)?.mul(ratio)))
        };
        let whole = paid(first.add(second).and_then(|sum| sum.sub(below)));
        let alone = paid(second.sub(below));
        let (a, b, ratio) = (yuan(first), yuan(second), percent(ratio));
        self.run.report(
            Problem::new(
                Code::UnsetReading,
                head,
                text!(
                    "“{name}”的起付线没有写明是每次算还是一年合起来算",
                    "it does not say whether the deductible of `{name}` is for each visit or for the year"
                ),
            )
            .help(text!(
                "例：本年个人先后负担 {a}元、{b}元，基金比例 {ratio}，基金依次付：",
                "example: the person bears {a}元 and then {b}元 in the year, at a ratio of {ratio}; the fund pays:"
            ))
            .help(text!("“基金 {name} 对 … 每年”：0、{whole}", "`fund {name} on … per year`: 0, {whole}"))
            .help(text!("“基金 {name} 对 … 每次”：0、{alone}", "`fund {name} on … per visit`: 0, {alone}")),
        );
    }

    /// An account in `settle` of which nothing says what it may pay.
    pub(super) fn ask_account_pays(&mut self, name: &str, head: Span) {
        let bill = of_yuan(1_000);
        let scope = part(bill, 8, 10);
        let own = Exact::ONE.sub(usual_ratio()).and_then(|own| scope.mul(own));
        let first = own.and_then(|own| own.add(part(bill, 1, 20)));
        let all = first.and_then(|first| first.add(part(bill, 3, 20)));
        let ratio = percent(usual_ratio());
        let (own, first, all) = (shown(own), shown(first), shown(all));
        self.run.report(
            Problem::new(
                Code::UnsetReading,
                head,
                text!(
                    "没有写明“{name}”可以支付个人负担的哪些部分",
                    "it does not say which parts of what the person bears `{name}` may pay"
                ),
            )
            .help(text!(
                "例：费用 1000元，其中全自费 100元、超限价 50元、先行自付 50元，基金比例 {ratio}，余额足够，账户付：",
                "example: a cost of 1000元, of which `全自费` 100元, `超限价` 50元 and `先行自付` 50元, a ratio of {ratio} and a sufficient balance; the account pays:"
            ))
            .help(text!(
                "“{name} 支付 起付线 + 按比例自付 + 超封顶线”（政策范围内）：{own}元",
                "`{name} pays 起付线 + 按比例自付 + 超封顶线` (in scope): {own}元"
            ))
            .help(text!("再加“先行自付”：{first}元", "with `先行自付` as well: {first}元"))
            .help(text!(
                "再加“超限价 + 全自费”（个人负担的全部）：{all}元",
                "with `超限价 + 全自费` too (all that the person bears): {all}元"
            )),
        );
    }

    /// The first ratio that is written in a fund.
    pub(super) fn ratio_inside(nodes: &[Node<'a>]) -> Option<Exact> {
        super::ask::first_ratio(nodes)
    }
}
