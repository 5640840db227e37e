//! Fields: their types, bounds, defaults and the parts they play.

use super::builder::{Builder, Here};
use super::convert;
use super::operator::is_numeric;
use super::scope::Named;
use crate::diagnostics::Code;
use crate::rule::{Field, FieldId, Role, Section};
use crate::source::Span;
use crate::syntax::ast::{self, TypeNameKind};
use crate::text;
use crate::value::{Exact, Type, Value};

impl Builder<'_, '_> {
    pub(super) fn declare_field(&mut self, declaration: &ast::FieldDeclaration, rank: usize) {
        let name = &declaration.name;
        let Some(ty) = self.type_of(&declaration.ty) else {
            self.scope.broken.insert(name.node.clone());
            return;
        };
        let id = FieldId::next(self.scope.vocabulary.fields.len());
        if !self.take_name(name, Named::Field(id), rank) {
            return;
        }
        let section = convert::section(declaration.section);
        let external = declaration.external.as_ref().map(|external| external.node.clone());
        if let Some(quoted) = &declaration.external {
            let line = section == Section::Line;
            let before = self.scope.vocabulary.fields.iter().find(|field| {
                field.external.as_deref() == Some(&quoted.node)
                    && (field.section == Section::Line) == line
            });
            if let (Some(before), 0) = (before.map(|field| field.span), rank) {
                self.run.duplicate(quoted, before);
            }
        }
        let role = external.as_deref().and_then(Role::of);
        let role = role.filter(|role| fits(*role, section, ty));
        let whole = matches!(declaration.ty.kind, TypeNameKind::Count | TypeNameKind::Age);
        self.scope.vocabulary.fields.push(Field {
            name: name.node.clone(),
            external,
            ty,
            min: None,
            max: None,
            step: whole.then_some(Exact::ONE),
            section,
            default: None,
            role,
            span: self.span(name.span),
        });
    }

    fn field_named(&self, name: &str, span: Span) -> Option<(FieldId, Type)> {
        match self.scope.names.get(name) {
            Some(Named::Field(id)) => {
                let field = self.scope.vocabulary.field(*id)?;
                (field.span == self.span(span)).then_some((*id, field.ty))
            }
            _ => None,
        }
    }

    pub(super) fn fill_field(&mut self, declaration: &ast::FieldDeclaration) {
        let name = &declaration.name;
        let Some((id, ty)) = self.field_named(&name.node, name.span) else { return };
        let mut min = None;
        let mut max = None;
        if let Some((lo, hi)) = &declaration.bounds {
            min = self.bound(lo, ty);
            max = self.bound(hi, ty);
            let backwards = min.zip(max).is_some_and(|(min, max): (Exact, Exact)| {
                min.compare(max).is_ok_and(std::cmp::Ordering::is_gt)
            });
            if backwards {
                self.fail(
                    Code::OutOfBounds,
                    lo.span.to(hi.span),
                    text!("下限大于上限", "the lower bound is above the upper"),
                );
            }
        }
        let step = match &declaration.step {
            Some(step) => {
                let figure = self.bound(step, ty);
                if figure.is_some_and(|figure| !figure.is_positive()) {
                    self.fail(
                        Code::OutOfBounds,
                        step.span,
                        text!("步长要大于零", "the step must be above zero"),
                    );
                }
                figure.filter(|figure| figure.is_positive())
            }
            None => None,
        };
        if let Some(field) = self.scope.vocabulary.fields.get_mut(id.index()) {
            field.min = min;
            field.max = max;
            field.step = step.or(field.step);
        }
        let Some(default) = &declaration.default else { return };
        let lines = declaration.section == ast::Section::Line;
        let binding = declaration.section == ast::Section::Binding;
        let here = Here { lines, binding, ..self.here };
        let Some(value) = self.with(here, |this| this.typed_figure(default, ty)) else { return };
        if let Some(Value::Number(number)) = super::visitor::constant(&value) {
            self.number_within_bounds(id, number, default.span);
        }
        if let Some(field) = self.scope.vocabulary.fields.get_mut(id.index()) {
            field.default = Some(value);
        }
    }

    /// A bound or step of a field.
    fn bound(&mut self, expr: &ast::Expr, ty: Type) -> Option<Exact> {
        if !is_numeric(ty) {
            let words = self.type_words(ty);
            let (zh, en) = (words.zh, words.en);
            self.fail(
                Code::WrongType,
                expr.span,
                text!("{zh}没有上下限和步长", "{en} has no bounds and no step"),
            );
            return None;
        }
        let value = self.typed_figure(expr, ty)?;
        match self.fixed(&value, expr.span)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// Whether a field of this section and type can play the part.
fn fits(role: Role, section: Section, ty: Type) -> bool {
    match role {
        Role::City | Role::PersonNumber => section == Section::Person && ty == Type::Code,
        Role::VisitDate => section == Section::Visit && ty == Type::Date,
        Role::InstitutionCode => section == Section::Institution && ty == Type::Code,
        Role::Total | Role::OutOfCatalogue | Role::OverPriceLimit | Role::SelfPay | Role::Scope => {
            section == Section::Visit && ty == Type::Money
        }
        Role::LineClass => section == Section::Line && matches!(ty, Type::Choice(_)),
        Role::LineAmount | Role::LinePrice | Role::LineLimit => {
            section == Section::Line && ty == Type::Money
        }
        Role::LineQuantity => section == Section::Line && matches!(ty, Type::Factor | Type::Number),
        Role::LineSelfPay => section == Section::Line && ty == Type::Ratio,
        Role::FiledFrom | Role::RegisteredFrom => section == Section::Person && ty == Type::Date,
        Role::Giver | Role::Receiver => section == Section::Binding && ty == Type::Code,
        Role::GiverBalance => section == Section::Binding && ty == Type::Money,
        Role::BoundNow | Role::BoundEver | Role::GiversNow => {
            section == Section::Binding && ty == Type::Number
        }
        Role::BoundBefore => section == Section::Binding && ty == Type::Flag,
    }
}
