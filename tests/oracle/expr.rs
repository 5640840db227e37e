//! Expressions and conditions, read straight from the tree.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use num_traits::Zero;
use polc::syntax::ast::{
    BinaryOp, Expr, ExprKind, Member, Pattern, PatternKind, Range, Suffix, TypeNameKind, UnaryOp,
};

use super::value::{
    Rat, Res, Trouble, Value, fault, full_years, literal, months_between, parse_date, parse_number,
    shift, whole,
};
use super::{At, Run, rules};

impl Run<'_> {
    /// Whether a condition holds; no condition holds always.
    pub(crate) fn holds(&self, when: Option<&Expr>, at: &At) -> Res<bool> {
        when.map_or(Ok(true), |when| self.eval(when, at)?.flag())
    }

    /// Whether a clause is in force on the day and its condition holds.
    pub(crate) fn stands(&self, suffix: &Suffix, at: &At) -> Res<bool> {
        Ok(rules::in_force(suffix, self.day) && self.holds(suffix.when.as_ref(), at)?)
    }

    pub(crate) fn eval(&self, expr: &Expr, at: &At) -> Res<Value> {
        match &expr.kind {
            ExprKind::Literal(it) => Ok(literal(it)),
            ExprKind::Name(name) => self.name(name, at),
            ExprKind::Unary(UnaryOp::Not, inner) => Ok(Value::Flag(!self.eval(inner, at)?.flag()?)),
            ExprKind::Unary(UnaryOp::Negate, inner) => {
                Ok(Value::Number(-self.eval(inner, at)?.number()?))
            }
            ExprKind::Binary(op, left, right) => self.binary(op.node, left, right, at),
            ExprKind::Is { subject, negated, patterns } => {
                let subject = self.eval(subject, at)?;
                for pattern in &patterns.patterns {
                    if self.matches(&subject, pattern, at)? {
                        return Ok(Value::Flag(!negated));
                    }
                }
                Ok(Value::Flag(*negated))
            }
            ExprKind::Call(function, arguments) => self.call(&function.node, arguments, at),
            ExprKind::If(condition, then, otherwise) => {
                let chosen = if self.eval(condition, at)?.flag()? { then } else { otherwise };
                self.eval(chosen, at)
            }
        }
    }

    pub(crate) fn number(&self, expr: &Expr, at: &At) -> Res<Rat> {
        self.eval(expr, at)?.number()
    }

    fn name(&self, name: &str, at: &At) -> Res<Value> {
        if let ("基数" | "base", Some(base)) = (name, &at.base) {
            return Ok(Value::Number(base.clone()));
        }
        if let Some(value) = self.named_intermediate(name, at)? {
            return Ok(value);
        }
        if self.rules.fields.contains_key(name) {
            return self.field(name, at);
        }
        if let Some(parameter) = self.rules.parameters.get(name) {
            let mut found = None;
            for value in &parameter.values {
                if self.stands(&value.suffix, at)? {
                    if found.is_some() {
                        return fault(format!("two values of {name}"));
                    }
                    found = Some(self.cell_value(&value.value, at)?);
                }
            }
            return found.ok_or_else(|| Trouble::Missing(name.to_owned()));
        }
        if self.rules.accounts.contains_key(name) {
            return Ok(Value::Number(self.balance(name)?));
        }
        if self.rules.accumulators.contains_key(name) {
            return Ok(Value::Number(self.used(&self.shared_total(name)?)?));
        }
        match self.rules.enums_with(name).as_slice() {
            [only] => Ok(Value::Word((*only).clone(), name.to_owned())),
            _ => fault(format!("unknown name {name}")),
        }
    }

    /// The value of a named intermediate that stands today.
    pub(crate) fn named(&self, name: &str) -> Res<Value> {
        let found = self.named_intermediate(name, &At::default())?;
        found.ok_or_else(|| Trouble::Missing(name.to_owned()))
    }

    /// `let 名 = …`: read where it is used, so that one that reads the line reads that line.
    fn named_intermediate(&self, name: &str, at: &At) -> Res<Option<Value>> {
        let mut found = None;
        for (it, suffix) in &self.lets {
            if it.name.node == name && self.stands(suffix, at)? {
                if found.is_some() {
                    return fault(format!("two values of {name}"));
                }
                found = Some(self.measured_value(&it.value, at)?);
            }
        }
        Ok(found)
    }

    /// A field: of the line that is looked at, of the bill as it was split, of the input, or its
    /// default.
    pub(crate) fn field(&self, name: &str, at: &At) -> Res<Value> {
        let field = &self.rules.fields[name];
        if let Some(sum) = self.bill.get(name) {
            return Ok(Value::Number(sum.clone()));
        }
        if name == "日期" {
            return Ok(Value::Date(self.day));
        }
        let facts = if field.section == polc::syntax::ast::Section::Line {
            // A bill without lines says nothing of any line; no default speaks for it.
            let Some(line) = at.line.filter(|_| self.has_lines) else {
                return Err(Trouble::Missing(format!("{name} of no line")));
            };
            &self.lines[line].facts
        } else {
            &self.facts
        };
        if let Some(text) = facts.get(name) {
            return self.parse(&field.ty.kind, text);
        }
        let Some(default) = &field.default else {
            return Err(Trouble::Missing(name.to_owned()));
        };
        if let (TypeNameKind::Enum(ty), ExprKind::Name(word)) = (&field.ty.kind, &default.kind)
            && self.is_value(&ty.node, word)
        {
            return Ok(Value::Word(ty.node.clone(), word.clone()));
        }
        self.eval(default, at)
    }

    fn parse(&self, ty: &TypeNameKind, text: &str) -> Res<Value> {
        Ok(match ty {
            TypeNameKind::Date => Value::Date(parse_date(text)?),
            TypeNameKind::Flag => Value::Flag(matches!(text, "是" | "yes" | "true")),
            TypeNameKind::Code => Value::Text(text.to_owned()),
            TypeNameKind::Enum(name) if self.is_value(&name.node, text) => {
                Value::Word(name.node.clone(), text.to_owned())
            }
            TypeNameKind::Enum(name) => return fault(format!("{text} is no {}", name.node)),
            TypeNameKind::Set(name) => {
                let words = text.split([',', '、', '，']).map(str::trim);
                let words = words.filter(|word| !word.is_empty()).map(str::to_owned);
                Value::Set(name.node.clone(), words.collect::<BTreeSet<_>>())
            }
            _ => Value::Number(parse_number(text)?),
        })
    }

    pub(crate) fn is_value(&self, of: &str, word: &str) -> bool {
        self.rules.enums.get(of).is_some_and(|values| values.iter().any(|it| it == word))
    }

    /// A word of an enumeration as a value, when the other side of a comparison is of it.
    fn as_word_of(&self, other: &Value, expr: &Expr) -> Option<Value> {
        let (Value::Word(of, _) | Value::Set(of, _)) = other else { return None };
        match &expr.kind {
            ExprKind::Name(word) if self.is_value(of, word) => {
                Some(Value::Word(of.clone(), word.clone()))
            }
            _ => None,
        }
    }

    fn binary(&self, op: BinaryOp, left: &Expr, right: &Expr, at: &At) -> Res<Value> {
        use BinaryOp::{
            Add, And, Divide, Equal, Greater, GreaterOrEqual, In, Less, LessOrEqual, Multiply,
            NotEqual, Or, Subtract,
        };
        match op {
            And => {
                let both = self.eval(left, at)?.flag()? && self.eval(right, at)?.flag()?;
                return Ok(Value::Flag(both));
            }
            Or => {
                let any = self.eval(left, at)?.flag()? || self.eval(right, at)?.flag()?;
                return Ok(Value::Flag(any));
            }
            _ => {}
        }
        let (left, right) = self.operands(left, right, at)?;
        Ok(match op {
            Add | Subtract => self.sum(left, right, op == Subtract)?,
            Multiply => Value::Number(left.number()? * right.number()?),
            Divide => {
                let (left, right) = (left.number()?, right.number()?);
                if right.is_zero() {
                    return fault("division by zero");
                }
                Value::Number(left / right)
            }
            Equal => Value::Flag(left == right),
            NotEqual => Value::Flag(left != right),
            Less => Value::Flag(self.below(&left, &right)?),
            Greater => Value::Flag(self.below(&right, &left)?),
            LessOrEqual => Value::Flag(!self.below(&right, &left)?),
            GreaterOrEqual => Value::Flag(!self.below(&left, &right)?),
            In => match (&left, &right) {
                (Value::Word(_, word), Value::Set(_, set)) => Value::Flag(set.contains(word)),
                _ => return fault("`in` wants a set"),
            },
            And | Or => return fault("done above"),
        })
    }

    /// Both sides; a word that is also the name of a field is read as the other side wants it.
    fn operands(&self, left: &Expr, right: &Expr, at: &At) -> Res<(Value, Value)> {
        if let Ok(value) = self.eval(right, at)
            && let Some(word) = self.as_word_of(&value, left)
        {
            return Ok((word, value));
        }
        let value = self.eval(left, at)?;
        let other = match self.as_word_of(&value, right) {
            Some(word) => word,
            None => self.eval(right, at)?,
        };
        Ok((value, other))
    }

    fn sum(&self, left: Value, right: Value, minus: bool) -> Res<Value> {
        Ok(match (left, right) {
            (Value::Date(date), Value::Duration(count, unit)) => {
                Value::Date(shift(date, count, unit, minus))
            }
            (Value::Date(left), Value::Date(right)) if minus => {
                Value::Number(whole((left - right).num_days()))
            }
            (left, right) if minus => Value::Number(left.number()? - right.number()?),
            (left, right) => Value::Number(left.number()? + right.number()?),
        })
    }

    fn below(&self, left: &Value, right: &Value) -> Res<bool> {
        match (left, right) {
            (Value::Number(left), Value::Number(right)) => Ok(left < right),
            (Value::Date(left), Value::Date(right)) => Ok(left < right),
            (Value::Word(of, left), Value::Word(_, right)) => {
                let place = |word: &String| self.rules.enums[of].iter().position(|it| it == word);
                Ok(place(left) < place(right))
            }
            _ => fault(format!("cannot compare {left:?} and {right:?}")),
        }
    }

    /// Whether a value is one that a pattern names.
    pub(crate) fn matches(&self, subject: &Value, pattern: &Pattern, at: &At) -> Res<bool> {
        match &pattern.kind {
            PatternKind::Any => Ok(true),
            PatternKind::Range(range) => self.within(subject, range, at),
            PatternKind::Expr(expr) => {
                if let (Value::Word(of, word), ExprKind::Name(name)) = (subject, &expr.kind) {
                    if self.is_value(of, name) {
                        return Ok(word == name);
                    }
                    if let Some(found) = self.ordered_words(of, word, name) {
                        return Ok(found);
                    }
                }
                if let (Value::Set(of, words), ExprKind::Name(name)) = (subject, &expr.kind)
                    && self.is_value(of, name)
                {
                    return Ok(words.contains(name));
                }
                if let (Value::Text(text), ExprKind::Name(name)) = (subject, &expr.kind)
                    && !self.rules.fields.contains_key(name)
                {
                    return Ok(text == name);
                }
                Ok(*subject == self.eval(expr, at)?)
            }
            other => fault(format!("no pattern for a value: {other:?}")),
        }
    }

    fn within(&self, subject: &Value, range: &Range, at: &At) -> Res<bool> {
        if let Some(lo) = &range.lo {
            let end = self.end_of_range(subject, &lo.value, at)?;
            if self.below(subject, &end)? || (!lo.included && *subject == end) {
                return Ok(false);
            }
        }
        if let Some(hi) = &range.hi {
            let end = self.end_of_range(subject, &hi.value, at)?;
            if self.below(&end, subject)? || (!hi.included && *subject == end) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn end_of_range(&self, subject: &Value, end: &Expr, at: &At) -> Res<Value> {
        self.as_word_of(subject, end).map_or_else(|| self.eval(end, at), Ok)
    }

    /// `二级以上`, `一级及以下`, `超过一级`, `不满三级`.
    fn ordered_words(&self, of: &str, word: &str, pattern: &str) -> Option<bool> {
        let values = &self.rules.enums[of];
        let place = |name: &str| values.iter().position(|it| it == name);
        let today = place(word)?;
        for (suffix, up) in [("及以上", true), ("及以下", false), ("以上", true), ("以下", false)]
        {
            if let Some(end) = pattern.strip_suffix(suffix).and_then(place) {
                return Some(if up { today >= end } else { today <= end });
            }
        }
        for (prefix, up) in [("超过", true), ("不满", false)] {
            if let Some(end) = pattern.strip_prefix(prefix).and_then(place) {
                return Some(if up { today > end } else { today < end });
            }
        }
        None
    }

    fn call(&self, function: &str, arguments: &[Expr], at: &At) -> Res<Value> {
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.eval(argument, at)?);
        }
        let date = |at: usize| -> Res<NaiveDate> {
            values.get(at).cloned().map_or(Ok(self.day), Value::date)
        };
        Ok(match function {
            "取大" | "max" | "取小" | "min" => {
                let mut numbers = Vec::new();
                for value in values {
                    numbers.push(value.number()?);
                }
                let largest = matches!(function, "取大" | "max");
                let found = if largest { numbers.iter().max() } else { numbers.iter().min() };
                Value::Number(found.unwrap().clone())
            }
            "取整" | "floor" => Value::Number(values[0].clone().number()?.floor()),
            "周岁" | "age" => Value::Number(whole(full_years(date(0)?, date(1)?))),
            "月数" | "months" => Value::Number(whole(months_between(date(0)?, date(1)?))),
            "天数" | "days" => Value::Number(whole((date(1)? - date(0)?).num_days())),
            "月份" | "month" => {
                let start = i64::from(self.year_start.0);
                let month = (i64::from(date(0)?.month()) - start).rem_euclid(12) + 1;
                Value::Number(whole(month))
            }
            "个数" | "count" => match &values[0] {
                Value::Set(_, words) => Value::Number(whole(i64::try_from(words.len()).unwrap())),
                other => return fault(format!("not a set: {other:?}")),
            },
            "下一级" | "level_below" => match &values[0] {
                Value::Word(of, word) => {
                    let all = &self.rules.enums[of];
                    let place = all.iter().position(|it| it == word).unwrap();
                    Value::Word(of.clone(), all[place.max(1) - 1].clone())
                }
                other => return fault(format!("no level: {other:?}")),
            },
            _ => return fault(format!("unknown function {function}")),
        })
    }

    /// Whether a condition reads a field of the bill's lines, through named intermediates too.
    pub(crate) fn reads_line(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Literal(_) => false,
            ExprKind::Name(name) => {
                let of_line = self
                    .rules
                    .fields
                    .get(name)
                    .is_some_and(|field| field.section == polc::syntax::ast::Section::Line);
                of_line
                    || self.lets.iter().any(|(it, _)| {
                        it.name.node == *name
                            && (it.value.figure.iter().flat_map(|cell| &cell.patterns))
                                .any(|pattern| self.pattern_reads_line(pattern))
                    })
            }
            ExprKind::Unary(_, inner) => self.reads_line(inner),
            ExprKind::Binary(_, left, right) => self.reads_line(left) || self.reads_line(right),
            // The patterns of a line's field are values; only the subject can read.
            ExprKind::Is { subject, .. } => self.reads_line(subject),
            ExprKind::Call(_, arguments) => arguments.iter().any(|it| self.reads_line(it)),
            ExprKind::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().any(|it| self.reads_line(it))
            }
        }
    }

    fn pattern_reads_line(&self, pattern: &Pattern) -> bool {
        matches!(&pattern.kind, PatternKind::Expr(expr) if self.reads_line(expr))
    }

    /// The clauses of a kind that stand, as `choose` picks them.
    pub(crate) fn standing<'m, T>(
        &self,
        members: &'m [Member],
        at: &At,
        choose: impl Fn(&'m Member) -> Option<T>,
    ) -> Res<Vec<T>> {
        let mut found = Vec::new();
        for member in members {
            if let Some(chosen) = choose(member)
                && self.stands(&member.suffix, at)?
            {
                found.push(chosen);
            }
        }
        Ok(found)
    }
}
