//! What the help says of each argument, in both languages.

/// The name of a value and what the help says of it.
pub(super) type Words = (&'static str, &'static str);

/// The words of an argument, in Chinese and in English.
pub(super) fn argument(command: &str, id: &str) -> Option<(Words, Words)> {
    if let Some(words) = of_test(command, id) {
        return Some(words);
    }
    Some(match (command, id) {
        (_, "lang") => (("语言", "zh 中文，en 英文"), ("LANG", "zh or en")),
        (_, "ascii") => (("", "只用 ASCII 字符画图"), ("", "draw with ASCII only")),
        (_, "paths") => (
            ("路径", "政策文件，或放政策文件的文件夹"),
            ("PATH", "policy files, or folders of them"),
        ),
        (_, "policies") => (
            ("政策", "政策文件，或放政策文件的文件夹"),
            ("POLICY", "policy files, or folders of them"),
        ),
        (_, "emit") => (
            ("内容", "另外打印：effective 合并后的条文，program 编译结果，ast 语法树"),
            ("WHAT", "also print: effective (merged clauses), program (compiled) or ast (tree)"),
        ),
        (_, "fix") => (
            ("", "先改正有把握的笔误，写回文件，再检查"),
            ("", "first mend what is certain, write the files back, and check again"),
        ),
        ("explain", "code") => (
            ("代码", "问题的代码，例如 missing-row；不写则列出所有代码"),
            ("CODE", "the code of a problem, such as missing-row; without it all are listed"),
        ),
        (_, "strict") => {
            (("", "不能断定的也算错误"), ("", "what is left undecided counts as an error"))
        }
        (_, "deny") => (
            ("代码", "把这种问题当作错误，可以多次"),
            ("CODE", "findings of this code are errors; may be repeated"),
        ),
        (_, "warn") => (
            ("代码", "把这种问题当作警告，可以多次"),
            ("CODE", "findings of this code are warnings; may be repeated"),
        ),
        (_, "allow") => (
            ("代码", "不列出这种问题，只计数，可以多次"),
            ("CODE", "findings of this code are counted and not shown; may be repeated"),
        ),
        ("check", "format") => (
            ("形式", "问题的形式：human（默认）、concise、json 或 sarif"),
            ("FORMAT", "how problems are shown: human (default), concise, json or sarif"),
        ),
        ("eval", "format") => (
            ("形式", "结算单的形式：text（默认）或 json"),
            ("FORMAT", "how statements are shown: text (default) or json"),
        ),
        (_, "input") => (
            ("文件", "就诊的 JSON 文件，- 为标准输入"),
            ("FILE", "visits as JSON; - reads standard input"),
        ),
        (_, "facts") => {
            (("名=值", "写明一个字段，可以多次"), ("NAME=VALUE", "give a field; may be repeated"))
        }
        (_, "calc") => (
            ("名称", "不结算就诊，做这个计算（字段用 --set 给出）"),
            ("NAME", "run this calculation, with the fields of --set, and settle no visit"),
        ),
        (_, "state") => (
            ("文件", "从这个文件读累计和余额"),
            ("FILE", "read totals and balances from this file"),
        ),
        (_, "save_state") => (
            ("文件", "把累计和余额写到这个文件"),
            ("FILE", "write totals and balances to this file"),
        ),
        _ => return None,
    })
}

/// The words of the arguments of `test`.
fn of_test(command: &str, id: &str) -> Option<(Words, Words)> {
    Some(match (command, id) {
        ("test", "paths") => (
            ("路径", "政策、情景和情景表格，或它们的文件夹"),
            ("PATH", "policies, scenarios and sheets, or folders of them"),
        ),
        (_, "filter") => (
            ("文字", "只运行标题或文件名里有这些字的情景"),
            ("TEXT", "only scenarios with this in their title or file name"),
        ),
        (_, "list") => (("", "只列出情景，不运行"), ("", "list the scenarios, run none")),
        (_, "accept") => (
            ("文字", "接受结算单为快照；可只接受标题里有这些字的"),
            ("TEXT", "accept statements as snapshots, or only those with this in the title"),
        ),
        (_, "watch") => (("", "文件改动后重新运行"), ("", "run again whenever a file changes")),
        (_, "coverage") => (
            ("", "列出情景覆盖了政策的哪些条款、行和界限，没有覆盖的说明原因"),
            ("", "tell what the scenarios exercised of each policy, and why not the rest"),
        ),
        (_, "coverage_min") => (
            ("百分数", "条款和表的行覆盖得比这少就算失败"),
            ("PERCENT", "fail when fewer of the clauses and rows were exercised"),
        ),
        (_, "generate") => (
            ("", "为没有覆盖的写出情景，金额待核对"),
            ("", "write scenarios for what was not exercised, amounts to be checked"),
        ),
        (_, "out") => {
            (("文件", "把写出的情景存进新文件"), ("FILE", "write the scenarios into a new file"))
        }
        (_, "mutate") => (
            ("", "在政策里逐一改错一处，看 check 和情景能不能发现"),
            (
                "",
                "make slips in the policies, one at a time, and see whether check or scenarios find them",
            ),
        ),
        (_, "policy") => (
            ("文字", "只改名称或文件名里有这些字的政策"),
            ("TEXT", "only policies with this in their name or file name"),
        ),
        (_, "max") => (
            ("个数", "最多试这么多处，均匀抽取"),
            ("COUNT", "try no more than this many, evenly spread"),
        ),
        ("test", "format") => (
            ("形式", "结果的形式：human（默认）、concise、json 或 junit"),
            ("FORMAT", "human (default), concise, json or junit"),
        ),
        _ => return None,
    })
}
