//! What is claimed of a policy.

use pest::iterators::Pair;

use super::{Context, table};
use crate::syntax::ast;
use crate::syntax::grammar::Rule;

/// `人员类别 is 退休 never worse off than 在职`
pub(super) fn parse_never_worse(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
) -> Option<ast::NeverWorse> {
    let span = cx.span(&pair);
    let mut field = None;
    let mut cells = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => field = Some(cx.name(&part)),
            Rule::is_patterns => cells.push(table::parse_cell(cx, part)),
            _ => {}
        }
    }
    let mut cells = cells.into_iter();
    Some(ast::NeverWorse { field, values: cells.next()?, than: cells.next(), span })
}

/// `for every year`
pub(super) fn parse_every(pair: &Pair<'_, Rule>) -> Option<ast::Period> {
    let word = pair.as_str().split_whitespace().next_back()?;
    Some(match word {
        "visit" => ast::Period::Visit,
        "day" => ast::Period::Day,
        "month" => ast::Period::Month,
        "quarter" => ast::Period::Quarter,
        _ => ast::Period::Year,
    })
}
