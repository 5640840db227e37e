//! `polc eval … --calc 名称`: one calculation from the fields of `--set`.

use super::args::{Eval, StatementFormat};
use super::eval::{Failure, Run, given_facts};
use super::{Exit, output};
use crate::interpret;
use crate::report::calculation::{Calculated, json, statement};
use crate::report::problem::{Format, Style, render};
use crate::select::select_calc;
use crate::source::fingerprint;
use crate::visit::RawVisit;

pub(super) fn run(args: &Eval, style: Style) -> Exit {
    let mut run = Run::default();
    match calculated(args, &mut run) {
        Ok(calculated) => {
            let calculated = [calculated];
            output::stdout(&match args.format {
                StatementFormat::Text => statement(&calculated, style.lang),
                StatementFormat::Json => json(&calculated, &run.digests),
            })
        }
        Err(failure) => {
            let format = match args.format {
                StatementFormat::Text => Format::Human,
                StatementFormat::Json => Format::Json,
            };
            output::stderr(&render(&failure.problems, &run.sources, None, format, style));
            failure.exit
        }
    }
}

fn calculated(args: &Eval, run: &mut Run) -> Result<Calculated, Failure> {
    let programs = run.compile(args)?;
    let facts = given_facts(&args.facts)?;
    run.digests.input = fingerprint(&args.facts.join("\n"));
    let raw = RawVisit { facts, ..RawVisit::default() };
    let (program, facts) =
        select_calc(&programs, &raw, args.calc.as_deref()).map_err(Failure::refused)?;
    let calculation = interpret::calculate(&program, &facts).map_err(Failure::refused)?;
    Ok(Calculated { program, calculation })
}
