//! `beyond-width`: figures that the fields of the national interface cannot hold: amounts have 14 digits
//! and 2 decimals (16,2), ratios 4 decimals (5,4).

use std::collections::BTreeSet;

use crate::diagnostics::{Code, Problem, Problems, Text};
use crate::policy::{Expr, ExprKind, Policy};
use crate::source::Span;
use crate::text;
use crate::value::{Exact, Type, Value};

/// One more than the greatest amount, in 分: a hundred million million 元.
const ABOVE: i64 = 10_000_000_000_000_000;
/// The least ratio that has a place.
const PARTS: i64 = 10_000;

pub(super) fn check(policy: &Policy, problems: &mut Problems) {
    let mut looked: BTreeSet<Span> = BTreeSet::new();
    let mut see = |expr: &Expr| {
        expr.walk(&[], &mut |part| {
            let ExprKind::Constant(Value::Number(figure)) = &part.kind else { return };
            // What the standard vocabulary says has no place of its own.
            if part.span == Span::default() || !looked.insert(part.span) {
                return;
            }
            match beyond(part.ty, *figure) {
                Some(message) => problems.push(told(part.span, message)),
                None => problems.proved(Code::BeyondWidth),
            }
        });
    };
    policy.body.each(&mut see);
    policy.tables.iter().for_each(|table| table.parts().for_each(&mut see));
    let parameters = policy.vocabulary.parameters.iter();
    parameters.flat_map(|it| &it.values).flat_map(|it| &it.value).for_each(&mut see);
}

/// Why no field holds a figure.
fn beyond(ty: Type, figure: Exact) -> Option<Text> {
    let whole =
        |figure: Exact, parts: i64| figure.mul(Exact::whole(parts)).is_ok_and(Exact::is_whole);
    match ty {
        Type::Money if !figure.is_whole() => Some(text!(
            "金额只到 0.01元，这里写得更细",
            "amounts have two decimals, and this one has more"
        )),
        Type::Money => {
            let small =
                |it: Exact| it.compare(Exact::whole(ABOVE)).is_ok_and(|order| order.is_lt());
            let inside = small(figure) && figure.neg().is_ok_and(small);
            (!inside).then(|| {
                text!(
                    "金额的整数部分最多 14 位，这里更大",
                    "amounts have at most 14 digits before the point, and this one has more"
                )
            })
        }
        Type::Ratio | Type::Points => (!whole(figure, PARTS)).then(|| {
            text!(
                "比例只到 0.01%（四位小数），这里写得更细",
                "ratios are kept to 0.01% (four decimals), and this one is finer"
            )
        }),
        _ => None,
    }
}

fn told(span: Span, message: Text) -> Problem {
    Problem::new(Code::BeyondWidth, span, message).help(text!(
        "国家接口的字段放不下这个数（金额 16,2，比例 5,4）；照文件核对，多半是单位或小数点抄错了",
        "no field of the national interface holds it (amounts 16,2, ratios 5,4); compare it with the notice: most often a unit or the point was copied wrongly"
    ))
}
