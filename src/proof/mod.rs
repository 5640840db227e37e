//! Stage: program to findings about the money of the whole benefit.
//!
//! Comes in: a program without errors. Goes out: what no single table shows: figures out of bounds,
//! limits that never or always bind, steps that no money reaches, benefits that fall when the bill
//! rises, cliffs, groups that are worse off, claims that do not hold. The interpreter itself runs, on
//! numbers that remember how they came about (`tape`), over all visits there are (`pieces`); what is
//! found is settled once more, with rounding, before it is told.

mod cases;
mod checks;
mod linear;
mod pieces;
mod play;
mod scene;
mod tape;
mod told;

use crate::diagnostics::{Code, Problems};
use crate::program::Program;

/// What is looked for here.
pub const CODES: [Code; 10] = [
    Code::FalseClaim,
    Code::UnseenVisits,
    Code::ImpossibleFigure,
    Code::PaysAboveBase,
    Code::NeverBinds,
    Code::AlwaysBinds,
    Code::NoMoneyLeft,
    Code::PaysLessForMore,
    Code::BenefitCliff,
    Code::WorseOff,
];

/// Reports what is wrong with the money of a policy as a whole.
pub fn prove(program: &Program, problems: &mut Problems) {
    if !program.head.calc {
        checks::run(&pieces::explore(program), problems);
    }
}
