//! `--coverage` and `--generate`: what the scenarios exercised, and scenarios for the rest.

use std::path::Path;

use super::load::Suite;
use crate::cli::args::{Test, TestFormat};
use crate::cli::{Exit, files, output};
use crate::coverage::{Coverage, Options, Seen, Start, Universe, generate};
use crate::diagnostics::{Code, Lang, Problem};
use crate::report::coverage as report;
use crate::suite::{Case, CaseMode};
use crate::testing;
use crate::text;

/// What the scenarios that are run did.
struct Exercise {
    universes: Vec<Universe>,
    seen: Seen,
    starts: Vec<Start>,
}

/// Runs the scenarios that the filter leaves and that are not skipped.
fn exercise(args: &Test, suite: &Suite) -> Exercise {
    let mut exercise = Exercise {
        universes: suite
            .programs
            .iter()
            .map(|program| Universe::of(program, &suite.sources))
            .collect(),
        seen: Seen::new(),
        starts: Vec::new(),
    };
    let named = suite.files.iter().flat_map(|file| file.cases.iter().map(move |case| (file, case)));
    for (file, case) in named {
        let name = format!("{} › {}", file.name, case.title);
        let meant = args.filter.as_ref().is_none_or(|words| name.contains(words));
        if meant && is_run(case) {
            exercise.run(case, suite);
        }
    }
    exercise
}

fn is_run(case: &Case) -> bool {
    case.faults.is_empty() && matches!(case.mode, CaseMode::Run | CaseMode::Only)
}

impl Exercise {
    fn run(&mut self, case: &Case, suite: &Suite) {
        let outcome = testing::run(&case.scenario, &suite.programs);
        for asked in &outcome.asked {
            self.seen.record_asked(asked);
        }
        if let Some((_, first)) = outcome.visits().next() {
            let policy = first.program.head.name.clone();
            let visits = outcome.visits().map(|(_, visit)| visit.facts.clone()).collect();
            self.starts.push(Start { policy, visits });
        }
    }
}

/// Prints what was exercised; the run fails below the least that is asked for.
pub(super) fn print(args: &Test, suite: &Suite, lang: Lang) -> Exit {
    let exercise = exercise(args, suite);
    let coverage = Coverage::of(&exercise.universes, &exercise.seen);
    let printed = match args.format {
        TestFormat::Human => output::stdout(&format!("\n{}", report::text(&coverage, lang))),
        TestFormat::Concise => output::stdout(&report::concise(&coverage, lang)),
        TestFormat::Json => output::stdout(&report::json(&coverage)),
        // Standard output is the file of the test runner.
        TestFormat::Junit => {
            output::stderr(&report::concise(&coverage, lang));
            Exit::Clean
        }
    };
    let percent = coverage.counted().percent();
    match args.coverage_min {
        Some(least) if printed == Exit::Clean && percent < usize::from(least) => {
            let words = text!(
                "条款和表的行覆盖了 {percent}%，要求 {least}%",
                "{percent}% of clauses and rows were exercised, {least}% is asked for"
            );
            output::stderr(&format!("{}\n", words.get(lang)));
            Exit::Findings
        }
        _ => printed,
    }
}

/// Writes scenarios for what was not exercised: to a new file, or to standard output.
pub(super) fn write(args: &Test, suite: &Suite) -> Result<Exit, Problem> {
    if let Some(path) = &args.out
        && path.exists()
    {
        return Err(taken(path));
    }
    let exercise = exercise(args, suite);
    let found = generate(&exercise.universes, &exercise.seen, &exercise.starts, Options::default());
    let Some(path) = &args.out else { return Ok(output::stdout(&found.text)) };
    let name = path.display().to_string();
    output::replace_file(path, &found.text).map_err(|error| files::unreadable(&name, &error))?;
    Ok(Exit::Clean)
}

/// Someone may have worked on the scenarios of an earlier run.
fn taken(path: &Path) -> Problem {
    let name = path.display();
    Problem::without_place(
        Code::BadUsage,
        text!("--out {name}：这个文件已经有了", "--out {name}: this file is there already"),
    )
    .help(text!("换一个文件名，或先移走它", "give another name, or move it away first"))
}
