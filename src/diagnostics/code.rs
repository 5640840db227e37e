//! Every code of a problem: a stable name, its sort and what it means in one line.

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The policy cannot be used, or the visit not settled.
    Error,
    /// Worth a look; the policy can be used.
    Warning,
    /// Nothing was found, and nothing was proved either.
    Undecided,
}

/// What sort of problem a code names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Something cannot be read, computed or done. Nobody can wave it through.
    Fault,
    /// A check found the rules wanting, and a program made of them would have a hole. Nobody can wave
    /// it through.
    Hole,
    /// Something is too large to be checked, so that nothing is proved of it. Nobody can wave it through.
    Limit,
    /// A check found something that a person may want as it is; the level holds where nothing else is
    /// said.
    Lint(Level),
}

macro_rules! codes {
    ($($(#[$group:meta])* $variant:ident $name:literal $sort:expr, $zh:literal $en:literal;)*) => {
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

            /// What sort of problem it is.
            pub fn sort(self) -> Sort {
                match self { $(Code::$variant => $sort,)* }
            }

            /// The page that explains it, Chinese first, then English.
            pub fn page(self) -> &'static str {
                match self {
                    $(Code::$variant => include_str!(concat!(
                        "../../docs/diagnostics/",
                        $name,
                        ".md"
                    )),)*
                }
            }

            /// What the code means, in Chinese and in English.
            pub fn summary(self) -> (&'static str, &'static str) {
                match self { $(Code::$variant => ($zh, $en),)* }
            }
        }
    };
}

impl Code {
    /// Error or warning, where nothing else is said.
    pub fn level(self) -> Level {
        match self.sort() {
            Sort::Fault | Sort::Hole | Sort::Limit => Level::Error,
            Sort::Lint(level) => level,
        }
    }

    /// Whether a check looks for it: where nothing is found, something is proved.
    pub fn is_check(self) -> bool {
        self.sort() != Sort::Fault
    }

