//! For people: each scenario that is not in order, with the lines it speaks of; then a summary.

use super::summary;
use crate::diagnostics::{Lang, Problem};
use crate::report::problem::{Format, Style, render as draw};
use crate::source::SourceMap;
use crate::suite::diff::{DiffKind, DiffLine, kernel};
use crate::suite::verdict::{CaseReport, FileReport, Kept, Report, Status};

/// What stands before the lines of a message.
const INDENT: &str = "    ";

/// A page under construction.
struct Page<'a> {
    sources: &'a SourceMap,
    style: Style,
    /// Differences that were shown: what changed, and in which scenario first.
    shown: Vec<(Vec<(DiffKind, String)>, String)>,
    text: String,
}

/// What a word is coloured with.
#[derive(Clone, Copy)]
enum Ink {
    Plain,
    Good,
    Bad,
    Odd,
    Dim,
    BadStrong,
    GoodStrong,
}

pub(super) fn render(report: &Report, sources: &SourceMap, style: Style) -> String {
    let mut page = Page { sources, style, shown: Vec::new(), text: String::new() };
    page.problems(&report.problems);
    for file in &report.files {
        page.file(file);
    }
    let line = summary(report, style.lang);
    let ink = match report.outcome() {
        crate::suite::verdict::Outcome::Passed => Ink::Good,
        crate::suite::verdict::Outcome::Failed => Ink::Bad,
        crate::suite::verdict::Outcome::Unproven => Ink::Odd,
    };
    page.ink(ink, &line);
    page.text.push('\n');
    page.text
}

