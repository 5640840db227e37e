//! `polc eval`: visits in order, a statement for each.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::args::{Eval, StatementFormat};
use super::check::is_error;
use super::{Exit, files, output};
use crate::diagnostics::{Code, Problem};
use crate::ledger::{StateFile, from_json, to_json};
use crate::pipeline::compile;
use crate::posting::{Posted, post};
use crate::program::Program;
use crate::report::event;
use crate::report::problem::{Format, Style, render};
use crate::report::settlement::Digests;
use crate::rule::EventKind;
use crate::source::{SourceMap, fingerprint};
use crate::text;
use crate::visit::{Events, RawEvent, RawFact, RawValue, RawVisit, read_json};

/// Why nothing, or nothing more, was settled.
pub(super) struct Failure {
    pub(super) exit: Exit,
    pub(super) problems: Vec<Problem>,
}

impl Failure {
    fn usage(problem: Problem) -> Self {
        Failure { exit: Exit::Usage, problems: vec![problem] }
    }

    pub(super) fn refused(problems: Vec<Problem>) -> Self {
        Failure { exit: Exit::Refused, problems }
    }
}

/// What a run has come to so far; it stays when a later visit fails.
#[derive(Default)]
pub(super) struct Run {
    pub(super) sources: SourceMap,
    posted: Vec<Posted>,
    pub(super) digests: Digests,
}

pub(super) fn run(args: &Eval, style: Style) -> Exit {
    let mut run = Run::default();
    let outcome = run.evaluate(args);
    // Statements first: a state is saved only for visits that someone could see settled.
    let printed = if run.posted.is_empty() {
        Exit::Clean
    } else {
        output::stdout(&match args.format {
            StatementFormat::Text => event::statement(&run.posted, style.lang),
            StatementFormat::Json => event::json(&run.posted, &run.digests),
        })
    };
    let outcome = outcome.and_then(|file| match printed {
        Exit::Clean => save(args, &file),
        exit => Err(Failure { exit, problems: Vec::new() }),
    });
    let Err(failure) = outcome else { return Exit::Clean };
    let format = match args.format {
        StatementFormat::Text => Format::Human,
        StatementFormat::Json => Format::Json,
    };
    output::stderr(&render(&failure.problems, &run.sources, None, format, style));
    failure.exit
}

impl Run {
    fn evaluate(&mut self, args: &Eval) -> Result<StateFile, Failure> {
        let programs = self.compile(args)?;
        let events = self.events(args, &programs)?;
        let mut file = self.state(args)?;
        for program in &programs {
            file.counts.extend(counts(program));
        }
        for event in &events {
            let posted = post(&mut file.ledger, event, &programs).map_err(Failure::refused)?;
            self.posted.push(posted);
        }
        Ok(file)
    }

    /// The programs of the policies; one error in any of them and nothing is settled.
    pub(super) fn compile(&mut self, args: &Eval) -> Result<Vec<Arc<Program>>, Failure> {
        let loaded = files::load(&args.policies);
        self.sources = loaded.sources;
        if !loaded.faults.is_empty() {
            return Err(Failure { exit: Exit::Usage, problems: loaded.faults });
        }
        let compilation = compile(&self.sources);
        let mut problems = loaded.findings;
        problems.extend(compilation.problems.into_sorted().into_iter().filter(is_error));
        if !problems.is_empty() {
            return Err(Failure { exit: Exit::Findings, problems });
        }
        let texts: BTreeSet<String> =
            self.sources.files().iter().map(|file| fingerprint(&file.text)).collect();
        self.digests.policy = fingerprint(&texts.into_iter().collect::<Vec<_>>().join("\n"));
        if compilation.programs.is_empty() {
            return Err(Failure::usage(Problem::without_place(
                Code::NoPolicyInForce,
                text!("这些文件里没有政策", "there is no policy in these files"),
            )));
        }
        Ok(compilation.programs)
    }

