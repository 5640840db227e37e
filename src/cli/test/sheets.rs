//! Spreadsheets as grids of texts: CSV in any of the encodings that Excel writes in China, XLSX.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Range, Reader, Xlsx};
use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::cli::files;
use crate::diagnostics::{Code, Problem, Text};
use crate::suite::{Cell, Grid};
use crate::text;

/// Worksheets with this name hold notes for people.
const NOTES: [&str; 3] = ["说明", "notes", "Notes"];

/// A spreadsheet.
#[derive(Debug)]
pub(super) struct Book {
    /// Its path as given.
    pub(super) path: PathBuf,
    /// Its worksheets with their names.
    pub(super) grids: Vec<(String, Grid)>,
    /// Why it cannot be read.
    pub(super) problem: Option<Problem>,
}

/// Reads spreadsheets; one that cannot be understood is a problem of its own.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<Book>, Vec<Problem>> {
    let mut books = Vec::new();
    for path in paths {
        let bytes = files::read(path).map_err(|problem| vec![problem])?;
        let excel =
            path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
        let grids = if excel { workbook(bytes) } else { csv_text(&bytes).and_then(|it| csv(&it)) };
        let (grids, problem) = match grids {
            Ok(grids) => (grids, None),
            Err(fault) => (Vec::new(), Some(unreadable(path, &fault))),
        };
        books.push(Book { path: path.clone(), grids, problem });
    }
    Ok(books)
}

fn unreadable(path: &Path, fault: &Text) -> Problem {
    let (name, Text { zh, en }) = (path.display(), fault);
    Problem::without_place(Code::BadSheet, text!("{name}：{zh}", "{name}: {en}"))
}

/// The text of a CSV file: by its mark, else UTF-8, else GB18030.
fn csv_text(bytes: &[u8]) -> Result<String, Text> {
    let bad = || {
        text!(
            "既不是 UTF-8 也不是 GB18030（GBK）文字",
            "the text is neither UTF-8 nor GB18030 (GBK)"
        )
    };
    let decoded = |encoding: &'static Encoding, bytes: &[u8]| {
        let (text, malformed) = encoding.decode_without_bom_handling(bytes);
        (!malformed && !text.contains('\0')).then(|| text.into_owned())
    };
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, bytes.get(mark..).unwrap_or_default()).ok_or_else(bad);
    }
    decoded(UTF_8, bytes).or_else(|| decoded(GB18030, bytes)).ok_or_else(bad)
}

/// Excel's “Unicode text” is separated by tabs.
fn csv(text: &str) -> Result<Vec<(String, Grid)>, Text> {
    let first = text.lines().next().unwrap_or("");
    let tabs = first.contains('\t') && !first.contains(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    let mut grid = Grid::default();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let row = error.position().map_or(0, csv::Position::record).saturating_add(1);
            text!("第 {row} 行读不懂", "row {row} cannot be read")
        })?;
        // A blank line is a row of the sheet all the same.
        let row = record.position().map_or(0, csv::Position::line);
        let row = usize::try_from(row).unwrap_or(0).saturating_sub(1);
        if !grid.rows.iter().flatten().any(|cell| cell.text.contains('\n')) {
            while grid.rows.len() < row {
                grid.rows.push(Vec::new());
            }
        }
        let cells = record.iter().map(|text| Cell { text: text.to_owned(), fault: None });
        grid.rows.push(cells.collect());
    }
    Ok(vec![(String::new(), grid)])
}

fn workbook(bytes: Vec<u8>) -> Result<Vec<(String, Grid)>, Text> {
    let no_workbook = || text!("不是 .xlsx 工作簿", "no .xlsx workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| no_workbook())?;
    let mut grids = Vec::new();
    for name in book.sheet_names() {
        if NOTES.contains(&name.as_str()) {
            continue;
        }
        let unreadable = || text!("工作表“{name}”读不懂", "the worksheet `{name}` cannot be read");
        let range = book.worksheet_range(&name).map_err(|_| unreadable())?;
        let formulas = book.worksheet_formula(&name).map_err(|_| unreadable())?;
        let merged = book.merge_cells_by_sheet_name(&name).map_err(|_| unreadable())?;
        let in_merge = |row: u32, column: u32| {
            merged.iter().any(|area| {
                (area.start.0..=area.end.0).contains(&row)
                    && (area.start.1..=area.end.1).contains(&column)
            })
        };
        let grid = grid(&range, &formulas, &in_merge);
        if grid.rows.iter().flatten().any(|cell| !cell.text.is_empty() || cell.fault.is_some()) {
            grids.push((name, grid));
        }
    }
    Ok(grids)
}

fn grid(
    range: &Range<Data>,
    formulas: &Range<String>,
    in_merge: &dyn Fn(u32, u32) -> bool,
) -> Grid {
    let mut grid = Grid::default();
    let Some((last_row, last_column)) = range.end() else { return grid };
    for row in 0..=last_row {
        let cells = (0..=last_column).map(|column| {
            let text = range.get_value((row, column)).map_or_else(String::new, shown);
            let formula = formulas.get_value((row, column)).is_some_and(|it| !it.is_empty());
            Cell { fault: fault(&text, formula, in_merge(row, column)), text }
        });
        grid.rows.push(cells.collect());
    }
    grid
}

/// A cell whose value nobody wrote.
fn fault(text: &str, formula: bool, merged: bool) -> Option<Text> {
    if merged {
        return Some(text!(
            "合并的单元格只有第一格有值；取消合并，每行都写上",
            "only the first of merged cells has a value; unmerge them and fill each row"
        ));
    }
    // A formula that was never computed reads as 0, or as nothing.
    (formula && (text.is_empty() || text == "0")).then(|| {
        text!(
            "公式没有算出的值；改成数值（复制，选择性粘贴为数值）",
            "the formula has no computed value; write the value itself (copy, paste as values)"
        )
    })
}

/// What a cell holds as text, every digit of it.
fn shown(data: &Data) -> String {
    match data {
        Data::Int(number) => number.to_string(),
        // The shortest decimal that is this number: what was typed.
        Data::Float(number) => number.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}
