//! The shipped policies: recorded verdicts, explained survivors, the table of the document.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use polc::mutate::{Neighbours, Operator, Part, Report, mutants};
use polc::suite;

use super::record::{self, Letters, OPEN, Reasons};
use super::{Project, support};

/// One in so many is tried by every run.
const ONE_IN: usize = 10;
/// The policies that are looked at: others among the cases show other readings.
const SHIPPED: &str = "policies/";
const COMMAND: &str = "POLC_UPDATE=1 cargo test --test mutants";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_default()
}

/// The policies and the cases, with the statements accepted for them.
fn project() -> Project {
    let paths = [support::pol_files("policies"), support::pol_files("tests/cases")].concat();
    let mut stored = BTreeMap::new();
    for file in &paths {
        let name = file.file_name().unwrap().to_string_lossy();
        let snapshot = file.with_file_name("snapshots").join(suite::snapshot_name(&name));
        if let Ok(text) = std::fs::read_to_string(snapshot) {
            stored.insert(support::short(file), suite::parse_snapshot(&text).unwrap());
        }
    }
    Project::new(support::sources(&paths), stored)
}

/// A mutant: its file, its place and the new text.
type Key = (String, u32, u32, String);

/// A mutant's sort, its place among those of its sort in the file, and what it stands in.
type Place = (Operator, usize, Part);

/// Where each mutant of a file stands among those of its sort.
fn places(project: &Project) -> BTreeMap<Key, Place> {
    let programs = project.compilation.programs.iter();
    let neighbours = Neighbours::of(programs.map(AsRef::as_ref));
    let mut places = BTreeMap::new();
    for (file, tree) in project.sources.files().iter().zip(&project.compilation.files) {
        let mut counts: BTreeMap<Operator, usize> = BTreeMap::new();
        for mutant in mutants(file, tree, &neighbours) {
            let count = counts.entry(mutant.operator).or_default();
            let span = mutant.place();
            let key = (file.name.clone(), span.lo, span.hi, mutant.edit.text.clone());
            places.insert(key, (mutant.operator, *count, mutant.part));
            *count += 1;
        }
    }
    places
}

/// Two texts mean the same when their programs are equal but for places: nothing else may tell where a
/// policy stands.
#[test]
fn a_program_without_places_is_the_same_wherever_it_stands() {
    for folder in ["policies", "tests/cases", "tests/shapes"] {
        let paths = support::pol_files(folder);
        let programs = |before: &str| -> Vec<polc::program::Program> {
            let mut sources = polc::source::SourceMap::new();
            for path in &paths {
                let text = std::fs::read_to_string(path).unwrap();
                sources.add(support::short(path), format!("{before}{text}")).unwrap();
            }
            let compilation = polc::pipeline::compile(&sources);
            compilation.programs.iter().map(|program| program.without_places()).collect()
        };
        let (here, there) = (programs(""), programs("# 一行\n\n"));
        assert!(!here.is_empty());
        assert!(here == there, "{folder}: a program still knows where it stands");
    }
}

#[test]
fn the_shipped_policies_and_their_slips() {
    let project = project();
    if std::env::var_os("POLC_UPDATE").is_some() {
        let report = project.run(Some(SHIPPED), None, 0);
        assert!(report.idle.is_empty(), "{:?}", report.idle);
        let letters = record::letters(&report.tried);
        let reasons = record::read_reasons(&read("tests/mutants/survivors.txt"));
        let reasons = record::renewed(&reasons, &record::survivors(report.tried.iter()));
        std::fs::write(path("tests/mutants/verdicts.txt"), record::write(&letters)).unwrap();
        std::fs::write(path("tests/mutants/survivors.txt"), record::write_reasons(&reasons))
            .unwrap();
        std::fs::write(path("docs/mutants.md"), document(&project, &letters, &reasons)).unwrap();
    }
    let letters = record::read(&read("tests/mutants/verdicts.txt"));
    let reasons = record::read_reasons(&read("tests/mutants/survivors.txt"));
    let same = document(&project, &letters, &reasons) == read("docs/mutants.md");
    assert!(same, "docs/mutants.md is not what the records say: {COMMAND}");
    explained(&letters, &reasons);
    let all = letters.values().map(|letters| letters.len()).sum::<usize>();
    let report = project.run(Some(SHIPPED), Some(all / ONE_IN), 0);
    assert_eq!(report.all, all, "the policies have other slips than were recorded: {COMMAND}");
    assert!(report.idle.is_empty(), "{:?}", report.idle);
    as_recorded(&project, &report, &letters);
}

