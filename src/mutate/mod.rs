//! Tool: policies with one slip in them, and who finds it.
//!
//! Comes in: the files of a run with their trees, the scenarios and the accepted statements. Each
//! [`Mutant`] is a file with one small change of its *text*, such as a hurried analyst makes; it is
//! compiled with the stages that every policy goes through. Goes out: for each mutant a [`Verdict`]:
//! `check` says something new, a scenario no longer gets what it expects or what was accepted, the
//! compiled policy is the same, or nobody noticed. What survives is told with a visit that would
//! have shown it, where one is found. Nothing is read or written here.

mod group;
mod judge;
mod mutant;
mod operator;
mod run;
mod show;
mod slip;
mod verdict;

pub use mutant::{Mutant, Part};
pub use operator::Operator;
pub use run::{Request, run};
pub use show::{Format, render};
pub use slip::{Neighbours, mutants};
pub use verdict::{Count, Hint, Report, Tried, Verdict};
