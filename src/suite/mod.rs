//! Tool: suites of scenarios, in which analysts record what must never change.
//!
//! In go trees, sheets, programs and the texts of stored snapshots; out comes what each scenario
//! showed, compared with its `expect` lines and with the statement that was accepted. Nothing is
//! read or written here; `cli::test` does that. What can go wrong: a scenario that cannot be run, a
//! figure that is not the expected one, a statement that is not the accepted one.

mod case;
mod diff;
mod explain;
mod run;
mod sheet;
mod show;
mod snapshot;
mod statement;
mod table;
mod verdict;

pub use case::{Case, CaseMode, SuiteFile, from_tree};
pub use diff::{DiffKind, DiffLine, diff};
pub use run::{Accepted, Request, examine, run};
pub use sheet::{Cell, Grid, Places, Sheet, from_sheets, layout};
pub use show::{Format, list, render};
pub use snapshot::{Damaged, Stored, parse as parse_snapshot, snapshot_name};
pub use verdict::{
    CaseReport, Counts, FileReport, Kept, Outcome, Report, Shortfall, Status, Unacknowledged,
};
