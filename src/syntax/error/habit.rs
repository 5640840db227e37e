//! Habits of documents and spreadsheets.

use crate::diagnostics::{Code, Problem};
use crate::source::Span;
use crate::text;

/// `（一）起付线 200元`
pub(in crate::syntax) fn numbered(span: Span, number: &str) -> Problem {
    Problem::new(
        Code::SyntaxError,
        span,
        text!("条款前面不写编号“{number}”", "a clause has no number before it: `{number}`"),
    )
    .help(text!(
        "删去编号；要注明出处，在条款后面写“依据 \"{number}\"”",
        "delete it; to name the source, write `cite \"{number}\"` behind the clause"
    ))
}

/// `二级⇥80%`
pub(in crate::syntax) fn tabs(span: Span) -> Problem {
    Problem::new(
        Code::SyntaxError,
        span,
        text!("表的各栏之间没有写“|”", "the columns of this table are not divided by `|`"),
    )
    .help(text!(
        "从 Excel 或 Word 复制来的表，每一行都把各栏之间的制表符换成“|”",
        "in a table copied from Excel or Word, replace the tabs between the columns by `|` in each row"
    ))
}

/// `起付线 200元。`
pub(in crate::syntax) fn full_stop(span: Span, mark: &str) -> Problem {
    Problem::new(
        Code::SyntaxError,
        span,
        text!("条款末尾不写句号“{mark}”", "a clause ends without a full stop: `{mark}`"),
    )
    .help(text!("删去它", "delete it"))
    .fix(span, "")
}

/// `待遇年度 起于 2025年7月1日`
pub(in crate::syntax) fn year_in_year_start(span: Span, written: &str, instead: &str) -> Problem {
    Problem::new(
        Code::BadLiteral,
        span,
        text!(
            "待遇年度每年从同一天开始，“{written}”多了年份",
            "a benefit year starts on the same day each year; `{written}` names one year"
        ),
    )
    .help(super::write_instead(instead))
}

/// `当 级别 = 三级`
pub(in crate::syntax) fn equals(span: Span, mark: &str) -> Problem {
    Problem::new(
        Code::SyntaxError,
        span,
        text!("条件里不写“{mark}”", "a condition is not written with `{mark}`"),
    )
    .help(text!(
        "写“为”，比如“级别 为 三级”；比较两个数值写“==”",
        "write `is`, as in `级别 is 三级`; two figures are compared with `==`"
    ))
}

/// `级别为 三级`
pub(in crate::syntax) fn keyword_behind_name(span: Span, name: &str, keyword: &str) -> Problem {
    Problem::new(
        Code::GluedKeyword,
        span,
        text!(
            "关键词“{keyword}”和前面的“{name}”连在一起了",
            "the keyword `{keyword}` runs into `{name}`"
        ),
    )
    .help(text!("中间空一格：“{name} {keyword}”", "put a blank between them: `{name} {keyword}`"))
    .fix(Span { lo: span.lo, hi: span.lo }, " ")
}
