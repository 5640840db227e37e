//! Events of a person through `polc eval`: statements and JSON in both languages, refunds of earlier
//! runs, and what is said of events that cannot be.

use super::{folder, polc, run};

const POLICY: &str = "
引用 医保
账户 钱包 支付 起付线 + 按比例自付 默认 0元 转入 旧钱包 于 01-01
账户 旧钱包 支付 起付线 + 按比例自付 默认 0元

政策 年度 “年度门诊” {
    统筹区 年度
    自 2025-01-01
    待遇 门诊 {
        起付线 200元 每年                 依据 “第二条”
        基金 统筹基金 { 比例 60% }         依据 “第三条”
    }
    退费 { 要求 非 转诊 否则 “转诊的不退” 依据 “第九条” }
    家庭共济 共济账户 {
        要求 关系 为 配偶, 父母, 子女 否则 “只限近亲属” 依据 “第十条”
    }
    支付 { 钱包；旧钱包；共济账户；现金 }
}
";

const YEAR: &str = r#"{
  "person": { "人员类别": "在职", "钱包": "100元" },
  "events": [
    { "filing": { "date": "2025-01-15", "until": "2026-01-15", "已备案": true } },
    { "bind": { "date": "2025-01-20", "until": "2026-01-20", "给付人": "父", "关系": "父母", "给付人余额": 300 } },
    { "bind": { "date": "2025-01-21", "给付人": "表兄", "关系": "其他亲属" } },
    { "credit": { "date": "2025-02-01", "钱包": "50元" } },
    { "visit": { "date": "2025-02-10", "label": "甲", "费用": 500 } },
    { "visit": { "date": "2025-03-10", "label": "乙", "费用": 400 } },
    { "refund": { "date": "2025-03-11", "of": "甲" } },
    { "visit": { "date": "2025-04-01", "转诊": true, "费用": 100 } },
    { "refund": { "date": "2025-04-02" } },
    { "credit": { "date": "2025-12-01", "钱包": "80元" } },
    { "unbind": { "date": "2025-12-02", "给付人": "父" } },
    { "visit": { "date": "2026-02-01", "费用": 100 } }
  ]
}"#;

fn place() -> tempfile::TempDir {
    folder(&[("a.pol", POLICY.as_bytes()), ("year.json", YEAR.as_bytes())])
}

fn eval(place: &tempfile::TempDir, more: &[&str], lang: &str) -> super::Ran {
    let arguments = [&["eval", "a.pol"], more].concat();
    run(place.path(), &arguments, "", lang)
}

#[test]
fn every_event_has_its_page() {
    let place = place();
    for lang in ["zh", "en"] {
        let ran = eval(&place, &["--input", "year.json"], lang);
        assert_eq!(ran.code, 0, "{}", ran.err);
        super::snapshot(&format!("events-{lang}"), &ran.out);
    }
}

#[test]
fn the_same_events_as_json() {
    let ran = eval(&place(), &["--input", "year.json", "--format", "json"], "zh");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    super::snapshot("events-json", &serde_json::to_string_pretty(&json["events"]).unwrap());
    assert_eq!(json["visits"].as_array().unwrap().len(), 4);
}

