//! The same content for machines.
//!
//! Amounts are texts in 元 with two decimals; exact intermediate ones that are not whole 分 are
//! fractions of 元 in lowest terms (`200000/7`). Ratios are decimals or fractions (`0.7`, `1/3`).

use serde_json::{Map, Value as Json, json};

use super::json_step::step;
use super::{Digests, Settled, rules};
use crate::diagnostics::Lang;
use crate::program::Program;
use crate::report::expression::reason;
use crate::report::view::{Known, Places, View};
use crate::report::words;
use crate::rule::{Bucket, ClauseId, FieldId};
use crate::settlement::{Bill, PayerKind, PayerShare, Reason, Settlement, TotalNote};
use crate::value::{Exact, Type, Value, money, plain};

/// The form of the object; a change that readers have to know of counts up.
const SCHEMA: &str = "polc-settlement/1";

pub(super) fn render(settled: &[Settled], digests: &Digests) -> String {
    root(settled, digests, None)
}

/// The whole object; with events, they stand behind the visits.
pub(in crate::report) fn root(
    settled: &[Settled],
    digests: &Digests,
    events: Option<Vec<Json>>,
) -> String {
    let visits: Vec<Json> =
        settled.iter().map(|each| visit(&each.program, &each.settlement)).collect();
    let mut lists = vec![("visits", visits)];
    lists.extend(events.map(|events| ("events", events)));
    envelope(SCHEMA, digests, lists)
}

/// The text of an object that says what it is and what it was made from.
pub(in crate::report) fn envelope(
    schema: &str,
    digests: &Digests,
    lists: Vec<(&str, Vec<Json>)>,
) -> String {
    let mut root = object([
        ("schema", json!(schema)),
        ("engine", json!(format!("polc {}", env!("CARGO_PKG_VERSION")))),
        (
            "digests",
            object([
                ("policy", json!(digests.policy)),
                ("input", json!(digests.input)),
                ("state", json!(digests.state)),
            ]),
        ),
    ]);
    if let Json::Object(map) = &mut root {
        map.extend(lists.into_iter().map(|(name, list)| (name.to_owned(), Json::Array(list))));
    }
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn visit(program: &Program, settlement: &Settlement) -> Json {
    // The language is chosen where words are written; names are the same in both.
    let view = View { program, settlement, lang: Lang::Zh, places: Places::Lines };
    let benefit = settlement.benefit.and_then(|id| program.body.benefits.get(id.index()));
    let steps = settlement.steps.iter().map(|each| step(each, view)).collect();
    let others = settlement.other_benefits.iter().filter_map(|(id, because)| {
        let benefit = program.body.benefits.get(id.index())?;
        Some(object([
            ("benefit", json!(benefit.name)),
            ("clause", clause(benefit.clause, program)),
            ("because", reasons(because, view)),
        ]))
    });
    let definitions = settlement.definitions.iter().map(|(id, value, ty)| {
        object([("clause", clause(*id, program)), ("value", typed(value, *ty, program))])
    });
    object([
        ("policy", policy(program)),
        ("date", json!(settlement.date.to_string())),
        ("facts", facts(&settlement.facts, program)),
        ("assumed", facts(&settlement.assumed, program)),
        ("bill", bill(&settlement.bill)),
        ("lines", lines(settlement)),
        ("benefit", json!(benefit.map(|benefit| &benefit.name))),
        ("refusal", refusal(view)),
        ("steps", Json::Array(steps)),
        ("parts", parts(&settlement.buckets, program)),
        ("payers", Json::Array(settlement.payers.iter().map(|it| payer(it, program)).collect())),
        ("totals", Json::Array(settlement.totals.iter().map(|it| total(it, program)).collect())),
        ("definitions", Json::Array(definitions.collect())),
        ("other_benefits", Json::Array(others.collect())),
    ])
}

pub(in crate::report) fn policy(program: &Program) -> Json {
    let head = &program.head;
    object([
        ("name", json!(head.name)),
        ("title", json!(head.title)),
        ("city", json!(head.city)),
        ("sources", json!(head.sources)),
        ("place", json!(head.place)),
    ])
}

pub(in crate::report) fn facts(facts: &[(FieldId, Value)], program: &Program) -> Json {
    let entries = facts.iter().filter_map(|(id, value)| {
        let field = program.vocabulary.field(*id)?;
        Some(object([
            ("field", json!(field.name)),
            ("external", json!(field.external)),
            ("value", typed(value, field.ty, program)),
        ]))
    });
    Json::Array(entries.collect())
}

fn bill(bill: &Bill) -> Json {
    object([
        ("total", amount(bill.total)),
        ("out_of_catalogue", amount(bill.out_of_catalogue)),
        ("over_price_limit", amount(bill.over_price_limit)),
        ("self_pay", amount(bill.self_pay)),
        ("scope", amount(bill.scope)),
    ])
}

fn lines(settlement: &Settlement) -> Json {
    let entries = settlement.lines.iter().map(|line| {
        let name = match &line.name {
            Some(Value::Text(name)) => json!(name.as_ref()),
            _ => Json::Null,
        };
        object([
            ("name", name),
            ("bill", bill(&line.bill)),
            ("self_pay_ratio", line.self_pay_ratio.map_or(Json::Null, |it| json!(plain(it)))),
        ])
    });
    Json::Array(entries.collect())
}

fn refusal(view: View<'_>) -> Json {
    let program = view.program;
    let Some(refusal) = &view.settlement.refusal else { return Json::Null };
    object([
        ("clause", clause(refusal.clause, program)),
        ("reason", json!(refusal.reason)),
        ("because", reasons(&refusal.because, view)),
    ])
}

/// Parts of the bill with their amounts.
pub(super) fn parts(parts: &[(Bucket, Exact)], program: &Program) -> Json {
    let entries = parts.iter().map(|(bucket, sum)| {
        object([
            ("part", json!(words::bucket(*bucket, program, Lang::Zh))),
            ("name", json!(external(*bucket))),
            ("amount", amount(*sum)),
        ])
    });
    Json::Array(entries.collect())
}

/// The English name of a part; of a fund or account, which sort of part it is.
fn external(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Fund(_) => "fund",
        Bucket::Account(_) => "account",
        personal => personal.words().map_or("", |(_, en, _)| en),
    }
}

