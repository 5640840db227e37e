//! What is wrong with a command, in the reader's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{Exit, output};
use crate::diagnostics::Lang;

/// Prints help, version or a usage error, as asked.
pub(super) fn report(error: &clap::Error, lang: Lang) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::stdout(&error.render().to_string())
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::stderr(&error.render().to_string());
            Exit::Usage
        }
        _ => {
            match lang {
                Lang::Zh => output::stderr(&chinese(error)),
                Lang::En => output::stderr(&error.render().to_string()),
            }
            Exit::Usage
        }
    }
}

fn chinese(error: &clap::Error) -> String {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        Some(ContextValue::Strings(words)) => Some(words.join("、")),
        Some(ContextValue::StyledStrs(words)) => {
            Some(words.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"))
        }
        Some(ContextValue::StyledStr(word)) => Some(word.to_string()),
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidSubcommand => {
            let command = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有“{command}”这个命令")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("“{argument}”不能是“{value}”")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => format!("“{argument}”写了两次，或和别的选项冲突"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("“{argument}”的值的个数不对")
        }
        ErrorKind::InvalidUtf8 => "命令里有不是 UTF-8 的文字".to_owned(),
        _ => "命令写法不对".to_owned(),
    };
    let mut text = format!("错误[bad-usage]: {message}\n");
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    for near in suggested.into_iter().filter_map(context) {
        text.push_str(&format!("  建议: 是不是想写“{near}”？\n"));
    }
    if let Some(valid) = context(ContextKind::ValidValue) {
        text.push_str(&format!("  建议: 可以写 {valid}\n"));
    }
    text.push_str("\n用 polc --help 看用法\n");
    text
}
