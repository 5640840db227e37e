//! Who pays: each fund its bucket, then the payers of `settle` in order, cash the rest.

use std::collections::BTreeMap;

use super::run::Run;
use super::stop::Stop;
use crate::rule::{AccountId, Bucket};
use crate::settlement::{PayerKind, PayerShare};
use crate::value::Number;

type Outcome<T> = Result<T, Stop>;
type Parts<N> = BTreeMap<PayerKind, Vec<(Bucket, N)>>;

impl<N: Number> Run<'_, N> {
    /// The payers of a visit that was refused: cash.
    pub(super) fn cash_only(&mut self) -> Outcome<Vec<PayerShare<N>>> {
        let rest = self.personal()?;
        let mut parts = Parts::new();
        let _before = parts.insert(PayerKind::Cash, rest);
        self.shares(parts)
    }

    /// The payers of a settled visit; takes from the accounts.
    pub(super) fn payers(&mut self) -> Outcome<Vec<PayerShare<N>>> {
        let program = self.machine.program;
        let mut parts = self.paid_by_steps();
        let mut rest = self.personal()?;
        for payer in &program.body.settle {
            let Some(account) = payer.account else { continue };
            if self.machine.in_force(payer.clause) && self.machine.holds(payer.when)? {
                let pays = self.pay_from(account, &payer.pays, &mut rest, &mut parts)?;
                if pays {
                    self.machine.ran(payer.clause);
                }
            }
        }
        let cash = positive(rest)?;
        if !cash.is_empty() {
            for cash in program.body.settle.iter().filter(|payer| payer.account.is_none()) {
                self.machine.ran(cash.clause);
            }
        }
        let _before = parts.insert(PayerKind::Cash, cash);
        self.shares(parts)
    }

    /// The payers of a settled visit as if the person's part were paid in cash, whatever accounts hold.
    pub(super) fn in_cash(&self) -> Outcome<Vec<PayerShare<N>>> {
        let mut parts = self.paid_by_steps();
        let own = Bucket::PERSONAL.map(|bucket| (bucket, self.machine.bucket(bucket)));
        let _before = parts.insert(PayerKind::Cash, own.to_vec());
        self.shares(parts)
    }

    /// What funds and accounts paid as steps.
    fn paid_by_steps(&self) -> Parts<N> {
        let mut parts = Parts::new();
        for (bucket, amount) in &self.machine.buckets {
            let payer = match bucket {
                Bucket::Fund(fund) => PayerKind::Fund(*fund),
                Bucket::Account(account) => PayerKind::Account(*account),
                _ => continue,
            };
            parts.entry(payer).or_default().push((*bucket, *amount));
        }
        parts
    }

    /// What lies in the person's buckets, in the order in which they are paid.
    fn personal(&self) -> Outcome<Vec<(Bucket, N)>> {
        let buckets = Bucket::PERSONAL.into_iter();
        positive(buckets.map(|bucket| (bucket, self.machine.bucket(bucket))))
    }

    /// Takes from an account; whether it paid anything.
    fn pay_from(
        &mut self,
        account: AccountId,
        pays: &[Bucket],
        rest: &mut [(Bucket, N)],
        parts: &mut Parts<N>,
    ) -> Outcome<bool> {
        let mut pays_any = false;
        let mut balance = self.machine.balance(account)?;
        let paid = parts.entry(PayerKind::Account(account)).or_default();
        for (bucket, open) in rest.iter_mut() {
            let part = balance.min(*open)?;
            if pays.contains(bucket) && part.is_positive()? {
                pays_any = true;
                paid.push((*bucket, part));
                *open = open.sub(part)?;
                balance = balance.sub(part)?;
            }
        }
        if let Some(slot) = self.machine.balances.get_mut(account.index()) {
            *slot = Some(balance);
        }
        Ok(pays_any)
    }

    fn shares(&self, parts: Parts<N>) -> Outcome<Vec<PayerShare<N>>> {
        let mut shares = Vec::new();
        for (payer, parts) in parts {
            let mut total = N::ZERO;
            for (_, amount) in &parts {
                total = total.add(*amount)?;
            }
            let balance = match payer {
                PayerKind::Account(account) => {
                    self.machine.balances.get(account.index()).copied().flatten()
                }
                PayerKind::Fund(_) | PayerKind::Cash => None,
            };
            shares.push(PayerShare { payer, parts, total, balance, givers: Vec::new() });
        }
        Ok(shares)
    }
}

/// The amounts above zero.
fn positive<N: Number>(
    amounts: impl IntoIterator<Item = (Bucket, N)>,
) -> Outcome<Vec<(Bucket, N)>> {
    let mut kept = Vec::new();
    for (bucket, amount) in amounts {
        if amount.is_positive()? {
            kept.push((bucket, amount));
        }
    }
    Ok(kept)
}
