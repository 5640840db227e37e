//! The statement of a calculation as a page.

use super::Sheet;
use crate::program::{NodeId, NodeOp, Program};
use crate::report::expression::{expression, reasons, with_figures};
use crate::report::layout::Page;
use crate::report::settlement::figure::{cites, quoted};
use crate::report::settlement::rules;
use crate::report::view::Places;
use crate::report::words::{self, amount, say};
use crate::rule::ClauseId;
use crate::settlement::{Reason, Refusal, ResultNote, RowNote};
use crate::value::{Type, Value};

/// The statement of one calculation.
pub(super) fn page(sheet: Sheet<'_>) -> String {
    let mut page = Page::default();
    head(&mut page, sheet);
    page.gap();
    if let Some(refusal) = &sheet.calculation.passage.refusal {
        refused(&mut page, refusal, sheet);
    }
    for (index, note) in sheet.calculation.results.iter().enumerate() {
        result(&mut page, index.saturating_add(1), note, sheet);
    }
    notes(&mut page, sheet);
    page.finish()
}

/// What is calculated, when, and from which facts.
fn head(page: &mut Page, sheet: Sheet<'_>) {
    let Sheet { program, calculation, lang, places } = sheet;
    let title = program.head.title.as_ref().unwrap_or(&program.head.name);
    page.heading(
        title,
        match places {
            Places::Lines => rules::file_of(&program.head.place),
            Places::Titles => &program.head.name,
        },
    );
    let mut facts = words::facts(&calculation.facts, program, lang);
    if places == Places::Titles {
        facts.sort_unstable();
    }
    facts.insert(0, calculation.date.to_string());
    page.paragraph(&facts.join(" · "));
}

/// The place of a clause.
fn place(sheet: Sheet<'_>, clause: ClauseId) -> String {
    let Some(found) = sheet.program.clause(clause) else { return String::new() };
    match sheet.places {
        Places::Lines => rules::line(sheet.program, found),
        Places::Titles => found.origin.clone().unwrap_or_default(),
    }
}

fn refused(page: &mut Page, refusal: &Refusal, sheet: Sheet<'_>) {
    let lang = sheet.lang;
    page.clause(&say!(lang, "不予计算", "not calculated"), "", "", &place(sheet, refusal.clause));
    if let Some(reason) = &refusal.reason {
        page.detail(reason);
    }
    let because = reasons(&refusal.because, sheet.known());
    if !because.is_empty() {
        page.detail(&say!(lang, "因为 {because}", "because {because}"));
    }
    cited(page, &[refusal.clause], &[], sheet);
}

fn result(page: &mut Page, number: usize, note: &ResultNote, sheet: Sheet<'_>) {
    let Sheet { program, lang, .. } = sheet;
    let Some(result) = program.body.results.get(note.result.index()) else { return };
    let value = words::value(&note.value, note.ty, program, lang);
    page.clause(&format!("{number} {}", result.name), &value, "", &place(sheet, note.clause));
    let formula = formula(result.value, &note.rows, sheet);
    if !formula.is_empty() {
        page.detail(&formula);
    }
    if let (Some(exact), Value::Number(rounded)) = (note.exact, &note.value)
        && exact != *rounded
    {
        let exact = amount(exact);
        page.detail(&say!(lang, "舍入前 {exact}", "before rounding {exact}"));
    }
    let because = reasons(&note.because, sheet.known());
    if !because.is_empty() {
        page.detail(&say!(lang, "因为 {because}", "because {because}"));
    }
    cited(page, &[note.clause], &note.rows, sheet);
}

/// What clauses and the rows that matched cite.
fn cited(page: &mut Page, clauses: &[ClauseId], rows: &[RowNote], sheet: Sheet<'_>) {
    let Sheet { program, lang, .. } = sheet;
    let mut cites = cites(clauses.iter().copied(), [], program);
    for row in rows {
        cites.extend(rules::row_cites(program, *row).iter().cloned());
    }
    if !cites.is_empty() {
        let quoted = quoted(&cites, lang);
        page.detail(&say!(lang, "依据 {quoted}", "cites {quoted}"));
    }
}

/// `缴费基数 × 8% + 5元 = 4494元 × 8% + 5元（在职）`; nothing for a figure that stands for itself.
pub(super) fn formula(root: NodeId, rows: &[RowNote], sheet: Sheet<'_>) -> String {
    let Sheet { program, lang, .. } = sheet;
    let known = sheet.known();
    let (value, labels) = of_row(root, rows, program);
    let labels = words::list(&labels, lang);
    let plain = matches!(program.node(value).map(|node| &node.op), Some(NodeOp::Constant(_)));
    if plain {
        return labels;
    }
    let names = expression(value, known);
    let figures = with_figures(value, known, &|op| held(op, sheet));
    let words = if names == figures { names } else { format!("{names} = {figures}") };
    if labels.is_empty() { words } else { say!(lang, "{labels}：{words}", "{labels}: {words}") }
}

