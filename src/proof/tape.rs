//! Numbers that remember how they came about.
//!
//! A [`Traced`] number has a value, as any number of a settlement has, and the linear form over the
//! free figures of the visit that gave it. Each comparison that the interpreter makes is noted as a
//! condition on these figures: every visit that meets all of them takes the same way, and its amounts
//! are what the same forms give. Rounding is left out of a trace; what is found on one is settled
//! once more with rounding before it is told.

use std::cell::{Cell, RefCell};

use super::linear::{Constraint, Form, Relation, Var};
use crate::value::{Exact, Number, OutOfRange, op::Comparison, rounding::Rounding};

/// The forms and conditions of one run.
#[derive(Debug, Default)]
pub(super) struct Tape {
    forms: RefCell<Vec<Form>>,
    path: RefCell<Vec<Constraint>>,
    /// Figures of which a product is taken count in whole steps: they are fixed before amounts are.
    counts: RefCell<Vec<Var>>,
    /// How many amounts were held fixed.
    fixed: Cell<usize>,
}

/// A number with its form; without one it is the same for every visit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traced<'t> {
    value: Exact,
    form: Option<(usize, &'t Tape)>,
}

impl PartialEq for Traced<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Tape {
    /// A free figure and its value in this run.
    pub(super) fn var(&self, var: Var, value: Exact, is_count: bool) -> Traced<'_> {
        if is_count {
            self.counts.borrow_mut().push(var);
        }
        self.number(value, Form::var(var))
    }

    fn number(&self, value: Exact, form: Form) -> Traced<'_> {
        if form.is_constant() {
            return Traced { value, form: None };
        }
        let mut forms = self.forms.borrow_mut();
        let place = forms.len();
        forms.push(form);
        Traced { value, form: Some((place, self)) }
    }

    fn form(&self, place: usize) -> Form {
        let known = self.forms.borrow().get(place).cloned();
        known.unwrap_or_else(|| Form::constant(Exact::ZERO))
    }

    fn note(&self, form: &Form, relation: Relation) -> Result<(), OutOfRange> {
        if form.is_constant() {
            return Ok(());
        }
        let constraint = Constraint::new(form, relation)?;
        let mut path = self.path.borrow_mut();
        if !path.contains(&constraint) {
            path.push(constraint);
        }
        Ok(())
    }

    /// The conditions under which every visit takes the way of this run, in the order met.
    pub(super) fn into_path(self) -> Vec<Constraint> {
        self.path.into_inner()
    }

    /// How many amounts were held fixed because no form follows them. Each of their values is a way of its
    /// own, so that such ways have no end.
    pub(super) fn fixed(&self) -> usize {
        self.fixed.get()
    }

    fn is_of_counts(&self, form: &Form) -> bool {
        let counts = self.counts.borrow();
        form.terms.iter().all(|(var, _)| counts.contains(var))
    }
}

impl<'t> Traced<'t> {
    /// Its form.
    pub(super) fn form(self) -> Form {
        match self.form {
            Some((place, tape)) => tape.form(place),
            None => Form::constant(self.value),
        }
    }

    fn tape(self, other: Traced<'t>) -> Option<&'t Tape> {
        self.form.or(other.form).map(|(_, tape)| tape)
    }

    /// A number that is as it is in this run: visits where it is another take another way.
    fn fixed(self) -> Result<Exact, OutOfRange> {
        if let Some((place, tape)) = self.form {
            if !tape.is_of_counts(&tape.form(place)) {
                tape.fixed.set(tape.fixed.get().saturating_add(1));
            }
            let form = tape.form(place).sub(&Form::constant(self.value))?;
            tape.note(&form, Relation::Zero)?;
        }
        Ok(self.value)
    }

    fn scaled(self, by: Exact) -> Result<Traced<'t>, OutOfRange> {
        let value = self.value.mul(by)?;
        match self.form {
            Some((place, tape)) => Ok(tape.number(value, tape.form(place).scale(by)?)),
            None => Ok(Traced { value, form: None }),
        }
    }
}

impl Number for Traced<'_> {
    const ZERO: Self = Traced { value: Exact::ZERO, form: None };
    const ONE: Self = Traced { value: Exact::ONE, form: None };

    fn of(figure: Exact) -> Self {
        Traced { value: figure, form: None }
    }

    fn exact(self) -> Exact {
        self.value
    }

    fn add(self, other: Self) -> Result<Self, OutOfRange> {
        let value = self.value.add(other.value)?;
        match self.tape(other) {
            Some(tape) => Ok(tape.number(value, self.form().add(&other.form())?)),
            None => Ok(Traced { value, form: None }),
        }
    }

    /// A product of two free figures has no linear form: one of them is held fixed.
    fn mul(self, other: Self) -> Result<Self, OutOfRange> {
        match (self.form, other.form) {
            (_, None) => self.scaled(other.value),
            (None, _) => other.scaled(self.value),
            (Some((place, tape)), Some(_)) if tape.is_of_counts(&tape.form(place)) => {
                other.scaled(self.fixed()?)
            }
            (Some(_), Some(_)) => self.scaled(other.fixed()?),
        }
    }

    fn div(self, other: Self) -> Result<Self, OutOfRange> {
        self.scaled(Exact::ONE.div(other.fixed()?)?)
    }

    fn neg(self) -> Result<Self, OutOfRange> {
        self.scaled(Exact::whole(-1))
    }

    /// What is cut to a whole number is the same for all visits that give this number.
    fn floor(self) -> Result<Self, OutOfRange> {
        let whole = self.value.floor();
        if let Some((place, tape)) = self.form {
            let form = tape.form(place);
            tape.note(&form.sub(&Form::constant(whole))?, Relation::NotNegative)?;
            let next = Form::constant(whole.add(Exact::ONE)?);
            tape.note(&next.sub(&form)?, Relation::Positive)?;
        }
        Ok(Traced { value: whole, form: None })
    }

    fn is(self, comparison: Comparison, other: Self) -> Result<bool, OutOfRange> {
        let held = comparison.holds(self.value.compare(other.value)?);
        let Some(tape) = self.tape(other) else { return Ok(held) };
        let (left, right) = (self.form(), other.form());
        let (more, less) = (left.sub(&right)?, right.sub(&left)?);
        let met = if held { comparison } else { comparison.negated() };
        match met {
            Comparison::Less => tape.note(&less, Relation::Positive)?,
            Comparison::LessOrEqual => tape.note(&less, Relation::NotNegative)?,
            Comparison::Greater => tape.note(&more, Relation::Positive)?,
            Comparison::GreaterOrEqual => tape.note(&more, Relation::NotNegative)?,
            Comparison::Equal => tape.note(&more, Relation::Zero)?,
            Comparison::NotEqual if self.value.sub(other.value)?.is_positive() => {
                tape.note(&more, Relation::Positive)?;
            }
            Comparison::NotEqual => tape.note(&less, Relation::Positive)?,
        }
        Ok(held)
    }

    fn rounded(self, _: Rounding) -> Result<Self, OutOfRange> {
        Ok(self)
    }

    fn not_above(self, _: Rounding) -> Result<Self, OutOfRange> {
        Ok(self)
    }
}
