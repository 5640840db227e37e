//! Which field a table of entries looks at.

use super::builder::Builder;
use super::name::side;
use crate::diagnostics::{Code, Problem, Text};
use crate::policy::{Column, Expr, ExprKind};
use crate::rule::FieldId;
use crate::source::Span;
use crate::syntax::ast::{self, Cell, PatternKind};
use crate::text;
use crate::value::{EnumIndex, Period, Type};

impl Builder<'_, '_> {
    /// The column of a table of entries: the one field that has the type of the keys.
    pub(super) fn key_column(&mut self, keys: &[&Cell]) -> Option<Vec<Column>> {
        let Some(first) = keys.first() else { return Some(Vec::new()) };
        let patterns: Vec<&ast::Pattern> = keys.iter().flat_map(|key| &key.patterns).collect();
        let bare = patterns.iter().any(|pattern| is_bare_ordinal(pattern));
        if !bare
            && patterns
                .iter()
                .any(|pattern| matches!(pattern.kind, PatternKind::Nth(..) | PatternKind::Later))
        {
            let subject = self.visits(&patterns, first.span)?;
            return Some(vec![Column { subject, title: "次数".to_owned(), span: first.span }]);
        }
        if let Some(bare) = patterns.iter().find(|pattern| is_bare_ordinal(pattern)) {
            self.ask_ordinal(bare.span);
            return None;
        }
        let telling = patterns
            .iter()
            .any(|pattern| !matches!(pattern.kind, PatternKind::Any | PatternKind::Otherwise));
        if !telling {
            return Some(Vec::new());
        }
        let types = self.key_types(&patterns)?;
        let fields = self.fields_of_keys(&types);
        let named: Vec<String> = fields
            .iter()
            .filter_map(|id| self.scope.vocabulary.field(*id).map(|field| field.name.clone()))
            .collect();
        if let ([id], [name]) = (fields.as_slice(), named.as_slice()) {
            let ty = self.scope.vocabulary.field(*id)?.ty;
            let subject = Expr { kind: ExprKind::Field(*id), ty, span: first.span };
            return Some(vec![Column { subject, title: name.clone(), span: first.span }]);
        }
        let word = self.run.words(first.span);
        let header = |field: &str| {
            text!(
                "写一个表头说明：第一行“{field} | 比例”，以下各行“{word} | …”",
                "write a header that says it: `{field} | ratio` first, then rows such as `{word} | …`"
            )
        };
        let declare = text!(
            "先用“字段 … : …”声明，或者写一个表头",
            "declare it with `field … : …`, or write a header"
        );
        self.no_single_field(first, &named, &types, header, declare);
        None
    }

    /// The fields that values of these types may be about; where there are several, those that bear
    /// the name of their type.
    pub(super) fn fields_of_keys(&self, types: &[Type]) -> Vec<FieldId> {
        let mut fields: Vec<_> =
            types.iter().flat_map(|ty| self.scope.fields_of(*ty, self.here)).collect();
        if fields.len() > 1 {
            // The field that bears the name of its type is the one that is meant.
            let vocabulary = &self.scope.vocabulary;
            let own: Vec<_> = fields
                .iter()
                .copied()
                .filter(|id| {
                    vocabulary.field(*id).is_some_and(|field| match field.ty {
                        Type::Choice(index) => vocabulary
                            .enumeration(index)
                            .is_some_and(|found| found.name == field.name),
                        _ => false,
                    })
                })
                .collect();
            if own.len() == 1 {
                fields = own;
            }
        }
        fields
    }

    /// Complains that it is not clear which field the keys are about: `name` says how to name one,
    /// `declare` what to do when there is none.
    pub(super) fn no_single_field(
        &mut self,
        key: &Cell,
        fields: &[String],
        types: &[Type],
        name: impl Fn(&str) -> Text,
        declare: Text,
    ) {
        let word = self.run.words(key.span);
        let Some(first) = fields.first() else {
            let ty = types.first().copied().unwrap_or(Type::Flag);
            let (zh, en) = (self.type_words(ty).zh, self.type_words(ty).en);
            self.fail_with(
                Code::UnknownName,
                key.span,
                text!(
                    "没有一个字段的值是{zh}，不知道“{word}”说的是什么",
                    "no field holds {en}, so it is not clear what `{word}` is about"
                ),
                declare,
            );
            return;
        };
        let few = fields.iter().take(3);
        let more = fields.len() > 3;
        let zh = few.clone().map(|name| format!("“{name}”")).collect::<Vec<_>>().join("、");
        let en = few.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let (zh_more, en_more) = if more { ("等", " and others") } else { ("", "") };
        self.fail_with(
            Code::AmbiguousName,
            key.span,
            text!(
                "“{word}”可能说的是{zh}{zh_more}，不清楚是哪一个",
                "`{word}` may be about {en}{en_more}; it is not clear which"
            ),
            name(first),
        );
    }

