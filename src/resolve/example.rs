//! Figures for the small examples of messages.

use crate::policy::Table;
use crate::value::{Exact, Type, money, percent, plain, points};

/// An amount without needless zeros: `7`, `4.20`.
pub(super) fn yuan(fen: Exact) -> String {
    let shown = money(fen);
    shown.strip_suffix(".00").map_or_else(|| shown.clone(), ToOwned::to_owned)
}

/// An amount with its unit, in 万元 when it is a round number of them.
pub(super) fn amount(fen: Exact) -> String {
    let ten_thousands = fen.div(Exact::whole(1_000_000));
    match ten_thousands {
        Ok(count)
            if count.compare(Exact::ONE).is_ok_and(std::cmp::Ordering::is_ge)
                && count.to_decimal(1).is_some() =>
        {
            format!("{}万元", plain(count))
        }
        _ => format!("{}元", yuan(fen)),
    }
}

/// A figure with its unit.
pub(super) fn figure(ty: Type, figure: Exact) -> String {
    match ty {
        Type::Money => amount(figure),
        Type::Ratio => percent(figure),
        Type::Points => points(figure),
        Type::Factor => format!("x{}", plain(figure)),
        Type::Age => format!("{}岁", plain(figure)),
        _ => plain(figure),
    }
}

/// The first constant number that an expression can have.
pub(super) fn first_figure(expr: &crate::policy::Expr, tables: &[Table]) -> Option<Exact> {
    let mut found = None;
    expr.walk(tables, &mut |part| {
        if found.is_none() && part.ty == expr.ty {
            found = super::visitor::constant_number(part);
        }
    });
    found
}
