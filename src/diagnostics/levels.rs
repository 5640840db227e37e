//! What the command and the file say about the gravity of lints.

use std::collections::BTreeMap;

use super::{Code, Level, Problem, Sort, nearest};
use crate::source::Span;

/// A stretch of a file in which the findings of a code are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// Which findings.
    pub code: Code,
    /// Where.
    pub stretch: Span,
    /// Why.
    pub reason: String,
    /// The code as it is written, to point at.
    pub place: Span,
}

impl Allow {
    /// Whether it speaks of a problem.
    pub(super) fn covers(&self, problem: &Problem) -> bool {
        let inside = |span: Span| self.stretch.lo <= span.lo && span.hi <= self.stretch.hi;
        self.code == problem.code && problem.span().is_some_and(inside)
    }
}

/// A finding that is counted and not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// What was found.
    pub problem: Problem,
    /// Why it is allowed; nothing when the command says so.
    pub reason: Option<String>,
}

/// What the command makes of the findings of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// An error.
    Deny,
    /// A warning.
    Warn,
    /// Counted and not shown.
    Allow,
}

/// What the command says of codes; the last word on each holds.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    settings: BTreeMap<Code, Setting>,
}

/// Why a code cannot be set to a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingError {
    /// There is no such code; the nearest one, if any is near.
    Unknown(Option<&'static str>),
    /// It is an error, whatever is said.
    Fixed,
}

impl Levels {
    /// Sets the level of a code by its name.
    pub fn set(&mut self, name: &str, setting: Setting) -> Result<(), SettingError> {
        let Some(code) = Code::named(name) else {
            let codes = Code::ALL.iter().filter(|code| code.is_check());
            let near = nearest(name, codes.map(|code| code.name()));
            return Err(SettingError::Unknown(near.first().copied()));
        };
        if setting != Setting::Deny && !matches!(code.sort(), Sort::Lint(_)) {
            return Err(SettingError::Fixed);
        }
        let _before = self.settings.insert(code, setting);
        Ok(())
    }

    /// Gives a finding its level; `false` when it is allowed. What is undecided stays so.
    pub(super) fn keep(&self, problem: &mut Problem) -> bool {
        match self.settings.get(&problem.code) {
            Some(Setting::Allow) => return false,
            Some(_) | None if problem.level == Level::Undecided => {}
            Some(Setting::Deny) => problem.level = Level::Error,
            Some(Setting::Warn) => problem.level = Level::Warning,
            None => {}
        }
        true
    }
}
