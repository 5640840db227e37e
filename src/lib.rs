//! `polc` checks and settles Chinese outpatient reimbursement policies written as `.pol` files.
//!
//! ```text
//! text ─syntax─▶ tree ─resolve─▶ typed policy ─analysis─▶ findings
//!                                      │
//!                                    lower
//!                                      ▼
//!                 visit, state ─▶ program ─interpret─▶ settlement ─report─▶ statement
//! ```
//!
//! Ground: [`source`], [`value`], [`diagnostics`], [`rule`]. Nouns: [`syntax::ast`], [`policy`],
//! [`program`], [`visit`], [`ledger`], [`settlement`]. Everything else is a stage or an edge.

pub mod source;

pub mod value;

pub mod diagnostics;

pub mod rule;

pub mod syntax;

pub mod policy;

pub mod resolve;

pub mod review;

pub mod analysis;

pub mod program;
pub mod proof;

pub mod lower;

pub mod visit;

pub mod ledger;

pub mod settlement;

pub mod interpret;

pub mod select;

pub mod posting;

pub mod pipeline;

pub mod coverage;

pub mod testing;

pub mod report;

pub mod suite;

pub mod mutate;

pub mod cli;
