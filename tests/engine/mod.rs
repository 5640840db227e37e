//! The engine as the laws use it: the only place that knows its interface.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code"
)]

use std::sync::Arc;

use polc::diagnostics::{Lang, Problem};
use polc::interpret;
use polc::ledger::{Ledger, State, StateFile, from_json, to_json};
use polc::pipeline::{Compilation, compile};
use polc::program::Program;
use polc::report::settlement;
use polc::rule::{AccumulatorKind, Bucket};
use polc::settlement::{PayerKind, Settlement};
use polc::source::SourceMap;
use polc::value::Exact;
use polc::visit::{RawFact, RawValue, RawVisit, read};

use crate::oracle::{Amounts, Facts, Outcome, Visit};

/// The engine on one policy.
#[derive(Clone)]
pub(crate) struct Engine {
    program: Arc<Program>,
}

/// Why the engine gives no amounts.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The policy does not take the visit.
    NotApplicable,
    /// What it says.
    Problems(Vec<Problem>),
}

/// A visit settled by the engine.
pub(crate) struct Settled {
    pub(crate) outcome: Outcome,
    pub(crate) settlement: Settlement,
    program: Arc<Program>,
}

impl Settled {
    /// The JSON and the statement, to compare two settlements byte for byte.
    pub(crate) fn text(&self) -> String {
        let settlement = self.settlement.clone();
        let settled = settlement::Settled { program: self.program.clone(), settlement };
        let json =
            settlement::json(std::slice::from_ref(&settled), &settlement::Digests::default());
        json + &settlement::one(&self.program, &self.settlement, Lang::Zh)
    }
}

/// Compiles texts together; the programs of all their policies.
pub(crate) fn programs(texts: &[(String, String)]) -> Vec<Engine> {
    let mut sources = SourceMap::new();
    for (name, text) in texts {
        sources.add(name.clone(), text.clone()).unwrap();
    }
    let Compilation { programs, .. } = compile(&sources);
    programs.into_iter().map(|program| Engine { program }).collect()
}

impl Engine {
    pub(crate) fn policy(&self) -> &str {
        &self.program.head.name
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// Settles a visit and moves the state.
    pub(crate) fn settle(&self, visit: &Visit, state: &mut State) -> Result<Settled, Stop> {
        self.settle_raw(visit, &raw(visit), state)
    }

    /// Settles a visit whose facts are given in the opposite order.
    pub(crate) fn settle_reversed(
        &self,
        visit: &Visit,
        state: &mut State,
    ) -> Result<Settled, Stop> {
        let mut raw = raw(visit);
        raw.facts.reverse();
        raw.lines.iter_mut().for_each(|line| line.reverse());
        self.settle_raw(visit, &raw, state)
    }

    fn settle_raw(
        &self,
        visit: &Visit,
        raw: &RawVisit,
        state: &mut State,
    ) -> Result<Settled, Stop> {
        let program = &*self.program;
        let facts = read(raw, &program.vocabulary).map_err(Stop::Problems)?;
        // A balance that is given counts from here on, as in a scenario.
        for (account, balance) in program.vocabulary.accounts.iter().zip(&facts.balances) {
            if let Some(balance) = balance {
                let _before = state.balances.insert(account.name.clone(), *balance);
            }
        }
        let day = visit.day;
        if !program.head.validity.holds(day)
            || !interpret::applies(program, &facts).map_err(Stop::Problems)?
        {
            return Err(Stop::NotApplicable);
        }
        let (settlement, delta) =
            interpret::settle(program, &facts, state).map_err(Stop::Problems)?;
        state.apply(&delta).unwrap();
        let program = self.program.clone();
        Ok(Settled { outcome: self.outcome(&settlement), settlement, program })
    }

    fn outcome(&self, settlement: &Settlement) -> Outcome {
        let mut outcome = Outcome { bill: fen(settlement.bill.total), ..Outcome::default() };
        for (bucket, amount) in &settlement.buckets {
            put(&mut outcome.buckets, self.bucket(*bucket), *amount);
        }
        for share in &settlement.payers {
            let name = match share.payer {
                PayerKind::Fund(fund) => self.program.body.funds[fund.index()].clone(),
                PayerKind::Account(account) => {
                    self.program.vocabulary.accounts[account.index()].name.clone()
                }
                PayerKind::Cash => "现金".to_owned(),
            };
            put(&mut outcome.payers, name, share.total);
        }
        if let Some(refusal) = &settlement.refusal {
            outcome.refused = Some(refusal.reason.clone().unwrap_or_default());
        }
        outcome
    }

    pub(crate) fn bucket(&self, bucket: Bucket) -> String {
        match bucket {
            Bucket::OutOfCatalogue => "全自费".into(),
            Bucket::OverPriceLimit => "超限价".into(),
            Bucket::SelfPay => "先行自付".into(),
            Bucket::Deductible => "起付线".into(),
            Bucket::Coinsurance => "按比例自付".into(),
            Bucket::OverCap => "超封顶线".into(),
            Bucket::Fund(fund) => self.program.body.funds[fund.index()].clone(),
            Bucket::Account(account) => {
                self.program.vocabulary.accounts[account.index()].name.clone()
            }
        }
    }
}

/// Balances of a state, in 分.
pub(crate) fn balances(state: &State) -> Amounts {
    let mut found = Amounts::new();
    for (name, balance) in &state.balances {
        put(&mut found, name.clone(), *balance);
    }
    found
}

/// The state, saved and loaded.
pub(crate) fn reloaded(engine: &Engine, state: &State) -> State {
    let accumulators = engine.program.body.accumulators.iter();
    let counts = accumulators.filter(|it| {
        let kept = state.totals.keys().any(|key| key.identity == it.identity);
        kept && matches!(it.kind, AccumulatorKind::Visits(_))
    });
    let file = StateFile {
        ledger: Ledger::starting_from(state.clone()),
        counts: counts.map(|it| it.identity.clone()).collect(),
    };
    let loaded = from_json(&to_json(&file)).unwrap();
    assert_eq!(loaded, file, "a state changes when it is saved and loaded");
    loaded.ledger.state().clone()
}

fn put(amounts: &mut Amounts, name: String, amount: Exact) {
    if !amount.is_zero() {
        *amounts.entry(name).or_default() += fen(amount);
    }
}

/// An amount of whole 分.
pub(crate) fn fen(amount: Exact) -> i128 {
    assert!(amount.is_whole(), "{amount:?} is no whole number of 分");
    amount.numerator()
}

fn raw(visit: &Visit) -> RawVisit {
    let mut facts = facts(&visit.facts);
    facts.push(fact("日期", &visit.day.to_string()));
    let lines = visit.lines.iter().map(self::facts).collect();
    RawVisit { facts, lines, place: "visit".into() }
}

fn facts(of: &Facts) -> Vec<RawFact> {
    of.iter().map(|(name, text)| fact(name, text)).collect()
}

fn fact(name: &str, text: &str) -> RawFact {
    let value = match text {
        _ if name.starts_with("备案病种") => {
            let words = text.split(',').filter(|word| !word.is_empty());
            RawValue::List(words.map(|word| RawValue::Text(word.to_owned())).collect())
        }
        text if text.parse::<rust_decimal::Decimal>().is_ok() => RawValue::Number(text.to_owned()),
        text => RawValue::Text(text.to_owned()),
    };
    RawFact {
        name: name.to_owned(),
        value,
        place: format!("visit.{name}"),
        span: None,
        name_span: None,
    }
}
