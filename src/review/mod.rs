//! Stage: trees to findings about how a file is written.
//!
//! Comes in: the trees of all files. Goes out: what a colleague with the notice beside the file would
//! point at: clauses of the notice that nothing speaks of, rules without a citation. Nothing here
//! looks at what a policy pays; that is `analysis`.

mod citation;
mod document;
mod number;
mod reason;

use crate::diagnostics::Problems;
use crate::source::SourceMap;
use crate::syntax::ast::{self, Item};

/// Reports what a reviewer would say of the files.
pub fn review(sources: &SourceMap, files: &[ast::File], problems: &mut Problems) {
    for item in files.iter().flat_map(|file| &file.items) {
        let (Item::Policy(policy) | Item::Calc(policy)) = item else { continue };
        if policy.broken {
            continue;
        }
        reason::check(&policy.members, problems);
        if let Some(document) = document::Document::of(policy) {
            document.check(policy, problems);
            citation::check(sources, &policy.members, problems);
        }
    }
}
