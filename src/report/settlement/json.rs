//! The same content for machines.

use super::{Digests, Settled};

pub(super) fn render(_settled: &[Settled], _digests: &Digests) -> String {
    String::new()
}
