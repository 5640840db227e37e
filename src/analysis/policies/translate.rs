//! A condition of one policy, said in the vocabulary of another; what they share, they share by name.

use crate::policy::{Expr, ExprKind, Matcher, Policy, Set, has_bit};
use crate::rule::FieldId;
use crate::value::{Type, Value};

/// A condition of one policy in the vocabulary of another; `None` when that cannot say it.
pub(super) fn translated(expr: &Expr, from: &Policy, to: &Policy) -> Option<Expr> {
    let inner = |expr: &Expr| translated(expr, from, to);
    let kind = match &expr.kind {
        ExprKind::Constant(value) => ExprKind::Constant(value_in(value, expr.ty, from, to)?),
        ExprKind::Field(id) => {
            let name = &from.vocabulary.field(*id)?.name;
            let at = to.vocabulary.fields.iter().position(|field| field.name == *name)?;
            ExprKind::Field(FieldId::next(at))
        }
        ExprKind::Op(op, operands) => {
            ExprKind::Op(*op, operands.iter().map(inner).collect::<Option<_>>()?)
        }
        ExprKind::And(a, b) => ExprKind::And(Box::new(inner(a)?), Box::new(inner(b)?)),
        ExprKind::Or(a, b) => ExprKind::Or(Box::new(inner(a)?), Box::new(inner(b)?)),
        ExprKind::If(a, b, c) => {
            ExprKind::If(Box::new(inner(a)?), Box::new(inner(b)?), Box::new(inner(c)?))
        }
        ExprKind::Is(matcher) => {
            let set = match (&matcher.set, matcher.subject.ty) {
                (Set::Choices(bits), ty) => Set::Choices(bits_in(*bits, ty, from, to)?),
                (other, _) => other.clone(),
            };
            ExprKind::Is(Box::new(Matcher { subject: inner(&matcher.subject)?, set }))
        }
        ExprKind::Parameter(_)
        | ExprKind::Definition(_)
        | ExprKind::Balance(_)
        | ExprKind::Total(_)
        | ExprKind::Result(_)
        | ExprKind::Base
        | ExprKind::Bucket(_)
        | ExprKind::Paid(_)
        | ExprKind::Lookup(_) => return None,
    };
    Some(Expr { kind, ty: type_in(expr.ty, from, to)?, span: expr.span })
}

fn type_in(ty: Type, from: &Policy, to: &Policy) -> Option<Type> {
    let index = |index| {
        let name = &from.vocabulary.enumeration(index)?.name;
        let at = to.vocabulary.enums.iter().position(|found| found.name == *name)?;
        u32::try_from(at).ok()
    };
    Some(match ty {
        Type::Choice(of) => Type::Choice(index(of)?),
        Type::Choices(of) => Type::Choices(index(of)?),
        other => other,
    })
}

fn value_in(value: &Value, ty: Type, from: &Policy, to: &Policy) -> Option<Value> {
    Some(match value {
        Value::Choice(choice) => Value::Choice(choice_in(*choice, ty, from, to)?),
        Value::Choices(bits) => Value::Choices(bits_in(*bits, ty, from, to)?),
        other => other.clone(),
    })
}

/// The same value of an enumeration, by its name.
fn choice_in(choice: u32, ty: Type, from: &Policy, to: &Policy) -> Option<u32> {
    let (Type::Choice(index) | Type::Choices(index)) = ty else { return None };
    let name = from.vocabulary.choice_name(index, choice);
    let (Type::Choice(there) | Type::Choices(there)) = type_in(ty, from, to)? else { return None };
    let values = &to.vocabulary.enumeration(there)?.values;
    u32::try_from(values.iter().position(|value| value.name == name)?).ok()
}

/// The values that the other policy knows, too; what it does not know it cannot claim.
fn bits_in(bits: u64, ty: Type, from: &Policy, to: &Policy) -> Option<u64> {
    let mut found = 0_u64;
    let _same_enumeration = type_in(ty, from, to)?;
    for choice in (0..64_u32).filter(|choice| has_bit(bits, *choice)) {
        if let Some(choice) = choice_in(choice, ty, from, to) {
            found |= 1_u64.checked_shl(choice).unwrap_or(0);
        }
    }
    Some(found)
}
