//! The rules of the grammar in the reader's words: what was expected where something else stood.

mod groups;

use super::grammar::Rule;
use crate::diagnostics::Text;
use groups::*;

/// How many alternatives a message names.
const MOST: usize = 4;

/// How much a rule helps as an answer to "what should stand here?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// What the sentence needs.
    Needed,
    /// A mark that the sentence needs.
    Mark,
    /// The sentence could end.
    End,
    /// The sentence could go on.
    More,
    /// True and of no help while there is anything better.
    Faint,
}

use Rank::{End, Faint, Mark, More, Needed};

/// What a text is called.
const TITLE: &str = "引号里的文字";
/// What a comma is called.
const COMMA: &str = "“,”";
/// What a period is called.
const PERIOD: &str = "期间（如“每年”）";
/// Where a sentence may end.
const ENDS: &[Rule] =
    &[Rule::row_end, Rule::clause_end, Rule::item_end, Rule::item_stop, Rule::list_stop, Rule::EOI];

/// Rules that a message can name, each with its words.
const WORDS: &[(&[Rule], Rank, &str, &str)] = &[
    (VALUES, Needed, "一个数值或条件", "a value, a name or a condition"),
    (&[Rule::name, Rule::word], Needed, "一个名称", "a name"),
    (&[Rule::text], Needed, TITLE, "a text in quotation marks"),
    (
        &[Rule::date, Rule::foreign_date, Rule::foreign_day],
        Needed,
        "日期（如“2025-03-09”）",
        "a date (such as `2025-03-09`)",
    ),
    (&[Rule::month_day], Needed, "月和日（如“07-01”）", "month and day (such as `07-01`)"),
    (
        &[Rule::quantity],
        Needed,
        "带单位的数值（如“0.1元”）",
        "a figure with its unit (such as `0.1元`)",
    ),
    (&[Rule::number], Needed, "数值", "a figure"),
    (UNITS, Needed, "单位", "a unit"),
    (&[Rule::rolling_days], Needed, "“天”", "`days`"),
    (MODES, Needed, "“四舍五入”、“舍去”或“进位”", "`half up`, `down` or `up`"),
    (
        TYPES,
        Needed,
        "类型（如“金额”，或枚举的名称）",
        "a type (such as `money`, or the name of an enumeration)",
    ),
    (
        SECTIONS,
        Needed,
        "“参保人”、“机构”、“就诊”或“项目”",
        "`person`, `institution`, `visit` or `line`",
    ),
    (PERIODS, Needed, PERIOD, "a period (such as `per year`)"),
    (ITEMS, Needed, "“政策”、“情景”或“词汇”", "`policy`, `scenario` or `vocabulary`"),
    (DECLARATIONS, Needed, "声明（如“字段”）", "a declaration (such as `field`)"),
    (EVENTS, Needed, "“参保人”、“就诊”或“应为”", "`person`, `visit` or `expect`"),
    (
        &[Rule::fact, Rule::only_fact],
        Needed,
        "一项内容（如“级别 : 三级”）",
        "a fact (such as `级别 : 三级`)",
    ),
    (
        &[Rule::only_case, Rule::case, Rule::case_cell, Rule::expected_column],
        Needed,
        "表的一行",
        "a row of the table",
    ),
    (&[Rule::only_member], Needed, "一条条款或表的一行", "a clause or a row"),
    (CLAUSES, Needed, "一条条款", "a clause"),
    (&[Rule::clause_word], Faint, "一条条款", "a clause"),
    (
        &[
            Rule::payer,
            Rule::buckets,
            Rule::only_payer,
            Rule::only_enum_value,
            Rule::only_extension_value,
        ],
        Needed,
        "一个名称",
        "a name",
    ),
    (
        &[Rule::code_name],
        Needed,
        "问题的代码（如“unset-value”）",
        "the code of a problem (such as `unset-value`)",
    ),
    (&[Rule::block], Mark, "“{”", "`{`"),
    (&[Rule::lbrace], Mark, "“{”", "`{`"),
    (&[Rule::rbrace], Mark, "“}”", "`}`"),
    (&[Rule::rparen], Mark, "“)”", "`)`"),
    (&[Rule::lparen, Rule::arguments], Faint, "“(”", "`(`"),
    (&[Rule::colon], Mark, "“:”", "`:`"),
    (&[Rule::equals], Mark, "“=”", "`=`"),
    (&[Rule::bar], Mark, "“|”", "`|`"),
    (&[Rule::op_range], Faint, "“..”", "`..`"),
    (&[Rule::comma], More, COMMA, "`,`"),
    (&[Rule::semicolon], Faint, "“;”", "`;`"),
    (
        &[Rule::row_end, Rule::clause_end, Rule::item_end, Rule::item_stop, Rule::EOI],
        End,
        "行末",
        "the end of the line",
    ),
    (&[Rule::list_stop], Mark, COMMA, "`,`"),
    (OPERATORS, More, "运算符（如“+”）", "an operator (such as `+`)"),
    (&[Rule::op_is, Rule::op_is_not, Rule::is_test], More, "“为”", "`is`"),
    (
        &[Rule::option_word, Rule::kw_per, Rule::key_option, Rule::kw_at_most, Rule::at_most],
        More,
        "限定（如“每年”）",
        "an option (such as `per year`)",
    ),
    (SUFFIXES, More, "后续说明（如“当”）", "what follows a clause (such as `when`)"),
    (
        ACCOUNT_MODES,
        Needed,
        "“足额才付”或“有多少付多少”",
        "`pays whole or nothing` or `pays what it can`",
    ),
    (&[Rule::kw_then], Needed, "“则”", "`then`"),
    (&[Rule::kw_else], Needed, "“否则”", "`else`"),
    (&[Rule::kw_extends, Rule::extends], More, "“基于”", "`extends`"),
    (&[Rule::kw_for, Rule::scenario_for], More, "“针对”", "`for`"),
    (&[Rule::kw_ordered], More, "“有序”", "`ordered`"),
    (&[Rule::kw_step, Rule::step_option], More, "“步长”", "`step`"),
    (&[Rule::kw_of, Rule::section_option], More, "“属于”", "`of`"),
    (&[Rule::kw_default, Rule::default_option], More, "“默认”", "`default`"),
    (&[Rule::kw_pays, Rule::payer_pays], More, "“支付”", "`pays`"),
    (&[Rule::kw_clauses, Rule::listed_clauses], More, "“条款”", "`clauses`"),
    (&[Rule::kw_replaceable], More, "“可替换”", "`replaceable`"),
    (&[Rule::kw_by_band], More, "“分段”", "`by band`"),
    (&[Rule::kw_skip, Rule::skip_mode], More, "“跳过”", "`skip`"),
    (&[Rule::kw_only], More, "“仅此”", "`only`"),
    (&[Rule::kw_refused], More, "“拒付”", "`refused`"),
    (&[Rule::kw_unused], More, "“未使用”", "`unused`"),
    (&[Rule::kw_refund_of, Rule::refund_of], More, "“冲销”", "`of`"),
    (&[Rule::visit_reference], More, "就诊的日期或名称", "the date or the name of a visit"),
    (&[Rule::kw_carries, Rule::carry], More, "“转入”", "`carries to`"),
    (&[Rule::kw_on_day], Needed, "“于”", "`on`"),
    (&[Rule::kw_not_above], Needed, "“不超过”", "`at most`"),
    (&[Rule::every_period], More, PERIOD, "a period (such as `per year`)"),
    (&[Rule::kw_never_worse, Rule::kw_never_worse_than], More, "“不吃亏”", "`never worse off`"),
    (&[Rule::kw_when], More, "“当”", "`when`"),
    (&[Rule::kw_from], More, "“自”", "`from`"),
    (&[Rule::kw_until], More, "“至”", "`until`"),
];

