//! A value as given to a value of a type: what was written, in which unit, and what would be right.

use crate::diagnostics::{Code, Text};
use crate::text;
use crate::value::{Date, Duration, Exact, Type, Value, figure, parse_money, parse_number};

/// Why a value cannot be taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: Text,
    pub(super) help: Vec<Text>,
}

impl Fault {
    pub(super) fn new(code: Code, message: Text) -> Self {
        Fault { code, message, help: Vec::new() }
    }

    #[must_use]
    pub(super) fn help(mut self, help: Text) -> Self {
        self.help.push(help);
        self
    }
}

/// The limits of a figure.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    pub(super) min: Option<Exact>,
    pub(super) max: Option<Exact>,
    pub(super) step: Option<Exact>,
}

/// The unit in which a figure was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    None,
    Money,
    Ratio,
    Points,
    Factor,
    Age,
    Count,
    Months,
    Days,
    Date,
}

impl Unit {
    /// The unit that figures of a type are written in.
    fn of(ty: Type) -> Unit {
        match ty {
            Type::Money => Unit::Money,
            Type::Ratio => Unit::Ratio,
            Type::Points => Unit::Points,
            Type::Factor => Unit::Factor,
            Type::Age => Unit::Age,
            Type::Number => Unit::Count,
            Type::Duration => Unit::Days,
            Type::Date => Unit::Date,
            _ => Unit::None,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Unit::None => ("没有单位的数", "a number without unit"),
            Unit::Money => ("金额", "an amount of money"),
            Unit::Ratio => ("比例", "a ratio"),
            Unit::Points => ("百分点", "percentage points"),
            Unit::Factor => ("系数", "a factor"),
            Unit::Age => ("年龄", "an age"),
            Unit::Count => ("次数", "a count"),
            Unit::Months | Unit::Days => ("时长", "a length of time"),
            Unit::Date => ("日期", "a date"),
        }
    }

    /// How a figure of the unit is written.
    fn sample(self) -> Text {
        match self {
            Unit::Money => text!("写成 10元、10.50 或 2万元", "write 10元, 10.50 or 2万元"),
            Unit::Ratio => text!("写成 70%", "write 70%"),
            Unit::Points => text!("写成 10个百分点 或 10pp", "write 10pp"),
            Unit::Factor => text!("写成 0.9 或 x0.9", "write 0.9 or x0.9"),
            Unit::Age => text!("写成 60 或 60岁", "write 60 or 60岁"),
            Unit::Count | Unit::None => text!("写成 3", "write 3"),
            Unit::Months | Unit::Days => {
                text!("写成 90天、3个月 或 1年", "write 90天 (days), 3个月 (months) or 1年 (year)")
            }
            Unit::Date => text!("写成 2025-05-06", "write 2025-05-06"),
        }
    }
}

/// How a value of a type is written.
pub fn sample(ty: Type) -> Text {
    match ty {
        Type::Flag => text!("写 是 或 否", "write yes or no"),
        Type::Code => text!("写一段文字", "write a text"),
        ty => Unit::of(ty).sample(),
    }
}

/// A figure with its unit, as written.
fn literal(words: &str) -> Option<(Unit, Exact)> {
    let hundredth = |digits: &str| parse_number(digits)?.div(Exact::whole(100)).ok();
    let plain = words.trim();
    if let Some(number) = parse_number(plain) {
        return Some((Unit::None, number));
    }
    if plain.ends_with('元') {
        return parse_money(plain).map(|amount| (Unit::Money, amount));
    }
    let suffixed = |suffix: &str| plain.strip_suffix(suffix);
    if let Some(digits) = suffixed("%").or_else(|| suffixed("％")) {
        return hundredth(digits).map(|ratio| (Unit::Ratio, ratio));
    }
    if let Some(digits) = suffixed("pp").or_else(|| suffixed("个百分点")) {
        return hundredth(digits).map(|points| (Unit::Points, points));
    }
    if let Some(digits) = plain.strip_prefix(['x', 'X', '×']) {
        return parse_number(digits).map(|factor| (Unit::Factor, factor));
    }
    if let Some(digits) = suffixed("岁") {
        return parse_number(digits).map(|age| (Unit::Age, age));
    }
    if let Some(digits) = suffixed("个月") {
        return parse_number(digits).map(|months| (Unit::Months, months));
    }
    if let Some(digits) = suffixed("年") {
        let months = parse_number(digits)?.mul(Exact::whole(12)).ok()?;
        return Some((Unit::Months, months));
    }
    if let Some(digits) = suffixed("天") {
        return parse_number(digits).map(|days| (Unit::Days, days));
    }
    if let Some(digits) = plain.strip_suffix(['次', '人', '种', '个']) {
        return parse_number(digits).map(|count| (Unit::Count, count));
    }
    parse_money(plain).map(|amount| (Unit::Money, amount))
}

