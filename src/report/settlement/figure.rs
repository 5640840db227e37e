//! How a figure came about: the row, the modifiers that changed it and those that did not.

use super::rules;
use crate::diagnostics::Lang;
use crate::program::Program;
use crate::report::expression::{expression, reasons};
use crate::report::view::View;
use crate::report::words::{self, say};
use crate::rule::{Change, ClauseId};
use crate::settlement::{FigureNote, ModifierNote};

/// The figure that holds and, unless modifiers changed it, the rows it came from:
/// `60%（二级, 三级）`.
pub(super) fn with_rows(note: &FigureNote, view: View<'_>) -> String {
    let View { program, lang, .. } = view;
    let result = words::figure(note.result, note.ty, lang);
    if is_changed(note) { result } else { behind(result, &rows(note, program), lang) }
}

/// The figure before modifiers and the rows it came from, when modifiers changed it.
pub(super) fn before(note: &FigureNote, view: View<'_>) -> Option<String> {
    let View { program, lang, .. } = view;
    let value = words::figure(note.value, note.ty, lang);
    is_changed(note).then(|| behind(value, &rows(note, program), lang))
}

fn is_changed(note: &FigureNote) -> bool {
    note.modifiers.iter().any(|modifier| modifier.by.is_some() && modifier.after != note.value)
        || note.value != note.result
}

fn behind(figure: String, rows: &[String], lang: Lang) -> String {
    if rows.is_empty() {
        return figure;
    }
    let rows = words::list(rows, lang);
    say!(lang, "{figure}（{rows}）", "{figure} ({rows})")
}

/// `300.00 × 60% = 180.00`
pub(super) fn product(base: &str, ratio: &str, result: &str) -> String {
    // A full-width bracket brings its own blank.
    let equals = if ratio.ends_with('）') { "= " } else { " = " };
    format!("{base} × {ratio}{equals}{result}")
}

/// The keys of the rows that matched.
pub(super) fn rows(note: &FigureNote, program: &Program) -> Vec<String> {
    note.rows.iter().filter_map(|row| rules::row_label(program, *row)).collect()
}

/// What the clause and the rows that matched cite, each once.
pub(in crate::report) fn cites<'a>(
    clauses: impl IntoIterator<Item = ClauseId>,
    figures: impl IntoIterator<Item = &'a FigureNote>,
    program: &Program,
) -> Vec<String> {
    let of_clauses = clauses
        .into_iter()
        .filter_map(|id| program.clause(id))
        .flat_map(|clause| clause.cites.iter().cloned());
    let of_rows = figures
        .into_iter()
        .flat_map(|figure| &figure.rows)
        .flat_map(|row| rules::row_cites(program, *row).iter().cloned());
    let mut cites: Vec<String> = Vec::new();
    for cite in of_clauses.chain(of_rows) {
        if !cites.contains(&cite) {
            cites.push(cite);
        }
    }
    cites
}

/// A line for each modifier that changed the figure, or whose condition did not hold.
pub(super) fn modifiers(note: &FigureNote, view: View<'_>) -> Vec<String> {
    let mut before = note.value;
    let mut lines = Vec::new();
    for modifier in &note.modifiers {
        let changed = modifier.after != before;
        before = modifier.after;
        // A limit that was not reached says nothing.
        if modifier.by.is_some() && !changed {
            continue;
        }
        lines.push(one(modifier, note, view));
    }
    lines
}

fn one(modifier: &ModifierNote, note: &FigureNote, view: View<'_>) -> String {
    let View { program, lang, .. } = view;
    let by = match modifier.by {
        Some((by, ty)) => words::figure(by, ty, lang),
        None => rules::modifier(program, modifier.clause)
            .map_or_else(String::new, |rule| expression(rule.by, view)),
    };
    let change = change(modifier.change, &by, lang);
    let place = rules::place(view, modifier.clause);
    let because = reasons(&modifier.because, view);
    let is_limit = matches!(modifier.change, Change::AtMost | Change::AtLeast);
    let mut line = if modifier.by.is_some() && is_limit && because.is_empty() {
        change
    } else if modifier.by.is_some() {
        let after = words::figure(modifier.after, note.ty, lang);
        if because.is_empty() {
            say!(lang, "{change}，变为 {after}", "{change}, to {after}")
        } else {
            say!(lang, "{change}，变为 {after}（{because}）", "{change}, to {after} ({because})")
        }
    } else {
        say!(lang, "未{change}（{because}）", "not {change} ({because})")
    };
    let cites = cites([modifier.clause], [], program);
    let cites = if modifier.by.is_some() { quoted(&cites, lang) } else { String::new() };
    line.push_str(&rules::beside(&place, &cites));
    line
}

fn change(change: Change, by: &str, lang: Lang) -> String {
    match change {
        Change::Uplift => say!(lang, "提高 {by}", "raised by {by}"),
        Change::Reduce => say!(lang, "降低 {by}", "lowered by {by}"),
        Change::Scale => say!(lang, "乘以 {by}", "multiplied by {by}"),
        Change::OwnShare => say!(lang, "自付部分乘以 {by}", "own share multiplied by {by}"),
        Change::AtMost => say!(lang, "限为最高 {by}", "limited to at most {by}"),
        Change::AtLeast => say!(lang, "限为最低 {by}", "limited to at least {by}"),
    }
}

/// Citations in quotation marks.
pub(in crate::report) fn quoted(cites: &[String], lang: Lang) -> String {
    let parts: Vec<String> = cites.iter().map(|cite| format!("“{cite}”")).collect();
    match lang {
        Lang::Zh => parts.join(""),
        Lang::En => parts.join(" "),
    }
}
