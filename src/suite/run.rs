//! Runs suite files and compares what came with what is expected and what was accepted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::case::{Case, CaseMode, SuiteFile};
use super::diff::diff;
use super::explain::shortfalls;
use super::snapshot::{self, Stored};
use super::statement::statement;
use super::verdict::{CaseReport, FileReport, Kept, Report, Shortfall, Status, Unacknowledged};
use crate::diagnostics::{Code, Problem, Text};
use crate::program::Program;
use crate::source::Span;
use crate::testing::{self, Outcome};
use crate::text;

/// What is to be run.
#[derive(Debug)]
pub struct Request<'a> {
    /// The suite files.
    pub files: &'a [SuiteFile],
    /// The policies.
    pub programs: &'a [Arc<Program>],
    /// Accepted statements by the name of the suite file.
    pub stored: &'a BTreeMap<String, Stored>,
    /// Only scenarios whose title, or file, holds these words.
    pub filter: Option<&'a str>,
}

/// Runs what is asked for.
pub fn run(request: &Request<'_>) -> Report {
    let cases = || request.files.iter().flat_map(|file| &file.cases);
    let focused = cases().any(|case| case.mode == CaseMode::Only);
    let mut report = Report { focused, ..Report::default() };
    let nothing = Stored::default();
    for file in request.files {
        let stored = request.stored.get(&file.name).unwrap_or(&nothing);
        let chosen: Vec<CaseReport> = file
            .cases
            .iter()
            .filter(|case| request.filter.is_none_or(|words| is_meant(words, file, case)))
            .map(|case| one(case, focused, stored.sections.get(&case.title), request.programs))
            .collect();
        // A filter looks at some scenarios only; the file as a whole is not judged.
        let orphans = match request.filter {
            Some(_) => Vec::new(),
            None => orphans(file, stored),
        };
        if request.filter.is_none() || !chosen.is_empty() {
            report.files.push(FileReport {
                name: file.name.clone(),
                problems: file.problems.clone(),
                cases: chosen,
                orphans,
            });
        }
    }
    report.filtered = request.filter.is_some() && report.counts().all == 0 && cases().count() > 0;
    report
}

/// Runs one scenario and compares it with what is expected and what was accepted.
pub fn examine(case: &Case, stored: Option<&String>, programs: &[Arc<Program>]) -> CaseReport {
    one(case, false, stored, programs)
}

/// Whether words name a scenario: part of its title, or of `file › title`.
pub(super) fn is_meant(words: &str, file: &SuiteFile, case: &Case) -> bool {
    format!("{} › {}", file.name, case.title).contains(words)
}

fn orphans(file: &SuiteFile, stored: &Stored) -> Vec<String> {
    let has = |title: &String| file.cases.iter().any(|case| case.title == *title);
    stored.sections.keys().filter(|title| !has(title)).cloned().collect()
}

fn one(
    case: &Case,
    focused: bool,
    stored: Option<&String>,
    programs: &[Arc<Program>],
) -> CaseReport {
    let mut report = CaseReport {
        title: case.title.clone(),
        place: case.place,
        status: Status::Passed,
        shortfalls: Vec::new(),
        statement: String::new(),
        kept: Kept::Unknown,
        unacknowledged: Vec::new(),
    };
    match &case.mode {
        CaseMode::Skip(reason) => {
            report.status = Status::Skipped(reason.clone());
            return report;
        }
        CaseMode::Run if focused => {
            report.status = Status::Left;
            return report;
        }
        CaseMode::Run | CaseMode::Only => {}
    }
    if !case.faults.is_empty() {
        report.status = Status::Failed;
        report.shortfalls = case.faults.iter().cloned().map(plain).collect();
        return report;
    }
    let outcome = testing::run(&case.scenario, programs);
    judge(&mut report, case, &outcome, stored);
    report
}

/// A problem that stopped the scenario.
fn plain(problem: Problem) -> Shortfall {
    Shortfall { problem, alike: 0, step: None }
}

fn judge(report: &mut CaseReport, case: &Case, outcome: &Outcome, stored: Option<&String>) {
    report.shortfalls = shortfalls(case, outcome);
    report.shortfalls.extend(outcome.broken.iter().cloned().map(plain));
    report
        .shortfalls
        .extend(outcome.problems.iter().cloned().map(|problem| plain(placed(problem, case))));
    report.statement = statement(case, outcome);
    if report.statement.is_empty() && report.shortfalls.is_empty() && outcome.checked == 0 {
        report.shortfalls.push(plain(nothing_shown(case)));
    }
    report.kept = match stored {
        _ if report.statement.is_empty() => Kept::Unknown,
        None => Kept::New,
        Some(stored) if *stored == report.statement => Kept::Same,
        Some(stored) => Kept::Changed(diff(stored, &report.statement)),
    };
    if report.kept != Kept::Same {
        report.unacknowledged = refusals(outcome);
        report.unacknowledged.extend(unread(&outcome.unused));
    }
    report.status = match &report.kept {
        _ if !report.shortfalls.is_empty() => Status::Failed,
        Kept::Changed(_) => Status::Failed,
        Kept::New => Status::New,
        Kept::Same | Kept::Unknown => Status::Passed,
    };
}

