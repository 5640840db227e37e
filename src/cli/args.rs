//! What can be written on the command line, and what the help says of it.

use std::path::PathBuf;

use clap::{Arg, ArgAction, CommandFactory, Parser, Subcommand, ValueEnum};

use super::argument::argument;
use crate::diagnostics::Lang;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "polc", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Read before everything else, by [`super::settings::language`].
    #[arg(long, global = true, value_enum, display_order = 900)]
    lang: Option<LangName>,
    #[arg(long, global = true, display_order = 901)]
    pub(super) ascii: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangName {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(alias = "检查")]
    Check(Check),
    #[command(alias = "结算")]
    Eval(Eval),
    #[command(alias = "测试")]
    Test(Test),
    #[command(alias = "说明")]
    Explain(Explain),
}

/// `polc check`
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Check {
    #[arg(required = true)]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long, value_enum)]
    pub(super) emit: Option<Emit>,
    #[arg(long, value_enum, default_value_t = ProblemFormat::Human)]
    pub(super) format: ProblemFormat,
    #[arg(long)]
    pub(super) strict: bool,
    #[arg(long)]
    pub(super) fix: bool,
    #[arg(long)]
    pub(super) deny: Vec<String>,
    #[arg(long)]
    pub(super) warn: Vec<String>,
    #[arg(long)]
    pub(super) allow: Vec<String>,
}

/// What `check` prints besides problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Emit {
    /// The text that holds after layers are laid over each other.
    Effective,
    /// The compiled policy.
    Program,
    /// The tree of the file.
    Ast,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ProblemFormat {
    Human,
    Concise,
    Json,
    Sarif,
}

/// `polc explain`
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    pub(super) code: Option<String>,
}

/// `polc eval`
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Eval {
    #[arg(required = true)]
    pub(super) policies: Vec<PathBuf>,
    #[arg(long)]
    pub(super) input: Option<PathBuf>,
    #[arg(long = "set")]
    pub(super) facts: Vec<String>,
    #[arg(long, conflicts_with_all = ["input", "state", "save_state"])]
    pub(super) calc: Option<String>,
    #[arg(long, value_enum, default_value_t = StatementFormat::Text)]
    pub(super) format: StatementFormat,
    #[arg(long)]
    pub(super) state: Option<PathBuf>,
    #[arg(long)]
    pub(super) save_state: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StatementFormat {
    Text,
    Json,
}

/// `polc test`
#[derive(Debug, clap::Args)]
pub(super) struct Test {
    pub(super) paths: Vec<PathBuf>,
    #[arg(long)]
    pub(super) filter: Option<String>,
    #[arg(long, conflicts_with_all = ["accept", "watch"])]
    pub(super) list: bool,
    /// Without a pattern: all that can be accepted.
    #[arg(long, num_args = 0..=1)]
    pub(super) accept: Option<Option<String>>,
    #[arg(long, conflicts_with = "accept")]
    pub(super) watch: bool,
    #[arg(long)]
    pub(super) coverage: bool,
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) coverage_min: Option<u8>,
    #[arg(long, conflicts_with_all = ["accept", "watch", "list", "coverage", "coverage_min"])]
    pub(super) generate: bool,
    #[arg(long, requires = "generate")]
    pub(super) out: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["accept", "watch", "list", "coverage", "coverage_min", "generate"])]
    pub(super) mutate: bool,
    #[arg(long, requires = "mutate")]
    pub(super) policy: Option<String>,
    #[arg(long, requires = "mutate")]
    pub(super) max: Option<usize>,
    #[arg(long, value_enum, default_value_t = TestFormat::Human)]
    pub(super) format: TestFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TestFormat {
    Human,
    Concise,
    Json,
    Junit,
}

/// The command line with its help in one language.
pub(super) fn command(lang: Lang) -> clap::Command {
    let pick = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let mut root = described(Args::command(), "", lang);
    for name in ["check", "eval", "explain", "test"] {
        root = root.mut_subcommand(name, |command| described(command, name, lang));
    }
    root.arg(
        Arg::new("help")
            .short('h')
            .long("help")
            .global(true)
            .display_order(902)
            .action(ArgAction::Help)
            .help(pick("显示帮助", "print help")),
    )
    .arg(
        Arg::new("version")
            .short('V')
            .long("version")
            .display_order(903)
            .action(ArgAction::Version)
            .help(pick("显示版本", "print the version")),
    )
}

