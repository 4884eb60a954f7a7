//! Rewards of form rather than content: length, repetition, tags. Shared by the presets and the auxiliary rewards.

use std::collections::HashMap;
use std::hash::Hash;

use memchr::memmem;

use super::python;

/// The values of a cosine schedule over the length of a response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cosine {
    /// Of a wrong response: the shortest, the longest.
    pub wrong: (f64, f64),
    /// Of a correct response: the shortest, the longest.
    pub correct: (f64, f64),
}

impl Cosine {
    /// The value at a share of the longest length.
    pub fn at(self, progress: f64, correct: bool) -> f64 {
        let (short, long) = if correct { self.correct } else { self.wrong };
        long + 0.5 * (short - long) * (1.0 + (progress * std::f64::consts::PI).cos())
    }
}

/// The soft punishment of overlong responses: 0 up to `longest - cache`, then falling to -1 at `longest`, and -1 past it.
///
/// ```
/// use rewards_core::preset::shape::soft_overlong;
/// assert_eq!(soft_overlong(90, 100.0, 20.0), -0.5);
/// assert_eq!(soft_overlong(101, 100.0, 0.0), -1.0);
/// ```
pub fn soft_overlong(length: usize, longest: f64, cache: f64) -> f64 {
    let length = length as f64;
    if length <= longest - cache {
        0.0
    } else if length <= longest {
        (longest - cache - length) / cache
    } else {
        -1.0
    }
}

/// How many runs of `size` items there are, and how many of them differ; `None` where there are fewer items than that.
///
/// ```
/// use rewards_core::preset::shape::ngrams;
/// assert_eq!(ngrams(&[5, 5, 5, 5, 5], 2), Some((4, 1)));
/// assert_eq!(ngrams(&[1], 2), None);
/// ```
pub fn ngrams(items: &[u32], size: usize) -> Option<(usize, usize)> {
    if size == 0 || items.len() < size {
        return None;
    }
    // Names for runs of 1, 2, 4, … items, then for two of them that overlap to `size`: work grows with the items, and with
    // the logarithm of the size alone.
    let mut names = items.to_vec();
    let mut width = 1;
    while width * 2 <= size {
        names = pair(&names, width).0;
        width *= 2;
    }
    let total = items.len() - size + 1;
    let distinct = if width == size { count_distinct(&names) } else { pair(&names, size - width).1 };
    Some((total, distinct))
}

/// A name for each pair of names that stand `apart`, the same for equal pairs, and how many pairs differ.
fn pair(names: &[u32], apart: usize) -> (Vec<u32>, usize) {
    let mut known = HashMap::with_capacity(names.len() - apart);
    let pairs = names.iter().zip(&names[apart..]);
    let renamed = pairs.map(|(first, second)| name(&mut known, u64::from(*first) << 32 | u64::from(*second)));
    let renamed = renamed.collect();
    (renamed, known.len())
}

fn count_distinct(names: &[u32]) -> usize {
    let mut known = HashMap::with_capacity(names.len());
    for one in names {
        name(&mut known, *one);
    }
    known.len()
}

/// The number of a thing, in the order in which things were met.
fn name<T: Hash + Eq>(known: &mut HashMap<T, u32>, item: T) -> u32 {
    let next = known.len() as u32;
    *known.entry(item).or_insert(next)
}

/// Numbers for things of any kind, equal where they are.
pub fn number_all<T: Hash + Eq>(items: impl Iterator<Item = T>) -> Vec<u32> {
    let mut known = HashMap::new();
    items.map(|item| name(&mut known, item)).collect()
}

/// The words of a text as `text.lower().split()` has them, numbered.
pub fn lower_words(text: &str) -> Vec<u32> {
    number_all(text.split(python::is_space).filter(|word| !word.is_empty()).map(str::to_lowercase))
}

/// How many of these tags stand in a text exactly once.
pub fn count_tags<T: AsRef<str>>(text: &str, tags: &[T]) -> usize {
    let once = |tag: &&T| memmem::find_iter(text.as_bytes(), tag.as_ref().as_bytes()).take(2).count() == 1;
    tags.iter().filter(once).count()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_are_counted_as_windows_are(items in proptest::collection::vec(0..3_u32, 0..40), size in 1..12_usize) {
            let windows: Vec<&[u32]> = items.windows(size).collect();
            let distinct = windows.iter().collect::<HashSet<_>>().len();
            prop_assert_eq!(ngrams(&items, size), (items.len() >= size).then_some((windows.len(), distinct)));
        }
    }
}
