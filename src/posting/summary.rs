//! What a settlement came to, by name.

use crate::ledger::{PaidBy, Summary};
use crate::program::Program;
use crate::rule::Bucket;
use crate::settlement::{PayerKind, Settlement};

/// What the ledger keeps of a settlement.
pub(super) fn summary(program: &Program, settlement: &Settlement) -> Summary {
    let parts = settlement.buckets.iter().map(|(bucket, amount)| (part(*bucket, program), *amount));
    let mut payers = Vec::new();
    for share in settlement.payers.iter().filter(|share| !share.total.is_zero()) {
        let name = payer(share.payer, program);
        if share.givers.is_empty() {
            payers.push(PaidBy { name, giver: None, amount: share.total });
            continue;
        }
        let paying = share.givers.iter().filter(|giver| !giver.paid.is_zero());
        payers.extend(paying.map(|giver| PaidBy {
            name: name.clone(),
            giver: giver.giver.clone(),
            amount: giver.paid,
        }));
    }
    Summary {
        policy: program.head.name.clone(),
        parts: parts.collect(),
        payers,
        refused: settlement.refusal.as_ref().map(|it| it.reason.clone().unwrap_or_default()),
    }
}

fn part(bucket: Bucket, program: &Program) -> String {
    match bucket {
        Bucket::Fund(fund) => program.body.funds.get(fund.index()).cloned(),
        Bucket::Account(account) => {
            program.vocabulary.account(account).map(|account| account.name.clone())
        }
        personal => personal.words().map(|(zh, _, _)| zh.to_owned()),
    }
    .unwrap_or_default()
}

fn payer(payer: PayerKind, program: &Program) -> String {
    match payer {
        PayerKind::Fund(fund) => part(Bucket::Fund(fund), program),
        PayerKind::Account(account) => part(Bucket::Account(account), program),
        PayerKind::Cash => "现金".to_owned(),
    }
}
