//! The stages in order.

use std::sync::Arc;

use crate::diagnostics::Problems;
use crate::program::Program;
use crate::source::SourceMap;
use crate::syntax::ast;
use crate::{analysis, lower, policy, proof, resolve, review, syntax};

/// What a run of the compiler gives.
#[derive(Debug)]
pub struct Compilation {
    /// The trees, one a file, in the order of the source map.
    pub files: Vec<ast::File>,
    /// The typed policies.
    pub policies: Vec<policy::Policy>,
    /// The programs of the policies without errors, in the same order.
    pub programs: Vec<Arc<Program>>,
    /// Everything found on the way.
    pub problems: Problems,
}

/// Compiles all files of a source map together: syntax, names and types, findings, programs.
///
/// A policy with errors gives no program; its neighbours do.
pub fn compile(sources: &SourceMap) -> Compilation {
    let mut compilation = stages(sources);
    compilation.problems.complain_of_unused_allows(&proof::CODES);
    compilation
}

/// Compiles all files of a source map together, and proves what can be of the money of each policy.
pub fn check(sources: &SourceMap) -> Compilation {
    let mut compilation = stages(sources);
    prove(&mut compilation);
    compilation
}

/// Proves what can be of the money of each policy that was compiled.
pub fn prove(compilation: &mut Compilation) {
    for program in &compilation.programs {
        proof::prove(program, &mut compilation.problems);
    }
    compilation.problems.complain_of_unused_allows(&[]);
}

fn stages(sources: &SourceMap) -> Compilation {
    let mut problems = Problems::new();
    let files: Vec<ast::File> =
        sources.files().iter().map(|file| syntax::parse(file, &mut problems)).collect();
    let allows = resolve::allows(&files, &mut problems);
    problems.allow(allows);
    let policies = resolve::resolve(sources, &files, &mut problems);
    if !problems.has_errors() {
        review::review(sources, &files, &policies, &mut problems);
    }
    let mut programs = Vec::new();
    for policy in &policies {
        let mark = problems.len();
        analysis::analyze(policy, &mut problems);
        if !problems.errors_since(mark) {
            programs.push(Arc::new(lower::lower(policy)));
        }
    }
    if !problems.has_errors() {
        analysis::analyze_together(&policies, &mut problems);
    }
    Compilation { files, policies, programs, problems }
}
