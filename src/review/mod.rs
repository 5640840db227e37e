//! Stage: trees to findings about how a file is written.
//!
//! Comes in: the trees of all files. Goes out: what a colleague with the notice beside the file would
//! point at: clauses of the notice that nothing speaks of, rules without a citation, names that nobody
//! uses or that are easily taken for others. Nothing here looks at what a policy pays; that is `analysis`.

mod alike;
mod citation;
mod confusing;
mod document;
mod keywords;
mod names;
mod number;
mod reason;
mod unused;
mod words;

use crate::diagnostics::Problems;
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::syntax::ast::{self, Item};

/// Reports what a reviewer would say of the files.
pub fn review(
    sources: &SourceMap,
    files: &[ast::File],
    policies: &[Policy],
    problems: &mut Problems,
) {
    notices(sources, files, problems);
    let words: Vec<Vec<words::Word<'_>>> = sources.files().iter().map(words::of).collect();
    let given: Vec<Vec<names::Given<'_>>> = files.iter().map(names::of).collect();
    unused::check(files, &given.concat(), &words.concat(), problems);
    for (((file, tree), words), given) in sources.files().iter().zip(files).zip(&words).zip(&given)
    {
        let here = file.span();
        let own: Vec<&Policy> = policies
            .iter()
            .filter(|policy| here.lo <= policy.head.span.lo && policy.head.span.hi <= here.hi)
            .collect();
        confusing::check(given, &own, problems);
        alike::check(given, &own, problems);
        keywords::check(file, tree, words, problems);
    }
}

/// The notices of the policies, and what is cited of them.
fn notices(sources: &SourceMap, files: &[ast::File], problems: &mut Problems) {
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
