//! Text to tree.
//!
//! `scan` looks at the characters and brackets, the grammar (`grammar/*.pest`) gives pest's pairs,
//! `parser` makes the tree of them, `parser::broken` explains what the grammar could not read. No
//! name is looked up here.

pub mod ast;

mod grammar;
mod parser;

use crate::diagnostics::Problems;
use crate::source::SourceFile;

/// Reads one file. Broken items are reported and left out; their neighbours are kept.
pub fn parse(file: &SourceFile, problems: &mut Problems) -> ast::File {
    parser::parse_file(&file.text, file.start, problems)
}
