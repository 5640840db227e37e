//! The two sides of a border between table rows: the last value below, the first at or above.

use super::item::Side;
use crate::program::{Dimension, NodeOp, Program};
use crate::rule::{Classes, Cut};
use crate::value::{Date, Exact, OutOfRange, Type, Value, figure};

/// A border and the values that touch it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Border {
    /// The figure, as a policy writes it.
    pub(crate) at: String,
    /// The last value below and the first not below, where the values have a step.
    pub(crate) touching: Option<(Value, Value)>,
    /// Their type.
    pub(crate) ty: Type,
}

/// The border of a cut; `None` when a visit cannot come to both sides of it.
pub(crate) fn border(program: &Program, dimension: &Dimension, cut: usize) -> Option<Border> {
    match &dimension.classes {
        Classes::Numbers(cuts) => numbers(program, dimension, cuts.get(cut)?).ok().flatten(),
        Classes::Dates(cuts) => dates(program, dimension, *cuts.get(cut)?),
        Classes::Choices(_) | Classes::Flags => None,
    }
}

fn numbers(
    program: &Program,
    dimension: &Dimension,
    cut: &Cut<Exact>,
) -> Result<Option<Border>, OutOfRange> {
    let Some(node) = dimension.subject.and_then(|id| program.node(id)) else { return Ok(None) };
    let (min, max, step) = match node.op {
        NodeOp::Field(id) | NodeOp::LineField(id) => program
            .vocabulary
            .field(id)
            .map_or((None, None, None), |field| (field.min, field.max, field.step)),
        NodeOp::Total(_) => (Some(Exact::ONE), None, Some(Exact::ONE)),
        _ => (None, None, None),
    };
    let border = |touching| Border { at: figure(cut.at, node.ty), touching, ty: node.ty };
    let Some(step) = step else { return Ok(Some(border(None))) };
    let steps = cut.at.div(step)?;
    let above =
        if cut.after { steps.floor().add(Exact::ONE)? } else { steps.neg()?.floor().neg()? };
    let below = above.sub(Exact::ONE)?.mul(step)?;
    let above = above.mul(step)?;
    if min.is_some_and(|min| min.sub(below).is_ok_and(Exact::is_positive))
        || max.is_some_and(|max| above.sub(max).is_ok_and(Exact::is_positive))
    {
        return Ok(None);
    }
    Ok(Some(border(Some((Value::Number(below), Value::Number(above))))))
}

fn dates(program: &Program, dimension: &Dimension, cut: Cut<Date>) -> Option<Border> {
    let above = if cut.after { cut.at.succ_opt()? } else { cut.at };
    let below = above.pred_opt()?;
    let head = &program.head.validity;
    // The day of the visit lies inside the life of the policy.
    if dimension.subject.is_none() && !(head.holds(below) && head.holds(above)) {
        return None;
    }
    let touching = Some((Value::Date(below), Value::Date(above)));
    Some(Border { at: above.to_string(), touching, ty: Type::Date })
}

/// The sides that a value with its class touches. The day of the visit touches a side by being on
/// it; other values that have a step must stand right at the border.
pub(crate) fn touched(
    border: &Border,
    cut: usize,
    class: usize,
    value: Option<&Value>,
) -> Option<Side> {
    match (&border.touching, value) {
        (Some((below, _)), Some(value)) if below == value => Some(Side::No),
        (Some((_, above)), Some(value)) if above == value => Some(Side::Yes),
        (Some(_), Some(_)) => None,
        (None, _) | (_, None) if class == cut => Some(Side::No),
        (None, _) | (_, None) if class == cut.saturating_add(1) => Some(Side::Yes),
        (None, _) | (_, None) => None,
    }
}
