//! Scenarios of several events: what stands, what carries over, what a refund leaves, what goes unused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod support;

use polc::testing::Outcome;

const POLICY: &str = "
引用 医保
账户 钱包 支付 起付线 + 按比例自付 默认 0元 转入 旧钱包 于 01-01
账户 旧钱包 支付 起付线 + 按比例自付 默认 0元

政策 年度 {
    统筹区 年度
    适用 参保类型 为 职工
    自 2025-01-01
    待遇 门诊 {
        起付线 200元 每年
        基金 统筹基金 { 比例 60% }
    }
    退费 { 要求 非 转诊 否则 “转诊的不退” }
    家庭共济 共济账户 {
        要求 给付人余额 > 0元 否则 “没有余额”
        要求 当前给付人数 < 1 否则 “已有给付人”
        要求 曾经共济 或 累计共济人数 < 2 否则 “太多”
    }
    支付 { 钱包；旧钱包；共济账户；现金 }
}
政策 病种 {
    统筹区 病种
    自 2025-01-01
    待遇 门诊 {
        起付线 200元 每年
        基金 统筹基金 {
            比例 60%
            提高 10个百分点 当 高血压 in 备案病种
            提高 5个百分点 当 糖尿病 in 备案病种
            提高 1个百分点 当 就医地 为 异地 且 已备案
        }
    }
    支付 { 现金 }
}
计算 缴费 “缴费” {
    统筹区 年度
    得出 月缴 = 若 年龄 >= 50岁 则 15元 否则 10元
    得出 起 = 缴费日期 + 3个月
}
";

/// Runs one scenario whose events are given.
fn run(policy: &str, events: &str) -> Outcome {
    let text = format!("{POLICY}\n情景 “试” 针对 {policy} {{\n{events}\n}}\n");
    support::run_scenario(&text)
}

fn holds(policy: &str, events: &str) {
    let outcome = run(policy, events);
    assert!(outcome.passed(), "{:?}\n{:?}", outcome.failures, outcome.problems);
}

#[test]
fn facts_begin_and_end_on_their_days() {
    let visit = |day: &str, more: &str, wanted: &str| {
        format!("就诊 {day} {{ 费用 : 100元{more} }}\n 应为 {{ 统筹基金 : {wanted} }}\n")
    };
    let events = [
        "参保人 { 参保类型 : 职工 }".to_owned(),
        visit("2025-01-10", "; 备案病种 : 高血压, 糖尿病", "0元"),
        visit("2025-01-11", "; 备案病种 : 高血压, 糖尿病", "0元"),
        visit("2025-01-12", "; 备案病种 : 高血压, 糖尿病", "75元"),
        "登记 2025-02-01 至 2025-06-01 { 备案病种 : 高血压 }".to_owned(),
        visit("2025-02-01", "", "70元"),
        "登记 2025-03-01 { 备案病种 : 糖尿病 }".to_owned(),
        visit("2025-03-01", "", "75元"),
        "备案 2025-04-01 至 2025-05-01 { 已备案 : 是 }".to_owned(),
        visit("2025-04-30", "; 就医地 : 异地", "76元"),
        visit("2025-05-01", "; 就医地 : 异地", "75元"),
        // What the visit says of itself wins.
        visit("2025-05-02", "; 备案病种 : 糖尿病", "65元"),
        visit("2025-05-31", "", "75元"),
        visit("2025-06-01", "", "65元"),
        // A person's own set takes its place beside what is registered.
        "参保人 2025-07-01 { 备案病种 : 高血压 }".to_owned(),
        visit("2025-07-01", "", "75元"),
    ];
    holds("病种", &events.join("\n"));
}

#[test]
fn an_account_carries_over_before_the_first_event_of_the_year() {
    holds(
        "年度",
        "参保人 { 参保类型 : 职工 }
         入账 2025-02-01 { 钱包 : 100元 }
         就诊 2025-03-01 “甲” { 费用 : 60元 }
         应为 { 钱包 : 60元; 钱包余额 : 40元 }
         入账 2026-01-01 { 钱包 : 70元 }
         应为 { 钱包余额 : 70元; 旧钱包余额 : 40元 }
         就诊 2026-01-02 “乙” { 费用 : 90元 }
         应为 { 钱包 : 70元; 旧钱包 : 20元; 旧钱包余额 : 20元 }
         退费 2026-01-03 冲销 “甲”
         应为 { 钱包 : 60元; 钱包余额 : 0元; 旧钱包余额 : 80元 }
         应为 “乙” { 钱包 : 70元; 旧钱包 : 20元 }
         应为 “甲” { 钱包 : 0元; 起付线 : 0元 }",
    );
}

