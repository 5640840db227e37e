//! The free figures of a visit and of what is kept of a person.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::ledger::TotalKey;
use crate::program::Program;
use crate::proof::linear::{Grid, Var};
use crate::rule::{AccountId, FieldId, Role};
use crate::value::{Exact, Type};

/// Steps in which an amount is easy to read, in 分: thousands, hundreds, ten yuan, yuan.
const NICE: &[i64] = &[1_000_000, 100_000, 10_000, 1000, 100, 10];
/// The greatest amount that is looked at: ten billion yuan.
const MOST: i64 = 1_000_000_000_000;

/// A free figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::proof) enum Figure {
    /// A field of the visit.
    Field(FieldId),
    /// A field of the one line of the bill.
    Line(FieldId),
    /// The balance of an account.
    Balance(AccountId),
    /// A running total before the visit.
    Total(TotalKey),
}

/// Every free figure that came up, by number.
#[derive(Debug, Default)]
pub(in crate::proof) struct Figures {
    known: RefCell<Vec<(Figure, Grid)>>,
    numbers: RefCell<BTreeMap<Figure, Var>>,
}

impl Figures {
    /// The number of a figure.
    pub(in crate::proof) fn var(&self, program: &Program, figure: &Figure) -> Var {
        if let Some(var) = self.numbers.borrow().get(figure) {
            return *var;
        }
        let mut known = self.known.borrow_mut();
        let var = known.len();
        known.push((figure.clone(), grid(program, figure)));
        let _new = self.numbers.borrow_mut().insert(figure.clone(), var);
        var
    }

    /// The number of a figure that came up.
    pub(in crate::proof) fn known(&self, figure: &Figure) -> Option<Var> {
        self.numbers.borrow().get(figure).copied()
    }

    /// The figure with a number.
    pub(in crate::proof) fn figure(&self, var: Var) -> Option<Figure> {
        self.known.borrow().get(var).map(|(figure, _)| figure.clone())
    }

    /// What a figure can be.
    pub(in crate::proof) fn grid(&self, var: Var) -> Grid {
        let known = self.known.borrow();
        known.get(var).map_or(amount(), |(_, grid)| *grid)
    }

    /// All of them.
    pub(in crate::proof) fn all(&self) -> Vec<(Var, Figure)> {
        let known = self.known.borrow();
        known.iter().enumerate().map(|(var, (figure, _))| (var, figure.clone())).collect()
    }

    /// The value of a figure where nothing asks for another.
    pub(in crate::proof) fn usual(&self, program: &Program, figure: &Figure) -> Exact {
        let id = match figure {
            Figure::Field(id) | Figure::Line(id) => *id,
            Figure::Balance(_) | Figure::Total(_) => return Exact::ZERO,
        };
        let Some(field) = program.vocabulary.field(id) else { return Exact::ZERO };
        let usual = match (field.role, field.ty) {
            (Some(Role::Total | Role::LineAmount), _) => Exact::whole(100_000),
            (_, Type::Age) => Exact::whole(40),
            (_, Type::Number | Type::Factor) => Exact::ONE,
            _ => Exact::ZERO,
        };
        let grid = self.grid(self.var(program, figure));
        let usual = usual.max(grid.min).unwrap_or(usual);
        grid.max.map_or(usual, |max| usual.min(max).unwrap_or(usual))
    }
}

/// Whether a figure counts, and is no amount.
pub(in crate::proof) fn is_count(program: &Program, figure: &Figure) -> bool {
    match figure {
        Figure::Field(id) | Figure::Line(id) => {
            program.vocabulary.field(*id).is_some_and(|field| field.ty != Type::Money)
        }
        Figure::Balance(_) => false,
        Figure::Total(key) => {
            let totals = &program.body.accumulators;
            totals.iter().any(|total| total.identity == key.identity && total.kind.is_count())
        }
    }
}

fn amount() -> Grid {
    Grid { min: Exact::ZERO, max: Some(Exact::whole(MOST)), step: Exact::ONE, nice: NICE }
}

fn grid(program: &Program, figure: &Figure) -> Grid {
    let field = match figure {
        Figure::Field(id) | Figure::Line(id) => program.vocabulary.field(*id),
        Figure::Balance(_) | Figure::Total(_) => None,
    };
    let Some(field) = field else {
        return match is_count(program, figure) {
            true => Grid { nice: &[], max: Some(Exact::whole(1000)), ..amount() },
            false => amount(),
        };
    };
    let min = field.min.unwrap_or(Exact::ZERO);
    if field.ty == Type::Money {
        return Grid { min, ..amount() };
    }
    let hundredth = Exact::fraction(1, 100).unwrap_or(Exact::ONE);
    let step = field.step.unwrap_or(match field.ty {
        Type::Ratio | Type::Points | Type::Factor => hundredth,
        _ => Exact::ONE,
    });
    let most = match field.ty {
        Type::Ratio | Type::Points => Exact::ONE,
        _ => Exact::whole(1000),
    };
    let max = field.max.and_then(|max| max.min(most).ok());
    Grid { min, max: Some(max.unwrap_or(most)), step, nice: &[] }
}
