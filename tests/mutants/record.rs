//! The recorded verdicts and the reasons of survivors, as files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use polc::mutate::{Operator, Tried, Verdict};

/// How a mutant ended, as a letter.
pub(crate) fn letter(verdict: &Verdict) -> char {
    match verdict {
        Verdict::Check(_) => 'c',
        Verdict::Expected(_) => 'e',
        Verdict::Accepted(_) => 'a',
        Verdict::Same => '=',
        Verdict::Survives(_) => 's',
    }
}

/// What matters for the everyday test: who of the finders came first may change.
pub(crate) fn class(letter: char) -> char {
    if matches!(letter, 'c' | 'e' | 'a') { 'f' } else { letter }
}

/// Letters of mutants by file and sort of slip, in the order of the page.
pub(crate) type Letters = BTreeMap<(String, Operator), String>;

pub(crate) fn letters(tried: &[Tried]) -> Letters {
    let mut letters = Letters::new();
    for each in tried {
        let key = (each.file.clone(), each.mutant.operator);
        letters.entry(key).or_default().push(letter(&each.verdict));
    }
    letters
}

pub(crate) fn write(letters: &Letters) -> String {
    let mut text = String::from(
        "# The verdict on each slip in the shipped policies, by file and sort of slip, in the order of the page:\n\
         # c found by check, e by what a scenario expects, a by an accepted statement alone, = same program, s survives.\n\
         # Written by POLC_UPDATE=1 cargo test --test mutants.\n",
    );
    let mut file = "";
    for ((name, operator), letters) in letters {
        if name != file {
            writeln!(text, "\n{name}").unwrap();
            file = name;
        }
        writeln!(text, "  {} {letters}", operator.name()).unwrap();
    }
    text
}

pub(crate) fn read(text: &str) -> Letters {
    let mut letters = Letters::new();
    let mut file = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.strip_prefix("  ") {
            None => line.clone_into(&mut file),
            Some(line) => {
                let (name, verdicts) = line.split_once(' ').unwrap();
                let operator = Operator::ALL.into_iter().find(|it| it.name() == name).unwrap();
                letters.insert((file.clone(), operator), verdicts.to_owned());
            }
        }
    }
    letters
}

/// Why survivors survive: each reason with the survivors it speaks of, in the order of the file.
pub(crate) type Reasons = Vec<(String, Vec<String>)>;

/// What is not explained yet.
pub(crate) const OPEN: &str = "(not explained)";

/// A survivor in words that outlive other lines; a number tells apart what reads the same.
pub(crate) fn survivors<'t>(tried: impl Iterator<Item = &'t Tried>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for each in tried.filter(|each| letter(&each.verdict) == 's') {
        let (operator, what) = (each.mutant.operator.name(), &each.mutant.what.en);
        let name = format!("{} {operator}: {what}", each.file);
        let same = names.iter().filter(|it| it.starts_with(&name)).count();
        names.push(if same == 0 { name } else { format!("{name} ({})", same + 1) });
    }
    names
}

pub(crate) fn read_reasons(text: &str) -> Reasons {
    let mut reasons = Reasons::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.strip_prefix("  ") {
            None => reasons.push((line.to_owned(), Vec::new())),
            Some(name) => reasons.last_mut().unwrap().1.push(name.to_owned()),
        }
    }
    reasons
}

pub(crate) fn write_reasons(reasons: &Reasons) -> String {
    let mut text = String::from(
        "# Why nobody finds these slips: a reason on a line, then the slips it speaks of.\n\
         # POLC_UPDATE=1 cargo test --test mutants takes out what is found by now and puts what is new at the end.\n",
    );
    for (reason, names) in reasons {
        writeln!(text, "\n{reason}").unwrap();
        names.iter().for_each(|name| writeln!(text, "  {name}").unwrap());
    }
    text
}

/// The reasons for today's survivors: those that are gone taken out, new ones at the end.
pub(crate) fn renewed(reasons: &Reasons, today: &[String]) -> Reasons {
    let mut renewed: Reasons = reasons
        .iter()
        .filter(|(reason, _)| reason != OPEN)
        .map(|(reason, names)| {
            let names = names.iter().filter(|name| today.contains(name));
            (reason.clone(), names.cloned().collect())
        })
        .collect();
    let known = |name: &String| renewed.iter().any(|(_, names)| names.contains(name));
    let new: Vec<String> = today.iter().filter(|name| !known(name)).cloned().collect();
    renewed.push((OPEN.to_owned(), new));
    renewed.retain(|(_, names)| !names.is_empty());
    renewed
}