fn payer(share: &PayerShare, program: &Program) -> Json {
    let kind = match share.payer {
        PayerKind::Fund(_) => "fund",
        PayerKind::Account(_) => "account",
        PayerKind::Cash => "cash",
    };
    let mut payer = object([
        ("payer", json!(words::payer(share.payer, program, Lang::Zh))),
        ("kind", json!(kind)),
        ("total", amount(share.total)),
        ("parts", parts(&share.parts, program)),
        ("balance", share.balance.map_or(Json::Null, amount)),
    ]);
    // Whose money it was, of accounts that relatives share.
    if let (Json::Object(map), false) = (&mut payer, share.givers.is_empty()) {
        let givers = share.givers.iter().map(|giver| {
            object([
                ("giver", json!(giver.giver)),
                ("paid", amount(giver.paid)),
                ("left", amount(giver.left)),
            ])
        });
        let _before = map.insert("givers".to_owned(), Json::Array(givers.collect()));
    }
    payer
}

fn total(note: &TotalNote, program: &Program) -> Json {
    let total = program.body.accumulators.get(note.accumulator.index());
    let is_count = total.is_some_and(|total| total.kind.is_count());
    let show = |sum: Exact| if is_count { json!(plain(sum)) } else { amount(sum) };
    let limit = match note.limit {
        None => Json::Null,
        Some((limit, is_deductible)) => {
            let left = limit.sub(note.after).and_then(|left| left.max(Exact::ZERO));
            object([
                ("kind", json!(if is_deductible { "deductible" } else { "cap" })),
                ("amount", amount(limit)),
                ("left", left.map_or(Json::Null, amount)),
            ])
        }
    };
    object([
        ("total", json!(total.map(|total| &total.identity))),
        ("title", json!(total.map(|total| &total.title))),
        ("keys", json!(note.key.as_ref().map_or("", |key| key.keys.as_str()))),
        ("period", json!(note.key.as_ref().map(|key| key.period.to_string()))),
        ("kind", json!(if is_count { "count" } else { "amount" })),
        ("before", show(note.before)),
        ("after", show(note.after)),
        ("limit", limit),
    ])
}

/// A clause, its place and what it cites.
pub(in crate::report) fn clause(id: ClauseId, program: &Program) -> Json {
    let Some(clause) = program.clause(id) else { return Json::Null };
    object([
        ("title", json!(clause.title)),
        ("place", json!(clause.place)),
        ("cites", json!(clause.cites)),
        ("origin", json!(clause.origin)),
    ])
}

/// The facts that decided, in both languages.
pub(in crate::report) fn reasons<'a>(because: &[Reason], known: impl Into<Known<'a>>) -> Json {
    let known = known.into();
    let entries = because.iter().map(|each| {
        object([
            ("held", json!(each.held)),
            ("zh", json!(reason(each, Known { lang: Lang::Zh, ..known }))),
            ("en", json!(reason(each, Known { lang: Lang::En, ..known }))),
        ])
    });
    Json::Array(entries.collect())
}

/// A value; names of values as in the vocabulary.
pub(in crate::report) fn typed(value: &Value, ty: Type, program: &Program) -> Json {
    match (value, ty) {
        (Value::Number(number), _) => figure(*number, ty),
        (Value::Flag(flag), _) => json!(flag),
        (Value::Choices(bits), Type::Choices(of)) => {
            let count = program.vocabulary.enumeration(of).map_or(0, |found| found.values.len());
            let names = (0..u32::try_from(count).unwrap_or(0))
                .filter(|index| bits.checked_shr(*index).unwrap_or(0) & 1 == 1)
                .map(|index| json!(program.vocabulary.choice_name(of, index)));
            Json::Array(names.collect())
        }
        _ => json!(words::value(value, ty, program, Lang::En)),
    }
}

/// A figure of a type: money in 元, everything else as a plain number.
pub(in crate::report) fn figure(number: Exact, ty: Type) -> Json {
    if ty == Type::Money { amount(number) } else { json!(plain(number)) }
}

/// An amount in 元.
pub(in crate::report) fn amount(fen: Exact) -> Json {
    if fen.is_whole() {
        return json!(money(fen));
    }
    match fen.div(Exact::whole(100)) {
        Ok(yuan) => json!(format!("{}/{}", yuan.numerator(), yuan.denominator())),
        Err(_) => Json::Null,
    }
}

/// The row of a table that matched.
pub(in crate::report) fn row(note: crate::settlement::RowNote, program: &Program) -> Json {
    object([
        ("keys", json!(rules::row_label(program, note))),
        ("cites", json!(rules::row_cites(program, note))),
    ])
}

/// An object whose keys keep their order.
pub(in crate::report) fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    let mut map = Map::new();
    for (key, value) in entries {
        let _before = map.insert(key.to_owned(), value);
    }
    Json::Object(map)
}
