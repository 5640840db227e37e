//! `assert 退休 never worse off than 在职`: whom it is about.

use super::builder::Builder;
use super::error::plain_name;
use super::interval::others;
use super::name::side;
use super::scope::Named;
use crate::diagnostics::Code;
use crate::policy::{Expr, ExprKind, Matcher, Set};
use crate::rule::{FieldId, NeverWorse};
use crate::source::Span;
use crate::syntax::ast;
use crate::text;
use crate::value::Type;

impl Builder<'_, '_> {
    pub(super) fn never_worse(&mut self, claim: &ast::NeverWorse) -> Option<NeverWorse<Expr>> {
        let (id, values) = match self.flag_alone(claim) {
            Some(found) => (found?, Set::Flags { yes: true, no: false }),
            None => {
                let id = self.compared_field(claim)?;
                let field = self.field_at(id, claim.values.span)?;
                (id, self.some_of(&field, &claim.values)?)
            }
        };
        let place = claim.than.as_ref().map_or(claim.values.span, |than| than.span);
        let field = self.field_at(id, place)?;
        let count = self.values_of(field.ty);
        let than = match &claim.than {
            None => others(&[&values], count),
            Some(than) => {
                let than = self.some_of(&field, than)?;
                self.told_apart(&values, &than, count, place)?;
                than
            }
        };
        let subject = self.field_at(id, claim.values.span)?;
        let values = is_in(subject, values, claim.values.span);
        Some(NeverWorse { field: id, values, than: is_in(field, than, place) })
    }

    fn field_at(&self, id: FieldId, span: Span) -> Option<Expr> {
        let ty = self.scope.vocabulary.field(id)?.ty;
        Some(Expr { kind: ExprKind::Field(id), ty, span })
    }

    /// `慢特病`: a field that is yes or no, without a value. The inner `None` is broken.
    fn flag_alone(&mut self, claim: &ast::NeverWorse) -> Option<Option<FieldId>> {
        let ([only], None) = (claim.values.patterns.as_slice(), &claim.field) else { return None };
        let name = plain_name(only)?;
        let known = self.definitions.contains_key(&name.node)
            || self.scope.names.contains_key(&name.node)
            || self.fund_named(&name.node).is_some();
        if !known {
            return None;
        }
        let ast::PatternKind::Expr(expr) = &only.kind else { return None };
        let Some(subject) = self.expr(expr, None) else { return Some(None) };
        let (ExprKind::Field(id), Type::Flag) = (&subject.kind, subject.ty) else {
            self.no_group(&subject, &name);
            return Some(None);
        };
        Some(Some(*id))
    }

    /// What is neither a flag of the vocabulary nor a value.
    fn no_group(&mut self, subject: &Expr, name: &ast::Name) {
        let word = &name.node;
        let help = match (&subject.kind, subject.ty) {
            (ExprKind::Field(_), Type::Choice(index)) => {
                let value = self.scope.vocabulary.choice_name(index, 0).to_owned();
                text!(
                    "写它的值，例如“{word} 为 {value} 不吃亏”",
                    "write its values, such as `{word} is {value} never worse off`"
                )
            }
            (ExprKind::Field(_), Type::Age) => text!(
                "写年龄的范围，例如“{word} 为 60岁以上 不吃亏”",
                "write a range of ages, such as `{word} is 60岁以上 never worse off`"
            ),
            _ => text!(
                "写一个“是否”字段，或者一个字段的值，例如“慢特病 不吃亏”“退休 待遇不低于 在职”",
                "write a field that is yes or no, or values of a field, such as `慢特病 never worse off` or `退休 never worse off than 在职`"
            ),
        };
        let found = self.type_words(subject.ty);
        let (zh, en) = (found.zh, found.en);
        let message = match (&subject.kind, subject.ty) {
            (ExprKind::Field(_), Type::Choice(_) | Type::Age | Type::Number | Type::Ratio) => {
                text!("只写“{word}”，没有说是哪些人", "`{word}` alone does not say who is meant")
            }
            (ExprKind::Field(_), _) => text!(
                "“{word}”是{zh}，说不出是哪些人",
                "`{word}` is {en} and names no group of people"
            ),
            _ => text!(
                "“{word}”不是录入的字段，没有人能只差这一项",
                "`{word}` is no field of the input, so no two people differ in it alone"
            ),
        };
        self.fail_with(Code::WrongType, name.span, message, help);
    }

