//! Results of calculations against what is expected of them, of any type.

use super::{Failure, facts};
use crate::diagnostics::Text;
use crate::posting::Calc;
use crate::program::Program;
use crate::syntax::ast;
use crate::text;
use crate::value::{Type, Value, figure};
use crate::visit::read_value;

/// Why a result is not as expected; `None` when it is.
pub(super) fn check(calc: &Calc, fact: &ast::Fact) -> Option<Failure> {
    let program = &*calc.program;
    let name = &fact.name.node;
    let known = program.body.results.iter().any(|result| result.name == *name);
    if !known {
        let text = text!("“{name}”不是这个计算的结果", "`{name}` is no result of the calculation");
        return Some(Failure { span: fact.name.span, text });
    }
    let is_it = |id: crate::rule::ResultId| {
        program.body.results.get(id.index()).is_some_and(|result| result.name == *name)
    };
    let failure = |text: Text| Some(Failure { span: fact.value.span, text });
    let found = calc.calculation.results.iter().find(|note| is_it(note.result));
    let Some(found) = found else {
        return failure(text!("没有得出“{name}”", "`{name}` is not given"));
    };
    let wanted = facts::raw(std::slice::from_ref(fact)).into_iter().next()?;
    match read_value(&wanted, found.ty, &program.vocabulary) {
        Err(problem) => failure(problem.message),
        Ok(value) if value == found.value => None,
        Ok(value) => {
            let (wanted, found) =
                (show(&value, found.ty, program), show(&found.value, found.ty, program));
            failure(text!(
                "“{name}”应为 {wanted}，实际 {found}",
                "`{name}` should be {wanted}, it is {found}"
            ))
        }
    }
}

fn show(value: &Value, ty: Type, program: &Program) -> String {
    match (value, ty) {
        (Value::Number(number), _) => figure(*number, ty),
        (Value::Flag(flag), _) => if *flag { "是" } else { "否" }.to_owned(),
        (Value::Choice(index), Type::Choice(of)) => {
            program.vocabulary.choice_name(of, *index).to_owned()
        }
        (Value::Choice(index), _) => index.to_string(),
        (Value::Choices(bits), _) => bits.to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Duration(length), _) => format!("{}个月{}天", length.months, length.days),
        (Value::Text(words), _) => words.to_string(),
    }
}
