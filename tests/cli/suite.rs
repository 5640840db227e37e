//! `polc test`: suites, snapshots, formats, exit codes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Ran, folder, run};

pub(crate) const POLICY: &str = "引用 医保
政策 甲市门诊 “甲市职工门诊” {
    统筹区 甲市
    要求 定点 否则 “非定点不予支付”  依据 “第二条”
    待遇 门诊 当 医疗类别 为 普通门诊 {
        起付线 100元 每年  依据 “第三条”
        基金 统筹基金 {
            比例 {
                级别        | 在职 | 退休
                基层, 一级   | 80%  | 90%   依据 “第四条”
                二级, 三级   | 60%  | 70%
            }
            封顶线 1000元 每年  依据 “第五条”
        }
    }
    未编码 “其他” 理由 “另行规定” 当 医疗类别 不为 普通门诊
    支付 { 个人账户；现金 }
}
";

const SUITE: &str = "引用 医保

情景 “三级在职” 针对 甲市门诊 {
    参保人 { 人员类别 : 在职; 个人账户 : 50元 }
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 级别 : 三级; 费用 : 600元 }
    应为 { 统筹基金 : 300元; 个人账户 : 50元; 现金 : 250元 }
}

情景 “一年两次” 针对 甲市门诊 {
    参保人 { 人员类别 : 退休 }
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 级别 : 一级; 费用 : 600元 }
    应为 { 统筹基金 : 450元 }
    就诊 2025-04-01 { 医疗类别 : 普通门诊; 级别 : 一级; 费用 : 1000元 }
    应为 { 统筹基金 : 550元; 现金 : 450元 }
}

情景 “非定点” 针对 甲市门诊 {
    参保人 { 人员类别 : 在职 }
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 级别 : 三级; 费用 : 600元; 定点 : 否 }
    应为 拒付 “非定点”
}
";

/// A project with a policy and a suite.
fn project(suite: &str) -> tempfile::TempDir {
    folder(&[("policies/甲市.pol", POLICY.as_bytes()), ("tests/甲市.pol", suite.as_bytes())])
}

/// A project whose statements are accepted.
fn accepted(suite: &str) -> tempfile::TempDir {
    let folder = project(suite);
    let ran = test(folder.path(), &["--accept"]);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    folder
}

fn test(folder: &Path, arguments: &[&str]) -> Ran {
    run(folder, &[&["test"], arguments].concat(), "", "zh")
}

fn test_en(folder: &Path, arguments: &[&str]) -> Ran {
    run(folder, &[&["test"], arguments].concat(), "", "en")
}

/// Changes a file.
fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{name} has no {from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// The last line of what was printed.
fn last(ran: &Ran) -> &str {
    ran.out.lines().last().unwrap_or_default()
}

fn stored(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("tests/snapshots/甲市.snap")).unwrap()
}

#[test]
fn a_suite_from_its_first_run_to_a_change_of_the_policy() {
    let folder = project(SUITE);
    let mut said = String::new();
    let mut step = |arguments: &[&str], code: i32| {
        for lang in ["zh", "en"] {
            // Only the first may write.
            if lang == "en" && arguments.contains(&"--accept") {
                continue;
            }
            let ran = run(folder.path(), &[&["test"], arguments].concat(), "", lang);
            assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
            said.push_str(&format!("$ polc test {} ({lang})\n{}\n", arguments.join(" "), ran.out));
        }
    };
    step(&[], 4);
    step(&["--accept"], 4);
    step(&[], 0);
    edit(folder.path(), "policies/甲市.pol", "二级, 三级   | 60%", "二级, 三级   | 65%");
    step(&[], 1);
    edit(folder.path(), "tests/甲市.pol", "300元; 个人账户 : 50元; 现金 : 250元", "325元");
    step(&[], 1);
    step(&["--accept", "三级在职"], 4);
    step(&[], 0);
    super::snapshot("suite-life", &said);
    super::snapshot("suite-stored", &stored(folder.path()));
}

