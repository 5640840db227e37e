//! A refund: the visit is undone, what came after it is done again without it, and the money goes
//! back the way it came.

use std::sync::Arc;

use super::problem::{at, of_event};
use super::{Desk, Outcome, Question, Refund, VisitName};
use crate::diagnostics::{Code, Problem, Text, nearest};
use crate::interpret;
use crate::ledger::{Came, Delta, Entry, State, Summary};
use crate::program::Program;
use crate::settlement::Passage;
use crate::text;
use crate::value::Date;
use crate::visit::{RawEvent, RawReference, parse_day, read};

impl Desk<'_> {
    pub(super) fn refund(&mut self, event: &RawEvent, date: Option<Date>) -> Outcome<Refund> {
        let index = self.referenced(event)?;
        let Some(entry) = self.ledger.entries().get(index) else { return Err(Vec::new()) };
        let bill = match &entry.came {
            Came::Settled(bill) => bill.clone(),
            _ => return Err(vec![refunded_before(event, entry)]),
        };
        let of = self.visit_name(index, entry);
        let program = self.program_of(event, &bill)?;
        let passage = self.refund_gates(event, index, &entry.clone(), &program)?;
        if let Some(refusal) = &passage.refusal {
            let came = Came::Refused(refusal.reason.clone());
            self.enter(event.clone(), date, Delta::default(), came)?;
            let (returned, later) = (Vec::new(), Vec::new());
            return Ok(Refund { of, program, bill, passage, returned, later });
        }
        let returned = bill.payers.clone();
        let later = self.leave_out(index, &bill)?;
        self.enter(event.clone(), date, Delta::default(), Came::Noted)?;
        Ok(Refund { of, program, bill, passage, returned, later })
    }

    /// What the policy asks of a refund, with the facts of the visit under those of the refund.
    fn refund_gates(
        &mut self,
        event: &RawEvent,
        index: usize,
        visit: &Entry,
        program: &Arc<Program>,
    ) -> Outcome<Passage> {
        // What was known of the person when the visit came.
        let entries = self.ledger.entries().get(..index).unwrap_or_default();
        let added: usize = entries.iter().map(|entry| entry.delta.standing.len()).sum();
        let count = self.ledger.opening().standing.len().saturating_add(added);
        let standing = self.ledger.state().standing.get(..count).unwrap_or_default();
        let mut raw = self.raw_visit(&visit.event, self.standing_among(standing, visit.date));
        raw.facts.extend(event.facts.iter().cloned());
        raw.place.clone_from(&event.place);
        let mut facts = read(&raw, &program.vocabulary)?;
        facts.balances.fill(None);
        self.ask(Question::Refund, program, &facts, None);
        interpret::pass(program, &program.body.refund, &facts, self.ledger.state())
    }

    pub(super) fn visit_name(&self, index: usize, entry: &Entry) -> VisitName {
        let number = self.visits().take_while(|(at, _)| *at < index).count();
        VisitName { number, date: entry.date, label: entry.event.label.clone() }
    }

    fn program_of(&self, event: &RawEvent, bill: &Summary) -> Outcome<Arc<Program>> {
        let found = self.programs.iter().find(|program| program.head.name == bill.policy);
        found.cloned().ok_or_else(|| {
            let name = &bill.policy;
            let message = text!(
                "这次就诊由“{name}”结算，这些文件里没有它",
                "the visit was settled by `{name}`, which is not in these files"
            );
            vec![of_event(event, Code::NoPolicyInForce, message).help(text!(
                "退费要用到结算时的政策文件",
                "a refund needs the policies that settled the visit"
            ))]
        })
    }

    /// The position of the visit that an event speaks of; without a word, the last one.
    fn referenced(&self, event: &RawEvent) -> Outcome<usize> {
        let Some(of) = &event.of else {
            let last = self.visits().last().map(|(index, _)| index);
            return last.ok_or_else(|| vec![self.no_visit(event)]);
        };
        let named: Vec<(usize, &Entry)> = self
            .visits()
            .filter(|(_, entry)| entry.event.label.as_ref() == Some(&of.words))
            .collect();
        if let [(index, _)] = named.as_slice() {
            return Ok(*index);
        }
        let Some(day) = parse_day(&of.words) else {
            return Err(vec![self.unknown(event, of)]);
        };
        let that_day: Vec<(usize, &Entry)> =
            self.visits().filter(|(_, entry)| entry.date == Some(day)).collect();
        match that_day.as_slice() {
            [(index, _)] => Ok(*index),
            [] => Err(vec![self.unknown(event, of)]),
            several => {
                let open: Vec<_> = several
                    .iter()
                    .filter(|(_, entry)| matches!(entry.came, Came::Settled(_)))
                    .collect();
                match open.as_slice() {
                    [(index, _)] => Ok(*index),
                    _ => Err(vec![several_that_day(event, of, several)]),
                }
            }
        }
    }

    fn no_visit(&self, event: &RawEvent) -> Problem {
        let message = text!("前面没有可以退费的就诊", "there is no visit before this to refund");
        self.without_past(of_event(event, Code::NoSuchVisit, message))
    }

    fn unknown(&self, event: &RawEvent, of: &RawReference) -> Problem {
        let words = &of.words;
        let message = if parse_day(words).is_some() {
            text!("{words} 没有就诊", "there is no visit on {words}")
        } else {
            text!("没有叫“{words}”的就诊", "there is no visit called `{words}`")
        };
        let problem = at(of.span.or(event.span), &event.place, Code::NoSuchVisit, message);
        let labels = self.visits().filter_map(|(_, entry)| entry.event.label.as_deref());
        let near = nearest(words, labels);
        let problem = match near.first() {
            Some(near) => problem.help(text!("是不是“{near}”？", "did you mean `{near}`?")),
            None => problem,
        };
        self.without_past(problem)
    }

    /// A ledger that began with sums alone knows no visits of before.
    fn without_past(&self, problem: Problem) -> Problem {
        if *self.ledger.opening() == State::default() {
            return problem;
        }
        problem.help(text!(
            "累计状态来自旧版本的文件，里面没有逐笔记录，以前的就诊不能退费",
            "the state comes from a file of an earlier version without a journal; visits of before \
             cannot be refunded"
        ))
    }
}

