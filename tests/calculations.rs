//! Calculations and the gates of refunds and bindings, from source text to values.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod support;

use std::sync::Arc;

use polc::diagnostics::{Code, Lang, Problem};
use polc::interpret::{calculate, pass};
use polc::ledger::State;
use polc::program::Program;
use polc::select::{select, select_calc};
use polc::settlement::{Calculation, Passage};
use polc::value::{Type, Value};
use polc::visit::{RawFact, RawValue, RawVisit, read_with_binding};

fn programs(text: &str) -> Vec<Arc<Program>> {
    let (map, compilation) = support::compile_text("例.pol", text);
    // The texts share their declarations; what one of them does not use is no fault here.
    let mut problems: Vec<Problem> = compilation.problems.into_sorted();
    problems.retain(|problem| problem.code != Code::UnusedName);
    let faults = problems.iter().map(|problem| {
        let place = problem.span().and_then(|span| map.locate(span));
        format!("{:?} {}", place.map(|(_, at)| (at.line, at.column)), problem.message.zh)
    });
    assert!(problems.is_empty(), "{}", faults.collect::<Vec<_>>().join("\n"));
    compilation.programs
}

fn fact(name: &str, value: &str) -> RawFact {
    RawFact {
        name: name.to_owned(),
        value: RawValue::Text(value.to_owned()),
        place: name.to_owned(),
        span: None,
        name_span: None,
    }
}

fn raw(facts: &[(&str, &str)]) -> RawVisit {
    let facts = facts.iter().map(|(name, value)| fact(name, value)).collect();
    RawVisit { facts, ..RawVisit::default() }
}

fn calculated(text: &str, facts: &[(&str, &str)]) -> Result<Calculation, Vec<Problem>> {
    let programs = programs(text);
    let (program, facts) = select_calc(&programs, &raw(facts), None)?;
    calculate(&program, &facts)
}

/// The results as `名=值`.
fn results(text: &str, facts: &[(&str, &str)]) -> String {
    let programs = programs(text);
    let (program, facts) = select_calc(&programs, &raw(facts), None).expect("a calculation");
    let calculation = calculate(&program, &facts).expect("results");
    let each = calculation.results.iter().map(|note| {
        let name = &program.body.results[note.result.index()].name;
        format!("{name}={}", shown(&program, &note.value, note.ty))
    });
    each.collect::<Vec<_>>().join(" ")
}

fn shown(program: &Program, value: &Value, ty: Type) -> String {
    match (value, ty) {
        (Value::Number(number), _) => polc::value::figure(*number, ty),
        (Value::Flag(flag), _) => if *flag { "是" } else { "否" }.to_owned(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Choice(index), Type::Choice(of)) => {
            program.vocabulary.choice_name(of, *index).to_owned()
        }
        _ => format!("{value:?}"),
    }
}

fn messages(problems: &[Problem]) -> String {
    let each =
        problems.iter().map(|problem| format!("{}: {}", problem.code.name(), problem.message.zh));
    each.collect::<Vec<_>>().join("\n")
}

const HEAD: &str = "引用 医保\n字段 工资 : 金额 属于 参保人\n字段 断缴 : 是否 属于 参保人\n";

#[test]
fn an_amount_is_rounded_once_where_it_is_given_and_later_results_use_what_was_given() {
    let text = format!(
        "{HEAD}计算 例 {{ 舍入 0.1元 进位  设 日 = 工资 ÷ 30  得出 甲 = 日 × 7  得出 乙 = 甲 × 2  得出 丙 = 日 × 14 }}"
    );
    let facts = [("日期", "2025-01-01"), ("工资", "100元")];
    // 700/30 = 23.333… → 23.40; twice that is 46.80, and not 46.70.
    assert_eq!(results(&text, &facts), "甲=23.40元 乙=46.80元 丙=46.70元");
    let calculation = calculated(&text, &facts).expect("results");
    let exact = calculation.results[0].exact.expect("an amount");
    assert_eq!((exact.numerator(), exact.denominator()), (7000, 3));
    assert_eq!(calculation.definitions.len(), 1);
}

#[test]
fn months_end_with_the_month_and_other_types_stay_as_they_are() {
    let text = format!(
        "{HEAD}计算 例 {{ 得出 满 = 日期 + 3个月 得出 前 = 日期 − 1个月 得出 比 = 60% 得出 是非 = 断缴 且 工资 > 1元 得出 类 = 参保类型 }}"
    );
    let facts = [("日期", "2024-11-30"), ("工资", "2元"), ("断缴", "是"), ("参保类型", "职工")];
    assert_eq!(results(&text, &facts), "满=2025-02-28 前=2024-10-30 比=60% 是非=是 类=职工");
}

