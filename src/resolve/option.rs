//! The words around a figure: which clause takes which, and what `on` singles out.

use super::builder::Builder;
use super::convert;
use crate::diagnostics::{Code, nearest};
use crate::policy::{Expr, ExprKind, Matcher, Set};
use crate::rule::{Bucket, FieldId, Section};
use crate::source::Span;
use crate::syntax::ast::{self, On, Options};
use crate::text;
use crate::value::{Period, Type};

/// A kind of word around a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opt {
    Period,
    MergedByDay,
    Keys,
    ToppedUp,
    AtMost,
    Shared,
    On,
    Measure,
    CountsScope,
    CountsAbove,
    CountsEvery,
}

/// What a step looks at.
pub(super) enum Looked {
    /// Buckets of the person.
    Buckets(Vec<Bucket>),
    /// Lines of the bill.
    Lines(Expr),
}

impl Builder<'_, '_> {
    /// Refuses options that a clause does not take.
    pub(super) fn allow(&mut self, options: &Options, title: &str, allowed: &[Opt]) {
        let given = [
            (Opt::Period, options.period.as_ref().map(|period| period.span)),
            (Opt::MergedByDay, options.merged_by_day),
            (Opt::Keys, options.keys.first().map(|name| name.span)),
            (Opt::ToppedUp, options.topped_up),
            (Opt::AtMost, options.at_most.as_ref().map(|limit| limit.span)),
            (Opt::Shared, options.shared.as_ref().map(|name| name.span)),
            (Opt::On, options.on.as_ref().map(|on| on.span)),
            (Opt::Measure, options.measure.as_ref().map(|measure| measure.span)),
            (Opt::CountsScope, options.counts_scope),
            (Opt::CountsAbove, options.counts_above),
            (Opt::CountsEvery, options.counts_every),
        ];
        for (option, span) in given {
            let Some(span) = span else { continue };
            if allowed.contains(&option) {
                continue;
            }
            let words = self.run.words(span);
            let (zh, en) = belongs(option);
            self.wrong_place(
                span,
                text!(
                    "“{title}”不能带“{words}”",
                    "this clause (`{title}`) does not take `{words}`"
                ),
                text!("{zh}", "{en}"),
            );
        }
    }

    /// Refuses all options.
    pub(super) fn no_options(&mut self, options: &Options, title: &str) {
        self.allow(options, title, &[]);
    }

    /// The values that a total is kept for, one each.
    pub(super) fn keys(&mut self, names: &[ast::Name]) -> Vec<Expr> {
        let mut keys = Vec::new();
        for name in names {
            let Some(key) = self.name(&name.node, name.span, None) else { continue };
            if !matches!(key.ty, Type::Choice(_) | Type::Flag | Type::Code | Type::Number) {
                let word = &name.node;
                let found = self.type_words(key.ty);
                let (zh, en) = (found.zh, found.en);
                self.fail_with(
                    Code::WrongType,
                    name.span,
                    text!(
                        "不能按“{word}”分别累计：它是{zh}",
                        "totals cannot be kept for each `{word}`, which is {en}"
                    ),
                    text!(
                        "写一个有固定几个值的字段，例如“各级别”",
                        "name a field with a fixed list of values, such as `per 级别`"
                    ),
                );
                continue;
            }
            keys.push(key);
        }
        keys
    }

    /// What `on` singles out.
    pub(super) fn on(&mut self, on: &On) -> Option<Looked> {
        let mut buckets: Vec<Bucket> = Vec::new();
        let mut lines: Vec<(FieldId, Type, u64)> = Vec::new();
        for name in &on.names {
            if let Some(bucket) = Bucket::named(&name.node) {
                if !buckets.contains(&bucket) {
                    buckets.push(bucket);
                }
                continue;
            }
            let (field, ty, bit) = self.line_kind(name)?;
            match lines.iter_mut().find(|(known, _, _)| *known == field) {
                Some((_, _, bits)) => *bits |= bit,
                None => lines.push((field, ty, bit)),
            }
        }
        if !buckets.is_empty() && !lines.is_empty() {
            self.wrong_place(
                on.span,
                text!(
                    "“对”的后面不能既写个人负担的部分，又写费用类别",
                    "`on` cannot name both parts of what the person bears and kinds of cost"
                ),
                text!("分成两个基金步骤", "write two fund steps"),
            );
            return None;
        }
        if !buckets.is_empty() {
            return Some(Looked::Buckets(buckets));
        }
        let span = on.span;
        lines
            .into_iter()
            .map(|(field, ty, bits)| {
                let subject = Expr { kind: ExprKind::Field(field), ty, span };
                let matcher = Matcher { subject, set: Set::Choices(bits) };
                Expr { kind: ExprKind::Is(Box::new(matcher)), ty: Type::Flag, span }
            })
            .reduce(|a, b| Expr {
                kind: ExprKind::And(Box::new(a), Box::new(b)),
                ty: Type::Flag,
                span,
            })
            .map(Looked::Lines)
    }

