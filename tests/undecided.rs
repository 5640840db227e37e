//! Where a limit of the analysis is reached, it says so: what was not looked at is never proved.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod support;

use std::fmt::Write as _;

use polc::diagnostics::{Code, Count, Findings, Level};

fn check(text: &str) -> Findings {
    let (_, compilation) = support::compile_text("甲.pol", text);
    Findings::new(compilation.problems, 1)
}

/// What a check of one sort came to: proved, refuted, undecided.
fn count(findings: &Findings, code: Code) -> (usize, usize, usize) {
    let Count { proved, refuted, undecided } =
        findings.tally.codes.get(&code).copied().unwrap_or_default();
    (proved, refuted, undecided)
}

/// The places and words of what is left undecided.
fn reasons(findings: &Findings, code: Code) -> Vec<String> {
    let open = findings
        .problems
        .iter()
        .filter(|problem| problem.code == code && problem.level() == Level::Undecided);
    open.map(|problem| {
        assert!(problem.span().is_some(), "{}: it has a place", code.name());
        assert!(!problem.message.zh.is_empty() && !problem.message.en.is_empty(), "{problem:?}");
        problem.message.zh.clone()
    })
    .collect()
}

/// Fields and intermediates that say, as `挤`, that each of some pigeons has one of too few holes: no visit
/// does, and to see it, all ways to place them must be tried.
fn pigeons(count: usize) -> (String, String) {
    let holes = count - 1;
    let (mut fields, mut text, mut names) = (String::new(), String::new(), Vec::new());
    let sits = |pigeon: usize, hole: usize| format!("旗{pigeon}甲{hole}");
    for pigeon in 0..count {
        for hole in 0..holes {
            writeln!(fields, "字段 {} : 是否 属于 就诊", sits(pigeon, hole)).unwrap();
        }
        let some: Vec<String> = (0..holes).map(|hole| sits(pigeon, hole)).collect();
        writeln!(text, "    设 窝{pigeon} = {}", some.join(" 或 ")).unwrap();
        names.push(format!("窝{pigeon}"));
    }
    for hole in 0..holes {
        for pigeon in 0..holes {
            let alone: Vec<String> = (pigeon + 1..count)
                .map(|other| format!("非 ({} 且 {})", sits(pigeon, hole), sits(other, hole)))
                .collect();
            writeln!(text, "    设 独{hole}乙{pigeon} = {}", alone.join(" 且 ")).unwrap();
            names.push(format!("独{hole}乙{pigeon}"));
        }
    }
    // Not too deep to be taken apart.
    let groups = names.chunks(20).enumerate().map(|(at, some)| {
        writeln!(text, "    设 组{at} = {}", some.join(" 且 ")).unwrap();
        format!("组{at}")
    });
    let groups: Vec<String> = groups.collect();
    writeln!(text, "    设 挤 = {}", groups.join(" 且 ")).unwrap();
    (fields, text)
}

/// A policy that begins in 2025, with what stands before it.
fn policy(before: &str, clauses: &str) -> String {
    format!("引用 医保\n{before}政策 甲 {{\n    自 2025-01-01\n{clauses}    支付 {{ 现金 }}\n}}\n")
}

#[test]
fn what_is_asked_of_visits_that_cannot_be_found_is_undecided() {
    let (fields, names) = pigeons(8);
    let clauses = format!(
        "    参数 数 : 金额 {{ 100元 自 2025-01-01 至 2025-06-01 }}
{names}    待遇 一 当 挤 {{
        起付线 每次 数
        基金 统筹基金 {{
            比例 {{ 基层：90%；基层, 一级：80% }}
            提高 5pp 自 2025-01-01 至 2025-03-31
            提高 5pp 自 2025-04-01 至 2025-08-01
            提高 5pp 自 2025-07-01
        }}
    }}
    待遇 二 当 挤 {{ 基金 统筹基金 {{ 比例 60% }} }}
    退费 {{
        要求 挤 否则 “丙”
        要求 旗0甲0 否则 “甲” 自 2025-01-01 至 2025-03-31
        要求 旗0甲0 否则 “甲” 自 2025-04-01
    }}
"
    );
    let findings = check(&policy(&fields, &clauses));
    assert!(!findings.failed());
    for code in [
        Code::MissingRow,
        Code::DuplicateRow,
        Code::OverlappingBenefits,
        Code::DeadRow,
        Code::IrrelevantColumn,
        Code::MissingDays,
        Code::OverlappingDates,
        Code::Expired,
    ] {
        let (proved, refuted, undecided) = count(&findings, code);
        // The value of the parameter is proved to be of use some day.
        let of_parameter = usize::from(code == Code::DeadRow);
        assert_eq!((proved, refuted), (of_parameter, 0), "{}", code.name());
        assert!(undecided > 0, "{}", code.name());
        assert_eq!(reasons(&findings, code).len(), undecided);
    }
    // Of a refund, too.
    assert_eq!(reasons(&findings, Code::MissingDays).len(), 2);
}

