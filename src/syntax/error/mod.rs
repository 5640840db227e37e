//! The problems of this stage, one constructor each.

mod about;
mod habit;
mod scenario;

pub(crate) use about::about;
pub(in crate::syntax) use habit::*;
pub(in crate::syntax) use scenario::*;

use crate::diagnostics::{Code, Problem, Text, one_letter_off};
use crate::source::Span;
use crate::text;

// ---- Characters and brackets ----

/// Nothing but blanks and comments.
pub(in crate::syntax) fn empty_file(span: Span) -> Problem {
    Problem::new(
        Code::EmptyFile,
        span,
        text!("这个文件里没有任何条款", "this file holds no policy, vocabulary or scenario"),
    )
    .help(text!(
        "写上“政策 名称 {{ … }}”，或者不把这个文件交给 polc",
        "write `policy name {{ … }}`, or leave the file out"
    ))
}

/// A line without end.
pub(in crate::syntax) fn line_too_long(span: Span, most: usize) -> Problem {
    Problem::new(
        Code::LineTooLong,
        span,
        text!("这一行超过 {most} 个字符", "this line has more than {most} characters"),
    )
    .help(text!(
        "分成几行写；也请检查这是不是 .pol 文件",
        "break it into several lines, and check that this is a .pol file"
    ))
}

/// Brackets within brackets within brackets.
pub(in crate::syntax) fn nested_too_deep(span: Span, most: usize) -> Problem {
    Problem::new(
        Code::NestedTooDeep,
        span,
        text!("括号嵌套超过 {most} 层", "brackets are nested more than {most} deep"),
    )
    .help(text!(
        "检查前面是不是少了右括号",
        "check whether closing brackets are missing before this place"
    ))
}

/// An expression that no one could read.
pub(in crate::syntax) fn expression_too_long(span: Span, most: usize) -> Problem {
    Problem::new(
        Code::NestedTooDeep,
        span,
        text!(
            "这个式子太长：多于 {most} 个数和运算符",
            "this expression has more than {most} operands and operators"
        ),
    )
    .help(text!("用“设 名称 = …”把它分成几步", "break it into steps with `let name = …`"))
}

/// A character that must not stand in a file.
pub(in crate::syntax) fn forbidden_character(span: Span, letter: char) -> Problem {
    let point = code_point(letter);
    let (zh, en) = match letter {
        '\0' => ("空字符", "a NUL character"),
        '\r' => ("单独的回车符", "a carriage return without line feed"),
        '\u{FFFD}' => ("乱码", "a character that was lost in decoding"),
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => ("零宽字符", "a zero-width character"),
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            ("改变书写方向的字符", "a character that changes the direction of writing")
        }
        _ if letter.is_control() => ("控制字符", "a control character"),
        _ => ("看不见的字符", "an invisible character"),
    };
    let help = if letter == '\r' {
        text!("把换行改成 LF 或 CRLF 后重新保存", "save the file with LF or CRLF line ends")
    } else {
        text!("删去它；重新输入这几个字最稳妥", "delete it; typing the word anew is the safest way")
    };
    let problem = Problem::new(
        Code::ForbiddenCharacter,
        span,
        text!("这里有{zh}（{point}）", "{en} ({point}) stands here"),
    )
    .help(help);
    // What has no width is never meant.
    let widthless = matches!(letter, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}');
    if widthless { problem.fix(span, "") } else { problem }
}

/// A word with a character that looks like another one.
pub(in crate::syntax) fn lookalike(
    span: Span,
    written: &str,
    letter: char,
    meant: &str,
) -> Problem {
    let written = short(written);
    let whole = meant;
    let meant = short(meant);
    let point = code_point(letter);
    Problem::new(
        Code::LookalikeCharacter,
        span,
        text!(
            "“{written}”里的“{letter}”（{point}）只是看起来像要写的字",
            "`{letter}` ({point}) in `{written}` only looks like the character that is meant"
        ),
    )
    .help(text!("写成“{meant}”", "write `{meant}`"))
    .fix(span, whole)
}

/// A word of the reader, cut when it would fill the screen.
fn short(written: &str) -> String {
    const MOST: usize = 40;
    if written.chars().count() <= MOST {
        return written.to_owned();
    }
    let cut: String = written.chars().take(MOST).collect();
    format!("{cut}…")
}

