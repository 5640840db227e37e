//! A readable listing of a program, for `--emit program`.
//!
//! Every field, total, table and node has its number; a rule names the nodes it computes with. On
//! the right stands the clause that a node was written in.

mod claim;
mod node;
mod step;

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::{NodeId, Program, Table};
use crate::rule::{AccumulatorKind, Bucket, ClauseId, Section, Unset};
use crate::source::Span;
use crate::value::{Period, Type, Validity};

/// The program as text.
pub fn listing(program: &Program) -> String {
    let mut listing = Listing { program, text: String::new() };
    listing.head();
    listing.vocabulary();
    listing.totals();
    listing.tables();
    listing.nodes();
    listing.body();
    listing.text
}

struct Listing<'a> {
    program: &'a Program,
    text: String,
}

impl Listing<'_> {
    /// A line; what stands on the right is where it was written.
    fn line(&mut self, left: &str, right: &str) {
        let room = " ".repeat(60_usize.saturating_sub(left.width()).max(2));
        let line =
            if right.is_empty() { left.to_owned() } else { format!("{left}{room}; {right}") };
        // Writing into a string does not fail.
        let _written = writeln!(self.text, "{}", line.trim_end());
    }

    fn head(&mut self) {
        let head = &self.program.head;
        let title = head.title.as_ref().map_or(String::new(), |title| format!(" \"{title}\""));
        let sort = if head.calc { "calc" } else { "program" };
        self.line(&format!("{sort} {}{title}", head.name), &head.place);
        if let Some(city) = &head.city {
            self.line(&format!("  city {city}"), "");
        }
        if !head.validity.is_always() {
            self.line(&format!("  in force{}", validity(&head.validity)), "");
        }
        let year = head.year;
        self.line(&format!("  benefit year starts {:02}-{:02}", year.month, year.day), "");
    }

    fn vocabulary(&mut self) {
        let vocabulary = &self.program.vocabulary;
        self.line("enumerations", "");
        for (index, each) in vocabulary.enums.iter().enumerate() {
            let names: Vec<&str> = each.values.iter().map(|value| value.name.as_str()).collect();
            let ordered = if each.ordered { " ordered" } else { "" };
            let names = names.join(", ");
            self.line(&format!("  e{index} {}{ordered} {{ {names} }}", each.name), "");
        }
        self.line("fields", "");
        for (index, field) in vocabulary.fields.iter().enumerate() {
            let section = match field.section {
                Section::Person => "person",
                Section::Institution => "institution",
                Section::Visit => "visit",
                Section::Line => "line",
                Section::Binding => "binding",
            };
            let ty = self.type_name(field.ty);
            let default = field.default.map_or(String::new(), |id| format!(" default {}", n(id)));
            self.line(&format!("  f{index} {} : {ty} of {section}{default}", field.name), "");
        }
        self.line("accounts", "");
        for (index, account) in vocabulary.accounts.iter().enumerate() {
            let pays: Vec<String> =
                account.pays.iter().map(|bucket| self.bucket(*bucket)).collect();
            let carries = account.carries.map_or(String::new(), |(to, on)| {
                format!(" carries to c{} on {:02}-{:02}", to.0, on.month, on.day)
            });
            let pays = pays.join(" + ");
            self.line(&format!("  c{index} {} pays {pays}{carries}", account.name), "");
        }
        self.line("parameters", "");
        for (index, parameter) in vocabulary.parameters.iter().enumerate() {
            let ty = self.type_name(parameter.ty);
            self.line(&format!("  p{index} {} : {ty}", parameter.name), "");
            for value in &parameter.values {
                let figure = value_or_unset(&value.value);
                self.line(&format!("    {figure}{}", validity(&value.validity)), "");
            }
        }
    }

    fn totals(&mut self) {
        self.line("totals", "");
        for (index, total) in self.program.body.accumulators.iter().enumerate() {
            let what = match total.kind {
                AccumulatorKind::Amount => "amount".to_owned(),
                AccumulatorKind::Visits(benefit) => format!("visits of b{}", benefit.0),
                AccumulatorKind::VisitsAbove(benefit) => {
                    format!("visits of b{} above its deductible", benefit.0)
                }
            };
            let keys: Vec<String> = total.keys.iter().map(|key| n(*key)).collect();
            let keys = if keys.is_empty() {
                String::new()
            } else {
                format!(" for each {}", keys.join(", "))
            };
            let period = period(total.period);
            self.line(&format!("  a{index} {} : {what} {period}{keys}", total.identity), "");
        }
    }

    fn tables(&mut self) {
        self.line("tables", "");
        for (index, table) in self.program.tables.iter().enumerate() {
            let place = self.place_of(table.span);
            self.line(&format!("  t{index}"), &place);
            self.table(table);
        }
    }

    fn table(&mut self, table: &Table) {
        for dimension in &table.dimensions {
            let subject = dimension.subject.map_or_else(|| "day".to_owned(), n);
            let (count, stride) = (dimension.classes.count(), dimension.stride);
            let title = &dimension.title;
            self.line(&format!("    by {subject} {title} : {count} classes × {stride}"), "");
        }
        for (index, row) in table.rows.iter().enumerate() {
            let value = value_or_unset(&row.value);
            self.line(&format!("    row {index} [{}] {value}", row.label), "");
        }
        let cells: Vec<String> = table
            .cells
            .iter()
            .map(|row| if *row == super::NO_ROW { "-".to_owned() } else { row.to_string() })
            .collect();
        for (index, some) in cells.chunks(24).enumerate() {
            let label = if index == 0 { "cells" } else { "     " };
            self.line(&format!("    {label} {}", some.join(" ")), "");
        }
        let looked_through = table.held.iter().enumerate().filter(|_| table.cells.is_empty());
        for (index, row) in looked_through {
            let classes = |held: &Vec<bool>| {
                held.iter().map(|held| if *held { '1' } else { '0' }).collect::<String>()
            };
            let columns: Vec<String> = row.iter().map(classes).collect();
            self.line(&format!("    held {index} {}", columns.join(" ")), "");
        }
    }

    fn nodes(&mut self) {
        self.line("nodes", "");
        for (index, node) in self.program.nodes.iter().enumerate() {
            let ty = self.type_name(node.ty);
            let words = node::words(self.program, node);
            let place = self.place_of(node.span);
            self.line(&format!("  n{index} : {ty} = {words}"), &place);
        }
    }

    /// The place of the smallest clause around a span.
    fn place_of(&self, span: Span) -> String {
        self.program
            .clauses
            .iter()
            .filter(|clause| clause.span.lo <= span.lo && span.hi <= clause.span.hi)
            .min_by_key(|clause| clause.span.hi.saturating_sub(clause.span.lo))
            .map_or_else(String::new, |clause| format!("{} {}", clause.place, clause.title))
    }

    fn place(&self, clause: ClauseId) -> String {
        self.program.clause(clause).map_or_else(String::new, |clause| {
            format!("{}{}", clause.place, validity(&clause.validity))
        })
    }

    fn bucket(&self, bucket: Bucket) -> String {
        match bucket {
            Bucket::Fund(fund) => {
                self.program.body.funds.get(fund.index()).cloned().unwrap_or_default()
            }
            Bucket::Account(account) => self
                .program
                .vocabulary
                .account(account)
                .map_or_else(String::new, |account| account.name.clone()),
            personal => personal.words().map_or("", |(zh, _, _)| zh).to_owned(),
        }
    }

    fn type_name(&self, ty: Type) -> String {
        let enumeration = |index| {
            self.program.vocabulary.enumeration(index).map_or("?", |found| found.name.as_str())
        };
        match ty {
            Type::Money => "money".to_owned(),
            Type::Ratio => "ratio".to_owned(),
            Type::Points => "points".to_owned(),
            Type::Factor => "factor".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Age => "age".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Duration => "duration".to_owned(),
            Type::Flag => "flag".to_owned(),
            Type::Code => "code".to_owned(),
            Type::Choice(index) => enumeration(index).to_owned(),
            Type::Choices(index) => format!("set of {}", enumeration(index)),
        }
    }
}

/// The name of a node.
fn n(id: NodeId) -> String {
    format!("n{}", id.0)
}

fn value_or_unset(value: &Result<NodeId, Unset>) -> String {
    match value {
        Ok(id) => n(*id),
        Err(unset) => format!("待定 {}", unset.note),
    }
}

fn validity(validity: &Validity) -> String {
    let from = validity.from.map_or(String::new(), |from| format!(" from {from}"));
    let until = validity.until.map_or(String::new(), |until| format!(" until {until}"));
    format!("{from}{until}")
}

fn period(period: Period) -> String {
    match period {
        Period::Item => "per item".to_owned(),
        Period::Visit => "per visit".to_owned(),
        Period::Day => "per day".to_owned(),
        Period::Month => "per month".to_owned(),
        Period::Quarter => "per quarter".to_owned(),
        Period::Year => "per year".to_owned(),
        Period::Rolling(days) => format!("rolling {days} days"),
        Period::Lifetime => "lifetime".to_owned(),
    }
}
