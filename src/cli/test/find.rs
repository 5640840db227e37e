//! Which files a run looks at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::files;
use crate::diagnostics::{Code, Problem};
use crate::text;

/// Folders that hold policies, in the order in which they are looked for.
const POLICY_FOLDERS: [&str; 2] = ["policies", "政策"];
/// Folders that hold scenarios.
const SUITE_FOLDERS: [&str; 2] = ["tests", "情景"];
/// Where the snapshots of the suites of a folder are.
pub(super) const SNAPSHOTS: &str = "snapshots";

/// The files below the paths of a run.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// `.pol` files.
    pub(super) policies: Vec<PathBuf>,
    /// Spreadsheets of scenarios.
    pub(super) sheets: Vec<PathBuf>,
    /// Snapshots below folders that were named.
    pub(super) snapshots: Vec<PathBuf>,
}

/// The paths as given, or those that a project has.
pub(super) fn paths(given: &[PathBuf]) -> Vec<PathBuf> {
    if !given.is_empty() {
        return given.to_vec();
    }
    let usual: Vec<PathBuf> = POLICY_FOLDERS
        .iter()
        .chain(&SUITE_FOLDERS)
        .map(PathBuf::from)
        .filter(|folder| folder.is_dir())
        .collect();
    if usual.is_empty() { vec![PathBuf::from(".")] } else { usual }
}

/// All files that a run looks at, each once.
pub(super) fn find(paths: &[PathBuf]) -> Result<Found, Vec<Problem>> {
    let mut found = Found::default();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let mut below = Vec::new();
        if path.is_dir() {
            let wanted = |path: &Path| {
                files::is_policy_file(path) || is_sheet_of_scenarios(path) || is_snapshot(path)
            };
            files::collect(path, &wanted, &mut below, &mut faults);
        } else if files::is_policy_file(path) || is_sheet(path) {
            below.push(path.clone());
        } else if path.exists() {
            faults.push(no_suite(path));
        } else {
            let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
            faults.push(files::unreadable(&path.display().to_string(), &missing));
        }
        for file in below {
            let real = file.canonicalize().unwrap_or_else(|_| file.clone());
            if !seen.insert(real) {
                continue;
            }
            if files::is_policy_file(&file) {
                found.policies.push(file);
            } else if is_snapshot(&file) {
                found.snapshots.push(file);
            } else {
                found.sheets.push(file);
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

fn no_suite(path: &Path) -> Problem {
    let name = path.display();
    Problem::without_place(
        Code::FileUnreadable,
        text!(
            "{name}：既不是 .pol 文件，也不是 .csv 或 .xlsx 表格",
            "{name}: neither a .pol file nor a .csv or .xlsx sheet"
        ),
    )
}

/// Whether a file is a spreadsheet.
fn is_sheet(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| extension == "csv" || extension == "xlsx")
}

/// Whether a file is one of scenarios by its name: `襄阳情景.csv`, `hefei-scenarios.xlsx`.
fn is_sheet_of_scenarios(path: &Path) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
    // `~$…` is what Excel leaves beside a file that is open.
    is_sheet(path)
        && stem.is_some_and(|stem| {
            !stem.starts_with("~$") && (stem.ends_with("情景") || stem.ends_with("scenarios"))
        })
}

fn is_snapshot(path: &Path) -> bool {
    let parent = path.parent().and_then(Path::file_name);
    parent.is_some_and(|name| name == SNAPSHOTS)
        && path.extension().is_some_and(|extension| extension == "snap")
}

/// The nearest folder of policies beside the paths or above them.
pub(super) fn policies_above(paths: &[PathBuf]) -> Option<PathBuf> {
    paths.iter().find_map(|path| {
        let path = std::path::absolute(path).ok()?;
        let here = std::env::current_dir().ok();
        let found = path.ancestors().find_map(|folder| {
            POLICY_FOLDERS.iter().map(|name| folder.join(name)).find(|folder| folder.is_dir())
        })?;
        // As short as the reader would write it.
        let short = here.and_then(|here| found.strip_prefix(here).map(Path::to_path_buf).ok());
        Some(short.unwrap_or(found))
    })
}
