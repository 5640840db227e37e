//! Clauses and rows.

use pest::iterators::Pair;

use super::{
    Context, broken, claim, date, declaration, expr, find, literal, option, suffix, table,
};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, MemberKind};
use crate::syntax::grammar::Rule;

/// The members of a block; broken ones are reported and left out.
pub(super) fn parse_block(
    cx: &mut Context<'_, '_>,
    block: Pair<'_, Rule>,
    home: Rule,
) -> Vec<ast::Member> {
    let mut members = Vec::new();
    for pair in block.into_inner() {
        match pair.as_rule() {
            Rule::lbrace | Rule::rbrace | Rule::semicolon => {}
            Rule::bad_member => broken::report(cx, &pair),
            Rule::row_member if !broken::is_row(cx, &pair, home) => {}
            _ => members.extend(parse_member(cx, pair).map(|member| *member)),
        }
    }
    members
}

/// The parts that clauses are made of, whichever clause it is.
#[derive(Default)]
struct Parts {
    head: Option<Span>,
    name: Option<ast::Name>,
    names: Vec<ast::Name>,
    text: Option<ast::Quoted>,
    texts: Vec<ast::Quoted>,
    expr: Option<ast::Expr>,
    figure: Option<ast::Cell>,
    block: Vec<ast::Member>,
    options: ast::Options,
    suffix: ast::Suffix,
    payers: Vec<ast::Payer>,
    by_band: bool,
    replaceable: bool,
    day_of_year: Option<Spanned<(u32, u32)>>,
    unit: Option<Spanned<rust_decimal::Decimal>>,
    rounding: Option<ast::RoundingMode>,
    account: Option<Spanned<ast::AccountMode>>,
    never_worse: Option<ast::NeverWorse>,
}

impl Parts {
    fn measured(self) -> ast::Measured {
        ast::Measured { options: self.options, figure: self.figure, block: self.block }
    }
}

