//! An independent oracle: what a policy pays, worked out on exact rationals straight from the
//! syntax tree. It was written from `docs/language.md` and shares nothing with the stages behind
//! the parser: no ids, no tables, no types, no running totals but a list of everything that ever
//! happened. It is slow and simple on purpose; `tests/laws.rs` holds the engine against it.
//!
//! Where the page leaves a corner open, the decision stands in a comment that begins "Decided".
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code; each test binary uses a part of it"
)]

mod buckets;
mod expr;
mod fund;
pub(crate) mod rules;
pub(crate) mod scenario;
mod steps;
mod table;
pub(crate) mod timeline;
mod totals;
pub(crate) mod value;

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;
use num_traits::Zero;
use polc::syntax::ast::{
    Benefit, File, Let, Literal, Member, MemberKind, Payer, RoundingMode, Suffix,
};

pub(crate) use totals::State;
use totals::Total;
use value::{
    Rat, Res, Trouble, Value, fault, fen, literal, min, parse_number, round, shown, whole,
};

/// Facts by the Chinese name of the field: `级别` → `三级`, `费用` → `10`.
pub(crate) type Facts = BTreeMap<String, String>;
/// Amounts in 分 by name; zeros are left out.
pub(crate) type Amounts = BTreeMap<String, i128>;

/// One visit.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) day: NaiveDate,
    /// Of person, institution and visit; an account's name sets its balance.
    pub(crate) facts: Facts,
    /// The lines of the bill, if it has any.
    pub(crate) lines: Vec<Facts>,
}

/// What a visit comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The reason, when a gate refuses it.
    pub(crate) refused: Option<String>,
    /// 全自费, 起付线, each fund, …
    pub(crate) buckets: Amounts,
    /// Each fund, each account, 现金.
    pub(crate) payers: Amounts,
    /// Balances of the accounts afterwards.
    pub(crate) balances: Amounts,
    /// The whole bill.
    pub(crate) bill: i128,
}

/// Where an expression is read: on which line of the bill, with which 基数.
#[derive(Debug, Clone, Default)]
pub(crate) struct At {
    pub(crate) line: Option<usize>,
    pub(crate) base: Option<Rat>,
    /// Visits of one day at one institution count as one.
    pub(crate) merged: bool,
    /// Visits are counted for each value of these.
    pub(crate) counted_by: Vec<String>,
    /// Only visits that exceeded the deductible are counted.
    pub(crate) above: bool,
}

/// One line of the bill on its way through the steps; amounts in 元.
#[derive(Debug, Clone, Default)]
pub(crate) struct BillLine {
    pub(crate) facts: Facts,
    pub(crate) over_limit: Rat,
    pub(crate) excluded: Rat,
    pub(crate) own_first: Rat,
    /// 政策范围内 after the split.
    pub(crate) scope: Rat,
    /// What no step has taken yet.
    pub(crate) open: Rat,
    /// What steps have taken as 先行自付.
    pub(crate) self_paid: Rat,
}

/// One settlement under way.
pub(crate) struct Run<'a> {
    pub(crate) rules: &'a rules::Rules,
    pub(crate) day: NaiveDate,
    pub(crate) facts: Facts,
    pub(crate) institution: String,
    pub(crate) lines: Vec<BillLine>,
    /// Whether the bill came with lines; without, its sums are one line.
    pub(crate) has_lines: bool,
    /// 费用, 全自费, 超限价, 先行自付 and 政策范围内 of the bill after the split.
    pub(crate) bill: BTreeMap<String, Rat>,
    pub(crate) lets: Vec<(Let, Suffix)>,
    pub(crate) city: String,
    pub(crate) benefit: String,
    /// Month and day on which the benefit year starts.
    pub(crate) year_start: (u32, u32),
    pub(crate) rounding: (Rat, RoundingMode),
    pub(crate) state: State,
    /// Everything but what is open, in 元, each a number of 分.
    pub(crate) buckets: BTreeMap<String, Rat>,
    /// What each fund pays in this settlement, exactly.
    pub(crate) funds: BTreeMap<String, Rat>,
    /// The accounts that paid as steps.
    pub(crate) accounts: Vec<String>,
    /// By what the clauses of today count visits.
    pub(crate) counted_by: Vec<String>,
    /// An account pays instead of the funds.
    pub(crate) no_fund: bool,
    /// A deductible left money open.
    pub(crate) above: bool,
    /// How many steps of each kind and name came before, in the text in force today.
    pub(crate) ordinals: BTreeMap<String, usize>,
}

