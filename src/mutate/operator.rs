//! The sorts of slips.

use crate::diagnostics::Text;

/// A sort of slip. The order is that of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// A row of a table, or a value of a parameter, is left out.
    DropRow,
    /// A clause, a payer or a declared value is left out.
    DropClause,
    /// A condition, or one side of an `and`, is left out.
    DropCondition,
    /// A value of a list is left out.
    DropValue,
    /// A word that chooses a reading is left out: `就高补差`.
    DropWord,
    /// A `from` or `until` is left out.
    DropDate,
    /// A figure is one off in its last digit.
    Figure,
    /// A nought too many.
    Nought,
    /// A day or a year off.
    Date,
    /// Two neighbouring cells of a row change places.
    SwapCells,
    /// The values of two neighbouring rows change places.
    SwapRows,
    /// Two neighbouring clauses, or entries of an ordered list, change places.
    SwapClauses,
    /// The two groups of `never worse off` change places.
    SwapGroups,
    /// `<` for `<=`, `is` for `is not`, `超过` for `以上`, `require` for `exclude`.
    Comparison,
    /// `and` for `or`.
    AndOr,
    /// `+` for `−`, `×` for `÷`, `取大` for `取小`.
    Arithmetic,
    /// `uplift` for `reduce`, `at most` for `at least`, `以上` for `以下`.
    Direction,
    /// `per year` for `per month` or `per visit`.
    Period,
    /// `%` for points, `元` for `万元`, `x0.9` for `10pp`.
    Unit,
    /// Another part of the bill.
    Bucket,
    /// Another way to pay or to round.
    Mode,
    /// A neighbouring value of an enumeration; yes for no.
    Value,
    /// Two neighbouring characters of a name change places.
    Typo,
}

impl Operator {
    /// All, in the order of the tables.
    pub const ALL: [Operator; 23] = [
        Operator::DropRow,
        Operator::DropClause,
        Operator::DropCondition,
        Operator::DropValue,
        Operator::DropWord,
        Operator::DropDate,
        Operator::Figure,
        Operator::Nought,
        Operator::Date,
        Operator::SwapCells,
        Operator::SwapRows,
        Operator::SwapClauses,
        Operator::SwapGroups,
        Operator::Comparison,
        Operator::AndOr,
        Operator::Arithmetic,
        Operator::Direction,
        Operator::Period,
        Operator::Unit,
        Operator::Bucket,
        Operator::Mode,
        Operator::Value,
        Operator::Typo,
    ];

    /// Its name, as it stands in JSON and in the table of the documents.
    pub fn name(self) -> &'static str {
        match self {
            Operator::DropRow => "drop-row",
            Operator::DropClause => "drop-clause",
            Operator::DropCondition => "drop-condition",
            Operator::DropValue => "drop-value",
            Operator::DropWord => "drop-word",
            Operator::DropDate => "drop-date",
            Operator::Figure => "figure",
            Operator::Nought => "nought",
            Operator::Date => "date",
            Operator::SwapCells => "swap-cells",
            Operator::SwapRows => "swap-rows",
            Operator::SwapClauses => "swap-clauses",
            Operator::SwapGroups => "swap-groups",
            Operator::Comparison => "comparison",
            Operator::AndOr => "and-or",
            Operator::Arithmetic => "arithmetic",
            Operator::Direction => "direction",
            Operator::Period => "period",
            Operator::Unit => "unit",
            Operator::Bucket => "bucket",
            Operator::Mode => "mode",
            Operator::Value => "value",
            Operator::Typo => "typo",
        }
    }

    /// What it is called.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Operator::DropRow => ("漏一行", "a row left out"),
            Operator::DropClause => ("漏一条", "a clause left out"),
            Operator::DropCondition => ("漏条件", "a condition left out"),
            Operator::DropValue => ("少列一个值", "a value of a list left out"),
            Operator::DropWord => ("漏写读法", "a word of the reading left out"),
            Operator::DropDate => ("漏日期", "a date left out"),
            Operator::Figure => ("数字差一", "a figure one off"),
            Operator::Nought => ("多一个零", "a nought too many"),
            Operator::Date => ("日期差一天或一年", "a day or a year off"),
            Operator::SwapCells => ("相邻两格对调", "two cells exchanged"),
            Operator::SwapRows => ("相邻两行的值对调", "values of two rows exchanged"),
            Operator::SwapClauses => ("相邻两条对调", "two clauses exchanged"),
            Operator::SwapGroups => ("断言的两组人对调", "groups of a claim exchanged"),
            Operator::Comparison => ("比较写错", "a comparison turned"),
            Operator::AndOr => ("且与或", "and for or"),
            Operator::Arithmetic => ("算法写错", "plus for minus"),
            Operator::Direction => ("提高与降低", "up for down"),
            Operator::Period => ("周期写错", "another period"),
            Operator::Unit => ("单位写错", "another unit"),
            Operator::Bucket => ("费用部分写错", "another part of the bill"),
            Operator::Mode => ("方式写错", "another way to pay or round"),
            Operator::Value => ("取值写错", "a neighbouring value"),
            Operator::Typo => ("名称错字", "a slip in a name"),
        };
        Text::new(zh, en)
    }
}
