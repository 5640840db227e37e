//! The pages of events that are no visits.

use crate::diagnostics::Lang;
use crate::ledger::{Binding, PaidBy, Purse, Summary};
use crate::posting::{Later, Moved, Posted, Refund, VisitName, What};
use crate::program::Program;
use crate::report::expression::reasons;
use crate::report::layout::Page;
use crate::report::settlement::{place_of, quoted};
use crate::report::view::{Known, Places};
use crate::report::words::{self, amount, say};
use crate::rule::EventKind;
use crate::settlement::Passage;
use crate::value::Exact;
use crate::visit::{RawFact, RawValue};

/// The page of an event; `None` when it has nothing to tell.
pub(super) fn page(posted: &Posted, lang: Lang, places: Places) -> Option<String> {
    let mut page = Page::default();
    match &posted.what {
        What::Visit(_) | What::Calc(_) => return None,
        What::Noted(moved) => {
            // What was said of the person before anything happened is on the pages of the visits.
            let _dated = posted.date?;
            heading(&mut page, posted, "", lang);
            let facts: Vec<String> =
                posted.event.facts.iter().filter_map(|fact| said(fact, lang)).collect();
            if !facts.is_empty() {
                page.paragraph(&facts.join(" · "));
            }
            balances(&mut page, moved, lang);
        }
        What::Credited(moved) => {
            heading(&mut page, posted, "", lang);
            balances(&mut page, moved, lang);
        }
        What::Refund(refund) => {
            heading(&mut page, posted, right_of(&refund.program, places), lang);
            self::refund(&mut page, refund, posted, lang, places);
        }
        What::Bind(bind) => {
            heading(&mut page, posted, right_of(&bind.program, places), lang);
            page.paragraph(&bound(&bind.binding, lang));
            page.gap();
            gates(&mut page, &bind.program, &bind.passage, lang, places);
            balances(&mut page, &bind.moved, lang);
        }
        What::Unbind(unbind) => {
            heading(&mut page, posted, "", lang);
            page.paragraph(&bound(&unbind.binding, lang));
        }
    }
    Some(page.finish())
}

/// Money that went from account to account at the turn of a year, before the event.
pub(super) fn carried(posted: &Posted, lang: Lang) -> String {
    let mut page = Page::default();
    for carried in &posted.carried {
        let (date, from, to) = (carried.date, &carried.from, &carried.to);
        let sum = amount(carried.amount);
        page.line(&say!(
            lang,
            "结转 · {date}   {from} {sum} 转入 {to}",
            "carried over · {date}   {sum} from {from} to {to}"
        ));
    }
    if !posted.carried.is_empty() {
        page.gap();
    }
    page.finish()
}

/// `退费 · 2025-05-07`
fn heading(page: &mut Page, posted: &Posted, right: &str, lang: Lang) {
    let word = word(posted.event.kind, lang);
    let date = posted.date.map(|date| format!(" · {date}")).unwrap_or_default();
    let until = posted.event.until.as_ref().and_then(|until| until.words());
    let until = until.map(|day| say!(lang, " 至 {day}", " until {day}")).unwrap_or_default();
    page.heading(&format!("{word}{date}{until}"), right);
}

/// The word of a kind of event.
fn word(kind: EventKind, lang: Lang) -> &'static str {
    let (zh, en) = kind.words();
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A fact as it was given: `已备案`, `备案类型 长期居住`; an account has a row of its own.
fn said(fact: &RawFact, lang: Lang) -> Option<String> {
    let name = &fact.name;
    let values = match &fact.value {
        RawValue::Flag(true) => return Some(name.clone()),
        RawValue::Flag(false) => say!(lang, "否", "no"),
        RawValue::List(values) => {
            let words = values.iter().filter_map(|value| match value {
                RawValue::Text(words) | RawValue::Number(words) => Some(words.clone()),
                _ => None,
            });
            words::list(&words.collect::<Vec<_>>(), lang)
        }
        RawValue::Text(words) | RawValue::Number(words) => words.clone(),
        RawValue::Null | RawValue::Other(_) => return None,
    };
    Some(format!("{name} {values}"))
}

/// What stands beside the heading: the file of the policy, or its name.
fn right_of(program: &Program, places: Places) -> &str {
    let place = program.head.place.as_str();
    match places {
        Places::Lines => place.rsplit_once(':').map_or(place, |(file, _)| file),
        Places::Titles => program.head.name.as_str(),
    }
}

/// `给付人 父 · 共济账户 · 自 2025-01-01 至 2026-01-01`
fn bound(binding: &Binding, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some(giver) = &binding.giver {
        parts.push(say!(lang, "给付人 {giver}", "giver {giver}"));
    }
    if let Some(receiver) = &binding.receiver {
        parts.push(say!(lang, "受益人 {receiver}", "receiver {receiver}"));
    }
    parts.push(binding.account.clone());
    if let Some(from) = binding.term.from {
        parts.push(say!(lang, "自 {from}", "from {from}"));
    }
    if let Some(until) = binding.term.until {
        parts.push(say!(lang, "至 {until}", "until {until}"));
    }
    parts.join(" · ")
}

