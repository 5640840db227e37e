//! Slips in declarations.

use super::Slips;
use crate::mutate::operator::Operator;
use crate::source::Span;
use crate::syntax::ast::{
    AccountDeclaration, AccumulatorDeclaration, Declaration, EnumDeclaration, EnumValue,
    FieldDeclaration, ParameterDeclaration,
};

impl Slips<'_> {
    pub(super) fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Enum(each) => self.enumeration(each),
            Declaration::Extend(each) => {
                let spans: Vec<Span> =
                    each.values.iter().map(|value| self.value_span(&value.value)).collect();
                self.drop_listed(Operator::DropValue, &spans);
            }
            Declaration::Field(each) => self.field(each),
            Declaration::Account(each) => self.account_declaration(each),
            Declaration::Parameter(each) => self.parameter(each),
            Declaration::Accumulator(each) => self.accumulator(each),
        }
    }

    fn value_span(&self, value: &EnumValue) -> Span {
        value
            .external
            .as_ref()
            .map_or(value.name.span, |external| value.name.span.to(external.span))
    }

    fn enumeration(&mut self, each: &EnumDeclaration) {
        let spans: Vec<Span> = each.values.iter().map(|value| self.value_span(value)).collect();
        self.drop_listed(Operator::DropValue, &spans);
        if each.ordered {
            self.swap_neighbours(Operator::SwapClauses, &spans);
        }
    }

    fn field(&mut self, each: &FieldDeclaration) {
        self.leave_out(Operator::DropClause, each.span);
        if let Some((lo, hi)) = &each.bounds {
            self.expr(lo);
            self.expr(hi);
        }
        each.step.iter().for_each(|step| self.expr(step));
        if let Some(default) = &each.default {
            let span = self.with_word(default.span, &["default", "默认"]);
            self.leave_out(Operator::DropWord, span);
            self.expr(default);
        }
    }

    fn account_declaration(&mut self, each: &AccountDeclaration) {
        self.buckets(&each.pays);
        if let Some(default) = &each.default {
            let span = self.with_word(default.span, &["default", "默认"]);
            self.leave_out(Operator::DropWord, span);
            self.expr(default);
        }
        if let Some(carry) = &each.carries {
            self.leave_out(Operator::DropWord, carry.span);
            let (month, day) = carry.on.node;
            self.month_day(month, day, carry.on.span);
        }
    }

    pub(super) fn parameter(&mut self, each: &ParameterDeclaration) {
        let mut above: Option<Span> = None;
        for value in &each.values {
            if each.values.len() > 1 {
                self.leave_out(Operator::DropRow, value.span);
            }
            if let Some(above) = above {
                self.swap(Operator::SwapRows, above, value.value.span);
            }
            self.cell(&value.value);
            self.suffix(&value.suffix);
            above = Some(value.value.span);
        }
    }

    pub(super) fn accumulator(&mut self, each: &AccumulatorDeclaration) {
        self.period_in(each.span);
        for key in &each.keys {
            let span = self.with_word(key.span, &["per", "各"]);
            self.leave_out(Operator::DropWord, self.with_comma(span));
        }
    }
}
