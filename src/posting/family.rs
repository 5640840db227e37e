//! Accounts that relatives share: whose money a shared account holds on a day, and who gave what.

use super::Outcome;
use crate::ledger::{Change, Delta, Purse, State, Unfit};
use crate::program::Program;
use crate::rule::AccountId;
use crate::settlement::{GiverShare, PayerKind, Settlement};
use crate::value::{Date, Exact};

/// The purses of a shared account, in the order in which they pay: what the person has in it, then
/// the givers by their bindings.
fn purses(state: &State, account: &str, day: Date) -> Vec<(Purse, Exact)> {
    let mut found: Vec<(Purse, Exact)> = Vec::new();
    let own = state.balances.get(account).map(|sum| (Purse::own(account), *sum));
    found.extend(own);
    for binding in state.givers(account, day) {
        let purse = Purse { account: account.to_owned(), giver: binding.giver.clone() };
        if found.iter().all(|(known, _)| *known != purse) {
            let sum = state.balance(&purse).unwrap_or(Exact::ZERO);
            found.push((purse, sum));
        }
    }
    found
}

/// The state as a settlement sees it: a shared account holds what all its givers have in it. `None`
/// when no binding holds.
pub(super) fn view(state: &State, program: &Program, day: Date) -> Outcome<Option<State>> {
    let mut seen: Option<State> = None;
    for account in &program.vocabulary.accounts {
        if state.givers(&account.name, day).next().is_none() {
            continue;
        }
        let mut sum = Exact::ZERO;
        for (_, part) in purses(state, &account.name, day) {
            sum = sum.add(part).map_err(|_| vec![super::money::too_large()])?;
        }
        let view = seen.get_or_insert_with(|| state.clone());
        let _own = view.balances.insert(account.name.clone(), sum);
    }
    Ok(seen)
}

/// Lays what shared accounts paid on the purses that hold the money, and tells the payers.
pub(super) fn split(
    state: &State,
    program: &Program,
    day: Date,
    delta: &mut Delta,
    settlement: &mut Settlement,
) -> Result<(), Unfit> {
    for (index, account) in program.vocabulary.accounts.iter().enumerate() {
        if state.givers(&account.name, day).next().is_none() {
            continue;
        }
        let whole = Purse::own(&account.name);
        let mut due = Exact::ZERO;
        for (_, change) in delta.balances.iter().filter(|(purse, _)| *purse == whole) {
            due = due.sub(change.by)?;
        }
        delta.balances.retain(|(purse, _)| *purse != whole);
        let mut givers = Vec::new();
        for (purse, held) in purses(state, &account.name, day) {
            let paid = due.min(held)?;
            due = due.sub(paid)?;
            let left = held.sub(paid)?;
            let change = Change::between(state.balance(&purse), Some(left))?;
            delta.balances.extend(change.map(|change| (purse.clone(), change)));
            givers.push(GiverShare { giver: purse.giver, paid, left });
        }
        let payer = PayerKind::Account(AccountId::next(index));
        if let Some(share) = settlement.payers.iter_mut().find(|share| share.payer == payer) {
            share.givers = givers;
        }
    }
    Ok(())
}
