//! Numbers in, what describes them out; those that are not finite are passed over.

/// How many sums go side by side: one waits for the last, several do not, and each loses less to rounding.
const LANES: usize = 8;

/// Moments of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// How many.
    pub count: u64,
    /// 0 of none.
    pub mean: f64,
    /// The sum of the squared distances from the mean.
    pub squares: f64,
    /// The sum of their cubes.
    pub cubes: f64,
    /// The least, infinity of none.
    pub low: f64,
    /// The greatest, minus infinity of none.
    pub high: f64,
}

/// How numbers go along with others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Joint {
    /// How many pairs.
    pub count: u64,
    /// Of both, 0 of none.
    pub means: (f64, f64),
    /// The sum of the products of both distances from the mean.
    pub products: f64,
    /// The sum of the squared distances of the second from its mean.
    pub squares: f64,
}

impl Default for Moments {
    /// Those of nothing.
    fn default() -> Self {
        Self { count: 0, mean: 0.0, squares: 0.0, cubes: 0.0, low: f64::INFINITY, high: f64::NEG_INFINITY }
    }
}

impl Moments {
    /// Takes in the moments of other numbers.
    ///
    /// Source: Pébay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
    /// moments (Sandia, SAND2008-6212).
    ///
    /// ```
    /// use rewards_core::batch::describe_values;
    /// let mut found = describe_values(&[0.0, 0.0]);
    /// found.merge(&describe_values(&[3.0]));
    /// assert_eq!(found, describe_values(&[0.0, 0.0, 3.0]));
    /// ```
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        let (here, there, both) = (self.count as f64, other.count as f64, (self.count + other.count) as f64);
        let apart = other.mean - self.mean;
        self.cubes += other.cubes + apart * apart * apart * here * there * (here - there) / (both * both);
        self.cubes += 3.0 * apart * (here * other.squares - there * self.squares) / both;
        self.squares += other.squares + apart * apart * here * there / both;
        self.mean += apart * there / both;
        self.count += other.count;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }

    /// The mean squared distance from the mean; 0 of nothing.
    pub fn variance(&self) -> f64 {
        if self.count > 0 { self.squares / self.count as f64 } else { 0.0 }
    }

    /// The square root of the variance.
    pub fn deviation(&self) -> f64 {
        self.variance().sqrt()
    }

    /// The third standardised moment; NaN where all numbers are equal, or their cubes are past a float's range.
    pub fn skewness(&self) -> f64 {
        // What rounding leaves of equal values is no variance.
        if self.count == 0 || self.deviation() <= 1e-14 * self.low.abs().max(self.high.abs()) {
            return f64::NAN;
        }
        let scale = self.squares * self.squares.sqrt();
        let known = (f64::MIN_POSITIVE..f64::INFINITY).contains(&scale);
        if known { (self.count as f64).sqrt() * self.cubes / scale } else { f64::NAN }
    }
}

impl Joint {
    /// Takes in what describes other pairs. Source: as for [`Moments::merge`].
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        let (here, there, both) = (self.count as f64, other.count as f64, (self.count + other.count) as f64);
        let (first, second) = (other.means.0 - self.means.0, other.means.1 - self.means.1);
        let weight = here * there / both;
        self.products += other.products + first * second * weight;
        self.squares += other.squares + second * second * weight;
        self.means = (self.means.0 + first * there / both, self.means.1 + second * there / both);
        self.count += other.count;
    }

    /// The covariance over the second's variance; NaN where the second does not vary.
    pub fn share(&self) -> f64 {
        let scale = self.count as f64 * (self.means.1 * self.means.1).max(super::sketch::LEAST.powi(2));
        if self.squares > 1e-28 * scale { self.products / self.squares } else { f64::NAN }
    }
}

