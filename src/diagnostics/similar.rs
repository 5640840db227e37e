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
