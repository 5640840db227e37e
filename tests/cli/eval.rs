//! `polc eval`: statements.

use super::{polc, polc_en, polc_with};

const VISITS: [&str; 4] = ["eval", "样例", "--input", "样例/三次.json"];

#[test]
fn three_visits_of_a_year_are_explained() {
    let ran = polc(&VISITS);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    super::snapshot("statement-zh", &ran.out);
}

#[test]
fn the_same_in_english() {
    let ran = polc_en(&VISITS);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    super::snapshot("statement-en", &ran.out);
}

#[test]
fn the_same_as_json() {
    let arguments: Vec<&str> = VISITS.into_iter().chain(["--format", "json"]).collect();
    let ran = polc(&arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, polc_en(&arguments).out);
    let root: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(root["schema"], "polc-settlement/1");
    assert_eq!(root["visits"].as_array().unwrap().len(), 3);
    insta::with_settings!({ filters => vec![(r"sha256:[0-9a-f]{64}", "sha256:…")] }, {
        super::snapshot("statement-json", &ran.out);
    });
}

#[test]
fn statements_are_no_wider_than_a_page() {
    for text in [polc(&VISITS).out, polc_en(&VISITS).out] {
        for line in text.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 102, "{line}");
        }
    }
}

#[test]
fn quick_facts_need_no_file() {
    let ran = polc(&[
        "eval",
        "样例",
        "--set",
        "日期=2025-05-06",
        "--set",
        "参保类型=职工",
        "--set",
        "人员类别=退休",
        "--set",
        "医疗类别=挂号",
        "--set",
        "费用=10元",
        "--set",
        "个人账户=4元",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    super::snapshot("statement-quick", &ran.out);
}

#[test]
fn a_refused_visit_is_a_result_with_its_clause() {
    let facts = [
        "eval",
        "样例",
        "--set",
        "日期=2025-05-06",
        "--set",
        "参保类型=职工",
        "--set",
        "医疗类别=挂号",
        "--set",
        "费用=10元",
        "--set",
        "定点=否",
    ];
    let ran = polc(&facts);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    super::snapshot("statement-refused", &format!("{}\n{}", ran.out, polc_en(&facts).out));
}

#[test]
fn facts_on_the_command_line_win_over_the_input() {
    let arguments: Vec<&str> = VISITS.into_iter().chain(["--set", "慢特病=否"]).collect();
    let ran = polc(&arguments);
    assert!(ran.out.contains("300.00 × 60%（二级, 三级 · 在职）= 180.00"), "{}", ran.out);
}

#[test]
fn what_cannot_be_settled_gives_no_amount_and_stops_the_run() {
    let input = r#"{"person": {"参保类型": "职工", "人员类别": "在职"}, "visits": [
        {"日期": "2025-02-10", "医疗类别": "普通门诊", "级别": "二级", "费用": 500},
        {"日期": "2025-03-10", "医疗类别": "住院", "级别": "二级", "费用": 600},
        {"日期": "2025-04-10", "医疗类别": "普通门诊", "级别": "二级", "费用": 700}]}"#;
    let ran = polc_with(&["eval", "样例", "--input", "-"], input);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("500.00") && !ran.out.contains("600.00"), "{}", ran.out);
    assert!(!ran.out.contains("700.00"), "{}", ran.out);
    super::snapshot("not-settled", &ran.err);
}

#[test]
fn a_policy_with_errors_settles_nothing() {
    let text = std::fs::read_to_string(super::home().join("样例/门诊.pol")).unwrap();
    let folder = super::folder(&[("a.pol", text.replace("就高补差", "").as_bytes())]);
    let ran = super::run(folder.path(), &["eval", "a.pol", "--set", "费用=1元"], "", "zh");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("错误[unset-reading]"), "{}", ran.err);
}

#[test]
fn the_same_run_twice_prints_the_same_bytes() {
    let arguments: Vec<&str> = VISITS.into_iter().chain(["--format", "json"]).collect();
    assert_eq!(polc(&arguments).out, polc(&arguments).out);
}
