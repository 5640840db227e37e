//! `--mutate`: slips in the policies, and who finds them.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::Path;
use std::thread::available_parallelism;

use super::fail;
use super::load::Suite;
use crate::cli::args::{Test, TestFormat};
use crate::cli::{Exit, output, settings};
use crate::diagnostics::{Code, Problem};
use crate::mutate::{self, Format, Request};
use crate::report::problem::{self, Style};
use crate::suite::SuiteFile;
use crate::syntax::ast;
use crate::text;

/// How many settlements to spend on each survivor.
const BUDGET: usize = 2000;

/// Tries the slips and prints what came of them.
pub(super) fn run(args: &Test, suite: &Suite, style: Style) -> Exit {
    if !suite.problems.is_empty() {
        let human = problem::Format::Human;
        let shown = problem::render(&suite.problems, &suite.sources, None, human, style);
        output::stderr(&shown);
        return Exit::Findings;
    }
    attempt(args, suite, style).unwrap_or_else(|problem| fail(&[problem], style))
}

fn attempt(args: &Test, suite: &Suite, style: Style) -> Result<Exit, Problem> {
    let format = match args.format {
        TestFormat::Human => Format::Human,
        TestFormat::Concise => Format::Concise,
        TestFormat::Json => Format::Json,
        TestFormat::Junit => return Err(no_junit()),
    };
    let files = filtered(&suite.files, args.filter.as_deref());
    let aside = aside(args, suite);
    let request = Request {
        aside: &aside,
        sources: &suite.sources,
        trees: &suite.trees,
        files: &files,
        stored: &suite.stored,
        policy: args.policy.as_deref(),
        most: args.max,
        budget: BUDGET,
        threads: available_parallelism().map_or(1, NonZero::get),
    };
    let report = mutate::run(&request);
    if report.tried.is_empty() {
        return Err(nothing_to_change(args.policy.as_deref()));
    }
    let shown = settings::style_of_results(style);
    let printed = output::stdout(&mutate::render(&report, &suite.sources, format, shown));
    if printed != Exit::Clean {
        return Ok(printed);
    }
    let survived = report.survivors().next().is_some();
    Ok(if survived || !report.idle.is_empty() { Exit::Unproven } else { Exit::Clean })
}

/// Files of the folder that was read besides, in which no scenario has a policy.
fn aside(args: &Test, suite: &Suite) -> BTreeSet<String> {
    let Some(folder) = &suite.also else { return BTreeSet::new() };
    let cases = suite.files.iter().flat_map(|file| &file.cases);
    let named: BTreeSet<&str> = cases
        .filter_map(|case| case.scenario.policy.as_ref())
        .map(|name| name.node.as_str())
        .collect();
    let is_named = |item: &ast::Item| match item {
        ast::Item::Policy(policy) | ast::Item::Calc(policy) => {
            named.contains(policy.name.node.as_str())
        }
        _ => false,
    };
    let files = suite.sources.files().iter().zip(&suite.trees);
    files
        .filter(|(_, tree)| !tree.items.iter().any(is_named))
        .map(|(file, _)| file.name.clone())
        .filter(|name| {
            let path = Path::new(name);
            path.starts_with(folder) && !args.paths.iter().any(|given| path.starts_with(given))
        })
        .collect()
}

/// The scenarios that the filter leaves.
fn filtered(files: &[SuiteFile], words: Option<&str>) -> Vec<SuiteFile> {
    let mut files = files.to_vec();
    for file in &mut files {
        let name = file.name.clone();
        let meant = |title: &str| format!("{name} › {title}");
        file.cases.retain(|case| words.is_none_or(|words| meant(&case.title).contains(words)));
    }
    files
}

fn no_junit() -> Problem {
    Problem::without_place(
        Code::BadUsage,
        text!("--mutate 的结果没有 junit 形式", "--mutate has no results of the form junit"),
    )
    .help(text!("写 --format json", "write --format json"))
}

fn nothing_to_change(words: Option<&str>) -> Problem {
    let problem = match words {
        Some(words) => text!(
            "--policy {words}：没有政策的名称或文件名里有这些字",
            "--policy {words}: no policy has this in its name or file name"
        ),
        None => text!("这些文件里没有可以改错的政策", "there is no policy to make slips in"),
    };
    Problem::without_place(Code::BadUsage, problem).help(text!(
        "有错误的政策先用 polc check 改正",
        "policies with errors must be mended first: see polc check"
    ))
}
