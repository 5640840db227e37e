//! Every construct of `docs/language.md`, in both languages: the trees are the same.

use super::tree;

/// The trees of clauses that say the same in both languages; each pair is one construct.
pub(super) fn clauses(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (en, zh) in pairs {
        let english = tree(&format!("policy 甲 {{\n{en}\n}}\n"));
        let chinese = without_comments(&tree(&format!("政策 甲 ｛\n{zh}\n｝\n")));
        assert_eq!(english, chinese, "{en} / {zh}");
        out += &format!("=== {en}\n=== {zh}\n{}", without_first_line(&english));
    }
    out
}

/// The trees of files that say the same in both languages.
pub(super) fn files(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (en, zh) in pairs {
        let english = tree(en);
        assert_eq!(english, tree(zh), "{en} / {zh}");
        out += &format!("=== {en}\n=== {zh}\n{english}");
    }
    out
}

fn without_comments(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with("comment")).collect()
}

fn without_first_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest)
}

#[test]
fn heads_of_policies() {
    insta::assert_snapshot!(clauses(&[
        ("city 襄阳", "统筹区 襄阳"),
        ("source \"通知\"", "来源 “通知”"),
        ("from 2025-01-01", "自 2025年1月1日"),
        ("from 2025-01-01 until 2026-01-01 cite \"一\"", "自 2025-01-01 至 2026-01-01 依据 「一」"),
        ("until 2026-01-01", "至 2026-01-01"),
        ("applies 参保类型 is 职工", "适用 参保类型 为 职工"),
        ("benefit year starts 07-01", "待遇年度 起于 7月1日"),
        ("rounding 0.1元 half up", "舍入 0.1元 四舍五入"),
        ("rounding 0.01元 half even", "舍入 0.01元 四舍六入五成双"),
        ("rounding 1元 down", "舍入 1元 舍去"),
        ("rounding 1元 up", "舍入 1元 进位"),
        ("let 乙 = 费用 × 70%", "设 乙 = 费用 * 70％"),
        ("let 乙 = { 职工 : 70% ; 居民 : 60% }", "设 乙 ＝ ｛ 职工：70%；居民：60% ｝"),
        ("first of 甲, 乙, 丙", "依次 甲、乙，丙"),
        (
            "not encoded \"甲\" because \"乙\"\n  when 级别 is 三级",
            "未编码 “甲” 理由 “乙”\n  当 级别 为 三级",
        ),
        ("allow unset-value because \"甲\"", "允许 unset-value 理由 “甲”"),
        ("clause 乙 replaceable { cap 3元 }", "条款 乙 可替换 { 封顶线 3元 }"),
        ("clause 乙 { }", "条款 乙 { }"),
        ("replace 乙 { ratio 100% }", "替换 乙 { 比例 100% }"),
        (
            "settle { 个人账户; 共济账户 pays 起付线 + 先行自付 when 慢特病\n现金 cite \"一\" }",
            "支付 { 个人账户；共济账户 支付 起付线、先行自付 当 慢特病\n现金 依据 “一” }",
        ),
        ("parameter 平均工资 : money = 1万元", "参数 平均工资：金额 = 10000元"),
        ("accumulator 乙 per year per 级别", "累计 乙 每年 各级别"),
    ]));
}

