//! What a name in an expression stands for.

use super::builder::Builder;
use super::scope::Named;
use crate::diagnostics::{Code, Problem};
use crate::policy::{Expr, ExprKind};
use crate::rule::{Bucket, FieldId, Paid, Section};
use crate::source::Span;
use crate::text;
use crate::value::{EnumIndex, Exact, Type, Value};

/// Words such as `二级以上`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// 以上、及以上.
    AtLeast,
    /// 以下、及以下.
    AtMost,
    /// 超过.
    Above,
    /// 不满.
    Below,
}

/// Splits `二级以上` into the value and the side.
pub(super) fn side(word: &str) -> Option<(&str, Side)> {
    let ends = [
        ("及以上", Side::AtLeast),
        ("以上", Side::AtLeast),
        ("及以下", Side::AtMost),
        ("以下", Side::AtMost),
    ];
    let starts = [("超过", Side::Above), ("不满", Side::Below)];
    ends.into_iter()
        .find_map(|(end, side)| Some((word.strip_suffix(end)?, side)))
        .or_else(|| {
            starts.into_iter().find_map(|(start, side)| Some((word.strip_prefix(start)?, side)))
        })
        .filter(|(value, _)| !value.is_empty())
}

impl Builder<'_, '_> {
    /// Reads a name. Values of enumerations come first where one is expected, and last elsewhere.
    pub(super) fn name(&mut self, word: &str, place: Span, expected: Option<Type>) -> Option<Expr> {
        let span = self.span(place);
        if let Some(Type::Choice(index)) = expected
            && let Some(value) = self.scope.value_in(index, word)
        {
            return Some(choice(index, value, span));
        }
        if self.here.settled
            && let Some(paid) = self.paid_by(word, span)
        {
            return Some(paid);
        }
        if let Some(known) = self.named(word, place) {
            return known;
        }
        if matches!(word, "基数" | "base") {
            if self.here.base {
                return Some(Expr { kind: ExprKind::Base, ty: Type::Money, span });
            }
            self.wrong_place(
                place,
                text!("“{word}”只在基金里有意义", "`{word}` means something only inside a fund"),
                text!(
                    "在这里写要用的金额，例如“费用”",
                    "write the amount that is meant here, such as `费用`"
                ),
            );
            return None;
        }
        let bucket = Bucket::named(word).or_else(|| self.fund_named(word).map(Bucket::Fund));
        if let Some(bucket) = bucket
            && (self.here.policy || self.here.no_bill)
        {
            if self.here.no_bill {
                self.no_bill(place);
                return None;
            }
            return Some(Expr { kind: ExprKind::Bucket(bucket), ty: Type::Money, span });
        }
        if Paid::named(word).is_some() && self.here.policy {
            return self.not_settled_yet(word, place);
        }
        self.value_or_unknown(word, place, expected)
    }

    /// Definitions, fields, parameters, accounts and accumulators. The inner `None` is broken.
    fn named(&mut self, word: &str, place: Span) -> Option<Option<Expr>> {
        let span = self.span(place);
        match self.definitions.get(word).copied() {
            Some(Some((id, ty))) => {
                return Some(Some(Expr { kind: ExprKind::Definition(id), ty, span }));
            }
            Some(None) => return self.told_already(),
            None if self.scope.broken.contains(word) => return self.told_already(),
            None => {}
        }
        if let Some(known) = self.result_named(word, place) {
            return Some(known);
        }
        let named = self.scope.names.get(word).copied()?;
        Some(match named {
            Named::Field(id) => self.field(id, word, place),
            Named::Parameter(id) => self
                .scope
                .vocabulary
                .parameters
                .get(id.index())
                .map(|parameter| Expr { kind: ExprKind::Parameter(id), ty: parameter.ty, span }),
            Named::Account(_) if self.here.no_bill && !self.here.policy => {
                self.wrong_place(
                    place,
                    text!(
                        "计算里没有账户，不知道“{word}”的余额",
                        "a calculation has no accounts, so the balance of `{word}` is not known"
                    ),
                    text!(
                        "声明一个金额字段，由录入给出：“字段 … : 金额 属于 参保人”",
                        "declare a field that the input gives: `field … : money of person`"
                    ),
                );
                None
            }
            Named::Account(id) => Some(Expr { kind: ExprKind::Balance(id), ty: Type::Money, span }),
            Named::Shared(index) => {
                if !self.here.policy {
                    self.wrong_place(
                        place,
                        text!("“{word}”只能写在政策里", "`{word}` can stand in a policy only"),
                        text!("写一个固定的数值", "write a fixed figure"),
                    );
                    return Some(None);
                }
                let id = self.shared_total(index)?;
                Some(Expr { kind: ExprKind::Total(id), ty: Type::Money, span })
            }
        })
    }

