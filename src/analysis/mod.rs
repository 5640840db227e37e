//! Stage: typed policy to findings.
//!
//! Comes in: a policy whose names and types are right. Goes out: what is wrong with its rules as a
//! whole. Each finding has a file of its own; the list below is the order in which they are looked
//! for, and the place for those still to come.

mod context;
mod grid;
mod line_order;
mod overlapping_benefits;
mod table_rows;
mod truth;
mod unset_value;

use crate::diagnostics::{Code, Problems};
use crate::policy::Policy;
use crate::rule::TableId;

/// Reports what is wrong with a typed policy.
pub fn analyze(policy: &Policy, problems: &mut Problems) {
    let contexts = context::contexts(policy);
    for (index, table) in policy.tables.iter().enumerate() {
        let asked = contexts.get(&TableId::next(index)).map_or(&[][..], Vec::as_slice);
        table_rows::check(policy, table, asked, problems);
    }
    line_order::check(policy, problems);
    overlapping_benefits::check(policy, problems);
    let mark = problems.mark();
    unset_value::check(policy, problems);
    problems.proved_since(&mark, &[Code::UnsetValue]);
}
