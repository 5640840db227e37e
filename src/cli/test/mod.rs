//! `polc test`: scenarios, sheets and snapshots from files, results to the terminal.

mod accept;
mod coverage;
mod find;
mod load;
mod mutate;
mod sheets;
mod watch;

use super::args::{Test, TestFormat};
use super::{Exit, output, settings};
use crate::diagnostics::{Code, Problem};
use crate::report::problem::{self, Style};
use crate::suite::{self, Format, Outcome, Report, Request};
use crate::text;
use load::Suite;

pub(super) fn run(args: &Test, style: Style) -> Exit {
    if args.accept.is_some() && settings::is_build_server() {
        return fail(&[accept::refused_in_ci()], style);
    }
    if args.watch { watch::run(args, style) } else { once(args, style) }
}

/// One run of everything.
fn once(args: &Test, style: Style) -> Exit {
    let suite = match load::load(&args.paths) {
        Ok(suite) => suite,
        Err(problems) => return fail(&problems, style),
    };
    tell(&suite, style);
    if args.list {
        return list(args, &suite, style);
    }
    if args.generate {
        return coverage::write(args, &suite).unwrap_or_else(|problem| fail(&[problem], style));
    }
    if args.mutate {
        return mutate::run(args, &suite, style);
    }
    let request = Request {
        files: &suite.files,
        programs: &suite.programs,
        stored: &suite.stored,
        filter: args.filter.as_deref(),
    };
    let mut report = suite::run(&request);
    report.problems.extend(suite.problems.iter().cloned());
    report.files.extend(suite.lost(args.filter.as_deref()));
    report.name_cells(&suite.places);
    let changes = match &args.accept {
        None => Vec::new(),
        Some(pattern) => match accept::plan(&mut report, &suite, args, pattern.as_deref()) {
            Ok(changes) => changes,
            Err(problem) => return fail(&[problem], style),
        },
    };
    let covers = args.coverage || args.coverage_min.is_some();
    // One object for machines: that of the coverage, when it is asked for.
    let printed = if covers && args.format == TestFormat::Json {
        Exit::Clean
    } else {
        print(args, &report, &suite, style)
    };
    let covered = if covers { coverage::print(args, &suite, style.lang) } else { Exit::Clean };
    if let Err(problem) = accept::write(&changes) {
        return fail(&[problem], style);
    }
    if printed != Exit::Clean {
        return printed;
    }
    match report.outcome() {
        Outcome::Failed => Exit::Findings,
        _ if covered != Exit::Clean => covered,
        Outcome::Passed => Exit::Clean,
        Outcome::Unproven => Exit::Unproven,
    }
}

fn print(args: &Test, report: &Report, suite: &Suite, style: Style) -> Exit {
    let format = match args.format {
        TestFormat::Human => Format::Human,
        TestFormat::Concise => Format::Concise,
        TestFormat::Json => Format::Json,
        TestFormat::Junit => Format::Junit,
    };
    let style = settings::style_of_results(style);
    output::stdout(&suite::render(report, &suite.sources, format, style))
}

fn list(args: &Test, suite: &Suite, style: Style) -> Exit {
    let (text, count) = suite::list(&suite.files, args.filter.as_deref(), style.lang);
    match (output::stdout(&text), count) {
        (Exit::Clean, 0) => {
            output::stderr(&render(&[nothing_listed()], style));
            Exit::Unproven
        }
        (exit, _) => exit,
    }
}

fn nothing_listed() -> Problem {
    Problem::without_place(Code::EmptyScenario, text!("没有情景", "there are no scenarios"))
}

/// What was read besides what was asked for.
fn tell(suite: &Suite, style: Style) {
    if let Some(folder) = &suite.also {
        let folder = folder.display();
        let note = text!("也读了政策文件夹 {folder}", "also read the policies of {folder}");
        output::stderr(&format!("{}\n", note.get(style.lang)));
    }
}

fn render(problems: &[Problem], style: Style) -> String {
    let sources = crate::source::SourceMap::new();
    problem::render(problems, &sources, None, problem::Format::Human, style)
}

fn fail(problems: &[Problem], style: Style) -> Exit {
    output::stderr(&render(problems, style));
    Exit::Usage
}
