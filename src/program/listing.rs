//! A readable listing of a program, for `--emit program`.

use super::Program;

/// The program as text.
pub fn listing(_program: &Program) -> String {
    String::new()
}
