//! Problems as SARIF 2.1.0: the shape that its schema asks for, and the same bytes each time. And
//! witnesses: scenarios that are read and run as they are printed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests read files, and a fault in a test is a failure"
)]

mod support;

use polc::diagnostics::{Code, Findings, Lang, Problem, Text, Witness, WitnessEvent};
use polc::report::problem::{Format, Style, render, render_findings};
use polc::source::SourceMap;
use serde_json::Value as Json;

fn findings(name: &str, text: &str) -> (SourceMap, Findings) {
    let (map, compilation) = support::check_text(name, text);
    (map, Findings::new(compilation.problems, 1))
}

fn sarif(name: &str, text: &str, lang: Lang) -> String {
    let (map, findings) = findings(name, text);
    render_findings(&findings, &map, Format::Sarif, Style::plain(lang))
}

/// What the schema of SARIF 2.1.0 asks of the parts that we write.
fn check_shape(name: &str, log: &Json) {
    assert_eq!(log["version"], "2.1.0", "{name}");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-schema-2.1.0.json"));
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    let run = &runs[0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "polc");
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        assert!(Code::named(rule["id"].as_str().unwrap()).is_some());
        assert!(!rule["shortDescription"]["text"].as_str().unwrap().is_empty());
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# "));
        let level = rule["defaultConfiguration"]["level"].as_str().unwrap();
        assert!(["error", "warning"].contains(&level));
    }
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"], "{name}");
        let (kind, level) = (result["kind"].as_str().unwrap(), result["level"].as_str().unwrap());
        // A level other than `none` is for failures alone.
        assert!(["fail", "open"].contains(&kind) && (kind == "fail") == (level != "none"));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        for place in result["locations"].as_array().unwrap() {
            check_place(name, &place["physicalLocation"]);
        }
        for place in result["relatedLocations"].as_array().into_iter().flatten() {
            check_place(name, &place["physicalLocation"]);
        }
        for fix in result["fixes"].as_array().into_iter().flatten() {
            for change in fix["artifactChanges"].as_array().unwrap() {
                assert!(change["artifactLocation"]["uri"].is_string());
                for replacement in change["replacements"].as_array().unwrap() {
                    check_region(name, &replacement["deletedRegion"]);
                    assert!(replacement["insertedContent"]["text"].is_string());
                }
            }
        }
        for suppression in result["suppressions"].as_array().into_iter().flatten() {
            assert!(["inSource", "external"].contains(&suppression["kind"].as_str().unwrap()));
        }
    }
}

fn check_place(name: &str, place: &Json) {
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.is_ascii() && !uri.contains([' ', '\\']), "{name}: {uri}");
    check_region(name, &place["region"]);
}

/// Lines and columns count from 1, and the end is not before the start.
fn check_region(name: &str, region: &Json) {
    let number = |key: &str| region[key].as_u64().unwrap();
    let (start, end) =
        ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
    assert!(start.0 >= 1 && start.1 >= 1 && start <= end, "{name}: {region}");
}

#[test]
fn every_file_of_the_gallery_gives_a_log_of_the_right_shape_and_always_the_same() {
    for path in support::pol_files("tests/bad") {
        let name = support::short(&path);
        let text = std::fs::read_to_string(&path).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let log = sarif(&name, &text, lang);
            assert_eq!(log, sarif(&name, &text, lang), "{name}");
            let log: Json = serde_json::from_str(&log).unwrap();
            check_shape(&name, &log);
            assert!(!log["runs"][0]["results"].as_array().unwrap().is_empty(), "{name}");
        }
    }
}

#[test]
fn a_chinese_path_is_in_percent_signs_and_columns_count_characters() {
    let text = "引用 医保\n政策 𠮷 {\n    起复线 200元\n}\n";
    let log: Json = serde_json::from_str(&sarif("政策/甲 乙.pol", text, Lang::En)).unwrap();
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    let uri = "%E6%94%BF%E7%AD%96/%E7%94%B2%20%E4%B9%99.pol";
    assert_eq!(place["artifactLocation"]["uri"], uri);
    let region = &place["region"];
    assert_eq!((&region["startLine"], &region["startColumn"]), (&3.into(), &5.into()));
    assert_eq!(region["endColumn"], 8);
    let fix = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(fix["insertedContent"]["text"], "起付线");
}

