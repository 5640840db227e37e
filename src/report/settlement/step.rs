//! One step of a statement: its figures, in the order in which they were computed.

use super::figure::{self, cites, modifiers, quoted, rows, with_rows};
use super::fund;
use super::rules;
use crate::report::expression::expression;
use crate::report::layout::Page;
use crate::report::view::View;
use crate::report::words::{self, amount, say};
use crate::rule::{AccountMode, Bucket, StepKind};
use crate::settlement::{AccountNote, DeductibleNote, FigureNote, StepNote, StepRecord};
use crate::value::Exact;

/// Whether a step is shown among the numbered ones: it looked at money.
pub(super) fn is_numbered(step: &StepRecord) -> bool {
    match &step.note {
        StepNote::Skipped(_) | StepNote::Passed(_) => false,
        StepNote::ExcludedLines => moved(step).is_positive(),
        StepNote::SelfPay(_)
        | StepNote::Deductible(_)
        | StepNote::Fund(_)
        | StepNote::Account(_) => true,
    }
}

/// Writes a numbered step.
pub(super) fn write(page: &mut Page, number: usize, step: &StepRecord, view: View<'_>) {
    let View { program, lang, .. } = view;
    let name = name(step, view);
    let open = amount(step.open_after);
    let open = say!(lang, "余{open:>11}", "left{open:>11}");
    let place = rules::place(view, step.clause);
    page.clause(&format!("{number} {name}"), &amount(moved(step)), &open, &place);
    let details = match &step.note {
        StepNote::SelfPay(figure) => self_pay(step, figure, view),
        StepNote::Deductible(note) => deductible(step, note, view),
        StepNote::Fund(note) => fund::details(step, note, view),
        StepNote::Account(note) => account(step, note, view),
        StepNote::ExcludedLines => {
            vec![say!(lang, "这些项目不予支付，由个人全付", "these lines are not covered")]
        }
        StepNote::Skipped(_) | StepNote::Passed(_) => Vec::new(),
    };
    for line in details {
        page.detail(&line);
    }
    let cites = match &step.note {
        StepNote::SelfPay(figure) => cites([step.clause], [figure], program),
        StepNote::Deductible(note) => cites([step.clause], [&note.amount], program),
        StepNote::Fund(note) => fund::cited(step, note, program),
        _ => cites([step.clause], [], program),
    };
    if !cites.is_empty() {
        let quoted = quoted(&cites, lang);
        page.detail(&say!(lang, "依据 {quoted}", "cites {quoted}"));
    }
}

/// What a step is called.
pub(super) fn name(step: &StepRecord, view: View<'_>) -> String {
    let View { program, lang, .. } = view;
    let title =
        || program.clause(step.clause).map_or("?", |clause| clause.title.as_str()).to_owned();
    let bucket = match rules::step(program, step.clause).map(|step| &step.kind) {
        Some(StepKind::Require(_)) => return say!(lang, "要求", "require"),
        Some(StepKind::Exclude(_)) => return say!(lang, "排除", "exclude"),
        Some(StepKind::ExcludeLines(_)) => Bucket::OutOfCatalogue,
        Some(StepKind::SelfPay(_)) => Bucket::SelfPay,
        Some(StepKind::Deductible(_)) => Bucket::Deductible,
        Some(StepKind::Fund(fund)) => Bucket::Fund(fund.fund),
        Some(StepKind::Account(account)) => Bucket::Account(account.account),
        None => return title(),
    };
    words::bucket(bucket, program, lang)
}

/// What a step moved: of a fund, what it paid.
pub(super) fn moved(step: &StepRecord) -> Exact {
    if let StepNote::Fund(note) = &step.note {
        return note.paid;
    }
    if let StepNote::ExcludedLines = step.note {
        let taken = step.moved.iter().find(|(bucket, _)| *bucket == Bucket::OutOfCatalogue);
        return taken.map_or(Exact::ZERO, |(_, amount)| *amount);
    }
    step.moved.iter().fold(Exact::ZERO, |sum, (_, amount)| sum.add(*amount).unwrap_or(sum))
}

