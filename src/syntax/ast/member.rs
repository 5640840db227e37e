//! The clauses of a policy, wherever they stand.

use rust_decimal::Decimal;

use super::{AccumulatorDeclaration, Cell, Expr, Literal, Name, ParameterDeclaration, Quoted};
use crate::source::{Span, Spanned};

/// One clause with all that may follow it.
#[derive(Debug, Clone)]
pub struct Member {
    /// What it says.
    pub kind: MemberKind,
    /// When it holds, since when, and what it cites.
    pub suffix: Suffix,
    /// The whole clause, its suffix and its block included.
    pub span: Span,
    /// Its keyword, to point at.
    pub head: Span,
}

/// What may follow any clause, in any order. `resolve` refuses what makes no sense.
#[derive(Debug, Clone, Default)]
pub struct Suffix {
    /// `when 慢特病`
    pub when: Option<Expr>,
    /// `from 2025-03-09`: that day included.
    pub from: Option<Spanned<Literal>>,
    /// `until 2025-03-09`: that day not included.
    pub until: Option<Spanned<Literal>>,
    /// `cite "第五条"`
    pub cites: Vec<Quoted>,
    /// `else "非定点医疗机构不予支付"`
    pub otherwise: Option<Quoted>,
    /// `because "原文未给出比例"`
    pub because: Option<Quoted>,
}

/// The clauses of the language.
#[derive(Debug, Clone)]
pub enum MemberKind {
    // What heads a policy.
    /// `city 襄阳`
    City(Name),
    /// `source "…" clauses "第一条至第六条"`
    Source(Source),
    /// `from 2025-01-01`, `until …` on a line of its own: the dates of what it stands in are in the
    /// suffix.
    InForce,
    /// `applies 参保类型 is 职工`
    Applies(Expr),
    /// `benefit year starts 07-01`: month and day.
    YearStarts(Spanned<(u32, u32)>),
    /// `rounding 0.1元 half up`
    Rounding(Rounding),
    /// `let 名 = …`
    Let(Let),
    /// A parameter of this policy alone.
    Parameter(ParameterDeclaration),
    /// A shared total of this policy alone.
    Accumulator(AccumulatorDeclaration),
    /// `first of 慢特病, 两病, 普通门诊`
    FirstOf(Vec<Name>),
    /// `settle { 个人账户; 现金 }`
    Settle(Vec<Payer>),
    /// `not encoded "…" because "…" when …`
    NotEncoded(Quoted),
    /// `allow unset-value because "…"`: findings of that code around it are not shown. A reader of clauses
    /// never sees it.
    Allow(Name),
    /// `clause 起付标准 replaceable { … }`
    Clause(NamedClause),
    /// `replace 起付标准 { … }`
    Replace(NamedClause),

    // Gates and steps.
    /// `require 定点 else "…"`
    Require(Expr),
    /// `exclude 号别 is 特需 else "…"`
    Exclude(Expr),
    /// `benefit 普通门诊 when … { … }`; the condition is in the suffix.
    Benefit(Benefit),
    /// `self-pay 10% when 就医地 is 异地`
    SelfPay(Measured),
    /// `deductible per year topped up { … }`
    Deductible(Measured),
    /// `fund 统筹基金 { … }`
    Fund(Fund),
    /// `account 个人账户 pays whole or nothing`
    Account(AccountStep),

    /// `refund { require … }`: what a refund must meet.
    Refund(Vec<Member>),
    /// `family 共济账户 { require … }`: what the binding of a family account must meet.
    Family(Family),

    // What is claimed of the policy; no amount depends on it.
    /// `assert 统筹基金 <= 5000元 per year`
    Assert(Claim),
    /// `cliff at most 50元`: one fen more of cost brings at most this much more at once.
    Cliff(Expr),

    // What a calculation holds.
    /// `result 月缴费 = 基数 × 8% + 5元`
    Result(Let),

