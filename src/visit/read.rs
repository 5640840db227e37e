//! Raw facts to typed slots, with everything that is wrong at once.

use super::figure::{Fault, Limits, date, duration, number, sample, shorten};
use super::names::{Slot, describe_unknown, find, of_a_binding};
use super::{Facts, RawFact, RawValue, RawVisit};
use crate::diagnostics::{Code, Problem, Text, nearest};
use crate::rule::{EventKind, Section, Vocabulary};
use crate::text;
use crate::value::{Date, EnumIndex, Exact, Type, Value};

/// Checks a raw visit against a vocabulary.
///
/// A later fact of the same field replaces an earlier one, as a visit replaces what holds for the
/// person; one place that gives a field under both its names is a fault.
pub fn read<E>(raw: &RawVisit, vocabulary: &Vocabulary<E>) -> Result<Facts, Vec<Problem>> {
    let mut problems = Vec::new();
    for fact in &raw.facts {
        if let Some(Slot::Field(id)) = find(&fact.name, vocabulary, false)
            && vocabulary.field(id).is_some_and(|field| field.section == Section::Binding)
        {
            let fault = of_a_binding(&fact.name);
            problems.push(complain(fact, vocabulary, None, fault));
        }
    }
    fill(raw, vocabulary, problems)
}

/// The same for events of family accounts, which also have the fields of a binding.
pub fn read_with_binding<E>(
    raw: &RawVisit,
    vocabulary: &Vocabulary<E>,
) -> Result<Facts, Vec<Problem>> {
    fill(raw, vocabulary, Vec::new())
}

fn fill<E>(
    raw: &RawVisit,
    vocabulary: &Vocabulary<E>,
    mut problems: Vec<Problem>,
) -> Result<Facts, Vec<Problem>> {
    let mut facts = Facts {
        fields: vec![None; vocabulary.fields.len()],
        lines: Vec::with_capacity(raw.lines.len()),
        balances: vec![None; vocabulary.accounts.len()],
        place: raw.place.clone(),
    };
    for (fact, slot) in slots(&raw.facts, vocabulary, false, &mut problems) {
        match value_of(fact, slot, vocabulary) {
            Ok(value) => put(&mut facts, slot, value),
            Err(fault) => problems.push(complain(fact, vocabulary, Some(slot), fault)),
        }
    }
    for line in &raw.lines {
        let mut row = vec![None; vocabulary.fields.len()];
        for (fact, slot) in slots(line, vocabulary, true, &mut problems) {
            match value_of(fact, slot, vocabulary) {
                Ok(value) => {
                    if let Slot::Field(id) = slot
                        && let Some(cell) = row.get_mut(id.index())
                    {
                        *cell = value;
                    }
                }
                Err(fault) => problems.push(complain(fact, vocabulary, Some(slot), fault)),
            }
        }
        facts.lines.push(row);
    }
    if problems.is_empty() {
        return Ok(facts);
    }
    problems.sort_by_key(|problem| problem.span().map_or(0, |span| span.lo));
    Err(problems)
}

/// The value of a fact by a type.
pub fn read_value<E>(
    fact: &RawFact,
    ty: Type,
    vocabulary: &Vocabulary<E>,
) -> Result<Value, Problem> {
    typed(&fact.value, ty, Limits::default(), vocabulary)
        .map_err(|fault| complain(fact, vocabulary, None, fault))
}

/// The day of a visit, before a vocabulary is known.
pub fn read_date(raw: &RawVisit) -> Result<Date, Problem> {
    date_among(raw, EventKind::Visit)
}

/// The day of an event among its facts.
pub(super) fn date_among(raw: &RawVisit, kind: EventKind) -> Result<Date, Problem> {
    let given = raw
        .facts
        .iter()
        .rev()
        .find(|fact| fact.name == "日期" || fact.name == "visit_date")
        .filter(|fact| fact.value != RawValue::Null);
    let Some(fact) = given else { return Err(missing_date(&raw.place, kind)) };
    day(fact)
}

fn missing_date(place: &str, kind: EventKind) -> Problem {
    let (zh, en) = kind.words();
    let Text { zh, en } = match kind {
        EventKind::Visit => text!("缺少就诊日期", "the date of the visit is missing"),
        _ => text!("{zh}缺少日期", "the date of the {en} is missing"),
    };
    let message =
        if place.is_empty() { Text { zh, en } } else { text!("{place}：{zh}", "{place}: {en}") };
    let problem = Problem::without_place(Code::MissingField, message);
    match kind {
        EventKind::Visit => problem.help(text!(
            "写上 日期（visit_date）：2025-05-06",
            "give 日期 (visit_date): 2025-05-06"
        )),
        _ => problem.help(text!("写上 日期（date）：2025-05-06", "give 日期 (date): 2025-05-06")),
    }
}

/// The day that a fact gives.
pub(super) fn day(fact: &RawFact) -> Result<Date, Problem> {
    scalar(&fact.value, Type::Date).and_then(date).map_err(|fault| complain_of_date(fact, fault))
}

