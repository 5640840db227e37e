//! What `--fix` mends: the problem is gone, and all else stays byte for byte.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests read files, and a fault in a test is a failure"
)]

mod support;

use std::process::Command;

use polc::diagnostics::{Fix, Problem, mended};

/// The problems of a text and the text with its fixes applied.
fn mend(name: &str, text: &str) -> (Vec<Problem>, String, usize) {
    let (map, compilation) = support::check_text(name, text);
    let problems = compilation.problems.into_sorted();
    let fixes: Vec<&Fix> = problems.iter().filter_map(|problem| problem.fix.as_deref()).collect();
    let (text, applied) = mended(&map.files()[0], &fixes);
    let count = applied.len();
    (problems, text, count)
}

/// Both texts without what the fixes took out or put in.
fn around(text: &str, mended: &str, fixes: &[Fix]) -> (String, String) {
    let (mut before, mut after) = (String::new(), String::new());
    let (mut at, mut moved_at) = (0, 0);
    for fix in fixes {
        let (lo, hi) = (fix.span.lo as usize, fix.span.hi as usize);
        before.push_str(&text[at..lo]);
        after.push_str(&mended[moved_at..moved_at + lo - at]);
        moved_at += lo - at + fix.text.len();
        at = hi;
    }
    (before + &text[at..], after + &mended[moved_at..])
}

#[test]
fn every_file_of_the_gallery_with_a_fix_loses_that_problem_and_nothing_else() {
    let mut mended_files = 0;
    let mut wrong = Vec::new();
    for path in support::pol_files("tests/bad") {
        let name = support::short(&path);
        let text = std::fs::read_to_string(&path).unwrap();
        let (problems, after, applied) = mend(&name, &text);
        if applied == 0 {
            assert_eq!(text, after, "{name}");
            continue;
        }
        mended_files += 1;
        let (again, _, _) = mend(&name, &after);
        for problem in problems.iter().filter(|problem| problem.fix.is_some()) {
            let still = again
                .iter()
                .any(|other| other.code == problem.code && other.message == problem.message);
            if still {
                wrong.push(format!("{name}: still {}", problem.message.zh));
            }
        }
        let mut fixes: Vec<Fix> =
            problems.iter().filter_map(|problem| problem.fix.as_deref().cloned()).collect();
        fixes.sort_by_key(|fix| (fix.span.lo, fix.span.hi));
        if applied == fixes.len() {
            let (kept, still) = around(&text, &after, &fixes);
            assert_eq!(kept, still, "{name}");
        }
        if !again.is_empty() && again.len() >= problems.len() {
            let said: Vec<&str> = again.iter().map(|problem| problem.message.zh.as_str()).collect();
            wrong.push(format!("{name}: mended, it says {}", said.join("；")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(mended_files >= 20, "only {mended_files} files can be mended");
}

const SLIPS: &str = "引用 医保 # 甲\r\n政策 甲 {\r\n    # 起复线 in a comment stays\r\n    待遇 门诊 {\r\n        起复线 1,200元 每年    # 尾\r\n        基金 统筹基金 { 比例 ７０% }\r\n    }\r\n    支付 { 现金 }\r\n}\r\n";

#[test]
fn the_command_rewrites_the_file_says_what_it_did_and_checks_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("甲.pol");
    std::fs::write(&file, format!("\u{feff}{SLIPS}")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(["check", "甲.pol", "--fix", "--lang", "zh"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let found = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}{found}");
    for words in ["甲.pol:5:9 “起复线”改为“起付线”", "“1,200元”改为“1200元”", "“７０%”改为“70%”"]
    {
        assert!(said.contains(words), "{said}");
    }
    let expected =
        SLIPS.replace("        起复线 1,200元", "        起付线 1200元").replace("７０%", "70%");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("\u{feff}{expected}"));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file is left");
}

#[test]
fn nothing_is_written_without_being_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pol");
    std::fs::write(&file, SLIPS).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(["check", "a.pol"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), SLIPS);
}
