//! The examples of the README run: its policy checks clean, and each console block prints what it
//! says. `POLC_UPDATE=1 cargo test --test readme` writes the blocks anew, for review.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn polc(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(arguments)
        .current_dir(root())
        .env("POLC_LANG", "zh")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// The blocks of a kind, with the byte range of their bodies.
fn blocks(text: &str, kind: &str) -> Vec<(usize, usize)> {
    let opening = format!("```{kind}\n");
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(&opening) {
        let start = from + at + opening.len();
        let end = start + text[start..].find("```").unwrap();
        found.push((start, end));
        from = end + 3;
    }
    found
}

#[test]
fn the_policy_of_the_readme_is_the_file_and_checks_clean() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (start, end) = blocks(&readme, "pol")[0];
    let file = std::fs::read_to_string(root().join("docs/示例.pol")).unwrap();
    assert_eq!(readme[start..end], file);
    let (_, errors, code) = polc(&["check", "docs/示例.pol"]);
    assert_eq!(code, Some(0), "{errors}");
}

#[test]
fn every_console_block_prints_what_it_says() {
    let path = root().join("README.md");
    let mut readme = std::fs::read_to_string(&path).unwrap();
    let update = std::env::var_os("POLC_UPDATE").is_some();
    let mut ran = 0;
    for (start, end) in blocks(&readme, "console").into_iter().rev() {
        let block = readme[start..end].to_owned();
        let (command, said) = block.split_once('\n').unwrap();
        let arguments: Vec<&str> =
            command.strip_prefix("$ polc ").unwrap().split_whitespace().collect();
        let (output, errors, _) = polc(&arguments);
        assert!(errors.is_empty(), "{errors}");
        if update {
            readme.replace_range(start..end, &format!("{command}\n{output}"));
        } else {
            assert_eq!(said, output, "{command}");
        }
        ran += 1;
    }
    assert!(ran > 0, "the README shows no command");
    if update {
        std::fs::write(path, readme).unwrap();
    }
}

#[test]
fn the_main_command_of_the_readme_settles() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (start, end) = blocks(&readme, "sh")[0];
    let line = readme[start..end].lines().find(|line| line.contains("cargo run")).unwrap();
    let arguments: Vec<&str> = line.split_once("-- ").unwrap().1.split_whitespace().collect();
    let (output, errors, code) = polc(&arguments);
    assert_eq!(code, Some(0), "{errors}");
    assert!(output.contains("统筹基金"), "{output}");
}