/// The oracle on one policy.
#[derive(Clone)]
pub(crate) struct Oracle<'a> {
    files: Vec<&'a File>,
    pub(crate) policy: String,
    pub(crate) words: Rc<rules::Words>,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(files: &[&'a File], policy: &str) -> Res<Self> {
        let words = Rc::new(rules::Words::of(files, policy)?);
        Ok(Self { files: files.to_vec(), policy: policy.to_owned(), words })
    }

    /// Settles one visit and moves the person's state; on trouble the state stays.
    pub(crate) fn settle(&self, visit: &Visit, state: &mut State) -> Res<Outcome> {
        let rules = rules::Rules::of(&self.files, &self.policy, Rc::clone(&self.words), visit.day)?;
        let mut run = Run::new(&rules, visit, state)?;
        state.balances.clone_from(&run.state.balances);
        let outcome = match run.settle() {
            Ok(outcome) => outcome,
            Err(Trouble::Refused(reason)) => {
                run.state = state.clone();
                return run.refuse(reason);
            }
            Err(other) => return Err(other),
        };
        *state = run.state;
        Ok(outcome)
    }
}

impl<'a> Run<'a> {
    fn new(rules: &'a rules::Rules, visit: &Visit, state: &State) -> Res<Self> {
        let mut run = Self {
            rules,
            day: visit.day,
            facts: visit.facts.clone(),
            institution: visit.facts.get("机构编号").cloned().unwrap_or_default(),
            lines: Vec::new(),
            has_lines: !visit.lines.is_empty(),
            bill: BTreeMap::new(),
            lets: Vec::new(),
            city: String::new(),
            benefit: String::new(),
            year_start: (1, 1),
            rounding: (fen(), RoundingMode::HalfUp),
            state: state.clone(),
            buckets: BTreeMap::new(),
            funds: BTreeMap::new(),
            accounts: Vec::new(),
            counted_by: Vec::new(),
            no_fund: false,
            above: false,
            ordinals: BTreeMap::new(),
        };
        run.set_balances()?;
        for member in &rules.members {
            match &member.kind {
                MemberKind::City(name) => run.city = name.node.clone(),
                MemberKind::YearStarts(start) => run.year_start = start.node,
                MemberKind::Let(it) => run.lets.push((it.clone(), member.suffix.clone())),
                _ => {}
            }
        }
        run.split(&visit.lines)?;
        Ok(run)
    }

    /// A fact under the name of an account sets its balance.
    fn set_balances(&mut self) -> Res<()> {
        for name in self.rules.accounts.keys() {
            if let Some(balance) = self.facts.get(name) {
                self.state.balances.insert(name.clone(), parse_number(balance)?);
            }
        }
        Ok(())
    }

    /// What an account holds: as it stands, or its default.
    pub(crate) fn balance(&self, name: &str) -> Res<Rat> {
        if let Some(balance) = self.state.balances.get(name) {
            return Ok(balance.clone());
        }
        match self.rules.accounts.get(name).map(|account| &account.default) {
            Some(Some(default)) => self.number(default, &At::default()),
            Some(None) => Err(Trouble::Missing(name.to_owned())),
            None => fault(format!("no account {name}")),
        }
    }