    /// The field that is named, or the one that the values belong to.
    fn compared_field(&mut self, claim: &ast::NeverWorse) -> Option<FieldId> {
        if let Some(name) = &claim.field {
            let named = ast::Expr { kind: ast::ExprKind::Name(name.node.clone()), span: name.span };
            let subject = self.expr(&named, None)?;
            let groups = matches!(
                subject.ty,
                Type::Choice(_) | Type::Flag | Type::Age | Type::Number | Type::Ratio
            );
            return match subject.kind {
                ExprKind::Field(id) if groups => Some(id),
                _ => {
                    self.no_group(&subject, name);
                    None
                }
            };
        }
        let patterns: Vec<&ast::Pattern> = claim.values.patterns.iter().collect();
        for pattern in &patterns {
            if let Some(name) = plain_name(pattern)
                && let Some(Named::Field(_)) = self.scope.names.get(&name.node)
                && self.scope.values_named(&name.node).is_empty()
            {
                let ast::PatternKind::Expr(expr) = &pattern.kind else { continue };
                let subject = self.expr(expr, None)?;
                self.no_group(&subject, &name);
                return None;
            }
        }
        let types = match patterns.as_slice() {
            [only] => self.type_of_end(only),
            _ => None,
        };
        let types = match types {
            Some(ty) => vec![ty],
            None => self.key_types(&patterns)?,
        };
        if types.is_empty() {
            self.names_nobody(claim.values.span);
            return None;
        }
        let fields = self.fields_of_keys(&types);
        if let [only] = fields.as_slice() {
            return Some(*only);
        }
        let vocabulary = &self.scope.vocabulary;
        let named = fields.iter().filter_map(|id| vocabulary.field(*id));
        let named: Vec<String> = named.map(|field| field.name.clone()).collect();
        let word = self.run.words(claim.values.span);
        let say = |field: &str| {
            text!("写明是哪一个：“{field} 为 {word} …”", "say which: `{field} is {word} …`")
        };
        let declare = text!(
            "用“字段 … : … 属于 参保人”声明录入的内容",
            "declare what the input gives with `field … : … of person`"
        );
        self.no_single_field(&claim.values, &named, &types, say, declare);
        None
    }

    /// `其余`, `本年首次`: words of tables that are no value of a field.
    fn names_nobody(&mut self, place: Span) {
        let words = self.run.words(place);
        self.wrong_place(
            place,
            text!("只写“{words}”，没有说是哪些人", "`{words}` alone does not say who is meant"),
            text!(
                "写一个字段或它的值，例如“慢特病 不吃亏”“年龄 为 60岁以上 不吃亏”",
                "write a field or its values, such as `慢特病 never worse off` or `年龄 is 60岁以上 never worse off`"
            ),
        );
    }

    /// The type of `二级以上`, whether its values are ordered or not.
    fn type_of_end(&self, pattern: &ast::Pattern) -> Option<Type> {
        let name = plain_name(pattern)?;
        let (value, _) = side(&name.node)?;
        match self.scope.values_named(value).as_slice() {
            [(index, _)] => Some(Type::Choice(*index)),
            _ => None,
        }
    }

    /// Some of the values of the field.
    fn some_of(&mut self, field: &Expr, cell: &ast::Cell) -> Option<Set> {
        let ExprKind::Field(id) = field.kind else { return None };
        let name = self.scope.vocabulary.field(id)?.name.clone();
        let set = self.cell(cell, field, &name)?.known();
        let count = self.values_of(field.ty);
        if let Some(set) = set.filter(|set| !is_nothing(&others(&[set], count))) {
            return Some(set);
        }
        let words = self.run.words(cell.span);
        self.wrong_place(
            cell.span,
            text!(
                "“{words}”说的是所有人，没有别人可比",
                "`{words}` is everyone, so nobody is left to compare with"
            ),
            text!(
                "写其中的一个或几个值；和其他所有人比的，写“… 不吃亏”",
                "name one or some of the values; `… never worse off` alone compares with everyone else"
            ),
        );
        None
    }

    /// Refuses to compare someone with themselves.
    fn told_apart(&mut self, values: &Set, than: &Set, count: u32, written: Span) -> Option<()> {
        let both = [values, than].map(|set| others(&[set], count));
        if is_nothing(&others(&both.each_ref(), count)) {
            return Some(());
        }
        let words = self.run.words(written);
        self.wrong_place(
            written,
            text!(
                "“{words}”里有和前面相同的值，不能和自己比",
                "`{words}` shares values with those before, which cannot be compared with themselves"
            ),
            text!("同一个值只写在一边", "write each value on one side only"),
        );
        None
    }
}

/// Whether no value lies in a set.
fn is_nothing(set: &Set) -> bool {
    match set {
        Set::Any => false,
        Set::Choices(bits) => *bits == 0,
        Set::Flags { yes, no } => !yes && !no,
        Set::Numbers(parts) => parts.is_empty(),
        Set::Dates(parts) => parts.is_empty(),
    }
}

fn is_in(subject: Expr, set: Set, span: Span) -> Expr {
    let kind = ExprKind::Is(Box::new(Matcher { subject, set }));
    Expr { kind, ty: Type::Flag, span }
}