    /// The types that all keys can have.
    pub(super) fn key_types(&mut self, patterns: &[&ast::Pattern]) -> Option<Vec<Type>> {
        let mut enums: Option<Vec<EnumIndex>> = None;
        for pattern in patterns {
            let mut exprs: Vec<&ast::Expr> = Vec::new();
            match &pattern.kind {
                PatternKind::Expr(expr) => exprs.push(expr),
                PatternKind::Range(range) => {
                    exprs.extend(range.lo.iter().chain(&range.hi).map(|bound| bound.value.as_ref()))
                }
                _ => continue,
            }
            for expr in exprs {
                let ast::ExprKind::Name(word) = &expr.kind else {
                    let typed = self.expr(expr, None)?;
                    return Some(vec![typed.ty]);
                };
                let mut of = self.scope.values_named(word);
                if of.is_empty()
                    && let Some((value, _)) = side(word)
                {
                    of = self.scope.values_named(value);
                    of.retain(|(index, _)| {
                        self.scope.vocabulary.enumeration(*index).is_some_and(|found| found.ordered)
                    });
                }
                if of.is_empty() {
                    self.no_such_key(word, expr.span, enums.as_deref());
                    return None;
                }
                let of: Vec<EnumIndex> = of.into_iter().map(|(index, _)| index).collect();
                let common = match &enums {
                    None => of,
                    Some(known) => known.iter().copied().filter(|one| of.contains(one)).collect(),
                };
                if common.is_empty() {
                    self.fail_with(
                        Code::WrongType,
                        expr.span,
                        text!(
                            "“{word}”和前面各行的值不是一类",
                            "`{word}` is not of one kind with the keys before it"
                        ),
                        text!(
                            "看几个条件的表写表头：每个条件一栏，用“|”分开",
                            "for several conditions write a header with a column for each, divided by `|`"
                        ),
                    );
                    return None;
                }
                enums = Some(common);
            }
        }
        Some(enums.unwrap_or_default().into_iter().map(Type::Choice).collect())
    }

    fn no_such_key(&mut self, word: &str, span: Span, enums: Option<&[EnumIndex]>) {
        match enums {
            Some([index]) => self.unknown_value(word, span, *index),
            _ if self.scope.names.contains_key(word) => self.fail_with(
                Code::WrongType,
                span,
                text!("“{word}”不是一个值", "`{word}` is not a value"),
                text!(
                    "要看“{word}”，写表头“{word} | 比例”，下面各行写它的值",
                    "to look at `{word}`, write a header `{word} | ratio` and its values below"
                ),
            ),
            _ => self.unknown(word, span, &[]),
        }
    }

    /// `首次` without `本年` or `本月`.
    fn ask_ordinal(&mut self, span: Span) {
        let word = self.run.words(span);
        let problem = Problem::new(
            Code::UnsetReading,
            span,
            text!(
                "“{word}”没有写明是本年的还是本月的",
                "`{word}` does not say whether it is counted in the year or in the month"
            ),
        );
        let [year, month] = ["本年", "本月"].map(|of| {
            let rest = word.strip_prefix(['第', '首']).map_or("首次", |_| word.as_str());
            format!("{of}{rest}")
        });
        self.run.report(
            problem
                .help(text!(
                    "例：三月、五月各看一次，“{word}” 40元，其他各次 20元：",
                    "example: a visit in March and one in May, 40元 for that visit and 20元 for others:"
                ))
                .help(text!(
                    "“{year}”：只有三月的一次是，40、20",
                    "`first visit of year`: only the one in March is, 40, 20"
                ))
                .help(text!(
                    "“{month}”：两次都是，40、40",
                    "`first visit of month`: both are, 40, 40"
                )),
        );
    }

    /// What a column of ordinals looks at.
    fn visits(&mut self, patterns: &[&ast::Pattern], span: Span) -> Option<Expr> {
        let period = patterns.iter().find_map(|pattern| match pattern.kind {
            PatternKind::Nth(_, ast::CountPeriod::Year) => Some(Period::Year),
            PatternKind::Nth(_, ast::CountPeriod::Month) => Some(Period::Month),
            _ => None,
        });
        let Some(period) = period else {
            self.fail_with(
                Code::MissingPart,
                span,
                text!(
                    "“以后各次”之前没有写是哪一次以后",
                    "`later` needs a row before it that says which visit comes first"
                ),
                text!("先写一行“本年首次 : …”", "write a row `first visit of year : …` first"),
            );
            return None;
        };
        if self.here.benefit.is_none() {
            self.wrong_place(
                span,
                text!("次数只能在待遇里数", "visits can be counted only in a benefit"),
                text!("把这张表写在待遇里的步骤中", "write the table in a step of a benefit"),
            );
            return None;
        }
        let id = self.visits_total(period)?;
        Some(Expr { kind: ExprKind::Total(id), ty: Type::Number, span })
    }
}

/// `首次`, `第2次`: ordinals that do not say of what.
fn is_bare_ordinal(pattern: &ast::Pattern) -> bool {
    let PatternKind::Expr(expr) = &pattern.kind else { return false };
    let ast::ExprKind::Name(word) = &expr.kind else { return false };
    let counted = word.strip_prefix('第').and_then(|rest| rest.strip_suffix('次'));
    let digits = |rest: &str| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|letter| letter.is_ascii_digit() || "一二三四五六七八九十".contains(letter))
    };
    matches!(word.as_str(), "首次" | "首诊" | "第一次就诊") || counted.is_some_and(digits)
}
