//! Small policies about money, generated: one benefit, a deductible, one or two funds with ratios and
//! caps. The same ones on every machine.

use std::fmt::Write as _;

use super::dice::Dice;

pub(crate) const LEVELS: [&str; 4] = ["基层", "一级", "二级", "三级"];
pub(crate) const PEOPLE: [&str; 2] = ["在职", "退休"];

/// What a figure depends on, in 元 or in percent: `by[level][person]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) by: [[i64; 2]; 4],
}

impl Figure {
    fn flat(figure: i64) -> Figure {
        Figure { by: [[figure; 2]; 4] }
    }

    fn of_level(mut figure: impl FnMut() -> i64) -> Figure {
        let mut by = [[0; 2]; 4];
        let mut last = figure();
        for (level, row) in by.iter_mut().enumerate() {
            // The first two levels together, as notices have it.
            last = if level == 1 { last } else { figure() };
            *row = [last; 2];
        }
        Figure { by }
    }

    fn text(&self, unit: &str) -> String {
        let flat = Figure::flat(self.by[0][0]);
        if *self == flat {
            return format!("{}{unit}", self.by[0][0]);
        }
        let cells: Vec<String> = if self.by.iter().all(|row| row[0] == row[1]) {
            LEVELS
                .iter()
                .zip(self.by)
                .map(|(name, row)| format!("{name}：{}{unit}", row[0]))
                .collect()
        } else {
            if self.by.iter().any(|row| *row != self.by[0]) {
                return self.table(unit);
            }
            PEOPLE.iter().zip(self.by[0]).map(|(name, of)| format!("{name}：{of}{unit}")).collect()
        };
        format!("{{ {} }}", cells.join("；"))
    }

    /// By level and person: of neighbouring levels that are alike one row, and one for both persons where
    /// they are alike.
    fn table(&self, unit: &str) -> String {
        let mut rows = vec!["级别 | 人员类别 | 比例".to_owned()];
        let mut level = 0;
        while level < LEVELS.len() {
            let row = self.by[level];
            let alike = self.by[level..].iter().take_while(|other| **other == row).count();
            let levels = LEVELS[level..level + alike].join(", ");
            if row[0] == row[1] {
                rows.push(format!("{levels} | 任意 | {}{unit}", row[0]));
            } else {
                for (name, of) in PEOPLE.iter().zip(row) {
                    rows.push(format!("{levels} | {name} | {of}{unit}"));
                }
            }
            level += alike;
        }
        format!("{{\n                {}\n            }}", rows.join("\n                "))
    }
}

pub(crate) struct Deductible {
    pub(crate) per_year: bool,
    pub(crate) amount: Figure,
}

/// A ratio that is another one above a bill.
pub(crate) struct Above {
    pub(crate) bill: i64,
    pub(crate) ratio: i64,
}

pub(crate) struct Fund {
    pub(crate) ratio: Figure,
    pub(crate) above: Option<Above>,
    /// By how many points more (or less) for the retired.
    pub(crate) retired: i64,
    pub(crate) at_most: Option<i64>,
    pub(crate) visit_cap: Option<i64>,
    pub(crate) year_cap: Option<i64>,
}

pub(crate) struct Rules {
    pub(crate) deductible: Option<Deductible>,
    pub(crate) funds: Vec<Fund>,
}

pub(crate) const FUNDS: [&str; 2] = ["统筹基金", "大额"];

fn ratio(dice: &mut Dice) -> Figure {
    match dice.below(6) {
        0 | 1 => Figure::flat(dice.pick(&[50, 60, 70, 90])),
        2 => {
            let (active, retired) = (dice.pick(&[50, 60, 80]), dice.pick(&[60, 70, 85]));
            Figure { by: [[active, retired]; 4] }
        }
        3 => Figure::of_level(|| dice.pick(&[50, 60, 80, 95, 98])),
        4 => {
            // Some levels by person, others for both.
            let mut figure = Figure::of_level(|| dice.pick(&[50, 60, 80, 90]));
            for row in &mut figure.by {
                row[1] += if dice.one_in(2) { dice.pick(&[5, 10, -5]) } else { 0 };
            }
            figure
        }
        _ => {
            let low = dice.pick(&[80, 85, 90]);
            let mut next = low + 5;
            Figure::of_level(|| {
                next -= 5;
                next
            })
        }
    }
}

