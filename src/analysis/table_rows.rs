//! `missing-row`, `duplicate-row`: the rows of a table must be complete and disjoint, over all
//! columns at once, with time, wherever the policy asks it.

use crate::analysis::holes::{Boxes, MOST_HOLES};
use crate::analysis::model::{Asked, Model, Spot};
use crate::analysis::space::{Budget, Region, TooMany, bare, merge};
use crate::analysis::witness::Search;
use crate::analysis::words::Words;
use crate::diagnostics::{Code, Problem, Problems, Text};
use crate::policy::Row;
use crate::text;

/// How many gaps of one table are told.
const MOST_GAPS: usize = 5;
/// How many pairs of rows that overlap are told.
const MOST_CLASHES: usize = 20;
/// How many regions are looked at for one table.
const REGIONS: u32 = 40_000;

/// One table and what is asked of it.
struct Check<'m> {
    model: &'m Model<'m>,
    asked: &'m Asked<'m>,
    /// All that the places together ask.
    root: Region,
}

pub(super) fn check(model: &Model<'_>, problems: &mut Problems) {
    for asked in &model.tables {
        if asked.table.rows.is_empty() {
            continue;
        }
        if asked.unseen {
            asked.passed_over(&[Code::MissingRow, Code::DuplicateRow], problems);
        }
        let Some(root) = root(model, asked) else { continue };
        let check = Check { model, asked, root };
        let boxes = Boxes::new(model, asked);
        let mark = problems.mark();
        check.gaps(&boxes, problems);
        if check.clashes(&boxes, problems).is_err() {
            check.too_large(Code::DuplicateRow, problems);
        }
        problems.proved_since(&mark, &[Code::MissingRow, Code::DuplicateRow]);
    }
}

/// All that the places of a table ask, over its own variables.
fn root(model: &Model<'_>, asked: &Asked<'_>) -> Option<Region> {
    let mut roots = asked
        .spots
        .iter()
        .filter_map(|spot| model.root(spot))
        .map(|root| model.projected(&root, &asked.looks_at));
    let first = roots.next()?;
    Some(roots.fold(first, |all, next| all.or(&next)))
}

