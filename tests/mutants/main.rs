//! Slips in policies, and who finds them: a small policy with every verdict written down, and the
//! table of `docs/mutants.md` for the shipped policies.
//!
//! The verdict on each mutant of the shipped policies is recorded in `verdicts.txt`, the reason of each
//! that nobody finds in `survivors.txt`. Every run looks at one in ten; all are tried, and records and
//! document written anew, by `POLC_UPDATE=1 cargo test --test mutants`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod record;
mod shipped;
mod small;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use polc::mutate::{Report, Request};
use polc::pipeline::{Compilation, compile};
use polc::source::SourceMap;
use polc::suite::{self, Stored, SuiteFile};

/// Files, their trees and their scenarios.
struct Project {
    sources: SourceMap,
    compilation: Compilation,
    files: Vec<SuiteFile>,
    stored: BTreeMap<String, Stored>,
    /// Nothing is left aside.
    aside: BTreeSet<String>,
}

impl Project {
    fn new(sources: SourceMap, stored: BTreeMap<String, Stored>) -> Project {
        let compilation = compile(&sources);
        let files = sources.files().iter().zip(&compilation.files);
        let files = files
            .map(|(file, tree)| suite::from_tree(&file.name, tree, &compilation.programs))
            .collect();
        Project { sources, compilation, files, stored, aside: BTreeSet::new() }
    }

    fn run(&self, policy: Option<&str>, most: Option<usize>, budget: usize) -> Report {
        polc::mutate::run(&self.request(policy, most, budget, 2))
    }

    fn request<'a>(
        &'a self,
        policy: Option<&'a str>,
        most: Option<usize>,
        budget: usize,
        threads: usize,
    ) -> Request<'a> {
        Request {
            sources: &self.sources,
            trees: &self.compilation.files,
            files: &self.files,
            stored: &self.stored,
            policy,
            aside: &self.aside,
            most,
            budget,
            threads,
        }
    }
}
