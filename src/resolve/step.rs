//! Gates, 先行自付 and accounts as steps.

use super::builder::{Builder, Here};
use super::clause::Follows;
use super::error::Want;
use super::layer::Node;
use super::option::Opt;
use super::scope::Named;
use crate::diagnostics::{Code, Problem, nearest};
use crate::policy::Expr;
use crate::rule::{AccountId, AccountMode, AccountStep, Gate, SelfPay, Step, StepKind};
use crate::syntax::ast::{self, Measured, MemberKind, Sort};
use crate::text;
use crate::value::Type;

/// What may follow a gate.
const GATE: Follows = Follows { otherwise: true, ..Follows::WHEN };

impl<'a> Builder<'_, 'a> {
    /// A step of a policy or a benefit; `siblings` are the clauses around it.
    pub(super) fn step(&mut self, node: &Node<'a>, siblings: &[Node<'a>]) -> Option<Step<Expr>> {
        match &node.member.kind {
            MemberKind::Require(_) | MemberKind::Exclude(_) => self.gate_step(node),
            MemberKind::SelfPay(measured) => self.self_pay(node, measured),
            MemberKind::Deductible(measured) => self.deductible(node, measured),
            MemberKind::Fund(fund) => self.fund(node, fund, siblings),
            MemberKind::Account(account) => self.account_step(node, account, siblings),
            _ => {
                self.misplaced(node);
                None
            }
        }
    }

    /// A gate; anything else is out of place.
    pub(super) fn gate_step(&mut self, node: &Node<'a>) -> Option<Step<Expr>> {
        match &node.member.kind {
            MemberKind::Require(condition) => self.require(node, condition),
            MemberKind::Exclude(condition) => self.exclude(node, condition),
            _ => {
                self.misplaced(node);
                None
            }
        }
    }

    fn gate(&self, node: &Node<'a>, condition: Expr) -> Gate<Expr> {
        let reason = node.member.suffix.otherwise.as_ref().map(|reason| reason.node.clone());
        Gate { condition, reason }
    }

    fn require(&mut self, node: &Node<'a>, condition: &ast::Expr) -> Option<Step<Expr>> {
        let clause = self.clause(node, "要求", GATE);
        let when = self.when(&node.member.suffix);
        let condition = self.condition(condition)?;
        Some(Step { clause, when, kind: StepKind::Require(self.gate(node, condition)) })
    }

    fn exclude(&mut self, node: &Node<'a>, condition: &ast::Expr) -> Option<Step<Expr>> {
        let clause = self.clause(node, "排除", GATE);
        let when = self.when(&node.member.suffix);
        let here = Here { lines: !self.here.no_bill, ..self.here };
        let condition = self.with(here, |this| this.condition(condition))?;
        let of_lines = self.reads_lines(&condition);
        let gate = self.gate(node, condition);
        let kind = if of_lines { StepKind::ExcludeLines(gate) } else { StepKind::Exclude(gate) };
        Some(Step { clause, when, kind })
    }

    fn self_pay(&mut self, node: &Node<'a>, measured: &'a Measured) -> Option<Step<Expr>> {
        let clause = self.clause(node, "先行自付", Follows::WHEN);
        let when = self.when(&node.member.suffix);
        self.allow(&measured.options, "先行自付", &[Opt::On]);
        let on = self.on_lines(measured.options.on.as_ref(), "先行自付");
        let here = Here { lines: true, ..self.here };
        let figure = self.with(here, |this| this.figure(node, measured, Want::Share))?;
        let is_amount = figure.value.ty == Type::Money;
        Some(Step { clause, when, kind: StepKind::SelfPay(SelfPay { figure, is_amount, on }) })
    }

    fn account_step(
        &mut self,
        node: &Node<'a>,
        step: &ast::AccountStep,
        siblings: &[Node<'a>],
    ) -> Option<Step<Expr>> {
        let clause = self.clause(node, &step.name.node, Follows::WHEN);
        let when = self.when(&node.member.suffix);
        self.allow(&step.options, &step.name.node, &[Opt::On]);
        let on = self.on_lines(step.options.on.as_ref(), &step.name.node);
        let account = self.account(&step.name, false);
        let Some(mode) = &step.mode else {
            self.ask_account(&step.name, node.member.head, siblings);
            return None;
        };
        let mode = match mode.node {
            ast::AccountMode::WholeOrNothing => AccountMode::WholeOrNothing,
            ast::AccountMode::WhatItCan => AccountMode::WhatItCan,
            ast::AccountMode::InsteadOfFund => AccountMode::InsteadOfFund,
        };
        let kind = StepKind::Account(AccountStep { account: account?, mode, on });
        Some(Step { clause, when, kind })
    }

    /// An account by name.
    pub(super) fn account(&mut self, name: &ast::Name, or_cash: bool) -> Option<AccountId> {
        if let Some(Named::Account(id)) = self.scope.names.get(&name.node) {
            return Some(*id);
        }
        let word = name.node.as_str();
        if self.fund_named(word).is_some() {
            self.wrong_place(
                name.span,
                text!("“{word}”是基金，不是账户", "`{word}` is a fund and not an account"),
                text!(
                    "基金在待遇里用“基金 {word} {{ … }}”支付",
                    "a fund pays in a benefit, by `fund {word} {{ … }}`"
                ),
            );
            return None;
        }
        let mut known: Vec<&str> =
            self.scope.vocabulary.accounts.iter().map(|account| account.name.as_str()).collect();
        if or_cash {
            known.push("现金");
        }
        if self.scope.standard || known.len() > 1 {
            let mut problem = Problem::new(
                Code::UnknownName,
                name.span,
                text!("没有账户“{word}”", "there is no account `{word}`"),
            );
            if let Some(near) = nearest(word, known.iter().copied()).first() {
                problem = problem.help(text!("是不是“{near}”？", "did you mean `{near}`?"));
            }
            let (zh, en) = (known.join("、"), known.join("`, `"));
            let problem = problem.help(text!("已有的账户：{zh}", "the accounts are `{en}`"));
            self.run.report(problem);
        } else {
            self.run.unknown(word, name.span, self.scope.standard, known);
        }
        None
    }

    /// A clause that stands where it cannot.
    pub(super) fn misplaced(&mut self, node: &Node<'a>) {
        let head = node.member.head;
        let words = self.run.words(head);
        let (zh, en) = home(&node.member.kind);
        self.wrong_place(
            head,
            text!("“{words}”不能写在这里", "`{words}` cannot stand here"),
            text!("{zh}", "{en}"),
        );
    }
}