    /// A name whose own definition was complained of.
    fn told_already(&mut self) -> Option<Option<Expr>> {
        self.run.errors = self.run.errors.saturating_add(1);
        Some(None)
    }

    fn field(&mut self, id: FieldId, word: &str, place: Span) -> Option<Expr> {
        let field = self.scope.vocabulary.field(id)?;
        let ty = field.ty;
        if field.section == Section::Line && !self.here.lines {
            self.wrong_place(
                place,
                text!(
                    "“{word}”是账单每一行的内容，这里说的是整次就诊",
                    "`{word}` belongs to a line of the bill, and this is about the whole visit"
                ),
                text!(
                    "用“对 …”限定费用类别，或者用“排除 …”剔除这些项目",
                    "limit the step with `on …`, or take such lines out with `exclude …`"
                ),
            );
            return None;
        }
        if field.section == Section::Binding && !self.here.binding {
            self.wrong_place(
                place,
                text!(
                    "“{word}”是绑定家庭共济时才有的内容",
                    "`{word}` is known only when a family account is bound"
                ),
                text!(
                    "它只能写在“家庭共济 账户 {{ 要求 … }}”里",
                    "it can stand only in `family ACCOUNT {{ require … }}`"
                ),
            );
            return None;
        }
        Some(Expr { kind: ExprKind::Field(id), ty, span: self.span(place) })
    }

    /// A result of the calculation at hand: an earlier one can be named by a later one.
    fn result_named(&mut self, word: &str, place: Span) -> Option<Option<Expr>> {
        match self.results.get(word).copied() {
            Some(Some((id, ty))) => {
                return Some(Some(Expr { kind: ExprKind::Result(id), ty, span: self.span(place) }));
            }
            Some(None) => return self.told_already(),
            None => {}
        }
        let written = self.result_places.get(word).copied()?;
        let problem = Problem::new(
            Code::WrongPlace,
            place,
            text!("“{word}”在这里还没有算出", "`{word}` is not known here yet"),
        );
        self.run.report(problem.also(written, text!("在这里得出", "its result stands here")).help(
            text!(
                "结果只能用在它后面的结果里；别处也要用的，先写“设 … = …”",
                "a result can be used by later results only; define with `let … = …` what others use too"
            ),
        ));
        Some(None)
    }

    fn value_or_unknown(
        &mut self,
        word: &str,
        place: Span,
        expected: Option<Type>,
    ) -> Option<Expr> {
        let span = self.span(place);
        match self.scope.values_named(word).as_slice() {
            [(index, value)] => return Some(choice(*index, *value, span)),
            [] => {}
            several => {
                let several = several.to_vec();
                self.ambiguous_value(word, place, &several);
                return None;
            }
        }
        if let Some((value, _)) = side(word)
            && !self.scope.values_named(value).is_empty()
        {
            self.wrong_place(
                place,
                text!(
                    "“{word}”是一组值，不能这样使用",
                    "`{word}` is a range of values and cannot be used like this"
                ),
                text!(
                    "写成条件，例如“级别 为 {word}”",
                    "write a condition, such as `级别 is {word}`"
                ),
            );
            return None;
        }
        match expected {
            Some(Type::Choice(index)) => self.unknown_value(word, place, index),
            _ => self.unknown_word(word, place),
        }
        None
    }

