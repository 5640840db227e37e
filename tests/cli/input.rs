//! Bad visits: every fault named with its field, its place and what is allowed; no amount printed.

use super::{polc, polc_en, polc_with, run};

/// A good visit with one thing changed: the messages it gets, in both languages.
fn refused(change: &str) -> String {
    let visit = format!(
        r#"{{"日期": "2025-05-06", "参保类型": "职工", "人员类别": "在职", "医疗类别": "普通门诊", "级别": "二级", "费用": "500元", {change}}}"#
    );
    refused_input(&visit)
}

fn refused_input(input: &str) -> String {
    let arguments = ["eval", "样例", "--input", "-"];
    let ran = polc_with(&arguments, input);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{input}\n{}", ran.err);
    let english = run(&super::home(), &arguments, input, "en");
    assert_eq!((english.code, english.out.as_str()), (3, ""));
    format!("{}{}", ran.err, english.err)
}

/// The messages alone, one for each change.
fn messages(changes: &[&str]) -> String {
    let mut text = String::new();
    for change in changes {
        text.push_str(&format!("{change}\n"));
        for line in refused(change).lines() {
            let words = line.trim_start();
            let is_message =
                words.starts_with('×') || words.starts_with("建议") || words.starts_with("help");
            let goes_on = line.starts_with("        ") || words.starts_with("│ ");
            if is_message || goes_on {
                text.push_str(&format!("{line}\n"));
            }
        }
        text.push('\n');
    }
    text
}

#[test]
fn names_that_mean_nothing() {
    super::snapshot(
        "input-names",
        &messages(&[
            r#""级另": "三级""#,
            r#""levle": "3""#,
            r#""三级": true"#,
            r#""个人账户余额": 5"#,
            r#""起付线": 5"#,
            r#""金额": 5"#,
            r#""lines": [{"费用": 5}]"#,
            r#""完全不相干的": 5"#,
            r#""level": "2""#,
            r#""机构": {"级别": "三级", "level": "2"}"#,
        ]),
    );
}

#[test]
fn figures_that_are_none() {
    super::snapshot(
        "input-figures",
        &messages(&[
            r#""先行自付": "10%""#,
            r#""先行自付": "60岁""#,
            r#""先行自付": "十元""#,
            r#""先行自付": "1,000元""#,
            r#""先行自付": "１０元""#,
            r#""先行自付": 1e3"#,
            r#""先行自付": 10.005"#,
            r#""先行自付": -1"#,
            r#""先行自付": "-0.01元""#,
            r#""先行自付": 99999999999999999999999999999999"#,
            r#""先行自付": [1, 2]"#,
            r#""先行自付": {"元": 5}"#,
            r#""先行自付": """#,
            r#""先行自付": true"#,
            r#""个人账户": -5"#,
            r#""个人账户": "5.001""#,
            r#""年龄": 131"#,
            r#""年龄": 30.5"#,
            r#""年龄": "10元""#,
            r#""处方月数": 0"#,
            r#""lines": [{"金额": 500, "先行自付比例": 10}]"#,
            r#""lines": [{"金额": 500, "先行自付比例": "10元"}]"#,
        ]),
    );
}

#[test]
fn dates_flags_and_choices_that_are_none() {
    super::snapshot(
        "input-others",
        &messages(&[
            r#""日期 ": "2025-05-06""#,
            r#""出生日期": "2025-02-30""#,
            r#""出生日期": "2025-13-01""#,
            r#""出生日期": "2025/5/6""#,
            r#""出生日期": "2025-5-6""#,
            r#""出生日期": "2025.05.06""#,
            r#""出生日期": 20250506"#,
            r#""出生日期": "2025-05-06 10:00:00""#,
            r#""出生日期": "去年""#,
            r#""定点": "有""#,
            r#""定点": 2"#,
            r#""就医地": "外地""#,
            r#""就医地": "Local""#,
            r#""就医地": true"#,
            r#""备案病种": "高血压,糖料病""#,
            r#""备案病种": [["高血压"]]"#,
        ]),
    );
}

#[test]
fn all_faults_are_told_at_once_with_the_lines_of_the_input() {
    let input = "{\n  \"person\": { \"参保类型\": \"职员\", \"人员类别\": \"在职\" },\n  \"visits\": [\n    { \"日期\": \"2025-02-10\", \"医疗类别\": \"普通门诊\", \"级别\": \"四级\",\n      \"费用\": \"10%\", \"出生日期\": \"2025-02-30\" }\n  ]\n}\n";
    super::snapshot("input-all", &refused_input(input));
}