#[test]
fn claims() {
    insta::assert_snapshot!(clauses(&[
        ("assert 统筹基金 <= 5000元 per year cite \"三\"", "断言 统筹基金 ≤ 5000元 每年 依据 “三”"),
        ("assert 统筹基金 <= 5000元 for every year", "断言 统筹基金 <= 5000元 每年度"),
        (
            "assert 统筹基金 <= 5000元 for  every day when 级别 is 三级",
            "断言 统筹基金 <= 5000元 每天 当 级别 为 三级"
        ),
        (
            "assert 现金 <= 费用 × 50%\n  when 级别 is 三级",
            "断言 现金 <= 费用 × 50%\n  当 级别 为 三级"
        ),
        ("assert 级别 is 三级 per visit from 2025-01-01", "断言 级别 为 三级 每次 自 2025-01-01"),
        ("assert 慢特病 never worse off because \"甲\"", "断言 慢特病 不吃亏 理由 “甲”"),
        ("assert 退休 never worse off than 在职", "断言 退休 待遇不低于 在职"),
        (
            "assert 基层, 一级 never worse off than 二级, 三级",
            "断言 基层、一级 待遇不低于 二级、三级"
        ),
        ("assert 年龄 is 60岁以上 never worse off", "断言 年龄 为 60岁以上 不吃亏"),
        ("cliff at most 50元 because \"甲\"", "断崖 不超过 50元 理由 “甲”"),
        ("cliff at most 限额", "断崖 不超过 限额"),
        (
            "benefit 乙 { assert 乙 <= 1元 ; cliff at most 0元 }",
            "待遇 乙 { 断言 乙 <= 1元 ; 断崖 不超过0元 }"
        ),
    ]));
}

#[test]
fn gates_and_steps() {
    insta::assert_snapshot!(clauses(&[
        ("require 定点 else \"非定点\"", "要求 定点 否则 “非定点”"),
        (
            "require 定点\n  else \"非定点\"\n  cite \"一\"",
            "要求 定点\n\n  # 说明\n  否则 “非定点”\n  依据 “一”"
        ),
        ("exclude 号别 is 特需 else \"特需\"", "排除 号别 为 特需 否则 “特需”"),
        (
            "benefit 普通门诊 when 医疗类别 is 普通门诊 { self-pay 10% }",
            "待遇 普通门诊 当 医疗类别 为 普通门诊 { 先行自付 10% }",
        ),
        ("benefit 乙\n{ }", "待遇 乙\n｛ ｝"),
        ("deductible 200元 per year", "起付线 200元 每年"),
        ("deductible per year topped up { 三级 : 300元 }", "起付线 每年 就高补差 { 三级：300元 }"),
        (
            "deductible per visit, at most 200元 per year { first visit of year : 40元; second visit of year : 30元; later : 20元 }",
            "起付线 每次，最高 200元 每年 { 本年首次：40元；本年第2次：30元；以后各次：20元 }",
        ),
        (
            "deductible 30元 per item { third visit of month : 3元; otherwise : 4元; any : 5元 }",
            "起付线 30元 每项 { 本月第三次：3元；其余：4元；任意：5元 }",
        ),
        (
            "deductible 3元 per year merged by day counts scope",
            "起付线 3元 每年 按日合并 按范围内费用累计"
        ),
        (
            "deductible per visit counts visits above deductible { first visit of year : 3元; later : 0元 }",
            "起付线 每次 超过起付线才计次 { 本年首次：3元；以后各次：0元 }",
        ),
        (
            "deductible per visit counts every visit { first visit of year : 3元; later : 0元 }",
            "起付线 每次 一律计次 { 本年首次：3元；以后各次：0元 }",
        ),
        ("deductible 3元 per day shared 乙", "起付线 3元 每日 共用 乙"),
        (
            "deductible 3元 per year { reduce 300元 when 签约; scale x0.5; at least 0元 }",
            "起付线 3元 每年 { 降低 300元 当 签约；乘以 ×0.5；最低 0元 }",
        ),
        ("fund 统筹基金 { ratio 70% }", "基金 统筹基金 { 比例 70% }"),
        (
            "fund 大病 on 起付线 + 按比例自付 per year { ratio 60% }",
            "基金 大病 对 起付线 + 按比例自付 每年 { 比例 60% }",
        ),
        (
            "fund 统筹基金 on 诊查费, 药品费 { fixed 40元 }",
            "基金 统筹基金 对 诊查费、药品费 { 定额 40元 }"
        ),
        ("account 个人账户 pays whole or nothing", "账户 个人账户 足额才付"),
        ("account 个人账户 pays what it can", "账户 个人账户 有多少付多少"),
        (
            "account 个人账户 pays what it can instead of fund",
            "账户 个人账户 有多少付多少，代替基金"
        ),
        ("account 个人账户 on 起付线 pays what it can", "账户 个人账户 对 起付线 有多少付多少"),
        ("account 个人账户", "账户 个人账户"),
    ]));
}