impl Page<'_> {
    fn say(&self, zh: &str, en: &str) -> String {
        match self.style.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    fn ink(&mut self, ink: Ink, words: &str) {
        let code = match ink {
            Ink::Plain => "",
            Ink::Good => "32",
            Ink::Bad => "31",
            Ink::Odd => "33",
            Ink::Dim => "2",
            Ink::BadStrong => "1;7;31",
            Ink::GoodStrong => "1;7;32",
        };
        if self.style.color && !code.is_empty() {
            self.text.push_str(&format!("\u{1b}[{code}m{words}\u{1b}[0m"));
        } else {
            self.text.push_str(words);
        }
    }

    fn line(&mut self, ink: Ink, words: &str) {
        self.ink(ink, words);
        self.text.push('\n');
    }

    fn mark(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.style.ascii { ascii } else { unicode }
    }

    fn problems(&mut self, problems: &[Problem]) {
        if !problems.is_empty() {
            let width = self.style.width.saturating_sub(INDENT.len());
            let style = Style { width, ..self.style };
            let drawn = draw(problems, self.sources, None, Format::Human, style);
            for line in drawn.lines() {
                let indent = if line.is_empty() { "" } else { INDENT };
                self.text.push_str(&format!("{indent}{line}\n"));
            }
        }
    }

    fn file(&mut self, file: &FileReport) {
        let passed = file.cases.iter().filter(|case| case.status == Status::Passed).count();
        let all = file.cases.len();
        let good = passed == all && file.problems.is_empty() && file.orphans.is_empty();
        if all == 0 && good {
            return;
        }
        let (ink, mark) = if good {
            (Ink::Good, self.mark("✓", "ok"))
        } else {
            (Ink::Bad, self.mark("✗", "--"))
        };
        self.ink(ink, mark);
        let count = if all == 0 { String::new() } else { format!("  {passed}/{all}") };
        let line = format!(" {}{count}", file.name);
        self.line(Ink::Plain, &line);
        self.problems(&file.problems);
        for case in &file.cases {
            self.case(case);
        }
        for orphan in &file.orphans {
            let line = self.say(
                &format!("  多余的快照：{orphan}（没有这个情景；用 --accept 删除）"),
                &format!("  orphaned snapshot: {orphan} (no such scenario; --accept removes it)"),
            );
            self.line(Ink::Odd, &line);
        }
    }

    fn case(&mut self, case: &CaseReport) {
        let (ink, line) = match &case.status {
            Status::Passed => return,
            Status::Failed => (Ink::Bad, format!("  {} {}", self.mark("✗", "FAIL"), case.title)),
            Status::New => {
                let words = self.say("快照未接受", "not accepted yet");
                (Ink::Odd, format!("  ? {}  {words}", case.title))
            }
            Status::Accepted => {
                let words = self.say("已接受", "accepted");
                (Ink::Good, format!("  + {}  {words}", case.title))
            }
            Status::Skipped(reason) => {
                let reason = match reason {
                    Some(reason) => self.say(
                        &format!("跳过，理由 “{reason}”"),
                        &format!("skipped because \"{reason}\""),
                    ),
                    None => self.say("跳过，没有写理由", "skipped without a reason"),
                };
                (Ink::Odd, format!("  - {}  {reason}", case.title))
            }
            Status::Left => {
                let words = self.say("因“仅此”没有运行", "not run because of `only`");
                (Ink::Dim, format!("  - {}  {words}", case.title))
            }
        };
        self.line(ink, &line);
        for shortfall in &case.shortfalls {
            self.problems(std::slice::from_ref(&shortfall.problem));
            if let Some(step) = &shortfall.step {
                let head = self.say("    这一步：", "    the step:");
                self.line(Ink::Dim, &head);
                for line in step.get(self.style.lang).lines() {
                    self.line(Ink::Plain, &format!("{INDENT}{line}"));
                }
                self.text.push('\n');
            }
        }
        if let Kept::Changed(lines) = &case.kept {
            self.difference(case, lines);
        }
        for each in &case.unacknowledged {
            self.problems(std::slice::from_ref(&each.problem));
        }
        if case.kept == Kept::New && case.status == Status::Accepted {
            self.new_statement(case);
        }
    }

    /// What changed; a difference that was shown already is only named.
    fn difference(&mut self, case: &CaseReport, lines: &[DiffLine]) {
        let key = kernel(lines);
        if let Some((_, first)) = self.shown.iter().find(|(known, _)| *known == key) {
            let line = self.say(
                &format!("    与快照不同，变化同“{first}”"),
                &format!("    differs from the snapshot just as `{first}`"),
            );
            self.line(Ink::Dim, &line);
            return;
        }
        self.shown.push((key, case.title.clone()));
        let head = if case.status == Status::Accepted {
            self.say(
                "    快照的变化（- 原来，+ 现在）",
                "    the snapshot changes (- before, + now)",
            )
        } else {
            self.say(
                "    与快照不同（- 快照，+ 现在）；确认无误后用 --accept 接受",
                "    differs from the snapshot (- stored, + now); --accept takes it over",
            )
        };
        self.line(Ink::Dim, &head);
        for line in lines {
            self.diff_line(line);
        }
        self.text.push('\n');
    }

    fn diff_line(&mut self, line: &DiffLine) {
        let (sign, ink, strong) = match line.kind {
            DiffKind::Same => (" ", Ink::Dim, Ink::Dim),
            DiffKind::Removed => ("-", Ink::Bad, Ink::BadStrong),
            DiffKind::Added => ("+", Ink::Good, Ink::GoodStrong),
            DiffKind::Gap => {
                let gap = self.mark("    ⋮", "    ...");
                self.line(Ink::Dim, gap);
                return;
            }
        };
        self.ink(ink, &format!("    {sign} "));
        for (marked, part) in &line.parts {
            self.ink(if *marked { strong } else { ink }, part);
        }
        self.text.push('\n');
    }

    /// A statement that nobody has seen yet, whole.
    fn new_statement(&mut self, case: &CaseReport) {
        for line in case.statement.lines() {
            self.line(Ink::Good, format!("    + {line}").trim_end());
        }
        self.text.push('\n');
    }
}
