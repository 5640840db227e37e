//! What can be named in a file.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::Here;
use crate::policy::Expr;
use crate::rule::{AccountId, FieldId, ParameterId, Section, Vocabulary};
use crate::source::Span;
use crate::syntax::ast;
use crate::value::{EnumIndex, Period, Type};

/// What a name stands for, in the namespace of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Field(FieldId),
    Parameter(ParameterId),
    Account(AccountId),
    /// A declared accumulator, by its place in [`Scope::shared`].
    Shared(usize),
}

/// A declared accumulator.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) period: Period,
    pub(super) keys: Vec<ast::Name>,
    /// Where it was declared; empty in the standard vocabulary.
    pub(super) span: Span,
}

/// All that a file can name.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) vocabulary: Vocabulary<Expr>,
    pub(super) shared: Vec<Shared>,
    pub(super) names: BTreeMap<String, Named>,
    pub(super) types: BTreeMap<String, EnumIndex>,
    /// Names that are declared, but not well: whoever uses them is not told again.
    pub(super) broken: BTreeSet<String>,
    /// Whether the standard vocabulary is in use.
    pub(super) standard: bool,
    /// Whether a declaration has an error.
    pub(super) failed: bool,
}

impl Scope {
    /// Where a name was declared; empty for the standard vocabulary.
    pub(super) fn place(&self, named: Named) -> Span {
        match named {
            Named::Field(id) => self.vocabulary.field(id).map(|field| field.span),
            Named::Parameter(id) => self.vocabulary.parameters.get(id.index()).map(|p| p.span),
            Named::Account(id) => self.vocabulary.account(id).map(|account| account.span),
            Named::Shared(index) => self.shared.get(index).map(|shared| shared.span),
        }
        .unwrap_or_default()
    }

    /// The enumerations that have a value of this name, with its number.
    pub(super) fn values_named(&self, name: &str) -> Vec<(EnumIndex, u32)> {
        (0u32..)
            .zip(&self.vocabulary.enums)
            .filter_map(|(index, enumeration)| {
                let at = enumeration.values.iter().position(|value| value.name == name)?;
                Some((index, u32::try_from(at).ok()?))
            })
            .collect()
    }

    /// The number of a value in an enumeration.
    pub(super) fn value_in(&self, enumeration: EnumIndex, name: &str) -> Option<u32> {
        let values = &self.vocabulary.enumeration(enumeration)?.values;
        values
            .iter()
            .position(|value| value.name == name)
            .and_then(|index| u32::try_from(index).ok())
    }

    /// The fields of a type, those of lines and bindings only where they can be read.
    pub(super) fn fields_of(&self, ty: Type, here: Here) -> Vec<FieldId> {
        let readable = |section| match section {
            Section::Line => here.lines,
            Section::Binding => here.binding,
            Section::Person | Section::Institution | Section::Visit => true,
        };
        self.vocabulary
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.ty == ty && readable(field.section))
            .map(|(index, _)| FieldId::next(index))
            .collect()
    }

    /// The name of an enumeration.
    pub(super) fn enum_name(&self, index: EnumIndex) -> &str {
        self.vocabulary.enumeration(index).map_or("", |enumeration| enumeration.name.as_str())
    }
}
