//! What happens to a person over time, the naive way: a list of everything that stands, run anew
//! from the start after every event. A refund takes its visit out of the list; nothing is ever
//! undone.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use polc::syntax::ast::{
    Event, EventKind, Fact, File, Item, Member, MemberKind, Policy, Reference, TypeNameKind,
};

use super::rules::{Rules, in_force};
use super::scenario::facts;
use super::value::{Rat, Res, Trouble, Value, fault, literal_date, parse_number, whole};
use super::{Facts, Oracle, Outcome, Run, State, Visit};

/// What came of an event.
#[derive(Debug, Clone)]
pub(crate) enum Came {
    /// Amounts: of a visit, of what a refund brought back; balances after every event.
    Amounts(Outcome),
    /// Results of a calculation by name: exact, and as rounded when it is an amount.
    Results(BTreeMap<String, (Value, Option<Rat>)>),
}

/// A person's time under one policy or one calculation.
pub(crate) struct Timeline<'a> {
    oracle: Oracle<'a>,
    files: Vec<&'a File>,
    standing: Vec<Standing>,
    past: Vec<Past>,
    visits: Vec<Known>,
    bindings: Vec<Binding>,
}

/// Facts and the days on which they hold.
struct Standing {
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    /// 备案 and 登记 add to a set; what is said of the person replaces it.
    adds: bool,
    facts: Facts,
}

/// Something that moves totals or balances.
enum Past {
    Opening(Facts),
    Credit(NaiveDate, Option<String>, Facts),
    /// The binding with this number gives its balance from now on.
    Bind(NaiveDate, usize),
    Visit(usize),
}

struct Known {
    label: Option<String>,
    visit: Visit,
    refunded: bool,
    came: Res<Outcome>,
}

struct Binding {
    /// `None`: the person of the scenario.
    giver: Option<String>,
    receiver: Option<String>,
    from: NaiveDate,
    until: Option<NaiveDate>,
    balance: Rat,
}

