//! The split of the bill, gates, 先行自付, 起付线 and accounts.

use std::collections::BTreeMap;

use num_traits::{Signed, Zero};
use polc::syntax::ast::{
    AccountMode, AccountStep, Expr, Measured, Member, MemberKind, On, Period, Section, TypeNameKind,
};

use super::totals::Total;
use super::value::{Rat, Res, Trouble, fault, min, positive, shown, whole};
use super::{At, BillLine, Facts, Run};

/// The buckets of the person's part, in the order in which they are paid.
pub(crate) const PERSONAL: [&str; 6] =
    ["先行自付", "起付线", "按比例自付", "超封顶线", "超限价", "全自费"];

/// What a step looks at.
pub(crate) enum Target {
    /// The open money of these lines.
    Lines(Vec<usize>),
    /// What stands in these buckets.
    Buckets(Vec<String>),
}

impl Run<'_> {
    /// Splits every line; a bill without lines gives its sums itself and is one line.
    pub(crate) fn split(&mut self, lines: &[Facts]) -> Res<()> {
        if lines.is_empty() {
            self.lines.push(self.whole_bill()?);
        }
        for facts in lines {
            self.lines.push(BillLine { facts: facts.clone(), ..BillLine::default() });
            let line = self.split_line(self.lines.len() - 1)?;
            *self.lines.last_mut().unwrap() = line;
        }
        let mut bill = BTreeMap::new();
        for line in &self.lines {
            let sums = [
                ("全自费", &line.excluded),
                ("超限价", &line.over_limit),
                ("先行自付", &line.own_first),
                ("政策范围内", &line.scope),
            ];
            for (name, amount) in sums {
                *bill.entry(name.to_owned()).or_insert_with(Rat::zero) += amount;
                *bill.entry("费用".to_owned()).or_insert_with(Rat::zero) += amount;
            }
        }
        for name in ["全自费", "超限价", "先行自付"] {
            let amount: &Rat = &bill[name];
            self.add(name, &amount.clone());
        }
        self.bill = bill;
        Ok(())
    }

    fn whole_bill(&self) -> Res<BillLine> {
        let part = |name: &str| -> Res<Option<Rat>> {
            self.facts.get(name).map(|text| super::parse_number(text)).transpose()
        };
        let excluded = part("全自费")?.unwrap_or_default();
        let over_limit = part("超限价")?.unwrap_or_default();
        let own_first = part("先行自付")?.unwrap_or_default();
        let outside = &excluded + &over_limit + &own_first;
        let scope = match (part("费用")?, part("政策范围内")?) {
            (Some(bill), Some(scope)) if bill != &scope + &outside => {
                return fault("the parts of the bill do not add up");
            }
            (Some(bill), _) => bill - outside,
            (None, Some(scope)) => scope,
            (None, None) => return Err(Trouble::Missing("费用".into())),
        };
        if scope.is_negative() {
            return fault("the parts of the bill exceed it");
        }
        let (facts, open) = (Facts::new(), scope.clone());
        let self_paid = Rat::zero();
        Ok(BillLine { facts, over_limit, excluded, own_first, scope, open, self_paid })
    }

    /// Decided: the excess is (单价 − 限价) × 数量, rounded half up to 分, and at most the amount;
    /// a line without 单价 has 金额 ÷ 数量 as its price. Of a 丙类 line the excess is 超限价, the rest
    /// 全自费. 先行自付比例 of a line that is not 乙类 counts for nothing.
    fn split_line(&self, at: usize) -> Res<BillLine> {
        let place = At { line: Some(at), ..At::default() };
        let facts = self.lines[at].facts.clone();
        let field = |name: &str| self.field(name, &place);
        let amount = field("金额")?.number()?;
        let over_limit = if facts.contains_key("限价") {
            let count = field("数量")?.number()?;
            let limit = field("限价")?.number()? * &count;
            let full = if facts.contains_key("单价") {
                field("单价")?.number()? * &count
            } else {
                amount.clone()
            };
            min(&shown(&positive(full - limit)), &amount)
        } else {
            Rat::zero()
        };
        let rest = &amount - &over_limit;
        let class = field("目录类别")?.key();
        let excluded = if class == "丙类" { rest.clone() } else { Rat::zero() };
        let own_first = if class == "乙类" {
            shown(&(&rest * field("先行自付比例")?.number()?))
        } else {
            Rat::zero()
        };
        let scope = rest - &excluded - &own_first;
        let (open, self_paid) = (scope.clone(), Rat::zero());
        Ok(BillLine { facts, over_limit, excluded, own_first, scope, open, self_paid })
    }

    /// Runs one clause, if it stands today.
    pub(crate) fn step(&mut self, member: &Member) -> Res<()> {
        let at = At::default();
        let place = self.ordinal(member);
        // A condition of `exclude` may read the lines; it is looked at there.
        let by_line = matches!(member.kind, MemberKind::Exclude(_))
            && member.suffix.when.as_ref().is_some_and(|when| self.reads_line(when));
        if !by_line && !self.stands(&member.suffix, &at)? {
            return Ok(());
        }
        let reason = || {
            let text = member.suffix.otherwise.as_ref().or(member.suffix.because.as_ref());
            text.map(|text| text.node.clone()).unwrap_or_default()
        };
        match &member.kind {
            MemberKind::Require(condition) if !self.holds(Some(condition), &at)? => {
                Err(Trouble::Refused(reason()))
            }
            MemberKind::Exclude(condition) if by_line || self.reads_line(condition) => {
                self.exclude_lines(condition, member.suffix.when.as_ref())
            }
            MemberKind::Exclude(condition) if self.holds(Some(condition), &at)? => {
                Err(Trouble::Refused(reason()))
            }
            MemberKind::NotEncoded(text) if member.suffix.when.is_some() => {
                Err(Trouble::NoAnswer(text.node.clone()))
            }
            MemberKind::SelfPay(it) => self.self_pay(it),
            MemberKind::Deductible(it) => self.deductible(it, &place),
            MemberKind::Account(it) => self.account(it),
            MemberKind::Fund(it) => self.fund(it, &place),
            _ => Ok(()),
        }
    }

    /// The name under which a step keeps its totals: city, benefit, kind, name, and which of its
    /// kind and name it is in the text in force today. So the dated versions of a clause, and the
    /// same benefit of a later policy, carry one total on.
    fn ordinal(&mut self, member: &Member) -> String {
        let what = match &member.kind {
            MemberKind::Deductible(_) => "起付线".to_owned(),
            MemberKind::Fund(fund) => format!("基金 {}", fund.name.node),
            _ => return String::new(),
        };
        let count = self.ordinals.entry(what.clone()).or_default();
        *count += 1;
        format!("{}/{}/{what}/{count}", self.city, self.benefit)
    }

    /// Decided: the whole line goes to 全自费, what the split had made of it included; in a benefit,
    /// what steps before have taken stays taken.
    /// A bill without lines has said itself what is 全自费.
    fn exclude_lines(&mut self, condition: &Expr, when: Option<&Expr>) -> Res<()> {
        if !self.has_lines {
            return Ok(());
        }
        for at in 0..self.lines.len() {
            let place = At { line: Some(at), ..At::default() };
            if !self.holds(when, &place)? || !self.holds(Some(condition), &place)? {
                continue;
            }
            let before = shown(&self.open());
            let line = &mut self.lines[at];
            let (over_limit, own_first) = (line.over_limit.clone(), line.own_first.clone());
            line.over_limit = Rat::zero();
            line.own_first = Rat::zero();
            line.open = Rat::zero();
            line.scope = Rat::zero();
            let moved = before - shown(&self.open());
            self.add("超限价", &-over_limit.clone());
            self.add("先行自付", &-own_first.clone());
            self.add("全自费", &(moved + over_limit + own_first));
        }
        Ok(())
    }

    /// What `on` names; without it, every line. Kinds of one field are alternatives, those of several
    /// fields must all hold (`药品费 + 甲类`).
    pub(crate) fn target(&self, on: Option<&On>) -> Res<Target> {
        let Some(on) = on else {
            return Ok(Target::Lines((0..self.lines.len()).collect()));
        };
        let names: Vec<String> = on.names.iter().map(|name| name.node.clone()).collect();
        let is_bucket = |name: &String| {
            PERSONAL.contains(&name.as_str())
                || self.funds.contains_key(name)
                || self.rules.accounts.contains_key(name)
        };
        if names.iter().all(is_bucket) {
            return Ok(Target::Buckets(names));
        }
        let mut kinds: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
        for name in &names {
            let mut fields = self.rules.fields.iter().filter(|(_, declared)| {
                let word = matches!(&declared.ty.kind, TypeNameKind::Enum(of)
                    if self.is_value(&of.node, name));
                word && declared.section == Section::Line
            });
            let Some((field, _)) = fields.next() else { return fault(format!("no kind {name}")) };
            kinds.entry(field).or_default().push(name);
        }
        let mut chosen = Vec::new();
        for line in 0..self.lines.len() {
            let mut named = true;
            for (field, words) in &kinds {
                let kind = self.field(field, &At { line: Some(line), ..At::default() })?.key();
                named = named && words.iter().any(|word| **word == kind);
            }
            if named {
                chosen.push(line);
            }
        }
        Ok(Target::Lines(chosen))
    }

    pub(crate) fn lines_of(&self, on: Option<&On>) -> Res<Vec<usize>> {
        match self.target(on)? {
            Target::Lines(lines) => Ok(lines),
            Target::Buckets(_) => fault("this step cannot look at buckets"),
        }
    }

    /// What is open on some lines, exactly.
    pub(crate) fn open_on(&self, lines: &[usize]) -> Rat {
        lines.iter().map(|at| &self.lines[*at].open).sum()
    }

    /// What the in-scope cost of some lines amounts to, what steps took as 先行自付 left out, and how
    /// much of it has gone before.
    pub(crate) fn scope_on(&self, lines: &[usize]) -> (Rat, Rat) {
        let mut scope = Rat::zero();
        for at in lines {
            scope += &self.lines[*at].scope - &self.lines[*at].self_paid;
        }
        let gone = &scope - self.open_on(lines);
        (scope, gone)
    }

    /// Takes an amount out of some lines, the first line of the bill first; where a later step could
    /// tell the difference, the policy is an error.
    pub(crate) fn take(&mut self, lines: &[usize], amount: &Rat) {
        let mut left = amount.clone();
        for at in lines {
            let part = min(&left, &self.lines[*at].open);
            self.lines[*at].open -= &part;
            left -= part;
        }
    }

    /// Takes a share of every line, rounded half up to 分 like the 先行自付 of the split: "rounded once
    /// per fund per settlement (and once per item line for 先行自付)".
    fn self_pay(&mut self, step: &Measured) -> Res<()> {
        let before = shown(&self.open());
        for at in self.lines_of(step.options.on.as_ref())? {
            let place = At { line: Some(at), ..At::default() };
            let part = shown(&(self.figure(step, &place)? * &self.lines[at].open));
            self.lines[at].open -= &part;
            self.lines[at].self_paid += part;
        }
        let moved = before - shown(&self.open());
        self.add("先行自付", &moved);
        Ok(())
    }

    fn deductible(&mut self, step: &Measured, place: &str) -> Res<()> {
        let options = &step.options;
        // `per 级别` beside `per visit`: the first visit of the year is counted for each.
        let counted_by = match &options.period {
            Some(period) if period.node == Period::Visit => {
                options.keys.iter().map(|key| key.node.clone()).collect()
            }
            _ => Vec::new(),
        };
        self.counted_by.extend(counted_by.clone());
        let at = At {
            merged: options.merged_by_day.is_some(),
            counted_by,
            above: options.counts_above.is_some(),
            ..At::default()
        };
        let lines = self.lines_of(options.on.as_ref())?;
        let whole_step = lines.clone();
        let before = shown(&self.open());
        let total = self.total_of(options, place)?;
        if total.period == Period::Item {
            for line in lines {
                let figure = self.figure(step, &At { line: Some(line), ..at.clone() })?;
                self.take(&[line], &positive(figure));
            }
        } else {
            let (scope, gone) = self.scope_on(&lines);
            let mut room = self.figure(step, &at)? - self.used(&total)?;
            if options.counts_scope.is_some() {
                room -= gone; // in-scope cost of this visit fills it too
            }
            let ceiling = options.at_most.as_ref().map(|limit| {
                let name = format!("{place}/最高");
                let period = limit.period.node;
                (Total { name, period, keys: Vec::new(), merged: false }, &limit.amount)
            });
            if let Some((ceiling, amount)) = &ceiling {
                room = min(&room, &(self.number(amount, &at)? - self.used(ceiling)?));
            }
            self.take(&lines, &positive(room));
            let moved = &before - shown(&self.open());
            // Totals hold what the statement shows.
            let counted =
                if options.counts_scope.is_some() { shown(&scope) } else { moved.clone() };
            self.post(&total, &counted)?;
            if let Some((ceiling, _)) = &ceiling {
                self.post(ceiling, &moved)?;
            }
        }
        self.above |= self.open_on(&whole_step).is_positive();
        let moved = before - shown(&self.open());
        self.add("起付线", &moved);
        Ok(())
    }

    /// An account that pays as a step. Decided: `instead of fund`: when there is a balance, what it
    /// leaves open stays open and no fund behind it pays.
    fn account(&mut self, step: &AccountStep) -> Res<()> {
        let name = step.name.node.clone();
        let balance = self.balance(&name)?;
        let Some(mode) = &step.mode else { return fault("an account step without a mode") };
        if mode.node == AccountMode::InsteadOfFund && balance.is_positive() {
            self.no_fund = true;
        }
        let paid = match self.target(step.options.on.as_ref())? {
            Target::Lines(lines) => {
                let before = shown(&self.open());
                let open = self.open_on(&lines);
                let wanted = &before - shown(&(self.open() - &open));
                let enough = balance >= wanted;
                let part = match mode.node {
                    AccountMode::WholeOrNothing if !enough => whole(0),
                    _ if enough => open,
                    _ => balance.clone(),
                };
                self.take(&lines, &part);
                before - shown(&self.open())
            }
            Target::Buckets(buckets) => {
                let wanted: Rat = buckets.iter().map(|bucket| self.standing_in(bucket)).sum();
                let enough = balance >= wanted;
                let part = match mode.node {
                    AccountMode::WholeOrNothing if !enough => whole(0),
                    _ => min(&wanted, &balance),
                };
                self.take_from_buckets(&buckets, &part);
                part
            }
        };
        self.state.balances.insert(name.clone(), balance - &paid);
        self.add(&name, &paid);
        self.accounts.push(name);
        Ok(())
    }

    /// What stands in a bucket; what is open counts as 超封顶线.
    pub(crate) fn standing_in(&self, bucket: &str) -> Rat {
        let open = if bucket == "超封顶线" { shown(&self.open()) } else { Rat::zero() };
        self.bucket(bucket) + open
    }

    /// Takes a whole number of 分 out of buckets, in the order written.
    pub(crate) fn take_from_buckets(&mut self, buckets: &[String], amount: &Rat) {
        let mut left = amount.clone();
        for bucket in buckets {
            let part = min(&left, &self.standing_in(bucket));
            let stored = min(&part, &self.bucket(bucket));
            self.add(bucket, &-stored.clone());
            let lines: Vec<usize> = (0..self.lines.len()).collect();
            self.take(&lines, &(&part - stored));
            left -= part;
        }
    }
}
