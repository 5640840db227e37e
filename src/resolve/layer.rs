//! Layers: a policy laid over the one that it builds on.

use std::collections::BTreeMap;

use super::run::Run;
use crate::diagnostics::{Code, Problem, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Item, Member, MemberKind, NamedClause, Quoted};
use crate::text;

/// A policy and the file it stands in.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) policy: &'a ast::Policy,
    pub(super) file: usize,
    /// Whether it is a calculation.
    pub(super) calc: bool,
}

/// A clause of the effective policy, named stretches dissolved.
pub(super) struct Node<'a> {
    pub(super) member: &'a Member,
    /// Which policy of the chain wrote it; 0 is the policy itself.
    pub(super) origin: usize,
    /// What the named stretches around it cite.
    pub(super) cites: Vec<&'a Quoted>,
    /// The clauses inside.
    pub(super) children: Vec<Node<'a>>,
}

/// All policies and calculations, in the order written.
pub(super) fn written(files: &[ast::File]) -> Vec<Written<'_>> {
    files
        .iter()
        .enumerate()
        .flat_map(|(file, tree)| {
            tree.items.iter().filter_map(move |item| match item {
                Item::Policy(policy) => Some(Written { policy, file, calc: false }),
                Item::Calc(policy) => Some(Written { policy, file, calc: true }),
                Item::Use(_)
                | Item::Vocabulary(_)
                | Item::Declaration(_)
                | Item::Scenario(_)
                | Item::ScenarioTable(_) => None,
            })
        })
        .collect()
}

/// The policy and those it builds on, the lowest first; nothing when a base is missing.
pub(super) fn chain<'a>(
    run: &mut Run<'a>,
    all: &[Written<'a>],
    policy: Written<'a>,
) -> Option<Vec<Written<'a>>> {
    let mut chain = vec![policy];
    let mut upper = policy;
    while let Some(name) = &upper.policy.extends {
        if chain.iter().any(|known| known.policy.name.node == name.node) {
            // One circle is one fault: it is told at its first policy.
            let circle = chain.iter().skip_while(|known| known.policy.name.node != name.node);
            let first = circle.map(|known| known.policy.name.span).min();
            if first != Some(policy.policy.name.span) {
                run.errors = run.errors.saturating_add(1);
                return None;
            }
            let steps: Vec<&str> =
                chain.iter().map(|known| known.policy.name.node.as_str()).collect();
            let listed = steps.join(" → ");
            let word = &name.node;
            let problem = Problem::new(
                Code::CyclicDefinition,
                name.span,
                text!(
                    "政策绕回自己：{listed} → {word}",
                    "policies build on each other in a circle: `{listed} → {word}`"
                ),
            );
            run.report(problem.help(text!(
                "删去其中一个“基于 …”：上级不能再基于下级",
                "remove one of the `extends`: a base cannot build on what builds on it"
            )));
            return None;
        }
        let of_kind = |other: &&Written<'a>| other.calc == policy.calc;
        let named = || all.iter().filter(|other| other.policy.name.node == name.node);
        let mut bases = named().filter(of_kind);
        let Some(base) = bases.next() else {
            if let Some(other) = named().next() {
                other_kind(run, policy.calc, name, other.policy.name.span);
                return None;
            }
            unknown_base(run, all, upper, name);
            return None;
        };
        if let Some(second) = bases.next() {
            let word = &name.node;
            run.report(
                Problem::new(
                    Code::AmbiguousName,
                    name.span,
                    text!("有几份政策叫“{word}”", "several policies are called `{word}`"),
                )
                .also(base.policy.name.span, text!("第一份", "the first"))
                .also(second.policy.name.span, text!("第二份", "the second"))
                .help(text!("给它们不同的名称", "give them different names")),
            );
            return None;
        }
        chain.push(*base);
        upper = *base;
    }
    Some(chain)
}

/// A calculation that builds on a policy, or the other way round.
fn other_kind(run: &mut Run<'_>, calc: bool, name: &ast::Name, place: Span) {
    let word = &name.node;
    let message = if calc {
        text!(
            "“{word}”是政策，计算只能基于计算",
            "`{word}` is a policy; a calculation can extend a calculation only"
        )
    } else {
        text!(
            "“{word}”是计算，政策只能基于政策",
            "`{word}` is a calculation; a policy can extend a policy only"
        )
    };
    run.report(
        Problem::new(Code::WrongPlace, name.span, message)
            .also(place, text!("在这里", "it stands here"))
            .help(text!(
                "删去“基于 {word}”，把要用的条文写进来",
                "remove `extends {word}` and write the clauses that are needed"
            )),
    );
}

