//! Sets of integers: runs of them, and the residues that count in each run.

use dashu_int::IBig;

use crate::limits;
use crate::sorting;

use super::budget::Budget;

/// The integers from `low` to `high` that leave one of the residues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    low: Option<i64>,
    high: Option<i64>,
    modulus: i64,
    /// In order, each once, from 0 to the modulus.
    residues: Vec<i64>,
}

impl Run {
    /// All integers between two, or without an end.
    pub(super) fn between(low: Option<i64>, high: Option<i64>) -> Self {
        Self { low, high, modulus: 1, residues: vec![0] }
    }

    /// The integers with one of the residues.
    pub(super) fn classes(modulus: i64, residues: impl IntoIterator<Item = i64>) -> Option<Self> {
        if modulus < 1 {
            return None;
        }
        let mut residues: Vec<i64> = residues.into_iter().map(|residue| residue.rem_euclid(modulus)).collect();
        sorting::sort(&mut residues);
        residues.dedup();
        Some(Self { low: None, high: None, modulus, residues })
    }

    /// The residues of the whole class, of a multiple of its modulus.
    pub(super) fn residues_of(&self, modulus: i64, budget: &Budget) -> Option<Vec<i64>> {
        self.spread(modulus, budget)
    }

    /// The same run of a larger modulus.
    fn spread(&self, modulus: i64, budget: &Budget) -> Option<Vec<i64>> {
        let times = modulus / self.modulus;
        let count = usize::try_from(times).ok()?.checked_mul(self.residues.len())?;
        budget.pay(count).ok()?;
        let mut all = Vec::with_capacity(count);
        for time in 0..times {
            all.extend(self.residues.iter().map(|residue| residue + time * self.modulus));
        }
        Some(all)
    }

    /// The members between two integers, in order.
    fn members(&self, low: i64, high: i64, budget: &Budget) -> Option<Vec<i64>> {
        let low = self.low.map_or(low, |own| own.max(low));
        let high = self.high.map_or(high, |own| own.min(high));
        let mut all = Vec::new();
        if self.residues.is_empty() || low > high {
            return Some(all);
        }
        let mut base = low - low.rem_euclid(self.modulus);
        while base <= high {
            budget.pay(self.residues.len() + 1).ok()?;
            all.extend(
                self.residues.iter().map(|residue| base + residue).filter(|&member| member >= low && member <= high),
            );
            base = base.checked_add(self.modulus)?;
        }
        Some(all)
    }

    /// Every member times a number, and another added.
    fn image(&self, times: i64, shift: i64) -> Option<Self> {
        let map = |value: i64| bounded(value.checked_mul(times)?.checked_add(shift)?);
        let end = |end: Option<i64>| end.map_or(Some(None), |end| map(end).map(Some));
        let (low, high) = (end(self.low)?, end(self.high)?);
        let modulus = bounded(self.modulus.checked_mul(times.checked_abs()?)?)?;
        let residues: Vec<i64> = self.residues.iter().map(|&residue| map(residue)).collect::<Option<_>>()?;
        let (low, high) = if times < 0 { (high, low) } else { (low, high) };
        Some(Self { low, high, ..Self::classes(modulus, residues)? })
    }

    /// Whether it holds anything.
    fn is_empty(&self) -> bool {
        match (self.low, self.high) {
            _ if self.residues.is_empty() => true,
            (Some(low), Some(high)) if low > high => true,
            (Some(low), Some(high)) if high.saturating_sub(low) < self.modulus => {
                let from = low.rem_euclid(self.modulus);
                !self.residues.iter().any(|residue| (residue - from).rem_euclid(self.modulus) <= high - low)
            }
            _ => false,
        }
    }
}

/// A number that leaves room for sums of two like it. None where it is larger.
pub(super) fn bounded(value: i64) -> Option<i64> {
    (value.unsigned_abs() <= limits::LARGEST_INTEGER).then_some(value)
}

/// The runs that a solved relation gives.
pub(super) fn runs_of(solved: Vec<(Option<IBig>, Option<IBig>)>) -> Option<Vec<Run>> {
    let end = |end: Option<IBig>| end.map_or(Some(None), |end| i64::try_from(end).ok().and_then(bounded).map(Some));
    solved.into_iter().map(|(low, high)| Some(Run::between(end(low)?, end(high)?))).collect()
}

