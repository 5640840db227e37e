//! Figures and the modifiers that change them.

use super::machine::Machine;
use super::stop::Stop;
use crate::program::NodeId;
use crate::rule::{Change, ClauseId, Figure, Modifier};
use crate::settlement::{FigureNote, ModifierNote};
use crate::value::{Exact, Number, Type};

impl<N: Number> Machine<'_, N> {
    /// A figure after its modifiers.
    pub(crate) fn figure(&mut self, figure: &Figure<NodeId>) -> Result<FigureNote<N>, Stop> {
        self.rows.clear();
        let value = self.number(figure.value)?;
        let ty = self.type_of(figure.value);
        self.modified(value, ty, &figure.modifiers)
    }

    /// An amount that must not be below zero.
    pub(crate) fn amount(
        &mut self,
        figure: &Figure<NodeId>,
        clause: ClauseId,
    ) -> Result<FigureNote<N>, Stop> {
        let note = self.figure(figure)?;
        if note.result.is_negative()? {
            return Err(below_zero(clause, note.result.exact()));
        }
        Ok(note)
    }

    /// Applies modifiers in written order. The rows that were looked up before belong to the value.
    pub(crate) fn modified(
        &mut self,
        value: N,
        ty: Type,
        modifiers: &[Modifier<NodeId>],
    ) -> Result<FigureNote<N>, Stop> {
        let rows = std::mem::take(&mut self.rows);
        let mut result = value;
        let mut notes = Vec::with_capacity(modifiers.len());
        for modifier in modifiers {
            if !self.in_force(modifier.clause) {
                continue;
            }
            let applies = self.holds(modifier.when)?;
            self.saw(|witness| {
                let _new = witness.modifiers.insert((modifier.clause, applies));
            });
            let because = self.reasons_of(modifier.when)?;
            let by = if applies {
                let by = self.number(modifier.by)?;
                result = change(result, modifier.change, by)?;
                Some((by, self.type_of(modifier.by)))
            } else {
                None
            };
            notes.push(ModifierNote {
                clause: modifier.clause,
                change: modifier.change,
                by,
                because,
                after: result,
            });
        }
        self.rows.clear();
        Ok(FigureNote { ty, value, rows, modifiers: notes, result })
    }
}

fn change<N: Number>(figure: N, change: Change, by: N) -> Result<N, Stop> {
    Ok(match change {
        Change::Uplift => figure.add(by)?,
        Change::Reduce => figure.sub(by)?,
        Change::Scale => figure.mul(by)?,
        Change::OwnShare => N::ONE.sub(N::ONE.sub(figure)?.mul(by)?)?,
        Change::AtMost => figure.min(by)?,
        Change::AtLeast => figure.max(by)?,
    })
}

pub(super) fn below_zero(clause: ClauseId, amount: Exact) -> Stop {
    Stop::BadFigure {
        clause,
        figure: format!("{}元", crate::value::money(amount)),
        allowed: ("不小于 0元", "at least 0元"),
    }
}
