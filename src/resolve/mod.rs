//! Stage: trees to typed policies.
//!
//! `scope` and `vocabulary` find what a file can name, `layer` lays policies over each other,
//! `policy` walks the clauses in the order of the page; `step`, `deductible`, `fund`, `band` and
//! `settle` read one clause each, with `figure`, `table` and `expr` for what stands in it.
//! `reading` asks for a reading wherever a sentence has several.

mod allow;
mod ask;
mod ask_total;
mod band;
mod builder;
mod calc;
mod call;
mod carry;
mod cell;
mod claim;
mod clause;
mod collect;
mod compare;
mod convert;
mod deductible;
mod definition;
mod effective;
mod error;
mod event_gate;
mod example;
mod expr;
mod field;
mod figure;
mod fund;
mod grid;
mod head;
mod interval;
mod key;
mod layer;
mod name;
mod never_worse;
mod operator;
mod option;
mod payment;
mod policy;
mod reading;
mod run;
mod scope;
mod settle;
mod step;
mod table;
mod total;
mod visitor;
mod vocabulary;

pub use allow::allows;
pub use effective::{effective, effective_texts};

use crate::diagnostics::{Code, Problem, Problems, nearest};
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::syntax::ast;
use crate::text;

/// The standard vocabulary, which `use 医保` brings in.
pub const STANDARD: &str = include_str!("standard.pol");

/// Resolves and types all policies of a run. Policies with errors are left out.
pub fn resolve(sources: &SourceMap, files: &[ast::File], problems: &mut Problems) -> Vec<Policy> {
    let mut run = run::Run::new(sources, files, problems);
    run.read_vocabularies();
    for file in 0..files.len() {
        run.scope(&[file]);
    }
    let written = layer::written(files);
    let mut policies = Vec::new();
    for policy in &written {
        let mark = run.problems.mark();
        if let Some(policy) = policy::build(&mut run, &written, *policy) {
            run.problems.proved_since(&mark, &[Code::UnsetReading, Code::ConflictingDates]);
            policies.push(policy);
        }
    }
    scenarios(&mut run, &written);
    run.lonely_accumulators();
    policies
}

/// Scenarios beside policies must name one of them; those in files of their own are looked at when
/// they run.
fn scenarios(run: &mut run::Run<'_>, written: &[layer::Written<'_>]) {
    let files = run.files;
    for (index, file) in files.iter().enumerate() {
        if !written.iter().any(|policy| policy.file == index) {
            continue;
        }
        for item in &file.items {
            let name = match item {
                ast::Item::Scenario(scenario) => scenario.policy.as_ref(),
                ast::Item::ScenarioTable(table) => table.policy.as_ref(),
                _ => None,
            };
            let Some(name) = name else { continue };
            let names = || written.iter().map(|policy| policy.policy.name.node.as_str());
            let lost = || run.lost_with_its_line(&name.node, name.span);
            if !names().any(|known| known == name.node) && !lost() {
                let word = &name.node;
                let mut problem = Problem::new(
                    Code::UnknownName,
                    name.span,
                    text!("没有政策或计算“{word}”", "there is no policy or calculation `{word}`"),
                );
                if let Some(near) = nearest(word, names()).first() {
                    problem = problem.help(text!("是不是“{near}”？", "did you mean `{near}`?"));
                }
                run.report(problem);
            }
        }
    }
}
