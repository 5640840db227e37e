//! Regions in words: `级别 为 三级，年龄 为 60岁 以上`.

use crate::analysis::model::Asked;
use crate::analysis::space::{Region, Space, Subject, Variable};
use crate::diagnostics::{Lang, Text};
use crate::policy::{Domain, Policy};
use crate::rule::{Classes, Cut};
use crate::text;
use crate::value::{Exact, Type, money, percent, plain};

/// Tells regions of a policy.
pub(crate) struct Words<'m> {
    pub(crate) policy: &'m Policy,
    pub(crate) space: &'m Space,
    /// The table whose columns give the variables their titles.
    pub(crate) asked: Option<&'m Asked<'m>>,
}

impl Words<'_> {
    /// What sets a region apart from all that is asked, over some variables.
    pub(crate) fn region(&self, region: &Region, of: &Region, over: &[usize]) -> Text {
        let mut zh = Vec::new();
        let mut en = Vec::new();
        for (id, variable) in over.iter().filter_map(|id| Some((*id, self.space.variable(*id)?))) {
            let all =
                of.of(variable).iter().zip(region.of(variable)).all(|(of, own)| of & !own == 0);
            let Some(title) = self.title(id, variable).filter(|_| !all) else { continue };
            let in_zh = self.classes(variable, region, Lang::Zh);
            let in_en = self.classes(variable, region, Lang::En);
            zh.push(format!("{title} 为 {in_zh}"));
            en.push(format!("`{title} is {in_en}`"));
        }
        if zh.is_empty() {
            return text!("任何就诊", "any visit");
        }
        Text::new(zh.join("，"), en.join(" and "))
    }

    fn title(&self, id: usize, variable: &Variable) -> Option<String> {
        let column = self.asked.and_then(|asked| {
            let at = asked.columns.iter().position(|column| *column == id)?;
            asked.table.columns.get(at)
        });
        if let Some(column) = column {
            return Some(column.title.clone());
        }
        let vocabulary = &self.policy.vocabulary;
        match &variable.subject {
            Subject::Day => Some("日期".to_owned()),
            Subject::Field(field) => vocabulary.field(*field).map(|field| field.name.clone()),
            Subject::Member(field, choice) => {
                let found = vocabulary.field(*field)?;
                let Type::Choices(index) = found.ty else { return None };
                Some(format!("{} in {}", vocabulary.choice_name(index, *choice), found.name))
            }
            Subject::Balance(account) => {
                vocabulary.account(*account).map(|account| account.name.clone())
            }
            Subject::Visits(total) => {
                let total = self.policy.body.accumulators.get(total.index());
                total.map(|total| total.title.clone())
            }
            Subject::Term(_) => None,
        }
    }

    fn classes(&self, variable: &Variable, region: &Region, lang: Lang) -> String {
        let words: Vec<String> = match (&variable.classes, variable.ty) {
            (Classes::Choices(_), Type::Choice(index)) => region
                .classes(variable)
                .into_iter()
                .map(|class| {
                    let choice = u32::try_from(class).unwrap_or(u32::MAX);
                    self.policy.vocabulary.choice_name(index, choice).to_owned()
                })
                .collect(),
            (Classes::Choices(_), _) => Vec::new(),
            (Classes::Flags, _) => region
                .classes(variable)
                .into_iter()
                .map(|class| if class == 1 { "是" } else { "否" }.to_owned())
                .collect(),
            (Classes::Numbers(cuts), ty) => {
                let Domain { step, .. } = variable.domain;
                let next = |number: Exact| step.and_then(|step| number.add(step).ok());
                stretches(variable, region)
                    .into_iter()
                    .map(|ends| interval(cuts, ends, |number| figure(number, ty), next, lang))
                    .collect()
            }
            (Classes::Dates(cuts), _) => stretches(variable, region)
                .into_iter()
                .map(|ends| {
                    interval(cuts, ends, |date| date.to_string(), |date| date.succ_opt(), lang)
                })
                .collect(),
        };
        words.join(match lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        })
    }
}

/// The classes of a region as stretches without a gap: the first and the last of each.
fn stretches(variable: &Variable, region: &Region) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut running = false;
    for (class, possible) in variable.possible.iter().enumerate() {
        if region.holds(variable, class) {
            match found.last_mut().filter(|_| running) {
                Some((_, last)) => *last = class,
                None => found.push((class, class)),
            }
            running = true;
        } else if *possible {
            running = false;
        }
    }
    found
}

/// The classes between two cuts in words; one that holds a single value is that value.
fn interval<T: Copy + PartialEq>(
    cuts: &[Cut<T>],
    (first, last): (usize, usize),
    show: impl Fn(T) -> String,
    next: impl Fn(T) -> Option<T>,
    lang: Lang,
) -> String {
    let lo = first.checked_sub(1).and_then(|before| cuts.get(before));
    let hi = cuts.get(last);
    if let (Some(lo), Some(hi)) = (lo, hi) {
        let single = if hi.after { hi.at == lo.at } else { next(lo.at) == Some(hi.at) };
        if !lo.after && single {
            return show(lo.at);
        }
    }
    let from = lo.map(|lo| (show(lo.at), lo.after));
    let to = hi.map(|hi| (show(hi.at), hi.after));
    match (lang, from, to) {
        (Lang::Zh, Some((from, above)), Some((to, included))) => {
            let above = if above { "超过 " } else { "" };
            let below = if included { " " } else { "不满 " };
            format!("{above}{from} 至{below}{to}")
        }
        (Lang::Zh, Some((from, false)), None) => format!("{from} 以上"),
        (Lang::Zh, Some((from, true)), None) => format!("超过 {from}"),
        (Lang::Zh, None, Some((to, true))) => format!("{to} 以下"),
        (Lang::Zh, None, Some((to, false))) => format!("不满 {to}"),
        (Lang::En, Some((from, above)), Some((to, included))) => {
            let above = if above { "above " } else { "" };
            let below = if included { "" } else { "below " };
            format!("{above}{from} to {below}{to}")
        }
        (Lang::En, Some((from, false)), None) => format!("{from} and above"),
        (Lang::En, Some((from, true)), None) => format!("above {from}"),
        (Lang::En, None, Some((to, true))) => format!("up to {to}"),
        (Lang::En, None, Some((to, false))) => format!("below {to}"),
        (_, None, None) => String::new(),
    }
}

fn figure(number: Exact, ty: Type) -> String {
    match ty {
        Type::Money => format!("{}元", money(number)),
        Type::Ratio => percent(number),
        Type::Age => format!("{}岁", plain(number)),
        _ => plain(number),
    }
}
