//! `allow CODE because "…"`: findings that a person has looked at and wants as they are.

use crate::diagnostics::{Allow, Code, Problem, Problems, Sort, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Item, Member, MemberKind};
use crate::text;

/// The stretches of the files in which findings of a code are allowed: each reaches over the policy, the
/// benefit or the other clause with a block in which it stands.
pub fn allows(files: &[ast::File], problems: &mut Problems) -> Vec<Allow> {
    let mut found = Vec::new();
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            Item::Policy(policy) => collect(&policy.members, policy.span, &mut found, problems),
            Item::Calc(calc) => collect(&calc.members, calc.span, &mut found, problems),
            Item::Use(_)
            | Item::Vocabulary(_)
            | Item::Declaration(_)
            | Item::Scenario(_)
            | Item::ScenarioTable(_) => {}
        }
    }
    found
}

fn collect(members: &[Member], around: Span, found: &mut Vec<Allow>, problems: &mut Problems) {
    for member in members {
        match &member.kind {
            MemberKind::Allow(name) => match read(member, name, around) {
                Ok(allow) => found.push(allow),
                Err(problem) => problems.push(*problem),
            },
            kind => collect(kind.inside(), member.span, found, problems),
        }
    }
}

fn read(member: &Member, name: &ast::Name, around: Span) -> Result<Allow, Box<Problem>> {
    let word = &name.node;
    let code = match Code::named(word) {
        None => return Err(Box::new(unknown(name))),
        Some(code) if matches!(code.sort(), Sort::Lint(_)) => code,
        Some(_) => {
            return Err(Box::new(
                Problem::new(
                    Code::NotAllowable,
                    name.span,
                    text!("“{word}”不能放行", "`{word}` cannot be allowed"),
                )
                .help(text!(
                    "有这个问题的政策不能用来结算，只能改正；“polc explain {word}”说明怎样改",
                    "a policy with this fault settles nothing, so it must be mended; `polc explain {word}` says how"
                )),
            ));
        }
    };
    let suffix = &member.suffix;
    let Some(reason) = &suffix.because else {
        return Err(Box::new(
            Problem::new(
                Code::MissingPart,
                member.head,
                text!("没有写放行“{word}”的理由", "it does not say why `{word}` is allowed"),
            )
            .help(text!(
                "写上理由：“允许 {word} 理由 \"…\"”",
                "write the reason: `allow {word} because \"…\"`"
            )),
        ));
    };
    let more = suffix.when.is_some()
        || suffix.from.is_some()
        || suffix.until.is_some()
        || suffix.otherwise.is_some();
    if more {
        return Err(Box::new(
            Problem::new(
                Code::WrongPlace,
                member.head,
                text!(
                    "“允许”后面只写代码和理由",
                    "after `allow` stand a code and the reason alone"
                ),
            )
            .help(text!(
                "写“允许 {word} 理由 \"…\"”；要缩小范围，把它写进那个待遇里",
                "write `allow {word} because \"…\"`; to narrow it down, put it into the benefit"
            )),
        ));
    }
    Ok(Allow { code, stretch: around, reason: reason.node.clone(), place: name.span })
}

fn unknown(name: &ast::Name) -> Problem {
    let word = &name.node;
    let problem = Problem::new(
        Code::UnknownName,
        name.span,
        text!("没有“{word}”这个问题代码", "no problem has the code `{word}`"),
    );
    let lints = Code::ALL.iter().filter(|code| matches!(code.sort(), Sort::Lint(_)));
    match nearest(word, lints.map(|code| code.name())).first() {
        Some(near) => problem.help(text!("是不是“{near}”？", "did you mean `{near}`?")),
        None => {
            problem.help(text!("用“polc explain”列出所有代码", "`polc explain` lists all codes"))
        }
    }
}
