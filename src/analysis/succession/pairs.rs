//! Which clauses take each other's place, and what would be wrong with their dates.

use super::kind::{Dated, Kind, place};
use crate::analysis::reach::{Sibling, Siblings, Sort};
use crate::analysis::space::{Cond, bare};
use crate::policy::{Expr, Policy};
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
    let mut conditions: Vec<Option<Expr>> = Vec::new();
    let mut dated: Vec<Dated<'_, 'p>> = siblings
        .members
        .iter()
        .filter_map(|member| {
            let clause = policy.clauses.get(member.clause.index())?;
            Some((member, clause.validity, number(&mut conditions, member.when.map(bare))))
        })
        .collect();
    dated.sort_by_key(|(_, days, _)| days.from);
    let mut found = Vec::new();
    let without = no_payment(siblings.around, &dated);
    found.extend(without.map(|gap| (gap, Cond::Day(gap.days))));
    let told = |days: Validity| without.is_some_and(|gap| !gap.days.and(&days).is_empty());
    let mut kinds: Vec<Kind<'_, 'p>> = Vec::new();
    let places: Vec<(usize, usize)> = dated.iter().map(|each| place(&mut kinds, *each)).collect();
    for (earlier, (kind, at)) in dated.iter().zip(places) {
        let Some(kind) = kinds.get(kind) else { continue };
        if found.len() >= MOST_PAIRS {
            let passed_over = troubles(earlier.0).map(|trouble| (trouble, earlier.0.clause));
            return Successions { asked: found, passed_over: passed_over.to_vec() };
        }
        found.extend(kind.begun_before_the_end_of(at).filter_map(|later| both(earlier, later)));
        for later in kind.following(at) {
            let gap = between(earlier, later, kind);
            found.extend(gap.filter(|(gap, _)| !told(gap.days)));
        }
    }
    Successions { asked: found, passed_over: Vec::new() }
}

/// The number of what is known already, or the next.
fn number<T: PartialEq>(known: &mut Vec<T>, next: T) -> usize {
    known.iter().position(|known| *known == next).unwrap_or_else(|| {
        known.push(next);
        known.len().saturating_sub(1)
    })
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

/// Whether two clauses have the same condition.
fn for_the_same(earlier: &Dated<'_, '_>, later: &Dated<'_, '_>) -> bool {
    earlier.2 == later.2
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
            if !follows || !for_the_same(earlier, later) {
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
    kind: &Kind<'_, 'p>,
) -> Option<(Succession, Cond<'p>)> {
    let days = Validity { from: earlier.1.until, until: later.1.from };
    let is_gate = matches!(earlier.0.sort, Sort::Require | Sort::Exclude);
    let of_one_day = is_one_day(&days);
    // Clauses for different visits, and gates, may well have nothing to do with each other, unless
    // their dates nearly meet.
    if !of_one_day && (is_gate || !for_the_same(earlier, later)) {
        return None;
    }
    let mut parts = vec![Cond::Day(days)];
    parts.extend([earlier, later].into_iter().filter_map(|(each, ..)| each.when.map(Cond::Is)));
    if !is_gate {
        let others = kind.on(&days).into_iter().filter(|(other, ..)| {
            other.clause != earlier.0.clause && other.clause != later.0.clause
        });
        parts.extend(others.map(|(other, ..)| other.holds.clone().not()));
    }
    Some((succession(Trouble::Gap, days, (earlier.0, later.0)), Cond::All(parts)))
}

/// The first days of a fund on which none of its ways to pay is in force.
fn no_payment(around: Validity, dated: &[Dated<'_, '_>]) -> Option<Succession> {
    let pays: Vec<&Dated<'_, '_>> =
        dated.iter().filter(|(each, ..)| each.sort == Sort::Payment).collect();
    if pays.is_empty() {
        return None;
    }
    let days = gap(&around, &pays)?;
    let ended = |until: Option<Date>| until.is_some() && until == days.from;
    let starts = |from: Option<Date>| from.is_some() && from == days.until;
    let earlier = pays.iter().find(|(_, of, _)| ended(of.until));
    let later = pays.iter().find(|(_, of, _)| starts(of.from));
    Some(Succession {
        trouble: Trouble::NoPayment,
        days,
        earlier: earlier.map(|(each, ..)| each.clause),
        later: later.map(|(each, ..)| each.clause),
    })
}

/// The first days of `whole` that no part covers; the parts are sorted by their first day.
fn gap(whole: &Validity, parts: &[&Dated<'_, '_>]) -> Option<Validity> {
    // `None` is before every day.
    let mut covered: Option<Date> = whole.from;
    let mut open_start = whole.from.is_none();
    for (_, part, _) in parts {
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
