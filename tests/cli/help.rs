//! Help and usage in both languages.

use super::{polc, polc_en, run};

#[test]
fn the_whole_help_is_read_in_review() {
    for (command, name) in
        [(None, "polc"), (Some("check"), "check"), (Some("eval"), "eval"), (Some("test"), "test")]
    {
        let arguments: Vec<&str> = command.into_iter().chain(["--help"]).collect();
        let (zh, en) = (polc(&arguments), polc_en(&arguments));
        assert_eq!((zh.code, en.code), (0, 0));
        assert_eq!((zh.err.as_str(), en.err.as_str()), ("", ""));
        super::snapshot(&format!("help-{name}"), &format!("{}\n{}", zh.out, en.out));
    }
}

#[test]
fn help_fits_on_a_screen() {
    for command in [&["--help"][..], &["check", "--help"], &["eval", "--help"], &["test", "--help"]]
    {
        for text in [polc(command).out, polc_en(command).out] {
            for line in text.lines() {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= 100, "{line}");
            }
        }
    }
}

#[test]
fn a_wrong_command_is_named_with_what_it_may_have_been() {
    let mut said = String::new();
    for arguments in [
        &["chekc", "a.pol"][..],
        &["check", "--fromat", "json", "a.pol"],
        &["check", "--format", "xml", "a.pol"],
        &["check", "--emit"],
        &["eval", "--set", "费用=10元"],
        &["eval", "样例"],
        &["eval", "样例", "--set", "费用"],
        &["eval", "样例", "--set", "费用=1元", "--set", "费用=2元"],
        &["eval", "样例", "--format", "text", "--format", "json"],
    ] {
        let ran = polc(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        said.push_str(&format!("$ polc {}\n{}\n", arguments.join(" "), ran.err));
        let english = polc_en(arguments);
        assert_eq!((english.code, english.out.as_str()), (2, ""), "{arguments:?}");
    }
    super::snapshot("usage", &said);
}

#[test]
fn no_command_shows_the_help_and_fails() {
    let ran = polc(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("用法: polc"), "{}", ran.err);
}

#[test]
fn the_language_is_asked_for_in_order() {
    let says = |arguments: &[&str], lang: &str| run(&super::home(), arguments, "", lang).out;
    assert!(says(&["--help"], "en").contains("Usage:"));
    assert!(says(&["--help"], "zh").contains("用法:"));
    assert!(says(&["--lang", "zh", "--help"], "en").contains("用法:"));
    assert!(says(&["check", "--help", "--lang=en"], "zh").contains("Usage:"));
    // Chinese, unless it is clearly English.
    assert!(says(&["--help"], "C").contains("用法:"));
}

#[test]
fn the_version_goes_to_standard_output() {
    let ran = polc(&["--version"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.out.trim(), format!("polc {}", env!("CARGO_PKG_VERSION")));
}
