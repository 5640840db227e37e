//! What the name of an amount stands for: a part of the bill, a payer, a balance.

use std::sync::Arc;

use super::{Event, Since};
use crate::ledger::{Purse, State};
use crate::posting::{Refund, Visit, What};
use crate::program::Program;
use crate::rule::{AccountId, Bucket, FundId, Paid};
use crate::settlement;
use crate::value::{Date, Exact};

/// The amount that a name stands for, in an event when it came or as it stands now; `None` when it
/// stands for nothing.
pub(super) fn actual(
    event: &Event,
    name: &str,
    now: bool,
    programs: &[Arc<Program>],
) -> Option<Exact> {
    if let Some(account) = name.strip_suffix("余额").and_then(|name| account(name, programs)) {
        return balance(&event.posted.after, account, event.posted.date);
    }
    match &event.posted.what {
        What::Visit(visit) => match (&event.since, now) {
            (Since::Changed(changed), true) => of_visit(changed, name),
            (Since::Refunded, true) => of_visit(visit, name).map(|_| Exact::ZERO),
            _ => of_visit(visit, name),
        },
        What::Refund(refund) => of_refund(refund, name),
        What::Noted(_) | What::Credited(_) | What::Bind(_) | What::Unbind(_) | What::Calc(_) => {
            None
        }
    }
}

/// The account with a name, in any vocabulary.
fn account<'p>(name: &str, programs: &'p [Arc<Program>]) -> Option<&'p str> {
    let accounts = programs.iter().flat_map(|program| &program.vocabulary.accounts);
    accounts.map(|account| account.name.as_str()).find(|known| *known == name)
}

/// What an account holds that day: the person's own, and what the givers have in it whose bindings
/// hold.
fn balance(state: &State, account: &str, day: Option<Date>) -> Option<Exact> {
    let own = state.balances.get(account).copied();
    let mut purses: Vec<Purse> = Vec::new();
    for binding in day.into_iter().flat_map(|day| state.givers(account, day)) {
        let purse = Purse { account: account.to_owned(), giver: binding.giver.clone() };
        if !purses.contains(&purse) {
            purses.push(purse);
        }
    }
    let known = own.is_some() || state.bindings.iter().any(|binding| binding.account == account);
    let held = purses.iter().filter_map(|purse| state.balance(purse));
    let sum = held.fold(own, |sum, part| sum.unwrap_or(Exact::ZERO).add(part).ok());
    sum.or(known.then_some(Exact::ZERO))
}

/// A part of the bill: bucket, fund, payer, 个人负担.
fn of_visit(visit: &Visit, name: &str) -> Option<Exact> {
    let program = &visit.program;
    let settlement = &visit.settlement;
    let in_bucket = |bucket: Bucket| {
        let found = settlement.buckets.iter().find(|(found, _)| *found == bucket);
        found.map_or(Exact::ZERO, |(_, amount)| *amount)
    };
    if let Some(bucket) = Bucket::named(name) {
        return Some(in_bucket(bucket));
    }
    if let Some(index) = program.body.funds.iter().position(|fund| fund == name) {
        return Some(in_bucket(Bucket::Fund(FundId::next(index))));
    }
    if matches!(name, "政策范围内" | "scope") {
        return Some(settlement.bill.scope);
    }
    let account = |name| {
        let accounts = &program.vocabulary.accounts;
        accounts.iter().position(|account| account.name == name).map(AccountId::next)
    };
    let by = Paid::named(name).or_else(|| account(name).map(Paid::Account))?;
    settlement::paid(&settlement.payers, by).ok()
}

/// What came back: of a part of the bill, or to a payer. Nothing came back when it was refused.
fn of_refund(refund: &Refund, name: &str) -> Option<Exact> {
    let program = &refund.program;
    let name = match name {
        "cash" => "现金",
        name => Bucket::named(name).and_then(Bucket::words).map_or(name, |(zh, _, _)| zh),
    };
    let known = name == "现金"
        || Bucket::named(name).is_some()
        || program.body.funds.iter().any(|fund| fund == name)
        || program.vocabulary.accounts.iter().any(|account| account.name == name);
    if !known {
        return None;
    }
    if refund.passage.refusal.is_some() {
        return Some(Exact::ZERO);
    }
    if Bucket::named(name).is_some() {
        let part = refund.bill.parts.iter().find(|(part, _)| part == name);
        return Some(part.map_or(Exact::ZERO, |(_, amount)| *amount));
    }
    let back = refund.returned.iter().filter(|payer| payer.name == name);
    back.map(|payer| payer.amount).try_fold(Exact::ZERO, |sum, part| sum.add(part).ok())
}
