//! The statement as a page: from the bill down to cash.

use super::figure::{cites, quoted};
use super::{result, rules, step};
use crate::report::expression::reasons;
use crate::report::layout::Page;
use crate::report::view::View;
use crate::report::words::{self, amount, say};
use crate::rule::Bucket;
use crate::settlement::{LineSplit, Refusal, StepNote};
use crate::value::{Type, Value, percent};

/// The statement of one settlement.
pub(super) fn page(view: View<'_>) -> String {
    let View { settlement, .. } = view;
    let mut page = Page::default();
    head(&mut page, view);
    page.gap();
    bill(&mut page, view);
    if let Some(refusal) = &settlement.refusal {
        page.gap();
        refused(&mut page, refusal, view);
    } else {
        benefit(&mut page, view);
        page.gap();
        let numbered = settlement.steps.iter().filter(|each| step::is_numbered(each));
        for (index, each) in numbered.enumerate() {
            step::write(&mut page, index.saturating_add(1), each, view);
        }
    }
    page.gap();
    result::write(&mut page, view);
    notes(&mut page, view);
    page.finish()
}

/// Policy, place, and the facts that matter.
fn head(page: &mut Page, view: View<'_>) {
    let View { program, settlement, lang, .. } = view;
    let title = program.head.title.as_ref().unwrap_or(&program.head.name);
    page.heading(title, rules::heading(view));
    // The amounts stand in the figures below.
    let money = |id| program.vocabulary.field(id).is_some_and(|field| field.ty == Type::Money);
    let others: Vec<_> = settlement.facts.iter().filter(|(id, _)| !money(*id)).cloned().collect();
    let mut facts = words::facts(&others, program, lang);
    view.settle_order(&mut facts);
    facts.insert(0, settlement.date.to_string());
    page.paragraph(&facts.join(" · "));
}

/// The bill and how it is split.
fn bill(page: &mut Page, view: View<'_>) {
    let View { program, settlement, lang, .. } = view;
    let bill = &settlement.bill;
    page.row(&say!(lang, "费用", "bill"), &amount(bill.total), "");
    for (index, line) in settlement.lines.iter().enumerate() {
        page.detail(&line_words(index.saturating_add(1), line, view));
    }
    let parts = [
        (Bucket::OutOfCatalogue, bill.out_of_catalogue),
        (Bucket::OverPriceLimit, bill.over_price_limit),
        (Bucket::SelfPay, bill.self_pay),
    ];
    let beside: Vec<String> = parts
        .into_iter()
        .map(|(bucket, sum)| format!("{} {}", words::bucket(bucket, program, lang), amount(sum)))
        .collect();
    page.row(&say!(lang, "政策范围内", "in scope"), &amount(bill.scope), &beside.join(" · "));
}

fn line_words(number: usize, line: &LineSplit, view: View<'_>) -> String {
    let View { program, lang, .. } = view;
    let name = match &line.name {
        Some(Value::Text(name)) if !name.is_empty() => name.to_string(),
        _ => say!(lang, "项目 {number}", "line {number}"),
    };
    let bill = &line.bill;
    let mut words = format!("{name} {}", amount(bill.total));
    let parts = [
        (Bucket::OverPriceLimit, bill.over_price_limit),
        (Bucket::OutOfCatalogue, bill.out_of_catalogue),
        (Bucket::SelfPay, bill.self_pay),
    ];
    for (bucket, sum) in parts.into_iter().filter(|(_, sum)| !sum.is_zero()) {
        let part = words::bucket(bucket, program, lang);
        words.push_str(&format!(" · {part} {}", amount(sum)));
        if let (Bucket::SelfPay, Some(ratio)) = (bucket, line.self_pay_ratio) {
            let ratio = percent(ratio);
            words.push_str(&say!(lang, "（{ratio}）", " ({ratio})"));
        }
    }
    let scope = amount(bill.scope);
    words.push_str(&say!(lang, " · 范围内 {scope}", " · in scope {scope}"));
    words
}