    // What a fund holds.
    /// `ratio 70%`, `ratio { … }`
    Ratio(Measured),
    /// `own ratio 20%`
    OwnRatio(Measured),
    /// `ratio by band of fund paid per year { … }`
    Bands(Measured),
    /// `fixed 40元`
    Fixed(Measured),
    /// `pays 取大(0元, 基数 × 70% − 2元)`
    Pays(Expr),
    /// `floor 45%`: the funds together pay at least this much of the scope.
    Floor(Measured),
    /// `ceiling 1000元 per year`: what the person bears above is paid by the fund.
    Ceiling(Measured),
    /// `cap 4000元 per year`
    Cap(Measured),
    /// `uplift 10pp`
    Uplift(Expr),
    /// `reduce 10pp`
    Reduce(Expr),
    /// `scale x0.9`
    Scale(Expr),
    /// `own share x0.6`
    OwnShare(Expr),
    /// `at most 100%`
    AtMost(Expr),
    /// `at least 0元`
    AtLeast(Expr),

    /// A row of a table.
    Row(Row),
}

impl MemberKind {
    /// What a clause with a figure holds.
    pub fn measured(&self) -> Option<&Measured> {
        match self {
            MemberKind::SelfPay(measured)
            | MemberKind::Deductible(measured)
            | MemberKind::Ratio(measured)
            | MemberKind::OwnRatio(measured)
            | MemberKind::Bands(measured)
            | MemberKind::Fixed(measured)
            | MemberKind::Floor(measured)
            | MemberKind::Ceiling(measured)
            | MemberKind::Cap(measured) => Some(measured),
            MemberKind::Let(definition) | MemberKind::Result(definition) => Some(&definition.value),
            _ => None,
        }
    }

    /// The clauses inside a clause.
    pub fn inside(&self) -> &[Member] {
        match self {
            MemberKind::Benefit(benefit) => &benefit.members,
            MemberKind::Fund(fund) => &fund.members,
            MemberKind::Refund(members) => members,
            MemberKind::Family(family) => &family.members,
            MemberKind::Clause(named) | MemberKind::Replace(named) => &named.members,
            _ => self.measured().map_or(&[], |measured| &measured.block),
        }
    }
}

/// A notice that the policy encodes.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its title.
    pub title: Quoted,
    /// Its clauses, where the file lists them: a number, a heading, several numbers, or the words of the
    /// clause.
    pub clauses: Vec<Quoted>,
}

/// A clause with a figure: `KEYWORD options figure options { rows and modifiers }`.
#[derive(Debug, Clone)]
pub struct Measured {
    /// What was written around the figure.
    pub options: Options,
    /// The figure, when it stands on the line; `待定` is a pattern of the cell.
    pub figure: Option<Cell>,
    /// Rows of a table, modifiers.
    pub block: Vec<Member>,
}

/// The words around a figure. Which of them a clause takes is decided by `resolve`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `per year`
    pub period: Option<Spanned<Period>>,
    /// `merged by day`
    pub merged_by_day: Option<Span>,
    /// `per 级别`, `各级别`
    pub keys: Vec<Name>,
    /// `topped up`, `就高补差`
    pub topped_up: Option<Span>,
    /// `at most 200元 per year`
    pub at_most: Option<Limit>,
    /// `shared 门诊起付累计`
    pub shared: Option<Name>,
    /// `on 诊查费`, `on 起付线 + 按比例自付`
    pub on: Option<On>,
    /// `of fund paid`, `on cost`
    pub measure: Option<Spanned<Measure>>,
    /// `counts scope`: all in-scope cost fills a deductible, not only what was borne.
    pub counts_scope: Option<Span>,
    /// `counts visits above deductible`: a visit within the deductible is no first or later visit.
    pub counts_above: Option<Span>,
    /// `counts every visit`: one within the deductible, too.
    pub counts_every: Option<Span>,
}

/// A ceiling over a longer period.
#[derive(Debug, Clone)]
pub struct Limit {
    /// The amount.
    pub amount: Expr,
    /// Over what.
    pub period: Spanned<Period>,
    /// All of it.
    pub span: Span,
}

/// What a step looks at instead of all open money: buckets, or kinds of bill lines.
#[derive(Debug, Clone)]
pub struct On {
    /// The names joined by `+` or `,`.
    pub names: Vec<Name>,
    /// All of it.
    pub span: Span,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// `cost`: in-scope cost, the deductible included.
    Cost,
    /// `cost above deductible`
    CostAboveDeductible,
    /// `fund paid`, `payment`
    Payment,
}

