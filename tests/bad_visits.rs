//! Bad visits: `tests/bad_visits/*.json`, and facts on the command line. Each is refused with the
//! field named and what it may be, in both languages, and no amount is printed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests read files, and a fault in a test is a failure"
)]

use std::process::{Command, Output};

/// An input, the policies it is for, and what the refusal must say in both languages.
struct Case {
    input: &'static str,
    policies: &'static str,
    /// `error[code]` of each problem, in order.
    codes: &'static [&'static str],
    /// The field, and what is allowed.
    says: &'static [&'static str],
}

const fn case(
    input: &'static str,
    policies: &'static str,
    codes: &'static [&'static str],
    says: &'static [&'static str],
) -> Case {
    Case { input, policies, codes, says }
}

const XIANGYANG: &str = "policies/襄阳";
const HENGYANG: &str = "policies/衡阳";

/// A visit that is settled; the bad ones differ from it in one thing.
const GOOD: [&str; 7] = [
    "日期=2025-05-06",
    "参保类型=职工",
    "个人账户=0元",
    "医疗类别=挂号",
    "级别=三级",
    "号别=普通",
    "费用=10元",
];

const CASES: &[Case] = &[
    // Names.
    case("unknown-field", XIANGYANG, &["unknown-field"], &["等级", "级别"]),
    case("unknown-field-result", XIANGYANG, &["unknown-field"], &["起付线"]),
    case("unknown-field-balance", XIANGYANG, &["unknown-field"], &["个人账户余额", "100元"]),
    case("unknown-field-value-as-name", XIANGYANG, &["unknown-field"], &["三级", "级别"]),
    case("line-field-outside-lines", XIANGYANG, &["unknown-field"], &["目录类别", "lines"]),
    case("visit-field-in-line", XIANGYANG, &["unknown-field"], &["lines[1]", "级别"]),
    case("deductible-given", HENGYANG, &["unknown-field"], &["本次起付线"]),
    case("field-under-both-names", XIANGYANG, &["bad-field-value"], &["level", "级别"]),
    // Figures.
    case("wrong-unit", XIANGYANG, &["wrong-unit"], &["费用", "10%", "10元"]),
    case("fee-negative", XIANGYANG, &["out-of-bounds"], &["费用", "-10元", "0元"]),
    case("fee-three-decimals", XIANGYANG, &["bad-field-value"], &["费用", "10.005", "0.01元"]),
    case("fee-thousands-comma", XIANGYANG, &["bad-field-value"], &["费用", "1,200元"]),
    case("fee-full-width", XIANGYANG, &["bad-field-value"], &["费用", "１０元"]),
    case("fee-thousand-word", XIANGYANG, &["bad-field-value"], &["费用", "2千元"]),
    case("fee-huge", XIANGYANG, &["out-of-bounds"], &["费用", "99999999999999.99元"]),
    case("fee-forty-digits", XIANGYANG, &["bad-field-value"], &["费用"]),
    case("fee-words", XIANGYANG, &["bad-field-value"], &["费用", "十元", "10元"]),
    case("fee-flag", XIANGYANG, &["bad-field-value"], &["费用"]),
    case("fee-empty", XIANGYANG, &["bad-field-value"], &["费用"]),
    case("fee-missing", XIANGYANG, &["missing-field"], &["费用"]),
    case("age-out-of-bounds", XIANGYANG, &["out-of-bounds"], &["年龄", "200", "130岁"]),
    case("age-fraction", XIANGYANG, &["bad-field-value"], &["年龄", "60.5", "1岁"]),
    case("balance-negative", XIANGYANG, &["out-of-bounds"], &["个人账户", "-5元"]),
    // Dates.
    case("date-impossible", XIANGYANG, &["impossible-date"], &["日期", "2025-02-28"]),
    case("date-slashes", XIANGYANG, &["bad-field-value"], &["日期", "2025-05-06"]),
    case("date-compact", XIANGYANG, &["bad-field-value"], &["日期", "2025-05-06"]),
    case("date-missing", XIANGYANG, &["missing-field"], &["日期", "2025-05-06"]),
    // Values.
    case("field-missing", XIANGYANG, &["missing-field"], &["级别", "基层", "三级"]),
    case("field-null", XIANGYANG, &["missing-field"], &["级别", "基层", "三级"]),
    case("value-unknown", XIANGYANG, &["bad-field-value"], &["级别", "四级", "基层", "三级"]),
    case("value-flag-word", XIANGYANG, &["bad-field-value"], &["慢特病", "有"]),
    case("value-list", XIANGYANG, &["bad-field-value"], &["级别"]),
    case("value-object", XIANGYANG, &["bad-field-value"], &["级别"]),
    case("set-value-unknown", XIANGYANG, &["bad-field-value"], &["备案病种", "高血糖", "糖尿病"]),
    case(
        "external-names",
        XIANGYANG,
        &["bad-field-value", "out-of-bounds"],
        &["level", "medfee_sumamt"],
    ),
    case(
        "several-faults",
        XIANGYANG,
        &["bad-field-value", "out-of-bounds", "unknown-field", "impossible-date"],
        &["级别", "费用", "号別", "出院日期"],
    ),
    case("several-visits-one-bad", XIANGYANG, &["bad-field-value"], &["visits[1].级别", "三甲"]),
    // The bill.
    case("bill-parts-exceed", XIANGYANG, &["contradictory-bill"], &["20.00", "10.00"]),
    case("bill-lines-differ", XIANGYANG, &["contradictory-bill"], &["费用", "12.00", "10.00"]),
    case("bill-line-price", XIANGYANG, &["contradictory-bill"], &["10.00", "12.00"]),
    case("line-share-missing", XIANGYANG, &["missing-field"], &["先行自付比例"]),
    case(
        "line-share-out-of-bounds",
        XIANGYANG,
        &["out-of-bounds"],
        &["先行自付比例", "20%", "100%"],
    ),
    // The file.
    case("key-twice", XIANGYANG, &["unreadable-input"], &["费用"]),
    case("not-an-object", XIANGYANG, &["unreadable-input"], &["visits"]),
    case("json-comma-missing", XIANGYANG, &["unreadable-input"], &["JSON"]),
    case("json-full-width-marks", XIANGYANG, &["unreadable-input"], &["JSON"]),
    case("json-cut-off", XIANGYANG, &["unreadable-input"], &["JSON"]),
    case("json-unquoted", XIANGYANG, &["unreadable-input"], &["JSON"]),
    case("no-visits", XIANGYANG, &["unreadable-input"], &["visits"]),
    case("facts-outside", XIANGYANG, &["unreadable-input"], &["慢特病", "person"]),
    case("empty", XIANGYANG, &["unreadable-input"], &["visits"]),
    // The policy.
    case("city-unknown", XIANGYANG, &["no-policy-in-force"], &["宜昌", "襄阳"]),
    // Y8: names the first policy that is in force.
    case(
        "date-before-policy",
        HENGYANG,
        &["no-policy-in-force"],
        &["2022-06-01", "衡阳职工普通门诊", "2022-12-31"],
    ),
    case(
        "group-without-policy",
        HENGYANG,
        &["no-policy-in-force"],
        &["衡阳职工普通门诊", "参保类型 为 职工"],
    ),
    case("clause-not-encoded", HENGYANG, &["not-encoded"], &["异地就医"]),
];

