//! Applying what certainly mends a text.

use super::Fix;
use crate::source::SourceFile;

/// The text of a file with fixes applied, and which of them were: of two that touch the same place the
/// first alone.
pub fn mended<'f>(file: &SourceFile, fixes: &[&'f Fix]) -> (String, Vec<&'f Fix>) {
    let mut sorted: Vec<&Fix> = fixes.to_vec();
    sorted.sort_by_key(|fix| (fix.span.lo, fix.span.hi));
    let local = |offset: u32| offset.saturating_sub(file.start) as usize;
    let mut text = String::with_capacity(file.text.len());
    let mut applied: Vec<&Fix> = Vec::new();
    let mut at = 0_usize;
    for fix in sorted {
        let (lo, hi) = (local(fix.span.lo), local(fix.span.hi));
        let touches = applied.last().is_some_and(|before| fix.span.lo <= before.span.hi);
        let kept = file.text.get(at..lo);
        let (Some(kept), Some(_), false) = (kept, file.text.get(lo..hi), touches) else { continue };
        text.push_str(kept);
        text.push_str(&fix.text);
        at = hi;
        applied.push(fix);
    }
    text.push_str(file.text.get(at..).unwrap_or_default());
    (text, applied)
}