    /// Whether the text is in force for this person today; how it rounds.
    fn begin(&mut self) -> Res<()> {
        let at = At::default();
        let members = &self.rules.members;
        for member in members {
            let late = match &member.kind {
                MemberKind::InForce => !rules::in_force(&member.suffix, self.day),
                MemberKind::Applies(group) => !self.holds(Some(group), &at)?,
                _ => false,
            };
            if late {
                return Err(Trouble::NotApplicable("dates or group".into()));
            }
        }
        for member in members {
            if let MemberKind::Rounding(it) = &member.kind
                && self.stands(&member.suffix, &at)?
            {
                self.rounding = (parse_number(&it.unit.node.to_string())?, it.mode);
            }
        }
        Ok(())
    }

    fn settle(&mut self) -> Res<Outcome> {
        self.begin()?;
        let members = &self.rules.members;
        for member in members {
            let gate = matches!(
                member.kind,
                MemberKind::Require(_)
                    | MemberKind::Exclude(_)
                    | MemberKind::NotEncoded(_)
                    | MemberKind::SelfPay(_)
            );
            if gate {
                self.step(member)?;
            }
        }
        let benefit = self.choose(members)?;
        self.benefit = benefit.name.node.clone();
        for member in &benefit.members {
            if let MemberKind::Let(it) = &member.kind {
                self.lets.push((it.clone(), member.suffix.clone()));
            }
        }
        for member in &benefit.members {
            self.step(member)?;
        }
        let visits = Total { keys: self.counted_by.clone(), ..self.visits_total() };
        self.post(&visits, &whole(1))?;
        if self.above {
            let name = format!("{}/超过起付线", visits.name);
            self.post(&Total { name, ..visits }, &whole(1))?;
        }
        self.state.visits += 1;
        let left = shown(&self.open());
        self.add("超封顶线", &left);
        for line in &mut self.lines {
            line.open = Rat::zero();
        }
        self.pay(members)
    }

