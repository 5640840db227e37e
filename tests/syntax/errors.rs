//! What broken files say: one fault, one problem, at the exact place, with what to write.

use super::said;

/// Each clause stands in a fund of its own, between neighbours that are in order.
fn clauses(broken: &[&str]) -> String {
    let mut out = String::new();
    for clause in broken {
        let text = format!("policy 甲 {{\nfund 统筹基金 {{\ncap 3元\n{clause}\ncap 4元\n}}\n}}\n");
        out += &format!("=== {clause}\n{}", said(&text));
    }
    out
}

/// Each text is a file of its own.
fn files(broken: &[&str]) -> String {
    broken.iter().map(|text| format!("=== {text}\n{}", said(text))).collect()
}

#[test]
fn figures() {
    insta::assert_snapshot!(clauses(&[
        "ratio 70 %",
        "ratio ７０%",
        "ratio 七成",
        "ratio 7成",
        "ratio 70%%",
        "ratio 70‰",
        "uplift 10 个点",
        "uplift 10个点",
        "uplift 10百分点",
        "scale 9折",
        "cap 1,200元 per year",
        "cap 1，200元 per year",
        "pays 取大(1,200)",
        "cap 2万 per year",
        "cap 5千元 per year",
        "cap 200块 per year",
        "cap ￥200 per year",
        "cap .5元",
        "cap 200圈",
        "cap 99999999999999999999999999999元",
        "cap 9999999999999999999999亿元",
        "ratio 0.00000000000000000000000000001%",
        "封顶线 200元每年",
        "封顶线 200元当 慢特病",
        "比例 待定 50%至80%",
        "比例 待定 50%-80%",
        "let 甲 = { 60.5岁 .. : 3元 }",
        "cap 200元 rolling 99999999999 days",
        "when 年龄 is 3",
    ]));
}

#[test]
fn dates() {
    insta::assert_snapshot!(clauses(&[
        "ratio 70% from 2025/3/9",
        "ratio 70% from 2025.3.9",
        "ratio 70% from 2025年 3月 9日",
        "ratio 70% from 2025-02-30",
        "ratio 70% from 2025年2月30日",
        "ratio 70% from 2025-13-01",
        "ratio 70% from 3月9日",
        "ratio 70% from 2025年3月",
        "ratio 70% from 2025",
        "benefit year starts 02-30",
        "benefit year starts 2月29日",
        "benefit year starts 2025-07-01",
        "require 日期 < 2025年3月",
        "require 日期 < 3月9日",
        "require 日期 < 2025/3/9",
    ]));
}

#[test]
fn keywords() {
    insta::assert_snapshot!(clauses(&[
        "起复线 200元",
        "起复线 { 三级 : 200元 }",
        "raito 70%",
        "封定线",
        "gibberish 3元",
        "莫名其妙",
        "benefit yaer starts 07-01",
        "not encode \"…\"",
        "policy 乙 { }",
        "比例 70% 当费用 > 3元",
        "待遇普通门诊 { 基金 统筹基金 { 比例 70% } }",
        "起付线200元",
        "封顶线每年 200元",
        "自2025-01-01",
        "比例 70% 自2025-03-09",
        "比例 70% 依据“第五条”",
        "要求 定点 且已备案",
        "要求 若慢特病 则 是 否则 否",
        "三级 60%",
        "当 慢特病",
        "每年 200元",
    ]));
}

#[test]
fn clauses_that_break_off() {
    insta::assert_snapshot!(clauses(&[
        "ratio",
        "ratio 70% +",
        "ratio 70% × # 再乘",
        "require",
        "require 费用 >",
        "require 级别 is",
        "require 级别 is 二级,",
        "require not",
        "require 定点 else",
        "require 定点 else 非定点",
        "uplift when 慢特病",
        "cap 200元 per",
        "cap 200元 per year per month",
        "ratio 70% when",
        "ratio 70% when A when B",
        "ratio 70% from",
        "ratio 70% cite",
        "let 甲",
        "let 甲 =",
        "let = 3元",
        "fund 甲",
        "benefit { }",
        "account",
        "account 个人账户 pays",
        "rounding 0.1元",
        "rounding 10% half up",
        "rounding half up",
        "first of",
        "first of 甲,",
        "not encoded",
        "clause 甲",
        "deductible per visit, at most 200元",
        "self-pay 10% of",
    ]));
}

#[test]
fn clauses_with_something_else() {
    insta::assert_snapshot!(clauses(&[
        "ratio 70% 80%",
        "ratio 70% blah",
        "cap 200元 per yaer",
        "cap 200元 per year,",
        "require 费用 = 3元",
        "require 费用 > 3元 && 定点",
        "require 费用 > 3元 || 定点",
        "require !定点",
        "require 定点。",
        "require 定点 else '非定点'",
        "require 定点 else 《非定点》",
        "require [定点]",
        "require 1元 < 费用 < 3元",
        "require 费用 > 3元 is 是",
        "require (1元 < 费用) == 是",
        "city 襄阳 武汉",
        "source 襄阳",
        "pays 取大(1元; 2元)",
        "pays 取大 1元, 2元",
        "require 费用 > 3元 then 1元",
    ]));
}

