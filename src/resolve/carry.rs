//! Where what is left of an account goes each year: `当年账户 … 转入 历年账户 于 01-01`.

use super::builder::Builder;
use super::collect::Found;
use super::scope::Named;
use crate::diagnostics::{Code, Problem};
use crate::rule::AccountId;
use crate::syntax::ast::{AccountDeclaration, Carry, Declaration};
use crate::text;

impl Builder<'_, '_> {
    /// Reads where an account goes.
    pub(super) fn fill_carry(&mut self, declaration: &AccountDeclaration) {
        let Some(carry) = &declaration.carries else { return };
        let Some(from) = self.declared_account(declaration) else { return };
        let on = self.year_start(&carry.on);
        let to = self.account(&carry.to, false);
        let (Some(on), Some(to)) = (on, to) else { return };
        if to == from {
            let word = &carry.to.node;
            self.fail_with(
                Code::CyclicDefinition,
                carry.to.span,
                text!("“{word}”转入它自己", "`{word}` carries to itself"),
                text!(
                    "写上另一个账户的名称，或者删去“转入 …”",
                    "name another account, or remove `carries to …`"
                ),
            );
            return;
        }
        if let Some(account) = self.scope.vocabulary.accounts.get_mut(from.index()) {
            account.carries = Some((to, on));
        }
    }

    /// The account that a declaration made; nothing when its name was taken.
    fn declared_account(&self, declaration: &AccountDeclaration) -> Option<AccountId> {
        let Some(Named::Account(id)) = self.scope.names.get(&declaration.name.node) else {
            return None;
        };
        let known = self.scope.vocabulary.account(*id)?;
        (known.span == self.span(declaration.name.span)).then_some(*id)
    }

    /// Finds accounts whose money comes back to them.
    pub(super) fn check_carries(&mut self, found: &[Found<'_>]) {
        let mut told: Vec<AccountId> = Vec::new();
        for one in found {
            self.standard = one.standard;
            let Declaration::Account(declaration) = one.declaration else { continue };
            let Some(carry) = &declaration.carries else { continue };
            let Some(start) = self.declared_account(declaration) else { continue };
            let circle = self.circle_from(start);
            if circle.is_empty() || circle.iter().any(|id| told.contains(id)) {
                continue;
            }
            self.carried_in_a_circle(carry, &circle);
            told.extend(circle);
        }
        self.standard = false;
    }

    /// The accounts that the money of one goes through until it is back; nothing when it never is.
    fn circle_from(&self, start: AccountId) -> Vec<AccountId> {
        let mut path = vec![start];
        let mut at = start;
        loop {
            let next = self.scope.vocabulary.account(at).and_then(|account| account.carries);
            let Some((next, _)) = next else { return Vec::new() };
            if next == start {
                return path;
            }
            if path.contains(&next) {
                return Vec::new();
            }
            path.push(next);
            at = next;
        }
    }

    fn carried_in_a_circle(&mut self, carry: &Carry, circle: &[AccountId]) {
        let accounts = &self.scope.vocabulary;
        let name = |id: &AccountId| accounts.account(*id).map_or("", |it| it.name.as_str());
        let names: Vec<&str> = circle.iter().chain(circle.first()).map(name).collect();
        let listed = names.join(" → ");
        let problem = Problem::new(
            Code::CyclicDefinition,
            carry.span,
            text!(
                "账户转来转去又回到原处：{listed}",
                "accounts carry to each other in a circle: `{listed}`"
            ),
        );
        self.run.report(
            problem.help(text!("删去其中一个“转入 …”", "remove one of the `carries to …`")),
        );
    }
}