/// When a running total starts anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// One line of the bill.
    Item,
    /// One visit.
    Visit,
    /// One calendar day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// The benefit year of the policy.
    Year,
    /// So many days from the first use.
    Rolling(u32),
    /// Never.
    Lifetime,
}

/// `rounding 0.1元 half up`
#[derive(Debug, Clone)]
pub struct Rounding {
    /// The unit, in 元.
    pub unit: Spanned<Decimal>,
    /// The mode.
    pub mode: RoundingMode,
}

/// Where a tie, or any remainder, goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundingMode {
    /// 四舍五入.
    HalfUp,
    /// 四舍六入五成双.
    HalfEven,
    /// 舍去.
    Down,
    /// 进位.
    Up,
}

/// `let 名 = …`
#[derive(Debug, Clone)]
pub struct Let {
    /// The name.
    pub name: Name,
    /// What it stands for: one expression, or rows.
    pub value: Measured,
}

/// A line of `settle`.
#[derive(Debug, Clone)]
pub struct Payer {
    /// An account or 现金.
    pub name: Name,
    /// The buckets that it may pay, when they differ from what the vocabulary says.
    pub pays: Option<On>,
    /// When it may pay.
    pub suffix: Suffix,
    /// The whole line.
    pub span: Span,
}

/// A named stretch of clauses, which a policy that builds on this one may replace.
#[derive(Debug, Clone)]
pub struct NamedClause {
    /// Its name.
    pub name: Name,
    /// `replaceable`
    pub replaceable: bool,
    /// What it holds.
    pub members: Vec<Member>,
}

/// An ordered list of steps.
#[derive(Debug, Clone)]
pub struct Benefit {
    /// Its name.
    pub name: Name,
    /// Its steps.
    pub members: Vec<Member>,
}

/// A fund and what it pays.
#[derive(Debug, Clone)]
pub struct Fund {
    /// Its name.
    pub name: Name,
    /// `on 起付线 + 按比例自付 per year`
    pub options: Options,
    /// Ratio, modifiers, caps.
    pub members: Vec<Member>,
}

/// `account 个人账户 pays …`
#[derive(Debug, Clone)]
pub struct AccountStep {
    /// The account.
    pub name: Name,
    /// How it pays; not choosing is an error.
    pub mode: Option<Spanned<AccountMode>>,
    /// `on 起付线`
    pub options: Options,
}

/// `family 共济账户 { … }`
#[derive(Debug, Clone)]
pub struct Family {
    /// The account that givers feed.
    pub account: Name,
    /// Its gates.
    pub members: Vec<Member>,
}

/// What is said of a policy that is to hold for all its visits.
#[derive(Debug, Clone)]
pub enum Claim {
    /// `统筹基金 <= 5000元 per year`: of each settled visit, or of the sum over a period.
    Holds(Expr, Option<Spanned<Period>>),
    /// `人员类别 is 退休 never worse off than 在职`
    NeverWorse(NeverWorse),
}

/// Who never gets less from the funds, and than whom.
#[derive(Debug, Clone)]
pub struct NeverWorse {
    /// The field, where its values alone do not tell which it is.
    pub field: Option<Name>,
    /// Who: values of the field, or a field that is yes or no.
    pub values: Cell,
    /// Than whom; `None`: than everyone else.
    pub than: Option<Cell>,
    /// All of it.
    pub span: Span,
}

/// How an account pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountMode {
    /// All that is open, or nothing when the balance does not suffice.
    WholeOrNothing,
    /// As much as there is.
    WhatItCan,
    /// As much as there is; when there is a balance, no fund pays.
    InsteadOfFund,
}

/// A row of a table, with its dates and citation in the suffix of its [`Member`].
#[derive(Debug, Clone)]
pub enum Row {
    /// `基层, 一级 : 90%`
    Entry(Cell, Cell),
    /// `基层, 一级 | 90% | 60%`; the first such row of a block is the header.
    Grid(Vec<Cell>),
    /// `80%` alone on its line.
    Bare(Cell),
}
