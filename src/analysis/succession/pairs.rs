//! Which clauses take each other's place, and what would be wrong with their dates.

use crate::analysis::reach::{Sibling, Siblings, Sort};
use crate::analysis::space::{Cond, bare};
use crate::policy::Policy;
use crate::rule::{ClauseId, is_one_day};
use crate::value::{Date, Validity};

/// How many pairs of clauses beside each other are looked at.
const MOST_PAIRS: usize = 10_000;

/// What would be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble {
    /// A fund has no way to pay on these days.
    NoPayment,
    /// Two ways to pay hold for one visit.
    TwoPayments,
    /// Neither of two clauses holds on these days.
    Gap,
    /// The later begins before the earlier has ended.
    Overlap,
}

/// One clause that takes the place of another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Succession {
    pub(crate) trouble: Trouble,
    /// The days on which it would be seen.
    pub(crate) days: Validity,
    pub(crate) earlier: Option<ClauseId>,
    pub(crate) later: Option<ClauseId>,
}

/// A clause and its days.
type Dated<'s, 'p> = (&'s Sibling<'p>, Validity);

/// What could be wrong among clauses beside each other.
#[derive(Debug, Default)]
pub(crate) struct Successions<'p> {
    /// Each trouble, and which visits it would be one for.
    pub(crate) asked: Vec<(Succession, Cond<'p>)>,
    /// What was not looked for behind this clause, because there are too many pairs.
    pub(crate) passed_over: Vec<(Trouble, ClauseId)>,
}

/// Looks for what could be wrong among clauses beside each other.
pub(crate) fn successions<'p>(policy: &Policy, siblings: &Siblings<'p>) -> Successions<'p> {
    let mut dated: Vec<Dated<'_, 'p>> = siblings
        .members
        .iter()
        .filter_map(|member| Some((member, policy.clauses.get(member.clause.index())?.validity)))
        .collect();
    dated.sort_by_key(|(_, days)| days.from);
    let mut found = Vec::new();
    let without = no_payment(siblings.around, &dated);
    found.extend(without.map(|gap| (gap, Cond::Day(gap.days))));
    for (at, earlier) in dated.iter().enumerate() {
        let behind = dated.get(at.saturating_add(1)..).unwrap_or_default();
        let alike: Vec<&Dated<'_, 'p>> =
            behind.iter().filter(|later| is_alike(earlier, later)).collect();
        if found.len() >= MOST_PAIRS {
            let passed_over = troubles(earlier.0).map(|trouble| (trouble, earlier.0.clause));
            return Successions { asked: found, passed_over: passed_over.to_vec() };
        }
        for later in &alike {
            found.extend(both(earlier, later));
        }
        let ends = earlier.1.until;
        let after = alike.iter().filter(|later| ends.is_some() && ends < later.1.from);
        let mut followed = false;
        for later in after {
            // Of those with one condition the first is enough: days behind it lie between two others.
            if for_the_same(earlier.0, later.0) && std::mem::replace(&mut followed, true) {
                continue;
            }
            let gap = between(earlier, later, &dated);
            let told = |days: Validity| without.is_some_and(|gap| !gap.days.and(&days).is_empty());
            found.extend(gap.filter(|(gap, _)| !told(gap.days)));
        }
    }
    Successions { asked: found, passed_over: Vec::new() }
}

/// What is looked for between a clause and those behind it.
fn troubles(of: &Sibling<'_>) -> [Trouble; 2] {
    match of.sort {
        Sort::Payment => [Trouble::TwoPayments, Trouble::Gap],
        Sort::Require
        | Sort::Exclude
        | Sort::SelfPay
        | Sort::Deductible
        | Sort::Fund(_)
        | Sort::Account(_)
        | Sort::Modifier(_)
        | Sort::Cap(..) => [Trouble::Overlap, Trouble::Gap],
    }
}

fn is_alike((earlier, _): &Dated<'_, '_>, (later, _): &Dated<'_, '_>) -> bool {
    earlier.sort == later.sort && earlier.on == later.on
}

/// Whether two clauses have the same condition.
fn for_the_same(earlier: &Sibling<'_>, later: &Sibling<'_>) -> bool {
    earlier.when.map(bare) == later.when.map(bare)
}

fn succession(
    trouble: Trouble,
    days: Validity,
    (earlier, later): (&Sibling<'_>, &Sibling<'_>),
) -> Succession {
    Succession { trouble, days, earlier: Some(earlier.clause), later: Some(later.clause) }
}

