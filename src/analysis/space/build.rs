//! From conditions as written to formulas; the sets that they name cut the variables into classes.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

use super::region::mask;
use super::{Cond, Formula, Region, Space, Subject, Variable};
use crate::policy::{
    Domain, Expr, ExprKind, Interval, Policy, Set, Table, classes_of, domain, membership, number_in,
};
use crate::rule::{AccumulatorKind, Classes, FieldId, Role, Section, TableId};
use crate::source::Span;
use crate::value::{OutOfRange, Type, Validity};

/// A variable before all sets are known.
struct Draft {
    subject: Subject,
    /// Its sets, among all sets.
    sets: Vec<usize>,
    ty: Type,
    domain: Domain,
}

/// Collects variables and sets while formulas are compiled.
pub(crate) struct Builder<'p> {
    pub(super) policy: &'p Policy,
    drafts: Vec<Draft>,
    sets: Vec<(usize, Set)>,
    /// The number of each set of each variable.
    known: HashMap<(usize, Set), usize>,
    /// The rows of tables that were compiled already.
    rows: BTreeMap<(TableId, usize), Formula>,
    links: Vec<Formula>,
    /// The cases of named intermediates that were looked for already.
    pub(super) definitions: BTreeMap<crate::rule::DefinitionId, super::cases::Cases>,
}

