//! Tables: entries and grids become rows of sets of values.

use super::builder::Builder;
use super::cell::Held;
use super::clause::Follows;
use super::error::Want;
use super::interval;
use super::layer::Node;
use crate::diagnostics::Code;
use crate::policy::{Column, Expr, ExprKind, Interval, Row, Set, Table};
use crate::rule::{TableId, Unset, date_words};
use crate::source::Span;
use crate::syntax::ast::{self, Cell, MemberKind, PatternKind};
use crate::text;
use crate::value::{Exact, Type, Validity};

/// The rows of a table before `otherwise` and `later` are worked out.
pub(super) struct Rows<'a> {
    pub(super) columns: Vec<Column>,
    pub(super) lines: Vec<Line<'a>>,
}

/// One row.
#[derive(Clone)]
pub(super) struct Line<'a> {
    /// One for each column.
    pub(super) held: Vec<Held>,
    /// The band, in a table of bands.
    pub(super) band: Option<&'a Cell>,
    pub(super) value: &'a Cell,
    pub(super) label: String,
    pub(super) validity: Validity,
    pub(super) cites: Vec<String>,
    pub(super) span: Span,
}

impl<'a> Builder<'_, 'a> {
    /// A table as an expression.
    pub(super) fn table(&mut self, rows: &[&Node<'a>], want: Want, span: Span) -> Option<Expr> {
        let rows = self.rows(rows, false)?;
        self.finish(&rows.columns, rows.lines, want, span)
    }

    /// Reads rows; with `bands`, one column holds the bands.
    pub(super) fn rows(&mut self, rows: &[&Node<'a>], bands: bool) -> Option<Rows<'a>> {
        let grid = rows.iter().any(|node| is_grid(node));
        let mixed = rows.iter().find(|node| is_grid(node) != grid);
        if let Some(mixed) = mixed {
            self.wrong_place(
                mixed.member.span,
                text!(
                    "一张表里不能既有“键 : 值”的行，又有“|”分栏的行",
                    "a table cannot mix rows of `key : value` with rows divided by `|`"
                ),
                text!("全部用同一种写法", "write all rows in one way"),
            );
            return None;
        }
        if grid { self.grid(rows, bands) } else { self.entries(rows, bands) }
    }

    fn entries(&mut self, rows: &[&Node<'a>], bands: bool) -> Option<Rows<'a>> {
        let keys: Vec<&Cell> = rows
            .iter()
            .filter_map(|node| match &node.member.kind {
                MemberKind::Row(ast::Row::Entry(key, _)) => Some(key),
                _ => None,
            })
            .collect();
        let columns = if bands { Vec::new() } else { self.key_column(&keys)? };
        let mut lines = Vec::new();
        for node in rows {
            let (key, value) = match &node.member.kind {
                MemberKind::Row(ast::Row::Entry(key, value)) => (Some(key), value),
                MemberKind::Row(ast::Row::Bare(value)) => (None, value),
                _ => continue,
            };
            let mut held = Vec::new();
            for column in &columns {
                held.push(match key {
                    Some(key) => self.cell(key, &column.subject, &column.title)?,
                    None => Held::Known(Set::Any),
                });
            }
            let label = key.map(|key| self.run.words(key.span)).unwrap_or_default();
            let band = key.filter(|_| bands);
            lines.push(self.line(node, held, band, value, label));
        }
        Some(Rows { columns, lines })
    }

    pub(super) fn line(
        &mut self,
        node: &Node<'a>,
        held: Vec<Held>,
        band: Option<&'a Cell>,
        value: &'a Cell,
        label: String,
    ) -> Line<'a> {
        let suffix = &node.member.suffix;
        if let Some(when) = &suffix.when {
            self.wrong_place(
                when.span,
                text!("表的一行不能写“当”", "a row of a table cannot have a `when`"),
                text!(
                    "给这个条件加一栏：表头写它的名称，各行写“是”或“否”",
                    "give the condition a column: its name in the header, `yes` or `no` in the rows"
                ),
            );
        }
        self.check_follows(suffix, "表的一行", Follows::WHEN);
        let cites = suffix.cites.iter().chain(node.cites.iter().copied());
        let cites = cites.map(|cite| cite.node.clone()).collect();
        let validity = self.own_validity(suffix);
        let span = node.member.span;
        Line { held, band, value, label, validity, cites, span }
    }

    /// Works out `otherwise` and `later`, reads the values, and keeps the table.
    pub(super) fn finish(
        &mut self,
        columns: &[Column],
        lines: Vec<Line<'a>>,
        want: Want,
        span: Span,
    ) -> Option<Expr> {
        let sets = self.sets(columns, &lines)?;
        let mut rows = Vec::new();
        let mut ty = want.expected();
        let mut whole = true;
        for (line, sets) in lines.into_iter().zip(sets) {
            let wanted = match (want, ty) {
                (Want::Any | Want::Share, Some(ty)) => Want::One(ty),
                _ => want,
            };
            self.row_dates(&line);
            let Some(value) = self.value(line.value, wanted, want != Want::Any) else {
                whole = false;
                continue;
            };
            if let Ok(value) = &value {
                ty = ty.or(Some(value.ty));
            }
            let Line { validity, cites, label, span, .. } = line;
            rows.push(Row { sets, value, validity, cites, label, span });
        }
        if !whole {
            return None;
        }
        let ty = match (ty, want) {
            (Some(ty), _) => ty,
            (None, Want::Share) => Type::Ratio,
            (None, _) => {
                self.fail_with(
                    Code::MissingPart,
                    span,
                    text!("表里没有一个已定的值", "the table holds no value that is set"),
                    text!("至少写出一行的值", "write the value of one row at least"),
                );
                return None;
            }
        };
        Some(self.keep_table(columns.to_vec(), rows, ty, span))
    }

    /// Adds a table and refers to it.
    pub(super) fn keep_table(
        &mut self,
        columns: Vec<Column>,
        rows: Vec<Row>,
        ty: Type,
        span: Span,
    ) -> Expr {
        let id = TableId::next(self.tables.len());
        self.tables.push(Table { columns, rows, ty, span });
        Expr { kind: ExprKind::Lookup(id), ty, span }
    }

    /// A row that never holds while its clause does.
    fn row_dates(&mut self, line: &Line<'a>) {
        let never = !line.validity.is_empty()
            && !line.validity.is_always()
            && line.validity.and(&self.validity).is_empty();
        if never {
            let (zh, en) = date_words(&self.validity);
            self.fail_with(
                Code::ConflictingDates,
                line.span,
                text!(
                    "这一行在它所在的条款有效时从不生效",
                    "this row is never in force while the clause around it is"
                ),
                text!("外面的有效期是{zh}", "what stands around it is in force {en}"),
            );
        }
    }

    /// The sets of all rows.
    fn sets(&mut self, columns: &[Column], lines: &[Line<'a>]) -> Option<Vec<Vec<Set>>> {
        let mut all: Vec<Vec<Set>> = lines.iter().map(|_| Vec::new()).collect();
        for (index, column) in columns.iter().enumerate() {
            let held: Vec<Held> = lines
                .iter()
                .map(|line| line.held.get(index).cloned().unwrap_or(Held::Known(Set::Any)))
                .collect();
            let known: Vec<&Set> = held
                .iter()
                .filter_map(|held| match held {
                    Held::Known(set) => Some(set),
                    Held::Others | Held::Later => None,
                })
                .collect();
            let others = interval::others(&known, self.values_of(column.subject.ty));
            let later = behind(&known);
            for ((sets, held), line) in all.iter_mut().zip(&held).zip(lines) {
                sets.push(match held {
                    Held::Known(set) => set.clone(),
                    Held::Others => others.clone(),
                    Held::Later => match &later {
                        Some(later) => later.clone(),
                        None => {
                            self.no_ordinal(line.span);
                            return None;
                        }
                    },
                });
            }
        }
        Some(all)
    }

    fn no_ordinal(&mut self, span: Span) {
        self.fail_with(
            Code::MissingPart,
            span,
            text!(
                "“以后各次”没有写是哪一次以后",
                "`later` needs a row that says which visit comes first"
            ),
            text!("先写一行“本年首次 : …”", "write a row `first visit of year : …` first"),
        );
    }

    pub(super) fn values_of(&self, ty: Type) -> u32 {
        match ty {
            Type::Choice(index) => self
                .scope
                .vocabulary
                .enumeration(index)
                .and_then(|found| u32::try_from(found.values.len()).ok())
                .unwrap_or(0),
            _ => 0,
        }
    }

    /// Reads a value cell: a value, or why there is none yet. Shares and amounts that are
    /// `plausible` lie within 0 and 100 %, and are not negative.
    pub(super) fn value(
        &mut self,
        cell: &Cell,
        want: Want,
        plausible: bool,
    ) -> Option<Result<Expr, Unset>> {
        let [pattern] = cell.patterns.as_slice() else {
            self.fail_with(
                Code::WrongType,
                cell.span,
                text!("这里只能有一个值", "only one value can stand here"),
                text!("不同的情况各写一行", "write a row for each case"),
            );
            return None;
        };
        let unset = |note: String| Some(Err(Unset { note, span: pattern.span }));
        match &pattern.kind {
            PatternKind::Expr(expr) => {
                let value = self.typed(expr, want)?;
                if plausible {
                    self.plausible(&value)?;
                }
                Some(Ok(value))
            }
            PatternKind::Unset(None) => unset(String::new()),
            PatternKind::Unset(Some(range)) => {
                let ends: Vec<&ast::Expr> = [&range.lo, &range.hi]
                    .into_iter()
                    .flatten()
                    .map(|bound| bound.value.as_ref())
                    .collect();
                for end in &ends {
                    self.typed(end, want)?;
                }
                let span = ends.iter().map(|end| end.span).reduce(Span::to)?;
                unset(self.run.words(span))
            }
            PatternKind::UnsetBecause(text) => unset(text.node.clone()),
            _ => {
                let word = self.run.words(pattern.span);
                self.fail_with(
                    Code::WrongType,
                    pattern.span,
                    text!(
                        "这里要一个值，“{word}”不是",
                        "a value is needed here, and `{word}` is none"
                    ),
                    text!(
                        "还不知道的值写“待定”",
                        "write `unset` for a value that is not known yet"
                    ),
                );
                None
            }
        }
    }

    /// Refuses ratios outside 0 … 100 % and amounts below zero.
    fn plausible(&mut self, value: &Expr) -> Option<()> {
        let Some(number) = super::visitor::constant_number(value) else { return Some(()) };
        let words = self.run.words(value.span);
        let above = value.ty == Type::Ratio
            && number.compare(Exact::ONE).is_ok_and(std::cmp::Ordering::is_gt);
        if above || (value.ty == Type::Ratio && number.is_negative()) {
            self.fail_with(
                Code::OutOfBounds,
                value.span,
                text!(
                    "比例“{words}”不在 0% 到 100% 之间",
                    "the ratio `{words}` does not lie between 0% and 100%"
                ),
                text!("写 0% 到 100% 之间的比例", "write a ratio between 0% and 100%"),
            );
            return None;
        }
        if value.ty == Type::Money && number.is_negative() {
            self.fail_with(
                Code::OutOfBounds,
                value.span,
                text!("金额“{words}”小于零", "the amount `{words}` is below zero"),
                text!("写 0元 或更大的金额", "write 0元 or more"),
            );
            return None;
        }
        Some(())
    }
}

/// Every number behind the greatest that is named.
fn behind(known: &[&Set]) -> Option<Set> {
    let mut last: Option<Exact> = None;
    for set in known {
        let Set::Numbers(intervals) = set else { continue };
        for hi in intervals.iter().filter_map(|interval| interval.hi) {
            last = Some(match last {
                Some(before) => before.max(hi).ok()?,
                None => hi,
            });
        }
    }
    let lo = last?;
    Some(Set::Numbers(vec![Interval { lo: Some(lo), lo_open: false, hi: None, hi_closed: false }]))
}

/// Whether a clause is a row with columns.
pub(super) fn is_grid(node: &Node<'_>) -> bool {
    matches!(node.member.kind, MemberKind::Row(ast::Row::Grid(_)))
}
