//! One thing that a suite can exercise.

use crate::diagnostics::Text;
use crate::program::NodeId;
use crate::rule::{BenefitId, ClauseId, ParameterId, TableId};
use crate::source::Span;
use crate::text;
use crate::value::Date;

/// What sort of thing it is; each sort has its own ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A clause that does something: a step, a way to pay, a cap, a payer, a definition.
    Clause,
    /// A line of a table.
    Row,
    /// One value of a line with several.
    Cell,
    /// A gate: passed, refused.
    Gate,
    /// A modifier: applied, not applied.
    Modifier,
    /// A cap: bound, not bound.
    Cap,
    /// A deductible: untouched, partly used, used up before.
    Deductible,
    /// One side of a comparison, of a border between table rows, of a date.
    Threshold,
}

impl Kind {
    /// All sorts, with the words of a report and the key of JSON.
    pub const ALL: [(Kind, &'static str, &'static str, &'static str); 8] = [
        (Kind::Clause, "条款", "clauses", "clauses"),
        (Kind::Row, "表的行", "rows", "rows"),
        (Kind::Cell, "格", "cells", "cells"),
        (Kind::Gate, "门槛的两面", "sides of gates", "gates"),
        (Kind::Modifier, "增减", "modifiers", "modifiers"),
        (Kind::Cap, "封顶", "caps", "caps"),
        (Kind::Deductible, "起付线的状态", "states of deductibles", "deductibles"),
        (Kind::Threshold, "界限的两边", "sides of thresholds", "thresholds"),
    ];

    /// Whether the threshold of a build looks at it.
    pub fn counts(self) -> bool {
        matches!(self, Kind::Clause | Kind::Row)
    }
}

/// The part of a program that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A clause.
    Clause(ClauseId),
    /// A value of a parameter, by its place.
    Parameter(ParameterId, usize),
    /// A line of a table, by its first row in the program.
    Row(TableId, u32),
    /// A band of a way to pay whose ratio is one figure.
    Band(ClauseId, usize),
    /// A value: one row of the program's table.
    Cell(TableId, u32),
    /// A gate.
    Gate(ClauseId),
    /// A modifier.
    Modifier(ClauseId),
    /// A cap.
    Cap(ClauseId),
    /// A deductible.
    Deductible(ClauseId),
    /// A comparison.
    Comparison(NodeId),
    /// A border between two classes of a table column: table, column, number of the cut.
    Cut(TableId, usize, usize),
    /// The day on which a clause begins or ends to hold.
    Day(ClauseId, Date),
    /// The day on which a value of a parameter begins or ends to hold.
    ParameterDay(ParameterId, Date),
}

/// Which side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// It has only one.
    Whole,
    /// Passed, applied, bound, held, at or above, from the day.
    Yes,
    /// Refused, not applied, not bound, not held, below, before the day.
    No,
    /// A deductible of which nothing was used.
    Untouched,
    /// A deductible of which a part was used.
    Partly,
    /// A deductible that was used up.
    Full,
}

/// What a visit can touch.
pub(crate) type Mark = (What, Side);

/// The same across policies that build on each other: by what is written where.
pub(crate) type Key = (Kind, Span, u32, Side);

/// One thing that a suite can exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The sort.
    pub kind: Kind,
    /// The part of the program.
    pub what: What,
    /// Which side of it.
    pub side: Side,
    /// File and line.
    pub place: String,
    /// What it is called: `统筹基金 比例 三级 | 退休`.
    pub title: String,
    /// Its own words, without those of the clauses around it.
    pub label: String,
    /// The benefit it stands in.
    pub benefit: Option<BenefitId>,
    /// The clauses it stands in, from the outside.
    pub within: Vec<ClauseId>,
    /// Gates that a visit passes before it comes here.
    pub behind: Vec<ClauseId>,
    /// Where it is written.
    pub span: Span,
    /// Tells apart what is written in one place.
    pub part: u32,
    /// Whether no visit can ever touch it.
    pub unreachable: bool,
}

impl Item {
    /// Its title, with the side that is meant.
    pub fn named(&self) -> Text {
        let (zh, en) = match (self.what, self.side) {
            (What::Gate(_), Side::Yes) => (" 通过", " passed"),
            (What::Gate(_), _) => (" 拒付", " refused"),
            (What::Comparison(_), Side::Yes) => (" 成立", " held"),
            (What::Comparison(_), _) => (" 不成立", " not held"),
            (What::Day(..) | What::ParameterDay(..), Side::Yes) => (" 起", " on"),
            (What::Day(..) | What::ParameterDay(..), _) => (" 以前", " before"),
            (What::Cut(..), Side::Yes) => (" 达到", " reached"),
            (What::Cut(..), _) => (" 未到", " below"),
            (What::Modifier(_), Side::No) => (" 不适用", " not applied"),
            (What::Cap(_), Side::Yes) => (" 达到", " reached"),
            (What::Cap(_), _) => (" 未达到", " not reached"),
            (What::Deductible(_), Side::Full) => (" 已满", " used up"),
            (What::Deductible(_), Side::Partly) => (" 已用一部分", " partly used"),
            (What::Deductible(_), _) => (" 未用", " untouched"),
            (
                What::Clause(_)
                | What::Parameter(..)
                | What::Row(..)
                | What::Band(..)
                | What::Cell(..)
                | What::Modifier(_),
                _,
            ) => ("", ""),
        };
        let title = &self.title;
        text!("{title}{zh}", "{title}{en}")
    }

    /// As a visit touches it.
    pub(crate) fn mark(&self) -> Mark {
        (self.what, self.side)
    }

    /// As another policy knows it.
    pub(crate) fn key(&self) -> Key {
        (self.kind, self.span, self.part, self.side)
    }
}