fn code_point(letter: char) -> String {
    format!("U+{:04X}", u32::from(letter))
}

/// `“` with `"` at the end.
pub(in crate::syntax) fn mixed_quotes(span: Span, last: Span, closing: char) -> Problem {
    Problem::new(
        Code::UnclosedText,
        span,
        text!("一段文字两头的引号不是一对", "the quotation marks of this text are no pair"),
    )
    .also(last, text!("这一头", "the other end"))
    .help(text!("末尾的引号改成 {closing}", "write `{closing}` at the end"))
    .fix(last, closing)
}

/// `“` without `”`.
pub(in crate::syntax) fn unclosed_text(span: Span, opening: char, closing: char) -> Problem {
    Problem::new(
        Code::UnclosedText,
        span,
        text!(
            "这里的引号到行末都没有配对",
            "the quotation mark `{opening}` has no `{closing}` on its line"
        ),
    )
    .help(text!(
        "在文字末尾补上右引号 {closing} ；文字不能跨行",
        "add `{closing}` behind the text; a text cannot go on over a line break"
    ))
}

/// `”` without `“`.
pub(in crate::syntax) fn unopened_text(span: Span, closing: char, opening: char) -> Problem {
    Problem::new(
        Code::UnclosedText,
        span,
        text!(
            "这里的右引号前面没有左引号",
            "the quotation mark `{closing}` has no `{opening}` before it"
        ),
    )
    .help(text!("在文字开头写左引号 {opening} ", "write `{opening}` where the text begins"))
}

/// `{` without `}`.
pub(in crate::syntax) fn unclosed_bracket(
    span: Span,
    written: &str,
    before: Option<Span>,
) -> Problem {
    let closing = match written {
        "(" => ")",
        "（" => "）",
        "｛" => "｝",
        _ => "}",
    };
    let problem = Problem::new(
        Code::UnclosedBracket,
        span,
        text!("括号“{written}”没有配对的“{closing}”", "the bracket `{written}` has no `{closing}`"),
    );
    match before {
        Some(line) => problem
            .also(
                line,
                text!(
                    "到这一行，括号应该已经结束",
                    "the bracket should have ended before this line"
                ),
            )
            .help(text!("在这一行前面补上“{closing}”", "write `{closing}` before that line")),
        None => problem.help(text!("补上“{closing}”", "add `{closing}` where the part ends")),
    }
}

/// `}` without `{`.
pub(in crate::syntax) fn unopened_bracket(span: Span, written: &str) -> Problem {
    let opening = match written {
        ")" => "(",
        "）" => "（",
        "｝" => "｛",
        _ => "{",
    };
    Problem::new(
        Code::UnclosedBracket,
        span,
        text!(
            "括号“{written}”前面没有配对的“{opening}”",
            "the bracket `{written}` has no `{opening}` before it"
        ),
    )
    .help(text!("删去它，或者补上“{opening}”", "delete it, or add the missing `{opening}`"))
}

// ---- Sentences ----

/// Something stands where other things are expected.
pub(in crate::syntax) fn unexpected(span: Span, found: &str, expected: &Text) -> Problem {
    let found = short(found);
    let (zh, en) = (&expected.zh, &expected.en);
    Problem::new(
        Code::SyntaxError,
        span,
        text!("这里不能写“{found}”，应该是{zh}", "`{found}` cannot stand here, expected {en}"),
    )
}

/// A clause that ends too early.
pub(in crate::syntax) fn unfinished(span: Span, expected: &Text) -> Problem {
    let (zh, en) = (&expected.zh, &expected.en);
    Problem::new(
        Code::SyntaxError,
        span,
        text!("这里没有写完，还缺{zh}", "something is missing here, expected {en}"),
    )
}

/// A stretch that reads well by itself and yet not where it stands.
pub(in crate::syntax) fn unreadable(span: Span) -> Problem {
    Problem::new(Code::SyntaxError, span, text!("这一条读不懂", "this clause cannot be read"))
        .help(text!("分成几行写，一行一条", "write one clause on each line"))
}

/// The parser gave up.
pub(in crate::syntax) fn too_intricate(span: Span) -> Problem {
    Problem::new(
        Code::NestedTooDeep,
        span,
        text!("这个文件太复杂，无法读完", "this file is too intricate to be read"),
    )
    .help(text!(
        "把嵌套很深的式子分成几条写",
        "break deeply nested expressions into several clauses"
    ))
}

