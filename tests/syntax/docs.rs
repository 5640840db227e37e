//! The examples of the documents: every block marked `pol` can be read.

use std::path::Path;

use super::said;

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads the files that it is about")]
fn every_example_can_be_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for name in ["docs/language.md", "docs/architecture.md", "README.md"] {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        for block in text.split("```pol\n").skip(1) {
            let block = block.split("```").next().unwrap();
            // A clause or a table is shown without the policy around it.
            let items = ["use ", "引用", "policy", "政策", "scenario", "情景", "calc", "计算", "#"];
            let whole = items.iter().any(|item| block.starts_with(item));
            let text = if whole { block.to_owned() } else { format!("policy 甲 {{\n{block}}}\n") };
            assert_eq!(said(&text), "", "{name}: {block}");
            seen += 1;
        }
    }
    assert!(seen >= 5, "only {seen} examples");
}
