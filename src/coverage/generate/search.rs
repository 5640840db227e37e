//! From visit to visit, a change at a time, towards what nobody has touched.

use std::collections::{BTreeSet, VecDeque};

use super::candidates::Candidates;
use super::differ::{detail, likely};
use super::probe::{Probe, Run, date_of, put, total_of_lines};
use super::write::Detail;
use crate::coverage::item::Mark;
use crate::program::Program;
use crate::rule::{FieldId, Role};
use crate::value::{Date, Exact, Value};
use crate::visit::Facts;

/// Finds visits that another program settles otherwise, and how many settlements that took.
pub(super) fn apart(
    program: &Program,
    other: &Program,
    starts: &[Probe],
    budget: usize,
) -> (Option<Probe>, usize) {
    let nothing = BTreeSet::new();
    let mut search = Search::new(program, &nothing, budget);
    search.other_program = Some(other);
    let first = search.first();
    // Short stories first: they are cheap, and easy to read.
    let mut starts: Vec<Probe> = first.into_iter().chain(starts.iter().cloned()).collect();
    starts.sort_by_key(|probe| probe.visits.len());
    let likely = likely(program, other, &starts);
    search.walk(&[starts, likely].concat());
    let found = search.differing.take().or(search.barely.take());
    let found = found.map(|probe| {
        let least = detail(program, other, &probe);
        search.without_the_idle(probe, &|next| detail(program, other, next) == least)
    });
    (found, search.spent)
}

/// The most visits in a row.
const MOST_VISITS: usize = 12;

/// Finds few probes that together touch as many of the targets as can be found.
pub(super) fn search(
    program: &Program,
    targets: &BTreeSet<Mark>,
    starts: &[Probe],
    budget: usize,
) -> Vec<(Probe, BTreeSet<Mark>)> {
    let mut search = Search::new(program, targets, budget);
    search.walk(starts);
    search.fewest()
}

struct Search<'a> {
    program: &'a Program,
    candidates: Candidates,
    targets: &'a BTreeSet<Mark>,
    /// Targets that nothing touched yet.
    open: BTreeSet<Mark>,
    /// All that anything touched.
    known: BTreeSet<Mark>,
    signatures: BTreeSet<BTreeSet<Mark>>,
    /// Probes that touched something for the first time; they are changed first.
    new: VecDeque<Probe>,
    /// Probes that touched known things in a new combination.
    other: VecDeque<Probe>,
    found: Vec<(Probe, BTreeSet<Mark>)>,
    /// Where visits are looked for that this program settles otherwise.
    other_program: Option<&'a Program>,
    differing: Option<Probe>,
    /// Visits of which the other program gives the same payments, though not the same parts.
    barely: Option<Probe>,
    budget: usize,
    spent: usize,
}

impl<'a> Search<'a> {
    fn new(program: &'a Program, targets: &'a BTreeSet<Mark>, budget: usize) -> Self {
        Search {
            program,
            candidates: Candidates::of(program),
            targets,
            open: targets.clone(),
            known: BTreeSet::new(),
            signatures: BTreeSet::new(),
            new: VecDeque::new(),
            other: VecDeque::new(),
            found: Vec::new(),
            other_program: None,
            differing: None,
            barely: None,
            budget,
            spent: 0,
        }
    }

    fn walk(&mut self, starts: &[Probe]) {
        for start in starts.iter().cloned().chain(self.first()) {
            self.attempt(start);
        }
        while self.goes_on() {
            let next = self.new.pop_front().or_else(|| self.other.pop_front());
            let Some(probe) = next else { break };
            self.expand(&probe);
        }
    }

    fn goes_on(&self) -> bool {
        let open = match self.other_program {
            Some(_) => self.differing.is_none(),
            None => !self.open.is_empty(),
        };
        open && self.spent < self.budget
    }

    /// A visit of nothing but a day and an amount.
    fn first(&self) -> Option<Probe> {
        let vocabulary = &self.program.vocabulary;
        let mut facts = Facts {
            fields: vec![None; vocabulary.fields.len()],
            lines: Vec::new(),
            balances: vec![None; vocabulary.accounts.len()],
            place: String::new(),
        };
        let day = self.candidates.day?;
        let amount = *self.candidates.amounts.first()?;
        let (date, _) = vocabulary.role(Role::VisitDate)?;
        let (total, _) = vocabulary.role(Role::Total)?;
        put(self.program, &mut facts, date, &Value::Date(day));
        if !self.program.head.calc {
            put(self.program, &mut facts, total, &Value::Number(amount));
        }
        // Whom the policy is for decides before anything asks for a field.
        let mut probe = Probe { visits: vec![facts] };
        self.join_group(&mut probe);
        Some(probe)
    }