#[test]
fn what_a_fund_holds() {
    insta::assert_snapshot!(clauses(&[
        ("ratio 70%", "比例 70%"),
        ("ratio 70% when 慢特病 until 2025-03-09", "比例 70% 当 慢特病 至 2025-03-09"),
        ("own ratio 20%", "自付比例 20%"),
        (
            "ratio by band of fund paid per year { 0元 .. 2万元 : 70% ; 2万元 .. : 60% }",
            "比例 分段 按基金支付 每年 { 0元 ～ 2万元：70%；2万元 ～ ：60% }",
        ),
        (
            "ratio by band of cost per year { 3元 .. : 60% }",
            "比例 分段 按费用 每年 { 3元 ..：60% }"
        ),
        (
            "ratio by band of cost above deductible per month { .. 3元 : 60% }",
            "比例 分段 按起付线以上费用 每月 { .. 3元：60% }",
        ),
        ("fixed 40元", "定额 40元"),
        ("pays 取大(0元, base × 70% − 2元)", "支付 取大（0元，base × 70% - 2元）"),
        ("floor 45%", "保底 45%"),
        ("ceiling 1000元 per year", "自付封顶 1000元 每年"),
        ("uplift 10pp when 慢特病", "提高 10个百分点 当 慢特病"),
        ("reduce 10pp", "降低 10个百分点"),
        ("scale x0.9", "乘以 ×0.9"),
        ("own share x0.6", "自付乘以 x0.6"),
        ("at most 100%", "最高 100%"),
        ("at least 0%", "最低 0%"),
        ("cap 4000元 per year", "封顶线 4000元 每年"),
        ("cap 4000元 rolling 360 days on cost", "封顶线 4000元 滚动 360天 按费用"),
        ("cap 4000元 lifetime on payment", "封顶线 4000元 终身 按支付"),
        ("cap 4000元 per quarter per 病种 per 级别", "封顶线 4000元 每季度 各 病种 各级别"),
        ("ratio 95%  cap 535000元 per year", "比例 95%　封顶线 535000元 每年"),
        ("ratio 70%  at most 100%  floor 3%", "比例 70% 最高 100% 保底 3%"),
    ]));
}

#[test]
fn tables() {
    insta::assert_snapshot!(clauses(&[
        (
            "ratio {\n级别 | 职工 | 居民\n基层, 一级 | 90% | 60% cite \"一\"\n二级 | unset | unset 50% .. 80%\n}",
            "比例 ｛\n级别 ｜ 职工 | 居民\n基层、一级 | 90％ ｜ 60% 依据 “一” # 说明\n二级 | 待定 | 待定 50% ～ 80%\n｝",
        ),
        (
            "ratio {\nband | 在职\n0元 .. 2万元 | 70%\n2万元 .. | unset \"约七成\"\n}",
            "比例 {\n分段 | 在职\n0元 .. 20000元 | 70%\n2万元 .. | 待定 “约七成”\n}",
        ),
        (
            "ratio { 80% until 2025-01-01; 90% from 2025-01-01 }",
            "比例 { 80% 至 2025-01-01；90% 自 2025-01-01 }",
        ),
        (
            "ratio { 职工 : 70% from 2024-01-01 until 2025-01-01 cite \"一\" }",
            "比例 { 职工：70% 自 2024-01-01 至 2025-01-01 依据 “一” }",
        ),
        (
            "let 乙 = { 60岁以上 : 1元; 不满18岁 : 2元; 18岁以上不满60岁 : 3元; 2万元以下 : 4元 }",
            "设 乙 = { 60岁及以上 : 1元; 小于18岁 : 2元; 18岁以上不满60岁 : 3元; 2万元以内 : 4元 }",
        ),
        (
            "let 乙 = { 超过3次 : 1元; 不超过3次 : 2元; 二级以上 : 3元; 一级以下 : 4元 }",
            "设 乙 = { 超过 3次 : 1元; 不超过3次 : 2元; 二级以上 : 3元; 一级以下 : 4元 }",
        ),
        ("ratio { 比例 : 3元; 基金 | 级别 | ratio }", "比例 { 比例：3元；基金 ｜ 级别 ｜ ratio }"),
    ]));
}

