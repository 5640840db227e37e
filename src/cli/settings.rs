//! What the environment says: the language and what the screen can show.

use std::ffi::OsString;
use std::io::IsTerminal;

use crate::diagnostics::Lang;
use crate::report::problem::Style;

/// `--lang`, else `POLC_LANG`, else the locale; Chinese unless it is clearly English.
pub(super) fn language(words: &[OsString]) -> Lang {
    let mut words = words.iter().filter_map(|word| word.to_str());
    let mut named = None;
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => named = words.next().map(str::to_owned),
            Some(rest) => named = rest.strip_prefix('=').map(str::to_owned).or(named),
            None if word == "--" => break,
            None => {}
        }
    }
    let name = named.or_else(|| variable("POLC_LANG")).or_else(sys_locale::get_locale);
    match name {
        Some(name) if name.to_ascii_lowercase().starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// How problems are drawn on standard error.
pub(super) fn style(lang: Lang, ascii: bool) -> Style {
    let color = std::io::stderr().is_terminal() && variable("NO_COLOR").is_none();
    let ascii = ascii || variable("POLC_ASCII").is_some_and(|value| value != "0");
    let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let width = columns.unwrap_or(100_usize).clamp(80, 100);
    Style { lang, ascii, color, width }
}

/// How results are drawn on standard output.
pub(super) fn style_of_results(style: Style) -> Style {
    Style { color: std::io::stdout().is_terminal() && variable("NO_COLOR").is_none(), ..style }
}

/// Whether this runs on a build server, where nothing is accepted.
pub(super) fn is_build_server() -> bool {
    variable("CI").is_some_and(|value| value != "0" && !value.eq_ignore_ascii_case("false"))
}

/// A variable of the environment that is set to something.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