    /// Tries first one value, then another, until the policy is for the person.
    fn join_group(&self, probe: &mut Probe) {
        let applies = |facts: &Facts| crate::interpret::applies(self.program, facts) == Ok(true);
        let Some(facts) = probe.visits.first_mut() else { return };
        let mut wanted: Vec<FieldId> = Vec::new();
        if let Some(root) = self.program.body.applies {
            wanted.extend(self.candidates.fields.iter().map(|(id, _)| *id).filter(|id| {
                self.program.mentions(root, &|op| *op == crate::program::NodeOp::Field(*id))
            }));
        }
        let day = date_of(self.program, facts);
        for field in wanted {
            let values = self.candidates.fields.iter().find(|(id, _)| *id == field);
            let values = values.map_or(&[][..], |(_, values)| values.as_slice());
            for value in values.iter().filter_map(|value| value.value(day?)) {
                if applies(facts) {
                    return;
                }
                put(self.program, facts, field, &value);
            }
        }
    }

    fn attempt(&mut self, mut probe: Probe) {
        if !self.goes_on() {
            return;
        }
        let filled = probe.fill(self.program, &self.candidates, &mut self.spent);
        if let Some(other) = self.other_program {
            self.spent = self.spent.saturating_add(probe.visits.len());
            match detail(self.program, other, &probe) {
                Some(Detail::Funds) => {
                    self.differing = Some(probe);
                    return;
                }
                Some(Detail::Parts) => _ = self.barely.get_or_insert_with(|| probe.clone()),
                None => {}
            }
        }
        let Some(Run { marks, .. }) = filled else { return };
        let new = marks.iter().any(|mark| !self.known.contains(mark));
        let touched: BTreeSet<Mark> = marks.intersection(self.targets).copied().collect();
        if touched.iter().any(|mark| self.open.contains(mark)) {
            self.open.retain(|mark| !touched.contains(mark));
            self.found.push((probe.clone(), touched));
        }
        self.known.extend(marks.iter().copied());
        if self.signatures.insert(marks) {
            if new {
                self.new.push_back(probe);
            } else {
                self.other.push_back(probe);
            }
        }
    }

    /// Every change of one probe.
    fn expand(&mut self, probe: &Probe) {
        let Some(last) = probe.visits.last() else { return };
        let Some(day) = date_of(self.program, last) else { return };
        for changed in self.changes(last, day) {
            let mut next = probe.clone();
            let _last = next.visits.pop();
            next.visits.push(changed);
            self.attempt(next);
        }
        if self.program.head.calc {
            return;
        }
        for balances in self.balances(probe) {
            self.attempt(balances);
        }
        for longer in self.longer(probe, last, day) {
            self.attempt(longer);
        }
    }

    /// The visit with one field changed, or with lines.
    fn changes(&self, facts: &Facts, day: Date) -> Vec<Facts> {
        let mut changed = Vec::new();
        for (field, values) in &self.candidates.fields {
            for value in values.iter().filter_map(|value| value.value(day)) {
                if facts.fields.get(field.index()) == Some(&Some(value.clone())) {
                    continue;
                }
                let mut next = facts.clone();
                put(self.program, &mut next, *field, &value);
                changed.push(next);
            }
        }
        if self.candidates.lines.is_empty() {
            return changed;
        }
        let mut lined = facts.clone();
        if lined.lines.is_empty() {
            lined.lines = vec![vec![None; self.program.vocabulary.fields.len()]];
            for (field, values) in &self.candidates.lines {
                if let Some(value) = values.first().and_then(|value| value.value(day)) {
                    put(self.program, &mut lined, *field, &value);
                }
            }
            changed.push(lined.clone());
        }
        for (field, values) in &self.candidates.lines {
            for value in values.iter().filter_map(|value| value.value(day)) {
                // Change the last line, and add another that differs.
                for more in [false, true] {
                    let mut next = lined.clone();
                    if more && next.lines.len() < 3 {
                        next.lines.extend(lined.lines.last().cloned());
                    }
                    let slot = next.lines.last_mut().and_then(|line| line.get_mut(field.index()));
                    if let Some(slot) = slot {
                        *slot = Some(value.clone());
                    }
                    total_of_lines(self.program, &mut next);
                    changed.push(next);
                }
            }
        }
        changed
    }