/// The moments of numbers.
///
/// ```
/// use rewards_core::batch::describe_values;
/// let found = describe_values(&[0.0, 0.0, 3.0, f64::NAN]);
/// assert_eq!((found.count, found.mean, found.squares, found.cubes), (3, 1.0, 6.0, 6.0));
/// ```
pub fn describe_values(values: &[f64]) -> Moments {
    // Where one of them is not finite, the mean of all is not.
    let all = moments(values, |_| true);
    if all.mean.is_finite() { all } else { moments(values, f64::is_finite) }
}

fn moments(values: &[f64], is_known: impl Fn(f64) -> bool) -> Moments {
    let (mut count, mut sum) = ([0_u64; LANES], [0.0; LANES]);
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    in_lanes(values, |lane, value| {
        let known = is_known(value);
        count[lane] += u64::from(known);
        sum[lane] += if known { value } else { 0.0 };
        low[lane] = if known && value < low[lane] { value } else { low[lane] };
        high[lane] = if known && value > high[lane] { value } else { high[lane] };
    });
    let count = count.iter().sum();
    let mean = if count > 0 { sum.iter().sum::<f64>() / count as f64 } else { 0.0 };
    let (mut squares, mut cubes) = ([0.0; LANES], [0.0; LANES]);
    in_lanes(values, |lane, value| {
        let apart = if is_known(value) { value - mean } else { 0.0 };
        squares[lane] += apart * apart;
        cubes[lane] += apart * apart * apart;
    });
    Moments {
        count,
        mean,
        squares: squares.iter().sum(),
        cubes: cubes.iter().sum(),
        low: low.into_iter().fold(f64::INFINITY, f64::min),
        high: high.into_iter().fold(f64::NEG_INFINITY, f64::max),
    }
}

/// How numbers go along with as many others: of the pairs that are both finite.
///
/// ```
/// use rewards_core::batch::describe_pairs;
/// let found = describe_pairs(&[0.0, 2.0, 5.0], &[1.0, 3.0, f64::NAN]);
/// assert_eq!((found.count, found.means, found.products, found.squares), (2, (1.0, 2.0), 2.0, 2.0));
/// ```
pub fn describe_pairs(firsts: &[f64], seconds: &[f64]) -> Joint {
    let count = firsts.len().min(seconds.len());
    let (firsts, seconds) = (&firsts[..count], &seconds[..count]);
    let mean = |values: &[f64]| {
        let mut sum = [0.0; LANES];
        in_lanes(values, |lane, value| sum[lane] += value);
        if count > 0 { sum.iter().sum::<f64>() / count as f64 } else { 0.0 }
    };
    let means = (mean(firsts), mean(seconds));
    // Where one of them is not finite, neither is a mean.
    if !(means.0.is_finite() && means.1.is_finite()) {
        let known = |(first, second): &(f64, f64)| first.is_finite() && second.is_finite();
        let pairs = firsts.iter().copied().zip(seconds.iter().copied());
        let (firsts, seconds): (Vec<f64>, Vec<f64>) = pairs.filter(known).unzip();
        if firsts.len() < count {
            return describe_pairs(&firsts, &seconds);
        }
    }
    let (mut products, mut squares) = ([0.0; LANES], [0.0; LANES]);
    let mut take = |lane: usize, first: f64, second: f64| {
        let apart = second - means.1;
        products[lane] += (first - means.0) * apart;
        squares[lane] += apart * apart;
    };
    let (chunks, others) = (firsts.chunks_exact(LANES), seconds.chunks_exact(LANES));
    let rest = chunks.remainder().iter().zip(others.remainder());
    for (chunk, other) in chunks.zip(others) {
        for lane in 0..LANES {
            take(lane, chunk[lane], other[lane]);
        }
    }
    rest.enumerate().for_each(|(lane, (first, second))| take(lane, *first, *second));
    Joint { count: count as u64, means, products: products.iter().sum(), squares: squares.iter().sum() }
}

fn in_lanes(values: &[f64], mut take: impl FnMut(usize, f64)) {
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, value) in chunk.iter().enumerate() {
            take(lane, *value);
        }
    }
    for (lane, value) in rest.iter().enumerate() {
        take(lane, *value);
    }
}
