//! Why something was not exercised, in the analyst's words.

use std::collections::BTreeSet;

use super::cut::{Border, border};
use super::item::{Item, Key, Side, What};
use super::seen::{Seen, Touched};
use super::summary::{clause_ran, gate_side};
use super::universe::{Universe, settles_nothing};
use crate::diagnostics::Text;
use crate::program::{Program, Table};
use crate::rule::{Classes, ClauseId, TableId};
use crate::text;
use crate::value::{Date, Type, Validity, Value, figure};

/// Why an item was not exercised.
pub(super) fn why(
    universe: &Universe,
    item: &Item,
    keys: &BTreeSet<Key>,
    seen: &Seen,
    events: usize,
) -> Text {
    if item.unreachable && settles_nothing(&universe.program) {
        return text!(
            "比例都待定，没有就诊能结算到支付",
            "every ratio is unset, no visit comes to be paid"
        );
    }
    if item.unreachable {
        return text!(
            "没有哪次就诊能落到这里：别的行或日期已把它盖住",
            "no visit can come here: other rows or dates leave nothing to it"
        );
    }
    if events == 0 {
        return text!("没有情景用到这份政策", "no scenario exercises this policy");
    }
    let why = Why { universe, item, keys, touched: seen.of(&universe.program.head.name) };
    why.around()
        .or_else(|| why.itself())
        .unwrap_or_else(|| text!("没有情景走到这里", "no scenario comes here"))
}

struct Why<'a> {
    universe: &'a Universe,
    item: &'a Item,
    keys: &'a BTreeSet<Key>,
    touched: Option<&'a Touched>,
}

