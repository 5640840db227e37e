//! What funds pay.

use num_traits::{One, Signed, Zero};
use polc::syntax::ast::{
    Expr, Fund, Measure, Measured, Member, MemberKind, Options, PatternKind, Period, RoundingMode,
};

use super::steps::Target;
use super::totals::Total;
use super::value::{Rat, Res, fault, min, positive, round, shown, whole};
use super::{At, Run};

/// How a fund finds what it pays.
pub(super) enum Formula<'m> {
    /// A ratio; `true` when the figure is the person's share.
    Ratio(&'m Measured, bool),
    Bands(&'m Measured),
    Fixed(&'m Measured),
    Pays(&'m Expr),
}

/// A stretch of cost (or of payment) at one ratio.
pub(super) struct Piece {
    pub(super) lo: Rat,
    pub(super) hi: Option<Rat>,
    /// Trouble only when the stretch is reached: it may be 待定.
    pub(super) ratio: Res<Rat>,
}

/// A cap that holds today.
pub(super) struct Cap<'m> {
    pub(super) clause: &'m Measured,
    pub(super) total: Total,
    pub(super) on_cost: bool,
    /// What is left of it; of a cap per item, all of it for every line.
    pub(super) room: Rat,
}

/// What one run of a formula comes to.
#[derive(Default)]
pub(super) struct Paid {
    pub(super) payment: Rat,
    /// The cost that earned it.
    pub(super) cost: Rat,
}

/// What a step moved, as shown.
pub(super) struct Moved {
    pub(super) paid: Rat,
    pub(super) cost: Rat,
    pub(super) base: Rat,
    pub(super) scope: Rat,
}

/// The totals that a fund step keeps.
pub(super) struct Books {
    pub(super) payment: Total,
    pub(super) base: Total,
    pub(super) scope: Total,
}

impl Run<'_> {
    pub(crate) fn fund(&mut self, fund: &Fund, place: &str) -> Res<()> {
        if self.no_fund {
            return self.displaced(fund);
        }
        let at = At::default();
        let members = &fund.members;
        for member in members {
            if let MemberKind::Let(it) = &member.kind {
                self.lets.push((it.clone(), member.suffix.clone()));
            }
        }
        let name = fund.name.node.clone();
        self.funds.entry(name.clone()).or_default();
        let formulas = self.standing(members, &at, |member| match &member.kind {
            MemberKind::Ratio(it) => Some(Formula::Ratio(it, false)),
            MemberKind::OwnRatio(it) => Some(Formula::Ratio(it, true)),
            MemberKind::Bands(it) => Some(Formula::Bands(it)),
            MemberKind::Fixed(it) => Some(Formula::Fixed(it)),
            MemberKind::Pays(it) => Some(Formula::Pays(it)),
            _ => None,
        })?;
        let guards = self.standing(members, &at, |member| match &member.kind {
            MemberKind::Floor(it) => Some((true, it)),
            MemberKind::Ceiling(it) => Some((false, it)),
            _ => None,
        })?;
        match formulas.as_slice() {
            [] if !guards.is_empty() => {}
            [formula] => match self.target(fund.options.on.as_ref())? {
                Target::Lines(lines) => self.pay_lines(&name, place, formula, members, &lines)?,
                Target::Buckets(buckets) => {
                    self.pay_buckets(&name, place, formula, fund, &buckets)?;
                }
            },
            [] => return fault(format!("{place}: no figure holds")),
            _ => return fault(format!("{place}: several figures hold")),
        }
        for (floor, guard) in guards {
            let buckets = match self.target(fund.options.on.as_ref())? {
                Target::Buckets(buckets) => buckets,
                // Decided: without buckets named, what a floor or a ceiling pays comes out of the
                // in-scope part that the person bears, the first bucket first.
                Target::Lines(_) => ["起付线", "按比例自付", "超封顶线"].map(str::to_owned).into(),
            };
            if floor {
                self.floor(&name, guard, &buckets)?;
            } else {
                self.ceiling(&name, place, guard, &buckets)?;
            }
        }
        Ok(())
    }

    /// An account pays instead of the funds. Decided: what the fund would have looked at becomes
    /// 按比例自付, and no total of the fund moves; a fund on buckets leaves them as they are.
    fn displaced(&mut self, fund: &Fund) -> Res<()> {
        if let Target::Lines(lines) = self.target(fund.options.on.as_ref())? {
            let before = shown(&self.open());
            self.take(&lines, &self.open_on(&lines));
            let moved = before - shown(&self.open());
            self.add("按比例自付", &moved);
        }
        Ok(())
    }

    /// A fund on open money.
    fn pay_lines(
        &mut self,
        name: &str,
        place: &str,
        formula: &Formula<'_>,
        members: &[Member],
        lines: &[usize],
    ) -> Res<()> {
        let at = At::default();
        let mut caps = self.caps(members, place)?;
        let books = self.books(formula, place)?;
        let open = self.open();
        let base = shown(&open) - shown(&(&open - self.open_on(lines)));
        let (scope, gone) = self.scope_on(lines);
        let whole_base = match formula {
            Formula::Fixed(it) => {
                it.options.period.as_ref().is_none_or(|it| it.node != Period::Item)
            }
            Formula::Pays(_) => true,
            _ => false,
        };
        let mut sum = Paid::default();
        let tightest = caps.iter().filter(|cap| !cap.on_cost && cap.total.period != Period::Item);
        let limit = tightest.map(|cap| cap.room.clone()).min();
        if whole_base {
            let room = tightest_room(&caps, true);
            let base = room.map_or(self.open_on(lines), |room| min(&room, &self.open_on(lines)));
            let amount = self.outright(formula, members, &base, &books, &at)?;
            let pieces = if base.is_zero() { Vec::new() } else { flat(amount / &base) };
            let paid = walk(&pieces, false, Rat::zero(), &base, tightest_room(&caps, false))?;
            self.take(lines, &paid.cost);
            sum = paid;
        } else {
            let mut position = self.position(formula, &books, &gone)?;
            for line in lines {
                let at = At { line: Some(*line), ..At::default() };
                for cap in &mut caps {
                    if cap.total.period == Period::Item {
                        cap.room = positive(self.figure(cap.clause, &at)?);
                    }
                }
                let open = self.lines[*line].open.clone();
                let base = tightest_room(&caps, true).map_or(open.clone(), |it| min(&it, &open));
                let pieces = if let Formula::Fixed(_) = formula {
                    let amount = self.outright(formula, members, &base, &books, &at)?;
                    if base.is_zero() { Vec::new() } else { flat(amount / &base) }
                } else {
                    self.pieces(formula, members, &at)?
                };
                let by_payment = measure(formula) == Some(Measure::Payment);
                let start = position.clone();
                let paid = walk(&pieces, by_payment, start, &base, tightest_room(&caps, false))?;
                position += if by_payment { &paid.payment } else { &paid.cost };
                for cap in &mut caps {
                    cap.room -= if cap.on_cost { &paid.cost } else { &paid.payment };
                }
                self.lines[*line].open -= &paid.cost;
                sum.payment += paid.payment;
                sum.cost += paid.cost;
            }
        }
        let moved = shown(&open) - shown(&self.open());
        let paid = self.count(name, &sum.payment, limit.as_ref(), &moved);
        self.add(name, &paid);
        self.add("按比例自付", &(&moved - &paid));
        self.keep(&books, &caps, &Moved { paid, cost: moved, base, scope: shown(&scope) })
    }

    /// Adds an exact payment to what the fund pays in this settlement and gives what is shown of
    /// it: the difference of the rounded sums, unless that passes what is left of a cap or the
    /// money that the step moves, both in 分; then it is rounded down.
    pub(super) fn count(
        &mut self,
        name: &str,
        payment: &Rat,
        limit: Option<&Rat>,
        moved: &Rat,
    ) -> Rat {
        let before = self.funds[name].clone();
        let after = &before + payment;
        let paid = self.rounded(&after) - self.rounded(&before);
        self.funds.insert(name.to_owned(), after);
        if paid > *moved || limit.is_some_and(|limit| paid > *limit) {
            return min(&round(payment, &self.rounding.0, RoundingMode::Down), moved);
        }
        paid
    }

    /// The payment of `fixed` and `pays`, before caps; at most the base, never below zero.
    pub(super) fn outright(
        &self,
        formula: &Formula<'_>,
        members: &[Member],
        base: &Rat,
        books: &Books,
        at: &At,
    ) -> Res<Rat> {
        let at = At { base: Some(base.clone()), ..at.clone() };
        let figure = match formula {
            Formula::Fixed(it) => {
                let amount = self.modify(self.figure(it, &at)?, members, &at)?;
                let kept = it.options.shared.is_some() || it.options.period.is_some();
                if kept { amount - self.used(&books.payment)? } else { amount }
            }
            Formula::Pays(it) => self.modify(self.number(it, &at)?, members, &at)?,
            _ => return fault("not an outright payment"),
        };
        Ok(min(&positive(figure), base))
    }

    /// The stretches of a ratio or of bands, in today's case.
    pub(super) fn pieces(
        &self,
        formula: &Formula<'_>,
        members: &[Member],
        at: &At,
    ) -> Res<Vec<Piece>> {
        match formula {
            Formula::Ratio(it, own) => {
                let figure = self.figure(it, at)?;
                let ratio = if *own { whole(1) - figure } else { figure };
                Ok(flat(in_bounds(self.modify(ratio, members, at)?)?))
            }
            Formula::Bands(it) => {
                let mut pieces = Vec::new();
                for row in self.bands(&it.block, at)? {
                    let ratio = self
                        .cell_value(row.value, at)
                        .and_then(super::Value::number)
                        .and_then(|figure| self.modify(figure, &it.block, at))
                        .and_then(|figure| self.modify(figure, members, at))
                        .and_then(in_bounds);
                    for pattern in &row.key.patterns {
                        let (lo, hi) = self.band_ends(&pattern.kind, at)?;
                        pieces.push(Piece { lo, hi, ratio: ratio.clone() });
                    }
                }
                Ok(pieces)
            }
            _ => fault("not a ratio"),
        }
    }

    fn band_ends(&self, kind: &PatternKind, at: &At) -> Res<(Rat, Option<Rat>)> {
        match kind {
            PatternKind::Any => Ok((Rat::zero(), None)),
            PatternKind::Range(range) => {
                let lo = range.lo.as_ref().map(|end| self.number(&end.value, at)).transpose()?;
                let hi = range.hi.as_ref().map(|end| self.number(&end.value, at)).transpose()?;
                Ok((lo.unwrap_or_default(), hi))
            }
            other => fault(format!("no band: {other:?}")),
        }
    }

    /// Where the base of this visit begins on the running total.
    pub(super) fn position(&self, formula: &Formula<'_>, books: &Books, gone: &Rat) -> Res<Rat> {
        match measure(formula) {
            None => Ok(Rat::zero()),
            Some(Measure::Payment) => self.used(&books.payment),
            Some(Measure::CostAboveDeductible) => self.used(&books.base),
            // In-scope cost so far: that of earlier visits at which this clause ran, and of this
            // visit what steps before have taken (the deductible); 先行自付 is no in-scope cost.
            Some(Measure::Cost) => Ok(self.used(&books.scope)? + gone),
        }
    }

    /// The totals of a step. Those of bands have the period and sharing of the bands.
    pub(super) fn books(&self, formula: &Formula<'_>, place: &str) -> Res<Books> {
        let lifelong = |what: &str| Total {
            name: format!("{place}/{what}"),
            period: Period::Lifetime,
            keys: Vec::new(),
            merged: false,
        };
        let mut books =
            Books {
                payment: lifelong("支付"), base: lifelong("基数"), scope: lifelong("范围")
            };
        let options: Option<&Options> = match formula {
            Formula::Bands(it) | Formula::Fixed(it) => Some(&it.options),
            _ => None,
        };
        if let Some(options) = options
            && (options.shared.is_some() || options.period.is_some())
        {
            let total = match measure(formula) {
                None | Some(Measure::Payment) => &mut books.payment,
                Some(Measure::CostAboveDeductible) => &mut books.base,
                Some(Measure::Cost) => &mut books.scope,
            };
            *total = self.total_of(options, &total.name)?;
        }
        Ok(books)
    }

    /// The caps that hold today. Each counts what its step pays (or the cost it admits) at the
    /// visits at which it holds. A cap keeps its total under its place among the caps in force, so
    /// that its dated versions carry one total on.
    pub(super) fn caps<'m>(&self, members: &'m [Member], place: &str) -> Res<Vec<Cap<'m>>> {
        let at = At::default();
        let mut caps = Vec::new();
        let mut ordinal = 0;
        for member in members {
            let MemberKind::Cap(clause) = &member.kind else { continue };
            ordinal += 1;
            if !self.stands(&member.suffix, &at)? {
                continue;
            }
            let on_cost = match clause.options.measure.as_ref().map(|it| it.node) {
                None | Some(Measure::Payment) => false,
                Some(Measure::Cost | Measure::CostAboveDeductible) => true,
            };
            let total = self.total_of(&clause.options, &format!("{place}/封顶线{ordinal}"))?;
            let room = if total.period == Period::Item {
                Rat::zero() // set for each line
            } else {
                positive(self.figure(clause, &at)? - self.used(&total)?)
            };
            caps.push(Cap { clause, total, on_cost, room });
        }
        Ok(caps)
    }

    /// Adds to the totals of the step, once to each.
    pub(super) fn keep(&mut self, books: &Books, caps: &[Cap<'_>], moved: &Moved) -> Res<()> {
        let mut kept = vec![
            (&books.payment, &moved.paid),
            (&books.base, &moved.base),
            (&books.scope, &moved.scope),
        ];
        for cap in caps {
            kept.push((&cap.total, if cap.on_cost { &moved.cost } else { &moved.paid }));
        }
        let mut done: Vec<&String> = Vec::new();
        for (total, amount) in kept {
            if !done.contains(&&total.name) {
                done.push(&total.name);
                self.post(total, amount)?;
            }
        }
        Ok(())
    }
}

