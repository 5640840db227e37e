//! Tool: what a suite of visits exercised of a program, what it did not and why, and visits that
//! would exercise the rest.
//!
//! Comes in: programs, and the visits of a suite with the state each met. A [`Universe`] is all that
//! a program has to exercise; [`Seen`] runs each visit again before a witness and keeps what it
//! touched; a [`Coverage`] lays one over the other. [`generate()`] searches for visits that touch
//! what is left and writes them as scenarios. Nothing can go wrong here: a visit that cannot be
//! settled still shows how far it came.

mod cut;
mod expression;
mod generate;
mod item;
mod marks;
mod seen;
mod summary;
mod universe;
mod why;

pub use generate::{Found, Generated, Options, Start, generate, tell_apart};
pub use item::{Item, Kind, Side, What};
pub use seen::Seen;
pub use summary::{Coverage, Missing, PolicyCoverage, Ratio};
pub use universe::Universe;
