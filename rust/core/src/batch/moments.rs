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
#[derive(Clone, Copy, Debug, PartialEq)]
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