pub(super) fn measure(formula: &Formula<'_>) -> Option<Measure> {
    match formula {
        Formula::Bands(it) => it.options.measure.as_ref().map(|it| it.node),
        _ => None,
    }
}

pub(super) fn tightest_room(caps: &[Cap<'_>], on_cost: bool) -> Option<Rat> {
    caps.iter().filter(|cap| cap.on_cost == on_cost).map(|cap| cap.room.clone()).min()
}

pub(super) fn flat(ratio: Rat) -> Vec<Piece> {
    vec![Piece { lo: Rat::zero(), hi: None, ratio: Ok(ratio) }]
}

/// A ratio outside 0 .. 100% is a fault of the policy, which `check` finds.
fn in_bounds(ratio: Rat) -> Res<Rat> {
    if ratio.is_negative() || ratio > Rat::one() {
        return fault(format!("a ratio of {ratio}"));
    }
    Ok(ratio)
}

/// Lays a base on the stretches from a position on; each part meets its own ratio. A stretch
/// measured by payment is left when its payment is used up. When the payment would pass the room,
/// the room is paid, for the cost that earned it, and the rest of the base stays open.
pub(super) fn walk(
    pieces: &[Piece],
    by_payment: bool,
    start: Rat,
    base: &Rat,
    room: Option<Rat>,
) -> Res<Paid> {
    let mut position = start;
    let mut left = base.clone();
    let mut paid = Paid::default();
    while left.is_positive() {
        let here = |piece: &&Piece| {
            piece.lo <= position && piece.hi.as_ref().is_none_or(|hi| position < *hi)
        };
        let Some(piece) = pieces.iter().find(here) else { return fault("no band holds") };
        let ratio = piece.ratio.clone()?;
        let part = match &piece.hi {
            None => left.clone(),
            Some(_) if by_payment && ratio.is_zero() => left.clone(),
            Some(hi) if by_payment => min(&left, &((hi - &position) / &ratio)),
            Some(hi) => min(&left, &(hi - &position)),
        };
        let payment = &part * &ratio;
        if let Some(room) = &room
            && &paid.payment + &payment > *room
        {
            let rest = room - &paid.payment;
            paid.cost += &rest / &ratio;
            paid.payment = room.clone();
            return Ok(paid);
        }
        position += if by_payment { &payment } else { &part };
        left -= &part;
        paid.payment += payment;
        paid.cost += part;
    }
    Ok(paid)
}
