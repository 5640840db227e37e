//! What a fund paid and why: base, ratio, bands, caps, rounding.

use super::figure::{before, cites, modifiers, product, quoted, with_rows};
use super::rules;
use crate::diagnostics::Lang;
use crate::program::{NodeId, Program};
use crate::report::expression::expression;
use crate::report::view::View;
use crate::report::words::{self, amount, say};
use crate::rule::{Base, Bucket, ClauseId, FundStep, How, Measure, StepKind};
use crate::settlement::{CapNote, FigureNote, FundNote, Portion, StepRecord};
use crate::value::Exact;

/// The lines below the row of a fund.
pub(super) fn details(step: &StepRecord, note: &FundNote, view: View<'_>) -> Vec<String> {
    let View { program, lang, .. } = view;
    let rule = rule(step, program);
    let mut lines = Vec::new();
    if let Some(account) = note.displaced_by {
        let account = words::bucket(Bucket::Account(account), program, lang);
        return vec![say!(
            lang,
            "由 {account} 支付，基金不付",
            "{account} pays instead, the fund does not"
        )];
    }
    if let Some(Base::Buckets { buckets, .. }) = rule.map(|rule| &rule.base) {
        let names: Vec<String> =
            buckets.iter().map(|each| words::bucket(*each, program, lang)).collect();
        let (names, base) = (names.join(" + "), amount(step.base));
        lines.push(say!(lang, "对个人负担的 {names}：{base}", "on the person's {names}: {base}"));
    }
    if let Some((figure, used)) = &note.deductible {
        let (figure_words, used) = (with_rows(figure, view), amount(*used));
        lines.push(say!(
            lang,
            "起付 {figure_words}，此前已计 {used}",
            "above {figure_words}, {used} counted before"
        ));
        lines.extend(modifiers(figure, view));
    }
    let how = note.payment.and_then(|clause| Some(&rules::payment(rule?, clause)?.how));
    let portions = merged(&note.portions);
    for portion in &portions {
        // The rows and modifiers of each ratio, once, before the sum that uses it.
        if let Some(figure) = figure_of(portion) {
            if let Some(written) = before(figure, view) {
                lines.push(if portion.ratio.is_some() {
                    say!(lang, "比例 {written}", "ratio {written}")
                } else {
                    say!(lang, "标准 {written}", "standard {written}")
                });
            }
            if portions.first() == Some(portion) || before(figure, view).is_some() {
                lines.extend(modifiers(figure, view));
            }
        }
        let measure = note.measure.filter(|_| !is_on_buckets(step, program));
        lines.push(portion_line(portion, measure, how, view));
    }
    for cap in &note.caps {
        lines.push(cap_line(cap, rule, view));
        lines.extend(modifiers(&cap.limit, view));
    }
    lines.extend(outcome(step, note, view));
    lines
}

/// What the step, the way to pay, the rows and the caps cite.
pub(super) fn cited(step: &StepRecord, note: &FundNote, program: &Program) -> Vec<String> {
    let clauses = std::iter::once(step.clause).chain(note.payment).collect::<Vec<ClauseId>>();
    let figures = note
        .portions
        .iter()
        .filter_map(figure_of)
        .chain(note.deductible.as_ref().map(|(figure, _)| figure))
        .collect::<Vec<&FigureNote>>();
    cites(clauses, figures, program)
}

fn rule<'p>(step: &StepRecord, program: &'p Program) -> Option<&'p FundStep<NodeId>> {
    match &rules::step(program, step.clause)?.kind {
        StepKind::Fund(fund) => Some(fund),
        _ => None,
    }
}

/// Neighbouring portions at one ratio, as from several lines of a bill, are shown as one.
fn merged(portions: &[Portion]) -> Vec<Portion> {
    let mut merged: Vec<Portion> = Vec::new();
    for portion in portions {
        let joined = merged.last_mut().and_then(|last| {
            let alike =
                last.band == portion.band && last.ratio == portion.ratio && portion.ratio.is_some();
            if !alike {
                return None;
            }
            last.amount = last.amount.add(portion.amount).ok()?;
            last.earned = last.earned.add(portion.earned).ok()?;
            Some(())
        });
        if joined.is_none() {
            merged.push(portion.clone());
        }
    }
    merged
}

fn portion_line(
    portion: &Portion,
    measure: Option<Measure>,
    how: Option<&How<NodeId>>,

    view: View<'_>,
) -> String {
    let View { lang, .. } = view;
    let (base, earned) = (amount(portion.amount), amount(portion.earned));
    let Some(figure) = &portion.ratio else {
        return outright(portion, how, view);
    };
    let ratio = with_rows(figure, view);
    let sum = product(&base, &ratio, &earned);
    match portion.band {
        Some((lo, hi)) => {
            let band = band(lo, hi, lang);
            let what = match measure {
                None => say!(lang, "分段", "band"),
                Some(Measure::Cost) => say!(lang, "范围内费用", "in-scope cost"),
                Some(Measure::CostAboveDeductible) => {
                    say!(lang, "起付线以上费用", "cost above the deductible")
                }
                Some(Measure::Payment) => say!(lang, "基金支付", "fund paid"),
            };
            say!(lang, "{what} {band}：{sum}", "{what} {band}: {sum}")
        }
        None => sum,
    }
}

