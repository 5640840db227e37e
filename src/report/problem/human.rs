//! Problems with the lines they speak of, drawn by miette.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
    ThemeCharacters, ThemeStyles,
};

use super::source::Shown;
use super::witness::announced;
use super::{SHOWN, Style};
use crate::diagnostics::{Lang, Level, Problem};
use crate::source::{SourceMap, Span};

pub(super) fn render(problems: &[Problem], sources: &SourceMap, style: Style) -> String {
    let shown = || problems.iter().take(SHOWN);
    let places = shown().flat_map(|problem| problem.labels.iter().map(|label| label.span));
    let code = Shown::new(sources, places);
    let handler = GraphicalReportHandler::new_themed(theme(style))
        .with_width(style.width)
        .with_links(false)
        .tab_width(4)
        .without_cause_chain();
    let mut text = String::new();
    for problem in shown() {
        let drawing = Drawing::new(problem, &code, sources, style.lang);
        let mut one = String::new();
        // Writing into a string does not fail; a problem that cannot be drawn is at least named.
        if handler.render_report(&mut one, &drawing).is_err() {
            one = format!("{drawing}\n");
        }
        text.push_str(&translated(one, problem, style.lang));
        if let Some(witness) = &problem.witness {
            text.push('\n');
            text.push_str(&announced(witness, style.lang));
        }
        text.push('\n');
    }
    let hidden = problems.len().saturating_sub(SHOWN);
    if hidden > 0 {
        text.push_str(&match style.lang {
            Lang::Zh => format!("还有 {hidden} 个问题没有列出；先改正上面这些再检查一遍\n"),
            Lang::En => format!("{hidden} more not shown; mend these first and check again\n"),
        });
    }
    text
}

fn theme(style: Style) -> GraphicalTheme {
    GraphicalTheme {
        characters: if style.ascii { ThemeCharacters::ascii() } else { ThemeCharacters::unicode() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    }
}

/// miette's only word, in the reader's language; both words are four columns wide.
fn translated(drawn: String, problem: &Problem, lang: Lang) -> String {
    const WORD: &str = "  help: ";
    if lang == Lang::En || problem.help.is_empty() {
        return drawn;
    }
    match drawn.rsplit_once(WORD) {
        Some((before, after)) => format!("{before}  建议: {after}"),
        None => drawn,
    }
}

/// A problem as miette asks for it.
struct Drawing<'a> {
    problem: &'a Problem,
    code: &'a Shown<'a>,
    labels: Vec<LabeledSpan>,
    message: String,
    lang: Lang,
}

impl<'a> Drawing<'a> {
    fn new(problem: &'a Problem, code: &'a Shown<'a>, sources: &SourceMap, lang: Lang) -> Self {
        let mut message = problem.message.get(lang).to_owned();
        let marks: Option<Vec<Span>> =
            problem.labels.iter().map(|label| code.mark(label.span)).collect();
        let mut labels = Vec::new();
        match marks {
            Some(marks) => {
                for (index, (mark, label)) in marks.iter().zip(&problem.labels).enumerate() {
                    let words = label.text.get(lang);
                    let words = (!words.is_empty()).then(|| words.to_owned());
                    let place = (mark.lo as usize, mark.hi.saturating_sub(mark.lo) as usize);
                    labels.push(if index == 0 {
                        LabeledSpan::new_primary_with_span(words, place)
                    } else {
                        LabeledSpan::new_with_span(words, place)
                    });
                }
            }
            // A line that is too long to show is named instead.
            None => {
                if let Some((file, at)) = problem.span().and_then(|span| sources.locate(span)) {
                    message = format!("{file}:{}:{}: {message}", at.line, at.column);
                }
            }
        }
        Drawing { problem, code, labels, message, lang }
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing<'_> {}

impl Diagnostic for Drawing<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let level = match (self.problem.level(), self.lang) {
            (Level::Error, Lang::Zh) => "错误",
            (Level::Warning, Lang::Zh) => "警告",
            (Level::Undecided, Lang::Zh) => "未定",
            (Level::Error, Lang::En) => "error",
            (Level::Warning, Lang::En) => "warning",
            (Level::Undecided, Lang::En) => "undecided",
        };
        Some(Box::new(format!("{level}[{}]", self.problem.code.name())))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.problem.level() {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Undecided => Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        if self.problem.help.is_empty() {
            return None;
        }
        let lines: Vec<&str> = self.problem.help.iter().map(|help| help.get(self.lang)).collect();
        Some(Box::new(lines.join("\n")))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.code)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
