//! Declarations of a vocabulary, a file or a policy.

use pest::iterators::Pair;

use super::{Context, broken, date, expr, find, option, suffix, table};
use crate::source::{Span, Spanned};
use crate::syntax::grammar::Rule;
use crate::syntax::{ast, error};

/// Any declaration; nothing for a token that is none.
pub(super) fn parse_declaration(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
) -> Option<ast::Declaration> {
    match pair.as_rule() {
        Rule::enum_declaration => Some(ast::Declaration::Enum(parse_enum(cx, pair))),
        Rule::extension => Some(ast::Declaration::Extend(parse_extension(cx, pair))),
        Rule::field_declaration => Some(ast::Declaration::Field(parse_field(cx, pair))),
        Rule::account_declaration => Some(ast::Declaration::Account(parse_account(cx, pair))),
        Rule::parameter_declaration => Some(ast::Declaration::Parameter(parse_parameter(cx, pair))),
        Rule::accumulator_declaration => {
            Some(ast::Declaration::Accumulator(parse_accumulator(cx, pair)))
        }
        _ => None,
    }
}

/// A name that will be filled in; the grammar guarantees that it will.
fn no_name(span: Span) -> ast::Name {
    Spanned::new(String::new(), span)
}

/// `enum 级别 "level" ordered { 基层 "basic", 一级 "1" }`
fn parse_enum(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::EnumDeclaration {
    let span = cx.span(&pair);
    let mut declared = ast::EnumDeclaration {
        name: no_name(span),
        external: None,
        ordered: false,
        values: Vec::new(),
        span,
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => declared.name = cx.name(&part),
            Rule::text => declared.external = Some(cx.quoted(&part)),
            Rule::kw_ordered => declared.ordered = true,
            Rule::enum_value => declared.values.push(parse_enum_value(cx, part).value),
            Rule::bad_enum_value | Rule::bad_extension_value => broken::report(cx, &part),
            _ => {}
        }
    }
    declared
}

/// `extend 级别 { 村 "village" < 基层 }`
fn parse_extension(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::Extension {
    let span = cx.span(&pair);
    let mut declared = ast::Extension { name: no_name(span), values: Vec::new(), span };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => declared.name = cx.name(&part),
            Rule::extension_value => declared.values.push(parse_enum_value(cx, part)),
            Rule::bad_enum_value | Rule::bad_extension_value => broken::report(cx, &part),
            _ => {}
        }
    }
    declared
}

/// `村 "village" < 基层`; for a plain value the position is the last.
fn parse_enum_value(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::ExtensionValue {
    let mut names = Vec::new();
    let mut external = None;
    let mut below = true;
    let span = cx.span(&pair);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => names.push(cx.name(&part)),
            Rule::text => external = Some(cx.quoted(&part)),
            Rule::op_greater => below = false,
            _ => {}
        }
    }
    let mut names = names.into_iter();
    let name = names.next().unwrap_or_else(|| no_name(span));
    let position = match names.next() {
        None => ast::ExtensionPosition::Last,
        Some(other) if below => ast::ExtensionPosition::Below(other),
        Some(other) => ast::ExtensionPosition::Above(other),
    };
    ast::ExtensionValue { value: ast::EnumValue { name, external }, position }
}

/// `field 年龄 "age" : age 0岁 .. 130岁 step 1岁 of person default …`
fn parse_field(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::FieldDeclaration {
    let span = cx.span(&pair);
    let mut section = None;
    let mut declared = ast::FieldDeclaration {
        name: no_name(span),
        external: None,
        ty: ast::TypeName { kind: ast::TypeNameKind::Code, span },
        bounds: None,
        step: None,
        section: ast::Section::Visit,
        default: None,
        span,
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => declared.name = cx.name(&part),
            Rule::text => declared.external = Some(cx.quoted(&part)),
            Rule::type_name => declared.ty = parse_type(cx, part),
            Rule::bounds => declared.bounds = parse_bounds(cx, part),
            Rule::step_option => {
                declared.step = find(&part.into_inner(), Rule::sum).map(|sum| expr::parse(cx, sum));
            }
            Rule::section_option => section = part.into_inner().find_map(|part| section_of(&part)),
            Rule::default_option => declared.default = parse_default(cx, part),
            _ => {}
        }
    }
    match section {
        Some(section) => declared.section = section,
        None => cx.report(error::missing_section(declared.name.span, &declared.name.node)),
    }
    declared
}

/// `of person`
fn section_of(pair: &Pair<'_, Rule>) -> Option<ast::Section> {
    match pair.as_rule() {
        Rule::section_person => Some(ast::Section::Person),
        Rule::section_institution => Some(ast::Section::Institution),
        Rule::section_visit => Some(ast::Section::Visit),
        Rule::section_line => Some(ast::Section::Line),
        Rule::section_binding => Some(ast::Section::Binding),
        _ => None,
    }
}

