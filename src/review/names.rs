//! The names that files give, and what each is the name of.

use crate::source::Span;
use crate::syntax::ast::{self, Declaration, Item, Member, MemberKind, Name, TypeNameKind};

/// What a name is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Let,
    Parameter,
    Field,
    Enum,
    Value,
    Account,
    Accumulator,
    Fund,
}

/// A name, and where it is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) name: &'a Name,
    pub(super) sort: Sort,
    /// The declaration.
    pub(super) whole: Span,
    /// The policy around it; `None` for a declaration of the file.
    pub(super) policy: Option<&'a ast::Policy>,
    /// A vocabulary around it, which is there for others.
    pub(super) shared: bool,
    /// The external name.
    pub(super) external: Option<&'a str>,
    /// The enumeration that a value belongs to, or that a field has for a type.
    pub(super) of: Option<&'a str>,
}

impl Sort {
    /// What it is, in words.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Sort::Let => ("设", "let"),
            Sort::Parameter => ("参数", "parameter"),
            Sort::Field => ("字段", "field"),
            Sort::Enum => ("枚举", "enumeration"),
            Sort::Value => ("枚举的值", "value of an enumeration"),
            Sort::Account => ("账户", "account"),
            Sort::Accumulator => ("累计", "accumulator"),
            Sort::Fund => ("基金", "fund"),
        }
    }
}

/// All names that the items of a file give.
pub(super) fn of(file: &ast::File) -> Vec<Given<'_>> {
    let mut found = Vec::new();
    for item in &file.items {
        match item {
            Item::Declaration(declaration) => declared(declaration, false, &mut found),
            Item::Vocabulary(vocabulary) => {
                vocabulary.declarations.iter().for_each(|it| declared(it, true, &mut found));
            }
            Item::Policy(policy) | Item::Calc(policy) => {
                inside(policy, &policy.members, &mut found);
            }
            Item::Use(_) | Item::Scenario(_) | Item::ScenarioTable(_) => {}
        }
    }
    found
}

fn declared<'a>(declaration: &'a Declaration, shared: bool, found: &mut Vec<Given<'a>>) {
    let plain = |name: &'a Name, sort, whole| Given {
        name,
        sort,
        whole,
        policy: None,
        shared,
        external: None,
        of: None,
    };
    match declaration {
        Declaration::Enum(it) => {
            found.push(plain(&it.name, Sort::Enum, it.span));
            found.extend(it.values.iter().map(|value| Given {
                of: Some(&it.name.node),
                ..plain(&value.name, Sort::Value, it.span)
            }));
        }
        Declaration::Extend(it) => found.extend(it.values.iter().map(|value| Given {
            of: Some(&it.name.node),
            ..plain(&value.value.name, Sort::Value, it.span)
        })),
        Declaration::Field(it) => found.push(Given {
            external: it.external.as_ref().map(|text| text.node.as_str()),
            of: match &it.ty.kind {
                TypeNameKind::Enum(name) | TypeNameKind::Set(name) => Some(&name.node),
                _ => None,
            },
            ..plain(&it.name, Sort::Field, it.span)
        }),
        Declaration::Account(it) => found.push(plain(&it.name, Sort::Account, it.span)),
        Declaration::Parameter(it) => found.push(plain(&it.name, Sort::Parameter, it.span)),
        Declaration::Accumulator(it) => found.push(plain(&it.name, Sort::Accumulator, it.span)),
    }
}

fn inside<'a>(policy: &'a ast::Policy, members: &'a [Member], found: &mut Vec<Given<'a>>) {
    for member in members {
        let given = match &member.kind {
            MemberKind::Let(it) => Some((&it.name, Sort::Let)),
            MemberKind::Parameter(it) => Some((&it.name, Sort::Parameter)),
            MemberKind::Accumulator(it) => Some((&it.name, Sort::Accumulator)),
            MemberKind::Fund(it) => Some((&it.name, Sort::Fund)),
            _ => None,
        };
        found.extend(given.map(|(name, sort)| Given {
            name,
            sort,
            whole: member.span,
            policy: Some(policy),
            shared: false,
            external: None,
            of: None,
        }));
        inside(policy, member.kind.inside(), found);
    }
}
