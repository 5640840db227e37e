//! Stage: results to text, for people and for machines. Nothing here is computed or decided.
//!
//! [`problem`] shows what is wrong, [`settlement`] what was settled, [`calculation`] what was
//! calculated, [`event`] what came of every event. Both languages come from the same data; a format
//! is one file.

pub mod calculation;
pub mod coverage;
pub mod event;
mod expression;
mod layout;
pub mod problem;
pub mod settlement;
mod view;
mod words;