/// A command with its texts, and those of its arguments, in one language.
fn described(command: clap::Command, name: &str, lang: Lang) -> clap::Command {
    let texts = texts(name);
    let (about, usage) = match lang {
        Lang::Zh => (texts.about.0, texts.usage.0),
        Lang::En => (texts.about.1, texts.usage.1),
    };
    let template = match (lang, name) {
        (Lang::Zh, "") => "{about}\n\n用法: {usage}\n\n命令:\n{subcommands}\n\n选项:\n{options}\n",
        (Lang::En, "") => {
            "{about}\n\nUsage: {usage}\n\nCommands:\n{subcommands}\n\nOptions:\n{options}\n"
        }
        (Lang::Zh, _) => {
            "{about}\n\n用法: {usage}\n\n参数:\n{positionals}\n\n选项:\n{options}{after-help}\n"
        }
        (Lang::En, _) => {
            "{about}\n\nUsage: {usage}\n\nArguments:\n{positionals}\n\nOptions:\n{options}{after-help}\n"
        }
    };
    let after = match lang {
        Lang::Zh => texts.after.0,
        Lang::En => texts.after.1,
    };
    command.about(about).override_usage(usage).help_template(template).after_help(after).mut_args(
        |arg| {
            let id = arg.get_id().as_str().to_owned();
            let Some((zh, en)) = argument(name, &id) else { return arg };
            let (value, help) = match lang {
                Lang::Zh => zh,
                Lang::En => en,
            };
            let arg = arg.help(help);
            if value.is_empty() {
                return arg;
            }
            arg.value_name(value).hide_possible_values(true).hide_default_value(true)
        },
    )
}

struct Texts {
    about: (&'static str, &'static str),
    usage: (&'static str, &'static str),
    after: (&'static str, &'static str),
}

fn texts(command: &str) -> Texts {
    match command {
        "check" => Texts {
            about: ("检查政策文件", "Check policy files"),
            usage: ("polc check <路径>… [选项]", "polc check <PATH>... [OPTIONS]"),
            after: (
                "退出码: 0 没有错误，1 有错误，2 命令或文件有问题\n\n例: polc check policies/",
                "Exit codes: 0 no errors, 1 errors, 2 a bad command or file\n\nExample: polc check policies/",
            ),
        },
        "explain" => Texts {
            about: (
                "说明一种问题：是什么，为什么要紧，怎样改",
                "Explain a problem: what it is, why it matters, how to mend it",
            ),
            usage: ("polc explain [代码] [选项]", "polc explain [CODE] [OPTIONS]"),
            after: ("\n例: polc explain missing-row", "\nExample: polc explain missing-row"),
        },
        "eval" => Texts {
            about: ("按政策结算就诊，打印结算单", "Settle visits and print their statements"),
            usage: (
                "polc eval <政策>… (--input <文件> | --set <名=值>…) [选项]",
                "polc eval <POLICY>... (--input <FILE> | --set <NAME=VALUE>...) [OPTIONS]",
            ),
            after: (
                "退出码: 0 已结算，1 政策有错误，2 命令或文件有问题，3 不能结算\n\n例: polc eval policies/襄阳 --set 日期=2025-05-06 --set 参保类型=职工 \\\n      --set 医疗类别=挂号 --set 级别=三级 --set 号别=普通 --set 费用=10元",
                "Exit codes: 0 settled, 1 errors in a policy, 2 a bad command or file, 3 not settled\n\nExample: polc eval policies/襄阳 --set visit_date=2025-05-06 --set insutype=employee \\\n           --set med_type=registration --set level=3 --set registration_type=ordinary \\\n           --set medfee_sumamt=10.00",
            ),
        },
        "test" => Texts {
            about: (
                "运行情景，核对预期和已接受的结算单",
                "Run scenarios against what is expected and accepted",
            ),
            usage: ("polc test [路径]… [选项]", "polc test [PATH]... [OPTIONS]"),
            after: (
                "退出码: 0 全部通过，1 有失败，2 命令或文件有问题，\n        4 没有失败但不算通过：没有情景、快照未接受或刚写入、多余的快照、有跳过或“仅此”的情景，\n        --mutate 有没被发现的改错\n\n例: polc test policies tests/cases --filter 襄阳",
                "Exit codes: 0 all passed, 1 failures, 2 a bad command or file,\n            4 nothing failed and yet no success: no scenarios, snapshots not accepted or\n            only just written, orphaned snapshots, scenarios marked skip or only,\n            slips of --mutate that nobody found\n\nExample: polc test policies tests/cases --filter 襄阳",
            ),
        },
        _ => Texts {
            about: (
                "检查医保报销政策，结算就诊费用",
                "Check reimbursement policies and settle visits",
            ),
            usage: ("polc <命令> [选项]", "polc <COMMAND> [OPTIONS]"),
            after: ("", ""),
        },
    }
}
