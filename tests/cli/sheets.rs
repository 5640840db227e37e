//! Spreadsheets of scenarios.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::{Ran, folder, run};
use crate::suite::POLICY;

const CSV: &str =
    "情景,政策,日期,医疗类别,人员类别,level,费用,个人账户,应为 统筹基金,expect 现金,应为 拒付,定点
三级在职,甲市门诊,2025-03-01,普通门诊,在职,三级,600,50,300,250,,
一级退休,甲市门诊,2025/3/2,普通门诊,退休,1,600元,,450.00,,,

非定点,甲市门诊,2025-03-03,普通门诊,在职,三级,600,,,,非定点,否
";

fn project(name: &str, sheet: &[u8]) -> tempfile::TempDir {
    folder(&[("policies/甲市.pol", POLICY.as_bytes()), (&format!("tests/{name}"), sheet)])
}

fn test(name: &str, sheet: &[u8], arguments: &[&str]) -> (Ran, String) {
    let folder = project(name, sheet);
    let ran = run(folder.path(), &[&["test"], arguments].concat(), "", "zh");
    let stored = folder.path().join(format!("tests/snapshots/{name}.snap"));
    (ran, std::fs::read_to_string(stored).unwrap_or_default())
}

/// The statements of a snapshot, without its head.
fn body(stored: &str) -> &str {
    stored.split_once("\n===").map_or("", |(_, body)| body)
}

fn workbook(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn every_encoding_that_spreadsheets_write_gives_the_same_statements() {
    let (gbk, _, _) = encoding_rs::GB18030.encode(CSV);
    let bom = [b"\xef\xbb\xbf".as_slice(), CSV.as_bytes()].concat();
    let tabs = CSV.replace(',', "\t");
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(tabs.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let crlf = CSV.replace('\n', "\r\n");
    let (first, stored) = test("甲市情景.csv", CSV.as_bytes(), &["--accept"]);
    assert_eq!(first.code, 4, "{}{}", first.out, first.err);
    assert!(first.out.contains("3 个情景") && first.out.contains("写入快照 3"), "{}", first.out);
    super::snapshot("sheet-stored", &stored);
    for bytes in [gbk.to_vec(), bom, utf16, crlf.into_bytes()] {
        let (ran, other) = test("甲市情景.csv", &bytes, &["--accept"]);
        assert_eq!(ran.out, first.out, "{}", ran.err);
        assert_eq!(other, stored);
    }
}

#[test]
fn a_workbook_gives_the_same_statements() {
    let (_, stored) = test("甲市情景.csv", CSV.as_bytes(), &["--accept"]);
    let book = workbook(|sheet| {
        for (row, line) in CSV.lines().enumerate() {
            let row = u32::try_from(row).unwrap();
            for (column, text) in line.split(',').enumerate() {
                let column = u16::try_from(column).unwrap();
                if text == "2025-03-01" {
                    let day = ExcelDateTime::from_ymd(2025, 3, 1).unwrap();
                    let format = Format::new().set_num_format("yyyy/m/d");
                    let _ = sheet.write_datetime_with_format(row, column, &day, &format).unwrap();
                } else if let Ok(number) = text.parse::<u32>() {
                    let _ = sheet.write_number(row, column, number).unwrap();
                } else if !text.is_empty() {
                    let _ = sheet.write_string(row, column, text).unwrap();
                }
            }
        }
    });
    let (ran, other) = test("甲市情景.xlsx", &book, &["--accept"]);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert_eq!(body(&other), body(&stored));
}

#[test]
fn what_is_wrong_is_named_by_its_cell() {
    let mut said = String::new();
    let changes: [(&str, &str, &str); 8] = [
        ("impossible date", "2025-03-01", "2025年2月30日"),
        ("negative fee", "三级,600,50", "三级,-600,50"),
        ("unknown value", "在职,三级,600,50", "在职,四级,600,50"),
        ("unknown column", "人员类别,level", "人员类型,level"),
        ("unknown policy", "三级在职,甲市门诊", "三级在职,乙市门诊"),
        ("wrong amount", "50,300,250", "50,310,250"),
        ("no amount", "50,300,250", "50,三百,250"),
        ("no date", "甲市门诊,2025-03-01", "甲市门诊,"),
    ];
    for (what, from, to) in changes {
        assert!(CSV.contains(from), "{from}");
        let folder = project("甲市情景.csv", CSV.replacen(from, to, 1).as_bytes());
        for lang in ["zh", "en"] {
            let ran = run(folder.path(), &["test", "--filter", "三级在职"], "", lang);
            let whole = run(folder.path(), &["test"], "", lang);
            assert_eq!(whole.code, 1, "{what}: {}", whole.out);
            let out = if ran.out.contains('×') { ran.out } else { whole.out };
            said.push_str(&format!("# {what}\n{out}\n"));
        }
    }
    super::snapshot("sheet-faults", &said);
}

#[test]
fn a_sheet_that_is_none_is_refused_whole() {
    let mut said = String::new();
    let headless = CSV.split_once('\n').unwrap().1;
    let nameless = CSV.replacen(",定点\n", ",\n", 1);
    for (what, bytes) in [
        ("no header", headless.as_bytes()),
        ("a column without a name", nameless.as_bytes()),
        ("no text", b"\xff\xfe\xff\x00\x00\xd8,\x81".as_slice()),
        ("bytes", b"\x81\x20,\xff\xff\xff"),
    ] {
        let (ran, stored) = test("甲市情景.csv", bytes, &["--accept"]);
        assert_eq!((ran.code, stored.as_str()), (1, ""), "{what}: {}", ran.out);
        said.push_str(&format!("# {what}\n{}\n", ran.out));
    }
    let (ran, _) = test("甲市情景.csv", b"", &[]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    let (ran, _) = test("甲市情景.xlsx", CSV.as_bytes(), &[]);
    assert_eq!(ran.code, 1);
    said.push_str(&format!("# no workbook\n{}\n", ran.out));
    super::snapshot("sheet-refused", &said);
}

#[test]
fn cells_whose_value_nobody_wrote_are_refused() {
    let merged = workbook(|sheet| {
        let _ = sheet.write_string(0, 0, "日期").unwrap();
        let _ = sheet.merge_range(1, 0, 2, 0, "2025-03-01", &Format::new()).unwrap();
    });
    let formula = workbook(|sheet| {
        let _ = sheet.write_string(0, 0, "日期").unwrap();
        let _ = sheet.write_string(0, 1, "费用").unwrap();
        let _ = sheet.write_string(1, 0, "2025-03-01").unwrap();
        let _ = sheet.write_formula(1, 1, Formula::new("300+300")).unwrap();
    });
    for (book, words) in [(merged, "A2：合并的单元格"), (formula, "B2：公式没有算出的值")]
    {
        let (ran, _) = test("甲市情景.xlsx", &book, &[]);
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains(words), "{}", ran.out);
    }
}

#[test]
fn a_sheet_of_any_name_can_be_given_and_others_are_left_alone() {
    let folder = project("表.csv", CSV.as_bytes());
    let ran = run(folder.path(), &["test"], "", "zh");
    assert!(ran.out.ends_with("没有情景\n"), "{}", ran.out);
    let ran = run(folder.path(), &["test", "--list", "policies", "tests/表.csv"], "", "zh");
    assert_eq!(ran.out.lines().count(), 3, "{}", ran.out);
    let ran = run(folder.path(), &["test", "tests/表.csv"], "", "zh");
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(ran.err.contains("也读了政策文件夹 policies"), "{}", ran.err);
}
