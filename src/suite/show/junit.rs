//! JUnit's XML, as build servers read it: a `testsuite` for each file, a `testcase` for each
//! scenario. Whatever keeps a run from being a success is a failure, an error or a skip there.

use super::concise::place;
use crate::diagnostics::{Lang, Problem};
use crate::source::SourceMap;
use crate::suite::verdict::{CaseReport, FileReport, Kept, Report, Status};

pub(super) fn render(report: &Report, sources: &SourceMap, lang: Lang) -> String {
    let mut suites = String::new();
    let mut sum = Sum::default();
    if !report.problems.is_empty() {
        let mut writer = Writer::new(sources, lang);
        writer.errors("polc", &report.problems);
        writer.finish("polc", &mut suites, &mut sum);
    }
    for file in &report.files {
        let mut writer = Writer::new(sources, lang);
        writer.file(file);
        writer.finish(&file.name, &mut suites, &mut sum);
    }
    let Sum { tests, failures, errors, skipped } = sum;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"polc test\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">\n{suites}</testsuites>\n"
    )
}

#[derive(Clone, Copy, Default)]
struct Sum {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

struct Writer<'a> {
    sources: &'a SourceMap,
    lang: Lang,
    cases: String,
    sum: Sum,
}

impl<'a> Writer<'a> {
    fn new(sources: &'a SourceMap, lang: Lang) -> Self {
        Writer { sources, lang, cases: String::new(), sum: Sum::default() }
    }

    fn say(&self, zh: &str, en: &str) -> String {
        match self.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    fn finish(self, name: &str, suites: &mut String, sum: &mut Sum) {
        let Sum { tests, failures, errors, skipped } = self.sum;
        suites.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">\n{}  </testsuite>\n",
            escape(name),
            self.cases
        ));
        sum.tests = sum.tests.saturating_add(tests);
        sum.failures = sum.failures.saturating_add(failures);
        sum.errors = sum.errors.saturating_add(errors);
        sum.skipped = sum.skipped.saturating_add(skipped);
    }

    fn file(&mut self, file: &FileReport) {
        self.errors(&file.name, &file.problems);
        for case in &file.cases {
            self.case(&file.name, case);
        }
        for orphan in &file.orphans {
            let message = self.say("快照没有对应的情景", "a snapshot without scenario");
            self.bad(&file.name, orphan, "orphan", &message, "");
        }
    }

    /// Problems of files, each a test case of its own.
    fn errors(&mut self, class: &str, problems: &[Problem]) {
        for problem in problems {
            let message = problem.message.get(self.lang);
            let body = self.words(problem);
            self.sum.tests = self.sum.tests.saturating_add(1);
            self.sum.errors = self.sum.errors.saturating_add(1);
            self.cases.push_str(&format!(
                "    <testcase classname=\"{}\" name=\"{}\">\n      <error type=\"{}\" message=\"{}\">{}</error>\n    </testcase>\n",
                escape(class),
                escape(&place(problem.span(), self.sources)),
                problem.code.name(),
                escape(message),
                content(&body)
            ));
        }
    }

    fn case(&mut self, class: &str, case: &CaseReport) {
        match &case.status {
            Status::Passed | Status::Accepted => {
                self.sum.tests = self.sum.tests.saturating_add(1);
                self.cases.push_str(&format!(
                    "    <testcase classname=\"{}\" name=\"{}\"/>\n",
                    escape(class),
                    escape(&case.title)
                ));
            }
            Status::Failed | Status::New => {
                let (kind, message, body) = self.failure(case);
                self.bad(class, &case.title, kind, &message, &body);
            }
            Status::Skipped(_) | Status::Left => {
                let message = match &case.status {
                    Status::Skipped(reason) => reason.clone().unwrap_or_default(),
                    _ => self.say("因“仅此”没有运行", "not run because of `only`"),
                };
                self.sum.tests = self.sum.tests.saturating_add(1);
                self.sum.skipped = self.sum.skipped.saturating_add(1);
                self.cases.push_str(&format!(
                    "    <testcase classname=\"{}\" name=\"{}\">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                    escape(class),
                    escape(&case.title),
                    escape(&message)
                ));
            }
        }
    }

    fn bad(&mut self, class: &str, name: &str, kind: &str, message: &str, body: &str) {
        self.sum.tests = self.sum.tests.saturating_add(1);
        self.sum.failures = self.sum.failures.saturating_add(1);
        self.cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\">\n      <failure type=\"{kind}\" message=\"{}\">{}</failure>\n    </testcase>\n",
            escape(class),
            escape(name),
            escape(message),
            content(body)
        ));
    }

    /// Type, message and text of the one failure of a scenario.
    fn failure(&self, case: &CaseReport) -> (&'static str, String, String) {
        let mut body = String::new();
        for shortfall in &case.shortfalls {
            body.push_str(&self.words(&shortfall.problem));
            if let Some(step) = &shortfall.step {
                body.push_str(step.get(self.lang));
            }
        }
        for each in &case.unacknowledged {
            body.push_str(&self.words(&each.problem));
        }
        if let Kept::Changed(lines) = &case.kept {
            for line in lines {
                body.push_str(&format!("{}\n", line.signed()));
            }
        }
        if let Some(first) = case.shortfalls.first() {
            return ("expectation", first.problem.message.get(self.lang).to_owned(), body);
        }
        if case.status == Status::New {
            return ("new-snapshot", self.say("快照未接受", "no snapshot accepted yet"), body);
        }
        let message = self.say("结算单与快照不同", "the statement differs from the snapshot");
        ("snapshot", message, body)
    }

    fn words(&self, problem: &Problem) -> String {
        let at = place(problem.span(), self.sources);
        format!("{at}{}\n", problem.message.get(self.lang))
    }
}

/// An attribute: a line break would be read as a blank.
fn escape(text: &str) -> String {
    content(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Text for XML, without the characters that it cannot hold.
fn content(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            '\n' | '\t' => escaped.push(letter),
            control if control < ' ' => escaped.push('\u{FFFD}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}