/// A problem that names no place is shown at the title of its scenario.
fn placed(problem: Problem, case: &Case) -> Problem {
    if problem.labels.is_empty() {
        let Problem { code, message, help, .. } = problem;
        let mut problem = Problem::new(code, case.place, message);
        problem.help = help;
        return problem;
    }
    problem
}

fn nothing_shown(case: &Case) -> Problem {
    Problem::new(
        Code::EmptyScenario,
        case.place,
        text!("这个情景什么也没有结算", "this scenario settles nothing"),
    )
    .help(text!(
        "写上事件和预期，例如 就诊 2025-05-06 {{ … }} 和 应为 {{ 统筹基金 : 7元 }}",
        "write events and what is expected: visit 2025-05-06 {{ … }} and expect {{ 统筹基金 : 7元 }}"
    ))
}

/// Events that a clause refuses although the scenario does not say so.
fn refusals(outcome: &Outcome) -> Vec<Unacknowledged> {
    let events = outcome.events.iter().filter(|event| !event.refusal_expected);
    events
        .filter_map(|event| {
            let what = &event.posted.what;
            let refusal = what.refusal()?;
            let reason = refusal.reason.as_deref().unwrap_or("");
            let (zh, en) = event.posted.event.kind.words();
            let problem = Problem::new(
                Code::NotAcknowledged,
                event.span,
                text!(
                    "这次{zh}被拒付，情景没有写明",
                    "this {en} is refused, the scenario does not say so"
                ),
            );
            let clause = what.program().and_then(|program| program.clause(refusal.clause));
            let problem = match clause {
                Some(clause) => {
                    problem.also(clause.span, text!("这一条拒付了", "this clause refuses it"))
                }
                None => problem,
            };
            Some(Unacknowledged {
                problem: problem.help(text!(
                    "确实应当拒付时，在它后面写 应为 拒付 “{reason}”",
                    "if that is right, write behind it: expect refused \"{reason}\""
                )),
            })
        })
        .collect()
}

/// Facts that no rule reads, together.
fn unread(silent: &[(String, Span)]) -> Option<Unacknowledged> {
    let ((_, first), more) = silent.split_first()?;
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in silent {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let (zh, en) = (names.join("”“"), names.join("`, `"));
    let mut problem = Problem::new(
        Code::NotAcknowledged,
        *first,
        text!("没有规则读“{zh}”", "no rule reads `{en}`"),
    );
    for (_, span) in more {
        problem = problem.also(*span, Text::default());
    }
    let list = names.join(", ");
    let problem = problem.help(text!(
        "删掉；确实要留时写 应为 未使用 {list}",
        "leave it out, or write: expect unused {list}"
    ));
    Some(Unacknowledged { problem })
}

impl Report {
    /// The text that the snapshot of a file has when the statements of these scenarios are accepted
    /// and orphans removed; the others stay as they are stored.
    pub fn accepted(
        &self,
        file: &SuiteFile,
        stored: &Stored,
        pattern: Option<&str>,
    ) -> Option<Accepted> {
        let report = self.files.iter().find(|report| report.name == file.name)?;
        let mut accepted = Accepted { text: String::new(), written: 0, removed: 0 };
        let mut sections: Vec<(&str, &str)> = Vec::new();
        for case in &file.cases {
            let before = stored.sections.get(&case.title).map(String::as_str);
            let meant = pattern.is_none_or(|words| is_meant(words, file, case));
            let now = report.cases.iter().find(|found| found.title == case.title);
            let now = now.filter(|now| meant && now.is_acceptable());
            if now.is_some() {
                accepted.written = accepted.written.saturating_add(1);
            }
            if let Some(text) = now.map(|now| now.statement.as_str()).or(before) {
                sections.push((&case.title, text));
            }
        }
        // Without a pattern or a filter the run speaks for the whole file; else orphans stay.
        for (title, text) in &stored.sections {
            if report.orphans.contains(title) && pattern.is_none() {
                accepted.removed = accepted.removed.saturating_add(1);
            } else if file.cases.iter().all(|case| case.title != *title) {
                sections.push((title, text));
            }
        }
        if accepted.written == 0 && accepted.removed == 0 {
            return None;
        }
        if !sections.is_empty() {
            let name = file.name.rsplit(['/', '\\']).next().unwrap_or(&file.name);
            accepted.text = snapshot::write(name, &sections);
        }
        Some(accepted)
    }
}

/// A snapshot to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its text; empty when no section is left and the file goes.
    pub text: String,
    /// How many statements are new in it.
    pub written: usize,
    /// How many orphans it no longer holds.
    pub removed: usize,
}
