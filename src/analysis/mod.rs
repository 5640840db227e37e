//! Stage: typed policy to findings.
//!
//! Comes in: a policy whose names and types are right. Goes out: what is wrong with its rules as a
//! whole. Each finding has a file of its own; the list below is the order in which they are looked
//! for, and the place for those still to come.

mod accounts;
mod apart;
mod concrete;
mod conditions;
mod dates;
mod early_rounding;
mod holes;
mod line_order;
mod model;
mod policies;
mod reach;
mod routing;
mod space;
mod succession;
mod table_rows;
mod table_shape;
mod totals;
mod unset_value;
mod widths;
mod witness;
mod words;

use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Policy;
use crate::text;

/// Looks at what is right, but to no purpose or with an end in sight.
fn advise(model: &model::Model<'_>, problems: &mut Problems) {
    routing::check(model, problems);
    table_shape::check(model, problems);
    conditions::check(model, problems);
    dates::check(model, problems);
    succession::advise(model, problems);
    accounts::check(model.policy, problems);
    widths::check(model.policy, problems);
    totals::check(model.policy, problems);
    early_rounding::check(model.policy, problems);
}

/// Reports what is wrong with policies as they stand beside each other.
pub fn analyze_together(policies: &[Policy], problems: &mut Problems) {
    policies::check(policies, problems);
}

/// Reports what is wrong with a typed policy.
pub fn analyze(policy: &Policy, problems: &mut Problems) {
    match model::model(policy) {
        Ok(model) => {
            table_rows::check(&model, problems);
            line_order::check(policy, problems);
            routing::overlaps(&model, problems);
            succession::faults(&model, problems);
            // What reads like an idle rule is often an error told already, seen from behind.
            if !problems.has_errors() {
                advise(&model, problems);
            }
        }
        Err(crate::value::OutOfRange) => problems.push(Problem::new(
            Code::AmountOutOfRange,
            policy.head.span,
            text!(
                "政策里的数值太大，无法精确比较",
                "the figures of this policy are too large to compare"
            ),
        )),
    }
    let mark = problems.mark();
    unset_value::check(policy, problems);
    problems.proved_since(&mark, &[Code::UnsetValue]);
}
