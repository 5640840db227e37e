//! The nearest known name for a name that is not known.

/// At most three known names that look like `name`, the most alike first.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let length = name.chars().count();
    let allowed = match length {
        0 | 1 => 1,
        2..=4 => 2,
        _ => length.div_ceil(2).min(4),
    };
    let mut ranked: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::osa_distance(name, candidate);
            let shares = candidate.chars().any(|letter| name.contains(letter));
            (distance <= allowed && shares && distance > 0).then_some((distance, candidate))
        })
        .collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().map(|(_, candidate)| candidate).take(3).collect()
}

/// The one keyword that a word of three letters or more is but a letter away from. A shorter word
/// could be anything.
pub fn one_letter_off<'a>(word: &str, near: &[&'a str]) -> Option<&'a str> {
    const FEWEST: usize = 3;
    let long = |word: &str| word.chars().count() >= FEWEST;
    let mut close = near
        .iter()
        .copied()
        .filter(|near| long(near) && !near.contains(' ') && strsim::osa_distance(word, near) == 1);
    match (close.next(), close.next()) {
        (Some(only), None) if long(word) => Some(only),
        _ => None,
    }
}