fn complain_of_date(fact: &RawFact, fault: Fault) -> Problem {
    let Text { zh, en } = fault.message;
    let place = &fact.place;
    let named = Fault { message: text!("{place}：{zh}", "{place}: {en}"), ..fault };
    // The day itself is wrong, not its name.
    let bare = RawFact { place: String::new(), name_span: None, ..fact.clone() };
    complain::<()>(&bare, &Vocabulary::default(), None, named)
}

/// The last fact of each slot, with what is unknown or given twice reported.
fn slots<'a, E>(
    facts: &'a [RawFact],
    vocabulary: &Vocabulary<E>,
    in_line: bool,
    problems: &mut Vec<Problem>,
) -> Vec<(&'a RawFact, Slot)> {
    let mut kept: Vec<(&RawFact, Slot)> = Vec::with_capacity(facts.len());
    for fact in facts {
        let Some(slot) = find(&fact.name, vocabulary, in_line) else {
            let fault = describe_unknown(&fact.name, vocabulary, in_line);
            problems.push(complain(fact, vocabulary, None, fault));
            continue;
        };
        let Some(known) = kept.iter_mut().find(|(_, other)| *other == slot) else {
            kept.push((fact, slot));
            continue;
        };
        if known.0.name != fact.name && same_section(&known.0.place, &fact.place) {
            let (name, other) = (&fact.name, &known.0.name);
            let fault = Fault::new(
                Code::BadFieldValue,
                text!(
                    "“{other}”和“{name}”是同一个字段，写了两次",
                    "`{other}` and `{name}` are one field, given twice"
                ),
            )
            .help(text!("只留一个", "keep one of them"));
            let problem = complain(fact, vocabulary, None, fault);
            problems.push(match known.0.span {
                Some(span) => problem.also(span, text!("第一次", "the first time")),
                None => problem,
            });
        }
        known.0 = fact;
    }
    kept
}

/// Whether one of two places lies in the other's section: `visit` and `visit.机构`.
fn same_section(one: &str, other: &str) -> bool {
    let section = |place: &str| {
        place.rsplit_once(['.', ' ']).map_or(String::new(), |(section, _)| format!("{section}."))
    };
    let (one, other) = (section(one), section(other));
    one.starts_with(&other) || other.starts_with(&one)
}

fn put(facts: &mut Facts, slot: Slot, value: Option<Value>) {
    match slot {
        Slot::Field(id) => {
            if let Some(cell) = facts.fields.get_mut(id.index()) {
                *cell = value;
            }
        }
        Slot::Account(id) => {
            if let Some(cell) = facts.balances.get_mut(id.index()) {
                *cell = match value {
                    Some(Value::Number(balance)) => Some(balance),
                    _ => None,
                };
            }
        }
    }
}

/// The typed value of a fact; `None` when it was given as `null`.
fn value_of<E>(
    fact: &RawFact,
    slot: Slot,
    vocabulary: &Vocabulary<E>,
) -> Result<Option<Value>, Fault> {
    if fact.value == RawValue::Null {
        return Ok(None);
    }
    let (ty, limits) = match slot {
        Slot::Account(_) => (Type::Money, Limits { step: Some(Exact::ONE), ..Limits::default() }),
        Slot::Field(id) => vocabulary.field(id).map_or((Type::Code, Limits::default()), |field| {
            (field.ty, Limits { min: field.min, max: field.max, step: field.step })
        }),
    };
    typed(&fact.value, ty, limits, vocabulary).map(Some)
}

fn typed<E>(
    value: &RawValue,
    ty: Type,
    limits: Limits,
    vocabulary: &Vocabulary<E>,
) -> Result<Value, Fault> {
    match ty {
        Type::Flag => flag(value),
        Type::Code => scalar(value, ty).map(|words| Value::Text(words.into())),
        Type::Choice(index) => scalar(value, ty)
            .map_err(|fault| fault.help(values_of(index, vocabulary)))
            .and_then(|words| choice(words, index, vocabulary))
            .map(Value::Choice),
        Type::Choices(index) => choices(value, index, vocabulary),
        Type::Date => scalar(value, ty).and_then(date).map(Value::Date),
        Type::Duration => scalar(value, ty).and_then(duration),
        Type::Money | Type::Ratio | Type::Points | Type::Factor | Type::Number | Type::Age => {
            number(scalar(value, ty)?, ty, limits)
        }
    }
}

/// The words of a value that must be one text or one number.
fn scalar(value: &RawValue, ty: Type) -> Result<&str, Fault> {
    let code = Code::BadFieldValue;
    match value {
        RawValue::Text(words) if words.trim().is_empty() && ty != Type::Code => {
            Err(Fault::new(code, text!("值是空的", "the value is empty"))
                .help(text!("没有就不写这一项", "leave the field out when there is none")))
        }
        RawValue::Text(words) | RawValue::Number(words) => Ok(words),
        RawValue::Flag(flag) => {
            let fault = Fault::new(code, text!("这里不能写“{flag}”", "`{flag}` cannot stand here"));
            Err(with_sample(fault, ty))
        }
        RawValue::List(_) => {
            let message =
                text!("这里只能写一个值，不能写一列", "one value is needed here, not a list");
            Err(with_sample(Fault::new(code, message), ty))
        }
        RawValue::Null => Err(Fault::new(code, text!("值是空的", "the value is empty"))),
        RawValue::Other(_) => {
            let message = text!(
                "这里只能写一个值，不能写花括号",
                "one value is needed here, not an object in braces"
            );
            Err(with_sample(Fault::new(code, message), ty))
        }
    }
}

