//! State files: totals and balances go on from run to run.

use super::{folder, polc, run};

const FIRST: &str = r#"{"person": {"参保类型": "职工", "人员类别": "在职", "人员编号": "A001", "个人账户": 100},
    "visits": [{"日期": "2025-02-10", "医疗类别": "普通门诊", "级别": "二级", "费用": 500}]}"#;
const SECOND: &str = r#"{"person": {"参保类型": "职工", "人员类别": "在职", "人员编号": "A001"},
    "visits": [{"日期": "2025-06-12", "医疗类别": "普通门诊", "级别": "三级", "费用": 500}]}"#;

/// A folder with the sample policy and two inputs.
fn place() -> tempfile::TempDir {
    let policy = std::fs::read(super::home().join("样例/门诊.pol")).unwrap();
    folder(&[("a.pol", &policy), ("1.json", FIRST.as_bytes()), ("2.json", SECOND.as_bytes())])
}

#[test]
fn two_runs_with_a_state_between_them_equal_one() {
    let place = place();
    let both = FIRST.replace("]}", &format!(",{}", SECOND.split_once("[").unwrap().1));
    std::fs::write(place.path().join("both.json"), both).unwrap();
    let at_once = run(place.path(), &["eval", "a.pol", "--input", "both.json"], "", "zh");
    assert_eq!(at_once.code, 0, "{}", at_once.err);
    let first = run(
        place.path(),
        &["eval", "a.pol", "--input", "1.json", "--save-state", "s.json"],
        "",
        "zh",
    );
    assert_eq!(first.code, 0, "{}", first.err);
    let second = run(
        place.path(),
        &["eval", "a.pol", "--input", "2.json", "--state", "s.json", "--save-state", "s.json"],
        "",
        "zh",
    );
    assert_eq!(second.code, 0, "{}", second.err);
    assert!(at_once.out.starts_with(&first.out));
    assert!(at_once.out.ends_with(&second.out));
    let left: Vec<_> =
        std::fs::read_dir(place.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("tmp")), "{left:?}");
    super::snapshot("state", &std::fs::read_to_string(place.path().join("s.json")).unwrap());
}

#[test]
fn a_state_that_cannot_be_trusted_is_refused_with_what_is_wrong() {
    let place = place();
    let save = ["eval", "a.pol", "--input", "1.json", "--save-state", "s.json"];
    assert_eq!(run(place.path(), &save, "", "zh").code, 0);
    let good = std::fs::read_to_string(place.path().join("s.json")).unwrap();
    let cases = [
        ("cut.json", good[..good.len() / 2].to_owned()),
        ("altered.json", good.replace("\"200.00\"", "\"0.00\"")),
        ("newer.json", good.replace("polc-state/2", "polc-state/3")),
        ("foreign.json", r#"{"name": "package.json"}"#.to_owned()),
        ("list.json", "[]".to_owned()),
        ("empty.json", String::new()),
        ("unknown.json", good.replace("\"person\"", "\"owner\"")),
        ("amount.json", good.replace("\"200.00\"", "\"200.005\"")),
        ("person.json", good.replace("A001", "B002")),
    ];
    let mut said = String::new();
    for (name, text) in cases {
        std::fs::write(place.path().join(name), text).unwrap();
        let ran =
            run(place.path(), &["eval", "a.pol", "--input", "2.json", "--state", name], "", "zh");
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{name}: {}", ran.err);
        said.push_str(&ran.err);
    }
    super::snapshot("bad-state", &said);
}

#[test]
fn a_state_of_another_person_is_refused() {
    let place = place();
    let save = ["eval", "a.pol", "--input", "1.json", "--save-state", "s.json"];
    assert_eq!(run(place.path(), &save, "", "zh").code, 0);
    let other = SECOND.replace("A001", "B002");
    std::fs::write(place.path().join("2.json"), other).unwrap();
    let ran =
        run(place.path(), &["eval", "a.pol", "--input", "2.json", "--state", "s.json"], "", "zh");
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("累计属于 A001，这次就诊的人是 B002"), "{}", ran.err);
}

#[test]
fn nothing_is_saved_when_a_visit_fails() {
    let place = place();
    let bad = FIRST.replace("\"级别\": \"二级\"", "\"级别\": \"四级\"");
    std::fs::write(place.path().join("1.json"), bad).unwrap();
    let ran = run(
        place.path(),
        &["eval", "a.pol", "--input", "1.json", "--save-state", "s.json"],
        "",
        "zh",
    );
    assert_eq!(ran.code, 3);
    assert!(!place.path().join("s.json").exists());
}

#[test]
fn a_state_that_is_not_there_is_an_error_of_usage() {
    let ran = polc(&["eval", "样例", "--set", "费用=1元", "--state", "无.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("无.json：没有这个文件或文件夹"), "{}", ran.err);
}

#[test]
fn every_sort_of_total_survives_the_file() {
    use polc::ledger::{Ledger, State, StateFile, TotalKey, from_json, to_json};
    use polc::value::{Date, Exact, PeriodKey};

    let day = Date::from_ymd_opt(2025, 2, 28).unwrap();
    let periods = [
        PeriodKey::Day(day),
        PeriodKey::Month(2025, 2),
        PeriodKey::Quarter(2025, 1),
        PeriodKey::Year(2025),
        PeriodKey::Since(day),
        PeriodKey::Lifetime,
    ];
    let mut state = State { last: Some(day), ..State::default() };
    for (index, period) in periods.into_iter().enumerate() {
        let key = |identity: &str| TotalKey {
            identity: identity.to_owned(),
            keys: "级别=三级".to_owned(),
            period,
        };
        let figure = Exact::whole(i64::try_from(index).unwrap() * 12_345);
        assert!(state.totals.insert(key("甲/起付线"), figure).is_none());
        assert!(state.totals.insert(key("甲/次数"), Exact::whole(3)).is_none());
        assert!(state.totals.insert(key("甲/零头"), Exact::fraction(1, 3).unwrap()).is_none());
    }
    assert!(state.balances.insert("个人账户".to_owned(), Exact::whole(105)).is_none());
    let mut ledger = Ledger::starting_from(state);
    ledger.person = Some("A\"001".to_owned());
    let file = StateFile { ledger, counts: ["甲/次数".to_owned()].into() };
    let text = to_json(&file);
    assert!(text.contains("\"count\": \"3\"") && text.contains("\"1.05\""), "{text}");
    assert_eq!(from_json(&text).unwrap(), file);
    assert_eq!(to_json(&from_json(&text).unwrap()), text);
}