#[test]
fn a_visit_that_shows_a_trouble_is_in_the_message() {
    let text = "引用 医保\n政策 甲 {\n    待遇 一 { 基金 统筹基金 { 比例 { 基层：95%；一级, 二级, 三级：80% }；提高 10pp 当 慢特病 } }\n    支付 { 现金 }\n}\n";
    let log: Json = serde_json::from_str(&sarif("a.pol", text, Lang::Zh)).unwrap();
    let message = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
    assert!(message.contains("可以粘贴到文件里的情景：\n\n情景 “"), "{message}");
}

#[test]
fn what_is_allowed_is_suppressed_and_what_is_undecided_is_open() {
    let text = "引用 医保\n政策 甲 {\n    允许 unset-value 理由 “原文没有”\n    待遇 甲 当 费用 × 2 > 100元 { 基金 统筹基金 { 比例 待定 } }\n    待遇 乙 当 费用 × 3 < 120元 { 基金 统筹基金 { 比例 60% } }\n    支付 { 现金 }\n}\n";
    let log: Json = serde_json::from_str(&sarif("a.pol", text, Lang::Zh)).unwrap();
    check_shape("a.pol", &log);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of = |code: &str| results.iter().find(|result| result["ruleId"] == code).unwrap();
    assert_eq!(of("overlapping-benefits")["kind"], "open");
    let suppression = &of("unset-value")["suppressions"][0];
    assert_eq!(suppression["kind"], "inSource");
    assert_eq!(suppression["justification"], "原文没有");
}

/// A visit of the policy below, with lines.
fn witness() -> Witness {
    let facts = |list: &[(&str, &str)]| {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let base = [("医疗类别", "普通门诊"), ("级别", "三级")];
    Witness {
        policy: "甲".to_owned(),
        beside: Vec::new(),
        events: vec![
            WitnessEvent {
                date: "2025-05-06".to_owned(),
                facts: facts(&[&base[..], &[("费用", "10元")]].concat()),
                lines: Vec::new(),
            },
            WitnessEvent {
                date: "2025-05-07".to_owned(),
                facts: facts(&base),
                lines: vec![facts(&[("目录类别", "甲类"), ("金额", "20元")])],
            },
        ],
        shows: Text::new("三级没有“比例”", "no row for `三级`"),
    }
}

const POLICY: &str = "引用 医保\n政策 甲 {\n    待遇 门诊 { 基金 统筹基金 { 比例 { 三级：60%；二级以下：80% } } }\n    支付 { 现金 }\n}\n";

#[test]
fn a_witness_is_a_scenario_that_can_be_pasted_and_runs() {
    let (map, _) = findings("甲.pol", POLICY);
    let problem = Problem::new(Code::MissingRow, map.files()[0].span(), Text::new("缺", "gap"));
    let problem = problem.witness(witness());
    for lang in [Lang::Zh, Lang::En] {
        let told =
            render(std::slice::from_ref(&problem), &map, None, Format::Human, Style::plain(lang));
        let keyword = if lang == Lang::Zh { "情景 " } else { "scenario " };
        let at = told.rfind(&format!("\n{keyword}")).unwrap();
        let (_, scenario) = told.split_at(at);
        // The amounts show that both visits were settled as they stand there.
        let scenario = scenario.trim_end().strip_suffix('}').unwrap();
        let pasted = format!("{POLICY}{scenario}    应为 {{ 统筹基金 : 12元 }}\n}}\n");
        let (map, compilation) = support::check_text("甲.pol", &pasted);
        let found = support::listing(&map, &compilation, polc::diagnostics::Level::Error);
        assert!(found.is_empty(), "{found:?}\n{pasted}");
        let json =
            render(std::slice::from_ref(&problem), &map, None, Format::Json, Style::plain(lang));
        let json: Json = serde_json::from_str(&json).unwrap();
        let witness = &json["problems"][0]["witness"];
        assert_eq!(witness["policy"], "甲");
        assert_eq!(witness["events"][0]["facts"]["级别"], "三级");
        assert_eq!(witness["events"][1]["lines"][0]["金额"], "20元");
        let text = witness["scenario"][if lang == Lang::Zh { "zh" } else { "en" }].as_str();
        assert!(told.contains(text.unwrap()), "{told}");
        let scenario = compilation.files[0].items.iter().find_map(|item| match item {
            polc::syntax::ast::Item::Scenario(scenario) => Some(scenario),
            _ => None,
        });
        let outcome = polc::testing::run(scenario.unwrap(), &compilation.programs);
        assert!(outcome.passed(), "{outcome:?}\n{pasted}");
    }
}
