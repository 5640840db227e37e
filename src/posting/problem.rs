//! Why an event cannot be posted.

use std::sync::Arc;

use crate::diagnostics::{Code, Problem, Text};
use crate::ledger::{Binding, Unfit};
use crate::program::Program;
use crate::rule::EventKind;
use crate::source::Span;
use crate::text;
use crate::value::Date;
use crate::visit::RawEvent;

/// A problem of an event, at its place.
pub(super) fn of_event(event: &RawEvent, code: Code, message: Text) -> Problem {
    at(event.span, &event.place, code, message)
}

/// A problem at a place in a file, or with the place of the event before it.
pub(super) fn at(span: Option<Span>, place: &str, code: Code, message: Text) -> Problem {
    let message = if place.is_empty() {
        message
    } else {
        let Text { zh, en } = message;
        text!("{place}：{zh}", "{place}: {en}")
    };
    match span {
        Some(span) => Problem::new(code, span, message),
        None => Problem::without_place(code, message),
    }
}

/// An event before the last one.
pub(super) fn out_of_order(event: &RawEvent, date: Date, last: Date) -> Problem {
    let (zh, en) = event.kind.words();
    let message = if event.kind == EventKind::Visit {
        text!(
            "{date} 的就诊早于已经结算的 {last}",
            "the visit on {date} is before {last}, which is settled already"
        )
    } else {
        text!(
            "{date} 的{zh}早于已经入账的 {last}",
            "the {en} on {date} is before {last}, which is posted already"
        )
    };
    let span = event.date.as_ref().and_then(|date| date.span);
    at(span, "", Code::OutOfOrder, message).help(match event.kind {
        EventKind::Visit => {
            text!("按日期先后录入就诊", "give the visits in the order of their dates")
        }
        _ => text!("按日期先后录入", "give the events in the order of their dates"),
    })
}

/// A change that does not fit into the ledger.
pub(super) fn unfit(unfit: Unfit) -> Problem {
    match unfit {
        Unfit::OutOfRange => Problem::without_place(
            Code::AmountOutOfRange,
            text!("累计金额太大", "a running total is too large"),
        ),
        Unfit::OtherState => Problem::without_place(
            Code::Internal,
            text!(
                "程序内部错误（账目对不上），请报告",
                "a fault of polc itself (the ledger does not add up); please report it"
            ),
        ),
    }
}

/// A name that an earlier visit has.
pub(super) fn label_taken(event: &RawEvent, label: &str) -> Problem {
    let message = text!("已经有一次就诊叫“{label}”", "there is a visit called `{label}` already");
    of_event(event, Code::DuplicateName, message)
        .help(text!("每次就诊用不同的名字", "give every visit a name of its own"))
}

/// A term that ends before it begins.
pub(super) fn empty_term(event: &RawEvent, from: Date, until: Date) -> Problem {
    let message =
        text!("自 {from} 至 {until}，一天也没有", "from {from} until {until} is no day at all");
    let span = event.until.as_ref().and_then(|until| until.span).or(event.span);
    at(span, &event.place, Code::ConflictingDates, message).help(text!(
        "“至”后面写不再有效的第一天，要晚于开始的一天",
        "`until` names the first day on which it no longer holds, later than the first day"
    ))
}

/// The same two are bound already.
pub(super) fn binding_there(event: &RawEvent, binding: &Binding) -> Problem {
    let (giver, receiver) = names(binding.giver.as_deref(), binding.receiver.as_deref());
    let since = binding.term.from.map(|date| date.to_string()).unwrap_or_default();
    let (one, other) = (giver.zh, receiver.zh);
    let (first, second) = (giver.en, receiver.en);
    let message = text!(
        "{one}和{other}自 {since} 起已经绑定",
        "{first} and {second} are bound already, since {since}"
    );
    of_event(event, Code::NoSuchBinding, message)
        .help(text!("要改期限，先解绑", "to change the term, unbind first"))
}

/// Nothing to unbind.
pub(super) fn unbound(
    event: &RawEvent,
    giver: Option<&str>,
    receiver: Option<&str>,
    date: Date,
) -> Problem {
    let (giver, receiver) = names(giver, receiver);
    let (one, other) = (giver.zh, receiver.zh);
    let (first, second) = (giver.en, receiver.en);
    let message =
        text!("{one}和{other}在 {date} 没有绑定", "{first} and {second} are not bound on {date}");
    of_event(event, Code::NoSuchBinding, message)
}

/// The two sides as a sentence names them.
fn names(giver: Option<&str>, receiver: Option<&str>) -> (Text, Text) {
    let name = |side: Option<&str>| match side {
        Some(name) => text!("“{name}”", "`{name}`"),
        None => text!("本人", "the person"),
    };
    (name(giver), name(receiver))
}

/// No policy says anything of family accounts.
pub(super) fn no_family(event: &RawEvent, date: Date) -> Problem {
    let message = text!(
        "{date} 生效的政策都没有家庭共济的规则",
        "no policy in force on {date} has rules for family accounts"
    );
    of_event(event, Code::NoPolicyInForce, message).help(text!(
        "在政策里写“家庭共济 账户 {{ 要求 … }}”",
        "write `family ACCOUNT {{ require … }}` in the policy"
    ))
}

/// Several policies have rules for family accounts.
pub(super) fn several_families(event: &RawEvent, programs: &[&Arc<Program>]) -> Problem {
    let names: Vec<&str> = programs.iter().map(|program| program.head.name.as_str()).collect();
    let (zh, en) = (names.join("”和“"), names.join("` and `"));
    let message = text!("“{zh}”都有家庭共济的规则", "`{en}` both have rules for family accounts");
    let problem = of_event(event, Code::SeveralPolicies, message);
    let problem = programs.iter().fold(problem, |problem, program| {
        problem.also(program.head.span, text!("这一份", "this one"))
    });
    problem.help(text!(
        "写明统筹区，或只给出其中一份政策",
        "name the city, or give only one of the policies"
    ))
}