/// A number of a type, inside its limits.
pub(super) fn number(words: &str, ty: Type, limits: Limits) -> Result<Value, Fault> {
    let wanted = Unit::of(ty);
    let Some((unit, number)) = literal(words) else {
        return Err(unreadable(words, wanted));
    };
    let fits = unit == wanted || (unit == Unit::None && wanted != Unit::Points);
    if !fits {
        return Err(wrong_unit(words, unit, wanted));
    }
    let number = if unit == Unit::None && ty == Type::Money {
        number.mul(Exact::whole(100)).map_err(|_| unreadable(words, wanted))?
    } else {
        number
    };
    check_limits(words, number, ty, limits)?;
    Ok(Value::Number(number))
}

/// A length of time.
pub(super) fn duration(words: &str) -> Result<Value, Fault> {
    let length =
        |number: Exact| number.is_whole().then(|| i32::try_from(number.numerator()).ok()).flatten();
    match literal(words) {
        Some((Unit::Months, months)) => length(months).map(|months| Duration { months, days: 0 }),
        Some((Unit::Days, days)) => length(days).map(|days| Duration { months: 0, days }),
        Some((unit, _)) => return Err(wrong_unit(words, unit, Unit::Days)),
        None => None,
    }
    .map(Value::Duration)
    .ok_or_else(|| unreadable(words, Unit::Days))
}

fn check_limits(words: &str, number: Exact, ty: Type, limits: Limits) -> Result<(), Fault> {
    // Money without bounds of its own is still not below zero.
    let floor = (ty == Type::Money).then_some(Exact::ZERO);
    let min = limits.min.or(floor);
    let below = min.is_some_and(|min| number.compare(min).is_ok_and(std::cmp::Ordering::is_lt));
    let above =
        limits.max.is_some_and(|max| number.compare(max).is_ok_and(std::cmp::Ordering::is_gt));
    if below || above {
        let fault = Fault::new(
            Code::OutOfBounds,
            text!("“{words}”超出允许的范围", "`{words}` is outside the bounds"),
        );
        return Err(
            match (min.map(|min| figure(min, ty)), limits.max.map(|max| figure(max, ty))) {
                (Some(min), Some(max)) => {
                    let fault = fault.help(text!(
                        "可以是 {min} 至 {max}，两端都算在内",
                        "it may be {min} to {max}, both included"
                    ));
                    scale_hint(fault, number, ty, limits)
                }
                (Some(min), None) => {
                    fault.help(text!("不能小于 {min}", "it may not be below {min}"))
                }
                (None, Some(max)) => {
                    fault.help(text!("不能大于 {max}", "it may not be above {max}"))
                }
                (None, None) => fault,
            },
        );
    }
    let on_step =
        limits.step.is_none_or(|step| number.div(step).is_ok_and(|multiple| multiple.is_whole()));
    if on_step {
        return Ok(());
    }
    let step = limits.step.map(|step| figure(step, ty)).unwrap_or_default();
    let fault = Fault::new(
        Code::BadFieldValue,
        text!("“{words}”不是 {step} 的整数倍", "`{words}` is not a multiple of {step}"),
    );
    Err(if ty == Type::Money {
        fault.help(text!("金额最多写两位小数", "an amount has at most two decimals"))
    } else {
        fault
    })
}

/// Someone who writes 70 for a ratio means 70 %.
fn scale_hint(fault: Fault, number: Exact, ty: Type, limits: Limits) -> Fault {
    let hundredth = number.div(Exact::whole(100)).ok();
    let meant = hundredth.filter(|meant| {
        limits.max.is_some_and(|max| meant.compare(max).is_ok_and(std::cmp::Ordering::is_le))
            && !meant.is_negative()
    });
    match meant {
        Some(meant) if ty == Type::Ratio => {
            let meant = figure(meant, ty);
            fault.help(text!("是不是想写 {meant}？", "did you mean {meant}?"))
        }
        _ => fault,
    }
}

