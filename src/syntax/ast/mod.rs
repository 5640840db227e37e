//! The tree of a file: what was written, with the place of everything, before any name is looked up.
//!
//! A file is a list of items. The bodies of items are lists of [`Member`]s: every clause that the
//! language has, wherever it stands. Whether a clause may stand where it was written is decided by
//! `resolve`, which can say where it belongs; the grammar does not need to know.

mod expr;
mod member;
mod sort;

pub use expr::*;
pub use member::*;
pub use sort::Sort;

pub use crate::rule::EventKind;
use crate::source::{Span, Spanned};

/// A name as it was written.
pub type Name = Spanned<String>;
/// A quoted text, without its quotation marks.
pub type Quoted = Spanned<String>;

/// One file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// The items, in the order written. Broken ones are left out; the parser has reported them.
    pub items: Vec<Item>,
    /// Every comment with its place (from `#` to the end of the line, without the line break).
    pub comments: Vec<Comment>,
    /// Something in the file could not be read: what other files miss in it may have been there.
    pub broken: bool,
}

/// A comment: `# …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text, with the leading `#`.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// What may stand at the top of a file.
#[derive(Debug, Clone)]
pub enum Item {
    /// `use 医保`
    Use(Name),
    /// `vocabulary 医保 { … }`: declarations that other files can `use`.
    Vocabulary(Vocabulary),
    /// A declaration for this file alone.
    Declaration(Declaration),
    /// `policy 衡阳职工普通门诊 { … }`
    Policy(Policy),
    /// `calc 灵活就业缴费 { … }`: a calculation that is not a visit.
    Calc(Policy),
    /// `scenario "…" for 襄阳挂号费 { … }`
    Scenario(Scenario),
    /// `scenarios "…" for 襄阳挂号费 { … }`
    ScenarioTable(ScenarioTable),
}

/// A named list of declarations.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Its name, for `use`.
    pub name: Name,
    /// What it declares.
    pub declarations: Vec<Declaration>,
    /// A part of it could not be read and was left out; the parser has said so.
    pub broken: bool,
    /// The whole item.
    pub span: Span,
}

/// One declaration.
#[derive(Debug, Clone)]
pub enum Declaration {
    /// `enum 级别 "level" ordered { 基层 "basic", 一级 "1", … }`
    Enum(EnumDeclaration),
    /// `extend 级别 { 村 "village" < 基层 }`
    Extend(Extension),
    /// `field 年龄 "age" : age 0岁 .. 130岁 of person default …`
    Field(FieldDeclaration),
    /// `account 个人账户 "acct" pays 起付线 + 按比例自付`
    Account(AccountDeclaration),
    /// `parameter 社平工资 : money { 自 2024-01-01 : 10000元 }`
    Parameter(ParameterDeclaration),
    /// `accumulator 门诊起付累计 per year`
    Accumulator(AccumulatorDeclaration),
}

impl Declaration {
    /// The whole declaration.
    pub fn span(&self) -> Span {
        match self {
            Declaration::Enum(it) => it.span,
            Declaration::Extend(it) => it.span,
            Declaration::Field(it) => it.span,
            Declaration::Account(it) => it.span,
            Declaration::Parameter(it) => it.span,
            Declaration::Accumulator(it) => it.span,
        }
    }
}

/// An enumeration.
#[derive(Debug, Clone)]
pub struct EnumDeclaration {
    /// Its name.
    pub name: Name,
    /// Its external name.
    pub external: Option<Quoted>,
    /// Whether its values have an order (the one they are written in, lowest first).
    pub ordered: bool,
    /// Its values.
    pub values: Vec<EnumValue>,
    /// The whole declaration.
    pub span: Span,
}

/// One value of an enumeration.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// Its name.
    pub name: Name,
    /// Its external name, used in JSON and columns.
    pub external: Option<Quoted>,
}

/// Further values for an enumeration that another file declared.
#[derive(Debug, Clone)]
pub struct Extension {
    /// The enumeration.
    pub name: Name,
    /// The new values.
    pub values: Vec<ExtensionValue>,
    /// The whole declaration.
    pub span: Span,
}

/// One new value and its place in the order.
#[derive(Debug, Clone)]
pub struct ExtensionValue {
    /// The value.
    pub value: EnumValue,
    /// Where it stands among the values that are there.
    pub position: ExtensionPosition,
}

