//! Scenarios as an analyst would write them, with amounts to be checked.

use super::Options;
use super::probe::{Probe, date_of};
use crate::coverage::item::{Item, Kind};
use crate::coverage::summary::Coverage;
use crate::program::Program;
use crate::rule::{Bucket, FieldId, FundId, Role, Section, quotable};
use crate::settlement::{Calculation, PayerKind, Settlement};
use crate::value::{Exact, Type, Value, figure};
use crate::visit::Facts;

/// How much of a settlement a scenario expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// What funds and accounts pay and what is left to the person.
    Funds,
    /// Every part of the person's share too.
    Parts,
}

/// Which sort of thing names a scenario, the first that it has.
const NAMING: [Kind; 8] = [
    Kind::Cell,
    Kind::Row,
    Kind::Cap,
    Kind::Deductible,
    Kind::Modifier,
    Kind::Gate,
    Kind::Clause,
    Kind::Threshold,
];

/// A scenario and its title; `None` when the visits cannot be run, which the search rules out.
pub(super) fn scenario(
    program: &Program,
    probe: &Probe,
    covers: &[Item],
) -> Option<(String, String)> {
    // The innermost thing names the scenario.
    let rank = |item: &&Item| NAMING.iter().position(|kind| *kind == item.kind);
    let first = covers.iter().min_by_key(rank)?;
    let mut title = format!("覆盖：{}", quotable(&first.named().zh));
    if covers.len() > 1 {
        title.push_str(&format!(" 等{}项", covers.len()));
    }
    let mut lines = Vec::new();
    if covers.len() > 1 {
        lines.extend(covers.iter().map(|item| format!("# 覆盖：{}", item.named().zh)));
    }
    lines.extend(body(program, probe, &title, Detail::Funds)?);
    lines.push(String::new());
    Some((title, lines.join("\n")))
}

/// The lines of a scenario with a title.
pub(super) fn body(
    program: &Program,
    probe: &Probe,
    title: &str,
    detail: Detail,
) -> Option<Vec<String>> {
    let told = told(program, probe, detail);
    let name = &program.head.name;
    let mut lines = vec![format!("情景 “{title}” 针对 {name} {{")];
    let shared = shared(program, probe);
    let accounts = accounts(program, probe);
    let person: Vec<String> =
        shared.iter().map(|(id, value)| fact(program, *id, value)).chain(accounts).collect();
    if !person.is_empty() {
        lines.push(format!("    参保人 {{ {} }}", person.join("; ")));
    }
    for (facts, expected) in probe.visits.iter().zip(told) {
        lines.push(visit(program, facts, &shared)?);
        lines.push(format!("    {expected}   # 待核对"));
    }
    lines.push("}".to_owned());
    Some(lines)
}

/// What a scenario can expect of each visit.
pub(super) fn told(program: &Program, probe: &Probe, detail: Detail) -> Vec<String> {
    // A policy that is not for the visit, or not in force, leaves it without an answer.
    let Ok(run) = probe.run(program) else { return vec![refused(None); probe.visits.len()] };
    let expected = |index: usize| match (run.settled.get(index), &run.calculation) {
        (Some(settlement), _) => expectation(program, settlement, detail),
        (None, Some(calculation)) => results(program, calculation),
        (None, None) => unsettled(program, &run.last),
    };
    (0..probe.visits.len()).map(expected).collect()
}

/// What no visit was found for, as comments.
pub(super) fn left(after: &Coverage, options: Options) -> Option<String> {
    let mut lines = Vec::new();
    for policy in &after.policies {
        for missing in &policy.missing {
            let (name, item, why) = (&policy.policy, missing.item.named().zh, &missing.why.zh);
            lines.push(format!("# 未覆盖：{name} {item}：{why}"));
        }
    }
    if lines.is_empty() {
        return None;
    }
    let budget = options.budget;
    lines.insert(0, format!("# 每份政策最多试 {budget} 次结算，以下各项没有找到就诊："));
    lines.push(String::new());
    Some(lines.join("\n"))
}

/// Facts of the person that hold at every visit.
fn shared(program: &Program, probe: &Probe) -> Vec<(FieldId, Value)> {
    let fields = program.vocabulary.fields.iter().enumerate();
    let of_person = fields.filter(|(_, field)| field.section == Section::Person);
    of_person
        .filter_map(|(index, _)| {
            let value = probe.visits.first()?.fields.get(index)?.clone()?;
            let same = |facts: &Facts| facts.fields.get(index) == Some(&Some(value.clone()));
            probe.visits.iter().all(same).then_some((FieldId::next(index), value))
        })
        .collect()
}