impl Why<'_> {
    fn program(&self) -> &Program {
        &self.universe.program
    }

    /// The first thing on the way here that no visit gets past.
    fn around(&self) -> Option<Text> {
        let ran = |clause: ClauseId| clause_ran(self.universe, self.keys, clause);
        let benefit = self.item.benefit.and_then(|id| self.program().body.benefits.get(id.index()));
        if let Some(benefit) = benefit
            && self.item.what != What::Clause(benefit.clause)
            && !ran(benefit.clause)
        {
            let name = &benefit.name;
            return Some(text!(
                "没有情景走到待遇“{name}”",
                "no scenario comes to the benefit `{name}`"
            ));
        }
        let shut = self.item.behind.iter().copied().find(|gate| {
            let side = |side| gate_side(self.universe, self.keys, *gate, side);
            side(Side::No) && !side(Side::Yes)
        });
        if let Some(gate) = shut {
            let (title, place) = self.named(gate);
            return Some(text!(
                "前面的“{title}”（{place}）把就诊都拒付了",
                "`{title}` before it ({place}) refuses every visit"
            ));
        }
        let idle = self.item.within.iter().copied().find(|clause| !ran(*clause))?;
        let (title, place) = self.named(idle);
        Some(text!("没有情景走到“{title}”（{place}）", "no scenario comes to `{title}` ({place})"))
    }

    fn named(&self, clause: ClauseId) -> (String, String) {
        let found = self.program().clause(clause);
        found.map_or_else(Default::default, |found| (found.title.clone(), found.place.clone()))
    }

    fn itself(&self) -> Option<Text> {
        let yes = self.item.side == Side::Yes;
        match self.item.what {
            What::Clause(clause) => self.clause(clause),
            What::Parameter(id, index) => {
                let parameter = self.program().vocabulary.parameters.get(id.index())?;
                self.dates(&parameter.values.get(index)?.validity)
            }
            What::Row(table, row) => self.row(table, row, true),
            What::Cell(table, row) => self.row(table, row, false),
            What::Band(..) => Some(text!("没有就诊的累计到这一段", "no total comes to this band")),
            What::Gate(_) if yes => Some(text!("没有就诊通过它", "no visit passes it")),
            What::Gate(_) => Some(text!("没有就诊被它拒付", "no visit is refused by it")),
            What::Modifier(clause) => Some(self.condition(clause, yes)),
            What::Cap(_) if yes => Some(text!("没有就诊达到封顶", "no visit reaches the cap")),
            What::Cap(_) => Some(text!("每次就诊都达到封顶", "every visit reaches the cap")),
            What::Deductible(_) => Some(self.deductible()),
            What::Comparison(_) => Some(self.comparison(yes)),
            What::Cut(table, axis, cut) => {
                let dimension = self.program().tables.get(table.index())?.dimensions.get(axis)?;
                let border = border(self.program(), dimension, cut)?;
                Some(cut_words(&dimension.title, &border, yes))
            }
            What::Day(_, day) | What::ParameterDay(_, day) => Some(day_words(day, yes)),
        }
    }

    fn clause(&self, clause: ClauseId) -> Option<Text> {
        let found = self.program().clause(clause)?;
        if let Some(dates) = self.dates(&found.validity) {
            return Some(dates);
        }
        if self.universe.conditions.contains_key(&clause) {
            return Some(self.condition(clause, true));
        }
        let body = &self.program().body;
        if body.settle.iter().any(|payer| payer.clause == clause) {
            let title = &found.title;
            return Some(text!("没有就诊由“{title}”付钱", "no visit is paid from `{title}`"));
        }
        if body.definitions.iter().any(|each| each.clause == clause) {
            return Some(text!("没有就诊用到它的数值", "no visit needs its value"));
        }
        None
    }

    /// No visit lies in the days in which something holds.
    fn dates(&self, validity: &Validity) -> Option<Text> {
        let (first, last) = self.touched?.days?;
        match (validity.from, validity.until) {
            (Some(from), _) if last < from => Some(day_words(from, true)),
            (_, Some(until)) if until <= first => Some(day_words(until, false)),
            _ => None,
        }
    }

    fn condition(&self, clause: ClauseId, held: bool) -> Text {
        let words = self.universe.conditions.get(&clause).map_or("?", String::as_str);
        held_words(words, held)
    }

    fn comparison(&self, yes: bool) -> Text {
        let other = if yes { Side::No } else { Side::Yes };
        // Without an item of its own the other side is the clause, which came up.
        let mut siblings = self
            .universe
            .items
            .iter()
            .filter(|item| item.what == self.item.what && item.side == other);
        let asked = siblings.next().is_none_or(|item| self.keys.contains(&item.key()));
        let words = &self.item.label;
        if asked {
            return held_words(words, yes);
        }
        text!(
            "前面的条件已经决定，没有问到“{words}”",
            "what comes before decides, `{words}` is never asked"
        )
    }

    fn deductible(&self) -> Text {
        match self.item.side {
            Side::Full => text!("没有起付线已满之后的就诊", "no visit after it was used up"),
            Side::Partly => {
                text!("没有起付线已用一部分时的就诊", "no visit after a part of it was used")
            }
            _ => text!("没有起付线还未用时的就诊", "no visit before any of it was used"),
        }
    }

    /// The values that a row asks for and that no visit had.
    fn row(&self, id: TableId, row: u32, line: bool) -> Option<Text> {
        let table = self.program().tables.get(id.index())?;
        let span = table.rows.get(row as usize)?.span;
        let rows: Vec<u32> = (0..table.rows.len())
            .filter(|at| !line || table.rows.get(*at).is_some_and(|other| other.span == span))
            .filter_map(|at| u32::try_from(at).ok())
            .filter(|at| line || *at == row)
            .collect();
        let mut lacking = Vec::new();
        let mut wanted = Vec::new();
        for (axis, dimension) in table.dimensions.iter().enumerate() {
            let held = classes_of(table, axis, &rows);
            if held.len() == dimension.classes.count() {
                continue;
            }
            let names: Vec<String> =
                held.iter().map(|class| self.class(table, axis, *class)).collect();
            let words = format!("{} = {}", self.axis(table, axis), names.join("、"));
            let came = self.touched.is_some_and(|touched| {
                held.iter().any(|class| touched.classes.contains(&(id, axis, *class)))
            });
            if !came {
                lacking.push(words.clone());
            }
            wanted.push(words);
        }
        let words = if lacking.is_empty() { wanted } else { lacking };
        let (zh, en) = (words.join("、"), words.join(", "));
        (!words.is_empty()).then(|| text!("没有 {zh} 的就诊", "no visit has {en}"))
    }

    fn axis(&self, table: &Table, axis: usize) -> String {
        let title = table.dimensions.get(axis).map(|dimension| dimension.title.clone());
        title.filter(|title| !title.is_empty()).unwrap_or_else(|| "日期".to_owned())
    }

    /// The name of a class: a value, or an interval.
    fn class(&self, table: &Table, axis: usize, class: usize) -> String {
        let Some(dimension) = table.dimensions.get(axis) else { return String::new() };
        let ty = dimension
            .subject
            .and_then(|id| self.program().node(id))
            .map_or(Type::Date, |node| node.ty);
        let between = |cuts: Vec<String>| {
            let lo = class.checked_sub(1).and_then(|at| cuts.get(at).cloned()).unwrap_or_default();
            let hi = cuts.get(class).cloned().unwrap_or_default();
            format!("{lo} .. {hi}").trim().to_owned()
        };
        match (&dimension.classes, ty) {
            (Classes::Choices(_), Type::Choice(index)) => {
                let class = u32::try_from(class).unwrap_or(u32::MAX);
                self.program().vocabulary.choice_name(index, class).to_owned()
            }
            (Classes::Flags, _) => if class == 1 { "是" } else { "否" }.to_owned(),
            (Classes::Numbers(cuts), _) => {
                between(cuts.iter().map(|cut| figure(cut.at, ty)).collect())
            }
            (Classes::Dates(cuts), _) => {
                between(cuts.iter().map(|cut| cut.at.to_string()).collect())
            }
            (Classes::Choices(_), _) => class.to_string(),
        }
    }
}

