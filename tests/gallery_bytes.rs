//! Files that no editor shows as they are: encodings, invisible bytes, enormous lines and nesting.
//! Each is made here, checked by the program itself, and ends in a clear message, soon.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests read files, and a fault in a test is a failure"
)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// A small policy without mistakes.
const GOOD: &str = "引用 医保

政策 衡阳职工普通门诊 {
    统筹区 衡阳
    待遇 普通门诊 当 医疗类别 为 普通门诊 {
        基金 统筹基金 { 比例 70% }
    }
    支付 { 个人账户；现金 }
}
";

/// What a check prints and how it ends.
struct Checked {
    text: String,
    exit: Option<i32>,
}

fn polc(folder: &Path, arguments: &[&str], lang: &str) -> Checked {
    let output = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(arguments)
        .args(["--lang", lang])
        .current_dir(folder)
        .env_remove("POLC_ASCII")
        .env("COLUMNS", "80")
        .output()
        .unwrap();
    assert!(output.stdout.is_empty(), "check prints its problems on standard error");
    Checked { text: String::from_utf8(output.stderr).unwrap(), exit: output.status.code() }
}

/// Writes bytes to a file of that name and checks it in both languages.
fn check(name: &str, bytes: &[u8]) -> (Checked, Checked) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let started = Instant::now();
    let checked =
        (polc(folder.path(), &["check", name], "zh"), polc(folder.path(), &["check", name], "en"));
    let taken = started.elapsed();
    assert!(taken < Duration::from_secs(60), "{name} takes {taken:?}");
    checked
}

/// Bytes that are refused, with the whole message in both languages as a snapshot.
fn refused(snapshot: &str, file: &str, bytes: &[u8]) {
    let (zh, en) = check(file, bytes);
    assert_eq!((zh.exit, en.exit), (Some(1), Some(1)), "{}", zh.text);
    insta::with_settings!({
        snapshot_path => "bad/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(format!("bytes@{snapshot}"), format!("{}{}", zh.text, en.text));
    });
}

fn accepted(file: &str, bytes: &[u8]) {
    let (zh, _) = check(file, bytes);
    assert_eq!(zh.exit, Some(0), "{}", zh.text);
}

#[test]
fn an_empty_file_is_named_as_such() {
    refused("empty", "空.pol", b"");
}

#[test]
fn blanks_alone_are_an_empty_file() {
    refused("blank", "空白.pol", "\u{feff}\r\n  \r\n\u{3000}\r\n".as_bytes());
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    accepted("带BOM.pol", format!("\u{feff}{GOOD}").as_bytes());
}

#[test]
fn line_breaks_of_windows_are_no_mistake() {
    accepted("CRLF.pol", GOOD.replace('\n', "\r\n").as_bytes());
}

#[test]
fn places_do_not_move_with_a_byte_order_mark_and_windows_line_breaks() {
    let text = GOOD.replace("70%", "70").replace('\n', "\r\n");
    refused("bom-crlf", "带BOM.pol", format!("\u{feff}{text}").as_bytes());
}

#[test]
fn a_file_of_a_chinese_windows_is_named_as_gbk() {
    let (bytes, _, _) = encoding_rs::GB18030.encode(GOOD);
    refused("gb18030", "旧系统导出.pol", &bytes);
}

#[test]
fn unicode_text_of_the_notepad_is_named_as_utf_16() {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(GOOD.encode_utf16().flat_map(u16::to_le_bytes));
    refused("utf16", "记事本.pol", &bytes);
}

#[test]
fn a_document_of_word_is_no_text() {
    let mut bytes = b"PK\x03\x04\x14\x00\x06\x00\x08\x00".to_vec();
    bytes.extend([0x80, 0xFF, 0x00, 0xFE, 0x81, 0x30, 0xFF, 0xFF].repeat(40));
    refused("word", "文件.pol", &bytes);
}

#[test]
fn nul_bytes_are_pointed_at() {
    refused("nul", "零字节.pol", GOOD.replace("衡阳职工", "衡阳\0职工").as_bytes());
}

#[test]
fn a_file_of_nul_bytes_alone_is_told_once() {
    refused("only-nul", "损坏.pol", &[0; 4096]);
}

#[test]
fn a_line_of_ten_megabytes_is_named_and_not_shown() {
    let line = "提高 10pp 当 慢特病；".repeat(10 * 1024 * 1024 / 27);
    refused("long-line", "一行.pol", GOOD.replace("70%", &format!("70%；{line}")).as_bytes());
}

#[test]
fn ten_thousand_brackets_are_named() {
    let (open, close) = ("(\n".repeat(10_000), ")\n".repeat(10_000));
    let text = GOOD.replace("70%", &format!("{open}70%{close}"));
    refused("deep-parentheses", "嵌套.pol", text.as_bytes());
}

#[test]
fn ten_thousand_blocks_are_named() {
    let text = format!("{}{}", "政策 甲 {\n".repeat(10_000), "}\n".repeat(10_000));
    refused("deep-blocks", "嵌套.pol", text.as_bytes());
}

#[test]
fn ten_thousand_open_brackets_are_named() {
    refused("deep-open", "嵌套.pol", "{".repeat(10_000).as_bytes());
}

#[test]
fn a_sum_of_ten_thousand_parts_ends_soon() {
    let sum = vec!["10元"; 10_000].join("\n            + ");
    let text = GOOD.replace("70% }", &format!("70%\n            封顶线 ({sum}) 每年 }}"));
    refused("long-sum", "算式.pol", text.as_bytes());
}

#[test]
fn of_ten_thousand_mistakes_the_first_fifty_are_shown() {
    let rows = "起复线 200元 每年\n".repeat(10_000);
    let (zh, en) = check("许多.pol", GOOD.replace("基金 ", &format!("{rows}基金 ")).as_bytes());
    assert_eq!(zh.exit, Some(1));
    assert_eq!(zh.text.matches("unknown-keyword").count(), 50);
    assert!(zh.text.contains("500 个错误"), "{}", zh.text.lines().last().unwrap());
    assert!(en.text.contains("500 errors"), "{}", en.text.lines().last().unwrap());
}

#[test]
fn a_path_that_leads_nowhere_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("襄阳")).unwrap();
    let mut texts = String::new();
    for path in ["没有.pol", "襄阳"] {
        for lang in ["zh", "en"] {
            let checked = polc(folder.path(), &["check", path], lang);
            assert_eq!(checked.exit, Some(2), "{}", checked.text);
            assert!(checked.text.contains("file-unreadable"), "{}", checked.text);
            texts.push_str(&checked.text);
        }
    }
    insta::with_settings!({
        snapshot_path => "bad/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("bytes@path", texts);
    });
}