#[test]
fn a_table_with_more_gaps_than_are_kept_apart_is_not_proved_by_what_is_shown() {
    // A staircase: each row covers one square of 450 times 450.
    let mut rows = String::new();
    for at in 0..450 {
        let (lo, hi) = (at * 10, at * 10 + 10);
        writeln!(rows, "{lo}元 .. {hi}元 | {lo}元 .. {hi}元 | 50%").unwrap();
    }
    let table = |gate: &str| {
        policy(
            "字段 另费 : 金额 属于 就诊\n",
            &format!(
                "{gate}    待遇 一 {{ 基金 统筹基金 {{ 比例 {{\n费用 | 另费 | 比例\n{rows}}} }} }}\n"
            ),
        )
    };
    let findings = check(&table(""));
    let (proved, refuted, undecided) = count(&findings, Code::MissingRow);
    assert!(proved == 0 && refuted > 0 && undecided == 1, "{proved} {refuted} {undecided}");
    assert!(reasons(&findings, Code::MissingRow).iter().any(|said| said.contains("前 400 块")));
    // None of the first is asked, but one that comes later is.
    let gate = "    要求 费用 > 4490元 且 另费 < 10元 或 费用 < 10元 且 另费 < 10元 否则 “丙”\n";
    let (proved, ..) = count(&check(&table(gate)), Code::MissingRow);
    assert_eq!(proved, 0);
}

#[test]
fn pairs_of_rows_that_are_not_shown_are_counted() {
    let mut rows = String::new();
    for at in 0..30 {
        writeln!(rows, "{}元以上 | {}%", at * 10, at + 1).unwrap();
    }
    let text = policy(
        "",
        &format!("    待遇 一 {{ 基金 统筹基金 {{ 比例 {{\n费用 | 比例\n{rows}}} }} }}\n"),
    );
    let findings = check(&text);
    assert_eq!(count(&findings, Code::DuplicateRow), (0, 20, 1));
    // 30 × 29 ÷ 2 less those shown.
    assert!(reasons(&findings, Code::DuplicateRow)[0].contains("415 对"));
}

#[test]
fn groups_without_a_benefit_are_looked_for_behind_those_that_no_visit_meets() {
    // Of the groups that are left over those in the middle compute with figures, and no visit meets them.
    let mut groups = String::new();
    for at in 0..6 {
        writeln!(groups, "        或 年龄 为 {0}岁 且 费用 × 2 > 费用 × {1}", 20 + at, 3 + at)
            .unwrap();
    }
    let left = format!("非 (年龄 为 10岁 或 年龄 为 60岁 且 旗\n{groups})");
    let text = policy(
        "字段 旗 : 是否 属于 就诊\n",
        &format!(
            "    待遇 一 当 {left} {{ 基金 统筹基金 {{ 比例 50% }} }}\n    待遇 二 当 年龄 为 70岁 {{ 基金 统筹基金 {{ 比例 60% }} }}\n    依次 一, 二\n"
        ),
    );
    let findings = check(&text);
    let (proved, refuted, _) = count(&findings, Code::UncoveredVisit);
    assert_eq!((proved, refuted), (0, 2), "{:?}", findings.problems);
}

/// Intermediates of which each names the one before in both branches: written out they double.
fn doubling(levels: usize) -> (String, String) {
    let (mut fields, mut names) = (String::new(), "    设 值0 = 10元\n".to_owned());
    for at in 1..=levels {
        writeln!(fields, "字段 旗{at} : 是否 属于 就诊").unwrap();
        let before = at - 1;
        writeln!(names, "    设 值{at} = 若 旗{at} 则 值{before} + 1元 否则 值{before} + 2元")
            .unwrap();
    }
    (fields, names)
}