/// All members, where there are not more than so many.
pub(super) fn list(runs: &[Run], most: usize, budget: &Budget) -> Option<Vec<i64>> {
    let mut all = Vec::new();
    for run in runs {
        let (low, high) = (run.low?, run.high?);
        if usize::try_from(high.checked_sub(low)? / run.modulus).is_ok_and(|count| count > most) {
            return None;
        }
        all.extend(run.members(low, high, budget)?);
    }
    sorting::sort(&mut all);
    all.dedup();
    (all.len() <= most).then_some(all)
}

/// Single integers.
pub(super) fn points(values: impl IntoIterator<Item = i64>) -> Vec<Run> {
    values.into_iter().map(|value| Run::between(Some(value), Some(value))).collect()
}

/// What every member becomes when it is multiplied and another number is added.
pub(super) fn image(runs: &[Run], times: i64, shift: i64) -> Option<Vec<Run>> {
    if times == 0 {
        return Some(if runs.iter().all(Run::is_empty) { Vec::new() } else { points([shift]) });
    }
    runs.iter().map(|run| run.image(times, shift)).collect()
}

/// What lies in both.
pub(super) fn intersect(a: &[Run], b: &[Run], budget: &Budget) -> Option<Vec<Run>> {
    let mut common = Vec::new();
    for x in a {
        for y in b {
            budget.pay(1).ok()?;
            let low = x.low.into_iter().chain(y.low).max();
            let high = x.high.into_iter().chain(y.high).min();
            let modulus = lcm(x.modulus, y.modulus)?;
            let (own, theirs) = if x.modulus == modulus { (x, y) } else { (y, x) };
            let mut residues = own.spread(modulus, budget)?;
            residues.retain(|residue| theirs.residues.binary_search(&residue.rem_euclid(theirs.modulus)).is_ok());
            let run = Run { low, high, modulus, residues };
            if !run.is_empty() {
                common.push(run);
            }
        }
    }
    Some(common)
}

/// All integers that a congruence leaves out.
pub(super) fn complement(run: &Run) -> Option<Run> {
    if run.low.is_some() || run.high.is_some() || run.modulus > limits::LISTED_INTEGERS as i64 {
        return None;
    }
    Run::classes(run.modulus, (0..run.modulus).filter(|residue| run.residues.binary_search(residue).is_err()))
}

/// Whether two unions of runs have the same members. None where that is too much work.
pub(super) fn are_same(a: &[Run], b: &[Run], budget: &Budget) -> Option<bool> {
    let mut cuts: Vec<i64> = Vec::new();
    for run in a.iter().chain(b) {
        cuts.extend(run.low);
        cuts.extend(run.high.map(|high| high.checked_add(1)).into_iter().flatten());
    }
    sorting::sort(&mut cuts);
    cuts.dedup();
    for at in 0..=cuts.len() {
        let low = at.checked_sub(1).and_then(|at| cuts.get(at)).copied();
        let high = cuts.get(at).map(|next| next - 1);
        let is_active = |run: &&Run| {
            run.low.is_none_or(|own| low.is_some_and(|low| own <= low))
                && run.high.is_none_or(|own| high.is_some_and(|high| own >= high))
        };
        budget.pay(a.len() + b.len()).ok()?;
        let own: Vec<&Run> = a.iter().filter(is_active).collect();
        let theirs: Vec<&Run> = b.iter().filter(is_active).collect();
        if !are_same_within(&own, &theirs, low, high, budget)? {
            return Some(false);
        }
    }
    Some(true)
}

/// Whether runs that all go on from `low` to `high` have the same members there.
fn are_same_within(
    own: &[&Run],
    theirs: &[&Run],
    low: Option<i64>,
    high: Option<i64>,
    budget: &Budget,
) -> Option<bool> {
    let mut common = 1i64;
    for run in own.iter().chain(theirs) {
        common = lcm(common, run.modulus)?;
    }
    let length = low.zip(high).map(|(low, high)| high.saturating_sub(low).saturating_add(1));
    let collect = |runs: &[&Run]| -> Option<Vec<i64>> {
        let mut all = Vec::new();
        for run in runs {
            all.extend(match (low, high) {
                (Some(low), Some(high)) if length.is_some_and(|length| length < common) => {
                    run.members(low, high, budget)?
                }
                _ => run.spread(common, budget)?,
            });
        }
        sorting::sort(&mut all);
        all.dedup();
        Some(all)
    };
    Some(collect(own)? == collect(theirs)?)
}

/// The least common multiple.
pub(super) fn lcm(a: i64, b: i64) -> Option<i64> {
    bounded(a.checked_div(gcd(a, b))?.checked_mul(b)?)
}

/// The greatest common divisor.
pub(super) fn gcd(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.saturating_abs()
}
