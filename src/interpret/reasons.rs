//! Which facts decided a condition.

use super::machine::Machine;
use super::stop::Stop;
use crate::program::{NodeId, NodeOp};
use crate::settlement::Reason;
use crate::value::{Number, Value, op::Op};

impl<N: Number> Machine<'_, N> {
    /// The comparisons that made a condition hold or fail: of a failed conjunction the first that
    /// failed, of a failed alternative all.
    pub(crate) fn reasons(&mut self, condition: NodeId) -> Result<Vec<Reason>, Stop> {
        let mut reasons = Vec::new();
        self.collect(condition, &mut reasons)?;
        Ok(reasons)
    }

    /// The reasons of a condition that may be absent.
    pub(crate) fn reasons_of(&mut self, when: Option<NodeId>) -> Result<Vec<Reason>, Stop> {
        when.map_or(Ok(Vec::new()), |condition| self.reasons(condition))
    }

    fn collect(&mut self, id: NodeId, reasons: &mut Vec<Reason>) -> Result<bool, Stop> {
        let program = self.program;
        let node = program.node(id).ok_or(Stop::Internal("node", Some(id)))?;
        match &node.op {
            NodeOp::And(left, right) => {
                let mark = reasons.len();
                if !self.collect(*left, reasons)? {
                    return Ok(false);
                }
                let held = std::mem::take(reasons);
                let right = self.collect(*right, reasons)?;
                if right {
                    let tail = std::mem::replace(reasons, held);
                    reasons.extend(tail);
                } else {
                    let mut kept: Vec<Reason> = held.into_iter().take(mark).collect();
                    kept.append(reasons);
                    *reasons = kept;
                }
                Ok(right)
            }
            NodeOp::Or(left, right) => {
                let mark = reasons.len();
                if self.collect(*left, reasons)? {
                    return Ok(true);
                }
                let failed: Vec<Reason> = reasons.split_off(mark);
                let right = self.collect(*right, reasons)?;
                if !right {
                    let tail = reasons.split_off(mark);
                    reasons.extend(failed);
                    reasons.extend(tail);
                }
                Ok(right)
            }
            NodeOp::Unary(Op::Not, operand) => {
                // The operand is named, with what it was; the reader sees that it is negated.
                Ok(!self.collect(*operand, reasons)?)
            }
            other => {
                let subject = match other {
                    NodeOp::Is(subject, _) | NodeOp::Binary(_, subject, _) => Some(*subject),
                    _ => None,
                };
                let held = self.flag(id)?;
                let actual = match subject {
                    Some(subject) => Some(self.value(subject)?.exact()),
                    None => Some(Value::Flag(held)),
                };
                reasons.push(Reason { node: id, actual, held });
                Ok(held)
            }
        }
    }
}
