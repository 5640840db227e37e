//! What is asked of the pieces of a policy, a file for each question.

mod claims;
mod compare;
mod figures;
mod limits;
mod rising;
mod steps;

use std::collections::BTreeMap;

use super::linear::{Constraint, Form, Found, Var};
use super::pieces::{Figure, Given, Known, Left, Piece, Pieces, visit};
use super::scene::{Alternative, Answer, Settled};
use crate::diagnostics::{Code, Problem, Problems, Text};
use crate::rule::{BenefitId, ClaimId, ClauseId, FieldId, Role};
use crate::source::Span;
use crate::text;
use crate::value::{Date, Exact, OutOfRange, Value};
use crate::visit::Facts;

/// How large a difference is looked for, in 分: the least that rounding cannot explain, then clear ones.
const CLEAR: [i64; 3] = [3, 100, 10_000];

/// A question; it fails where figures are too large to be compared.
#[derive(Clone, Copy)]
enum Question {
    /// What a claim of the file says.
    Claim(ClaimId),
    /// What is asked of every policy.
    Usual(fn(&mut Checks<'_, '_>) -> Result<(), OutOfRange>),
}

/// What is asked of every policy, what is soon answered first.
const USUAL: [Question; 7] = [
    Question::Usual(figures::impossible),
    Question::Usual(figures::above_base),
    Question::Usual(limits::check),
    Question::Usual(steps::check),
    Question::Usual(rising::falls),
    Question::Usual(rising::jumps),
    Question::Usual(compare::check),
];

/// Asks everything. Each question has an equal share of the work that is left, so that none is without
/// an answer because another is hard.
pub(super) fn run(pieces: &Pieces<'_>, problems: &mut Problems) {
    let claims = (0..pieces.program.body.claims.len()).map(ClaimId::next);
    let questions: Vec<Question> = claims.map(Question::Claim).chain(USUAL).collect();
    let mut checks = Checks { pieces, problems };
    if let Some(why) = pieces.left.clone() {
        checks.left(&why);
    }
    let mut left = pieces.work.left();
    for (place, question) in questions.iter().enumerate() {
        let among = u64::try_from(questions.len().saturating_sub(place)).unwrap_or(u64::MAX);
        let share = left.checked_div(among).unwrap_or(0);
        pieces.work.renew(share);
        let answered = match question {
            Question::Claim(id) => claims::check(&mut checks, *id),
            Question::Usual(check) => check(&mut checks),
        };
        if answered.is_err() {
            checks.left(&Left::TooLarge);
        }
        let spent = share.saturating_sub(pieces.work.left());
        left = left.saturating_sub(spent);
    }
}

/// The pieces, and where findings go.
pub(super) struct Checks<'a, 'p> {
    pub(super) pieces: &'a Pieces<'p>,
    pub(super) problems: &'a mut Problems,
}

/// Whether something can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Can {
    Yes,
    No,
    Open,
}

impl Checks<'_, '_> {
    /// Whether some visit of a piece meets more conditions, at whatever state of the totals.
    fn can(&self, piece: &Piece, more: &[Constraint]) -> Result<Can, OutOfRange> {
        let mut space = piece.space.clone();
        if !self.pieces.narrow(&mut space, more)? {
            return Ok(Can::No);
        }
        Ok(match self.pieces.point(&space)? {
            Found::Point(_) => Can::Yes,
            Found::None => Can::No,
            Found::Open => Can::Open,
        })
    }

