//! Stage: trees to typed policies.
//!
//! `scope` and `vocabulary` find what a file can name, `layer` lays policies over each other,
//! `policy` walks the clauses in the order of the page; `step`, `deductible`, `fund`, `band` and
//! `settle` read one clause each, with `figure`, `table` and `expr` for what stands in it.
//! `reading` asks for a reading wherever a sentence has several.

mod ask;
mod band;
mod builder;
mod call;
mod cell;
mod clause;
mod collect;
mod compare;
mod convert;
mod deductible;
mod definition;
mod effective;
mod error;
mod example;
mod expr;
mod field;
mod figure;
mod fund;
mod grid;
mod head;
mod interval;
mod key;
mod layer;
mod name;
mod operator;
mod option;
mod payment;
mod policy;
mod reading;
mod run;
mod scope;
mod settle;
mod step;
mod table;
mod total;
mod version;
mod visitor;
mod vocabulary;

pub use effective::effective;

use crate::diagnostics::Problems;
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::syntax::ast;

/// The standard vocabulary, which `use 医保` brings in.
pub const STANDARD: &str = include_str!("standard.pol");

/// Resolves and types all policies of a run. Policies with errors are left out.
pub fn resolve(sources: &SourceMap, files: &[ast::File], problems: &mut Problems) -> Vec<Policy> {
    let mut run = run::Run::new(sources, files, problems);
    run.read_vocabularies();
    for file in 0..files.len() {
        run.scope(&[file]);
    }
    let written = layer::written(files);
    let mut policies = Vec::new();
    for policy in &written {
        if let Some(policy) = policy::build(&mut run, &written, *policy) {
            policies.push(policy);
        }
    }
    version::check(&mut run, &policies, &written);
    run.lonely_accumulators();
    policies
}
