//! A policy as questions over one space: everything that the checks ask is compiled once.

use std::collections::BTreeSet;

use crate::analysis::reach::{Place, Question, reach};
use crate::analysis::space::{Builder, Cond, Formula, Region, Space};
use crate::analysis::succession::{Succession, Trouble, successions};
use crate::diagnostics::{Code, Problems};
use crate::policy::{Policy, Table};
use crate::rule::{BenefitId, ClauseId, FieldId, ParameterId, TableId};
use crate::text;
use crate::value::OutOfRange;

/// A place and its conditions as formulas.
#[derive(Debug, Clone)]
pub(crate) struct Spot<'p> {
    pub(crate) place: Place<'p>,
    pub(crate) hard: Vec<Formula>,
    pub(crate) soft: Vec<Formula>,
}

impl Spot<'_> {
    pub(crate) fn demands(&self) -> Vec<&Formula> {
        self.hard.iter().collect()
    }
}

/// A table and the places that ask it.
#[derive(Debug)]
pub(crate) struct Asked<'p> {
    pub(crate) table: &'p Table,
    /// The variable of each column.
    pub(crate) columns: Vec<usize>,
    /// All variables that the rows look at: those of the columns, and the day when a row is dated.
    pub(crate) looks_at: Vec<usize>,
    /// When each row holds.
    pub(crate) rows: Vec<Formula>,
    pub(crate) spots: Vec<Spot<'p>>,
    /// Whether it is also asked at places that were not followed.
    pub(crate) unseen: bool,
}

/// A policy, compiled for its checks.
#[derive(Debug)]
pub(crate) struct Model<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) space: Space,
    pub(crate) tables: Vec<Asked<'p>>,
    /// Each condition of a clause, where it is asked, and its formula.
    pub(crate) questions: Vec<(Question<'p>, Spot<'p>, Formula)>,
    pub(crate) routing: Spot<'p>,
    /// When each benefit takes a visit.
    pub(crate) takes: Vec<(BenefitId, Cond<'p>, Formula)>,
    pub(crate) parameters: Vec<(ParameterId, Vec<Spot<'p>>)>,
    /// Those that are also read at places that were not followed.
    pub(crate) unseen_parameters: BTreeSet<ParameterId>,
    /// Where one clause takes the place of another, what would be wrong, and when it would be.
    pub(crate) successions: Vec<(Succession, Spot<'p>, Formula)>,
    /// What was not looked for behind which clauses, because there are too many of them.
    pub(crate) passed_over: Vec<(Trouble, ClauseId)>,
    /// The fields that some rule reads.
    pub(crate) fields: Vec<FieldId>,
}

/// Compiles a policy.
pub(crate) fn model(policy: &Policy) -> Result<Model<'_>, OutOfRange> {
    let mut found = reach(policy);
    let mut builder = Builder::new(policy);
    let mut tables = Vec::new();
    for (index, table) in policy.tables.iter().enumerate() {
        let places = found.tables.get(&TableId::next(index)).map_or(&[][..], Vec::as_slice);
        let id = TableId::next(index);
        let asked = asked(&mut builder, id, table, places);
        tables.push(Asked { unseen: found.unseen.tables.contains(&id), ..asked });
    }
    let questions = found
        .questions
        .into_iter()
        .map(|question| {
            let formula = builder.formula(&Cond::Is(question.condition));
            let spot = spot(&mut builder, &question.place);
            (question, spot, formula)
        })
        .collect();
    let routing = spot(&mut builder, &found.routing);
    let takes = found
        .takes
        .into_iter()
        .map(|(id, cond)| {
            let formula = builder.formula(&cond);
            (id, cond, formula)
        })
        .collect();
    let mut parameters = Vec::new();
    for id in &found.unseen.parameters {
        let _places = found.parameters.entry(*id).or_default();
    }
    for (id, places) in &found.parameters {
        let shape = policy.vocabulary.parameters.get(id.index());
        for value in shape.map(|shape| shape.values.as_slice()).unwrap_or_default() {
            let _cuts_the_days = builder.formula(&Cond::Day(value.validity));
        }
        parameters.push((*id, spots(&mut builder, places)));
    }
    let (mut following, mut passed_over) = (Vec::new(), Vec::new());
    for siblings in &found.siblings {
        let spot = spot(&mut builder, &siblings.place);
        let found = successions(policy, siblings);
        passed_over.extend(found.passed_over);
        for (succession, cond) in found.asked {
            let formula = builder.formula(&cond);
            following.push((succession, spot.clone(), formula));
        }
    }
    for clause in &policy.clauses {
        let _cuts_the_days = builder.formula(&Cond::Day(clause.validity));
    }
    let space = builder.space()?;
    let fields = found.fields.into_iter().collect();
    Ok(Model {
        policy,
        space,
        tables,
        questions,
        routing,
        takes,
        parameters,
        successions: following,
        passed_over,
        unseen_parameters: found.unseen.parameters,
        fields,
    })
}

fn asked<'p>(
    builder: &mut Builder<'p>,
    id: TableId,
    table: &'p Table,
    places: &[Place<'p>],
) -> Asked<'p> {
    let columns = builder.columns(table);
    let rows: Vec<Formula> = (0..table.rows.len()).map(|row| builder.row(id, row)).collect();
    let mut looks_at = columns.clone();
    rows.iter().for_each(|row| row.variables(&mut looks_at));
    looks_at.sort_unstable();
    looks_at.dedup();
    let spots = spots(builder, places);
    Asked { table, columns, looks_at, rows, spots, unseen: false }
}

/// The spots of places, each set of conditions once.
fn spots<'p>(builder: &mut Builder<'p>, places: &[Place<'p>]) -> Vec<Spot<'p>> {
    let mut spots: Vec<Spot<'p>> = Vec::new();
    for place in places {
        let next = spot(builder, place);
        if !spots.iter().any(|known| known.hard == next.hard) {
            spots.push(next);
        }
    }
    spots
}

fn spot<'p>(builder: &mut Builder<'p>, place: &Place<'p>) -> Spot<'p> {
    let mut formulas = |conds: &[Cond<'p>]| {
        let mut formulas: Vec<Formula> = conds.iter().map(|cond| builder.formula(cond)).collect();
        formulas.retain(|formula| *formula != Formula::TRUE);
        formulas
    };
    let hard = formulas(&place.hard);
    let soft = formulas(&place.soft);
    Spot { place: place.clone(), hard, soft }
}

impl Asked<'_> {
    /// Says that not every place was followed that asks the table.
    pub(crate) fn passed_over(&self, codes: &[Code], problems: &mut Problems) {
        for code in codes {
            problems.undecided(
                *code,
                self.table.span,
                text!(
                    "用到这张表的中间值互相引用太多次，没有逐处核对会拿什么来查它；少用几层“设”和“若”",
                    "the intermediates that read this table name each other so often that not every place was followed; use fewer layers of `let` and `if`"
                ),
            );
        }
    }
}

impl Model<'_> {
    /// The region that a spot leaves open, as far as simple conditions tell.
    pub(crate) fn root(&self, spot: &Spot<'_>) -> Option<Region> {
        self.space.narrow(&spot.demands(), &self.space.full)
    }

    /// A region of which only some variables are told; the others may be anything.
    pub(crate) fn projected(&self, region: &Region, on: &[usize]) -> Region {
        let mut projected = self.space.full.clone();
        for variable in on.iter().filter_map(|id| self.space.variable(*id)) {
            projected = projected.with(variable, region.of(variable));
        }
        projected
    }
}
