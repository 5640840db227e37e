//! Slips in lists: an entry left out, two neighbours exchanged.

use super::Slips;
use crate::mutate::operator::Operator;
use crate::source::Span;
use crate::syntax::ast;

impl Slips<'_> {
    /// One of several entries that commas part is left out.
    pub(super) fn drop_listed(&mut self, operator: Operator, spans: &[Span]) {
        if spans.len() < 2 {
            return;
        }
        for span in spans {
            self.leave_out(operator, self.with_comma(*span));
        }
    }

    /// One of several entries is left out, with what joins it to its neighbour: `起付线 + 按比例自付`.
    pub(super) fn drop_joined(&mut self, spans: &[Span]) {
        for (index, span) in spans.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|index| spans.get(index));
            let behind = spans.get(index.saturating_add(1));
            let whole = match (before, behind) {
                (Some(before), _) => Span { lo: before.hi, hi: span.hi },
                (None, Some(behind)) => Span { lo: span.lo, hi: behind.lo },
                (None, None) => continue,
            };
            self.leave_out(Operator::DropValue, whole);
        }
    }

    /// Neighbours change places.
    pub(super) fn swap_neighbours(&mut self, operator: Operator, spans: &[Span]) {
        for pair in spans.windows(2) {
            if let [first, second] = pair {
                self.swap(operator, *first, *second);
            }
        }
    }

    /// The rows of a table: one left out, neighbouring values exchanged.
    pub(super) fn rows(&mut self, rows: &[(&ast::Member, &ast::Row)]) {
        let mut above: Option<&ast::Row> = None;
        for (member, row) in rows {
            let header = above.is_none() && matches!(row, ast::Row::Grid(_));
            if !header {
                self.leave_out(Operator::DropRow, member.span);
                if let Some(above) = above {
                    self.swap_values(above, row);
                }
            }
            self.row(row, header);
            above = Some(row);
        }
    }

    fn swap_values(&mut self, above: &ast::Row, row: &ast::Row) {
        match (above, row) {
            (ast::Row::Entry(_, first), ast::Row::Entry(_, second))
            | (ast::Row::Bare(first), ast::Row::Bare(second)) => {
                self.swap(Operator::SwapRows, first.span, second.span);
            }
            (ast::Row::Grid(above), ast::Row::Grid(cells)) => {
                for (first, second) in above.iter().zip(cells) {
                    if is_figure(first) && is_figure(second) {
                        self.swap(Operator::SwapRows, first.span, second.span);
                    }
                }
            }
            (ast::Row::Entry(..) | ast::Row::Grid(_) | ast::Row::Bare(_), _) => {}
        }
    }

    fn row(&mut self, row: &ast::Row, header: bool) {
        match row {
            ast::Row::Entry(key, value) => {
                self.cell(key);
                self.cell(value);
            }
            ast::Row::Bare(value) => self.cell(value),
            ast::Row::Grid(cells) => {
                cells.iter().for_each(|cell| self.cell(cell));
                for pair in cells.windows(2) {
                    let [first, second] = pair else { continue };
                    let values = header && self.is_value(first) && self.is_value(second);
                    if values || (is_figure(first) && is_figure(second)) {
                        self.swap(Operator::SwapCells, first.span, second.span);
                    }
                }
            }
        }
    }

    /// Whether a cell of a header is a value of an enumeration.
    fn is_value(&self, cell: &ast::Cell) -> bool {
        match cell.patterns.as_slice() {
            [one] => self.neighbours.beside(self.text(one.span)).is_some(),
            _ => false,
        }
    }
}

/// Whether a cell holds one figure, or says that it is not set.
fn is_figure(cell: &ast::Cell) -> bool {
    let [one] = cell.patterns.as_slice() else { return false };
    match &one.kind {
        ast::PatternKind::Expr(expr) => match &expr.kind {
            ast::ExprKind::Literal(literal) => !matches!(literal, ast::Literal::Flag(_)),
            _ => false,
        },
        ast::PatternKind::Unset(_) | ast::PatternKind::UnsetBecause(_) => true,
        ast::PatternKind::Range(_)
        | ast::PatternKind::Any
        | ast::PatternKind::Otherwise
        | ast::PatternKind::Nth(..)
        | ast::PatternKind::Later
        | ast::PatternKind::BandHeader => false,
    }
}
