//! `mixed-keywords`: a file whose keywords are now Chinese, now English.

use super::words::Word;
use crate::diagnostics::{Code, Problem, Problems};
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{self, Item, Member};
use crate::text;

/// Words that are never names, and tell the language of a sentence.
const ENGLISH: [&str; 14] = [
    "when", "and", "or", "is", "not", "in", "else", "cite", "from", "until", "per", "because",
    "if", "then",
];
const CHINESE: [&str; 19] = [
    "当", "且", "并且", "或", "或者", "为", "非", "不为", "不是", "属于", "否则", "依据", "自",
    "至", "理由", "若", "如果", "则", "那么",
];

pub(super) fn check(
    file: &SourceFile,
    tree: &ast::File,
    words: &[Word<'_>],
    problems: &mut Problems,
) {
    let mut heads: Vec<Span> = Vec::new();
    for item in &tree.items {
        match item {
            // `use 医保` stands in files of both languages.
            Item::Use(_) => {}
            Item::Policy(policy) | Item::Calc(policy) => {
                heads.push(policy.span);
                collect(&policy.members, &mut heads);
            }
            Item::Vocabulary(vocabulary) => heads.push(vocabulary.span),
            Item::Declaration(declaration) => heads.push(declaration.span()),
            Item::Scenario(scenario) => heads.push(scenario.span),
            Item::ScenarioTable(table) => heads.push(table.span),
        }
    }
    let begins = |word: &&Word<'_>| heads.iter().any(|head| head.lo == word.span.lo);
    let (mut english, mut chinese) = (Vec::new(), Vec::new());
    for word in words
        .iter()
        .filter(|word| begins(word) || ENGLISH.contains(&word.text) || CHINESE.contains(&word.text))
    {
        if word.text.is_ascii() {
            english.push(*word);
        } else {
            chinese.push(*word);
        }
    }
    let (few, many) =
        if english.len() < chinese.len() { (english, chinese) } else { (chinese, english) };
    match few.first() {
        Some(first) => problems.push(mixed(file, *first, few.len(), many.len())),
        None => problems.proved(Code::MixedKeywords),
    }
}

/// Where the clauses begin. A row has no keyword.
fn collect(members: &[Member], heads: &mut Vec<Span>) {
    for member in members {
        if !matches!(member.kind, ast::MemberKind::Row(_)) {
            heads.push(member.head);
        }
        collect(member.kind.inside(), heads);
    }
}

fn mixed(file: &SourceFile, first: Word<'_>, few: usize, many: usize) -> Problem {
    let word = first.text;
    let line = file.line_column(first.span.lo).line;
    let (zh, en) = if word.is_ascii() { ("中文", "Chinese") } else { ("英文", "English") };
    let (zh_few, en_few) =
        if word.is_ascii() { ("英文", "English") } else { ("中文", "Chinese") };
    Problem::new(
        Code::MixedKeywords,
        first.span,
        text!(
            "这个文件的关键词有 {many} 处用{zh}，{few} 处用{zh_few}",
            "{many} keywords of this file are {en}, {few} {en_few}"
        ),
    )
    .here(text!("{zh_few}的第一处，第 {line} 行", "the first that is {en_few}, on line {line}"))
    .help(text!(
        "两种写法意思一样；一个文件只用一种，读的人才不用来回换",
        "both mean the same; a file in one of them is easier to read"
    ))
}
