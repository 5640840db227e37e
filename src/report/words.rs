//! Values, sets and parts of the bill in the reader's language.

use crate::diagnostics::Lang;
use crate::policy::{Interval, Set};
use crate::program::Program;
use crate::rule::{Bucket, FieldId, Paid, Role};
use crate::settlement::PayerKind;
use crate::value::{
    Date, Duration, EnumIndex, Exact, Period, Type, Value, money, percent, plain, points,
};

/// A sentence in one of two languages: `say!(lang, "…{x}…", "…{x}…")`.
macro_rules! say {
    ($lang:expr, $zh:literal, $en:literal $(,)?) => {
        match $lang {
            $crate::diagnostics::Lang::Zh => format!($zh),
            $crate::diagnostics::Lang::En => format!($en),
        }
    };
}
pub(super) use say;

/// The facts at the head of a statement: a yes by its name, a choice by its value.
pub(super) fn facts(facts: &[(FieldId, Value)], program: &Program, lang: Lang) -> Vec<String> {
    let known = facts.iter().filter_map(|(id, fact)| Some((program.vocabulary.field(*id)?, fact)));
    let told = known.filter(|(field, _)| field.role != Some(Role::VisitDate));
    told.map(|(field, fact)| {
        let words = value(fact, field.ty, program, lang);
        match fact {
            Value::Flag(true) => field.name.clone(),
            Value::Choice(_) => words,
            _ => format!("{} {words}", field.name),
        }
    })
    .collect()
}

/// An amount in 元: two decimals when it is whole 分, all of its digits when it is not.
pub(super) fn amount(fen: Exact) -> String {
    if fen.is_whole() {
        return money(fen);
    }
    let Ok(yuan) = fen.div(Exact::whole(100)) else { return "?".to_owned() };
    if yuan.to_decimal(8).is_some() {
        return plain(yuan);
    }
    let Ok(scaled) = yuan.mul(Exact::whole(1_000_000)) else { return "?".to_owned() };
    let digits = scaled.floor().numerator();
    let sign = if digits < 0 { "-" } else { "" };
    let digits = digits.unsigned_abs();
    format!("{sign}{}.{:06}…", digits / 1_000_000, digits % 1_000_000)
}

/// A figure with its unit, for a statement.
pub(super) fn figure(number: Exact, ty: Type, lang: Lang) -> String {
    match ty {
        Type::Money => amount(number),
        Type::Ratio => percent(number),
        Type::Points => match lang {
            Lang::Zh => points(number).replace("pp", "个百分点"),
            Lang::En => points(number),
        },
        Type::Age => {
            let years = plain(number);
            say!(lang, "{years}岁", "{years}")
        }
        _ => plain(number),
    }
}

/// A value, for a statement.
pub(super) fn value(value: &Value, ty: Type, program: &Program, lang: Lang) -> String {
    match (value, ty) {
        (Value::Number(number), _) => figure(*number, ty, lang),
        (Value::Flag(flag), _) => self::flag(*flag, lang).to_owned(),
        (Value::Choice(index), Type::Choice(of)) => {
            program.vocabulary.choice_name(of, *index).to_owned()
        }
        (Value::Choices(bits), Type::Choices(of)) => choices(*bits, of, program, lang),
        (Value::Choice(index), _) => index.to_string(),
        (Value::Choices(bits), _) => bits.to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Duration(length), _) => duration(*length, lang),
        (Value::Text(words), _) => words.to_string(),
    }
}

/// The value of a field by the field's type.
pub(super) fn field_value(id: FieldId, value: &Value, program: &Program, lang: Lang) -> String {
    let ty = program.vocabulary.field(id).map_or(Type::Code, |field| field.ty);
    self::value(value, ty, program, lang)
}

/// The name of a field.
pub(super) fn field_name(id: FieldId, program: &Program) -> &str {
    program.vocabulary.field(id).map_or("?", |field| field.name.as_str())
}

fn flag(flag: bool, lang: Lang) -> &'static str {
    match (flag, lang) {
        (true, Lang::Zh) => "是",
        (false, Lang::Zh) => "否",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    }
}

fn choices(bits: u64, of: EnumIndex, program: &Program, lang: Lang) -> String {
    let count = program.vocabulary.enumeration(of).map_or(0, |found| found.values.len());
    let names: Vec<&str> = (0..u32::try_from(count).unwrap_or(0))
        .filter(|index| bits.checked_shr(*index).unwrap_or(0) & 1 == 1)
        .map(|index| program.vocabulary.choice_name(of, index))
        .collect();
    match (names.is_empty(), lang) {
        (true, Lang::Zh) => "（空）".to_owned(),
        (true, Lang::En) => "(empty)".to_owned(),
        (false, Lang::Zh) => names.join("、"),
        (false, Lang::En) => names.join(", "),
    }
}

fn duration(length: Duration, lang: Lang) -> String {
    let (months, days) = (length.months, length.days);
    match (months, days, lang) {
        (0, _, Lang::Zh) => format!("{days}天"),
        (_, 0, Lang::Zh) => format!("{months}个月"),
        (_, _, Lang::Zh) => format!("{months}个月{days}天"),
        (0, _, Lang::En) => format!("{days} days"),
        (_, 0, Lang::En) => format!("{months} months"),
        (_, _, Lang::En) => format!("{months} months and {days} days"),
    }
}

