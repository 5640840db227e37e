//! The command line from the outside: what it prints, where, and how it ends.

#![allow(
    clippy::disallowed_methods,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests read files, and a fault in a test is a failure"
)]

mod check;
mod coverage;
mod eval;
mod events;
mod help;
mod input;
mod mutate;
mod sheets;
mod state;
mod suite;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the command printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

/// The folder of the sample policy; commands run here, so that paths are short.
pub(crate) fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

/// Runs `polc` in Chinese.
pub(crate) fn polc(arguments: &[&str]) -> Ran {
    run(&home(), arguments, "", "zh")
}

/// Runs `polc` in English.
pub(crate) fn polc_en(arguments: &[&str]) -> Ran {
    run(&home(), arguments, "", "en")
}

/// Runs `polc` with something on standard input.
pub(crate) fn polc_with(arguments: &[&str], input: &str) -> Ran {
    run(&home(), arguments, input, "zh")
}

/// Runs `polc` in a folder, with an input, in a language.
pub(crate) fn run(folder: &Path, arguments: &[&str], input: &str, lang: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(arguments)
        .current_dir(folder)
        .env("POLC_LANG", lang)
        .env_remove("NO_COLOR")
        .env_remove("CI")
        .env_remove("POLC_ASCII")
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that stops before it reads closes the pipe.
    let _ignored = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// A folder of its own with files in it.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

/// Compares a text with `snapshots/NAME.snap`.
pub(crate) fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.add_filter(r"sha256:[0-9a-f]{64}", "sha256:…");
    settings.bind(|| insta::assert_snapshot!(name, text));
}
