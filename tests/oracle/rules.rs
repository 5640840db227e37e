//! The declarations that a policy sees, and its text on one day: base policies put in, named
//! clauses dissolved, everything out of force left out.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;
use polc::source::Spanned;
use polc::syntax::ast::{
    AccountDeclaration, AccumulatorDeclaration, BinaryOp, Declaration, EnumDeclaration, Expr,
    ExprKind, Extension, ExtensionPosition, FieldDeclaration, File, Item, Member, MemberKind,
    ParameterDeclaration, Policy, Suffix,
};

use super::value::{Res, fault, literal_date};

/// What the names of a policy mean.
#[derive(Default, Clone)]
pub(crate) struct Words {
    pub(crate) enums: BTreeMap<String, Vec<String>>,
    pub(crate) fields: BTreeMap<String, FieldDeclaration>,
    pub(crate) accounts: BTreeMap<String, AccountDeclaration>,
    pub(crate) parameters: BTreeMap<String, ParameterDeclaration>,
    pub(crate) accumulators: BTreeMap<String, AccumulatorDeclaration>,
}

/// What names mean, and the clauses in force on one day, in order.
#[derive(Clone)]
pub(crate) struct Rules {
    words: Rc<Words>,
    pub(crate) members: Vec<Member>,
}

impl std::ops::Deref for Rules {
    type Target = Words;

    fn deref(&self) -> &Words {
        &self.words
    }
}

/// Whether something holds on a day: `from` included, `until` not.
pub(crate) fn in_force(suffix: &Suffix, day: NaiveDate) -> bool {
    suffix.from.as_ref().is_none_or(|from| literal_date(&from.node) <= day)
        && suffix.until.as_ref().is_none_or(|until| day < literal_date(&until.node))
}

impl Rules {
    /// What `policy` says on `day`.
    pub(crate) fn of(files: &[&File], policy: &str, words: Rc<Words>, day: NaiveDate) -> Res<Self> {
        let members = flatten(&whole_text(files, policy, day)?, day);
        Ok(Self { words, members })
    }
}

impl Words {
    /// What `policy` sees: the vocabularies that its file and those of its bases use, what those
    /// files declare, what the policies declare.
    pub(crate) fn of(files: &[&File], policy: &str) -> Res<Self> {
        let mut chain = vec![find(files, policy)?];
        while let Some(base) = &chain[chain.len() - 1].1.extends {
            chain.push(find(files, &base.node)?);
        }
        let mut declarations = Vec::new();
        for (home, _) in chain.iter().rev() {
            collect_vocabularies(files, &files[*home].items, &mut declarations);
        }
        for (home, policy) in chain.iter().rev() {
            declarations.extend(files[*home].items.iter().filter_map(|item| match item {
                Item::Declaration(declaration) => Some(declaration.clone()),
                _ => None,
            }));
            declarations.extend(policy.members.iter().filter_map(|member| match &member.kind {
                MemberKind::Parameter(it) => Some(Declaration::Parameter(it.clone())),
                MemberKind::Accumulator(it) => Some(Declaration::Accumulator(it.clone())),
                _ => None,
            }));
        }
        let mut words = Self::default();
        words.declare(&declarations);
        Ok(words)
    }

    fn declare(&mut self, declarations: &[Declaration]) {
        for declaration in declarations {
            match declaration.clone() {
                Declaration::Enum(EnumDeclaration { name, values, .. }) => {
                    let values = values.into_iter().map(|value| value.name.node).collect();
                    self.enums.insert(name.node, values);
                }
                Declaration::Field(it) => drop(self.fields.insert(key(&it.name), it)),
                Declaration::Account(it) => drop(self.accounts.insert(key(&it.name), it)),
                Declaration::Parameter(it) => drop(self.parameters.insert(key(&it.name), it)),
                Declaration::Accumulator(it) => drop(self.accumulators.insert(key(&it.name), it)),
                Declaration::Extend(_) => {}
            }
        }
        for declaration in declarations {
            if let Declaration::Extend(extension) = declaration {
                self.extend(extension);
            }
        }
    }

    fn extend(&mut self, extension: &Extension) {
        let values = self.enums.entry(key(&extension.name)).or_default();
        for added in &extension.values {
            let name = added.value.name.node.clone();
            let place = |near: &Spanned<String>| values.iter().position(|it| *it == near.node);
            let at = match &added.position {
                ExtensionPosition::Last => values.len(),
                ExtensionPosition::Below(near) => place(near).unwrap(),
                ExtensionPosition::Above(near) => place(near).unwrap() + 1,
            };
            if !values.contains(&name) {
                values.insert(at, name);
            }
        }
    }

    /// The enumerations that have a value of this name.
    pub(crate) fn enums_with(&self, value: &str) -> Vec<&String> {
        let has = |values: &Vec<String>| values.iter().any(|it| it == value);
        self.enums.iter().filter(|(_, values)| has(values)).map(|(name, _)| name).collect()
    }
}