#[test]
fn expressions() {
    insta::assert_snapshot!(clauses(&[
        ("require 甲 or 乙 and not 丙", "要求 甲 或 乙 且 非 丙"),
        ("require not 级别 is 二级, 三级 and 丁", "要求 非 级别 为 二级、三级 且 丁"),
        ("require 级别 is not 二级", "要求 级别 不为 二级"),
        (
            "require 年龄 is 60岁以上 or 年龄 is 0岁 .. 6岁",
            "要求 年龄 是 60岁以上 或者 年龄 为 0岁 .. 6岁"
        ),
        ("require 病种 in 备案病种", "要求 病种 属于 备案病种"),
        ("require 费用 > 3元 and 费用 <= 5元", "要求 费用 ＞ 3元 并且 费用 ≤ 5元"),
        ("require 费用 < 3元 or 费用 >= 5元", "要求 费用 ＜ 3元 或 费用 ≥ 5元"),
        ("require 费用 == 3元 or 费用 != 5元", "要求 费用 ＝＝ 3元 或 费用 ≠ 5元"),
        ("require 甲\n  and 乙\n  or 丙", "要求 甲 # 说明\n  且 乙\n\n  或 丙"),
        (
            "require (甲\n  or 乙)\n  and 丙 +\n 3元 > 4元",
            "要求 （甲\n  或 乙）\n  且 丙 ＋\n 3元 > 4元"
        ),
        ("pays 费用 ×0.9 + −3元 × (2 - 1) / 2", "支付 费用 × 0.9 + -3元 × （2 − 1） ÷ 2"),
        ("pays 费用 × x0.9", "支付 费用 × ×0.9"),
        (
            "pays if 慢特病 then 80% else if 丙 then 70% else 60%",
            "支付 若 慢特病 则 80% 否则 如果 丙 那么 70% 否则 60%"
        ),
        ("pays max(\n  1元,\n  floor(2.5)\n)", "支付 max（1元， floor（2.5））"),
        ("require 已备案 is yes and 定点 == no", "要求 已备案 为 是 且 定点 == 否"),
        ("require 日期 < 备案日期 + 1年", "要求 日期 < 备案日期 + 1年"),
        (
            "require 日期 - 备案日期 <= 90天 or 月数(甲, 乙) > 6个月",
            "要求 日期 − 备案日期 ≤ 90天 或 月数(甲，乙) > 6个月"
        ),
        ("require 编号 == \"甲 # 乙\"", "要求 编号 == “甲 # 乙”"),
        ("ratio 75% + 0.2pp × 年龄", "比例 75% + 0.2个百分点 × 年龄"),
        ("cap 1_000元 + 1.5亿元 + 0.01元", "封顶线 1000元 + 150000000元 + 0.01元"),
        ("cap cap × 2人 + fund × 3种 + per_month", "封顶线 cap × 2 + fund × 3 + per_month"),
    ]));
}

