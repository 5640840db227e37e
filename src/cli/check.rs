//! `polc check`: everything that is wrong with policy files.

use super::args::{Check, Emit, ProblemFormat};
use super::{Exit, files, output};
use crate::diagnostics::{Findings, Level, Problem};
use crate::pipeline::{Compilation, compile};
use crate::program::listing;
use crate::report::problem::{Format, Style, render_findings};
use crate::resolve::effective_texts;
use crate::source::SourceMap;
use crate::syntax::dump::dump;

pub(super) fn run(args: &Check, style: Style) -> Exit {
    let format = match args.format {
        ProblemFormat::Human => Format::Human,
        ProblemFormat::Concise => Format::Concise,
        ProblemFormat::Json => Format::Json,
    };
    let mut loaded = files::load(&args.paths);
    let faulty = !loaded.faults.is_empty();
    let mut compilation = compile(&loaded.sources);
    let mut findings = Findings::new(std::mem::take(&mut compilation.problems), loaded.count);
    let mut problems = std::mem::take(&mut loaded.faults);
    problems.append(&mut loaded.findings);
    findings.problems.splice(0..0, problems);
    if args.strict {
        findings.make_strict();
    }
    output::stderr(&render_findings(&findings, &loaded.sources, format, style));
    let printed = match args.emit {
        Some(emit) => output::stdout(&emitted(emit, &compilation, &loaded.sources)),
        None => Exit::Clean,
    };
    if faulty {
        Exit::Usage
    } else if findings.failed() {
        Exit::Findings
    } else {
        printed
    }
}

pub(super) fn is_error(problem: &Problem) -> bool {
    problem.level() == Level::Error
}

fn emitted(emit: Emit, compilation: &Compilation, sources: &SourceMap) -> String {
    let texts: Vec<String> = match emit {
        Emit::Program => compilation.programs.iter().map(|program| listing(program)).collect(),
        Emit::Ast => compilation.files.iter().map(dump).collect(),
        Emit::Effective => effective_texts(sources, &compilation.files),
    };
    texts.join("\n")
}