/// What could have stood at a place, in words: at most four alternatives, the most useful first.
pub(super) fn in_words(rules: &[Rule]) -> Text {
    let mut known: Vec<_> = WORDS
        .iter()
        .filter(|(group, ..)| group.iter().any(|rule| rules.contains(rule)))
        .map(|(_, rank, zh, en)| (*rank, *zh, *en))
        .collect();
    // A value may also be a name, a text or a date; naming the parts says nothing more.
    if rules.iter().any(|rule| VALUES.contains(rule)) {
        known.retain(|(rank, zh, _)| {
            *rank != Needed || WORDS.first().is_some_and(|value| value.2 == *zh)
        });
    }
    // Before a `{` or `:` that must come, a title may stand, and options, but need not.
    let has = |wanted: &[Rule]| wanted.iter().any(|rule| rules.contains(rule));
    if has(&[Rule::lbrace, Rule::block, Rule::colon]) {
        known.retain(|(_, zh, _)| !matches!(*zh, TITLE | COMMA));
    }
    // A claim may end without a period.
    if has(&[Rule::every_period]) {
        known.retain(|(rank, zh, _)| *rank != Needed || *zh != PERIOD);
    }
    // What is needed says more than how the sentence could go on.
    let best = known.iter().map(|(rank, ..)| *rank).min().unwrap_or(Faint);
    let least = match best {
        Needed => Mark,
        Mark if has(&[Rule::lbrace, Rule::block]) && !has(ENDS) => Mark,
        Mark | End | More => More,
        Faint => Faint,
    };
    known.retain(|(rank, ..)| *rank <= least);
    known.sort_by_key(|(rank, ..)| *rank);
    known.dedup_by_key(|(_, zh, _)| *zh);
    known.truncate(MOST);
    let zh: Vec<&str> = known.iter().map(|(_, zh, _)| *zh).collect();
    let en: Vec<&str> = known.iter().map(|(_, _, en)| *en).collect();
    if zh.is_empty() {
        return Text::new("别的内容", "something else");
    }
    Text::new(joined(&zh, "、", "或"), joined(&en, ", ", " or "))
}

