//! Accepting statements: what is written where, and when it is not.

use std::path::PathBuf;

use super::load::{Suite, snapshot_path};
use crate::cli::args::Test;
use crate::cli::{files, output};
use crate::diagnostics::{Code, Problem};
use crate::suite::{Report, Status, Stored};
use crate::text;

/// A file that is written, or removed when no text is left.
#[derive(Debug)]
pub(super) struct Change {
    path: PathBuf,
    text: String,
}

/// On a build server nobody looks at what is accepted.
pub(super) fn refused_in_ci() -> Problem {
    Problem::without_place(
        Code::BadUsage,
        text!(
            "设置了环境变量 CI，不能用 --accept",
            "--accept is refused where the environment sets CI"
        ),
    )
    .help(text!(
        "在自己的机器上审阅并接受，再把快照文件提交",
        "review and accept on your own machine, then commit the snapshots"
    ))
}

/// What is to be written; the report then tells so.
pub(super) fn plan(
    report: &mut Report,
    suite: &Suite,
    args: &Test,
    pattern: Option<&str>,
) -> Result<Vec<Change>, Problem> {
    if let Some(pattern) = pattern
        && !report.files.iter().any(|file| {
            file.cases
                .iter()
                .any(|case| format!("{} › {}", file.name, case.title).contains(pattern))
        })
    {
        return Err(matches_nothing(pattern));
    }
    let mut changes = Vec::new();
    let nothing = Stored::default();
    for file in suite.files.iter().filter(|file| !suite.damaged.contains(&file.name)) {
        let stored = suite.stored.get(&file.name).unwrap_or(&nothing);
        let Some(accepted) = report.accepted(file, stored, pattern) else { continue };
        report.written = report.written.saturating_add(accepted.written);
        report.removed = report.removed.saturating_add(accepted.removed);
        changes.push(Change { path: snapshot_path(&file.name), text: accepted.text });
        if let Some(found) = report.files.iter_mut().find(|found| found.name == file.name) {
            for case in found.cases.iter_mut().filter(|case| case.is_acceptable()) {
                let named = format!("{} › {}", file.name, case.title);
                if pattern.is_none_or(|pattern| named.contains(pattern)) {
                    case.status = Status::Accepted;
                }
            }
            if pattern.is_none() {
                found.orphans.clear();
            }
        }
    }
    if pattern.is_none() && args.filter.is_none() {
        for (path, stored) in &suite.lost {
            report.removed = report.removed.saturating_add(stored.sections.len());
            changes.push(Change { path: path.clone(), text: String::new() });
            let name = path.display().to_string();
            report.files.retain(|file| file.name != name);
        }
    }
    Ok(changes)
}

fn matches_nothing(pattern: &str) -> Problem {
    Problem::without_place(
        Code::BadUsage,
        text!(
            "--accept {pattern}：没有情景的标题或文件名里有这些字",
            "--accept {pattern}: no scenario has this in its title or file name"
        ),
    )
    .help(text!(
        "--accept 后面的词是标题的一部分；路径写在 --accept 前面",
        "the word behind --accept is part of a title; write paths before --accept"
    ))
}

/// Writes them, each file as a whole.
pub(super) fn write(changes: &[Change]) -> Result<(), Problem> {
    for change in changes {
        let name = change.path.display().to_string();
        let written = if change.text.is_empty() {
            std::fs::remove_file(&change.path)
        } else {
            let folder = change.path.parent().map_or(Ok(()), std::fs::create_dir_all);
            folder.and_then(|()| output::replace_file(&change.path, &change.text))
        };
        written.map_err(|error| files::unreadable(&name, &error))?;
    }
    Ok(())
}
