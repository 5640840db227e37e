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
) -> Problem {
    Problem::new(
        Code::SyntaxError,
        span,
        text!(
            "这一行有 {found} 格，表头有 {wanted} 格",
            "this row has {found} cells, the header has {wanted}"
        ),
    )
    .also(header, text!("表头", "the header"))
    .help(text!(
        "每格之间写一个“|”；没有内容的格空着，“|”照写",
        "write a `|` between any two cells, also around an empty one"
    ))
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
