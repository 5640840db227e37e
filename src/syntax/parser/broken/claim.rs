//! Claims that are nearly right.

use super::Stretch;
use crate::diagnostics::Text;
use crate::syntax::keywords::{self, Role};
use crate::text;

/// How to say what a claim says, where the grammar only knows that it could have ended.
pub(super) fn advice(stretch: &Stretch<'_>, found: &str) -> Option<Text> {
    let keyword = keywords::leading(stretch.text, Role::Clause)?;
    if !matches!(keyword, "断言" | "assert") {
        return None;
    }
    let sign = match found {
        "不超过" | "不高于" | "不多于" | "不大于" => Some("<="),
        "不低于" | "不少于" | "不小于" => Some(">="),
        "超过" | "高于" | "多于" | "大于" => Some(">"),
        "低于" | "少于" | "小于" => Some("<"),
        _ => None,
    };
    Some(match (sign, found) {
        (Some(">="), "不低于") => text!(
            "比较金额写“>=”；比较人写“待遇不低于”，例如“断言 退休 待遇不低于 在职”",
            "compare amounts with `>=`, and people as in `assert 退休 never worse off than 在职`"
        ),
        (Some(sign), _) => text!(
            "比较写符号：“{found}”写成“{sign}”，例如“断言 统筹基金 <= 5000元 每年”",
            "compare with a sign: write `{sign}` for `{found}`, such as `assert 统筹基金 <= 5000元 per year`"
        ),
        (None, "不吃亏" | "待遇不低于" | "never") => text!(
            "前面写一个字段或它的值，例如“慢特病 不吃亏”“年龄 为 60岁以上 待遇不低于 不满60岁”",
            "write a field or its values before it, such as `慢特病 never worse off` or `年龄 is 60岁以上 never worse off than 不满60岁`"
        ),
        (None, _) => text!(
            "写一个条件，期间在后，例如“断言 统筹基金 <= 5000元 每年”；比较人的，例如“断言 退休 待遇不低于 在职”",
            "write a condition with its period behind, such as `assert 统筹基金 <= 5000元 per year`; of people, such as `assert 退休 never worse off than 在职`"
        ),
    })
}