fn accounts(program: &Program, probe: &Probe) -> Vec<String> {
    let Some(first) = probe.visits.first() else { return Vec::new() };
    let accounts = program.vocabulary.accounts.iter().zip(&first.balances);
    accounts
        .filter_map(|(account, balance)| {
            let balance = figure((*balance)?, Type::Money);
            Some(format!("{} : {balance}", account.name))
        })
        .collect()
}

fn visit(program: &Program, facts: &Facts, shared: &[(FieldId, Value)]) -> Option<String> {
    let day = date_of(program, facts)?;
    let mut parts = Vec::new();
    for (index, value) in facts.fields.iter().enumerate() {
        let id = FieldId::next(index);
        let role = program.vocabulary.field(id).and_then(|field| field.role);
        let told = role == Some(Role::VisitDate) || shared.iter().any(|(other, _)| *other == id);
        if let (Some(value), false) = (value, told) {
            parts.push(fact(program, id, value));
        }
    }
    for line in &facts.lines {
        let of_line: Vec<String> = line
            .iter()
            .enumerate()
            .filter_map(|(index, value)| Some(fact(program, FieldId::next(index), value.as_ref()?)))
            .collect();
        parts.push(format!("项目 {{ {} }}", of_line.join("; ")));
    }
    let event = if program.head.calc { "计算" } else { "就诊" };
    Some(format!("    {event} {day} {{ {} }}", parts.join("; ")))
}

fn fact(program: &Program, id: FieldId, value: &Value) -> String {
    let field = program.vocabulary.field(id);
    let name = field.map_or("?", |field| field.name.as_str());
    let ty = field.map_or(Type::Code, |field| field.ty);
    format!("{name} : {}", program.vocabulary.written(ty, value))
}

/// What the engine makes of a visit, for the analyst to confirm.
fn expectation(program: &Program, settlement: &Settlement, detail: Detail) -> String {
    if let Some(refusal) = &settlement.refusal {
        return refused(refusal.reason.as_deref());
    }
    let amount = |amount: Exact| figure(amount, Type::Money);
    let in_bucket = |bucket: Bucket| {
        let found = settlement.buckets.iter().find(|(found, _)| *found == bucket);
        found.map_or(Exact::ZERO, |(_, amount)| *amount)
    };
    let mut parts = Vec::new();
    let deductible = in_bucket(Bucket::Deductible);
    if !deductible.is_zero() {
        parts.push(format!("起付线 : {}", amount(deductible)));
    }
    let mut own = settlement.bill.total;
    for (index, fund) in program.body.funds.iter().enumerate() {
        let paid = in_bucket(Bucket::Fund(FundId::next(index)));
        own = own.sub(paid).unwrap_or(own);
        parts.push(format!("{fund} : {}", amount(paid)));
    }
    if detail == Detail::Parts {
        for bucket in Bucket::PERSONAL.into_iter().filter(|it| *it != Bucket::Deductible) {
            let word = bucket.words().map_or("", |(word, _, _)| word);
            parts.push(format!("{word} : {}", amount(in_bucket(bucket))));
        }
    }
    for share in &settlement.payers {
        if let PayerKind::Account(id) = share.payer
            && share.total.is_positive()
            && let Some(account) = program.vocabulary.account(id)
        {
            parts.push(format!("{} : {}", account.name, amount(share.total)));
        }
    }
    parts.push(format!("个人负担 : {}", amount(own)));
    format!("应为 {{ {} }}", parts.join("; "))
}

/// What a calculation gives, for the analyst to confirm.
fn results(program: &Program, calculation: &Calculation) -> String {
    if let Some(refusal) = &calculation.passage.refusal {
        return refused(refusal.reason.as_deref());
    }
    let parts: Vec<String> = calculation
        .results
        .iter()
        .filter_map(|note| {
            let result = program.body.results.get(note.result.index())?;
            Some(format!("{} : {}", result.name, program.vocabulary.written(note.ty, &note.value)))
        })
        .collect();
    format!("应为 {{ {} }}", parts.join("; "))
}

fn refused(reason: Option<&str>) -> String {
    match reason {
        Some(reason) if !reason.is_empty() && quotable(reason) == reason => {
            format!("应为 拒付 “{reason}”")
        }
        _ => "应为 拒付".to_owned(),
    }
}

/// A visit that the policy has no answer for.
fn unsettled(program: &Program, witness: &crate::interpret::Witness) -> String {
    let left_out = program.body.not_encoded.iter().find(|each| witness.ran.contains(&each.clause));
    refused(left_out.map(|each| each.text.as_str()))
}