fn benefit(page: &mut Page, view: View<'_>) {
    let View { program, settlement, lang, .. } = view;
    let found = settlement.benefit.and_then(|id| program.body.benefits.get(id.index()));
    let Some(benefit) = found else { return };
    let name = &benefit.name;
    let place = rules::place(view, benefit.clause);
    page.clause(&say!(lang, "待遇 {name}", "benefit {name}"), "", "", &place);
}

/// Why a visit is not covered.
fn refused(page: &mut Page, refusal: &Refusal, view: View<'_>) {
    let View { program, settlement, lang, .. } = view;
    let place = rules::place(view, refusal.clause);
    let total = amount(settlement.bill.total);
    page.clause(&say!(lang, "不予支付", "not covered"), &total, "", &place);
    if let Some(reason) = &refusal.reason {
        page.detail(reason);
    }
    let because = reasons(&refusal.because, view);
    if !because.is_empty() {
        page.detail(&say!(lang, "因为 {because}", "because {because}"));
    }
    let cites = cites([refusal.clause], [], program);
    if !cites.is_empty() {
        let quoted = quoted(&cites, lang);
        page.detail(&say!(lang, "依据 {quoted}", "cites {quoted}"));
    }
}

/// What was taken for granted, what was checked, and what did not apply.
fn notes(page: &mut Page, view: View<'_>) {
    let View { program, settlement, lang, .. } = view;
    let mut definitions = Vec::new();
    for (clause, value, ty) in &settlement.definitions {
        let name = program.clause(*clause).map_or("?", |clause| clause.title.as_str());
        let value = words::value(value, *ty, program, lang);
        let place = rules::place(view, *clause);
        definitions.push(format!("{name} = {value}   {place}"));
    }
    view.settle_order(&mut definitions);
    fields(page, &say!(lang, "算式", "defined"), &definitions);
    let mut assumed: Vec<String> = settlement
        .assumed
        .iter()
        .map(|(id, value)| {
            let name = words::field_name(*id, program);
            format!("{name} {}", words::field_value(*id, value, program, lang))
        })
        .collect();
    view.settle_order(&mut assumed);
    if !assumed.is_empty() {
        page.field(&say!(lang, "默认取值", "assumed"), &assumed.join(" · "));
    }
    let mut checked = Vec::new();
    let mut skipped = Vec::new();
    for each in &settlement.steps {
        let name = step::name(each, view);
        let place = rules::place(view, each.clause);
        match &each.note {
            StepNote::Passed(because) => {
                let because = reasons(because, view);
                checked.push(say!(
                    lang,
                    "{name}：{because}   {place}",
                    "{name}: {because}   {place}"
                ));
            }
            StepNote::Skipped(because) if because.is_empty() => {}
            StepNote::Skipped(because) => {
                let because = reasons(because, view);
                skipped.push(say!(
                    lang,
                    "{name}：{because}   {place}",
                    "{name}: {because}   {place}"
                ));
            }
            _ => {}
        }
    }
    let mut others = Vec::new();
    for (id, because) in &settlement.other_benefits {
        let Some(benefit) = program.body.benefits.get(id.index()) else { continue };
        let name = &benefit.name;
        let because = reasons(because, view);
        let place = rules::place(view, benefit.clause);
        others.push(say!(
            lang,
            "待遇 {name}：{because}   {place}",
            "benefit {name}: {because}   {place}"
        ));
    }
    view.settle_order(&mut others);
    skipped.append(&mut others);
    fields(page, &say!(lang, "已核对", "checked"), &checked);
    fields(page, &say!(lang, "未适用", "not applied"), &skipped);
}

/// One label for several lines.
fn fields(page: &mut Page, label: &str, lines: &[String]) {
    for (index, line) in lines.iter().enumerate() {
        page.field(if index == 0 { label } else { "" }, line);
    }
}