fn wrong_unit(words: &str, unit: Unit, wanted: Unit) -> Fault {
    let (unit_zh, unit_en) = unit.words();
    let (wanted_zh, wanted_en) = wanted.words();
    Fault::new(
        Code::WrongUnit,
        text!(
            "“{words}”是{unit_zh}，这里要写{wanted_zh}",
            "`{words}` is {unit_en}, but {wanted_en} is needed"
        ),
    )
    .help(wanted.sample())
}

fn unreadable(words: &str, wanted: Unit) -> Fault {
    let (wanted_zh, wanted_en) = wanted.words();
    let shown = shorten(words);
    let fault = Fault::new(
        Code::BadFieldValue,
        text!("“{shown}”不是{wanted_zh}", "`{shown}` is not {wanted_en}"),
    );
    if words.contains([',', '，']) {
        return fault.help(text!("数字里不写分节的逗号", "write figures without commas"));
    }
    if words.chars().any(|letter| ('０'..='９').contains(&letter) || letter == '．') {
        return fault.help(text!("用半角数字：0–9", "use ASCII digits: 0–9"));
    }
    let mantissa = words.trim().split(['e', 'E']).next().unwrap_or_default();
    if mantissa.len() < words.trim().len() && parse_number(mantissa).is_some() {
        return fault.help(text!("不用科学记数法，写成普通数字", "write the figure out in full"));
    }
    if words.chars().filter(char::is_ascii_digit).count() > 28 {
        return fault.help(text!("数字太长", "the figure is too long"));
    }
    fault.help(wanted.sample())
}

/// A text as it may stand in a message.
pub(super) fn shorten(words: &str) -> String {
    if words.chars().count() <= 40 {
        return words.to_owned();
    }
    let mut start: String = words.chars().take(40).collect();
    start.push('…');
    start
}

/// A day: `2025-05-06` or `2025年5月6日`.
pub(super) fn date(words: &str) -> Result<Date, Fault> {
    let plain = words.trim();
    let Some((year, month, day)) = date_parts(plain) else {
        let shown = shorten(words);
        let fault =
            Fault::new(Code::BadFieldValue, text!("“{shown}”不是日期", "`{shown}` is not a date"));
        return Err(fault.help(other_date(plain).unwrap_or_else(|| Unit::Date.sample())));
    };
    Date::from_ymd_opt(year, month, day).ok_or_else(|| {
        let fault = Fault::new(
            Code::ImpossibleDate,
            text!("没有“{plain}”这一天", "there is no day `{plain}`"),
        );
        let last = (28..=31).rev().find_map(|day| Date::from_ymd_opt(year, month, day));
        match last {
            Some(last) => fault
                .help(text!("那个月的最后一天是 {last}", "the last day of that month is {last}")),
            None => fault.help(text!("月份是 1 至 12", "months are 1 to 12")),
        }
    })
}

/// A day as it is written, if it is one.
pub fn parse_day(words: &str) -> Option<Date> {
    date(words).ok()
}

fn date_parts(words: &str) -> Option<(i32, u32, u32)> {
    let (year, month, day) = match words.strip_suffix('日') {
        Some(rest) => {
            let (year, rest) = rest.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            (year, month, day)
        }
        None => {
            let mut parts = words.split('-');
            let parts = (parts.next()?, parts.next()?, parts.next()?, parts.next());
            let (year, month, day, None) = parts else { return None };
            if month.len() != 2 || day.len() != 2 {
                return None;
            }
            (year, month, day)
        }
    };
    let digits = |part: &str| part.chars().all(|letter| letter.is_ascii_digit());
    if year.len() != 4 || ![year, month, day].into_iter().all(digits) {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// The date that someone meant who wrote `2025/5/6`, `20250506` or a time of day behind it.
fn other_date(words: &str) -> Option<Text> {
    let day = words.split([' ', 'T']).next().unwrap_or(words);
    let compact = day.len() == 8 && day.chars().all(|letter| letter.is_ascii_digit());
    let parts: Vec<&str> = if compact {
        vec![day.get(..4)?, day.get(4..6)?, day.get(6..)?]
    } else {
        day.split(['/', '.', '-', '年', '月']).map(|part| part.trim_end_matches('日')).collect()
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let meant = Date::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    Some(text!("写成 {meant}", "write {meant}"))
}