    /// Visits where a difference is above the least that rounding cannot explain; clear ones rather than
    /// small ones.
    fn clearest(
        &self,
        alternatives: &[Alternative<'_>],
        difference: &Form,
        more: &[Constraint],
        confirm: &dyn Fn(&[Settled]) -> bool,
    ) -> Result<Answer, OutOfRange> {
        let mut last = Answer::None;
        for least in CLEAR {
            if difference.is_constant()
                && difference.constant.sub(Exact::whole(least))?.is_negative()
            {
                return Ok(last);
            }
            let mut asked = more.to_vec();
            asked.push(Constraint::at_least(difference, &figure(Exact::whole(least)))?);
            match self.pieces.scene(alternatives, &asked, confirm)? {
                // Where there is no small one there is no large one.
                Answer::None => return Ok(last),
                shown @ Answer::Shown(_) => last = shown,
                Answer::Open if matches!(last, Answer::None) => last = Answer::Open,
                Answer::Open => {}
            }
        }
        Ok(last)
    }

    /// A question that had no answer, because not every visit was looked at.
    fn left(&mut self, why: &Left) {
        let head = &self.pieces.program.head;
        let name = &head.name;
        let because = self.because(why);
        let (zh, en) = (because.zh, because.en);
        let why = text!("“{name}”{zh}，不能断定", "`{name}`: {en}; nothing is decided");
        self.problems.undecided(Code::UnseenVisits, head.span, why);
    }

    fn because(&self, why: &Left) -> Text {
        match why {
            Left::TooMany => text!(
                "的就诊有太多种走法，没有逐一看完",
                "visits can take too many ways, not all were looked at"
            ),
            Left::TooLarge => text!(
                "的数值太大或小数太长，无法精确比较",
                "the figures are too large or too fine to be compared exactly"
            ),
            Left::Field(id) => {
                let field = self.pieces.program.vocabulary.field(*id);
                let name = field.map_or("?", |field| field.name.as_str());
                text!(
                    "按“{name}”可以分成太多种情况",
                    "values of `{name}` can be told apart in too many ways"
                )
            }
            Left::Open => text!(
                "有些走法既没有找到就诊，也没有排除",
                "for some ways no visit was found, nor shown that there is none"
            ),
        }
    }

    /// Why nothing can be said of all visits.
    fn why_not(&self) -> Option<Left> {
        let spent = self.pieces.work.is_done().then_some(Left::TooMany);
        self.pieces.left.clone().or(spent)
    }

    /// A check of one subject that found nothing: proved, unless not every visit was looked at.
    fn found_nothing(&mut self, code: Code) {
        match self.why_not() {
            None => self.problems.proved(code),
            Some(why) => self.left(&why),
        }
    }

    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The place of a clause's first word.
    fn place(&self, clause: ClauseId) -> Span {
        let program = self.pieces.program;
        program.clause(clause).map_or(program.head.span, |clause| clause.head)
    }

    fn title(&self, clause: ClauseId) -> String {
        let clause = self.pieces.program.clause(clause);
        clause.map(|clause| clause.title.clone()).unwrap_or_default()
    }

    /// The place of a benefit's first word.
    fn of_benefit(&self, benefit: Option<BenefitId>) -> Span {
        let program = self.pieces.program;
        let found = benefit.and_then(|id| program.body.benefits.get(id.index()));
        found.map_or(program.head.span, |benefit| self.place(benefit.clause))
    }

    /// What is given of a day and of one field.
    fn facts(&self, day: Date, known: Option<(FieldId, Value)>) -> Facts {
        let mut given = Given::on(day);
        given.fields.extend(known.map(|(id, value)| (id, Known::one(value))));
        visit(self.pieces.program, &self.pieces.figures, &given, &BTreeMap::new()).0
    }

    /// The figure of the bill.
    fn cost(&self, given: &Given) -> Option<Var> {
        let role = if given.line.is_some() { Role::LineAmount } else { Role::Total };
        let (id, _) = self.pieces.program.vocabulary.role(role)?;
        let figure = if given.line.is_some() { Figure::Line(id) } else { Figure::Field(id) };
        given.free.contains(&figure).then(|| self.pieces.figures.known(&figure)).flatten()
    }
}

/// A form that is the same for every visit.
fn figure(of: Exact) -> Form {
    Form::constant(of)
}

/// Zero.
fn nothing() -> Form {
    figure(Exact::ZERO)
}