#[test]
fn a_failure_shows_the_step_and_the_clause() {
    let folder = accepted(SUITE);
    edit(folder.path(), "tests/甲市.pol", "统筹基金 : 550元; 现金 : 450元", "统筹基金 : 900元");
    edit(folder.path(), "tests/甲市.pol", "应为 拒付 “非定点”", "应为 { 统筹基金 : 300元 }");
    let mut said = String::new();
    for lang in ["zh", "en"] {
        let ran = run(folder.path(), &["test"], "", lang);
        assert_eq!(ran.code, 1);
        said.push_str(&ran.out);
    }
    for format in ["concise", "json", "junit"] {
        let ran = test(folder.path(), &["--format", format]);
        assert_eq!(ran.code, 1);
        said.push_str(&format!("--format {format}\n{}\n", ran.out));
    }
    super::snapshot("suite-failure", &said);
}

#[test]
fn accepting_is_refused_on_a_build_server_and_for_what_is_not_there() {
    let folder = project(SUITE);
    let ran = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(["test", "--accept"])
        .current_dir(folder.path())
        .envs([("CI", "true"), ("POLC_LANG", "zh")])
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8(ran.stderr).unwrap().contains("设置了环境变量 CI，不能用 --accept"));
    assert!(!folder.path().join("tests/snapshots").exists());
    let ran = test(folder.path(), &["--accept", "policies"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("没有情景的标题或文件名里有这些字"), "{}", ran.err);
    assert!(!folder.path().join("tests/snapshots").exists());
}

