//! Finding and reading files.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::diagnostics::{Code, Problem, Text};
use crate::source::{DecodeError, SourceMap, decode};
use crate::text;

/// The policy files of a run.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// Those that could be read.
    pub(super) sources: SourceMap,
    /// Files whose bytes are no text.
    pub(super) findings: Vec<Problem>,
    /// Paths that lead nowhere.
    pub(super) faults: Vec<Problem>,
    /// How many files there are.
    pub(super) count: usize,
}

/// Reads policy files; folders stand for all `.pol` files below them, sorted.
pub(super) fn load(paths: &[PathBuf]) -> Loaded {
    let mut loaded = Loaded::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        let mut found = Vec::new();
        if path.is_dir() {
            collect(path, &is_policy_file, &mut found, &mut loaded.faults);
            if found.is_empty() {
                let name = path.display();
                loaded.faults.push(Problem::without_place(
                    Code::FileUnreadable,
                    text!("{name}：文件夹里没有 .pol 文件", "{name}: no .pol files in this folder"),
                ));
            }
        } else {
            found.push(path.clone());
        }
        for file in found {
            let real = file.canonicalize().unwrap_or_else(|_| file.clone());
            if seen.insert(real) {
                load_one(&file, &mut loaded);
            }
        }
    }
    loaded
}

fn load_one(path: &Path, loaded: &mut Loaded) {
    match read(path) {
        Err(problem) => loaded.faults.push(problem),
        Ok(bytes) => {
            loaded.count = loaded.count.saturating_add(1);
            let name = path.display().to_string();
            match text_of(&bytes, &name) {
                Err(problem) => loaded.findings.push(problem),
                Ok(text) => {
                    if loaded.sources.add(name.clone(), text).is_err() {
                        loaded.faults.push(too_large(&name));
                    }
                }
            }
        }
    }
}

/// Whether a file is one of policies, by its name.
pub(super) fn is_policy_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "pol")
}

/// All files of a sort below a folder, sorted; hidden entries and links to folders are left out.
pub(super) fn collect(
    folder: &Path,
    wanted: &dyn Fn(&Path) -> bool,
    found: &mut Vec<PathBuf>,
    faults: &mut Vec<Problem>,
) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            faults.push(unreadable(&folder.display().to_string(), &error));
            return;
        }
    };
    let mut paths: Vec<PathBuf> =
        entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            collect(&path, wanted, found, faults);
        } else if path.is_file() && wanted(&path) {
            found.push(path);
        }
    }
}

/// The bytes of a file; `-` is standard input.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let name = path.display().to_string();
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        read_file(path)
    };
    bytes.map_err(|error| unreadable(&name, &error))
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads files")]
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// The text of a file.
pub(super) fn text_of(bytes: &[u8], name: &str) -> Result<String, Problem> {
    decode(bytes).map_err(|error| {
        let problem = |message: Text| Problem::without_place(Code::NotUtf8, message);
        match error {
            DecodeError::LooksLikeGb18030 => problem(text!(
                "{name}：文件不是 UTF-8 编码，像是 GBK（GB18030）",
                "{name}: the file is not UTF-8, it looks like GBK (GB18030)"
            ))
            .help(text!("在编辑器里另存为 UTF-8 编码", "save it again as UTF-8 in your editor")),
            DecodeError::LooksLikeUtf16 => problem(text!(
                "{name}：文件不是 UTF-8 编码，像是 UTF-16（“Unicode”）",
                "{name}: the file is not UTF-8, it looks like UTF-16 (“Unicode”)"
            ))
            .help(text!("在编辑器里另存为 UTF-8 编码", "save it again as UTF-8 in your editor")),
            DecodeError::NotText { valid_up_to } => {
                let good = bytes.iter().take(valid_up_to);
                let line = good.filter(|byte| **byte == b'\n').count().saturating_add(1);
                problem(text!(
                    "{name}：第 {line} 行有不是 UTF-8 文字的字节",
                    "{name}: line {line} holds bytes that are no UTF-8 text"
                ))
                .help(text!(
                    "确认这是文本文件（不是 Word 或 Excel 文件），并另存为 UTF-8 编码",
                    "make sure that it is a text file (not one of Word or Excel), saved as UTF-8"
                ))
            }
        }
    })
}

/// Why a path leads nowhere.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Problem {
    let message = match error.kind() {
        io::ErrorKind::NotFound => {
            text!("{name}：没有这个文件或文件夹", "{name}: no such file or folder")
        }
        io::ErrorKind::PermissionDenied => {
            text!("{name}：没有读写它的权限", "{name}: permission denied")
        }
        io::ErrorKind::IsADirectory => {
            text!("{name}：这是文件夹，不是文件", "{name}: a folder, not a file")
        }
        _ => text!("{name}：不能读写（{error}）", "{name}: cannot be read or written ({error})"),
    };
    Problem::without_place(Code::FileUnreadable, message)
}

/// More text than fits.
pub(super) fn too_large(name: &str) -> Problem {
    Problem::without_place(Code::FileUnreadable, text!("{name}：文件太大", "{name}: too large"))
}