impl Binding {
    fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Where the whole past leads.
#[derive(Default)]
struct Now {
    state: State,
    /// What is left of each giver's money, by name.
    givers: BTreeMap<String, Rat>,
    last: Option<NaiveDate>,
}

impl<'a> Timeline<'a> {
    pub(crate) fn new(files: &[&'a File], policy: &str) -> Res<Self> {
        Ok(Self {
            oracle: Oracle::new(files, policy)?,
            files: files.to_vec(),
            standing: Vec::new(),
            past: Vec::new(),
            visits: Vec::new(),
            bindings: Vec::new(),
        })
    }

    /// What comes of the next event; nothing for facts that merely hold.
    pub(crate) fn happens(&mut self, event: &Event) -> Option<Res<Came>> {
        match event.kind {
            EventKind::Person | EventKind::Filing | EventKind::Registration => {
                self.stands(event);
                None
            }
            EventKind::Credit => {
                let mut money = facts(&event.facts);
                let giver = money.remove("给付人");
                self.past.push(Past::Credit(day(event), giver, money));
                Some(self.balances(day(event)))
            }
            EventKind::Visit => {
                let label = event.label.as_ref().map(|label| label.node.clone());
                let visit = self.visit(event);
                let came = fault("not run yet");
                self.visits.push(Known { label, visit, refunded: false, came });
                self.past.push(Past::Visit(self.visits.len() - 1));
                drop(self.run());
                Some(self.visits.last().unwrap().came.clone().map(Came::Amounts))
            }
            EventKind::Refund => Some(self.refund(event)),
            EventKind::Bind => Some(self.bind(event)),
            EventKind::Unbind => {
                let (giver, receiver) = self.pair(&facts(&event.facts));
                let day = day(event);
                let bound = self
                    .bindings
                    .iter_mut()
                    .find(|it| it.giver == giver && it.receiver == receiver && it.holds(day));
                bound.expect("nothing to unbind").until = Some(day);
                Some(self.balances(day))
            }
            EventKind::Calc => Some(self.oracle.calculate(&self.visit(event)).map(Came::Results)),
        }
    }

    /// A visit of the past as it stands now.
    pub(crate) fn referred(&self, reference: &Reference) -> Res<Came> {
        self.visits[self.find(reference)].came.clone().map(Came::Amounts)
    }

    fn find(&self, reference: &Reference) -> usize {
        let is = |known: &Known| match reference {
            Reference::Date(date) => known.visit.day == literal_date(&date.node),
            Reference::Label(label) => known.label.as_ref() == Some(&label.node),
        };
        let found: Vec<usize> = (0..self.visits.len()).filter(|it| is(&self.visits[*it])).collect();
        assert_eq!(found.len(), 1, "{reference:?} is not one visit");
        found[0]
    }

    /// Facts that hold from a day on; a set gains, everything else is replaced. An account's name
    /// sets its balance once.
    fn stands(&mut self, event: &Event) {
        let accounts = &self.oracle.words.accounts;
        let said = facts(&event.facts);
        let (money, mut rest): (Facts, Facts) =
            said.into_iter().partition(|(name, _)| accounts.contains_key(name));
        if !money.is_empty() {
            self.past.push(Past::Opening(money));
        }
        let from = event.date.as_ref().map(|date| literal_date(&date.node));
        let until = event.until.as_ref().map(|date| literal_date(&date.node));
        let dated = match event.kind {
            EventKind::Filing => Some("备案日期"),
            EventKind::Registration => Some("病种备案日期"),
            _ => None,
        };
        if let (Some(name), Some(from)) = (dated, from) {
            rest.entry(name.to_owned()).or_insert_with(|| from.to_string());
        }
        let adds = event.kind != EventKind::Person;
        self.standing.push(Standing { from, until, adds, facts: rest });
    }

    /// What holds of the person on a day.
    fn person(&self, day: NaiveDate) -> Facts {
        let mut person = Facts::new();
        for standing in &self.standing {
            let begun = standing.from.is_none_or(|from| from <= day);
            if !begun || standing.until.is_some_and(|until| until <= day) {
                continue;
            }
            for (name, text) in &standing.facts {
                let field = self.oracle.words.fields.get(name);
                let set = field.is_some_and(|it| matches!(it.ty.kind, TypeNameKind::Set(_)));
                match person.get_mut(name) {
                    Some(before) if set && standing.adds => {
                        before.push(',');
                        before.push_str(text);
                    }
                    _ => {
                        person.insert(name.clone(), text.clone());
                    }
                }
            }
        }
        person
    }

    fn visit(&self, event: &Event) -> Visit {
        let day = day(event);
        let mut said = self.person(day);
        said.extend(facts(&event.facts));
        Visit { day, facts: said, lines: event.lines.iter().map(|line| facts(line)).collect() }
    }

    /// Everything that stands, from the start.
    fn run(&mut self) -> Now {
        let mut now = Now::default();
        let past = std::mem::take(&mut self.past);
        for each in &past {
            match each {
                Past::Opening(money) => {
                    for (name, text) in money {
                        now.state.balances.insert(name.clone(), parse_number(text).unwrap());
                    }
                }
                Past::Credit(day, giver, money) => {
                    self.carry(&mut now, *day);
                    for (name, text) in money {
                        let more = parse_number(text).unwrap();
                        let balance = match giver {
                            Some(giver) => now.givers.entry(giver.clone()).or_default(),
                            None => now.state.balances.entry(name.clone()).or_default(),
                        };
                        *balance += more;
                    }
                }
                Past::Bind(day, number) => {
                    self.carry(&mut now, *day);
                    let binding = &self.bindings[*number];
                    if let Some(giver) = &binding.giver {
                        now.givers.insert(giver.clone(), binding.balance.clone());
                    }
                }
                Past::Visit(number) => {
                    self.carry(&mut now, self.visits[*number].visit.day);
                    let came = self.settle(&self.visits[*number].visit, &mut now);
                    self.visits[*number].came = came;
                }
            }
        }
        self.past = past;
        now
    }

    /// What is left of an account on its day of the year goes to the other.
    fn carry(&self, now: &mut Now, today: NaiveDate) {
        let Some(last) = now.last.replace(today) else { return };
        for account in self.oracle.words.accounts.values() {
            let Some(carry) = &account.carries else { continue };
            let (month, of_month) = carry.on.node;
            let passed = (last.year()..=today.year())
                .filter_map(|year| NaiveDate::from_ymd_opt(year, month, of_month))
                .any(|day| last < day && day <= today);
            if passed
                && let Some(left) = now.state.balances.insert(account.name.node.clone(), whole(0))
            {
                *now.state.balances.entry(carry.to.node.clone()).or_default() += left;
            }
        }
    }

    /// The money of givers bound on the day stands behind the account that the policy names; what
    /// it pays is theirs in the order of binding, then the person's own.
    fn settle(&self, visit: &Visit, now: &mut Now) -> Res<Outcome> {
        let Some(account) = self.family(visit.day)?.map(|(account, _)| account) else {
            return self.oracle.settle(visit, &mut now.state);
        };
        let givers: Vec<String> = self
            .bindings
            .iter()
            .filter(|it| it.receiver.is_none() && it.holds(visit.day))
            .filter_map(|it| it.giver.clone())
            .collect();
        let own = now.state.balances.get(&account).cloned().unwrap_or_default();
        let theirs: Rat = givers.iter().map(|giver| now.givers[giver].clone()).sum();
        if givers.is_empty() {
            return self.oracle.settle(visit, &mut now.state);
        }
        now.state.balances.insert(account.clone(), own.clone() + &theirs);
        let came = self.oracle.settle(visit, &mut now.state);
        let mut paid = own.clone() + theirs - &now.state.balances[&account];
        for giver in givers {
            let left = now.givers.get_mut(&giver).unwrap();
            let part = super::value::min(left, &paid);
            *left -= &part;
            paid -= part;
        }
        now.state.balances.insert(account, own - paid);
        came
    }

    /// The account of the family rules in force, and the rules.
    fn family(&self, day: NaiveDate) -> Res<Option<(String, Vec<Member>)>> {
        let rules = self.oracle.rules(day)?;
        Ok(rules.members.iter().find_map(|member| match &member.kind {
            MemberKind::Family(family) if in_force(&member.suffix, day) => {
                Some((family.account.node.clone(), family.members.clone()))
            }
            _ => None,
        }))
    }

    fn refund(&mut self, event: &Event) -> Res<Came> {
        let number = match &event.of {
            Some(reference) => self.find(reference),
            None => (0..self.visits.len()).rfind(|it| !self.visits[*it].refunded).unwrap(),
        };
        let known = &self.visits[number];
        let mut said = known.visit.facts.clone();
        said.extend(facts(&event.facts));
        let visit = Visit { facts: said, ..known.visit.clone() };
        let back = known.came.clone()?;
        let rules = self.oracle.rules(visit.day)?;
        let gates: Vec<Member> = rules
            .members
            .iter()
            .filter_map(|member| match &member.kind {
                MemberKind::Refund(gates) => Some(gates.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        self.pass(&gates, &visit)?;
        self.visits[number].refunded = true;
        self.past.retain(|it| !matches!(it, Past::Visit(of) if *of == number));
        let Came::Amounts(now) = self.balances(day(event))? else {
            return fault("balances are amounts");
        };
        Ok(Came::Amounts(Outcome { balances: now.balances, ..back }))
    }

    /// Runs gates; the first that bars the way is the trouble.
    fn pass(&self, gates: &[Member], visit: &Visit) -> Res<()> {
        let rules = self.oracle.rules(visit.day)?;
        let mut run = Run::new(&rules, &with_a_bill(visit), &State::default())?;
        gates.iter().try_for_each(|gate| run.step(gate))
    }

    fn pair(&self, said: &Facts) -> (Option<String>, Option<String>) {
        (said.get("给付人").cloned(), said.get("受益人").cloned())
    }

    fn bind(&mut self, event: &Event) -> Res<Came> {
        let today = day(event);
        let said = facts(&event.facts);
        let (giver, receiver) = self.pair(&said);
        let Some((_, gates)) = self.family(today)? else {
            return fault("no rules for families");
        };
        let mine: Vec<&Binding> = self.bindings.iter().filter(|it| it.giver == giver).collect();
        let mut ever: Vec<&Option<String>> = mine.iter().map(|it| &it.receiver).collect();
        ever.sort();
        ever.dedup();
        let now = mine.iter().filter(|it| it.holds(today)).count();
        let before = ever.contains(&&receiver);
        let to_me = self.bindings.iter().filter(|it| it.receiver == receiver && it.holds(today));
        let counted = [
            ("当前共济人数", now.to_string()),
            ("累计共济人数", ever.len().to_string()),
            ("当前给付人数", to_me.count().to_string()),
            ("曾经共济", if before { "是" } else { "否" }.to_owned()),
        ];
        let mut facts = self.person(today);
        for (name, value) in counted {
            facts.insert(name.to_owned(), value);
        }
        facts.extend(said.clone());
        self.pass(&gates, &Visit { day: today, facts, lines: Vec::new() })?;
        let balance = said.get("给付人余额").map_or(Ok(whole(0)), |text| parse_number(text))?;
        let until = event.until.as_ref().map(|date| literal_date(&date.node));
        self.bindings.push(Binding { giver, receiver, from: today, until, balance });
        self.past.push(Past::Bind(today, self.bindings.len() - 1));
        self.balances(today)
    }

    /// The balances after everything so far.
    fn balances(&mut self, day: NaiveDate) -> Res<Came> {
        let now = self.run();
        let mut balances = now.state.balances.clone();
        if let Some((account, _)) = self.family(day)? {
            for binding in self.bindings.iter().filter(|it| it.receiver.is_none() && it.holds(day))
            {
                let giver = binding.giver.clone().unwrap();
                *balances.entry(account.clone()).or_default() += now.givers[&giver].clone();
            }
        }
        let balances = super::in_fen(&balances);
        Ok(Came::Amounts(Outcome { balances, ..Outcome::default() }))
    }
}

impl<'a> Oracle<'a> {
    fn rules(&self, day: NaiveDate) -> Res<Rules> {
        Rules::of(&self.files, &self.policy, std::rc::Rc::clone(&self.words), day)
    }

    /// The results of a calculation, in the order of the page; an amount also as rounded.
    fn calculate(&self, asked: &Visit) -> Res<BTreeMap<String, (Value, Option<Rat>)>> {
        let rules = self.rules(asked.day)?;
        let mut run = Run::new(&rules, &with_a_bill(asked), &State::default())?;
        run.begin()?;
        let mut results = BTreeMap::new();
        for member in &rules.members {
            match &member.kind {
                MemberKind::Require(_) | MemberKind::Exclude(_) | MemberKind::NotEncoded(_) => {
                    run.step(member)?;
                }
                MemberKind::Result(it) if run.stands(&member.suffix, &super::At::default())? => {
                    run.lets.push((it.clone(), member.suffix.clone()));
                    let value = run.named(&it.name.node)?;
                    let rounded = match &value {
                        Value::Number(number) => Some(run.rounded(number)),
                        _ => None,
                    };
                    results.insert(it.name.node.clone(), (value, rounded));
                }
                _ => {}
            }
        }
        Ok(results)
    }
}

/// The item that a scenario is for.
pub(crate) fn rules_of(item: &Item) -> Option<&Policy> {
    match item {
        Item::Policy(policy) | Item::Calc(policy) => Some(policy),
        _ => None,
    }
}

/// Whatever is asked without a bill: the bill is nothing.
fn with_a_bill(visit: &Visit) -> Visit {
    let mut visit = visit.clone();
    if visit.lines.is_empty() && !visit.facts.contains_key("政策范围内") {
        visit.facts.entry("费用".to_owned()).or_insert_with(|| "0".to_owned());
    }
    visit
}

fn day(event: &Event) -> NaiveDate {
    literal_date(&event.date.as_ref().expect("an event without a day").node)
}

/// Whether a value is the one that was expected: an amount to the 分, anything else exactly.
pub(crate) fn same(wanted: &Fact, came: &(Value, Option<Rat>)) -> bool {
    use polc::syntax::ast::{ExprKind, Literal, PatternKind};
    let [pattern] = wanted.value.patterns.as_slice() else { return false };
    let PatternKind::Expr(expr) = &pattern.kind else { return false };
    match (&expr.kind, came) {
        (ExprKind::Literal(Literal::Money(figure)), (_, Some(rounded))) => {
            parse_number(&figure.to_string()) == Ok(rounded.clone())
        }
        (ExprKind::Literal(literal), (value, _)) => super::value::literal(literal) == *value,
        (ExprKind::Name(name), (Value::Word(_, word), _)) => name == word,
        _ => false,
    }
}

/// The reason in words, when an event was refused.
pub(crate) fn reason(came: &Res<Came>) -> Option<String> {
    match came {
        Ok(Came::Amounts(outcome)) => outcome.refused.clone(),
        Err(
            Trouble::Refused(text)
            | Trouble::NoAnswer(text)
            | Trouble::Unset(text)
            | Trouble::Missing(text),
        ) => Some(text.clone()),
        _ => None,
    }
}