/// One clause or row; nothing for a token that is none.
///
/// Blocks nest deeply; what is not needed while their members are read is kept off the stack, in
/// functions of its own.
fn parse_member(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<Box<ast::Member>> {
    match pair.as_rule() {
        Rule::row_member | Rule::parameter_declaration | Rule::accumulator_declaration => {
            parse_flat(cx, pair)
        }
        rule => {
            let span = cx.span(&pair);
            let parts = parse_parts(cx, pair);
            put_together(rule, span, parts)
        }
    }
}

/// A member that holds no other members.
#[inline(never)]
fn parse_flat(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<Box<ast::Member>> {
    let span = cx.span(&pair);
    let head = head_of(cx, &pair, span);
    let kind = match pair.as_rule() {
        Rule::row_member => return table::parse_row(cx, pair, span).map(Box::new),
        Rule::parameter_declaration => {
            MemberKind::Parameter(declaration::parse_parameter(cx, pair))
        }
        _ => MemberKind::Accumulator(declaration::parse_accumulator(cx, pair)),
    };
    Some(Box::new(ast::Member { kind, suffix: ast::Suffix::default(), span, head }))
}

/// Makes a clause of its parts.
#[inline(never)]
fn put_together(rule: Rule, span: Span, mut parts: Box<Parts>) -> Option<Box<ast::Member>> {
    let suffix = std::mem::take(&mut parts.suffix);
    let head = parts.head.unwrap_or(span);
    let kind = head_clause(rule, &mut parts)
        .or_else(|| step_clause(rule, &mut parts))
        .or_else(|| expression_clause(rule, &mut parts))
        .or_else(|| measured_clause(rule, *parts))?;
    Some(Box::new(ast::Member { kind, suffix, span, head }))
}

/// The place of the keyword.
fn head_of(cx: &Context<'_, '_>, pair: &Pair<'_, Rule>, whole: Span) -> Span {
    pair.clone().into_inner().next().map_or(whole, |keyword| cx.span(&keyword))
}

/// Takes a clause apart.
fn parse_parts(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Box<Parts> {
    let rule = pair.as_rule();
    let mut parts = Box::<Parts>::default();
    for part in pair.into_inner() {
        if part.as_rule() == Rule::block {
            parts.block = parse_block(cx, part, rule);
        } else {
            parse_part(cx, &mut parts, part);
        }
    }
    parts
}

/// One part of a clause that is not its block.
#[inline(never)]
fn parse_part(cx: &mut Context<'_, '_>, parts: &mut Parts, part: Pair<'_, Rule>) {
    let span = cx.span(&part);
    match part.as_rule() {
        Rule::name => {
            let name = cx.name(&part);
            parts.names.push(name.clone());
            parts.name = Some(name);
        }
        Rule::code_name => parts.name = Some(cx.name(&part)),
        Rule::text => parts.text = Some(cx.quoted(&part)),
        Rule::listed_clauses => {
            let texts = part.into_inner().filter(|part| part.as_rule() == Rule::text);
            parts.texts.extend(texts.map(|text| cx.quoted(&text)));
        }
        Rule::expression => parts.expr = Some(expr::parse(cx, part)),
        Rule::value => parts.figure = Some(table::parse_figure(cx, part)),
        Rule::payer => parts.payers.extend(parse_payer(cx, part)),
        Rule::bad_payer => broken::report(cx, &part),
        Rule::never_worse => parts.never_worse = claim::parse_never_worse(cx, part),
        Rule::kw_by_band => parts.by_band = true,
        Rule::kw_replaceable => parts.replaceable = true,
        Rule::month_day => {
            parts.day_of_year = Some(Spanned::new(date::parse_month_day(cx, &part), span));
        }
        Rule::quantity => {
            parts.unit = Some(Spanned::new(literal::parse_rounding_unit(cx, &part), span));
        }
        Rule::mode_half_up => parts.rounding = Some(ast::RoundingMode::HalfUp),
        Rule::mode_half_even => parts.rounding = Some(ast::RoundingMode::HalfEven),
        Rule::mode_down => parts.rounding = Some(ast::RoundingMode::Down),
        Rule::mode_up => parts.rounding = Some(ast::RoundingMode::Up),
        Rule::whole_or_nothing => {
            parts.account = Some(Spanned::new(ast::AccountMode::WholeOrNothing, span));
        }
        Rule::what_it_can => {
            parts.account = Some(Spanned::new(ast::AccountMode::WhatItCan, span));
        }
        Rule::instead_of_fund => {
            parts.account = Some(Spanned::new(ast::AccountMode::InsteadOfFund, span));
        }
        rule if suffix::is_suffix(rule) => {
            if parts.head.is_none() {
                parts.head = part.clone().into_inner().next().map(|keyword| cx.span(&keyword));
            }
            suffix::add(cx, &mut parts.suffix, part);
        }
        _ if parts.head.is_none() => parts.head = Some(span),
        _ => option::add(cx, &mut parts.options, part),
    }
}

/// Clauses that head a policy.
fn head_clause(rule: Rule, parts: &mut Parts) -> Option<MemberKind> {
    Some(match rule {
        Rule::city => MemberKind::City(parts.name.take()?),
        Rule::source => MemberKind::Source(ast::Source {
            title: parts.text.take()?,
            clauses: std::mem::take(&mut parts.texts),
        }),
        Rule::in_force => MemberKind::InForce,
        Rule::applies => MemberKind::Applies(parts.expr.take()?),
        Rule::year_starts => MemberKind::YearStarts(parts.day_of_year.take()?),
        Rule::rounding => MemberKind::Rounding(ast::Rounding {
            unit: parts.unit.take()?,
            mode: parts.rounding.take()?,
        }),
        Rule::let_clause => MemberKind::Let(ast::Let {
            name: parts.name.take()?,
            value: std::mem::take(parts).measured(),
        }),
        Rule::result => MemberKind::Result(ast::Let {
            name: parts.name.take()?,
            value: std::mem::take(parts).measured(),
        }),
        Rule::first_of => MemberKind::FirstOf(std::mem::take(&mut parts.names)),
        Rule::settle => MemberKind::Settle(std::mem::take(&mut parts.payers)),
        Rule::not_encoded => MemberKind::NotEncoded(parts.text.take()?),
        Rule::allow => MemberKind::Allow(parts.name.take()?),
        Rule::named_clause => MemberKind::Clause(named(parts)?),
        Rule::replace => MemberKind::Replace(named(parts)?),
        _ => return None,
    })
}

fn named(parts: &mut Parts) -> Option<ast::NamedClause> {
    Some(ast::NamedClause {
        name: parts.name.take()?,
        replaceable: parts.replaceable,
        members: std::mem::take(&mut parts.block),
    })
}

/// Gates, steps and claims.
fn step_clause(rule: Rule, parts: &mut Parts) -> Option<MemberKind> {
    Some(match rule {
        Rule::require => MemberKind::Require(parts.expr.take()?),
        Rule::exclude => MemberKind::Exclude(parts.expr.take()?),
        Rule::benefit => MemberKind::Benefit(ast::Benefit {
            name: parts.name.take()?,
            members: std::mem::take(&mut parts.block),
        }),
        Rule::fund => MemberKind::Fund(ast::Fund {
            name: parts.name.take()?,
            options: std::mem::take(&mut parts.options),
            members: std::mem::take(&mut parts.block),
        }),
        Rule::refund => MemberKind::Refund(std::mem::take(&mut parts.block)),
        Rule::family => MemberKind::Family(ast::Family {
            account: parts.name.take()?,
            members: std::mem::take(&mut parts.block),
        }),
        Rule::assert => MemberKind::Assert(match parts.never_worse.take() {
            Some(never_worse) => ast::Claim::NeverWorse(never_worse),
            None => ast::Claim::Holds(parts.expr.take()?, parts.options.period.take()),
        }),
        Rule::account_step => MemberKind::Account(ast::AccountStep {
            name: parts.name.take()?,
            mode: parts.account.take(),
            options: std::mem::take(&mut parts.options),
        }),
        _ => return None,
    })
}

/// Clauses with one expression.
fn expression_clause(rule: Rule, parts: &mut Parts) -> Option<MemberKind> {
    let make = match rule {
        Rule::cliff => MemberKind::Cliff,
        Rule::pays => MemberKind::Pays,
        Rule::uplift => MemberKind::Uplift,
        Rule::reduce => MemberKind::Reduce,
        Rule::scale => MemberKind::Scale,
        Rule::own_share => MemberKind::OwnShare,
        Rule::at_most_clause => MemberKind::AtMost,
        Rule::at_least_clause => MemberKind::AtLeast,
        _ => return None,
    };
    parts.expr.take().map(make)
}

/// Clauses with a figure, options and a block.
fn measured_clause(rule: Rule, parts: Parts) -> Option<MemberKind> {
    let make = match rule {
        Rule::self_pay => MemberKind::SelfPay,
        Rule::deductible => MemberKind::Deductible,
        Rule::ratio if parts.by_band => MemberKind::Bands,
        Rule::ratio => MemberKind::Ratio,
        Rule::own_ratio => MemberKind::OwnRatio,
        Rule::fixed => MemberKind::Fixed,
        Rule::floor => MemberKind::Floor,
        Rule::ceiling => MemberKind::Ceiling,
        Rule::cap => MemberKind::Cap,
        _ => return None,
    };
    Some(make(parts.measured()))
}

/// `共济账户 pays 起付线`
pub(super) fn parse_payer(cx: &mut Context<'_, '_>, pair: Pair<'_, Rule>) -> Option<ast::Payer> {
    let span = cx.span(&pair);
    let name = find(&pair.clone().into_inner(), Rule::word).map(|name| cx.name(&name))?;
    let mut payer = ast::Payer { name, pays: None, suffix: ast::Suffix::default(), span };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::payer_pays => payer.pays = option::parse_buckets(cx, part),
            _ => suffix::add(cx, &mut payer.suffix, part),
        }
    }
    Some(payer)
}
