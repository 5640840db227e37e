//! Figures: a value or a table, and the modifiers that change it.

use super::builder::Builder;
use super::clause::Follows;
use super::error::Want;
use super::layer::Node;
use crate::diagnostics::Code;
use crate::policy::{Expr, Row};
use crate::rule::{Change, Figure, Modifier};
use crate::source::Span;
use crate::syntax::ast::{self, Measured, MemberKind};
use crate::text;
use crate::value::{Exact, Type, Validity};

/// What a modifier changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed {
    /// A ratio or an amount.
    pub(super) ty: Type,
    /// The first ratio of the fund, for examples.
    pub(super) ratio: Option<Exact>,
}

/// Whether a clause changes a figure.
pub(super) fn is_modifier(kind: &MemberKind) -> bool {
    modifier_parts(kind).is_some()
}

fn modifier_parts(kind: &MemberKind) -> Option<(Change, &ast::Expr, &'static str)> {
    Some(match kind {
        MemberKind::Uplift(by) => (Change::Uplift, by, "提高"),
        MemberKind::Reduce(by) => (Change::Reduce, by, "降低"),
        MemberKind::Scale(by) => (Change::Scale, by, "乘以"),
        MemberKind::OwnShare(by) => (Change::OwnShare, by, "自付乘以"),
        MemberKind::AtMost(by) => (Change::AtMost, by, "最高"),
        MemberKind::AtLeast(by) => (Change::AtLeast, by, "最低"),
        _ => return None,
    })
}

impl<'a> Builder<'_, 'a> {
    /// A figure without modifiers.
    pub(super) fn plain_figure(
        &mut self,
        node: &Node<'a>,
        measured: &'a Measured,
        want: Want,
    ) -> Option<Expr> {
        self.only_rows(node, false);
        self.figure_value(node, measured, want)
    }

    /// A figure with modifiers.
    pub(super) fn figure(
        &mut self,
        node: &Node<'a>,
        measured: &'a Measured,
        want: Want,
    ) -> Option<Figure<Expr>> {
        self.only_rows(node, true);
        let value = self.figure_value(node, measured, want);
        let ty = value.as_ref().map(|value| value.ty).or(want.expected()).unwrap_or(Type::Ratio);
        let ratio = value
            .as_ref()
            .filter(|value| value.ty == Type::Ratio)
            .and_then(|value| super::example::first_figure(value, &self.tables));
        let modifiers = self.modifiers(&node.children, Changed { ty, ratio });
        Some(Figure { value: value?, modifiers })
    }

    /// Refuses clauses that are neither rows nor, where they can stand, modifiers.
    fn only_rows(&mut self, node: &Node<'a>, modifiers: bool) {
        for child in &node.children {
            let kind = &child.member.kind;
            let fine = matches!(kind, MemberKind::Row(_)) || (modifiers && is_modifier(kind));
            if !fine {
                self.misplaced(child);
            }
        }
    }

    fn figure_value(
        &mut self,
        node: &Node<'a>,
        measured: &'a Measured,
        want: Want,
    ) -> Option<Expr> {
        let rows: Vec<&Node<'a>> = node
            .children
            .iter()
            .filter(|child| matches!(child.member.kind, MemberKind::Row(_)))
            .collect();
        match (&measured.figure, rows.first()) {
            (Some(cell), None) => {
                let value = self.value(cell, want, want != Want::Any)?;
                Some(match value {
                    Ok(value) => value,
                    Err(unset) => {
                        let ty = match want {
                            Want::One(ty) => ty,
                            Want::Share | Want::Any => Type::Ratio,
                        };
                        let span = unset.span;
                        let row = Row {
                            sets: Vec::new(),
                            value: Err(unset),
                            validity: Validity::default(),
                            cites: Vec::new(),
                            label: String::new(),
                            span,
                        };
                        self.keep_table(Vec::new(), vec![row], ty, span)
                    }
                })
            }
            (None, Some(first)) => {
                let span = rows.iter().fold(first.member.span, |all, row| all.to(row.member.span));
                self.table(&rows, want, span)
            }
            (Some(cell), Some(row)) => {
                let row = row.member.span;
                self.run.report(
                    crate::diagnostics::Problem::new(
                        Code::WrongPlace,
                        cell.span,
                        text!(
                            "同一个数值既写在行里，又写了表",
                            "the figure is given both on the line and as a table"
                        ),
                    )
                    .also(row, text!("表", "the table"))
                    .help(text!("只留一种", "keep one of them")),
                );
                None
            }
            (None, None) if self.run.unread_inside(node.member.span) => {
                self.run.errors = self.run.errors.saturating_add(1);
                None
            }
            (None, None) => {
                let head = node.member.head;
                let words = self.run.words(head);
                self.fail_with(
                    Code::MissingPart,
                    head,
                    text!("“{words}”没有写数值", "`{words}` has no figure"),
                    text!(
                        "在后面写数值，或者在 {{ }} 里写一张表；还不知道写“待定”",
                        "write a figure after it or a table in {{ }}; write `unset` when it is not known yet"
                    ),
                );
                None
            }
        }
    }

    /// The modifiers among some clauses, in written order.
    pub(super) fn modifiers(
        &mut self,
        nodes: &[Node<'a>],
        changed: Changed,
    ) -> Vec<Modifier<Expr>> {
        nodes.iter().filter_map(|node| self.modifier(node, changed)).collect()
    }

    fn modifier(&mut self, node: &Node<'a>, changed: Changed) -> Option<Modifier<Expr>> {
        let (change, by, title) = modifier_parts(&node.member.kind)?;
        let clause = self.clause(node, title, Follows::WHEN);
        let when = self.when(&node.member.suffix);
        let written = node.member.head.to(by.span);
        let by = self.modifier_figure(change, by, title, changed, written)?;
        Some(Modifier { clause, when, change, by })
    }

    fn modifier_figure(
        &mut self,
        change: Change,
        by: &ast::Expr,
        title: &str,
        changed: Changed,
        span: Span,
    ) -> Option<Expr> {
        let is_ratio = changed.ty == Type::Ratio;
        if change == Change::OwnShare && !is_ratio {
            self.wrong_place(
                span,
                text!(
                    "“自付乘以”改变的是比例，这里是金额",
                    "`own share` changes a ratio, and this figure is an amount"
                ),
                text!("写“乘以 x…”", "write `scale x…`"),
            );
            return None;
        }
        let want = match change {
            Change::Scale | Change::OwnShare => Type::Factor,
            Change::Uplift | Change::Reduce if is_ratio => Type::Points,
            Change::AtMost | Change::AtLeast if is_ratio => Type::Ratio,
            _ => Type::Money,
        };
        let value = self.expr(by, Some(want))?;
        let shift = matches!(change, Change::Uplift | Change::Reduce);
        if shift && value.ty == Type::Ratio {
            self.points_or_factor(change, &value, title, changed, span);
            return None;
        }
        self.check(value, Want::One(want))
    }
}
