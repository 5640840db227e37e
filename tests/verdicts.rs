//! Every check ends in one of three words, and the command says how many of each.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests read files, and a fault in a test is a failure"
)]

mod support;

use polc::diagnostics::{Code, Count, Findings, Level, Levels, Problems, Setting, SettingError};
use polc::source::Span;
use polc::text;

/// A policy with the benefits that are given.
fn policy(benefits: &str) -> String {
    format!("引用 医保\n政策 甲 {{\n    自 2025-01-01\n{benefits}\n    支付 {{ 现金 }}\n}}\n")
}

fn check(text: &str) -> Findings {
    let (_, compilation) = support::check_text("甲.pol", text);
    Findings::new(compilation.problems, 1)
}

fn count(findings: &Findings, code: Code) -> (usize, usize, usize) {
    let Count { proved, refuted, undecided } =
        findings.tally.codes.get(&code).copied().unwrap_or_default();
    (proved, refuted, undecided)
}

const TABLE: &str =
    "    待遇 门诊 { 基金 统筹基金 { 比例 { 基层：90%；一级：80%；二级：70%；三级：60% } } }";

#[test]
fn a_table_without_a_hole_is_proved_and_one_with_a_hole_refuted() {
    let good = check(&policy(TABLE));
    assert_eq!(count(&good, Code::MissingRow), (1, 0, 0));
    assert_eq!(count(&good, Code::DuplicateRow), (1, 0, 0));
    let bad = check(&policy(&TABLE.replace("二级：70%；", "")));
    assert_eq!(count(&bad, Code::MissingRow), (0, 1, 0));
    assert_eq!(count(&bad, Code::DuplicateRow), (1, 0, 0));
}

#[test]
fn benefits_over_a_computed_figure_are_left_undecided() {
    let text = policy(
        "    待遇 甲 当 费用 × 2 > 100元 { 基金 统筹基金 { 比例 50% } }\n    待遇 乙 当 费用 × 3 < 120元 { 基金 统筹基金 { 比例 60% } }",
    );
    let mut findings = check(&text);
    assert_eq!(count(&findings, Code::OverlappingBenefits), (0, 0, 1));
    assert!(findings.problems.iter().all(|problem| problem.level() == Level::Undecided));
    assert!(!findings.failed());
    findings.make_strict();
    assert!(findings.failed());
}

#[test]
fn benefits_over_one_computed_figure_are_told_apart() {
    let text = policy(
        "    待遇 甲 当 费用 × 2 > 100元 { 基金 统筹基金 { 比例 50% } }\n    待遇 乙 当 费用 × 2 <= 100元 { 基金 统筹基金 { 比例 60% } }",
    );
    let findings = check(&text);
    assert_eq!(count(&findings, Code::OverlappingBenefits), (1, 0, 0));
    assert_eq!(count(&findings, Code::UncoveredVisit), (1, 0, 0));
}

#[test]
fn a_subject_found_wanting_before_is_not_proved_the_second_time() {
    let mut problems = Problems::new();
    let place = Span { lo: 3, hi: 5 };
    for _ in 0..2 {
        let mark = problems.mark();
        problems.undecided(Code::MissingRow, place, text!("太大", "too large"));
        problems.proved_since(&mark, &[Code::MissingRow, Code::DuplicateRow]);
    }
    let tally = problems.tally();
    assert_eq!(problems.len(), 1, "the same thing is said once");
    assert_eq!(tally.total(), Count { proved: 2, refuted: 0, undecided: 1 });
}

#[test]
fn what_is_no_check_is_not_counted() {
    let findings = check("引用 医保\n政策 甲 {\n    起复线 200元\n}\n");
    assert!(findings.failed());
    assert_eq!(findings.tally.total(), Count::default());
}

const UNSET: &str = "    未编码 “其他待遇” 理由 “原文没有” 当 医疗类别 不为 住院, 普通门诊\n    待遇 甲 当 医疗类别 为 住院 {\n        允许 unset-value 理由 “原文没有给出比例”\n        基金 统筹基金 { 比例 待定 }\n    }\n    待遇 乙 当 医疗类别 为 普通门诊 { 基金 统筹基金 { 比例 待定 } }";

#[test]
fn what_the_file_allows_is_counted_and_not_shown() {
    let findings = check(&policy(UNSET));
    assert_eq!(findings.problems.len(), 1, "the other benefit is outside the stretch");
    assert_eq!(findings.allowed.len(), 1);
    assert_eq!(findings.allowed[0].reason.as_deref(), Some("原文没有给出比例"));
    assert_eq!(findings.tally.codes[&Code::UnsetValue].refuted, 2);
}

#[test]
fn the_command_sets_levels_of_lints_alone() {
    let mut levels = Levels::default();
    assert_eq!(levels.set("missing-row", Setting::Warn), Err(SettingError::Fixed));
    assert_eq!(
        levels.set("unset-valeu", Setting::Warn),
        Err(SettingError::Unknown(Some("unset-value")))
    );
    levels.set("unset-value", Setting::Deny).unwrap();
    let mut findings = check(&policy(UNSET));
    findings.set_levels(&levels);
    assert!(findings.failed());
    levels.set("unset-value", Setting::Allow).unwrap();
    findings.set_levels(&levels);
    assert!(!findings.failed());
    let reasons: Vec<bool> =
        findings.allowed.iter().map(|allowed| allowed.reason.is_some()).collect();
    assert_eq!(reasons, [true, false], "sorted by place, the file's reason kept");
}

#[test]
fn an_allowed_overlap_gives_a_program_and_settles() {
    let benefits = "    待遇 甲 当 医疗类别 为 住院 { 基金 统筹基金 { 比例 50% } }\n    待遇 乙 当 级别 为 三级 { 基金 统筹基金 { 比例 60% } }";
    let (_, compilation) = support::check_text("甲.pol", &policy(benefits));
    assert!(compilation.problems.has_errors() && compilation.programs.is_empty());
    let allowed = format!("    允许 overlapping-benefits 理由 “三级医院没有住院部”\n{benefits}");
    let (_, compilation) = support::check_text("甲.pol", &policy(&allowed));
    assert!(!compilation.problems.has_errors() && compilation.programs.len() == 1);
    assert_eq!(compilation.problems.allowed().len(), 1);
}
