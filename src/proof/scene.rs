//! A visit, or two to be compared, that shows something; with the visits before it that bring a person
//! to where it shows. Found on pieces, settled by the interpreter.

use std::collections::BTreeMap;

use super::linear::{Constraint, Form, Found, Grid, Relation, Space, Var};
use super::pieces::{Figure, Given, Known, Piece, Pieces};
use crate::diagnostics::Problem;
use crate::rule::{FieldId, Section};
use crate::settlement::Settlement;
use crate::value::{Exact, OutOfRange, Value};
use crate::visit::Facts;

/// Figures of a second visit are numbered from here on.
const SECOND: Var = 1 << 20;
/// Figures of an earlier visit.
pub(super) const EARLIER: Var = 1 << 21;
/// What it costs to write a condition anew, counted as [`super::linear::Work`] counts.
const COPY: usize = 10;
/// How many earlier visits are tried.
const MOST_EARLIER: usize = 200;

/// What a visit came to.
pub(super) type Settled = Result<Settlement, Vec<Problem>>;

/// One visit of a question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alternative<'a> {
    pub(super) piece: &'a Piece,
    /// A figure of it that is another one than that of the first visit.
    pub(super) other: Option<Other>,
    /// The value of the field in which the visits differ.
    pub(super) value: Option<(FieldId, &'a Value)>,
}

/// How a figure of a second visit stands to that of the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Other {
    /// It may be any.
    Any(Var),
    /// It is so much more.
    More(Var, Exact),
}

/// Visits that show something.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    /// The visits before.
    pub(super) before: Vec<Facts>,
    /// The visit, or the two that are compared.
    pub(super) visits: Vec<Facts>,
    /// What they came to.
    pub(super) settled: Vec<Settled>,
}

/// What became of the search for visits.
#[derive(Debug)]
pub(super) enum Answer {
    /// They show it.
    Shown(Box<Scene>),
    /// There are none.
    None,
    /// None was found, and it is not known that there are none.
    Open,
}

impl<'a> Alternative<'a> {
    pub(super) fn same(piece: &'a Piece) -> Self {
        Alternative { piece, other: None, value: None }
    }

    /// With a value for one field.
    pub(super) fn with(piece: &'a Piece, field: FieldId, value: &'a Value) -> Self {
        Alternative { value: Some((field, value)), ..Alternative::same(piece) }
    }

    /// Whether the visits differ in a field.
    pub(super) fn compared(&self, field: FieldId) -> bool {
        self.value.is_some_and(|(compared, _)| compared == field)
    }

    /// What is known of its fields.
    pub(super) fn given(&self) -> Given {
        let given = self.piece.given.clone();
        match self.value {
            Some((field, value)) => {
                let of_line = given.line.as_ref().is_some_and(|line| line.contains_key(&field));
                given.with(field, of_line, Known::one(value.clone()))
            }
            None => given,
        }
    }

    fn var(&self, var: Var) -> Form {
        match self.other {
            Some(Other::Any(other)) if other == var => Form::var(var.saturating_add(SECOND)),
            Some(Other::More(other, by)) if other == var => Form { constant: by, ..Form::var(var) },
            _ => Form::var(var),
        }
    }

    /// A form of the piece, over the figures of the question.
    pub(super) fn form(&self, form: &Form) -> Result<Form, OutOfRange> {
        match self.other {
            Some(_) => form.with(&|var| self.var(var)),
            None => Ok(form.clone()),
        }
    }

    fn constraints(&self) -> Result<Vec<Constraint>, OutOfRange> {
        let own = self.piece.space.constraints().iter();
        match self.other {
            Some(_) => own.map(|each| each.with(&|var| self.var(var))).collect(),
            None => Ok(own.cloned().collect()),
        }
    }

    pub(super) fn point(&self, at: &BTreeMap<Var, Exact>) -> BTreeMap<Var, Exact> {
        let own = at.iter().filter(|(var, _)| **var < SECOND);
        let mut own: BTreeMap<Var, Exact> = own.map(|(var, value)| (*var, *value)).collect();
        let other = match self.other {
            Some(Other::Any(other)) => at.get(&other.saturating_add(SECOND)).map(|it| (other, *it)),
            Some(Other::More(other, by)) => {
                at.get(&other).and_then(|first| Some((other, first.add(by).ok()?)))
            }
            None => None,
        };
        own.extend(other);
        own
    }
}

