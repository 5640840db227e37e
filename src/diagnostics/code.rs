//! Every code of a problem: a stable name, its level and what it means in one line.

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The policy cannot be used, or the visit not settled.
    Error,
    /// Worth a look; the policy can be used.
    Warning,
}

macro_rules! codes {
    ($($(#[$group:meta])* $variant:ident $name:literal $level:ident $zh:literal $en:literal;)*) => {
        /// The stable name of a kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $en] $variant,)*
        }

        impl Code {
            /// All codes, in the order of the pipeline.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The name, as printed: `unknown-name`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// Error or warning.
            pub fn level(self) -> Level {
                match self { $(Code::$variant => Level::$level,)* }
            }

            /// What the code means, in Chinese and in English.
            pub fn summary(self) -> (&'static str, &'static str) {
                match self { $(Code::$variant => ($zh, $en),)* }
            }
        }
    };
}

codes! {
    // Source: the bytes and characters of a file.
    NotUtf8 "not-utf8" Error "文件不是 UTF-8 编码" "the file is not UTF-8";
    EmptyFile "empty-file" Error "文件里没有任何条款" "the file holds no item";
    ForbiddenCharacter "forbidden-character" Error "文件里有看不见或不该出现的字符" "an invisible or forbidden character";
    LookalikeCharacter "lookalike-character" Error "字符看起来像另一个字符" "a character that looks like another one";
    LineTooLong "line-too-long" Error "一行太长" "a line is too long";
    NestedTooDeep "nested-too-deep" Error "括号嵌套太深" "brackets are nested too deep";
    UnclosedBracket "unclosed-bracket" Error "括号没有配对" "a bracket without its partner";
    UnclosedText "unclosed-text" Error "引号没有配对" "a quotation mark without its partner";

    // Syntax.
    SyntaxError "syntax-error" Error "这里的写法读不懂" "this cannot be read";
    UnknownKeyword "unknown-keyword" Error "不认识的关键词" "an unknown keyword";
    GluedKeyword "glued-keyword" Error "关键词和后面的词没有分开" "a keyword runs into the next word";
    BadLiteral "bad-literal" Error "数值、日期或单位写得不对" "a malformed figure, date or unit";
    ImpossibleDate "impossible-date" Error "没有这一天" "a date that does not exist";

    // Names.
    UnknownName "unknown-name" Error "没有定义的名称" "a name that is not defined";
    DuplicateName "duplicate-name" Error "名称重复定义" "a name defined twice";
    AmbiguousName "ambiguous-name" Error "名称有多个所指" "a name that may mean several things";
    WrongPlace "wrong-place" Error "这一条不能写在这里" "a clause in a place where it cannot stand";
    MissingPart "missing-part" Error "缺少必需的内容" "a required part is missing";
    CyclicDefinition "cyclic-definition" Error "定义绕回自己" "a definition that leads back to itself";
    NotReplaceable "not-replaceable" Error "上级没有允许替换这一条" "the base does not let this clause be replaced";

    // Types.
    WrongType "wrong-type" Error "类型不对" "a value of the wrong type";
    WrongUnit "wrong-unit" Error "单位不对或缺少单位" "a wrong or missing unit";
    OutOfBounds "out-of-bounds" Error "数值超出允许范围" "a figure outside its bounds";
    ChainedComparison "chained-comparison" Error "比较连写" "comparisons in a chain";

    // Readings and tables.
    UnsetReading "unset-reading" Error "一句话有几种读法，没有写明是哪一种" "a sentence with several readings, none of them chosen";
    MissingRow "missing-row" Error "表里缺少一种情况" "a case that no row of the table covers";
    DuplicateRow "duplicate-row" Error "同一种情况写了两行" "a case that two rows of the table cover";
    TableTooLarge "table-too-large" Error "表的条件组合太多" "a table with too many combinations of conditions";
    ConflictingDates "conflicting-dates" Error "生效日期互相冲突或前后颠倒" "dates in force that conflict";
    OverlappingBenefits "overlapping-benefits" Error "一次就诊落入两个待遇" "a visit that two benefits claim";
    UnsetValue "unset-value" Warning "数值待定" "a value that is not set yet";
    LonelyAccumulator "lonely-accumulator" Warning "共用的累计只有一处使用" "a shared accumulator that one clause alone uses";

    // Input of a settlement.
    UnreadableInput "unreadable-input" Error "输入读不懂" "input that cannot be read";
    UnknownField "unknown-field" Error "输入里有不认识的字段" "the input names an unknown field";
    MissingField "missing-field" Error "缺少必需的字段" "a field that the policy needs is missing";
    BadFieldValue "bad-field-value" Error "字段的值不对" "a field holds a value that it cannot hold";
    ContradictoryBill "contradictory-bill" Error "账单各部分对不上" "the parts of the bill do not agree";
    BadState "bad-state" Error "累计状态文件不能用" "a state that cannot be used";

    // Settlement.
    NoPolicyInForce "no-policy-in-force" Error "当日没有生效的政策" "no policy in force on that date";
    SeveralPolicies "several-policies" Error "有多份政策适用" "several policies claim the visit";
    NeedsUnsetValue "needs-unset-value" Error "结算需要一个待定的数值" "the settlement needs a value that is not set";
    NotEncoded "not-encoded" Error "涉及未编码的条款" "the settlement depends on a clause that is not encoded";
    NoBenefit "no-benefit" Error "这次就诊不属于任何待遇" "no benefit takes the visit";
    SeveralBenefits "several-benefits" Error "这次就诊属于多个待遇" "several benefits take the visit";
    FigureOutOfBounds "figure-out-of-bounds" Error "算出的比例或金额超出允许范围" "a computed figure outside its bounds";
    OutOfOrder "out-of-order" Error "就诊日期先后颠倒" "a visit before one that is settled already";
    AmountOutOfRange "amount-out-of-range" Error "金额太大，无法精确计算" "an amount too large to compute exactly";

    // Files and usage.
    FileUnreadable "file-unreadable" Error "文件读不到" "a file that cannot be read";
    BadUsage "bad-usage" Error "命令写法不对" "a command that is not well-formed";
    Internal "internal" Error "程序内部错误，请报告" "a fault of polc itself; please report it";
}
