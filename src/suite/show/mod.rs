//! What came of a suite, as text for people and for machines.

mod concise;
mod human;
mod json;
mod junit;

use super::case::{CaseMode, SuiteFile};
use super::run::is_meant;
use super::verdict::{Counts, Outcome, Report};
use crate::diagnostics::Lang;
use crate::report::problem::Style;
use crate::source::SourceMap;

/// How results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Failures with the lines they speak of, and a summary.
    Human,
    /// One line for each scenario that did not pass.
    Concise,
    /// One JSON object.
    Json,
    /// JUnit's XML.
    Junit,
}

/// The results of a run as text.
pub fn render(report: &Report, sources: &SourceMap, format: Format, style: Style) -> String {
    match format {
        Format::Human => human::render(report, sources, style),
        Format::Concise => concise::render(report, sources, style.lang),
        Format::Json => json::render(report, sources),
        Format::Junit => junit::render(report, sources, style.lang),
    }
}

/// The scenarios of the files, a line each.
pub fn list(files: &[SuiteFile], filter: Option<&str>, lang: Lang) -> (String, usize) {
    let mut text = String::new();
    let mut count = 0_usize;
    for file in files {
        for case in &file.cases {
            if filter.is_some_and(|words| !is_meant(words, file, case)) {
                continue;
            }
            count = count.saturating_add(1);
            let mode = match (&case.mode, lang) {
                (CaseMode::Run, _) => "",
                (CaseMode::Skip(_), Lang::Zh) => "（跳过）",
                (CaseMode::Skip(_), Lang::En) => " (skipped)",
                (CaseMode::Only, Lang::Zh) => "（仅此）",
                (CaseMode::Only, Lang::En) => " (only)",
            };
            text.push_str(&format!("{} › {}{mode}\n", file.name, case.title));
        }
    }
    (text, count)
}

/// The last line: how it ended, and the counts that matter.
fn summary(report: &Report, lang: Lang) -> String {
    let counts = report.counts();
    let parts: Vec<String> = parts(report, &counts, lang);
    let word = match (report.outcome(), lang) {
        (Outcome::Passed, Lang::Zh) => "通过",
        (Outcome::Failed, Lang::Zh) => "失败",
        (Outcome::Unproven, Lang::Zh) => "不算通过",
        (Outcome::Passed, Lang::En) => "passed",
        (Outcome::Failed, Lang::En) => "failed",
        (Outcome::Unproven, Lang::En) => "no success",
    };
    match lang {
        Lang::Zh => format!("{word}：{}", parts.join("，")),
        Lang::En => format!("{word}: {}", parts.join(", ")),
    }
}

fn parts(report: &Report, counts: &Counts, lang: Lang) -> Vec<String> {
    let mut parts = Vec::new();
    let mut add = |number: usize, zh: &str, en: &str| {
        if number > 0 {
            parts.push(match lang {
                Lang::Zh => zh.replace("{}", &number.to_string()),
                Lang::En => en.replace("{}", &number.to_string()),
            });
        }
    };
    add(counts.all, "{} 个情景", if counts.all == 1 { "{} scenario" } else { "{} scenarios" });
    if counts.passed < counts.all {
        add(counts.passed, "通过 {}", "{} passed");
    }
    add(counts.failed, "失败 {}", "{} failed");
    add(counts.new, "快照未接受 {}", "{} not accepted yet");
    add(counts.skipped, "跳过 {}", "{} skipped");
    add(counts.left, "因“仅此”没有运行 {}", "{} not run because of `only`");
    add(counts.orphans, "多余的快照 {}", "orphaned snapshots: {}");
    add(counts.errors, "文件里的错误 {}", "errors in files: {}");
    add(report.written, "写入快照 {}", "snapshots written: {}");
    add(report.removed, "删除快照 {}", "snapshots removed: {}");
    if counts.all == 0 {
        parts.insert(
            0,
            match (report.filtered, lang) {
                (true, Lang::Zh) => "没有符合 --filter 的情景".to_owned(),
                (true, Lang::En) => "no scenario matches --filter".to_owned(),
                (false, Lang::Zh) => "没有情景".to_owned(),
                (false, Lang::En) => "no scenarios".to_owned(),
            },
        );
    }
    if report.focused && counts.left == 0 {
        parts.push(match lang {
            Lang::Zh => "有情景写了“仅此”".to_owned(),
            Lang::En => "a scenario says `only`".to_owned(),
        });
    }
    parts
}
