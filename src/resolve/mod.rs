//! Stage: trees to typed policies.

use crate::diagnostics::Problems;
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::syntax::ast;

/// The standard vocabulary, which `use 医保` brings in.
pub const STANDARD: &str = include_str!("standard.pol");

/// Resolves and types all policies of a run. Policies with errors are left out.
pub fn resolve(
    _sources: &SourceMap,
    _files: &[ast::File],
    _problems: &mut Problems,
) -> Vec<Policy> {
    Vec::new()
}
