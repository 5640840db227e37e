//! Tries a visit, then visits that go another way, until there is none.

use std::collections::BTreeMap;

use super::figures::{Figure, Figures};
use super::tracing::{Tracing, visit};
use super::{Amounts, Cell, Given, Known, Left, Outcome, Piece, Pieces};
use crate::interpret::{Classed, Extent, Settled, Stop, settle_in};
use crate::program::{Node, NodeOp, Program};
use crate::proof::cases::{Case, Cases};
use crate::proof::linear::{Bound, Constraint, Form, Found, Lines, Space, Var, Work};
use crate::proof::tape::{Tape, Traced};
use crate::rule::{AccountId, Bucket, FieldId, Paid, Role, Section};
use crate::value::{Date, Exact, OutOfRange, Type, Value};

/// How much work is spent to find the ways that visits take.
const MOST_TO_FIND: u64 = 10_000_000;
/// How much is spent to ask questions of what was found.
const MOST_TO_ASK: u64 = 20_000_000;
/// What it costs to settle a visit, counted as [`Work`] counts.
const VISIT: usize = 1000;
/// What it costs to hold an amount fixed: much, since there is little hope.
const FIXED: usize = 50_000;

/// Visits still to be looked at.
#[derive(Debug, Clone)]
struct Region {
    given: Given,
    space: Space,
    /// The conditions that led here.
    bounds: Vec<Bound>,
}

/// Looks at all visits of a policy.
pub(in crate::proof) fn explore(program: &Program) -> Pieces<'_> {
    let bare = without_defaults(program);
    let mut search = Search {
        program: &bare,
        cases: Cases::of(program),
        figures: Figures::default(),
        lines: Lines::default(),
        pieces: Vec::new(),
        left: None,
        work: Work::new(MOST_TO_FIND),
        extent: extent(program),
    };
    for day in search.cases.visit_days() {
        search.day(day);
    }
    let Search { cases, figures, pieces, left, .. } = search;
    let cells = Cell::gather(pieces);
    Pieces { program, cases, figures, cells, left, work: Work::new(MOST_TO_ASK) }
}

impl Region {
    fn with(&self, id: FieldId, of_line: bool, known: Known) -> Region {
        let given = self.given.clone().with(id, of_line, known);
        Region { given, space: self.space.clone(), bounds: self.bounds.clone() }
    }
}

struct Search<'b, 'p> {
    /// The policy, without what stands in for fields that are not given.
    program: &'b Program,
    cases: Cases<'p>,
    figures: Figures,
    lines: Lines,
    pieces: Vec<Piece>,
    left: Option<Left>,
    work: Work,
    extent: Extent,
}

impl Search<'_, '_> {
    fn day(&mut self, day: Date) {
        let mut open =
            vec![Region { given: Given::on(day), space: Space::whole(), bounds: Vec::new() }];
        while let Some(region) = open.pop() {
            if self.work.is_done() {
                self.leave(Left::TooMany);
                return;
            }
            match self.region(region) {
                Ok(more) => open.extend(more),
                Err(OutOfRange) => self.leave(Left::TooLarge),
            }
        }
    }

    fn leave(&mut self, why: Left) {
        let _first = self.left.get_or_insert(why);
    }

    /// Tries one visit of a region; returns what is left of it.
    fn region(&mut self, region: Region) -> Result<Vec<Region>, OutOfRange> {
        let at = match region.space.point(&|var| self.figures.grid(var), &self.work)? {
            Found::Point(at) => at.into_iter().collect::<BTreeMap<Var, Exact>>(),
            Found::None => return Ok(Vec::new()),
            Found::Open => {
                self.leave(if self.work.is_done() { Left::TooMany } else { Left::Open });
                return Ok(Vec::new());
            }
        };
        self.work.spend(VISIT);
        let (facts, state) = visit(self.program, &self.figures, &region.given, &at);
        let tape = Tape::default();
        let tracing = Tracing {
            program: self.program,
            figures: &self.figures,
            given: &region.given,
            tape: &tape,
        };
        let settled = settle_in(self.program, &facts, &state, &tracing, self.extent);
        self.work.spend(tape.fixed().saturating_mul(FIXED));
        let outcome = match settled {
            Ok(None) => None,
            Ok(Some(settled)) => Some(outcome(self.program, &settled)?),
            Err(Stop::OpenRows(rows)) => return Ok(self.by_rows(&region, rows)),
            Err(stop) => match stop.missing() {
                Some(field) => return self.divide(region, field),
                None => Some(Outcome::Stopped(stop)),
            },
        };
        self.keep(region, tape.into_path(), outcome)
    }

    /// Keeps a piece and returns the regions beside it.
    fn keep(
        &mut self,
        region: Region,
        path: Vec<Constraint>,
        outcome: Option<Outcome>,
    ) -> Result<Vec<Region>, OutOfRange> {
        let Region { given, mut space, mut bounds } = region;
        let grid = |var| self.figures.grid(var);
        let mut beside = Vec::new();
        for constraint in path {
            let bound = self.lines.bound(&constraint)?;
            if bounds.contains(&bound) {
                continue;
            }
            let mut implied = true;
            for other in constraint.negated()? {
                let mut narrowed = space.clone();
                if narrowed.narrow(&other, &grid, &self.work)? {
                    implied = false;
                    let mut bounds = bounds.clone();
                    bounds.push(self.lines.bound(&other)?);
                    beside.push(Region { given: given.clone(), space: narrowed, bounds });
                }
            }
            if !implied {
                let _some = space.narrow(&constraint, &grid, &self.work)?;
            }
            bounds.push(bound);
        }
        if let Some(outcome) = outcome {
            self.pieces.push(Piece { given, space, bounds, outcome });
        }
        Ok(beside)
    }