/// The values of an enumeration, as they may be written.
pub fn values_of<E>(index: EnumIndex, vocabulary: &Vocabulary<E>) -> Text {
    let values = vocabulary.enumeration(index).map_or([].as_slice(), |found| &found.values);
    let zh: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
    let en: Vec<String> = values
        .iter()
        .map(|value| match &value.external {
            Some(external) => format!("{} ({external})", value.name),
            None => value.name.clone(),
        })
        .collect();
    let (zh, en) = (zh.join("、"), en.join(", "));
    text!("可以写：{zh}", "it may be: {en}")
}

/// A fault with a value as it is written.
fn with_sample(fault: Fault, ty: Type) -> Fault {
    match ty {
        Type::Choice(_) | Type::Choices(_) | Type::Code | Type::Flag => fault,
        ty => fault.help(sample(ty)),
    }
}

fn flag(value: &RawValue) -> Result<Value, Fault> {
    let words = match value {
        RawValue::Flag(flag) => return Ok(Value::Flag(*flag)),
        other => scalar(other, Type::Flag)?,
    };
    match words.trim() {
        "是" | "yes" | "true" | "1" => Ok(Value::Flag(true)),
        "否" | "no" | "false" | "0" => Ok(Value::Flag(false)),
        _ => {
            let shown = shorten(words);
            Err(Fault::new(
                Code::BadFieldValue,
                text!("“{shown}”不是“是”或“否”", "`{shown}` is neither yes nor no"),
            )
            .help(text!("写 是 或 否", "write yes or no")))
        }
    }
}

/// The index of a value of an enumeration, by its name or its external name.
fn choice<E>(words: &str, index: EnumIndex, vocabulary: &Vocabulary<E>) -> Result<u32, Fault> {
    let plain = words.trim();
    let values =
        vocabulary.enumeration(index).map_or([].as_slice(), |found| found.values.as_slice());
    let position = values
        .iter()
        .position(|value| value.name == plain)
        .or_else(|| values.iter().position(|value| value.external.as_deref() == Some(plain)));
    if let Some(found) = position.and_then(|found| u32::try_from(found).ok()) {
        return Ok(found);
    }
    let shown = shorten(words);
    let mut fault = Fault::new(
        Code::BadFieldValue,
        text!("没有“{shown}”这个取值", "there is no value `{shown}`"),
    );
    let known = values
        .iter()
        .flat_map(|value| std::iter::once(value.name.as_str()).chain(value.external.as_deref()));
    let alike = nearest(plain, known);
    if !alike.is_empty() {
        fault = fault.help(did_you_mean(&alike));
    }
    Err(fault.help(values_of(index, vocabulary)))
}

fn choices<E>(
    value: &RawValue,
    index: EnumIndex,
    vocabulary: &Vocabulary<E>,
) -> Result<Value, Fault> {
    let words: Vec<&str> = match value {
        RawValue::List(values) => values
            .iter()
            .map(|value| scalar(value, Type::Choice(index)))
            .collect::<Result<_, _>>()?,
        other => scalar(other, Type::Choices(index))?.split([',', '，', '、', ';', '；']).collect(),
    };
    let mut bits = 0_u64;
    for word in words {
        let bit = choice(word, index, vocabulary)?;
        bits |= 1_u64.checked_shl(bit).unwrap_or(0);
    }
    Ok(Value::Choices(bits))
}

/// `是不是想写 “三级”？`
pub(super) fn did_you_mean(names: &[&str]) -> Text {
    let zh: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    let en: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let (zh, en) = (zh.join("或"), en.join(" or "));
    text!("是不是想写{zh}？", "did you mean {en}?")
}

/// A fault with the place and the field it concerns.
fn complain<E>(
    fact: &RawFact,
    vocabulary: &Vocabulary<E>,
    slot: Option<Slot>,
    fault: Fault,
) -> Problem {
    let place = if fact.place.is_empty() { &fact.name } else { &fact.place };
    let Text { zh, en } = fault.message;
    let message = match slot.and_then(|slot| slot.name(vocabulary)) {
        Some(name) if place.contains(name) => text!("{place}：{zh}", "{place}: {en}"),
        Some(name) => text!("{place}（{name}）：{zh}", "{place} ({name}): {en}"),
        // A name that is not known stands in the message itself; its place is what holds it.
        None => match place.rsplit_once(['.', ' ']) {
            Some((section, _)) => text!("{section}：{zh}", "{section}: {en}"),
            None => Text { zh, en },
        },
    };
    // A name that is not known is the fault itself.
    let span = if slot.is_none() { fact.name_span.or(fact.span) } else { fact.span };
    let mut problem = match span {
        Some(span) => Problem::new(fault.code, span, message),
        None => Problem::without_place(fault.code, message),
    };
    problem.help = fault.help;
    problem
}
