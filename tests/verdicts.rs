//! Every check ends in one of three words, and the command says how many of each.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests read files, and a fault in a test is a failure"
)]

mod support;

use polc::diagnostics::{Code, Count, Findings, Level, Problems};
use polc::source::Span;
use polc::text;

/// A policy with the benefits that are given.
fn policy(benefits: &str) -> String {
    format!("引用 医保\n政策 甲 {{\n    自 2025-01-01\n{benefits}\n    支付 {{ 现金 }}\n}}\n")
}

fn check(text: &str) -> Findings {
    let (_, compilation) = support::compile_text("甲.pol", text);
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
        "    待遇 甲 当 费用 × 2 > 100元 { 基金 统筹基金 { 比例 50% } }\n    待遇 乙 当 费用 × 2 < 50元 { 基金 统筹基金 { 比例 60% } }",
    );
    let mut findings = check(&text);
    assert_eq!(count(&findings, Code::OverlappingBenefits), (0, 0, 1));
    assert_eq!(findings.problems.len(), 1);
    assert_eq!(findings.problems[0].level(), Level::Undecided);
    assert!(!findings.failed());
    findings.make_strict();
    assert!(findings.failed());
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
