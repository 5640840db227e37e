//! Clauses that can take each other's place, sorted by their days.

use crate::analysis::reach::Sibling;
use crate::rule::is_one_day;
use crate::value::{Date, Validity};

/// A clause, its days and its condition as a number: the same words have the same.
pub(super) type Dated<'s, 'p> = (&'s Sibling<'p>, Validity, usize);

/// Clauses that can take each other's place, the earliest first, so that those of some days are found
/// without looking at all of them.
pub(super) struct Kind<'s, 'p> {
    members: Vec<Dated<'s, 'p>>,
    /// For each the day on which the last of it and those before it ends; `None` for never.
    ends: Vec<Option<Date>>,
}

impl<'s, 'p> Kind<'s, 'p> {
    fn push(&mut self, next: Dated<'s, 'p>) {
        let until = next.1.until;
        let end = match self.ends.last() {
            Some(last) => last.and_then(|last| Some(last.max(until?))),
            None => until,
        };
        self.members.push(next);
        self.ends.push(end);
    }

    fn behind(&self, at: usize) -> &[Dated<'s, 'p>] {
        self.members.get(at.saturating_add(1)..).unwrap_or_default()
    }

    /// Those behind one, of which it is not over when they begin.
    pub(super) fn begun_before_the_end_of(
        &self,
        at: usize,
    ) -> impl Iterator<Item = &Dated<'s, 'p>> {
        let until = self.members.get(at).and_then(|(_, days, _)| days.until);
        self.behind(at).iter().take_while(move |(_, days, _)| begins_before(days, until))
    }

    /// Those behind one that begin when it is over, but not on that day: all that begin on the next day,
    /// and the first with its condition, for days behind that lie between two others.
    pub(super) fn following(&self, at: usize) -> Vec<&Dated<'s, 'p>> {
        let mut following = Vec::new();
        let Some((_, Validity { until: Some(until), .. }, condition)) = self.members.get(at) else {
            return following;
        };
        let behind = self.behind(at);
        let begun = behind.partition_point(|(_, days, _)| days.from <= Some(*until));
        let mut followed = false;
        for later in behind.iter().skip(begun) {
            let next_day = is_one_day(&Validity { from: Some(*until), until: later.1.from });
            if followed && !next_day {
                break;
            }
            let same = later.2 == *condition;
            let looked_for = if same { !followed } else { next_day };
            if looked_for {
                following.push(later);
            }
            followed |= same;
        }
        following
    }

    /// Those that hold on one of some days.
    pub(super) fn on(&self, days: &Validity) -> Vec<&Dated<'s, 'p>> {
        let begun = self.members.partition_point(|(_, of, _)| begins_before(of, days.until));
        let mut found: Vec<&Dated<'s, 'p>> = self
            .members
            .iter()
            .zip(&self.ends)
            .take(begun)
            .rev()
            .take_while(|(_, ends)| ends.is_none() || **ends > days.from)
            .map(|(member, _)| member)
            .filter(|(_, of, _)| !of.and(days).is_empty())
            .collect();
        found.reverse();
        found
    }
}

fn begins_before(days: &Validity, until: Option<Date>) -> bool {
    until.is_none() || days.from < until
}

/// The kind of a clause, and its place there.
pub(super) fn place<'s, 'p>(kinds: &mut Vec<Kind<'s, 'p>>, next: Dated<'s, 'p>) -> (usize, usize) {
    let is_kin = |kind: &Kind<'s, 'p>| kind.members.first().is_some_and(|one| is_alike(one, &next));
    let known = kinds.iter().position(is_kin);
    let number = known.unwrap_or_else(|| {
        kinds.push(Kind { members: Vec::new(), ends: Vec::new() });
        kinds.len().saturating_sub(1)
    });
    let Some(kind) = kinds.get_mut(number) else { return (number, 0) };
    kind.push(next);
    (number, kind.members.len().saturating_sub(1))
}

fn is_alike(earlier: &Dated<'_, '_>, later: &Dated<'_, '_>) -> bool {
    earlier.0.sort == later.0.sort && earlier.0.on == later.0.on
}
