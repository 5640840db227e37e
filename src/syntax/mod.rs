//! Text to tree.
//!
//! `scan` looks at characters and brackets, the grammar (`grammar/*.pest`) gives pest's pairs,
//! `parser` makes the tree of them, and explains what the grammar could not read. No name is looked
//! up here. What can go wrong is in `error`; a broken clause is left out, its neighbours are kept.

pub mod ast;
pub mod dump;

mod error;
mod expected;
mod grammar;
mod keywords;
mod parser;
mod scan;

pub(crate) use error::about;
pub use keywords::is_keyword;

use crate::diagnostics::Problems;
use crate::source::{SourceFile, Span};

/// Reads one file. Broken items are reported and left out; their neighbours are kept.
pub fn parse(file: &SourceFile, problems: &mut Problems) -> ast::File {
    let mark = problems.len();
    let mut scan = scan::scan(file, problems);
    let mut items = Vec::new();
    if !scan.hopeless {
        if scan.has_code {
            items = parser::parse_items(&scan, file.start, problems);
        } else if scan.faults.is_empty() {
            problems.push(error::empty_file(Span { lo: file.start, hi: file.start }));
        }
    }
    let comments = std::mem::take(&mut scan.comments);
    ast::File { items, comments, broken: problems.errors_since(mark) }
}
