//! How the values of a table column fall into classes that the table cannot tell apart.

use crate::value::{Date, Exact, Number, OutOfRange, op::Comparison};

/// How a value becomes a class.
#[derive(Debug, Clone, PartialEq)]
pub enum Classes {
    /// Each value of an enumeration is a class: how many there are.
    Choices(u32),
    /// No is 0, yes is 1.
    Flags,
    /// Class `k` lies between cut `k − 1` and cut `k`.
    Numbers(Vec<Cut<Exact>>),
    /// The same for days.
    Dates(Vec<Cut<Date>>),
}

/// A place between two classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut<T> {
    /// The figure.
    pub at: T,
    /// Whether the figure itself lies below the cut.
    pub after: bool,
}

impl Classes {
    /// How many classes there are.
    pub fn count(&self) -> usize {
        match self {
            Classes::Choices(count) => *count as usize,
            Classes::Flags => 2,
            Classes::Numbers(cuts) => cuts.len().saturating_add(1),
            Classes::Dates(cuts) => cuts.len().saturating_add(1),
        }
    }

    /// The class of a number.
    pub fn of_number<N: Number>(cuts: &[Cut<Exact>], number: N) -> Result<usize, OutOfRange> {
        let mut class = 0;
        for cut in cuts {
            let side = if cut.after { Comparison::LessOrEqual } else { Comparison::Less };
            if number.is(side, N::of(cut.at))? {
                break;
            }
            class += 1;
        }
        Ok(class)
    }

    /// The class of a day.
    pub fn of_date(cuts: &[Cut<Date>], date: Date) -> usize {
        cuts.partition_point(|cut| cut.at < date || (cut.at == date && !cut.after))
    }
}