/// `a, b or c`
fn joined(words: &[&str], comma: &str, or: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{}{or}{last}", before.join(comma)),
    }
}

#[cfg(test)]
mod tests {
    use super::groups::SILENT;
    use super::{WORDS, in_words};
    use crate::syntax::grammar::Rule;

    #[test]
    fn every_rule_has_words() {
        let grammar = [
            include_str!("../../../grammar/lexical.pest"),
            include_str!("../../../grammar/expression.pest"),
            include_str!("../../../grammar/item.pest"),
            include_str!("../../../grammar/scenario.pest"),
            include_str!("../../../grammar/recovery.pest"),
        ]
        .concat();
        // pest never reports a rule that makes no pair of its own.
        let pairless = |rule: &Rule| grammar.contains(&format!("\n{rule:?} = _{{"));
        let silent = |rule: &Rule| SILENT.contains(rule) || pairless(rule);
        let worded = |rule: &Rule| WORDS.iter().any(|(group, ..)| group.contains(rule));
        let missing: Vec<Rule> = Rule::all_rules()
            .iter()
            .copied()
            .filter(|rule| !silent(rule) && !worded(rule))
            .collect();
        assert_eq!(missing, []);
    }

    #[test]
    fn the_most_useful_comes_first() {
        let words = in_words(&[Rule::comma, Rule::row_end, Rule::text, Rule::rparen]);
        assert_eq!(words.en, "a text in quotation marks or `)`");
        assert_eq!(words.zh, "引号里的文字或“)”");
        assert_eq!(in_words(&[Rule::comma, Rule::row_end]).en, "the end of the line or `,`");
    }
}