fn key(name: &Spanned<String>) -> String {
    name.node.clone()
}

/// Declarations of every vocabulary that a file uses, those of the used files' own uses included.
fn collect_vocabularies(files: &[&File], items: &[Item], into: &mut Vec<Declaration>) {
    for item in items {
        let Item::Use(wanted) = item else { continue };
        for file in files {
            for other in &file.items {
                if let Item::Vocabulary(vocabulary) = other
                    && vocabulary.name.node == wanted.node
                {
                    if !std::ptr::eq(items, file.items.as_slice()) {
                        collect_vocabularies(files, &file.items, into);
                    }
                    into.extend(vocabulary.declarations.iter().cloned());
                }
            }
        }
    }
}

fn find<'a>(files: &[&'a File], name: &str) -> Res<(usize, &'a Policy)> {
    for (at, file) in files.iter().enumerate() {
        for item in &file.items {
            if let Some(policy) = super::timeline::rules_of(item)
                && policy.name.node == name
            {
                return Ok((at, policy));
            }
        }
    }
    fault(format!("no policy {name}"))
}

/// The clauses of a policy behind those of its base. Decided where the page is silent:
/// a `replace` out of force leaves the base's clause as it is; what the child says beyond its
/// replacements stands behind the base's clauses; of clauses of which there is one (city, dates,
/// rounding, year, order, settle) the child's counts; both `applies` must hold.
fn whole_text(files: &[&File], name: &str, day: NaiveDate) -> Res<Vec<Member>> {
    let (_, policy) = find(files, name)?;
    let mut members = Vec::new();
    if let Some(base) = &policy.extends {
        members = whole_text(files, &base.node, day)?;
        for member in &policy.members {
            if let MemberKind::Replace(clause) = &member.kind
                && in_force(&member.suffix, day)
            {
                replace(&mut members, &clause.name.node, &clause.members);
            }
        }
        for member in &policy.members {
            let kind = std::mem::discriminant(&member.kind);
            let single = matches!(
                member.kind,
                MemberKind::City(_)
                    | MemberKind::InForce
                    | MemberKind::YearStarts(_)
                    | MemberKind::Rounding(_)
                    | MemberKind::FirstOf(_)
                    | MemberKind::Settle(_)
            );
            if single {
                members.retain(|inherited| std::mem::discriminant(&inherited.kind) != kind);
            }
        }
    }
    let own = |member: &&Member| !matches!(member.kind, MemberKind::Replace(_));
    members.extend(policy.members.iter().filter(own).cloned());
    Ok(members)
}

fn replace(members: &mut [Member], name: &str, by: &[Member]) {
    for member in members {
        match &mut member.kind {
            MemberKind::Clause(clause) if clause.name.node == name => {
                by.clone_into(&mut clause.members)
            }
            MemberKind::Clause(clause) => replace(&mut clause.members, name, by),
            MemberKind::Benefit(benefit) => replace(&mut benefit.members, name, by),
            MemberKind::Fund(fund) => replace(&mut fund.members, name, by),
            MemberKind::Ratio(it)
            | MemberKind::OwnRatio(it)
            | MemberKind::Bands(it)
            | MemberKind::Deductible(it)
            | MemberKind::SelfPay(it)
            | MemberKind::Cap(it) => replace(&mut it.block, name, by),
            _ => {}
        }
    }
}

/// The clauses in force on a day, named clauses dissolved; what hangs on a named clause hangs on
/// each of its clauses.
pub(crate) fn flatten(members: &[Member], day: NaiveDate) -> Vec<Member> {
    let mut flat = Vec::new();
    for member in members {
        // `InForce` carries the dates of what it stands in; they are looked at there.
        if !in_force(&member.suffix, day) && !matches!(member.kind, MemberKind::InForce) {
            continue;
        }
        match &member.kind {
            MemberKind::Clause(clause) => {
                for mut inner in flatten(&clause.members, day) {
                    inner.suffix.when = both(member.suffix.when.clone(), inner.suffix.when);
                    flat.push(inner);
                }
            }
            MemberKind::Benefit(benefit) => {
                let mut benefit = benefit.clone();
                benefit.members = flatten(&benefit.members, day);
                flat.push(Member { kind: MemberKind::Benefit(benefit), ..member.clone() });
            }
            MemberKind::Fund(fund) => {
                let mut fund = fund.clone();
                fund.members = flatten(&fund.members, day);
                flat.push(Member { kind: MemberKind::Fund(fund), ..member.clone() });
            }
            _ => flat.push(member.clone()),
        }
    }
    flat
}

fn both(outer: Option<Expr>, inner: Option<Expr>) -> Option<Expr> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => {
            let span = outer.span;
            let and = Spanned::new(BinaryOp::And, span);
            let kind = ExprKind::Binary(and, Box::new(outer), Box::new(inner));
            Some(Expr { kind, span })
        }
        (outer, inner) => outer.or(inner),
    }
}