fn unknown_base<'a>(run: &mut Run<'a>, all: &[Written<'a>], upper: Written<'a>, name: &ast::Name) {
    let word = &name.node;
    if run.lost_with_its_line(word, name.span) {
        run.errors = run.errors.saturating_add(1);
        return;
    }
    let others: Vec<&str> = all
        .iter()
        .map(|other| other.policy.name.node.as_str())
        .filter(|other| *other != upper.policy.name.node)
        .collect();
    let near = nearest(word, others);
    let problem = Problem::new(
        Code::UnknownName,
        name.span,
        text!("没有政策“{word}”", "there is no policy `{word}`"),
    );
    run.report(match near.first() {
        Some(near) => problem.help(text!("是不是“{near}”？", "did you mean `{near}`?")),
        None => problem.help(text!(
            "把写着“政策 {word}”的文件一起交给检查",
            "check it together with the file that holds `policy {word}`"
        )),
    });
}

/// A clause that replaces another, and which policy of the chain says so.
#[derive(Clone, Copy)]
pub(super) struct Replacement<'a> {
    pub(super) clause: &'a NamedClause,
    pub(super) origin: usize,
}

pub(super) type Replacements<'a> = BTreeMap<&'a str, Replacement<'a>>;

/// Which clause replaces which; the policy itself before those it builds on.
pub(super) fn replacements<'a>(chain: &[Written<'a>]) -> Replacements<'a> {
    let mut found: Replacements<'a> = BTreeMap::new();
    for (origin, written) in chain.iter().enumerate() {
        for member in &written.policy.members {
            if let MemberKind::Replace(clause) = &member.kind {
                found.entry(&clause.name.node).or_insert(Replacement { clause, origin });
            }
        }
    }
    found
}

/// Checks what the policy itself replaces.
fn check_replacements<'a>(run: &mut Run<'a>, chain: &[Written<'a>]) {
    let Some((own, bases)) = chain.split_first() else { return };
    let mut named = Vec::new();
    named_clauses(&own.policy.members, &mut named);
    let mut places: BTreeMap<&str, Span> = BTreeMap::new();
    for clause in named {
        let place = clause.name.span;
        if let Some(before) = places.insert(&clause.name.node, place) {
            run.duplicate(&clause.name, before);
        }
    }
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for member in &own.policy.members {
        let MemberKind::Replace(clause) = &member.kind else { continue };
        check_replacement(run, member, clause, bases);
        check_suffix(run, member);
        if let Some(before) = seen.insert(&clause.name.node, clause.name.span) {
            run.duplicate(&clause.name, before);
        }
    }
}

/// Whether a clause is one of the heads that a policy overrides by writing its own.
pub(super) fn overrides() -> [fn(&MemberKind) -> bool; 4] {
    [is_city, is_source, is_in_force, is_applies]
}

/// The clauses of a policy with those of its bases.
pub(super) fn nodes<'a>(run: &mut Run<'a>, chain: &[Written<'a>]) -> Vec<Node<'a>> {
    check_replacements(run, chain);
    let replacements = replacements(chain);
    let mut layered: Vec<Node<'a>> = Vec::new();
    for (origin, written) in chain.iter().enumerate().rev() {
        let own = &written.policy.members;
        for head in overrides() {
            if own.iter().any(|member| head(&member.kind)) {
                layered.retain(|node| !head(&node.member.kind));
            }
        }
        let at_top = Reading { origin, replacements: &replacements, cites: Vec::new(), top: true };
        let mut names = Vec::new();
        expand(run, own, &at_top, &mut names, &mut layered);
    }
    layered
}

fn is_city(kind: &MemberKind) -> bool {
    matches!(kind, MemberKind::City(_))
}

fn is_source(kind: &MemberKind) -> bool {
    matches!(kind, MemberKind::Source(_))
}

fn is_in_force(kind: &MemberKind) -> bool {
    matches!(kind, MemberKind::InForce)
}

fn is_applies(kind: &MemberKind) -> bool {
    matches!(kind, MemberKind::Applies(_))
}

/// How clauses are read at a place.
struct Reading<'r, 'a> {
    origin: usize,
    replacements: &'r Replacements<'a>,
    cites: Vec<&'a Quoted>,
    /// Directly in a policy.
    top: bool,
}

/// Adds clauses to a list, named stretches dissolved and replaced.
fn expand<'a>(
    run: &mut Run<'a>,
    members: &'a [Member],
    reading: &Reading<'_, 'a>,
    inside_of: &mut Vec<&'a str>,
    into: &mut Vec<Node<'a>>,
) {
    for member in members {
        match &member.kind {
            MemberKind::Replace(_) if reading.top => {}
            // It speaks of findings, not of visits; `allow` has read it.
            MemberKind::Allow(_) => {}
            MemberKind::Clause(clause) => {
                let name = clause.name.node.as_str();
                check_suffix(run, member);
                let replacement =
                    reading.replacements.get(name).filter(|_| !inside_of.contains(&name));
                let (origin, clause) = match replacement {
                    Some(found) if found.origin < reading.origin => (found.origin, found.clause),
                    _ => (reading.origin, clause),
                };
                let mut cites = reading.cites.clone();
                cites.extend(&member.suffix.cites);
                let below =
                    Reading { origin, replacements: reading.replacements, cites, top: false };
                inside_of.push(name);
                expand(run, &clause.members, &below, inside_of, into);
                let _left = inside_of.pop();
            }
            kind => {
                let mut children = Vec::new();
                // What heads a list of gates speaks for each of them.
                let heads = matches!(kind, MemberKind::Refund(_) | MemberKind::Family(_));
                let below = Reading {
                    origin: reading.origin,
                    replacements: reading.replacements,
                    cites: if heads { member.suffix.cites.iter().collect() } else { Vec::new() },
                    top: false,
                };
                if !matches!(kind, MemberKind::Replace(_)) {
                    expand(run, kind.inside(), &below, inside_of, &mut children);
                }
                into.push(Node {
                    member,
                    origin: reading.origin,
                    cites: reading.cites.clone(),
                    children,
                });
            }
        }
    }
}

