//! Claims, held against the visits of scenarios: what breaks one is told once, with its figures.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod support;

use std::sync::Arc;

use polc::diagnostics::Code;
use polc::pipeline::compile;
use polc::program::Program;
use polc::settlement::Settlement;
use polc::syntax::ast::{Item, Scenario};
use polc::testing::{self, Outcome};

/// Runs one scenario against a policy of one benefit: 70 %, and at level three 90 % in another.
fn run(claims: &str, events: &str) -> Outcome {
    let text = format!(
        "引用 医保
政策 例 {{
    统筹区 甲市
    待遇年度 起于 07-01
    {claims}
    排除 转诊 否则 “转诊的不付”
    待遇 普通门诊 当 医疗类别 为 普通门诊 {{
        基金 统筹基金 {{ 比例 70% }}
    }}
    待遇 慢特病 当 医疗类别 为 慢特病 {{
        断言 统筹基金 <= 费用 × 80%
        基金 统筹基金 {{ 比例 90% }}
    }}
    支付 {{ 个人账户；现金 }}
}}
情景 “试” 针对 例 {{
    {events}
}}
"
    );
    support::run_scenario(&text)
}

/// What is broken, in Chinese.
fn broken(claims: &str, events: &str) -> Vec<String> {
    let outcome = run(claims, events);
    assert!(outcome.problems.is_empty(), "{:?}", outcome.problems);
    assert!(outcome.broken.iter().all(|problem| problem.code == Code::ClaimBroken));
    assert!(outcome.broken.is_empty() || !outcome.passed());
    outcome.broken.iter().map(|problem| problem.message.zh.clone()).collect()
}

/// A visit at 普通门诊.
fn visit(day: &str, cost: &str, more: &str) -> String {
    format!("就诊 {day} {{ 医疗类别 : 普通门诊; 费用 : {cost}{more} }}\n")
}

#[test]
fn a_condition_is_looked_at_in_each_visit() {
    let claims = "断言 统筹基金 <= 费用 × 50%";
    let told = broken(claims, &visit("2025-01-01", "100元", ""));
    assert_eq!(told, ["“统筹基金 <= 费用 × 50%”不成立：左边是 70元，右边是 50元"]);
    assert_eq!(
        broken("断言 现金 + 个人账户 == 个人负担", &visit("2025-01-01", "100元", "")),
        [""; 0]
    );
    let told = broken("断言 级别 为 三级", &visit("2025-01-01", "100元", "; 级别 : 二级"));
    assert_eq!(told, ["“级别 为 三级”不成立：这次就诊不满足"]);
}

#[test]
fn a_claim_speaks_of_the_visits_that_its_condition_and_its_dates_let_in() {
    let claims = "断言 统筹基金 <= 0元 当 个人账户 > 50元 自 2025-02-01";
    let day = |day: &str| {
        ["40元", "60元"]
            .map(|balance| visit(day, "1000元", &format!("; 个人账户 : {balance}")))
            .concat()
    };
    assert_eq!(broken(claims, &day("2025-01-01")), [""; 0]);
    let told = broken(claims, &day("2025-02-01"));
    assert_eq!(told, ["“统筹基金 <= 0元”不成立：左边是 700元，右边是 0元"]);
}

#[test]
fn a_claim_of_a_benefit_speaks_of_its_visits() {
    let told = broken("", "就诊 2025-01-01 { 医疗类别 : 慢特病; 费用 : 100元 }");
    assert_eq!(told, ["“统筹基金 <= 费用 × 80%”不成立：左边是 90元，右边是 80元"]);
    assert_eq!(broken("", &visit("2025-01-01", "100元", "")), [""; 0]);
}

#[test]
fn the_visits_of_a_period_are_added_up() {
    let claims = "断言 统筹基金 <= 140元 每年";
    let two = visit("2025-06-29", "100元", "") + &visit("2025-06-30", "100元", "");
    assert_eq!(broken(claims, &two), [""; 0]);
    // The benefit year begins in July, and a sum that stays above its limit is told once.
    let third = visit("2025-07-01", "100元", "");
    assert_eq!(broken(claims, &(two.clone() + &third)), [""; 0]);
    let told = broken(claims, &(two.clone() + &visit("2025-06-30", "1元", "").repeat(2)));
    assert_eq!(told, ["“统筹基金 <= 140元 每年”不成立：2024 合计 140.70元，界限 140元"]);
    let told = broken("断言 统筹基金 < 140元 终身", &(two + &third));
    assert_eq!(told, ["“统筹基金 < 140元 终身”不成立：合计 140元，界限 140元"]);
}

