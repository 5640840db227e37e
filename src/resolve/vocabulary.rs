//! Declarations: enumerations, fields, accounts, parameters, accumulators.

use std::collections::BTreeSet;

use super::builder::Builder;
use super::collect::{Found, collect};
use super::convert;
use super::error::Want;
use super::run::Run;
use super::scope::{Named, Scope, Shared};
use crate::diagnostics::{Code, Problem, Text, nearest};
use crate::rule::{
    Account, AccountId, Bucket, Enum, EnumValue, Parameter, ParameterId, ParameterValue,
};
use crate::syntax::ast::{self, Declaration, ExtensionPosition, TypeNameKind};
use crate::text;
use crate::value::{EnumIndex, Type};

/// How many values an enumeration can have.
const MOST_VALUES: usize = 64;

/// Reads what the files of a chain of layers can name.
pub(super) fn read(run: &mut Run<'_>, chain: &[usize]) -> Scope {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut standard = false;
    for (rank, file) in chain.iter().enumerate() {
        collect(run, *file, rank, &mut seen, &mut found);
        standard = standard || seen.contains("医保");
    }
    let mark = run.errors;
    let scope = Scope { standard, ..Scope::default() };
    let mut builder = Builder::new(run, scope);
    builder.declare(&found);
    builder.fill(&found);
    builder.check_cycles();
    builder.check_carries(&found);
    let mut scope = builder.scope;
    scope.failed = run.errors > mark;
    scope
}