/// Where a new value stands.
#[derive(Debug, Clone)]
pub enum ExtensionPosition {
    /// `村`: behind all others, for enumerations without order.
    Last,
    /// `村 < 基层`: just below a value.
    Below(Name),
    /// `特三级 > 三级`: just above a value.
    Above(Name),
}

/// A typed field.
#[derive(Debug, Clone)]
pub struct FieldDeclaration {
    /// Its name.
    pub name: Name,
    /// Its external name.
    pub external: Option<Quoted>,
    /// Its type.
    pub ty: TypeName,
    /// Lower and upper bound, both included: `0岁 .. 130岁`.
    pub bounds: Option<(Expr, Expr)>,
    /// Its step: `step 0.01元`.
    pub step: Option<Expr>,
    /// What it belongs to.
    pub section: Section,
    /// `default 否`: what holds when the input does not give it; may be computed from other fields.
    pub default: Option<Expr>,
    /// The whole declaration.
    pub span: Span,
}

/// What a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// 参保人.
    Person,
    /// 机构.
    Institution,
    /// 就诊, the bill included.
    Visit,
    /// 项目行: one line of the bill.
    Line,
    /// 共济: what a binding of family accounts says.
    Binding,
}

/// A type as written.
#[derive(Debug, Clone)]
pub struct TypeName {
    /// Which.
    pub kind: TypeNameKind,
    /// Its place.
    pub span: Span,
}

/// The types that a declaration can name.
#[derive(Debug, Clone)]
pub enum TypeNameKind {
    /// 金额.
    Money,
    /// 比例.
    Ratio,
    /// 百分点.
    Points,
    /// 系数.
    Factor,
    /// 次数: a whole number.
    Count,
    /// 日期.
    Date,
    /// 时长.
    Duration,
    /// 年龄.
    Age,
    /// 是否.
    Flag,
    /// 代码: a text.
    Code,
    /// The name of an enumeration.
    Enum(Name),
    /// `set of 病种`.
    Set(Name),
}

/// An account of the vocabulary.
#[derive(Debug, Clone)]
pub struct AccountDeclaration {
    /// Its name; also the name under which the input gives its balance.
    pub name: Name,
    /// Its external name.
    pub external: Option<Quoted>,
    /// The buckets that it may pay.
    pub pays: Vec<Name>,
    /// The balance when the input gives none.
    pub default: Option<Expr>,
    /// `carries to 历年账户 on 01-01`: what is left on that day of each year goes there.
    pub carries: Option<Carry>,
    /// The whole declaration.
    pub span: Span,
}

/// Where and when what is left of an account goes, each year.
#[derive(Debug, Clone)]
pub struct Carry {
    /// The account that takes it.
    pub to: Name,
    /// Month and day.
    pub on: Spanned<(u32, u32)>,
    /// All of it.
    pub span: Span,
}

/// A dated constant.
#[derive(Debug, Clone)]
pub struct ParameterDeclaration {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeName,
    /// Its values, each with its dates.
    pub values: Vec<ParameterValue>,
    /// The whole declaration.
    pub span: Span,
}

/// One value of a parameter.
#[derive(Debug, Clone)]
pub struct ParameterValue {
    /// The value, or 待定.
    pub value: Cell,
    /// Since when, until when, citation.
    pub suffix: Suffix,
    /// The whole row.
    pub span: Span,
}

/// A running total that several clauses share.
#[derive(Debug, Clone)]
pub struct AccumulatorDeclaration {
    /// Its name.
    pub name: Name,
    /// When it starts anew.
    pub period: Period,
    /// `per 级别`: a total for each value of these fields.
    pub keys: Vec<Name>,
    /// The whole declaration.
    pub span: Span,
}

/// The rules of one city for one group.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Quoted>,
    /// `extends 湖南省职工`: the policy that it builds on.
    pub extends: Option<Name>,
    /// Its clauses.
    pub members: Vec<Member>,
    /// A part of it could not be read and was left out; the parser has said so. What seems to be
    /// missing may have been there.
    pub broken: bool,
    /// The whole item.
    pub span: Span,
}

/// One person, dated events, and what is expected after each.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What it shows.
    pub title: Quoted,
    /// `for 襄阳挂号费`: the policy it settles against; without it, whichever is in force.
    pub policy: Option<Name>,
    /// `skip because "…"`, `only`.
    pub mode: Option<ScenarioMode>,
    /// Events and expectations, in the order written.
    pub events: Vec<ScenarioEvent>,
    /// A part of it could not be read and was left out; the parser has said so.
    pub broken: bool,
    /// The whole item.
    pub span: Span,
}

