//! Events, tables of scenarios and calculations, in both languages.

use super::constructs::{clauses, files};

/// The trees of scenarios that hold the same events in both languages.
fn events(pairs: &[(&str, &str)]) -> String {
    let wrap = |(en, zh): &(&str, &str)| {
        (format!("scenario \"s\" {{\n{en}\n}}"), format!("情景 “s” ｛\n{zh}\n｝"))
    };
    let whole: Vec<(String, String)> = pairs.iter().map(wrap).collect();
    let whole: Vec<(&str, &str)> =
        whole.iter().map(|(en, zh)| (en.as_str(), zh.as_str())).collect();
    files(&whole)
}

#[test]
fn events_of_every_kind() {
    insta::assert_snapshot!(events(&[
        (
            "person { 参保类型 : 职工; 个人账户 : 100元 }",
            "参保人 { 参保类型：职工；个人账户：100元 }"
        ),
        ("person 2025-07-01 { 人员类别 : 退休 }", "参保人 2025年7月1日\n{ 人员类别：退休 }"),
        (
            "person 2025-07-01 until 2025-08-01 { 人员类别 : 退休 }",
            "参保人 2025-07-01 至 2025-08-01 { 人员类别：退休 }",
        ),
        (
            "filing 2025-01-15 until 2026-01-15 { 已备案 : yes; 备案类型 : 长期居住 }",
            "备案 2025-01-15 至 2026-01-15 { 已备案：是；备案类型：长期居住 }",
        ),
        ("registration 2025-03-01 { 备案病种 : 高血压 }", "登记 2025-03-01 { 备案病种：高血压 }"),
        ("credit 2025-01-01 { 个人账户 : 1200元 }", "入账 2025-01-01 { 个人账户：1200元 }"),
        (
            "bind 2025-01-01 until 2026-01-01 { 给付人 : \"父\"; 关系 : 父母; 给付人余额 : 100元 }",
            "绑定 2025-01-01 至 2026-01-01 { 给付人：“父”；关系：父母；给付人余额：100元 }",
        ),
        ("unbind 2025-06-01 { 给付人 : \"父\" }", "解绑 2025-06-01 { 给付人：“父” }"),
        (
            "visit 2025-05-06 \"甲\" { 级别 : 三级; line { 金额 : 3元 } }",
            "就诊 2025-05-06 “甲” { 级别：三级；项目 { 金额：3元 } }",
        ),
        ("refund 2025-05-07", "退费 2025-05-07"),
        ("refund 2025-05-07\nexpect { 现金 : 3元 }", "退费 2025-05-07；应为 { 现金：3元 }"),
        ("refund 2025-05-07 { 已就诊 : yes }", "退费 2025-05-07\n{ 已就诊：是 }"),
        ("refund 2025-05-07 of 2025-05-06", "退费 2025-05-07 冲销 2025-05-06"),
        (
            "refund 2025-05-07 of \"甲\" { 已就诊 : yes }",
            "退费 2025-05-07 冲销 “甲” { 已就诊：是 }",
        ),
        ("calc 2025-06-01 { 申报工资 : 3000元 }", "计算 2025-06-01 { 申报工资：3000元 }"),
        ("calc 2025-06-01 { }", "计算 2025-06-01 { }"),
    ]));
}

#[test]
fn expectations() {
    insta::assert_snapshot!(events(&[
        ("expect { 统筹基金 : 7元 }", "应为 { 统筹基金：7元 }"),
        ("expect \"甲\" { 统筹基金 : 7元 }", "应为 “甲” { 统筹基金：7元 }"),
        ("expect 2025-05-06 { 统筹基金 : 7元 }", "应为 2025-05-06 { 统筹基金：7元 }"),
        ("expect refused", "应为 拒付"),
        ("expect refused \"非定点\"", "应为 拒付 “非定点”"),
        ("expect \"甲\" refused \"非定点\"", "应为 “甲” 拒付 “非定点”"),
        ("expect unused 号别", "应为 未使用 号别"),
        ("expect unused 号别, 级别,\n 费用", "应为 未使用 号别、级别，费用"),
    ]));
}

#[test]
fn keywords_are_names_elsewhere() {
    let text = "scenario \"s\" { visit 2025-01-01 { 备案 : 是; 登记 : 是; 计算 : 是; 备案病种 : 高血压; 登记日期 : 2025-01-01; 退费 : 3元 } }";
    let policy = "policy 计算 { let 备案 = 3元 + 登记\nlet 入账 = 得出 × 绑定\nlet 退费 = { 退费 : 3元; 家庭共济 | 得出 }\nrequire 已备案 and 登记日期 > 备案日期 or 解绑 }\nvocabulary 情景表 { field 计算 : flag of visit }";
    insta::assert_snapshot!(format!("{}{}", super::tree(text), super::tree(policy)));
}

