//! Edge: the command line. The only room that reads files, the environment and the terminal.

mod args;
mod argument;
mod calc;
mod check;
mod eval;
mod explain;
mod files;
mod fix;
mod output;
mod settings;
mod test;
mod usage;

use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Args, Command};

/// How a run of `polc` ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is well; warnings may have been printed.
    Clean,
    /// Errors were found in the files.
    Findings,
    /// The command is not well-formed, or a file cannot be read or written.
    Usage,
    /// A visit could not be settled.
    Refused,
    /// Nothing failed, and yet a suite is no success: see `polc test --help`.
    Unproven,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Refused => 3,
            Exit::Unproven => 4,
        })
    }
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let lang = settings::language(&words);
    let parsed = args::command(lang).try_get_matches_from(&words);
    let args = match parsed.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => return usage::report(&error, lang).into(),
    };
    let style = settings::style(lang, args.ascii);
    match &args.command {
        Command::Check(check) => check::run(check, style),
        Command::Eval(eval) if eval.calc.is_some() => calc::run(eval, style),
        Command::Eval(eval) => eval::run(eval, style),
        Command::Test(test) => test::run(test, style),
        Command::Explain(explain) => explain::run(explain, style),
    }
    .into()
}
