/// A stretch of text in the offset space of a [`super::SourceMap`]: bytes, `lo` included, `hi` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub lo: u32,
    /// Byte behind the last.
    pub hi: u32,
}

impl Span {
    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// The empty span at the end of this one: where something is missing.
    pub fn end(self) -> Span {
        Span { lo: self.hi, hi: self.hi }
    }
}

/// Something and the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The thing.
    pub node: T,
    /// Its place.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a thing to its place.
    pub fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}
