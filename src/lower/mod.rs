//! Stage: typed policy to program.

use crate::policy::Policy;
use crate::program::Program;

/// Flattens a policy that `analysis` found no error in.
pub fn lower(policy: &Policy) -> Program {
    Program {
        head: policy.head.clone(),
        vocabulary: Default::default(),
        clauses: policy.clauses.clone(),
        nodes: Vec::new(),
        tables: Vec::new(),
        body: crate::rule::Body {
            applies: None,
            roundings: Vec::new(),
            definitions: Vec::new(),
            not_encoded: Vec::new(),
            steps: Vec::new(),
            benefits: Vec::new(),
            first_of: None,
            first_of_clause: None,
            settle: Vec::new(),
            funds: Vec::new(),
            accumulators: Vec::new(),
        },
    }
}
