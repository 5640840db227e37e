//! `unset-value`: a figure is 待定; visits that need it will be refused.

use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Policy;
use crate::rule::Unset;
use crate::text;

pub(super) fn check(policy: &Policy, problems: &mut Problems) {
    for table in &policy.tables {
        for row in &table.rows {
            if let Err(unset) = &row.value {
                problems.push(warning(&row.label, unset));
            }
        }
    }
    for parameter in &policy.vocabulary.parameters {
        for value in &parameter.values {
            if let Err(unset) = &value.value {
                problems.push(warning(&parameter.name, unset));
            }
        }
    }
}

fn warning(label: &str, unset: &Unset) -> Problem {
    let message = if label.is_empty() {
        text!("这个数值待定", "this value is not set")
    } else {
        text!("“{label}”的数值待定", "the value of `{label}` is not set")
    };
    let problem = Problem::new(Code::UnsetValue, unset.span, message).help(text!(
        "需要它的就诊会被拒绝结算，直到写上确定的数值",
        "visits that need it are refused until a figure is written"
    ));
    if unset.note.is_empty() {
        return problem;
    }
    let note = &unset.note;
    problem.here(text!("文件只给出 {note}", "the notice only says `{note}`"))
}