/// `0岁 .. 130岁`
fn parse_bounds(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<(ast::Expr, ast::Expr)> {
    let mut ends = pair.into_inner().filter(|part| part.as_rule() == Rule::sum);
    let lo = expr::parse(cx, ends.next()?);
    let hi = expr::parse(cx, ends.next()?);
    Some((lo, hi))
}

/// `default 否`
fn parse_default(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Expr> {
    find(&pair.into_inner(), Rule::expression).map(|value| expr::parse(cx, value))
}

/// `money`, `级别`, `set of 病种`
fn parse_type(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::TypeName {
    let span = cx.span(&pair);
    let kind =
        pair.into_inner().next().map_or(ast::TypeNameKind::Code, |part| match part.as_rule() {
            Rule::type_money => ast::TypeNameKind::Money,
            Rule::type_ratio => ast::TypeNameKind::Ratio,
            Rule::type_points => ast::TypeNameKind::Points,
            Rule::type_factor => ast::TypeNameKind::Factor,
            Rule::type_count => ast::TypeNameKind::Count,
            Rule::type_date => ast::TypeNameKind::Date,
            Rule::type_duration => ast::TypeNameKind::Duration,
            Rule::type_age => ast::TypeNameKind::Age,
            Rule::type_flag => ast::TypeNameKind::Flag,
            Rule::type_code => ast::TypeNameKind::Code,
            Rule::type_set => ast::TypeNameKind::Set(
                find(&part.into_inner(), Rule::name)
                    .map_or_else(|| no_name(span), |name| cx.name(&name)),
            ),
            _ => ast::TypeNameKind::Enum(cx.name(&part)),
        });
    ast::TypeName { kind, span }
}

/// `account 个人账户 "acct" pays 起付线 + 按比例自付 default 0元`
fn parse_account(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> ast::AccountDeclaration {
    let span = cx.span(&pair);
    let mut declared = ast::AccountDeclaration {
        name: no_name(span),
        external: None,
        pays: Vec::new(),
        default: None,
        carries: None,
        span,
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => declared.name = cx.name(&part),
            Rule::text => declared.external = Some(cx.quoted(&part)),
            Rule::payer_pays => {
                declared.pays =
                    option::parse_buckets(cx, part).map_or_else(Vec::new, |on| on.names);
            }
            Rule::default_option => declared.default = parse_default(cx, part),
            Rule::carry => declared.carries = parse_carry(cx, part),
            _ => {}
        }
    }
    declared
}

/// `carries to 历年账户 on 01-01`
fn parse_carry(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Carry> {
    let span = cx.span(&pair);
    let parts = pair.into_inner();
    let to = find(&parts, Rule::name).map(|name| cx.name(&name))?;
    let day = find(&parts, Rule::month_day)?;
    let on = Spanned::new(date::parse_month_day(cx, &day), cx.span(&day));
    Some(ast::Carry { to, on, span })
}

/// `parameter 平均工资 : money = 10000元`
pub(super) fn parse_parameter(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
) -> ast::ParameterDeclaration {
    let span = cx.span(&pair);
    let mut declared = ast::ParameterDeclaration {
        name: no_name(span),
        ty: ast::TypeName { kind: ast::TypeNameKind::Code, span },
        values: Vec::new(),
        span,
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => declared.name = cx.name(&part),
            Rule::type_name => declared.ty = parse_type(cx, part),
            Rule::parameter_value => declared.values.extend(parse_parameter_value(cx, part)),
            Rule::bad_parameter_value => broken::report(cx, &part),
            _ => {}
        }
    }
    declared
}

/// `10000元 from 2024-01-01`
fn parse_parameter_value(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
) -> Option<ast::ParameterValue> {
    let span = cx.span(&pair);
    let mut value = None;
    let mut said = ast::Suffix::default();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::cell => value = Some(table::parse_cell(cx, part)),
            _ => suffix::add(cx, &mut said, part),
        }
    }
    Some(ast::ParameterValue { value: value?, suffix: said, span })
}

/// `accumulator 门诊起付累计 per year`
pub(super) fn parse_accumulator(
    cx: &mut Context<'_, '_>,
    pair: Pair<'_, Rule>,
) -> ast::AccumulatorDeclaration {
    let span = cx.span(&pair);
    let mut name = no_name(span);
    let mut options = ast::Options::default();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => name = cx.name(&part),
            Rule::comma => {}
            _ => option::add(cx, &mut options, part),
        }
    }
    if options.period.is_none() {
        cx.report(error::missing_period(name.span, &name.node));
    }
    ast::AccumulatorDeclaration {
        name,
        period: options.period.map_or(ast::Period::Year, |period| period.node),
        keys: options.keys,
        span,
    }
}
