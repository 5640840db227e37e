//! `missing-days`, `overlapping-dates`, and of the ways to pay of a fund `conflicting-dates` and
//! `duplicate-row`: dated clauses that take each other's place.
//!
//! The day after `until` no longer belongs to a clause. Who reads it as the last day leaves a day
//! without any: that is the slip looked for here, and the mending of it is certain.

mod kind;
mod pairs;

pub(crate) use pairs::{Succession, Trouble, successions};

use std::collections::BTreeSet;

use crate::analysis::model::{Model, Spot};
use crate::analysis::space::{Budget, Formula, TooMany};
use crate::analysis::witness::Search;
use crate::diagnostics::{Code, Problem, Problems, Text};
use crate::rule::{Clause, ClauseId, DatePlaces, date_words, is_one_day};
use crate::source::Span;
use crate::text;
use crate::value::Validity;

/// How many regions are looked at where there is no visit to show.
const REGIONS: u32 = 10_000;

/// Dates that would leave a policy without an answer, or with two.
pub(super) fn faults(model: &Model<'_>, problems: &mut Problems) {
    check(model, &[Trouble::NoPayment, Trouble::TwoPayments], problems);
}

/// Dates that look like a slip.
pub(super) fn advise(model: &Model<'_>, problems: &mut Problems) {
    check(model, &[Trouble::Gap, Trouble::Overlap], problems);
}

fn code(trouble: Trouble) -> Code {
    match trouble {
        Trouble::NoPayment => Code::ConflictingDates,
        Trouble::TwoPayments => Code::DuplicateRow,
        Trouble::Gap => Code::MissingDays,
        Trouble::Overlap => Code::OverlappingDates,
    }
}

fn check(model: &Model<'_>, troubles: &[Trouble], problems: &mut Problems) {
    let mut told: BTreeSet<(Trouble, Option<ClauseId>)> = BTreeSet::new();
    for (succession, spot, formula) in &model.successions {
        let key = (succession.trouble, succession.earlier);
        if !troubles.contains(&succession.trouble) || told.contains(&key) {
            continue;
        }
        let mark = problems.mark();
        if look(model, succession, (spot, formula), problems) {
            let _new = told.insert(key);
        }
        problems.proved_since(&mark, &[code(succession.trouble)]);
    }
    for (trouble, id) in model.passed_over.iter().filter(|(of, _)| troubles.contains(of)) {
        let clause = clause(model, Some(*id));
        problems.undecided(
            code(*trouble),
            clause.map_or(model.policy.head.span, |clause| clause.head),
            text!(
                "并列的条款太多，从这一条起没有逐对核对日期；把它们写成一张表",
                "there are too many clauses side by side: from this one on their dates were not compared pair by pair; write them as a table"
            ),
        );
    }
}

