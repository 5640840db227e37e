//! `account-bucket`: an account pays a part of the bill that its declaration does not let it pay.

use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Policy;
use crate::rule::{AccountId, Bucket, ClauseId, Payer, Step, StepKind};
use crate::source::Span;
use crate::text;

/// What open money would be if no account took it.
const OPEN: [Bucket; 3] = [Bucket::Deductible, Bucket::Coinsurance, Bucket::OverCap];

pub(super) fn check(policy: &Policy, problems: &mut Problems) {
    for payer in &policy.body.settle {
        if let Some(account) = payer.account {
            self::payer(policy, payer, account, problems);
        }
    }
    let benefits = policy.body.benefits.iter().flat_map(|benefit| &benefit.steps);
    for step in policy.body.steps.iter().chain(benefits) {
        if let StepKind::Account(it) = &step.kind {
            self::step(policy, step, it.account, problems);
        }
    }
}

fn payer(
    policy: &Policy,
    payer: &Payer<crate::policy::Expr>,
    account: AccountId,
    problems: &mut Problems,
) {
    let Some(declared) = policy.vocabulary.account(account) else { return };
    let beyond: Vec<&str> = payer
        .pays
        .iter()
        .filter(|bucket| !declared.pays.contains(bucket))
        .filter_map(|bucket| bucket.words().map(|(zh, _, _)| zh))
        .collect();
    // A declaration that names no part of the bill leaves it to whoever lets the account pay.
    if beyond.is_empty() || declared.pays.is_empty() {
        return problems.proved(Code::AccountBucket);
    }
    let (name, beyond) = (&declared.name, beyond.join("、"));
    let problem = Problem::new(
        Code::AccountBucket,
        place(policy, payer.clause),
        text!(
            "账户“{name}”在这里支付“{beyond}”，它的声明不许",
            "here the account `{name}` pays `{beyond}`, which its declaration does not let it pay"
        ),
    );
    problems.push(advised(problem, declared.span, name));
}

fn step(
    policy: &Policy,
    step: &Step<crate::policy::Expr>,
    account: AccountId,
    problems: &mut Problems,
) {
    let Some(declared) = policy.vocabulary.account(account) else { return };
    if declared.pays.is_empty() || OPEN.iter().any(|bucket| declared.pays.contains(bucket)) {
        return problems.proved(Code::AccountBucket);
    }
    let name = &declared.name;
    let problem = Problem::new(
        Code::AccountBucket,
        place(policy, step.clause),
        text!(
            "账户“{name}”在这一步支付政策范围内的费用，它的声明不许付起付线、按比例自付和超封顶线",
            "in this step the account `{name}` pays in-scope cost, and its declaration lets it pay neither `起付线` nor `按比例自付` nor `超封顶线`"
        ),
    );
    problems.push(advised(problem, declared.span, name));
}

fn advised(problem: Problem, declared: Span, name: &str) -> Problem {
    if declared == Span::default() {
        return problem.help(text!(
            "“{name}”只可以支付先行自付、起付线、按比例自付、超封顶线；文件确实另有规定的，写“允许 account-bucket 理由 \"…\"”",
            "`{name}` may only pay `先行自付 + 起付线 + 按比例自付 + 超封顶线`; where the notice says otherwise, write `allow account-bucket because \"…\"`"
        ));
    }
    problem.also(declared, text!("声明在这里", "declared here")).help(text!(
        "照文件核对：账户真的可以支付，就在声明“账户 {name} 支付 …”里补上；不可以，就从这里删去",
        "compare it with the notice: if the account may pay it, add it to `account {name} pays …`; if not, remove it here"
    ))
}

fn place(policy: &Policy, clause: ClauseId) -> Span {
    policy.clauses.get(clause.index()).map_or(policy.head.span, |clause| clause.span)
}