    /// What happened, what holds for the person first; `--set` speaks for every visit.
    fn events(&mut self, args: &Eval, programs: &[Arc<Program>]) -> Result<Vec<RawEvent>, Failure> {
        let set = given_facts(&args.facts)?;
        let mut given = args.facts.join("\n");
        let events = match &args.input {
            Some(path) => {
                let name = path.display().to_string();
                let bytes = files::read(path).map_err(Failure::usage)?;
                let text = files::text_of(&bytes, &name)
                    .map_err(|problem| Failure::refused(vec![problem]))?;
                given.push('\n');
                given.push_str(&text);
                self.read_events(&name, text)?
            }
            None if set.is_empty() => {
                return Err(Failure::usage(
                    Problem::without_place(
                        Code::BadUsage,
                        text!("没有说要结算什么", "there is nothing to settle"),
                    )
                    .help(text!(
                        "用 --input 文件 给出就诊，或用 --set 名=值 写明各个字段",
                        "give visits with --input FILE, or fields with --set NAME=VALUE"
                    )),
                ));
            }
            None => {
                Events { person: Vec::new(), events: vec![RawEvent::visit(RawVisit::default())] }
            }
        };
        self.digests.input = fingerprint(&given);
        let (mut person, mut events) = (events.person, events.events);
        // A balance is what the person starts with, whoever gives it.
        let (balances, set): (Vec<RawFact>, Vec<RawFact>) =
            set.into_iter().partition(|fact| is_account(&fact.name, programs));
        person.extend(balances);
        for event in events.iter_mut().filter(|event| event.kind == EventKind::Visit) {
            event.facts.extend(set.iter().cloned());
        }
        if !person.is_empty() {
            events.insert(0, RawEvent { facts: person, ..RawEvent::new(EventKind::Person) });
        }
        Ok(events)
    }

    fn read_events(&mut self, name: &str, text: String) -> Result<Events, Failure> {
        let shown = if name == "-" { "<stdin>" } else { name };
        let file = self
            .sources
            .add(shown, text)
            .ok()
            .and_then(|index| self.sources.files().get(index))
            .ok_or_else(|| Failure::usage(files::too_large(shown)))?;
        read_json(file).map_err(Failure::refused)
    }

    fn state(&mut self, args: &Eval) -> Result<StateFile, Failure> {
        let Some(path) = &args.state else { return Ok(StateFile::default()) };
        let name = path.display().to_string();
        let bytes = files::read(path).map_err(Failure::usage)?;
        let text =
            files::text_of(&bytes, &name).map_err(|problem| Failure::refused(vec![problem]))?;
        self.digests.state = Some(fingerprint(&text));
        from_json(&text).map_err(|error| Failure::refused(vec![error.problem(&name)]))
    }
}

fn save(args: &Eval, file: &StateFile) -> Result<(), Failure> {
    let Some(path) = &args.save_state else { return Ok(()) };
    output::replace_file(path, &to_json(file))
        .map_err(|error| Failure::usage(files::unreadable(&path.display().to_string(), &error)))
}

/// The identities of the totals of a program that are counts.
fn counts(program: &Program) -> impl Iterator<Item = String> + '_ {
    let totals = program.body.accumulators.iter();
    totals.filter(|total| total.kind.is_count()).map(|total| total.identity.clone())
}

fn is_account(name: &str, programs: &[Arc<Program>]) -> bool {
    programs
        .iter()
        .flat_map(|program| &program.vocabulary.accounts)
        .any(|account| account.name == name || account.external.as_deref() == Some(name))
}

/// `--set 名=值`
pub(super) fn given_facts(words: &[String]) -> Result<Vec<RawFact>, Failure> {
    let mut facts: Vec<RawFact> = Vec::new();
    for word in words {
        let Some((name, value)) = word.split_once(['=', '＝']) else {
            return Err(Failure::usage(
                Problem::without_place(
                    Code::BadUsage,
                    text!("--set {word}：缺少等号", "--set {word}: the equals sign is missing"),
                )
                .help(text!("写成 --set 级别=三级", "write --set level=3")),
            ));
        };
        let (name, value) = (name.trim(), value.trim());
        if facts.iter().any(|fact| fact.name == name) {
            return Err(Failure::usage(Problem::without_place(
                Code::BadUsage,
                text!("--set {name} 写了两次", "--set {name} is given twice"),
            )));
        }
        facts.push(RawFact {
            name: name.to_owned(),
            value: RawValue::Text(value.to_owned()),
            place: format!("--set {name}"),
            span: None,
            name_span: None,
        });
    }
    Ok(facts)
}