    fn unknown_word(&mut self, word: &str, place: Span) {
        if self.run.lost_with_its_line(word, place) {
            self.run.errors = self.run.errors.saturating_add(1);
            return;
        }
        if let Some(problem) = crate::syntax::about(place, word) {
            self.run.report(problem);
            return;
        }
        let fields = self.scope.names.keys().map(String::as_str);
        let known = fields.chain(self.definitions.keys().map(String::as_str)).chain(["基数"]);
        let values = self.scope.vocabulary.enums.iter().flat_map(|found| &found.values);
        let known = known.chain(values.map(|value| value.name.as_str()));
        let near: Vec<&str> = crate::diagnostics::nearest(word, known);
        let told_to_use = !self.scope.standard;
        if !near.is_empty() || told_to_use {
            self.unknown(word, place, &["基数"]);
            return;
        }
        self.fail_with(
            Code::UnknownName,
            place,
            text!("没有定义“{word}”", "`{word}` is not defined"),
            text!(
                "录入的内容用“字段 {word} : …”声明，算出来的用“设 {word} = …”定义",
                "declare what the input gives with `field {word} : …`, define what is computed with `let {word} = …`"
            ),
        );
    }

    /// A word that is no value of the enumeration at hand.
    pub(super) fn unknown_value(&mut self, word: &str, place: Span, index: EnumIndex) {
        let scope = &self.scope;
        let values: Vec<&str> = scope
            .vocabulary
            .enumeration(index)
            .map(|found| found.values.iter().map(|value| value.name.as_str()).collect())
            .unwrap_or_default();
        let near = crate::diagnostics::nearest(word, values.iter().copied());
        let of = scope.enum_name(index);
        let listed = values.join("、");
        let listed_en = values.join("`, `");
        let mut problem = Problem::new(
            Code::UnknownName,
            place,
            text!("“{of}”没有“{word}”这个值", "`{of}` has no value `{word}`"),
        );
        if let Some(near) = near.first() {
            problem = problem.help(text!("是不是“{near}”？", "did you mean `{near}`?"));
        }
        problem = problem.help(text!(
            "“{of}”的值有：{listed}；要加一个，写“扩展 {of} {{ {word} }}”",
            "the values of `{of}` are `{listed_en}`; add one with `extend {of} {{ {word} }}`"
        ));
        self.run.report(problem);
    }

    fn ambiguous_value(&mut self, word: &str, place: Span, several: &[(EnumIndex, u32)]) {
        let names: Vec<&str> =
            several.iter().map(|(index, _)| self.scope.enum_name(*index)).collect();
        let zh = names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join("和");
        let en = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        let first = names.first().copied().unwrap_or_default().to_owned();
        self.fail_with(
            Code::AmbiguousName,
            place,
            text!(
                "“{word}”既是{zh}的值，不清楚指哪一个",
                "`{word}` is a value of {en}; it is not clear which is meant"
            ),
            text!(
                "写明是哪一个，例如“{first} 为 {word}”",
                "say which, such as `{first} is {word}`"
            ),
        );
    }

    /// A constant that a field can be equal to.
    pub(super) fn number_within_bounds(&mut self, id: FieldId, number: Exact, place: Span) {
        let Some(field) = self.scope.vocabulary.field(id) else { return };
        let below =
            field.min.is_some_and(|min| number.compare(min).is_ok_and(|order| order.is_lt()));
        let above =
            field.max.is_some_and(|max| number.compare(max).is_ok_and(|order| order.is_gt()));
        let off = field
            .step
            .is_some_and(|step| number.div(step).is_ok_and(|quotient| !quotient.is_whole()));
        let name = field.name.clone();
        let ty = field.ty;
        let words = self.run.words(place);
        if below || above {
            let (min, max) = (field_figure(ty, field.min), field_figure(ty, field.max));
            self.fail_with(
                Code::OutOfBounds,
                place,
                text!("“{name}”不可能是“{words}”", "`{name}` can never be `{words}`"),
                text!("“{name}”的范围是 {min} 到 {max}", "`{name}` lies between {min} and {max}"),
            );
        } else if off {
            let step = field_figure(ty, field.step);
            self.fail_with(
                Code::OutOfBounds,
                place,
                text!("“{name}”不可能是“{words}”", "`{name}` can never be `{words}`"),
                text!("“{name}”是 {step} 的整数倍", "`{name}` is a multiple of {step}"),
            );
        }
    }
}

/// A bound of a field as a person writes it.
fn field_figure(ty: Type, figure: Option<Exact>) -> String {
    let Some(figure) = figure else { return "…".to_owned() };
    super::example::figure(ty, figure)
}

/// A value of an enumeration.
pub(super) fn choice(index: EnumIndex, value: u32, span: Span) -> Expr {
    Expr { kind: ExprKind::Constant(Value::Choice(value)), ty: Type::Choice(index), span }
}
