//! `polc test --mutate` from the outside.

use super::suite::POLICY;
use super::{Ran, folder, run};

const SUITE: &str = "引用 医保

情景 “三级在职” 针对 甲市门诊 {
    参保人 { 人员类别 : 在职 }
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 级别 : 三级; 费用 : 600元 }
    应为 { 统筹基金 : 300元; 现金 : 300元 }
}
";

fn project(policy: &str) -> tempfile::TempDir {
    folder(&[("policies/甲市.pol", policy.as_bytes()), ("tests/甲市.pol", SUITE.as_bytes())])
}

fn test(folder: &tempfile::TempDir, more: &[&str], lang: &str) -> Ran {
    let mut arguments = vec!["test"];
    arguments.extend(more);
    run(folder.path(), &arguments, "", lang)
}

#[test]
fn survivors_are_shown_with_the_change_and_a_visit() {
    let project = project(POLICY);
    let ran = test(&project, &["--mutate", "--max", "12"], "zh");
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    super::snapshot("mutate", &ran.out);
}

#[test]
fn a_survivor_is_found_by_the_scenario_that_is_told() {
    let project = project(POLICY);
    let ran = test(&project, &["--mutate", "--max", "12", "--format", "json"], "zh");
    assert_eq!(ran.code, 4, "{}", ran.err);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let survivors = |json: &serde_json::Value| json["counts"]["survived"].as_u64().unwrap();
    let found_by =
        json["mutants"].as_array().unwrap().iter().find_map(|it| it["found_by"].as_str());
    let more = format!("{SUITE}\n{}\n", found_by.unwrap());
    std::fs::write(project.path().join("tests/甲市.pol"), more).unwrap();
    let after = test(&project, &["--mutate", "--max", "12", "--format", "json"], "zh");
    let after: serde_json::Value = serde_json::from_str(&after.out).unwrap();
    assert!(survivors(&after) < survivors(&json));
}

#[test]
fn a_policy_is_chosen_by_words() {
    let project = project(POLICY);
    let ran = test(&project, &["--mutate", "--policy", "乙市"], "zh");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("没有政策的名称或文件名里有这些字"), "{}", ran.err);
    let ran = test(
        &project,
        &["--mutate", "--policy", "甲市", "--max", "5", "--format", "concise"],
        "en",
    );
    assert!(ran.out.contains("5 slips of "), "{}", ran.out);
}

/// A policy that is only read besides is changed when a scenario names it.
#[test]
fn policies_that_no_scenario_names_are_left_alone() {
    let project = project(POLICY);
    let other = POLICY.replace("甲市", "乙市");
    std::fs::write(project.path().join("policies/乙市.pol"), other).unwrap();
    let arguments = ["tests/甲市.pol", "--mutate", "--max", "10", "--format", "json"];
    let ran = test(&project, &arguments, "zh");
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let of = |mutant: &serde_json::Value| mutant["policy"].as_str().unwrap().to_owned();
    let policies: Vec<String> = json["mutants"].as_array().unwrap().iter().map(of).collect();
    assert_eq!(policies.len(), 10);
    assert!(policies.iter().all(|policy| policy == "甲市门诊"), "{policies:?}");
    // Named on the command line it is changed all the same.
    let ran = test(
        &project,
        &["--mutate", "--policy", "乙市", "--max", "3", "--format", "concise"],
        "en",
    );
    assert!(ran.out.contains("3 slips of"), "{}{}", ran.out, ran.err);
}

#[test]
fn what_goes_not_together_is_refused() {
    let project = project(POLICY);
    assert_eq!(test(&project, &["--mutate", "--accept"], "zh").code, 2);
    let ran = test(&project, &["--mutate", "--format", "junit"], "zh");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("junit"), "{}", ran.err);
    assert_eq!(test(&project, &["--max", "5"], "zh").code, 2);
}

#[test]
fn policies_with_errors_are_mended_first() {
    let project = project(&POLICY.replace("80%  | 90%", "80  | 90%"));
    let ran = test(&project, &["--mutate"], "zh");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("80"), "{}", ran.err);
    assert_eq!(ran.out, "");
}