/// A word where a keyword is expected.
pub(in crate::syntax) fn unknown_keyword(
    span: Span,
    written: &str,
    near: &[&str],
    examples: &Text,
) -> Problem {
    let written = short(written);
    let problem = Problem::new(
        Code::UnknownKeyword,
        span,
        text!("不认识关键词“{written}”", "unknown keyword `{written}`"),
    );
    match near {
        [] => {
            let (zh, en) = (&examples.zh, &examples.en);
            problem.help(text!(
                "这里应该以关键词开头，比如 {zh}",
                "a keyword such as {en} begins what can stand here"
            ))
        }
        near => {
            let zh = near.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(" 或 ");
            let en = near.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
            let problem = problem.help(text!("是不是要写{zh}？", "did you mean {en}?"));
            match one_letter_off(&written, near) {
                Some(keyword) => problem.fix(span, keyword),
                None => problem,
            }
        }
    }
}

/// A keyword that runs into the next word.
pub(in crate::syntax) fn glued_keyword(span: Span, keyword: &str, rest: &str) -> Problem {
    let rest = short(rest);
    let problem = Problem::new(
        Code::GluedKeyword,
        span,
        text!(
            "关键词“{keyword}”和后面的“{rest}”连在一起了",
            "the keyword `{keyword}` runs into `{rest}`"
        ),
    )
    .help(text!("中间空一格：“{keyword} {rest}”", "put a blank between them: `{keyword} {rest}`"));
    let keyword_alone = span.hi.saturating_sub(span.lo) as usize == keyword.len();
    if keyword_alone { problem.fix(span.end(), " ") } else { problem }
}

/// `200元每年`
pub(in crate::syntax) fn keyword_behind_figure(
    span: Span,
    figure: &str,
    keyword: &str,
    rest: &str,
) -> Problem {
    let rest = short(rest);
    let blank = if rest.is_empty() { "" } else { " " };
    Problem::new(
        Code::GluedKeyword,
        span,
        text!(
            "数值“{figure}”和后面的“{keyword}”连在一起了",
            "the figure `{figure}` runs into `{keyword}`"
        ),
    )
    .help(text!(
        "中间空一格：“{figure} {keyword}{blank}{rest}”",
        "put a blank between them: `{figure} {keyword}{blank}{rest}`"
    ))
    .fix(span, format!(" {keyword}{blank}"))
}

/// A keyword that belongs elsewhere.
pub(in crate::syntax) fn misplaced(span: Span, keyword: &str, home: &Text) -> Problem {
    let (zh, en) = (&home.zh, &home.en);
    Problem::new(
        Code::WrongPlace,
        span,
        text!("“{keyword}”不能写在这里", "`{keyword}` cannot stand here"),
    )
    .help(text!("它要写在{zh}", "it belongs {en}"))
}

/// A word that a clause can have once was written twice.
pub(in crate::syntax) fn said_twice(span: Span, zh: &str, en: &str) -> Problem {
    Problem::new(
        Code::SyntaxError,
        span,
        text!("这一条里“{zh}”写了两次", "`{en}` stands twice in this clause"),
    )
    .help(text!("只保留一个，或者分成两条写", "keep one of them, or write two clauses"))
}

/// Comparisons in a row.
pub(in crate::syntax) fn chained_comparison(span: Span) -> Problem {
    Problem::new(
        Code::ChainedComparison,
        span,
        text!("比较不能连着写", "comparisons cannot be chained"),
    )
    .help(text!(
        "分成两个比较，用“且”连接：“甲 < 乙 且 乙 < 丙”",
        "write two comparisons joined by `and`: `a < b and b < c`"
    ))
}

// ---- Declarations ----

/// A field without `of …`.
pub(in crate::syntax) fn missing_section(span: Span, field: &str) -> Problem {
    let field = short(field);
    Problem::new(
        Code::MissingPart,
        span,
        text!("字段“{field}”没有写明属于什么", "field `{field}` does not say what it belongs to"),
    )
    .help(text!(
        "在后面写“属于 参保人”、“属于 机构”、“属于 就诊”或“属于 项目”",
        "add `of person`, `of institution`, `of visit` or `of line`"
    ))
}

