//! Expressions as a reader would write them, and why a condition held or not.

use super::view::Known;
use super::words::{self, say};
use crate::diagnostics::Lang;
use crate::program::{NodeId, NodeOp, Program};
use crate::settlement::Reason;
use crate::value::{
    Type, Value,
    op::{Comparison, Op},
};

/// Expressions deeper than this are cut short.
const DEEPEST: usize = 12;

/// An expression.
pub(super) fn expression<'a>(id: NodeId, known: impl Into<Known<'a>>) -> String {
    let Known { program, lang, .. } = known.into();
    Writer { program, lang, held: &|_| None }.node(id, DEEPEST)
}

/// An expression with figures instead of names, as far as `held` knows them.
pub(super) fn with_figures(
    id: NodeId,
    known: Known<'_>,
    held: &dyn Fn(&NodeOp) -> Option<Value>,
) -> String {
    let Known { program, lang, .. } = known;
    Writer { program, lang, held }.node(id, DEEPEST)
}

/// The facts that decided, in one line.
pub(super) fn reasons<'a>(because: &[Reason], known: impl Into<Known<'a>>) -> String {
    let known = known.into();
    let Known { lang, .. } = known;
    let parts: Vec<String> = because.iter().map(|each| reason(each, known)).collect();
    parts.join(match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    })
}

/// `医疗类别 为 普通门诊，不是 慢特病`
pub(super) fn reason<'a>(reason: &Reason, known: impl Into<Known<'a>>) -> String {
    let known = known.into();
    let Known { program, lang, .. } = known;
    let Some(node) = program.node(reason.node) else { return "?".to_owned() };
    let writer = Writer { program, lang, held: &|_| None };
    match &node.op {
        NodeOp::Is(subject, set) => {
            let ty = program.node(*subject).map_or(Type::Code, |subject| subject.ty);
            let name = writer.node(*subject, DEEPEST);
            let actual = writer.actual(reason, ty);
            if reason.held {
                return say!(lang, "{name} 为 {actual}", "{name} is {actual}");
            }
            let set = words::set(set, ty, program, lang);
            say!(lang, "{name} 为 {actual}，不是 {set}", "{name} is {actual}, not {set}")
        }
        NodeOp::Binary(
            Op::CompareNumbers(how) | Op::CompareDates(how) | Op::CompareChoices(how),
            left,
            right,
        ) => {
            let ty = program.node(*left).map_or(Type::Code, |left| left.ty);
            let name = writer.node(*left, DEEPEST);
            let actual = writer.actual(reason, ty);
            let how = if reason.held { *how } else { how.negated() };
            let words = if ty == Type::Date { earlier(how, lang) } else { comparison(how, lang) };
            let (how, limit) = (words, writer.other(*right, known));
            say!(lang, "{name} 为 {actual}，{how} {limit}", "{name} is {actual}, {how} {limit}")
        }
        NodeOp::Binary(op @ (Op::Contains | Op::Same), left, right) => {
            let ty = program.node(*left).map_or(Type::Code, |left| left.ty);
            let name = writer.node(*left, DEEPEST);
            let (actual, other) = (writer.actual(reason, ty), writer.other(*right, known));
            let how = match (op, reason.held) {
                (Op::Contains, true) => say!(lang, "含", "which holds"),
                (Op::Contains, false) => say!(lang, "不含", "without"),
                (_, true) => say!(lang, "等于", "the same as"),
                (_, false) => say!(lang, "不等于", "other than"),
            };
            say!(lang, "{name} 为 {actual}，{how} {other}", "{name} is {actual}, {how} {other}")
        }
        _ => {
            let name = writer.node(reason.node, DEEPEST);
            let actual = writer.actual(reason, node.ty);
            say!(lang, "{name} 为 {actual}", "{name} is {actual}")
        }
    }
}

