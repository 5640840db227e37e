//! Clauses as such: their titles, places, dates, and what may follow them.

use super::builder::Builder;
use super::convert;
use super::layer::Node;
use crate::diagnostics::{Code, Problem, Text};
use crate::policy::Expr;
use crate::rule::{Clause, ClauseId, DatePlaces, date_words};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Literal, MemberKind, Suffix};
use crate::text;
use crate::value::Validity;

/// What may follow a clause besides a citation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Follows {
    pub(super) when: bool,
    pub(super) dates: bool,
    pub(super) otherwise: bool,
    pub(super) because: bool,
}

impl Follows {
    /// Nothing but a citation.
    pub(super) const NOTHING: Follows =
        Follows { when: false, dates: false, otherwise: false, because: false };
    /// Dates.
    pub(super) const DATES: Follows = Follows { dates: true, ..Follows::NOTHING };
    /// A condition and dates.
    pub(super) const WHEN: Follows = Follows { when: true, ..Follows::DATES };
}

impl<'a> Builder<'_, 'a> {
    /// Adds a clause, after checking what follows it.
    pub(super) fn clause(&mut self, node: &Node<'a>, title: &str, follows: Follows) -> ClauseId {
        let member = node.member;
        self.check_follows(&member.suffix, title, follows);
        let validity = if follows.dates {
            self.clause_validity(&member.suffix, member.head)
        } else {
            self.validity
        };
        let cites = node
            .cites
            .iter()
            .copied()
            .chain(&member.suffix.cites)
            .map(|cite| cite.node.clone())
            .collect();
        self.here.clause = member.head;
        self.add_clause(Clause {
            title: title.to_owned(),
            span: member.span,
            head: member.head,
            place: self.place(member.head),
            cites,
            validity,
            dates: date_places(&member.suffix),
            origin: self.origin(node.origin),
        })
    }

    pub(super) fn add_clause(&mut self, clause: Clause) -> ClauseId {
        let id = ClauseId::next(self.clauses.len());
        self.clauses.push(clause);
        id
    }

    /// File and line as a reader finds it.
    pub(super) fn place(&self, span: Span) -> String {
        self.run
            .sources
            .locate(span)
            .map(|(file, at)| format!("{file}:{}", at.line))
            .unwrap_or_default()
    }

    /// The name of the policy that a clause was taken from.
    pub(super) fn origin(&self, origin: usize) -> Option<String> {
        (origin > 0)
            .then(|| self.chain.get(origin).map(|written| written.policy.name.node.clone()))
            .flatten()
    }

    /// Refuses what makes no sense after a clause.
    pub(super) fn check_follows(&mut self, suffix: &Suffix, title: &str, follows: Follows) {
        let mut refuse = |span: Span, zh: &str, en: &str, help_zh: &str, help_en: &str| {
            self.wrong_place(
                span,
                text!(
                    "“{title}”的后面不能写“{zh}”",
                    "`{en}` cannot follow this clause (`{title}`)"
                ),
                text!("{help_zh}", "{help_en}"),
            );
        };
        if let (Some(when), false) = (&suffix.when, follows.when) {
            refuse(
                when.span,
                "当",
                "when",
                "条件写在待遇、步骤或比例的后面",
                "conditions follow benefits, steps and ratios",
            );
        }
        let dates = [("自", "from", &suffix.from), ("至", "until", &suffix.until)];
        for (zh, en, date) in dates {
            if let (Some(date), false) = (date, follows.dates) {
                refuse(
                    date.span,
                    zh,
                    en,
                    "生效日期写在步骤、比例或表的一行后面；整个政策的日期单独写一行",
                    "dates follow steps, ratios or rows; the dates of a policy stand on a line of their own",
                );
            }
        }
        if let (Some(otherwise), false) = (&suffix.otherwise, follows.otherwise) {
            refuse(
                otherwise.span,
                "否则",
                "else",
                "“否则”写在“要求”和“排除”的后面",
                "`else` follows `require` and `exclude`",
            );
        }
        if let (Some(because), false) = (&suffix.because, follows.because) {
            refuse(
                because.span,
                "理由",
                "because",
                "“理由”写在“未编码”的后面；引用原文写“依据”",
                "`because` follows `not encoded`; quote the notice with `cite`",
            );
        }
    }

    /// The dates that a clause itself gives, within those of what it stands in.
    pub(super) fn clause_validity(&mut self, suffix: &Suffix, head: Span) -> Validity {
        let own = self.own_validity(suffix);
        // What is in force on no day was told where its dates are written.
        if own.is_empty() || self.validity.is_empty() {
            return self.validity;
        }
        let both = own.and(&self.validity);
        if both.is_empty() {
            let outer = date_words(&self.validity);
            let (zh, en) = outer;
            let span =
                suffix.from.as_ref().or(suffix.until.as_ref()).map_or(head, |date| date.span);
            self.fail_with(
                Code::ConflictingDates,
                span,
                text!(
                    "这一条在它所在的政策或待遇有效时从不生效",
                    "this clause is never in force while the policy or benefit around it is"
                ),
                text!("外面的有效期是{zh}", "what stands around it is in force {en}"),
            );
            return self.validity;
        }
        both
    }

    /// The dates that follow a clause or a row; from must come before until.
    pub(super) fn own_validity(&mut self, suffix: &Suffix) -> Validity {
        let day = |date: &Spanned<Literal>| convert::day(&date.node);
        let validity = Validity {
            from: suffix.from.as_ref().and_then(day),
            until: suffix.until.as_ref().and_then(day),
        };
        if let (true, Some(from), Some(until)) = (validity.is_empty(), &suffix.from, &suffix.until)
        {
            self.run.report(
                Problem::new(
                    Code::ConflictingDates,
                    until.span,
                    text!(
                        "结束的日期不晚于开始的日期，这一条没有一天生效",
                        "it ends no later than it starts, so it is in force on no day"
                    ),
                )
                .also(from.span, text!("从这一天起", "it starts on this day"))
                .help(no_day(&validity)),
            );
        }
        validity
    }

    /// The dates that stand on lines of their own among some clauses.
    pub(super) fn in_force(&mut self, nodes: &[Node<'a>]) -> (Validity, DatePlaces) {
        let mut validity = Validity::default();
        let mut places = DatePlaces::default();
        let mut first: [Option<Span>; 2] = [None, None];
        for node in nodes {
            let MemberKind::InForce = node.member.kind else { continue };
            let suffix = &node.member.suffix;
            self.check_follows(suffix, "自、至", Follows::DATES);
            let own = self.own_validity(suffix);
            let written = date_places(suffix);
            places.from = written.from.or(places.from);
            places.until = written.until.or(places.until);
            let [from, until] = &mut first;
            let dates =
                [(own.from, &mut validity.from, from), (own.until, &mut validity.until, until)];
            let mut twice = None;
            for (day, slot, seen) in dates {
                let Some(day) = day else { continue };
                if let Some(before) = *seen {
                    twice = Some(before);
                }
                *slot = Some(day);
                *seen = Some(node.member.head);
            }
            if let Some(before) = twice {
                self.run.report(
                    Problem::new(
                        Code::ConflictingDates,
                        node.member.head,
                        text!("有效期写了两次", "the dates in force are given twice"),
                    )
                    .also(before, text!("第一次在这里", "first here"))
                    .help(text!("只留一处", "keep one of them")),
                );
            }
        }
        if let (true, [Some(from), Some(until)]) = (validity.is_empty(), first)
            && from != until
        {
            self.run.report(
                Problem::new(
                    Code::ConflictingDates,
                    until,
                    text!(
                        "结束的日期不晚于开始的日期，没有一天生效",
                        "the end is no later than the start, so no day is in force"
                    ),
                )
                .also(from, text!("从这一天起", "it starts here"))
                .help(no_day(&validity)),
            );
        }
        (validity, places)
    }

    /// The condition after a clause.
    pub(super) fn when(&mut self, suffix: &Suffix) -> Option<Expr> {
        self.condition(suffix.when.as_ref()?)
    }
}

/// What to do about dates that leave no day.
fn no_day(dates: &Validity) -> Text {
    match (dates.from, dates.until) {
        (Some(from), Some(until)) if until < from => text!(
            "是不是写反了：“自 {until}”“至 {from}”？“自”的当天算在内，“至”的当天不算",
            "are they the wrong way round: `from {until}`, `until {from}`? the day written after `from` counts, the one after `until` does not"
        ),
        _ => text!(
            "“自”的当天算在内，“至”的当天不算",
            "the day written after `from` counts, the one after `until` does not"
        ),
    }
}

/// Where the dates that follow a clause are written.
pub(super) fn date_places(suffix: &Suffix) -> DatePlaces {
    let place = |date: &Option<Spanned<Literal>>| date.as_ref().map(|date| date.span);
    DatePlaces { from: place(&suffix.from), until: place(&suffix.until) }
}
