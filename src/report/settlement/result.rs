//! The end of a statement: who bears what, who pays it, and what is left.

use crate::diagnostics::Lang;
use crate::report::layout::Page;
use crate::report::view::View;
use crate::report::words::{self, amount, say};
use crate::rule::{AccumulatorKind, Bucket};
use crate::settlement::{PayerKind, PayerShare, TotalNote};
use crate::value::{Exact, plain};

/// Funds, the person's part, payers, and what is left of every total.
pub(super) fn write(page: &mut Page, view: View<'_>) {
    let View { program, settlement, lang, .. } = view;
    let (funds, own): (Vec<_>, Vec<_>) =
        settlement.buckets.iter().partition(|(bucket, _)| matches!(bucket, Bucket::Fund(_)));
    page.field(&say!(lang, "基金支付", "funds"), &sum_of(&funds, view));
    page.field(&say!(lang, "个人负担", "person"), &sum_of(&own, view));
    let payers: Vec<String> = settlement
        .payers
        .iter()
        .filter(|share| !matches!(share.payer, PayerKind::Fund(_)) && !is_idle(share))
        .map(|share| {
            let name = words::payer(share.payer, program, lang);
            let paid = amount(share.total);
            if !share.givers.is_empty() {
                return format!("{name} {paid}{}", givers(share, lang));
            }
            match share.balance.map(amount) {
                Some(left) => {
                    say!(lang, "{name} {paid}（余 {left}）", "{name} {paid} ({left} left)")
                }
                None => format!("{name} {paid}"),
            }
        })
        .collect();
    page.field(&say!(lang, "由谁支付", "paid by"), &payers.join(" · "));
    totals(page, view);
}

/// `（父 60.00 余 40.00，母 10.00 余 0.00）`
fn givers(share: &PayerShare, lang: Lang) -> String {
    let names: Vec<String> = share
        .givers
        .iter()
        .map(|each| {
            let who = match &each.giver {
                Some(giver) => giver.clone(),
                None => say!(lang, "本人", "own"),
            };
            let (paid, left) = (amount(each.paid), amount(each.left));
            say!(lang, "{who} {paid} 余 {left}", "{who} {paid}, {left} left")
        })
        .collect();
    match lang {
        Lang::Zh => format!("（{}）", names.join("，")),
        Lang::En => format!(" ({})", names.join("; ")),
    }
}

/// An account that paid nothing and holds nothing.
fn is_idle(share: &PayerShare) -> bool {
    share.total.is_zero() && share.balance.is_some_and(Exact::is_zero)
}

/// `260.00 = 起付线 100.00 + 按比例自付 160.00`
fn sum_of(parts: &[&(Bucket, Exact)], view: View<'_>) -> String {
    let View { program, lang, .. } = view;
    let sum = parts.iter().fold(Exact::ZERO, |sum, (_, part)| sum.add(*part).unwrap_or(sum));
    let mut names: Vec<String> = parts
        .iter()
        .map(|(bucket, part)| {
            format!("{} {}", words::bucket(*bucket, program, lang), amount(*part))
        })
        .collect();
    // Funds are numbered in the order in which the page names them; the person's parts have one.
    if parts.iter().any(|(bucket, _)| matches!(bucket, Bucket::Fund(_))) {
        view.settle_order(&mut names);
    }
    if names.is_empty() {
        return amount(sum);
    }
    format!("{} = {}", amount(sum), names.join(" + "))
}

/// The running totals, those of one period together.
fn totals(page: &mut Page, view: View<'_>) {
    let View { program, settlement, lang, .. } = view;
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for note in &settlement.totals {
        let Some(total) = program.body.accumulators.get(note.accumulator.index()) else {
            continue;
        };
        let period = words::period(total.period, lang);
        let title = match Bucket::named(&total.title) {
            Some(bucket) => words::bucket(bucket, program, lang),
            None => total.title.clone(),
        };
        let line = one(note, &title, total.kind, lang);
        match groups.iter_mut().find(|(known, _)| *known == period) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((period, vec![line])),
        }
    }
    groups.iter_mut().for_each(|(_, lines)| view.settle_order(lines));
    view.settle_order(&mut groups);
    for (period, lines) in groups {
        let label = say!(lang, "{period}累计", "{period}");
        for (index, line) in lines.iter().enumerate() {
            page.field(if index == 0 { &label } else { "" }, line);
        }
    }
}

fn one(note: &TotalNote, title: &str, kind: AccumulatorKind, lang: Lang) -> String {
    let keys = note.key.as_ref().map_or("", |key| key.keys.as_str());
    let keys =
        if keys.is_empty() { String::new() } else { say!(lang, "（{keys}）", " ({keys})") };
    if kind.is_count() {
        let count = plain(note.after);
        return say!(lang, "{title}{keys} 第 {count} 次", "{title}{keys} visit {count}");
    }
    let after = amount(note.after);
    // A deductible of nothing leaves nothing to fill.
    let limit = note.limit.filter(|(limit, is_deductible)| !(*is_deductible && limit.is_zero()));
    let Some((limit, is_deductible)) = limit else {
        return format!("{title}{keys} {after}");
    };
    let left = limit.sub(note.after).and_then(|left| left.max(Exact::ZERO)).unwrap_or(Exact::ZERO);
    let full = left.is_zero();
    let (limit, left) = (amount(limit), amount(left));
    let state = match (full, is_deductible) {
        (true, true) => say!(lang, "已满", "met"),
        (true, false) => say!(lang, "已用完", "used up"),
        (false, true) => say!(lang, "还差 {left}", "{left} to go"),
        (false, false) => say!(lang, "余 {left}", "{left} left"),
    };
    say!(
        lang,
        "{title}{keys} {after} / {limit}（{state}）",
        "{title}{keys} {after} / {limit} ({state})"
    )
}
