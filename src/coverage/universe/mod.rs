//! All that a program has to exercise, in the order of the page.

mod clause;
mod fund;
mod table;

pub(super) use table::line_of;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expression::parts;
use super::item::{Item, Kind, Side, What};
use crate::program::{NodeId, Program};
use crate::rule::{BenefitId, ClauseId, How, ParameterId, Step, StepKind, TableId};
use crate::source::{SourceMap, Span};

/// All that a program has to exercise.
#[derive(Debug, Clone)]
pub struct Universe {
    /// The program.
    pub program: Arc<Program>,
    /// Its items, in the order of the page.
    pub items: Vec<Item>,
    /// The policies it builds on.
    pub origins: BTreeSet<String>,
    /// The words of the conditions of clauses.
    pub(crate) conditions: BTreeMap<ClauseId, String>,
}

impl Universe {
    /// The universe of a program.
    pub fn of(program: &Arc<Program>, sources: &SourceMap) -> Universe {
        let mut walk = Walk {
            program,
            sources,
            items: Vec::new(),
            seen: BTreeSet::new(),
            conditions: BTreeMap::new(),
            tables: BTreeSet::new(),
            parameters: Vec::new(),
            path: Vec::new(),
            within: Vec::new(),
            behind: Vec::new(),
            benefit: None,
        };
        walk.body();
        Universe {
            program: Arc::clone(program),
            items: walk.items,
            origins: program.clauses.iter().filter_map(|each| each.origin.clone()).collect(),
            conditions: walk.conditions,
        }
    }

    /// Words for a stretch of the source, on one line.
    pub(crate) fn words(sources: &SourceMap, span: Span) -> String {
        sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

struct Walk<'a> {
    program: &'a Program,
    sources: &'a SourceMap,
    items: Vec<Item>,
    seen: BTreeSet<super::item::Key>,
    conditions: BTreeMap<ClauseId, String>,
    tables: BTreeSet<TableId>,
    parameters: Vec<ParameterId>,
    /// The titles of the clauses around.
    path: Vec<String>,
    within: Vec<ClauseId>,
    behind: Vec<ClauseId>,
    benefit: Option<BenefitId>,
}

/// An item without what the place around gives it.
struct New {
    kind: Kind,
    what: What,
    side: Side,
    label: String,
    span: Span,
    part: u32,
    unreachable: bool,
}

/// Whether every benefit has a fund that always waits for a figure that is 待定.
pub(super) fn settles_nothing(program: &Program) -> bool {
    let unset = |node: NodeId| {
        parts(program, node).tables.iter().any(|id| {
            let table = program.tables.get(id.index());
            table.is_some_and(|table| table.rows.iter().all(|row| row.value.is_err()))
        })
    };
    let waits = |step: &Step<NodeId>| match &step.kind {
        StepKind::Fund(fund) => {
            step.when.is_none()
                && fund.pays.iter().all(|payment| {
                    let How::Ratio(figure) = payment.how else { return false };
                    payment.when.is_none() && unset(figure)
                })
        }
        _ => false,
    };
    let benefits = &program.body.benefits;
    !benefits.is_empty() && benefits.iter().all(|benefit| benefit.steps.iter().any(waits))
}