/// The classes of an axis that some rows hold.
fn classes_of(table: &Table, axis: usize, rows: &[u32]) -> Vec<usize> {
    let Some(dimension) = table.dimensions.get(axis) else { return Vec::new() };
    let count = dimension.classes.count();
    let mut held = BTreeSet::new();
    for (place, row) in table.cells.iter().enumerate() {
        if rows.contains(row) {
            let above = place.checked_div(dimension.stride).unwrap_or(0);
            held.extend(above.checked_rem(count));
        }
    }
    held.into_iter().collect()
}

fn held_words(words: &str, held: bool) -> Text {
    if held {
        text!("没有就诊满足“{words}”", "no visit meets `{words}`")
    } else {
        text!("每次就诊都满足“{words}”", "every visit meets `{words}`")
    }
}

fn day_words(day: Date, from: bool) -> Text {
    if from {
        text!("没有 {day} 起的就诊", "no visit from {day} on")
    } else {
        text!("没有 {day} 以前的就诊", "no visit before {day}")
    }
}

fn cut_words(title: &str, border: &Border, above: bool) -> Text {
    let show = |value: &Value| match value {
        Value::Number(number) => figure(*number, border.ty),
        Value::Date(day) => day.to_string(),
        _ => String::new(),
    };
    match &border.touching {
        Some((below, at)) => {
            let value = show(if above { at } else { below });
            text!("没有 {title} = {value} 的就诊", "no visit has {title} = {value}")
        }
        None => {
            let at = &border.at;
            if above {
                text!("没有 {title} 达到 {at} 的就诊", "no visit has {title} at or above {at}")
            } else {
                text!("没有 {title} 低于 {at} 的就诊", "no visit has {title} below {at}")
            }
        }
    }
}
