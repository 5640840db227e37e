//! Writing to the terminal and to files.

use std::io::{self, Write};
use std::path::Path;

use super::Exit;

/// Writes results. A reader that went away, as `head` does, is no fault.
pub(super) fn stdout(text: &str) -> Exit {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Exit::Clean,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
        Err(_) => Exit::Usage,
    }
}

/// Writes messages; there is nowhere left to complain when that fails.
pub(super) fn stderr(text: &str) {
    let mut out = io::stderr().lock();
    let _ignored = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Replaces a file as a whole: whoever reads it sees the old text or the new one.
pub(super) fn replace_file(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(hidden);
    let written = (|| {
        let mut file = std::fs::File::create_new(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if written.is_err() {
        let _ignored = std::fs::remove_file(&temporary);
    }
    written
}
