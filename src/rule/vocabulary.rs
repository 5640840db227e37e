//! Enumerations, fields, accounts and parameters.

use super::{AccountId, Bucket, DatePlaces, FieldId};
use crate::source::Span;
use crate::value::{EnumIndex, Exact, Type, Validity, Value, YearStart, figure, plain};

/// All that a policy can name besides its own rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary<E> {
    /// Enumerations, by [`EnumIndex`].
    pub enums: Vec<Enum>,
    /// Fields, by [`FieldId`].
    pub fields: Vec<Field<E>>,
    /// Accounts, by [`AccountId`].
    pub accounts: Vec<Account<E>>,
    /// Parameters, by [`super::ParameterId`].
    pub parameters: Vec<Parameter<E>>,
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// Whether its values are ordered, lowest first.
    pub ordered: bool,
    /// Its values; at most 64.
    pub values: Vec<EnumValue>,
    /// Where it was declared.
    pub span: Span,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// Its name.
    pub name: String,
    /// Its name in JSON and columns.
    pub external: Option<String>,
    /// Where it was declared.
    pub span: Span,
}

/// A typed field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field<E> {
    /// Its name.
    pub name: String,
    /// Its name in JSON and columns.
    pub external: Option<String>,
    /// Its type.
    pub ty: Type,
    /// The least value.
    pub min: Option<Exact>,
    /// The greatest value.
    pub max: Option<Exact>,
    /// Every value is a multiple of this.
    pub step: Option<Exact>,
    /// What it belongs to.
    pub section: Section,
    /// What holds when the input does not give it.
    pub default: Option<E>,
    /// Its part in the bill, when the engine itself needs it.
    pub role: Option<Role>,
    /// Where it was declared.
    pub span: Span,
}

/// What a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// 参保人.
    Person,
    /// 机构.
    Institution,
    /// 就诊.
    Visit,
    /// 项目行.
    Line,
    /// 共济: a binding.
    Binding,
}

/// The fields that the engine itself reads, known by their national names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The city a person is insured in.
    City,
    /// Who the person is.
    PersonNumber,
    /// The day of the visit.
    VisitDate,
    /// Where the visit was.
    InstitutionCode,
    /// The whole bill.
    Total,
    /// 全自费.
    OutOfCatalogue,
    /// 超限价.
    OverPriceLimit,
    /// 先行自付.
    SelfPay,
    /// 政策范围内.
    Scope,
    /// 甲、乙、丙 of a line.
    LineClass,
    /// The amount of a line.
    LineAmount,
    /// The price of a line.
    LinePrice,
    /// The quantity of a line.
    LineQuantity,
    /// The price limit of a line.
    LineLimit,
    /// The 先行自付 share of a line.
    LineSelfPay,
    /// Since when a filing holds.
    FiledFrom,
    /// Since when a registration holds.
    RegisteredFrom,
    /// Who lets a relative use their account.
    Giver,
    /// Who uses the account of a relative.
    Receiver,
    /// What is in the account of the giver.
    GiverBalance,
    /// How many receivers the giver has today, before this binding.
    BoundNow,
    /// How many different receivers the giver has had so far, before this binding.
    BoundEver,
    /// Whether this giver had this receiver before.
    BoundBefore,
    /// How many givers the receiver has today, before this binding.
    GiversNow,
}

