//! What a single character is.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::bracket::Side;

/// What a character is outside texts and comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything that the grammar can judge.
    Plain,
    /// A blank or a line break.
    Blank,
    /// `#`
    Comment,
    /// Opens a text that the given character closes.
    Opening(char),
    /// Closes a text that the given character opens.
    Closing(char),
    /// A bracket; round or not.
    Bracket(Side, bool),
    /// Forbidden everywhere: it does what no reader sees.
    Control,
    /// Forbidden outside texts and comments: it cannot be seen.
    Invisible,
    /// Looks like another character.
    Lookalike,
}

/// Sorts a character.
pub(super) fn kind(letter: char) -> Kind {
    match letter {
        ' ' | '\t' | '\n' | '\u{3000}' | '\u{A0}' => Kind::Blank,
        '#' | '＃' => Kind::Comment,
        '"' => Kind::Opening('"'),
        '“' => Kind::Opening('”'),
        '「' => Kind::Opening('」'),
        '”' => Kind::Closing('“'),
        '」' => Kind::Closing('「'),
        '{' | '｛' => Kind::Bracket(Side::Open, false),
        '}' | '｝' => Kind::Bracket(Side::Close, false),
        '(' | '（' => Kind::Bracket(Side::Open, true),
        ')' | '）' => Kind::Bracket(Side::Close, true),
        '!'..='~' => Kind::Plain,
        '\0'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{206F}'
        | '\u{61C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{FFF9}'..='\u{FFFD}'
        | '\u{E0000}'..='\u{E007F}' => Kind::Control,
        '\u{200B}'..='\u{200D}'
        | '\u{2060}'..='\u{2065}'
        | '\u{AD}'
        | '\u{34F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{FFA0}'
        | '\u{180B}'..='\u{180F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}'
        | '\u{FEFF}' => Kind::Invisible,
        _ if is_lookalike(letter) => Kind::Lookalike,
        _ => Kind::Plain,
    }
}

/// Whether a character is easily taken for another one that was meant.
fn is_lookalike(letter: char) -> bool {
    match letter {
        // Most of every file.
        '\u{4E00}'..='\u{9FFF}' => letter == '丨',
        // Radicals, compatibility ideographs, full-width letters and digits, mathematical letters.
        '\u{2E80}'..='\u{2FDF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{2F800}'..='\u{2FA1F}'
        | '\u{1D400}'..='\u{1D7FF}' => twin(letter) != letter,
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '＿' => true,
        _ => punctuation_twin(letter).is_some() || letter_twin(letter).is_some(),
    }
}

/// The character that was meant.
fn twin(letter: char) -> char {
    if let Some(meant) = punctuation_twin(letter).or_else(|| letter_twin(letter)) {
        return meant;
    }
    let mut normal = std::iter::once(letter).nfkc();
    match (normal.next(), normal.next()) {
        (Some(meant), None) => meant,
        _ => letter,
    }
}

/// Marks that look like those of the language.
fn punctuation_twin(letter: char) -> Option<char> {
    Some(match letter {
        '∶' | '︰' | '﹕' | '꞉' => ':',
        '丨' | '│' | '┃' | '¦' | '︱' | 'ǀ' => '|',
        '–' | '—' | '‐' | '‑' | '‒' | '―' | '﹣' => '-',
        '\u{37E}' | '﹔' => ';',
        '﹐' | '‚' => ',',
        '﹛' => '{',
        '﹜' => '}',
        '﹙' => '(',
        '﹚' => ')',
        '﹪' | '٪' => '%',
        '✕' | '✖' | '⨯' | '╳' => '×',
        _ => return None,
    })
}

/// Cyrillic and Greek letters that look like Latin ones.
fn letter_twin(letter: char) -> Option<char> {
    const TWINS: &[(char, char)] = &[
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('Х', 'X'),
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('у', 'y'),
        ('х', 'x'),
        ('Α', 'A'),
        ('Β', 'B'),
        ('Ε', 'E'),
        ('Ζ', 'Z'),
        ('Η', 'H'),
        ('Ι', 'I'),
        ('Κ', 'K'),
        ('Μ', 'M'),
        ('Ν', 'N'),
        ('Ο', 'O'),
        ('Ρ', 'P'),
        ('Τ', 'T'),
        ('Υ', 'Y'),
        ('Χ', 'X'),
        ('ο', 'o'),
    ];
    if !('\u{370}'..='\u{4FF}').contains(&letter) {
        return None;
    }
    TWINS.iter().find(|(twin, _)| *twin == letter).map(|(_, meant)| *meant)
}

/// The word around a character of a line; a mark is a word of its own.
pub(super) fn word_around(line: &str, at: usize) -> Range<usize> {
    let (before, rest) = line.split_at_checked(at).unwrap_or((line, ""));
    let Some(letter) = rest.chars().next() else { return at..at };
    if punctuation_twin(letter).is_some() {
        return at..at.saturating_add(letter.len_utf8());
    }
    let in_word = |letter: char| {
        letter == '_'
            || letter.is_alphanumeric()
            || (kind(letter) == Kind::Lookalike && punctuation_twin(letter).is_none())
    };
    let start = before.trim_end_matches(in_word).len();
    let length = rest.find(|letter| !in_word(letter)).unwrap_or(rest.len());
    start..at.saturating_add(length)
}

/// A word with every look-alike replaced.
pub(super) fn meant(word: &str) -> String {
    word.chars()
        .map(|letter| if kind(letter) == Kind::Lookalike { twin(letter) } else { letter })
        .collect()
}
