//! The oracle against amounts worked out by hand: every scenario of the cases, the shapes and the
//! policies. Only when the oracle alone gives them is it fit to judge the engine.

mod oracle;

use oracle::scenario::{pol_files, run, standard, tree_of};
use polc::syntax::ast::{File, Item};

/// Runs every scenario of a folder, each with its own file, the shipped policies and the standard
/// vocabulary in view.
fn run_all(folder: &str) {
    let standard = standard();
    let shipped: Vec<File> = pol_files("policies").iter().map(|path| tree_of(path)).collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in pol_files(folder) {
        let file = tree_of(&path);
        let mut files: Vec<&File> = vec![&file, &standard];
        files.extend(&shipped);
        for item in &file.items {
            if let Item::Scenario(scenario) = item {
                count += 1;
                wrong.extend(run(&files, scenario));
            }
        }
    }
    assert!(count > 0, "no scenario under {folder}");
    assert!(wrong.is_empty(), "{} of {count} scenarios:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn cases_come_out_as_worked_out_by_hand() {
    run_all("tests/cases");
}

#[test]
fn shapes_come_out_as_worked_out_by_hand() {
    run_all("tests/shapes");
}
