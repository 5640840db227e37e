//! Grids: a header, and rows with a cell for each column.

use super::builder::Builder;
use super::cell::Held;
use super::clause::Follows;
use super::error::plain_name;
use super::interval;
use super::layer::Node;
use super::table::{Line, Rows};
use crate::diagnostics::{Code, Problem, nearest};
use crate::policy::{Column, Set};
use crate::rule::Section;
use crate::syntax::ast::{self, Cell, MemberKind, PatternKind};
use crate::text;
use crate::value::{EnumIndex, Type};

/// Words that head the column of the values.
const LABELS: [&str; 20] = [
    "比例",
    "自付比例",
    "报销比例",
    "支付比例",
    "金额",
    "数额",
    "起付线",
    "起付标准",
    "限额",
    "封顶线",
    "百分点",
    "系数",
    "数值",
    "值",
    "ratio",
    "own ratio",
    "amount",
    "factor",
    "points",
    "value",
];

/// A column of a grid as its header has it.
enum Heading {
    Condition(Column),
    Band,
    /// A column of values; with the value of an enumeration or the ordinal that it is for.
    Value(Option<(Held, String)>),
}

impl<'a> Builder<'_, 'a> {
    pub(super) fn grid(&mut self, rows: &[&Node<'a>], bands: bool) -> Option<Rows<'a>> {
        let (header, rows) = rows.split_first()?;
        let MemberKind::Row(ast::Row::Grid(header_cells)) = &header.member.kind else {
            return None;
        };
        self.check_follows(&header.member.suffix, "表头", Follows::NOTHING);
        if rows.is_empty() {
            self.fail_with(
                Code::MissingPart,
                header.member.span,
                text!("表头的下面没有一行", "the header has no rows below it"),
                text!("每种情况写一行，用“|”分栏", "write a row for each case, divided by `|`"),
            );
            return None;
        }
        let body: Vec<(&Node<'a>, &'a [Cell])> = rows
            .iter()
            .filter_map(|node| match &node.member.kind {
                MemberKind::Row(ast::Row::Grid(cells)) => Some((*node, cells.as_slice())),
                _ => None,
            })
            .collect();
        if header_cells.iter().any(is_figure) {
            self.no_header(header);
            return None;
        }
        let headings = self.headings(header_cells, &body, bands)?;
        let columns = self.grid_columns(&headings, header_cells)?;
        let mut lines = Vec::new();
        for (node, cells) in body {
            if cells.len() != headings.len() {
                self.wrong_cell_count(node, cells, header, headings.len());
                continue;
            }
            self.grid_row(node, cells, &headings, &mut lines);
        }
        Some(Rows { columns, lines })
    }

    /// A table whose first row is no header.
    fn no_header(&mut self, row: &Node<'a>) {
        self.fail_with(
            Code::MissingPart,
            row.member.span,
            text!(
                "这张表没有表头，第一行就是数值",
                "this table has no header; its first row holds figures"
            ),
            text!(
                "先写一行各栏的名称，例如“级别 | 比例”；只有两栏的，也可以写成“三级 : 70%”",
                "first write a row with the names of the columns, such as `级别 | ratio`; with two columns rows like `三级 : 70%` will do"
            ),
        );
    }

    /// A row with more or fewer cells than the header.
    fn wrong_cell_count(
        &mut self,
        node: &Node<'a>,
        cells: &[Cell],
        header: &Node<'a>,
        wanted: usize,
    ) {
        let found = cells.len();
        let message = text!(
            "这一行有 {found} 栏，表头有 {wanted} 栏",
            "this row has {found} cells, and the header has {wanted}"
        );
        let problem = match cells.get(wanted) {
            Some(extra) => Problem::new(Code::WrongPlace, extra.span, message).help(text!(
                "删去多出的一栏，或者在表头里也加一栏",
                "remove the cell, or add a column to the header"
            )),
            None => Problem::new(Code::MissingPart, node.member.span, message).help(text!(
                "每一栏写一个值：文件没有规定的写“待定”，不看这个条件的写“任意”",
                "write a value in each column: `unset` where the notice does not say, `any` where a condition does not matter"
            )),
        };
        self.run.report(problem.also(header.member.span, text!("表头", "the header")));
    }

    /// The condition columns, with one for the values that head the other columns.
    fn grid_columns(&mut self, headings: &[Heading], header: &[Cell]) -> Option<Vec<Column>> {
        let mut columns: Vec<Column> = headings
            .iter()
            .filter_map(|heading| match heading {
                Heading::Condition(column) => Some(column.clone()),
                _ => None,
            })
            .collect();
        let spread: Vec<&Cell> = headings
            .iter()
            .zip(header)
            .filter(|(heading, _)| matches!(heading, Heading::Value(Some(_))))
            .map(|(_, cell)| cell)
            .collect();
        if !spread.is_empty() {
            columns.extend(self.key_column(&spread)?);
        }
        Some(columns)
    }

    /// A row for each column of values.
    fn grid_row(
        &mut self,
        node: &Node<'a>,
        cells: &'a [Cell],
        headings: &[Heading],
        lines: &mut Vec<Line<'a>>,
    ) {
        let mut held = Vec::new();
        let mut band = None;
        let mut label = Vec::new();
        for (cell, heading) in cells.iter().zip(headings) {
            match heading {
                Heading::Condition(column) => {
                    let Some(found) = self.cell(cell, &column.subject, &column.title) else {
                        return;
                    };
                    held.push(found);
                    label.push(self.run.words(cell.span));
                }
                Heading::Band => {
                    band = Some(cell);
                    label.push(self.run.words(cell.span));
                }
                Heading::Value(_) => {}
            }
        }
        for (cell, heading) in cells.iter().zip(headings) {
            let Heading::Value(spread) = heading else { continue };
            let mut held = held.clone();
            let mut label = label.clone();
            if let Some((found, word)) = spread {
                held.push(found.clone());
                label.push(word.clone());
            }
            let line = self.line(node, held, band, cell, label.join(" | "));
            lines.push(line);
        }
    }

    /// What each column of a header is.
    fn headings(
        &mut self,
        header: &[Cell],
        body: &[(&Node<'a>, &'a [Cell])],
        bands: bool,
    ) -> Option<Vec<Heading>> {
        if self.misspelt_value(header) {
            return None;
        }
        let spread = self.spread(header);
        let mut headings = Vec::new();
        let last = header.len().saturating_sub(1);
        for (index, cell) in header.iter().enumerate() {
            let is_value = match &spread {
                Some((first, _)) => index >= *first,
                None => index == last,
            };
            let heading = if is_value {
                self.value_heading(cell, spread.as_ref().and_then(|(_, of)| *of))?
            } else {
                self.condition_heading(cell, index, body, bands)?
            };
            headings.push(heading);
        }
        Some(headings)
    }

    /// Where the columns of values begin when they are headed by values of an enumeration, or by
    /// ordinals (`None`).
    fn spread(&self, header: &[Cell]) -> Option<(usize, Option<EnumIndex>)> {
        let ordinals = header.iter().rev().take_while(|cell| is_ordinal(cell)).count();
        if ordinals > 0 {
            return Some((header.len().saturating_sub(ordinals), None));
        }
        let mut common: Option<Vec<EnumIndex>> = None;
        let mut count = 0_usize;
        for cell in header.iter().rev() {
            let [pattern] = cell.patterns.as_slice() else { break };
            let Some(name) = plain_name(pattern) else { break };
            let of: Vec<EnumIndex> =
                self.scope.values_named(&name.node).into_iter().map(|(index, _)| index).collect();
            let next: Vec<EnumIndex> = match &common {
                None => of,
                Some(known) => known.iter().copied().filter(|one| of.contains(one)).collect(),
            };
            if next.is_empty() {
                break;
            }
            common = Some(next);
            count = count.saturating_add(1);
        }
        let candidates = common?;
        // One enumeration, or the one that a field of the same name holds.
        let with_field = candidates
            .iter()
            .copied()
            .find(|index| !self.scope.fields_of(Type::Choice(*index), self.here).is_empty());
        let of = with_field.or(candidates.first().copied());
        Some((header.len().saturating_sub(count), of))
    }

    fn value_heading(&mut self, cell: &Cell, of: Option<EnumIndex>) -> Option<Heading> {
        let [pattern] = cell.patterns.as_slice() else {
            self.many_in_header(cell);
            return None;
        };
        match &pattern.kind {
            PatternKind::Nth(ordinal, _) => {
                let ordinal = i64::from(*ordinal);
                let set = interval::ordinal(ordinal);
                let word = self.run.words(cell.span);
                return Some(Heading::Value(Some((Held::Known(set), word))));
            }
            PatternKind::Later => {
                let word = self.run.words(cell.span);
                return Some(Heading::Value(Some((Held::Later, word))));
            }
            _ => {}
        }
        let name = plain_name(pattern);
        let word = name.as_ref().map(|name| name.node.as_str()).unwrap_or_default();
        if let Some(index) = of
            && let Some(value) = self.scope.value_in(index, word)
        {
            let set = Set::Choices(interval::from_to(value, value));
            return Some(Heading::Value(Some((Held::Known(set), word.to_owned()))));
        }
        if LABELS.contains(&word) {
            return Some(Heading::Value(None));
        }
        if self.scope.names.contains_key(word) || self.definitions.contains_key(word) {
            self.fail_with(
                Code::MissingPart,
                cell.span,
                text!(
                    "最后一栏应是数值，“{word}”是条件",
                    "the last column should hold the values, and `{word}` is a condition"
                ),
                text!("在后面加一栏“比例”或“金额”", "add a column `ratio` or `amount`"),
            );
            return None;
        }
        let shown = self.run.words(cell.span);
        let mut problem = Problem::new(
            Code::UnknownName,
            cell.span,
            text!("表头里没有人认识的“{shown}”", "the header cell `{shown}` is not known"),
        );
        let near = nearest(word, LABELS);
        if let Some(near) = near.first() {
            problem = problem.help(text!("是不是“{near}”？", "did you mean `{near}`?"));
        }
        self.run.report(problem.help(text!(
            "数值的一栏写“比例”或“金额”，或者每一栏写一个枚举的值，例如“职工 | 居民”",
            "head the values with `ratio` or `amount`, or each column with a value, such as `职工 | 居民`"
        )));
        None
    }

    /// Behind a value such as 在职, a heading that nobody knows but that looks like another value of
    /// the same enumeration is that value misspelt.
    fn misspelt_value(&mut self, header: &[Cell]) -> bool {
        let mut of = None;
        for cell in header {
            let [pattern] = cell.patterns.as_slice() else { continue };
            let Some(name) = plain_name(pattern) else { continue };
            let word = name.node.as_str();
            if self.is_condition(word) || LABELS.contains(&word) {
                continue;
            }
            match self.scope.values_named(word).first() {
                Some((index, _)) => of = Some(*index),
                None => {
                    let Some(found) = of.and_then(|of| self.scope.vocabulary.enumeration(of))
                    else {
                        continue;
                    };
                    let values: Vec<String> =
                        found.values.iter().map(|value| value.name.clone()).collect();
                    let known = values.iter().map(String::as_str);
                    self.run.unknown(word, cell.span, self.scope.standard, known);
                    return true;
                }
            }
        }
        false
    }

    fn many_in_header(&mut self, cell: &Cell) {
        self.fail_with(
            Code::WrongType,
            cell.span,
            text!("表头的一栏只能有一个名称", "a cell of the header holds one name"),
            text!("每个名称一栏，用“|”分开", "give each name its own column, divided by `|`"),
        );
    }

    fn condition_heading(
        &mut self,
        cell: &Cell,
        index: usize,
        body: &[(&Node<'a>, &'a [Cell])],
        bands: bool,
    ) -> Option<Heading> {
        let [pattern] = cell.patterns.as_slice() else {
            self.many_in_header(cell);
            return None;
        };
        let below: Vec<&Cell> = body.iter().filter_map(|(_, cells)| cells.get(index)).collect();
        if matches!(pattern.kind, PatternKind::BandHeader) {
            if !bands {
                self.wrong_place(
                    cell.span,
                    text!(
                        "这张表不分段，不能有“分段”一栏",
                        "this table has no bands, so it cannot have a column `band`"
                    ),
                    text!(
                        "写“比例 分段 按 … 每年 {{ … }}”",
                        "write `ratio by band of … per year {{ … }}`"
                    ),
                );
                return None;
            }
            return Some(Heading::Band);
        }
        if below.iter().any(|cell| is_ordinal(cell)) {
            let column = self.key_column(&below)?.into_iter().next()?;
            let title = self.run.words(cell.span);
            return Some(Heading::Condition(Column { title, span: cell.span, ..column }));
        }
        let PatternKind::Expr(expr) = &pattern.kind else {
            let word = self.run.words(cell.span);
            self.fail_with(
                Code::WrongType,
                cell.span,
                text!("“{word}”不能作表头", "`{word}` cannot head a column"),
                text!(
                    "表头写字段的名称，例如“级别”",
                    "head a column with the name of a field, such as `级别`"
                ),
            );
            return None;
        };
        let title = self.run.words(cell.span);
        if let Some(name) = plain_name(pattern)
            && !self.is_condition(&name.node)
        {
            self.unknown_heading(&name.node, cell);
            return None;
        }
        let subject = self.expr(expr, None)?;
        Some(Heading::Condition(Column { subject, title, span: cell.span }))
    }

    fn is_condition(&self, word: &str) -> bool {
        self.scope.names.contains_key(word)
            || self.definitions.contains_key(word)
            || self.scope.broken.contains(word)
            || crate::rule::Bucket::named(word).is_some()
            || self.fund_named(word).is_some()
            || matches!(word, "基数" | "base")
    }

    fn unknown_heading(&mut self, word: &str, cell: &Cell) {
        if !self.scope.values_named(word).is_empty() {
            self.fail_with(
                Code::WrongPlace,
                cell.span,
                text!(
                    "“{word}”是一个值，值的各栏要连在一起、放在最后",
                    "`{word}` is a value; the columns for values stand together at the end"
                ),
                text!(
                    "条件的各栏写字段的名称",
                    "head the columns of conditions with names of fields"
                ),
            );
            return;
        }
        let fields: Vec<String> = self
            .scope
            .vocabulary
            .fields
            .iter()
            .filter(|field| self.here.lines || field.section != Section::Line)
            .map(|field| field.name.clone())
            .chain(self.definitions.keys().cloned())
            .collect();
        let known = || fields.iter().map(String::as_str);
        let told = !self.scope.standard || self.run.lost_with_its_line(word, cell.span);
        if told || !nearest(word, known()).is_empty() {
            self.run.unknown(word, cell.span, self.scope.standard, known());
            return;
        }
        self.fail_with(
            Code::UnknownName,
            cell.span,
            text!("没有字段“{word}”，不能作表头", "there is no field `{word}` to head a column"),
            text!(
                "条件的一栏写字段的名称，例如“级别”、“人员类别”、“年龄”",
                "head a condition with the name of a field, such as `级别`, `人员类别` or `年龄`"
            ),
        );
    }
}

/// Whether a cell holds a figure, which no header does.
fn is_figure(cell: &Cell) -> bool {
    cell.patterns.iter().any(|pattern| match &pattern.kind {
        PatternKind::Expr(expr) => matches!(
            &expr.kind,
            ast::ExprKind::Literal(literal) if !matches!(literal, ast::Literal::Text(_))
        ),
        _ => false,
    })
}

/// Whether a cell is about ordinals of visits.
fn is_ordinal(cell: &Cell) -> bool {
    cell.patterns
        .iter()
        .any(|pattern| matches!(pattern.kind, PatternKind::Nth(..) | PatternKind::Later))
}