    /// The same visits with money in an account.
    fn balances(&self, probe: &Probe) -> Vec<Probe> {
        let mut changed = Vec::new();
        for account in 0..self.program.vocabulary.accounts.len() {
            for yuan in [0, 1, 50, 10_000_000] {
                let mut next = probe.clone();
                let first = next.visits.first_mut();
                if let Some(slot) = first.and_then(|facts| facts.balances.get_mut(account)) {
                    *slot = Some(Exact::whole(yuan * 100));
                    changed.push(next);
                }
            }
        }
        changed
    }

    /// The same visits and further ones behind: the same again, a larger or smaller bill, another
    /// year, many.
    fn longer(&self, probe: &Probe, last: &Facts, day: Date) -> Vec<Probe> {
        let Some((date, _)) = self.program.vocabulary.role(Role::VisitDate) else {
            return Vec::new();
        };
        let total = self.program.vocabulary.role(Role::Total).map(|(id, _)| id);
        let room = MOST_VISITS.saturating_sub(probe.visits.len());
        let mut longer = Vec::new();
        let later = |days: u64| day.checked_add_days(chrono::Days::new(days));
        let mut append = |count: usize, apart: u64, amount: Option<Exact>| {
            let mut next = probe.clone();
            for number in 1..=count.min(room) {
                let number = u64::try_from(number).unwrap_or(0);
                let Some(day) = later(number.saturating_mul(apart)) else { return };
                let mut facts = last.clone();
                put(self.program, &mut facts, date, &Value::Date(day));
                if let (Some(total), Some(amount)) = (total, amount) {
                    facts.lines.clear();
                    put(self.program, &mut facts, total, &Value::Number(amount));
                }
                next.visits.push(facts);
            }
            if next.visits.len() > probe.visits.len() {
                longer.push(next);
            }
        };
        append(1, 1, None);
        append(10, 1, None);
        append(1, 365, None);
        for amount in &self.candidates.amounts {
            append(1, 1, Some(*amount));
        }
        longer
    }

    /// The fewest of the probes found, each with no visit and no fact too many.
    fn fewest(mut self) -> Vec<(Probe, BTreeSet<Mark>)> {
        let mut left: BTreeSet<Mark> =
            self.found.iter().flat_map(|(_, marks)| marks.iter().copied()).collect();
        let mut kept = Vec::new();
        while !left.is_empty() {
            // The first of those that touch most.
            let mut best: Option<(usize, usize)> = None;
            for (index, (_, marks)) in self.found.iter().enumerate() {
                let count = marks.intersection(&left).count();
                if count > 0 && best.is_none_or(|(_, most)| count > most) {
                    best = Some((index, count));
                }
            }
            let Some((index, _)) = best else { break };
            let (probe, marks) = self.found.remove(index);
            let own: BTreeSet<Mark> = marks.intersection(&left).copied().collect();
            left.retain(|mark| !own.contains(mark));
            let holds =
                |next: &Probe| next.run(self.program).is_ok_and(|run| own.is_subset(&run.marks));
            let probe = self.without_the_idle(probe, &holds);
            kept.push((probe, own));
        }
        kept
    }

    /// No visit and no fact that is not needed for what is to hold.
    fn without_the_idle(&self, mut probe: Probe, holds: &dyn Fn(&Probe) -> bool) -> Probe {
        let mut index = 0_usize;
        while probe.visits.len() > 1 && index.saturating_add(1) < probe.visits.len() {
            let mut next = probe.clone();
            let dropped = next.visits.remove(index);
            // Balances stand with the first visit.
            if index == 0
                && let Some(first) = next.visits.first_mut()
            {
                first.balances = dropped.balances;
            }
            if holds(&next) {
                probe = next;
            } else {
                index = index.saturating_add(1);
            }
        }
        for field in 0..self.program.vocabulary.fields.len() {
            let mut next = probe.clone();
            for facts in &mut next.visits {
                if let Some(slot) = facts.fields.get_mut(field) {
                    *slot = None;
                }
            }
            if holds(&next) {
                probe = next;
            }
        }
        for account in 0..self.program.vocabulary.accounts.len() {
            let mut next = probe.clone();
            for facts in &mut next.visits {
                if let Some(slot) = facts.balances.get_mut(account) {
                    *slot = None;
                }
            }
            if holds(&next) {
                probe = next;
            }
        }
        probe
    }
}
