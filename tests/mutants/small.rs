//! A policy of a few lines, with the verdict on every slip.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::OnceLock;

use polc::mutate::{Format, Hint, Report, Verdict, render};
use polc::report::problem::Style;
use polc::source::SourceMap;
use polc::suite;

use super::Project;

const POLICY: &str = "引用 医保
政策 甲市门诊 “甲市职工门诊” {
    统筹区 甲市
    自 2025-01-01
    适用 参保类型 为 职工
    要求 定点 且 年龄 为 18岁以上 否则 “不予支付”
    待遇 门诊 当 医疗类别 为 普通门诊 {
        起付线 每年 就高补差 {
            基层, 一级：0元
            二级：200元
            三级：300元
        }
        基金 统筹基金 {
            比例 {
                级别        | 在职 | 退休
                基层, 一级   | 80%  | 90%
                二级, 三级   | 60%  | 70%
            }
            提高 5个百分点 当 慢特病
            封顶线 1000元 每年 自 2025-07-01
        }
    }
    断言 统筹基金 <= 1000元 每年 自 2025-07-01
    断言 退休 待遇不低于 在职
    未编码 “其他” 理由 “另行规定” 当 医疗类别 不为 普通门诊
    支付 { 个人账户；现金 }
}
";

const SUITE: &str = "引用 医保

情景 “三级在职” 针对 甲市门诊 {
    参保人 { 参保类型 : 职工; 年龄 : 40岁; 人员类别 : 在职; 个人账户 : 50元 }
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 级别 : 三级; 费用 : 600元 }
    应为 { 统筹基金 : 180元; 个人账户 : 50元 }
}

情景 “一级退休” 针对 甲市门诊 {
    参保人 { 参保类型 : 职工; 年龄 : 70岁; 人员类别 : 退休; 慢特病 : 是 }
    就诊 2025-08-01 { 医疗类别 : 普通门诊; 级别 : 一级; 费用 : 2000元 }
    应为 { 统筹基金 : 1000元 }
}

情景 “非定点” 针对 甲市门诊 {
    参保人 { 参保类型 : 职工; 年龄 : 40岁; 人员类别 : 在职 }
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 级别 : 三级; 费用 : 600元; 定点 : 否 }
    应为 拒付 “不予”
}
";

/// The policy with its scenarios, each statement accepted as it is.
fn project() -> Project {
    let mut sources = SourceMap::new();
    sources.add("甲市.pol", POLICY).unwrap();
    sources.add("情景.pol", SUITE).unwrap();
    let mut project = Project::new(sources, BTreeMap::new());
    let request = suite::Request {
        files: &project.files,
        programs: &project.compilation.programs,
        stored: &project.stored,
        filter: None,
    };
    let report = suite::run(&request);
    let nothing = suite::Stored::default();
    let accepted = report.accepted(&project.files[1], &nothing, None).unwrap();
    let stored = suite::parse_snapshot(&accepted.text).unwrap();
    project.stored.insert("情景.pol".to_owned(), stored);
    project
}

fn listing(report: &Report) -> String {
    let mut text = String::new();
    for each in &report.tried {
        let verdict = match &each.verdict {
            Verdict::Check(code) => format!("check {}", code.name()),
            Verdict::Expected(title) => format!("expected {title}"),
            Verdict::Accepted(title) => format!("accepted {title}"),
            Verdict::Same => "same".to_owned(),
            Verdict::Survives(Hint::Scenario(_)) => "survives, a visit shows it".to_owned(),
            Verdict::Survives(Hint::NoDifference(_)) => "survives, no visit shows it".to_owned(),
            Verdict::Survives(Hint::OtherFacts) => "survives, other facts".to_owned(),
            Verdict::Survives(Hint::OfAClaim) => "survives, of a claim".to_owned(),
            Verdict::Survives(Hint::NotAVisit) => "survives, no matter of visits".to_owned(),
        };
        let (operator, what) = (each.mutant.operator.name(), &each.mutant.what.zh);
        writeln!(text, "{:>2} {operator:<14} {what} → {verdict}", each.line).unwrap();
    }
    text
}

/// The verdicts on all slips.
fn report() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| project().run(None, None, 500))
}

#[test]
fn every_slip_in_a_small_policy_has_its_verdict() {
    insta::assert_snapshot!("small", listing(report()));
}

#[test]
fn the_results_read_well() {
    let project = project();
    // A survivor of each sort is enough to see.
    let mut report = report().clone();
    let mut seen = BTreeSet::new();
    report.tried.retain(|each| {
        let survives = matches!(each.verdict, Verdict::Survives(_));
        !survives || seen.insert(each.mutant.operator)
    });
    let mut text = String::new();
    for lang in [polc::diagnostics::Lang::Zh, polc::diagnostics::Lang::En] {
        for format in [Format::Human, Format::Concise] {
            text += &render(&report, &project.sources, format, Style::plain(lang));
            text += "────\n";
        }
    }
    insta::assert_snapshot!("shown", text);
}

#[test]
fn threads_change_nothing() {
    let project = project();
    let one = polc::mutate::run(&project.request(None, Some(40), 0, 1));
    let three = polc::mutate::run(&project.request(None, Some(40), 0, 3));
    assert_eq!(one.tried.len(), 40);
    assert_eq!(one.tried, three.tried);
    assert!(one.all > 100, "{}", one.all);
}

#[test]
fn json_tells_every_mutant() {
    let project = project();
    let report = project.run(None, Some(30), 50);
    let text =
        render(&report, &project.sources, Format::Json, Style::plain(polc::diagnostics::Lang::Zh));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["schema"], "polc-mutants/1");
    assert_eq!(json["counts"]["made"], 30);
    assert_eq!(json["mutants"].as_array().unwrap().len(), 30);
    let sum: u64 = json["operators"]
        .as_array()
        .unwrap()
        .iter()
        .map(|operator| operator["made"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 30);
}

/// Scenarios that fail as things stand find nothing, and are told.
#[test]
fn scenarios_that_do_not_pass_are_of_no_use() {
    let mut sources = SourceMap::new();
    sources.add("甲市.pol", POLICY).unwrap();
    sources.add("情景.pol", SUITE.replace("统筹基金 : 180元", "统筹基金 : 181元")).unwrap();
    let project = Project::new(sources, BTreeMap::new());
    let report = project.run(None, Some(20), 0);
    assert_eq!(report.idle, ["情景.pol › 三级在职"]);
    let blamed = report
        .tried
        .iter()
        .any(|each| matches!(&each.verdict, Verdict::Expected(title) if title == "三级在职"));
    assert!(!blamed);
}
