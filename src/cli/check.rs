//! `polc check`: everything that is wrong with policy files.

use super::args::{Check, Emit, ProblemFormat};
use super::{Exit, files, fix, output};
use crate::diagnostics::{Code, Findings, Level, Levels, Problem, Setting, SettingError};
use crate::pipeline::{Compilation, check};
use crate::program::listing;
use crate::report::problem::{Format, Style, render, render_findings};
use crate::resolve::effective_texts;
use crate::source::SourceMap;
use crate::syntax::dump::dump;
use crate::text;

pub(super) fn run(args: &Check, style: Style) -> Exit {
    let format = match args.format {
        ProblemFormat::Human => Format::Human,
        ProblemFormat::Concise => Format::Concise,
        ProblemFormat::Json => Format::Json,
        ProblemFormat::Sarif => Format::Sarif,
    };
    let levels = match levels(args) {
        Ok(levels) => levels,
        Err(problem) => {
            output::stderr(&render(&[problem], &SourceMap::new(), None, Format::Human, style));
            return Exit::Usage;
        }
    };
    let unwritten = if args.fix { fix::run(&args.paths, style.lang) } else { Vec::new() };
    let mut loaded = files::load(&args.paths);
    loaded.faults.extend(unwritten);
    let faulty = !loaded.faults.is_empty();
    let mut compilation = check(&loaded.sources);
    let mut findings = Findings::new(std::mem::take(&mut compilation.problems), loaded.count);
    let mut problems = std::mem::take(&mut loaded.faults);
    problems.append(&mut loaded.findings);
    findings.problems.splice(0..0, problems);
    findings.set_levels(&levels);
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

/// What `--allow`, `--warn` and `--deny` say; where they disagree, the gravest holds.
fn levels(args: &Check) -> Result<Levels, Problem> {
    let mut levels = Levels::default();
    let said = [
        (&args.allow, Setting::Allow, "--allow"),
        (&args.warn, Setting::Warn, "--warn"),
        (&args.deny, Setting::Deny, "--deny"),
    ];
    for (names, setting, option) in said {
        for name in names {
            levels.set(name, setting).map_err(|error| unsettable(option, name, error))?;
        }
    }
    Ok(levels)
}

fn unsettable(option: &str, name: &str, error: SettingError) -> Problem {
    match error {
        SettingError::Unknown(near) => {
            let problem = Problem::without_place(
                Code::BadUsage,
                text!(
                    "{option}：没有“{name}”这个问题代码",
                    "{option}: no problem has the code `{name}`"
                ),
            );
            match near {
                Some(near) => problem.help(text!("是不是“{near}”？", "did you mean `{near}`?")),
                None => problem
                    .help(text!("用“polc explain”列出所有代码", "`polc explain` lists all codes")),
            }
        }
        SettingError::Fixed => Problem::without_place(
            Code::BadUsage,
            text!("{option}：“{name}”总是错误", "{option}: `{name}` is always an error"),
        )
        .help(text!(
            "有这个问题的政策不能用来结算，只能改正",
            "a policy with this fault settles nothing, so it must be mended"
        )),
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