#[test]
fn items() {
    insta::assert_snapshot!(files(&[
        ("use 医保", "引用 医保；\n"),
        (
            "vocabulary 甲 { account 乙 \"b\" pays 起付线 + 按比例自付 default 0元 }",
            "词汇 甲 { 账户 乙 “b” 支付 起付线 + 按比例自付 默认 0元 }",
        ),
        ("policy 甲 \"标题\" extends 乙 { city 丙 }", "政策 甲 “标题” 基于 乙 { 统筹区 丙 }",),
        (
            "enum 级别 \"level\" ordered { 基层 \"basic\", 一级 \"1\" }",
            "枚举 级别 “level” 有序 { 基层 “basic”、一级 “1” }",
        ),
        ("enum 颜色 { 红\n绿 }", "枚举 颜色 { 红；绿 }"),
        (
            "extend 级别 { 村 \"village\" < 基层 ; 特三级 > 三级 ; 其他 }",
            "扩展 级别 { 村 “village” ＜ 基层 ； 特三级 > 三级 ； 其他 }",
        ),
        (
            "field 年龄 \"age\" : age 0岁 .. 130岁 step 1岁 of person default 周岁(出生日期)",
            "字段 年龄 “age” ： 年龄 0岁 .. 130岁 步长 1岁 属于 参保人 默认 周岁(出生日期)",
        ),
        ("field 甲 : money of line", "字段 甲 : 金额 属于 项目"),
        ("field 甲 : ratio of visit", "字段 甲 : 比例 属于 就诊"),
        ("field 甲 : points of institution", "字段 甲 : 百分点 属于 机构"),
        ("field 甲 : factor of line", "字段 甲 : 系数 属于 项目"),
        ("field 甲 : count of line", "字段 甲 : 次数 属于 项目"),
        ("field 甲 : date of line", "字段 甲 : 日期 属于 项目"),
        ("field 甲 : duration of line", "字段 甲 : 时长 属于 项目"),
        ("field 甲 : flag of line default no", "字段 甲 : 是否 属于 项目 默认 否"),
        ("field 甲 : code of line", "字段 甲 : 代码 属于 项目"),
        ("field 甲 : set of 病种 of line", "字段 甲 : 集合 病种 属于 项目"),
        ("field 甲 : 级别 of line", "字段 甲 : 级别 属于 项目"),
        (
            "parameter 平均工资 : money { 10000元 from 2024-01-01 until 2025-01-01 ; unset from 2025-01-01 }",
            "参数 平均工资 : 金额 { 10000元 自 2024-01-01 至 2025-01-01 ； 待定 自 2025-01-01 }",
        ),
        ("accumulator 门诊起付累计 per year", "累计 门诊起付累计 每年"),
        (
            "scenario \"张阿姨\" for 甲 {\nperson { 参保类型 : 职工; 备案病种 : 高血压, 糖尿病 }\nvisit 2025-05-06 { 级别 : 三级\nline { 金额 : 10元 }; line { 金额 : 2元; 编号 : \"3\" } }\nexpect { 起付线 : 7元; 现金 : 3元 }\nexpect refused \"非定点\"\nexpect refused }",
            "情景 “张阿姨” 针对 甲 {\n参保人 { 参保类型：职工；备案病种：高血压、糖尿病 }\n就诊 2025年5月6日 { 级别：三级\n项目 { 金额：10元 }；项目 { 金额：2元；编号：“3” } }\n应为 { 起付线：7元；现金：3元 }\n应为 拒付 “非定点”\n应为 拒付 }",
        ),
        ("scenario \"甲\" { }", "情景 “甲” { }"),
    ]));
}

#[test]
fn comments_are_kept() {
    insta::assert_snapshot!(files(&[(
        "# 一\nuse 医保 # 二\npolicy 甲 { # 三\n  cap 3元 # 四\n  source \"# 不是注释\"\n} # 五",
        "# 一\r\n引用 医保 # 二\r\n政策 甲 { # 三\r\n  封顶线 3元 # 四\r\n  来源 “# 不是注释”\r\n} # 五",
    )]));
}
