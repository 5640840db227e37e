//! The tree as text, for tests: one line for each clause, in one spelling whatever the language.

mod expr;
mod member;

use std::fmt::{self, Write};

use super::ast;
use expr::{Joined, Quoted, Show};

/// A file as text. Two files that say the same give the same text.
pub fn dump(file: &ast::File) -> String {
    let mut out = Dumper { text: String::new(), depth: 0 };
    for item in &file.items {
        // Writing to a String cannot fail.
        let _ok = out.item(item);
    }
    for comment in &file.comments {
        let _ok = out.line(format_args!("comment {}", Quoted(&comment.text)));
    }
    out.text
}

/// An indented text that grows line by line.
struct Dumper {
    text: String,
    depth: usize,
}

impl Dumper {
    fn line(&mut self, words: fmt::Arguments<'_>) -> fmt::Result {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
        self.text.write_fmt(words)?;
        self.text.push('\n');
        Ok(())
    }

    /// Lines one step deeper.
    fn inside(&mut self, lines: impl FnOnce(&mut Self) -> fmt::Result) -> fmt::Result {
        self.depth = self.depth.saturating_add(1);
        lines(self)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn item(&mut self, item: &ast::Item) -> fmt::Result {
        match item {
            ast::Item::Use(name) => self.line(format_args!("use {}", name.node)),
            ast::Item::Vocabulary(vocabulary) => {
                self.line(format_args!("vocabulary {}", vocabulary.name.node))?;
                self.inside(|out| {
                    vocabulary.declarations.iter().try_for_each(|it| out.declaration(it))
                })
            }
            ast::Item::Declaration(declaration) => self.declaration(declaration),
            ast::Item::Policy(policy) | ast::Item::Calc(policy) => {
                let word = if matches!(item, ast::Item::Calc(_)) { "calc" } else { "policy" };
                let title = Quoted::after(" ", policy.title.as_ref());
                let extends = Show::after(" extends ", policy.extends.as_ref());
                self.line(format_args!("{word} {}{title}{extends}", policy.name.node))?;
                self.inside(|out| out.members(&policy.members))
            }
            ast::Item::Scenario(scenario) => self.scenario(scenario),
            ast::Item::ScenarioTable(table) => self.scenario_table(table),
        }
    }

    fn declaration(&mut self, declaration: &ast::Declaration) -> fmt::Result {
        match declaration {
            ast::Declaration::Enum(it) => {
                let external = Quoted::after(" ", it.external.as_ref());
                let ordered = if it.ordered { " ordered" } else { "" };
                self.line(format_args!("enum {}{external}{ordered}", it.name.node))?;
                self.inside(|out| {
                    it.values.iter().try_for_each(|value| {
                        let external = Quoted::after(" ", value.external.as_ref());
                        out.line(format_args!("{}{external}", value.name.node))
                    })
                })
            }
            ast::Declaration::Extend(it) => {
                self.line(format_args!("extend {}", it.name.node))?;
                self.inside(|out| it.values.iter().try_for_each(|value| out.extension(value)))
            }
            ast::Declaration::Field(it) => self.field(it),
            ast::Declaration::Account(it) => {
                let external = Quoted::after(" ", it.external.as_ref());
                let pays = Joined(" pays ", &it.pays);
                let default = Show::after(" default ", it.default.as_ref());
                let carries = it.carries.as_ref().map(|carry| {
                    let (month, day) = carry.on.node;
                    format!(" carries to {} on {month:02}-{day:02}", carry.to.node)
                });
                let carries = carries.unwrap_or_default();
                let name = &it.name.node;
                self.line(format_args!("account {name}{external}{pays}{default}{carries}"))
            }
            ast::Declaration::Parameter(it) => self.parameter(it),
            ast::Declaration::Accumulator(it) => self.accumulator(it),
        }
    }

    fn extension(&mut self, value: &ast::ExtensionValue) -> fmt::Result {
        let external = Quoted::after(" ", value.value.external.as_ref());
        let name = &value.value.name.node;
        match &value.position {
            ast::ExtensionPosition::Last => self.line(format_args!("{name}{external}")),
            ast::ExtensionPosition::Below(other) => {
                self.line(format_args!("{name}{external} < {}", other.node))
            }
            ast::ExtensionPosition::Above(other) => {
                self.line(format_args!("{name}{external} > {}", other.node))
            }
        }
    }

    fn field(&mut self, it: &ast::FieldDeclaration) -> fmt::Result {
        let external = Quoted::after(" ", it.external.as_ref());
        let section = match it.section {
            ast::Section::Person => "person",
            ast::Section::Institution => "institution",
            ast::Section::Visit => "visit",
            ast::Section::Line => "line",
            ast::Section::Binding => "binding",
        };
        self.line(format_args!(
            "field {}{external} : {} of {section}",
            it.name.node,
            Show(&it.ty)
        ))?;
        self.inside(|out| {
            if let Some((lo, hi)) = &it.bounds {
                out.line(format_args!("bounds {} .. {}", Show(lo), Show(hi)))?;
            }
            if let Some(step) = &it.step {
                out.line(format_args!("step {}", Show(step)))?;
            }
            if let Some(default) = &it.default {
                out.line(format_args!("default {}", Show(default)))?;
            }
            Ok(())
        })
    }

    fn parameter(&mut self, it: &ast::ParameterDeclaration) -> fmt::Result {
        self.line(format_args!("parameter {} : {}", it.name.node, Show(&it.ty)))?;
        self.inside(|out| {
            it.values.iter().try_for_each(|value| {
                out.line(format_args!("value {}", Show(&value.value)))?;
                out.inside(|out| out.suffix(&value.suffix))
            })
        })
    }

    fn accumulator(&mut self, it: &ast::AccumulatorDeclaration) -> fmt::Result {
        let keys = Joined(" for each ", &it.keys);
        self.line(format_args!("accumulator {} {}{keys}", it.name.node, Show(&it.period)))
    }

    fn scenario(&mut self, scenario: &ast::Scenario) -> fmt::Result {
        let policy = Show::after(" for ", scenario.policy.as_ref());
        let mode = mode(scenario.mode.as_ref());
        self.line(format_args!("scenario {}{policy}{mode}", Quoted(&scenario.title.node)))?;
        self.inside(|out| {
            scenario.events.iter().try_for_each(|event| match event {
                ast::ScenarioEvent::Event(event) => out.event(event),
                ast::ScenarioEvent::Expect(expectation) => out.expectation(expectation),
            })
        })
    }

    fn scenario_table(&mut self, table: &ast::ScenarioTable) -> fmt::Result {
        let policy = Show::after(" for ", table.policy.as_ref());
        let mode = mode(table.mode.as_ref());
        self.line(format_args!("scenarios {}{policy}{mode}", Quoted(&table.title.node)))?;
        self.inside(|out| {
            table.shared.iter().try_for_each(|event| out.event(event))?;
            let header = table.header.iter().map(|column| match &column.kind {
                ast::ScenarioColumnKind::Title => "title".to_owned(),
                ast::ScenarioColumnKind::Fact(name) => name.node.clone(),
                ast::ScenarioColumnKind::Expect(name) => format!("expect {}", name.node),
                ast::ScenarioColumnKind::Refused => "expect refused".to_owned(),
            });
            out.line(format_args!("{}", header.collect::<Vec<_>>().join(" | ")))?;
            table.rows.iter().try_for_each(|row| {
                let cells = row.cells.iter().map(|cell| {
                    cell.as_ref().map_or_else(String::new, |cell| Show(cell).to_string())
                });
                out.line(format_args!("{}", cells.collect::<Vec<_>>().join(" | ")))
            })
        })
    }

    fn event(&mut self, event: &ast::Event) -> fmt::Result {
        let (_, word) = event.kind.words();
        let date = Show::after(" ", event.date.as_ref().map(|date| &date.node));
        let label = Quoted::after(" ", event.label.as_ref());
        let until = Show::after(" until ", event.until.as_ref().map(|date| &date.node));
        let of = reference(" of ", event.of.as_ref());
        self.line(format_args!("{word}{date}{label}{of}{until}"))?;
        self.inside(|out| {
            out.facts(&event.facts)?;
            event.lines.iter().try_for_each(|line| {
                out.line(format_args!("line"))?;
                out.inside(|out| out.facts(line))
            })
        })
    }

    fn expectation(&mut self, expectation: &ast::Expectation) -> fmt::Result {
        let of = reference(" ", expectation.of.as_ref());
        match &expectation.kind {
            ast::ExpectationKind::Amounts(facts) => {
                self.line(format_args!("expect{of}"))?;
                self.inside(|out| out.facts(facts))
            }
            ast::ExpectationKind::Refused(reason) => {
                let reason = Quoted::after(" ", reason.as_ref());
                self.line(format_args!("expect{of} refused{reason}"))
            }
            ast::ExpectationKind::Unused(names) => {
                self.line(format_args!("expect{of} unused{}", Joined(" ", names)))
            }
        }
    }

    fn facts(&mut self, facts: &[ast::Fact]) -> fmt::Result {
        facts.iter().try_for_each(|fact| {
            self.line(format_args!("{} : {}", fact.name.node, Show(&fact.value)))
        })
    }
}

fn mode(mode: Option<&ast::ScenarioMode>) -> String {
    match mode {
        None => String::new(),
        Some(ast::ScenarioMode::Only(_)) => " only".to_owned(),
        Some(ast::ScenarioMode::Skip(because, _)) => {
            format!(" skip{}", Quoted::after(" because ", because.as_ref()))
        }
    }
}

fn reference(before: &str, reference: Option<&ast::Reference>) -> String {
    match reference {
        None => String::new(),
        Some(ast::Reference::Date(date)) => format!("{before}{}", Show(&date.node)),
        Some(ast::Reference::Label(label)) => format!("{before}{}", Quoted(&label.node)),
    }
}