#[test]
fn a_visit_of_an_earlier_run_is_refunded() {
    let place = place();
    let whole = eval(&place, &["--input", "year.json", "--save-state", "whole.json"], "zh");
    assert_eq!(whole.code, 0, "{}", whole.err);
    let year: serde_json::Value = serde_json::from_str(YEAR).unwrap();
    let events = year["events"].as_array().unwrap();
    // One run an event; the person is said again each time, the balance once.
    for (at, event) in events.iter().enumerate() {
        let mut input = serde_json::json!({ "person": { "人员类别": "在职" }, "events": [event] });
        if at == 0 {
            input["person"] = year["person"].clone();
        }
        std::fs::write(place.path().join("one.json"), input.to_string()).unwrap();
        let state: &[&str] = if at == 0 { &[] } else { &["--state", "s.json"] };
        let more = [&["--input", "one.json", "--save-state", "s.json"], state].concat();
        let ran = eval(&place, &more, "zh");
        assert_eq!(ran.code, 0, "event {at}: {}", ran.err);
        assert!(whole.out.contains(ran.out.trim_end()), "event {at}:\n{}", ran.out);
    }
    let kept = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(place.path().join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (one, other) = (kept("s.json"), kept("whole.json"));
    for part in ["balances", "shared", "totals", "bindings", "standing", "last_event"] {
        assert_eq!(one[part], other[part], "{part}");
    }
}

#[test]
fn events_that_cannot_be_say_why() {
    let place = place();
    let cases = [
        ("unknown word", r#"{"events": [{"refnud": {"date": "2025-05-07"}}]}"#),
        ("no such word", r#"{"events": [{"就珍断": {"date": "2025-05-07"}}]}"#),
        ("two words", r#"{"events": [{"visit": {}, "refund": {}}]}"#),
        ("no list", r#"{"events": {"visit": {}}}"#),
        ("both lists", r#"{"visits": [{"费用": 1}], "events": []}"#),
        ("no date", r#"{"events": [{"credit": {"钱包": "50元"}}]}"#),
        ("no date of a visit", r#"{"events": [{"visit": {"费用": 1}}]}"#),
        ("bad date", r#"{"events": [{"unbind": {"date": "2025-02-30", "给付人": "父"}}]}"#),
        (
            "bad end",
            r#"{"events": [{"filing": {"date": "2025-02-01", "until": "2025-02-01", "已备案": true}}]}"#,
        ),
        ("bad label", r#"{"events": [{"visit": {"date": "2025-02-01", "label": [], "费用": 1}}]}"#),
        ("no account", r#"{"events": [{"credit": {"date": "2025-02-01"}}]}"#),
        ("unknown account", r#"{"events": [{"credit": {"date": "2025-02-01", "钱袋": "50元"}}]}"#),
        ("bad amount", r#"{"events": [{"credit": {"date": "2025-02-01", "钱包": "-5元"}}]}"#),
        ("bad fact", r#"{"events": [{"filing": {"date": "2025-02-01", "已备案": "好"}}]}"#),
        (
            "of a binding",
            r#"{"events": [{"visit": {"date": "2025-02-01", "给付人": "父", "费用": 1}}]}"#,
        ),
        ("nobody", r#"{"events": [{"bind": {"date": "2025-02-01", "关系": "父母"}}]}"#),
        ("no visit", r#"{"events": [{"refund": {"date": "2025-02-01"}}]}"#),
        (
            "no such visit",
            r#"{"events": [{"visit": {"date": "2025-02-01", "label": "甲一", "费用": 1}},
            {"refund": {"date": "2025-02-01", "of": "甲二"}}]}"#,
        ),
        (
            "twice",
            r#"{"events": [{"visit": {"date": "2025-02-01", "费用": 1}},
            {"refund": {"date": "2025-02-01"}}, {"refund": {"date": "2025-02-02"}}]}"#,
        ),
        (
            "same name",
            r#"{"events": [{"visit": {"date": "2025-02-01", "label": "甲", "费用": 1}},
            {"visit": {"date": "2025-02-02", "label": "甲", "费用": 1}}]}"#,
        ),
        ("not bound", r#"{"events": [{"unbind": {"date": "2025-02-01", "给付人": "父"}}]}"#),
        (
            "out of order",
            r#"{"events": [{"visit": {"date": "2025-02-02", "费用": 1}},
            {"credit": {"date": "2025-02-01", "钱包": "50元"}}]}"#,
        ),
        ("no calculation", r#"{"events": [{"calc": {"date": "2025-02-01", "of": "缴费"}}]}"#),
    ];
    for lang in ["zh", "en"] {
        let mut said = String::new();
        for (name, input) in cases {
            std::fs::write(place.path().join("in.json"), input).unwrap();
            let ran = eval(&place, &["--input", "in.json", "--save-state", "s.json"], lang);
            assert_eq!(ran.code, 3, "{name}: {}{}", ran.out, ran.err);
            assert!(!place.path().join("s.json").exists(), "{name} saves a state");
            said.push_str(&format!("=== {name}\n{}", ran.err));
        }
        super::snapshot(&format!("bad-events-{lang}"), &said);
    }
}

/// A state of the first form, as the version before wrote it.
const FIRST: &str = r#"{
  "schema": "polc-state/1",
  "last_visit": "2025-02-10",
  "balances": {
    "钱包": "30.00"
  },
  "totals": [
    {
      "total": "年度/门诊/起付线",
      "keys": "",
      "period": "2025",
      "amount": "200.00"
    }
  ],
  "digest": "DIGEST"
}
"#;

#[test]
fn a_state_without_a_journal_is_read_and_its_visits_cannot_be_refunded() {
    let place = place();
    let content: serde_json::Value = serde_json::from_str(FIRST).unwrap();
    let mut map = content.as_object().unwrap().clone();
    map.shift_remove("digest");
    let digest = polc::source::fingerprint(&serde_json::to_string(&map).unwrap());
    std::fs::write(place.path().join("old.json"), FIRST.replace("DIGEST", &digest)).unwrap();
    let visit = r#"{"visits": [{"日期": "2025-03-01", "费用": 100}]}"#;
    std::fs::write(place.path().join("in.json"), visit).unwrap();
    let ran = eval(
        &place,
        &["--input", "in.json", "--state", "old.json", "--save-state", "new.json"],
        "zh",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("钱包 30.00（余 0.00）"), "{}", ran.out);
    let new = std::fs::read_to_string(place.path().join("new.json")).unwrap();
    assert!(new.contains("polc-state/2") && new.contains("\"opening\""), "{new}");
    // The visit that the journal knows can go back, the one before cannot.
    for (of, code) in [("2025-03-01", 0), ("2025-02-10", 3)] {
        let refund =
            format!(r#"{{"events": [{{"refund": {{"date": "2025-03-02", "of": "{of}"}}}}]}}"#);
        std::fs::write(place.path().join("in.json"), refund).unwrap();
        let ran = eval(&place, &["--input", "in.json", "--state", "new.json"], "zh");
        assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
        if code == 3 {
            assert!(ran.err.contains("没有逐笔记录"), "{}", ran.err);
        } else {
            assert!(ran.out.contains("余 30.00"), "{}", ran.out);
        }
    }
}

#[test]
fn a_journal_that_does_not_add_up_is_refused() {
    let place = place();
    let ran = eval(&place, &["--input", "year.json", "--save-state", "s.json"], "zh");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let good = std::fs::read_to_string(place.path().join("s.json")).unwrap();
    let mut map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&good).unwrap();
    map.shift_remove("digest");
    map["balances"]["钱包"] = "12345.00".into();
    // Whoever changes a figure and mends the digest is still found out.
    let digest = polc::source::fingerprint(&serde_json::to_string(&map).unwrap());
    map.insert("digest".to_owned(), digest.into());
    std::fs::write(place.path().join("s.json"), serde_json::to_string_pretty(&map).unwrap())
        .unwrap();
    std::fs::write(
        place.path().join("in.json"),
        r#"{"events": [{"credit": {"date": "2026-03-01", "钱包": 1}}]}"#,
    )
    .unwrap();
    let ran = eval(&place, &["--input", "in.json", "--state", "s.json"], "zh");
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("逐笔记录加起来和余额、累计对不上"), "{}", ran.err);
}

#[test]
fn a_save_that_fails_leaves_the_old_file_whole_and_nothing_beside_it() {
    let place = place();
    let save = ["--input", "year.json", "--save-state", "s.json"];
    assert_eq!(eval(&place, &save, "zh").code, 0);
    let good = std::fs::read_to_string(place.path().join("s.json")).unwrap();
    // What a run that was killed left behind is in nobody's way, and is not read.
    std::fs::write(place.path().join(".s.json.1.tmp"), "{").unwrap();
    std::fs::write(place.path().join(".s.json.tmp"), "half a fi").unwrap();
    assert_eq!(eval(&place, &save, "zh").code, 0);
    assert_eq!(std::fs::read_to_string(place.path().join("s.json")).unwrap(), good);
    // A name that is taken by a folder cannot be replaced: the rename fails at the last moment.
    std::fs::create_dir(place.path().join("folder")).unwrap();
    std::fs::write(place.path().join("folder/kept"), "kept").unwrap();
    let ran = eval(&place, &["--input", "year.json", "--save-state", "folder"], "zh");
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(std::fs::read_to_string(place.path().join("folder/kept")).unwrap(), "kept");
    // So does a folder that is not there.
    let ran = eval(&place, &["--input", "year.json", "--save-state", "none/s.json"], "zh");
    assert_eq!(ran.code, 2, "{}", ran.err);
    let mut left: Vec<String> = std::fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left, [".s.json.1.tmp", ".s.json.tmp", "a.pol", "folder", "s.json", "year.json"]);
}

#[test]
fn quick_facts_and_events_go_together() {
    let ran = polc(&[
        "eval",
        "样例",
        "--set",
        "日期=2025-02-10",
        "--set",
        "医疗类别=普通门诊",
        "--set",
        "参保类型=职工",
        "--set",
        "人员类别=在职",
        "--set",
        "级别=二级",
        "--set",
        "费用=500元",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.out.contains("参保人"), "what is said of the person has no page of its own");
}