fn comparison(how: Comparison, lang: Lang) -> String {
    match how {
        Comparison::Less => say!(lang, "小于", "less than"),
        Comparison::LessOrEqual => say!(lang, "不大于", "at most"),
        Comparison::Greater => say!(lang, "大于", "more than"),
        Comparison::GreaterOrEqual => say!(lang, "不小于", "at least"),
        Comparison::Equal => say!(lang, "等于", "equal to"),
        Comparison::NotEqual => say!(lang, "不等于", "not equal to"),
    }
}

/// How two days compare.
fn earlier(how: Comparison, lang: Lang) -> String {
    match how {
        Comparison::Less => say!(lang, "早于", "before"),
        Comparison::LessOrEqual => say!(lang, "不晚于", "not after"),
        Comparison::Greater => say!(lang, "晚于", "after"),
        Comparison::GreaterOrEqual => say!(lang, "不早于", "not before"),
        Comparison::Equal | Comparison::NotEqual => comparison(how, lang),
    }
}

struct Writer<'a> {
    program: &'a Program,
    lang: Lang,
    /// The figure to write instead of a name.
    held: &'a dyn Fn(&NodeOp) -> Option<Value>,
}

impl Writer<'_> {
    /// An operand beside the one that was looked at; of a field, also what it held.
    fn other(&self, id: NodeId, known: Known<'_>) -> String {
        let words = self.node(id, DEEPEST);
        let Some(NodeOp::Field(field)) = self.program.node(id).map(|node| &node.op) else {
            return words;
        };
        let Some(held) = known.fact(*field) else { return words };
        let held = words::field_value(*field, held, self.program, self.lang);
        say!(self.lang, "{words}（{held}）", "{words} ({held})")
    }

    fn actual(&self, reason: &Reason, ty: Type) -> String {
        match &reason.actual {
            Some(value) => words::value(value, ty, self.program, self.lang),
            None => "?".to_owned(),
        }
    }

    fn node(&self, id: NodeId, depth: usize) -> String {
        let Some(node) = self.program.node(id) else { return "?".to_owned() };
        let Some(depth) = depth.checked_sub(1) else { return "…".to_owned() };
        if let Some(value) = (self.held)(&node.op) {
            return self.figure(&value, node.ty);
        }
        let vocabulary = &self.program.vocabulary;
        let body = &self.program.body;
        let named = |name: Option<&String>| name.cloned().unwrap_or_else(|| "?".to_owned());
        match &node.op {
            NodeOp::Constant(value) => self.figure(value, node.ty),
            NodeOp::Field(field) | NodeOp::LineField(field) => {
                words::field_name(*field, self.program).to_owned()
            }
            NodeOp::Parameter(id) => {
                named(vocabulary.parameters.get(id.index()).map(|each| &each.name))
            }
            NodeOp::Definition(id) => {
                named(body.definitions.get(id.index()).map(|each| &each.name))
            }
            NodeOp::Result(id) => named(body.results.get(id.index()).map(|each| &each.name)),
            NodeOp::Balance(id) => {
                let name = named(vocabulary.account(*id).map(|each| &each.name));
                say!(self.lang, "{name}余额", "balance of {name}")
            }
            NodeOp::Total(id) => named(body.accumulators.get(id.index()).map(|each| &each.title)),
            NodeOp::Base => say!(self.lang, "基数", "base"),
            NodeOp::Bucket(bucket) => words::bucket(*bucket, self.program, self.lang),
            NodeOp::Paid(paid) => words::paid(*paid, self.program, self.lang),
            NodeOp::Unary(op, operand) => self.unary(*op, *operand, depth),
            NodeOp::Binary(op, left, right) => self.binary(*op, *left, *right, depth),
            NodeOp::And(left, right) => {
                let (left, right) = (self.node(*left, depth), self.node(*right, depth));
                say!(self.lang, "{left} 且 {right}", "{left} and {right}")
            }
            NodeOp::Or(left, right) => {
                let (left, right) = (self.node(*left, depth), self.node(*right, depth));
                say!(self.lang, "{left} 或 {right}", "{left} or {right}")
            }
            NodeOp::If(condition, then, otherwise) => {
                let condition = self.node(*condition, depth);
                let (then, otherwise) = (self.node(*then, depth), self.node(*otherwise, depth));
                say!(
                    self.lang,
                    "若 {condition} 则 {then} 否则 {otherwise}",
                    "if {condition} then {then} else {otherwise}"
                )
            }
            NodeOp::Is(subject, set) => {
                let ty = self.program.node(*subject).map_or(Type::Code, |subject| subject.ty);
                let subject = self.node(*subject, depth);
                let set = words::set(set, ty, self.program, self.lang);
                say!(self.lang, "{subject} 为 {set}", "{subject} is {set}")
            }
            NodeOp::Lookup(table) => {
                let titles: Vec<String> = self
                    .program
                    .tables
                    .get(table.index())
                    .map(|table| table.dimensions.iter().map(|each| each.title.clone()).collect())
                    .unwrap_or_default();
                let titles = words::list(&titles, self.lang);
                say!(self.lang, "表（{titles}）", "table ({titles})")
            }
        }
    }

    /// A value as it is written; amounts with their unit.
    fn figure(&self, value: &Value, ty: Type) -> String {
        match value {
            Value::Number(number) if ty == Type::Money => crate::value::figure(*number, ty),
            _ => words::value(value, ty, self.program, self.lang),
        }
    }

    fn unary(&self, op: Op, operand: NodeId, depth: usize) -> String {
        let words = self.node(operand, depth);
        match op {
            Op::Not => say!(self.lang, "非 {words}", "not {words}"),
            Op::Negate => format!("−{words}"),
            Op::Floor => say!(self.lang, "取整({words})", "floor({words})"),
            Op::Count => say!(self.lang, "个数({words})", "count({words})"),
            Op::MonthOfYear => say!(self.lang, "月份({words})", "month({words})"),
            Op::LevelBelow => say!(self.lang, "下一级({words})", "level_below({words})"),
            _ => words,
        }
    }

    fn binary(&self, op: Op, left: NodeId, right: NodeId, depth: usize) -> String {
        let first = if op == Op::Subtract { Op::Add } else { op };
        let (a, b) = (self.operand(first, left, depth), self.operand(op, right, depth));
        match op {
            Op::Add | Op::DateAdd => format!("{a} + {b}"),
            Op::Subtract | Op::DateSubtract | Op::DateDifference => format!("{a} − {b}"),
            Op::Multiply => format!("{a} × {b}"),
            Op::Divide => format!("{a} ÷ {b}"),
            Op::Max => say!(self.lang, "取大({a}, {b})", "max({a}, {b})"),
            Op::Min => say!(self.lang, "取小({a}, {b})", "min({a}, {b})"),
            Op::FullYears => say!(self.lang, "周岁({a}, {b})", "age({a}, {b})"),
            Op::FullMonths => say!(self.lang, "月数({a}, {b})", "months({a}, {b})"),
            Op::Days => say!(self.lang, "天数({a}, {b})", "days({a}, {b})"),
            Op::Same => say!(self.lang, "{a} 为 {b}", "{a} is {b}"),
            Op::Contains => say!(self.lang, "{b} 属于 {a}", "{b} in {a}"),
            Op::CompareDates(how) => {
                let how = earlier(how, self.lang);
                format!("{a} {how} {b}")
            }
            Op::CompareNumbers(how) | Op::CompareChoices(how) => {
                let how = comparison(how, self.lang);
                format!("{a} {how} {b}")
            }
            Op::Negate | Op::Floor | Op::Count | Op::MonthOfYear | Op::LevelBelow | Op::Not => a,
        }
    }

    /// An operand of a product stands in brackets when it is a sum.
    fn operand(&self, op: Op, id: NodeId, depth: usize) -> String {
        let words = self.node(id, depth);
        let sum = self.program.node(id).is_some_and(|node| {
            matches!(node.op, NodeOp::Binary(Op::Add | Op::Subtract, ..) | NodeOp::If(..))
        });
        let tight = matches!(op, Op::Multiply | Op::Divide | Op::Subtract);
        if sum && tight { format!("({words})") } else { words }
    }
}
