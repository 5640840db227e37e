//! Large tables: what is checked in full, and where a check gives up and says so. No seconds are counted
//! here; `cargo bench --bench growth` measures them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod support;
#[path = "../benches/texts/mod.rs"]
mod texts;

use polc::diagnostics::{Code, Count, Findings};

fn count(text: &str, code: Code) -> Count {
    let (_, compilation) = support::compile_text("表.pol", text);
    Findings::new(compilation.problems, 1).tally.codes.get(&code).copied().unwrap_or_default()
}

#[test]
fn large_tables_are_proved_complete_and_disjoint() {
    let proved = Count { proved: 1, refuted: 0, undecided: 0 };
    for text in [texts::wide_table(100), texts::rows(300), texts::columns(32)] {
        assert_eq!(count(&text, Code::MissingRow), proved);
        assert_eq!(count(&text, Code::DuplicateRow), proved);
    }
}

#[test]
fn rows_that_do_not_meet_are_not_said_to_and_those_that_do_are() {
    // The last row of many, over words of classes that are far apart.
    let text = texts::rows(300).replacen("2990元以上", "2980.01元以上", 1);
    assert_eq!(count(&text, Code::DuplicateRow).refuted, 1);
    let text = texts::rows(300).replacen("2990元以上", "2990.01元以上", 1);
    assert_eq!(count(&text, Code::DuplicateRow).refuted, 0);
    assert_eq!(count(&text, Code::MissingRow).refuted, 1);
}

#[test]
fn rows_that_interlock_end_in_a_clear_word() {
    // Together they cover every visit; that is found out by trying, as long as they are few.
    let found = count(&texts::interlocked(40), Code::MissingRow);
    assert_eq!(found, Count { proved: 1, refuted: 0, undecided: 0 });
    let found = count(&texts::interlocked(400), Code::MissingRow);
    assert_eq!(found, Count { proved: 0, refuted: 0, undecided: 1 });
}

#[test]
fn conditions_that_interlock_end_in_a_clear_word() {
    assert_eq!(count(&texts::conditions(40), Code::NeverApplies).undecided, 0);
    assert!(count(&texts::conditions(300), Code::NeverApplies).undecided > 0);
}

#[test]
fn dated_clauses_one_after_the_other_are_looked_at_in_full() {
    for text in [texts::deductibles(60), texts::payments(60), texts::parameters(60)] {
        let (_, compilation) = support::compile_text("列.pol", &text);
        assert!(!compilation.problems.has_errors());
    }
}
