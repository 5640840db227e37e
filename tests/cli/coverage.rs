//! `polc test --coverage` and `--generate` from the outside.

use super::{Ran, folder, run, suite::POLICY};

const SUITE: &str = "引用 医保

情景 “三级在职” 针对 甲市门诊 {
    参保人 { 人员类别 : 在职 }
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 级别 : 三级; 费用 : 600元 }
    应为 { 统筹基金 : 300元; 现金 : 300元 }
}
";

fn project() -> tempfile::TempDir {
    folder(&[("policies/甲市.pol", POLICY.as_bytes()), ("tests/甲市.pol", SUITE.as_bytes())])
}

fn test(folder: &tempfile::TempDir, more: &[&str]) -> Ran {
    let mut arguments = vec!["test"];
    arguments.extend(more);
    run(folder.path(), &arguments, "", "zh")
}

#[test]
fn coverage_stands_behind_the_results_and_fails_the_run_below_the_least() {
    let project = project();
    let _accepted = test(&project, &["--accept"]);
    let ran = test(&project, &["--coverage"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("甲市门诊（policies/甲市.pol:2）：72%  条款 7/9"), "{}", ran.out);
    assert!(ran.out.contains("没有 级别 = 基层、一级 的就诊"), "{}", ran.out);
    assert!(ran.out.ends_with("\n合计：条款和表的行 72%（8/11）\n"), "{}", ran.out);
    assert_eq!(test(&project, &["--coverage-min", "50"]).code, 0);
    let low = test(&project, &["--coverage-min", "100"]);
    assert_eq!(low.code, 1);
    assert!(low.err.contains("要求 100%"), "{}", low.err);
}

#[test]
fn coverage_as_json_is_one_object() {
    let ran = test(&project(), &["--coverage", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["schema"], "polc-coverage/1");
    assert_eq!(json["policies"][0]["policy"], "甲市门诊");
    assert_eq!(json["policies"][0]["ratios"]["cells"]["total"], 4);
}

#[test]
fn generated_scenarios_go_into_a_new_file_and_cover_the_rest() {
    let project = project();
    let first = test(&project, &["--generate", "--out", "tests/补充.pol"]);
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{}", first.err);
    let again = test(&project, &["--generate", "--out", "tests/补充.pol"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("这个文件已经有了"), "{}", again.err);
    let ran = test(&project, &["--coverage", "--format", "concise"]);
    assert!(!ran.out.contains("expectation-failed"), "{}", ran.out);
    assert!(ran.out.contains("表的行 2/2，格 4/4"), "{}", ran.out);
}