#[test]
fn a_result_may_be_what_a_field_holds() {
    let text =
        "引用 医保\n计算 例 { 得出 待遇起始日 = 缴费日期 + 90天 得出 提醒日 = 待遇起始日 − 7天 }";
    let facts = [("日期", "2025-03-01"), ("缴费日期", "2025-03-01"), ("待遇起始日", "2020-01-01")];
    assert_eq!(results(text, &facts), "待遇起始日=2025-05-30 提醒日=2025-05-23");
}

#[test]
fn a_result_whose_condition_does_not_hold_is_left_out_with_the_reason() {
    let text = format!(
        "{HEAD}计算 例 {{ 得出 甲 = 1元 当 断缴 得出 乙 = 2元 当 非 断缴 得出 丙 = 3元 自 2026-01-01 }}"
    );
    let facts = [("日期", "2025-01-01"), ("断缴", "否")];
    assert_eq!(results(&text, &facts), "乙=2元");
    let calculation = calculated(&text, &facts).expect("results");
    assert_eq!(calculation.left_out.len(), 2);
    assert_eq!(calculation.left_out[0].because.len(), 1);
    assert!(calculation.left_out[1].because.is_empty());
}

#[test]
fn a_result_that_needs_one_that_is_left_out_is_refused() {
    let text = format!("{HEAD}计算 例 {{ 得出 甲 = 1元 当 断缴 得出 乙 = 甲 × 2 }}");
    let problems =
        calculated(&text, &[("日期", "2025-01-01"), ("断缴", "否")]).expect_err("refused");
    assert_eq!(messages(&problems), "no-result: 这次没有得出“甲”，后面的结果却要用到它");
}

#[test]
fn gates_and_clauses_that_are_left_out_bar_a_calculation() {
    let text = format!(
        "{HEAD}计算 例 {{ 要求 工资 > 0元 否则 “没有工资” 未编码 “断缴的” 理由 “没有写明” 当 断缴 得出 甲 = 工资 × 8% }}"
    );
    let day = ("日期", "2025-01-01");
    let none = calculated(&text, &[day, ("工资", "0元"), ("断缴", "是")]).expect("an answer");
    assert_eq!(none.passage.refusal.and_then(|it| it.reason).as_deref(), Some("没有工资"));
    assert!(none.results.is_empty() && none.left_out.is_empty());
    let problems = calculated(&text, &[day, ("工资", "1元"), ("断缴", "是")]).expect_err("refused");
    assert!(messages(&problems).starts_with("not-encoded"), "{}", messages(&problems));
    let some = calculated(&text, &[day, ("工资", "1元"), ("断缴", "否")]).expect("an answer");
    assert_eq!(some.passage.passed.len(), 1);
    // Only what is needed has to be given.
    let problems = calculated(&text, &[day]).expect_err("refused");
    assert!(messages(&problems).contains("工资"), "{}", messages(&problems));
}

#[test]
fn a_table_of_a_result_tells_its_row() {
    let text =
        format!("{HEAD}计算 例 {{ 得出 甲 = {{ 职工 : 工资 × 8%；居民 : 5元 }} 依据 “表” }}");
    let facts = [("日期", "2025-01-01"), ("参保类型", "职工"), ("工资", "100元")];
    assert_eq!(results(&text, &facts), "甲=8元");
    let programs = programs(&text);
    let (program, facts) = select_calc(&programs, &raw(&facts), Some("例")).expect("it");
    let calculation = calculate(&program, &facts).expect("results");
    insta::assert_snapshot!(polc::report::calculation::one(&program, &calculation, Lang::Zh));
}

