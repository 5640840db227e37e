//! A calculation that is not a visit: it reads the facts that stand and changes nothing.

use super::{Calc, Desk, Outcome, Question};
use crate::interpret;
use crate::ledger::{Came, Delta};
use crate::select::select_calc;
use crate::value::Date;
use crate::visit::RawEvent;

impl Desk<'_> {
    pub(super) fn calculate(&mut self, event: &RawEvent, date: Date) -> Outcome<Calc> {
        let raw = self.raw_visit(event, self.standing(Some(date)));
        let name = event.of.as_ref().map(|of| of.words.as_str());
        let (program, facts) = select_calc(self.programs, &raw, name)?;
        self.ask(Question::Calc, &program, &facts, None);
        let calculation = interpret::calculate(&program, &facts)?;
        let came = match &calculation.passage.refusal {
            Some(refusal) => Came::Refused(refusal.reason.clone()),
            None => Came::Noted,
        };
        self.enter(event.clone(), Some(date), Delta::default(), came)?;
        Ok(Calc { program, calculation })
    }
}
