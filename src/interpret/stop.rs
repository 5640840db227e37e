//! Why a visit could not be settled, as problems an analyst can act on.

use super::rows::Classed;
use crate::diagnostics::{Code, Problem};
use crate::program::{NodeId, Program};
use crate::rule::{BenefitId, ClauseId, FieldId, ParameterId, ResultId, TableId, Unset};
use crate::source::Span;
use crate::text;
use crate::value::{Date, OutOfRange, op::OpError};
use crate::visit;

/// What stopped a settlement. No amount is given then.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// A field that is needed was not given.
    MissingField(FieldId),
    /// A value that is needed is 待定.
    Unset { what: String, unset: Unset },
    /// A parameter has no value on that day.
    NoParameter(ParameterId, Date),
    /// A result that a later one needs is not given this time.
    NoResult(ResultId),
    /// What was left open decides between rows: for each what its fields can be.
    OpenRows(Vec<Classed>),
    /// No row of a table covers the visit.
    NoRow(TableId),
    /// A result that 128-bit fractions cannot hold.
    OutOfRange(Option<Span>),
    /// A divisor of zero.
    DivisionByZero(Span),
    /// A figure that makes no sense: a ratio above 100 %, a negative deductible.
    BadFigure { clause: ClauseId, figure: String, allowed: (&'static str, &'static str) },
    /// A clause of the notice that was left out on purpose.
    NotEncoded { clause: ClauseId, text: String, reason: Option<String> },
    /// No benefit takes the visit.
    NoBenefit(Vec<String>),
    /// Several benefits take the visit.
    SeveralBenefits(Vec<BenefitId>),
    /// Several ways to pay hold at once.
    SeveralPayments(Vec<ClauseId>),
    /// Something that concerns one line of the bill, counted from 1.
    OnLine(usize, Box<Stop>),
    /// The parts of the bill do not agree.
    Contradiction(crate::diagnostics::Text),
    /// A visit before one that is already settled.
    OutOfOrder { last: Date, now: Date },
    /// A fault of the program itself.
    Internal(&'static str, Option<NodeId>),
}

impl From<OutOfRange> for Stop {
    fn from(_: OutOfRange) -> Self {
        Stop::OutOfRange(None)
    }
}

impl Stop {
    pub(super) fn of_op(error: OpError, span: Span, node: NodeId) -> Stop {
        match error {
            OpError::OutOfRange => Stop::OutOfRange(Some(span)),
            OpError::DivisionByZero => Stop::DivisionByZero(span),
            OpError::WrongOperands => Stop::Internal("operands", Some(node)),
        }
    }

    /// The field that was missing, when that stopped the settlement.
    pub(crate) fn missing(&self) -> Option<FieldId> {
        match self {
            Stop::MissingField(field) => Some(*field),
            Stop::OnLine(_, stop) => stop.missing(),
            _ => None,
        }
    }

