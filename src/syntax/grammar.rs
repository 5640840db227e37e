//! The grammar, made into a parser by pest. Nothing outside `syntax` names what is in here.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use pest::Parser;
use pest::iterators::Pairs;

pub(super) use generated::Rule;

mod generated {
    use pest_derive::Parser;

    /// The parser that pest makes of the grammar.
    #[derive(Parser)]
    #[grammar = "grammar/lexical.pest"]
    #[grammar = "grammar/expression.pest"]
    #[grammar = "grammar/item.pest"]
    #[grammar = "grammar/scenario.pest"]
    #[grammar = "grammar/recovery.pest"]
    pub(super) struct PolParser;
}

/// Why a text cannot be read by a rule.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// The furthest byte that was reached.
    pub at: usize,
    /// What could have stood there.
    pub expected: Vec<Rule>,
    /// The parser gave up: the text is too intricate.
    pub exhausted: bool,
}

/// Steps that the parser may take for each byte; real policies need fewer than thirty.
const CALLS_PER_BYTE: usize = 400;

/// The largest limit asked for. pest keeps one limit for the whole process.
static CALL_LIMIT: AtomicUsize = AtomicUsize::new(0);

/// Reads a text by one rule.
pub(super) fn read(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Failure> {
    let wanted = text.len().saturating_mul(CALLS_PER_BYTE).saturating_add(100_000);
    let limit = CALL_LIMIT.fetch_max(wanted, Ordering::Relaxed).max(wanted);
    pest::set_call_limit(NonZeroUsize::new(limit));
    generated::PolParser::parse(rule, text).map_err(|error| {
        let at = match error.location {
            pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
        };
        match error.variant {
            pest::error::ErrorVariant::ParsingError { positives, .. } => {
                Failure { at, expected: positives, exhausted: false }
            }
            pest::error::ErrorVariant::CustomError { .. } => {
                Failure { at, expected: Vec::new(), exhausted: true }
            }
        }
    })
}
