//! Coverage: universes counted by hand, what one scenario alone covers, why something is missing,
//! and generated scenarios that do what their titles say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod support;

use polc::coverage::{
    Coverage, Generated, Kind, Options, PolicyCoverage, Ratio, Seen, Start, Universe, generate,
};
use polc::diagnostics::{Lang, Level};
use polc::pipeline::{Compilation, compile};
use polc::report::coverage as report;
use polc::source::SourceMap;
use polc::syntax::ast::{Item, Scenario};
use polc::testing;

/// A policy with one of everything, counted by hand.
const WHOLE: &str = "
引用 医保
政策 甲 {
    要求 定点 否则 “非定点”
    待遇 门诊 当 医疗类别 为 普通门诊 {
        起付线 100元 每年
        基金 统筹基金 {
            比例 {
                级别       | 在职 | 退休
                基层, 一级 | 80%  | 85%
                二级以上   | 60%  | 65%
            }
            提高 5个百分点 当 慢特病
            封顶线 1000元 每年
        }
    }
    支付 { 个人账户；现金 }
}
情景 “一” 针对 甲 {
    参保人 { 人员类别 : 在职; 个人账户 : 10元 }
    就诊 2025-01-10 { 医疗类别 : 普通门诊; 级别 : 基层; 费用 : 60元 }
    应为 { 统筹基金 : 0元 }
    就诊 2025-02-10 { 医疗类别 : 普通门诊; 级别 : 三级; 费用 : 60元 }
    应为 { 统筹基金 : 12元 }
    就诊 2025-03-10 { 医疗类别 : 普通门诊; 级别 : 三级; 费用 : 10000元 }
    应为 { 统筹基金 : 988元 }
}
情景 “二” 针对 甲 {
    参保人 { 人员类别 : 退休; 慢特病 : 是 }
    就诊 2025-01-10 { 医疗类别 : 普通门诊; 级别 : 二级; 费用 : 200元 }
    应为 { 统筹基金 : 70元 }
}
情景 “三” 针对 甲 {
    参保人 { 人员类别 : 退休 }
    就诊 2025-01-10 { 医疗类别 : 普通门诊; 级别 : 一级; 费用 : 200元 }
    应为 { 统筹基金 : 85元 }
}
情景 “四” 针对 甲 {
    就诊 2025-01-10 { 医疗类别 : 普通门诊; 定点 : 否; 费用 : 200元 }
    应为 拒付 “非定点”
}
";

/// Thresholds: an age between rows, a comparison, the day of a clause, a band, a parameter.
const BORDERS: &str = "
引用 医保
政策 乙 {
    自 2024-01-01
    参数 限额 : 金额 { 500元 自 2024-01-01 至 2025-01-01 ; 600元 自 2025-01-01 }
    待遇 门诊 {
        起付线 100元 每次 当 费用 > 1000元
        基金 统筹基金 {
            比例 { 不满60岁：50%；60岁以上：70% }
            提高 5个百分点 自 2025-03-09
            封顶线 限额 每次
        }
    }
    支付 { 现金 }
}
";

fn scenarios(compilation: &Compilation) -> impl Iterator<Item = &Scenario> {
    compilation
        .files
        .iter()
        .flat_map(|file| &file.items)
        .filter_map(|item| if let Item::Scenario(scenario) = item { Some(scenario) } else { None })
}

/// What the scenarios with such titles touch.
fn seen(compilation: &Compilation, keep: impl Fn(&str) -> bool) -> Seen {
    let mut seen = Seen::new();
    for scenario in scenarios(compilation).filter(|each| keep(&each.title.node)) {
        for asked in &testing::run(scenario, &compilation.programs).asked {
            seen.record_asked(asked);
        }
    }
    seen
}

fn starts(compilation: &Compilation) -> Vec<Start> {
    let outcomes = scenarios(compilation).map(|each| testing::run(each, &compilation.programs));
    let starts = outcomes.filter_map(|outcome| {
        let policy = outcome.visits().next()?.1.program.head.name.clone();
        let visits = outcome.visits().map(|(_, visit)| visit.facts.clone()).collect();
        Some(Start { policy, visits })
    });
    starts.collect()
}

fn universes(map: &SourceMap, compilation: &Compilation) -> Vec<Universe> {
    compilation.programs.iter().map(|program| Universe::of(program, map)).collect()
}

