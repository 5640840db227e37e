//! The last lines of a check: how many problems, and how the checks ended.

use super::count;
use crate::diagnostics::{Findings, Lang, Level};

/// `2 个错误，1 个警告（检查了 4 个文件）`, and how many checks ended in which word.
pub(super) fn summary(findings: &Findings, lang: Lang) -> String {
    let mut text = found(findings, lang);
    text.push('\n');
    let total = findings.tally.total();
    if total.sum() > 0 {
        let (all, proved, refuted, open) =
            (total.sum(), total.proved, total.refuted, total.undecided);
        text.push_str(&match lang {
            Lang::Zh => {
                format!("核对 {all} 项：证明无误 {proved}，查出问题 {refuted}，不能断定 {open}\n")
            }
            Lang::En => format!(
                "{}: {proved} proved, {refuted} refuted, {open} undecided\n",
                counted(all, "check")
            ),
        });
    }
    text
}

fn found(findings: &Findings, lang: Lang) -> String {
    let files = findings.files;
    let [errors, warnings] =
        [Level::Error, Level::Warning].map(|level| count(&findings.problems, level));
    let allowed = findings.allowed.len();
    let mut found = Vec::new();
    match lang {
        Lang::Zh => {
            if errors > 0 {
                found.push(format!("{errors} 个错误"));
            }
            if warnings > 0 {
                found.push(format!("{warnings} 个警告"));
            }
            if found.is_empty() {
                found.push("没有发现问题".to_owned());
            }
            if allowed > 0 {
                found.push(format!("放行 {allowed} 处"));
            }
            let found = found.join("，");
            format!("{found}（检查了 {files} 个文件）")
        }
        Lang::En => {
            if errors > 0 {
                found.push(counted(errors, "error"));
            }
            if warnings > 0 {
                found.push(counted(warnings, "warning"));
            }
            if found.is_empty() {
                found.push("no problems".to_owned());
            }
            if allowed > 0 {
                found.push(format!("{allowed} allowed"));
            }
            let found = found.join(", ");
            format!("{found} ({} checked)", counted(files, "file"))
        }
    }
}

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