/// An accumulator without period.
pub(in crate::syntax) fn missing_period(span: Span, total: &str) -> Problem {
    let total = short(total);
    Problem::new(
        Code::MissingPart,
        span,
        text!(
            "累计“{total}”没有写明多久重新开始",
            "accumulator `{total}` does not say when it starts anew"
        ),
    )
    .help(text!("在后面写“每年”、“每月”等", "add `per year`, `per month` or another period"))
}

// ---- Figures and dates ----

/// A figure in a wrong spelling, and how it is written.
pub(in crate::syntax) fn bad_figure(span: Span, written: &str, help: Text) -> Problem {
    let written = short(written);
    Problem::new(
        Code::BadLiteral,
        span,
        text!("数值不能写成“{written}”", "a figure is not written `{written}`"),
    )
    .help(help)
}

/// `write it so`.
pub(in crate::syntax) fn write_instead(instead: &str) -> Text {
    let instead = short(instead);
    text!("写成“{instead}”", "write `{instead}`")
}

/// A figure with too many digits.
pub(in crate::syntax) fn too_many_digits(span: Span) -> Problem {
    Problem::new(
        Code::BadLiteral,
        span,
        text!("这个数位数太多，无法精确表示", "this figure has too many digits to be held exactly"),
    )
    .help(text!("最多写 28 位数字", "write at most 28 digits"))
}

/// `60.5岁`
pub(in crate::syntax) fn not_whole(span: Span, digits: &str) -> Problem {
    let digits = short(digits);
    Problem::new(
        Code::BadLiteral,
        span,
        text!("这里要写整数，不是“{digits}”", "this must be a whole number, not `{digits}`"),
    )
    .help(text!("去掉小数部分，或者换一个更小的单位", "drop the decimals, or use a smaller unit"))
}

/// `rounding 10% half up`
pub(in crate::syntax) fn rounding_unit(span: Span, written: &str) -> Problem {
    let written = short(written);
    Problem::new(
        Code::WrongUnit,
        span,
        text!(
            "舍入的单位要写金额，不是“{written}”",
            "rounding is to an amount of money, not `{written}`"
        ),
    )
    .help(text!("写成“0.01元”、“0.1元”或“1元”", "write `0.01元`, `0.1元` or `1元`"))
}

/// A date in a foreign notation.
pub(in crate::syntax) fn foreign_date(span: Span, written: &str, instead: &str) -> Problem {
    let written = short(written);
    Problem::new(
        Code::BadLiteral,
        span,
        text!("日期不能写成“{written}”", "a date is not written `{written}`"),
    )
    .help(write_instead(instead))
    .fix(span, instead)
}

/// What is no date.
pub(in crate::syntax) fn no_date(span: Span, written: &str) -> Problem {
    let written = short(written);
    Problem::new(
        Code::BadLiteral,
        span,
        text!("“{written}”不是完整的日期", "`{written}` is no complete date"),
    )
    .help(text!(
        "写上年、月、日，比如“2025-03-09”",
        "write year, month and day, as in `2025-03-09`"
    ))
}

/// A date without its year.
pub(in crate::syntax) fn date_without_year(span: Span, written: &str) -> Problem {
    let written = short(written);
    Problem::new(
        Code::BadLiteral,
        span,
        text!("日期“{written}”没有年份", "the date `{written}` lacks its year"),
    )
    .help(text!(
        "写上年份，比如“2025年{written}”",
        "write the year as well, such as `2025年{written}`"
    ))
}

/// A day that the calendar does not have.
pub(in crate::syntax) fn impossible_date(
    span: Span,
    written: &str,
    last: Option<(u32, u32)>,
    instead: &str,
) -> Problem {
    let written = short(written);
    let problem = Problem::new(
        Code::ImpossibleDate,
        span,
        text!("没有“{written}”这一天", "there is no such day as `{written}`"),
    );
    match last {
        Some((month, day)) => problem.help(text!(
            "{month} 月的最后一天是 {day} 日：“{instead}”",
            "the last day of month {month} is {day}: `{instead}`"
        )),
        None => problem.help(text!(
            "月份是 1 到 12，日期从 1 开始；比如“{instead}”",
            "months go from 1 to 12 and days begin with 1; for example `{instead}`"
        )),
    }
}
