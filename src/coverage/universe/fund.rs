//! What a fund pays, and what changes it.

use super::{New, Universe, Walk};
use crate::coverage::expression::{is_single, parts};
use crate::coverage::item::{Kind, Side, What};
use crate::program::NodeId;
use crate::rule::{Band, Base, ClauseId, Figure, FundStep, How, Modifier};

impl Walk<'_> {
    pub(super) fn fund(&mut self, clause: ClauseId, fund: &FundStep<NodeId>) {
        if let Base::Open(on) = &fund.base {
            self.option(*on);
        }
        if let Some(figure) = &fund.deductible {
            let lasts = matches!(&fund.base, Base::Buckets { totals: Some(_), .. });
            if lasts {
                self.deductible(clause);
            }
            self.figure(figure);
        }
        for payment in &fund.pays {
            self.clause(payment.clause, payment.when, |this| {
                this.how(payment.clause, &payment.how)
            });
        }
        for modifier in &fund.modifiers {
            self.modifier(modifier);
        }
        for cap in &fund.caps {
            self.clause(cap.clause, cap.when, |this| {
                let span = this.span(cap.clause);
                this.both(Kind::Cap, What::Cap(cap.clause), "", span);
                this.figure(&cap.amount);
            });
        }
    }

    fn how(&mut self, clause: ClauseId, how: &How<NodeId>) {
        let bands = match how.figure() {
            Ok(figure) => return self.expr(*figure),
            Err(bands) => bands,
        };
        for (index, band) in bands.bands.iter().enumerate() {
            self.band(clause, index, band);
            self.expr(band.ratio);
        }
    }

    /// A band with one figure; where there is a table, its rows count.
    fn band(&mut self, clause: ClauseId, index: usize, band: &Band<NodeId>) {
        let plain = parts(self.program, band.ratio).tables.is_empty();
        let (true, Some(lo)) = (plain, self.program.node(band.lo)) else { return };
        let span = lo.span;
        let hi = band.hi.and_then(|hi| self.program.node(hi));
        let all = hi.map_or(span, |hi| span.to(hi.span));
        self.add(New {
            kind: Kind::Row,
            what: What::Band(clause, index),
            side: Side::Whole,
            label: Universe::words(self.sources, all),
            span,
            part: u32::try_from(index).unwrap_or(u32::MAX),
            unreachable: false,
        });
    }

    pub(super) fn figure(&mut self, figure: &Figure<NodeId>) {
        self.expr(figure.value);
        for modifier in &figure.modifiers {
            self.modifier(modifier);
        }
    }

    fn modifier(&mut self, modifier: &Modifier<NodeId>) {
        let id = modifier.clause;
        let single = modifier.when.is_some_and(|when| is_single(self.program, when));
        let when = modifier.when.filter(|_| !single);
        if let (true, Some(node)) = (single, modifier.when.and_then(|it| self.program.node(it))) {
            let words = Universe::words(self.sources, node.span);
            let _none = self.conditions.insert(id, words);
        }
        let span = self.span(id);
        let title = self.program.clause(id).map_or(String::new(), |clause| clause.title.clone());
        let what = What::Modifier(id);
        self.side(Kind::Modifier, what, Side::Yes, &title, span);
        if modifier.when.is_some() {
            self.side(Kind::Modifier, what, Side::No, &title, span);
        }
        self.clause_of(id, when, None, |this| this.expr(modifier.by));
    }
}
