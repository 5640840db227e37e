//! Scenarios and their tables.

use crate::diagnostics::{Code, Problem};
use crate::rule::EventKind;
use crate::source::Span;
use crate::text;

/// `skip` without `because`.
pub(in crate::syntax) fn skip_without_reason(span: Span) -> Problem {
    Problem::new(
        Code::MissingPart,
        span,
        text!("没有写明为什么跳过这个情景", "it is not said why this scenario is skipped"),
    )
    .help(text!("写成“跳过 理由 \"…\"”", "write `skip because \"…\"`"))
}

/// A table of scenarios without header, or a first row that is none.
pub(in crate::syntax) fn table_without_header(span: Span) -> Problem {
    Problem::new(
        Code::MissingPart,
        span,
        text!("情景表没有表头", "this table of scenarios has no header"),
    )
    .help(text!(
        "第一行写各栏的名称，比如“情景 | 日期 | 级别 | 费用 | 应为 统筹基金”",
        "name the columns in the first row, as in `scenario | 日期 | 级别 | 费用 | expect 统筹基金`"
    ))
}

/// A cell of a header that names nothing.
pub(in crate::syntax) fn bad_column(span: Span, written: &str) -> Problem {
    let problem = if written.is_empty() {
        Problem::new(
            Code::MissingPart,
            span,
            text!("表头的这一栏没有名称", "this column of the header has no name"),
        )
    } else {
        let written = super::short(written);
        Problem::new(
            Code::SyntaxError,
            span,
            text!("“{written}”不能作一栏的名称", "`{written}` cannot name a column"),
        )
    };
    problem.help(text!(
        "每一栏写一个字段，或者“应为”和要核对的名称；一行的开头和末尾不写“|”",
        "a column bears the name of a field, or `expect` and what is checked; a row neither begins nor ends with `|`"
    ))
}

/// A row with more or fewer cells than the header.
pub(in crate::syntax) fn case_cells(
    span: Span,
    found: usize,
    header: Span,
    wanted: usize,
    edged: bool,
) -> Problem {
    let help = if edged {
        text!("一行的开头和末尾不写“|”", "a row neither begins nor ends with `|`")
    } else {
        text!(
            "每格之间写一个“|”；没有内容的格空着，“|”照写",
            "write a `|` between any two cells, also around an empty one"
        )
    };
    Problem::new(
        Code::SyntaxError,
        span,
        text!(
            "这一行有 {found} 格，表头有 {wanted} 格",
            "this row has {found} cells, the header has {wanted}"
        ),
    )
    .also(header, text!("表头", "the header"))
    .help(help)
}

/// `expect 统筹基金` in a row that is not the header.
pub(in crate::syntax) fn expectation_in_row(span: Span, written: &str) -> Problem {
    let written = super::short(written);
    Problem::new(
        Code::WrongPlace,
        span,
        text!("“{written}”只能写在表头里", "`{written}` belongs in the header"),
    )
    .help(text!(
        "这一格只写金额，要核对什么写在表头",
        "write the amount alone; the header says what is checked"
    ))
}

/// `expect { … }` in a table.
pub(in crate::syntax) fn expectation_in_table(span: Span) -> Problem {
    Problem::new(
        Code::WrongPlace,
        span,
        text!("情景表里“应为”写在表头", "in a table of scenarios `expect` stands in the header"),
    )
    .help(text!(
        "加一栏“应为 统筹基金”，每一行写自己的金额",
        "add a column `expect 统筹基金`, with the amount of each row"
    ))
}

/// A fact between events.
pub(in crate::syntax) fn fact_outside(span: Span, word: &str) -> Problem {
    let word = super::short(word);
    Problem::new(
        Code::WrongPlace,
        span,
        text!("“{word}”要写在事件的“{{ }}”里", "`{word}` belongs in the braces of an event"),
    )
    .help(text!(
        "比如“就诊 2025-05-06 {{ {word} : … }}”或“参保人 {{ {word} : … }}”",
        "as in `visit 2025-05-06 {{ {word} : … }}` or `person {{ {word} : … }}`"
    ))
}

/// A row in a scenario that is no table.
pub(in crate::syntax) fn row_outside_table(span: Span) -> Problem {
    Problem::new(
        Code::WrongPlace,
        span,
        text!("情景里不能写表的行", "a scenario holds events, no rows of a table"),
    )
    .help(text!(
        "把“情景”改成“情景表”，一行就是一个情景",
        "write `scenarios` instead of `scenario`: each row is a scenario then"
    ))
}

/// `应为` alone at the head of a column.
pub(in crate::syntax) fn column_expects_nothing(span: Span, word: &str) -> Problem {
    Problem::new(
        Code::MissingPart,
        span,
        text!("这一栏没有写明核对什么", "this column does not say what is expected"),
    )
    .help(text!(
        "在同一格写上名称，比如“{word} 现金”",
        "write the name in the same cell, as in `{word} 现金`"
    ))
}

/// Two columns of one name.
pub(in crate::syntax) fn column_twice(span: Span, first: Span, written: &str) -> Problem {
    let written = super::short(written);
    Problem::new(
        Code::DuplicateName,
        span,
        text!("表头里“{written}”写了两栏", "the header has two columns `{written}`"),
    )
    .also(first, text!("第一次在这里", "first here"))
    .help(text!("删去一栏，或者改成另一个字段", "delete one, or name another field"))
}

/// A table of scenarios that does not say when.
pub(in crate::syntax) fn no_day_column(span: Span) -> Problem {
    Problem::new(
        Code::MissingPart,
        span,
        text!("情景表没有“日期”一栏", "this table of scenarios has no column `日期`"),
    )
    .help(text!(
        "加一栏“日期”，每一行写就诊的日期",
        "add a column `日期` with the day of each visit"
    ))
}

/// A header without rows.
pub(in crate::syntax) fn table_without_rows(span: Span) -> Problem {
    Problem::new(
        Code::MissingPart,
        span,
        text!("情景表只有表头，没有情景", "this table of scenarios has a header and no rows"),
    )
    .help(text!("在表头下面一行写一个情景", "write a scenario in each row below"))
}

/// An event between the rows of a table.
pub(in crate::syntax) fn event_behind_header(span: Span, kind: EventKind) -> Problem {
    let (zh, en) = kind.words();
    Problem::new(
        Code::WrongPlace,
        span,
        text!("“{zh}”要写在表头的前面", "`{en}` belongs before the header"),
    )
    .help(text!(
        "表头前面的事件对每一行都适用；只属于一行的写成表的一栏",
        "what stands before the header holds for every row; what belongs to one row is a column"
    ))
}
