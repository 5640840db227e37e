//! A node in one line.

use super::n;
use crate::policy::{Interval, Set};
use crate::program::{Node, NodeOp, Program};
use crate::rule::Paid;
use crate::value::{Type, Value, figure};

/// What a node computes, with the numbers of its operands.
pub(super) fn words(program: &Program, node: &Node) -> String {
    match &node.op {
        NodeOp::Constant(value) => constant(program, value, node.ty),
        NodeOp::Field(id) => named("field", "f", id.0, field(program, id.index())),
        NodeOp::LineField(id) => named("line field", "f", id.0, field(program, id.index())),
        NodeOp::Parameter(id) => format!("parameter p{}", id.0),
        NodeOp::Definition(id) => {
            let name = program.body.definitions.get(id.index()).map(|each| each.name.as_str());
            named("definition", "d", id.0, name)
        }
        NodeOp::Result(id) => {
            let name = program.body.results.get(id.index()).map(|each| each.name.as_str());
            named("result", "r", id.0, name)
        }
        NodeOp::Balance(id) => format!("balance c{}", id.0),
        NodeOp::Total(id) => format!("total a{}", id.0),
        NodeOp::Base => "base".to_owned(),
        NodeOp::Bucket(bucket) => format!("bucket {}", bucket_name(*bucket)),
        NodeOp::Paid(paid) => format!("paid by {}", payer_name(program, *paid)),
        NodeOp::Unary(op, operand) => format!("{op:?} {}", n(*operand)),
        NodeOp::Binary(op, left, right) => format!("{op:?} {} {}", n(*left), n(*right)),
        NodeOp::And(left, right) => format!("And {} {}", n(*left), n(*right)),
        NodeOp::Or(left, right) => format!("Or {} {}", n(*left), n(*right)),
        NodeOp::If(condition, then, otherwise) => {
            format!("If {} {} {}", n(*condition), n(*then), n(*otherwise))
        }
        NodeOp::Is(subject, held) => {
            let ty = program.node(*subject).map_or(Type::Code, |subject| subject.ty);
            format!("{} is {}", n(*subject), set(program, held, ty))
        }
        NodeOp::Lookup(table) => format!("look up t{}", table.0),
    }
}

fn field(program: &Program, index: usize) -> Option<&str> {
    program.vocabulary.fields.get(index).map(|field| field.name.as_str())
}

fn named(sort: &str, letter: &str, id: u32, name: Option<&str>) -> String {
    format!("{sort} {letter}{id} {}", name.unwrap_or("?"))
}

fn bucket_name(bucket: crate::rule::Bucket) -> String {
    bucket.words().map_or_else(|| format!("{bucket:?}"), |(zh, _, _)| zh.to_owned())
}

fn payer_name(program: &Program, paid: Paid) -> String {
    match (paid, paid.words()) {
        (Paid::Account(id), _) => {
            let account = program.vocabulary.account(id);
            named("account", "c", id.0, account.map(|account| account.name.as_str()))
        }
        (_, words) => words.map_or("?", |(zh, _)| zh).to_owned(),
    }
}

fn constant(program: &Program, value: &Value, ty: Type) -> String {
    match (value, ty) {
        (Value::Number(number), _) => figure(*number, ty),
        (Value::Flag(true), _) => "是".to_owned(),
        (Value::Flag(false), _) => "否".to_owned(),
        (Value::Choice(index), Type::Choice(of)) => {
            program.vocabulary.choice_name(of, *index).to_owned()
        }
        (Value::Choices(bits), Type::Choices(of)) => names(program, *bits, of),
        (Value::Choice(index), _) => format!("#{index}"),
        (Value::Choices(bits), _) => format!("#{bits:b}"),
        (Value::Date(date), _) => date.to_string(),
        (Value::Duration(length), _) => format!("{} months {} days", length.months, length.days),
        (Value::Text(words), _) => format!("\"{words}\""),
    }
}

fn names(program: &Program, bits: u64, of: u32) -> String {
    let count = program.vocabulary.enumeration(of).map_or(0, |found| found.values.len());
    let names: Vec<&str> = (0..u32::try_from(count).unwrap_or(0))
        .filter(|index| bits.checked_shr(*index).unwrap_or(0) & 1 == 1)
        .map(|index| program.vocabulary.choice_name(of, index))
        .collect();
    format!("{{ {} }}", names.join(", "))
}

fn set(program: &Program, set: &Set, ty: Type) -> String {
    match set {
        Set::Any => "anything".to_owned(),
        Set::Choices(bits) => match ty {
            Type::Choice(of) | Type::Choices(of) => names(program, *bits, of),
            _ => format!("#{bits:b}"),
        },
        Set::Flags { yes, no } => match (yes, no) {
            (true, true) => "anything".to_owned(),
            (true, false) => "是".to_owned(),
            (false, true) => "否".to_owned(),
            (false, false) => "nothing".to_owned(),
        },
        Set::Numbers(parts) => union(parts, &|number| figure(*number, ty)),
        Set::Dates(parts) => union(parts, &|date| date.to_string()),
    }
}

fn union<T>(parts: &[Interval<T>], show: &dyn Fn(&T) -> String) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| {
            let open = if part.lo_open || part.lo.is_none() { "(" } else { "[" };
            let close = if part.hi_closed { "]" } else { ")" };
            let lo = part.lo.as_ref().map_or_else(String::new, show);
            let hi = part.hi.as_ref().map_or_else(String::new, show);
            format!("{open}{lo}, {hi}{close}")
        })
        .collect();
    parts.join(" or ")
}