impl Role {
    /// All of them with the external name that gives a field its role.
    pub const ALL: [(Role, &'static str); 24] = [
        (Role::City, "insu_admdvs"),
        (Role::PersonNumber, "psn_no"),
        (Role::VisitDate, "visit_date"),
        (Role::InstitutionCode, "fixmedins_code"),
        (Role::Total, "medfee_sumamt"),
        (Role::OutOfCatalogue, "fulamt_ownpay_amt"),
        (Role::OverPriceLimit, "overlmt_selfpay"),
        (Role::SelfPay, "preselfpay_amt"),
        (Role::Scope, "inscp_scp_amt"),
        (Role::LineClass, "chrgitm_lv"),
        (Role::LineAmount, "det_item_fee_sumamt"),
        (Role::LinePrice, "pric"),
        (Role::LineQuantity, "cnt"),
        (Role::LineLimit, "pric_uplmt_amt"),
        (Role::LineSelfPay, "selfpay_prop"),
        (Role::FiledFrom, "filed_from"),
        (Role::RegisteredFrom, "registered_from"),
        (Role::Giver, "giver"),
        (Role::Receiver, "receiver"),
        (Role::GiverBalance, "giver_balance"),
        (Role::BoundNow, "bind_now"),
        (Role::BoundEver, "bind_ever"),
        (Role::BoundBefore, "bound_before"),
        (Role::GiversNow, "givers_now"),
    ];

    /// The role that an external name gives.
    pub fn of(external: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|(_, name)| *name == external).map(|(role, _)| role)
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account<E> {
    /// Its name; also the field that gives its balance.
    pub name: String,
    /// Its name in JSON and columns.
    pub external: Option<String>,
    /// The buckets that it may pay.
    pub pays: Vec<Bucket>,
    /// The balance when the input gives none.
    pub default: Option<E>,
    /// The account that takes what is left, and the day of each year on which it does.
    pub carries: Option<(AccountId, YearStart)>,
    /// Where it was declared.
    pub span: Span,
}

/// A dated constant.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter<E> {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its values; on each day at most one.
    pub values: Vec<ParameterValue<E>>,
    /// Where it was declared.
    pub span: Span,
}

/// One value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterValue<E> {
    /// The value, or why there is none yet.
    pub value: Result<E, Unset>,
    /// When it holds.
    pub validity: Validity,
    /// Where its dates are written.
    pub dates: DatePlaces,
    /// What it cites.
    pub cites: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// 待定: a value that the notice does not settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unset {
    /// What the notice says instead, as written: `50% .. 80%`; empty when nothing.
    pub note: String,
    /// Where it stands.
    pub span: Span,
}

impl<E> Default for Vocabulary<E> {
    fn default() -> Self {
        Self { enums: Vec::new(), fields: Vec::new(), accounts: Vec::new(), parameters: Vec::new() }
    }
}

impl<E> Vocabulary<E> {
    /// The enumeration with this index.
    pub fn enumeration(&self, index: EnumIndex) -> Option<&Enum> {
        self.enums.get(index as usize)
    }

    /// The field with this id.
    pub fn field(&self, id: FieldId) -> Option<&Field<E>> {
        self.fields.get(id.index())
    }

    /// The account with this id.
    pub fn account(&self, id: AccountId) -> Option<&Account<E>> {
        self.accounts.get(id.index())
    }

    /// The field that plays a part in the bill.
    pub fn role(&self, role: Role) -> Option<(FieldId, &Field<E>)> {
        self.fields
            .iter()
            .enumerate()
            .find(|(_, field)| field.role == Some(role))
            .map(|(index, field)| (FieldId::next(index), field))
    }

    /// A value as a scenario writes it: `三级`, `10元`, `是`, `2025-05-06`.
    pub fn written(&self, ty: Type, value: &Value) -> String {
        match (value, ty) {
            // A factor of a bill, such as a quantity, is written as a plain number.
            (Value::Number(number), Type::Factor) => plain(*number),
            (Value::Number(number), _) => figure(*number, ty),
            (Value::Flag(flag), _) => if *flag { "是" } else { "否" }.to_owned(),
            (Value::Choice(choice), Type::Choice(index)) => {
                self.choice_name(index, *choice).to_owned()
            }
            (Value::Choices(bits), Type::Choices(index)) => {
                let set =
                    (0..64_u32).filter(|bit| bits.checked_shr(*bit).is_some_and(|it| it & 1 == 1));
                let names: Vec<&str> = set.map(|bit| self.choice_name(index, bit)).collect();
                names.join(", ")
            }
            (Value::Date(day), _) => day.to_string(),
            (Value::Duration(length), _) if length.months != 0 => format!("{}个月", length.months),
            (Value::Duration(length), _) => format!("{}天", length.days),
            (Value::Text(words), _) => format!("“{}”", quotable(words)),
            (Value::Choice(number), _) => number.to_string(),
            (Value::Choices(bits), _) => bits.to_string(),
        }
    }

    /// A value of an enumeration by name.
    pub fn choice_name(&self, index: EnumIndex, value: u32) -> &str {
        self.enumeration(index)
            .and_then(|enumeration| enumeration.values.get(value as usize))
            .map_or("?", |value| value.name.as_str())
    }
}

/// Words that can stand in “…”.
pub fn quotable(words: &str) -> String {
    words.replace('“', "「").replace('”', "」").replace('"', "'")
}