#[test]
fn a_table_that_is_not_come_to_is_not_proved() {
    let (fields, names) = doubling(13);
    let clauses = |first: &str| {
        format!(
            "    参数 数 : 金额 {{ 1元 自 2025-01-01 至 2025-06-01 }}
{names}    设 末 = {{ 基层：1元；一级：2元；二级：数 }}
    待遇 一 {{ 起付线 每次 {first}\n 基金 统筹基金 {{ 比例 50% }} }}
"
        )
    };
    // Looked at before the others, it lacks a row; looked at behind them, it is not come to.
    let seen = check(&policy(&fields, &clauses("末 + 值13")));
    assert_eq!(count(&seen, Code::MissingRow), (0, 1, 0));
    assert_eq!(count(&seen, Code::Expired), (0, 0, 0), "advice is for a policy without errors");
    let unseen = check(&policy(&fields, &clauses("值13 + 末")));
    for code in [Code::MissingRow, Code::DuplicateRow, Code::DeadRow, Code::IrrelevantColumn] {
        let (_, refuted, undecided) = count(&unseen, code);
        assert_eq!((refuted, undecided), (0, 1), "{}", code.name());
    }
    assert_eq!(count(&unseen, Code::MissingRow).0, 0);
    assert_eq!(count(&unseen, Code::Expired), (0, 0, 1));
}

#[test]
fn rounding_too_deep_to_be_followed_is_not_proved() {
    let (fields, names) = doubling(16);
    let text = policy(
        &fields,
        &format!("{names}    待遇 一 {{ 基金 统筹基金 {{ 支付 取小(基数, 值16) }} }}\n"),
    );
    assert_eq!(count(&check(&text), Code::EarlyRounding), (0, 0, 1));
    let (fields, names) = doubling(4);
    let text = policy(
        &fields,
        &format!("{names}    待遇 一 {{ 基金 统筹基金 {{ 支付 取小(基数, 值4) }} }}\n"),
    );
    assert_eq!(count(&check(&text), Code::EarlyRounding), (1, 0, 0));
}

#[test]
fn dated_clauses_are_compared_with_all_that_follow() {
    // Each ends a day too soon; the one that takes its place comes behind many others.
    let clauses = |count: usize, until: &str| {
        let mut text = "    待遇 一 { 基金 统筹基金 {\n        比例 20%\n".to_owned();
        for (dates, points) in
            [(format!("自 2025-01-01 至 {until}"), 1), ("自 2025-04-01".into(), 2)]
        {
            for at in 1..=count {
                writeln!(text, "        提高 {points}pp 当 费用 == {at}元 {dates}").unwrap();
            }
        }
        policy("", &format!("{text}    }} }}\n"))
    };
    let findings = check(&clauses(12, "2025-03-31"));
    assert_eq!(count(&findings, Code::MissingDays).1, 12);
    let findings = check(&clauses(12, "2025-04-01"));
    assert_eq!(count(&findings, Code::MissingDays).1, 0);
    let findings = check(&clauses(110, "2025-03-31"));
    assert_eq!(reasons(&findings, Code::MissingDays).len(), 1);
    assert!(count(&findings, Code::MissingDays).1 > 80);
}

#[test]
fn a_condition_over_computed_figures_that_no_visit_is_seen_to_meet_is_not_proved() {
    let of = |condition: &str| {
        let text = policy(
            "",
            &format!(
                "    待遇 一 {{ 起付线 每次 100元 当 {condition}\n 基金 统筹基金 {{ 比例 50% }} }}\n"
            ),
        );
        let (proved, refuted, undecided) = count(&check(&text), Code::NeverApplies);
        assert_eq!(refuted, 0, "{condition}");
        (proved, undecided)
    };
    assert_eq!(of("费用 × 3 < 费用 × 2"), (0, 1));
    assert_eq!(of("费用 × 3 < 300元"), (1, 0));
    assert_eq!(of("日期 >= 病种备案日期"), (1, 0));
}
