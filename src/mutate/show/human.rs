//! For people: who found which sort of slip, and each survivor with the change and a way to find it.

use unicode_width::UnicodeWidthStr;

use super::concise::summary;
use crate::diagnostics::{Lang, Text};
use crate::mutate::verdict::{Count, Hint, Report, Tried};
use crate::report::problem::Style;
use crate::source::SourceMap;
use crate::suite::{DiffKind, DiffLine, diff};
use crate::text;

/// How wide the names of the sorts are.
const NAMES: usize = 30;
/// How wide a column of figures is.
const FIGURES: usize = 10;

pub(super) fn render(report: &Report, sources: &SourceMap, style: Style) -> String {
    let mut page = Page { style, text: String::new() };
    page.table(report);
    for (each, hint) in report.survivors() {
        page.survivor(each, hint, sources);
    }
    page.idle(report);
    let (good, line) = (report.count().survived == 0, summary(report, style.lang));
    page.ink(if good { "32" } else { "33" }, &line);
    page.text.push('\n');
    page.text
}

struct Page {
    style: Style,
    text: String,
}

impl Page {
    fn say(&self, words: &Text) -> String {
        words.get(self.style.lang).to_owned()
    }

    fn ink(&mut self, code: &str, words: &str) {
        if self.style.color && !code.is_empty() {
            self.text.push_str(&format!("\u{1b}[{code}m{words}\u{1b}[0m"));
        } else {
            self.text.push_str(words);
        }
    }

    fn line(&mut self, code: &str, words: &str) {
        self.ink(code, words);
        self.text.push('\n');
    }

    fn table(&mut self, report: &Report) {
        let heads = match self.style.lang {
            Lang::Zh => ["处", "check", "应为", "结算单", "等同", "没有发现"],
            Lang::En => ["made", "check", "expected", "statement", "same", "survive"],
        };
        let head: String = heads.iter().map(|head| right(head)).collect();
        let name = self.say(&text!("改错", "slip"));
        self.line("2", format!("{}{head}", left(&name)).trim_end());
        for (operator, count) in report.by_operator() {
            let name = self.say(&operator.words());
            self.row(&name, count);
        }
        let all = self.say(&text!("合计", "all"));
        self.row(&all, report.count());
        self.text.push('\n');
    }

    fn row(&mut self, name: &str, count: Count) {
        let figures =
            [count.made, count.check, count.expected, count.accepted, count.same, count.survived];
        let figures: String = figures.iter().map(|figure| right(&figure.to_string())).collect();
        self.line("", &format!("{}{figures}", left(name)));
    }

    fn survivor(&mut self, each: &Tried, hint: &Hint, sources: &SourceMap) {
        let (operator, what) = (self.say(&each.mutant.operator.words()), &each.mutant.what);
        let what = self.say(what);
        let parting = if self.style.lang == Lang::Zh { "：" } else { ": " };
        let head = format!("{}:{}  {operator}{parting}{what}", each.file, each.line);
        self.line("33", &head);
        for line in &change(each, sources) {
            let code = match line.kind {
                DiffKind::Removed => "31",
                DiffKind::Added => "32",
                DiffKind::Same | DiffKind::Gap => "2",
            };
            self.line(code, format!("    {}", line.signed()).trim_end());
        }
        let words = match hint {
            Hint::Scenario(_) => text!(
                "  这个情景能发现（金额按现在的政策算出，要与文件核对）：",
                "  this scenario would find it (its amounts are those of the policy as it stands; check them):"
            ),
            Hint::NoDifference(tried) => text!(
                "  试了 {tried} 次结算，结果都一样：可能等同",
                "  {tried} settlements come out the same: probably equivalent"
            ),
            Hint::NotAVisit => text!(
                "  只影响退费或家庭共济绑定：写一个有退费或绑定的情景",
                "  it concerns refunds or bindings alone: write a scenario with one"
            ),
            Hint::OfAClaim => text!(
                "  没有找到违反这条断言的就诊：它可能只是说松了，不影响金额",
                "  no visit is known that breaks this claim: it may merely say less, and no amount depends on it"
            ),
            Hint::OtherFacts => text!(
                "  字段或取值变了，两边不能用同一次就诊比较",
                "  fields or values change: no visit can be given to both"
            ),
        };
        let words = self.say(&words);
        self.line("", &words);
        if let Hint::Scenario(scenario) = hint {
            for line in scenario.lines() {
                self.line("", &format!("    {line}"));
            }
        }
        self.text.push('\n');
    }

    fn idle(&mut self, report: &Report) {
        if report.idle.is_empty() {
            return;
        }
        let words = text!(
            "没有用上的情景（现在没有通过，或没有运行）：",
            "scenarios of no use (they do not pass as things stand, or are not run):"
        );
        let words = self.say(&words);
        self.line("33", &words);
        for title in &report.idle {
            self.line("", &format!("  {title}"));
        }
        self.text.push('\n');
    }
}

/// The lines that a slip changes.
pub(super) fn change(each: &Tried, sources: &SourceMap) -> Vec<DiffLine> {
    let file = sources.files().iter().find(|file| file.name == each.file);
    file.map_or(Vec::new(), |file| diff(&file.text, &each.mutant.text(file)))
}

fn left(words: &str) -> String {
    format!("{words}{}", " ".repeat(NAMES.saturating_sub(words.width())))
}

fn right(words: &str) -> String {
    format!("{}{words}", " ".repeat(FIGURES.saturating_sub(words.width())))
}