    /// The problem to report.
    pub(crate) fn problem(self, program: &Program, place: &str) -> Problem {
        let policy = &program.head.name;
        let span_of =
            |clause: ClauseId| program.clause(clause).map_or(program.head.span, |c| c.span);
        match self {
            Stop::MissingField(id) => missing_field(program, id, place),
            Stop::Unset { what, unset } => needs_unset(program, &what, &unset),
            Stop::NoParameter(id, date) => no_parameter(program, id, date),
            Stop::NoResult(id) => no_result(program, id),
            Stop::OpenRows(_) => Stop::Internal("rows", None).problem(program, place),
            Stop::NoRow(id) => {
                let span = program.tables.get(id.index()).map_or(program.head.span, |t| t.span);
                Problem::new(
                    Code::MissingRow,
                    span,
                    text!("这次就诊在表里没有对应的一行", "no row of the table covers this visit"),
                )
            }
            Stop::OutOfRange(span) => Problem::new(
                Code::AmountOutOfRange,
                span.unwrap_or(program.head.span),
                text!(
                    "金额太大，“{policy}”无法精确计算",
                    "an amount is too large for `{policy}` to compute exactly"
                ),
            ),
            Stop::DivisionByZero(span) => Problem::new(
                Code::FigureOutOfBounds,
                span,
                text!("这里除以了 0", "this divides by zero"),
            ),
            Stop::BadFigure { clause, figure, allowed: (zh, en) } => Problem::new(
                Code::FigureOutOfBounds,
                span_of(clause),
                text!("这里算出 {figure}，应当{zh}", "this comes to {figure}, it must be {en}"),
            )
            .help(text!(
                "用“最高”或“最低”写明上下限，或改正各行的数值",
                "state a limit with `at most` or `at least`, or correct the figures"
            )),
            Stop::NotEncoded { clause, text: words, reason } => {
                let problem = Problem::new(
                    Code::NotEncoded,
                    span_of(clause),
                    text!(
                        "这次就诊涉及没有编码的条款“{words}”，不能结算",
                        "the visit depends on a clause that is not encoded: `{words}`"
                    ),
                );
                match reason {
                    Some(reason) => problem.help(text!("原因：{reason}", "reason: {reason}")),
                    None => problem,
                }
            }
            Stop::NoBenefit(names) => no_benefit(program, &names),
            Stop::SeveralBenefits(ids) => several_benefits(program, &ids),
            Stop::SeveralPayments(clauses) => several_payments(program, &clauses),
            Stop::OnLine(line, stop) => {
                let dot = if place.is_empty() { "" } else { "." };
                stop.problem(program, &format!("{place}{dot}lines[{line}]"))
            }
            Stop::Contradiction(message) => {
                Problem::without_place(Code::ContradictoryBill, prefixed(place, message)).help(
                    text!(
                        "核对账单；可以由其他各项算出的，不写也可以",
                        "check the bill; what follows from the other parts may be left out"
                    ),
                )
            }
            Stop::OutOfOrder { last, now } => Problem::without_place(
                Code::OutOfOrder,
                text!(
                    "{now} 的就诊早于已经结算的 {last}",
                    "the visit on {now} is before {last}, which is settled already"
                ),
            )
            .help(text!("按日期先后录入就诊", "give the visits in the order of their dates")),
            Stop::Internal(what, node) => {
                let node = node.map_or(String::new(), |node| format!(" #{}", node.0));
                Problem::new(
                    Code::Internal,
                    program.head.span,
                    text!(
                        "程序内部错误（{what}{node}），请报告",
                        "a fault of polc itself ({what}{node}); please report it"
                    ),
                )
            }
        }
    }
}

fn prefixed(place: &str, message: crate::diagnostics::Text) -> crate::diagnostics::Text {
    if place.is_empty() {
        return message;
    }
    crate::diagnostics::Text::new(
        format!("{place}：{}", message.zh),
        format!("{place}: {}", message.en),
    )
}

fn missing_field(program: &Program, id: FieldId, place: &str) -> Problem {
    let Some(field) = program.vocabulary.field(id) else {
        return Stop::Internal("field", None).problem(program, place);
    };
    let policy = &program.head.name;
    let (own, external) = (&field.name, field.external.as_deref().unwrap_or_default());
    let named = if external.is_empty() {
        text!("“{own}”", "`{own}`")
    } else {
        text!("“{own}”（{external}）", "`{own}` ({external})")
    };
    let (zh, en) = (named.zh, named.en);
    let of_line = field.section == crate::rule::Section::Line;
    let message = if of_line {
        text!(
            "账单的这一行缺少{zh}，“{policy}”需要它",
            "this line of the bill lacks {en}, which `{policy}` needs"
        )
    } else {
        text!("缺少{zh}，“{policy}”需要它", "{en} is missing, `{policy}` needs it")
    };
    let problem = Problem::without_place(Code::MissingField, prefixed(place, message));
    problem.help(match field.ty {
        crate::value::Type::Choice(index) => visit::values_of(index, &program.vocabulary),
        ty => visit::sample(ty),
    })
}