#[test]
fn what_is_not_json_is_shown_at_the_character() {
    let mut said = String::new();
    for input in [
        "",
        "费用 500",
        "{\"费用\": 500",
        "{\"费用\"：500}",
        "{\"费用\": 500,}",
        "{'费用': 500}",
        "{\"费用\": 500} {}",
        "[1, 2]",
        "{\"visits\": []}",
        "{\"visits\": [5]}",
        "{\"person\": 5, \"visit\": {}}",
        "{\"visit\": {\"费用\": 5}, \"费用\": 5}",
        "{\"费用\": 5, \"费用\": 6}",
        "{\"项目名称\": \"\\ud800\"}",
    ] {
        said.push_str(&format!("<<< {input}\n"));
        let ran = polc_with(&["eval", "样例", "--input", "-"], input);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{input}\n{}", ran.err);
        said.push_str(&ran.err);
    }
    super::snapshot("input-json", &said);
}

#[test]
fn deeply_nested_input_is_refused_and_does_not_crash() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{{\"费用\": {}1{}}}", open.repeat(20_000), close.repeat(20_000));
        let ran = polc_with(&["eval", "样例", "--input", "-"], &deep);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
        assert!(ran.err.len() < 5_000, "{}", ran.err.len());
    }
}

#[test]
fn a_missing_field_is_named() {
    let mut said = String::new();
    for input in [
        r#"{"参保类型": "职工", "医疗类别": "普通门诊", "级别": "二级", "费用": 5}"#,
        r#"{"日期": "2025-05-06", "医疗类别": "普通门诊", "级别": "二级", "费用": 5}"#,
        r#"{"日期": "2025-05-06", "参保类型": "职工", "医疗类别": "普通门诊", "费用": 5}"#,
        r#"{"日期": "2025-05-06", "参保类型": "职工", "医疗类别": "普通门诊", "级别": "二级"}"#,
        r#"{"日期": "2024-05-06", "参保类型": "职工", "医疗类别": "普通门诊", "级别": "二级", "费用": 5}"#,
        r#"{"日期": "2025-05-06", "参保类型": null, "医疗类别": "普通门诊", "级别": "二级", "费用": 5}"#,
    ] {
        said.push_str(&format!("<<< {input}\n"));
        said.push_str(&refused_input(input));
    }
    super::snapshot("input-missing", &said);
}

#[test]
fn quick_facts_are_refused_by_name() {
    let facts =
        ["eval", "样例", "--set", "日期=2025-05-06", "--set", "级别=特级", "--set", "费用=10%"];
    let (zh, en) = (polc(&facts), polc_en(&facts));
    assert_eq!((zh.code, zh.out.as_str()), (3, ""));
    super::snapshot("input-quick", &format!("{}{}", zh.err, en.err));
}

/// All the ways to write the same visit give the same statement.
#[test]
fn there_are_many_ways_to_write_one_visit() {
    let plain = r#"{"日期": "2025-05-06", "参保类型": "职工", "人员类别": "在职", "医疗类别": "普通门诊", "级别": "二级", "费用": "500元", "慢特病": false, "个人账户": "20000元"}"#;
    let same = [
        r#"{"visit_date": "2025年5月6日", "insutype": "employee", "psn_type": "active", "med_type": "outpatient", "level": 2, "medfee_sumamt": 500.00, "chronic": "no", "balc": "2万元"}"#,
        r#"{"person": {"参保类型": "职工", "人员类别": "在职", "慢特病": "否", "个人账户": 20000}, "visit": {"日期": "2025-05-06", "医疗类别": "普通门诊", "institution": {"级别": "二级"}, "费用": "500"}}"#,
        r#"{"参保人": {"参保类型": "居民", "人员类别": "在职", "慢特病": 0}, "就诊": [{"参保类型": "职工", "日期": "2025-05-06", "医疗类别": "普通门诊", "机构": {"level": "2"}, "费用": " 500.0 ", "balc": "20000.00", "出生日期": null}]}"#,
    ];
    let first = polc_with(&["eval", "样例", "--input", "-"], plain);
    assert_eq!(first.code, 0, "{}", first.err);
    for input in same {
        let ran = polc_with(&["eval", "样例", "--input", "-"], input);
        assert_eq!(ran.code, 0, "{input}\n{}", ran.err);
        assert_eq!(ran.out, first.out, "{input}");
    }
}

#[test]
fn the_example_of_the_page_on_formats_settles() {
    let page = std::fs::read_to_string(super::home().join("../../docs/formats.md")).unwrap();
    let (_, rest) = page.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let ran = polc_with(&["eval", "样例", "--input", "-"], example);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
