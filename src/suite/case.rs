//! The scenarios of a suite file, one by one, with the rows of tables among them.

use std::collections::BTreeMap;

use super::table;
use crate::diagnostics::{Code, Problem};
use crate::program::Program;
use crate::source::Span;
use crate::syntax::ast;
use crate::text;
use std::sync::Arc;

/// A file with scenarios.
#[derive(Debug, Clone, Default)]
pub struct SuiteFile {
    /// Its path as given.
    pub name: String,
    /// Its scenarios, in the order of the page.
    pub cases: Vec<Case>,
    /// What is wrong with the file itself: a title that stands twice, a header that cannot be read.
    pub problems: Vec<Problem>,
}

/// One scenario: an item, or a row of a table or sheet.
#[derive(Debug, Clone)]
pub struct Case {
    /// The title, which names it in its file.
    pub title: String,
    /// Where the title stands.
    pub place: Span,
    /// What happens and what is expected.
    pub scenario: ast::Scenario,
    /// Whether it is run.
    pub mode: CaseMode,
    /// Why it cannot be run: a cell that cannot be read.
    pub faults: Vec<Problem>,
}

/// Whether a scenario is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseMode {
    /// With the others.
    Run,
    /// Not run, for a reason.
    Skip(Option<String>),
    /// It alone.
    Only,
}

impl CaseMode {
    /// The mode as written.
    pub(super) fn of(mode: Option<&ast::ScenarioMode>) -> Self {
        match mode {
            None => CaseMode::Run,
            Some(ast::ScenarioMode::Skip(reason, _)) => {
                CaseMode::Skip(reason.as_ref().map(|reason| reason.node.clone()))
            }
            Some(ast::ScenarioMode::Only(_)) => CaseMode::Only,
        }
    }
}

/// The scenarios of a `.pol` file.
pub fn from_tree(name: &str, tree: &ast::File, programs: &[Arc<Program>]) -> SuiteFile {
    let mut file = SuiteFile { name: name.to_owned(), ..SuiteFile::default() };
    for item in &tree.items {
        match item {
            ast::Item::Scenario(scenario) => file.cases.push(Case {
                title: one_line(&scenario.title.node),
                place: scenario.title.span,
                mode: CaseMode::of(scenario.mode.as_ref()),
                scenario: scenario.clone(),
                faults: Vec::new(),
            }),
            ast::Item::ScenarioTable(table) => {
                let title = one_line(&table.title.node);
                let row_name = |number: usize| text!("第 {number} 行", "row {number}").zh;
                file.cases.extend(table::rows(table, Some(&title), programs, &row_name));
            }
            ast::Item::Use(_)
            | ast::Item::Vocabulary(_)
            | ast::Item::Declaration(_)
            | ast::Item::Policy(_)
            | ast::Item::Calc(_) => {}
        }
    }
    refuse_duplicates(&mut file);
    file
}

/// Two scenarios of one title in a file would share one snapshot.
pub(super) fn refuse_duplicates(file: &mut SuiteFile) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let mut problems = Vec::new();
    for case in &file.cases {
        match first.get(case.title.as_str()) {
            None => {
                let _none = first.insert(&case.title, case.place);
            }
            Some(place) => {
                let title = &case.title;
                problems.push(
                    Problem::new(
                        Code::DuplicateScenario,
                        case.place,
                        text!(
                            "情景“{title}”在这个文件里写了两次",
                            "the scenario `{title}` stands twice in this file"
                        ),
                    )
                    .also(*place, text!("第一次", "the first one"))
                    .help(text!(
                        "换一个标题；快照按标题找情景",
                        "give it another title; snapshots go by titles"
                    )),
                );
            }
        }
    }
    file.problems.append(&mut problems);
}

/// A title on one line, without blanks at its ends: the head of a section of a snapshot.
pub(super) fn one_line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}