fn polc(arguments: &[&str], lang: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(arguments)
        .args(["--lang", lang])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("POLC_ASCII")
        .env("COLUMNS", "80")
        .output()
        .unwrap()
}

/// The codes of the problems in a rendered text, in order.
fn codes(text: &str, word: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix(word)?.strip_suffix(']'))
        .map(str::to_owned)
        .collect()
}

/// Runs `polc eval` in both languages, checks that nothing was settled, and gives both texts.
fn refused(arguments: &[&str], exit: i32) -> (String, String) {
    let mut texts = ["zh", "en"].into_iter().map(|lang| {
        let output = polc(arguments, lang);
        let printed = String::from_utf8(output.stdout).unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(printed, "", "{arguments:?} prints amounts");
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}\n{text}");
        text
    });
    (texts.next().unwrap(), texts.next().unwrap())
}

#[test]
fn each_bad_visit_is_refused_with_its_field_and_what_is_allowed() {
    let mut wrong = Vec::new();
    for case in CASES {
        let input = format!("tests/bad_visits/{}.json", case.input);
        let (zh, en) = refused(&["eval", case.policies, "--input", &input], 3);
        let found = (codes(&zh, "错误["), codes(&en, "error["));
        if found.0 != case.codes || found.1 != case.codes {
            wrong.push(format!("{}: expected {:?}, found {found:?}", case.input, case.codes));
        }
        for words in case.says {
            for text in [&zh, &en] {
                if !text.contains(words) {
                    wrong.push(format!("{}: says nothing of {words}\n{text}", case.input));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn messages() {
    let line = "═".repeat(80);
    insta::with_settings!({
        snapshot_path => "bad_visits/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::glob!("bad_visits/*.json", |path| {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let Some(case) = CASES.iter().find(|case| case.input == name) else {
                panic!("{name} is not in the list");
            };
            let input = format!("tests/bad_visits/{name}.json");
            let text = std::fs::read_to_string(path).unwrap();
            let (zh, en) = refused(&["eval", case.policies, "--input", &input], 3);
            insta::assert_snapshot!(format!("{text}{line}\n{zh}{line}\n{en}"));
        });
    });
}

#[test]
fn facts_on_the_command_line_are_named_as_they_were_given() {
    // What is changed, the code, what both texts say.
    let cases: &[(&str, i32, &str, &[&str])] = &[
        ("级别=四级", 3, "bad-field-value", &["--set 级别", "四级", "基层"]),
        ("费用=-10元", 3, "out-of-bounds", &["--set 费用", "0元"]),
        ("费用=10.005元", 3, "bad-field-value", &["--set 费用", "0.01元"]),
        ("费用=10岁", 3, "wrong-unit", &["--set 费用", "10岁"]),
        ("费用=", 3, "bad-field-value", &["--set 费用"]),
        ("日期=2025-02-30", 3, "impossible-date", &["--set 日期", "2025-02-28"]),
        ("日期=5月6日", 3, "bad-field-value", &["--set 日期", "2025-05-06"]),
        ("慢特病=有", 3, "bad-field-value", &["--set 慢特病", "有"]),
        ("等级=三级", 3, "unknown-field", &["--set", "等级", "级别"]),
        ("级别", 2, "bad-usage", &["--set 级别", "="]),
    ];
    let mut shown = String::new();
    for (change, exit, code, says) in cases {
        let name = change.split('=').next().unwrap();
        let mut arguments = vec!["eval", XIANGYANG, "--set", *change];
        for fact in GOOD.iter().filter(|fact| fact.split('=').next() != Some(name)) {
            arguments.extend(["--set", fact]);
        }
        let (zh, en) = refused(&arguments, *exit);
        assert_eq!(codes(&zh, "错误["), [*code], "{change}\n{zh}");
        for words in *says {
            assert!(zh.contains(words) && en.contains(words), "{change} lacks {words}\n{zh}{en}");
        }
        shown.push_str(&format!("--set {change}\n{zh}{en}"));
    }
    insta::with_settings!({
        snapshot_path => "bad_visits/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("set", shown);
    });
}

#[test]
fn the_good_visit_behind_them_is_settled() {
    let facts: Vec<&str> = GOOD.iter().flat_map(|fact| ["--set", *fact]).collect();
    let output = polc(&[&["eval", XIANGYANG][..], &facts].concat(), "zh");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8(output.stderr).unwrap());
    assert!(printed.contains("7.00"), "{printed}");
}