fn self_pay(step: &StepRecord, figure: &FigureNote, view: View<'_>) -> Vec<String> {
    let View { program, lang, .. } = view;
    let base = amount(step.base);
    let share = with_rows(figure, view);
    let is_amount = matches!(
        rules::step(program, step.clause).map(|step| &step.kind),
        Some(StepKind::SelfPay(rule)) if rule.is_amount
    );
    let first = if is_amount {
        say!(lang, "{share}，不超过 {base}", "{share}, at most {base}")
    } else {
        figure::product(&base, &share, &amount(moved(step)))
    };
    let mut lines = vec![first];
    lines.extend(modifiers(figure, view));
    lines
}

fn deductible(step: &StepRecord, note: &DeductibleNote, view: View<'_>) -> Vec<String> {
    let View { program, lang, .. } = view;
    let rule = match rules::step(program, step.clause).map(|step| &step.kind) {
        Some(StepKind::Deductible(rule)) => Some(rule),
        _ => None,
    };
    let labels = rows(&note.amount, program);
    let figure = words::figure(note.amount.value, note.amount.ty, lang);
    let mut first = if labels.is_empty() {
        say!(lang, "标准 {figure}", "standard {figure}")
    } else {
        let labels = words::list(&labels, lang);
        say!(lang, "{labels} {figure}", "{labels} {figure}")
    };
    let period_of = |total| {
        rules::period(program, total).map_or_else(String::new, |it| words::period(it, lang))
    };
    if let Some(used) = note.used {
        let period = rule.and_then(|rule| rule.total).map_or_else(String::new, period_of);
        let used = amount(used);
        first.push_str(&say!(lang, "，{period}已付 {used}", ", {used} paid {period}"));
        let keys = rule.and_then(|rule| rule.total).map_or(&[][..], |it| rules::keys(program, it));
        if !keys.is_empty() {
            let keys: Vec<String> = keys.iter().map(|key| expression(*key, view)).collect();
            let keys = words::list(&keys, lang);
            first.push_str(&say!(lang, "，各 {keys} 分别累计", ", kept apart for each {keys}"));
        } else if !note.amount.rows.is_empty() {
            first.push_str(&say!(lang, "，就高补差", ", topped up"));
        }
    } else {
        first.push_str(&say!(lang, "，每次就诊", ", at each visit"));
    }
    if let Some((limit, counted)) = note.ceiling {
        let period = rule
            .and_then(|rule| rule.ceiling.as_ref())
            .map_or_else(String::new, |ceiling| period_of(ceiling.total));
        let (limit, counted) = (amount(limit), amount(counted));
        first.push_str(&say!(
            lang,
            "；{period}最高 {limit}，此前已付 {counted}",
            "; at most {limit} {period}, {counted} paid before"
        ));
    }
    let mut lines = vec![first];
    if rule.is_some_and(|rule| rule.counts_scope) {
        lines.push(say!(lang, "累计的是全部范围内费用", "all in-scope cost counts towards it"));
    }
    if note.taken == step.base && !step.base.is_zero() && step.open_after.is_zero() {
        let base = amount(step.base);
        lines.push(say!(lang, "费用只有 {base}，都在起付线以内", "all of {base} lies below it"));
    }
    lines.extend(modifiers(&note.amount, view));
    lines
}

fn account(step: &StepRecord, note: &AccountNote, view: View<'_>) -> Vec<String> {
    let View { program, lang, .. } = view;
    let whole = matches!(
        rules::step(program, step.clause).map(|step| &step.kind),
        Some(StepKind::Account(rule)) if rule.mode == AccountMode::WholeOrNothing
    );
    let (base, before, after) = (amount(step.base), amount(note.before), amount(note.after));
    if whole && note.paid.is_zero() {
        return vec![say!(
            lang,
            "余额 {before}，不足 {base}，不从账户支付",
            "balance {before}, less than {base}: the account does not pay"
        )];
    }
    vec![say!(lang, "余额 {before}，付后余 {after}", "balance {before}, {after} after paying")]
}
