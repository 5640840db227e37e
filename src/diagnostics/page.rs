//! The pages that explain codes: Chinese first, then English, with an example in the Chinese half that
//! both share.

use super::{Code, Lang, Level, Sort, Text};
use crate::text;

/// What stands between the bad example and the mended one.
const MENDED: &str = "改正后：";
const MENDED_EN: &str = "Mended:";

/// The page of a code in one language, with what can be done about its level.
pub fn explanation(code: Code, lang: Lang) -> String {
    let mut text = body(code, lang);
    let Text { zh, en } = footer(code);
    text.push('\n');
    text.push_str(match lang {
        Lang::Zh => &zh,
        Lang::En => &en,
    });
    text.push('\n');
    text
}

/// How a code is told, and whether it may be allowed.
fn footer(code: Code) -> Text {
    let name = code.name();
    match code.sort() {
        Sort::Fault => text!("错误，不能放行。", "An error; it cannot be allowed."),
        Sort::Hole | Sort::Limit => text!(
            "错误，不能放行：要在文件里写清楚。",
            "An error; it cannot be allowed: the file must say what is meant."
        ),
        Sort::Lint(level) => {
            let (zh, en) = match level {
                Level::Error => ("错误", "An error"),
                Level::Warning | Level::Undecided => ("警告", "A warning"),
            };
            text!(
                "{zh}。本来就该这样的，在政策或待遇里写“允许 {name} 理由 “…””，只放行那里的，理由留给审核的人；整次检查都不看，用 --allow {name}；当作错误或警告，用 --deny {name}、--warn {name}。",
                "{en}. Where it is meant to be so, write `allow {name} because \"…\"` in the policy or the benefit: that one is allowed, and a reader sees why. For the whole run: `--allow {name}`, `--warn {name}`, `--deny {name}`."
            )
        }
    }
}

fn body(code: Code, lang: Lang) -> String {
    let page = code.page();
    let title = format!("# {}: ", code.name());
    let Some((chinese, english)) = page.split_once(&format!("\n{title}")) else {
        return page.to_owned();
    };
    match lang {
        Lang::Zh => chinese.to_owned(),
        Lang::En => title + &in_english(chinese, english),
    }
}

/// The English half: its prose, the example of the Chinese half, the message in English, the mended
/// example.
fn in_english(chinese: &str, english: &str) -> String {
    let fence = english.find("```").unwrap_or(english.len());
    let (prose, message) = english.split_at_checked(fence).unwrap_or((english, ""));
    let mut text = format!("{}\n", prose.trim_end());
    let (bad, good) = chinese.split_once(MENDED).unwrap_or((chinese, ""));
    let push = |text: &mut String, block: &str| {
        text.push('\n');
        text.push_str(block.trim_end());
        text.push('\n');
    };
    for block in blocks(bad).into_iter().filter(|block| !block.starts_with("```text")) {
        push(&mut text, block);
    }
    if !message.is_empty() {
        push(&mut text, message);
    }
    if !good.is_empty() {
        push(&mut text, MENDED_EN);
        for block in blocks(good) {
            push(&mut text, block);
        }
    }
    text
}

/// The fenced blocks of a text, fences included.
fn blocks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, opened)) = rest.split_once("```") {
        let Some((body, behind)) = opened.split_once("\n```") else { break };
        // Both parts are slices of `text`; the block lies between them, with its fences.
        let end = text.len().saturating_sub(behind.len());
        let start = end.saturating_sub(body.len().saturating_add("```\n```".len()));
        found.extend(text.get(start..end));
        rest = behind;
    }
    found
}