/// The gates that were passed, and the one that bars the way.
fn gates(page: &mut Page, program: &Program, passage: &Passage, lang: Lang, places: Places) {
    let known = Known { program, lang, given: &[], assumed: &[] };
    for (index, (clause, because)) in passage.passed.iter().enumerate() {
        let because = reasons(because, known);
        let place = place_of(program, *clause, places);
        let label = if index == 0 { say!(lang, "已核对", "checked") } else { String::new() };
        page.field(&label, format!("{because}   {place}").trim_end());
    }
    let Some(refusal) = &passage.refusal else { return };
    let place = place_of(program, refusal.clause, places);
    page.clause(&say!(lang, "不予办理", "refused"), "", "", &place);
    if let Some(reason) = &refusal.reason {
        page.detail(reason);
    }
    let because = reasons(&refusal.because, known);
    if !because.is_empty() {
        page.detail(&say!(lang, "因为 {because}", "because {because}"));
    }
    let cites = program.clause(refusal.clause).map_or(&[][..], |clause| &clause.cites);
    if !cites.is_empty() {
        let quoted = quoted(cites, lang);
        page.detail(&say!(lang, "依据 {quoted}", "cites {quoted}"));
    }
}

fn balances(page: &mut Page, moved: &[Moved], lang: Lang) {
    for each in moved {
        let by = each.after.sub(each.before.unwrap_or(Exact::ZERO)).map(amount).unwrap_or_default();
        let sign = if by.starts_with('-') { "" } else { "+" };
        let left = amount(each.after);
        page.row(
            &purse(&each.purse, lang),
            &format!("{sign}{by}"),
            &say!(lang, "余 {left}", "{left} left"),
        );
    }
}

/// `共济账户（父）`
fn purse(purse: &Purse, lang: Lang) -> String {
    whose(&purse.account, purse.giver.as_deref(), lang)
}

fn whose(name: &str, giver: Option<&str>, lang: Lang) -> String {
    match giver {
        None => name.to_owned(),
        Some(giver) => say!(lang, "{name}（{giver}）", "{name} ({giver})"),
    }
}

fn refund(page: &mut Page, refund: &Refund, posted: &Posted, lang: Lang, places: Places) {
    let visit = visit_name(&refund.of, lang);
    page.paragraph(&say!(lang, "冲销 {visit}", "of {visit}"));
    page.gap();
    gates(page, &refund.program, &refund.passage, lang, places);
    if refund.passage.refusal.is_some() {
        return;
    }
    let mut total = Exact::ZERO;
    for paid in &refund.returned {
        total = total.add(paid.amount).unwrap_or(total);
        let left = left_of(paid, posted).map(amount);
        let left = left.map(|left| say!(lang, "余 {left}", "{left} left")).unwrap_or_default();
        page.row(&payer(paid, lang), &amount(paid.amount), &left);
    }
    page.row(&say!(lang, "退回合计", "returned in all"), &amount(total), "");
    for later in &refund.later {
        changed(page, later, lang);
    }
}

/// What lies in the purse that money went back to.
fn left_of(paid: &PaidBy, posted: &Posted) -> Option<Exact> {
    let purse = Purse { account: paid.name.clone(), giver: paid.giver.clone() };
    posted.after.balance(&purse)
}

fn payer(paid: &PaidBy, lang: Lang) -> String {
    match (paid.name.as_str(), lang) {
        ("现金", Lang::En) => "cash".to_owned(),
        (name, _) => whose(name, paid.giver.as_deref(), lang),
    }
}

/// `2025-05-06 的就诊“甲”`
fn visit_name(visit: &VisitName, lang: Lang) -> String {
    let day = visit.date.map(|date| date.to_string()).unwrap_or_default();
    match &visit.label {
        Some(label) => say!(lang, "{day} 的就诊“{label}”", "the visit `{label}` on {day}"),
        None => say!(lang, "{day} 的就诊", "the visit on {day}"),
    }
}

/// A later visit that comes out differently: each part and payer before and after.
fn changed(page: &mut Page, later: &Later, lang: Lang) {
    let visit = visit_name(&later.of, lang);
    page.gap();
    page.line(&say!(lang, "  {visit}随之改变", "  {visit} changes"));
    for (name, before, after) in changes(&later.before, &later.after, lang) {
        page.row(&format!("  {name}"), &amount(after), &{
            let before = amount(before);
            say!(lang, "原为 {before}", "it was {before}")
        });
    }
}

/// What differs between two settlements of one visit: parts of the bill, then payers.
fn changes(before: &Summary, after: &Summary, lang: Lang) -> Vec<(String, Exact, Exact)> {
    let part = |(name, sum): &(String, Exact)| (words::part(name, lang), *sum);
    let paid = |paid: &PaidBy| {
        let name = payer(paid, lang);
        (say!(lang, "{name}支付", "paid by {name}"), paid.amount)
    };
    let own = |summary: &Summary| -> Vec<(String, Exact)> {
        let parts = summary.parts.iter().map(part);
        let funds = |name: &str| summary.parts.iter().any(|(part, _)| part == name);
        let payers = summary.payers.iter().filter(|paid| !funds(&paid.name));
        parts.chain(payers.map(paid)).collect()
    };
    let (before, after) = (own(before), own(after));
    let sum = |list: &[(String, Exact)], name: &str| {
        list.iter().find(|(known, _)| known == name).map_or(Exact::ZERO, |(_, sum)| *sum)
    };
    let mut found: Vec<(String, Exact, Exact)> = Vec::new();
    for (name, _) in before.iter().chain(&after) {
        let (was, is) = (sum(&before, name), sum(&after, name));
        if was != is && found.iter().all(|(known, _, _)| known != name) {
            found.push((name.clone(), was, is));
        }
    }
    found
}
