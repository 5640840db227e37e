//! Clauses and rows as text.

use std::fmt;

use super::Dumper;
use super::expr::{Joined, Quoted, Show};
use crate::syntax::ast::{self, MemberKind};

impl Dumper {
    pub(super) fn members(&mut self, members: &[ast::Member]) -> fmt::Result {
        members.iter().try_for_each(|member| self.member(member))
    }

    fn member(&mut self, member: &ast::Member) -> fmt::Result {
        let suffix = &member.suffix;
        match &member.kind {
            MemberKind::City(name) => self.said("city", &Show(name), suffix),
            MemberKind::Source(source) => {
                let clauses: Vec<String> =
                    source.clauses.iter().map(|text| Quoted(&text.node).to_string()).collect();
                let listed = if clauses.is_empty() { "" } else { " clauses " };
                let title = Quoted(&source.title.node);
                self.said("source", &format_args!("{title}{listed}{}", clauses.join(", ")), suffix)
            }
            MemberKind::InForce => self.said("in force", &"", suffix),
            MemberKind::Applies(expr) => self.said("applies", &Show(expr), suffix),
            MemberKind::YearStarts(start) => {
                let (month, day) = start.node;
                self.said("benefit year starts", &format_args!("{month:02}-{day:02}"), suffix)
            }
            MemberKind::Rounding(it) => {
                let mode = match it.mode {
                    ast::RoundingMode::HalfUp => "half up",
                    ast::RoundingMode::HalfEven => "half even",
                    ast::RoundingMode::Down => "down",
                    ast::RoundingMode::Up => "up",
                };
                self.said("rounding", &format_args!("{}元 {mode}", it.unit.node), suffix)
            }
            MemberKind::Let(it) => {
                self.said("let", &Show(&it.name), suffix)?;
                self.inside(|out| out.measured_parts(&it.value))
            }
            MemberKind::Result(it) => {
                self.said("result", &Show(&it.name), suffix)?;
                self.inside(|out| out.measured_parts(&it.value))
            }
            MemberKind::Parameter(it) => self.parameter(it),
            MemberKind::Accumulator(it) => self.accumulator(it),
            MemberKind::FirstOf(names) => self.said("first of", &Joined("", names), suffix),
            MemberKind::Settle(payers) => {
                self.said("settle", &"", suffix)?;
                self.inside(|out| payers.iter().try_for_each(|payer| out.payer(payer)))
            }
            MemberKind::NotEncoded(text) => self.said("not encoded", &Quoted(&text.node), suffix),
            MemberKind::Allow(code) => self.said("allow", &Show(code), suffix),
            MemberKind::Clause(it) => self.named("clause", it, suffix),
            MemberKind::Replace(it) => self.named("replace", it, suffix),
            MemberKind::Row(row) => self.row(row, suffix),
            kind => self.step(kind, suffix),
        }
    }

    /// Gates, steps and what a fund holds.
    fn step(&mut self, kind: &MemberKind, suffix: &ast::Suffix) -> fmt::Result {
        match kind {
            MemberKind::Require(expr) => self.said("require", &Show(expr), suffix),
            MemberKind::Exclude(expr) => self.said("exclude", &Show(expr), suffix),
            MemberKind::Benefit(it) => {
                self.said("benefit", &Show(&it.name), suffix)?;
                self.inside(|out| out.members(&it.members))
            }
            MemberKind::Fund(it) => {
                self.said("fund", &Show(&it.name), suffix)?;
                self.inside(|out| {
                    out.options(&it.options)?;
                    out.members(&it.members)
                })
            }
            MemberKind::Account(it) => {
                let mode = match it.mode.as_ref().map(|mode| mode.node) {
                    None => "",
                    Some(ast::AccountMode::WholeOrNothing) => " pays whole or nothing",
                    Some(ast::AccountMode::WhatItCan) => " pays what it can",
                    Some(ast::AccountMode::InsteadOfFund) => " pays what it can instead of fund",
                };
                self.said("account", &format_args!("{}{mode}", it.name.node), suffix)?;
                self.inside(|out| out.options(&it.options))
            }
            MemberKind::Refund(members) => {
                self.said("refund", &"", suffix)?;
                self.inside(|out| out.members(members))
            }
            MemberKind::Family(it) => {
                self.said("family", &Show(&it.account), suffix)?;
                self.inside(|out| out.members(&it.members))
            }
            MemberKind::Assert(ast::Claim::Holds(condition, period)) => {
                self.said("assert", &Show(condition), suffix)?;
                self.inside(|out| match period {
                    Some(period) => out.line(format_args!("{}", Show(&period.node))),
                    None => Ok(()),
                })
            }
            MemberKind::Assert(ast::Claim::NeverWorse(it)) => {
                let field =
                    it.field.as_ref().map_or(String::new(), |name| format!("{} is ", name.node));
                let values = Show(&it.values);
                self.said("assert never worse", &format_args!("{field}{values}"), suffix)?;
                self.inside(|out| match &it.than {
                    Some(than) => out.line(format_args!("than {}", Show(than))),
                    None => Ok(()),
                })
            }
            MemberKind::Cliff(expr) => self.said("cliff at most", &Show(expr), suffix),
            MemberKind::SelfPay(it) => self.measured("self-pay", it, suffix),
            MemberKind::Deductible(it) => self.measured("deductible", it, suffix),
            MemberKind::Ratio(it) => self.measured("ratio", it, suffix),
            MemberKind::OwnRatio(it) => self.measured("own ratio", it, suffix),
            MemberKind::Bands(it) => self.measured("bands", it, suffix),
            MemberKind::Fixed(it) => self.measured("fixed", it, suffix),
            MemberKind::Floor(it) => self.measured("floor", it, suffix),
            MemberKind::Ceiling(it) => self.measured("ceiling", it, suffix),
            MemberKind::Cap(it) => self.measured("cap", it, suffix),
            MemberKind::Pays(expr) => self.said("pays", &Show(expr), suffix),
            MemberKind::Uplift(expr) => self.said("uplift", &Show(expr), suffix),
            MemberKind::Reduce(expr) => self.said("reduce", &Show(expr), suffix),
            MemberKind::Scale(expr) => self.said("scale", &Show(expr), suffix),
            MemberKind::OwnShare(expr) => self.said("own share", &Show(expr), suffix),
            MemberKind::AtMost(expr) => self.said("at most", &Show(expr), suffix),
            MemberKind::AtLeast(expr) => self.said("at least", &Show(expr), suffix),
            _ => Ok(()),
        }
    }