#[test]
fn what_failed_is_not_accepted() {
    let folder = project(&SUITE.replace("450元 }\n    就诊", "451元 }\n    就诊"));
    let ran = test(folder.path(), &["--accept"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    let stored = stored(folder.path());
    assert!(stored.contains("=== 三级在职") && !stored.contains("=== 一年两次"), "{stored}");
}

#[test]
fn one_statement_can_be_accepted_alone() {
    let folder = project(SUITE);
    assert_eq!(test(folder.path(), &["--accept", "一年"]).code, 4);
    assert!(!stored(folder.path()).contains("=== 三级在职"));
    let ran = test(folder.path(), &[]);
    assert_eq!((ran.code, last(&ran)), (4, "不算通过：3 个情景，通过 1，快照未接受 2"));
    // A filter does not lose what it does not look at.
    assert_eq!(test(folder.path(), &["--accept", "--filter", "三级"]).code, 4);
    assert!(stored(folder.path()).contains("=== 一年两次"));
}

#[test]
fn a_refusal_and_an_unread_fact_must_be_acknowledged_before_they_are_kept() {
    let suite = "引用 医保
情景 “拒付” 针对 甲市门诊 {
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 人员类别 : 在职; 级别 : 三级; 费用 : 600元; 定点 : 否 }
}
情景 “没有规则读” 针对 甲市门诊 {
    就诊 2025-03-01 { 医疗类别 : 普通门诊; 人员类别 : 在职; 级别 : 三级; 费用 : 600元; 号别 : 普通 }
    应为 { 统筹基金 : 300元 }
}
";
    let folder = project(suite);
    let mut said = String::new();
    for arguments in [&["--accept"][..], &["--lang", "en"]] {
        let ran = test(folder.path(), arguments);
        assert_eq!(ran.code, 4, "{}", ran.out);
        said.push_str(&ran.out);
    }
    assert!(!folder.path().join("tests/snapshots").exists());
    super::snapshot("suite-unacknowledged", &said);
    edit(
        folder.path(),
        "tests/甲市.pol",
        "定点 : 否 }",
        "定点 : 否 }\n    应为 拒付 “非定点不予支付”",
    );
    edit(folder.path(), "tests/甲市.pol", "应为 { 统", "应为 未使用 号别\n    应为 { 统");
    assert_eq!(test(folder.path(), &["--accept"]).code, 4);
    assert_eq!(test(folder.path(), &[]).code, 0);
}

#[test]
fn an_unset_value_is_a_failure_unless_the_scenario_says_so() {
    let folder = project(SUITE);
    edit(folder.path(), "policies/甲市.pol", "60%  | 70%", "待定 50% .. 70% | 70%");
    let ran = test(folder.path(), &["--accept"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("needs-unset-value"), "{}", ran.out);
    assert!(!stored(folder.path()).contains("=== 三级在职"));
}

#[test]
fn what_was_not_run_is_no_success() {
    for (mode, words) in [
        ("情景 “一年两次” 针对 甲市门诊 跳过 理由 “等批复” {", "跳过 1"),
        ("情景 “一年两次” 针对 甲市门诊 仅此 {", "因“仅此”没有运行 2"),
    ] {
        let folder = accepted(SUITE);
        edit(folder.path(), "tests/甲市.pol", "情景 “一年两次” 针对 甲市门诊 {", mode);
        let ran = test(folder.path(), &[]);
        assert_eq!(ran.code, 4, "{}", ran.out);
        assert!(last(&ran).starts_with("不算通过：") && last(&ran).contains(words), "{}", ran.out);
        assert_eq!(test_en(folder.path(), &[]).code, 4);
        // Its snapshot is no orphan.
        assert!(!ran.out.contains("多余"), "{}", ran.out);
    }
    let folder = accepted(SUITE);
    edit(
        folder.path(),
        "tests/甲市.pol",
        "“一年两次” 针对 甲市门诊 {",
        "“一年两次” 针对 甲市门诊 跳过 理由 “等批复” {",
    );
    assert!(test(folder.path(), &[]).out.contains("一年两次  跳过，理由 “等批复”"));
}

#[test]
fn orphans_are_reported_and_removed() {
    let folder = accepted(SUITE);
    edit(folder.path(), "tests/甲市.pol", "“一年两次”", "“一年两次就诊”");
    let ran = test(folder.path(), &[]);
    assert_eq!(ran.code, 4);
    assert!(ran.out.contains("多余的快照：一年两次（没有这个情景"), "{}", ran.out);
    assert!(test_en(folder.path(), &[]).out.contains("orphaned snapshot: 一年两次"));
    let ran = test(folder.path(), &["--accept"]);
    assert_eq!(last(&ran), "不算通过：3 个情景，通过 2，写入快照 1，删除快照 1");
    assert_eq!(test(folder.path(), &[]).code, 0);
    // A suite that is gone.
    std::fs::rename(folder.path().join("tests/甲市.pol"), folder.path().join("tests/乙.pol"))
        .unwrap();
    let ran = test(folder.path(), &[]);
    assert_eq!(ran.code, 4);
    assert!(last(&ran).contains("多余的快照 3"), "{}", ran.out);
    assert_eq!(test(folder.path(), &["--accept"]).code, 4);
    assert!(!folder.path().join("tests/snapshots/甲市.snap").exists());
    assert_eq!(test(folder.path(), &[]).code, 0);
}

#[test]
fn nothing_to_run_is_no_success() {
    let empty = folder(&[("leer/note.txt", b"")]);
    for (lang, words) in [("zh", "不算通过：没有情景"), ("en", "no success: no scenarios")]
    {
        for arguments in [&["test"][..], &["test", "leer"]] {
            let ran = run(empty.path(), arguments, "", lang);
            assert_eq!((ran.code, last(&ran)), (4, words), "{}", ran.err);
        }
    }
    let folder = accepted(SUITE);
    let ran = test(folder.path(), &["--filter", "没有这个"]);
    assert_eq!((ran.code, last(&ran)), (4, "不算通过：没有符合 --filter 的情景"));
    let ran = test(folder.path(), &["--list", "--filter", "没有这个"]);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""));
    assert_eq!(test(folder.path(), &["--filter", "一年"]).code, 0);
    assert_eq!(last(&test(folder.path(), &["--filter", "一年"])), "通过：1 个情景");
}

#[test]
fn the_list_names_what_would_run() {
    let folder = project(SUITE);
    let ran = test(folder.path(), &["--list"]);
    assert_eq!(ran.code, 0);
    assert_eq!(
        ran.out,
        "tests/甲市.pol › 三级在职\ntests/甲市.pol › 一年两次\ntests/甲市.pol › 非定点\n"
    );
    assert!(!folder.path().join("tests/snapshots").exists());
}

