//! Which declarations a file sees: its own, and those of the vocabularies that it uses.

use std::collections::BTreeSet;

use super::run::Run;
use crate::syntax::ast::{Declaration, Item};

/// A declaration and where it comes from.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) declaration: &'a Declaration,
    /// From the standard vocabulary.
    pub(super) standard: bool,
    /// 0 for the file itself, more for the files of the policies it builds on.
    pub(super) rank: usize,
}

/// What a file sees. A vocabulary that it uses and nobody declares is an error.
pub(super) fn collect<'a>(
    run: &mut Run<'a>,
    file: usize,
    rank: usize,
    seen: &mut BTreeSet<&'a str>,
    found: &mut Vec<Found<'a>>,
) {
    let files = run.files;
    let Some(tree) = files.get(file) else { return };
    for item in &tree.items {
        let Item::Use(name) = item else { continue };
        if !run.shelves.contains_key(name.node.as_str()) {
            let known: Vec<&str> = run.shelves.keys().copied().collect();
            run.unknown(&name.node, name.span, true, known);
            run.silence(name.span);
        }
    }
    uses_of(run, file, rank, seen, found);
    for item in &tree.items {
        match item {
            Item::Declaration(declaration) => {
                found.push(Found { declaration, standard: false, rank });
            }
            Item::Vocabulary(vocabulary) if seen.insert(&vocabulary.name.node) => {
                found.extend(vocabulary.declarations.iter().map(|declaration| Found {
                    declaration,
                    standard: false,
                    rank,
                }))
            }
            _ => {}
        }
    }
}

/// The declarations of the vocabularies that a file uses, and of those that their files build on.
fn uses_of<'a>(
    run: &Run<'a>,
    file: usize,
    rank: usize,
    seen: &mut BTreeSet<&'a str>,
    found: &mut Vec<Found<'a>>,
) {
    let files = run.files;
    let Some(tree) = files.get(file) else { return };
    for item in &tree.items {
        let Item::Use(name) = item else { continue };
        let Some(shelf) = run.shelves.get(name.node.as_str()).copied() else { continue };
        if !seen.insert(&name.node) {
            continue;
        }
        if let Some(other) = shelf.file.filter(|other| *other != file) {
            uses_of(run, other, rank, seen, found);
        }
        let standard = shelf.file.is_none();
        found.extend(shelf.declarations.iter().map(|declaration| Found {
            declaration,
            standard,
            rank,
        }));
    }
}
