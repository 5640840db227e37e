//! The same policy in another order: rows of tables, declarations, head clauses and benefits.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "test code"
)]

use polc::diagnostics::Problems;
use polc::source::{SourceMap, Span};
use polc::syntax::ast::{
    AccountDeclaration, AccumulatorDeclaration, Declaration, EnumDeclaration, Extension,
    FieldDeclaration, File, Item, Measured, Member, MemberKind, ParameterDeclaration, Row,
};
use polc::syntax::parse;

/// Spans whose texts may change places with each other.
type Group = Vec<Span>;

/// The text with every group of exchangeable stretches reordered. Groups are looked for one kind
/// after the other, on the tree of what came out before, because stretches nest.
pub(crate) fn shuffled(name: &str, text: &str, seed: u64) -> String {
    let mut text = text.to_owned();
    let mut seed = seed;
    for kind in 0..3 {
        let mut sources = SourceMap::new();
        let at = sources.add(name, text.clone()).unwrap();
        let file = parse(&sources.files()[at], &mut Problems::new());
        let mut groups = Vec::new();
        match kind {
            0 => rows_of_file(&file, &mut groups),
            1 => head_clauses(&file, &mut groups),
            _ => groups.push(file.items.iter().filter_map(declaration_span).collect()),
        }
        text = exchanged(&text, &groups, &mut seed);
    }
    text
}

/// The text with the stretches of each group in another order.
fn exchanged(text: &str, groups: &[Group], seed: &mut u64) -> String {
    let mut edits: Vec<(Span, &str)> = Vec::new();
    for group in groups {
        let mut order: Vec<usize> = (0..group.len()).collect();
        for at in (1..order.len()).rev() {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            order.swap(at, usize::try_from((*seed >> 33) % (at as u64 + 1)).unwrap());
        }
        for (to, from) in group.iter().zip(order) {
            edits.push((*to, &text[group[from].lo as usize..group[from].hi as usize]));
        }
    }
    edits.sort_by_key(|(span, _)| *span);
    let mut out = String::new();
    let mut done = 0;
    for (span, new) in edits {
        out.push_str(&text[done..span.lo as usize]);
        out.push_str(new.trim_end());
        // A comment or an item behind must not run into what now stands before it.
        let old = &text[span.lo as usize..span.hi as usize];
        out.push_str(&old[old.trim_end().len()..]);
        done = span.hi as usize;
    }
    out.push_str(&text[done..]);
    out
}

fn declaration_span(item: &Item) -> Option<Span> {
    match item {
        Item::Declaration(
            Declaration::Enum(EnumDeclaration { span, .. })
            | Declaration::Extend(Extension { span, .. })
            | Declaration::Field(FieldDeclaration { span, .. })
            | Declaration::Account(AccountDeclaration { span, .. })
            | Declaration::Parameter(ParameterDeclaration { span, .. })
            | Declaration::Accumulator(AccumulatorDeclaration { span, .. }),
        ) => Some(*span),
        Item::Policy(policy) => Some(policy.span),
        _ => None,
    }
}

fn head_clauses(file: &File, groups: &mut Vec<Group>) {
    for item in &file.items {
        if let Item::Policy(policy) = item {
            // Gates (what is left out among them) and 先行自付 meet a visit in page order.
            let free = |member: &&Member| {
                matches!(
                    member.kind,
                    MemberKind::City(_)
                        | MemberKind::Applies(_)
                        | MemberKind::YearStarts(_)
                        | MemberKind::FirstOf(_)
                        | MemberKind::Settle(_)
                        | MemberKind::Accumulator(_)
                        | MemberKind::Parameter(_)
                        | MemberKind::Benefit(_)
                )
            };
            groups.push(policy.members.iter().filter(free).map(|it| it.span).collect());
        }
    }
}

fn rows_of_file(file: &File, groups: &mut Vec<Group>) {
    for item in &file.items {
        if let Item::Policy(policy) = item {
            rows(&policy.members, groups);
        }
    }
}

fn rows(members: &[Member], groups: &mut Vec<Group>) {
    let mut header = true;
    let mut group = Group::new();
    for member in members {
        match &member.kind {
            MemberKind::Row(Row::Grid(_)) if std::mem::take(&mut header) => {}
            MemberKind::Row(_) => group.push(member.span),
            _ => {}
        }
        rows(inside(member), groups);
    }
    if group.len() > 1 {
        groups.push(group);
    }
}

fn block(measured: &Measured) -> &[Member] {
    &measured.block
}

/// The clauses inside a clause.
pub(crate) fn inside(member: &Member) -> &[Member] {
    match &member.kind {
        MemberKind::Clause(it) | MemberKind::Replace(it) => &it.members,
        MemberKind::Benefit(it) => &it.members,
        MemberKind::Fund(it) => &it.members,
        MemberKind::Let(it) => block(&it.value),
        MemberKind::SelfPay(it)
        | MemberKind::Deductible(it)
        | MemberKind::Ratio(it)
        | MemberKind::OwnRatio(it)
        | MemberKind::Bands(it)
        | MemberKind::Fixed(it)
        | MemberKind::Floor(it)
        | MemberKind::Ceiling(it)
        | MemberKind::Cap(it) => block(it),
        _ => &[],
    }
}

/// Whether a policy has bands (or a fund over the year's buckets) and nothing else that a second
/// visit would meet in another state: no cap, no fixed amount, no deductible per visit.
pub(crate) fn keeps_only_bands(files: &[&File], policy: &str) -> bool {
    let policies = files.iter().flat_map(|file| &file.items).filter_map(|item| match item {
        Item::Policy(it) if it.name.node == policy && it.extends.is_none() => Some(it),
        _ => None,
    });
    let mut bands = false;
    let mut other = false;
    let mut todo: Vec<&Member> = policies.flat_map(|it| &it.members).collect();
    while let Some(member) = todo.pop() {
        match &member.kind {
            MemberKind::Bands(_) => bands = true,
            MemberKind::Cap(_)
            | MemberKind::Fixed(_)
            | MemberKind::Pays(_)
            | MemberKind::Floor(_)
            | MemberKind::Account(_) => other = true,
            MemberKind::Fund(fund) => other = other || fund.options.on.is_some(),
            MemberKind::Deductible(it) => {
                use polc::syntax::ast::Period;
                let yearly = it.options.period.as_ref().is_some_and(|it| it.node == Period::Year);
                other = other || !yearly;
            }
            _ => {}
        }
        todo.extend(inside(member));
    }
    bands && !other
}