#[test]
fn a_suite_alone_finds_the_policies_above_it() {
    let folder = accepted(SUITE);
    for path in ["tests", "tests/甲市.pol"] {
        let ran = test(folder.path(), &[path]);
        assert_eq!((ran.code, ran.err.as_str()), (0, "也读了政策文件夹 policies\n"), "{}", ran.out);
    }
    let inside = folder.path().join("tests");
    let ran = test(&inside, &["."]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_policy_with_errors_fails_its_scenarios() {
    let folder = accepted(SUITE);
    edit(folder.path(), "policies/甲市.pol", "起付线 100元 每年", "起付线 100 每年");
    let ran = test(folder.path(), &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("错误[wrong-unit]"), "{}", ran.out);
    assert!(last(&ran).starts_with("失败：3 个情景，失败 3，文件里的错误 1"), "{}", ran.out);
    assert_eq!(test(folder.path(), &["--accept"]).code, 1);
    assert!(stored(folder.path()).contains("=== 三级在职"));
}

#[test]
fn a_title_stands_once_in_a_file() {
    let folder = project(&SUITE.replace("一年两次", "三级在职"));
    let ran = test(folder.path(), &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("情景“三级在职”在这个文件里写了两次"), "{}", ran.out);
}

#[test]
fn a_scenario_must_show_something() {
    let folder = project("引用 医保\n情景 “空” 针对 甲市门诊 { 参保人 { 人员类别 : 在职 } }\n");
    let ran = test(folder.path(), &["--accept"]);
    assert!(ran.code == 1 || ran.code == 4, "{}", ran.out);
}

#[test]
fn a_damaged_snapshot_is_named_and_never_overwritten() {
    for (change, words) in [
        (("# polc-snapshot/1", "# polc-snapshot/9"), "第一行不是"),
        (("=== 一年两次", "<<<<<<< HEAD\n=== 一年两次"), "行不属于任何情景"),
        (("=== 一年两次", "=== 三级在职"), "行不属于任何情景"),
    ] {
        let folder = accepted(SUITE);
        edit(folder.path(), "tests/snapshots/甲市.snap", change.0, change.1);
        let before = stored(folder.path());
        let ran = test(folder.path(), &["--accept"]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(ran.out.contains(words), "{}", ran.out);
        assert_eq!(stored(folder.path()), before);
    }
}

#[test]
fn paths_that_lead_nowhere_are_errors_of_usage() {
    let folder = folder(&[("a.txt", b"")]);
    for path in ["无", "a.txt"] {
        let ran = test(folder.path(), &[path]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    }
    assert_eq!(test(folder.path(), &["--format", "xml"]).code, 2);
    assert_eq!(test(folder.path(), &["--watch", "--accept"]).code, 2);
}

/// Other clauses, comments and lines between them change no snapshot.
#[test]
fn snapshots_do_not_depend_on_lines_paths_or_the_order_of_declarations() {
    let declared = POLICY.replace(
        "政策 甲市门诊",
        "字段 甲 “jia” : flag of visit default 否\n字段 乙 “yi” : flag of visit default 否\n政策 甲市门诊",
    );
    let reads = "要求 非 甲 或 乙 否则 “无”\n    要求 定点";
    let one = declared.replacen("要求 定点", reads, 1);
    let two = format!("# 注释\n\n{one}").replace(
        "字段 甲 “jia” : flag of visit default 否\n字段 乙 “yi” : flag of visit default 否\n",
        "字段 乙 “yi” : flag of visit default 否\n\n字段 甲 “jia” : flag of visit default 否\n",
    );
    assert_ne!(one, two);
    let folder =
        folder(&[("policies/甲市.pol", one.as_bytes()), ("tests/甲市.pol", SUITE.as_bytes())]);
    assert_eq!(test(folder.path(), &["--accept"]).code, 4);
    std::fs::remove_file(folder.path().join("policies/甲市.pol")).unwrap();
    std::fs::create_dir_all(folder.path().join("policies/深")).unwrap();
    std::fs::write(folder.path().join("policies/深/别名.pol"), two).unwrap();
    let ran = test(folder.path(), &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn watching_runs_again_after_a_change() {
    let folder = accepted(SUITE);
    let mut child = Command::new(env!("CARGO_BIN_EXE_polc"))
        .args(["test", "--watch"])
        .current_dir(folder.path())
        .env("POLC_LANG", "zh")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut until = |words: &str| {
        let found = lines.by_ref().map(Result::unwrap).find(|line| line.contains(words));
        assert!(found.is_some(), "{words} was never printed");
    };
    until("通过：3 个情景");
    until("等待文件改动");
    edit(folder.path(), "tests/甲市.pol", "300元", "301元");
    until("“统筹基金”应为 301.00，实际 300.00");
    until("失败：3 个情景，通过 2，失败 1");
    child.kill().unwrap();
    let _ended = child.wait().unwrap();
}