#[test]
fn what_is_refunded_or_refused_is_not_added_up() {
    let claims = "断言 统筹基金 <= 140元 每月";
    let events = "就诊 2025-06-01 “甲” { 医疗类别 : 普通门诊; 费用 : 100元 }
        就诊 2025-06-02 { 医疗类别 : 普通门诊; 费用 : 100元 }
        退费 2025-06-03 冲销 “甲”
        就诊 2025-06-03 { 医疗类别 : 普通门诊; 转诊 : 是; 费用 : 1000元 }
        就诊 2025-06-04 { 医疗类别 : 普通门诊; 费用 : 100元 }";
    assert_eq!(broken(claims, events), [""; 0]);
    let told = broken(claims, &events.replace("退费 2025-06-03 冲销 “甲”", ""));
    assert_eq!(told, ["“统筹基金 <= 140元 每月”不成立：2025-06 合计 210元，界限 140元"]);
    // A refused visit is not settled: no claim speaks of it.
    let refused = visit("2025-01-01", "100元", "; 转诊 : 是");
    assert_eq!(broken("断言 现金 <= 0元", &refused), [""; 0]);
}

#[test]
fn what_a_claim_needs_and_nobody_gives_breaks_nothing() {
    assert_eq!(broken("断言 级别 为 三级", &visit("2025-01-01", "100元", "")), [""; 0]);
    let outcome = run("断言 级别 为 三级", &visit("2025-01-01", "100元", "; 级别 : 三级"));
    // A claim is no rule: what only a claim looks at had no part in the result.
    let names: Vec<&str> = outcome.unused.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["级别"]);
}

/// The settlements of a scenario, without what is claimed of them.
fn settlements(scenario: &Scenario, programs: &[Arc<Program>]) -> Vec<Settlement> {
    let outcome = testing::run(scenario, programs);
    let settled = outcome.visits().map(|(_, visit)| visit.settlement.clone());
    settled.map(|settlement| Settlement { claims: Vec::new(), ..settlement }).collect()
}

#[test]
fn no_settlement_depends_on_a_claim() {
    let folders = ["policies", "tests/cases", "tests/shapes"].map(support::pol_files);
    let [policies, cases, shapes] = folders;
    let (mut looked, mut claimed) = (0, 0);
    let alone = shapes.into_iter().filter(|path| path.ends_with("C1.pol")).map(|path| vec![path]);
    for paths in std::iter::once([policies, cases].concat()).chain(alone) {
        let compilation = compile(&support::sources(&paths));
        let bare = |program: &Arc<Program>| {
            let mut program = Program::clone(program);
            program.body.claims.clear();
            Arc::new(program)
        };
        let without: Vec<_> = compilation.programs.iter().map(bare).collect();
        claimed += compilation.programs.iter().filter(|it| !it.body.claims.is_empty()).count();
        let items = compilation.files.iter().flat_map(|file| &file.items);
        for item in items {
            let Item::Scenario(scenario) = item else { continue };
            let settled = settlements(scenario, &compilation.programs);
            assert_eq!(settled, settlements(scenario, &without), "{}", scenario.title.node);
            looked += settled.len();
        }
    }
    assert!(looked >= 100 && claimed >= 10, "{looked} visits, {claimed} policies with claims");
}

/// What is said of a claim on a fund with a yearly cap of 1000元.
fn said(claim: &str) -> (usize, usize, usize) {
    let text = format!(
        "引用 医保
政策 例 {{
    统筹区 甲市
    {claim}
    待遇 普通门诊 当 医疗类别 为 普通门诊 {{
        基金 统筹基金 {{ 比例 70% 封顶线 每年 1000元 }}
    }}
    支付 {{ 现金 }}
}}
"
    );
    let (_, checked) = support::check_text("断言.pol", &text);
    let of = checked.problems.tally().codes[&Code::FalseClaim];
    (of.proved, of.refuted, of.undecided)
}

#[test]
fn a_sum_that_comes_to_its_limit_keeps_at_most_and_breaks_less_than() {
    assert_eq!(said("断言 统筹基金 <= 1000元 每年"), (1, 0, 0));
    assert_eq!(said("断言 统筹基金 < 1000元 每年"), (0, 1, 0));
    assert_eq!(said("断言 统筹基金 < 1001元 每年"), (1, 0, 0));
}
