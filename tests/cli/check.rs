//! `polc check`.

use super::{folder, polc, polc_en, run};

const BROKEN: &str = "引用 医保\n政策 甲 “甲” {\n    自 2025-01-01\n    要求 级别 为 四级 否则 “没有四级”\n    待遇 门诊 { 基金 统筹基金 { 比例 70% 封顶线 4000元 } }\n    支付 { 现金 }\n}\n";

#[test]
fn a_clean_policy_says_so_and_prints_nothing() {
    let ran = polc(&["check", "样例"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out, "");
    // How many checks there are changes with every new one.
    let (first, last) = ran.err.split_once('\n').unwrap();
    assert_eq!(first, "没有发现问题，放行 1 处（检查了 1 个文件）");
    assert!(last.starts_with("核对 ") && last.ends_with("，查出问题 1，不能断定 0\n"), "{last}");
    let ran = polc_en(&["check", "样例"]);
    let (first, last) = ran.err.split_once('\n').unwrap();
    assert_eq!(first, "no problems, 1 allowed (1 file checked)");
    assert!(last.ends_with(" proved, 1 refuted, 0 undecided\n"), "{last}");
}

#[test]
fn the_shipped_policies_are_clean_and_say_why_where_something_is_allowed() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = run(root, &["check", "policies"], "", "zh");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.starts_with("没有发现问题，放行 "), "{}", ran.err);
    assert!(ran.err.ends_with("，不能断定 0\n"), "{}", ran.err);
}

#[test]
fn problems_go_to_standard_error_in_three_forms() {
    let folder = folder(&[("甲.pol", BROKEN.as_bytes())]);
    let mut said = String::new();
    for (format, lang) in
        [("human", "zh"), ("human", "en"), ("concise", "zh"), ("concise", "en"), ("json", "zh")]
    {
        let ran = run(folder.path(), &["check", "甲.pol", "--format", format], "", lang);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""));
        said.push_str(&format!("--format {format} --lang {lang}\n{}\n", ran.err));
    }
    super::snapshot("problems", &said);
}

#[test]
fn json_does_not_depend_on_the_language_and_counts_in_every_unit() {
    let folder = folder(&[("甲.pol", BROKEN.as_bytes())]);
    let arguments = ["check", "甲.pol", "--format", "json"];
    let (zh, en) =
        (run(folder.path(), &arguments, "", "zh"), run(folder.path(), &arguments, "", "en"));
    assert_eq!(zh.err, en.err);
    let root: serde_json::Value = serde_json::from_str(&zh.err).unwrap();
    assert_eq!(root["schema"], "polc-problems/1");
    let problem = &root["problems"][0];
    assert_eq!(problem["file"], "甲.pol");
    let (start, end) =
        (problem["byteStart"].as_u64().unwrap(), problem["byteEnd"].as_u64().unwrap());
    let text = &BROKEN[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()];
    assert_eq!(text, "四级");
    assert_eq!((&problem["line"], &problem["column"]), (&4.into(), &13.into()));
    assert_eq!((&problem["endLine"], &problem["endColumn"]), (&4.into(), &15.into()));
}

#[test]
fn ascii_draws_without_box_characters() {
    let folder = folder(&[("a.pol", BROKEN.as_bytes())]);
    let ran = run(folder.path(), &["check", "a.pol", "--ascii"], "", "zh");
    assert!(!ran.err.contains(['│', '─', '╭', '×']), "{}", ran.err);
    assert!(ran.err.contains("^"), "{}", ran.err);
}

#[test]
fn folders_are_searched_in_order_and_a_file_counts_once() {
    let clean = std::fs::read(super::home().join("样例/门诊.pol")).unwrap();
    let folder = folder(&[
        ("乙/b.pol", BROKEN.as_bytes()),
        ("甲/深/a.pol", &clean),
        ("甲/说明.md", b"# no policy"),
        (".hidden/c.pol", BROKEN.as_bytes()),
    ]);
    let ran = run(folder.path(), &["check", ".", "乙/b.pol", "--format", "concise"], "", "zh");
    assert_eq!(ran.code, 1);
    assert!(ran.err.lines().all(|line| line.starts_with("./乙/b.pol:")), "{}", ran.err);
    let ran = run(folder.path(), &["check", ".", "乙/b.pol"], "", "zh");
    assert!(ran.err.contains("（检查了 2 个文件）\n"), "{}", ran.err);
}

#[test]
fn bytes_that_are_no_text_give_one_clear_error_each() {
    let gbk = [b"policy \xd6\xd0\xce\xc4 {\n}\n".as_slice()].concat();
    let folder = folder(&[
        ("gbk.pol", &gbk),
        ("utf16.pol", b"\xff\xfep\x00o\x00"),
        ("bytes.pol", b"policy a {\n\xff\xff\xff\x00\n"),
        ("empty.pol", b""),
        ("bom.pol", b"\xef\xbb\xbf"),
        ("nul.pol", b"policy a {\0}\n"),
    ]);
    let mut said = String::new();
    for name in ["gbk.pol", "utf16.pol", "bytes.pol", "empty.pol", "bom.pol", "nul.pol"] {
        let ran = run(folder.path(), &["check", name], "", "zh");
        assert_eq!(ran.code, 1, "{name}: {}", ran.err);
        said.push_str(&ran.err);
        said.push('\n');
    }
    super::snapshot("bytes", &said);
}