    /// Divides a region by a field that the rules ask for.
    fn divide(&mut self, region: Region, id: FieldId) -> Result<Vec<Region>, OutOfRange> {
        let field = self.program.vocabulary.field(id);
        let of_line = field.is_some_and(|field| field.section == Section::Line);
        let mut given = region.given.clone();
        if of_line && given.line.is_none() {
            given.line = Some(BTreeMap::new());
            given.free.retain(|figure| !self.is_part_of_bill(figure));
            let amount = self.program.vocabulary.role(Role::LineAmount);
            given.free.extend(amount.map(|(id, _)| Figure::Line(id)));
            return Ok(vec![Region { given, ..region }]);
        }
        let figure = if of_line { Figure::Line(id) } else { Figure::Field(id) };
        match self.cases.case(id, given.day) {
            Case::Free if given.free.contains(&figure) => {
                self.leave(Left::Field(id));
                Ok(Vec::new())
            }
            Case::Free => {
                given.free.push(figure);
                Ok(vec![Region { given, ..region }])
            }
            Case::Values { classes, all } => {
                if !all || classes.is_empty() {
                    self.leave(Left::Field(id));
                }
                let known = given.known(id).cloned();
                let classes = classes.into_iter().rev().filter_map(|values| {
                    let class = Known { values, alike: true };
                    let class = known.as_ref().map_or(class.clone(), |it| class.among(&it.values));
                    (!class.values.is_empty()).then_some(class)
                });
                Ok(classes.map(|class| region.with(id, of_line, class)).collect())
            }
        }
    }

    /// Divides a region by the rows of a table that what is not given decides between.
    fn by_rows(&mut self, region: &Region, rows: Vec<Classed>) -> Vec<Region> {
        let vocabulary = &self.program.vocabulary;
        let mut regions = Vec::new();
        for row in rows.into_iter().rev() {
            let mut part = region.clone();
            for (id, classes) in row {
                let Some(field) = vocabulary.field(id) else { continue };
                let values = classes.into_iter().map(|class| value_of(field.ty, class)).collect();
                let known = Known { values, alike: false };
                let known = known.among(&known.values);
                part = part.with(id, field.section == Section::Line, known);
            }
            regions.push(part);
        }
        regions
    }

    fn is_part_of_bill(&self, figure: &Figure) -> bool {
        let Figure::Field(id) = figure else { return false };
        let role = self.program.vocabulary.field(*id).and_then(|field| field.role);
        role.is_some_and(is_part_of_bill)
    }
}

/// The value of a class in a column that lists all values.
fn value_of(ty: Type, class: usize) -> Value {
    match ty {
        Type::Flag => Value::Flag(class == 1),
        _ => Value::Choice(u32::try_from(class).unwrap_or(u32::MAX)),
    }
}

fn outcome(program: &Program, settled: &Settled<'_, Traced<'_>>) -> Result<Outcome, OutOfRange> {
    let settlement = &settled.settlement;
    let Some(moved) = &settled.moved else {
        return Ok(Outcome::Refused);
    };
    let balances = moved.balances.iter().enumerate();
    Ok(Outcome::Settled(Box::new(Amounts {
        benefit: settlement.benefit,
        funds: funds(&settled.machine.buckets)?,
        added: moved.added.iter().map(|(key, each)| (key.clone(), each.form())).collect(),
        balances: balances
            .filter_map(|(index, each)| Some((AccountId::next(index), (*each)?.form())))
            .collect(),
        seen: super::seen::seen(program, settlement)?,
    })))
}

/// What all funds pay.
fn funds(buckets: &BTreeMap<Bucket, Traced<'_>>) -> Result<Form, OutOfRange> {
    let mut paid = buckets.iter().filter(|(bucket, _)| matches!(bucket, Bucket::Fund(_)));
    let nothing = Form::constant(Exact::ZERO);
    paid.try_fold(nothing, |sum, (_, each)| sum.add(&each.form()))
}

/// How far visits are followed: to who pays the person's part only where a claim speaks of it.
fn extent(program: &Program) -> Extent {
    let by_whom = |node: &Node| matches!(node.op, NodeOp::Paid(Paid::Cash | Paid::Account(_)));
    if program.nodes.iter().any(by_whom) { Extent::Whole } else { Extent::Benefit }
}

fn is_part_of_bill(role: Role) -> bool {
    matches!(
        role,
        Role::Total | Role::OutOfCatalogue | Role::OverPriceLimit | Role::SelfPay | Role::Scope
    )
}

/// The same policy, where a field that is not given is asked for. The parts of a bill that no rule
/// reads stay as they are without being given: there are none.
fn without_defaults(program: &Program) -> Program {
    let mut bare = program.clone();
    for (index, field) in bare.vocabulary.fields.iter_mut().enumerate() {
        let id = FieldId::next(index);
        let read = program.nodes.iter().any(|node| node.op == NodeOp::Field(id));
        if read || !field.role.is_some_and(is_part_of_bill) {
            field.default = None;
        }
    }
    bare
}
