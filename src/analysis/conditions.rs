//! `never-applies`, `always-holds`: a condition that what comes before it decides already.
//!
//! A benefit that takes every visit that comes to it is in order, and so are gates and left-out
//! clauses that repeat each other; what says nothing is a `when` of a step, a figure or a limit.

use crate::analysis::model::{Model, Spot};
use crate::analysis::reach::{Decides, Question};
use crate::analysis::space::{Budget, Formula, Subject};
use crate::analysis::witness::Search;
use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::ExprKind;
use crate::text;

/// How many regions are looked at for one condition.
const REGIONS: u32 = 10_000;

/// Whether a condition can still go both ways.
#[derive(PartialEq, Eq)]
enum Says {
    Something,
    Never,
    Always,
    /// The place itself is never reached; what bars it is told there.
    Unreached,
    Unknown,
}

pub(super) fn check(model: &Model<'_>, problems: &mut Problems) {
    for (question, spot, formula) in &model.questions {
        let code = match says(model, spot, formula) {
            Says::Never => Code::NeverApplies,
            Says::Always => Code::AlwaysHolds,
            Says::Something | Says::Unreached => {
                problems.proved(Code::NeverApplies);
                continue;
            }
            Says::Unknown => {
                problems.undecided(
                    Code::NeverApplies,
                    question.condition.span,
                    text!(
                        "条件里有算出来的数，或组合太多，不能断定这个条件会不会成立",
                        "a condition computes with figures, or there are too many combinations, so whether this one ever holds is not known"
                    ),
                );
                continue;
            }
        };
        match finding(model, question, code) {
            Some(problem) => problems.push(problem),
            None => problems.proved(code),
        }
    }
}

fn says(model: &Model<'_>, spot: &Spot<'_>, formula: &Formula) -> Says {
    let contrary = formula.clone().not();
    let can = |answer: &Formula| {
        let mut demands = spot.demands();
        demands.push(answer);
        model.space.solve(&demands, &model.space.full, &mut Budget::new(REGIONS))
    };
    match (can(formula), can(&contrary)) {
        (Ok(Some(_)), Ok(Some(_))) if is_seen(model, spot, [formula, &contrary]) => Says::Something,
        (Ok(Some(_)), Ok(Some(_))) => Says::Unknown,
        (Ok(None), Ok(Some(_))) => Says::Never,
        (Ok(Some(_)), Ok(None)) => Says::Always,
        (Ok(None), Ok(None)) => Says::Unreached,
        (Err(_), _) | (_, Err(_)) => Says::Unknown,
    }
}

/// Whether there are visits for which each of two conditions holds. Where nothing computes with figures
/// the regions found are enough.
fn is_seen(model: &Model<'_>, spot: &Spot<'_>, conditions: [&Formula; 2]) -> bool {
    let mut read = Vec::new();
    conditions.into_iter().chain(spot.demands()).for_each(|it| it.variables(&mut read));
    let computes =
        read.iter().filter_map(|id| model.space.variable(*id)).any(|it| match &it.subject {
            // A running total may be anything.
            Subject::Term(expr) => !matches!(expr.kind, ExprKind::Total(_)),
            Subject::Day
            | Subject::Field(_)
            | Subject::Member(..)
            | Subject::Balance(_)
            | Subject::Visits(_) => false,
        });
    !computes
        || conditions.iter().all(|condition| {
            matches!(model.visit(spot, &[condition], &model.space.full), Search::Found(_))
        })
}

fn finding(model: &Model<'_>, question: &Question<'_>, code: Code) -> Option<Problem> {
    let title = model.policy.clauses.get(question.clause.index());
    let title = title.map_or("", |clause| clause.title.as_str());
    let span = question.condition.span;
    let problem = match (code, question.decides) {
        (Code::NeverApplies, Decides::Whether) => Problem::new(
            code,
            span,
            text!(
                "到这里的就诊都不符合这个条件，“{title}”从不适用",
                "no visit that comes here meets this condition; `{title}` never applies"
            ),
        )
        .help(text!(
            "核对条件；若前面的条款已经排除了这样的就诊，删去这一条",
            "check the condition; remove the clause if what stands before it leaves such visits out"
        )),
        (Code::NeverApplies, Decides::Routes) => Problem::new(
            code,
            span,
            text!(
                "前面的条款已经排除了这样的就诊，待遇“{title}”从不适用",
                "what stands before it leaves such visits out; the benefit `{title}` never applies"
            ),
        )
        .help(text!(
            "核对“要求”“排除”“未编码”和这个条件",
            "check `require`, `exclude` and `not encoded` against this condition"
        )),
        (Code::NeverApplies, Decides::Demands) => Problem::new(
            code,
            span,
            text!(
                "到这里的就诊都不符合这个要求，全部被拒",
                "no visit that comes here meets this demand; all of them are refused"
            ),
        )
        .help(text!("核对条件的写法", "check how the condition is written")),
        (Code::AlwaysHolds, Decides::Bars) => Problem::new(
            code,
            span,
            text!(
                "到这里的就诊都符合这个条件，全部被排除",
                "every visit that comes here meets this condition; all of them are excluded"
            ),
        )
        .help(text!("核对条件的写法", "check how the condition is written")),
        (Code::AlwaysHolds, Decides::Whether) => Problem::new(
            code,
            span,
            text!(
                "到这里的就诊都符合这个条件，写不写一样",
                "every visit that comes here meets this condition; it says nothing"
            ),
        )
        .help(text!(
            "删去条件；若本来想区分什么，改正它",
            "remove the condition, or correct it if it was to tell something apart"
        )),
        // A gate that bars nobody repeats what the page said elsewhere, as pages do.
        _ => return None,
    };
    Some(problem)
}