#[test]
fn a_path_that_leads_nowhere_is_an_error_of_usage() {
    let folder = folder(&[("leer/note.txt", b"")]);
    let ran = run(folder.path(), &["check", "无.pol"], "", "zh");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("无.pol：没有这个文件或文件夹"), "{}", ran.err);
    let ran = run(folder.path(), &["check", "leer"], "", "zh");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("leer：文件夹里没有 .pol 文件"), "{}", ran.err);
}

#[test]
fn warnings_alone_are_no_failure() {
    let text = "引用 医保\n政策 甲 {\n    待遇 门诊 { 基金 统筹基金 { 比例 待定 50% .. 90% } }\n    支付 { 现金 }\n}\n";
    let folder = folder(&[("a.pol", text.as_bytes())]);
    let ran = run(folder.path(), &["check", "a.pol", "--format", "concise"], "", "zh");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.starts_with("a.pol:3:"), "{}", ran.err);
    assert!(ran.err.contains("warning[unset-value]"), "{}", ran.err);
}

#[test]
fn no_more_than_fifty_problems_are_shown() {
    let mut text = "引用 医保\n政策 甲 {\n".to_owned();
    for index in 0..60 {
        text.push_str(&format!("    要求 不存在{index} 否则 “无”\n"));
    }
    text.push_str("    待遇 门诊 { 基金 统筹基金 { 比例 50% } }\n    支付 { 现金 }\n}\n");
    let folder = folder(&[("a.pol", text.as_bytes())]);
    let ran = run(folder.path(), &["check", "a.pol"], "", "zh");
    assert_eq!(ran.err.matches("错误[").count(), 50, "{}", ran.err);
    assert!(ran.err.contains("还有 10 个问题没有列出"), "{}", ran.err);
    assert!(ran.err.ends_with("60 个错误（检查了 1 个文件）\n"), "{}", ran.err);
}

#[test]
fn a_very_long_line_is_named_and_not_shown() {
    let text = format!("引用 医保\n政策 甲 {{ # {}\n 待遇 }}\n", "长".repeat(5_000));
    let folder = folder(&[("a.pol", text.as_bytes())]);
    let ran = run(folder.path(), &["check", "a.pol"], "", "zh");
    assert_eq!(ran.code, 1);
    assert!(ran.err.len() < 3_000, "{}", ran.err.len());
}

#[test]
fn the_program_can_be_printed() {
    let ran = polc(&["check", "样例", "--emit", "program"]);
    assert_eq!(ran.code, 0);
    super::snapshot("program", &ran.out);
}

#[test]
fn the_tree_and_the_effective_text_can_be_printed() {
    let base = "引用 医保\n政策 省 {\n    条款 比例 可替换 { 待遇 门诊 { 基金 统筹基金 { 比例 50% } } }\n    支付 { 现金 }\n}\n";
    let city = "引用 医保\n政策 市 基于 省 {\n    统筹区 市\n    替换 比例 { 待遇 门诊 { 基金 统筹基金 { 比例 60% } } }\n}\n";
    let folder = folder(&[("省.pol", base.as_bytes()), ("市.pol", city.as_bytes())]);
    let mut said = String::new();
    for emit in ["effective", "ast"] {
        let ran = run(folder.path(), &["check", ".", "--emit", emit], "", "zh");
        assert_eq!(ran.code, 0, "{}", ran.err);
        said.push_str(&format!("--emit {emit}\n{}\n", ran.out));
    }
    super::snapshot("emit", &said);
}

#[test]
fn findings_are_denied_and_allowed_by_code() {
    let text = "引用 医保\n政策 甲 {\n    允许 unset-value 理由 “一”\n    待遇 门诊 { 基金 统筹基金 { 比例 待定 50% .. 90% } }\n    累计 乙 每年\n    支付 { 现金 }\n}\n";
    let folder = folder(&[("a.pol", text.as_bytes())]);
    let check = |options: &[&str], lang| {
        run(folder.path(), &[&["check", "a.pol"], options].concat(), "", lang)
    };
    let mut said = String::new();
    let json: serde_json::Value =
        serde_json::from_str(&check(&["--format", "json"], "zh").err).unwrap();
    assert_eq!(json["allowed"][0]["code"], "unset-value");
    assert_eq!(json["allowed"][0]["reason"], "一");
    for options in [
        &["--deny", "lonely-accumulator", "--format", "concise"][..],
        &["--allow", "lonely-accumulator"],
        &["--allow", "lonely-acumulator"],
        &["--warn", "missing-row"],
    ] {
        for lang in ["zh", "en"] {
            let ran = check(options, lang);
            // The number of checks changes with every new one.
            let fixed = |line: &&str| !line.starts_with("核对") && !line.contains(" proved");
            let told: Vec<&str> = ran.err.lines().filter(fixed).collect();
            let (options, code, told) = (options.join(" "), ran.code, told.join("\n"));
            said.push_str(&format!("{options} --lang {lang}: {code}\n{told}\n\n"));
        }
    }
    super::snapshot("levels", &said);
}
