//! Quantiles of numbers that are seen once, in bounded memory.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::counts::count_values;
use crate::sorting;

/// How many different numbers are counted one by one; most rewards have fewer.
pub(super) const DISTINCT: usize = 64;

/// Up to how many different numbers of a batch it pays to find first.
const FEW: usize = 1024;

/// The relative error of a quantile once there are more than [`DISTINCT`].
const ERROR: f64 = 0.005;

/// What is nearer to 0 counts as 0.
pub(super) const LEAST: f64 = 1e-9;

/// What is further away counts as this far.
const MOST: f64 = 1e15;

static LOG_GAMMA: LazyLock<f64> = LazyLock::new(|| ERROR.ln_1p() - (-ERROR).ln_1p());

/// Makes the numbers of all bins positive.
static SHIFT: LazyLock<i32> = LazyLock::new(|| (-LEAST.ln() / *LOG_GAMMA).ceil() as i32 + 1);

/// Counts of numbers, from which quantiles are read.
///
/// Up to 64 different numbers are counted one by one, and quantiles are exact. From then on numbers fall into bins, each 0.5 %
/// wide on either side, so that a quantile is off by at most 0.5 % of itself (1e-9 near 0; beyond 1e15 it is 1e15). There are at
/// most 11,200 bins; a merged sketch is the one of one pass.
///
/// Source: `DDSketch` of Masson, Rim and Lee (VLDB 2019), with the bins of its logarithmic mapping.
///
/// ```
/// use rewards_core::batch::Sketch;
/// let mut sketch = Sketch::default();
/// sketch.update(&[0.0, 0.5, 1.0, 1.0]);
/// assert_eq!(sketch.quantiles(&[0.5, 0.75]), [0.5, 1.0]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    count: u64,
    /// In the order in which they came, as long as they are few.
    values: Option<Vec<(f64, u64)>>,
    /// By numbers that are ordered as the values in the bins are.
    bins: BTreeMap<i32, u64>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { count: 0, values: Some(Vec::new()), bins: BTreeMap::new() }
    }
}

impl Sketch {
    /// A sketch of different numbers with their counts; zero has no sign.
    pub fn of_values(values: Vec<(f64, u64)>) -> Self {
        Self { count: values.iter().map(|(_, count)| count).sum(), values: Some(values), bins: BTreeMap::new() }
    }

    /// A sketch of bins with their counts.
    pub fn of_bins(bins: BTreeMap<i32, u64>) -> Self {
        Self { count: bins.values().sum(), values: None, bins }
    }

    /// How many numbers were seen.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The different numbers with their counts, as long as they are counted one by one.
    pub fn values(&self) -> Option<&[(f64, u64)]> {
        self.values.as_deref()
    }

    /// The bins with their counts, from then on.
    pub fn bins(&self) -> &BTreeMap<i32, u64> {
        &self.bins
    }

    /// Takes in numbers; those that are not finite are passed over.
    pub fn update(&mut self, values: &[f64]) {
        if let Some(counts) = count_values(values, FEW) {
            self.merge(&Self::of_values(counts));
            return;
        }
        let mut numbers: Vec<i32> =
            values.iter().filter(|value| value.is_finite()).map(|value| bin_of(*value)).collect();
        numbers.sort_unstable();
        self.count += numbers.len() as u64;
        self.go_over_to_bins();
        add(&mut self.bins, numbers.chunk_by(i32::eq).map(|run| (run[0], run.len() as u64)));
    }

    /// Takes in what another sketch has seen.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        match (&mut self.values, &other.values) {
            (Some(values), Some(others)) if others.len() <= DISTINCT => {
                for (value, count) in others {
                    match values.iter_mut().find(|(known, _)| known.to_bits() == value.to_bits()) {
                        Some((_, known)) => *known += count,
                        None => values.push((*value, *count)),
                    }
                }
                if values.len() > DISTINCT {
                    self.go_over_to_bins();
                }
            }
            (_, others) => {
                self.go_over_to_bins();
                let others = others.iter().flatten().map(|(value, count)| (bin_of(*value), *count));
                add(&mut self.bins, others.chain(other.bins.iter().map(|(number, count)| (*number, *count))));
            }
        }
    }

    /// For each share the least number that this share of all numbers is not above; NaN of nothing.
    pub fn quantiles(&self, shares: &[f64]) -> Vec<f64> {
        let ordered: Vec<(f64, u64)> = match &self.values {
            Some(values) => {
                let mut values = values.clone();
                sorting::sort_by(&mut values, |one, other| one.0.total_cmp(&other.0));
                values
            }
            None => self.bins.iter().map(|(number, count)| (center(*number), *count)).collect(),
        };
        let mut below = 0;
        let sums: Vec<u64> = ordered
            .iter()
            .map(|(_, count)| {
                below += count;
                below
            })
            .collect();
        let quantile = |share: &f64| {
            let wanted = (share * self.count as f64).ceil().max(1.0);
            ordered.get(sums.partition_point(|sum| (*sum as f64) < wanted)).map_or(f64::NAN, |(value, _)| *value)
        };
        shares.iter().map(quantile).collect()
    }

    fn go_over_to_bins(&mut self) {
        let values = self.values.take().into_iter().flatten();
        add(&mut self.bins, values.map(|(value, count)| (bin_of(value), count)));
    }
}

fn add(bins: &mut BTreeMap<i32, u64>, others: impl Iterator<Item = (i32, u64)>) {
    for (number, count) in others {
        *bins.entry(number).or_default() += count;
    }
}

/// The number of the bin of a value.
fn bin_of(value: f64) -> i32 {
    let size = value.abs();
    if size < LEAST {
        return 0;
    }
    let number = (size.min(MOST).ln() / *LOG_GAMMA).ceil() as i32 + *SHIFT;
    if value < 0.0 { -number } else { number }
}

/// The value from which both ends of a bin are equally far, relatively.
fn center(number: i32) -> f64 {
    if number == 0 {
        return 0.0;
    }
    let size = (1.0 - ERROR) * (f64::from(number.abs() - *SHIFT) * *LOG_GAMMA).exp();
    if number < 0 { -size } else { size }
}
