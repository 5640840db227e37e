//! Tables and the figures that hold them.

use polc::syntax::ast::{
    Bound, Cell, CountPeriod, ExprKind, Literal, Measured, Member, MemberKind, PatternKind, Period,
    Row, TypeNameKind,
};

use super::value::{Rat, Res, Trouble, Value, fault, min, whole};
use super::{At, Run};

/// What a column of conditions asks about.
enum Subject {
    /// A field or a named intermediate.
    Name(String),
    /// The number of the visit; also a column that only says 任意.
    Visits,
}

/// A row: what each column asks, and the value.
struct Line<'m> {
    keys: Vec<&'m Cell>,
    /// The value and, for the values of an enumeration as columns, which column it is.
    values: Vec<(Option<&'m Cell>, &'m Cell)>,
}

/// A table as it stands today.
struct Table<'m> {
    subjects: Vec<Subject>,
    /// What the columns of values ask.
    across: Option<Subject>,
    /// Which column of conditions holds the bands.
    band: Option<usize>,
    rows: Vec<Line<'m>>,
}

/// A band and the cell with its value.
pub(crate) struct BandRow<'m> {
    pub(crate) key: &'m Cell,
    pub(crate) value: &'m Cell,
}

impl Run<'_> {
    /// A figure with its rows and modifiers, as a number.
    pub(crate) fn figure(&self, measured: &Measured, at: &At) -> Res<Rat> {
        self.measured_value(measured, at)?.number()
    }

    pub(crate) fn measured_value(&self, measured: &Measured, at: &At) -> Res<Value> {
        let cell = match &measured.figure {
            Some(cell) => cell,
            None => self.pick(&measured.block, at)?,
        };
        match self.cell_value(cell, at)? {
            Value::Number(number) => Ok(Value::Number(self.modify(number, &measured.block, at)?)),
            other => Ok(other),
        }
    }

    /// The value that a cell gives.
    pub(crate) fn cell_value(&self, cell: &Cell, at: &At) -> Res<Value> {
        match &cell.patterns[0].kind {
            PatternKind::Expr(expr) => self.eval(expr, at),
            PatternKind::Unset(range) => {
                let end = |bound: Option<&Bound>| match bound.map(|bound| &bound.value.kind) {
                    Some(ExprKind::Literal(Literal::Ratio(ratio))) => percent(*ratio),
                    _ => String::new(),
                };
                let ends = range.as_ref().map(|it| (end(it.lo.as_ref()), end(it.hi.as_ref())));
                let text = ends.map(|(lo, hi)| format!("{lo} .. {hi}")).unwrap_or_default();
                Err(Trouble::Unset(text))
            }
            PatternKind::UnsetBecause(text) => Err(Trouble::Unset(text.node.clone())),
            other => fault(format!("no value: {other:?}")),
        }
    }

    /// The modifiers among some clauses, in written order.
    pub(crate) fn modify(&self, start: Rat, members: &[Member], at: &At) -> Res<Rat> {
        let mut figure = start;
        for member in members {
            let modifier = matches!(
                member.kind,
                MemberKind::Uplift(_)
                    | MemberKind::Reduce(_)
                    | MemberKind::Scale(_)
                    | MemberKind::OwnShare(_)
                    | MemberKind::AtMost(_)
                    | MemberKind::AtLeast(_)
            );
            if !modifier || !self.stands(&member.suffix, at)? {
                continue;
            }
            figure = match &member.kind {
                MemberKind::Uplift(by) => figure + self.number(by, at)?,
                MemberKind::Reduce(by) => figure - self.number(by, at)?,
                MemberKind::Scale(by) => figure * self.number(by, at)?,
                MemberKind::OwnShare(by) => whole(1) - (whole(1) - figure) * self.number(by, at)?,
                MemberKind::AtMost(limit) => min(&figure, &self.number(limit, at)?),
                MemberKind::AtLeast(limit) => figure.max(self.number(limit, at)?),
                _ => figure,
            };
        }
        Ok(figure)
    }

    /// The one cell of the table that holds today.
    pub(crate) fn pick<'m>(&self, members: &'m [Member], at: &At) -> Res<&'m Cell> {
        let table = self.table(members, at)?;
        match self.matching(&table, at)?.as_slice() {
            [only] => Ok(only.value),
            [] => fault("no row of the table holds"),
            _ => fault("several rows of the table hold"),
        }
    }

    /// The bands that hold today, in the order written.
    pub(crate) fn bands<'m>(&self, members: &'m [Member], at: &At) -> Res<Vec<BandRow<'m>>> {
        let mut table = self.table(members, at)?;
        if table.band.is_none() {
            table.band = Some(0); // entries: the key is the band
        }
        self.matching(&table, at)
    }

    /// The rows that hold, the column of the bands set aside.
    fn matching<'m>(&self, table: &Table<'m>, at: &At) -> Res<Vec<BandRow<'m>>> {
        let mut found = Vec::new();
        for row in &table.rows {
            let mut holds = true;
            for (column, subject) in table.subjects.iter().enumerate() {
                if table.band != Some(column) {
                    let of_column = table.rows.iter().map(|row| row.keys[column]);
                    let others: Vec<_> =
                        of_column.filter(|other| !std::ptr::eq(*other, row.keys[column])).collect();
                    holds = holds && self.key_holds(subject, row.keys[column], &others, at)?;
                }
            }
            if !holds {
                continue;
            }
            let headers: Vec<_> = row.values.iter().filter_map(|(header, _)| *header).collect();
            for (header, value) in &row.values {
                let here = match (header, &table.across) {
                    (Some(header), Some(subject)) => {
                        let others: Vec<_> = (headers.iter().copied())
                            .filter(|other| !std::ptr::eq(*other, *header))
                            .collect();
                        self.key_holds(subject, header, &others, at)?
                    }
                    _ => true,
                };
                if here {
                    let key = row.keys.get(table.band.unwrap_or(0)).copied().unwrap_or(value);
                    found.push(BandRow { key, value });
                }
            }
        }
        Ok(found)
    }

    /// Whether a cell of a condition column holds today; `其余` looks at the other cells of its
    /// column that are in force today.
    fn key_holds(&self, subject: &Subject, cell: &Cell, others: &[&Cell], at: &At) -> Res<bool> {
        for pattern in &cell.patterns {
            let holds = match &pattern.kind {
                PatternKind::Any => true,
                PatternKind::Nth(number, period) => {
                    self.visit_number(*period, at)? == i64::from(*number)
                }
                PatternKind::Later => {
                    let named = others.iter().flat_map(|cell| &cell.patterns);
                    let named: Vec<(u32, CountPeriod)> = named
                        .filter_map(|other| match other.kind {
                            PatternKind::Nth(number, period) => Some((number, period)),
                            _ => None,
                        })
                        .collect();
                    let Some((last, period)) = named.iter().max_by_key(|(number, _)| *number)
                    else {
                        return fault("`later` than nothing");
                    };
                    self.visit_number(*period, at)? > i64::from(*last)
                }
                PatternKind::Otherwise => {
                    let mut named = false;
                    for other in others {
                        let explicit = other.patterns.iter().any(|pattern| {
                            !matches!(pattern.kind, PatternKind::Any | PatternKind::Otherwise)
                        });
                        named = named || (explicit && self.key_holds(subject, other, &[], at)?);
                    }
                    !named
                }
                _ => match subject {
                    Subject::Name(name) => {
                        let subject = self.subject_value(name, at)?;
                        self.matches(&subject, pattern, at)?
                    }
                    Subject::Visits => return fault("a key without a field"),
                },
            };
            if holds {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn subject_value(&self, name: &str, at: &At) -> Res<Value> {
        let span = polc::source::Span::default();
        self.eval(&polc::syntax::ast::Expr { kind: ExprKind::Name(name.to_owned()), span }, at)
    }

    /// The rows in force, with what their columns ask.
    fn table<'m>(&self, members: &'m [Member], at: &At) -> Res<Table<'m>> {
        let mut table = Table { subjects: Vec::new(), across: None, band: None, rows: Vec::new() };
        let mut header: Option<&'m [Cell]> = None;
        let mut entries = Vec::new();
        for member in members {
            let MemberKind::Row(row) = &member.kind else { continue };
            if let (Row::Grid(cells), None) = (row, header) {
                header = Some(cells);
                self.read_header(cells, &mut table)?;
                continue;
            }
            if !self.stands(&member.suffix, at)? {
                continue;
            }
            match row {
                Row::Bare(value) => {
                    table.rows.push(Line { keys: Vec::new(), values: vec![(None, value)] });
                }
                Row::Entry(key, value) => {
                    entries.push(key);
                    table.rows.push(Line { keys: vec![key], values: vec![(None, value)] });
                }
                Row::Grid(cells) => {
                    let columns = table.subjects.len();
                    let header = header.unwrap();
                    let across = table.across.is_some();
                    let values = cells[columns..].iter().zip(&header[columns..]);
                    let values = values.map(|(cell, head)| (across.then_some(head), cell));
                    table.rows.push(Line {
                        keys: cells[..columns].iter().collect(),
                        values: values.collect(),
                    });
                }
            }
        }
        if !entries.is_empty() {
            table.subjects.push(self.subject_of(members)?);
        }
        Ok(table)
    }

    /// The field that the keys of entries name: the one of whose type all of them are. Rows out
    /// of force count too.
    fn subject_of(&self, members: &[Member]) -> Res<Subject> {
        let keys = members.iter().filter_map(|member| match &member.kind {
            MemberKind::Row(Row::Entry(key, _)) => Some(key),
            _ => None,
        });
        let patterns: Vec<_> = keys.flat_map(|cell| &cell.patterns).collect();
        let speaks =
            |kind: &PatternKind| matches!(kind, PatternKind::Expr(_) | PatternKind::Range(_));
        if !patterns.iter().any(|pattern| speaks(&pattern.kind)) {
            return Ok(Subject::Visits);
        }
        let mut fields: Vec<&String> = Vec::new();
        for (name, field) in &self.rules.fields {
            let fits = patterns
                .iter()
                .filter(|it| speaks(&it.kind))
                .all(|pattern| self.fits(&field.ty.kind, &pattern.kind));
            if fits {
                fields.push(name);
            }
        }
        // Of several fields of the type, the one named like its enumeration.
        let namesake = fields.iter().find(|name| self.rules.enums.contains_key(**name));
        match (fields.as_slice(), namesake) {
            ([only], _) | (_, Some(only)) => Ok(Subject::Name((*only).clone())),
            _ => Ok(Subject::Visits), // bands, or a fault that shows when the key is read
        }
    }

    fn fits(&self, ty: &TypeNameKind, pattern: &PatternKind) -> bool {
        let expr = match pattern {
            PatternKind::Expr(expr) => expr,
            PatternKind::Range(range) => match range.lo.as_ref().or(range.hi.as_ref()) {
                Some(bound) => &*bound.value,
                None => return false,
            },
            _ => return false,
        };
        match (&expr.kind, ty) {
            (ExprKind::Name(word), TypeNameKind::Enum(of)) => {
                self.is_value(&of.node, word)
                    || ["及以上", "及以下", "以上", "以下"].iter().any(|suffix| {
                        word.strip_suffix(suffix).is_some_and(|it| self.is_value(&of.node, it))
                    })
            }
            (ExprKind::Literal(Literal::Age(_)), TypeNameKind::Age)
            | (ExprKind::Literal(Literal::Number(_)), TypeNameKind::Count)
            | (ExprKind::Literal(Literal::Date(..)), TypeNameKind::Date)
            | (ExprKind::Literal(Literal::Flag(_)), TypeNameKind::Flag) => true,
            _ => false,
        }
    }

    fn is_subject(&self, name: &str) -> bool {
        self.rules.fields.contains_key(name) || self.lets.iter().any(|(it, _)| it.name.node == name)
    }

    /// A header: columns of conditions, then a label or the values of one enumeration.
    fn read_header(&self, cells: &[Cell], table: &mut Table<'_>) -> Res<()> {
        let names: Vec<Option<String>> = cells.iter().map(header_word).collect();
        let mut first_value = cells.len() - 1;
        let by_visit = |cell: &&Cell| {
            matches!(cell.patterns[0].kind, PatternKind::Nth(..) | PatternKind::Later)
        };
        let visits = cells.iter().rev().take_while(by_visit).count();
        if visits > 0 {
            first_value = cells.len() - visits;
            table.across = Some(Subject::Visits);
        }
        // Of the fields that have the last word, the one that has most of the words before it.
        let mut best: Option<(usize, &String)> = None;
        for (field, declared) in &self.rules.fields {
            let of_field = |name: &&Option<String>| {
                let word = name.as_ref();
                word.is_some_and(|word| self.fits(&declared.ty.kind, &name_pattern(word)))
            };
            let count = names.iter().rev().take_while(of_field).count();
            let namesake = self.rules.enums.contains_key(field);
            if count > 0 && best.is_none_or(|(most, _)| count > most || (count == most && namesake))
            {
                best = Some((count, field));
            }
        }
        if let Some((count, field)) = best {
            first_value = cells.len() - count;
            table.across = Some(Subject::Name(field.clone()));
        }
        for (column, name) in names[..first_value].iter().enumerate() {
            match (name, &cells[column].patterns[0].kind) {
                (_, PatternKind::BandHeader) => {
                    table.band = Some(column);
                    table.subjects.push(Subject::Visits);
                }
                (Some(name), _) if self.is_subject(name) => {
                    table.subjects.push(Subject::Name(name.clone()));
                }
                // A label such as 次数 over 本年首次 …: the cells speak for themselves.
                _ => table.subjects.push(Subject::Visits),
            }
        }
        Ok(())
    }

    /// Which visit of the period this is, counted in the benefit; the refused ones do not count.
    fn visit_number(&self, period: CountPeriod, at: &At) -> Res<i64> {
        let period = match period {
            CountPeriod::Year => Period::Year,
            CountPeriod::Month => Period::Month,
        };
        Ok(self.earlier_visits(period, at)? + 1)
    }
}

/// `0.7` is `70%`.
fn percent(ratio: rust_decimal::Decimal) -> String {
    format!("{}%", (ratio * rust_decimal::Decimal::ONE_HUNDRED).normalize())
}

fn name_pattern(word: &str) -> PatternKind {
    let span = polc::source::Span::default();
    PatternKind::Expr(polc::syntax::ast::Expr { kind: ExprKind::Name(word.to_owned()), span })
}

fn header_word(cell: &Cell) -> Option<String> {
    match &cell.patterns[0].kind {
        PatternKind::Expr(polc::syntax::ast::Expr { kind: ExprKind::Name(name), .. }) => {
            Some(name.clone())
        }
        _ => None,
    }
}