impl Builder<'_, '_> {
    /// Gives every declaration its name and type.
    fn declare(&mut self, found: &[Found<'_>]) {
        for one in found {
            if let Declaration::Enum(declaration) = one.declaration {
                self.standard = one.standard;
                self.declare_enum(declaration, one.rank);
            }
        }
        for one in found {
            if let Declaration::Extend(extension) = one.declaration {
                self.standard = one.standard;
                self.extend(extension, one.rank);
            }
        }
        for one in found {
            self.standard = one.standard;
            match one.declaration {
                Declaration::Field(declaration) => self.declare_field(declaration, one.rank),
                Declaration::Account(declaration) => self.declare_account(declaration, one.rank),
                Declaration::Parameter(declaration) => {
                    self.declare_parameter(declaration, one.rank);
                }
                Declaration::Accumulator(declaration) => {
                    self.declare_accumulator(declaration, one.rank);
                }
                Declaration::Enum(_) | Declaration::Extend(_) => {}
            }
        }
        self.standard = false;
    }

    /// Reads the figures and defaults, which may name other declarations.
    fn fill(&mut self, found: &[Found<'_>]) {
        for one in found {
            self.standard = one.standard;
            match one.declaration {
                Declaration::Field(declaration) => self.fill_field(declaration),
                Declaration::Account(declaration) => self.fill_account(declaration),
                Declaration::Parameter(declaration) => self.fill_parameter(declaration),
                _ => {}
            }
        }
        self.standard = false;
    }

    fn declare_enum(&mut self, declaration: &ast::EnumDeclaration, rank: usize) {
        let name = &declaration.name;
        if let Some(index) = self.scope.types.get(&name.node).copied() {
            if rank == 0 {
                let before = self
                    .scope
                    .vocabulary
                    .enumeration(index)
                    .map(|known| known.span)
                    .unwrap_or_default();
                self.run.duplicate(name, before);
            }
            return;
        }
        let mut values: Vec<EnumValue> = Vec::new();
        for value in &declaration.values {
            if let Some(before) = values.iter().find(|known| known.name == value.name.node) {
                self.run.duplicate_value(&value.name, &name.node, before.span);
                continue;
            }
            values.push(self.enum_value(value));
        }
        let index = EnumIndex::try_from(self.scope.vocabulary.enums.len()).unwrap_or(u32::MAX);
        self.scope.types.insert(name.node.clone(), index);
        let count = values.len();
        self.scope.vocabulary.enums.push(Enum {
            name: name.node.clone(),
            ordered: declaration.ordered,
            values,
            span: self.span(name.span),
        });
        self.not_too_many(name, count);
    }

    fn enum_value(&self, value: &ast::EnumValue) -> EnumValue {
        EnumValue {
            name: value.name.node.clone(),
            external: value.external.as_ref().map(|external| external.node.clone()),
            span: self.span(value.name.span),
        }
    }

    fn not_too_many(&mut self, name: &ast::Name, count: usize) {
        if count > MOST_VALUES {
            let word = &name.node;
            self.fail_with(
                Code::OutOfBounds,
                name.span,
                text!(
                    "“{word}”有 {count} 个值，最多 {MOST_VALUES} 个",
                    "`{word}` has {count} values; {MOST_VALUES} is the most"
                ),
                text!("合并或删去一些值", "merge or remove some of them"),
            );
        }
    }

    fn extend(&mut self, extension: &ast::Extension, rank: usize) {
        let name = &extension.name;
        let Some(index) = self.scope.types.get(&name.node).copied() else {
            self.unknown_type(name);
            return;
        };
        for value in &extension.values {
            let added = self.enum_value(&value.value);
            let Some(known) = self.scope.vocabulary.enums.get_mut(index as usize) else { return };
            if let Some(before) = known.values.iter().find(|one| one.name == added.name) {
                let before = before.span;
                if rank == 0 {
                    self.run.duplicate_value(&value.value.name, &name.node, before);
                }
                continue;
            }
            let at = match &value.position {
                ExtensionPosition::Last => Some(known.values.len()),
                ExtensionPosition::Below(other) => {
                    known.values.iter().position(|one| one.name == other.node)
                }
                ExtensionPosition::Above(other) => known
                    .values
                    .iter()
                    .position(|one| one.name == other.node)
                    .map(|at| at.saturating_add(1)),
            };
            match (at, &value.position) {
                (Some(at), _) => known.values.insert(at.min(known.values.len()), added),
                (None, ExtensionPosition::Below(other) | ExtensionPosition::Above(other)) => {
                    self.unknown_value(&other.node, other.span, index);
                    let Some(known) = self.scope.vocabulary.enums.get_mut(index as usize) else {
                        return;
                    };
                    known.values.push(added);
                }
                (None, ExtensionPosition::Last) => {}
            }
        }
        let count = self.scope.vocabulary.enumeration(index).map_or(0, |known| known.values.len());
        self.not_too_many(name, count);
    }

    fn unknown_type(&mut self, name: &ast::Name) {
        let scope = &self.scope;
        if !scope.broken.contains(&name.node) {
            let known = scope.types.keys().map(String::as_str);
            self.run.unknown(&name.node, name.span, scope.standard, known);
        }
    }

    /// A type that is neither one of the language nor an enumeration.
    fn unknown_field_type(&mut self, name: &ast::Name) {
        let word = &name.node;
        let near = nearest(word, self.scope.types.keys().map(String::as_str));
        let told = self.scope.broken.contains(word)
            || self.run.lost_with_its_line(word, name.span)
            || !self.scope.standard;
        if told || !near.is_empty() {
            self.unknown_type(name);
            return;
        }
        self.fail_with(
            Code::UnknownName,
            name.span,
            text!("没有类型或枚举“{word}”", "there is no type or enumeration `{word}`"),
            Text::new(
                "类型有：金额、比例、百分点、系数、次数、日期、时长、年龄、是否、代码（任意文字），或者一个枚举的名称",
                "the types are money, ratio, points, factor, count, date, duration, age, flag and code (any text), or the name of an enumeration",
            ),
        );
    }

    /// The type that a declaration names.
    pub(super) fn type_of(&mut self, ty: &ast::TypeName) -> Option<Type> {
        Some(match &ty.kind {
            TypeNameKind::Money => Type::Money,
            TypeNameKind::Ratio => Type::Ratio,
            TypeNameKind::Points => Type::Points,
            TypeNameKind::Factor => Type::Factor,
            TypeNameKind::Count => Type::Number,
            TypeNameKind::Date => Type::Date,
            TypeNameKind::Duration => Type::Duration,
            TypeNameKind::Age => Type::Age,
            TypeNameKind::Flag => Type::Flag,
            TypeNameKind::Code => Type::Code,
            TypeNameKind::Enum(name) | TypeNameKind::Set(name) => {
                let Some(index) = self.scope.types.get(&name.node).copied() else {
                    self.unknown_field_type(name);
                    return None;
                };
                if matches!(ty.kind, TypeNameKind::Set(_)) {
                    Type::Choices(index)
                } else {
                    Type::Choice(index)
                }
            }
        })
    }

    /// Takes a name, unless it is taken.
    pub(super) fn take_name(&mut self, name: &ast::Name, named: Named, rank: usize) -> bool {
        if let Some(known) = self.scope.names.get(&name.node).copied() {
            if rank == 0 {
                let before = self.scope.place(known);
                self.run.duplicate(name, before);
            }
            return false;
        }
        self.scope.names.insert(name.node.clone(), named);
        true
    }

    fn declare_account(&mut self, declaration: &ast::AccountDeclaration, rank: usize) {
        let id = AccountId::next(self.scope.vocabulary.accounts.len());
        if !self.take_name(&declaration.name, Named::Account(id), rank) {
            return;
        }
        let mut pays = Vec::new();
        for name in &declaration.pays {
            match Bucket::named(&name.node) {
                Some(bucket) => pays.push(bucket),
                None => self.unknown_bucket(name),
            }
        }
        self.scope.vocabulary.accounts.push(Account {
            name: declaration.name.node.clone(),
            external: declaration.external.as_ref().map(|external| external.node.clone()),
            pays,
            default: None,
            carries: None,
            span: self.span(declaration.name.span),
        });
    }

    /// A name that is no part of the bill.
    pub(super) fn unknown_bucket(&mut self, name: &ast::Name) {
        let word = &name.node;
        let words = Bucket::PERSONAL.into_iter().filter_map(Bucket::words);
        let near = nearest(word, words.clone().flat_map(|(zh, en, _)| [zh, en]));
        let zh = words.clone().map(|(zh, _, _)| zh).collect::<Vec<_>>().join("、");
        let en = words.map(|(_, en, _)| en).collect::<Vec<_>>().join(", ");
        let mut problem = Problem::new(
            Code::UnknownName,
            name.span,
            text!("“{word}”不是个人负担的一部分", "`{word}` is no part of what the person bears"),
        );
        if let Some(near) = near.first() {
            problem = problem.help(text!("是不是“{near}”？", "did you mean `{near}`?"));
        }
        let problem = problem.help(text!("各部分是：{zh}", "the parts are {en}"));
        self.run.report(problem);
    }

    fn fill_account(&mut self, declaration: &ast::AccountDeclaration) {
        self.fill_carry(declaration);
        let Some(default) = &declaration.default else { return };
        let Some(Named::Account(id)) = self.scope.names.get(&declaration.name.node).copied() else {
            return;
        };
        let value = self.typed(default, Want::One(Type::Money));
        if let Some(account) = self.scope.vocabulary.accounts.get_mut(id.index()) {
            account.default = value;
        }
    }

    /// Declares a parameter; its values are read by [`Builder::fill_parameter`].
    pub(super) fn declare_parameter(
        &mut self,
        declaration: &ast::ParameterDeclaration,
        rank: usize,
    ) {
        let name = &declaration.name;
        let Some(ty) = self.type_of(&declaration.ty) else {
            self.scope.broken.insert(name.node.clone());
            return;
        };
        let id = ParameterId::next(self.scope.vocabulary.parameters.len());
        if !self.take_name(name, Named::Parameter(id), rank) {
            return;
        }
        let span = self.span(name.span);
        let parameter = Parameter { name: name.node.clone(), ty, values: Vec::new(), span };
        self.scope.vocabulary.parameters.push(parameter);
    }

    /// Reads the values of a parameter.
    pub(super) fn fill_parameter(&mut self, declaration: &ast::ParameterDeclaration) {
        let name = &declaration.name;
        let Some(Named::Parameter(id)) = self.scope.names.get(&name.node).copied() else { return };
        let Some(parameter) = self.scope.vocabulary.parameters.get(id.index()) else { return };
        if parameter.span != self.span(name.span) {
            return;
        }
        let ty = parameter.ty;
        let mut values: Vec<ParameterValue<crate::policy::Expr>> = Vec::new();
        for value in &declaration.values {
            self.check_follows(&value.suffix, &name.node, super::clause::Follows::DATES);
            let validity = self.own_validity(&value.suffix);
            let overlap = values.iter().find(|known| !known.validity.and(&validity).is_empty());
            if let Some(before) = overlap.filter(|_| !validity.is_empty()) {
                let word = &name.node;
                self.run.report(
                    Problem::new(
                        Code::ConflictingDates,
                        value.span,
                        text!("“{word}”有的日子有两个值", "`{word}` has two values on some days"),
                    )
                    .also(before.span, text!("另一个值", "the other value"))
                    .help(text!(
                        "给前一个值写上“至 …”，后一个值写上“自 …”",
                        "write `until …` after the earlier and `from …` after the later value"
                    )),
                );
            }
            let Some(read) = self.value(&value.value, Want::One(ty), false) else { continue };
            values.push(ParameterValue {
                value: read,
                validity,
                dates: super::clause::date_places(&value.suffix),
                cites: value.suffix.cites.iter().map(|cite| cite.node.clone()).collect(),
                span: self.span(value.span),
            });
        }
        if let Some(parameter) = self.scope.vocabulary.parameters.get_mut(id.index()) {
            parameter.values = values;
        }
    }

    pub(super) fn declare_accumulator(
        &mut self,
        declaration: &ast::AccumulatorDeclaration,
        rank: usize,
    ) {
        let named = Named::Shared(self.scope.shared.len());
        if !self.take_name(&declaration.name, named, rank) {
            return;
        }
        let span = self.span(declaration.name.span);
        self.run.declared_accumulator(&declaration.name.node, span);
        self.scope.shared.push(Shared {
            name: declaration.name.node.clone(),
            period: convert::period(declaration.period),
            keys: declaration.keys.clone(),
            span,
        });
    }
}
