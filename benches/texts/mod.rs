//! Policies of any size, for the benches and for `tests/growth.rs`: each grows in one way only.
#![allow(
    dead_code,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "not every user takes every text"
)]

use std::fmt::Write as _;
use std::path::Path;

/// The shipped policies: their paths and texts.
pub(crate) fn shipped() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    for folder in std::fs::read_dir(root).unwrap() {
        for entry in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "pol") {
                found.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The first day of the dated texts, and so many days behind it.
fn day(behind: usize) -> String {
    // Months of 28 days, so that every day is one.
    let (year, rest) = (2000 + behind / 336, behind % 336);
    format!("{year}-{:02}-{:02}", rest / 28 + 1, rest % 28 + 1)
}

fn policy(dates: &str, body: &str) -> String {
    format!("政策 甲 {{\n{dates}{body}支付 {{ 现金 }}\n}}\n")
}

fn table(header: &str, rows: &str) -> String {
    let table = format!("{header} | 比例\n{rows}");
    policy("", &format!("待遇 一 {{\n基金 统筹基金 {{\n比例 {{\n{table}}}\n}}\n}}\n"))
}

/// One row for each ten yuan.
pub(crate) fn rows(count: usize) -> String {
    let mut rows = String::new();
    for at in 0..count {
        let from = at * 10;
        let cell = if at + 1 == count {
            format!("{from}元以上")
        } else {
            format!("{from}元 .. {}元", from + 10)
        };
        writeln!(rows, "{cell} | {}%", at % 90 + 1).unwrap();
    }
    format!("引用 医保\n{}", table("费用", &rows))
}

/// So many flags, each of which decides only where all before it hold.
pub(crate) fn columns(count: usize) -> String {
    let titles: Vec<String> = (0..count).map(|at| format!("旗{at}")).collect();
    let mut rows = String::new();
    for at in 0..=count {
        let cells: Vec<&str> = (0..count)
            .map(|column| match column.cmp(&at) {
                std::cmp::Ordering::Less => "是",
                std::cmp::Ordering::Equal => "否",
                std::cmp::Ordering::Greater => "任意",
            })
            .collect();
        writeln!(rows, "{} | {}%", cells.join(" | "), at % 90 + 1).unwrap();
    }
    flags(count) + &table(&titles.join(" | "), &rows)
}

/// Numbers that look drawn, and are the same every time.
fn drawn() -> impl FnMut(usize) -> usize {
    let mut seed = 1_u32;
    move |below| {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        usize::try_from(seed >> 16).unwrap() % below
    }
}

fn flags(count: usize) -> String {
    (0..count).fold("引用 医保\n".to_owned(), |mut text, at| {
        writeln!(text, "字段 旗{at} : 是否 属于 就诊").unwrap();
        text
    })
}

/// So many rows that each ask up to three of a fifth as many flags, so that they cross each other and
/// hardly a visit is left, or none: which of the two cannot be told without trying.
pub(crate) fn interlocked(count: usize) -> String {
    let of = (count * 10 / 45).max(3);
    let titles: Vec<String> = (0..of).map(|at| format!("旗{at}")).collect();
    let mut rows = String::new();
    let mut next = drawn();
    for at in 0..count {
        let mut cells = vec!["任意"; of];
        for _ in 0..3 {
            cells[next(of)] = if next(2) == 0 { "是" } else { "否" };
        }
        writeln!(rows, "{} | {}%", cells.join(" | "), at % 90 + 1).unwrap();
    }
    flags(of) + &table(&titles.join(" | "), &rows)
}

/// So many conditions of the policy on a quarter as many flags, three flags each: the same puzzle, and
/// every question about the policy has to solve it.
pub(crate) fn conditions(count: usize) -> String {
    let of = (count * 10 / 43).max(3);
    let mut gates = String::new();
    let mut next = drawn();
    for _ in 0..count {
        let parts: Vec<String> = (0..3)
            .map(|_| format!("{}旗{}", if next(2) == 0 { "非 " } else { "" }, next(of)))
            .collect();
        writeln!(gates, "要求 {} 否则 “不报”", parts.join(" 或 ")).unwrap();
    }
    flags(of) + &policy("", &format!("{gates}待遇 一 {{\n基金 统筹基金 {{ 比例 50% }}\n}}\n"))
}

/// Dated clauses that follow each other, two days each.
fn following(count: usize, clause: &str) -> (String, String) {
    let dates = format!("自 {} 至 {}\n", day(0), day(2 * count));
    let mut clauses = String::new();
    for at in 0..count {
        let (from, until) = (day(2 * at), day(2 * at + 2));
        writeln!(
            clauses,
            "{} 自 {from} 至 {until}",
            clause.replace('#', &(at % 50 + 10).to_string())
        )
        .unwrap();
    }
    (dates, clauses)
}

/// One deductible after the other.
pub(crate) fn deductibles(count: usize) -> String {
    let (dates, clauses) = following(count, "起付线 每次 #元");
    let body = format!("待遇 一 {{\n{clauses}基金 统筹基金 {{ 比例 50% }}\n}}\n");
    format!("引用 医保\n{}", policy(&dates, &body))
}

/// One ratio of a fund after the other.
pub(crate) fn payments(count: usize) -> String {
    let (dates, clauses) = following(count, "比例 #%");
    let body = format!("待遇 一 {{\n基金 统筹基金 {{\n{clauses}}}\n}}\n");
    format!("引用 医保\n{}", policy(&dates, &body))
}

/// One value of a parameter after the other.
pub(crate) fn parameters(count: usize) -> String {
    let (dates, clauses) = following(count, "#元");
    let body = format!(
        "参数 数 : 金额 {{\n{clauses}}}\n待遇 一 {{\n起付线 每次 数\n基金 统筹基金 {{ 比例 50% }}\n}}\n"
    );
    format!("引用 医保\n{}", policy(&dates, &body))
}

/// A table of 8 columns and so many rows, complete and disjoint, as a text.
pub(crate) fn wide_table(rows: usize) -> String {
    let mut text = String::from("引用 医保\n");
    for column in 0..8 {
        text.push_str(&format!(
            "枚举 类{column} 有序 {{ 甲{column}, 乙{column}, 丙{column}, 丁{column} }}\n"
        ));
        text.push_str(&format!("字段 项{column} : 类{column} 属于 就诊\n"));
    }
    text.push_str("政策 宽表 {\n待遇 一 {\n基金 统筹基金 {\n比例 {\n");
    let titles: Vec<String> = (0..8).map(|column| format!("项{column}")).collect();
    text.push_str(&format!("{} | 比例\n", titles.join(" | ")));
    // Boxes that are split in turn along each column, so that every row matters.
    let mut boxes = vec![[(0_usize, 4_usize); 8]];
    let mut turn = 0;
    while boxes.len() < rows {
        let at = boxes.iter().position(|each| each.iter().any(|(lo, hi)| hi - lo > 1)).unwrap();
        let mut left = boxes.remove(at);
        let column =
            (0..8).map(|step| (turn + step) % 8).find(|c| left[*c].1 - left[*c].0 > 1).unwrap();
        let mut right = left;
        let middle = left[column].0.midpoint(left[column].1);
        left[column].1 = middle;
        right[column].0 = middle;
        boxes.extend([left, right]);
        turn += 1;
    }
    for (index, each) in boxes.iter().enumerate() {
        let cells: Vec<String> = each
            .iter()
            .enumerate()
            .map(|(column, (lo, hi))| {
                let names: Vec<String> = (*lo..*hi)
                    .map(|value| format!("{}{column}", ["甲", "乙", "丙", "丁"][value]))
                    .collect();
                names.join(", ")
            })
            .collect();
        text.push_str(&format!("{} | {}%\n", cells.join(" | "), 10 + index % 80));
    }
    text.push_str("}\n}\n}\n支付 { 现金 }\n}\n");
    text
}
