//! `polc check`: everything that is wrong with policy files.

use super::args::{Check, Emit, ProblemFormat};
use super::{Exit, files, output};
use crate::diagnostics::{Level, Problem};
use crate::pipeline::{Compilation, compile};
use crate::program::listing;
use crate::report::problem::{Format, Style, render};
use crate::resolve::effective;
use crate::source::SourceMap;
use crate::syntax::{ast::Item, dump::dump};

pub(super) fn run(args: &Check, style: Style) -> Exit {
    let format = match args.format {
        ProblemFormat::Human => Format::Human,
        ProblemFormat::Concise => Format::Concise,
        ProblemFormat::Json => Format::Json,
    };
    let mut loaded = files::load(&args.paths);
    let faulty = !loaded.faults.is_empty();
    let mut compilation = compile(&loaded.sources);
    let mut problems = std::mem::take(&mut loaded.faults);
    problems.append(&mut loaded.findings);
    problems.extend(std::mem::take(&mut compilation.problems).into_sorted());
    let text = render(&problems, &loaded.sources, Some(loaded.count), format, style);
    output::stderr(&text);
    let printed = match args.emit {
        Some(emit) => output::stdout(&emitted(emit, &compilation, &loaded.sources)),
        None => Exit::Clean,
    };
    if faulty {
        Exit::Usage
    } else if problems.iter().any(is_error) {
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
        Emit::Effective => {
            let items = compilation.files.iter().flat_map(|file| &file.items);
            let names = items.filter_map(|item| match item {
                Item::Policy(policy) => Some(policy.name.node.as_str()),
                _ => None,
            });
            names.filter_map(|name| effective(sources, &compilation.files, name)).collect()
        }
    };
    texts.join("\n")
}