#[test]
fn rows() {
    insta::assert_snapshot!(clauses(&[
        "ratio { 三级 : }",
        "ratio { 三级 60% }",
        "ratio { 三级 : 60% 二级 : 70% }",
        "ratio { 三级 = 60% }",
        "ratio { : 60% }",
        "ratio {\n级别 | 职工 |\n三级 | 60%\n}",
        "ratio {\n级别 | 职工\n三级 || 60%\n}",
        "ratio {\n| 级别 | 职工 |\n| 三级 | 60% |\n}",
        "ratio { 三级, : 60% }",
        "ratio { 60岁 .. 70岁 .. 80岁 : 60% }",
        "settle { 个人账户, 现金 }",
        "settle { 个人账户 pays }",
        "settle { 10元 }",
        "parameter 甲 : money { 3元 4元 }",
        "parameter 甲 = 3元",
        "parameter 甲 : money",
        "parameter 甲 : moneyy = ",
        "accumulator 甲",
        "accumulator 甲 per 级别",
    ]));
}

#[test]
fn items() {
    insta::assert_snapshot!(files(&[
        "",
        "# 只有注释\n\n",
        "polciy 甲 { city 襄阳 }\npolicy 乙 { ctiy 武汉 }\n",
        "policy { city 襄阳 }\n",
        "policy 甲 \"标题 { city 襄阳 }\n",
        "policy 甲 extends { ratoi 3% }\n",
        "policy 甲\ncity 襄阳\n",
        "政策甲 { }\n",
        "use\n",
        "use 医保 城市\n",
        "scenario for 甲 { }\n",
        "scenario \"a\" 甲 { 参保人 { 级别 } }\n",
        "scenario \"a\" { visit { 费用 : 3元 } }\n",
        "scenario \"a\" { visit 2025-02-30 { 费用 3元 } }\n",
        "scenario \"a\" { visit 2025-02-03 { line { 金额 = 3元 } } except { 现金 : 3元 } }\n",
        "scenario \"a\" { expect refused 非定点 }\n",
        "scenario \"a\" { 费用 : 3元 }\n",
        "enum 级别 { 一级 \"1\" 二级 \"2\", 三 级, 四级 }\n",
        "enum 级别 { 60岁, 甲 }\n",
        "extend 级别 { 村 << 基层; 甲 }\n",
        "field 年龄 : age\n",
        "field 年龄 of person\n",
        "field 年龄 : age 0岁 .. of person\n",
        "field 年龄 : age of persn\n",
        "account 个人账户 pays\n",
        "vocabulary 甲 { feild 年龄 : age of person ; city 襄阳 }\n",
        "起付线 200元\n封顶线 300元\nratio 70%\n",
        "}\n",
        "乱七八糟\n",
        "policy 甲 { policy 乙 { } }\n",
    ]));
}

#[test]
fn brackets_and_marks() {
    insta::assert_snapshot!(files(&[
        "policy 甲 {\n    benefit 乙 {\n        fund 丙 {\n            ratio 70%\n\n        fund 丁 {\n            ratio 7o%\n        }\n    }\n}\n\npolicy 戊 {\n    city 襄阳 blah\n}\n",
        "policy 甲 {\n    benefit 乙 {\n        cap 3元\n}\n\npolicy 戊 {\n    city 襄阳\n}\n",
        "policy 甲 {\n    benefit 乙 {\n        cap 3元\n    }\n\npolicy 戊 {\n    city 襄阳\n}\n",
        "policy 甲 {\n    benefit 乙 {\n        cap 3元\n        }\n    }\n    city 襄阳\n}\n}\n",
        "policy 甲 {\n    benefit 乙 {\n        cap 3元\n    }\n    }\n    city 襄阳\n}\n",
        "policy 甲 {\ncity 襄阳\n",
        "policy 甲 {\nbenefit 乙 {\ncap 3元\n}\ncity 襄阳\npolicy 丙 {\n}\n",
        "policy 甲 { pays 取大(1元, 2元 }\npolicy 乙 { cap 3元) per year }\n",
        "policy 甲 { require 定点 else \"非定点 }\n",
        "policy 甲 {\n require 定点 else “非定点\n city 襄阳\n cite 3\n}\n",
        "policy 甲 {\n require 定点 else ”非定点”\n}\n",
    ]));
}

#[test]
fn characters() {
    insta::assert_snapshot!(files(&[
        "policy 甲 { cap 统\u{200B}筹 }\n",
        "policy 甲 { require 费⽤ > 3元 and ⽼年 }\n",
        "policy 甲 { cap 3元 per year\u{0} }\n",
        "policy 甲 { cap 3元 cite \"a\u{202E}b\" } # c\u{1B}d \u{200B}\n",
        "policy 甲 { ratio { 三级∶60% ; 二级 丨 3% } }\n",
        "policy Ａ类 { require 甲２ is 3 }\n",
        "policy 甲 { scale х0.9 }\n",
        "policy 甲 { cap 3元 }\rpolicy 乙 { }\r",
        "policy 甲 { ratio 70% – 3pp }\n",
        "policy 甲 { require 丨 }\n",
    ]));
}
