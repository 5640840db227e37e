//! The same content for machines, in the form of settlements.

use serde_json::{Value as Json, json};

use super::text::formula;
use super::{Calculated, Sheet};
use crate::diagnostics::Lang;
use crate::program::Program;
use crate::report::settlement::Digests;
use crate::report::settlement::json::{
    amount, clause, envelope, facts, object, policy, reasons, row, typed,
};
use crate::report::view::Places;
use crate::rule::ClauseId;
use crate::settlement::{Calculation, DefinitionNote, Reason, ResultNote, RowNote};
use crate::value::Type;

/// The form of the object; a change that readers have to know of counts up.
const SCHEMA: &str = "polc-calculation/1";

pub(super) fn render(calculated: &[Calculated], digests: &Digests) -> String {
    let all = calculated.iter().map(|each| calculation(&each.program, &each.calculation));
    envelope(SCHEMA, digests, vec![("calculations", all.collect())])
}

/// One calculation.
pub(super) fn calculation(program: &Program, calculation: &Calculation) -> Json {
    // The language is chosen where words are written; names are the same in both.
    let sheet = Sheet { program, calculation, lang: Lang::Zh, places: Places::Lines };
    let checked = calculation.passage.passed.iter().map(|(id, because)| {
        object([("clause", clause(*id, program)), ("because", reasons(because, sheet.known()))])
    });
    let left_out =
        calculation.left_out.iter().map(|note| left_out(note.clause, &note.because, sheet));
    object([
        ("calculation", policy(program)),
        ("date", json!(calculation.date.to_string())),
        ("facts", facts(&calculation.facts, program)),
        ("assumed", facts(&calculation.assumed, program)),
        ("checked", Json::Array(checked.collect())),
        ("refusal", refusal(sheet)),
        ("results", Json::Array(calculation.results.iter().map(|it| result(it, sheet)).collect())),
        ("left_out", Json::Array(left_out.collect())),
        (
            "definitions",
            Json::Array(calculation.definitions.iter().map(|it| definition(it, sheet)).collect()),
        ),
    ])
}

fn refusal(sheet: Sheet<'_>) -> Json {
    let Some(refusal) = &sheet.calculation.passage.refusal else { return Json::Null };
    object([
        ("clause", clause(refusal.clause, sheet.program)),
        ("reason", json!(refusal.reason)),
        ("because", reasons(&refusal.because, sheet.known())),
    ])
}

fn result(note: &ResultNote, sheet: Sheet<'_>) -> Json {
    let program = sheet.program;
    let found = program.body.results.get(note.result.index());
    let formulas =
        |lang| found.map(|result| formula(result.value, &note.rows, Sheet { lang, ..sheet }));
    object([
        ("name", json!(found.map(|result| &result.name))),
        ("clause", clause(note.clause, program)),
        ("type", json!(kind(note.ty))),
        ("value", typed(&note.value, note.ty, program)),
        ("exact", note.exact.map_or(Json::Null, amount)),
        ("formula", object([("zh", json!(formulas(Lang::Zh))), ("en", json!(formulas(Lang::En)))])),
        ("rows", rows(&note.rows, program)),
        ("because", reasons(&note.because, sheet.known())),
    ])
}

fn left_out(id: ClauseId, because: &[Reason], sheet: Sheet<'_>) -> Json {
    let title = sheet.program.clause(id).map(|clause| &clause.title);
    object([
        ("name", json!(title)),
        ("clause", clause(id, sheet.program)),
        ("because", reasons(because, sheet.known())),
    ])
}

fn definition(note: &DefinitionNote, sheet: Sheet<'_>) -> Json {
    let program = sheet.program;
    object([
        ("clause", clause(note.clause, program)),
        ("type", json!(kind(note.ty))),
        ("value", typed(&note.value, note.ty, program)),
        ("rows", rows(&note.rows, program)),
    ])
}

fn rows(rows: &[RowNote], program: &Program) -> Json {
    Json::Array(rows.iter().map(|note| row(*note, program)).collect())
}

/// What sort of value a result is, so that a reader knows the unit.
fn kind(ty: Type) -> &'static str {
    match ty {
        Type::Money => "money",
        Type::Ratio => "ratio",
        Type::Points => "points",
        Type::Factor => "factor",
        Type::Number => "number",
        Type::Age => "age",
        Type::Date => "date",
        Type::Duration => "duration",
        Type::Flag => "flag",
        Type::Code => "code",
        Type::Choice(_) => "choice",
        Type::Choices(_) => "set",
    }
}