/// The expression of the row that matched, with the keys of all rows that did.
fn of_row(root: NodeId, rows: &[RowNote], program: &Program) -> (NodeId, Vec<String>) {
    let mut value = root;
    for row in rows {
        let is_its_table = matches!(
            program.node(value).map(|node| &node.op),
            Some(NodeOp::Lookup(table)) if *table == row.table
        );
        let found = program.tables.get(row.table.index());
        let found = found.and_then(|table| table.rows.get(row.row as usize));
        if let (true, Some(Ok(of_row))) = (is_its_table, found.map(|row| &row.value)) {
            value = *of_row;
        }
    }
    (value, rows.iter().filter_map(|row| rules::row_label(program, *row)).collect())
}

/// What a name held.
fn held(op: &NodeOp, sheet: Sheet<'_>) -> Option<Value> {
    let Sheet { program, calculation, .. } = sheet;
    match op {
        NodeOp::Field(id) => sheet.known().fact(*id).cloned(),
        NodeOp::Definition(id) => {
            let clause = program.body.definitions.get(id.index())?.clause;
            let note = calculation.definitions.iter().find(|note| note.clause == clause)?;
            Some(note.value.clone())
        }
        NodeOp::Result(id) => {
            let note = calculation.results.iter().find(|note| note.result == *id)?;
            Some(note.value.clone())
        }
        NodeOp::Parameter(id) => {
            let parameter = program.vocabulary.parameters.get(id.index())?;
            let today = |validity: &crate::value::Validity| validity.holds(calculation.date);
            let value = parameter.values.iter().find(|value| today(&value.validity))?;
            match &program.node(*value.value.as_ref().ok()?)?.op {
                NodeOp::Constant(value) => Some(value.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Intermediates, what was taken for granted, what was checked and what is not given.
fn notes(page: &mut Page, sheet: Sheet<'_>) {
    let Sheet { program, calculation, lang, .. } = sheet;
    let mut defined = Vec::new();
    for note in &calculation.definitions {
        let definition = program.body.definitions.iter().find(|it| it.clause == note.clause);
        let Some(definition) = definition else { continue };
        let (name, place) = (&definition.name, place(sheet, note.clause));
        let value = defined_value(&note.value, note.ty, sheet);
        let formula = formula(definition.value, &note.rows, sheet);
        let cites = quoted(&cites([note.clause], [], program), lang);
        let how = if formula.is_empty() { value } else { format!("{formula} = {value}") };
        defined.push(format!("{name} = {how}   {place} {cites}"));
    }
    let assumed = calculation.assumed.iter().map(|(id, value)| {
        let name = words::field_name(*id, program);
        format!("{name} {}", words::field_value(*id, value, program, lang))
    });
    let assumed = assumed.collect::<Vec<_>>().join(" · ");
    let assumed = if assumed.is_empty() { Vec::new() } else { vec![assumed] };
    let because = |title: &str, because: &[Reason], clause| {
        let place = place(sheet, clause);
        let because = if because.is_empty() {
            say!(lang, "当日不生效", "not in force on that day")
        } else {
            reasons(because, sheet.known())
        };
        say!(lang, "{title}：{because}   {place}", "{title}: {because}   {place}")
    };
    let title = |clause| program.clause(clause).map_or("?", |clause| clause.title.as_str());
    let passed = calculation.passage.passed.iter();
    let checked: Vec<String> =
        passed.map(|(clause, facts)| because(title(*clause), facts, *clause)).collect();
    let left_out = calculation.left_out.iter();
    let left_out: Vec<String> =
        left_out.map(|note| because(title(note.clause), &note.because, note.clause)).collect();
    let lists = [
        (say!(lang, "算式", "defined"), defined),
        (say!(lang, "默认取值", "assumed"), assumed),
        (say!(lang, "已核对", "checked"), checked),
        (say!(lang, "未得出", "not given"), left_out),
    ];
    let above = !calculation.results.is_empty() || calculation.passage.refusal.is_some();
    if above && lists.iter().any(|(_, lines)| !lines.is_empty()) {
        page.gap();
    }
    for (label, lines) in lists {
        for (index, line) in lines.iter().enumerate() {
            page.field(if index == 0 { &label } else { "" }, line);
        }
    }
}

fn defined_value(value: &Value, ty: Type, sheet: Sheet<'_>) -> String {
    words::value(value, ty, sheet.program, sheet.lang)
}
