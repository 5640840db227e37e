//! One line for each thing that is not in order: `file:line:column: word[code]: title: message`.

use super::summary;
use crate::diagnostics::{Lang, Problem};
use crate::source::{SourceMap, Span};
use crate::suite::verdict::{CaseReport, Kept, Report, Status};

pub(super) fn render(report: &Report, sources: &SourceMap, lang: Lang) -> String {
    let mut text = String::new();
    let mut line = |place: &str, word: &str, message: &str| {
        text.push_str(&format!("{place}{word}: {message}\n"));
    };
    for problem in report.problems.iter().chain(report.files.iter().flat_map(|file| &file.problems))
    {
        let code = problem.code.name();
        line(&place(problem.span(), sources), &format!("error[{code}]"), problem.message.get(lang));
    }
    for file in &report.files {
        for case in &file.cases {
            for (at, word, message) in lines(case, lang) {
                line(&place(Some(at), sources), &word, &format!("{}: {message}", case.title));
            }
        }
        for orphan in &file.orphans {
            line(&format!("{}: ", file.name), "orphan", orphan);
        }
    }
    text.push_str(&summary(report, lang));
    text.push('\n');
    text
}

fn lines(case: &CaseReport, lang: Lang) -> Vec<(Span, String, String)> {
    let mut lines: Vec<(Span, String, String)> = Vec::new();
    let mut add = |problem: &Problem| {
        let word = format!("error[{}]", problem.code.name());
        let at = problem.span().unwrap_or(case.place);
        lines.push((at, word, problem.message.get(lang).to_owned()));
    };
    case.shortfalls.iter().for_each(|each| add(&each.problem));
    case.unacknowledged.iter().for_each(|each| add(&each.problem));
    let say = |zh: &str, en: &str| match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    };
    let mut tell = |word: &str, message: String| lines.push((case.place, word.to_owned(), message));
    if let Kept::Changed(_) = case.kept {
        tell("changed", say("结算单与快照不同", "the statement differs from the snapshot"));
    }
    match &case.status {
        Status::New => tell("new", say("快照未接受", "no snapshot accepted yet")),
        Status::Skipped(reason) => tell("skipped", reason.clone().unwrap_or_default()),
        Status::Left => tell("left", say("因“仅此”没有运行", "not run because of `only`")),
        Status::Accepted => tell("accepted", say("已接受", "accepted")),
        Status::Passed | Status::Failed => {}
    }
    lines
}

/// `file:line:column: `
pub(super) fn place(span: Option<Span>, sources: &SourceMap) -> String {
    let found = span.and_then(|span| sources.locate(span));
    found.map_or_else(String::new, |(file, at)| format!("{file}:{}:{}: ", at.line, at.column))
}
