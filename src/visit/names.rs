//! Which slot a name means, and what to say when it means none.

use super::figure::Fault;
use super::read::did_you_mean;
use crate::diagnostics::{Code, Text, nearest};
use crate::rule::{AccountId, Bucket, FieldId, Section, Vocabulary};
use crate::text;

/// What a fact fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A field.
    Field(FieldId),
    /// The balance of an account.
    Account(AccountId),
}

impl Slot {
    /// Its name in the vocabulary.
    pub(super) fn name<E>(self, vocabulary: &Vocabulary<E>) -> Option<&str> {
        match self {
            Slot::Field(id) => vocabulary.field(id).map(|field| field.name.as_str()),
            Slot::Account(id) => vocabulary.account(id).map(|account| account.name.as_str()),
        }
    }
}

/// The field or account with this name, or this external name; `in_line` asks for the fields of a
/// line of the bill, otherwise for all others.
pub fn find<E>(name: &str, vocabulary: &Vocabulary<E>, in_line: bool) -> Option<Slot> {
    let field = |external: bool| {
        vocabulary
            .fields
            .iter()
            .position(|field| {
                is_line(field.section) == in_line
                    && if external {
                        field.external.as_deref() == Some(name)
                    } else {
                        field.name == name
                    }
            })
            .map(|index| Slot::Field(FieldId::next(index)))
    };
    let account = |external: bool| {
        vocabulary
            .accounts
            .iter()
            .position(|account| {
                !in_line
                    && if external {
                        account.external.as_deref() == Some(name)
                    } else {
                        account.name == name
                    }
            })
            .map(|index| Slot::Account(AccountId::next(index)))
    };
    field(false).or_else(|| account(false)).or_else(|| field(true)).or_else(|| account(true))
}

/// What someone may have meant by a name that is neither a field nor an account.
pub(super) fn describe_unknown<E>(name: &str, vocabulary: &Vocabulary<E>, in_line: bool) -> Fault {
    if find(name, vocabulary, !in_line).is_some() {
        return elsewhere(name, in_line);
    }
    let fault =
        Fault::new(Code::UnknownField, text!("没有“{name}”这个字段", "there is no field `{name}`"));
    let holder = vocabulary.enums.iter().find(|each| {
        each.values
            .iter()
            .any(|value| value.name == name || value.external.as_deref() == Some(name))
    });
    if let Some(holder) = holder {
        let holder = &holder.name;
        return fault.help(text!(
            "“{name}”是“{holder}”的取值，写成 {holder}：{name}",
            "`{name}` is a value of `{holder}`: write {holder}: {name}"
        ));
    }
    if let Some(account) = name.strip_suffix("余额").filter(|account| !account.is_empty())
        && vocabulary.accounts.iter().any(|known| known.name == account)
    {
        return fault.help(text!(
            "账户余额直接写在账户名下：{account}：100元",
            "a balance stands under the account's own name: {account}: 100元"
        ));
    }
    let result = |rest: &str| Bucket::named(rest).is_some();
    if result(name) || ["本次", "本年"].iter().any(|of| name.strip_prefix(of).is_some_and(result))
    {
        return fault.help(text!(
            "这是结算的结果，不是录入的事实",
            "this is a result of the settlement, not a fact"
        ));
    }
    let fields = vocabulary.fields.iter().filter(|field| is_line(field.section) == in_line);
    let names = fields
        .flat_map(|field| std::iter::once(field.name.as_str()).chain(field.external.as_deref()));
    let accounts = vocabulary
        .accounts
        .iter()
        .filter(|_| !in_line)
        .flat_map(|each| std::iter::once(each.name.as_str()).chain(each.external.as_deref()));
    let alike = nearest(name, names.chain(accounts));
    if alike.is_empty() {
        fault.help(known_fields(vocabulary, in_line))
    } else {
        fault.help(did_you_mean(&alike))
    }
}

/// The fields that a visit, or a line of its bill, can have.
fn known_fields<E>(vocabulary: &Vocabulary<E>, in_line: bool) -> Text {
    let fields = || {
        vocabulary.fields.iter().filter(|field| {
            let bill = matches!(field.section, Section::Visit | Section::Line);
            bill && is_line(field.section) == in_line
        })
    };
    let zh: Vec<&str> = fields().map(|field| field.name.as_str()).collect();
    let en: Vec<&str> =
        fields().map(|field| field.external.as_deref().unwrap_or(&field.name)).collect();
    let (zh, en) = (zh.join("、"), en.join(", "));
    if zh.is_empty() {
        return text!(
            "文件里没有声明这样的字段；通用的字段写“引用 医保”就有了",
            "the file declares no such fields; `use 医保` brings the common ones"
        );
    }
    if in_line {
        text!("项目行的字段有：{zh}", "the fields of a line are {en}")
    } else {
        text!("就诊的字段有：{zh}", "the fields of a visit are {en}")
    }
}

/// A line field given for the visit, or the other way round.
fn elsewhere(name: &str, in_line: bool) -> Fault {
    if in_line {
        Fault::new(
            Code::UnknownField,
            text!("“{name}”不是项目行的字段", "`{name}` is not a field of a line"),
        )
        .help(text!("写在就诊里，不写在项目行里", "give it for the visit, not for a line"))
    } else {
        Fault::new(
            Code::UnknownField,
            text!("“{name}”是项目行的字段", "`{name}` is a field of a line"),
        )
        .help(text!("写在 lines（项目行）的一行里", "give it inside an entry of `lines`"))
    }
}

/// A field of a binding given for something else.
pub(super) fn of_a_binding(name: &str) -> Fault {
    Fault::new(
        Code::UnknownField,
        text!("“{name}”是家庭共济绑定的字段", "`{name}` is a field of the binding of an account"),
    )
    .help(text!(
        "写在 bind（绑定）、unbind（解绑）或 credit（入账）里",
        "give it in a `bind`, `unbind` or `credit`"
    ))
}

fn is_line(section: Section) -> bool {
    section == Section::Line
}
