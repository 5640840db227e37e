//! Linear forms over the free figures of a visit, and conditions on them.

mod line;
mod space;
mod tableau;
mod work;

pub(super) use line::{Bound, Lines, Room};
pub(super) use space::{Found, Grid, Space};
pub(super) use work::Work;

use crate::value::{Exact, OutOfRange};

/// The number of a free figure.
pub(super) type Var = usize;

/// A linear form: a constant and a multiple of some free figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    pub(super) constant: Exact,
    /// Ascending, none of them zero.
    pub(super) terms: Vec<(Var, Exact)>,
}

impl Form {
    /// A figure that is the same for every visit.
    pub(super) fn constant(constant: Exact) -> Form {
        Form { constant, terms: Vec::new() }
    }

    /// A free figure.
    pub(super) fn var(var: Var) -> Form {
        Form { constant: Exact::ZERO, terms: vec![(var, Exact::ONE)] }
    }

    /// Whether it depends on nothing.
    pub(super) fn is_constant(&self) -> bool {
        self.terms.is_empty()
    }

    /// How much it grows with a free figure.
    pub(super) fn slope(&self, var: Var) -> Exact {
        self.terms.iter().find(|(each, _)| *each == var).map_or(Exact::ZERO, |(_, by)| *by)
    }

    /// Sum.
    pub(super) fn add(&self, other: &Form) -> Result<Form, OutOfRange> {
        let mut terms = Vec::with_capacity(self.terms.len().saturating_add(other.terms.len()));
        let (mut left, mut right) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        loop {
            let (var, by) = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(&&(a, x)), Some(&&(b, y))) if a == b => {
                    let _both = (left.next(), right.next());
                    (a, x.add(y)?)
                }
                (Some(&&(a, x)), next) if next.is_none_or(|(b, _)| a < *b) => {
                    let _one = left.next();
                    (a, x)
                }
                (_, Some(&&(b, y))) => {
                    let _one = right.next();
                    (b, y)
                }
                (Some(_), None) => break,
            };
            if !by.is_zero() {
                terms.push((var, by));
            }
        }
        Ok(Form { constant: self.constant.add(other.constant)?, terms })
    }

    /// Product with a figure.
    pub(super) fn scale(&self, by: Exact) -> Result<Form, OutOfRange> {
        if by.is_zero() {
            return Ok(Form::constant(Exact::ZERO));
        }
        let terms = self.terms.iter().map(|(var, each)| Ok((*var, each.mul(by)?)));
        Ok(Form { constant: self.constant.mul(by)?, terms: terms.collect::<Result<_, _>>()? })
    }

    /// The same distance on the other side of zero.
    pub(super) fn neg(&self) -> Result<Form, OutOfRange> {
        self.scale(Exact::whole(-1))
    }

    /// Difference.
    pub(super) fn sub(&self, other: &Form) -> Result<Form, OutOfRange> {
        self.add(&other.neg()?)
    }

    /// Its value at a point.
    pub(super) fn at(&self, value: &dyn Fn(Var) -> Exact) -> Result<Exact, OutOfRange> {
        let mut sum = self.constant;
        for (var, by) in &self.terms {
            sum = sum.add(by.mul(value(*var))?)?;
        }
        Ok(sum)
    }

    /// With every free figure replaced by a form.
    pub(super) fn with(&self, form: &dyn Fn(Var) -> Form) -> Result<Form, OutOfRange> {
        let mut sum = Form::constant(self.constant);
        for (var, by) in &self.terms {
            sum = sum.add(&form(*var).scale(*by)?)?;
        }
        Ok(sum)
    }

    /// Brought to a form in which the first multiple is 1 or −1.
    fn normal(&self) -> Result<Form, OutOfRange> {
        match self.terms.first() {
            Some((_, by)) => {
                let by = if by.is_negative() { by.neg()? } else { *by };
                if by == Exact::ONE { Ok(self.clone()) } else { self.scale(Exact::ONE.div(by)?) }
            }
            None => Ok(self.clone()),
        }
    }
}

/// How a form stands to zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Above.
    Positive,
    /// Not below.
    NotNegative,
    /// At.
    Zero,
}

/// A condition that a form meets.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Constraint {
    pub(super) form: Form,
    pub(super) relation: Relation,
}

impl Constraint {
    pub(super) fn new(form: &Form, relation: Relation) -> Result<Constraint, OutOfRange> {
        Ok(Constraint { form: form.normal()?, relation })
    }

    /// One form is at least another.
    pub(super) fn at_least(form: &Form, least: &Form) -> Result<Constraint, OutOfRange> {
        Constraint::new(&form.sub(least)?, Relation::NotNegative)
    }

    /// One form is above another.
    pub(super) fn above(form: &Form, other: &Form) -> Result<Constraint, OutOfRange> {
        Constraint::new(&form.sub(other)?, Relation::Positive)
    }

    /// The ways not to meet it.
    pub(super) fn negated(&self) -> Result<Vec<Constraint>, OutOfRange> {
        let other = self.form.neg()?;
        Ok(match self.relation {
            Relation::Positive => vec![Constraint::new(&other, Relation::NotNegative)?],
            Relation::NotNegative => vec![Constraint::new(&other, Relation::Positive)?],
            Relation::Zero => vec![
                Constraint { form: self.form.clone(), relation: Relation::Positive },
                Constraint::new(&other, Relation::Positive)?,
            ],
        })
    }

    /// Whether a point meets it.
    pub(super) fn holds(&self, value: &dyn Fn(Var) -> Exact) -> Result<bool, OutOfRange> {
        let at = self.form.at(value)?;
        Ok(match self.relation {
            Relation::Positive => at.is_positive(),
            Relation::NotNegative => !at.is_negative(),
            Relation::Zero => at.is_zero(),
        })
    }

    /// With every free figure replaced by a form.
    pub(super) fn with(&self, form: &dyn Fn(Var) -> Form) -> Result<Constraint, OutOfRange> {
        Constraint::new(&self.form.with(form)?, self.relation)
    }

    /// What it says where it depends on nothing.
    pub(super) fn decided(&self) -> Option<bool> {
        let at = self.form.is_constant().then_some(self.form.constant)?;
        Some(match self.relation {
            Relation::Positive => at.is_positive(),
            Relation::NotNegative => !at.is_negative(),
            Relation::Zero => at.is_zero(),
        })
    }
}