#[test]
fn visits_go_to_policies_and_calculations_to_calculations() {
    let text = format!(
        "{HEAD}政策 例 {{ 待遇 门诊 {{ 基金 统筹基金 {{ 比例 50% }} }} }}\n计算 例 {{ 得出 甲 = 1元 }}\n计算 另 {{ 适用 断缴 得出 甲 = 2元 }}"
    );
    let programs = programs(&text);
    let facts = raw(&[("日期", "2025-01-01"), ("断缴", "是")]);
    assert!(!select(&programs, &facts).expect("a policy").0.head.calc);
    let (program, _) = select_calc(&programs, &facts, Some("另")).expect("a calculation");
    assert_eq!((program.head.calc, program.head.name.as_str()), (true, "另"));
    let several = select_calc(&programs, &facts, None).expect_err("two");
    assert!(messages(&several).starts_with("several-policies"), "{}", messages(&several));
    let unknown = select_calc(&programs, &facts, Some("另外")).expect_err("none");
    assert!(messages(&unknown).contains("没有计算“另外”"));
    let other = raw(&[("日期", "2025-01-01"), ("断缴", "否")]);
    let none = select_calc(&programs, &other, Some("另")).expect_err("not for this person");
    assert!(messages(&none).contains("生效的计算都不适用"), "{}", messages(&none));
}

/// A policy with gates for refunds and bindings.
const GATES: &str = "引用 医保
字段 已就诊 : 是否 属于 就诊 默认 否
字段 有证明 : 是否 属于 就诊 默认 否
政策 例 {
    设 急 = 有证明
    待遇 门诊 { 基金 统筹基金 { 比例 50%  封顶线 100元 每年 } }
    退费 { 要求 非 已就诊 或 急 否则 “已就诊不退” 依据 “退费” } 依据 “第九条”
    家庭共济 共济账户 {
        要求 关系 为 配偶, 父母, 子女 否则 “只限近亲属”
        要求 当前共济人数 < 10 否则 “同时最多10人” 自 2025-01-01
        排除 给付人余额 <= 0元 否则 “余额不足”
    }
}";

fn passed(family: bool, facts: &[(&str, &str)]) -> Result<Passage, Vec<Problem>> {
    let programs = programs(GATES);
    let program = &programs[0];
    let facts = read_with_binding(&raw(facts), &program.vocabulary)?;
    let gates = if family { &program.body.family[0].gates } else { &program.body.refund };
    pass(program, gates, &facts, &State::default())
}

fn bar(passage: Passage) -> Option<String> {
    passage.refusal.and_then(|refusal| refusal.reason)
}

#[test]
fn a_refund_passes_its_gates_or_is_refused_with_the_words_of_the_clause() {
    let day = ("日期", "2025-01-01");
    assert_eq!(bar(passed(false, &[day]).expect("an answer")), None);
    let refused = passed(false, &[day, ("已就诊", "是")]).expect("an answer");
    assert_eq!(bar(refused).as_deref(), Some("已就诊不退"));
    let proof = passed(false, &[day, ("已就诊", "是"), ("有证明", "是")]).expect("an answer");
    assert_eq!(proof.passed.len(), 1);
    let programs = programs(GATES);
    let clause = programs[0].clause(programs[0].body.refund[0].clause).expect("it");
    assert_eq!(clause.cites, ["第九条", "退费"]);
}

#[test]
fn a_binding_meets_its_gates_in_order() {
    let cousin = [("日期", "2025-01-01"), ("关系", "其他亲属")];
    assert_eq!(bar(passed(true, &cousin).expect("an answer")).as_deref(), Some("只限近亲属"));
    let mut spouse = vec![
        ("日期", "2025-01-01"),
        ("关系", "配偶"),
        ("当前共济人数", "10"),
        ("给付人余额", "5元"),
    ];
    assert_eq!(bar(passed(true, &spouse).expect("an answer")).as_deref(), Some("同时最多10人"));
    // A gate that is not in force yet bars nobody.
    spouse[0] = ("日期", "2024-12-31");
    assert_eq!(passed(true, &spouse).expect("an answer").passed.len(), 2);
    let _gone = spouse.pop();
    let problems = passed(true, &spouse).expect_err("a field is missing");
    assert!(messages(&problems).contains("给付人余额"), "{}", messages(&problems));
}

#[test]
fn accounts_carry_to_others() {
    let text = "账户 今年户 支付 起付线 转入 往年户 于 01-01\n账户 往年户 支付 起付线";
    let programs = programs(&format!("引用 医保\n{text}\n计算 例 {{ 得出 甲 = 1元 }}"));
    let accounts = &programs[0].vocabulary.accounts;
    let from = accounts.iter().find(|account| account.name == "今年户").expect("it");
    let (to, on) = from.carries.expect("carries");
    assert_eq!(accounts[to.index()].name, "往年户");
    assert_eq!((on.month, on.day), (1, 1));
}