fn refunded_before(event: &RawEvent, entry: &Entry) -> Problem {
    let name = name_of(entry);
    let (zh, en) = (&name.zh, &name.en);
    let message = text!("{zh}已经退过费", "{en} is refunded already");
    let span = event.of.as_ref().and_then(|of| of.span).or(event.span);
    let problem = at(span, &event.place, Code::NoSuchVisit, message);
    if event.of.is_some() {
        return problem;
    }
    problem.help(text!(
        "要退更早的一次，写明是哪一次：退费 日期 冲销 日期（JSON 里写 of）",
        "to refund an earlier one, say which: `refund DATE of DATE` (`of` in JSON)"
    ))
}

/// The visit as a sentence names it.
fn name_of(entry: &Entry) -> Text {
    let day = entry.date.map(|date| date.to_string()).unwrap_or_default();
    match &entry.event.label {
        Some(label) => {
            text!("{day} 的就诊“{label}”", "the visit `{label}` on {day}")
        }
        None => text!("{day} 的就诊", "the visit on {day}"),
    }
}

fn several_that_day(event: &RawEvent, of: &RawReference, visits: &[(usize, &Entry)]) -> Problem {
    let (words, count) = (&of.words, visits.len());
    let message = text!("{words} 有 {count} 次就诊", "there are {count} visits on {words}");
    let problem = at(of.span.or(event.span), &event.place, Code::NoSuchVisit, message);
    let labels: Vec<&str> =
        visits.iter().filter_map(|(_, entry)| entry.event.label.as_deref()).collect();
    if labels.is_empty() {
        return problem.help(text!(
            "给就诊起个名字（就诊 {words} “甲” {{ … }}，JSON 里写 label），退费时写这个名字",
            "give the visits names (`visit {words} \"A\" {{ … }}`, `label` in JSON) and name the one \
             that is meant"
        ));
    }
    let (zh, en) = (labels.join("”、“"), labels.join("`, `"));
    problem.help(text!("写明是哪一次：“{zh}”", "say which one: `{en}`"))
}
