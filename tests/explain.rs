//! The pages that `polc explain` prints: one for each code, and each runs. Its bad example gives exactly
//! that code and the message beside it, in both languages; its mended example is clean.
//! `POLC_UPDATE=1 cargo test --test explain` writes the messages anew, for review.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use polc::diagnostics::{Code, Lang, Sort, explanation};

/// A fault of polc itself can have no example.
const WITHOUT_EXAMPLE: &[Code] = &[Code::Internal];
const MENDED: &str = "\n改正后：\n";

fn path(code: Code) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/diagnostics/{}.md", code.name()))
}

fn page(code: Code) -> String {
    std::fs::read_to_string(path(code)).unwrap()
}

/// The fenced blocks of a text: what sort, and the body.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, opened)) = rest.split_once("\n```") {
        let (sort, body) = opened.split_once('\n').unwrap();
        let (body, behind) = match body.strip_prefix("```") {
            Some(behind) => ("", behind),
            None => body.split_once("\n```").unwrap(),
        };
        found.push((sort, body));
        rest = behind;
    }
    found
}

/// `⟨长×20001⟩` made 20,001 letters.
fn expanded(text: &str) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once('⟨') {
        let (inside, behind) = opened.split_once('⟩').unwrap();
        let (letters, times) = inside.split_once('×').unwrap();
        whole.push_str(before);
        whole.push_str(&letters.repeat(times.parse().unwrap()));
        rest = behind;
    }
    whole + rest + "\n"
}

