//! Stage: typed policy to findings.

use crate::diagnostics::Problems;
use crate::policy::Policy;

/// Reports what is wrong with a typed policy.
pub fn analyze(_policy: &Policy, _problems: &mut Problems) {}
