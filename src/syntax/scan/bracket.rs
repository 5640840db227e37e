//! Which bracket lacks its partner.
//!
//! Most files pair; then nothing here costs more than one pass. When they do not, the indentation
//! shows which `{` was forgotten: a line that is not deeper than the line of the `{` stands
//! outside its block, and so does a line that begins a new item.

use std::ops::Range;

use super::Edit;

/// How deep brackets may be nested.
pub(super) const MAX_DEPTH: usize = 200;

/// Which half of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// `{`
    Open,
    /// `}`
    Close,
}

/// A bracket outside texts and comments.
#[derive(Debug, Clone)]
pub(super) struct Bracket {
    /// Its bytes.
    pub place: Range<usize>,
    /// Opening or closing.
    pub side: Side,
    /// `(` rather than `{`.
    pub round: bool,
}

/// A bracket without its partner.
pub(super) struct Unpaired {
    /// The bracket.
    pub place: Range<usize>,
    /// Opening or closing.
    pub side: Side,
    /// The start of the line before which the partner is missing.
    pub before: Option<Range<usize>>,
    /// What makes the text pair again.
    pub mend: Option<Edit>,
}

/// The first bracket that is nested too deep.
pub(super) fn too_deep(brackets: &[Bracket]) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    for bracket in brackets {
        match bracket.side {
            Side::Open => depth = depth.saturating_add(1),
            Side::Close => depth = depth.saturating_sub(1),
        }
        if depth > MAX_DEPTH {
            return Some(bracket.place.clone());
        }
    }
    None
}

/// The brackets without partner, and how to mend the text.
pub(super) fn unpaired(text: &str, brackets: &[Bracket]) -> Vec<Unpaired> {
    if all_pair(brackets) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let braces = unpaired_round(brackets, &mut faults);
    unpaired_braces(text, &braces, &mut faults);
    faults.sort_by_key(|fault| fault.place.start);
    faults
}

fn all_pair(brackets: &[Bracket]) -> bool {
    let mut open = Vec::new();
    for bracket in brackets {
        match bracket.side {
            Side::Open => open.push(bracket.round),
            Side::Close if open.pop() == Some(bracket.round) => {}
            Side::Close => return false,
        }
    }
    open.is_empty()
}

/// Reports `(` and `)` without partner and returns the braces. No block stands in parentheses, so
/// that a brace ends whatever is open.
fn unpaired_round<'b>(brackets: &'b [Bracket], faults: &mut Vec<Unpaired>) -> Vec<&'b Bracket> {
    let mut braces = Vec::new();
    let mut open: Vec<&Bracket> = Vec::new();
    for bracket in brackets {
        match (bracket.round, bracket.side) {
            (false, _) => {
                faults.extend(open.drain(..).map(blanked));
                braces.push(bracket);
            }
            (true, Side::Open) => open.push(bracket),
            (true, Side::Close) => {
                if open.pop().is_none() {
                    faults.push(blanked(bracket));
                }
            }
        }
    }
    faults.extend(open.drain(..).map(blanked));
    braces
}

/// A bracket that is best not read at all.
fn blanked(bracket: &Bracket) -> Unpaired {
    let mend = Some(Edit { place: bracket.place.clone(), by: String::new() });
    Unpaired { place: bracket.place.clone(), side: bracket.side, before: None, mend }
}

/// A line with code on it.
struct Line {
    start: usize,
    end: usize,
    /// Where its first word begins.
    content: usize,
    indent: usize,
    begins_item: bool,
    begins_with_close: bool,
}

fn code_lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{A0}', '\r']);
        let end = start.saturating_add(line.len());
        let blank = content.trim_end().is_empty() || content.starts_with(['#', '＃']);
        if !blank {
            let blanks = line.get(..line.len().saturating_sub(content.len())).unwrap_or_default();
            lines.push(Line {
                start,
                end,
                content: start.saturating_add(blanks.len()),
                indent: blanks.chars().map(|blank| if blank == '\t' { 4 } else { 1 }).sum(),
                begins_item: begins_item(content),
                begins_with_close: content.starts_with(['}', '｝']),
            });
        }
        start = end;
    }
    lines
}

/// Whether a line begins what can only stand at the top of a file.
fn begins_item(line: &str) -> bool {
    let words = ["policy", "政策", "scenario", "情景", "场景", "vocabulary", "词汇", "use", "引用"];
    words.iter().any(|word| {
        line.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t', '\u{3000}']))
    })
}

/// A `{` that waits for its `}`.
struct Open<'b> {
    bracket: &'b Bracket,
    indent: usize,
    line: usize,
}