/// A named stretch holds clauses; what follows it would have nothing to hold on to.
fn check_suffix(run: &mut Run<'_>, member: &Member) {
    let suffix = &member.suffix;
    let places = [
        suffix.when.as_ref().map(|when| when.span),
        suffix.from.as_ref().map(|from| from.span),
        suffix.until.as_ref().map(|until| until.span),
        suffix.otherwise.as_ref().map(|text| text.span),
        suffix.because.as_ref().map(|text| text.span),
    ];
    if let Some(span) = places.into_iter().flatten().next() {
        run.report(
            Problem::new(
                Code::WrongPlace,
                span,
                text!(
                    "“条款”和“替换”只给一段文字起名，后面不能写条件和日期",
                    "`clause` and `replace` only name a stretch of text; conditions and dates cannot follow them"
                ),
            )
            .help(text!(
                "把它写在里面的每一条后面",
                "write it after each clause inside"
            )),
        );
    }
}

/// Whether what a policy replaces is there, and may be replaced.
fn check_replacement<'a>(
    run: &mut Run<'a>,
    member: &Member,
    replacement: &NamedClause,
    bases: &[Written<'a>],
) {
    let name = replacement.name.node.as_str();
    if bases.is_empty() {
        run.report(
            Problem::new(
                Code::WrongPlace,
                member.head,
                text!(
                    "“替换”只能写在基于另一份政策的政策里",
                    "`replace` can stand only in a policy that extends another"
                ),
            )
            .help(text!(
                "在政策名后面写“基于 上级政策的名称”",
                "write `extends` and the name of the other policy after the name of this one"
            )),
        );
        return;
    }
    let mut known: Vec<&NamedClause> = Vec::new();
    for base in bases {
        named_clauses(&base.policy.members, &mut known);
    }
    let found = known.iter().find(|clause| clause.name.node == name);
    let Some(found) = found else {
        let names: Vec<&str> = known.iter().map(|clause| clause.name.node.as_str()).collect();
        let mut problem = Problem::new(
            Code::UnknownName,
            replacement.name.span,
            text!("上级政策没有条款“{name}”", "the base has no clause `{name}`"),
        );
        let near = nearest(name, names.iter().copied());
        if let Some(near) = near.first() {
            problem = problem.help(text!("是不是“{near}”？", "did you mean `{near}`?"));
        } else if !names.is_empty() {
            let (zh, en) = (names.join("、"), names.join(", "));
            problem =
                problem.help(text!("上级政策的条款有：{zh}", "the clauses of the base are {en}"));
        }
        run.report(problem);
        return;
    };
    if !found.replaceable {
        let place = found.name.span;
        run.report(
            Problem::new(
                Code::NotReplaceable,
                replacement.name.span,
                text!("上级政策没有允许替换“{name}”", "the base does not let `{name}` be replaced"),
            )
            .also(place, text!("没有写“可替换”", "not marked `replaceable`"))
            .help(text!(
                "在上级政策里写“条款 {name} 可替换”，或者不替换这一条",
                "write `clause {name} replaceable` in the base, or leave the clause as it is"
            )),
        );
    }
}

/// All named clauses, the inner ones too.
fn named_clauses<'a>(members: &'a [Member], into: &mut Vec<&'a NamedClause>) {
    for member in members {
        if let MemberKind::Clause(clause) = &member.kind {
            into.push(clause);
        }
        named_clauses(member.kind.inside(), into);
    }
}
