//! Who pays the person's part.

use super::builder::Builder;
use super::clause::{Follows, date_places};
use super::layer::Node;
use super::option::Looked;
use crate::diagnostics::Problem;
use crate::policy::Expr;
use crate::rule::{Bucket, Clause, ClauseId, DatePlaces, Paid, Payer};
use crate::source::Span;
use crate::syntax::ast::{self, MemberKind};
use crate::text;

impl<'a> Builder<'_, 'a> {
    /// The payers, cash last; `whole` is the policy.
    pub(super) fn settle(
        &mut self,
        nodes: &[Node<'a>],
        whole: Span,
        head: Span,
    ) -> Vec<Payer<Expr>> {
        let mut payers: Vec<Payer<Expr>> = Vec::new();
        let mut first: Option<Span> = None;
        let mut last = (whole, head);
        for node in nodes {
            let MemberKind::Settle(listed) = &node.member.kind else { continue };
            self.check_follows(&node.member.suffix, "支付", Follows::NOTHING);
            if let Some(before) = first {
                self.twice(node, "支付", before);
                continue;
            }
            first = Some(node.member.head);
            last = (node.member.span, node.member.head);
            let mut cash: Option<Span> = None;
            for payer in listed {
                if let Some(cash) = cash {
                    self.after_cash(payer, cash);
                    continue;
                }
                if is_cash(&payer.name) {
                    cash = Some(payer.name.span);
                }
                payers.extend(self.payer(node, payer));
            }
        }
        if payers.iter().all(|payer| payer.account.is_some()) {
            let (span, head) = last;
            let clause = self.add_clause(Clause {
                title: "现金".to_owned(),
                span,
                head,
                place: self.place(head),
                cites: Vec::new(),
                validity: self.validity,
                dates: DatePlaces::default(),
                origin: None,
            });
            payers.push(Payer {
                clause,
                account: None,
                pays: Bucket::PERSONAL.to_vec(),
                when: None,
            });
        }
        payers
    }

    fn after_cash(&mut self, payer: &ast::Payer, cash: Span) {
        let word = &payer.name.node;
        let problem = Problem::new(
            crate::diagnostics::Code::WrongPlace,
            payer.name.span,
            text!(
                "“{word}”写在现金的后面，永远轮不到它",
                "`{word}` stands after cash, so it never has anything to pay"
            ),
        );
        self.run.report(
            problem
                .also(cash, text!("现金付清余下的全部", "cash pays all that is left"))
                .help(text!("把它写在“现金”的前面", "write it before `cash`")),
        );
    }

    fn payer(&mut self, node: &Node<'a>, payer: &ast::Payer) -> Option<Payer<Expr>> {
        let name = &payer.name;
        let clause = self.payer_clause(node, payer);
        let when = self.when(&payer.suffix);
        if is_cash(name) {
            if let Some(on) = &payer.pays {
                self.wrong_place(
                    on.span,
                    text!(
                        "现金付清余下的全部，不能限定",
                        "cash pays all that is left and cannot be limited"
                    ),
                    text!("只写“现金”", "write `cash` alone"),
                );
            }
            let when = when.or(None);
            if let Some(condition) = &payer.suffix.when {
                self.wrong_place(
                    condition.span,
                    text!(
                        "现金付清余下的全部，不能有条件",
                        "cash pays all that is left and has no condition"
                    ),
                    text!("只写“现金”", "write `cash` alone"),
                );
            }
            return Some(Payer { clause, account: None, pays: Bucket::PERSONAL.to_vec(), when });
        }
        let account = self.account(name, true)?;
        let pays = match &payer.pays {
            None => {
                let declared = self.scope.vocabulary.account(account);
                let pays = declared.map(|account| account.pays.clone()).unwrap_or_default();
                if pays.is_empty() {
                    self.ask_account_pays(&name.node, name.span);
                    return None;
                }
                pays
            }
            Some(on) => match self.on(on)? {
                Looked::Buckets(buckets) => buckets,
                Looked::Lines(_) => {
                    self.wrong_place(
                        on.span,
                        text!(
                            "账户在这里支付的是个人负担的部分，不是费用的类别",
                            "here an account pays parts of what the person bears, and not kinds of cost"
                        ),
                        text!(
                            "写“起付线 + 按比例自付”这样的部分",
                            "name parts such as `起付线 + 按比例自付`"
                        ),
                    );
                    return None;
                }
            },
        };
        Some(Payer { clause, account: Some(account), pays, when })
    }

    fn payer_clause(&mut self, node: &Node<'a>, payer: &ast::Payer) -> ClauseId {
        let title = payer.name.node.clone();
        self.check_follows(&payer.suffix, &title, Follows::WHEN);
        let validity = self.clause_validity(&payer.suffix, payer.name.span);
        let cites = node
            .member
            .suffix
            .cites
            .iter()
            .chain(&payer.suffix.cites)
            .map(|cite| cite.node.clone())
            .collect();
        let place = self.place(payer.name.span);
        self.add_clause(Clause {
            title,
            span: payer.span,
            head: payer.name.span,
            place,
            cites,
            validity,
            dates: date_places(&payer.suffix),
            origin: self.origin(node.origin),
        })
    }
}

fn is_cash(name: &ast::Name) -> bool {
    Paid::named(&name.node) == Some(Paid::Cash)
}