impl Check<'_> {
    fn words(&self) -> Words<'_> {
        Words { policy: self.model.policy, space: &self.model.space, asked: Some(self.asked) }
    }

    fn describe(&self, region: &Region) -> Text {
        self.words().region(region, &self.root, &self.asked.looks_at)
    }

    /// What is found is told, also when not everything could be looked at.
    fn gaps(&self, boxes: &Boxes<'_>, problems: &mut Problems) {
        let along = &self.asked.looks_at;
        let (mut holes_left, mut asked_left) = (Budget::new(REGIONS), Budget::new(REGIONS));
        let mut gaps = Vec::new();
        let (mut whole, mut crowded) = (true, false);
        let mut seen: Vec<(Region, Vec<Region>)> = Vec::new();
        for spot in &self.asked.spots {
            let Some(root) = self.model.root(spot) else { continue };
            let root = self.model.projected(&root, along);
            let known = seen.iter().position(|(known, _)| *known == root);
            let at = known.unwrap_or_else(|| {
                let mut holes = Vec::new();
                if boxes.holes(&root, &mut holes_left, &mut holes).is_err() {
                    whole = false;
                    crowded |= holes.len() >= MOST_HOLES;
                }
                seen.push((root, holes));
                seen.len().saturating_sub(1)
            });
            for hole in seen.get(at).map(|(_, holes)| holes.as_slice()).unwrap_or_default() {
                let asked = self.model.asked_parts(spot, hole, along, &mut asked_left, &mut gaps);
                whole &= asked.is_ok();
            }
        }
        gaps.sort();
        gaps.dedup();
        self.report_gaps(&merge(gaps, &self.model.space), problems);
        match (whole, crowded) {
            (true, _) => {}
            (false, true) => self.too_many_gaps(problems),
            (false, false) => self.too_large(Code::MissingRow, problems),
        }
    }

    fn report_gaps(&self, gaps: &[Region], problems: &mut Problems) {
        let mut hidden = gaps.len().saturating_sub(MOST_GAPS);
        for (index, gap) in gaps.iter().take(MOST_GAPS).enumerate() {
            let last = index.saturating_add(1) == MOST_GAPS;
            let (mut problem, shows) = self.gap(gap);
            let search = self.search(gap);
            if last && hidden > 0 && !matches!(search, Search::Open) {
                problem = problem.help(text!("另有 {hidden} 处空缺", "and {hidden} further gaps"));
                hidden = 0;
            }
            self.tell(problem, search, shows, problems);
        }
        if hidden > 0 {
            problems.undecided(
                Code::MissingRow,
                self.asked.table.span,
                text!(
                    "表里还有 {hidden} 处空缺没有细看：先补上已经列出的，再检查一次",
                    "{hidden} further gaps of the table were not looked at: fill those that are shown and check again"
                ),
            );
        }
    }

    /// The finding of a gap, and what its visit shows.
    fn gap(&self, gap: &Region) -> (Problem, Text) {
        let Text { zh, en } = self.describe(gap);
        let problem = Problem::new(
            Code::MissingRow,
            self.asked.table.span,
            text!("表里没有这种情况：{zh}", "no row of the table covers {en}"),
        )
        .help(text!(
            "补一行；若文件没有规定，写“待定”；若不属于这份政策，用“要求”或“当”排除",
            "add a row; write `unset` if the notice does not say; exclude the case with `require` or `when` if it is not of this policy"
        ));
        (problem, text!("表里没有一行：{zh}", "no row of the table covers it: {en}"))
    }

    /// A visit that comes to the table and lies in a region.
    fn search(&self, region: &Region) -> Search {
        let mut open = false;
        for spot in self.visits() {
            match self.model.visit(spot, &[], region) {
                Search::Found(visit) => return Search::Found(visit),
                Search::Open => open = true,
                Search::None => {}
            }
        }
        if open { Search::Open } else { Search::None }
    }

    fn visits(&self) -> impl Iterator<Item = &Spot<'_>> {
        self.asked.spots.iter().filter(|spot| spot.place.of_visit)
    }

    fn clashes(&self, boxes: &Boxes<'_>, problems: &mut Problems) -> Result<(), TooMany> {
        let mut told = 0_usize;
        let overlaps = boxes.overlaps();
        for (index, (first, second)) in overlaps.iter().copied().enumerate() {
            if told == MOST_CLASHES {
                self.passed_over(overlaps.len().saturating_sub(index), problems);
                return Ok(());
            }
            let mut budget = Budget::new(REGIONS);
            let mut shared = Vec::new();
            for spot in &self.asked.spots {
                let both = boxes.within(first, &boxes.within(second, &self.model.space.full));
                let along = &self.asked.looks_at;
                self.model.asked_parts(spot, &both, along, &mut budget, &mut shared)?;
            }
            shared.sort();
            shared.dedup();
            let shared = merge(shared, &self.model.space);
            let Some(region) = shared.first() else { continue };
            told = told.saturating_add(1);
            self.report_clash((first, second), region, problems);
        }
        Ok(())
    }

    /// So many pairs of rows are not looked at.
    fn passed_over(&self, hidden: usize, problems: &mut Problems) {
        problems.undecided(
            Code::DuplicateRow,
            self.asked.table.span,
            text!(
                "表里还有 {hidden} 对重叠的行没有细看：先改已经列出的，再检查一次",
                "{hidden} further pairs of rows that overlap were not looked at: mend those that are shown and check again"
            ),
        );
    }

    fn report_clash(&self, rows: (usize, usize), region: &Region, problems: &mut Problems) {
        let all = &self.asked.table.rows;
        let (Some(first), Some(second)) = (all.get(rows.0), all.get(rows.1)) else { return };
        let case = self.describe(region);
        let (zh, en) = (&case.zh, &case.en);
        let problem = clash(first, second, &case);
        let shows = text!("两行都写了：{zh}", "two rows cover it: {en}");
        self.tell(problem, self.search(region), shows, problems);
    }

    /// Tells a finding with the visit that was looked for.
    fn tell(&self, problem: Problem, found: Search, shows: Text, problems: &mut Problems) {
        match found {
            Search::Found(visit) => problems.push(problem.witness(self.model.told(&visit, shows))),
            // A place that only other events come to has no visit to show.
            Search::None => problems.push(problem),
            Search::Open => {
                let (code, span) = (problem.code, problem.span());
                let Text { zh, en } = problem.message;
                problems.undecided(
                    code,
                    span.unwrap_or(self.asked.table.span),
                    text!(
                        "{zh}；条件里有算出来的数，或组合太多，不能断定有没有这样的就诊",
                        "{en}; a condition computes with figures, or there are too many combinations, so whether such a visit exists is not known"
                    ),
                );
            }
        }
    }

    fn too_many_gaps(&self, problems: &mut Problems) {
        problems.undecided(
            Code::MissingRow,
            self.asked.table.span,
            text!(
                "这张表没有写到的组合太多，只核对了前 {MOST_HOLES} 块，其余的没有核对；补齐这张表，或把它拆成几张小表",
                "this table leaves out so many combinations that only the first {MOST_HOLES} pieces were looked at; complete it, or split it into smaller tables"
            ),
        );
    }

    fn too_large(&self, code: Code, problems: &mut Problems) {
        problems.undecided(
            code,
            self.asked.table.span,
            text!(
                "这张表的行交错太多，或条件的组合太多，没有核对完；把它拆成几张小表",
                "the rows of this table interlock so much, or there are so many combinations of conditions, that not all of it was looked at; split it into smaller tables"
            ),
        );
    }
}

/// Whether two rows give the same.
pub(super) fn same_value(first: &Row, second: &Row) -> bool {
    match (&first.value, &second.value) {
        (Ok(a), Ok(b)) => bare(a) == bare(b),
        (Err(a), Err(b)) => a.note == b.note,
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
    }
}

fn clash(first: &Row, second: &Row, case: &Text) -> Problem {
    let (zh, en) = (&case.zh, &case.en);
    let message = if same_value(first, second) {
        text!(
            "有一种情况写了两行，数值相同：{zh}",
            "two rows of the table cover {en}, with the same value"
        )
    } else {
        text!(
            "有一种情况写了两行，数值不同：{zh}",
            "two rows of the table cover {en}, with different values"
        )
    };
    let problem = Problem::new(Code::DuplicateRow, second.span, message)
        .also(first.span, text!("另一行", "the other row"))
        .help(text!(
            "删去一行，或改条件使两行互不重叠",
            "remove one of them, or change their keys so that they do not overlap"
        ));
    let by_words = |label: &str| ["以上", "以下"].iter().any(|word| label.contains(word));
    if by_words(&first.label) && by_words(&second.label) {
        problem.help(text!(
            "“以上”“以下”都含本数；不含本数写“不满 …”或“超过 …”",
            "`以上` and `以下` include the figure itself; `不满 …` and `超过 …` do not"
        ))
    } else {
        problem
    }
}
