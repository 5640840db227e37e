//! The numbers of clauses: `第五条`, `（三）`, `2.`, and what they stretch over: `第九条至第十二条`.

use unicode_normalization::UnicodeNormalization;

/// The number of a clause: what stands before it, the number, what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    before: char,
    value: u32,
    after: char,
}

/// A clause of a notice by its number, paragraphs inside: `第五条第二款`.
pub(super) type Path = Vec<Number>;

impl Number {
    /// Whether it is a `第…条`, which means the same wherever it stands.
    pub(super) fn is_article(&self) -> bool {
        self.before == '第'
    }

    /// Whether another is of the same sort.
    pub(super) fn is_like(&self, other: &Number) -> bool {
        self.before == other.before && self.after == other.after
    }
}

/// A text with one spelling for full-width and half-width forms, and without blanks.
pub(super) fn plain(text: &str) -> Vec<char> {
    text.nfkc().filter(|letter| !letter.is_whitespace()).collect()
}

/// The letters and figures of a text alone: what a quotation must have in common with what it quotes.
pub(super) fn letters(text: &str) -> String {
    text.nfkc().filter(|letter| letter.is_alphanumeric()).collect()
}

/// What a text begins with: the numbers, and how many characters they are.
pub(super) fn leading(text: &[char]) -> (Path, usize) {
    let mut path = Vec::new();
    let mut at = 0_usize;
    while let Some((number, length)) = one(text.get(at..).unwrap_or_default()) {
        path.push(number);
        at = at.saturating_add(length);
    }
    (path, at)
}

/// All clauses that a text names, `至` between two of them filled up. Numbers that are no `第…条` count
/// at its front alone.
pub(super) fn named(text: &[char]) -> Vec<Path> {
    let mut found: Vec<Path> = Vec::new();
    let mut at = 0_usize;
    while at < text.len() {
        let (path, length) = leading(text.get(at..).unwrap_or_default());
        let counts = path.first().is_some_and(|first| first.is_article() || at == 0);
        let foreign = at.checked_sub(1).and_then(|before| text.get(before)) == Some(&'》');
        if counts && !foreign {
            at = at.saturating_add(length);
            let (last, behind) = stretch(&path, text.get(at..).unwrap_or_default());
            at = at.saturating_add(behind);
            found.extend(filled(path, last.as_ref()));
        } else {
            at = at.saturating_add(length.max(1));
        }
    }
    found
}

/// The second number of `第九条至第十二条`, and how many characters it takes.
fn stretch(path: &[Number], rest: &[char]) -> (Option<Number>, usize) {
    let joined = matches!(rest.first(), Some('至' | '到' | '-' | '—' | '–' | '~' | '〜'));
    let (true, [from]) = (joined, path) else { return (None, 0) };
    match one(rest.get(1..).unwrap_or_default()) {
        Some((to, length)) if to.is_like(from) && to.value > from.value => {
            (Some(to), length.saturating_add(1))
        }
        _ => (None, 0),
    }
}

fn filled(path: Path, last: Option<&Number>) -> Vec<Path> {
    let mut all = vec![path.clone()];
    if let (Some(last), Some(first)) = (last, path.first()) {
        let values = first.value.saturating_add(1)..=last.value;
        all.extend(values.map(|value| vec![Number { value, ..first.clone() }]));
    }
    all
}

/// One number at the front of a text.
fn one(text: &[char]) -> Option<(Number, usize)> {
    let (before, rest, taken) = match text {
        [mark @ ('第' | '('), rest @ ..] => (*mark, rest, 1_usize),
        _ => (' ', text, 0),
    };
    let (value, length) = numeral(rest)?;
    let behind = rest.get(length..).unwrap_or_default();
    let after = *behind.first()?;
    let fits = match before {
        '第' => matches!(after, '条' | '章' | '节' | '款' | '项' | '目' | '点'),
        '(' => after == ')',
        // `1.5` is a figure and no number of a clause.
        _ => after == '、' || after == '.' && !behind.get(1).is_some_and(|next| next.is_numeric()),
    };
    // `第五条之一` is another clause than `第五条`.
    let other = before == '第' && behind.get(1) == Some(&'之');
    let length = taken.saturating_add(length).saturating_add(1);
    (fits && !other).then_some((Number { before, value, after }, length))
}

/// A whole number in Chinese or Arabic figures.
fn numeral(text: &[char]) -> Option<(u32, usize)> {
    let digits = text.iter().take_while(|letter| letter.is_ascii_digit()).count();
    if digits > 0 {
        let word: String = text.iter().take(digits).collect();
        return word.parse().ok().map(|value| (value, digits));
    }
    let mut total = 0_u32;
    let mut digit: Option<u32> = None;
    let mut length = 0_usize;
    for letter in text {
        match "零一二三四五六七八九".chars().position(|known| known == *letter) {
            Some(value) => digit = u32::try_from(value).ok(),
            None => {
                let unit = match letter {
                    '十' => 10,
                    '百' => 100,
                    _ => break,
                };
                total = total.checked_add(digit.take().unwrap_or(1).checked_mul(unit)?)?;
            }
        }
        length = length.saturating_add(1);
    }
    (length > 0).then_some((total.checked_add(digit.unwrap_or(0))?, length))
}

/// A number as it is written.
pub(super) fn words(path: &[Number]) -> String {
    let word = |number: &Number| {
        let mark = if number.before == ' ' { String::new() } else { number.before.to_string() };
        let value = if number.before == '第' || number.after != '.' {
            chinese(number.value)
        } else {
            number.value.to_string()
        };
        format!("{mark}{value}{}", number.after)
    };
    path.iter().map(word).collect()
}

fn chinese(value: u32) -> String {
    let digit = |value: u32| {
        "零一二三四五六七八九".chars().nth(usize::try_from(value).unwrap_or(0)).unwrap_or('?')
    };
    let (hundreds, tens, ones) = (value / 100, value / 10 % 10, value % 10);
    let mut word = String::new();
    if hundreds > 0 {
        word.push(digit(hundreds));
        word.push('百');
    }
    if tens > 1 || (tens == 1 && hundreds > 0) {
        word.push(digit(tens));
    }
    if tens > 0 {
        word.push('十');
    } else if hundreds > 0 && ones > 0 {
        word.push('零');
    }
    if ones > 0 || value == 0 {
        word.push(digit(ones));
    }
    word
}

#[cfg(test)]
mod tests {
    use super::{letters, named, plain, words};

    fn read(text: &str) -> Vec<String> {
        named(&plain(text)).iter().map(|path| words(path)).collect()
    }

    #[test]
    fn numbers_of_clauses_are_found() {
        assert_eq!(read("第五条"), ["第五条"]);
        assert_eq!(read("按第十一条第二款和第 20 条"), ["第十一条第二款", "第二十条"]);
        assert_eq!(read("第九条至第十二条"), ["第九条", "第十条", "第十一条", "第十二条"]);
        assert_eq!(read("第一百零三条"), ["第一百零三条"]);
        assert_eq!(read("（三）异地"), ["(三)"]);
        assert_eq!(read("二、见（三）"), ["二、"]);
        assert_eq!(read("《办法》第三条"), Vec::<String>::new());
        assert_eq!(read("第五条之一"), Vec::<String>::new());
        assert_eq!(read("1.5万元以下"), Vec::<String>::new());
    }

    #[test]
    fn letters_leave_punctuation_out() {
        assert_eq!(letters("起付线，２００元 。"), letters("起付线200元"));
    }
}