fn fund(dice: &mut Dice) -> Fund {
    let above = dice
        .one_in(4)
        .then(|| Above { bill: dice.pick(&[200, 500, 1000]), ratio: dice.pick(&[40, 60, 75, 95]) });
    let plain = above.is_none();
    Fund {
        ratio: if plain { ratio(dice) } else { Figure::flat(dice.pick(&[50, 60, 80])) },
        above,
        retired: if plain && dice.one_in(3) { dice.pick(&[5, 10, -5]) } else { 0 },
        at_most: (plain && dice.one_in(4)).then(|| dice.pick(&[55, 85, 90])),
        visit_cap: dice.one_in(3).then(|| dice.pick(&[100, 300, 800])),
        year_cap: dice.one_in(3).then(|| dice.pick(&[300, 600, 2000])),
    }
}

pub(crate) fn rules(dice: &mut Dice) -> Rules {
    let deductible = (!dice.one_in(3)).then(|| {
        let per_year = dice.one_in(2);
        let amount = if per_year || dice.one_in(2) {
            Figure::flat(dice.pick(&[0, 50, 100, 200]))
        } else if dice.one_in(2) {
            let mut next = -50;
            Figure::of_level(|| {
                next += 50;
                next
            })
        } else {
            Figure::of_level(|| dice.pick(&[0, 50, 100, 200]))
        };
        Deductible { per_year, amount }
    });
    let count = 1 + usize::from(dice.one_in(2));
    Rules { deductible, funds: (0..count).map(|_| fund(dice)).collect() }
}

impl Rules {
    pub(crate) fn text(&self, name: &str) -> String {
        let mut text = format!("政策 {name} {{\n    统筹区 甲市\n    待遇 普通门诊 {{\n");
        if let Some(deductible) = &self.deductible {
            let period = if deductible.per_year { "每年" } else { "每次" };
            writeln!(text, "        起付线 {period} {}", deductible.amount.text("元")).unwrap();
        }
        for (fund, name) in self.funds.iter().zip(FUNDS) {
            writeln!(text, "        基金 {name} {{").unwrap();
            match &fund.above {
                Some(above) => {
                    let Above { bill, ratio } = above;
                    let first = fund.ratio.text("%");
                    writeln!(text, "            比例 {first} 当 费用 <= {bill}元").unwrap();
                    writeln!(text, "            比例 {ratio}% 当 费用 > {bill}元").unwrap();
                }
                None => writeln!(text, "            比例 {}", fund.ratio.text("%")).unwrap(),
            }
            if fund.retired != 0 {
                let word = if fund.retired > 0 { "提高" } else { "降低" };
                let by = fund.retired.abs();
                writeln!(text, "            {word} {by}个百分点 当 人员类别 为 退休").unwrap();
            }
            if let Some(most) = fund.at_most {
                writeln!(text, "            最高 {most}%").unwrap();
            }
            if let Some(cap) = fund.visit_cap {
                writeln!(text, "            封顶线 每次 {cap}元").unwrap();
            }
            if let Some(cap) = fund.year_cap {
                writeln!(text, "            封顶线 每年 {cap}元").unwrap();
            }
            writeln!(text, "        }}").unwrap();
        }
        text.push_str("    }\n    支付 { 现金 }\n}\n");
        text
    }

    /// Whether any figure depends on the level, and on the person.
    pub(crate) fn depends(&self) -> (bool, bool) {
        let deductible = self.deductible.iter().map(|it| &it.amount);
        let figures: Vec<&Figure> =
            deductible.chain(self.funds.iter().map(|fund| &fund.ratio)).collect();
        let level = figures.iter().any(|figure| figure.by.iter().any(|row| *row != figure.by[0]));
        let person = figures.iter().any(|figure| figure.by.iter().any(|row| row[0] != row[1]))
            || self.funds.iter().any(|fund| fund.retired != 0);
        (level, person)
    }
}
