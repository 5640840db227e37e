//! One step for machines: every figure that the text shows, under its own name.

use serde_json::{Value as Json, json};

use super::json::{amount, clause, figure as number, object, parts, reasons, row};
use super::rules;
use crate::diagnostics::Lang;
use crate::report::view::View;
use crate::report::words;
use crate::rule::{Bucket, Change, Measure, StepKind};
use crate::settlement::{
    AccountNote, CapNote, DeductibleNote, FigureNote, FundNote, ModifierNote, Portion, StepNote,
    StepRecord,
};

/// A step that ran, or was passed over.
pub(super) fn step(record: &StepRecord, view: View<'_>) -> Json {
    object([
        ("kind", json!(kind(record, view))),
        ("clause", clause(record.clause, view.program)),
        ("base", amount(record.base)),
        ("moved", parts(&record.moved, view.program)),
        ("open_after", amount(record.open_after)),
        ("note", note(&record.note, view)),
    ])
}

fn kind(record: &StepRecord, view: View<'_>) -> &'static str {
    match rules::step(view.program, record.clause).map(|step| &step.kind) {
        Some(StepKind::Require(_)) => "require",
        Some(StepKind::Exclude(_)) => "exclude",
        Some(StepKind::ExcludeLines(_)) => "exclude-lines",
        Some(StepKind::SelfPay(_)) => "self-pay",
        Some(StepKind::Deductible(_)) => "deductible",
        Some(StepKind::Fund(_)) => "fund",
        Some(StepKind::Account(_)) => "account",
        None => "unknown",
    }
}

fn note(note: &StepNote, view: View<'_>) -> Json {
    match note {
        StepNote::Skipped(because) => {
            object([("outcome", json!("skipped")), ("because", reasons(because, view))])
        }
        StepNote::Passed(because) => {
            object([("outcome", json!("passed")), ("because", reasons(because, view))])
        }
        StepNote::ExcludedLines => object([("outcome", json!("applied"))]),
        StepNote::SelfPay(note) => {
            object([("outcome", json!("applied")), ("figure", figure(note, view))])
        }
        StepNote::Deductible(note) => deductible(note, view),
        StepNote::Fund(note) => fund(note, view),
        StepNote::Account(note) => account(note, view),
    }
}

fn deductible(note: &DeductibleNote, view: View<'_>) -> Json {
    let ceiling = note.ceiling.map_or(Json::Null, |(limit, counted)| {
        object([("amount", amount(limit)), ("used", amount(counted))])
    });
    object([
        ("outcome", json!("applied")),
        ("figure", figure(&note.amount, view)),
        ("used", note.used.map_or(Json::Null, amount)),
        ("ceiling", ceiling),
        ("taken", amount(note.taken)),
    ])
}

fn account(note: &AccountNote, view: View<'_>) -> Json {
    object([
        ("outcome", json!("applied")),
        ("account", json!(words::bucket(Bucket::Account(note.account), view.program, Lang::Zh))),
        ("before", amount(note.before)),
        ("paid", amount(note.paid)),
        ("after", amount(note.after)),
    ])
}

fn fund(note: &FundNote, view: View<'_>) -> Json {
    let deductible = note.deductible.as_ref().map_or(Json::Null, |(limit, used)| {
        object([("figure", figure(limit, view)), ("used", amount(*used))])
    });
    let measure = note.measure.map(|measure| match measure {
        Measure::Cost => "cost",
        Measure::CostAboveDeductible => "cost-above-deductible",
        Measure::Payment => "fund-paid",
    });
    let displaced = note
        .displaced_by
        .map(|account| words::bucket(Bucket::Account(account), view.program, Lang::Zh));
    object([
        ("outcome", json!(if displaced.is_some() { "displaced" } else { "applied" })),
        ("fund", json!(words::bucket(Bucket::Fund(note.fund), view.program, Lang::Zh))),
        ("payment", note.payment.map_or(Json::Null, |id| clause(id, view.program))),
        ("deductible", deductible),
        ("measure", json!(measure)),
        ("portions", Json::Array(note.portions.iter().map(|it| portion(it, view)).collect())),
        ("caps", Json::Array(note.caps.iter().map(|it| cap(it, view)).collect())),
        ("exact", amount(note.exact)),
        ("paid", amount(note.paid)),
        ("covered", amount(note.covered)),
        ("displaced_by", json!(displaced)),
    ])
}

fn portion(portion: &Portion, view: View<'_>) -> Json {
    let band = portion.band.map_or(Json::Null, |(lo, hi)| {
        object([("from", amount(lo)), ("to", hi.map_or(Json::Null, amount))])
    });
    object([
        ("amount", amount(portion.amount)),
        ("band", band),
        ("ratio", portion.ratio.as_ref().map_or(Json::Null, |note| figure(note, view))),
        ("outright", portion.outright.as_ref().map_or(Json::Null, |note| figure(note, view))),
        ("earned", amount(portion.earned)),
    ])
}

fn cap(note: &CapNote, view: View<'_>) -> Json {
    object([
        ("clause", clause(note.clause, view.program)),
        ("limits", json!(if note.on_cost { "cost" } else { "payment" })),
        ("figure", figure(&note.limit, view)),
        ("used", amount(note.used)),
        ("reached", json!(note.bound)),
    ])
}

fn figure(note: &FigureNote, view: View<'_>) -> Json {
    object([
        ("value", number(note.value, note.ty)),
        ("rows", Json::Array(note.rows.iter().map(|it| row(*it, view.program)).collect())),
        (
            "modifiers",
            Json::Array(note.modifiers.iter().map(|it| modifier(it, note, view)).collect()),
        ),
        ("result", number(note.result, note.ty)),
    ])
}

fn modifier(note: &ModifierNote, of: &FigureNote, view: View<'_>) -> Json {
    let change = match note.change {
        Change::Uplift => "uplift",
        Change::Reduce => "reduce",
        Change::Scale => "scale",
        Change::OwnShare => "own-share",
        Change::AtMost => "at-most",
        Change::AtLeast => "at-least",
    };
    object([
        ("clause", clause(note.clause, view.program)),
        ("change", json!(change)),
        ("applied", json!(note.by.is_some())),
        ("by", note.by.map_or(Json::Null, |(by, ty)| number(by, ty))),
        ("because", reasons(&note.because, view)),
        ("after", number(note.after, of.ty)),
    ])
}
