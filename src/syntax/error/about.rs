//! Figures of which a document says that they are not exact.

use crate::diagnostics::{Code, Problem};
use crate::source::Span;
use crate::text;

const ABOUT: [&str; 6] = ["大约", "约为", "约", "一般为", "一般", "原则上"];

/// `约10478元`, `一般为70%`: whether the figure is the one to settle with is not said.
pub(crate) fn about(span: Span, written: &str) -> Option<Problem> {
    let rest = ABOUT.iter().find_map(|about| written.strip_prefix(about))?;
    if !rest.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let problem = Problem::new(
        Code::UnsetReading,
        span,
        text!(
            "“{written}”没有写明是不是就按 {rest} 算",
            "`{written}` does not say whether {rest} is the figure to settle with"
        ),
    );
    Some(
        problem
            .help(text!(
                "就按这个数：写“{rest}”，需要它的就诊按 {rest} 结算",
                "if it is: write `{rest}`; visits that need it are settled with {rest}"
            ))
            .help(text!(
                "还不知道准确的数：写“待定 「{written}」”，需要它的就诊不结算，不按 {rest} 算",
                "if the exact figure is not known: write `unset \"{written}\"`; visits that need it are not settled, not with {rest} either"
            )),
    )
}