/// Where a clause belongs.
fn home(kind: &MemberKind) -> (&'static str, &'static str) {
    match kind.sort() {
        Sort::Head | Sort::Rounding | Sort::Block => (
            "它直接写在“政策 … { }”里，和待遇并列",
            "it stands directly in a policy, beside the benefits",
        ),
        Sort::Claim => (
            "它写在政策里或待遇里，不写在基金、退费或计算里",
            "it stands in a policy or a benefit, not in a fund, a refund or a calculation",
        ),
        Sort::Result => ("它写在“计算 … { }”里", "it stands in a calculation, `calc … { }`"),
        Sort::Note => ("它写在政策里或待遇里", "it stands in a policy or a benefit"),
        Sort::Dates => (
            "生效日期单独成行时写在政策或待遇里；步骤的日期写在行尾",
            "dates on a line of their own stand in a policy or a benefit; those of a step stand at its end",
        ),
        Sort::Named => (
            "“替换”直接写在基于另一份政策的政策里",
            "`replace` stands directly in a policy that extends another",
        ),
        Sort::Step if matches!(kind, MemberKind::Deductible(_)) => (
            "起付线写在待遇里、基金之前；只有“基金 … 对 …”里面可以有自己的起付线",
            "a deductible stands in a benefit, before the fund; only a fund with `on` and parts of what the person bears has its own",
        ),
        Sort::Step if !matches!(kind, MemberKind::SelfPay(_)) => {
            ("它写在“待遇 … { }”里", "it stands in a benefit")
        }
        Sort::Gate | Sort::Step => (
            "它写在政策里或待遇里，在基金之前",
            "it stands in a policy or a benefit, before the funds",
        ),
        Sort::Way => ("它写在“基金 … { }”里", "it stands in a fund"),
        Sort::Modifier => (
            "它写在“基金 … { }”里、比例之后，或者起付线、封顶线的 { } 里",
            "it stands in a fund after the ratio, or in the block of a deductible or a cap",
        ),
        Sort::Row => (
            "表的一行写在比例、起付线、封顶线等的 { } 里",
            "a row of a table stands in the block of a ratio, a deductible or a cap",
        ),
    }
}