    /// A kind of bill line: the field that has it, and its value as a bit.
    fn line_kind(&mut self, name: &ast::Name) -> Option<(FieldId, Type, u64)> {
        let word = name.node.as_str();
        let vocabulary = &self.scope.vocabulary;
        let mut found = Vec::new();
        let mut known: Vec<&str> = Vec::new();
        for (index, field) in vocabulary.fields.iter().enumerate() {
            let (Section::Line, Type::Choice(of)) = (field.section, field.ty) else { continue };
            if let Some(value) = self.scope.value_in(of, word) {
                let bit = super::interval::from_to(value, value);
                found.push((FieldId::next(index), field.ty, bit));
            }
            let values = vocabulary.enumeration(of).map(|found| found.values.as_slice());
            known.extend(values.unwrap_or_default().iter().map(|value| value.name.as_str()));
        }
        match found.as_slice() {
            [one] => Some(*one),
            [] => {
                let buckets = Bucket::PERSONAL.into_iter().filter_map(Bucket::words);
                let known = known.into_iter().chain(buckets.map(|(zh, _, _)| zh));
                self.run.unknown(word, name.span, self.scope.standard, known);
                None
            }
            _ => {
                self.fail_with(
                    Code::AmbiguousName,
                    name.span,
                    text!(
                        "账单行的几个字段都有“{word}”这个值",
                        "several fields of the bill's lines have the value `{word}`"
                    ),
                    text!("给其中一个值换一个名称", "give one of these values another name"),
                );
                None
            }
        }
    }

    /// What `on` singles out, when only lines can be meant.
    pub(super) fn on_lines(&mut self, on: Option<&On>, title: &str) -> Option<Expr> {
        let on = on?;
        match self.on(on)? {
            Looked::Lines(condition) => Some(condition),
            Looked::Buckets(_) => {
                self.wrong_place(
                    on.span,
                    text!(
                        "“{title}”只能对费用的类别，不能对个人负担的部分",
                        "`{title}` looks at kinds of cost and not at what the person bears"
                    ),
                    text!(
                        "个人负担的部分由“支付 {{ … }}”里的账户，或者“基金 … 对 …”支付",
                        "what the person bears is paid by accounts in `settle`, or by `fund … on …`"
                    ),
                );
                None
            }
        }
    }

    /// The declared accumulator that `shared` names, and its period, which a written one must equal.
    pub(super) fn shared(&mut self, options: &Options) -> Option<usize> {
        let name = options.shared.as_ref()?;
        let index = match self.scope.names.get(&name.node) {
            Some(super::scope::Named::Shared(index)) => *index,
            _ => {
                self.unknown_accumulator(name);
                return None;
            }
        };
        let shared = self.scope.shared.get(index)?;
        let (period, declared) = (shared.period, shared.span);
        let clause = self.here.clause;
        self.run.used_accumulator(declared, clause);
        if let Some(written) = &options.period
            && convert::period(written.node) != period
        {
            self.differs(name, written.span, period, declared);
            return None;
        }
        Some(index)
    }

    fn unknown_accumulator(&mut self, name: &ast::Name) {
        let word = &name.node;
        let known = self.scope.shared.iter().map(|shared| shared.name.as_str());
        let near = nearest(word, known);
        let help = match near.first() {
            Some(near) => text!("是不是“{near}”？", "did you mean `{near}`?"),
            None => text!(
                "先声明：“累计 {word} 每年”",
                "declare it first: `accumulator {word} per year`"
            ),
        };
        self.fail_with(
            Code::UnknownName,
            name.span,
            text!("没有声明累计“{word}”", "there is no accumulator `{word}`"),
            help,
        );
    }

    fn differs(&mut self, name: &ast::Name, span: Span, period: Period, declared: Span) {
        let word = &name.node;
        let (zh, en) = (convert::period_word(period), convert::period_word_en(period));
        let problem = crate::diagnostics::Problem::new(
            Code::WrongPlace,
            span,
            text!(
                "累计“{word}”是{zh}的，和这里写的不同",
                "the accumulator `{word}` is {en}, which differs from this"
            ),
        );
        let problem = if declared == Span::default() {
            problem
        } else {
            problem.also(declared, text!("在这里声明", "declared here"))
        };
        self.run.report(problem.help(text!(
            "删去这里的周期，或者写“{zh}”",
            "leave the period out here, or write `{en}`"
        )));
    }
}

/// Where an option belongs.
fn belongs(option: Opt) -> (&'static str, &'static str) {
    match option {
        Opt::Period => (
            "周期写在起付线、封顶线、分段比例和自付封顶里",
            "periods belong to deductibles, caps, bands and ceilings",
        ),
        Opt::MergedByDay => ("“按日合并”写在起付线里", "`merged by day` belongs to a deductible"),
        Opt::Keys => {
            ("“各…”写在起付线和封顶线里", "`per` with a field belongs to deductibles and caps")
        }
        Opt::ToppedUp => {
            ("“就高补差”写在起付线和封顶线里", "`topped up` belongs to deductibles and caps")
        }
        Opt::AtMost => (
            "“最高 … 每年”写在起付线里；基金一年最多付多少写“封顶线”",
            "`at most … per year` belongs to a deductible; for what a fund pays write `cap`",
        ),
        Opt::Shared => {
            ("“共用”写在起付线和封顶线里", "`shared` belongs to deductibles, caps and bands")
        }
        Opt::On => (
            "“对”写在先行自付、起付线、基金和账户的后面",
            "`on` follows self-pay, deductible, fund and account",
        ),
        Opt::Measure => (
            "“按费用”“按支付”写在封顶线和分段比例里",
            "`of cost` and `of fund paid` belong to caps and bands",
        ),
        Opt::CountsScope => {
            ("“按范围内费用累计”写在起付线里", "`counts scope` belongs to a deductible")
        }
        Opt::CountsAbove => (
            "“超过起付线才计次”写在起付线里",
            "`counts visits above deductible` belongs to a deductible",
        ),
        Opt::CountsEvery => {
            ("“一律计次”写在起付线里", "`counts every visit` belongs to a deductible")
        }
    }
}