/// A scenario that is not run with the others.
#[derive(Debug, Clone)]
pub enum ScenarioMode {
    /// `skip because "…"`: not run.
    Skip(Option<Quoted>, Span),
    /// `only`: the others are not run.
    Only(Span),
}

/// One line of a scenario.
#[derive(Debug, Clone)]
pub enum ScenarioEvent {
    /// Something happens.
    Event(Event),
    /// `expect { 统筹基金 : 7元 }`
    Expect(Expectation),
}

/// Something that happens to the person: `visit 2025-05-06 "甲" { 级别 : 三级 }`
///
/// One shape for all kinds; the grammar gives each kind what it can have.
#[derive(Debug, Clone)]
pub struct Event {
    /// What happens.
    pub kind: EventKind,
    /// The day, or the first day of what holds from there on.
    pub date: Option<Spanned<Literal>>,
    /// `until 2026-01-15`: the first day on which it no longer holds.
    pub until: Option<Spanned<Literal>>,
    /// `"甲"`: a name for the visit, by which later events speak of it.
    pub label: Option<Quoted>,
    /// `of 2025-05-06`, `of "甲"`: the visit that a refund is of.
    pub of: Option<Reference>,
    /// Facts of the event.
    pub facts: Vec<Fact>,
    /// `line { 金额 : 10元 }`, one for each line of the bill.
    pub lines: Vec<Vec<Fact>>,
    /// The whole event.
    pub span: Span,
    /// Its keyword.
    pub head: Span,
}

/// An earlier visit.
#[derive(Debug, Clone)]
pub enum Reference {
    /// The one visit of that day.
    Date(Spanned<Literal>),
    /// The visit with that name.
    Label(Quoted),
}

/// Scenarios as a grid, one a row: `scenarios "各级别" for 合肥职工 { … }`
#[derive(Debug, Clone)]
pub struct ScenarioTable {
    /// What it shows.
    pub title: Quoted,
    /// The policy it settles against.
    pub policy: Option<Name>,
    /// `skip because "…"`, `only`.
    pub mode: Option<ScenarioMode>,
    /// `person { … }`: what all rows share.
    pub shared: Vec<Event>,
    /// The columns.
    pub header: Vec<ScenarioColumn>,
    /// The rows, each with one cell a column; an empty cell is not given.
    pub rows: Vec<ScenarioRow>,
    /// A part of it could not be read and was left out; the parser has said so.
    pub broken: bool,
    /// The whole item.
    pub span: Span,
}

/// A column of a scenario table.
#[derive(Debug, Clone)]
pub struct ScenarioColumn {
    /// What its cells say.
    pub kind: ScenarioColumnKind,
    /// The header cell.
    pub span: Span,
}

/// What the cells of a column say.
#[derive(Debug, Clone)]
pub enum ScenarioColumnKind {
    /// `情景`: the title of the row.
    Title,
    /// `级别`: a fact; `日期` is the day of the visit.
    Fact(Name),
    /// `expect 统筹基金`: an amount that must come.
    Expect(Name),
    /// `expect refused`: the words of the refusal.
    Refused,
}

/// A row of a scenario table.
#[derive(Debug, Clone)]
pub struct ScenarioRow {
    /// Its cells; `None` where nothing is given.
    pub cells: Vec<Option<Cell>>,
    /// The whole row.
    pub span: Span,
}

/// `级别 : 三级`
#[derive(Debug, Clone)]
pub struct Fact {
    /// The field.
    pub name: Name,
    /// Its value; several for a set.
    pub value: Cell,
}

/// What an event must bring.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// What.
    pub kind: ExpectationKind,
    /// `expect "甲" { … }`: of that visit as it stands now, instead of the event before.
    pub of: Option<Reference>,
    /// The whole expectation.
    pub span: Span,
}

/// What is expected.
#[derive(Debug, Clone)]
pub enum ExpectationKind {
    /// Amounts by fund, bucket, payer or balance, results of a calculation by name.
    Amounts(Vec<Fact>),
    /// The event is refused; the text is part of the reason.
    Refused(Option<Quoted>),
    /// `expect unused 号别`: facts that no rule reads, known to the writer.
    Unused(Vec<Name>),
}
