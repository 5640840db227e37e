//! A typed policy in a few lines.

use std::fmt::Write;

use polc::policy::{Expr, ExprKind, Interval, Policy, Set, Table};
use polc::rule::{
    Accumulator, Base, Claim, ClaimKind, Figure, FundStep, How, Modifier, Step, StepKind,
};
use polc::value::{Exact, Type, Value, plain};

/// All of it but places.
pub(crate) fn meaning(policy: &Policy) -> String {
    let mut out = String::new();
    for line in self::policy(policy).lines() {
        if !line.starts_with("  clause ") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

pub(crate) fn policy(policy: &Policy) -> String {
    let all = Describe { policy };
    let mut out = String::new();
    let head = &policy.head;
    let _ = writeln!(
        out,
        "policy {} city={:?} {} year={}-{}",
        head.name,
        head.city,
        validity(&head.validity),
        head.year.month,
        head.year.day
    );
    for (index, clause) in policy.clauses.iter().enumerate() {
        let _ = writeln!(
            out,
            "  clause {index} {} {} {} {:?} {:?}",
            clause.title,
            clause.place,
            validity(&clause.validity),
            clause.cites,
            clause.origin
        );
    }
    let body = &policy.body;
    for (index, total) in body.accumulators.iter().enumerate() {
        let _ = writeln!(out, "  total {index} {}", all.total(total));
    }
    if let Some(applies) = &body.applies {
        let _ = writeln!(out, "  applies {}", all.expr(applies));
    }
    for definition in &body.definitions {
        let _ = writeln!(out, "  let {} = {}", definition.name, all.expr(&definition.value));
    }
    for step in &body.steps {
        let _ = writeln!(out, "  {}", all.step(step));
    }
    for benefit in &body.benefits {
        let when = all.option(benefit.when.as_ref());
        let _ = writeln!(out, "  benefit {}{when}", benefit.name);
        for step in &benefit.steps {
            let _ = writeln!(out, "    {}", all.step(step));
        }
    }
    for payer in &body.settle {
        let name = payer.account.and_then(|id| policy.vocabulary.account(id));
        let name = name.map_or("现金", |account| account.name.as_str());
        let _ = writeln!(out, "  payer {name} {:?}{}", payer.pays, all.option(payer.when.as_ref()));
    }
    for claim in &body.claims {
        let _ = writeln!(out, "  {}", all.claim(claim));
    }
    out
}

struct Describe<'p> {
    policy: &'p Policy,
}

impl Describe<'_> {
    fn total(&self, total: &Accumulator<Expr>) -> String {
        let keys: Vec<String> = total.keys.iter().map(|key| self.expr(key)).collect();
        format!("{} {:?} {keys:?} {:?}", total.identity, total.period, total.kind)
    }

    fn option(&self, when: Option<&Expr>) -> String {
        when.map(|when| format!(" when {}", self.expr(when))).unwrap_or_default()
    }

    fn step(&self, step: &Step<Expr>) -> String {
        let when = self.option(step.when.as_ref());
        let body = match &step.kind {
            StepKind::Require(gate) => format!("require {}", self.expr(&gate.condition)),
            StepKind::Exclude(gate) => format!("exclude {}", self.expr(&gate.condition)),
            StepKind::ExcludeLines(gate) => {
                format!("exclude lines {}", self.expr(&gate.condition))
            }
            StepKind::SelfPay(self_pay) => format!(
                "self-pay {}{} amount={}",
                self.figure(&self_pay.figure),
                self.on(self_pay.on.as_ref()),
                self_pay.is_amount
            ),
            StepKind::Deductible(deductible) => format!(
                "deductible {} total={:?} ceiling={:?}{} scope={}",
                self.figure(&deductible.amount),
                deductible.total.map(|id| id.0),
                deductible.ceiling.as_ref().map(|c| (self.expr(&c.amount), c.total.0)),
                self.on(deductible.on.as_ref()),
                deductible.counts_scope
            ),
            StepKind::Fund(fund) => self.fund(fund),
            StepKind::Account(account) => format!(
                "account {} {:?}{}",
                account.account.0,
                account.mode,
                self.on(account.on.as_ref())
            ),
        };
        format!("{body}{when}")
    }

    fn on(&self, on: Option<&Expr>) -> String {
        on.map(|on| format!(" on {}", self.expr(on))).unwrap_or_default()
    }

    fn fund(&self, fund: &FundStep<Expr>) -> String {
        let mut out = format!("fund {}", self.policy.body.funds[fund.fund.index()]);
        match &fund.base {
            Base::Open(on) => out.push_str(&self.on(on.as_ref())),
            Base::Buckets { buckets, totals } => {
                let totals = totals.map(|totals| (totals.base.0, totals.paid.0));
                let _ = write!(out, " on {buckets:?} {totals:?}");
            }
        }
        if let Some(deductible) = &fund.deductible {
            let _ = write!(out, " above {}", self.figure(deductible));
        }
        for payment in &fund.pays {
            let when = self.option(payment.when.as_ref());
            let how = match &payment.how {
                How::Ratio(ratio) => format!("ratio {}", self.expr(ratio)),
                How::OwnRatio(ratio) => format!("own ratio {}", self.expr(ratio)),
                How::Fixed(amount) => format!("fixed {}", self.expr(amount)),
                How::Pays(amount) => format!("pays {}", self.expr(amount)),
                How::FloorRatio(ratio) => format!("floor {}", self.expr(ratio)),
                How::FloorAmount(amount) => format!("floor {}", self.expr(amount)),
                How::Ceiling { amount, total } => {
                    format!("ceiling {} total={:?}", self.expr(amount), total.map(|id| id.0))
                }
                How::Bands(bands) => {
                    let each: Vec<String> = bands
                        .bands
                        .iter()
                        .map(|band| {
                            let hi = band.hi.as_ref().map(|hi| self.expr(hi));
                            let lo = self.expr(&band.lo);
                            format!("{lo}..{}: {}", hi.unwrap_or_default(), self.expr(&band.ratio))
                        })
                        .collect();
                    let total = bands.total.map(|id| id.0);
                    format!("bands {:?} total={total:?} {}", bands.measure, each.join("; "))
                }
            };
            let _ = write!(out, "\n        {how}{when}");
        }
        for modifier in &fund.modifiers {
            let _ = write!(out, "\n        {}", self.modifier(modifier));
        }
        for cap in &fund.caps {
            let _ = write!(
                out,
                "\n        cap {} {:?} total={:?} on_cost={}{}",
                self.figure(&cap.amount),
                cap.period,
                cap.total.map(|id| id.0),
                cap.on_cost,
                self.option(cap.when.as_ref())
            );
        }
        out
    }

    fn figure(&self, figure: &Figure<Expr>) -> String {
        let mut out = self.expr(&figure.value);
        for modifier in &figure.modifiers {
            let _ = write!(out, ", {}", self.modifier(modifier));
        }
        out
    }

    fn claim(&self, claim: &Claim<Expr>) -> String {
        let said = match &claim.kind {
            ClaimKind::Visit(condition) => self.expr(condition),
            ClaimKind::Sum(sum) => {
                let (amount, limit) = (self.expr(&sum.amount), self.expr(&sum.limit));
                format!("sum {amount} {:?} {limit} {:?}", sum.comparison, sum.period)
            }
            ClaimKind::NeverWorse(it) => {
                format!("{} never worse than {}", self.expr(&it.values), self.expr(&it.than))
            }
            ClaimKind::Cliff(limit) => format!("cliff {}", self.expr(limit)),
        };
        let when = self.option(claim.when.as_ref());
        let (words, reason) = (&claim.words, claim.reason.as_deref().unwrap_or(""));
        format!("claim `{words}` of {:?}: {said}{when} {reason}", claim.benefit)
    }

    fn modifier(&self, modifier: &Modifier<Expr>) -> String {
        let when = self.option(modifier.when.as_ref());
        format!("{:?} {}{when}", modifier.change, self.expr(&modifier.by))
    }

    fn expr(&self, expr: &Expr) -> String {
        let vocabulary = &self.policy.vocabulary;
        match &expr.kind {
            ExprKind::Constant(value) => self.value(value, expr.ty),
            ExprKind::Field(id) => vocabulary.field(*id).expect("a field").name.clone(),
            ExprKind::Parameter(id) => vocabulary.parameters[id.index()].name.clone(),
            ExprKind::Definition(id) => format!("let{}", id.0),
            ExprKind::Result(id) => format!("result{}", id.0),
            ExprKind::Balance(id) => format!("balance of {}", id.0),
            ExprKind::Total(id) => format!("total{}", id.0),
            ExprKind::Base => "base".to_owned(),
            ExprKind::Bucket(bucket) => format!("{bucket:?}"),
            ExprKind::Paid(paid) => format!("paid {paid:?}"),
            ExprKind::Op(op, operands) => {
                let operands: Vec<String> =
                    operands.iter().map(|operand| self.expr(operand)).collect();
                format!("{op:?}({})", operands.join(", "))
            }
            ExprKind::And(a, b) => format!("({} and {})", self.expr(a), self.expr(b)),
            ExprKind::Or(a, b) => format!("({} or {})", self.expr(a), self.expr(b)),
            ExprKind::If(a, b, c) => {
                format!("if {} then {} else {}", self.expr(a), self.expr(b), self.expr(c))
            }
            ExprKind::Is(matcher) => {
                let set = self.set(&matcher.set, matcher.subject.ty);
                format!("({} in {set})", self.expr(&matcher.subject))
            }
            ExprKind::Lookup(id) => self.table(&self.policy.tables[id.index()]),
        }
    }

    fn table(&self, table: &Table) -> String {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| format!("{}={}", column.title, self.expr(&column.subject)))
            .collect();
        let rows: Vec<String> = table
            .rows
            .iter()
            .map(|row| {
                let sets: Vec<String> = row
                    .sets
                    .iter()
                    .zip(&table.columns)
                    .map(|(set, column)| self.set(set, column.subject.ty))
                    .collect();
                let value = match &row.value {
                    Ok(value) => self.expr(value),
                    Err(unset) => format!("unset({})", unset.note),
                };
                let dates = if row.validity.is_always() {
                    String::new()
                } else {
                    format!(" {}", validity(&row.validity))
                };
                let cites =
                    if row.cites.is_empty() { String::new() } else { format!(" {:?}", row.cites) };
                format!("[{}] {} -> {value}{dates}{cites}", row.label, sets.join(" | "))
            })
            .collect();
        format!("{{{}: {}}}", columns.join(", "), rows.join("; "))
    }

    fn value(&self, value: &Value, ty: Type) -> String {
        match (value, ty) {
            (Value::Choice(at), Type::Choice(of)) => {
                self.policy.vocabulary.choice_name(of, *at).to_owned()
            }
            (Value::Number(number), Type::Money) => format!("{}分", plain(*number)),
            (Value::Number(number), _) => plain(*number),
            (other, _) => format!("{other:?}"),
        }
    }

    fn set(&self, set: &Set, ty: Type) -> String {
        match (set, ty) {
            (Set::Any, _) => "any".to_owned(),
            (Set::Choices(bits), Type::Choice(of)) => (0..64)
                .filter(|at| bits >> at & 1 == 1)
                .map(|at| self.policy.vocabulary.choice_name(of, at).to_owned())
                .collect::<Vec<_>>()
                .join("/"),
            (Set::Numbers(intervals), _) => {
                intervals.iter().map(|each| interval(each, |at: Exact| plain(at))).collect()
            }
            (Set::Dates(intervals), _) => intervals
                .iter()
                .map(|each| interval(each, |at: polc::value::Date| at.to_string()))
                .collect(),
            (other, _) => format!("{other:?}"),
        }
    }
}

fn interval<T: Copy>(each: &Interval<T>, shown: impl Fn(T) -> String) -> String {
    format!(
        "{}{}, {}{}",
        if each.lo_open { '(' } else { '[' },
        each.lo.map(&shown).unwrap_or_default(),
        each.hi.map(&shown).unwrap_or_default(),
        if each.hi_closed { ']' } else { ')' }
    )
}

fn validity(validity: &polc::value::Validity) -> String {
    let day = |day: Option<polc::value::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    format!("[{}..{})", day(validity.from), day(validity.until))
}