impl<'p> Builder<'p> {
    pub(crate) fn new(policy: &'p Policy) -> Builder<'p> {
        Builder {
            policy,
            drafts: Vec::new(),
            sets: Vec::new(),
            known: HashMap::new(),
            rows: BTreeMap::new(),
            links: Vec::new(),
            definitions: BTreeMap::new(),
        }
    }

    /// The formula of a condition.
    pub(crate) fn formula(&mut self, cond: &Cond<'_>) -> Formula {
        match cond {
            Cond::Is(expr) => self.condition(expr),
            Cond::Day(validity) => self.day_in(validity),
            Cond::Row(table) => {
                let rows = self.policy.tables.get(table.index());
                let known = |row: &usize| {
                    rows.and_then(|table| table.rows.get(*row)).is_some_and(|row| row.value.is_ok())
                };
                let count = rows.map_or(0, |table| table.rows.len());
                let parts = (0..count).filter(known).map(|row| self.row(*table, row)).collect();
                Formula::any(parts)
            }
            Cond::Not(inner) => self.formula(inner).not(),
            Cond::All(parts) => Formula::all(parts.iter().map(|part| self.formula(part)).collect()),
            Cond::Any(parts) => Formula::any(parts.iter().map(|part| self.formula(part)).collect()),
        }
    }

    pub(super) fn day_in(&mut self, validity: &Validity) -> Formula {
        if validity.is_always() {
            return Formula::TRUE;
        }
        let interval =
            Interval { lo: validity.from, lo_open: false, hi: validity.until, hi_closed: false };
        let day = self.variable(Subject::Day, Type::Date, Domain::default());
        self.within(day, Set::Dates(vec![interval]))
    }

    /// When a row of a table is the one that holds.
    pub(crate) fn row(&mut self, table: TableId, row: usize) -> Formula {
        if let Some(known) = self.rows.get(&(table, row)) {
            return known.clone();
        }
        let policy = self.policy;
        let found = policy.tables.get(table.index());
        let Some((shape, holds)) = found.and_then(|found| Some((found, found.rows.get(row)?)))
        else {
            return Formula::Const(false);
        };
        let columns = self.columns(shape);
        let mut parts = vec![self.day_in(&holds.validity)];
        for (variable, set) in columns.into_iter().zip(&holds.sets) {
            parts.push(self.within(variable, set.clone()));
        }
        let formula = Formula::all(parts);
        let _before = self.rows.insert((table, row), formula.clone());
        formula
    }

    /// The variable of each column of a table.
    pub(crate) fn columns(&mut self, table: &'p Table) -> Vec<usize> {
        table.columns.iter().map(|column| self.column(&column.subject)).collect()
    }

    fn column(&mut self, subject: &'p Expr) -> usize {
        if let Some(variable) = self.plain(subject) {
            return variable;
        }
        let known = self.drafts.len();
        let term = self.term(subject);
        if term >= known {
            let link = self.link(term, subject);
            self.links.push(link);
        }
        term
    }

    /// The variable that an expression simply is.
    pub(super) fn plain(&mut self, expr: &Expr) -> Option<usize> {
        let domain = domain(self.policy, expr);
        match &expr.kind {
            ExprKind::Field(id) if matches!(expr.ty, Type::Choices(_) | Type::Code) => {
                let _not_in_classes = id;
                None
            }
            ExprKind::Field(id) => {
                let subject = if self.is_day(*id) { Subject::Day } else { Subject::Field(*id) };
                Some(self.variable(subject, expr.ty, domain))
            }
            ExprKind::Balance(id) => Some(self.variable(Subject::Balance(*id), expr.ty, domain)),
            ExprKind::Total(id) => {
                let total = self.policy.body.accumulators.get(id.index())?;
                matches!(total.kind, AccumulatorKind::Visits(_) | AccumulatorKind::VisitsAbove(_))
                    .then(|| self.variable(Subject::Visits(*id), expr.ty, domain))
            }
            ExprKind::Definition(id) => {
                let policy = self.policy;
                let definition = policy.body.definitions.get(id.index())?;
                self.plain(&definition.value)
            }
            _ => None,
        }
    }

    fn is_day(&self, id: FieldId) -> bool {
        let field = self.policy.vocabulary.field(id);
        field.is_some_and(|field| {
            field.role == Some(Role::VisitDate) && field.section == Section::Visit
        })
    }

    /// The variable of a computed value.
    pub(super) fn term(&mut self, expr: &Expr) -> usize {
        let subject = Subject::Term(Box::new(bare(expr)));
        let domain = match expr.ty {
            Type::Money | Type::Ratio => Domain { min: None, ..Domain::default() },
            _ => Domain::default(),
        };
        self.variable(subject, expr.ty, domain)
    }

    pub(super) fn variable(&mut self, subject: Subject, ty: Type, domain: Domain) -> usize {
        if let Some(known) = self.drafts.iter().position(|draft| draft.subject == subject) {
            return known;
        }
        self.drafts.push(Draft { subject, sets: Vec::new(), ty, domain });
        self.drafts.len().saturating_sub(1)
    }

    /// That a variable lies in a set.
    pub(super) fn within(&mut self, variable: usize, set: Set) -> Formula {
        if set == Set::Any {
            return Formula::TRUE;
        }
        let named = (variable, set);
        if let Some(at) = self.known.get(&named) {
            return Formula::In(variable, *at);
        }
        let at = self.sets.len();
        self.sets.push(named.clone());
        let _before = self.known.insert(named, at);
        if let Some(draft) = self.drafts.get_mut(variable) {
            draft.sets.push(at);
        }
        Formula::In(variable, at)
    }

    /// Cuts the variables into classes.
    pub(crate) fn space(self) -> Result<Space, OutOfRange> {
        let policy = self.policy;
        let mut variables = Vec::new();
        let mut at = 0_usize;
        for draft in self.drafts {
            let sets: Vec<&Set> =
                draft.sets.iter().filter_map(|at| self.sets.get(*at).map(|(_, set)| set)).collect();
            let classes = classes_of(policy, draft.ty, &sets)?;
            let possible = possible(policy, &draft.subject, &classes, draft.domain)?;
            let behind = at.saturating_add(possible.len().div_ceil(64));
            let Draft { subject, ty, domain, .. } = draft;
            variables.push(Variable { subject, ty, classes, domain, possible, at, behind });
            at = behind;
        }
        let masks = self
            .sets
            .iter()
            .map(|(of, set)| {
                let variable = variables.get(*of);
                variable.map_or_else(Vec::new, |found| mask(&membership(&found.classes, set)))
            })
            .collect();
        let full = Region::full(&variables);
        Ok(Space { variables, masks, links: self.links, full, work: Cell::new(0) })
    }
}

/// Whether a visit can have a value of each class.
fn possible(
    policy: &Policy,
    subject: &Subject,
    classes: &Classes,
    domain: Domain,
) -> Result<Vec<bool>, OutOfRange> {
    let count = classes.count();
    match (classes, subject) {
        (Classes::Numbers(cuts), _) => {
            (0..count).map(|class| Ok(number_in(cuts, class, domain)?.is_some())).collect()
        }
        (Classes::Dates(cuts), Subject::Day) => {
            let head = &policy.head.validity;
            Ok((0..count)
                .map(|class| {
                    let lo = class.checked_sub(1).and_then(|at| cuts.get(at));
                    let hi = cuts.get(class);
                    // Cuts of days in tables may lie behind a day; the first day is then the next.
                    let first =
                        lo.map(|cut| if cut.after { cut.at.succ_opt() } else { Some(cut.at) });
                    let behind =
                        hi.map(|cut| if cut.after { cut.at.succ_opt() } else { Some(cut.at) });
                    let starts = head.until.is_none_or(|until| {
                        first.is_none_or(|first| first.is_some_and(|first| first < until))
                    });
                    let ends = head
                        .from
                        .is_none_or(|from| behind.flatten().is_none_or(|behind| from < behind));
                    let some = match (first.flatten(), behind.flatten()) {
                        (Some(first), Some(behind)) => first < behind,
                        _ => true,
                    };
                    starts && ends && some
                })
                .collect())
        }
        (Classes::Choices(_) | Classes::Flags | Classes::Dates(_), _) => Ok(vec![true; count]),
    }
}

/// An expression without its places, so that the same words in two places are the same.
pub(crate) fn bare(expr: &Expr) -> Expr {
    let inner = |expr: &Expr| Box::new(bare(expr));
    let kind = match &expr.kind {
        ExprKind::Op(op, operands) => ExprKind::Op(*op, operands.iter().map(bare).collect()),
        ExprKind::And(a, b) => ExprKind::And(inner(a), inner(b)),
        ExprKind::Or(a, b) => ExprKind::Or(inner(a), inner(b)),
        ExprKind::If(a, b, c) => ExprKind::If(inner(a), inner(b), inner(c)),
        ExprKind::Is(matcher) => {
            let subject = bare(&matcher.subject);
            ExprKind::Is(Box::new(crate::policy::Matcher { subject, set: matcher.set.clone() }))
        }
        other => other.clone(),
    };
    Expr { kind, ty: expr.ty, span: Span::default() }
}
