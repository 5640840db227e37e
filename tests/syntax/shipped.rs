//! The files of the repository.

use std::path::{Path, PathBuf};

use super::{parse, said};

/// All `.pol` files of the repository, with their names.
#[expect(clippy::disallowed_methods, reason = "a test reads the files that it is about")]
fn shipped() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "pol") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["policies", "tests/cases", "src/resolve"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn every_file_parses_without_problems() {
    let files = shipped();
    assert!(files.len() > 20);
    for (path, text) in files {
        assert_eq!(said(&text), "", "{}", path.display());
        assert!(!parse(&text).0.items.is_empty());
    }
}

#[test]
#[ignore = "prints the speed: cargo test --release --test syntax speed -- --ignored --nocapture"]
fn speed() {
    let once: String = shipped().into_iter().map(|(_, text)| text + "\n").collect();
    let text = once.repeat(10_000_usize.div_ceil(once.lines().count()));
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let (file, problems) = parse(&text);
        let elapsed = start.elapsed();
        assert!(problems.is_empty());
        let (lines, bytes, items) = (text.lines().count(), text.len(), file.items.len());
        println!("{lines} lines, {bytes} bytes, {items} items: {elapsed:?}");
    }
}
