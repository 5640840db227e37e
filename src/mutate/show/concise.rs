//! One line for each survivor: `file:line: survives[operator]: what changed`.

use crate::diagnostics::Lang;
use crate::mutate::verdict::Report;
use crate::text;

pub(super) fn render(report: &Report, lang: Lang) -> String {
    let mut text = String::new();
    for (each, _) in report.survivors() {
        let (operator, what) = (each.mutant.operator.name(), each.mutant.what.get(lang));
        text.push_str(&format!("{}:{}: survives[{operator}]: {what}\n", each.file, each.line));
    }
    text.push_str(&summary(report, lang));
    text.push('\n');
    text
}

/// The last line: how many there were and who found them.
pub(super) fn summary(report: &Report, lang: Lang) -> String {
    let count = report.count();
    let (made, survived, same) = (count.made, count.survived, count.same);
    let (check, expected, accepted) = (count.check, count.expected, count.accepted);
    let of = if made < report.all {
        let all = report.all;
        text!("（共 {all} 处，均匀抽取）", " of {all}, evenly spread")
    } else {
        text!("", "")
    };
    let (zh, en) = (&of.zh, &of.en);
    let words = text!(
        "改错 {made} 处{zh}：check 发现 {check}，应为发现 {expected}，结算单发现 {accepted}，等同 {same}，没有发现 {survived}",
        "{made} slips{en}: {check} found by check, {expected} by what is expected, {accepted} by statements alone, {same} mean the same, {survived} survive"
    );
    words.get(lang).to_owned()
}
