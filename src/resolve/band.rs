//! Ratios by band of a running total.

use super::ask::first_deductible;
use super::builder::Builder;
use super::convert;
use super::error::Want;
use super::fund::Around;
use super::layer::Node;
use super::option::Opt;
use super::table::Line;
use crate::diagnostics::{Code, Problem};
use crate::policy::{Column, Expr, ExprKind, Set};
use crate::rule::{self, Band, Bands, ClauseId};
use crate::source::Span;
use crate::syntax::ast::{self, Cell, Measured, MemberKind, PatternKind};
use crate::text;
use crate::value::{Exact, Type, Value};

/// The rows of one band.
struct Group<'a> {
    lo: Exact,
    hi: Option<Exact>,
    span: Span,
    lines: Vec<Line<'a>>,
}

impl<'a> Builder<'_, 'a> {
    pub(super) fn bands(
        &mut self,
        node: &Node<'a>,
        measured: &'a Measured,
        clause: ClauseId,
        around: Around<'_, 'a>,
    ) -> Option<Bands<Expr>> {
        let options = &measured.options;
        let head = node.member.head;
        self.allow(options, "比例 分段", &[Opt::Period, Opt::Measure, Opt::Shared]);
        let rows: Vec<&Node<'a>> = node
            .children
            .iter()
            .filter(|child| matches!(child.member.kind, MemberKind::Row(_)))
            .collect();
        for child in &node.children {
            if !matches!(child.member.kind, MemberKind::Row(_)) {
                self.misplaced(child);
            }
        }
        if rows.is_empty() && self.run.unread_inside(node.member.span) {
            self.run.errors = self.run.errors.saturating_add(1);
            return None;
        }
        if rows.is_empty() || measured.figure.is_some() {
            self.fail_with(
                Code::MissingPart,
                head,
                text!("分段的比例要写成一张表", "a ratio by band needs a table"),
                text!(
                    "例如“{{ 0元 .. 2万元 : 70%; 2万元 .. : 60% }}”",
                    "such as `{{ 0元 .. 2万元 : 70%; 2万元 .. : 60% }}`"
                ),
            );
            return None;
        }
        let read = self.rows(&rows, true)?;
        let groups = self.groups(read.lines)?;
        let bands: Vec<Band<Expr>> = groups
            .into_iter()
            .map(|group| self.one_band(&read.columns, group))
            .collect::<Option<_>>()?;
        let measure = options.measure.as_ref().map(|measure| match measure.node {
            ast::Measure::Cost => rule::Measure::Cost,
            ast::Measure::CostAboveDeductible => rule::Measure::CostAboveDeductible,
            ast::Measure::Payment => rule::Measure::Payment,
        });
        let shared = match &options.shared {
            Some(_) => Some(self.shared(options)?),
            None => None,
        };
        let written = options.period.as_ref().map(|period| convert::period(period.node));
        let period = shared
            .and_then(|index| self.scope.shared.get(index))
            .map(|shared| shared.period)
            .or(written);
        // A fund that adds up its own base gives the bands their period.
        let has_period = period.is_some() || around.per_period;
        let (Some(measure), true) = (measure, has_period) else {
            let first = self.first_band(&bands);
            let deductible = first_deductible(around.siblings);
            self.ask_bands(head, first, deductible, measure, has_period);
            return None;
        };
        let total = if around.per_period {
            None
        } else if let Some(index) = shared {
            self.shared_total(index)
        } else {
            period.filter(|period| convert::outlasts_visit(*period)).map(|period| {
                let name = around.name;
                let title = format!("{name} 分段");
                let validity = self.validity_of(clause);
                self.total(&format!("{name}/band"), &title, period, Vec::new(), validity)
            })
        };
        Some(Bands { measure, total, bands })
    }

    fn first_band(&self, bands: &[Band<Expr>]) -> Option<(Exact, Exact, Exact)> {
        let (first, second) = (bands.first()?, bands.get(1)?);
        let end = super::visitor::constant_number(first.hi.as_ref()?)?;
        let low = super::example::first_figure(&first.ratio, &self.tables)?;
        let high = super::example::first_figure(&second.ratio, &self.tables)?;
        low.is_positive().then_some((end, low, high))
    }

    /// The rows by band, ascending, without gap or overlap.
    fn groups(&mut self, lines: Vec<Line<'a>>) -> Option<Vec<Group<'a>>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut whole = true;
        for line in lines {
            let Some(cell) = line.band else {
                self.fail_with(
                    Code::MissingPart,
                    line.span,
                    text!("没有写这一行是哪一段", "this row does not say which band it is for"),
                    text!(
                        "每行以一段开头，例如“0元 .. 2万元”；表头里写“分段”",
                        "begin each row with a band, such as `0元 .. 2万元`, and head the column with `band`"
                    ),
                );
                return None;
            };
            let Some((lo, hi)) = self.band_ends(cell) else {
                whole = false;
                continue;
            };
            match groups.iter_mut().find(|group| group.lo == lo && group.hi == hi) {
                Some(group) => group.lines.push(line),
                None => groups.push(Group { lo, hi, span: cell.span, lines: vec![line] }),
            }
        }
        groups.sort_by(|a, b| a.lo.compare(b.lo).unwrap_or(std::cmp::Ordering::Equal));
        (whole && self.bands_complete(&groups)).then_some(groups)
    }

    fn band_ends(&mut self, cell: &Cell) -> Option<(Exact, Option<Exact>)> {
        let [ast::Pattern { kind: PatternKind::Range(range), .. }] = cell.patterns.as_slice()
        else {
            let words = self.run.words(cell.span);
            self.fail_with(
                Code::WrongType,
                cell.span,
                text!("“{words}”不是一段", "`{words}` is not a band"),
                text!("写“0元 .. 2万元”“2万元 ..”", "write `0元 .. 2万元` and `2万元 ..`"),
            );
            return None;
        };
        // Where a band ends, and whether the end belongs to it, is the same for money that flows.
        let measure = Expr { kind: ExprKind::Base, ty: Type::Money, span: self.span(cell.span) };
        let lo = self.end(range.lo.as_ref(), &measure)?;
        let hi = self.end(range.hi.as_ref(), &measure)?;
        let number = |end: Option<(Value, bool)>| match end {
            Some((Value::Number(number), _)) => Some(number),
            _ => None,
        };
        let (lo, hi) = (number(lo).unwrap_or(Exact::ZERO), number(hi));
        let backwards = hi.is_some_and(|hi| lo.compare(hi).is_ok_and(std::cmp::Ordering::is_ge));
        if backwards || lo.is_negative() {
            let words = self.run.words(cell.span);
            self.fail_with(
                Code::OutOfBounds,
                cell.span,
                text!("“{words}”里没有一个金额", "`{words}` holds no amount"),
                text!("小的写在前面，从 0元 起", "write the smaller end first, from 0元 on"),
            );
            return None;
        }
        Some((lo, hi))
    }

    fn bands_complete(&mut self, groups: &[Group<'a>]) -> bool {
        let mut reached = Some(Exact::ZERO);
        let mut before: Option<Span> = None;
        for group in groups {
            let order = reached
                .map(|reached| group.lo.compare(reached).unwrap_or(std::cmp::Ordering::Equal));
            match order {
                Some(std::cmp::Ordering::Equal) => {}
                Some(std::cmp::Ordering::Greater) => {
                    let from = reached.unwrap_or(Exact::ZERO);
                    self.band_gap(group.span, from, Some(group.lo));
                    return false;
                }
                Some(std::cmp::Ordering::Less) | None => {
                    let words = self.run.words(group.span);
                    let mut problem = Problem::new(
                        Code::DuplicateRow,
                        group.span,
                        text!("“{words}”和另一段重叠", "`{words}` overlaps another band"),
                    );
                    if let Some(before) = before {
                        problem = problem.also(before, text!("另一段", "the other band"));
                    }
                    self.run.report(problem.help(text!(
                        "各段首尾相接；前后两个时期的分段写成两条，各写“自”“至”",
                        "let each band begin where the one before ends; write bands of different dates as two clauses with `from` and `until`"
                    )));
                    return false;
                }
            }
            reached = group.hi;
            before = Some(group.span);
        }
        if let (Some(reached), Some(last)) = (reached, before) {
            self.band_gap(last, reached, None);
            return false;
        }
        true
    }

    fn band_gap(&mut self, span: Span, from: Exact, to: Option<Exact>) {
        let from = super::example::amount(from);
        let row = match to {
            Some(to) => format!("{from} .. {}", super::example::amount(to)),
            None => format!("{from} .."),
        };
        self.fail_with(
            Code::MissingRow,
            span,
            text!("没有“{row}”这一段的比例", "there is no ratio for the band `{row}`"),
            text!("加一行“{row} : …”", "add a row `{row} : …`"),
        );
    }

    fn one_band(&mut self, columns: &[Column], group: Group<'a>) -> Option<Band<Expr>> {
        let amount = |number: Exact| Expr {
            kind: ExprKind::Constant(Value::Number(number)),
            ty: Type::Money,
            span: group.span,
        };
        let (lo, hi) = (amount(group.lo), group.hi.map(amount));
        let span = group.lines.iter().fold(group.span, |all, line| all.to(line.span));
        let everywhere = |line: &Line<'a>| {
            line.held.iter().all(|held| {
                matches!(held, super::cell::Held::Known(Set::Any) | super::cell::Held::Others)
            })
        };
        let want = Want::One(Type::Ratio);
        if let [line] = group.lines.as_slice()
            && columns.is_empty()
            && everywhere(line)
            && line.validity.is_always()
            && line.cites.is_empty()
            && let Some(Ok(ratio)) = self.value(line.value, want, true)
        {
            return Some(Band { lo, hi, ratio });
        }
        let ratio = self.finish(columns, group.lines, want, span)?;
        Some(Band { lo, hi, ratio })
    }
}
