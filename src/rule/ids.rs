//! One newtype for each sort of index.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the next element of a list that has `length` elements.
            pub fn next(length: usize) -> Self {
                Self(u32::try_from(length).unwrap_or(u32::MAX))
            }

            /// As an index.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A clause of a policy.
    ClauseId;
    /// A field of a vocabulary.
    FieldId;
    /// A parameter.
    ParameterId;
    /// An account.
    AccountId;
    /// A fund.
    FundId;
    /// A benefit.
    BenefitId;
    /// A running total.
    AccumulatorId;
    /// A named intermediate.
    DefinitionId;
    /// A result of a calculation.
    ResultId;
    /// A claim.
    ClaimId;
    /// A table.
    TableId;
}
