//! `overlapping-benefits`, `uncovered-visit`: of the visits that pass the gates of a policy, each
//! belongs to one benefit.

use crate::analysis::model::Model;
use crate::analysis::reach::Decides;
use crate::analysis::space::{Budget, Formula, Region, merge};
use crate::analysis::witness::Search;
use crate::analysis::words::Words;
use crate::diagnostics::{Code, Problem, Problems, Text};
use crate::rule::{Benefit, BenefitId};
use crate::source::Span;
use crate::text;

/// How many regions are looked at for one question.
const REGIONS: u32 = 20_000;
/// How many groups of visits without a benefit are told.
const MOST_HOLES: usize = 3;
/// How many groups are looked at for a visit.
const MOST_LOOKED: usize = 40;
/// How many regions are kept before they are merged.
const MOST_REGIONS: usize = 400;

pub(super) fn check(model: &Model<'_>, problems: &mut Problems) {
    if model.policy.head.calc {
        return;
    }
    let body = &model.policy.body;
    // The condition of an only benefit says what the policy is about, unless the page also says what
    // it leaves out: then it means to name everything.
    let only =
        body.benefits.len() < 2 && body.not_encoded.iter().all(|left_out| left_out.when.is_none());
    let dated = body.benefits.first().and_then(|benefit| {
        let clause = model.policy.clauses.get(benefit.clause.index())?;
        (clause.validity != model.policy.head.validity).then_some(())
    });
    if only && dated.is_none() {
        return problems.proved(Code::UncoveredVisit);
    }
    let mark = problems.mark();
    if !uncovered(model, only, problems) {
        problems.undecided(
            Code::UncoveredVisit,
            place(model),
            text!(
                "条件的组合太多，不能断定是不是每次就诊都有待遇",
                "there are too many combinations of conditions to know whether every visit has a benefit"
            ),
        );
    }
    problems.proved_since(&mark, &[Code::UncoveredVisit]);
}

fn head(model: &Model<'_>, benefit: &Benefit<crate::policy::Expr>) -> Span {
    let clause = model.policy.clauses.get(benefit.clause.index());
    clause.map_or(model.policy.head.span, |clause| clause.head)
}

/// Where a policy says which visits it takes: its first benefit.
fn place(model: &Model<'_>) -> Span {
    let first = model.policy.body.benefits.first();
    first.map_or(model.policy.head.span, |benefit| head(model, benefit))
}

/// Pairs of benefits that take one visit.
pub(super) fn overlaps(model: &Model<'_>, problems: &mut Problems) {
    let ordered = model.policy.body.first_of.as_deref().unwrap_or_default();
    for (index, (first, _, takes_first)) in model.takes.iter().enumerate() {
        for (second, _, takes_second) in model.takes.iter().skip(index.saturating_add(1)) {
            if ordered.contains(first) && ordered.contains(second) {
                problems.proved(Code::OverlappingBenefits);
                continue;
            }
            overlap(model, (*first, *second), &[takes_first, takes_second], problems);
        }
    }
}

fn overlap(
    model: &Model<'_>,
    (first, second): (BenefitId, BenefitId),
    takes: &[&Formula],
    problems: &mut Problems,
) {
    let benefits = &model.policy.body.benefits;
    let (Some(first), Some(second)) = (benefits.get(first.index()), benefits.get(second.index()))
    else {
        return;
    };
    let (a, b) = (&first.name, &second.name);
    let found = model.visit(&model.routing, takes, &model.space.full);
    let visit = match found {
        Search::None => return problems.proved(Code::OverlappingBenefits),
        Search::Open => {
            return problems.undecided(
                Code::OverlappingBenefits,
                head(model, second),
                text!(
                    "不能断定有没有就诊同时属于“{a}”和“{b}”：条件里有算出来的数，或组合太多",
                    "whether a visit falls into both `{a}` and `{b}` is not known: a condition reads a computed figure, or there are too many combinations"
                ),
            );
        }
        Search::Found(visit) => visit,
    };
    let shows = text!("“{a}”和“{b}”都要这次就诊", "both `{a}` and `{b}` take it");
    let problem = Problem::new(
        Code::OverlappingBenefits,
        head(model, second),
        text!("一次就诊会同时属于“{a}”和“{b}”", "`{a}` and `{b}` both take a visit"),
    )
    .also(head(model, first), text!("另一个待遇", "the other benefit"))
    .help(text!(
        "写明先后，例如“依次 {a}, {b}”，或改条件使两者互不重叠",
        "state the order, such as `first of {a}, {b}`, or make the conditions exclude each other"
    ));
    problems.push(problem.witness(model.told(&visit, shows)));
}