#[test]
fn a_refund_gives_back_once_and_what_came_after_is_done_again() {
    holds(
        "年度",
        "参保人 { 参保类型 : 职工; 钱包 : 100元 }
         就诊 2025-03-01 “甲” { 费用 : 300元 }
         应为 { 起付线 : 200元; 统筹基金 : 60元; 钱包 : 100元; 现金 : 140元 }
         就诊 2025-03-02 “乙” { 费用 : 300元 }
         应为 { 起付线 : 0元; 统筹基金 : 180元; 钱包 : 0元; 现金 : 120元 }
         退费 2025-03-03 冲销 “甲”
         应为 { 统筹基金 : 60元; 钱包 : 100元; 现金 : 140元; 起付线 : 200元; 钱包余额 : 0元 }
         应为 “乙” { 起付线 : 200元; 统筹基金 : 60元; 钱包 : 100元; 现金 : 140元 }
         退费 2025-03-03 冲销 “甲”
         应为 拒付 “已经退过费”
         退费 2025-03-03 冲销 2025-03-02
         应为 { 统筹基金 : 60元; 钱包余额 : 100元 }
         退费 2025-03-04
         应为 拒付 “已经退过费”
         就诊 2025-03-05 “丙” { 费用 : 300元; 转诊 : 是 }
         应为 { 起付线 : 200元; 钱包 : 100元 }
         退费 2025-03-06
         应为 拒付 “转诊的不退”
         退费 2025-03-06 { 转诊 : 否 }
         应为 { 钱包 : 100元; 钱包余额 : 100元 }",
    );
}

#[test]
fn givers_keep_what_is_theirs_and_count_once() {
    holds(
        "年度",
        "参保人 { 参保类型 : 职工 }
         绑定 2025-01-01 { 给付人 : “父”; 给付人余额 : 100元 }
         应为 { 共济账户余额 : 100元 }
         绑定 2025-01-01 { 给付人 : “父”; 给付人余额 : 100元 }
         应为 拒付 “已经绑定”
         绑定 2025-01-02 { 给付人 : “母”; 给付人余额 : 50元 }
         应为 拒付 “已有给付人”
         就诊 2025-01-03 “甲” { 费用 : 30元 }
         应为 { 共济账户 : 30元; 现金 : 0元; 共济账户余额 : 70元 }
         解绑 2025-02-01 { 给付人 : “父” }
         应为 { 共济账户余额 : 0元 }
         解绑 2025-02-01 { 给付人 : “父” }
         应为 拒付 “没有绑定”
         绑定 2025-02-02 { 给付人 : “母”; 给付人余额 : 50元 }
         入账 2025-02-03 { 给付人 : “父”; 共济账户 : 5元 }
         就诊 2025-02-04 { 费用 : 60元 }
         应为 { 共济账户 : 50元; 现金 : 10元; 共济账户余额 : 0元 }
         退费 2025-02-05 冲销 “甲”
         应为 { 共济账户 : 30元; 共济账户余额 : 0元 }
         解绑 2025-02-06 { 给付人 : “母” }
         绑定 2025-02-07 { 给付人 : “父” }
         应为 { 共济账户余额 : 105元 }",
    );
}

#[test]
fn results_of_a_calculation_are_expected_by_name() {
    holds(
        "缴费",
        "参保人 { 年龄 : 60岁 }
         计算 2025-01-01 { 缴费日期 : 2024-11-30 }
         应为 { 月缴 : 15元; 起 : 2025-02-28 }",
    );
    let outcome = run(
        "缴费",
        "参保人 { 年龄 : 60岁 }
         计算 2025-01-01 { 缴费日期 : 2024-11-30; 级别 : 三级 }
         应为 { 月缴 : 16元; 起 : 3天; 年缴 : 1元 }",
    );
    let said: Vec<&str> = outcome.failures.iter().map(|it| it.text.zh.as_str()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("“月缴”应为") && said[2].contains("不是这个计算的结果"), "{said:?}");
    assert_eq!(unused(&outcome), ["级别"]);
}

fn unused(outcome: &Outcome) -> Vec<&str> {
    outcome.unused.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn facts_that_nothing_looked_at_are_told() {
    let outcome = run(
        "年度",
        "参保人 { 参保类型 : 职工; 公务员 : 是; 出生日期 : 1980-01-01 }
         登记 2025-02-01 { 备案病种 : 高血压 }
         就诊 2025-03-01 { 费用 : 300元; 号别 : 专家; 级别 : 三级 }
         应为 { 起付线 : 200元 }
         应为 未使用 级别
         退费 2025-03-02 { 急诊标志 : 是 }
         应为 { 起付线 : 200元 }",
    );
    assert!(outcome.passed(), "{:?}", outcome.failures);
    assert_eq!(unused(&outcome), ["公务员", "出生日期", "备案病种", "号别", "急诊标志"]);
    // A visit that a clause refuses need not have looked at everything.
    assert!(
        unused(&run(
            "年度",
            "参保人 { 参保类型 : 职工 }
         绑定 2025-01-01 { 给付人 : “父”; 给付人余额 : 0元 }
         应为 拒付 “没有余额”"
        ))
        .is_empty()
    );
}

#[test]
fn expectations_say_which_visit_they_miss() {
    let outcome = run(
        "年度",
        "参保人 { 参保类型 : 职工 }
         就诊 2025-03-01 “甲一” { 费用 : 300元 }
         就诊 2025-03-01 “甲二” { 费用 : 300元 }
         应为 “甲三” { 起付线 : 0元 }
         应为 2025-03-01 { 起付线 : 0元 }
         应为 “甲一” 拒付
         应为 “甲二” { 起付线 : 0元 }",
    );
    let said: Vec<&str> = outcome.failures.iter().map(|it| it.text.zh.as_str()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(
        said[0].contains("甲三") && said[1].contains("2 次就诊") && said[2].contains("实际结算了")
    );
}
