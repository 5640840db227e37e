//! Figures as people write them; the way out of exact arithmetic goes through decimals.

use rust_decimal::Decimal;

use super::{Exact, Type, rounding};

/// An amount in 分 as 元 with two decimals: `1234.50`. Amounts that are not whole 分 are shown
/// half-up; only exact intermediate figures are.
pub fn money(fen: Exact) -> String {
    let rounded = rounding::to_fen(fen).unwrap_or(fen);
    let sign = if rounded.is_negative() { "-" } else { "" };
    let whole = rounded.numerator().unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}

/// A ratio as a percentage: `70%`, `57.14…%` when it does not end.
pub fn percent(ratio: Exact) -> String {
    format!("{}%", hundredfold(ratio))
}

/// Percentage points: `10pp`.
pub fn points(points: Exact) -> String {
    format!("{}pp", hundredfold(points))
}

fn hundredfold(number: Exact) -> String {
    number.mul(Exact::whole(100)).map_or_else(|_| "?".to_owned(), plain)
}

/// A number without unit: `0.9`, `1/3` when it does not end.
pub fn plain(number: Exact) -> String {
    match number.to_decimal(12) {
        Some(decimal) => decimal.to_string(),
        None => format!("{}/{}", number.numerator(), number.denominator()),
    }
}

/// A figure as a policy writes it, with its unit: `10元`, `0.50元`, `70%`, `10pp`, `x0.9`, `60岁`.
pub fn figure(number: Exact, ty: Type) -> String {
    match ty {
        Type::Money if number.is_whole() => {
            let amount = money(number);
            format!("{}元", amount.strip_suffix(".00").unwrap_or(&amount))
        }
        Type::Money => {
            let yuan = number.div(Exact::whole(100)).map_or_else(|_| "?".to_owned(), plain);
            format!("{yuan}元")
        }
        Type::Ratio => percent(number),
        Type::Points => points(number),
        Type::Factor => format!("x{}", plain(number)),
        Type::Age => format!("{}岁", plain(number)),
        _ => plain(number),
    }
}

/// Reads an amount such as `10`, `10.05`, `10元` or `2万元`, in 元, and returns 分.
/// The scale is not limited here; whoever knows the field's step checks it.
pub fn parse_money(text: &str) -> Option<Exact> {
    let text = text.trim();
    let text = text.strip_suffix('元').unwrap_or(text);
    let (digits, unit) = if let Some(rest) = text.strip_suffix('万') {
        (rest, 1_000_000)
    } else if let Some(rest) = text.strip_suffix('亿') {
        (rest, 10_000_000_000)
    } else {
        (text, 100)
    };
    parse_number(digits)?.mul(Exact::whole(unit)).ok()
}

/// Reads a plain decimal number, exactly.
pub fn parse_number(text: &str) -> Option<Exact> {
    let text = text.trim();
    let plain = text.strip_prefix('-').unwrap_or(text);
    let digits = !plain.is_empty()
        && plain.starts_with(|letter: char| letter.is_ascii_digit())
        && plain.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    if !digits {
        return None;
    }
    Exact::from_decimal(Decimal::from_str_exact(text).ok()?).ok()
}