/// Every survivor has its reason.
fn explained(letters: &Letters, reasons: &Reasons) {
    let open: Vec<&String> =
        reasons.iter().filter(|(reason, _)| reason == OPEN).flat_map(|(_, names)| names).collect();
    assert!(
        open.is_empty(),
        "write a scenario that finds them, or a reason into tests/mutants/survivors.txt: {open:#?}"
    );
    let told = reasons.iter().map(|(_, names)| names.len()).sum::<usize>();
    let survived = letters.values().flat_map(|it| it.chars()).filter(|it| *it == 's').count();
    assert_eq!(told, survived, "{COMMAND}");
}

/// What was found is found, what survived survives; by whom may change between two records.
fn as_recorded(project: &Project, report: &Report, letters: &Letters) {
    let places = places(project);
    let mut wrong = Vec::new();
    for each in &report.tried {
        let span = each.mutant.place();
        let key = (each.file.clone(), span.lo, span.hi, each.mutant.edit.text.clone());
        let (operator, index, _) = places[&key];
        let recorded = letters.get(&(each.file.clone(), operator));
        let recorded = recorded.and_then(|it| it.chars().nth(index)).unwrap_or('?');
        let now = record::letter(&each.verdict);
        if record::class(now) != record::class(recorded) {
            let (file, line, what) = (&each.file, each.line, &each.mutant.what.zh);
            let name = operator.name();
            wrong.push(format!("{file}:{line} {name} {what}: {recorded} is now {now}"));
        }
    }
    assert!(wrong.is_empty(), "{COMMAND}\n{}", wrong.join("\n"));
}

/// The verdicts on slips in claims.
fn of_claims(project: &Project, letters: &Letters) -> String {
    let places = places(project).into_iter();
    let claims = places.filter(|(_, (_, _, part))| *part == Part::Claim);
    let letter = |((file, ..), (operator, index, _)): (Key, Place)| {
        letters.get(&(file, operator)).and_then(|it| it.chars().nth(index))
    };
    claims.filter_map(letter).collect()
}

/// Figures of a row: made, check, expected, accepted, same, survivors.
fn figures(letters: &str) -> [usize; 6] {
    let count = |letter: char| letters.chars().filter(|it| *it == letter).count();
    [letters.chars().count(), count('c'), count('e'), count('a'), count('='), count('s')]
}

fn row(text: &mut String, name: &str, letters: &str) {
    let figures = figures(letters).map(|figure| figure.to_string()).join(" | ");
    writeln!(text, "| {name} | {figures} |").unwrap();
}

fn document(project: &Project, letters: &Letters, reasons: &Reasons) -> String {
    let mut text = read("tests/mutants/head.md");
    let head = "| made | check | expected | accepted alone | same | survive |\n|---|---|---|---|---|---|---|\n";
    let all: String = letters.values().map(String::as_str).collect();
    let [made, check, expected, accepted, same, survived] = figures(&all);
    writeln!(
        text,
        "Of {made} slips `check` finds {check}, what the scenarios expect finds {expected} more, accepted statements alone {accepted}; \
         {same} mean the same program, and {survived} survive.\n"
    )
    .unwrap();
    let [made, check, .., survived] = figures(&of_claims(project, letters));
    writeln!(
        text,
        "In claims alone stand {made} of them: `check` finds {check}, and {survived} survive.\n"
    )
    .unwrap();
    writeln!(text, "## By sort of slip\n\n| slip {head}").unwrap();
    text.pop();
    for operator in Operator::ALL {
        let of = letters.iter().filter(|((_, it), _)| *it == operator);
        let of: String = of.map(|(_, letters)| letters.as_str()).collect();
        if !of.is_empty() {
            row(&mut text, &format!("`{}`: {}", operator.name(), operator.words().en), &of);
        }
    }
    row(&mut text, "all", &all);
    writeln!(text, "\n## By file\n\n| file {head}").unwrap();
    text.pop();
    let mut files: Vec<&String> = letters.keys().map(|(file, _)| file).collect();
    files.dedup();
    for file in files {
        let of = letters.iter().filter(|((it, _), _)| it == file);
        let of: String = of.map(|(_, letters)| letters.as_str()).collect();
        row(&mut text, &format!("`{file}`"), &of);
    }
    text.push_str("\n## The survivors\n");
    for (reason, names) in reasons {
        writeln!(text, "\n{reason}\n").unwrap();
        names.iter().for_each(|name| writeln!(text, "- {name}").unwrap());
    }
    text
}