/// Whether it is told.
fn look(
    model: &Model<'_>,
    succession: &Succession,
    (spot, formula): (&Spot<'_>, &Formula),
    problems: &mut Problems,
) -> bool {
    let problem = || finding(model, succession);
    if !spot.place.of_visit {
        let mut demands = spot.demands();
        demands.push(formula);
        let mut budget = Budget::new(REGIONS);
        match model.space.solve(&demands, &model.space.full, &mut budget) {
            Ok(Some(_)) => problems.push(problem()),
            Ok(None) => return false,
            Err(TooMany) => open(model, succession, problems),
        }
        return true;
    }
    match model.visit(spot, &[formula], &model.space.full) {
        Search::Found(visit) => {
            let shows = shows(model, succession);
            problems.push(problem().witness(model.told(&visit, shows)));
            true
        }
        Search::None => false,
        Search::Open => {
            open(model, succession, problems);
            true
        }
    }
}

/// It is not known whether anyone meets it.
fn open(model: &Model<'_>, succession: &Succession, problems: &mut Problems) {
    let Text { zh, en } = shows(model, succession);
    let (days_zh, days_en) = date_words(&succession.days);
    problems.undecided(
        code(succession.trouble),
        place(model, succession),
        text!(
            "不能断定有没有这样的情况：{days_zh}，{zh}；条件里有算出来的数，或组合太多",
            "whether there is such a case is not known: {days_en}, {en}; a condition computes with figures, or there are too many combinations"
        ),
    );
}

fn clause<'m>(model: &'m Model<'_>, id: Option<ClauseId>) -> Option<&'m Clause> {
    model.policy.clauses.get(id?.index())
}

/// Where the earlier clause ends, or the later begins.
fn place(model: &Model<'_>, succession: &Succession) -> Span {
    let earlier = clause(model, succession.earlier);
    let later = clause(model, succession.later);
    let ends = earlier.map(|clause| match succession.trouble {
        Trouble::NoPayment => clause.head,
        Trouble::TwoPayments | Trouble::Gap | Trouble::Overlap => {
            clause.dates.until.unwrap_or(clause.head)
        }
    });
    let begins = later.map(|clause| clause.dates.from.unwrap_or(clause.head));
    ends.or(begins).unwrap_or(model.policy.head.span)
}

fn title(model: &Model<'_>, succession: &Succession) -> String {
    let named = succession.later.or(succession.earlier);
    clause(model, named).map(|clause| clause.title.clone()).unwrap_or_default()
}

fn shows(model: &Model<'_>, succession: &Succession) -> Text {
    let title = title(model, succession);
    match succession.trouble {
        Trouble::NoPayment => {
            text!("当日没有写基金付多少", "nothing says what the fund pays on that day")
        }
        Trouble::TwoPayments => text!("两种付法都成立", "two ways to pay hold"),
        Trouble::Gap => {
            text!("当日没有一条“{title}”有效", "no `{title}` is in force on that day")
        }
        Trouble::Overlap => {
            text!("当日两条“{title}”都有效", "two clauses `{title}` are in force on that day")
        }
    }
}

fn finding(model: &Model<'_>, succession: &Succession) -> Problem {
    let at = place(model, succession);
    let title = title(model, succession);
    let (zh, en) = date_words(&succession.days);
    let earlier = clause(model, succession.earlier);
    let later = clause(model, succession.later);
    let code = code(succession.trouble);
    let problem = match succession.trouble {
        Trouble::NoPayment => Problem::new(
            code,
            at,
            text!("{zh}没有写基金付多少", "it does not say what the fund pays {en}"),
        )
        .help(text!("给这些日子也写一条比例", "write a ratio for these days too")),
        Trouble::TwoPayments => Problem::new(
            code,
            later.map_or(at, |clause| clause.head),
            text!("两种付法会同时成立", "two ways to pay can hold at once"),
        )
        .help(text!(
            "改条件或日期，使一次就诊只有一种付法",
            "change the conditions or dates so that a visit has one way to pay"
        )),
        Trouble::Gap => Problem::new(
            code,
            at,
            text!(
                "前一条“{title}”结束了，后一条还没有开始：{zh}没有“{title}”",
                "the earlier `{title}` has ended and the later one not begun: there is none {en}"
            ),
        )
        .help(text!(
            "把前一条写到后一条开始的那一天；若本来就停了，写“允许 missing-days 理由 …”",
            "let the earlier one go on until the later begins; if it was meant to pause, say so with `allow missing-days because …`"
        )),
        Trouble::Overlap => Problem::new(
            code,
            at,
            text!(
                "后一条“{title}”开始时，前一条还没有结束：{zh}两条都有效",
                "the later `{title}` begins before the earlier one has ended: both are in force {en}"
            ),
        )
        .help(text!(
            "让前一条到后一条开始的那一天为止；若两条本来要一起用，写“允许 overlapping-dates 理由 …”",
            "end the earlier one on the day on which the later begins; if both are meant, say so with `allow overlapping-dates because …`"
        )),
    };
    let problem = other(problem, succession.trouble, (earlier, later));
    match earlier.filter(|_| succession.trouble != Trouble::TwoPayments) {
        Some(earlier) => slip(problem, &earlier.dates, &succession.days),
        None => problem,
    }
}

/// The other of the two clauses.
fn other(
    problem: Problem,
    trouble: Trouble,
    (earlier, later): (Option<&Clause>, Option<&Clause>),
) -> Problem {
    match (trouble, earlier, later) {
        (Trouble::TwoPayments, Some(earlier), _) => {
            problem.also(earlier.head, text!("另一种付法", "the other way to pay"))
        }
        (_, Some(_), Some(later)) => problem.also(
            later.dates.from.unwrap_or(later.head),
            text!("后一条从这一天起", "the later one begins here"),
        ),
        _ => problem,
    }
}

/// Where a single day is missing, the day after `until` was meant to be the last: the mending.
pub(crate) fn slip(problem: Problem, earlier: &DatePlaces, days: &Validity) -> Problem {
    let (Some(at), Some(day), Some(until)) = (earlier.until, days.from, days.until) else {
        return problem;
    };
    if !is_one_day(days) {
        return problem;
    }
    problem
        .help(text!(
            "“至”写的那一天不算在内；要算到 {day} 当天，写“至 {until}”",
            "the date behind `until` no longer counts; to include {day}, write `until {until}`"
        ))
        .fix(at, until.to_string())
}