fn compiled(text: &str) -> (SourceMap, Compilation) {
    let (map, compilation) = support::compile_text("甲.pol", text);
    let errors = support::listing(&map, &compilation, Level::Error);
    assert!(errors.is_empty(), "\n{}", errors.join("\n"));
    (map, compilation)
}

fn only(coverage: &Coverage) -> &PolicyCoverage {
    assert_eq!(coverage.policies.len(), 1);
    &coverage.policies[0]
}

fn missing(coverage: &Coverage) -> Vec<String> {
    let missing = coverage.policies.iter().flat_map(|policy| &policy.missing);
    missing.map(|each| format!("{}：{}", each.item.named().zh, each.why.zh)).collect()
}

fn ratios(policy: &PolicyCoverage) -> Vec<(Kind, usize, usize)> {
    policy.ratios.iter().map(|(kind, Ratio { covered, total })| (*kind, *covered, *total)).collect()
}

#[test]
fn a_universe_is_what_a_reader_counts() {
    let (map, compilation) = compiled(WHOLE);
    let coverage = Coverage::of(&universes(&map, &compilation), &Seen::new());
    let policy = only(&coverage);
    let totals: Vec<(Kind, usize)> = ratios(policy)
        .into_iter()
        .map(|(kind, covered, total)| {
            assert_eq!(covered, 0);
            (kind, total)
        })
        .collect();
    let counted = [
        // 要求、门诊、起付线、统筹基金、比例、封顶线、个人账户、现金
        (Kind::Clause, 8),
        (Kind::Row, 2),
        (Kind::Cell, 4),
        (Kind::Gate, 2),
        (Kind::Modifier, 2),
        (Kind::Cap, 2),
        (Kind::Deductible, 3),
        // 医疗类别 不为 普通门诊
        (Kind::Threshold, 1),
    ];
    assert_eq!(totals, counted);
    assert_eq!(policy.events, 0);
    let words = report::text(&coverage, Lang::Zh);
    assert_eq!(words.lines().next(), Some("甲（甲.pol:3）：没有情景用到"));
    assert_eq!(coverage.counted(), Ratio { covered: 0, total: 10 });
}

#[test]
fn a_suite_that_tries_everything_covers_all_but_what_the_policy_rules_out() {
    let (map, compilation) = compiled(WHOLE);
    let coverage = Coverage::of(&universes(&map, &compilation), &seen(&compilation, |_| true));
    assert_eq!(coverage.counted().percent(), 100);
    let left = ["门诊 医疗类别 为 普通门诊 不成立：每次就诊都满足“医疗类别 为 普通门诊”"];
    assert_eq!(missing(&coverage), left);
    assert_eq!(only(&coverage).events, 6);
}

#[test]
fn what_one_scenario_alone_covers_is_missing_without_it() {
    let (map, compilation) = compiled(WHOLE);
    let universes = universes(&map, &compilation);
    let whole = Coverage::of(&universes, &seen(&compilation, |_| true));
    let without = |title: &str| {
        let coverage = Coverage::of(&universes, &seen(&compilation, |each| each != title));
        let known = missing(&whole);
        let mut list = missing(&coverage);
        list.retain(|line| !known.contains(line));
        list
    };
    assert_eq!(
        without("一"),
        [
            "起付线 已用一部分：没有起付线已用一部分时的就诊",
            "起付线 已满：没有起付线已满之后的就诊",
            "统筹基金 比例 基层, 一级 | 在职：没有 人员类别 = 在职 的就诊",
            "统筹基金 比例 二级以上 | 在职：没有 人员类别 = 在职 的就诊",
            "统筹基金 封顶线 达到：没有就诊达到封顶",
            "个人账户：没有就诊由“个人账户”付钱",
        ]
        .iter()
        // No visit of the suite finds the deductible used up.
        .filter(|line| !missing(&whole).contains(&(**line).to_owned()))
        .copied()
        .collect::<Vec<_>>()
    );
    assert_eq!(
        without("二"),
        [
            "统筹基金 比例 二级以上 | 退休：没有 级别 = 二级、三级、人员类别 = 退休 的就诊",
            "统筹基金 提高：没有就诊满足“慢特病”",
        ]
    );
    assert_eq!(
        without("三"),
        ["统筹基金 比例 基层, 一级 | 退休：没有 级别 = 基层、一级、人员类别 = 退休 的就诊"]
    );
    assert_eq!(without("四"), ["要求 非定点 拒付：没有就诊被它拒付"]);
}

