//! Every keyword in both languages, and where it is at home; for advice, not for reading.

/// What a keyword does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Begins what stands at the top of a file.
    Item,
    /// Begins a declaration.
    Declaration,
    /// Begins a clause.
    Clause,
    /// Begins a part of a scenario.
    Event,
    /// Begins what follows a clause.
    Suffix,
    /// Says how a figure is meant.
    Option,
    /// Joins expressions.
    Operator,
    /// Stands inside an item or a declaration.
    Inner,
}

/// A spelling of a keyword.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keyword {
    /// As it is written, with single blanks.
    pub form: &'static str,
    /// What it does.
    pub role: Role,
}

macro_rules! keywords {
    ($($role:ident: $($form:literal)*;)*) => {
        /// All of them.
        pub(super) const KEYWORDS: &[Keyword] =
            &[$($(Keyword { form: $form, role: Role::$role },)*)*];
    };
}

keywords! {
    Item: "use" "引用" "vocabulary" "词汇" "词汇表" "policy" "政策" "scenario" "情景" "场景"
        "scenarios" "情景表" "场景表" "calc" "计算";
    Declaration: "enum" "枚举" "extend" "扩展" "field" "字段" "account" "账户"
        "parameter" "参数" "accumulator" "累计";
    Clause: "city" "统筹区" "统筹地区" "source" "来源" "from" "自" "until" "至"
        "applies" "适用" "适用于" "benefit year starts" "待遇年度 起于" "待遇年度 始于" "rounding" "舍入"
        "let" "设" "令" "first of" "依次" "not encoded" "未编码" "allow" "允许" "clause" "条款" "replace" "替换"
        "settle" "支付" "支付顺序" "require" "要求" "exclude" "排除" "benefit" "待遇"
        "self-pay" "先行自付" "deductible" "起付线" "起付标准" "fund" "基金" "account" "账户"
        "ratio" "比例" "报销比例" "own ratio" "自付比例" "fixed" "定额" "pays" "支付" "floor" "保底"
        "ceiling" "自付封顶" "cap" "封顶线" "最高支付限额" "uplift" "提高" "reduce" "降低"
        "scale" "乘以" "own share" "自付乘以" "at most" "最高" "at least" "最低"
        "parameter" "参数" "accumulator" "累计" "result" "得出" "refund" "退费" "family" "家庭共济"
        "assert" "断言" "cliff" "断崖";
    Event: "person" "参保人" "visit" "就诊" "expect" "应为" "line" "项目" "refund" "退费"
        "filing" "备案" "registration" "登记" "credit" "入账" "bind" "绑定" "unbind" "解绑"
        "calc" "计算";
    Suffix: "when" "当" "from" "自" "until" "至" "cite" "依据" "else" "否则" "because" "理由";
    Option: "per" "per item" "per visit" "per day" "per month" "per quarter" "per year"
        "每项" "每个项目" "每次" "每次就诊" "每日" "每天" "每月" "每季度" "每季" "每年" "每年度"
        "rolling" "滚动" "lifetime" "终身" "topped up" "就高补差" "merged by day" "按日合并"
        "at most" "最高" "shared" "共用" "on" "对" "of cost" "按费用"
        "of cost above deductible" "按起付线以上费用" "of fund paid" "按基金支付" "按支付"
        "counts scope" "按范围内费用累计" "counts visits above deductible" "超过起付线才计次"
        "counts every visit" "一律计次";
    Operator: "and" "且" "并且" "or" "或" "或者" "not" "非" "is" "为" "is not" "不为" "不是"
        "in" "属于" "if" "若" "如果" "then" "则" "那么";
    Inner: "extends" "基于" "for" "针对" "ordered" "有序" "step" "步长" "of" "属于" "default" "默认"
        "replaceable" "可替换" "refused" "拒付" "unused" "未使用" "skip" "跳过" "only" "仅此"
        "clauses" "条款" "carries to" "转入" "冲销" "by band" "分段" "pays" "支付"
        "never worse off" "不吃亏" "never worse off than" "待遇不低于" "for every"
        "at most" "不超过";
}

/// The keyword with which a text begins, if any: the longest, its blanks as they may be.
pub(super) fn leading(text: &str, role: Role) -> Option<&'static str> {
    KEYWORDS
        .iter()
        .filter(|keyword| keyword.role == role && begins_with(text, keyword.form))
        .map(|keyword| keyword.form)
        .max_by_key(|form| form.len())
}

/// Whether a text begins with a phrase, whatever the blanks between its words, and no letter or
/// digit follows.
fn begins_with(text: &str, phrase: &str) -> bool {
    let mut rest = text;
    for (nth, word) in phrase.split(' ').enumerate() {
        let unblanked = rest.trim_start_matches([' ', '\t', '\u{3000}', '\u{A0}']);
        if nth > 0 && unblanked.len() == rest.len() {
            return false;
        }
        match unblanked.strip_prefix(word) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}

/// A keyword at the front of a longer word, and what follows it: `当费用` is `当` and `费用`.
pub(super) fn glued<'w>(word: &'w str, roles: &[Role]) -> Option<(&'static str, &'w str)> {
    KEYWORDS
        .iter()
        .filter(|keyword| roles.contains(&keyword.role))
        .filter_map(|keyword| {
            let rest = word.strip_prefix(keyword.form).filter(|rest| !rest.is_empty())?;
            // `forest` is no `for`: an English keyword ends where Chinese begins.
            let english = keyword.form.is_ascii();
            let parted =
                !rest.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
            (!english || parted).then_some((keyword.form, rest))
        })
        .max_by_key(|(form, _)| form.len())
}

/// Second spellings that are the natural names of figures, too: `参数 起付标准 : 金额 = 200元`.
const NATURAL: [&str; 3] = ["起付标准", "报销比例", "最高支付限额"];

/// Whether a word is a keyword of clauses, in either language, and nobody would take it for a name.
pub fn is_keyword(word: &str) -> bool {
    let begins =
        |role| matches!(role, Role::Item | Role::Declaration | Role::Clause | Role::Option);
    !NATURAL.contains(&word)
        && KEYWORDS.iter().any(|keyword| begins(keyword.role) && keyword.form == word)
}

/// The keywords of a role.
pub(super) fn of(role: Role) -> impl Iterator<Item = &'static str> {
    KEYWORDS.iter().filter(move |keyword| keyword.role == role).map(|keyword| keyword.form)
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, Role};
    use crate::syntax::grammar::{Rule, read};

    #[test]
    fn the_grammar_knows_every_clause_keyword_and_suffix() {
        for keyword in KEYWORDS {
            let rule = match keyword.role {
                Role::Clause => Rule::clause_word,
                Role::Suffix => Rule::suffix_word,
                Role::Option => Rule::option_word,
                _ => continue,
            };
            let first = keyword.form.split(' ').next().unwrap();
            let text = if first == "not" { "not encoded" } else { first };
            assert!(read(rule, text).is_ok(), "{} is no {rule:?}", keyword.form);
        }
    }
}