    /// A keyword, what it says, and what follows it.
    fn said(
        &mut self,
        keyword: &str,
        words: &dyn fmt::Display,
        suffix: &ast::Suffix,
    ) -> fmt::Result {
        let words = words.to_string();
        self.line(format_args!("{}", format!("{keyword} {words}").trim_end()))?;
        self.inside(|out| out.suffix(suffix))
    }

    fn named(
        &mut self,
        keyword: &str,
        clause: &ast::NamedClause,
        suffix: &ast::Suffix,
    ) -> fmt::Result {
        let replaceable = if clause.replaceable { " replaceable" } else { "" };
        self.said(keyword, &format_args!("{}{replaceable}", clause.name.node), suffix)?;
        self.inside(|out| out.members(&clause.members))
    }

    fn measured(
        &mut self,
        keyword: &str,
        measured: &ast::Measured,
        suffix: &ast::Suffix,
    ) -> fmt::Result {
        self.said(keyword, &"", suffix)?;
        self.inside(|out| out.measured_parts(measured))
    }

    fn measured_parts(&mut self, measured: &ast::Measured) -> fmt::Result {
        if let Some(figure) = &measured.figure {
            self.line(format_args!("figure {}", Show(figure)))?;
        }
        self.options(&measured.options)?;
        self.members(&measured.block)
    }

    fn options(&mut self, options: &ast::Options) -> fmt::Result {
        if let Some(period) = &options.period {
            self.line(format_args!("{}", Show(&period.node)))?;
        }
        for (written, words) in [
            (options.merged_by_day, "merged by day"),
            (options.topped_up, "topped up"),
            (options.counts_scope, "counts scope"),
            (options.counts_above, "counts visits above deductible"),
            (options.counts_every, "counts every visit"),
        ] {
            if written.is_some() {
                self.line(format_args!("{words}"))?;
            }
        }
        for key in &options.keys {
            self.line(format_args!("for each {}", key.node))?;
        }
        if let Some(limit) = &options.at_most {
            let period = Show(&limit.period.node);
            self.line(format_args!("limit {} {period}", Show(&limit.amount)))?;
        }
        if let Some(shared) = &options.shared {
            self.line(format_args!("shared {}", shared.node))?;
        }
        if let Some(on) = &options.on {
            self.line(format_args!("{}", Joined("on ", &on.names)))?;
        }
        if let Some(measure) = &options.measure {
            self.line(format_args!(
                "of {}",
                match measure.node {
                    ast::Measure::Cost => "cost",
                    ast::Measure::CostAboveDeductible => "cost above deductible",
                    ast::Measure::Payment => "payment",
                }
            ))?;
        }
        Ok(())
    }

    pub(super) fn suffix(&mut self, suffix: &ast::Suffix) -> fmt::Result {
        if let Some(when) = &suffix.when {
            self.line(format_args!("when {}", Show(when)))?;
        }
        if let Some(from) = &suffix.from {
            self.line(format_args!("from {}", Show(&from.node)))?;
        }
        if let Some(until) = &suffix.until {
            self.line(format_args!("until {}", Show(&until.node)))?;
        }
        if let Some(text) = &suffix.otherwise {
            self.line(format_args!("else {}", Quoted(&text.node)))?;
        }
        if let Some(text) = &suffix.because {
            self.line(format_args!("because {}", Quoted(&text.node)))?;
        }
        suffix
            .cites
            .iter()
            .try_for_each(|cite| self.line(format_args!("cite {}", Quoted(&cite.node))))
    }

    fn payer(&mut self, payer: &ast::Payer) -> fmt::Result {
        let pays = payer.pays.as_ref().map_or(Joined("", &[]), |on| Joined(" pays ", &on.names));
        self.line(format_args!("{}{pays}", payer.name.node))?;
        self.inside(|out| out.suffix(&payer.suffix))
    }

    fn row(&mut self, row: &ast::Row, suffix: &ast::Suffix) -> fmt::Result {
        match row {
            ast::Row::Entry(key, value) => {
                self.line(format_args!("row {} : {}", Show(key), Show(value)))?;
            }
            ast::Row::Grid(cells) => {
                let cells: Vec<String> = cells.iter().map(|cell| Show(cell).to_string()).collect();
                self.line(format_args!("row {}", cells.join(" | ")))?;
            }
            ast::Row::Bare(cell) => self.line(format_args!("row {}", Show(cell)))?,
        }
        self.inside(|out| out.suffix(suffix))
    }
}
