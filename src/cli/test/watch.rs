//! Running again whenever a file changes.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use super::find;
use crate::cli::args::Test;
use crate::cli::{Exit, output};
use crate::report::problem::Style;
use crate::text;

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(300);

/// Runs until the reader stops it; only a screen that is gone ends it.
pub(super) fn run(args: &Test, style: Style) -> Exit {
    loop {
        if std::io::stdout().is_terminal() {
            let _cleared = output::stdout("\u{1b}[2J\u{1b}[3J\u{1b}[H");
        }
        let seen = stamp(args);
        let _exit = super::once(args, style);
        let note = text!("等待文件改动……（Ctrl+C 结束）", "waiting for changes… (Ctrl+C ends)");
        if output::stdout(&format!("\n{}\n", note.get(style.lang))) != Exit::Clean {
            return Exit::Usage;
        }
        while stamp(args) == seen {
            std::thread::sleep(PAUSE);
        }
    }
}

/// What tells whether anything changed: names, lengths and times of the files.
fn stamp(args: &Test) -> Vec<String> {
    let paths = find::paths(&args.paths);
    let mut all: Vec<PathBuf> = Vec::new();
    for path in paths.iter().cloned().chain(find::policies_above(&paths)) {
        if let Ok(found) = find::find(&[path]) {
            all.extend(found.policies);
            all.extend(found.sheets);
            all.extend(found.snapshots);
        }
    }
    all.iter()
        .map(|path| match std::fs::metadata(path) {
            Ok(found) => format!("{} {} {:?}", path.display(), found.len(), found.modified().ok()),
            Err(_) => path.display().to_string(),
        })
        .collect()
}