#[test]
fn both_sides_of_a_threshold_count() {
    let (map, compilation) = compiled(BORDERS);
    let universes = universes(&map, &compilation);
    let coverage = Coverage::of(&universes, &Seen::new());
    let counted = [
        // 门诊、起付线、统筹基金、比例、封顶线、现金、限额 500元、限额 600元
        (Kind::Clause, 0, 8),
        (Kind::Row, 0, 2),
        (Kind::Modifier, 0, 1),
        (Kind::Cap, 0, 2),
        // 费用 > 1000元 不成立；60岁的两边；2025-03-09 的两边；限额 2025-01-01 的两边，两个值各写一次
        (Kind::Threshold, 0, 9),
    ];
    assert_eq!(ratios(only(&coverage)), counted);
    let found = generate(&universes, &Seen::new(), &[], Options::default());
    let left = missing(&found.after);
    assert!(left.is_empty(), "\n{}\n{}", left.join("\n"), found.text);
}

/// Compiles files together with generated scenarios and checks that each passes and covers what it
/// claims.
fn hold(texts: &[(String, String)], universes_before: &[Universe], found: &Generated) {
    let mut map = SourceMap::new();
    for (name, text) in texts {
        map.add(name.clone(), text.clone()).unwrap();
    }
    map.add("生成.pol", format!("引用 医保\n{}", found.text)).unwrap();
    let compilation = compile(&map);
    let errors = support::listing(&map, &compilation, Level::Error);
    assert!(errors.is_empty(), "\n{}\n{}", errors.join("\n"), found.text);
    let generated: Vec<&Scenario> = scenarios(&compilation)
        .filter(|scenario| map.locate(scenario.title.span).unwrap().0 == "生成.pol")
        .collect();
    assert_eq!(generated.len(), found.scenarios.len());
    let universes = universes(&map, &compilation);
    assert_eq!(universes.len(), universes_before.len());
    for (scenario, claimed) in generated.iter().zip(&found.scenarios) {
        assert_eq!(scenario.title.node, claimed.title);
        let outcome = testing::run(scenario, &compilation.programs);
        // A calculation whose conditions do not hold gives nothing that could be expected.
        let of_calc =
            |each: &Universe| each.program.head.calc && each.program.head.name == claimed.policy;
        let nothing = outcome.checked == 0 && universes.iter().any(of_calc);
        assert!(
            outcome.passed()
                || (nothing && outcome.failures.is_empty() && outcome.problems.is_empty()),
            "{}: {:?} {:?}",
            claimed.title,
            outcome.failures,
            outcome.problems
        );
        let expected = scenario.events.len();
        assert!(expected >= 2);
        let mut alone = Seen::new();
        for asked in &outcome.asked {
            alone.record_asked(asked);
        }
        let universe = universes.iter().find(|each| each.program.head.name == claimed.policy);
        let exercised = universe.unwrap().exercised(&universes, &alone);
        for item in &claimed.covers {
            assert!(
                exercised.iter().any(|each| each.named() == item.named()),
                "{} does not cover {}",
                claimed.title,
                item.named().zh
            );
        }
    }
}

#[test]
fn generated_scenarios_pass_and_cover_what_they_claim() {
    for text in [WHOLE, BORDERS] {
        let (map, compilation) = compiled(text);
        let universes = universes(&map, &compilation);
        let found = generate(&universes, &Seen::new(), &[], Options::default());
        assert_eq!(found.after.counted().percent(), 100, "{}", found.text);
        hold(&[("甲.pol".to_owned(), text.to_owned())], &universes, &found);
        let again = generate(&universes, &Seen::new(), &[], Options::default());
        assert_eq!(again.text, found.text);
    }
}

#[test]
fn every_shipped_policy_can_be_covered_or_says_why_not() {
    let paths = support::pol_files("policies");
    let texts: Vec<(String, String)> = paths
        .iter()
        .map(|path| (support::short(path), std::fs::read_to_string(path).unwrap()))
        .collect();
    let map = support::sources(&paths);
    let compilation = compile(&map);
    let universes = universes(&map, &compilation);
    let found = generate(&universes, &Seen::new(), &starts(&compilation), Options { budget: 1500 });
    for policy in &found.after.policies {
        for missing in &policy.missing {
            assert!(!missing.why.zh.is_empty() && !missing.why.en.is_empty());
        }
        let full = policy.counted().percent() == 100;
        assert!(full || policy.missing.iter().any(|missing| missing.item.kind.counts()));
    }
    hold(&texts, &universes, &found);
}