fn no_parameter(program: &Program, id: ParameterId, date: Date) -> Problem {
    let (name, span) = program
        .vocabulary
        .parameters
        .get(id.index())
        .map_or(("?", program.head.span), |found| (found.name.as_str(), found.span));
    Problem::new(
        Code::NeedsUnsetValue,
        span,
        text!("参数“{name}”在 {date} 没有值", "parameter `{name}` has no value on {date}"),
    )
    .help(text!("给“{name}”补一行这一天的值", "add a row to `{name}` for that day"))
}

fn no_result(program: &Program, id: ResultId) -> Problem {
    let found = program.body.results.get(id.index());
    let name = found.map_or("?", |result| result.name.as_str());
    let span = found.and_then(|result| program.clause(result.clause));
    Problem::new(
        Code::NoResult,
        span.map_or(program.head.span, |clause| clause.head),
        text!(
            "这次没有得出“{name}”，后面的结果却要用到它",
            "`{name}` is not given this time, and a later result needs it"
        ),
    )
    .help(text!(
        "给后面的结果写上同样的条件（当 …），或者用“设 … = …”写出两处共用的算式",
        "give the later result the same condition (`when …`), or define with `let … = …` what both use"
    ))
}

fn no_benefit(program: &Program, names: &[String]) -> Problem {
    let policy = &program.head.name;
    let (zh, en) = (names.join("、"), names.join(", "));
    Problem::new(
        Code::NoBenefit,
        program.head.span,
        text!("这次就诊不属于“{policy}”的任何待遇", "no benefit of `{policy}` takes this visit"),
    )
    .help(text!("这份政策的待遇：{zh}", "its benefits: {en}"))
}

fn several_payments(program: &Program, clauses: &[ClauseId]) -> Problem {
    let mut spans =
        clauses.iter().map(|id| program.clause(*id).map_or(program.head.span, |found| found.span));
    let mut problem = Problem::new(
        Code::ConflictingDates,
        spans.next().unwrap_or(program.head.span),
        text!("同一天有几条支付办法同时适用", "several ways to pay hold on the same day"),
    );
    for span in spans {
        problem = problem.also(span, text!("还有这一条", "and this one"));
    }
    problem
}

fn needs_unset(program: &Program, what: &str, unset: &Unset) -> Problem {
    let policy = &program.head.name;
    // A figure on a line of its own has no name.
    let (zh, en) = if what.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("（{what}）"), format!(" ({what})"))
    };
    let problem = Problem::new(
        Code::NeedsUnsetValue,
        unset.span,
        text!(
            "结算需要“{policy}”里待定的数值{zh}",
            "the settlement needs a value of `{policy}` that is not set{en}"
        ),
    );
    if unset.note.is_empty() {
        problem
    } else {
        let note = &unset.note;
        problem.help(text!("文件只给出：{note}", "the notice only says: {note}"))
    }
}

fn several_benefits(program: &Program, ids: &[BenefitId]) -> Problem {
    let benefits: Vec<_> =
        ids.iter().filter_map(|id| program.body.benefits.get(id.index())).collect();
    let names: Vec<&str> = benefits.iter().map(|benefit| benefit.name.as_str()).collect();
    let (zh, en) = (names.join("”和“"), names.join("` and `"));
    let order = names.join(", ");
    let span = |clause| program.clause(clause).map_or(program.head.span, |c| c.head);
    let mut problem = Problem::new(
        Code::SeveralBenefits,
        benefits.first().map_or(program.head.span, |benefit| span(benefit.clause)),
        text!("这次就诊同时落入“{zh}”", "the visit falls into both `{en}`"),
    );
    for benefit in benefits.iter().skip(1) {
        problem = problem.also(span(benefit.clause), text!("还有这个待遇", "and this one"));
    }
    problem.help(text!(
        "写明先后，例如“依次 {order}”，或改条件使它们互不重叠",
        "state the order, such as `first of {order}`, or make their conditions exclude each other"
    ))
}
