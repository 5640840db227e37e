//! The worst that was found for the analysis ends, and says so when it does not know: named
//! intermediates that name each other twice, so that written out they would double each time.

#![allow(clippy::panic, clippy::unwrap_used, clippy::disallowed_methods, reason = "test code")]

mod support;

use std::fmt::Write as _;

use polc::diagnostics::{Code, Count, Findings};

fn check(text: &str) -> Findings {
    let (_, compilation) = support::compile_text("深.pol", text);
    Findings::new(compilation.problems, 1)
}

/// Whether an odd number of so many flags is set, one intermediate for each flag.
fn parity(flags: usize, second: &str) -> String {
    let mut text = "引用 医保\n".to_owned();
    let mut names = "    设 名0 = 旗0\n".to_owned();
    for at in 0..flags {
        writeln!(text, "字段 旗{at} : 是否 属于 就诊").unwrap();
    }
    for at in 1..flags {
        let before = at - 1;
        writeln!(names, "    设 名{at} = 若 名{before} 则 非 旗{at} 否则 旗{at}").unwrap();
    }
    let last = flags - 1;
    write!(
        text,
        "政策 甲 {{\n{names}    待遇 一 当 名{last} {{ 基金 统筹基金 {{ 比例 50% }} }}\n    待遇 二 当 {second} {{ 基金 统筹基金 {{ 比例 60% }} }}\n    支付 {{ 现金 }}\n}}\n"
    )
    .unwrap();
    text
}

#[test]
fn the_parity_of_forty_flags_ends() {
    let findings = check(&parity(40, "非 名39"));
    assert!(!findings.failed());
    // Each is looked at as a whole, and a thing and its contrary exclude each other.
    let counts = findings.tally.codes[&Code::OverlappingBenefits];
    assert_eq!(counts, Count { proved: 1, refuted: 0, undecided: 0 });
}

#[test]
fn what_is_too_deep_to_write_out_is_said_to_be_undecided_or_shown() {
    let findings = check(&parity(40, "非 名38 且 旗39"));
    let counts = findings.tally.codes[&Code::OverlappingBenefits];
    assert_eq!(counts.proved, 0, "nothing is proved that was not looked at");
    assert_eq!(counts.sum(), 1);
}

#[test]
fn fifty_intermediates_that_name_each_other_three_times_end() {
    let mut text = "引用 医保\n政策 甲 {\n    设 值0 = 若 慢特病 则 100元 否则 200元\n".to_owned();
    for at in 1..50 {
        let (before, limit) = (at - 1, 100 + at);
        writeln!(
            text,
            "    设 值{at} = 若 值{before} > {limit}元 则 值{before} + 1元 否则 值{before} + 2元"
        )
        .unwrap();
    }
    text.push_str(
        "    待遇 一 当 值49 > 150元 { 起付线 每次 值49\n 基金 统筹基金 { 比例 50% } }\n    支付 { 现金 }\n}\n",
    );
    assert!(!check(&text).failed());
}
