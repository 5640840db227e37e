//! `polc` checks and settles Chinese outpatient reimbursement policies written as `.pol` files.
//!
//! ```text
//! text ─syntax─▶ tree ─resolve─▶ typed policy ─analysis─▶ findings
//!                                      │
//!                                    lower
//!                                      ▼
//!                 visit, state ─▶ program ─interpret─▶ settlement ─report─▶ statement
//! ```

pub mod source;

pub mod diagnostics;

pub mod syntax;