#[test]
fn heads_of_scenarios() {
    insta::assert_snapshot!(files(&[
        (
            "scenario \"甲\" for 乙 skip because \"待确认\" { }",
            "情景 “甲” 针对 乙 跳过 理由 “待确认” { }",
        ),
        ("scenario \"甲\" skip\n  because \"待确认\"\n{ }", "场景 “甲” 跳过\n  理由 “待确认”\n{ }"),
        ("scenario \"甲\" for 乙 only { }", "情景 “甲” 针对 乙 仅此 { }"),
        ("scenario \"甲\" only { }", "情景 “甲” 仅此\n{ }"),
    ]));
}

#[test]
fn tables_of_scenarios() {
    insta::assert_snapshot!(files(&[
        (
            "scenarios \"各级别\" for 通用职工 {
    person { 参保类型 : 职工 }
    scenario  | 日期       | 级别 | 人员类别 | 费用   | expect 统筹基金 | expect 现金
    \"三级在职\" | 2025-01-01 | 三级 | 在职     | 1000元 | 600元          | 400元
    \"空格\"     | 2025-01-01 | 三级 |         | 1000元 |                | 400元   # 注
    \"末尾\"     | 2025-01-01 | 三级 | 在职 | 1000元 | 600元 |
}",
            "情景表 “各级别” 针对 通用职工 ｛
    参保人 { 参保类型：职工 }
    情景｜日期｜级别｜人员类别｜费用｜应为 统筹基金｜应为 现金
    “三级在职”｜2025年1月1日｜三级｜在职｜1000元｜600元｜400元
    “空格”｜2025-01-01｜三级｜｜1000元｜　｜400元   # 注
    “末尾”｜2025-01-01｜三级｜在职｜1000元｜600元｜
｝",
        ),
        (
            "scenarios \"拒付\" only { 日期 | 病种 | expect refused
2025-01-01 | 高血压, 糖尿病 | \"非定点\" ; 2025-01-02 | 高血压 |
}",
            "场景表 “拒付” 仅此 { 日期 | 病种 | 应为 拒付
2025-01-01 | 高血压、糖尿病 | “非定点” ； 2025-01-02 | 高血压 |
}",
        ),
    ]));
}

#[test]
fn calculations() {
    insta::assert_snapshot!(files(&[(
        "calc 扬州缴费 \"灵活就业\" {
    city 扬州   source \"通知\"   from 2024-01-01 until 2026-01-01
    let 缴费基数 = max(4494元, min(申报工资, 22470元))   cite \"一\"
    result 月缴费 = 缴费基数 × 8% + 5元   cite \"二\"
    result 待遇起始日 = 缴费日期 + 3个月 when 断缴
    result 天数 = { 顺产 : 128天; 难产 : 143天 } cite \"三\"
    result 档次 = {
        级别 | 金额
        三级 | 3元
    }
}",
        "计算 扬州缴费 “灵活就业” ｛
    统筹区 扬州   来源 “通知”   自 2024-01-01 至 2026-01-01
    设 缴费基数 ＝ max(4494元，min(申报工资，22470元))   依据 “一”
    得出 月缴费 ＝ 缴费基数 × 8％ ＋ 5元   依据 “二”
    得出 待遇起始日 = 缴费日期 + 3个月 当 断缴
    得出 天数 = { 顺产：128天；难产：143天 } 依据 “三”
    得出 档次 = ｛
        级别｜金额
        三级｜3元
    ｝
｝",
    )]));
}

#[test]
fn gates_of_refunds_and_families() {
    insta::assert_snapshot!(clauses(&[
        (
            "refund { require not 已就诊 or 急诊标志 and 有证明 else \"已就诊\" cite \"一\" }",
            "退费 { 要求 非 已就诊 或 急诊标志 且 有证明 否则 “已就诊” 依据 “一” }",
        ),
        (
            "family 共济账户 { require 当前共济人数 < 10 else \"满 10 人\" }",
            "家庭共济 共济账户 { 要求 当前共济人数 < 10 否则 “满 10 人” }",
        ),
    ]));
}

#[test]
fn accounts_that_carry_over() {
    insta::assert_snapshot!(files(&[
        (
            "account 当年账户 \"a\" pays 起付线 default 0元 carries to 历年账户 on 01-01",
            "账户 当年账户 “a” 支付 起付线 默认 0元 转入 历年账户 于 1月1日",
        ),
        (
            "account 当年账户 pays 起付线 + 先行自付 carries to 历年账户 on 07-01 default 0元",
            "账户 当年账户 支付 起付线、先行自付 转入 历年账户 每年 07-01 默认 0元",
        ),
        ("account 甲 carries to 乙 on 07-01", "账户 甲 转入 乙 于每年 7月1日"),
    ]));
}
