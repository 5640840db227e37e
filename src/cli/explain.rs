//! `polc explain`: what a code of a problem means.

use super::args::Explain;
use super::{Exit, output};
use crate::diagnostics::{Code, Lang, Problem, explanation, nearest};
use crate::report::problem::{Format, Style, render};
use crate::source::SourceMap;
use crate::text;

pub(super) fn run(args: &Explain, style: Style) -> Exit {
    let Some(name) = &args.code else { return output::stdout(&list(style.lang)) };
    match Code::named(name) {
        Some(code) => output::stdout(&explanation(code, style.lang)),
        None => {
            let problem = unknown(name);
            output::stderr(&render(&[problem], &SourceMap::new(), None, Format::Human, style));
            Exit::Usage
        }
    }
}

/// All codes, a line each, in the order of the pipeline.
fn list(lang: Lang) -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let line = |code: &Code| {
        let (zh, en) = code.summary();
        let summary = match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        format!("{:width$}  {summary}\n", code.name())
    };
    Code::ALL.iter().map(line).collect()
}

fn unknown(name: &str) -> Problem {
    let problem = Problem::without_place(
        Code::BadUsage,
        text!("没有“{name}”这个问题代码", "no problem has the code `{name}`"),
    );
    match nearest(name, Code::ALL.iter().map(|code| code.name())).first() {
        Some(near) => problem.help(text!("是不是“{near}”？", "did you mean `{near}`?")),
        None => {
            problem.help(text!("用“polc explain”列出所有代码", "`polc explain` lists all codes"))
        }
    }
}
