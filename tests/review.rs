//! What a reviewer says of a file: the clauses of its notice, its citations.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a fault in a test is a failure"
)]

mod support;

/// The findings of a text: `uncited-clause 没有一处引用…`, in the order of the page.
fn found(text: &str) -> Vec<String> {
    let (_, compilation) = support::check_text("例.pol", text);
    let problems = compilation.problems.into_sorted();
    problems.iter().map(|it| format!("{} {}", it.code.name(), it.message.zh)).collect()
}

/// A policy whose source lists clauses, with a deductible and a ratio that cite.
fn policy(clauses: &str, deductible: &str, ratio: &str, more: &str) -> String {
    format!(
        "引用 医保\n政策 甲 {{\n来源 “办法” 条款 {clauses}\n待遇 门诊 当 医疗类别 为 普通门诊 {{\n\
         起付线 200元 每年 依据 “{deductible}”\n基金 统筹基金 {{ 比例 70% 依据 “{ratio}” }}\n}}\n{more}\n支付 {{ 现金 }}\n}}\n"
    )
}

#[test]
fn a_clause_is_cited_by_number_by_heading_or_in_its_own_words() {
    for (clauses, deductible, ratio) in [
        ("“第五条”, “第六条”", "第五条", "按第 6 条第二款"),
        ("“第五条至第六条”", "第五条至第六条", "第六条"),
        ("“第五条 起付标准”, “第六条 支付比例”", "起付标准为200元", "第六条"),
        ("“第五条第一款”, “第五条第二款”", "第五条", "第五条第二款"),
        ("“一、起付标准”, “二、支付比例”", "一、200元", "支付比例：70%"),
        ("“（一）起付标准”, “（二）支付比例”", "(一)", "（二）支付比例70%"),
        ("“起付标准为200元，统筹基金支付70%”", "起付标准为200元", "统筹基金支付70%。"),
        // The same number twice tells nothing; the headings do.
        ("“1. 起付标准”, “1. 支付比例”", "1. 起付标准", "支付比例"),
    ] {
        let none: Vec<String> = Vec::new();
        assert_eq!(found(&policy(clauses, deductible, ratio, "")), none, "{clauses}");
    }
}

#[test]
fn what_is_neither_cited_nor_left_out_is_found() {
    let text =
        policy("“第一条至第八条”", "第五条", "第六条", "未编码 “第一条至第四条” 理由 “总则”");
    assert_eq!(
        found(&text),
        [
            "uncited-clause 没有一处引用“第七条”，也没有写明它未编码",
            "uncited-clause 没有一处引用“第八条”，也没有写明它未编码"
        ]
    );
}

#[test]
fn the_clause_of_another_document_is_none_of_this_one() {
    let text = policy("“第五条”, “第六条”", "第五条、《管理办法》第九条", "第六条", "");
    assert!(found(&text).is_empty());
    let text = policy("“第五条”, “第六条”", "第五条之一", "第六条", "未编码 “第五条” 理由 “并入”");
    assert_eq!(found(&text), ["unlisted-clause 看不出这条依据出自来源的哪一条"]);
}

#[test]
fn each_layer_answers_for_its_own_source() {
    let text = "引用 医保\n政策 省 {\n来源 “省文件” 条款 “第五条”, “第六条”\n适用 参保类型 为 职工\n条款 起付标准 可替换 {\n}\n\
         待遇 门诊 当 医疗类别 为 普通门诊 {\n条款 起付 可替换 { 起付线 200元 每年 依据 “第五条” }\n\
         基金 统筹基金 { 比例 70% } 依据 “第六条” }\n支付 { 现金 }\n}\n\
         政策 市 基于 省 {\n统筹区 市\n来源 “市文件” 条款 “第二条”, “第三条”\n\
         替换 起付 { 起付线 100元 每年 } 依据 “第二条”\n}\n";
    assert_eq!(
        found(text),
        ["uncited-clause 没有一处引用“第三条”，也没有写明它未编码"],
        "the base cites its own notice, the city its own"
    );
}

#[test]
fn a_citation_speaks_for_what_stands_inside() {
    let inside = "引用 医保\n政策 甲 {\n来源 “办法” 条款 “第五条”\n\
         设 基准 = 200元\n待遇 门诊 当 医疗类别 为 普通门诊 {\n起付线 每年 { 在职：基准；退休：100元 }\n\
         基金 统筹基金 { 比例 70%\n提高 5个百分点 当 人员类别 为 退休\n最高 100% }\n} 依据 “第五条”\n支付 { 现金 }\n}\n";
    assert_eq!(found(inside), ["uncited-rule “设”没有写依据"]);
}