    /// The code of a name.
    pub fn named(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// A warning where nothing else is said.
const WARNING: Sort = Sort::Lint(Level::Warning);
/// An error where nothing else is said.
const ERROR: Sort = Sort::Lint(Level::Error);

codes! {
    // Source: the bytes and characters of a file.
    NotUtf8 "not-utf8" Sort::Fault, "文件不是 UTF-8 编码" "the file is not UTF-8";
    EmptyFile "empty-file" Sort::Fault, "文件里没有任何条款" "the file holds no item";
    ForbiddenCharacter "forbidden-character" Sort::Fault, "文件里有看不见或不该出现的字符" "an invisible or forbidden character";
    LookalikeCharacter "lookalike-character" Sort::Fault, "字符看起来像另一个字符" "a character that looks like another one";
    LineTooLong "line-too-long" Sort::Fault, "一行太长" "a line is too long";
    NestedTooDeep "nested-too-deep" Sort::Fault, "括号嵌套太深" "brackets are nested too deep";
    UnclosedBracket "unclosed-bracket" Sort::Fault, "括号没有配对" "a bracket without its partner";
    UnclosedText "unclosed-text" Sort::Fault, "引号没有配对" "a quotation mark without its partner";

    // Syntax.
    SyntaxError "syntax-error" Sort::Fault, "这里的写法读不懂" "this cannot be read";
    UnknownKeyword "unknown-keyword" Sort::Fault, "不认识的关键词" "an unknown keyword";
    GluedKeyword "glued-keyword" Sort::Fault, "关键词和后面的词没有分开" "a keyword runs into the next word";
    BadLiteral "bad-literal" Sort::Fault, "数值、日期或单位写得不对" "a malformed figure, date or unit";
    ImpossibleDate "impossible-date" Sort::Fault, "没有这一天" "a date that does not exist";

    // Names.
    UnknownName "unknown-name" Sort::Fault, "没有定义的名称" "a name that is not defined";
    DuplicateName "duplicate-name" Sort::Fault, "名称重复定义" "a name defined twice";
    AmbiguousName "ambiguous-name" Sort::Fault, "名称有多个所指" "a name that may mean several things";
    WrongPlace "wrong-place" Sort::Fault, "这一条不能写在这里" "a clause in a place where it cannot stand";
    MissingPart "missing-part" Sort::Fault, "缺少必需的内容" "a required part is missing";
    CyclicDefinition "cyclic-definition" Sort::Fault, "定义绕回自己" "a definition that leads back to itself";
    NotAllowable "not-allowable" Sort::Fault, "这个问题不能放行" "a problem that cannot be allowed";
    NotReplaceable "not-replaceable" Sort::Fault, "上级没有允许替换这一条" "the base does not let this clause be replaced";

    // Types.
    WrongType "wrong-type" Sort::Fault, "类型不对" "a value of the wrong type";
    WrongUnit "wrong-unit" Sort::Fault, "单位不对或缺少单位" "a wrong or missing unit";
    OutOfBounds "out-of-bounds" Sort::Fault, "数值超出允许范围" "a figure outside its bounds";
    ChainedComparison "chained-comparison" Sort::Fault, "比较连写" "comparisons in a chain";

    // Readings and tables.
    UnsetReading "unset-reading" Sort::Hole, "一句话有几种读法，没有写明是哪一种" "a sentence with several readings, none of them chosen";
    MissingRow "missing-row" Sort::Hole, "表里缺少一种情况" "a case that no row of the table covers";
    DuplicateRow "duplicate-row" Sort::Hole, "同一种情况写了两行" "a case that two rows of the table cover";
    ConflictingDates "conflicting-dates" Sort::Hole, "生效日期互相冲突或前后颠倒" "dates in force that conflict";
    OverlappingBenefits "overlapping-benefits" ERROR, "一次就诊落入两个待遇" "a visit that two benefits claim";
    UncoveredVisit "uncovered-visit" WARNING, "没有待遇包括的就诊" "a visit that passes the gates and that no benefit takes";
    DeadRow "dead-row" WARNING, "没有就诊用到的一行" "a row of a table that no visit comes to";
    IrrelevantColumn "irrelevant-column" WARNING, "取什么值结果都一样的一列" "a column of a table whose value never matters";
    MergeableRows "mergeable-rows" WARNING, "可以合成一行的两行" "two rows of a table that could be one";
    NeverApplies "never-applies" WARNING, "从不成立的条件" "a condition that no visit meets";
    AlwaysHolds "always-holds" WARNING, "总是成立的条件" "a condition that every visit meets";
    Expired "expired" WARNING, "数值到期而政策仍有效" "a value that ends while the policy goes on";
    MissingDays "missing-days" WARNING, "前后相接的条款或政策之间没有写到的日子" "days between a clause or policy and the one that takes its place";
    OverlappingDates "overlapping-dates" WARNING, "接替的条款开始时，原来的还没有结束" "a clause that begins before the one whose place it takes has ended";
    OverlappingPolicies "overlapping-policies" WARNING, "同一统筹区的两份政策都要的就诊" "a visit that two policies of one city claim";
    UnsetValue "unset-value" WARNING, "数值待定" "a value that is not set yet";
    UnusedAllow "unused-allow" WARNING, "放行了并不存在的问题" "an allowance for something that was not found";
    FalseClaim "false-claim" ERROR, "对有的就诊不成立的断言" "a claim that does not hold for every visit";
    UnseenVisits "unseen-visits" WARNING, "没有看完的就诊" "visits that were not all looked at";
    ImpossibleFigure "impossible-figure" ERROR, "有的就诊会算出越界的数值" "a figure that comes out of bounds for some visit";
    PaysAboveBase "pays-above-base" WARNING, "支付额高于基数" "a fund that comes to more than its base";
    NeverBinds "never-binds" WARNING, "从不起作用的限额" "a limit that never binds";
    AlwaysBinds "always-binds" WARNING, "总在起作用的限额" "a limit that always binds";
    NoMoneyLeft "no-money-left" WARNING, "没有钱到达的步骤" "a step that no money reaches";
    PaysLessForMore "pays-less-for-more" WARNING, "费用更高反而付得更少" "a higher bill that brings less";
    BenefitCliff "benefit-cliff" WARNING, "费用多一分，待遇多一截" "a benefit that jumps at one fen of cost";
    WorseOff "worse-off" WARNING, "本该不吃亏的人得的少" "someone worse off who should not be";
    LonelyAccumulator "lonely-accumulator" WARNING, "共用的累计只有一处使用" "a shared accumulator that one clause alone uses";

    // Money, as far as the file alone tells.
    AccountBucket "account-bucket" WARNING, "账户支付了它的声明不许付的部分" "an account pays a part that its declaration does not let it pay";
    BeyondWidth "beyond-width" WARNING, "国家接口的字段放不下的数值" "a figure that no field of the national interface holds";
    EarlyRounding "early-rounding" WARNING, "取整得太早" "money rounded on the way, and again at the end or before a limit";
    CountedTwice "counted-twice" WARNING, "同一笔钱两次记进一个累计" "the same money is added to a total twice";
    MixedAccumulator "mixed-accumulator" WARNING, "一个累计里加了两种钱" "a total that adds up two kinds of money";
    IdleAccumulator "idle-accumulator" WARNING, "永远是零的累计" "a total that is looked at and never grows";

    // The document.
    UncitedClause "uncited-clause" WARNING, "来源里没有引用也没有写明未编码的一条" "a clause of the notice that nothing cites and nothing leaves out";
    UnlistedClause "unlisted-clause" WARNING, "依据的条款不在来源里" "a citation that leads to none of the clauses of the notice";
    UncitedRule "uncited-rule" WARNING, "没有写依据的规则" "a rule without citation in a policy that lists the clauses of its notice";
    MissingReason "missing-reason" WARNING, "没有写为什么未编码" "a clause left out without a reason";

    // Hygiene.
    UnusedName "unused-name" WARNING, "没有一处用到的名称" "a name that nothing uses";
    ConfusingName "confusing-name" WARNING, "另有意思的名称" "a name that means something else as well";
    LookalikeNames "lookalike-names" WARNING, "只差看起来一样的字的两个名称" "two names that differ only by characters that look the same";
    MixedKeywords "mixed-keywords" WARNING, "中英文关键词混用" "keywords of both languages in one file";

    // Input of a settlement.
    UnreadableInput "unreadable-input" Sort::Fault, "输入读不懂" "input that cannot be read";
    UnknownField "unknown-field" Sort::Fault, "输入里有不认识的字段" "the input names an unknown field";
    MissingField "missing-field" Sort::Fault, "缺少必需的字段" "a field that the policy needs is missing";
    BadFieldValue "bad-field-value" Sort::Fault, "字段的值不对" "a field holds a value that it cannot hold";
    ContradictoryBill "contradictory-bill" Sort::Fault, "账单各部分对不上" "the parts of the bill do not agree";
    BadState "bad-state" Sort::Fault, "累计状态文件不能用" "a state that cannot be used";

    // Settlement.
    NoPolicyInForce "no-policy-in-force" Sort::Fault, "当日没有生效的政策" "no policy in force on that date";
    SeveralPolicies "several-policies" Sort::Fault, "有多份政策适用" "several policies claim the visit";
    NeedsUnsetValue "needs-unset-value" Sort::Fault, "结算需要一个待定的数值" "the settlement needs a value that is not set";
    NotEncoded "not-encoded" Sort::Fault, "涉及未编码的条款" "the settlement depends on a clause that is not encoded";
    NoBenefit "no-benefit" Sort::Fault, "这次就诊不属于任何待遇" "no benefit takes the visit";
    NoResult "no-result" Sort::Fault, "需要的结果这次没有得出" "a result that is needed is not given";
    SeveralBenefits "several-benefits" Sort::Fault, "这次就诊属于多个待遇" "several benefits take the visit";
    FigureOutOfBounds "figure-out-of-bounds" Sort::Fault, "算出的比例或金额超出允许范围" "a computed figure outside its bounds";
    OutOfOrder "out-of-order" Sort::Fault, "日期先后颠倒" "an event before one that is posted already";
    NoSuchVisit "no-such-visit" Sort::Fault, "没有这次就诊可以退费" "no visit that can be refunded";
    NoSuchBinding "no-such-binding" Sort::Fault, "家庭共济的绑定对不上" "a binding of a family account that is not there, or there already";
    AmountOutOfRange "amount-out-of-range" Sort::Fault, "金额太大，无法精确计算" "an amount too large to compute exactly";

    // Suites.
    ExpectationFailed "expectation-failed" Sort::Fault, "与预期不符" "not as expected";
    ClaimBroken "claim-broken" Sort::Fault, "断言不成立" "a claim that a visit breaks";
    EmptyScenario "empty-scenario" Sort::Fault, "情景没有内容" "a scenario that shows nothing";
    DuplicateScenario "duplicate-scenario" Sort::Fault, "情景标题重复" "two scenarios of one title in a file";
    NotAcknowledged "not-acknowledged" Sort::Fault, "情景没有写明的结果" "a result that the scenario does not acknowledge";
    BadSheet "bad-sheet" Sort::Fault, "情景表格读不懂" "a sheet that cannot be read as scenarios";
    BadSnapshot "bad-snapshot" Sort::Fault, "快照文件不能用" "a snapshot that cannot be used";

    // Files and usage.
    FileUnreadable "file-unreadable" Sort::Fault, "文件读不到" "a file that cannot be read";
    BadUsage "bad-usage" Sort::Fault, "命令写法不对" "a command that is not well-formed";
    Internal "internal" Sort::Fault, "程序内部错误，请报告" "a fault of polc itself; please report it";
}
