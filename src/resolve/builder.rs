//! One policy while it is being built.

use std::collections::BTreeMap;

use super::layer::Written;
use super::run::Run;
use super::scope::Scope;
use super::total::Use;
use crate::diagnostics::{Code, Problem, Text};
use crate::policy::{Expr, Table};
use crate::rule::{
    Accumulator, BenefitId, Claim, Clause, ClauseId, DefinitionId, FundId, ResultId,
};
use crate::source::Span;
use crate::value::{Type, Validity};

/// What may be named at the place that is being read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Here {
    /// Fields of the lines of the bill.
    pub(super) lines: bool,
    /// 基数.
    pub(super) base: bool,
    /// In a claim: what everyone pays of the settled bill is known.
    pub(super) settled: bool,
    /// Inside a policy: buckets, funds, totals.
    pub(super) policy: bool,
    /// The facts of a binding.
    pub(super) binding: bool,
    /// No bill is at hand: in a calculation, and when a refund or a binding is looked at.
    pub(super) no_bill: bool,
    /// The benefit, if any.
    pub(super) benefit: Option<BenefitId>,
    /// The keyword of the clause, for the uses of accumulators.
    pub(super) clause: Span,
}

/// A named intermediate that has been read: its id and type, or nothing when it is broken.
pub(super) type Known = Option<(DefinitionId, Type)>;

/// A policy that is being built, or the declarations of a file.
pub(super) struct Builder<'r, 'a> {
    pub(super) run: &'r mut Run<'a>,
    pub(super) scope: Scope,
    pub(super) here: Here,
    /// Whether the text at hand is that of the standard vocabulary, whose places nobody sees.
    pub(super) standard: bool,
    /// The policy and those it builds on.
    pub(super) chain: Vec<Written<'a>>,
    /// The first part of the identity of running totals.
    pub(super) city: String,
    /// When the clause around the one at hand holds.
    pub(super) validity: Validity,
    pub(super) clauses: Vec<Clause>,
    pub(super) tables: Vec<Table>,
    pub(super) funds: Vec<String>,
    pub(super) benefits: Vec<String>,
    pub(super) accumulators: Vec<Accumulator<Expr>>,
    /// Who uses each accumulator, in the order of `accumulators`.
    pub(super) uses: Vec<Use>,
    pub(super) claims: Vec<Claim<Expr>>,
    pub(super) definitions: BTreeMap<String, Known>,
    /// The results of a calculation that were read so far, by name; nothing for broken ones.
    pub(super) results: BTreeMap<String, Option<(ResultId, Type)>>,
    /// Where the results of the calculation are written, by name.
    pub(super) result_places: BTreeMap<String, Span>,
    /// What ordinals such as 本年首次 are counted for at the clause at hand: `每次 各级别`.
    pub(super) count_keys: Vec<Expr>,
    /// Whether only visits above the deductible are counted.
    pub(super) count_above: bool,
    /// The clauses of the definitions, by id.
    pub(super) definition_clauses: Vec<ClauseId>,
    /// What the definitions stand for, by id.
    pub(super) values: Vec<Expr>,
    /// How deep the expression at hand is nested.
    pub(super) depth: u32,
}

impl<'r, 'a> Builder<'r, 'a> {
    pub(super) fn new(run: &'r mut Run<'a>, scope: Scope) -> Self {
        Self {
            run,
            scope,
            here: Here::default(),
            standard: false,
            chain: Vec::new(),
            city: String::new(),
            validity: Validity::default(),
            clauses: Vec::new(),
            tables: Vec::new(),
            funds: Vec::new(),
            benefits: Vec::new(),
            accumulators: Vec::new(),
            uses: Vec::new(),
            claims: Vec::new(),
            definitions: BTreeMap::new(),
            results: BTreeMap::new(),
            result_places: BTreeMap::new(),
            count_keys: Vec::new(),
            count_above: false,
            definition_clauses: Vec::new(),
            values: Vec::new(),
            depth: 0,
        }
    }

    /// A place as later stages may see it.
    pub(super) fn span(&self, span: Span) -> Span {
        if self.standard { Span::default() } else { span }
    }

    /// Reports a problem at one place.
    pub(super) fn fail(&mut self, code: Code, span: Span, message: Text) {
        self.run.report(Problem::new(code, span, message));
    }

    /// Reports a problem at one place, with advice.
    pub(super) fn fail_with(&mut self, code: Code, span: Span, message: Text, help: Text) {
        self.run.report(Problem::new(code, span, message).help(help));
    }

    /// Reads something with other things in sight than here.
    pub(super) fn with<T>(&mut self, here: Here, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.here, here);
        let result = read(self);
        self.here = before;
        result
    }

    /// A clause by its id.
    pub(super) fn clause_of(&self, id: ClauseId) -> Option<&Clause> {
        self.clauses.get(id.index())
    }

    /// When a clause holds.
    pub(super) fn validity_of(&self, id: ClauseId) -> Validity {
        self.clause_of(id).map(|clause| clause.validity).unwrap_or_default()
    }

    /// The fund with this name, if a step of the policy pays from it.
    pub(super) fn fund_named(&self, name: &str) -> Option<FundId> {
        self.funds.iter().position(|fund| fund == name).map(FundId::next)
    }

    /// The name of the benefit at hand.
    pub(super) fn benefit_name(&self) -> String {
        self.here.benefit.and_then(|id| self.benefits.get(id.index())).cloned().unwrap_or_default()
    }

    /// The names that could have been meant where a value was expected.
    pub(super) fn unknown(&mut self, word: &str, span: Span, extra: &[&str]) {
        if self.scope.broken.contains(word) {
            return;
        }
        let scope = &self.scope;
        let values = scope
            .vocabulary
            .enums
            .iter()
            .flat_map(|enumeration| enumeration.values.iter().map(|value| value.name.as_str()));
        let known = scope
            .names
            .keys()
            .map(String::as_str)
            .chain(self.definitions.keys().map(String::as_str))
            .chain(self.funds.iter().map(String::as_str))
            .chain(values)
            .chain(extra.iter().copied());
        self.run.unknown(word, span, scope.standard, known);
    }
}