fn unpaired_braces(text: &str, braces: &[&Bracket], faults: &mut Vec<Unpaired>) {
    let (mut missing, mut extra) = count_unpaired(braces);
    if missing == 0 && extra == 0 {
        return;
    }
    let lines = code_lines(text);
    let indented = is_indented(&lines, braces);
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut rest = braces.iter().peekable();
    for (number, line) in lines.iter().enumerate() {
        let outside = |top: &Open<'_>| {
            top.line < number
                && (line.begins_item || (indented && !line.begins_with_close))
                && top.indent >= line.indent
        };
        let mut closed_here = 0_usize;
        while missing > 0 && open.last().is_some_and(&outside) {
            faults.extend(open.pop().map(|top| unclosed(text, &top, line, closed_here)));
            missing = missing.saturating_sub(1);
            closed_here = closed_here.saturating_add(1);
        }
        let mut first = line.begins_with_close && indented;
        while let Some(bracket) = rest.next_if(|bracket| bracket.place.start < line.end) {
            if bracket.side == Side::Open {
                open.push(Open { bracket, indent: line.indent, line: number });
                continue;
            }
            let leading = std::mem::take(&mut first);
            let partner_below = |open: &[Open<'_>]| open.iter().any(|it| it.indent == line.indent);
            while leading
                && missing > 0
                && open.last().is_some_and(|top| top.indent > line.indent)
                && partner_below(&open)
            {
                faults.extend(open.pop().map(|top| unclosed(text, &top, line, closed_here)));
                missing = missing.saturating_sub(1);
                closed_here = closed_here.saturating_add(1);
            }
            let too_deep = leading
                && extra > 0
                && open.last().is_some_and(|top| top.line < number && top.indent < line.indent);
            if too_deep || open.is_empty() {
                faults.push(blanked(bracket));
                extra = extra.saturating_sub(1);
            } else {
                let _pair = open.pop();
            }
        }
    }
    // The end of the file closes what is still open; the grammar does the same.
    faults.extend(open.drain(..).map(|top| Unpaired {
        place: top.bracket.place.clone(),
        side: Side::Open,
        before: None,
        mend: None,
    }));
}

/// A `{` whose `}` is missing before a line; the brace is put into the blanks in front of it.
fn unclosed(text: &str, top: &Open<'_>, line: &Line, nth: usize) -> Unpaired {
    let indentation = line.content.checked_sub(1).filter(|_| line.content > line.start);
    let at = indentation.and_then(|last| last.checked_sub(nth)).filter(|at| *at >= line.start);
    // Without indentation the line break itself gives way, unless a comment stands before it.
    let line_break = line.start.checked_sub(1_usize.saturating_add(nth));
    let free = line_break.filter(|at| {
        let before = text.get(..*at).unwrap_or_default();
        let previous = before.rsplit('\n').next().unwrap_or_default();
        !previous.contains(['#', '＃'])
            && text.as_bytes().get(*at).is_some_and(u8::is_ascii_whitespace)
    });
    let mend = at
        .or(free)
        .filter(|at| text.is_char_boundary(*at) && text.is_char_boundary(at.saturating_add(1)))
        .map(|at| Edit { place: at..at.saturating_add(1), by: "}".to_owned() });
    Unpaired {
        place: top.bracket.place.clone(),
        side: Side::Open,
        before: Some(line.content..line.end),
        mend,
    }
}

/// How many `{` and `}` are without partner when they are paired without looking at lines.
fn count_unpaired(braces: &[&Bracket]) -> (usize, usize) {
    let mut open = 0_usize;
    let mut extra = 0_usize;
    for bracket in braces {
        match bracket.side {
            Side::Open => open = open.saturating_add(1),
            Side::Close if open == 0 => extra = extra.saturating_add(1),
            Side::Close => open = open.saturating_sub(1),
        }
    }
    (open, extra)
}

/// Whether blocks are mostly deeper than the lines that open them.
fn is_indented(lines: &[Line], braces: &[&Bracket]) -> bool {
    let mut deeper = 0_usize;
    let mut other = 0_usize;
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        let opens = braces
            .iter()
            .skip(braces.partition_point(|bracket| bracket.place.start < line.start))
            .take_while(|bracket| bracket.place.start < line.end)
            .last()
            .is_some_and(|bracket| bracket.side == Side::Open);
        if opens && !next.begins_with_close {
            if next.indent > line.indent {
                deeper = deeper.saturating_add(1);
            } else {
                other = other.saturating_add(1);
            }
        }
    }
    deeper > other.saturating_mul(3)
}