/// A set that a value is compared with.
pub(super) fn set(set: &Set, ty: Type, program: &Program, lang: Lang) -> String {
    match set {
        Set::Any => say!(lang, "任意", "anything"),
        Set::Choices(bits) => match ty {
            Type::Choice(of) | Type::Choices(of) => choices(*bits, of, program, lang),
            _ => bits.to_string(),
        },
        Set::Flags { yes: true, no: true } => say!(lang, "任意", "anything"),
        Set::Flags { yes, .. } => flag(*yes, lang).to_owned(),
        Set::Numbers(intervals) => union(intervals, lang, &|number: &Exact| {
            if ty == Type::Money {
                crate::value::figure(*number, ty)
            } else {
                figure(*number, ty, lang)
            }
        }),
        Set::Dates(intervals) => union(intervals, lang, &|date: &Date| date.to_string()),
    }
}

fn union<T>(intervals: &[Interval<T>], lang: Lang, show: &dyn Fn(&T) -> String) -> String {
    let parts: Vec<String> = intervals.iter().map(|each| interval(each, lang, show)).collect();
    parts.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

fn interval<T>(interval: &Interval<T>, lang: Lang, show: &dyn Fn(&T) -> String) -> String {
    let (lo, hi) = (interval.lo.as_ref().map(show), interval.hi.as_ref().map(show));
    match (lo, hi) {
        (None, None) => say!(lang, "任意", "anything"),
        (Some(lo), None) if interval.lo_open => say!(lang, "超过{lo}", "more than {lo}"),
        (Some(lo), None) => say!(lang, "{lo}以上", "{lo} or more"),
        (None, Some(hi)) if interval.hi_closed => say!(lang, "{hi}以下", "at most {hi}"),
        (None, Some(hi)) => say!(lang, "不满{hi}", "less than {hi}"),
        (Some(lo), Some(hi)) if lo == hi => lo,
        (Some(lo), Some(hi)) => match (interval.lo_open, interval.hi_closed) {
            (false, false) => format!("{lo} .. {hi}"),
            (false, true) => say!(lang, "{lo} 至 {hi}", "{lo} to {hi}"),
            (true, false) => say!(lang, "超过{lo}、不满{hi}", "more than {lo} and less than {hi}"),
            (true, true) => say!(lang, "超过{lo}至{hi}", "more than {lo} up to {hi}"),
        },
    }
}

/// A part of the bill.
pub(super) fn bucket(bucket: Bucket, program: &Program, lang: Lang) -> String {
    match bucket {
        Bucket::Fund(fund) => {
            program.body.funds.get(fund.index()).cloned().unwrap_or_else(|| "?".to_owned())
        }
        Bucket::Account(account) => {
            program.vocabulary.account(account).map_or("?", |found| found.name.as_str()).to_owned()
        }
        personal => personal.words().map_or_else(
            || "?".to_owned(),
            |(zh, en, _)| match lang {
                Lang::Zh => zh.to_owned(),
                Lang::En => en.replace('_', " "),
            },
        ),
    }
}

/// A part of the bill by its Chinese name, as the ledger keeps it.
pub(super) fn part(name: &str, lang: Lang) -> String {
    match (Bucket::named(name).and_then(Bucket::words), lang) {
        (Some((_, en, _)), Lang::En) => en.replace('_', " "),
        _ => name.to_owned(),
    }
}

/// What someone pays of a settled bill.
pub(super) fn paid(paid: Paid, program: &Program, lang: Lang) -> String {
    match (paid, paid.words()) {
        (Paid::Account(account), _) => bucket(Bucket::Account(account), program, lang),
        (_, Some((zh, en))) => say!(lang, "{zh}", "{en}"),
        (_, None) => "?".to_owned(),
    }
}

/// Who pays.
pub(super) fn payer(payer: PayerKind, program: &Program, lang: Lang) -> String {
    match payer {
        PayerKind::Fund(fund) => bucket(Bucket::Fund(fund), program, lang),
        PayerKind::Account(account) => bucket(Bucket::Account(account), program, lang),
        PayerKind::Cash => say!(lang, "现金", "cash"),
    }
}

/// `本年`, `this year`.
pub(super) fn period(period: Period, lang: Lang) -> String {
    match period {
        Period::Item => say!(lang, "本项", "this item"),
        Period::Visit => say!(lang, "本次", "this visit"),
        Period::Day => say!(lang, "当日", "that day"),
        Period::Month => say!(lang, "本月", "this month"),
        Period::Quarter => say!(lang, "本季度", "this quarter"),
        Period::Year => say!(lang, "本年", "this year"),
        Period::Rolling(days) => say!(lang, "{days} 天内", "within {days} days"),
        Period::Lifetime => say!(lang, "终身", "lifetime"),
    }
}

/// A list: `甲、乙`.
pub(super) fn list(items: &[String], lang: Lang) -> String {
    items.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}