    /// The benefit that takes the visit: the first of those named by `first of`, or the only one.
    fn choose(&self, members: &'a [Member]) -> Res<&'a Benefit> {
        let at = At::default();
        let mut open = Vec::new();
        for member in members {
            if let MemberKind::Benefit(benefit) = &member.kind {
                let dated = benefit.members.iter().all(|it| {
                    !matches!(it.kind, MemberKind::InForce) || rules::in_force(&it.suffix, self.day)
                });
                if dated && self.stands(&member.suffix, &at)? {
                    open.push(benefit);
                }
            }
        }
        let order = members.iter().rev().find_map(|member| match &member.kind {
            MemberKind::FirstOf(names) => Some(names),
            _ => None,
        });
        for name in order.into_iter().flatten() {
            if let Some(found) = open.iter().find(|it| it.name.node == name.node) {
                return Ok(found);
            }
        }
        match open.as_slice() {
            [only] => Ok(only),
            [] => Err(Trouble::NoAnswer("no benefit takes the visit".into())),
            _ => fault("several benefits take the visit"),
        }
    }

    /// Everything that is open, exactly.
    pub(crate) fn open(&self) -> Rat {
        self.lines.iter().map(|line| &line.open).sum()
    }

    pub(crate) fn add(&mut self, bucket: &str, amount: &Rat) {
        *self.buckets.entry(bucket.to_owned()).or_default() += amount;
    }

    pub(crate) fn bucket(&self, name: &str) -> Rat {
        self.buckets.get(name).cloned().unwrap_or_default()
    }

    /// The whole bill is 全自费 and cash; no total moves.
    fn refuse(&mut self, reason: String) -> Res<Outcome> {
        let bill = self.bill["费用"].clone();
        let whole = |name: &str| BTreeMap::from([(name.to_owned(), bill.clone())]);
        Ok(Outcome {
            refused: Some(reason),
            buckets: in_fen(&whole("全自费")),
            payers: in_fen(&whole("现金")),
            balances: self.balances_after()?,
            bill: in_fen(&whole("费用")).get("费用").copied().unwrap_or(0),
        })
    }

    fn balances_after(&self) -> Res<Amounts> {
        let mut balances = BTreeMap::new();
        for name in self.rules.accounts.keys() {
            balances.insert(name.clone(), self.balance(name)?);
        }
        Ok(in_fen(&balances))
    }

    /// Who pays: funds and accounts that were steps their own buckets, then the payers of `settle`.
    fn pay(&mut self, members: &[Member]) -> Res<Outcome> {
        let at = At::default();
        let mut payers: BTreeMap<String, Rat> = BTreeMap::new();
        let mut due = self.buckets.clone();
        for name in self.funds.keys().chain(&self.accounts) {
            if let Some(amount) = due.remove(name) {
                *payers.entry(name.clone()).or_default() += amount;
            }
        }
        let settle = members.iter().rev().find_map(|member| match &member.kind {
            MemberKind::Settle(payers) => Some(payers.clone()),
            _ => None,
        });
        for payer in settle.into_iter().flatten() {
            if self.stands(&payer.suffix, &at)? {
                self.pay_one(&payer, &mut due, &mut payers)?;
            }
        }
        let cash: Rat = due.values().sum();
        *payers.entry("现金".into()).or_default() += cash;
        let bill = in_fen(&BTreeMap::from([("费用".to_owned(), self.bill["费用"].clone())]));
        Ok(Outcome {
            refused: None,
            buckets: in_fen(&self.buckets),
            payers: in_fen(&payers),
            balances: self.balances_after()?,
            bill: bill.get("费用").copied().unwrap_or(0),
        })
    }

    fn pay_one(
        &mut self,
        payer: &Payer,
        due: &mut BTreeMap<String, Rat>,
        payers: &mut BTreeMap<String, Rat>,
    ) -> Res<()> {
        let name = &payer.name.node;
        let cash = matches!(name.as_str(), "现金" | "cash");
        let may: Option<Vec<String>> = match (&payer.pays, self.rules.accounts.get(name)) {
            (Some(on), _) => Some(on.names.iter().map(|name| name.node.clone()).collect()),
            (None, Some(account)) => Some(account.pays.iter().map(|it| it.node.clone()).collect()),
            (None, None) if cash => None,
            (None, None) => return fault(format!("no payer {name}")),
        };
        for bucket in ["先行自付", "起付线", "按比例自付", "超封顶线", "超限价", "全自费"]
        {
            if may.as_ref().is_some_and(|may| !may.iter().any(|it| it == bucket)) {
                continue;
            }
            let wanted = due.get(bucket).cloned().unwrap_or_default();
            let paid = if cash { wanted } else { min(&wanted, &self.balance(name)?) };
            if paid.is_zero() {
                continue;
            }
            if !cash {
                let left = self.balance(name)? - &paid;
                self.state.balances.insert(name.clone(), left);
            }
            *due.get_mut(bucket).unwrap() -= &paid;
            *payers.entry(if cash { "现金".to_owned() } else { name.clone() }).or_default() += paid;
        }
        Ok(())
    }

    /// Rounds what a fund pays.
    pub(crate) fn rounded(&self, amount: &Rat) -> Rat {
        round(amount, &self.rounding.0, self.rounding.1)
    }
}

/// Amounts in 分. They are whole by then; anything else is a fault of the oracle.
fn in_fen(amounts: &BTreeMap<String, Rat>) -> Amounts {
    let mut found = Amounts::new();
    for (name, amount) in amounts {
        let fen = amount * whole(100);
        assert!(fen.is_integer(), "{name} is {amount}, no whole number of 分");
        if !fen.is_zero() {
            found.insert(name.clone(), fen.to_integer().to_string().parse().unwrap());
        }
    }
    found
}

/// The text of a literal as a fact.
pub(crate) fn fact_text(it: &Literal) -> String {
    match (it, literal(it)) {
        (_, Value::Flag(flag)) => (if flag { "是" } else { "否" }).into(),
        (_, Value::Date(day)) => day.to_string(),
        (Literal::Text(text), _) => text.clone(),
        (
            Literal::Money(figure)
            | Literal::Ratio(figure)
            | Literal::Points(figure)
            | Literal::Factor(figure)
            | Literal::Number(figure),
            _,
        ) => figure.to_string(),
        (Literal::Age(years), _) => years.to_string(),
        (other, _) => panic!("no fact: {other:?}"),
    }
}