/// What an example says, in one language, and whether all is well.
fn run(folder: &Path, blocks: &[(&str, &str)], lang: &str) -> (String, bool) {
    let mut arguments = "check 例.pol";
    for (sort, body) in blocks {
        let (name, bytes) = match *sort {
            "pol" => ("例.pol", expanded(body).into_bytes()),
            "json" => ("就诊.json", body.as_bytes().to_vec()),
            "state" => ("状态.json", body.as_bytes().to_vec()),
            "csv" => ("例情景.csv", body.as_bytes().to_vec()),
            "snapshot" => {
                std::fs::create_dir_all(folder.join("snapshots")).unwrap();
                ("snapshots/例.snap", body.as_bytes().to_vec())
            }
            "hex" => {
                let bytes = body.split_whitespace();
                ("例.pol", bytes.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect())
            }
            "console" => {
                arguments = body.strip_prefix("$ polc ").unwrap();
                continue;
            }
            "text" => continue,
            sort => panic!("a block of sort {sort}"),
        };
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(arguments.split_whitespace())
        .args(["--lang", lang])
        .current_dir(folder)
        .env_remove("POLC_ASCII")
        .env("COLUMNS", "80")
        .output()
        .unwrap();
    // `polc test` tells its problems on standard output, among the scenarios.
    let said = if arguments.starts_with("test") { output.stdout } else { output.stderr };
    // Behind exit code 4 nothing is wrong: nobody has accepted the snapshot yet.
    let well = output.status.success() || output.status.code() == Some(4);
    (String::from_utf8(said).unwrap(), well)
}

/// The message without the summary of the run.
fn message(said: &str) -> String {
    let summary = |line: &&str| {
        let of_files = line.contains("（检查了 ") || line.ends_with(" checked)");
        !of_files && !line.starts_with("核对 ") && !line.ends_with(" undecided")
    };
    said.lines().filter(summary).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The codes that a message names.
fn codes(said: &str) -> Vec<&str> {
    let heads = ["错误[", "警告[", "未定[", "error[", "warning[", "undecided["];
    said.lines()
        .filter_map(|line| {
            let rest = heads.iter().find_map(|head| line.trim_start().strip_prefix(head))?;
            rest.strip_suffix(']')
        })
        .collect()
}

/// A page with the messages that its example gives.
fn with_messages(text: &str, zh: &str, en: &str) -> String {
    let mut parts = text.split("\n```text\n");
    let mut whole = parts.next().unwrap().to_owned();
    for (part, said) in parts.zip([zh, en]) {
        let behind =
            part.strip_prefix("```").or_else(|| Some(part.split_once("\n```")?.1)).unwrap();
        whole.push_str(&format!("\n```text\n{said}\n```{behind}"));
    }
    whole
}

#[test]
fn every_page_has_a_code() {
    let folder = path(Code::Internal).parent().unwrap().to_owned();
    let pages = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for page in pages {
        let name = page.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(Code::named(&name).is_some(), "docs/diagnostics/{name}.md explains no code");
    }
}

#[test]
fn every_page_begins_with_its_code_in_both_languages() {
    for code in Code::ALL {
        let (zh, en) = code.summary();
        let name = code.name();
        let page = page(*code);
        assert!(page.starts_with(&format!("# {name}：{zh}\n\n")), "{name}");
        assert!(page.contains(&format!("\n# {name}: {en}\n\n")), "{name}");
    }
}

#[test]
fn every_bad_example_gives_its_code_and_every_mended_one_is_clean() {
    let update = std::env::var_os("POLC_UPDATE").is_some();
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().filter(|code| !WITHOUT_EXAMPLE.contains(code)) {
        let name = code.name();
        let text = page(*code);
        let (chinese, english) = text.split_once(&format!("\n# {name}: ")).unwrap();
        let (bad, good) = chinese.split_once(MENDED).unwrap_or_else(|| panic!("{name}"));
        let folder = tempfile::tempdir().unwrap();
        let (zh, _) = run(folder.path(), &blocks(bad), "zh");
        let (en, _) = run(folder.path(), &blocks(bad), "en");
        if codes(&zh) != [name] || codes(&en) != [name] {
            wrong.push(format!("{name}: the bad example gives {:?}\n{zh}", codes(&zh)));
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let (said, well) = run(folder.path(), &blocks(good), "zh");
        if !well || !codes(&said).is_empty() {
            wrong.push(format!("{name}: the mended example is not clean\n{said}"));
        }
        let (zh, en) = (message(&zh), message(&en));
        if update {
            std::fs::write(path(*code), with_messages(&text, &zh, &en)).unwrap();
            continue;
        }
        let written = |half: &str| {
            let blocks = blocks(half);
            blocks.iter().find(|(sort, _)| *sort == "text").map(|(_, said)| (*said).to_owned())
        };
        if written(bad).as_deref() != Some(&zh) || written(english).as_deref() != Some(&en) {
            wrong.push(format!("{name}: the page shows another message than\n{zh}\n{en}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_end_says_whether_and_how_it_may_be_allowed() {
    for code in Code::ALL {
        let (zh, en) = (explanation(*code, Lang::Zh), explanation(*code, Lang::En));
        let (name, end) = (code.name(), |text: &str| text.lines().last().unwrap().to_owned());
        let allowable = matches!(code.sort(), Sort::Lint(_));
        assert_eq!(end(&zh).contains(&format!("允许 {name} 理由")), allowable, "{name}");
        assert_eq!(end(&en).contains(&format!("`allow {name} because")), allowable, "{name}");
    }
}

#[test]
fn each_language_is_told_in_its_own_words_with_the_same_example() {
    for code in Code::ALL {
        let (zh, en) = (explanation(*code, Lang::Zh), explanation(*code, Lang::En));
        let name = code.name();
        let examples = |text: &str| {
            let of_both = |(sort, _): &(&str, &str)| *sort != "text";
            let all: Vec<(String, String)> = blocks(text)
                .into_iter()
                .filter(of_both)
                .map(|(sort, body)| (sort.to_owned(), body.to_owned()))
                .collect();
            all
        };
        assert_eq!(examples(&zh), examples(&en), "{name}");
        assert!(en.starts_with(&format!("# {name}: ")) && zh.starts_with(&format!("# {name}：")));
        let prose = en.split("```").next().unwrap();
        let prose: String = prose.split('`').step_by(2).collect();
        let chinese = prose.chars().find(|letter| ('\u{4e00}'..'\u{a000}').contains(letter));
        assert_eq!(chinese, None, "{name}: {prose}");
    }
}