/// Visits that pass the gates and that no benefit takes. Whether all of them could be looked at.
fn uncovered(model: &Model<'_>, only: bool, problems: &mut Problems) -> bool {
    let takes = model.takes.iter().map(|(_, _, formula)| formula.clone()).collect();
    let mut none = Formula::any(takes).not();
    if only {
        // Of what the policy is about, the days on which its benefit is not in force.
        let about = model.questions.iter().filter(|(asked, ..)| asked.decides == Decides::Routes);
        let parts = about.map(|(_, _, formula)| formula.clone());
        none = Formula::all(parts.chain([none]).collect());
    }
    let mut along = Vec::new();
    none.variables(&mut along);
    let mut budget = Budget::new(REGIONS);
    let demands: Vec<&Formula> = model.routing.hard.iter().chain([&none]).collect();
    let mut regions = Vec::new();
    let all: Vec<&Formula> = demands.iter().copied().chain(&model.space.links).collect();
    let seen = model.space.each_solution(&all, &model.space.full, &mut budget, &mut |region| {
        let room = regions.len() < MOST_REGIONS;
        if room {
            regions.push(model.projected(region, &along));
        }
        room
    });
    regions.sort();
    regions.dedup();
    let regions = merge(regions, &model.space);
    let mut told = 0_usize;
    for (index, region) in regions.iter().take(MOST_LOOKED).enumerate() {
        let last = told.saturating_add(1) == MOST_HOLES;
        let behind = regions.len().saturating_sub(index.saturating_add(1));
        let hidden = if last { behind } else { 0 };
        if report(model, region, (&none, &along), hidden, problems) {
            told = told.saturating_add(1);
        }
        if told == MOST_HOLES {
            break;
        }
    }
    seen == Ok(true) && (told == MOST_HOLES || regions.len() <= MOST_LOOKED)
}

/// Whether it is told.
fn report(
    model: &Model<'_>,
    region: &Region,
    (none, along): (&Formula, &[usize]),
    hidden: usize,
    problems: &mut Problems,
) -> bool {
    let words = Words { policy: model.policy, space: &model.space, asked: None };
    let root = model.root(&model.routing).unwrap_or_else(|| model.space.full.clone());
    let Text { zh, en } = words.region(region, &root, along);
    let visit = match model.visit(&model.routing, &[none], region) {
        Search::Found(visit) => visit,
        Search::None => return false,
        Search::Open => {
            problems.undecided(
                Code::UncoveredVisit,
                place(model),
                text!(
                    "不能断定有没有就诊不属于任何待遇：条件里有算出来的数，或组合太多",
                    "whether some visit belongs to no benefit is not known: a condition computes with figures, or there are too many combinations"
                ),
            );
            return false;
        }
    };
    let mut problem = Problem::new(
        Code::UncoveredVisit,
        place(model),
        text!("没有待遇包括这样的就诊：{zh}", "no benefit takes a visit with {en}"),
    )
    .help(text!(
        "加一个待遇；若文件不管这样的就诊，写“要求”“排除”，或“未编码 … 当 …”并说明理由",
        "add a benefit; if the notice leaves such visits out, say so with `require`, `exclude` or `not encoded … when …`"
    ));
    if hidden > 0 {
        problem = problem.help(text!("另有 {hidden} 种", "and {hidden} further groups"));
    }
    let shows = text!("没有待遇包括这次就诊", "no benefit takes it");
    problems.push(problem.witness(model.told(&visit, shows)));
    true
}