/// Both hold on days that they share.
fn both<'p>(earlier: &Dated<'_, 'p>, later: &Dated<'_, 'p>) -> Option<(Succession, Cond<'p>)> {
    let days = earlier.1.and(&later.1);
    let trouble = match earlier.0.sort {
        Sort::Require | Sort::Exclude => return None,
        // Where one has no condition, it was told when the clause was read.
        Sort::Payment if earlier.0.when.is_some() && later.0.when.is_some() => Trouble::TwoPayments,
        Sort::Payment => return None,
        Sort::SelfPay
        | Sort::Deductible
        | Sort::Fund(_)
        | Sort::Account(_)
        | Sort::Modifier(_)
        | Sort::Cap(..) => {
            let begins_later = earlier.1.from < later.1.from;
            let ends_later = later.1.until.is_none_or(|until| Some(until) > earlier.1.until);
            let follows = begins_later && earlier.1.until.is_some() && ends_later;
            if !follows || !for_the_same(earlier.0, later.0) {
                return None;
            }
            Trouble::Overlap
        }
    };
    if days.is_empty() {
        return None;
    }
    let cond = Cond::All(vec![earlier.0.holds.clone(), later.0.holds.clone()]);
    Some((succession(trouble, days, (earlier.0, later.0)), cond))
}

/// Neither holds on the days between them, nor does another clause of their kind.
fn between<'p>(
    earlier: &Dated<'_, 'p>,
    later: &Dated<'_, 'p>,
    all: &[Dated<'_, 'p>],
) -> Option<(Succession, Cond<'p>)> {
    let days = Validity { from: earlier.1.until, until: later.1.from };
    let is_gate = matches!(earlier.0.sort, Sort::Require | Sort::Exclude);
    let of_one_day = is_one_day(&days);
    // Clauses for different visits, and gates, may well have nothing to do with each other, unless
    // their dates nearly meet.
    if !of_one_day && (is_gate || !for_the_same(earlier.0, later.0)) {
        return None;
    }
    let mut parts = vec![Cond::Day(days)];
    parts.extend([earlier, later].into_iter().filter_map(|(each, _)| each.when.map(Cond::Is)));
    let others = all.iter().filter(|other| {
        is_alike(earlier, other)
            && other.0.clause != earlier.0.clause
            && other.0.clause != later.0.clause
            && !other.1.and(&days).is_empty()
    });
    if !is_gate {
        parts.extend(others.map(|(other, _)| other.holds.clone().not()));
    }
    Some((succession(Trouble::Gap, days, (earlier.0, later.0)), Cond::All(parts)))
}

/// The first days of a fund on which none of its ways to pay is in force.
fn no_payment(around: Validity, dated: &[Dated<'_, '_>]) -> Option<Succession> {
    let pays: Vec<&Dated<'_, '_>> =
        dated.iter().filter(|(each, _)| each.sort == Sort::Payment).collect();
    if pays.is_empty() {
        return None;
    }
    let days = gap(&around, &pays)?;
    let ended = |until: Option<Date>| until.is_some() && until == days.from;
    let starts = |from: Option<Date>| from.is_some() && from == days.until;
    let earlier = pays.iter().find(|(_, of)| ended(of.until));
    let later = pays.iter().find(|(_, of)| starts(of.from));
    Some(Succession {
        trouble: Trouble::NoPayment,
        days,
        earlier: earlier.map(|(each, _)| each.clause),
        later: later.map(|(each, _)| each.clause),
    })
}

/// The first days of `whole` that no part covers; the parts are sorted by their first day.
fn gap(whole: &Validity, parts: &[&Dated<'_, '_>]) -> Option<Validity> {
    // `None` is before every day.
    let mut covered: Option<Date> = whole.from;
    let mut open_start = whole.from.is_none();
    for (_, part) in parts {
        let starts_late = match (part.from, covered) {
            (None, _) => false,
            (Some(_), None) => open_start,
            (Some(from), Some(day)) => from > day,
        };
        if starts_late {
            return Some(Validity { from: covered, until: part.from });
        }
        open_start = false;
        match part.until {
            None => return None,
            Some(until) => covered = Some(covered.map_or(until, |day| day.max(until))),
        }
    }
    let done = matches!((covered, whole.until), (Some(day), Some(until)) if until <= day);
    (!done).then_some(Validity { from: covered, until: whole.until })
}