fn band(lo: Exact, hi: Option<Exact>, lang: Lang) -> String {
    let lo = amount(lo);
    match hi.map(amount) {
        Some(hi) => format!("{lo} .. {hi}"),
        None => say!(lang, "{lo} 以上", "{lo} and more"),
    }
}

/// What set the payment of a portion.
fn figure_of(portion: &Portion) -> Option<&FigureNote> {
    portion.ratio.as_ref().or(portion.outright.as_ref())
}

/// An amount that does not come from a ratio of the base.
fn outright(portion: &Portion, how: Option<&How<NodeId>>, view: View<'_>) -> String {
    let View { program, lang, .. } = view;
    let (base, earned) = (amount(portion.amount), amount(portion.earned));
    let figure = portion.outright.as_ref().map_or_else(String::new, |note| with_rows(note, view));
    match how {
        Some(How::Fixed(_)) => say!(
            lang,
            "定额 {figure}，不超过 {base}：{earned}",
            "fixed {figure}, at most {base}: {earned}"
        ),
        Some(How::Pays(formula)) => {
            let formula = expression(*formula, view);
            say!(
                lang,
                "支付 {formula}，基数 {base}：{earned}",
                "pays {formula}, base {base}: {earned}"
            )
        }
        Some(How::FloorRatio(_)) => say!(
            lang,
            "保底：各基金合计至少付范围内费用的 {figure}，补 {earned}",
            "floor: the funds pay at least {figure} of the scope, {earned} more"
        ),
        Some(How::FloorAmount(_)) => say!(
            lang,
            "保底：各基金合计至少付 {figure}，补 {earned}",
            "floor: the funds pay at least {figure}, {earned} more"
        ),
        Some(How::Ceiling { total, .. }) => {
            let period = total.and_then(|total| rules::period(program, total));
            let period = period.map_or_else(String::new, |period| words::period(period, lang));
            say!(
                lang,
                "{period}自付封顶 {figure}，超出的 {earned} 由基金付",
                "the person bears at most {figure} {period}, the fund pays {earned} above"
            )
        }
        _ => say!(lang, "基数 {base}，付 {earned}", "base {base}, pays {earned}"),
    }
}

fn cap_line(cap: &CapNote, rule: Option<&FundStep<NodeId>>, view: View<'_>) -> String {
    let View { program, lang, .. } = view;
    let limit = with_rows(&cap.limit, view);
    let used = amount(cap.used);
    let left = cap.limit.result.sub(cap.used).and_then(|left| left.max(Exact::ZERO));
    let left = left.map_or_else(|_| "?".to_owned(), amount);
    let written = rule.and_then(|rule| rules::cap(rule, cap.clause));
    let period = written.map_or_else(String::new, |cap| words::period(cap.period, lang));
    let mut line = if cap.on_cost {
        say!(
            lang,
            "{period}费用上限 {limit}，此前已计 {used}，还可计 {left}",
            "cost admitted up to {limit} {period}, {used} before, {left} left"
        )
    } else {
        say!(
            lang,
            "{period}支付上限 {limit}，此前已用 {used}，还可付 {left}",
            "pays up to {limit} {period}, {used} before, {left} left"
        )
    };
    if cap.bound {
        line.push_str(&say!(lang, "，达到上限", ", reached"));
    }
    let place = rules::place(view, cap.clause);
    let cites = quoted(&cites([cap.clause], [&cap.limit], program), lang);
    line + &rules::beside(&place, &cites)
}

/// Rounding, what the person bears, and what was taken out of which part.
fn outcome(step: &StepRecord, note: &FundNote, view: View<'_>) -> Vec<String> {
    let View { program, lang, .. } = view;
    let mut lines = Vec::new();
    let (exact, paid) = (amount(note.exact), amount(note.paid));
    if note.exact != note.paid {
        lines.push(say!(
            lang,
            "精确值 {exact}，舍入后 {paid}",
            "exactly {exact}, rounded to {paid}"
        ));
    }
    let on_open = !is_on_buckets(step, program);
    if on_open && note.caps.iter().any(|cap| cap.bound) && note.covered != step.base {
        let rest = step.base.sub(note.covered).map_or_else(|_| "?".to_owned(), amount);
        let covered = amount(note.covered);
        lines.push(say!(
            lang,
            "用去费用 {covered}，其余 {rest} 留给下一步",
            "this takes up {covered} of the cost and leaves {rest} to the next step"
        ));
    }
    let mut taken = Exact::ZERO;
    for (bucket, moved) in &step.moved {
        taken = taken.add(*moved).unwrap_or(taken);
        let name = words::bucket(*bucket, program, lang);
        if moved.is_negative() {
            let moved = moved.neg().map_or_else(|_| "?".to_owned(), amount);
            lines.push(say!(lang, "从 {name} 中付 {moved}", "{moved} out of {name}"));
        } else if matches!(bucket, Bucket::Coinsurance) && !moved.is_zero() {
            let moved = amount(*moved);
            lines.push(format!("{name} {moved}"));
        }
    }
    if !on_open && taken.is_positive() {
        let taken = amount(taken);
        lines.push(say!(lang, "从尚余的费用中付 {taken}", "{taken} out of what was left open"));
    }
    lines
}

fn is_on_buckets(step: &StepRecord, program: &Program) -> bool {
    rule(step, program).is_some_and(|rule| matches!(rule.base, Base::Buckets { .. }))
}
