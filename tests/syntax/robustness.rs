//! No text makes the parser panic, hang or go silent.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{parse, said, tree};

/// A policy with most of the language in it.
const SAMPLE: &str = "\u{23} 样本
引用 医保
枚举 档 “tier” 有序 { 一档 “1”, 二档 “2” }
字段 年龄 “age” : 年龄 0岁 .. 130岁 步长 1岁 属于 参保人 默认 周岁(出生日期)
policy 甲 \"标题\" extends 乙 {
    city 襄阳
    from 2025-01-01   # 起
    require 定点 and (费用 > 3元 or not 慢特病) else \"非定点\"
        cite \"第一条\"
    benefit 普通门诊 when 医疗类别 is 普通门诊, 急诊 {
        起付线 每次，最高 200元 每年 { 本年首次：40元；以后各次：20元 }
        fund 统筹基金 {
            ratio {
                级别      | 职工 | 居民
                基层, 一级 | 90%  | 待定 50% .. 60%
                三级      | 70%  | 40%
            } 依据 “第二条”
            uplift 10pp when 慢特病
            cap 4000元 per year
        }
    }
    支付 { 个人账户；共济账户 支付 起付线 + 先行自付；现金 }
}
情景 “一” 针对 甲 {
    就诊 2025-05-06 { 级别 : 三级; 项目 { 金额 : 10元 } }
    应为 { 起付线 : 7元; 现金 : 3元 }
    备案 2025-06-01 至 2026-06-01 { 已备案 : 是 }
    退费 2025-06-02 冲销 2025-05-06 { 已就诊 : 否 }
    应为 2025-05-06 拒付 “二”
    应为 未使用 级别, 费用
}
情景表 “三” 针对 甲 跳过 理由 “四” {
    参保人 2025-01-01 { 参保类型 : 职工 }
    情景 | 日期       | 级别 | 应为 现金
    “五” | 2025-01-01 |      | 3元
}
计算 丙 “六” { 得出 丁 = 3元 × 8% 当 慢特病 }
账户 戊 支付 起付线 转入 己 于 01-01
";

/// Parses, and checks that every problem points into the text and says something.
fn judge(text: &str) {
    let start = Instant::now();
    let (_, problems) = parse(text);
    for problem in problems.iter() {
        let span = problem.span().unwrap();
        assert!(span.lo <= span.hi && span.hi as usize <= text.len());
        assert!(text.is_char_boundary(span.lo as usize), "{problem:?}");
        assert!(text.is_char_boundary(span.hi as usize), "{problem:?}");
        for words in std::iter::once(&problem.message).chain(&problem.help) {
            assert!(!words.zh.is_empty() && !words.en.is_empty());
            assert!(!words.en.ends_with('.') && !words.zh.ends_with('。'), "{words:?}");
        }
    }
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn the_sample_is_in_order() {
    assert_eq!(said(SAMPLE), "");
    assert_eq!(tree(SAMPLE), tree(&SAMPLE.replace('\n', "\r\n")).replace("\\r", ""));
}

#[test]
fn endless_lines() {
    for text in ["x".repeat(10_000_000), "# ".repeat(5_000_000), "费用 + ".repeat(1_000_000)] {
        assert!(said(&text).starts_with("1:1 line-too-long"), "{}", said(&text));
    }
}

#[test]
fn bottomless_brackets() {
    for (open, close) in [("{", "}"), ("(", ")"), ("policy 甲 {\n", "}\n"), ("(", ""), ("a{", "")]
    {
        let text = open.repeat(10_000) + &close.repeat(10_000);
        let text = format!("policy 甲 {{ pays {text} }}");
        let said = said(&text);
        assert!(said.contains("nested-too-deep") || said.contains("line-too-long"), "{said}");
        judge(&text);
    }
}

#[test]
fn brackets_as_deep_as_allowed() {
    for (open, inner, close) in [("(", "1元", ")"), ("若 甲 则 (", "1元", ") 否则 2元")] {
        let text = format!("policy 甲 {{ pays {}{inner}{} }}", open.repeat(190), close.repeat(190));
        assert!(!said(&text).contains("too-deep") || text.len() > 4_000, "{}", said(&text));
    }
    let text = "clause 甲 {\n".repeat(190) + &"}\n".repeat(190);
    assert_eq!(said(&format!("policy 甲 {{\n{text}}}\n")), "");
    let broken = "clause {\n".repeat(190) + &"}\n".repeat(190);
    judge(&format!("policy 甲 {{\n{broken}}}\n"));
    let trailing = "clause 甲 {\n".repeat(190) + &"} x\n".repeat(190);
    judge(&format!("policy 甲 {{\n{trailing}}}\n"));
}

#[test]
fn deep_without_brackets() {
    for part in [
        "not ",
        "若 ",
        "− ",
        "若 甲 则 乙 否则\n",
        "若\n",
        "−\n",
        "甲 + \n",
        "甲 或 \n",
        "非 \n",
        "待定 ",
        "为 ",
    ] {
        judge(&format!("policy 甲 {{ require {} 甲 }}", part.repeat(3_000)));
        judge(&format!("policy 甲 {{ require {}", part.repeat(15_000)));
    }
}

#[test]
fn long_files_of_nothing_good() {
    for line in
        ["}\n", "{\n", "policy 甲 {\n", "甲 甲\n", "“\n", "\u{200B}\n", "１\n", "1当2当\n", "| |\n"]
    {
        judge(&line.repeat(20_000));
    }
    for line in
        ["| |\n", "甲 | 乙 丙\n", "“甲” | 应为\n", "退费 {\n", "备案 甲\n", "应为 甲 : 3元\n"]
    {
        judge(&format!("情景表 “甲” {{\n{}", line.repeat(1_000)));
        judge(&format!("情景 “甲” {{\n{}}}", line.repeat(1_000)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn truncations(at in 0..SAMPLE.len()) {
        let end = (0..=at).rev().find(|at| SAMPLE.is_char_boundary(*at)).unwrap_or(0);
        judge(&SAMPLE[..end]);
    }

    #[test]
    fn deletions(at in 0..SAMPLE.len(), length in 1..40_usize) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        bytes.drain(at..(at + length).min(SAMPLE.len()));
        judge(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn one_deleted_character_is_never_silent_twice(at in 0..SAMPLE.len()) {
        let mut text = SAMPLE.to_owned();
        let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.remove(at);
        judge(&text);
        let (_, problems) = parse(&text);
        prop_assert!(problems.len() <= 4, "{}", said(&text));
    }

    #[test]
    fn swapped_pieces(a in 0..200_usize, b in 0..200_usize) {
        let mut words: Vec<&str> = SAMPLE.split_inclusive(' ').collect();
        let length = words.len();
        words.swap(a % length, b % length);
        judge(&words.concat());
    }

    #[test]
    fn noise(text in "[{}()|:;,“”\"# \n0-9.%元岁a-z当自至为基金比例政策]{0,400}") {
        judge(&text);
    }
}