impl Pieces<'_> {
    fn grid(&self, var: Var) -> Grid {
        self.figures.grid(var & (SECOND - 1))
    }

    /// Leaves only the points of a space that meet further conditions; returns whether there may be some.
    pub(super) fn narrow(&self, space: &mut Space, by: &[Constraint]) -> Result<bool, OutOfRange> {
        for each in by {
            if !space.narrow(each, &|var| self.grid(var), &self.work)? {
                return Ok(false);
            }
        }
        Ok(!space.is_empty())
    }

    /// A point of a space.
    pub(super) fn point(&self, space: &Space) -> Result<Found, OutOfRange> {
        space.point(&|var| self.grid(var), &self.work)
    }

    /// Visits that meet conditions and are confirmed to show something once they are settled.
    pub(super) fn scene(
        &self,
        alternatives: &[Alternative<'_>],
        more: &[Constraint],
        confirm: &dyn Fn(&[Settled]) -> bool,
    ) -> Result<Answer, OutOfRange> {
        self.work.spend(COPY);
        if self.work.is_done() {
            return Ok(Answer::Open);
        }
        let Some(space) = self.shared(alternatives, more)? else { return Ok(Answer::None) };
        match self.point(&space)? {
            Found::None => return Ok(Answer::None),
            Found::Open => return Ok(Answer::Open),
            Found::Point(_) => {}
        }
        if let Some(scene) = self.at_first(&space, alternatives, confirm)? {
            return Ok(Answer::Shown(Box::new(scene)));
        }
        let given: Vec<Given> = alternatives.iter().map(Alternative::given).collect();
        let earlier = self.all().filter(|piece| {
            self.work.spend(COPY);
            before(self, piece, &given)
        });
        for piece in earlier.take(MOST_EARLIER) {
            if self.work.is_done() {
                break;
            }
            let Some(both) = self.after(piece, space.constraints())? else { continue };
            if let Found::Point(at) = self.point(&both)?
                && let Some(scene) =
                    self.play(Some(piece), alternatives, &at.into_iter().collect(), confirm)
            {
                return Ok(Answer::Shown(Box::new(scene)));
            }
        }
        Ok(Answer::Open)
    }

    /// What the figures of all visits of a question can be; none where no point meets everything.
    fn shared(
        &self,
        alternatives: &[Alternative<'_>],
        more: &[Constraint],
    ) -> Result<Option<Space>, OutOfRange> {
        let Some((first, others)) = alternatives.split_first() else { return Ok(None) };
        let mut space = match first.other {
            None => first.piece.space.clone(),
            Some(_) => Space::whole(),
        };
        // What is asked excludes most pairs of pieces by itself.
        if !self.narrow(&mut space, more)? {
            return Ok(None);
        }
        if first.other.is_some() && !self.narrow(&mut space, &first.constraints()?)? {
            return Ok(None);
        }
        for other in others {
            if !self.narrow(&mut space, &other.constraints()?)? {
                return Ok(None);
            }
        }
        Ok(Some(space))
    }

    /// The visits as the first of a person, when they show it.
    fn at_first(
        &self,
        space: &Space,
        alternatives: &[Alternative<'_>],
        confirm: &dyn Fn(&[Settled]) -> bool,
    ) -> Result<Option<Scene>, OutOfRange> {
        let mut fresh = space.clone();
        for var in space.vars() {
            if matches!(self.figures.figure(var), Some(Figure::Total(_))) {
                let none = Constraint::new(&Form::var(var), Relation::Zero)?;
                if !self.narrow(&mut fresh, &[none])? {
                    return Ok(None);
                }
            }
        }
        Ok(match self.point(&fresh)? {
            Found::Point(at) => self.play(None, alternatives, &at.into_iter().collect(), confirm),
            Found::None | Found::Open => None,
        })
    }

    /// Conditions on a visit, as conditions on a first visit from a fresh state and on it.
    fn after(&self, piece: &Piece, asked: &[Constraint]) -> Result<Option<Space>, OutOfRange> {
        let Some(amounts) = piece.settled() else { return Ok(None) };
        let own = piece.space.constraints();
        let both = own.iter().chain(asked);
        self.work.spend(both.map(|each| each.form.terms.len().saturating_mul(COPY)).sum());
        let first = |var: Var| match self.figures.figure(var) {
            Some(Figure::Total(_)) => Form::constant(Exact::ZERO),
            Some(Figure::Field(id)) if !self.is_of_person(id) => {
                Form::var(var.saturating_add(EARLIER))
            }
            Some(Figure::Line(_)) => Form::var(var.saturating_add(EARLIER)),
            _ => Form::var(var),
        };
        let mut kept = BTreeMap::new();
        for (var, figure) in self.figures.all() {
            let form = match &figure {
                Figure::Total(key) => match amounts.added.get(key) {
                    Some(added) => added.with(&first)?,
                    None => Form::constant(Exact::ZERO),
                },
                Figure::Balance(account) => match amounts.balances.get(account) {
                    Some(balance) => balance.with(&first)?,
                    None => Form::var(var),
                },
                Figure::Field(_) | Figure::Line(_) => continue,
            };
            let _new = kept.insert(var, form);
        }
        let then = |var: Var| kept.get(&var).cloned().unwrap_or_else(|| Form::var(var));
        let own = own.iter().map(|each| each.with(&first));
        let asked = asked.iter().map(|each| each.with(&then));
        let both: Vec<Constraint> = own.chain(asked).collect::<Result<_, _>>()?;
        let mut space = Space::whole();
        Ok(self.narrow(&mut space, &both)?.then_some(space))
    }

    pub(super) fn is_of_person(&self, id: FieldId) -> bool {
        let field = self.program.vocabulary.field(id);
        field.is_some_and(|field| field.section == Section::Person)
    }
}

/// Whether visits of a piece may come before others of the same person.
fn before(pieces: &Pieces<'_>, piece: &Piece, later: &[Given]) -> bool {
    let Some(amounts) = piece.settled() else { return false };
    if amounts.added.is_empty() {
        return false;
    }
    let fields = piece.given.fields.keys().copied();
    let of_visit: Vec<FieldId> = fields.filter(|id| !pieces.is_of_person(*id)).collect();
    later.iter().all(|each| each.may_follow(&piece.given, &of_visit))
}
